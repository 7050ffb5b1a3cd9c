"""Whoever steals the vault's files without the secret learns nothing from them."""

from __future__ import annotations

import math
import os
import random
import re
import zlib
from typing import TYPE_CHECKING

import pytest

from durf.text.view import View
from durf.vault.document import Batch, Document, Passage, Source
from durf.vault.kernel import letters_of
from durf.vault.secret import Secret
from durf.vault.segment import PAGE
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault
from tests.durf.vault.conftest import MEMO, PLAN

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "oven brood meel gist rekening pand gemeente korst klant prijs levering zomer".split()


def long_text(seed: int, words: int = 40_000) -> str:
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) + rng.choice("abcdefgh") for _ in range(words))


def make(folder: Path, secret: Secret, text: str) -> None:
    create_vault(folder, secret)
    with Writer(folder, secret) as writer:
        batch = Batch(secret)
        source = Source("/srv/anna/Havenstraat/overname.txt")
        batch.add(
            Document(source, "overnameplannen"), [Passage(text, "§ Verkoopprijs")]
        )
        writer.commit(
            [writer.write_documents(batch)], collections={"overnameplannen": {}}
        )


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file()
    }


def test_no_text_and_no_name_stands_in_any_file(tmp_path, secret) -> None:
    make(tmp_path / "v", secret, PLAN + MEMO)
    everything = b"".join(files(tmp_path / "v").values())
    everything += " ".join(files(tmp_path / "v")).encode()
    for told in ("overname", "Havenstraat", "Verkoop", "anna", "bakker", "oven"):
        assert not re.search(told.encode(), everything, re.IGNORECASE)
    assert secret.value not in everything
    assert secret.written().encode() not in everything


def numbers(folder: Path) -> bytes:
    (segment,) = (c for n, c in files(folder).items() if n.endswith(".segment"))
    return segment[PAGE:]


def test_without_the_secret_a_dictionary_of_its_very_documents_finds_nothing(
    tmp_path, secret
) -> None:
    # The thief has the very document, all of this code, and another secret.
    text = long_text(1)
    make(tmp_path / "theirs", secret, text)
    stolen = tmp_path / "theirs"
    guess = Secret(os.urandom(32))
    make(tmp_path / "guess", guess, text)

    def tags(folder: Path) -> set[bytes]:
        content = numbers(folder)
        return {content[at : at + 4] for at in range(0, len(content) - 3, 4)}

    # Two vaults of one document have no more in common than two of different ones.
    make(tmp_path / "unrelated", Secret(os.urandom(32)), long_text(2))
    same = len(tags(stolen) & tags(tmp_path / "guess"))
    other = len(tags(stolen) & tags(tmp_path / "unrelated"))
    assert abs(same - other) <= 6 * math.sqrt(max(same, other, 1)) + 20
    with pytest.raises(Exception, match="another vault"):
        Vault.open(stolen, guess)


def test_what_is_stored_looks_like_random_numbers(tmp_path, secret) -> None:
    make(tmp_path / "v", secret, long_text(3))
    vault = Vault.open(tmp_path / "v", secret)
    count = vault.stats().fingerprints
    payloads = numbers(tmp_path / "v")[-4 * count :]
    # Bytes of the masked places: uniform, and no compressor gains anything.
    counts = [0] * 256
    for byte in payloads:
        counts[byte] += 1
    expected = len(payloads) / 256
    chi = sum((n - expected) ** 2 / expected for n in counts)
    # 255 degrees of freedom: mean 255, standard deviation 22.6.
    assert abs(chi - 255) < 7 * 22.6
    assert len(zlib.compress(payloads, 9)) > 0.99 * len(payloads)


def test_the_order_of_a_document_does_not_show(tmp_path, secret) -> None:
    # Places are small numbers; masked ones are as large as random numbers are.
    text = long_text(4)
    make(tmp_path / "v", secret, text)
    count = Vault.open(tmp_path / "v", secret).stats().fingerprints
    payloads = numbers(tmp_path / "v")[-4 * count :]
    values = memoryview(payloads).cast("I").tolist()
    small = sum(value < len(text) for value in values)
    expected = count * len(text) / 2**32
    assert small <= expected + 8 * math.sqrt(expected) + 8


def test_another_secret_gives_another_choice_of_grams(secret) -> None:
    text = long_text(5, 2_000)

    def places(of: Secret) -> set[int]:
        batch = Batch(of)
        batch.add(Document(Source("a"), "c"), [Passage(text)])
        return set(memoryview(batch.entries).cast("Q").tolist()[1::2])

    one, other = places(secret), places(Secret(os.urandom(32)))
    share = len(one & other) / len(one)
    # Each keeps two places of five.
    assert 0.3 < share < 0.5
    assert len(letters_of(View(text).plain)) > 10_000


def test_a_removed_document_is_in_no_file(tmp_path, secret) -> None:
    folder = tmp_path / "v"
    make(folder, secret, PLAN)
    with Writer(folder, secret) as writer:
        batch = Batch(secret)
        batch.add(Document(Source("memo"), "overnameplannen"), [Passage(MEMO)])
        writer.commit([writer.write_documents(batch)])
        writer.finish()
        before = sum(one.count for one in writer.manifest.segments)
        ((entry, gone),) = [
            (e, d) for e, d in writer.documents() if d.source.path == "memo"
        ]
        writer.commit(gone={entry.name: [gone.start]})
        assert Vault.open(folder, secret).quotations(View(MEMO)) == []
        writer.finish()
        after = sum(one.count for one in writer.manifest.segments)
    only_plan = Batch(secret)
    only_plan.add(Document(Source("plan"), "c"), [Passage(PLAN)])
    assert before > after == only_plan.count
    vault = Vault.open(folder, secret)
    assert vault.quotations(View(PLAN))
    assert vault.quotations(View(MEMO)) == []
    assert list(vault.faults()) == []
