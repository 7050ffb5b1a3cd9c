"""The pages of the evidence: who may see what, and that it can be checked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from durf.evidence.keys import read_keys
from durf.evidence.note import read_note
from durf.evidence.proof import read_proof
from durf_server.records.append import Fact, append
from durf_server.records.models import Entry, Log, SubjectKey
from tests.durf_server.conftest import NOON
from tests.durf_server.records.conftest import write_facts

if TYPE_CHECKING:
    from tests.durf_server.conftest import Cast

PAGES = (
    "evidence/",
    "evidence/0/",
    "evidence/0/proof",
    "evidence/0/leaf",
    "evidence/checkpoint",
    "evidence/keys/",
    "evidence/keys/file",
)


@pytest.fixture
def logged(cast: Cast) -> Cast:
    write_facts(cast.anna, 3)
    write_facts(cast.bram, 2)
    return cast


def test_strangers_get_nothing(logged: Cast, as_member, client) -> None:
    write_facts(logged.sem, 1)
    for page in PAGES:
        assert client.get(f"/w/bloom/{page}").status_code == 302
    stranger = as_member(logged.sem)
    for page in PAGES:
        assert stranger.get(f"/w/bloom/{page}").status_code == 404


def test_an_auditor_reads_every_page(logged: Cast, as_member) -> None:
    client = as_member(logged.daan)
    for page in PAGES:
        assert client.get(f"/w/bloom/{page}").status_code == 200
    assert "Anna" in client.get("/w/bloom/evidence/0/").text
    assert client.get("/w/bloom/evidence/99/").status_code == 404


def test_others_read_what_is_about_them(logged: Cast, as_member) -> None:
    client = as_member(logged.bram)
    listed = client.get("/w/bloom/evidence/").text
    assert "/evidence/3/" in listed
    assert "/evidence/0/" not in listed
    assert client.get("/w/bloom/evidence/0/").status_code == 404
    assert client.get("/w/bloom/evidence/0/proof").status_code == 404
    assert "Bram" in client.get("/w/bloom/evidence/3/").text


def test_what_an_entry_says_of_others_is_kept_back(cast: Cast, as_member) -> None:
    said = {
        cast.anna.person_id: {"name": "Anna-canary"},
        cast.bram.person_id: {"name": "Bram-canary"},
    }
    with transaction.atomic():
        append(cast.workspace, Fact("draft.saved", "draft/1", NOON, {}, said))
    page = as_member(cast.bram).get("/w/bloom/evidence/0/").text
    assert "Bram-canary" in page
    assert "Anna-canary" not in page


def test_the_downloads_check_out(logged: Cast, as_member) -> None:
    client = as_member(logged.daan)
    keys = read_keys(client.get("/w/bloom/evidence/keys/file").text)
    note = read_note(client.get("/w/bloom/evidence/checkpoint").content)
    assert keys[0].has_signed(note)
    for index in range(5):
        proof = read_proof(client.get(f"/w/bloom/evidence/{index}/proof").content)
        leaf = client.get(f"/w/bloom/evidence/{index}/leaf").content
        assert proof.verify(leaf, keys[0]).size == 5


def test_filters_find_and_only_that(cast: Cast, as_member) -> None:
    for number, kind in enumerate(("draft.saved", "draft.judged", "policy.edited")):
        fact = Fact(kind, f"x/{number}", NOON + timedelta(days=number), {})
        with transaction.atomic():
            append(cast.workspace, fact)
    client = as_member(cast.daan)

    def found(query: str) -> set[int]:
        page = client.get(f"/w/bloom/evidence/?{query}").text
        return {n for n in range(3) if f"/evidence/{n}/" in page}

    assert found("") == {0, 1, 2}
    assert found("kind=draft.saved") == {0}
    assert found("kind=draft.") == {0, 1}
    assert found("subject=x/2") == {2}
    assert found("from=2026-11-24") == {1, 2}
    assert found("until=2026-11-24") == {0, 1}
    assert found("from=2026-11-24&until=2026-11-24") == {1}
    assert found("kind=none") == set()


@pytest.mark.parametrize(
    "query",
    [
        "from=soon",
        "from=0001-01-01",
        "until=9999-12-31",
        "person=7",
        "after=x",
        "after=2026-11-24,1",
        "after=0001-01-01T00:00:00%2B14:00,1",
        "after=9999-12-31T23:59:59-14:00,1",
    ],
)
def test_what_cannot_be_read_is_said(cast: Cast, as_member, query: str) -> None:
    assert as_member(cast.daan).get(f"/w/bloom/evidence/?{query}").status_code == 422


def test_numbers_beyond_all_measure_find_nothing(logged: Cast, as_member) -> None:
    client = as_member(logged.daan)
    number = 10**30
    assert client.get(f"/w/bloom/evidence/{number}/").status_code == 404
    place = f"2026-11-24T00:00:00Z,{number}"
    assert client.get(f"/w/bloom/evidence/?after={place}").status_code == 200
    subject = "draft/%00%F0%9F%8D%9E"
    assert client.get(f"/w/bloom/evidence/?subject={subject}").status_code == 400


def test_the_list_goes_on_without_gap_or_repetition(cast: Cast, as_member) -> None:
    facts = [Fact("draft.saved", f"draft/{n}", NOON, {}) for n in range(117)]
    with transaction.atomic():
        append(cast.workspace, *facts)
    client, address, seen = as_member(cast.daan), "/w/bloom/evidence/?kind=draft.", []
    while address:
        answer = client.get(address)
        seen += [row.index for row in answer.context["entries"]]
        more = answer.context["more"]
        address = f"/w/bloom/evidence/?{more}" if more else ""
    assert seen == list(range(116, -1, -1))


def test_a_page_costs_the_same_however_long_the_log(
    cast: Cast, as_member, django_assert_max_num_queries
) -> None:
    write_facts(cast.anna, 60)
    client = as_member(cast.daan)
    client.get("/w/bloom/evidence/")
    with django_assert_max_num_queries(20) as short:
        client.get("/w/bloom/evidence/")
    write_facts(cast.bram, 300)
    with django_assert_max_num_queries(len(short.captured_queries)):
        client.get("/w/bloom/evidence/")


def test_an_entry_whose_text_was_changed_is_not_shown(
    logged: Cast, as_member, caplog
) -> None:
    Entry.objects.filter(index=0).update(act=bytes(32) + b'{"version":7}')
    client = as_member(logged.daan)
    client.raise_request_exception = False
    assert client.get("/w/bloom/evidence/0/").status_code == 500
    assert "version" not in caplog.text


def test_an_entry_about_an_erased_person_is_shown_without_them(
    logged: Cast, as_member
) -> None:
    SubjectKey.objects.filter(person_id=logged.anna.person_id).update(sealed=b"")
    page = as_member(logged.daan).get("/w/bloom/evidence/0/").text
    assert "Anna" not in page
    assert "1 part was erased" in page


def test_an_empty_log_says_so(cast: Cast, as_member) -> None:
    client = as_member(cast.daan)
    assert "first decision starts the log" in client.get("/w/bloom/evidence/").text
    assert client.get("/w/bloom/evidence/keys/").status_code == 200
    assert client.get("/w/bloom/evidence/checkpoint").status_code == 404
    assert not Log.objects.exists()
