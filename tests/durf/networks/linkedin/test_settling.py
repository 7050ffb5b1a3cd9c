"""A post whose answer was lost is found by reading, or a person is asked."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadAnswer, CannotTell
from durf.networks.linkedin.little import little
from durf.networks.linkedin.rendered import plain
from durf.networks.linkedin.settling import PAGE, PAGES
from durf.networks.linkedin.speaker import SPEAKER
from durf.networks.speaking import Outgoing, Picture, Sent
from durf.networks.talking import Purpose
from tests.durf.networks.driving import Noting, drive, in_turn
from tests.durf.networks.linkedin.fake import START, FakeLinkedIn
from tests.durf.networks.linkedin.test_speaker import (
    ACCOUNT,
    PAGE_ACCOUNT,
    publish,
    said,
)

PICTURE = Picture(b"a picture", "image/png", "Een brug")
LINK = "https://durf.nl/een/lange/bladzijde"


def outgoing(text: str, **fields) -> Outgoing:
    return Outgoing(str(uuid.uuid4()), START, text, **fields)


def settle(linkedin, post: Outgoing, known=(), account=ACCOUNT) -> Sent | None:
    return drive(SPEAKER.settle(account, post, set(known)), linkedin)


@pytest.mark.parametrize(
    "text",
    [
        "Hallo",
        "  Met ruimte eromheen \n",
        "Regel een\n\nRegel twee",
        "R&D (nieuw) [x] {y} <b> *vet* _a_ | \\ @piet #durf",
        f"Lees {LINK} en durf.nl",
    ],
)
def test_a_post_is_found_in_the_form_in_which_linkedin_gives_it_back(linkedin, text) -> None:  # fmt: skip
    linkedin.publish("Iets anders")
    sent = publish(linkedin, outgoing(text))
    noting = Noting(linkedin)
    assert settle(noting, outgoing(text)) == sent
    assert {one.purpose for one in noting.requests} == {Purpose.READ}


def test_a_post_of_an_organisation_is_found_where_members_are_not_read() -> None:
    linkedin = FakeLinkedIn(reads=False)
    sent = publish(linkedin, outgoing("Hallo"), PAGE_ACCOUNT)
    assert settle(linkedin, outgoing("Hallo"), account=PAGE_ACCOUNT) == sent


@given(st.text())
def test_little_text_is_made_plain_again(text) -> None:
    assert plain(little(text)) == text


@given(st.text(st.sampled_from("{}hashtag|\\#@[]()urn:li b")))
def test_anything_can_be_made_plain(text) -> None:
    assert len(plain(text)) <= len(text)


def test_templates_are_made_plain() -> None:
    written = (
        r"Met @[Anna \(A\)](urn:li:person:x) over {hashtag|\#|durf}, {hashtag|#|é}."
    )
    assert plain(written) == "Met Anna (A) over #durf, #é."


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_text_is_found_again(text) -> None:
    linkedin = FakeLinkedIn()
    if text.strip():
        sent = publish(linkedin, outgoing(text))
        assert settle(linkedin, outgoing(text)) == sent


def test_a_shortened_link_may_stand_for_another(linkedin) -> None:
    linkedin.shortens = True
    sent = publish(linkedin, outgoing(f"Lees {LINK} nu"))
    assert settle(linkedin, outgoing(f"Lees {LINK} nu")) == sent
    assert settle(linkedin, outgoing(f"Lees {LINK} nu {LINK}")) is None
    assert settle(linkedin, outgoing(f"Lees niet {LINK}")) is None


def test_a_shortened_link_alone_says_too_little(linkedin) -> None:
    linkedin.shortens = True
    publish(linkedin, outgoing(LINK))
    with pytest.raises(CannotTell):
        settle(linkedin, outgoing(LINK))


def test_what_was_not_published_is_surely_not_there(linkedin) -> None:
    linkedin.publish("Iets anders")
    assert settle(linkedin, outgoing("Hallo")) is None
    assert settle(FakeLinkedIn(), outgoing("Hallo")) is None


def test_reading_that_lags_sees_it_later(linkedin) -> None:
    linkedin.lag = timedelta(seconds=SPEAKER.abilities.lags)
    sent = publish(linkedin, outgoing("Hallo"))
    assert settle(linkedin, outgoing("Hallo")) is None
    linkedin.now += linkedin.lag
    assert settle(linkedin, outgoing("Hallo")) == sent


def test_a_post_of_another_delivery_is_not_it(linkedin) -> None:
    sent = publish(linkedin, outgoing("Hallo"))
    assert settle(linkedin, outgoing("Hallo"), {sent.number}) is None


def test_an_older_post_is_not_it(linkedin) -> None:
    linkedin.now -= timedelta(hours=1)
    linkedin.publish("Hallo")
    assert settle(linkedin, outgoing("Hallo")) is None


def test_a_draft_is_not_it(linkedin) -> None:
    linkedin.publish("Hallo").state = "DRAFT"
    assert settle(linkedin, outgoing("Hallo")) is None


def test_a_post_that_was_changed_since_may_be_it(linkedin) -> None:
    sent = publish(linkedin, outgoing("Hallo"))
    drive(SPEAKER.edit(ACCOUNT, sent, outgoing("Dag allemaal"), {}), linkedin)
    with pytest.raises(CannotTell):
        settle(linkedin, outgoing("Hallo"))
    assert settle(linkedin, outgoing("Dag allemaal")) == sent


def test_the_same_letters_with_other_signs_may_be_it(linkedin) -> None:
    linkedin.publish("Hallo!")
    with pytest.raises(CannotTell):
        settle(linkedin, outgoing("hallo"))


def test_a_post_that_was_cut_without_a_word_is_not_it(linkedin) -> None:
    linkedin.publish("Hallo (allemaal)")
    assert linkedin.posts[0].commentary == "Hallo "
    assert settle(linkedin, outgoing("Hallo (allemaal)")) is None


def test_it_is_looked_for_on_all_pages(linkedin) -> None:
    sent = publish(linkedin, outgoing("Hallo"))
    linkedin.now += timedelta(seconds=1)
    for number in range(PAGE + 5):
        linkedin.publish(f"Ander {number}")
    assert settle(linkedin, outgoing("Hallo")) == sent


def test_too_many_pages_are_for_a_person(linkedin) -> None:
    for number in range(PAGE * PAGES + 1):
        linkedin.publish(f"Ander {number}")
    with pytest.raises(CannotTell):
        settle(linkedin, outgoing("Hallo"))


def test_pictures_count(linkedin) -> None:
    sent = publish(linkedin, outgoing("Kijk", pictures=[PICTURE]))
    assert settle(linkedin, outgoing("Kijk", pictures=[PICTURE])) == sent
    assert settle(linkedin, outgoing("Kijk")) is None
    with pytest.raises(CannotTell):
        settle(linkedin, outgoing("Kijk", pictures=[PICTURE, PICTURE]))


def test_pictures_without_text_are_not_told_apart(linkedin) -> None:
    publish(linkedin, outgoing("", pictures=[PICTURE]))
    with pytest.raises(CannotTell):
        settle(linkedin, outgoing("", pictures=[PICTURE]))


@pytest.mark.parametrize(
    "content", [[], {}, {"elements": None}, {"elements": {}}, {"elements": [5]}]
)
def test_nonsense_is_no_proof_of_absence(content) -> None:
    with pytest.raises(BadAnswer):
        settle(in_turn([said(content)]), outgoing("Hallo"))


@pytest.mark.parametrize("status", [400, 404, 426, 500, 302])
def test_a_refused_question_is_no_proof_of_absence(status) -> None:
    with pytest.raises(BadAnswer):
        settle(in_turn([said({}, status)]), outgoing("Hallo"))
