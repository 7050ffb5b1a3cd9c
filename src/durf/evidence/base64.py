"""Base64 that is read in its one form only: no bit of it can change unnoticed."""

from __future__ import annotations

from base64 import b64decode, b64encode


def encoded(content: bytes) -> str:
    """Return bytes as text."""
    return b64encode(content).decode()


def decoded(text: str, size: int | None = None) -> bytes:
    """Return the bytes that a text stands for.

    Args:
        text: base64 with its padding.
        size: how many bytes there must be.

    Raises:
        ValueError: it is no base64, not in its one form, or not of that size.
    """
    content = b64decode(text, validate=True)
    if encoded(content) != text or size not in (None, len(content)):
        wrong = "not base64 in its one form"
        raise ValueError(wrong)
    return content
