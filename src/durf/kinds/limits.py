"""The kind ``limits``: no more than so many characters, hashtags, capitals or emoji."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from durf.kinds.look import Gate, Match, Opens, Triggers
from durf.source.wanted import Wanted
from durf.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.source.nodes import Node

COUNTS = ("length", "words", "hashtags", "mentions", "emoji", "links", "lines")
FLAGS = ("hashtag-case", "fancy")
KEYS = (*COUNTS, "capitals", *FLAGS)
# Signs up to this number are counted in the one pass over the text.
MOST_COUNTED = 30
# In fewer letters than this, capitals are an abbreviation and not a shout.
SHOUT = 12

_NOT_UPPER = bytes(b for b in range(256) if not 65 <= b <= 90)
_NOT_LETTER = bytes(b for b in range(256) if not (65 <= b <= 90 or 97 <= b <= 122))
_HASHTAG = re.compile(r"(?<![\w#&/])#(\w+)")
_MENTION = re.compile(r"(?<![\w@.])@\w[\w.-]*")
_LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
# A hashtag of this many small letters is rarely one word.
LONG_TAG = 15
# One emoji: a pictograph with what is joined to it, a flag, or a keycap.
_PICTURE = r"[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001faff]"
_EMOJI = re.compile(
    rf"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3"
    rf"|{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]*"
    rf"(?:\u200d{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)
_STYLED = (
    r"[\U0001d400-\U0001d7ff\u249c-\u24e9\U0001f130-\U0001f169\U0001f170-\U0001f189"
    r"\uff21-\uff3a\uff41-\uff5a]"
)
_FANCY = re.compile(rf"(?:{_STYLED}[ \u200d]?){{2,}}{_STYLED}")


@dataclass(frozen=True)
class LimitsLook:
    """The most a post may have of something.

    Args:
        most: for each of ``COUNTS`` that has a limit, its number.
        capitals: the largest share of capitals among the letters, from 0 to 1.
        hashtag_case: a long hashtag must show where its words begin.
        fancy: letters must be letters, not signs that look like them.
    """

    most: tuple[tuple[str, int], ...] = ()
    capitals: float | None = None
    hashtag_case: bool = False
    fancy: bool = False

    @cached_property
    def _only_length(self) -> int:
        """The limit on length, where that is the only one; else -1."""
        alone = len(self.most) == 1 and self.most[0][0] == "length"
        others = self.capitals is not None or self.hashtag_case or self.fancy
        return self.most[0][1] if alone and not others else -1

    def triggers(self) -> Triggers:
        """Return the signs to watch for, and the gates for what has no sign."""
        signs, gates = [], []
        for name, most in self.most:
            sign = _SIGNS.get(name)
            if sign and most < MOST_COUNTED:
                signs.append(b"(?:%b[^%b]*){%d}" % (sign, sign, most + 1))
            else:
                gates.append(_GATES[name](most))
        if self.hashtag_case:
            signs.append(rb"\x23\w{%d}" % LONG_TAG)
        if self.capitals is not None:
            gates.append(Gate(Opens.CAPITALS, SHOUT - 1))
        if self.fancy:
            gates.append(Gate(Opens.UNUSUAL, 2))
        return Triggers(expressions=tuple(signs), gates=tuple(gates), whole_post=True)

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that counts."""
        only = self._only_length
        if only >= 0:
            most = only

            def find_long(subject: Subject) -> Iterable[Match]:
                text = subject.post.text
                return (
                    ()
                    if len(text) <= most
                    else (_over("length", len(text), most, most, text),)
                )

            return find_long
        return self._find

    def _find(self, subject: Subject) -> Iterable[Match]:
        # Nearly every post is fine, so each limit must say so in a moment.
        found: list[Match] = []
        text = subject.post.text
        for name, most in self.most:
            found += _COUNTERS[name](text, most)
        if self.capitals is not None:
            found += self._shouts(subject)
        if self.hashtag_case and "#" in text:
            found += _run_together(text)
        if self.fancy and not subject.view.is_ascii:
            found += _styled(text)
        return found

    def _shouts(self, subject: Subject) -> Iterable[Match]:
        cased = subject.view.cased
        upper = len(cased.translate(None, _NOT_UPPER))
        if upper < SHOUT:
            return ()
        share = upper / len(cased.translate(None, _NOT_LETTER))
        assert self.capitals is not None
        if share <= self.capitals:
            return ()
        note = (
            "{0} of the letters are capitals, {1} is the limit",
            f"{share:.0%}",
            f"{self.capitals:.0%}",
        )
        return (Match(0, len(subject.post.text), note=note),)

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {
            "most": [list(limit) for limit in self.most],
            "capitals": self.capitals,
            "hashtag_case": self.hashtag_case,
            "fancy": self.fancy,
        }

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        said = [translate(_SAID[name]).format(most) for name, most in self.most]
        if self.capitals is not None:
            said.append(
                translate("more than {0} capitals").format(f"{self.capitals:.0%}")
            )
        if self.hashtag_case:
            said.append(translate("hashtags whose words run together"))
        if self.fancy:
            said.append(translate("letters made of special signs"))
        return ", ".join(said)


_SAID = {
    "length": "more than {0} characters",
    "words": "more than {0} words",
    "hashtags": "more than {0} hashtags",
    "mentions": "more than {0} mentions",
    "emoji": "more than {0} emoji",
    "links": "more than {0} links",
    "lines": "more than {0} lines",
}
_SIGNS = {"hashtags": rb"\x23", "mentions": b"@"}
_GATES: dict[str, Callable[[int], Gate]] = {
    "length": lambda most: Gate(Opens.LENGTH, most),
    # A word takes two characters, its space included; a line or a sign takes one.
    "words": lambda most: Gate(Opens.LENGTH, 2 * most),
    "lines": lambda most: Gate(Opens.LENGTH, most - 1),
    "links": lambda most: Gate(Opens.LENGTH, most),
    "hashtags": lambda most: Gate(Opens.LENGTH, most),
    "mentions": lambda most: Gate(Opens.LENGTH, most),
    "emoji": lambda most: Gate(Opens.UNUSUAL, most),
}
_NOTES = {
    "length": "{0} characters, {1} is the limit",
    "words": "{0} words, {1} is the limit",
    "hashtags": "{0} hashtags, {1} is the limit",
    "mentions": "{0} mentions, {1} is the limit",
    "emoji": "{0} emoji, {1} is the limit",
    "links": "{0} links, {1} is the limit",
    "lines": "{0} lines, {1} is the limit",
}


def _over(name: str, count: int, most: int, start: int, text: str) -> Match:
    return Match(start, len(text), note=(_NOTES[name], str(count), str(most)))


def _length(text: str, most: int) -> Iterator[Match]:
    if len(text) > most:
        yield _over("length", len(text), most, most, text)


def _words(text: str, most: int) -> Iterator[Match]:
    # A word takes two characters, its space included.
    if len(text) > 2 * most and len(text.split()) > most:
        yield _over("words", len(text.split()), most, 0, text)


def _lines(text: str, most: int) -> Iterator[Match]:
    count = text.count("\n") + 1
    if count > most:
        yield _over("lines", count, most, 0, text)


def _each(
    name: str, sign: str, pattern: re.Pattern[str]
) -> Callable[[str, int], Iterator[Match]]:
    def find(text: str, most: int) -> Iterator[Match]:
        # Counting the sign is quick and never counts too few.
        if text.count(sign) <= most:
            return
        spans = [found.span() for found in pattern.finditer(text)]
        if len(spans) > most:
            note = (_NOTES[name], str(len(spans)), str(most))
            yield Match(spans[most][0], spans[-1][1], note=note)

    return find


def _emoji(text: str, most: int) -> Iterator[Match]:
    if text.isascii() or len(text) - most < 1:
        return
    spans = [found.span() for found in _EMOJI.finditer(text)]
    if len(spans) > most:
        note = (_NOTES["emoji"], str(len(spans)), str(most))
        yield Match(spans[most][0], spans[-1][1], note=note)


def _styled(text: str) -> Iterator[Match]:
    for found in _FANCY.finditer(text):
        plain = fold(found[0]).decode("utf-8", "replace")
        yield Match(*found.span(), replacement=plain)


def _run_together(text: str) -> Iterator[Match]:
    for found in _HASHTAG.finditer(text):
        tag = found[1]
        letters = [c for c in tag if c.isalpha()]
        one_case = tag.islower() or tag.isupper()
        if (
            len(letters) >= LONG_TAG
            and one_case
            and "_" not in tag
            and _is_latin(letters)
        ):
            yield Match(*found.span())


def _is_latin(letters: list[str]) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in letters[:3])


_COUNTERS: dict[str, Callable[[str, int], Iterator[Match]]] = {
    "length": _length,
    "words": _words,
    "lines": _lines,
    "emoji": _emoji,
    "hashtags": _each("hashtags", "#", _HASHTAG),
    "mentions": _each("mentions", "@", _MENTION),
    "links": _each("links", ".", _LINK),
}


class _Limits:
    name = "limits"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        mapping = wanted.mapping(node, "limits", KEYS)
        if mapping is None:
            return None
        most: list[tuple[str, int]] = []
        for key, value in mapping.items:
            count = wanted.count(value, key.text) if key.text in COUNTS else None
            if count is not None:
                most.append((key.text, count))
        capitals = mapping.get("capitals")
        flags = [mapping.get(flag) for flag in FLAGS]
        case, fancy = (bool(f and wanted.flag(f, "limits")) for f in flags)
        share = wanted.number(capitals, "capitals") if capitals else None
        return LimitsLook(tuple(most), share, case, fancy)

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return LimitsLook(
            tuple((name, most) for name, most in values["most"]),
            values["capitals"],
            values["hashtag_case"],
            values["fancy"],
        )


KIND = _Limits()
