"""Personal data as it looks in Germany."""

from __future__ import annotations

import re

from durf.kinds.personal.checks import is_kvnr, valid
from durf.kinds.personal.detector import Detector
from durf.text.expression import Mode

_STREET = (
    r"[a-z][a-z.-]{1,30} ?(?:strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|markt|hof"
    r"|graben|chaussee|steig|berg|park|tor|pfad|stieg|kamp)"
    r"|(?:am|im|an der|auf der|in der|unter den|zum|zur) [a-z-]{3,30}"
)


def _is_plate(text: str) -> bool:
    # "zu 50" in "mein Auto ist zu 50 %" is no plate: without a dash, capitals.
    if "-" in text:
        return True
    return re.match(r"[A-Z\xc4\xd6\xdc]{1,3} [A-Z]{1,2} ?[0-9]", text) is not None


def _is_address(text: str) -> bool:
    # "im Jahr 2012, 10000 Euro" is made of the same parts.
    return _PROSE.search(text) is None


_PROSE = re.compile(
    r"^(?:im Jahr|am Ende)|[0-9] (?:Euro|EUR|Menschen|Leute|Besucher|Teilnehmer|Personen"
    r"|Stimmen|Einwohner|Mal|km|Stuck)\b",
    re.IGNORECASE,
)

DETECTORS = (
    Detector(
        "DE_TAX_ID",
        r"(?<![\w.,/-])[1-9][0-9](?: ?[0-9]{3}){3}(?![\w-])",
        valid("de.idnr"),
        near=("steuer", "idnr", "id-nr", "tin", "tax id", "steuernummer"),
        mask="[Steuer-ID]",
    ),
    Detector(
        "DE_SOCIAL_SECURITY",
        r"(?<![\w-])[0-9]{2}[ -]?[0-3][0-9] ?[01][0-9] ?[0-9]{2}[ -]?[A-Z][ -]?"
        r"[0-9]{2} ?[0-9](?![\w-])",
        near=(
            "sozialversicherung",
            "rentenversicherung",
            "sv-nummer",
            "svnr",
            "rvnr",
            "rv-nummer",
            "versicherungsnummer",
            "social security",
        ),
        mode=Mode.TOLERANT,
        mask="[SV-Nummer]",
    ),
    Detector(
        "DE_HEALTH_INSURANCE",
        r"(?<![\w-])[A-Z] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?![\w-])",
        is_kvnr,
        near=(
            "versichertennummer",
            "versicherten-nr",
            "krankenversicher",
            "krankenkasse",
            "kvnr",
            "egk",
            "kv-nummer",
            "health insurance",
        ),
        mode=Mode.TOLERANT,
        mask="[Versichertennummer]",
    ),
    Detector(
        "DE_ID_CARD",
        r"(?<![\w-])[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}(?![\w-])",
        lambda text: sum(c.isdigit() for c in text) >= 3,
        near=(
            "personalausweis",
            "ausweis",
            "reisepass",
            "passnummer",
            "pass-nr",
            "passnr",
            "id card",
            "passport",
        ),
        mode=Mode.TOLERANT,
        mask="[Ausweis]",
    ),
    Detector(
        "DE_LICENSE_PLATE",
        r"(?<![\w-])[A-Z\xc4\xd6\xdc]{1,3}[- ][A-Z]{1,2}[ -]?[1-9][0-9]{0,3} ?[EH]?(?![\w-])",
        _is_plate,
        near=(
            "kennzeichen",
            "nummernschild",
            "auto",
            "wagen",
            "licence plate",
            "license plate",
        ),
        mode=Mode.TOLERANT,
        mask="[Kennzeichen]",
    ),
    Detector(
        "DE_POSTCODE_ADDRESS",
        rf"\b(?:{_STREET}) [0-9]{{1,4}}(?: ?- ?[0-9]{{1,4}})?(?: ?[a-z])?"
        r"(?:[\s,-]{1,4}| in )(?:D-)?[0-9]{5} [A-Z][a-z'-]{1,40}\b",
        _is_address,
        mode=Mode.TOLERANT,
        mask="[Adresse]",
    ),
)
