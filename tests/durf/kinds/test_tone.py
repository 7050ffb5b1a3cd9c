"""Hurtful words, and what stands around them."""

from __future__ import annotations

import pytest

import durf

POLICY = '---\npolicy: Tone\nversion: "1"\nlanguage: en\npacks: [conduct]\n---\n'
CHECKER = durf.Checker.unproven(durf.Policy.parse(POLICY))


def rules_for(text: str, language: str = "") -> set[str]:
    verdict = CHECKER.check(durf.Post(text, language=language))
    return {finding.rule.partition("#")[2] for finding in verdict.findings}


@pytest.mark.parametrize(
    "text",
    [
        "We should just shoot the refugees",
        "Shoot the refugees",
        "I'm going to hang every immigrant here",
        "We moeten vluchtelingen ophangen",
    ],
)
def test_it_finds_a_deed_that_is_called_for(text: str) -> None:
    assert "threats" in rules_for(text)


@pytest.mark.parametrize(
    "text",
    [
        "Border guards shoot the refugees, says the report",
        "They wanted to hang every immigrant there",
        "Who would ever burn women alive?",
        "We do not really hate immigrants",
        "Milities verkrachten vrouwen in dat dorp",
    ],
)
def test_it_leaves_a_deed_that_is_reported(text: str) -> None:
    assert rules_for(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        'He wrote "you are all vermin" under our photo',
        '"Women are stupid", the minister said on Monday',
        "The sign said \u201cI hate immigrants\u201d and the police took it down",
        'The mail said ""you are a moron"" and nothing else',
        "Ask him why they think he is stupid",
        'Zij riep "jullie zijn tuig" en liep weg',
        'The killer shouted "I will kill you all, you and your',
    ],
)
def test_it_leaves_what_another_is_quoted_with(text: str) -> None:
    assert rules_for(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        'I say "you are all vermin" and I mean it',
        'The weather is fine. "You are all vermin"',
        "You are all vermin, he said",
        'Your "plan" is nice but you are an idiot and so is your "friend"',
    ],
)
def test_quotation_marks_alone_excuse_nothing(text: str) -> None:
    assert rules_for(text) == {"hostile"}


def test_a_quoted_slur_is_left_only_where_it_is_condemned() -> None:
    assert rules_for('Saying "faggot" is wrong, and we report it') == set()
    assert rules_for('My uncle says "faggot" all day') == {"slurs"}


@pytest.mark.parametrize("language", ["", "en", "sv", "fr"])
def test_a_name_is_no_slur_of_a_language_that_the_post_is_not_in(language: str) -> None:
    assert rules_for("Thank you, Astrid Sletten, for the talk", language) == set()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wat een sletten", ""),
        ("Sletten", "nl"),
        ("Sletten!", ""),
        ("They are sluts", ""),
        ("Faggots!", "fr"),
    ],
)
def test_a_slur_counts_in_its_language_or_where_it_means_nothing_else(
    text: str, language: str
) -> None:
    assert "slurs" in rules_for(text, language)


def test_a_line_of_a_film_is_known_by_its_season() -> None:
    assert rules_for("Merry Christmas, ya filthy animals!") == set()
    assert rules_for("Get out, you filthy animals!") == {"hostile"}
