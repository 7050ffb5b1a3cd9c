"""Excerpts of documents: as they stand, and with words edited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

# What stands between blanks and has a letter or a digit.
_WORD = re.compile(r"\S*[^\W_]\S*")
_FILLERS = (
    "really also perhaps just quite however actually new often very well then "
    "ook wel misschien even heel echter vaak nieuwe zeer dus eigenlijk dan"
).split()
_ENDINGS = ("s", "ed", "ing", "en", "t", "e")
_SYNONYMS = {
    "and": "plus", "of": "from", "to": "toward", "in": "inside", "the": "that",
    "a": "some", "for": "towards", "is": "was", "that": "who", "will": "shall",
    "with": "alongside", "because": "since", "about": "regarding", "new": "fresh",
    "also": "too", "many": "numerous", "must": "should", "can": "may",
    "help": "assist", "use": "employ", "make": "create", "large": "big",
    "en": "plus", "van": "uit", "de": "die", "het": "dat", "een": "zo'n",
    "voor": "tbv", "op": "bij", "om": "teneinde", "moet": "dient", "ook": "tevens",
    "zoals": "gelijk", "omdat": "daar", "veel": "talrijke", "kan": "mag",
}  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
ONE_IN = 6
HARDER = 0.2


class Texts:
    """Documents to take excerpts of, each of its places as likely as the next.

    Args:
        texts: of the documents.
        dice: that choose.
    """

    def __init__(self, texts: Sequence[str], dice: random.Random) -> None:
        self._texts = texts
        self._dice = dice
        self._words = [[m.span() for m in _WORD.finditer(text)] for text in texts]
        self._weights = [len(words) for words in self._words]
        self._numbers = range(len(texts))

    def excerpt(self, count: int) -> str:
        """Return so many words in a row of one of the documents."""
        while True:
            (number,) = self._dice.choices(self._numbers, self._weights)
            words = self._words[number]
            if len(words) >= count:
                break
        first = self._dice.randrange(len(words) - count + 1)
        return self._texts[number][words[first][0] : words[first + count - 1][1]]

    def word(self) -> str:
        """Return a word of one of the documents."""
        return self.excerpt(1)


def inserted(words: list[str], at: int, dice: random.Random, _: Texts) -> None:
    """Put a word in between."""
    words[at] = f"{dice.choice(_FILLERS)} {words[at]}"


def dropped(words: list[str], at: int, _: random.Random, __: Texts) -> None:
    """Leave a word out."""
    words[at] = ""


def swapped(words: list[str], at: int, _: random.Random, __: Texts) -> None:
    """Change places with a neighbour."""
    other = at + 1 if at + 1 < len(words) else at - 1
    words[at], words[other] = words[other], words[at]


def replaced(words: list[str], at: int, _: random.Random, texts: Texts) -> None:
    """Write a synonym instead, or any other word."""
    words[at] = _SYNONYMS.get(words[at].lower()) or texts.word()


def misspelt(words: list[str], at: int, dice: random.Random, _: Texts) -> None:
    """Drop, double, change or swap a letter."""
    word = words[at]
    place = dice.randrange(len(word))
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    changes = (tail, letter + letter + tail, dice.choice(_LETTERS) + tail)
    swap = tail[:1] + letter + tail[1:]
    words[at] = head + dice.choice((*changes, swap))


def inflected(words: list[str], at: int, dice: random.Random, _: Texts) -> None:
    """Give a word another ending, or none."""
    word = words[at].rstrip(".,;:!?)")
    sign = words[at][len(word) :]
    known = [end for end in _ENDINGS if word.endswith(end) and len(word) > len(end) + 2]
    stem = word.removesuffix(known[0]) if known else word
    ends = [end for end in (*_ENDINGS, "") if stem + end != word]
    words[at] = stem + dice.choice(ends) + sign


EDITS: tuple[Callable[[list[str], int, random.Random, Texts], None], ...] = (
    inserted,
    dropped,
    swapped,
    replaced,
    misspelt,
    inflected,
)


def edited(excerpt: str, dice: random.Random, texts: Texts) -> str:
    """Edit one word in six of an excerpt, each in a way of its own."""
    words = excerpt.split()
    count = max(1, round(len(words) / ONE_IN))
    return _edited(words, dice.sample(range(len(words)), count), dice, texts)


def edited_by_chance(excerpt: str, dice: random.Random, texts: Texts) -> str:
    """Edit each word with a chance of one in five: now and then every third."""
    words = excerpt.split()
    places = [at for at in range(len(words)) if dice.random() < HARDER]
    return _edited(words, places, dice, texts)


def _edited(
    words: list[str], places: list[int], dice: random.Random, texts: Texts
) -> str:
    for at in places:
        if words[at]:
            dice.choice(EDITS)(words, at, dice, texts)
    return " ".join(word for word in words if word)


def inside(excerpt: str, post: str, dice: random.Random) -> str:
    """Put an excerpt before, behind or between the words of a post."""
    words = post.split()
    at = dice.choice((0, len(words), dice.randrange(len(words) + 1)))
    return " ".join([*words[:at], excerpt, *words[at:]])
