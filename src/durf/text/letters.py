"""The form in which digits are read as the letters they look like.

In it "0mzet" and "omzet" are one word, so a disguised word needs no watching of
its own: what would be a choice at every letter becomes a plain literal, which
Hyperscan finds many times faster.
"""

from __future__ import annotations

from re import _constants as sre  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from durf.text.expression import DIGITS_FOR_LETTERS
from durf.text.fold import fold
from durf.text.syntax import ALL_BYTES, CATEGORIES, REPEATS, Writer, tree_of, written

if TYPE_CHECKING:
    from collections.abc import Iterable

# "i" and "l" look like the same digit, so both are read as one letter.
_AS_LETTERS = bytes.maketrans(
    b"l" + "".join(DIGITS_FOR_LETTERS[a] for a in "abegiostz").encode(), b"iabegiostz"
)


def as_letters(plain: bytes) -> bytes:
    """Return a plain normal form with its digits read as letters."""
    return plain.translate(_AS_LETTERS)


def word_as_letters(word: str) -> bytes:
    """Return a word as it stands in a text whose digits are read as letters."""
    return as_letters(fold(word).lower())


def expression_as_letters(expression: bytes) -> tuple[bytes, int]:
    """Return an expression over this form that takes all that the given one takes.

    Args:
        expression: over the plain normal form.

    Returns:
        The expression, and the length of the longest text that every match has.

    Raises:
        ValueError: it is written in a way that Python cannot read.
    """
    tree = list(tree_of(expression.decode("latin-1")))
    return _WRITER.sequence(tree).encode("latin-1"), _longest(tree)


_EDGES = {sre.AT_BEGINNING: "^", sre.AT_END: "$"}


class _LettersWriter(Writer):
    __slots__ = ()

    def item(self, operator: Any, argument: Any) -> str:  # noqa: ANN401
        members = _members(operator, argument)
        if operator is sre.AT and argument in _EDGES:
            return _EDGES[argument]
        return super().item(operator, argument) if members is None else written(members)


_WRITER = _LettersWriter(lower=True, tolerant=False, widens=True)


def _members(operator: Any, argument: Any) -> frozenset[int] | None:  # noqa: ANN401
    """Return the bytes of this form that an item takes, if it takes just one."""
    plain = _plain_members(operator, argument)
    if plain is None or plain == ALL_BYTES:
        return plain
    return frozenset(as_letters(bytes(plain)))


def _plain_members(operator: Any, argument: Any) -> frozenset[int] | None:  # noqa: ANN401
    if operator is sre.ANY:
        return ALL_BYTES
    if operator is sre.LITERAL:
        return frozenset({argument})
    if operator is sre.NOT_LITERAL:
        return ALL_BYTES - {argument}
    if operator is not sre.IN:
        return None
    negated = argument[0][0] is sre.NEGATE
    found = frozenset(byte for part in argument[negated:] for byte in _bytes(*part))
    return ALL_BYTES - found if negated else found


def _bytes(kind: Any, value: Any) -> Iterable[int]:  # noqa: ANN401
    if kind is sre.CATEGORY:
        return CATEGORIES[value]
    if kind is sre.RANGE:
        return range(value[0], value[1] + 1)
    return (value,)


def _longest(items: Iterable[tuple[Any, Any]]) -> int:
    """Return the length of the longest run of bytes that every match has."""
    longest = run = 0
    for operator, argument in items:
        members = _members(operator, argument)
        if members is not None:
            run = run + 1 if len(members) == 1 else 0
            longest = max(longest, run)
        elif operator is not sre.AT:
            run = 0
            longest = max(longest, _longest_inside(operator, argument))
    return longest


def _longest_inside(operator: Any, argument: Any) -> int:  # noqa: ANN401
    if operator is sre.SUBPATTERN:
        return _longest(argument[3])
    if operator is sre.BRANCH:
        return min(map(_longest, argument[1]))
    if operator in REPEATS and argument[0] > 0:
        return _longest(argument[2])
    return 0
