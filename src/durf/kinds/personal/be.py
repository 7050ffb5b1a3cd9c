"""Personal data as it looks in Belgium."""

from __future__ import annotations

from durf.kinds.personal.checks import has_letters, valid
from durf.kinds.personal.detector import Detector
from durf.text.expression import Mode

_STREET = (
    r"[a-z][a-z'-]{0,30}(?:straat|laan|weg|plein|steenweg|dreef|lei|markt|kaai|hof|dijk)"
    r"|(?:rue|avenue|av\.|chaussee|boulevard|bd|place|chemin|quai|clos) [a-z' -]{2,40}"
)

DETECTORS = (
    Detector(
        "BE_NATIONAL_NUMBER",
        r"(?<![\w.,/-])[0-9]{2}\.?[0-9]{2}\.?[0-9]{2}[ .-]?[0-9]{3}[ .-]?[0-9]{2}(?![\w-])",
        valid("be.nn"),
        mask="[nationaal nummer]",
    ),
    Detector(
        "BE_LICENSE_PLATE",
        r"(?<![\w-])[1-9]-[A-Z]{3}-[0-9]{3}(?![\w-])",
        mode=Mode.TOLERANT,
        near=("nummerplaat", "plaque", "auto", "wagen", "voiture", "plate"),
        sure=has_letters(2),
        mask="[nummerplaat]",
    ),
    Detector(
        "BE_POSTCODE_ADDRESS",
        rf"\b(?:{_STREET}) [0-9]{{1,4}} ?[a-z]?(?: bus [0-9]{{1,4}}| bte [0-9]{{1,4}})?"
        r",? (?:B-)?[1-9][0-9]{3} [A-Z][a-z'-]{2,40}\b",
        mode=Mode.TOLERANT,
        mask="[adres]",
    ),
    Detector(
        "BE_PASSPORT",
        r"(?<![\w-])[A-Z]{2}[0-9]{6}(?![\w-])",
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
