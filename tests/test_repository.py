"""What must hold for every file that is kept."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LOCAL_PATH = re.compile(r"(?<![\w.])/(?:work|home/\w+|Users/\w+|root)/")
OPEN_END = re.compile(r"\b(?:TODO|FIXME)\b")
RELEASE = re.compile(r"## \[(?:Unreleased|\d+\.\d+\.\d+)\](?: - \d{4}-\d\d-\d\d)?")
CHANGES = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
# What the tests themselves look for, and licences, which are not ours to edit.
EXEMPT = {"tests/test_repository.py", "LICENSE", "NOTICE"}
# What a fuzzer begins with need not be text.
SEEDS = "tests/fuzz/seeds/"


@pytest.fixture(scope="module")
def texts(repository: Path) -> dict[str, str]:
    """Every text file that is kept, by its name."""
    if not (repository / ".git").exists():
        pytest.skip("this is no checkout, so what is kept is not known")
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git made the checkout
        cwd=repository,
        capture_output=True,
        check=True,
    )
    kept = [name for name in listed.stdout.decode().split("\0") if name]
    found = {}
    for name in kept:
        path = repository / name
        if name in EXEMPT or name.startswith(SEEDS) or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            found[name] = content.decode("utf-8")
    return found


def test_no_file_names_a_place_on_one_machine(texts: dict[str, str]) -> None:
    # A pack may show one in a made-up post.
    ours = {n: t for n, t in texts.items() if not n.startswith("src/durf/packs/")}
    assert [name for name, text in ours.items() if LOCAL_PATH.search(text)] == []


def test_no_file_leaves_an_open_end(texts: dict[str, str]) -> None:
    code = {n: t for n, t in texts.items() if n.endswith((".py", ".sh", "Makefile"))}
    assert [name for name, text in code.items() if OPEN_END.search(text)] == []


def test_lock_files_name_no_host_and_hash_everything(texts: dict[str, str]) -> None:
    locks = {name: text for name, text in texts.items() if name.endswith(".lock")}
    assert len(locks) == 4
    for name, text in locks.items():
        assert "://" not in text
        assert "--index" not in text
        # One package is all that a machine without a compiler lacks.
        least = 1 if name.endswith("requirements-compiler.lock") else 11
        assert text.count("==") >= least
        for pinned in re.split(r"\n(?=[a-z0-9])", text)[1:]:
            assert "--hash=sha256:" in pinned


def test_the_readme_is_short(repository: Path) -> None:
    readme = (repository / "README.md").read_text("utf-8")
    assert len(readme.splitlines()) <= 150


def test_the_changelog_keeps_its_form(repository: Path) -> None:
    lines = (repository / "CHANGELOG.md").read_text("utf-8").splitlines()
    assert lines[0] == "# Changelog"
    releases = [line for line in lines if line.startswith("## ")]
    assert releases[0].startswith("## [Unreleased]")
    assert [line for line in releases if not RELEASE.fullmatch(line)] == []
    sections = {line.removeprefix("### ") for line in lines if line.startswith("### ")}
    assert sections <= CHANGES


def test_the_licence_is_there_whole(repository: Path) -> None:
    licence = (repository / "LICENSE").read_text("utf-8")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert "UNICODE LICENSE V3" in (repository / "NOTICE").read_text("utf-8")
