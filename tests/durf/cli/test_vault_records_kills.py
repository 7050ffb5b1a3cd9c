"""Killed anywhere, a collection has the old rows or the new ones, never a mix."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from durf.text.view import View
from durf.vault.vault import Vault
from tests.durf.cli.test_vault_kills import DEADLY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Parts so small that a table of a few batches has several of them to merge.
START = """\
import durf.intake.tables.filling as filling
from durf.cli.main import main
filling._AT_A_TIME = 5000
{deadly}
main()
"""
ROWS = 25_000
ASKED = (0, 12_345, ROWS - 1)
ADD = "vault records add rows.csv --vault vault --collection people".split()


def write_rows(folder: Path, host: str) -> None:
    rows = (f"p{number}@{host}.example\n" for number in range(ROWS))
    (folder / "rows.csv").write_text("email\n" + "".join(rows))


def found(host: str) -> set[int]:
    vault = Vault.open("vault")
    assert list(vault.faults()) == []
    return {n for n in ASKED if vault.row_values(View(f"p{n}@{host}.example"))}


@pytest.mark.slow
def test_a_kill_anywhere_leaves_the_old_rows_or_the_new_ones(
    run: Callable, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert run("vault", "init", "vault").status == 0
    write_rows(desk, "first")
    assert run(*ADD).status == 0
    before, kills = "first", 0
    while True:
        after = f"host{kills}"
        write_rows(desk, after)
        code = START.format(deadly=DEADLY.format(steps=kills + 1))
        process = subprocess.run(
            [sys.executable, "-c", code, *ADD],
            check=False,
            capture_output=True,
            timeout=60,
        )
        assert process.returncode in (0, -signal.SIGKILL), process.stderr
        assert sorted((len(found(before)), len(found(after)))) == [0, len(ASKED)]
        if process.returncode == 0:
            break
        kills += 1
        before = after if found(after) else before
    # The parts, what they become, and the manifest: each reaches the disk.
    assert kills > 5
    assert found(after) == set(ASKED)
    assert len(list((desk / "vault").rglob("*.segment"))) == 1
