"""A policy as its handbook: one HTML file that asks nothing of anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from durf.locale import translator
from durf.policy.handbook_packs import PackWriter
from durf.policy.handbook_prose import ProseWriter
from durf.policy.handbook_rule import RuleWriter
from durf.policy.model import Prose
from durf.policy.review_sentences import review_sentences
from durf.policy.reviews import Reviews
from durf.policy.sentences import day_words, days_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from durf.policy.model import Clause, Policy, Rule

_STYLE = Path(__file__).with_name("handbook.css")
_DEEPEST = 6


def render(policy: Policy, language: str = "") -> str:
    """Return the handbook of a policy as one HTML document.

    Args:
        policy: what to render.
        language: of the sentences around the prose; the policy's own without one.
    """
    return "".join(f"{line}\n" for line in _Handbook(policy, language).lines())


def body(policy: Policy, language: str = "") -> str:
    """Return a handbook's contents and text as HTML, to stand in another page.

    It brings no style, no script and no heading above the second level; all that is
    not durf's own is escaped.

    Args:
        policy: what to render.
        language: of the sentences around the prose; the policy's own without one.
    """
    return "".join(f"{line}\n" for line in _Handbook(policy, language).inner())


def style() -> str:
    """Return the style sheet of a handbook."""
    return _STYLE.read_text("utf-8")


# Anchors with a colon are durf's own: no heading makes one, whatever its words.
@dataclass(frozen=True)
class _Handbook:
    policy: Policy
    asked: str

    @property
    def language(self) -> str:
        return self.asked or self.policy.language

    @property
    def foreign(self) -> str:
        """The attribute for what is written in the policy's language, if another."""
        if self.policy.language == self.language:
            return ""
        return f' lang="{escape(self.policy.language)}"'

    def say(self, sentence: str) -> str:
        return escape(translator(self.language)(sentence))

    @cached_property
    def title(self) -> Clause | None:
        """The clause whose heading is the title of all: an only one of its level."""
        top = [c for c in self.policy.clauses if c.level == 1]
        first = self.policy.clauses[:1]
        is_title = len(top) == 1 and top[0] is first[0] and bool(top[0].title)
        return top[0] if is_title else None

    def lines(self) -> Iterator[str]:
        name = escape(self.policy.name)
        title = escape(self.title.title) if self.title else name
        yield "<!doctype html>"
        yield f'<html lang="{self.language}">'
        yield "<head>"
        yield '<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield '<meta name="color-scheme" content="light dark">'
        whole = title if title == name else f"{title} · {name}"
        yield f"<title>{whole}</title>"
        yield f"<style>\n{style()}</style>"
        yield "</head>"
        yield "<body>"
        yield f'<a class="skip" href="#durf:text">{self.say("To the text")}</a>'
        yield '<div class="page">'
        yield from self.header(name, title)
        yield '<div class="columns">'
        yield from self.contents()
        yield '<main id="durf:text" tabindex="-1">'
        yield from self.text()
        yield "</main>"
        yield "</div>"
        yield from self.footer()
        yield "</div>"
        yield "</body>"
        yield "</html>"

    def inner(self) -> Iterator[str]:
        yield from self.contents()
        if self.title:
            anchor, title = escape(self.title.anchor), escape(self.title.title)
            yield f'<h2 class="title" id="{anchor}"{self.foreign}>{title}</h2>'
        yield from self.text()

    def text(self) -> Iterator[str]:
        yield from self.clauses()
        yield from self.reviews()
        yield from self.calendar()
        yield from self.packs()

    def reviews(self) -> Iterator[str]:
        said = list(review_sentences(self.policy.reviews, translator(self.language)))
        if not said:
            return
        yield '<section aria-labelledby="durf:reviews">'
        yield f'<h2 id="durf:reviews">{self.say("Who approves")}</h2>'
        yield "<ul>"
        yield from (f"<li>{escape(sentence)}</li>" for sentence in said)
        yield "</ul>"
        yield "</section>"

    def header(self, name: str, title: str) -> Iterator[str]:
        yield "<header>"
        if title != name:
            yield f'<p class="kicker"{self.foreign}>{name}</p>'
        anchor = f' id="{escape(self.title.anchor)}"' if self.title else ""
        yield f"<h1{anchor}{self.foreign}>{title}</h1>"
        version = self.policy.version.partition("+")[0]
        facts = [(self.say("Version"), escape(version))]
        if self.policy.effective:
            day = day_words(self.policy.effective, translator(self.language))
            facts.append((self.say("In force from"), escape(day)))
        if self.policy.owner:
            facts.append((self.say("Questions to"), _mailed(self.policy.owner)))
        yield '<dl class="facts">'
        for term, said in facts:
            yield f"<div><dt>{term}</dt><dd>{said}</dd></div>"
        yield "</dl>"
        yield "</header>"

    def contents(self) -> Iterator[str]:
        entries = [
            (_depth(clause), clause.number, clause.title, clause.anchor)
            for clause in self.policy.clauses
            if clause is not self.title and clause.title
        ]
        translate = translator(self.language)
        if self.policy.reviews != Reviews():
            entries.append((2, "", translate("Who approves"), "durf:reviews"))
        if self.policy.calendar:
            entries.append((2, "", translate("Calendar"), "durf:calendar"))
        if self._has_legend:
            entries.insert(0, (2, "", translate("How durf helps"), "durf:legend"))
        if self.policy.packs:
            heading = translate("What else durf looks at")
            entries.append((2, "", heading, "durf:packs"))
        yield '<nav class="contents" aria-labelledby="durf:contents">'
        yield f'<h2 id="durf:contents">{self.say("Contents")}</h2>'
        yield from _nested(entries)
        yield "</nav>"

    @property
    def _has_legend(self) -> bool:
        return bool(self.policy.rules or self.policy.packs)

    def legend(self) -> Iterator[str]:
        if not self._has_legend:
            return
        writer = self.writer
        yield '<section aria-labelledby="durf:legend">'
        yield f'<h2 id="durf:legend">{self.say("How durf helps")}</h2>'
        yield f"<p>{self.say(_HELP)}</p>"
        yield '<ul class="legend">'
        for action, said in _LEGEND:
            yield f"<li>{writer.badge(action)} <span>{self.say(said)}</span></li>"
        yield "</ul>"
        yield "</section>"

    @cached_property
    def writer(self) -> RuleWriter:
        return RuleWriter(self.policy, translator(self.language), self.foreign)

    @cached_property
    def prose(self) -> ProseWriter:
        return ProseWriter(
            part.markdown
            for clause in self.policy.clauses
            for part in clause.parts
            if isinstance(part, Prose)
        )

    def clauses(self) -> Iterator[str]:
        deepest = 2
        if self.title:
            yield from self._clause(self.title, 1)
        yield from self.legend()
        for clause in self.policy.clauses:
            if clause is self.title:
                continue
            # A level may be skipped in the file, but not in the handbook.
            deepest = min(_depth(clause), deepest + 1, _DEEPEST)
            yield from self._clause(clause, deepest)

    def _clause(self, clause: Clause, level: int) -> Iterator[str]:
        yield f'<section class="clause"{_labelled(clause)}>'
        if level > 1 and clause.title:
            yield self._heading(clause, level)
        for part in clause.parts:
            if isinstance(part, Prose):
                html = self.prose.html(part.markdown)
                yield f'<div class="prose"{self.foreign}>\n{html}</div>'
            else:
                below = min(level + 1, _DEEPEST)
                yield from self.writer.card(self._rules[part.id], below)
        yield "</section>"

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.policy.rules}

    def _heading(self, clause: Clause, level: int) -> str:
        anchor, title = escape(clause.anchor), escape(clause.title)
        number = f'<span class="number">{clause.number}</span>' if clause.number else ""
        link = f'<a class="anchor" href="#{anchor}">{number}{title}</a>'
        return f'<h{level} id="{anchor}"{self.foreign}>{link}</h{level}>'

    def calendar(self) -> Iterator[str]:
        if not self.policy.calendar:
            return
        yield '<section aria-labelledby="durf:calendar">'
        yield f'<h2 id="durf:calendar">{self.say("Calendar")}</h2>'
        yield "<table>"
        what, when = self.say("What"), self.say("When")
        yield f'<tr><th scope="col">{what}</th><th scope="col">{when}</th></tr>'
        for name, days in self.policy.calendar.items():
            said = escape(days_words(days, translator(self.language)))
            yield f'<tr><th scope="row">{escape(name)}</th><td>{said}</td></tr>'
        yield "</table>"
        yield "</section>"

    def packs(self) -> Iterator[str]:
        if not self.policy.packs:
            return
        yield '<section aria-labelledby="durf:packs">'
        yield f'<h2 id="durf:packs">{self.say("What else durf looks at")}</h2>'
        yield f"<p>{self.say(_PACKS)}</p>"
        writer = PackWriter(self.writer, translator(self.language), self.foreign)
        for pack in self.policy.packs:
            yield from writer.summary(pack)
        yield "</section>"

    def footer(self) -> Iterator[str]:
        version, _, digest = self.policy.version.partition("+")
        made = self.say("Made by durf from the policy that it enforces.")
        exact = self.say("Version {0}, {1}.").format(
            escape(version), f"<code>{escape(digest)}</code>"
        )
        yield f"<footer><p>{made} {exact}</p></footer>"


_HELP = (
    "Before a post goes out, durf holds it against the rules in this handbook. "
    "What it says comes in three degrees."
)
_LEGEND = (
    ("warn", "Have another look. You decide."),
    ("review", "A colleague looks along before it goes out."),
    ("block", "This does not go out. The rule says what can."),
)
_PACKS = (
    "Beside the rules above, these collections that come with durf are in force. "
    "They are kept up to date and tested with it."
)


def _depth(clause: Clause) -> int:
    return 2 + clause.number.count(".") if clause.number else 2


def _labelled(clause: Clause) -> str:
    if not clause.anchor:
        return ""
    return f' aria-labelledby="{escape(clause.anchor)}"'


def _mailed(owner: str) -> str:
    shown = escape(owner)
    is_address = "@" in owner and " " not in owner and ":" not in owner
    return f'<a href="mailto:{shown}">{shown}</a>' if is_address else shown


def _nested(entries: Iterable[tuple[int, str, str, str]]) -> Iterator[str]:
    """Yield lists in lists; no level is skipped."""
    open_levels: list[int] = []
    for depth, number, title, anchor in entries:
        while open_levels and open_levels[-1] > depth:
            yield "</li></ol>"
            open_levels.pop()
        if open_levels and open_levels[-1] == depth:
            yield "</li>"
        else:
            yield "<ol>"
            open_levels.append(depth)
        shown = f'<span class="number">{number}</span>' if number else ""
        link = f'<a href="#{escape(anchor)}">{shown}<span>{escape(title)}</span></a>'
        yield f"<li>{link}"
    yield from ("</li></ol>" for _ in open_levels)
