"""What may be shown of a secret."""

from __future__ import annotations

SHOWN = 2
# A text must be this long before any of its letters may be shown.
LONG_ENOUGH = 12


def mask(text: str) -> str:
    """Return a form of a text that identifies it to its owner and to nobody else.

    >>> mask("NL91ABNA0417164300")
    'NL…00 (18)'
    >>> mask("hunter2")
    '… (7)'
    """
    count = len(text)
    if count < LONG_ENOUGH:
        return f"… ({count})"
    return f"{_calm(text[:SHOWN])}…{_calm(text[-SHOWN:])} ({count})"


def _calm(text: str) -> str:
    """Keep control characters and lone surrogates out of logs and terminals."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "·" for c in text)
