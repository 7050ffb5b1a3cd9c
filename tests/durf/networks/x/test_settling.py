"""A post whose answer was lost is found by reading, or a person is asked."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadAnswer, CannotTell
from durf.networks.speaking import Account, Outgoing, Picture, Sent
from durf.networks.talking import Purpose
from durf.networks.x.settling import PAGES
from durf.networks.x.speaker import SPEAKER
from tests.durf.networks.driving import Noting, drive, in_turn
from tests.durf.networks.x.fake import SERVER, START, FakeX
from tests.durf.networks.x.test_speaker import publish, said

ACCOUNT = Account(SERVER, "@anna", "7", {"token": "access-1"})


def outgoing(text: str, **fields) -> Outgoing:
    return Outgoing(str(uuid.uuid4()), START, text, **fields)


def settle(x, post: Outgoing, known=()) -> Sent | None:
    return drive(SPEAKER.settle(ACCOUNT, post, set(known)), x)


TEXTS = [
    "Hallo",
    "  Met ruimte eromheen \n",
    "Regel een\n\nRegel twee",
    "R&D &amp; <b>vet</b> &lt;",
    "Lees durf.nl, https://durf.nl/ en http://www.durf.nl/a?b=1&c=(2).",
    "Een café ☕️ 🇳🇱 👩‍👩‍👧 #durf @anna $ING",
    "Cafe\u0301",
    "Lang. " * 80 + "https://durf.nl/lang",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_post_is_found_in_the_form_in_which_x_gives_it_back(x, text) -> None:
    x.publish("Iets anders")
    sent = publish(x, outgoing(text))
    noting = Noting(x)
    assert settle(noting, outgoing(text)) == sent
    assert {one.purpose for one in noting.requests} == {Purpose.READ}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_text_is_found_again(text) -> None:
    x = FakeX()
    if text.strip():
        sent = publish(x, outgoing(text))
        assert settle(x, outgoing(text)) == sent


@given(st.text("ab &<.", max_size=9), st.text("ab &<.", max_size=9))
def test_a_text_is_never_taken_for_another(one, other) -> None:
    x = FakeX()
    x.publish(one)
    try:
        found = settle(x, outgoing(other))
    except CannotTell:
        return
    assert (found is not None) == (one.split() == other.split())


def test_what_was_not_published_is_surely_not_there(x) -> None:
    x.publish("Iets anders")
    assert settle(x, outgoing("Hallo")) is None
    assert settle(FakeX(newer=x.newer), outgoing("Hallo")) is None


def test_reading_that_lags_sees_it_later(x) -> None:
    """The outbox waits for ``abilities.lags`` before it asks."""
    x.lag = timedelta(seconds=SPEAKER.abilities.lags)
    sent = publish(x, outgoing("Hallo"))
    assert settle(x, outgoing("Hallo")) is None
    x.now += x.lag
    assert settle(x, outgoing("Hallo")) == sent


def test_a_post_of_another_delivery_is_not_it(x) -> None:
    sent = publish(x, outgoing("Hallo"))
    assert settle(x, outgoing("Hallo"), {sent.number}) is None


def test_a_post_of_another_delivery_is_not_it_after_a_change_either(x) -> None:
    sent = publish(x, outgoing("Hallo"))
    x.change(sent.number, "Hallo!")
    assert settle(x, outgoing("Hallo!"), {sent.number}) is None


def test_an_older_post_is_not_it(x) -> None:
    x.now -= timedelta(hours=1)
    x.publish("Hallo")
    x.now = START
    assert settle(x, outgoing("Hallo")) is None


def test_a_post_that_was_changed_since_may_be_it(x) -> None:
    x.change(x.publish("Halo").number, "Dag allemaal")
    with pytest.raises(CannotTell):
        settle(x, outgoing("Hallo"))


def test_the_same_letters_with_other_signs_may_be_it(x) -> None:
    x.publish("Hallo!")
    with pytest.raises(CannotTell):
        settle(x, outgoing("hallo"))


def test_it_is_looked_for_on_all_pages(x) -> None:
    x.page = 2
    sent = publish(x, outgoing("Hallo"))
    for number in range(5):
        x.publish(f"Ander {number}")
    assert settle(x, outgoing("Hallo")) == sent


def test_too_many_pages_are_for_a_person(x) -> None:
    x.page = 1
    for number in range(PAGES + 1):
        x.publish(f"Ander {number}")
    with pytest.raises(CannotTell):
        settle(x, outgoing("Hallo"))


def test_a_place_in_a_thread_counts(x) -> None:
    first = publish(x, outgoing("Een"))
    second = publish(x, outgoing("Twee", follows=first))
    assert settle(x, outgoing("Twee", follows=first)) == second
    assert settle(x, outgoing("Twee")) is None
    assert settle(x, outgoing("Twee", follows=second)) is None


def test_a_thread_under_somebody_else_s_post_is_found(x) -> None:
    other = x.publish("Vraag", author="8")
    sent = publish(x, outgoing("Antwoord", follows=Sent(other.number)))
    assert settle(x, outgoing("Antwoord", follows=Sent(other.number))) == sent


def test_pictures_count(x) -> None:
    picture = Picture(b"a picture", "image/png", "Een brug")
    sent = publish(x, outgoing("Kijk", pictures=[picture]))
    assert settle(x, outgoing("Kijk", pictures=[picture])) == sent
    assert settle(x, outgoing("Kijk")) is None
    with pytest.raises(CannotTell):
        settle(x, outgoing("Kijk", pictures=[picture, picture]))


def test_pictures_without_text_are_not_told_apart(x) -> None:
    picture = Picture(b"a picture", "image/png", "Een brug")
    publish(x, outgoing("", pictures=[picture]))
    with pytest.raises(CannotTell):
        settle(x, outgoing("", pictures=[picture]))


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        {"data": {}},
        {"meta": {"result_count": 1}},
        {"data": [5], "meta": {"result_count": 1}},
        {"data": [], "meta": 5},
        {"meta": {"result_count": 0, "next_token": 5}},
    ],
)  # fmt: skip
def test_nonsense_is_no_proof_of_absence(content) -> None:
    with pytest.raises(BadAnswer):
        settle(in_turn([said(content)]), outgoing("Hallo"))


@pytest.mark.parametrize("status", [400, 404, 500, 302])
def test_a_refused_question_is_no_proof_of_absence(status) -> None:
    with pytest.raises(BadAnswer):
        settle(in_turn([said({}, status)] * 2), outgoing("Hallo"))
