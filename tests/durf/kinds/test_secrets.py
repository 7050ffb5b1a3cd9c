"""Types of credentials: structure, context, surprise, checksum, disguise."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.kinds.look import Subject
from durf.kinds.secrets import KIND, SecretsLook
from durf.kinds.secrets.entropy import entropy, is_mixed_case
from durf.kinds.secrets.secret_type import PLACEHOLDERS, SecretType
from durf.post import Post
from durf.text.view import View
from tests.disguises import DISGUISES, punctuated, spaced

CLOUD = SecretType("CLOUD_KEY", (r"\bAKIA[A-Z0-9]{16}\b",), case=True)
CLOUD_KEY = "AKIA7Q2MWX4ZNB6RTLKD"
TRACKER = SecretType(
    "TRACKER_KEY",
    (r"(?:[=:]|\bis\b)\s{0,3}(?P<it>[a-z0-9]{24})(?![a-z0-9])",),
    near=("tracker",),
    entropy=3,
)
TRACKER_KEY = "k3v9x0q7m2p8w5z1r6t4b0n9"
LOCKER = SecretType("LOCKER_TOKEN", (r"\blkr_[A-Za-z0-9]{20}\b",), entropy=3)
LOCKER_TOKEN = "lkr_9fK2mQ7xV4bT8zR1wN6p"


def found(secret: SecretType, text: str) -> list[str]:
    return [text[m.start : m.end] for m in secret.find(View(text))]


def test_it_finds_exactly_the_secret_and_marks_it_as_one() -> None:
    text = f"Onze sleutel is {LOCKER_TOKEN}, toch?"
    (match,) = LOCKER.find(View(text))
    assert text[match.start : match.end] == LOCKER_TOKEN
    assert (match.entity, match.is_secret) == ("LOCKER_TOKEN", True)


def test_only_the_marked_part_of_a_pattern_is_the_secret() -> None:
    assert found(TRACKER, f"tracker key is {TRACKER_KEY}!") == [TRACKER_KEY]


@pytest.mark.parametrize(
    "text",
    [
        f"key is {TRACKER_KEY}",
        f"key is {TRACKER_KEY} for the tracker",
        f"backtracker key is {TRACKER_KEY}",
        "tracker" + " and so on" * 7 + f" key is {TRACKER_KEY}",
    ],
)
def test_a_context_word_must_stand_shortly_before(text: str) -> None:
    assert found(TRACKER, text) == []


def test_a_context_word_may_be_a_part_of_a_joined_name() -> None:
    assert found(TRACKER, f"myTrackerKey = {TRACKER_KEY}") == [TRACKER_KEY]
    assert found(TRACKER, f"TRACKER_KEY={TRACKER_KEY}") == [TRACKER_KEY]


def test_a_word_of_another_type_speaks_against() -> None:
    plain = SecretType("PLAIN", (r"token = (?P<it>\w{24})",), without=("tracker",))
    assert found(plain, f"token = {TRACKER_KEY}") == [TRACKER_KEY]
    assert found(plain, f"tracker token = {TRACKER_KEY}") == []


def test_what_does_not_surprise_is_no_secret() -> None:
    assert found(LOCKER, "lkr_aaaaaaaaaaaaaaaaaaaa") == []


def test_a_placeholder_is_no_secret() -> None:
    careful = SecretType("T", LOCKER.patterns, unless=(PLACEHOLDERS,))
    assert found(careful, "lkr_yourtokenhere1234567") == []
    assert found(careful, LOCKER_TOKEN) == [LOCKER_TOKEN]


def test_letter_case_counts_where_the_type_says_so() -> None:
    assert found(CLOUD, CLOUD_KEY) == [CLOUD_KEY]
    assert found(CLOUD, CLOUD_KEY.lower()) == []
    assert found(LOCKER, LOCKER_TOKEN.upper()) == [LOCKER_TOKEN.upper()]


@pytest.mark.parametrize("secret", [CLOUD, LOCKER, TRACKER])
@pytest.mark.parametrize(
    "disguise", [d for d in DISGUISES if d not in (spaced, punctuated)]
)
def test_it_sees_through_disguises(secret: SecretType, disguise: object) -> None:
    texts = {
        "CLOUD_KEY": CLOUD_KEY,
        "LOCKER_TOKEN": LOCKER_TOKEN,
        "TRACKER_KEY": f"tracker key: {TRACKER_KEY}",
    }
    assert callable(disguise)
    assert found(secret, disguise(texts[secret.name]))


def test_a_checksum_is_noted_and_a_broken_one_does_not_drop_the_finding() -> None:
    token = SecretType("T", (r"\bghp_\w{36}\b",), checksum="base62-crc32")
    good = "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"
    (match,) = token.find(View(good))
    assert match.note == ("its checksum is valid",)
    (match,) = token.find(View(good[:-1] + "x"))
    assert match.note == ()


def test_a_required_checksum_decides_unless_a_disguise_broke_it() -> None:
    web = SecretType(
        "JWT",
        (r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?",),
        checksum="jwt",
        checksum_required=True,
        case=True,
    )
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl"
    assert found(web, token) == [token]
    assert found(web, token.replace("hbGci", "xxxxx")) == []
    disguised = token.replace("e", "3").replace("I", "1")
    assert found(web, disguised) == [disguised]


def test_a_look_of_many_types_finds_what_each_would_find() -> None:
    types = (CLOUD, TRACKER, LOCKER)
    text = f"{CLOUD_KEY} tracker: {TRACKER_KEY} {LOCKER_TOKEN}"
    subject = Subject(View(text), "text", Post(text), None, "en")
    together = list(SecretsLook(types).finder()(subject))
    assert together == [m for secret in types for m in secret.find(View(text))]


def test_a_look_survives_its_json() -> None:
    look = SecretsLook((CLOUD, TRACKER, LOCKER))
    assert KIND.from_json(json.loads(json.dumps(look.to_json()))) == look


def test_the_handbook_counts_many_types_and_names_few() -> None:
    assert SecretsLook((CLOUD,)).sentence(str) == "a secret of this type: CLOUD_KEY"
    assert "9" in SecretsLook((CLOUD,) * 9).sentence(str)


@given(st.text(max_size=60), st.text(max_size=60))
def test_spans_are_exact_whatever_stands_around(before: str, after: str) -> None:
    text = f"{before} {LOCKER_TOKEN} {after}"
    assert LOCKER_TOKEN in found(LOCKER, text)


@given(st.text(max_size=80))
def test_entropy_lies_between_nothing_and_all_different(text: str) -> None:
    assert 0 <= entropy(text) <= max(len(text), 1).bit_length()


@pytest.mark.parametrize(
    ("text", "mixed"),
    [("aKiAtJ", True), ("ApathyMatters", False), ("AKIA7Q", False), ("a1B", False)],
)
def test_mixed_case_is_what_nobody_would_write(text: str, mixed: bool) -> None:
    assert is_mixed_case(text) is mixed
