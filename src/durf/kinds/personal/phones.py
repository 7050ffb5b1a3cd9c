"""Telephone numbers, by the numbering plans that ``phonenumbers`` knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from durf.kinds.context import Beside
from durf.kinds.personal.checks import digits_of, is_spread
from durf.kinds.personal.detector import named_before
from durf.text.expression import Expression, Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.text.expression import Found
    from durf.text.view import View

# Digits in groups, as people write them; an extension may follow.
PATTERN = (
    r"(?<![\w./=#%&+$-])[(]?(?:\+ ?[(]?)?[0-9](?:[ ./()-]{0,3}[0-9]){6,14}"
    r"(?: ?(?:x|ext\.?) ?[0-9]{1,5})?(?!\w|%)"
)
NEAR = (
    "phone", "call", "tel ", "tel.", "tel:", "telefo", "telepho", "mobile", "mobiel", "cell",
    "fax", "desk", "office ", "office:", "office\\",
    "whatsapp", "bel ", "bellen", "nummer", "sms", "text me", "contact",
    "reach", "app me", "app mij", "06-nummer", "toestel", "handy", "anruf", "numero",
    "registered", "answering", "messages to", "gsm", "appelez", "rufen", "ring",
)  # fmt: skip
_DATE = re.compile(
    r"(?:19|20)\d\d[-/. ]\d\d?[-/. ]\d\d?|\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d\b"
    r"|(?:19|20)\d\d ?[ -] ?(?:19|20)\d\d"
    r"|[012]?\d\.[0-5]\d ?- ?[012]?\d\.[0-5]\d"
)
# Other numbers by their names; "order" alone may be what the call is for.
_OTHERS = re.compile(
    rb"(?:order(?:nummer|nr| no|#| #| number)|bestelnummer|bestelnr|factuur(?:nummer|nr)?"
    rb"|invoice(?: no| number)?|zaaknummer|isbn|ref|track|ticket|\bprijs|\beur|\xe2\x82\xac"
    rb"|\xc2\xa3|bestellnummer|rechnungsnummer|commande)[ .:#]{0,3}$"
)
_ITEM = re.compile(r"[0-9]{1,2}[.)] (?=[(+0-9])")
_ADDRESS = ("located at", "office is at", "gevestigd", "address", "adres")
# Written so, a number is one without a word beside it.
_NATIONAL = {
    "NL": r"\(?0[1-9]",
    "BE": r"\(?0[1-9]",
    "DE": r"\(?0[1-9]",
    "FR": r"\(?0[1-9]",
    "GB": r"\(?0[1-9]",
    "US": r"\(?(?:1[ .-])?(?:\(?[2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}$",
}
# Numbers of services, which nobody minds to see.
_SERVICES = re.compile(
    r"0[89]00|14 ?0\d|116 ?\d{3}|1?[ .-]?\(?8(?:00|33|44|55|66|77|88)\b|0?18\d\d"
)


@dataclass(frozen=True)
class PhoneDetector:
    """Recognises telephone numbers.

    Args:
        region: the country whose national numbers count without a word beside
            them, as ISO 3166 has it; "" for none.
        mask: what may stand in a number's place.
    """

    region: str = ""
    mask: str = "[tel]"
    entity: str = "PHONE_NUMBER"

    @cached_property
    def expression(self) -> Expression:
        """What a number looks like, in the normal form."""
        return Expression(PATTERN, Mode.PLAIN)

    @property
    def triggers(self) -> tuple[bytes, ...]:
        """What Hyperscan must watch for in the plain normal form."""
        return (self.expression.trigger,)

    @cached_property
    def _beside(self) -> Beside:
        return Beside(NEAR)

    def find(self, view: View) -> Iterator[Found]:
        """Yield where telephone numbers stand in a text."""
        for found in self.expression.find(view):
            if self._holds(view, found):
                yield found
            elif (item := _ITEM.match(found.text)) is not None:
                # "1. 06…": the number of the line is none of the telephone's.
                rest = found._replace(
                    start=found.start + item.end(), text=found.text[item.end() :]
                )
                if self._holds(view, rest):
                    yield rest

    def _holds(self, view: View, found: Found) -> bool:
        text = found.text.strip()
        digits = digits_of(text.partition("x")[0])
        # The cheapest question first: there may be millions in a long text.
        if len(set(digits)) < 3 or not is_spread(digits):
            return False
        if _DATE.match(text) or _SERVICES.match(text):
            return False
        if named_before(view, found.start, _ADDRESS):
            return False
        if _OTHERS.search(view.plain[max(0, found.start - 20) : found.start]):
            return False
        named = self._beside.stand_by(view, found.start, found.end)
        return self._is_number(text, digits, named=named)

    def _is_number(self, text: str, digits: str, *, named: bool) -> bool:
        if text.lstrip("(").startswith("+"):
            return named or _is_valid("+" + digits, None)
        if digits.startswith("00"):
            return named or _is_valid("+" + digits[2:], "")
        if named:
            return 7 <= len(digits) <= 12
        national = _NATIONAL.get(self.region)
        if national is None or not re.match(national, text):
            return False
        return _is_valid(digits, self.region)


def _is_valid(number: str, region: str | None) -> bool:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, region or None)
    except phonenumbers.NumberParseException:
        return False
    # Numbers for films and examples are possible and given to nobody; a plus says
    # that a number is meant, two zeros do not.
    is_right = (
        phonenumbers.is_possible_number
        if region is None
        else phonenumbers.is_valid_number
    )
    return bool(is_right(parsed))
