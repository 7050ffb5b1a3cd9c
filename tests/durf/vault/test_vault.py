"""A vault goes on being read while it is written, and says when it is damaged."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

import durf
from durf.errors import BrokenVault, DurfError, NoVault, VaultBusy
from durf.text.view import View
from durf.vault.document import Batch, Document, Passage, Source
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault
from tests.durf.vault.conftest import MEMO, PLAN

if TYPE_CHECKING:
    from pathlib import Path

    from durf.vault.secret import Secret


def add(
    folder: Path, secret: Secret, path: str, text: str, *, finish: bool = False
) -> None:
    with Writer(folder, secret) as writer:
        batch = Batch(secret)
        batch.add(Document(Source(path), "c"), [Passage(text)])
        writer.commit([writer.write_documents(batch)], collections={"c": {}})
        if finish:
            writer.finish()


@pytest.fixture
def folder(tmp_path, secret):
    create_vault(tmp_path / "v", secret)
    add(tmp_path / "v", secret, "plan", PLAN)
    return tmp_path / "v"


def quotes(vault: Vault, text: str) -> bool:
    return bool(vault.quotations(View(text)))


def test_it_is_part_of_the_public_face(folder, secret) -> None:
    assert durf.Vault.open(folder, secret.written()).collections == ("c",)


def test_a_reader_sees_its_state_until_it_asks_for_another(folder, secret) -> None:
    vault = Vault.open(folder, secret)
    add(folder, secret, "memo", MEMO, finish=True)
    assert quotes(vault, PLAN)
    assert not quotes(vault, MEMO)
    assert vault.refresh()
    assert quotes(vault, PLAN)
    assert quotes(vault, MEMO)
    assert not vault.refresh()


def test_there_is_one_writer_at_a_time(folder, secret) -> None:
    with Writer(folder, secret), pytest.raises(VaultBusy):
        Writer(folder, secret)
    with Writer(folder, secret):
        pass


def test_readers_never_see_a_mix(folder, secret) -> None:
    # Two documents always come and go together.
    stop = threading.Event()
    seen: list[tuple[bool, bool]] = []
    failed: list[BaseException] = []

    def read() -> None:
        try:
            while not stop.is_set():
                vault = Vault.open(folder, secret)
                seen.append((quotes(vault, MEMO), quotes(vault, MEMO.upper()[::-1])))
        except BaseException as error:
            failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(30):
        with Writer(folder, secret) as writer:
            batch = Batch(secret)
            batch.add(Document(Source("memo"), "c"), [Passage(MEMO)])
            batch.add(Document(Source("omem"), "c"), [Passage(MEMO.upper()[::-1])])
            entry = writer.write_documents(batch)
            writer.commit([entry])
            writer.finish()
        with Writer(folder, secret) as writer:
            gone: dict[str, set[int]] = {}
            for segment, document in writer.documents():
                if document.source.path != "plan":
                    gone.setdefault(segment.name, set()).add(document.start)
            writer.commit(gone=gone)
            writer.finish()
    stop.set()
    for reader in readers:
        reader.join()
    assert failed == []
    assert {(True, True), (False, False)} >= set(seen)
    assert (True, True) in seen


def test_many_small_additions_end_in_few_segments(folder, secret) -> None:
    for number in range(25):
        add(folder, secret, f"memo {number}", f"{number} {MEMO}", finish=True)
    vault = Vault.open(folder, secret)
    assert vault.stats().segments <= 5
    assert vault.stats().documents == {"c": 26}
    assert quotes(vault, PLAN)
    assert len(list(vault.documents())) == 26


def test_what_a_killed_writer_left_behind_is_swept_away(folder, secret) -> None:
    code = (
        "import os, sys, signal\n"
        "from pathlib import Path\n"
        "from durf.vault.secret import Secret\n"
        "from durf.vault.writer import Writer\n"
        "from durf.vault.document import *\n"
        "secret = Secret.parse(sys.argv[2])\n"
        "writer = Writer(Path(sys.argv[1]), secret)\n"
        "batch = Batch(secret)\n"
        "batch.add(Document(Source('x'), 'c'), [Passage('y' * 100)])\n"
        "writer.write_documents(batch)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    before = {path.name for path in folder.rglob("*")}
    subprocess.run(
        [sys.executable, "-c", code, str(folder), secret.written()], check=False
    )
    assert {path.name for path in folder.rglob("*")} > before
    assert quotes(Vault.open(folder, secret), PLAN)
    with Writer(folder, secret):
        pass
    assert {path.name for path in folder.rglob("*")} == before | {"lock"}


def test_verify_finds_every_flipped_bit(folder, secret) -> None:
    assert list(Vault.open(folder, secret).faults()) == []
    rng = random.Random(1)
    for path in [p for p in folder.rglob("*") if p.is_file() and p.name != "lock"]:
        whole = path.read_bytes()
        for _ in range(12):
            broken = bytearray(whole)
            at = rng.randrange(len(broken))
            # The rest of a segment's first page is not used.
            at = at % 96 if path.suffix == ".segment" and at < 4096 else at
            broken[at] ^= 1 << rng.randrange(8)
            path.write_bytes(broken)
            try:
                found = list(Vault.open(folder, secret).faults())
            except DurfError:
                found = ["cannot be opened"]
            assert found or path.name == "vault.json"
        path.write_bytes(whole)
    assert list(Vault.open(folder, secret).faults()) == []


def test_damage_never_takes_the_process_down(folder, secret) -> None:
    (path,) = folder.rglob("*.segment")
    whole = path.read_bytes()
    rng = random.Random(2)
    for _ in range(200):
        broken = bytearray(whole)
        for _ in range(rng.randrange(1, 40)):
            broken[rng.randrange(4096, len(broken))] = rng.randrange(256)
        path.write_bytes(broken)
        vault = Vault.open(folder, secret)
        try:
            vault.touches(View(PLAN).plain)
            vault.quotations(View(PLAN))
        except BrokenVault:
            pass


@pytest.mark.parametrize("size", [0, 10, 4095, 4096, 5000])
def test_a_segment_that_was_cut_off_is_told(folder, secret, size) -> None:
    (path,) = folder.rglob("*.segment")
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(BrokenVault):
        Vault.open(folder, secret)


def test_a_missing_file_is_told(folder, secret) -> None:
    (path,) = folder.rglob("*.segment")
    path.unlink()
    with pytest.raises(BrokenVault):
        Vault.open(folder, secret)
    for path in folder.rglob("manifest"):
        path.unlink()
    with pytest.raises(NoVault):
        Vault.open(folder, secret)


def test_a_vault_is_made_in_an_empty_folder_only(tmp_path, folder, secret) -> None:
    with pytest.raises(NoVault, match="already"):
        create_vault(folder, secret)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("")
    with pytest.raises(NoVault, match="not empty"):
        create_vault(tmp_path / "full", secret)
