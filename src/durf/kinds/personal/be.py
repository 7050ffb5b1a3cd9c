"""Personal data as it looks in Belgium."""

from __future__ import annotations

from durf.kinds.personal.checks import valid
from durf.kinds.personal.detector import Detector

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
        mask="[nummerplaat]",
    ),
    Detector(
        "BE_ID_CARD",
        r"(?<![\w-])[0-9]{3}-[0-9]{7}-[0-9]{2}(?![\w-])",
        lambda text: int(text[:3] + text[4:11]) % 97 % 97 == int(text[12:]) % 97,
        mask="[identiteitskaart]",
    ),
)
