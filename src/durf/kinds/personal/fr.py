"""Personal data as it looks in France."""

from __future__ import annotations

from durf.kinds.personal.checks import has_letters, is_plate_written, valid
from durf.kinds.personal.detector import Detector
from durf.text.expression import Mode

DETECTORS = (
    Detector(
        "FR_NIR",
        r"(?<![\w.,/-])[12378] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB])"
        r" ?[0-9]{3} ?[0-9]{3}(?: ?/? ?)[0-9]{2}(?![\w-])",
        lambda text: valid("fr.nir")(text.replace("/", "")),
        mode=Mode.TOLERANT,
        mask="[n° de sécurité sociale]",
    ),
    Detector(
        "FR_TAX_ID",
        r"(?<![\w.,/-])[0-3][0-9](?: ?[0-9]{2})(?: ?[0-9]{3}){3}(?![\w-])",
        valid("fr.nif"),
        near=("fiscal", "impot", "spi", "tax"),
        mask="[n° fiscal]",
    ),
    Detector(
        "FR_LICENSE_PLATE",
        r"(?<![\w-])[A-HJ-NP-TV-Z]{2}[- ]?[0-9]{3}[- ]?[A-HJ-NP-TV-Z]{2}(?![\w-])",
        is_plate_written,
        near=("plaque", "immatric", "voiture", "vehicule", "auto", "plate"),
        sure=lambda text: text.count("-") == 2 and has_letters(3)(text),
        mode=Mode.TOLERANT,
        mask="[plaque]",
    ),
    Detector(
        "FR_POSTCODE_ADDRESS",
        r"\b[0-9]{1,4}(?: ?bis| ?ter)?,? (?:rue|avenue|av\.|boulevard|bd|place|chemin"
        r"|allee|impasse|quai|route|cours|square|voie|passage|faubourg|cite|sentier|rond-point)"
        r" [a-z0-9' -]{2,50}[\s,-]{1,4}(?:F-)?[0-9]{5} [A-Z][a-z'-]{1,40}\b",
        mode=Mode.TOLERANT,
        mask="[adresse]",
    ),
    Detector(
        "FR_PASSPORT",
        r"(?<![\w-])[0-9]{2}[A-Z]{2}[0-9]{5}(?![\w-])",
        near=("passeport", "passport", "carte d'identite"),
        mode=Mode.TOLERANT,
        mask="[passeport]",
    ),
)
