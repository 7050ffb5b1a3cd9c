"""``durf evidence``: proofs are checked, shown and made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from durf.cli import evidence
from durf.evidence.merkle import leaf_hash
from durf.evidence.packing import PAGE_VERSION
from durf.evidence.proof import read_proof
from durf.evidence.tiles import WIDTH, bundled, tile_path, tiles_of
from tests.durf.evidence.mutations import signed_anew
from tests.durf.evidence.sample import KEYS, LASTING, SIGNER, Desk, packed, small

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZE = 300


@pytest.fixture
def files(desk: Path) -> Path:
    """A bundle and its key."""
    (desk / "post.durfproof").write_bytes(packed(small()))
    (desk / "log.key").write_text(f"# our log\n{KEYS}{LASTING.key}\n", "utf-8")
    return desk


@pytest.fixture
def published(files: Path) -> Path:
    """A log of which everything was published."""
    log = Desk(SIZE)
    folder = files / "log"
    for level, index, width in tiles_of(SIZE):
        write(folder, tile_path(level, index, width), log.log.stored(level, index))
        if level == 0:
            entries = log.log.entries[index * WIDTH :][:width]
            write(folder, tile_path("entries", index, width), bundled(entries))
    write(folder, "checkpoint", log.checkpoint().to_bytes())
    write(files, "entry.json", log.log.entries[17])
    return folder


def write(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def verify(run: Callable, *more: str, bundle: str = "post.durfproof"):
    return run("evidence", "verify", bundle, "--key", "log.key", *more)


def test_a_good_bundle_is_told_from_its_key(run: Callable, files: Path) -> None:
    ran = verify(run)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("the evidence holds\ndraft/1\nlog example.com/desk at 7")
    assert f"signed by example.com/desk (key {SIGNER.key.key_id.hex()})" in ran.out
    assert "3 entries, 2026-11-23 12:02:00" in ran.out
    assert "1 parts erased, 0 kept back" in ran.out
    assert "1 policies, 1 media, 2 earlier checkpoints, 2 time stamps" in ran.out


def test_a_machine_reads_the_same(run: Callable, files: Path) -> None:
    found = json.loads(verify(run, "--format", "json").out)
    assert found["holds"] is True
    assert found["entries"] == [2, 3, 6]
    assert (found["erased"], found["withheld"], found["gapless"]) == (1, 0, False)
    assert found["earlier_checkpoints"] == [2, 5]
    assert len(found["signed_by"]) == 2


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_changed_bundle_is_refused(run: Callable, files: Path, language: str) -> None:
    content = bytearray(packed(small()))
    content[len(content) // 2] ^= 1
    (files / "post.durfproof").write_bytes(content)
    ran = run(
        "--language",
        language,
        "evidence",
        "verify",
        "post.durfproof",
        "--key",
        "log.key",
    )
    assert ran.status == 1
    assert ran.out == ""
    assert ran.err.count("\n") == 1


def test_without_a_usable_key_nothing_is_said(run: Callable, files: Path) -> None:
    for content in (b"", b"nonsense", b"\xff"):
        (files / "log.key").write_bytes(content)
        ran = verify(run)
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.startswith("durf: the key of the evidence log cannot be used")


def test_a_file_that_is_not_there_is_no_broken_proof(
    run: Callable, files: Path
) -> None:
    assert verify(run, bundle="other").status == 2
    (files / "log.key").unlink()
    assert verify(run).status == 2


def test_a_page_of_another_version_is_mentioned(run: Callable, files: Path) -> None:
    from durf.evidence.archive import unarchived

    inside = unarchived(packed(small()))
    old = inside["manifest.json"].replace(b'"page":%d' % PAGE_VERSION, b'"page":0')
    content = signed_anew({**inside, "manifest.json": old}, SIGNER)
    (files / "post.durfproof").write_bytes(content)
    assert "index.html was made by another version" in verify(run).out


def test_a_bundle_is_shown(run: Callable, files: Path) -> None:
    ran = run("evidence", "show", "post.durfproof")
    assert ran.status == 0
    assert "not verified" in ran.out
    assert "2  2026-11-23 12:02:00 UTC  review.approved  draft/1" in ran.out
    assert "person:7f3a: erased" in ran.out
    assert "Jansen <3>" in ran.out
    found = json.loads(
        run("evidence", "show", "post.durfproof", "--format", "json").out
    )
    assert [x["index"] for x in found["entries"]] == [2, 3, 6]
    assert found["entries"][0]["parts"]["person:7f3a"] is None
    assert found["entries"][0]["erased"] == ["person:7f3a"]


def test_what_is_no_bundle_is_not_shown(run: Callable, files: Path) -> None:
    assert run("evidence", "show", "policy.md").status == 1


def test_a_whole_log_is_verified(run: Callable, published: Path) -> None:
    ran = verify(run, bundle="log")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("the log is whole\nlog example.com/desk at 300 entries")
    assert json.loads(verify(run, "--format", "json", bundle="log").out)["size"] == SIZE


def test_a_changed_byte_in_any_file_of_a_log_is_noticed(
    run: Callable, published: Path
) -> None:
    for path in sorted(published.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        for at in (0, len(content) // 2, len(content) - 1):
            changed = bytearray(content)
            changed[at] ^= 4
            path.write_bytes(changed)
            assert verify(run, bundle="log").status == 1, (path, at)
        path.write_bytes(content[:-40])
        assert verify(run, bundle="log").status == 1, path
        path.write_bytes(content)
    assert verify(run, bundle="log").status == 0


def test_a_log_that_lost_a_file_cannot_be_read(run: Callable, published: Path) -> None:
    (published / "tile" / "0" / "000").unlink()
    assert verify(run, bundle="log").status == 2


@pytest.mark.parametrize("which", [["--index", "17"], ["--entry", "entry.json"]])
def test_a_proof_is_made_of_a_published_log(
    run: Callable, published: Path, files: Path, which: list[str]
) -> None:
    assert run("evidence", "prove", "log", *which, "-o", "17.tlog-proof").status == 0
    proof = read_proof((files / "17.tlog-proof").read_bytes())
    entry = (files / "entry.json").read_bytes()
    assert proof.index == 17
    assert proof.verify(entry, SIGNER.key).size == SIZE
    assert proof.verify(entry, LASTING.key).size == SIZE


def test_a_proof_goes_to_standard_output(run: Callable, published: Path) -> None:
    ran = run("evidence", "prove", "log", "--index", "299")
    assert read_proof(ran.out.encode()).index == 299


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ([], "say which entry to prove"),
        (["--index", "1", "--entry", "entry.json"], "say which entry to prove"),
        (["--index", "300"], "the log has no such entry among its first 300"),
        (["--entry", "policy.md"], "the log has no such entry among its first 300"),
    ],
)
def test_what_cannot_be_proved_is_said(
    run: Callable, published: Path, which: list[str], said: str
) -> None:
    ran = run("evidence", "prove", "log", *which)
    assert ran.status == 2
    assert said in ran.err
    assert ran.out == ""


def test_no_proof_is_made_that_does_not_hold(run: Callable, published: Path) -> None:
    tile = published / "tile" / "0" / "000"
    content = tile.read_bytes()
    tile.write_bytes(leaf_hash(b"another") + content[32:])
    assert run("evidence", "prove", "log", "--index", "0").status == 1
    tile.write_bytes(content[:-64])
    assert run("evidence", "prove", "log", "--index", "255").status == 1


def test_a_command_of_the_server_says_what_it_needs(
    run: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = {**evidence.COMMANDS, "export": "durf_server.no_such_module:export"}
    monkeypatch.setattr(evidence.evidence, "homes", homes)
    ran = run("evidence", "export", "draft/17", "--out", "x")
    assert ran.status == 2
    assert "pip install durf[server]" in ran.err
    assert run("evidence", "--help").status == 0


def test_other_trouble_while_loading_a_command_is_not_hidden(
    run: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = {"export": "no_such_module_at_all:export"}
    monkeypatch.setattr(evidence.evidence, "homes", homes)
    ran = run("evidence", "export")
    assert "unexpected trouble (ModuleNotFoundError)" in ran.err
