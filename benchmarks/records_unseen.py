"""More ways in which people write about a row, for none of which anything was tuned.

They were written down after the reading of posts was made, and measured once; what
is missed is printed, and none is left out because it is missed.  Whoever teaches the
vault to read one of these moves it to ``records_material``, and writes others here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.records_material import MONTHS_EN, MONTHS_NL, SHORT_NL, ordinal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from benchmarks.records_material import Row

EMAILS: dict[str, Callable[[Row], str]] = {
    "AT, DOT": lambda row: row.email.replace("@", " AT ").replace(".", " DOT "),
    "apenstaartje": lambda row: row.email.replace("@", " apenstaartje "),
    "wide @": lambda row: row.email.replace("@", "\uff20"),
    "quoted": lambda row: f"'{row.email}'",
    "in a link": lambda row: f"[mail](mailto:{row.email})",
    "zero-width": lambda row: row.email.replace("@", "\u200b@"),
    "{at}": lambda row: row.email.replace("@", "{at}"),
    "after a colon": lambda row: f"e-mail:{row.email}",
}
PHONES_NL: dict[str, Callable[[Row], str]] = {
    "+31-6-pairs": lambda row: (
        f"+31-6-{row.phone[1:3]} {row.phone[3:5]} {row.phone[5:7]} {row.phone[7:]}"
    ),
    "06/": lambda row: f"06/{row.phone[1:]}",
    "+31.6.": lambda row: f"+31.6.{row.phone[1:]}",
    "0031(0)6": lambda row: f"0031(0)6 {row.phone[1:5]} {row.phone[5:]}",
    "31 without plus": lambda row: f"31 6 {row.phone[1:]}",
    "06 in threes": lambda row: f"06 {row.phone[1:4]} {row.phone[4:7]} {row.phone[7:]}",
    "narrow spaces": lambda row: f"06\u202f{row.phone[1:5]}\u202f{row.phone[5:]}",
    "en dash": lambda row: f"06\u2013{row.phone[1:]}",
    "one by one": lambda row: " ".join(f"0{row.phone}"),
    "after a colon": lambda row: f"tel.:06{row.phone[1:]}",
}
PHONES_US: dict[str, Callable[[Row], str]] = {
    "+1 (area)": lambda row: f"+1 ({row.phone[:3]}) {row.phone[3:6]}-{row.phone[6:]}",
    "001": lambda row: f"001 {row.phone[:3]} {row.phone[3:6]} {row.phone[6:]}",
    "slash": lambda row: f"{row.phone[:3]}/{row.phone[3:6]}-{row.phone[6:]}",
    "(area)together": lambda row: f"({row.phone[:3]}){row.phone[3:]}",
    "+1.": lambda row: f"+1.{row.phone[:3]}.{row.phone[3:6]}.{row.phone[6:]}",
}
ACCOUNTS: dict[str, Callable[[Row], str]] = {
    "IBAN:": lambda row: f"IBAN:{row.iban}",
    "dashes": lambda row: "-".join(row.iban[at : at + 4] for at in range(0, 18, 4)),
    "in parts": lambda row: f"{row.iban[:4]} {row.iban[4:8]} {row.iban[8:]}",
    "in twos": lambda row: " ".join(row.iban[at : at + 2] for at in range(0, 18, 2)),
    "hard spaces": lambda row: "\u00a0".join(
        row.iban[at : at + 4] for at in range(0, 18, 4)
    ),
}
NUMBERS: dict[str, Callable[[Row], str]] = {
    "en dash": lambda row: row.number.replace("-", "\u2013"),
    "underscore": lambda row: row.number.replace("-", "_"),
    "dot": lambda row: row.number.replace("-", "."),
    "in fours": lambda row: f"KL {row.number[3:7]} {row.number[7:]}",
    "after a colon": lambda row: f"klantnr:{row.number}",
}
NAMES: dict[str, Callable[[Row], str]] = {
    "dr.": lambda row: f"dr. {row.given} {row.surname}",
    "surname, initial": lambda row: f"{row.surname}, {row.given[0]}.",
    "initial without dot": lambda row: f"{row.given[0]} {row.surname}",
    "middle initial": lambda row: f"{row.given} M. {row.surname}",
    "given in brackets": lambda row: f"{row.surname} ({row.given})",
    "two spaces": lambda row: f"{row.given}  {row.surname}",
    "underscore": lambda row: f"{row.given}_{row.surname}".replace(" ", "_"),
    "hashtag": lambda row: f"#{row.given}{row.surname}".replace(" ", ""),
    "quoted": lambda row: f"“{row.given} {row.surname}”",
    "surname capitals": lambda row: f"{row.given} {row.surname.upper()}",
}
DATES: dict[str, Callable[[date], str]] = {
    "d-m-'yy": lambda day: f"{day.day}-{day.month}-'{day:%y}",
    "d/m/yy": lambda day: f"{day.day}/{day.month}/{day:%y}",
    "yyyy/mm/dd": lambda day: day.strftime("%Y/%m/%d"),
    "d Month, y": lambda day: f"{day.day} {MONTHS_EN[day.month - 1]}, {day.year}",
    "Month dth, y": lambda day: (
        f"{MONTHS_EN[day.month - 1]} {ordinal(day.day)}, {day.year}"
    ),
    "Mon. d, y": lambda day: f"{day:%b}. {day.day}, {day.year}",
    "d-mnd-y": lambda day: f"{day.day}-{SHORT_NL[day.month - 1]}-{day.year}",
    "de dde maand y": lambda day: (
        f"de {day.day}e {MONTHS_NL[day.month - 1]} {day.year}"
    ),
    "d maand yy": lambda day: f"{day.day} {MONTHS_NL[day.month - 1]} {day:%y}",
    "d . m . y": lambda day: f"{day.day} . {day.month} . {day.year}",
    "weekday before": lambda day: (
        f"Monday {day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    ),
    "ddmmyyyy": lambda day: day.strftime("%d%m%Y"),
}
