"""Check digits and other proofs that a number is what it looks like.

The arithmetic is that of ``python-stdnum`` wherever it knows the number.  Its
modules are imported when a number first looks right.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from importlib import import_module
from itertools import islice, pairwise, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The letters that a digit may stand for in a disguise.
_LETTERS = {
    "4": "A",
    "8": "B",
    "3": "E",
    "9": "G",
    "1": "IL",
    "0": "O",
    "5": "S",
    "7": "T",
    "2": "Z",
}
# More readings than this of one text are no longer a check.
_MOST_READINGS = 64


@cache
def _module(name: str) -> Any:  # noqa: ANN401 - a module
    return import_module(f"stdnum.{name}")


def valid(name: str) -> Callable[[str], bool]:
    """Return the check of a number by its module in ``stdnum``, such as "nl.bsn"."""

    def check(text: str) -> bool:
        return bool(_module(name).is_valid(text))

    return check


def digits_of(text: str) -> str:
    """Return the digits of a text."""
    return "".join(filter(str.isdigit, text))


def has_letters(least: int) -> Callable[[str], bool]:
    """Return the check that not too many letters are digits in disguise."""

    def check(text: str) -> bool:
        return sum(map(str.isalpha, text)) >= least

    return check


def is_plate_written(text: str) -> bool:
    """Tell whether a number plate is written as one: in capitals, or with dashes.

    "zijn auto is 1 van 500" holds the signs of a plate, too.
    """
    return has_letters(2)(text) and (text.count("-") == 2 or text == text.upper())


def any_reading(text: str, letters: str, check: Callable[[str], bool]) -> bool:
    """Tell whether a check holds for a text with digits read as letters.

    Args:
        text: letters and digits.
        letters: for each character of the text, "A" where a letter must stand,
            "9" where a digit must, "?" where either may.
        check: the check of one reading.
    """
    if len(text) != len(letters):
        return False
    return any(check(reading) for reading in _readings(text, letters))


def _readings(text: str, letters: str) -> Iterator[str]:
    choices = [
        _LETTERS.get(c, c) if kind == "A" else c
        for c, kind in zip(text.upper(), letters, strict=True)
    ]
    yield from map("".join, islice(product(*choices), _MOST_READINGS))


def is_card(text: str) -> bool:
    """Tell whether digits are a payment card's: an issuer's, with a Luhn digit."""
    number = digits_of(text)
    if len(set(number)) < 2 or not _ISSUERS.match(number):
        return False
    return bool(_module("luhn").is_valid(number))


_ISSUERS = re.compile(
    r"(?:4\d{12}(?:\d{3}(?:\d{3})?)?"  # Visa
    r"|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[68]\d|9)\d{11,13}"  # Diners
    r"|6(?:011|5\d{2}|4[4-9]\d)\d{12}"  # Discover
    r"|(?:2131|1800)\d{11}|35\d{14}"  # JCB
    r"|(?:0604|50\d\d|5[6-9]\d\d|6\d{3})\d{8,15})$"  # Maestro
)


def is_usual_card(text: str) -> bool:
    """Tell whether a card has as many digits as no other numbers do by chance."""
    number = digits_of(text)
    return len(number) == 16 or (len(number) == 15 and number[0] == "3")


def is_iban(text: str) -> bool:
    """Tell whether a text is an IBAN, its check digits right (ISO 13616)."""
    joined = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    countries = set(_readings(joined[:2], "AA"))
    kinds = "AA99" + ("AAAA" if countries & _BANK_LETTERS else "")
    kinds = kinds[: len(joined)] + "?" * (len(joined) - len(kinds))
    return any_reading(joined, kinds, _is_plain_iban)


def _is_plain_iban(text: str) -> bool:
    # Whether the bank exists is not asked: it may be newer than the list of them.
    return bool(_module("iban").is_valid(text, check_country=False))


# Countries whose IBAN goes on with four letters of the bank.
_BANK_LETTERS = frozenset("NL GB IE LV MT RO GI BG QA KW JO PK BH PS SC VG".split())


def is_ip(text: str) -> bool:
    """Tell whether a text is an address on the public internet."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (address.is_unspecified or address.is_loopback)


def is_ssn(text: str) -> bool:
    """Tell whether a number can be a US Social Security number (SSA)."""
    number = digits_of(text)
    area, group, serial = number[:3], number[3:5], number[5:]
    if area in ("000", "666") or group == "00" or serial == "0000":
        return False
    return len(number) == 9 and area < "900" and number not in _FAMOUS_SSN


_FAMOUS_SSN = frozenset(
    ("078051120", "219099999", "123456789", "987654321", "111111111")
)


def has_real_ending(text: str) -> bool:
    """Tell whether an e-mail address ends in a top-level domain that can be one."""
    domain = text.rpartition("@")[2]
    ending = re.split(r"[.\s\])}]+", domain)[-1].lower()
    if len(ending) < 2 or domain.startswith(("-", ".")):
        return False
    return ending.isalpha() or ending.translate(_UNDO) in _USUAL_ENDINGS


_UNDO = str.maketrans("013457", "oleast")
_USUAL_ENDINGS = frozenset(
    "com net org nl be de fr eu io info example co lt test inl".split()
)


def is_recent(text: str) -> bool:
    """Tell whether a date is of somebody who may well be alive."""
    years = re.findall(r"[0-9]{4}", text)
    return not years or int(years[0]) >= _OLDEST


_OLDEST = 1905


def is_kvnr(text: str) -> bool:
    """Tell whether a text is a German health insurance number (SGB V, § 290)."""
    return any_reading(text.replace(" ", ""), "A999999999", _is_plain_kvnr)


def _is_plain_kvnr(text: str) -> bool:
    if not (text[0].isascii() and text[0].isalpha()):
        return False
    number = f"{ord(text[0]) - 64:02}{text[1:]}"
    products = (int(n) * (1 + at % 2) for at, n in enumerate(number[:-1]))
    return sum(n // 10 + n % 10 for n in products) % 10 == int(number[-1])


def is_record(text: str) -> bool:
    """Tell whether digits can be the number of a record, and are no pair of years."""
    return is_spread(text) and not _YEARS.fullmatch(text)


_YEARS = re.compile(r"(?:19|20)[0-9]{2}[-.](?:19|20)[0-9]{2}")


def is_spread(text: str) -> bool:
    """Tell whether digits are not all alike and not a run such as 12345678."""
    number = digits_of(text)
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(number)}
    return len(steps) > 1
