"""A handbook's text inside another page, under the strictest content policy."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import durf
from durf.policy.model import Policy
from durf.policy.render import body, render, style
from durf.policy.search import search

EXAMPLES = Path(durf.__file__).parent / "policies" / "examples"
FRONT = """---
policy: Bloom
version: "1"
calendar: {fair: 2027-03-01}
packs: [conduct]
reviews:
  approvers: 2
  remind: 90m
  escalate: 1d
  escalate-to: <b>board
  exceptions: [legal]
  earned:
    - {class: "<i>menu", template: "M&M", clean: 20, approvers: 1}
    - {class: "<i>menu", template: "M&M", clean: 50, approvers: 0}
---
"""
ALLOWED = {"id", "class", "href", "lang", "aria-labelledby", "aria-hidden", "scope"}


class Parts(HTMLParser):
    """The tags, attributes and words of HTML, and whether all that opens is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in {"br", "hr", "meta"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    @property
    def ids(self) -> list[str]:
        return [value for name, value in self.attributes if name == "id"]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.md")), ids=lambda p: p.stem)
@pytest.mark.parametrize("language", ["", "nl", "en"])
def test_every_clause_and_rule_has_its_anchor_there_and_on_the_page(
    path: Path, language: str
) -> None:
    policy = Policy.read(path)
    inner, whole = Parts(body(policy, language)), Parts(render(policy, language))
    anchors = {clause.anchor for clause in policy.clauses if clause.title}
    anchors |= {f"rule:{rule.id}" for rule in policy.rules}
    for page in (inner, whole):
        assert anchors <= set(page.ids)
        assert len(page.ids) == len(set(page.ids))
    assert not inner.tags & {"html", "head", "body", "style", "script", "h1", "main"}


PIECES = st.sampled_from(
    [
        "# Rule x",
        "## durf:reviews",
        "## Main",
        "<script>x()</script>",
        "<p style='color:red' onclick=x()>a</p>",
        "<A0:> [a](ms-word:x) [b](tel:+31) [c](//example.org:8/a:b)",
        "[a](javascript:x) [b](data:text/html,x) <javascript:x>",
        "![a](https://example.org/spy.png)",
        "| a | b | c |\n|:-:|--:|:--|\n| 1 | 2 | 3 |",
        "[a](https://example.org/' 'x\" onclick=x()')",
        "```rule x\naction: warn\nterms: ['<b onclick=x()>']\n```",
        "```html\n<script>\n```",
        "3. <i>a</i>",
    ]
) | st.text(max_size=20)


@settings(deadline=None)
@example(["<A0:>"])
@given(st.lists(PIECES, max_size=6))
def test_nothing_of_a_policy_can_act_in_the_page(pieces: list[str]) -> None:
    own = [piece for piece in pieces if not piece.startswith("```rule")]
    rules = [piece for piece in pieces if piece.startswith("```rule")][:1]
    text = "\n\n".join(["# Title", *own, *rules])
    try:
        policy = Policy.parse(FRONT + text + "\n")
    except durf.errors.PolicyFaults:
        # A text of chance may open a block that is none.
        return
    page = Parts(body(policy))
    assert not page.tags & {"script", "style", "img", "iframe", "object", "form"}
    assert {name for name, _ in page.attributes} <= ALLOWED | {"title", "start"}
    assert len(page.ids) == len(set(page.ids))
    for name, value in page.attributes:
        if name == "href":
            assert value.startswith(("#", "http:", "https:", "mailto:", "tel:")) or (
                ":" not in value.partition("/")[0]
            )


def test_columns_are_aligned_by_classes() -> None:
    table = "| a | b |\n|:-:|--:|\n| 1 | 2 |\n"
    html = body(Policy.parse(FRONT + table))
    assert '<td class="center">1</td>' in html
    assert '<td class="right">2</td>' in html
    assert ".prose .right" in style()


def test_who_approves_is_told_in_the_language_of_the_reader() -> None:
    policy = Policy.parse(FRONT)
    english, dutch = (
        " ".join(Parts(body(policy, language)).words.split())
        for language in ("en", "nl")
    )
    for said in (
        "Who approves",
        "Every post needs the approval of 2 colleagues.",
        "Who is asked is reminded after 90 minutes.",
        "After a day the role <b>board is asked too.",
        "once and with a reason that stays on record: legal.",
        "Posts of the class <i>menu (made from the template M&M) earn trust: after 20 "
        "in a row without an incident one approval is enough, after 50 in a row "
        "without an incident no approval is needed. An incident ends that at once.",
    ):
        assert said in english
    assert "Wie keurt goed" in dutch
    assert "Elk bericht moet door 2 collega’s worden goedgekeurd." in dutch
    assert "na 90 minuten" in dutch


def test_a_policy_that_says_nothing_of_reviews_shows_nothing_of_them() -> None:
    bare = Policy.parse('---\npolicy: A\nversion: "1"\nreviews: {approvers: 0}\n---\n')
    assert "Who approves" not in body(bare)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.md")), ids=lambda p: p.stem)
def test_what_a_search_finds_can_be_gone_to(path: Path) -> None:
    policy = Policy.read(path)
    ids = Parts(body(policy)).ids
    hits = search(policy, "bericht" if policy.language == "nl" else "post")
    assert len(hits) >= 3
    assert all(hit.anchor in ids for hit in hits)
