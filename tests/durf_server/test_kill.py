"""Killed half way, durf loses nothing that it said was done, and keeps nothing by half."""

from __future__ import annotations

import pytest

from tests.durf_server.postgresql import new_database, postgresql
from tests.durf_server.servers import KINDS, new_server

__all__ = ["new_database", "new_server", "postgresql"]
BEGIN = "import sys\nfrom tests.durf_server.writing import *\n"
FEW, MANY = 3, 30


def play(server, folder, times: int) -> int:
    """Kill two writers that many times, and return how much they said was done."""
    server.run(f"{BEGIN}prepare()\nkilled(sys.argv[1], {times})\n", str(folder))
    files = sorted(folder.glob("said-*"))
    assert len(files) == 2 * times
    assert server.run(BEGIN + "check(*sys.argv[1:])\n", *map(str, files)) == []
    return sum(len(file.read_text().splitlines()) for file in files)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_said_is_there_after_a_few_kills(new_server, tmp_path, kind):
    assert play(new_server(kind, migrated=True), tmp_path, FEW) >= 2 * FEW


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_said_is_there_after_many_kills(new_server, tmp_path, kind):
    assert play(new_server(kind, migrated=True), tmp_path, MANY) >= 2 * MANY


def test_the_check_finds_what_is_lost_or_there_by_half(new_server, tmp_path):
    """Or it would say that all is well whatever happens."""
    server = new_server("sqlite", migrated=True)
    server.run(BEGIN + "prepare()\nwrite_some('x', 6)\n")
    (tmp_path / "said").write_text('["review", "no such"]\n')
    code = "check(*sys.argv[1:])\n"
    assert server.run(BEGIN + code, str(tmp_path / "said")) == [
        "lost-review-['no-such']"
    ]
    spoil = "Draft.objects.update(state='writing')\nReview.objects.all().delete()\n"
    found = server.run(BEGIN + spoil + "check()\n")
    assert sorted(one.split("-")[0] for one in found) == ["half", "state"]
