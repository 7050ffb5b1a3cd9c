"""The page of a bundle: readable, harmless, and the same years later."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from durf.evidence.entry import commit
from durf.evidence.note import Note
from durf.evidence.page import PAGE_VERSION, page
from durf.evidence.page_words import DUTCH, ENGLISH
from tests.durf.evidence.sample import PICTURE_ID, POLICY_ID, salt, small

# What each version of the page made of the sample.  A page that was exported must be
# made again byte for byte: whoever changes it raises PAGE_VERSION and adds a line.
MADE = {
    1: {
        "en": "5574a8e404289f3cb2a7124adf6b05a46047230b886bc4be6daca73e5e1e8da1",
        "nl": "246f1f53af42b6d03f41d4c877255697cbd0a1bd14e6c9462b733c7ff737cb5a",
    },
}
EMPTY = {"meta", "link", "br", "hr", "img", "input"}


class Reading(HTMLParser):
    """What is on a page, and whether its tags close as they opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(bundle, language="en") -> Reading:
    reading = Reading()
    reading.feed(page(bundle, language).decode())
    reading.close()
    assert reading.open == []
    return reading


def plain(bundle):
    """ML-DSA signs differently each time; the page shows no signature."""
    return replace(bundle, checkpoint=Note(bundle.checkpoint.text))


@pytest.mark.parametrize("language", ["en", "nl"])
def test_it_is_made_the_same_in_every_version_of_durf(language):
    made = sha256(page(small(), language)).hexdigest()
    assert MADE[PAGE_VERSION][language] == made
    assert page(plain(small()), language) == page(small(), language)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_it_says_what_the_entries_say(language):
    text = read(small(), language).text
    for word in (
        "draft/1",
        "2026-11-23 12:03:00",
        "Jansen <3>",
        "Good morning\n& welcome",
        f"2026.1+sha256:{POLICY_ID}",
        "example.com/desk",
    ):
        assert word in text
    # The person in this one was erased.
    assert "Jansen <2>" not in text
    assert (ENGLISH if language == "en" else DUTCH)["erased"] in text


def test_it_speaks_the_language_of_its_readers():
    assert "Beoordeling: goedgekeurd" in read(small(), "nl").text
    assert "Review: approved" in read(small(), "en").text
    assert '<html lang="nl">' in page(small(), "nl").decode()
    assert ENGLISH.keys() == DUTCH.keys()


def test_it_has_no_script_and_fetches_nothing():
    found = read(small())
    assert found.seen.isdisjoint({"script", "img", "iframe", "link", "form", "object"})
    own = (f"policy/{POLICY_ID}.md", f"media/{PICTURE_ID}")
    assert {x for x in found.links if not x.startswith("#entry-")} == set(own)
    assert "url(" not in page(small(), "en").decode()
    assert "@import" not in page(small(), "en").decode()


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


def test_nothing_that_somebody_wrote_becomes_part_of_the_page():
    shown = small().entries[1]
    content = {HOSTILE: [HOSTILE, {"text": HOSTILE}]}
    part = commit("person:7f3a", content, salt(1))
    entries = (replace(shown, parts=(part,)),)
    note = Note(small().checkpoint.text.replace("example.com/desk", HOSTILE))
    bundle = replace(small(), entries=entries, about=HOSTILE, checkpoint=note)
    found = read(bundle)
    assert found.seen.isdisjoint({"script", "img"})
    assert found.text.count(HOSTILE) >= 5


def test_a_bundle_without_entries_has_a_page_too():
    bundle = replace(small(), entries=(), policies={}, media={})
    assert ENGLISH["none"] in read(bundle).text


def test_it_says_when_nothing_is_left_out():
    first, second, _ = small().entries
    assert ENGLISH["limits"] in read(small()).text
    assert ENGLISH["gapless"] in read(replace(small(), entries=(first, second))).text
