"""Personal data that looks the same everywhere."""

from __future__ import annotations

from durf.kinds.personal.checks import (
    has_letters,
    has_real_ending,
    is_card,
    is_iban,
    is_ip,
    is_recent,
    is_record,
    is_usual_card,
)
from durf.kinds.personal.detector import Detector
from durf.text.expression import Mode

_CARD = r"(?<![\w.,/=#-])[0-9](?:[ .-]{0,2}[0-9]){11,18}(?![\w-])"
# Countries by the length of their IBAN (SWIFT, IBAN registry).
_IBAN_LENGTHS = {
    15: "NO", 16: "BE", 18: "DK FI FO GL NL SD", 19: "MK SI",
    20: "AT BA EE KZ LT LU XK", 21: "CH CR HR LI LV", 22: "BG BH DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST", 26: "IS TR", 27: "DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV",
    29: "BR EG PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip


def _iban() -> str:
    known = "|".join(
        rf"(?:{'|'.join(countries.split())}) ?[0-9]{{2}}(?:[ .-]{{0,2}}[A-Z0-9]){{{length - 4}}}"
        for length, countries in _IBAN_LENGTHS.items()
    )
    return rf"(?<![A-Za-z0-9])(?:{known})(?![A-Za-z0-9])"


_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"(?<![\w.-])(?P<it>(?:{_OCTET}\.){{3}}{_OCTET})\.{{0,3}}(?![\w.-])"
_IPV6 = r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])"
_DAY = "[0-9]{1,2}(?:(?:st|nd|rd|th|e)\\b)?(?: of\\b)?"
_YEAR = "(?:[0-9]{4}|'?[0-9]{2})"
_MONTH = "(?:[0-9]{1,2}|[a-z]{3,9}\\.?)"
_BIRTH = (
    r"\b(?:born on|date of birth|birth ?date|d\.?o\.?b\.?|geboren op|geboorte ?datum|geb\.? ?datum|"
    r"geb\.|geboren am|geburtsdatum|nee? le|date de naissance|birthday|born|geboren)"
    rf"(?: is| was| op| on)?[:=\s]{{1,3}}(?P<it>{_DAY}[-/. ]{{1,2}}{_MONTH}[-/. ]{{1,2}}{_YEAR}"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}|(?:19|20)[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}})\b"
)
_BITCOIN = r"(?<![A-Za-z0-9])(?:bc1[a-z0-9]{25,60}|[13][1-9A-HJ-NP-Za-km-z]{25,34})(?![A-Za-z0-9])"
_ETHEREUM = r"(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])"
_RECORD = r"(?<![\w-])[A-Z]{0,3}-?[0-9][0-9.-]{4,11}[0-9](?![\w-])"

_REST = r"[^\s<>\x22]*[^\s<>\x22.,;:!?')]"
# Endings that are no words, as after a full stop without a space.
_BARE_ENDINGS = "(?:com|org|net|edu|gov|info|io|eu|nl|uk|fr|dev|app|biz|int|mil)"

# A path after it makes it a link with an at sign glued on; a second address does not.
_EMAIL = (
    r"(?<![\w.%+@-])(?P<it>[\w%+][\w.%+'-]{0,63}@[a-z0-9][a-z0-9.-]*\.[a-z0-9]{2,24})"
    r"(?:[^\w/.-]|\.+(?:[^\w.]|$)|/(?:[^a-z0-9]|[\w.%+-]{1,64}@|$)|$)"
)
_BRACKETED = r" ?[\[({] ?(?:at|apenstaartje) ?[\])}] ?"
# "jan [at] example (dot) org", to escape those who gather addresses.
_AT = rf"(?:{_BRACKETED}| at | apenstaartje )"
_DOT = r"(?: ?[\[({] ?(?:dot|punt) ?[\])}] ?| dot | punt )"
_SPELT_OUT = (
    rf"(?<![\w.%+@-])[\w%+][\w.%+-]{{0,63}}(?:{_AT}(?:[a-z0-9-]{{1,40}}{_DOT}){{1,3}}"
    rf"|{_BRACKETED}(?:[a-z0-9-]{{1,40}}\.){{1,3}})[a-z]{{2,12}}(?![\w-])"
)

DETECTORS = (
    Detector(
        "EMAIL_ADDRESS",
        _EMAIL,
        has_real_ending,
        mask="[e-mail]",
    ),
    Detector("EMAIL_ADDRESS", _SPELT_OUT, has_real_ending, mask="[e-mail]"),
    Detector(
        "IBAN_CODE",
        _iban(),
        is_iban,
        mode=Mode.TOLERANT,
        mask="[IBAN]",
        # Loose gaps, asked of every "to 20", would cost more than all other signs.
        sign=rb"[a-z0-9]{2}[0-9]{2}(?:[ .-]?[a-z0-9]){11}"
        rb"|[a-z]{2}(?:[0-9]{2}  | [0-9]{2} ?)[a-z0-9]{4} {0,2}[0-9]{2}",
    ),
    Detector(
        "CREDIT_CARD",
        _CARD,
        is_card,
        near=(
            "card", "cc ", "visa", "master", "maestro", "amex", "diners", "credit", "debit",
            "cvv", "cvc", "charge", "kaart", "pasnummer", "betaal", "bankpas", "karte",
            "carte", "paid with",
        ),
        sure=is_usual_card,
        mask="[card]",
    ),
    Detector(
        "IP_ADDRESS",
        _IPV4,
        is_ip,
        unless=("version", "versie", "release", "update", "firmware", "build", "chrome", "firefox", "android", "ios ", "windows", "art. ", "section", "chapter"),
        mask="[IP]",
    ),
    Detector("IP_ADDRESS", _IPV6, is_ip, mask="[IP]"),
    Detector(
        "MAC_ADDRESS",
        r"(?:^|[^\w:-]|\bmac:|[g-z]:)"
        r"(?P<it>(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})(?![\w:-])",
        mask="[MAC]",
    ),
    Detector(
        "MAC_ADDRESS",
        r"(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?!\w)",
        has_letters(1),
        mask="[MAC]",
    ),
    Detector("CRYPTO", _BITCOIN, None, mask="[wallet]"),
    Detector("CRYPTO", _ETHEREUM, None, mask="[wallet]"),
    Detector("DATE_OF_BIRTH", _BIRTH, is_recent, mode=Mode.TOLERANT, mask="[…]"),
    Detector(
        "MEDICAL_RECORD",
        _RECORD,
        is_record,
        near=(
            "patient number", "patient no", "patient id", "medical record", "mrn",
            "patientnummer", "patientnr", "dossiernummer", "zorgnummer", "polisnummer",
            "health insurance number", "krankenversicherungsnummer", "numero de dossier",
            "patient-id", "patient-nr", "patientennummer", "patienten-nr", "hospital number ", "hospital number:",
            "medisch dossier", "verzekerdennummer", "verzekerdennr", "dossiernr",
            "polisnr", "numero de patient",
        ),
    ),
    Detector(
        "URL",
        rf"(?<![\w@./-])(?:(?:https?://|www\.){_REST}"
        rf"|(?:[a-z0-9-]+\.)+(?:{_BARE_ENDINGS}(?:/{_REST})?|[a-z]{{2,12}}/{_REST}))(?![\w@-])",
        mask="[link]",
    ),
)  # fmt: skip
