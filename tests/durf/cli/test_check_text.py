"""What a person sees: the place underlined, why, what instead, and nothing unsafe."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.action import Action
from durf.check.verdict import Finding, Verdict
from durf.cli.cells import calm, cells, wrapped
from durf.cli.excerpt import excerpts
from durf.cli.pretty import Pretty
from durf.cli.report import Judged, Tally
from durf.cli.speech import language_of
from durf.cli.terminal import Terminal, terminal
from durf.post import Medium, Post


def screen(**changes: object) -> Terminal:
    values = {"language": "en", "encoding": "utf-8", "width": 80}
    return Terminal(**{"is_coloured": False, "has_watcher": False, **values, **changes})


def found(start: int, end: int, **changes: object) -> Finding:
    values = {
        "clause": "Figures",
        "kind": "terms",
        "field": "text",
        "message": "Stay in.",
    }
    values |= {"rule": "figures", "action": Action.BLOCK, **changes}
    return Finding(start=start, end=end, **values)


def shown(text: str, *findings: Finding, **changes: object) -> str:
    post = Post(text, media=(Medium("a.jpg", "our turnover"),), links=("http://a.nl",))
    strictest = max(
        (f.action for f in findings), key=lambda a: a.strictness, default="allow"
    )
    judged = Judged(post, Verdict(Action(strictest), findings, "1"), "post.txt")
    return Pretty(screen(**changes)).one(judged)


def underlined(
    text: str, *spans: tuple[int, int], width: int = 40
) -> list[tuple[str, str]]:
    """Return each shown line with the letters that stand above its underlines."""
    result = []
    for excerpt in excerpts(text, [found(*span) for span in spans], width):
        above = []
        for mark in excerpt.marks:
            column, letters = 0, ""
            for character in excerpt.text:
                if mark.column <= column < mark.column + len(mark.signs):
                    letters += character
                column += cells(character)
            above.append(letters)
        result.append((excerpt.text, "|".join(above)))
    return result


def test_it_shows_the_place_the_clause_why_and_what_instead():
    finding = found(4, 12, instead="Point to the annual report.", by="legal")
    assert shown("Our turnover is up", finding).splitlines() == [
        "✗ block  post.txt",
        "",
        "    1 │ Our turnover is up",
        "      │     ^^^^^^^^",
        "    block     Figures · figures",
        "    why       Stay in.",
        "    instead   Point to the annual report.",
        "    ask       legal",
        "",
    ]


def test_several_places_on_a_line_are_numbered_and_what_is_alike_is_told_once():
    text = "turnover, profit, turnover"
    out = shown(text, found(0, 8), found(10, 16, rule="profit"), found(18, 26))
    assert "      │ 1^^^^^^^  2^^^^^  3^^^^^^^" in out
    assert "1 3 block   Figures · figures" in out
    assert out.count("why") == 2


def test_overlapping_places_are_underlined_on_rows_of_their_own():
    out = shown("net profit", found(0, 10), found(4, 10, rule="profit"))
    rows = [line.partition("│ ")[2] for line in out.splitlines() if "^" in line]
    assert rows == ["1^^^^^^^^^", "    2^^^^^"]


@pytest.mark.parametrize(
    ("text", "span", "above"),
    [
        ("\tturnover", (1, 9), "turnover"),
        ("漢字 turnover", (3, 11), "turnover"),
        ("e\u0301e\u0301 turnover", (5, 13), "turnover"),
        ("first\nturnover", (6, 14), "turnover"),
        ("first\r\nturnover\r\nlast", (7, 15), "turnover"),
        ("turnover", (0, 8), "turnover"),
        ("各社の売上高", (3, 6), "売上高"),
    ],
)
def test_the_underline_stands_below_the_place(text, span, above):
    ((_, letters),) = underlined(text, span)
    assert letters == above


def test_a_long_line_is_cut_around_the_place():
    text = "a " * 5000 + "turnover" + " b" * 5000
    ((line, letters),) = underlined(text, (10_000, 10_008))
    assert letters == "turnover"
    assert cells(line) <= 40
    assert line.startswith("…")
    assert line.endswith("…")


def test_places_far_apart_on_one_line_have_an_excerpt_each():
    text = "turnover" + " a" * 500 + " turnover"
    lines = underlined(text, (0, 8), (1009, 1017))
    assert [letters for _, letters in lines] == ["turnover", "turnover"]


def test_a_place_longer_than_the_screen_is_cut():
    ((line, letters),) = underlined("A" * 10_000_000, (0, 10_000_000))
    assert cells(line) <= 40
    assert set(letters) <= {"A", "…"}


def test_a_finding_without_a_place_is_told_without_an_underline():
    out = shown("hello\nyou", found(0, 0, message="An alt text is missing."))
    assert "    1 │ hello\n    block     Figures" in out
    assert "An alt text is missing." in out


@pytest.mark.parametrize("kind", ["", "judge"])
def test_a_finding_about_the_post_as_a_whole_is_not_underlined(kind):
    assert "^" not in shown("hello", found(0, 5, kind=kind))
    assert "^" not in shown("hello " * 50, found(0, 300))


def test_the_fields_beside_the_text_are_named():
    out = shown(
        "hello", found(4, 12, field="media[0].alt"), found(0, 4, field="links[0]")
    )
    assert "the description of a.jpg" in out
    assert "    1 │ our turnover\n      │     ^^^^^^^^" in out
    assert "link 1" in out


def test_secrets_are_masked_in_the_line_too_whatever_rule_is_shown():
    text = "turnover TK-123456789012 and TK-999"
    secret = found(9, 24, entity="TICKET", masked="TK…12 (15)", kind="secrets")
    out = shown(text, found(0, 8), secret, width=30)
    assert "123456789" not in out
    assert "turnover TK…12 (15) …" in out


def test_overlapping_secrets_hide_all_that_any_of_them_covers():
    text = "key=abcdefghijklmnop"
    one = found(4, 12, masked="ab…gh (8)", rule="a")
    other = found(8, 20, masked="ef…op (12)", rule="b")
    out = shown(text, one, other)
    assert "abcdefgh" not in out
    assert "ijkl" not in out


@pytest.mark.parametrize(
    "character",
    ["\x1b", "\x00", "\x07", "\x9b", "\u202e", "\u2066", "\u200b", "\ud800"],
)
def test_nothing_in_a_post_steers_the_terminal(character):
    finding = found(4, 12, message=f"a{character}b", instead=f"c{character}d")
    out = shown(f"{character}Our turnover{character}", finding)
    assert character not in out
    assert f"<U+{ord(character):04X}>" in out


def test_many_findings_are_counted_rather_than_shown():
    out = shown("a " * 100, *(found(n * 2, n * 2 + 1) for n in range(100)))
    assert "and 60 findings more" in out


def test_colours_are_for_those_who_can_see_them(run, monkeypatch):
    assert "\x1b[" not in run("check", stdin="turnover").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31m" in run("check", stdin="turnover").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("check", stdin="turnover").out


def test_a_screen_without_unicode_gets_signs_of_ascii():
    out = shown("Our turnover", found(4, 12), encoding="latin-1")
    assert out.isascii()
    assert out.startswith("x block  post.txt")


def test_the_summary_counts_by_verdict():
    tally = Tally(faults=2)
    for action in (Action.ALLOW, Action.ALLOW, Action.BLOCK):
        tally.note(Verdict(action, (), "1"))
    said = Pretty(screen()).closing(tally)
    assert said == "3 posts: 2 fine, 1 block; 2 could not be read\n"


def test_the_language_is_that_of_the_environment():
    assert language_of({}) == "en"
    assert language_of({"LANG": "nl_NL.UTF-8"}) == "nl"
    assert language_of({"LANG": "nl_NL.UTF-8", "LC_ALL": "C.UTF-8"}) == "en"
    assert language_of({"DURF_LANGUAGE": "nl", "LC_ALL": "en_GB"}) == "nl"


def test_the_width_is_asked_of_the_environment_first():
    assert terminal({"COLUMNS": "55"}, "en").width == 55
    assert terminal({"COLUMNS": "wide"}, "en").width > 0


@given(st.text(st.characters(), max_size=60), st.data())
def test_any_text_and_place_is_shown_within_the_width(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for excerpt in excerpts(text, [found(start, end)], 30):
        assert cells(excerpt.text) <= 32
        for mark in excerpt.marks:
            assert mark.column + len(mark.signs) <= 33
        for character in excerpt.text:
            assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}


@given(st.text(max_size=200), st.integers(20, 60))
def test_wrapping_loses_nothing_but_where_lines_break(text, width):
    lines = wrapped(text, width)
    assert " ".join(lines).split() == calm(text).split()


def test_what_is_told_of_a_numbered_place_is_in_one_column_in_dutch_too() -> None:
    findings = (found(0, 8), found(10, 16, rule="profit"))
    columns = {
        line.index(said)
        for line in shown("turnover, profit", *findings, language="nl").splitlines()
        for said in ("Figures", "Stay in.")
        if said in line
    }
    assert len(columns) == 1
