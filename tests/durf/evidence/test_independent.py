"""The verifier in docs/: short, without durf, and of the same opinion."""

from __future__ import annotations

import ast
import random
import runpy
import subprocess
import sys
from dataclasses import replace

import pytest

from durf.errors import BrokenProof
from durf.evidence.archive import unarchived
from durf.evidence.signing import Ed25519Signer
from durf.evidence.verify import verify
from tests.conftest import REPOSITORY
from tests.durf.evidence.mutations import WAYS, mutated, signed_by_the_owner
from tests.durf.evidence.sample import (
    KEYS,
    LASTING,
    STRANGER,
    Desk,
    packed,
    small,
)

PROGRAM = REPOSITORY / "docs" / "verify.py"
GOOD = packed(small())
BOTH = f"# ours\n\n{KEYS}{LASTING.key}\n"


@pytest.fixture(scope="module")
def program():
    return runpy.run_path(str(PROGRAM))


@pytest.fixture
def run(tmp_path):
    def run_program(content: bytes, keys: str):
        (tmp_path / "bundle").write_bytes(content)
        (tmp_path / "key").write_text(keys, "utf-8")
        command = [sys.executable, "-I", PROGRAM, tmp_path / "bundle", tmp_path / "key"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run_program


def test_it_is_short_and_knows_nothing_of_durf():
    source = PROGRAM.read_text("utf-8")
    assert len(source.splitlines()) <= 150
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [x.name for x in getattr(node, "names", [])]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert imported <= {*sys.stdlib_module_names, "cryptography"}
    assert "durf" not in imported


@pytest.mark.parametrize("keys", [KEYS, BOTH])
def test_it_finds_a_good_bundle_good(run, keys):
    ran = run(GOOD, keys)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("everything holds: example.com/desk, 7 entries, root ")


@pytest.mark.parametrize(
    ("size", "stops", "places"),
    [(1, (), (0,)), (2, (1,), (0, 1)), (300, (1, 128, 256, 299), (0, 17, 255, 299))],
)
def test_it_finds_bundles_of_any_size_good(run, size, stops, places):
    assert run(packed(Desk(size, stops=stops).bundle(*places)), BOTH).returncode == 0


OTHER = Ed25519Signer("example.com/other", b"\1" * 32)


@pytest.mark.parametrize(
    "keys", [f"{STRANGER.key}", f"{OTHER.key}", f"{LASTING.key}", "", "nonsense"]
)
def test_it_believes_no_other_key(run, keys):
    ran = run(GOOD, keys)
    assert ran.returncode == 1
    assert ran.stderr.startswith("does not hold: ")


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_it_finds_a_changed_bundle_bad(run, way):
    changed = WAYS[way](GOOD, random.Random(way + 20))
    assert run(changed, KEYS).returncode == 1


def test_both_ask_for_each_kind_of_key(run):
    bare = small().checkpoint
    weak = replace(bare, signatures=bare.signatures[:1])
    bundle = replace(small(), checkpoint=weak, timestamps={})
    assert run(packed(bundle), KEYS).returncode == 0
    assert run(packed(bundle), BOTH).returncode == 1


def is_accepted(program, content: bytes) -> bool:
    keys = [program["read_key"](line) for line in KEYS.splitlines()]
    try:
        program["verify"](program["unzip"](content), keys)
    except Exception:
        return False
    return True


@pytest.mark.parametrize("seed", range(20))
def test_both_say_the_same_of_changed_bundles(program, seed):
    chance = random.Random(1000 + seed)
    # What the owner signs anew it cannot compare with a page that it cannot make.
    ways = [way for way in WAYS if way is not signed_by_the_owner]
    for _ in range(50):
        changed = mutated(GOOD, chance, ways)
        with pytest.raises(BrokenProof):
            verify(changed, KEYS)
        assert not is_accepted(program, changed)


def test_the_owner_cannot_change_an_entry_for_it_either(program):
    chance = random.Random(7)
    for _ in range(300):
        changed = signed_by_the_owner(GOOD, chance)
        before, after = unarchived(GOOD), unarchived(changed)
        if before["entries.jsonl"] != after["entries.jsonl"]:
            assert not is_accepted(program, changed)
