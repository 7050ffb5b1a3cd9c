"""Expressions over the normal form and over the original text."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from durf.check.automaton import Automaton, compile_automaton
from durf.text.expression import Expression, Mode
from durf.text.original import OriginalExpression
from durf.text.view import View


def spans(pattern: str, text: str, mode: str = Mode.PLAIN) -> list[str]:
    view = View(text)
    found = Expression(pattern, mode).find(view)
    return [text[slice(*view.span(f.start, f.end))] for f in found]


def test_it_finds_in_spite_of_look_alikes() -> None:
    assert spans(r"\bomzet\b", "De Оmzеt!") == ["Оmzеt"]


def test_it_takes_digits_for_letters_only_where_asked() -> None:
    assert spans("omzet", "0mz37", Mode.TOLERANT) == ["0mz37"]
    assert spans("omzet", "0mz37") == []


def test_it_looks_at_case_only_where_asked() -> None:
    assert spans("AKIA[A-Z]{4}", "AKIAABCD akiaabcd", Mode.CASED) == ["AKIAABCD"]
    assert len(spans("AKIA[A-Z]{4}", "AKIAABCD akiaabcd")) == 2


def test_it_marks_the_part_that_counts() -> None:
    assert spans(r"pin[:=]\s*(?P<it>\d{4})(?!\d)", "pin: 1234.") == ["1234"]


def test_lookarounds_at_both_ends_see_the_neighbours() -> None:
    pattern = r"(?<![0-9])[0-9]{3}(?![0-9])"
    assert spans(pattern, "123 1234 456,789") == ["123", "456", "789"]


def test_a_word_ends_at_an_emoji_and_not_at_a_letter_of_another_script() -> None:
    assert spans(r"\bomzet\b", "omzet🚀") == ["omzet"]
    assert spans(r"\bomzet\b", "omzetю") == []


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(a)\1", "back-references"),
        (r"a(?=b)c", "lookarounds"),
        (r"(?<=ab)c", "one class"),
        (r"a{5000}", "repeat"),
        (r"[", "unterminated"),
        ("(" * 3000, "nested|characters"),
        ("a" * 5000, "characters"),
    ],
)
def test_it_refuses_what_cannot_run_in_linear_time(pattern: str, reason: str) -> None:
    for make in (Expression, OriginalExpression):
        with pytest.raises(ValueError, match=reason):
            make(pattern).check()


def test_an_expression_that_would_backtrack_for_ever_is_quick() -> None:
    text = "a" * 20_000 + "!"
    assert list(OriginalExpression(r"(a+)+$").find(text)) == []
    assert spans(r"(?:a|aa)+b", text) == []


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"PRJ-\d{4}", "PRJ-1234 prj-1234", ["PRJ-1234"]),
        (r"\bcafé\b", "café cafés café.", ["café", "café"]),
        (r"(?i)project\s+(?P<it>alpha|beta)", "Project\u00a0Beta", ["Beta"]),
        (r"\w+@\w+", "é@ü", ["é@ü"]),
        (r"(?<!\d)\d{3}(?!\d)", "1234 123", ["123"]),
    ],
)
def test_the_original_is_matched_as_it_stands(
    pattern: str, text: str, found: list[str]
) -> None:
    matches = OriginalExpression(pattern).find(text)
    assert [text[start:end] for start, end in matches] == found


pieces = st.sampled_from(
    [
        "a",
        "B",
        "é",
        "ж",
        "0",
        r"\d",
        r"\w",
        r"\s",
        "[a-f]",
        "[^x]",
        ".",
        r"\b",
        "ab",
        "l",
    ]
)
repeats = st.sampled_from(["", "", "", "?", "*", "+", "{2}", "{1,3}"])
patterns = st.lists(
    st.tuples(pieces, repeats).map("".join).filter(lambda p: not re.match(r"\\b.", p)),
    min_size=1,
    max_size=5,
).map("".join)
texts = st.text(alphabet="aAbBfl0 1x.éЖжкｂ\u200b🚀\n", max_size=20)


def fires(trigger: bytes, text: str) -> bool:
    compiled = compile_automaton([], [(1, trigger)])
    automaton = Automaton(compiled.letters, compiled.others)
    return bool(compiled.refused) or 1 in automaton.scan(View(text).plain)


@given(patterns, texts, st.sampled_from(list(Mode)))
def test_a_trigger_fires_wherever_its_expression_finds(
    pattern: str, text: str, mode: Mode
) -> None:
    expression = Expression(pattern, mode)
    found = [f for f in expression.find(View(text)) if f.end > f.start]
    if found:
        assert fires(expression.trigger, text)


@given(patterns, texts)
def test_a_trigger_fires_wherever_the_original_matches(pattern: str, text: str) -> None:
    expression = OriginalExpression(pattern)
    if list(expression.find(text)) and expression.trigger is not None:
        assert fires(expression.trigger, text)


@given(patterns, st.text(alphabet="aAbBfl0 1x.", max_size=20))
def test_it_agrees_with_python_on_ascii(pattern: str, text: str) -> None:
    assume(re.fullmatch(pattern, "") is None)
    python = [m.span() for m in re.finditer(pattern, text, re.ASCII) if m.group()]
    ours = list(OriginalExpression(pattern).find(text))
    assert bool(ours) == bool(python)
    assert ours[:1] == python[:1]
