"""``durf evidence export``: what it writes, ``durf evidence verify`` accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from durf.errors import BadUse, DurfError
from durf.evidence.verify import Report, verify
from durf_server.commands.evidence import export
from durf_server.drafts.content import Content
from durf_server.drafts.saving import start
from durf_server.records.models import Log
from durf_server.records.signing import public_keys
from tests.durf_server.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from tests.durf_server.conftest import Cast

BLOOM = ("--workspace", "bloom")


def run(tmp_path: Path, *arguments: str) -> Result:
    out = str(tmp_path / "x.durfproof")
    return CliRunner().invoke(export, [*arguments, "-o", out])


def read(cast: Cast, tmp_path: Path) -> Report:
    keys = public_keys(Log.objects.get(workspace=cast.workspace).origin)
    return verify((tmp_path / "x.durfproof").read_bytes(), keys)


def test_it_writes_a_bundle_of_each_kind(cast: Cast, tmp_path: Path) -> None:
    campaign = cast.workspace.campaigns.create(name="Spring")
    draft = start(cast.anna, Content("One"), campaign=campaign, at=NOON)
    start(cast.bram, Content("Two"), at=NOON)
    wanted = {
        ("--post", str(draft.pk)): f"draft/{draft.pk}",
        ("--campaign", "Spring"): f"campaign/{campaign.pk}",
        ("--campaign", str(campaign.pk)): f"campaign/{campaign.pk}",
        ("--person", "Bram@example.org"): f"person/{cast.bram.person_id}",
        ("--from", "2026-11-23", "--until", "2026-11-23"): (
            "period/2026-11-23..2026-11-23"
        ),
    }
    for arguments, about in wanted.items():
        ran = run(tmp_path, *BLOOM, *arguments)
        assert ran.exit_code == 0, ran.exception
        assert about in ran.output
        report = read(cast, tmp_path)
        assert report.bundle.about == about
        assert report.bundle.entries


@pytest.mark.parametrize(
    "arguments",
    [
        ("--post", "0b5c2a34-0b5c-4a34-8b5c-0b5c2a340b5c"),
        ("--workspace", "nowhere", "--from", "2026-11-23"),
        (*BLOOM, "--campaign", "Winter"),
        (*BLOOM, "--person", "nobody@example.org"),
        (*BLOOM, "--post", "0b5c2a34-0b5c-4a34-8b5c-0b5c2a340b5c"),
        BLOOM,
    ],
)
def test_what_is_not_there_is_said(
    cast: Cast, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    ran = run(tmp_path, *arguments)
    assert isinstance(ran.exception, DurfError)
    assert not list(tmp_path.iterdir())


def test_of_several_workspaces_one_must_be_named(cast: Cast, tmp_path: Path) -> None:
    ran = run(tmp_path, "--from", "2026-11-23")
    assert isinstance(ran.exception, BadUse)
    assert "bloom" in str(ran.exception)
