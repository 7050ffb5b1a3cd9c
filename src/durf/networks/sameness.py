"""Says whether a text that was read is the one that was sent.

Networks write links in their own way, drop white space, and escape signs.  What
differs in no more than that is the same.  What has the same letters but other signs
may be the same: only a person can tell.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_SLASH = re.compile(r"(?<=[\w)])/(?=\s|$)")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufe0e\ufe0f\u200b\ufeff]")


class Likeness(StrEnum):
    """What a text that stands there is to the one that was sent."""

    SAME = "same"
    OTHER = "other"
    UNSURE = "unsure"
    """It has the same letters."""


def likeness(sent: str, there: str) -> Likeness:
    """Compare what was sent with what stands there, both plain."""
    if _seen(sent) == _seen(there):
        return Likeness.SAME
    letters = _letters(sent)
    return Likeness.UNSURE if letters == _letters(there) else Likeness.OTHER


def most_like(one: Likeness, other: Likeness) -> Likeness:
    """Return the one of two that says more: the same, or maybe, or not."""
    order = (Likeness.SAME, Likeness.UNSURE, Likeness.OTHER)
    return min(one, other, key=order.index)


def replaced(text: str, words: dict[str, str]) -> str:
    """Return a text with words in place of others, all at once."""
    if not words:
        return text
    longest_first = sorted(words, key=len, reverse=True)
    any_of = re.compile("|".join(re.escape(word) for word in longest_first))
    return any_of.sub(lambda found: words[found[0]], text)


def _seen(text: str) -> str:
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).replace("＃", "#")
    text = _SLASH.sub("", _SCHEME.sub("", text))
    return " ".join(text.split())


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _SCHEME.sub("", text)).casefold()
    return "".join(sign for sign in folded if _counts(unicodedata.category(sign)))


def _counts(category: str) -> bool:
    return category[0] in "LN" or category == "So"
