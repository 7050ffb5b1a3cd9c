"""Personal data that looks the same everywhere."""

from __future__ import annotations

from durf.kinds.personal.checks import (
    has_real_ending,
    is_card,
    is_iban,
    is_ip,
    is_spread,
)
from durf.kinds.personal.detector import Detector
from durf.text.expression import Mode

_CARD = r"(?<![\w.,-])[0-9](?:[ .-]?[0-9]){11,18}(?![\w-])"
_IBAN = r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ .-]?[A-Z0-9]){11,30}(?![A-Za-z0-9])"
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"(?<![\w.-])(?:{_OCTET}\.){{3}}{_OCTET}(?!\w|[.-])"
_IPV6 = r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])"
_BIRTH = (
    r"\b(?:born on|date of birth|birth ?date|d\.?o\.?b\.?|geboren op|geboortedatum|"
    r"geb\.|geboren am|geburtsdatum|nee? le|date de naissance)[:\s]{1,3}"
    r"(?P<it>[0-9]{1,2}(?:[-/. ]| (?:[a-z]{3,9}) )[0-9]{0,2}[-/. ]?[0-9]{2,4})\b"
)
_BITCOIN = r"(?<![A-Za-z0-9])(?:bc1[a-z0-9]{25,60}|[13][1-9A-HJ-NP-Za-km-z]{25,34})(?![A-Za-z0-9])"
_ETHEREUM = r"(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])"
_RECORD = r"(?<![\w-])[A-Z]{0,3}-?[0-9][0-9.-]{4,11}[0-9](?![\w-])"

DETECTORS = (
    Detector(
        "EMAIL_ADDRESS",
        r"(?<![\w.%+-])[\w%+][\w.%+-]{0,63}@[a-z0-9][a-z0-9.-]*\.[a-z0-9]{2,24}(?![\w-])",
        has_real_ending,
        mask="[e-mail]",
    ),
    Detector("IBAN_CODE", _IBAN, is_iban, mode=Mode.TOLERANT, mask="[IBAN]"),
    Detector("CREDIT_CARD", _CARD, is_card, mask="[card]"),
    Detector("IP_ADDRESS", _IPV4, is_ip, mask="[IP]"),
    Detector("IP_ADDRESS", _IPV6, is_ip, mask="[IP]"),
    Detector(
        "MAC_ADDRESS",
        r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])",
        mask="[MAC]",
    ),
    Detector("CRYPTO", _BITCOIN, None, mask="[wallet]"),
    Detector("CRYPTO", _ETHEREUM, None, mask="[wallet]"),
    Detector("DATE_OF_BIRTH", _BIRTH, None, mode=Mode.TOLERANT, mask="[…]"),
    Detector(
        "MEDICAL_RECORD",
        _RECORD,
        is_spread,
        near=(
            "patient number", "patient no", "patient id", "medical record", "mrn",
            "patientnummer", "patientnr", "dossiernummer", "zorgnummer", "polisnummer",
            "health insurance number", "krankenversicherungsnummer", "numero de dossier",
        ),
    ),
    Detector(
        "URL",
        r"(?<![\w@])https?://[^\s<>\x22]+[^\s<>\x22.,;:!?')]",
        mask="[link]",
    ),
)  # fmt: skip
