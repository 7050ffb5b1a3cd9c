"""What each kind finds, and what it leaves alone: the very places."""

from __future__ import annotations

import pytest

import durf

FRONT = '---\npolicy: Bakery\nversion: "1"\nlanguage: {0}\n---\n\n# How\n\n'


def found(look: str, text: str, language: str = "en", **post: object) -> list[str]:
    rule = f"```rule it\naction: warn\n{look}\n```\n"
    checker = durf.Checker(durf.Policy.parse(FRONT.format(language) + rule))
    verdict = checker.check(durf.Post(text, **post))
    return [text[f.start : f.end] for f in verdict.findings if f.field == "text"]


@pytest.mark.parametrize(
    ("language", "term", "text"),
    [
        ("en", "policy", "policies"),
        ("en", "profit", "profits"),
        ("en", "bake", "baking"),
        ("en", "plan", "planned"),
        ("nl", "brief", "brieven"),
        ("nl", "aandeel", "aandelen"),
        ("nl", "huis", "huizen"),
        ("nl", "ballon", "ballonnen"),
        ("nl", "koek", "koekje"),
        ("nl", "taart", "taarten"),
    ],
)
def test_a_term_is_found_in_its_forms_unless_it_is_exact(
    language: str, term: str, text: str
) -> None:
    said = f"Our {text} now"
    assert found(f"terms: [{term}]", said, language) == [text]
    assert found(f"terms: {{any: [{term}], exact: true}}", said, language) == []
    assert found(f"terms: {{any: [{term}], exact: true}}", term, language) == [term]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("bread", "breadth"),
        ("bread", "gingerbread"),
        ("art", "party"),
        ("rye", "érye"),
    ],
)
def test_a_term_is_a_whole_word(term: str, text: str) -> None:
    assert found(f"terms: [{term}]", f"a {text} b") == []


def test_the_words_of_a_phrase_may_stand_apart_by_signs() -> None:
    assert found("terms: [secret recipe]", "Our secret-recipe, Secret  Recipe") == [
        "secret-recipe",
        "Secret  Recipe",
    ]
    assert found("terms: [secret recipe]", "a secret of the recipe") == []


def test_a_long_phrase_is_also_found_as_one_word() -> None:
    said = "No #SecretRecipe here, nor the s e c r e t r e c i p e"
    assert found("terms: [secret recipe]", said) == [
        "SecretRecipe",
        "s e c r e t r e c i p e",
    ]
    assert found("terms: {any: [secret recipe], exact: true}", "secretrecipe") == []
    assert found("terms: [in store]", "Instore or in store") == ["in store"]


def test_letter_case_counts_only_where_that_is_asked() -> None:
    assert found("terms: [Apple]", "apple APPLE") == ["apple", "APPLE"]
    assert found("terms: {any: [Apple], case: true}", "apple APPLE Apple") == ["Apple"]


def test_a_pattern_is_found_in_the_text_as_it_stands() -> None:
    assert found(r"pattern: 'batch-\d{4}'", "batch-1234 BATCH-1234 batch-12") == [
        "batch-1234"
    ]
    assert found(r"pattern: '(?i)batch-\d{4}'", "BATCH-1234") == ["BATCH-1234"]
    look = r"pattern: {any: ['batch-\d{4}'], tolerant: true}"
    assert found(look, "🥐 ｂａｔｃｈ-1234") == ["ｂａｔｃｈ-1234"]


@pytest.mark.parametrize(
    ("look", "text", "expected"),
    [
        ("deny: [evil.example]", "https://evil.example/a", True),
        ("deny: [evil.example]", "see www.evil.example now", True),
        ("deny: [evil.example]", "https://notevil.example", False),
        ("deny: [evil.example]", "https://evil.example.org", False),
        ("allow: [bakery.example]", "https://shop.bakery.example/", False),
        ("allow: [bakery.example]", "https://other.example/", True),
        ("shorteners: true", "https://bit.ly/abc", True),
        ("shorteners: true", "https://orbit.lyric.example/abc", False),
        ("shorteners: true", "https://t.co/abc", False),
        ("internal: true", "http://10.1.2.3/x", True),
        ("internal: true", "http://wiki/page", True),
        ("internal: true", "http://127.0.0.1:8000/", True),
        ("internal: true", "https://8.8.8.8/", False),
        (
            "internal: ['*.bakery-inside.example']",
            "https://a.bakery-inside.example",
            True,
        ),
        ("lookalikes: [bakery.example]", "https://bаkery.example", True),
        ("lookalikes: [bakery.example]", "https://bakery-login.example", True),
        ("lookalikes: [bakery.example]", "https://bakery.example.evil.test", True),
        ("lookalikes: [bakery.example]", "https://bakry.example", True),
        ("lookalikes: [bakery.example]", "https://shop.bakery.example", False),
        ("lookalikes: [bakery.example]", "https://library.example", False),
        ("insecure: true", "http://bakery.example", True),
        ("insecure: true", "https://bakery.example", False),
        ("credentials: true", "https://me:pw@bakery.example", True),
        ("junk: true", "https://bakery.example/?fbclid=1", True),
        (
            "tracking: [utm_source], on: [bakery.example]",
            "https://bakery.example",
            True,
        ),
        (
            "tracking: [utm_source], on: [bakery.example]",
            "https://bakery.example/?utm_source=x",
            False,
        ),
    ],
)
def test_an_address_is_judged_by_its_host(look: str, text: str, expected: bool) -> None:
    assert bool(found(f"links: {{{look}}}", text)) is expected


@pytest.mark.parametrize(
    ("look", "fine", "too_much"),
    [
        ("length: 5", "🥐" * 5, "🥐" * 6),
        ("words: 2", "one two", "one two three"),
        ("lines: 2", "a\nb", "a\nb\nc"),
        ("hashtags: 1", "#a a#b", "#a #b"),
        ("mentions: 1", "@a x@y.example", "@a @b"),
        ("emoji: 1", "👩‍🍳", "👩‍🍳 🥐"),
        ("links: 1", "https://a.example", "https://a.example https://b.example"),
        ("capitals: 50%", "FRESH bread and croissants", "FRESH BREAD AND CROISSANTS"),
        ("hashtag-case: true", "#FreshBreadEveryDay", "#freshbreadeveryday"),
        ("fancy: true", "bread", "𝓫𝓻𝓮𝓪𝓭"),
    ],
)
def test_a_limit_bites_only_beyond_it(look: str, fine: str, too_much: str) -> None:
    assert found(f"limits: {{{look}}}", fine) == []
    assert found(f"limits: {{{look}}}", too_much) != []


@pytest.mark.parametrize(
    ("alt", "enough"),
    [
        ("Two bakers at the oven", True),
        ("", False),
        ("   ", False),
        ("IMG_1234", False),
        ("photo.jpg", False),
        ("foto 3", False),
    ],
)
def test_an_alt_text_must_describe(alt: str, enough: bool) -> None:
    policy = durf.Policy.parse(
        FRONT.format("en") + "```rule it\naction: warn\nrequires: alt\n```\n"
    )
    post = durf.Post("Bread", media=(durf.Medium("a.jpg", alt),))
    fields = [f.field for f in durf.Checker(policy).check(post).findings]
    assert fields == ([] if enough else ["media[0].alt"])


def test_a_label_must_stand_up_front_where_that_is_asked() -> None:
    look = "requires: {any: ['#ad'], if: [gifted], within: 20}"
    assert found(look, "#ad This was gifted") == []
    assert found(look, "This oven was gifted to me by them #ad") == ["#ad"]
    assert found(look, "This oven is mine") == []


@pytest.mark.parametrize(
    ("text", "hurts"),
    [
        ("you are an idiot", True),
        ("you are a baker", False),
        ("Je bent een idioot", True),
    ],
)
def test_hostility_is_found_in_both_languages(text: str, hurts: bool) -> None:
    assert bool(found("tone: all", text)) is hurts


@pytest.mark.parametrize(
    ("entity", "right", "wrong"),
    [
        ("NL_BSN", "BSN 111222333", "BSN 111222334"),
        ("IBAN_CODE", "NL91ABNA0417164300", "NL92ABNA0417164300"),
        ("CREDIT_CARD", "card 4111 1111 1111 1111", "card 4111 1111 1111 1112"),
        ("EMAIL_ADDRESS", "a.b@bakery-north.com", "a.b@bakery"),
        ("PHONE_NUMBER", "+31 6 12345678", "31 612"),
    ],
)
def test_personal_data_prove_themselves(entity: str, right: str, wrong: str) -> None:
    assert found(f"personal: [{entity}]", right) != []
    assert found(f"personal: [{entity}]", wrong) == []


def test_addresses_that_belong_to_nobody_can_be_left_alone() -> None:
    look = "personal: {entities: [EMAIL_ADDRESS], unless-local: [info]}"
    text = "info@bakery-north.com and a.b@bakery-north.com"
    assert found(look, text) == ["a.b@bakery-north.com"]
