"""Eight mechanical ways to dress up a text so that a person still reads it."""

from __future__ import annotations

import random

_LOOK_ALIKES = str.maketrans("aceopxyijsABCEHIKMOPTX", "асеорхуіјѕАВСЕНІКМОРТХ")
_DIGITS = str.maketrans("aeiostAEIOST", "431057431057")


def look_alikes(text: str) -> str:
    """Replace Latin letters with Cyrillic ones that look the same."""
    return text.translate(_LOOK_ALIKES)


def zero_width(text: str) -> str:
    """Put a zero-width space between all characters."""
    return "\u200b".join(text)


def full_width(text: str) -> str:
    """Write every ASCII sign in its full-width form."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def spaced(text: str) -> str:
    """Put a space between all characters."""
    return " ".join(text)


def mixed_case(text: str) -> str:
    """Change the case of letters at random, the same way each time."""
    chance = random.Random(text)
    return "".join(c.upper() if chance.random() < 0.5 else c.lower() for c in text)


def punctuated(text: str) -> str:
    """Put a full stop between all characters."""
    return ".".join(text)


def combining_marks(text: str) -> str:
    """Put a combining mark on every letter and digit."""
    return "".join(c + "\u0336" if c.isalnum() else c for c in text)


def digits_for_letters(text: str) -> str:
    """Write digits for the letters that look like them."""
    return text.translate(_DIGITS)


DISGUISES = (
    look_alikes,
    zero_width,
    full_width,
    spaced,
    mixed_case,
    punctuated,
    combining_marks,
    digits_for_letters,
)
