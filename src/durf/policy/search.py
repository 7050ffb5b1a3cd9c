"""Searching in a handbook: the clauses that have some words, the headings first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf.policy.model import Prose
from durf.text.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from durf.policy.model import Clause, Policy, Rule

MOST_HITS = 50
_AROUND = 80
# Endings that Dutch and English words come with, the longest first.
_ENDINGS = ("ingen", "eren", "ing", "ies", "en", "es", "ed", "er", "s", "e", "y")
_STEM = 4
_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"[*_`#>\[\]]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that has all the words.

    Attributes:
        anchor: of the clause in the handbook.
        heading: of the clause; the policy's name for what stands before them all.
        snippet: its text around the first word.
        spans: where words stand in the snippet, in code points.
    """

    anchor: str
    heading: str
    snippet: str
    spans: tuple[tuple[int, int], ...]

    @property
    def parts(self) -> tuple[tuple[str, bool], ...]:
        """The snippet in pieces, each with whether it is one of the words."""
        parts, place = [], 0
        for start, end in self.spans:
            parts.append((self.snippet[place:start], False))
            parts.append((self.snippet[start:end], True))
            place = end
        parts.append((self.snippet[place:], False))
        return tuple(part for part in parts if part[0])


def search(policy: Policy, words: str) -> tuple[Hit, ...]:
    """Return the clauses of a policy that have all the words, the best first.

    Case, accents and common endings make no difference, and a word matches the
    beginning of a longer one.  A clause whose heading has the words comes before one
    that has them in its text.

    Args:
        policy: to search in.
        words: with anything between them.
    """
    stems = [_stem(_folded(word)) for word in _WORD.findall(words)]
    if not stems:
        return ()
    rules = {rule.id: rule for rule in policy.rules}
    in_headings: list[tuple[Clause, str]] = []
    in_texts: list[tuple[Clause, str]] = []
    for clause in policy.clauses:
        text = _text_of(clause, rules)
        if _has_all(clause.title, stems):
            in_headings.append((clause, text))
        elif _has_all(f"{clause.title}\n{text}", stems):
            in_texts.append((clause, text))
    found = [*in_headings, *in_texts][:MOST_HITS]
    return tuple(
        _hit(clause, clause.title or policy.name, text, stems) for clause, text in found
    )


def _text_of(clause: Clause, rules: dict[str, Rule]) -> str:
    parts: list[str] = []
    for part in clause.parts:
        if isinstance(part, Prose):
            parts.append(_MARKS.sub("", part.markdown))
        else:
            rule = rules[part.id]
            parts += [rule.because, rule.instead]
            parts += [example.post.text for example in (*rule.fails, *rule.passes)]
    return " ".join(" ".join(parts).split())


def _folded(text: str) -> str:
    return View(text).plain.decode()


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word.removesuffix(ending)
    return word


def _places(text: str, stem: str) -> Iterator[tuple[int, int]]:
    for word in _WORD.finditer(text):
        if _folded(word[0]).startswith(stem):
            yield word.span()


def _has_all(text: str, stems: Sequence[str]) -> bool:
    words = {_folded(word) for word in _WORD.findall(text)}
    return all(any(word.startswith(stem) for word in words) for stem in stems)


def _hit(clause: Clause, heading: str, text: str, stems: Sequence[str]) -> Hit:
    # Two words may be found in one place.
    places = sorted({place for stem in stems for place in _places(text, stem)})
    first = places[0][0] if places else 0
    start = max(0, first - _AROUND)
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = min(len(text), first + 2 * _AROUND)
    if end < len(text):
        end = max(text.rfind(" ", first, end), first) or end
    snippet = text[start:end]
    spans = tuple(
        (one - start, other - start)
        for one, other in places
        if start <= one < other <= end
    )
    return Hit(clause.anchor, heading, snippet, spans)
