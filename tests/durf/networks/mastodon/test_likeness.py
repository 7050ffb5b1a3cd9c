"""What a server shows is compared with what was sent."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from durf.networks.mastodon import answers
from durf.networks.mastodon.likeness import (
    Likeness,
    alike,
    likeness,
    own_hosts,
    same_source,
    same_text,
    source_is_same,
)
from durf.networks.speaking import Account, Outgoing, Picture, Sent
from tests.durf.networks.mastodon.rendering import (
    gotosocial,
    mastodon,
    pleroma,
    texts,
    told,
)

ACCOUNT = Account("https://social.example", "@anna@social.example", "7")
HOSTS = own_hosts(ACCOUNT)
POST = Outgoing("key", datetime(2026, 12, 1, 9, tzinfo=UTC), "Hallo")


def there(text: str = "Hallo", show=mastodon, **fields) -> answers.Status:
    content, people = show(text)
    return answers.status(told("1", content=content, mentions=people) | fields)


@given(texts(), st.sampled_from([mastodon, gotosocial, pleroma]))
def test_what_a_server_shows_of_a_text_is_that_text(text, show) -> None:
    assert likeness(replace(POST, text=text), there(text, show), HOSTS) is Likeness.SAME


@given(texts(), texts(), st.sampled_from([mastodon, gotosocial, pleroma]))
def test_what_it_shows_of_another_text_is_not(text, other, show) -> None:
    assume(not same_text(text, other, HOSTS))
    found = likeness(replace(POST, text=text), there(other, show), HOSTS)
    assert found in (Likeness.OTHER, Likeness.ALIKE)
    # Where only its source can tell, that tells.
    assert found is Likeness.OTHER or not source_is_same(
        replace(POST, text=text), other.replace("@bram@other.example", "@bram"), ""
    )


@given(texts(), st.integers(0, 2**32), st.sampled_from("xé9👍"))
def test_one_sign_more_is_another_text(text, seed, sign) -> None:
    place = random.Random(seed).randint(0, len(text))
    other = text[:place] + sign + text[place:]
    assert not same_text(text, other, HOSTS)
    # A source may name hosts otherwise, so they do not count there.
    assert "@" in text or not same_source(text, other)
    found = likeness(replace(POST, text=other), there(text), HOSTS)
    assert found is not Likeness.SAME


@given(st.text(max_size=60))
def test_a_text_is_itself(text) -> None:
    assert same_text(text, text, HOSTS)
    assert same_source(text, text)
    assert alike(text, text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("@Anna@Social.Example!", "@anna!"),
        ("a\r\nb", "a\nb"),
        ("a \n\n\n b", "a\nb"),
        ("a\u00a0b", "a b"),
        ("e\u0301", "é"),
        ("＃tag", "#tag"),
        ("a\x00b", "ab"),
    ],
)
def test_what_servers_do_not_keep_makes_no_difference(one, other) -> None:
    assert same_text(one, other, HOSTS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("@anna@other.example", "@anna"),
        ("@anna@other.example", "@anna@third.example"),
        ("a b", "ab"),
        ("A", "a"),
        ("https://durf.example/a", "https://durf.example/A"),
        ("info@Anna.example", "info@anna.example"),
        ("wel.", "wel!"),
        ("👍", "👍🏽"),
        ("#Tag", "Tag"),
        ("", "a"),
    ],
)
def test_what_a_reader_sees_makes_one(one, other) -> None:
    assert not same_text(one, other, HOSTS)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("**vet** en `code`", "vet en code"),
        ("https://durf.example/", "http://durf.example"),
        ("@anna@elders.example dag", "@anna dag"),
        ("wel.", "wel!"),
        ("👍", "👍\ufe0f"),
        ("https://durf.example/café", "https://durf.example/caf%C3%A9"),
        ("https://café.example/a", "https://xn--caf-dma.example/a"),
        ("Een bericht van enige lengte.", "Een bericht van enige lengte. Via elders."),
        ("Een bericht van enige lengte.", "RE: elders\nEen bericht van enige lengte."),
    ],
)
def test_what_may_be_it_is_looked_at_closely(sent, shown) -> None:
    found = likeness(replace(POST, text=sent), there(shown), HOSTS)
    assert found is Likeness.ALIKE


def test_few_letters_with_others_around_them_are_no_sign() -> None:
    found = likeness(replace(POST, text="Kort."), there("Kort. Via elders."), HOSTS)
    assert found is Likeness.OTHER


def test_a_source_tells_whatever_names_were_written_anew() -> None:
    post = replace(POST, text="@anna@elders.example dag.")
    assert source_is_same(post, "@anna dag.", "")
    assert not source_is_same(post, "@anna dag!", "")
    assert not source_is_same(post, "@bram dag.", "")


def test_a_warning_before_nothing_becomes_the_text() -> None:
    pictures = (Picture(b"x", "image/png"),)
    post = replace(POST, text="", pictures=pictures, choices={"warning": "Eten"})
    found = there("Eten", media_attachments=[{"description": None}])
    assert likeness(post, found, HOSTS) is Likeness.SAME


PARENT = Sent("5")
PICTURE = Picture(b"x", "image/png", "Een brug")
POLL = {"poll": {"options": ["ja", "nee"]}}


@pytest.mark.parametrize(
    ("changes", "fields", "found"),
    [
        ({}, {"language": "en"}, Likeness.SAME),
        ({"language": "nl"}, {}, Likeness.SAME),
        ({"language": "nl"}, {"language": "nl-BE"}, Likeness.SAME),
        ({"language": "nl"}, {"language": "und"}, Likeness.SAME),
        ({"language": "nl"}, {"language": "en"}, Likeness.OTHER),
        ({"follows": PARENT}, {"in_reply_to_id": "5"}, Likeness.SAME),
        ({"follows": PARENT}, {"in_reply_to_id": "6"}, Likeness.OTHER),
        ({}, {"in_reply_to_id": "5"}, Likeness.OTHER),
        # What it followed may have been taken away since.
        ({"follows": PARENT}, {}, Likeness.UNSURE),
        ({"pictures": (PICTURE,)}, {"media_attachments": [{}]}, Likeness.SAME),
        ({}, {"media_attachments": [{}]}, Likeness.OTHER),
        ({"pictures": (PICTURE,)}, {}, Likeness.UNSURE),
        ({"choices": POLL}, {"poll": {"options": [{"title": "ja"}, {"title": "nee"}]}}, Likeness.SAME),
        ({"choices": POLL}, {"poll": {"options": [{"title": "ja"}]}}, Likeness.OTHER),
        ({"choices": POLL}, {"poll": {"options": [{"title": "ja"}, {"title": "ooit"}]}}, Likeness.OTHER),
        ({}, {"poll": {"options": [{"title": "ja"}]}}, Likeness.OTHER),
        ({"choices": POLL}, {}, Likeness.UNSURE),
        ({"choices": {"warning": "Eten"}}, {"spoiler_text": "Eten "}, Likeness.SAME),
        ({"choices": {"warning": "Eten"}}, {"spoiler_text": ""}, Likeness.OTHER),
        ({}, {"spoiler_text": "Eten"}, Likeness.OTHER),
        ({"text": "Hallo."}, {"media_attachments": [{}]}, Likeness.OTHER),
        ({"text": "Hallo.", "pictures": (PICTURE,)}, {}, Likeness.UNSURE),
        ({"text": "Dag", "pictures": (PICTURE,)}, {}, Likeness.OTHER),
    ],
)  # fmt: skip
def test_what_stands_around_the_text_counts_too(changes, fields, found) -> None:
    assert likeness(replace(POST, **changes), there(**fields), HOSTS) is found


def test_its_own_hosts_are_all_that_its_server_is_called() -> None:
    account = replace(
        ACCOUNT,
        server="https://API.social.example:8443",
        handle="@anna@durf.example",
        settings={"domain": "Social.example"},
    )
    assert own_hosts(account) == {
        "api.social.example:8443",
        "api.social.example",
        "durf.example",
        "social.example",
    }
