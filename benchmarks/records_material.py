"""Rows of people who do not exist, and the ways in which people write about a row.

Given names and surnames are those of ``faker`` (Dutch and American); everything else
is drawn here, since ``faker`` itself makes a few thousand rows a second.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HEADER = ("naam", "e-mail", "telefoon", "geboortedatum", "iban", "klantnr")
HOSTS = tuple(
    f"{word}.example" for word in "post brief mail zon veld kade duin".split()
)
_FIRST_DAY = date(1930, 1, 1)
_DAYS = 365 * 78
MONTHS_NL = (
    "januari februari maart april mei juni juli augustus september oktober "
    "november december".split()
)
SHORT_NL = "jan feb mrt apr mei jun jul aug sep okt nov dec".split()
MONTHS_EN = (
    "January February March April May June July August September October "
    "November December".split()
)


@dataclass(frozen=True, slots=True)
class Row:
    """A person, in pieces from which any writing can be made."""

    given: str
    infix: str
    family: str
    email: str
    code: str
    phone: str
    born: date
    iban: str
    number: str

    @property
    def surname(self) -> str:
        """The surname with what comes before it."""
        return f"{self.infix} {self.family}".strip()


def _parted(surname: str) -> tuple[str, str]:
    words = surname.split()
    at = next((n for n, word in enumerate(words) if word[0].isupper()), 0)
    return " ".join(words[:at]), " ".join(words[at:])


def rows(count: int, seed: int = 1) -> Iterator[Row]:
    """Yield people, three of four of them Dutch."""
    chance = random.Random(seed)
    names = []
    for place in ("nl_NL", "en_US"):
        people = import_module(f"faker.providers.person.{place}").Provider
        names.append(
            (
                sorted(people.first_names),
                [_parted(one) for one in sorted(people.last_names)],
            )
        )
    draw = chance.random
    for n in range(count):
        is_dutch = draw() < 0.75
        givens, families = names[0 if is_dutch else 1]
        given = givens[int(draw() * len(givens))]
        infix, family = families[int(draw() * len(families))]
        if is_dutch:
            code, phone = "31", f"6{int(draw() * 1e8):08}"
        else:
            code, phone = "1", f"{200 + int(draw() * 800)}{int(draw() * 1e7):07}"
        local = f"{given}.{family}{n}".replace(" ", "").replace("'", "").lower()
        yield Row(
            given,
            infix,
            family,
            f"{local.encode('ascii', 'ignore').decode()}@{HOSTS[n % len(HOSTS)]}",
            code,
            phone,
            _FIRST_DAY + timedelta(int(draw() * _DAYS)),
            f"NL{int(draw() * 90) + 10}BANK{int(draw() * 1e10):010}",
            f"KL-{int(draw() * 1e8):08}",
        )


def cells(row: Row, n: int) -> tuple[str, ...]:
    """Return a row as a table has it; tables are not of one mind either."""
    name = (
        f"{row.given} {row.surname}",
        f"{row.surname}, {row.given}",
    )[n & 1]
    dutch = ("0{0}", "+31 {0}", "0031{0}", "06-{1}") if row.code == "31" else ()
    phone = (dutch or ("+1 {0}", "001{0}", "+1-{0}", "+1{0}"))[n >> 1 & 3]
    return (
        name,
        row.email,
        phone.format(row.phone, row.phone[1:]),
        row.born.isoformat() if n & 4 else row.born.strftime("%d-%m-%Y"),
        row.iban,
        row.number,
    )


def write_table(path: Path, count: int) -> None:
    """Write a table of so many rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(cells(row, n) for n, row in enumerate(rows(count)))


def _grouped(digits: str, sizes: tuple[int, ...], between: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return between.join([*parts, digits[at:]]).rstrip(between)


def ordinal(day: int) -> str:
    """Return a day as English counts it.

    >>> ordinal(22)
    '22nd'
    """
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


EMAILS: dict[str, Callable[[Row], str]] = {
    "as it is": lambda row: row.email,
    "capitals": lambda row: row.email.title(),
    "at the end of a sentence": lambda row: f"{row.email}.",
    "in brackets": lambda row: f"<{row.email}>",
    "mailto": lambda row: f"mailto:{row.email}",
    "at, punt": lambda row: row.email.replace("@", " at ").replace(".", " punt "),
    "[at], [dot]": lambda row: row.email.replace("@", "[at]").replace(".e", "[dot]e"),
    "(at)": lambda row: row.email.replace("@", " (at) "),
    "spaces": lambda row: row.email.replace("@", " @ "),
}
PHONES_NL: dict[str, Callable[[Row], str]] = {
    "national": lambda row: f"0{row.phone}",
    "06-": lambda row: f"06-{row.phone[1:]}",
    "06 pairs": lambda row: f"06 {_grouped(row.phone[1:], (2, 2, 2, 2), ' ')}",
    "06 dots": lambda row: f"06.{_grouped(row.phone[1:], (2, 2, 2, 2), '.')}",
    "(06)": lambda row: f"(06) {_grouped(row.phone[1:], (4, 4), ' ')}",
    "06 - 4 4": lambda row: f"06 - {_grouped(row.phone[1:], (4, 4), ' ')}",
    "+31": lambda row: f"+31{row.phone}",
    "+31 6 ": lambda row: f"+31 6 {row.phone[1:]}",
    "+31 (0)6": lambda row: f"+31 (0)6 {_grouped(row.phone[1:], (2, 3, 3), ' ')}",
    "+31(0)6-": lambda row: f"+31(0)6-{row.phone[1:]}",
    "0031": lambda row: f"0031 6 {row.phone[1:]}",
    "tel:": lambda row: f"tel:+31{row.phone}",
}
PHONES_US: dict[str, Callable[[Row], str]] = {
    "+1": lambda row: f"+1 {_grouped(row.phone, (3, 3, 4), ' ')}",
    "(area)": lambda row: f"({row.phone[:3]}) {row.phone[3:6]}-{row.phone[6:]}",
    "dashes": lambda row: _grouped(row.phone, (3, 3, 4), "-"),
    "dots": lambda row: _grouped(row.phone, (3, 3, 4), "."),
    "1-": lambda row: f"1-{_grouped(row.phone, (3, 3, 4), '-')}",
    "together": lambda row: row.phone,
}
ACCOUNTS: dict[str, Callable[[Row], str]] = {
    "as it is": lambda row: row.iban,
    "in fours": lambda row: _grouped(row.iban, (4, 4, 4, 4), " "),
    "small": lambda row: row.iban.lower(),
    "dots": lambda row: _grouped(row.iban, (4, 4, 4, 4), "."),
    "at the end": lambda row: f"{row.iban}.",
}
NUMBERS: dict[str, Callable[[Row], str]] = {
    "as it is": lambda row: row.number,
    "together": lambda row: row.number.replace("-", ""),
    "a space": lambda row: row.number.replace("-", " "),
    "small": lambda row: row.number.lower(),
    "#": lambda row: f"#{row.number}",
}
NAMES: dict[str, Callable[[Row], str]] = {
    "given first": lambda row: f"{row.given} {row.surname}",
    "surname first": lambda row: f"{row.surname}, {row.given}",
    "register": lambda row: f"{row.family}, {row.given} {row.infix}".strip(),
    "no comma": lambda row: f"{row.surname} {row.given}",
    "capitals": lambda row: f"{row.given} {row.surname}".upper(),
    "small": lambda row: f"{row.given} {row.surname}".lower(),
    "title": lambda row: f"mevr. {row.given} {row.surname}",
    "genitive": lambda row: f"{row.given} {row.surname}'s dossier",
    "second name": lambda row: f"{row.given} Maria {row.surname}",
    "initial": lambda row: f"{row.given[0]}. {row.surname}",
}
DATES: dict[str, Callable[[date], str]] = {
    "ISO": lambda day: day.isoformat(),
    "d-m-y": lambda day: f"{day.day}-{day.month}-{day.year}",
    "dd/mm/yyyy": lambda day: day.strftime("%d/%m/%Y"),
    "dd.mm.yyyy": lambda day: day.strftime("%d.%m.%Y"),
    "mm/dd/yyyy": lambda day: day.strftime("%m/%d/%Y"),
    "d maand y": lambda day: f"{day.day} {MONTHS_NL[day.month - 1]} {day.year}",
    "d mnd y": lambda day: f"{day.day} {SHORT_NL[day.month - 1]}. {day.year}",
    "Month d, y": lambda day: f"{MONTHS_EN[day.month - 1]} {day.day}, {day.year}",
    "dth of Month y": lambda day: (
        f"{day.day}th of {MONTHS_EN[day.month - 1]} {day.year}"
    ),
    "yyyymmdd": lambda day: day.strftime("%Y%m%d"),
    "dd-mm-yy": lambda day: day.strftime("%d-%m-%y"),
    "d maand 'yy": lambda day: f"{day.day} {MONTHS_NL[day.month - 1]} '{day:%y}",
}
