"""The kind ``tone``: hostility, profanity, slurs, harassment and threats."""

from __future__ import annotations

import os.path
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from durf.kinds.look import Match, Triggers
from durf.source.nodes import Scalar
from durf.source.wanted import Wanted
from durf.text.expression import Expression, Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.source.nodes import Node
    from durf.text.view import View

CATEGORIES = ("hostile", "profane", "slurs", "harassment", "threats")
LANGUAGES = ("en", "nl")
_NAMES = {
    "{you}": "(?:you|u|they|he|she|these people|those people|this lot|all [a-z]+s|[a-z]+s)",
    "{group}": (
        "(?:(?:all |any |every |these |those |the |fucking |damn |bloody )*(?:women|men|girls|wom[ae]n|gays?"
        "|homosexuals?|lesbians?|queers?|bisexuals?|trans(?:gender)?s?|transsexuals?|muslims?|jews?"
        "|christians?|hindus?|blacks?|whites?|asians?|africans?|arabs?|mexicans?|latinos?|indians?"
        "|immigrants?|migrants?|refugees?|foreigners?|asylum seekers?|disableds?|disabled|autistics?"
        "|gypsies|roma|feminists?)(?: people| folks?| person| men| women| community)?)"
    ),
    "{groep}": (
        "(?:(?:alle |die |deze |de |elke |al die |kut|fucking )*(?:vrouwen|mannen|meiden|wijven|homo's|homos"
        "|homofielen|lesbiennes|potten|transgenders?|transen|trans|transpersonen|moslims?|moslima's|joden"
        "|christenen|zwarten|negers|blanken|witten|aziaten|afrikanen|arabieren|marokkanen|turken|polen"
        "|surinamers|antillianen|immigranten|migranten|vluchtelingen|asielzoekers|buitenlanders|allochtonen"
        "|gehandicapten|invaliden|autisten|zigeuners|roma|feministen)(?: mensen| vrouwen| mannen)?)"
    ),
    "{jij}": "(?:jij|je|jullie|u|zij|ze|hij|die lui|dit soort mensen|alle [a-z]+en|[a-z]+en)",
}
# Words before a place that turn it round: it is spoken of, or spoken against.
_AGAINST = re.compile(
    rb"(?:no place for|never (?:say|call|use)|stop (?:saying|using|calling)|don'?t (?:say|call|use)"
    rb"|not ok(?:ay)? to|instead of|the word|called me|calls? (?:me|us|him|her|them)"
    rb"|nooit (?:zeggen|gebruiken)|zeg (?:nooit|geen|niet)|gebruik (?:nooit|geen)|het woord"
    rb"|geen plaats voor|geen plek voor|noemde(?:n)? (?:me|mij|ons|hem|haar)|niet ok(?:e|ay)? om"
    rb"|(?:is|are|it'?s) not|am not|isn'?t|aren'?t|geen|in plaats van)[ \"':]{0,3}(?:an? |een )?$"
)
_REACH = 40
# What one expression may hold of the lexicon, in characters.
_LONGEST = 3_500


@dataclass(frozen=True)
class ToneLook:
    """Ways to hurt people.

    Args:
        categories: which of ``CATEGORIES`` to look for.
    """

    categories: tuple[str, ...]

    def triggers(self) -> Triggers:
        """Return the signs to watch for."""
        return Triggers(
            expressions=tuple(
                sign.trigger
                for language in LANGUAGES
                for category, _, sign in _lexicon(language)
                if category in self.categories
            )
        )

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that finds what hurts."""
        by_language = {
            language: [
                (category, expression)
                for category in self.categories
                for expression in _all_at_once(language, category)
            ]
            for language in LANGUAGES
        }
        both = [pair for language in LANGUAGES for pair in by_language[language]]

        def find(subject: Subject) -> Iterable[Match]:
            # Who writes says in which language; a policy's language says nothing.
            found_by = by_language.get(subject.post.language, both)
            view = subject.view
            for category, expression in found_by:
                for found in expression.find(view):
                    if not _is_spoken_against(view, found.start):
                        start, end = view.span(found.start, found.end)
                        yield Match(start, end, category.upper())

        return find

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {"categories": list(self.categories)}

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        said = ", ".join(translate(_SAID[category]) for category in self.categories)
        return translate("the tone: {0}").format(said)


_SAID = {
    "hostile": "hostility",
    "profane": "profanity",
    "slurs": "slurs",
    "harassment": "harassment",
    "threats": "threats",
}


def _is_spoken_against(view: View, start: int) -> bool:
    return _AGAINST.search(view.plain[max(0, start - _REACH) : start]) is not None


@cache
def _lexicon(language: str) -> tuple[tuple[str, Expression, Expression], ...]:
    path = os.path.join(os.path.dirname(__file__), f"{language}.txt")  # noqa: PTH118, PTH120
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        lines = [line.rstrip("\n") for line in file if line.strip() and line[0] != "#"]
    return tuple(_entry(line) for line in lines)


@cache
def _all_at_once(language: str, category: str) -> tuple[Expression, ...]:
    """Return what finds all of a category: one search costs what each alone would."""
    bodies = [e.pattern[2:] for c, e, _ in _lexicon(language) if c == category]
    return tuple(
        Expression(r"\b(?:" + "|".join(group) + ")", Mode.TOLERANT)
        for group in _groups(bodies)
    )


def _groups(bodies: list[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for body in bodies:
        if group and sum(map(len, group)) + len(body) > _LONGEST:
            yield group
            group = []
        group.append(body)
    if group:
        yield group


def _entry(line: str) -> tuple[str, Expression, Expression]:
    """Return a category, what hurts, and the sign of it that is watched for."""
    category, _, written = line.partition("\t")
    if written.startswith("="):
        word = Expression(rf"\b{_stretched(written[1:])}\b", Mode.TOLERANT)
        return category, word, word
    # Who is meant takes many words to say, and says little: the sign leaves it out.
    sign = written
    for name, people in _NAMES.items():
        sign = sign.replace(f"{name} ", "").replace(name, ".*")
        written = written.replace(name, people)
    return (
        category,
        Expression(rf"\b(?:{written})\b", Mode.TOLERANT),
        Expression(rf"\b(?:{sign})", Mode.TOLERANT),
    )


def _stretched(word: str) -> str:
    """Let the letters of a word repeat, and its vowels be starred out."""
    stem, mark, ending = word.partition("(")
    letters = (
        f"[{letter}*]+"
        if letter in "aeiou"
        else f"{letter}+"
        if letter.isalpha()
        else letter
        for letter in stem
    )
    return "".join(letters) + mark + ending


class _Tone:
    name = "tone"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        names = wanted.texts(node, "tone")
        if names is None:
            return None
        if names == ("all",) and isinstance(node, Scalar):
            return ToneLook(CATEGORIES)
        unknown = [name for name in names if name not in CATEGORIES]
        for name in unknown:
            wanted.unknown(node, "kind of tone", name, (*CATEGORIES, "all"))
        return None if unknown else ToneLook(names)

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return ToneLook(tuple(values["categories"]))


KIND = _Tone()
