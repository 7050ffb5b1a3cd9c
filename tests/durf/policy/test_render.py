"""The handbook: everything is escaped, everything is there, nothing is asked for."""

from __future__ import annotations

import itertools
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.policy.model import Policy
from durf.policy.render import render
from durf.policy.sentences import condition_words
from tests.conftest import REPOSITORY

FRONT = """\
---
policy: "{name}"
version: "1"
language: {language}
owner: pers@example.org
calendar:
  results: 2027-03-12
  vote: 2027-03-01..2027-03-18
---
"""
RULE = """
```rule figures
action: block
when: {when}
terms: [turnover, "<b>"]
because: "Not yet & not <i>now</i>."
instead: Wait.
fails:
  - {{text: "Our turnover!", at: 2027-03-01, channel: bluesky}}
passes:
  - "Nothing."
```
"""


def policy(body: str, name: str = "Northwind", language: str = "en") -> Policy:
    front = FRONT.replace("{name}", name).replace("{language}", language)
    return Policy.parse(front + body)


class Page(HTMLParser):
    """The tags, attributes and texts of a page; every tag must be closed."""

    VOID = ("meta", "br", "hr")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.VOID
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def test_a_rule_is_told_in_plain_sentences() -> None:
    condition = "days_until('results') <= 28 && !author.has_role('editor')"
    words = Page(render(policy("# How\n" + RULE.format(when=f'"{condition}"')))).words
    assert "durf looks for one of these words: “turnover”, “<b>”." in words
    assert (
        "The rule applies from 28 days before results (12 March 2027) on, "
        "for all but the role editor." in words
    )
    assert "The post is stopped." in words
    assert "Not yet & not <i>now</i>." in words
    assert "Not like this" in words
    assert "1 March 2027 · bluesky" in words


def test_it_speaks_dutch_where_the_policy_does() -> None:
    written = policy(
        "# Zo\n" + RULE.format(when="days_since('vote') <= 3"), "Wij", "nl"
    )
    html = render(written)
    assert '<html lang="nl">' in html
    words = Page(html).words
    assert "durf let op een van deze woorden" in words
    assert "tot 3 dagen na vote (1 maart 2027 tot en met 18 maart 2027)" in words
    assert "Het bericht wordt tegengehouden." in words


def test_prose_in_another_language_says_so() -> None:
    html = render(policy("# Zo\n\nTekst.\n", "Wij", "nl"), "en")
    assert '<html lang="en">' in html
    assert '<div class="prose" lang="nl">' in html


def test_an_unusual_condition_is_shown_as_it_is() -> None:
    condition = "post.text.startsWith('<a>') || channel == 'x'"
    html = render(policy("# A\n" + RULE.format(when=f'"{condition}"')))
    assert "<code>post.text.startsWith(&#x27;&lt;a&gt;&#x27;)" in html


def test_nothing_in_the_prose_can_do_anything() -> None:
    body = (
        "# A\n\n<script>x()</script> <img src=x onerror=y>\n\n"
        "[a](javascript:x) ![seen](https://example.org/spy.png) [b](data:text/html,x)\n"
    )
    page = Page(render(policy(body)))
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert not any(
        value.startswith(("javascript", "data")) for _, value in page.attributes
    )
    assert "spy.png" not in str(page.attributes)
    assert "seen" in page.words


def test_only_the_title_is_of_the_first_level() -> None:
    body = "# A\n\n### B\n\n> # C\n\n- # D\n\n##### E\n" + RULE.format(when="true")
    page = Page(render(policy(body)))
    levels = [int(tag[1]) for tag in page.tags if tag[0] == "h" and tag[1:].isdigit()]
    assert levels.count(1) == 1
    steps = itertools.pairwise(levels)
    assert all(after - before <= 1 for before, after in steps)


@pytest.mark.parametrize("body", ["", "Just text.\n", "# A\n\n# B\n", "## B\n\n# A\n"])
def test_a_policy_without_one_title_is_titled_by_its_name(body: str) -> None:
    html = render(policy(body))
    assert "<h1>Northwind</h1>" in html
    assert Page(html).tags.count("h1") == 1


def test_a_link_explained_far_below_is_a_link() -> None:
    html = render(
        policy("# A\n\nSee [the law][law].\n\n## B\n\n[law]: https://a.example\n")
    )
    assert '<a href="https://a.example">the law</a>' in html


def test_a_pack_is_summed_up() -> None:
    front = FRONT.replace("{name}", "N").replace("{language}", "en")
    front = front.replace(
        "calendar:", "packs: [secrets: {except: [JSON_WEB_TOKEN]}]\ncalendar:"
    )
    words = Page(render(Policy.parse(front + "# A\n"))).words
    assert "Clouds:" in words
    assert "Left out here: JSON_WEB_TOKEN." in words


def test_it_asks_for_nothing_from_elsewhere() -> None:
    page = Page(render(policy("# A\n\n![x](https://a.example/b.png)\n")))
    asking = {"src", "srcset", "action", "poster", "data"}
    assert not [name for name, _ in page.attributes if name in asking]
    assert "link" not in page.tags
    assert "url(" not in render(policy("# A\n"))


def test_the_same_policy_makes_the_same_handbook() -> None:
    written = policy("# A\n" + RULE.format(when="true"))
    assert render(written) == render(written)


@given(st.text(max_size=200))
def test_any_prose_makes_a_sound_page(prose: str) -> None:
    front = FRONT.replace("{name}", "N").replace("{language}", "en")
    text = f"{front}# A\n\n{prose}\n"
    if "rule" in prose or not {"\ufffd", "\0"}.isdisjoint(prose):
        return
    page = Page(render(Policy.parse(text)))
    assert "script" not in page.tags


@given(st.text(alphabet="days_until('x')<=3 &|!()\"channel", max_size=40))
def test_a_condition_is_said_or_shown_but_never_guessed(source: str) -> None:
    said = condition_words(source, {}, str)
    assert said is None or source.strip()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("days_until('results') > 0", "before results (12 March 2027)"),
        ('days_since("results") >= 0', "from results (12 March 2027) on"),
        ("between('vote')", "in the days of vote (1 March 2027 to 18 March 2027)"),
        ("channel == 'x' || channel == 'y'", "on the channel x, or on the channel y"),
        ("author.has_role('a && b')", "for the role a && b"),
        ("(channel == 'x')", "on the channel x"),
        ("!(channel == 'x')", None),
        (r"channel == 'a\' || channel == \'b'", None),
        ("days_until('results') < 0", None),
        ("days_until('results') <= 3", "from 3 days before results (12 March 2027) on"),
        ("days_until('results') < 3", "from 2 days before results (12 March 2027) on"),
        ("days_since('results') > 3", "from 4 days after results (12 March 2027) on"),
        (
            "days_until('results') > 0 && days_until('results') <= 30",
            "in the 30 days before results (12 March 2027)",
        ),
        (
            "(days_until('results') <= 28 && days_until('results') >= 0) && channel == 'x'",
            "in the 28 days before results (12 March 2027) and on the day itself, on the channel x",
        ),
        (
            "(channel == 'x' || channel == 'y') && !author.has_role('press')",
            "on the channel x, for all but the role press, "
            "or on the channel y, for all but the role press",
        ),
        (" && ".join(["(channel == 'x' || channel == 'y')"] * 9), None),
    ],
)
def test_usual_conditions_are_said_in_words(source: str, said: str | None) -> None:
    calendar = policy("# A\n").calendar
    assert condition_words(source, calendar, str) == said


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["gemeente-voorbeeld", "northwind-example"])
def test_the_shipped_examples_make_a_sound_handbook(name: str, language: str) -> None:
    path = REPOSITORY / "src/durf/policies/examples" / f"{name}.md"
    page = Page(render(Policy.read(path), language))
    assert page.tags.count("h1") == 1
    assert page.tags.count("article") == len(Policy.read(path).rules)


def test_what_a_pack_leaves_out_is_said_in_words() -> None:
    html = render(
        Policy.parse(
            '---\npolicy: P\nversion: "1"\nlanguage: nl\n'
            "packs:\n  - personal-data/nl: {except: [NL_LICENSE_PLATE]}\n---\n\n# P\n"
        )
    )
    assert "Nederlands kenteken" in html
    assert "LICENSE_PLATE" not in html


def including(packs: str, language: str) -> str:
    front = f'---\npolicy: P\nversion: "1"\nlanguage: {language}\npacks: [{packs}]\n---'
    return Page(render(Policy.parse(f"{front}\n\n# P\n"))).words


def test_packs_of_one_subject_are_told_apart() -> None:
    words = including("personal-data/international, personal-data/nl", "nl")
    assert "Persoonsgegevens: alle landen" in words
    assert "Persoonsgegevens: Nederland" in words


def test_the_rule_of_a_pack_says_what_to_do_and_spares_the_reader_its_source() -> None:
    words = including("finance/us", "en")
    assert "Who speaks of gain speaks of risk in the same breath" in words
    assert "Add: you may lose your capital." in words
    assert "invest now" not in words
    assert "Source:" not in words


def test_an_expression_is_told_by_its_examples_and_shown_below_them() -> None:
    rule = (
        "```rule code\naction: warn\npattern: 'PRJ-[0-9]{4}'\nfails:\n  - PRJ-1234\n```"
    )
    words = Page(render(policy(f"# How\n\n{rule}\n"))).words
    assert "durf looks for texts such as the first ones below." in words
    assert words.index("PRJ-1234") < words.index("PRJ-[0-9]{4}")
