"""What is installed is whole: the program runs from the wheel, with all its data."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=repository,
        capture_output=True,
        check=True,
    )
    [wheel] = folder.glob("durf-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_it_holds_every_file_of_the_package(repository: Path, installed: Path) -> None:
    source = repository / "src"
    kept = {
        path.relative_to(source)
        for path in source.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    missing = {path for path in kept if not (installed / path).is_file()}
    assert missing == set()


def test_it_brings_its_licence_and_its_notice(installed: Path) -> None:
    names = {path.name for path in installed.rglob("licenses/*")}
    assert names == {"LICENSE", "NOTICE"}


def test_it_runs_from_where_it_was_installed(installed: Path, tmp_path: Path) -> None:
    post = tmp_path / "post.txt"
    post.write_text("Good morning from the bakery.", "utf-8")
    policy = tmp_path / "policy.md"
    policy.write_text(POLICY, "utf-8")
    script = (
        "import sys, durf, durf.cli.main;"
        f"assert durf.__file__.startswith({str(installed)!r}), durf.__file__;"
        "sys.argv[0] = 'durf';"
        "durf.cli.main.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "--policy", policy, post],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


POLICY = """---
policy: Bakery
version: "1"
language: nl
packs: [secrets]
---

# Bakery
"""
