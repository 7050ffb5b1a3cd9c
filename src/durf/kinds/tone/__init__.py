"""The kind ``tone``: hostility, profanity, slurs, harassment and threats."""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from durf.kinds.look import Match, Triggers
from durf.kinds.tone.context import is_called_for, is_turned_round, may_be_in
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
_PEOPLE = (
    "(?:people|liberals|conservatives|leftists|lefties|democrats|dems|republicans|tories"
    "|socialists|communists|politicians|voters|supporters|activists|protesters|feminists"
    "|cops|police|policemen|judges|lawyers|bankers|landlords|journalists|reporters|teachers"
    "|students|kids|boomers|millennials|fans|americans|brits|germans|russians|texans"
    "|traitors|bastards|bitches|scumbags|cunts|terrorists|criminals|hypocrites|believers"
    "|atheists|vegans|haters|trolls|folks|guys|fools|idiots|politician|liberal|cop)"
)
_MENSEN = (
    "(?:mensen|lui|gasten|types|politici|politicus|linksen|rechtsen|kiezers|activisten"
    "|demonstranten|agenten|rechters|advocaten|bankiers|journalisten|leraren|studenten"
    "|huisjesmelkers|ambtenaren|boeren|klimaatgekken|wappies|verraders|klootzakken"
    "|criminelen|terroristen|fascisten|nazi's|hooligans|bestuurders|ministers)"
)
_NAMES = {
    "{you}": rf"(?:you|u|they|he|she|(?:all |these |those |such |you )*{_PEOPLE}|this lot)",
    "{people}": rf"(?:all |every |these |those |you |the )*{_PEOPLE}",
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
    "{jij}": rf"(?:jij|je|jullie|u|zij|ze|hij|(?:alle |die |deze |dit soort )*{_MENSEN})",
    "{mensen}": rf"(?:alle |die |deze |dit soort )*{_MENSEN}",
}
# What an entry needs around it, by the mark it begins with.
_CALL, _LANGUAGE = "a call", "its language"
_NEEDS = {"!": _CALL, "~": _LANGUAGE}
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
                entry.sign.trigger
                for language in LANGUAGES
                for entry in _lexicon(language)
                if entry.category in self.categories
            )
        )

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that finds what hurts."""
        by_language = {
            language: [
                search
                for category in self.categories
                for search in _searches(language, category)
            ]
            for language in LANGUAGES
        }
        both = [search for language in LANGUAGES for search in by_language[language]]

        def find(subject: Subject) -> Iterable[Match]:
            # Who writes says in which language; a policy's language says nothing.
            language = subject.post.language
            view = subject.view
            for search in by_language.get(language, both):
                for found in search.expression.find(view):
                    if search.is_meant(view, found.start, found.end, language):
                        start, end = view.span(found.start, found.end)
                        yield Match(start, end, search.category.upper())

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


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of a lexicon: what hurts, and the sign of it that is watched for."""

    category: str
    expression: Expression
    sign: Expression
    needs: str = ""


@dataclass(frozen=True, slots=True)
class _Search:
    """An expression for all entries of a category that need the same around them."""

    language: str
    category: str
    needs: str
    expression: Expression

    def is_meant(self, view: View, start: int, end: int, language: str) -> bool:
        """Tell whether a place hurts, by what stands around it."""
        text = view.plain
        if self.needs == _CALL and not is_called_for(text, start):
            return False
        is_other = self.needs == _LANGUAGE and language != self.language
        if is_other and (language or not may_be_in(self.language, text, start, end)):
            return False
        return not is_turned_round(text, start, end, self.category)


@cache
def _lexicon(language: str) -> tuple[_Entry, ...]:
    path = os.path.join(os.path.dirname(__file__), f"{language}.txt")  # noqa: PTH118, PTH120
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        lines = [line.rstrip("\n") for line in file if line.strip() and line[0] != "#"]
    return tuple(_entry(line) for line in lines)


@cache
def _searches(language: str, category: str) -> tuple[_Search, ...]:
    """Return what finds all of a category: one search costs what each alone would."""
    entries = [entry for entry in _lexicon(language) if entry.category == category]
    return tuple(
        _Search(
            language,
            category,
            needs,
            Expression(r"\b(?:" + "|".join(group) + ")", Mode.TOLERANT),
        )
        for needs in ("", _CALL, _LANGUAGE)
        for group in _groups(
            [e.expression.pattern[2:] for e in entries if e.needs == needs]
        )
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


def _entry(line: str) -> _Entry:
    category, _, written = line.partition("\t")
    if written[0] in "=~":
        word = Expression(rf"\b{_stretched(written[1:])}\b", Mode.TOLERANT)
        return _Entry(category, word, word, _NEEDS.get(written[0], ""))
    needs = _NEEDS.get(written[0], "")
    written = written.removeprefix("!")
    # Who is meant takes many words to say, and says little: the sign leaves it out.
    sign = written
    for name, people in _NAMES.items():
        sign = sign.replace(f"{name} ", "").replace(name, ".*")
        written = written.replace(name, people)
    return _Entry(
        category,
        Expression(rf"\b(?:{written})\b", Mode.TOLERANT),
        Expression(rf"\b(?:{sign})", Mode.TOLERANT),
        needs,
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
