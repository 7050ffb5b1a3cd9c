"""The kind ``terms``: words and phrases, in their forms and their disguises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from durf.kinds.look import Match, Triggers
from durf.source.nodes import Mapping as MappingNode
from durf.source.wanted import Wanted
from durf.text.expression import Expression, Mode, is_word
from durf.text.fold import fold
from durf.text.inflection import SHORTEST, forms, stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.source.nodes import Node

# So many terms share one expression: more would make it too large to compile.
TOGETHER = 40
_KEYS = ("any", "exact", "case", "language")
# A word of a phrase must be this long to tell of the phrase.
TELLING = 7
_BETWEEN = r"[^\w]{1,3}"
# A phrase as long as this is the same phrase written as one word, as in a hashtag.
_LONG = 10
_BETWEEN_OR_NOT = r"[^\w]{0,3}"


@dataclass(frozen=True)
class TermsLook:
    """Words and phrases to look for.

    Args:
        any: the terms; a phrase's words may stand apart by punctuation, or touch in
            a long one.
        exact: take no other forms of a word, and no disguises.
        case: take only the letter case that is written here.
        language: whose endings to try: ``"nl"``, ``"en"`` or ``"both"``.
    """

    any: tuple[str, ...]
    exact: bool = False
    case: bool = False
    language: str = "both"

    @cached_property
    def expressions(self) -> tuple[Expression, ...]:
        """The terms as expressions, grouped by where a word boundary is due."""
        grouped: dict[tuple[bool, bool, str], list[str]] = {}
        for term in dict.fromkeys(self.any):
            pattern, first, last = self._pattern(term)
            if pattern:
                mode = self._mode(term)
                grouped.setdefault((first, last, mode), []).append(pattern)
        return tuple(
            _joined(patterns[at : at + TOGETHER], first=first, last=last, mode=mode)
            for (first, last, mode), patterns in grouped.items()
            for at in range(0, len(patterns), TOGETHER)
        )

    def _mode(self, term: str) -> str:
        if self.case:
            return Mode.CASED
        letters = sum(character.isalpha() for character in term)
        return Mode.PLAIN if self.exact or letters < SHORTEST else Mode.TOLERANT

    def _pattern(self, term: str) -> tuple[str, bool, bool]:
        folded = fold(term.strip())
        if not self.case:
            folded = folded.lower()
        words = folded.decode("utf-8", "replace").split()
        if not words:
            return "", False, False
        inflects = not (self.exact or self.case)
        written = [
            forms(word, self.language) if inflects else re.escape(word)
            for word in words
        ]
        may_touch = inflects and sum(map(len, words)) >= _LONG
        between = _BETWEEN_OR_NOT if may_touch else _BETWEEN
        return between.join(written), is_word(folded[0]), is_word(folded[-1])

    def triggers(self) -> Triggers:
        """Return the signs to watch for: of each term its longest word.

        A term without a word that is long enough is watched for as it stands.
        """
        words: list[str] = []
        short: list[str] = []
        for term in dict.fromkeys(self.any):
            letters = _letters(term)
            longest = max(letters, key=len, default="")
            # The words of "got this for free" are everywhere; the phrase is not.
            if len(longest) < (SHORTEST if len(letters) == 1 else TELLING):
                short.append(term)
            elif self.exact or self.case:
                words.append(longest)
            else:
                words += stems(longest, self.language)
        rest = TermsLook(tuple(short), self.exact, self.case, self.language)
        return Triggers(
            words=tuple(dict.fromkeys(words)),
            expressions=tuple(e.trigger for e in rest.expressions),
        )

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that finds the terms in a text."""
        expressions = self.expressions

        def find(subject: Subject) -> Iterable[Match]:
            view = subject.view
            for expression in expressions:
                for found in expression.find(view):
                    # "505" is no way to write "sos", nor "1" one to write "I".
                    if any(map(str.isalpha, found.text)) or not found.text.isalnum():
                        yield Match(*view.span(found.start, found.end))

        return find

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {
            "any": list(self.any),
            "exact": self.exact,
            "case": self.case,
            "language": self.language,
        }

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        return translate("one of these words: {0}").format(
            ", ".join(f"“{term}”" for term in self.any)
        )


def _letters(term: str) -> list[str]:
    """Return the words of a term as the normal form has them, in lower case."""
    folded = fold(term).lower().decode("utf-8", "replace")
    return [word for word in folded.split() if word.isalnum()]


def _joined(patterns: list[str], *, first: bool, last: bool, mode: str) -> Expression:
    # Longer terms first, so that the longest of those that fit is found.
    ordered = sorted(patterns, key=len, reverse=True)
    body = ordered[0] if len(ordered) == 1 else "|".join(ordered)
    start, end = r"\b" if first else "", r"\b" if last else ""
    return Expression(f"{start}(?:{body}){end}", mode)


class _Terms:
    name = "terms"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        if not isinstance(node, MappingNode):
            terms = wanted.texts(node, "terms")
            return (
                None if terms is None else TermsLook(terms, language=reading.language)
            )
        mapping = wanted.mapping(node, "terms", _KEYS)
        listed = mapping.get("any") if mapping else None
        if mapping is None or listed is None:
            reading.faults.add(
                node.place, "terms-any", "terms needs a list under 'any'"
            )
            return None
        terms = wanted.texts(listed, "any")
        if terms is None:
            return None
        flags: dict[str, bool] = {}
        for key in ("exact", "case"):
            value = mapping.get(key)
            flags[key] = bool(value and wanted.flag(value, key))
        language = mapping.get("language")
        spoken = reading.language
        if language is not None:
            spoken = wanted.one_of(language, "language", ("nl", "en", "both")) or spoken
        return TermsLook(terms, language=spoken, **flags)

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return TermsLook(
            tuple(values["any"]), values["exact"], values["case"], values["language"]
        )


KIND = _Terms()
