"""The normal form: what a text says, whatever letters it is dressed in.

Folding maps compatibility forms, look-alike letters (UTS #39), accents,
zero-width and direction characters to what a reader sees, as bytes: ASCII
wherever a letter has an ASCII look, UTF-8 for the letters of other scripts.
Symbols such as emoji are wrapped in two control bytes, so that a word that
touches one still ends there.

Python's own encoder does the work: it copies runs of ASCII at full speed and
asks ``_fold_run`` only about the runs between them.
"""

from __future__ import annotations

import codecs
import unicodedata
from functools import lru_cache

from durf.text.lookalikes import LOOKALIKES

SYMBOL_START = b"\x02"
SYMBOL_END = b"\x03"

# Default-ignorable code points that Unicode does not file under Cf or Mn, and
# blanks that show nothing.
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5\u034f\u2800\u180e")


def fold(text: str) -> bytes:
    """Return the normal form of a text, letter case kept.

    >>> fold("Оmzеt ｎｌ сafé")  # Cyrillic О, е and с
    b'Omzet nl cafe'
    """
    return text.encode("ascii", "durf-fold")


@lru_cache(maxsize=65_536)
def fold_character(character: str) -> bytes:
    """Return the normal form of one character; empty where it shows nothing."""
    if character.isascii():
        return character.encode()
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me", "Cc") or character in _UNSEEN:
        return b""
    look = LOOKALIKES.get(character)
    if look is not None:
        return look.encode()
    if category == "Nd":
        return str(unicodedata.digit(character)).encode()
    if category in ("Zs", "Zl", "Zp"):
        return b"\n" if category != "Zs" else b" "
    return _fold_decomposed(character, category)


def _fold_decomposed(character: str, category: str) -> bytes:
    parts = unicodedata.normalize("NFKD", character)
    shown = "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Me"))
    looked = "".join(LOOKALIKES.get(c, c) for c in shown)
    if looked.isascii():
        return looked.encode()
    if category[0] in "LN":
        return looked.casefold().encode("utf-8", "replace")
    return SYMBOL_START + looked.encode("utf-8", "replace") + SYMBOL_END


@lru_cache(maxsize=65_536)
def _fold_short_run(run: str) -> bytes:
    return b"".join(map(fold_character, run))


def _fold_run(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError)
    run = error.object[error.start : error.end]
    # A long run would fill the cache with text that never comes again.
    folded = (
        _fold_short_run(run) if len(run) <= 16 else b"".join(map(fold_character, run))
    )
    return folded, error.end


codecs.register_error("durf-fold", _fold_run)
