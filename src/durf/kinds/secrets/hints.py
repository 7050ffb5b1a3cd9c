"""Texts that must be there for a type to be there: a look many types share.

A rule may ask for hundreds of types at once.  Most posts that wake it hold one;
the hints tell in a microsecond which types need not even be compiled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf.text.expression import DIGITS_FOR_LETTERS

if TYPE_CHECKING:
    from durf.kinds.secrets.secret_type import SecretType

# A shorter text is in too many posts to be worth asking for.
_SHORTEST = 3
_AS_DIGITS = bytes.maketrans(
    "".join(DIGITS_FOR_LETTERS).encode(), "".join(DIGITS_FOR_LETTERS.values()).encode()
)


def skeleton(plain: bytes) -> bytes:
    """Return a plain form with digits for all letters that look like one."""
    return plain.translate(_AS_DIGITS)


def hints_of(secret: SecretType) -> tuple[str, ...]:
    """Return texts of which a skeleton holds one; none where nothing is sure."""
    if secret.near:
        return tuple(_hint(word) for word in secret.near)
    literals = [_longest_literal(pattern) for pattern in secret.patterns]
    if any(len(literal) < _SHORTEST for literal in literals):
        return ()
    return tuple(map(_hint, literals))


def _hint(text: str) -> str:
    return skeleton(text.lower().encode()).decode()


def _longest_literal(pattern: str) -> str:
    from re import _constants as sre  # type: ignore[attr-defined]

    from durf.text.syntax import parse

    runs = [""]
    for operator, argument in parse(pattern):
        if operator is sre.LITERAL and argument < 128:
            runs[-1] += chr(argument)
        else:
            runs.append("")
    return max(runs, key=len)
