"""Rows of tables are known again, however their values are written."""

from __future__ import annotations

import json
import random

import pytest

import durf
from durf.check.checker import Checker
from durf.text.view import View
from durf.vault.records.batch import RecordsBatch
from durf.vault.records.mapping import Field, FieldKind, Mapping
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault

KINDS = {
    "naam": FieldKind.NAME,
    "mail": FieldKind.EMAIL,
    "tel": FieldKind.PHONE,
    "rekening": FieldKind.ACCOUNT,
    "geboren": FieldKind.BIRTHDATE,
    "klantnr": FieldKind.ID,
    "plaats": FieldKind.TEXT,
}
ROWS = [
    ("Jansen, Pieter Willem", "pw.jansen@voorbeeld.example", "06-12345678", "NL91 ABNA 0417 1643 00", "12-03-1980", "K-204.881", "Zaltbommel"),
    ("Anaïs van der Bérg", "anais@bakker.example", "+31 (0)20 555 01 23", "BE68539007547034", "1975-11-02", "K-204.882", "Den Haag"),
    ("Smith, John", "j.smith+shop@mail.example", "0031 6 87654321", "", "March 5, 1990", "41", "Zaltbommel"),
]  # fmt: skip


def make(tmp_path, secret, rows=ROWS, bites=(), parts=1):
    fields = tuple(Field(name, kind, (name,)) for name, kind in KINDS.items())
    mapping = Mapping(fields, bites, ("31",))
    create_vault(tmp_path / "v", secret)
    with Writer(tmp_path / "v", secret) as writer:
        entries, first = [], 0
        for part in range(parts):
            batch = RecordsBatch(secret, mapping, first)
            batch.add(list(zip(*rows[part::parts], strict=True)))
            first = batch.rows
            entries.append(
                writer.write_values("klanten", batch.entries, batch.count, batch.rows)
            )
        settings = {"klanten": {"kind": "records", "mapping": mapping.to_json()}}
        writer.commit([writer.merge_values("klanten", entries)], collections=settings)
    return Vault.open(tmp_path / "v", secret)


def found(vault, text):
    return [(text[v.start : v.end], v.field) for v in vault.row_values(View(text))]


ALONE = [
    ("mail PW.Jansen@voorbeeld.example even", "mail"),
    ("mail pw.jansen at voorbeeld punt example", "mail"),
    ("mail pw.jansen (at) voorbeeld (dot) example", "mail"),
    ("bel 06 12 34 56 78 na vijf", "tel"),
    ("bel 0612345678", "tel"),
    ("bel +31612345678", "tel"),
    ("bel +31 (0)6-12345678.", "tel"),
    ("bel 0031 6 12345678", "tel"),
    ("bel 31 6 12345678", "tel"),
    ("bel 020-5550123", "tel"),
    ("bel (020) 555 01 23", "tel"),
    ("bel 06 ８７６５４３２１", "tel"),
    ("naar nl91abna0417164300", "rekening"),
    ("naar NL91 ABNA 0417 1643 00.", "rekening"),
    ("naar BE68 5390 0754 7034", "rekening"),
    ("klant K204881", "klantnr"),
    ("klant k-204 881", "klantnr"),
]


@pytest.mark.parametrize(("text", "field"), ALONE)
def test_a_unique_value_is_found_alone_however_it_is_written(
    tmp_path, secret, text, field
):
    vault = make(tmp_path, secret)
    assert field in [name for _, name in found(vault, text)]


TOGETHER = [
    "Pieter Jansen, geboren 12 maart 1980",
    "Jansen Pieter Willem (12-3-1980)",
    "P.W. en Pieter Jansen uit Zaltbommel",
    "PIETER WILLEM JANSEN 1980-03-12",
    "Anais van der Berg is van 2 november 1975",
    "van der Berg, Anaïs uit den Haag",
    "John Smith, 5 March 1990",
    "John Smith, March 5th, 1990",
    "Smith John 05/03/1990",
    "John Smith, 03/05/1990",
    "john smith of Zaltbommel",
    "John Smith is klant 41",
    "John M. Smith is klant 41",
    "John_Smith is klant 41",
    "Smith (John) is klant 41",
]


@pytest.mark.parametrize("text", TOGETHER)
def test_two_fields_of_one_row_are_found_together(tmp_path, secret, text):
    assert len({name for _, name in found(make(tmp_path, secret), text)}) >= 2


QUIET = [
    "Pieter Jansen is een veelvoorkomende naam",
    "Op 12 maart 1980 gebeurde er veel in Den Haag? Nee: in Utrecht.",
    "John Smith, 12 March 1980",
    "klant 41 was er als eerste",
    "Wie woont er in Zaltbommel of Den Haag",
    "bel 06 12 34 56 79",
    "mail jansen@voorbeeld.example",
    "",
    "0 00 000 0000 00000",
]


@pytest.mark.parametrize("text", QUIET)
def test_one_weak_field_or_two_of_different_rows_are_no_finding(tmp_path, secret, text):
    assert found(make(tmp_path, secret), text) == []


def test_places_are_exact(tmp_path, secret):
    vault = make(tmp_path, secret)
    text = "🥖 Bel Аnaïs van der Bérg op +31 (0)20 555 01 23!"
    assert {field: place for place, field in found(vault, text)} == {
        "naam": "Аnaïs van der Bérg",
        "tel": "31 (0)20 555 01 23",
    }


def test_other_combinations_can_be_asked_for(tmp_path, secret):
    vault = make(
        tmp_path, secret, bites=(frozenset({"mail"}), frozenset({"naam", "plaats"}))
    )
    assert found(vault, "bel 0612345678") == []
    assert found(vault, "John Smith 5 March 1990") == []
    assert found(vault, "anais@bakker.example") != []
    assert found(vault, "John Smith uit Zaltbommel") != []


def test_a_value_of_many_rows_does_not_count_alone(tmp_path, secret):
    rows = [
        (f"Piet Puk{n}", f"p{n}@x.example", "0201234567", "", "", f"A{n:06}", "Ede")
        for n in range(9)
    ]
    vault = make(tmp_path, secret, rows)
    assert found(vault, "bel 020 123 45 67") == []
    assert {name for _, name in found(vault, "bel Piet Puk3 op 020 123 45 67")} == {
        "naam",
        "tel",
    }


def test_common_values_are_joined_with_rare_ones(tmp_path, secret):
    rng = random.Random(3)
    rows = [
        (
            f"{rng.choice('ABCDEFGH')}n Naam{n % 700}",
            "",
            "",
            "",
            f"{1 + n % 28}-{1 + n % 12}-1980",
            "",
            "Amsterdam",
        )
        for n in range(5000)
    ]
    vault = make(tmp_path, secret, rows, parts=3)
    for row in rng.sample(rows, 30):
        for text in (f"{row[0]} woont in Amsterdam", f"{row[0]} is van {row[4]}"):
            assert "naam" in [name for _, name in found(vault, text)], text


def test_a_policy_blocks_a_row_and_masks_it(tmp_path, secret):
    vault = make(tmp_path, secret)
    policy = durf.Policy.parse(
        '---\npolicy: P\nversion: "1"\nlanguage: en\n---\n# C\n```rule rows\naction: block\nrecords: [klanten]\n```\n'
    )
    checker = Checker(policy, vault=vault)
    verdict = checker.check(durf.Post("John Smith lives in Zaltbommel"))
    assert verdict.action == "block"
    assert {f.entity for f in verdict.findings} == {"naam", "plaats"}
    assert "Smith" not in json.dumps(verdict.to_json())
    assert checker.check(durf.Post("John Smith lives in Ede")).action == "allow"


def test_ten_thousand_odd_posts_take_nothing_down(tmp_path, secret):
    vault = make(tmp_path, secret)
    rng = random.Random(4)
    signs = "ab1 2-./@+()0\u00e9\u0436'`,3456789 "
    for _ in range(2000):
        text = "".join(rng.choice(signs) for _ in range(rng.randrange(300)))
        for place, _ in found(vault, text):
            assert place
    assert found(vault, "12 " * 50_000) == []
