"""Personal data as it looks in the United States."""

from __future__ import annotations

from durf.kinds.personal.checks import digits_of, has_letters, is_spread, is_ssn, valid
from durf.kinds.personal.detector import Detector
from durf.text.expression import Mode

_LUHN = valid("luhn")
_STREET = (
    r"street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|way"
    r"|place|pl|terrace|circle|parkway|pkwy|trail|loop|highway|hwy|route|broadway|square"
    r"|plaza|alley|row|path|pike|turnpike|trace|crossing|run"
)
_STATE = (
    r"A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]"
    r"|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|alabama|alaska|arizona"
    r"|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho"
    r"|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts"
    r"|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new (?:hampshire"
    r"|jersey|mexico|york)|(?:north|south) (?:carolina|dakota)|ohio|oklahoma|oregon"
    r"|pennsylvania|rhode island|tennessee|texas|utah|vermont|(?:west )?virginia"
    r"|washington|wisconsin|wyoming"
)


def _is_npi(text: str) -> bool:
    # The identifier carries the prefix of US health cards in its check digit.
    return _LUHN(f"80840{digits_of(text)}")


DETECTORS = (
    Detector(
        "US_SSN",
        r"(?<![\w.,/-])[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}(?![\w-])",
        is_ssn,
        mask="[SSN]",
    ),
    Detector(
        "US_SSN",
        r"(?<![\w.,/-])[0-9]{3}(?:[ .]?| - )[0-9]{2}(?:[ .]?| - )[0-9]{4}(?![\w-])",
        is_ssn,
        near=(
            "ssn",
            "social sec",
            "soc sec",
            "soc. sec",
            "ss#",
            "ss #",
            "ss number",
            "my social",
            "his social",
            "her social",
            "social is",
            "social:",
        ),
        mask="[SSN]",
    ),
    Detector(
        "US_ITIN",
        r"(?<![\w.,/-])9[0-9]{2}[- ]?(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])[- ]?[0-9]{4}(?![\w-])",
        near=("itin", "taxpayer", "tax id", "individual tax"),
        mask="[ITIN]",
    ),
    Detector(
        "US_PASSPORT",
        r"(?<![\w.,-])[A-Z]?[0-9]{8,9}(?![\w-])",
        is_spread,
        near=("passport",),
        mask="[passport]",
    ),
    Detector(
        "US_BANK_NUMBER",
        r"(?<![\w.,-])[0-9]{8,17}(?![\w-])",
        is_spread,
        near=(
            "account n",
            "account #",
            "acct",
            "bank account",
            "checking account",
            "savings account",
            "routing",
        ),
        mask="[account]",
    ),
    Detector(
        "US_DRIVER_LICENSE",
        r"(?<![\w.,-])(?:[A-Z]{1,2}[0-9]{5,14}|[0-9]{7,9}|[A-Z][0-9]{3}-[0-9]{4}-[0-9]{4}"
        r"|[0-9]{4}-[0-9]{2}-[0-9]{4})(?![\w-])",
        is_spread,
        near=(
            "driver's license",
            "drivers license",
            "driver license",
            "driving license",
            "licence number",
            "license n",
            "license #",
            "dl number",
            "dl no",
            "dl#",
            "dl #",
            "dl:",
        ),
        mode=Mode.TOLERANT,
        mask="[license]",
    ),
    Detector(
        "US_ZIP_ADDRESS",
        rf"(?<![\w-])[0-9]{{1,6}} (?:[a-z0-9' .-]{{2,40}} )?(?:{_STREET})\b\.?[\sa-z0-9,.#'-]{{0,50}}"
        rf"[\s,](?:{_STATE}),? [0-9]{{5}}(?:-[0-9]{{4}})?(?![\w-])",
        mode=Mode.TOLERANT,
        mask="[address]",
    ),
    Detector(
        "US_MBI",
        r"(?<![\w-])[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][- ]?[AC-HJKMNP-RT-Y]"
        r"[AC-HJKMNP-RT-Y0-9][0-9][- ]?[AC-HJKMNP-RT-Y]{2}[0-9]{2}(?![\w-])",
        near=("medicare", "mbi"),
        sure=has_letters(2),
        mode=Mode.TOLERANT,
        mask="[Medicare number]",
    ),
    Detector(
        "US_NPI",
        r"(?<![\w.,/-])[12][0-9]{9}(?![\w-])",
        _is_npi,
        near=("npi", "provider id", "national provider"),
        mask="[NPI]",
    ),
)
