"""Personal data as it looks in the United Kingdom."""

from __future__ import annotations

from durf.kinds.personal.checks import digits_of, has_letters, is_spread, valid
from durf.kinds.personal.detector import Detector
from durf.text.expression import Mode

_NHS = valid("gb.nhs")
_POSTCODE = r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}"
_STREET = (
    r"street|st|road|rd|avenue|ave|lane|ln|close|drive|way|place|terrace|gardens"
    r"|crescent|court|grove|hill|square|mews|walk|view|park|green|row|parade|wharf|yard"
    r"|vale|rise|quay|circus|broadway|kingsway|mount|villas|estate|buildings"
)


def _is_nhs(text: str) -> bool:
    number = digits_of(text)
    return len(number) == 10 and is_spread(number) and _NHS(number)


def _ends_in_postcode(text: str) -> bool:
    # With digits for letters, an American ZIP code would be one.
    return sum(map(str.isalpha, text[-7:])) >= 2


DETECTORS = (
    Detector(
        "UK_NHS",
        r"(?<![\w.,/-])[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{4}(?![\w-])",
        _is_nhs,
        near=("nhs", "health number", "patient"),
        mask="[NHS number]",
    ),
    Detector(
        "UK_NINO",
        r"(?<![\w-])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D](?![\w-])",
        lambda text: text[:2].upper() not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ"),
        near=("ni number", "ni no", "national insurance", "nino"),
        sure=has_letters(2),
        mode=Mode.TOLERANT,
        mask="[NI number]",
    ),
    Detector(
        "UK_POSTCODE_ADDRESS",
        rf"(?<![\w-])[0-9]{{1,4}}[a-z]?,? (?:[a-z' -]{{2,40}} )?(?:{_STREET})\b[\sa-z,.'-]{{0,60}}"
        rf"[\s,]{_POSTCODE}(?![\w-])",
        _ends_in_postcode,
        mode=Mode.TOLERANT,
        mask="[address]",
    ),
    Detector(
        "UK_PASSPORT",
        r"(?<![\w.,-])[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?![\w-])",
        is_spread,
        near=("passport",),
        mask="[passport]",
    ),
    Detector(
        "UK_DRIVING_LICENCE",
        r"(?<![\w-])[A-Z9]{5}[0-9][0156][0-9][0-3][0-9][0-9][A-Z9]{2}[0-9A-Z]{3}(?![\w-])",
        has_letters(3),
        mode=Mode.TOLERANT,
        mask="[driving licence]",
    ),
    Detector(
        "UK_LICENSE_PLATE",
        r"(?<![\w#-])[A-HJ-PR-Y]{2}[0-9]{2}[ -]?[A-HJ-PR-Z]{3}(?![\w-])",
        has_letters(3),
        near=(
            "registration",
            "reg ",
            "reg:",
            "reg.",
            "plate",
            "number plate",
            "licence plate",
            "car",
            "the van",
            "a van",
            "my van",
            "his van",
            "her van",
            "white van",
            "vehicle",
        ),
        mode=Mode.TOLERANT,
        mask="[number plate]",
    ),
    Detector(
        "UK_BANK_ACCOUNT",
        r"(?<![\w-])[0-9]{2}[- ][0-9]{2}[- ][0-9]{2}"
        r"(?:[^0-9]{1,30}|[ ,]{0,2}(?:account|acct?) (?:no |number )?)[0-9]{8}(?![\w-])",
        near=("sort", "account", "acc", "bank"),
        mode=Mode.TOLERANT,
        mask="[bank account]",
    ),
    Detector(
        "UK_BANK_ACCOUNT",
        r"(?<![\w-])[0-9]{6}[^0-9]{1,30}[0-9]{8}(?![\w-])",
        near=("sort code",),
        mask="[bank account]",
    ),
    Detector(
        "UK_BANK_ACCOUNT",
        r"(?<![\w-])[0-9]{8}[ ,;]{1,3}(?:and )?sort(?:ing)? code:? ?[0-9]{2}[- ]?[0-9]{2}[- ]?[0-9]{2}"
        r"(?![\w-])",
        mask="[bank account]",
    ),
)
