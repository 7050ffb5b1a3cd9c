"""Personal data as it looks in Belgium."""

from __future__ import annotations

from durf.kinds.personal.checks import has_letters, is_plate_written, valid
from durf.kinds.personal.detector import Detector
from durf.text.expression import Mode

_STREET = (
    r"[a-z][a-z'-]{0,30} ?(?:straat|laan|weg|plein|steenweg|dreef|lei|markt|kaai|hof|dijk"
    r"|baan|plaats|gracht|vest|berg|veld|wijk|park|ring|bist|boulevard)"
    r"|(?:rue|avenue|av\.|chaussee|boulevard|bd|place|chemin|quai|clos|square|allee"
    r"|impasse|route|dreve) [a-z' -]{2,40}"
)

DETECTORS = (
    Detector(
        "BE_NATIONAL_NUMBER",
        r"(?<![\w.,/-])[0-9]{2}[. ]?[0-9]{2}[. ]?[0-9]{2}[ .-]{0,3}[0-9]{3}[ .-]?[0-9]{2}"
        r"(?![\w-])",
        valid("be.nn"),
        mask="[nationaal nummer]",
    ),
    Detector(
        "BE_LICENSE_PLATE",
        r"(?<![\w-])[1-9][- ]?[A-Z]{3}[- ]?[0-9]{3}(?![\w-])",
        is_plate_written,
        mode=Mode.TOLERANT,
        near=(
            "nummerplaat",
            "plaat",
            "kenteken",
            "plaque",
            "auto",
            "wagen",
            "voiture",
            "plate",
            "number plate",
            "licen",
        ),
        sure=lambda text: text.count("-") == 2 and has_letters(2)(text),
        mask="[nummerplaat]",
    ),
    Detector(
        "BE_POSTCODE_ADDRESS",
        rf"\b(?:{_STREET}),? [0-9]{{1,4}} ?[a-z]?(?:,? (?:bus|bte|b|boite) ?[0-9]{{1,4}})?"
        r"[\s,-]{1,4}(?:B-)?[1-9][0-9]{3} [A-Z][a-z'-]{2,40}\b",
        mode=Mode.TOLERANT,
        mask="[adres]",
    ),
    Detector(
        "BE_PASSPORT",
        r"(?<![\w-])[A-Z]{2} ?[0-9]{6}(?![\w-])",
        has_letters(1),
        near=("paspoort", "passeport", "passport", "reispas"),
        mode=Mode.TOLERANT,
        mask="[paspoort]",
    ),
    Detector(
        "BE_ID_CARD",
        r"(?<![\w-])[0-9]{3}-[0-9]{7}-[0-9]{2}(?![\w-])",
        lambda text: int(text[:3] + text[4:11]) % 97 % 97 == int(text[12:]) % 97,
        mask="[identiteitskaart]",
    ),
)
