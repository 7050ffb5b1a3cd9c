"""Personal data as it looks in the Netherlands."""

from __future__ import annotations

import re

from durf.kinds.personal.checks import digits_of, is_spread, valid
from durf.kinds.personal.detector import Detector
from durf.text.expression import Mode

_BSN = valid("nl.bsn")
# The sidecodes of the RDW: each a pattern of letters (X) and digits (9).
_SIDECODES = (
    "XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX",
    "99-XXX-9", "9-XXX-99", "XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX",
    "9-XX-999", "999-XX-9",
)  # fmt: skip

_POSTCODE = "[1-9][0-9]{3} ?[A-Z]{2}"
_STREET = (
    r"[A-Z][a-z'.-]{0,30}(?: ?[a-z'.-]{1,20}){0,3} ?(?:straat|laan|weg|plein|kade|gracht"
    r"|dijk|hof|pad|singel|steeg|dreef|plantsoen|park|markt|boulevard|ring|allee|baan"
    r"|haven|wal|brink|erf|rak|berg|veld|hoek|oever|meent|burg|kamp|wijk|horst)"
)
_NUMBER = r"[0-9]{1,5}(?:[ /-]{0,2}(?:[a-z]|[0-9]{1,4}|[ivx]{1,4}|hs|bis|huis))?"
# Any word and a number, where a comma or a new line parts them from the postcode.
_ANY_STREET = r"[a-z][a-z'.-]{2,30}"


_SIGNS = {"X": "[A-Z]", "9": "[0-9]", "-": "[- ]"}


def _plate(code: str) -> str:
    return "".join(_SIGNS[sign] for sign in code)


_UNMARKED = "|".join(_plate(code.replace("-", "")) for code in _SIDECODES)


def _is_bsn(text: str) -> bool:
    number = digits_of(text)
    return len(number) == 9 and is_spread(number) and _BSN(number)


def _is_of_person(text: str) -> bool:
    # Numbers of companies begin with 00 or 8, and pass the same test as a BSN.
    number = digits_of(text)[:9]
    return not number.startswith(("00", "8")) and _is_bsn(number)


def _is_plate(text: str) -> bool:
    # "SS-SS-99" and the like are not given out; two dashes tell it from prose.
    if not any(map(str.isalpha, text)) or text.count("-") not in (0, 2):
        return False
    if " " in text and text != text.upper():
        return False
    return not re.search(r"SA|SD|SS", text)


def _is_postcode(text: str) -> bool:
    # "1999 OK 5" is a year and a mark, "300 km" no address: words after a year, and
    # words in small letters anywhere, are no letters of a postcode.
    found = re.search(r"([0-9]{4}) ?([A-Z]{2})", text, re.IGNORECASE)
    if found is None:
        # With digits for both letters, any two numbers would be one.
        return re.search(r"[0-9]{4} ?(?:[A-Z][0-9]|[0-9][A-Z])", text, re.I) is not None
    if re.match("postbus|antwoordnummer|box", text, re.IGNORECASE):
        return False
    if re.match(_STREET, text, re.IGNORECASE):
        return True
    may_be_prose = (
        text[0].isalpha() or found[1][:2] in ("19", "20") or found[2].islower()
    )
    return not (may_be_prose and found[2].upper() in _WORDS)


_WORDS = frozenset(
    "AD AF AM AN AS AT BY CM DE DO EK EN ER EU GB GO HA HE HP HZ IK IN IS IT JA JE KB KG KM KW LU"
    " MA MB ME ML MM MY NA NO NU OF OK OM ON OP OR PK PM PX SO TB TE TO TV UP US UU WE WK WO XL"
    " ZE ZO".split()
)


_NEAR_PLATE = (
    "kenteken",
    "auto",
    "wagen",
    "busje",
    "scooter",
    "motor",
    "nummerplaat",
    "bestelbus",
    "number plate",
    "licence",
    "license plate",
)

DETECTORS = (
    Detector(
        "NL_BSN",
        r"(?<![\w.,/-])(?:[0-9]{3}(?:[ .-]?[0-9]{2}){3}|[0-9]{4}[ .]?[0-9]{2}[ .]?[0-9]{3}"
        r"|[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{3})(?![\w-])",
        _is_bsn,
        near=(
            "bsn",
            "burgerservice",
            "burger service",
            "burger-service",
            "sofi",
            "persoonsnummer",
            "citizen service",
        ),
        mask="[BSN]",
    ),
    Detector(
        "NL_LICENSE_PLATE",
        r"(?<![\w-])(?:" + "|".join(map(_plate, _SIDECODES)) + r")(?![\w-])",
        _is_plate,
        near=_NEAR_PLATE,
        mode=Mode.TOLERANT,
        mask="[kenteken]",
    ),
    Detector(
        "NL_LICENSE_PLATE",
        rf"(?<![\w-])(?:{_UNMARKED})(?![\w-])",
        _is_plate,
        near=(
            "kenteken",
            "nummerplaat",
            "number plate",
            "licence plate",
            "license plate",
        ),
        mask="[kenteken]",
    ),
    Detector(
        "NL_POSTCODE_ADDRESS",
        rf"(?<![\w-])(?:{_POSTCODE}[ ,/-]{{1,3}}(?:nr\.? ?|huisnummer |no\.? ?)?{_NUMBER}"
        rf"|{_STREET} {_NUMBER}[\s,|-]{{1,4}}(?:NL[ -])?{_POSTCODE}"
        rf"|{_ANY_STREET} {_NUMBER}(?:[\s,|]{{1,3}}NL[ -]| ?[\n|,-]\s?){_POSTCODE})(?![\w-])",
        _is_postcode,
        mode=Mode.TOLERANT,
        mask="[adres]",
    ),
    Detector(
        "NL_PASSPORT",
        r"(?<![\w-])[A-NP-Z]{2}[A-NP-Z0-9]{6}[0-9](?![\w-])",
        lambda text: any(c.isdigit() for c in text),
        near=(
            "paspoort",
            "passport",
            "identiteitskaart",
            "identiteitsbewijs",
            "identity card",
            "id card",
            "id-kaart",
            "id-bewijs",
            "rijbewijs",
            "documentnummer",
        ),
        mode=Mode.TOLERANT,
        mask="[paspoort]",
    ),
    Detector(
        "NL_DRIVING_LICENSE",
        r"(?<![\w-])[0-9]{10}(?![\w-])",
        is_spread,
        near=("rijbewijs", "driving licen", "driver's licen", "drivers licen"),
        mask="[rijbewijs]",
    ),
    Detector(
        "NL_VAT_SOLE_TRADER",
        r"(?<![\w-])NL[0-9]{9}B[0-9]{2}(?![\w-])",
        _is_of_person,
        mode=Mode.TOLERANT,
        mask="[btw-nummer]",
    ),
)
