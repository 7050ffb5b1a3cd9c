"""How a value of a table is written down before it is hashed.

The kernel writes what it reads in a post down in the same ways
(``native/records.c``): as signs written together, as the sorted words of a name, as
the digits of a telephone number with its country, or as a day.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING

from durf.text.view import View
from durf.vault.records.mapping import FieldKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Domain(IntEnum):
    """The ways to write a value down; the numbers are the kernel's."""

    TOGETHER = 0
    NAME = 1
    PHONE = 2
    DAY = 3
    ADDRESS = 4


# The kernel looks at no longer values.
LONGEST = 63
LONGEST_EMAIL = 199
# It lets a shorter value, or one that more rows have, count only with another field.
LEAST_ALONE = 6
MOST_OWNERS = 5
MOST_NAME_WORDS = 6
_LEAST_PHONE = 8
_MOST_PHONE = 15
_WORD = re.compile(rb"[a-z0-9\x80-\xff]+")
_EMAIL = re.compile(
    rb"[a-z0-9_\x80-\xff][a-z0-9\x80-\xff._%+'-]*@"
    rb"[a-z0-9\x80-\xff-]+(?:\.[a-z0-9\x80-\xff-]+)+"
)
_PARTICLES = frozenset(
    b"van de der den ten ter te het t la le du da di dos das del von zu af bin ibn al "
    b"el op aan in onder over s".split()
)
_TITLES = frozenset(
    b"dhr mevr mw mr mrs ms miss dr drs ir ing prof heer mevrouw".split()
)
_TAGS = tuple(f"{chr(97 + domain)}".encode() for domain in Domain)


def words_of(value: str) -> list[bytes]:
    """Return the words of a value in its plain normal form."""
    return _WORD.findall(View(value).plain)


def _tagged(domain: Domain, content: bytes, longest: int = LONGEST) -> Iterator[bytes]:
    if content and len(content) <= longest:
        yield _TAGS[domain] + content


def together(value: str) -> Iterator[bytes]:
    """Yield a value with nothing between its signs."""
    return _tagged(Domain.TOGETHER, b"".join(words_of(value)))


def email(value: str) -> Iterator[bytes]:
    """Yield the addresses in a value; what is spelled out is none in a table."""
    for address in dict.fromkeys(_EMAIL.findall(View(value).plain)):
        yield from _tagged(Domain.ADDRESS, address, LONGEST_EMAIL)


def name(value: str) -> Iterator[bytes]:
    """Yield a name as its sorted words, also without second names or with initials.

    A name of one word is none: it would be in every second post.
    """
    family, comma, given = value.partition(",")
    surname, first = words_of(family), words_of(given)
    if not comma or not first:
        words = [word for word in words_of(value) if word not in _TITLES]
        surname, first = _parted(words)
    first = [word for word in first if word not in _TITLES]
    # A register has "Berg, Anna van den".
    while len(first) > 1 and first[-1] in _PARTICLES:
        surname.append(first.pop())
    written = set()
    initials = [word[:1] for word in first]
    for some in (first, first[:1], initials, initials[:1]):
        words = [*some, *surname]
        if 2 <= len(words) <= MOST_NAME_WORDS:
            written.add(_sorted_words(words))
    if len(surname) >= MOST_NAME_WORDS:
        # No window of a post is wider; whose name it is few others have.
        written.add(_sorted_words(surname[:MOST_NAME_WORDS]))
    for one in sorted(written):
        yield from _tagged(Domain.NAME, one)


def _sorted_words(words: list[bytes]) -> bytes:
    return b"".join(word + b" " for word in sorted(words))


def _parted(words: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Part a name into its surname, with what comes before it, and first names."""
    for at, word in enumerate(words[:-1]):
        if at and word in _PARTICLES:
            return words[at:], words[:at]
    return words[-1:], words[:-1]


def phone(value: str, countries: Sequence[str]) -> Iterator[bytes]:
    """Yield a telephone number as the digits of E.164, without the plus sign."""
    plain = View(value).plain
    digits = b"".join(_WORD.findall(plain))
    if not digits.isdigit():
        return
    if not plain.lstrip(b" (").startswith(b"+") and not digits.startswith(b"00"):
        yield from _national(digits, countries)
        return
    digits = digits.removeprefix(b"00")
    for code in map(str.encode, countries):
        if digits.startswith(code + b"0"):
            digits = code + digits[len(code) + 1 :]
    yield from _dialled(digits)


def _national(digits: bytes, countries: Sequence[str]) -> Iterator[bytes]:
    for code in map(str.encode, countries):
        if digits.startswith(b"0"):
            yield from _dialled(code + digits[1:])
        elif not digits.startswith(code) or len(digits) <= len(code) + 7:
            yield from _dialled(code + digits)
    if not digits.startswith(b"0"):
        yield from _dialled(digits)


def _dialled(digits: bytes) -> Iterator[bytes]:
    if _LEAST_PHONE <= len(digits) <= _MOST_PHONE:
        yield from _tagged(Domain.PHONE, digits)


_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january januari jan", "february februari feb febr",
            "march maart mar mrt", "april apr", "may mei", "june juni jun",
            "july juli jul", "august augustus aug", "september sep sept",
            "october oktober oct okt", "november nov", "december dec",
        ),
        1,
    )
    for word in words.encode().split()
}  # fmt: skip
# Two digits up to these may be a year of the present century too.
_MOST_RECENT = 40
_NUMBER = re.compile(rb"(\d{1,4})(?:st|nd|rd|th|e|de|ste)?")


def birthdate(value: str) -> Iterator[bytes]:
    """Yield a date as eight digits; both ways where day and month may be swapped."""
    # A time of day behind a date says nothing.
    words = words_of(value.partition("T")[0])[:3]
    if len(words) == 1 and len(words[0]) == 8 and words[0].isdigit():
        whole = words[0]
        front = int(whole[:4])
        is_iso = 1850 <= front <= 2199
        words = (
            [whole[:4], whole[4:6], whole[6:]]
            if is_iso
            else [whole[:2], whole[2:4], whole[4:]]
        )
    if len(words) < 3:
        return
    found = {one for day in _days(words) for one in _centuries(*day)}
    for year, month, day in sorted(found):
        if 1850 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= 31:
            yield from _tagged(Domain.DAY, b"%04d%02d%02d" % (year, month, day))


def _days(words: list[bytes]) -> Iterator[tuple[int, int, int]]:
    numbers = [_number(word) for word in words]
    a, b, c = numbers
    if words[1] in _MONTHS:
        yield c, _MONTHS[words[1]], a
        yield a, _MONTHS[words[1]], c
    elif words[0] in _MONTHS:
        yield c, _MONTHS[words[0]], b
    elif a > 31:
        yield a, b, c
    elif a > 12 or b > 12:
        yield c, max(0, min(a, b)), max(a, b)
    else:
        yield c, b, a
        yield c, a, b


def _centuries(year: int, month: int, day: int) -> Iterator[tuple[int, int, int]]:
    """Yield a day in the centuries that a year of two digits may belong to."""
    if year >= 100:
        yield year, month, day
        return
    yield 1900 + year, month, day
    if year <= _MOST_RECENT:
        yield 2000 + year, month, day


def _number(word: bytes) -> int:
    found = _NUMBER.fullmatch(word)
    return int(found[1]) if found else 0


def writer_of(
    kind: FieldKind, countries: Sequence[str]
) -> Callable[[str], Iterator[bytes]]:
    """Return what writes the values of a kind down."""
    if kind is FieldKind.NAME:
        return name
    if kind is FieldKind.EMAIL:
        return email
    if kind is FieldKind.BIRTHDATE:
        return birthdate
    if kind is FieldKind.PHONE:
        return lambda value: phone(value, countries)
    return together
