"""A collection that keeps meanings is recognised in other words."""

from __future__ import annotations

import pytest

import durf
from durf.check.checker import Checker
from durf.text.view import View
from durf.vault.document import Batch, Document, Passage, Source
from durf.vault.meaning.model import Model
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault

SECRET_PLAN = (
    "De directie heeft besloten om het filiaal in Zaltbommel per 1 maart te sluiten en "
    "het personeel over te plaatsen naar Tiel. De gemeente weet hier nog niets van."
)
PARAPHRASE = (
    "Vanaf maart gaat onze vestiging in Zaltbommel dicht, zo besloot het bestuur, en "
    "verhuizen de medewerkers naar Tiel."
)
LAST = "Niemand koopt op dinsdag krentenbollen in de winkel aan de Havenstraat."
OTHER = "In Zaltbommel is het vandaag mooi weer en de bakker heeft verse appeltaart."


@pytest.fixture
def folder(tmp_path, secret):
    create_vault(tmp_path / "v", secret)
    return tmp_path / "v"


def add(folder, secret, path, text, *, means=True):
    with Writer(folder, secret) as writer:
        batch = Batch(secret, model=Model.load() if means else None)
        batch.add(Document(Source(path), "plannen"), [Passage(text, "p. 7")])
        writer.commit([writer.write_documents(batch)], collections={"plannen": {}})
        writer.finish()


def checker(folder, secret, action="block"):
    policy = durf.Policy.parse(
        f'---\npolicy: P\nversion: "1"\nlanguage: en\n---\n# C\n'
        f"```rule plans\naction: {action}\nleak: [plannen]\n```\n"
    )
    return Checker(policy, vault=Vault.open(folder, secret))


def test_a_paraphrase_is_for_review_at_most(folder, secret) -> None:
    add(folder, secret, "plan", SECRET_PLAN)
    verdict = checker(folder, secret).check(durf.Post(PARAPHRASE))
    (finding,) = verdict.findings
    assert verdict.action == "review"
    assert "similar in meaning to plannen: plan, p. 7" in finding.message
    assert 0 < dict(finding.detail)["score"] < 1
    assert checker(folder, secret, "warn").check(durf.Post(PARAPHRASE)).action == "warn"


def test_a_quotation_is_told_once_and_as_such(folder, secret) -> None:
    add(folder, secret, "plan", SECRET_PLAN)
    verdict = checker(folder, secret).check(durf.Post(SECRET_PLAN))
    assert verdict.action == "block"
    assert {dict(f.detail).get("score") for f in verdict.findings} == {None}


def test_the_same_subject_is_no_finding(folder, secret) -> None:
    add(folder, secret, "plan", SECRET_PLAN)
    assert checker(folder, secret).check(durf.Post(OTHER)).action == "allow"


def test_without_opting_in_nothing_is_kept(folder, secret) -> None:
    add(folder, secret, "plan", SECRET_PLAN, means=False)
    assert checker(folder, secret).check(durf.Post(PARAPHRASE)).action == "allow"
    assert not list(folder.rglob("*.meanings"))


def test_meanings_follow_their_documents(folder, secret) -> None:
    add(
        folder, secret, "first", "Er was eens een bakker die nooit brood verkocht. " * 3
    )
    add(folder, secret, "plan", SECRET_PLAN)
    add(folder, secret, "last", LAST)
    vault = Vault.open(folder, secret)
    assert [q.document for q in vault.similar(PARAPHRASE)] == ["plan"]
    with Writer(folder, secret) as writer:
        gone: dict[str, set[int]] = {}
        for entry, document in writer.documents():
            if document.source.path == "plan":
                gone.setdefault(entry.name, set()).add(document.start)
        writer.commit(gone=gone)
        assert Vault.open(folder, secret).similar(PARAPHRASE) == []
        writer.finish()
    vault = Vault.open(folder, secret)
    assert vault.similar(PARAPHRASE) == []
    assert vault.quotations(View(SECRET_PLAN)) == []
    assert [q.document for q in vault.similar(LAST)] == ["last"]
