"""One pass over a text for the signs of all rules.

Two Hyperscan databases: *letters* over the normal form with digits read as
letters, for all that has a text of its own to watch for, and *others* over the
normal form itself.  A match names a rule that may bite; nothing more is asked
of it.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

import hyperscan

from durf.errors import BrokenProgram
from durf.text.letters import as_letters, expression_as_letters, word_as_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FLAGS = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
# A text of two letters to watch for is rarer than the classes around it.
_TELLING = 2
_WORTH_A_PASS = 30


class Automaton:
    """Finds the numbers of the rules that a text may concern.

    Args:
        letters: the serialised database over the form with digits read as letters.
        others: the serialised database over the plain form.

    Raises:
        BrokenProgram: they are damaged, or made for another machine.
    """

    def __init__(self, letters: bytes, others: bytes) -> None:
        self._letters = _load(letters)
        self._others = _load(others)
        # Scanning needs working space that no two threads may share.
        self._local = threading.local()

    def scan(self, plain: bytes) -> list[int]:
        """Return the numbers of the rules whose signs are in a plain normal form."""
        found: list[int] = []
        try:
            for_letters, for_others = self._local.scratch
        except AttributeError:
            for_letters, for_others = self._local.scratch = (
                self._letters and hyperscan.Scratch(self._letters),
                self._others and hyperscan.Scratch(self._others),
            )
        # Naming the arguments would cost a third of a scan.
        if self._letters is not None:
            self._letters.scan(as_letters(plain), _note, 0, found, for_letters)
        if self._others is not None:
            self._others.scan(plain, _note, 0, found, for_others)
        return found


def _note(number: int, _start: int, _end: int, _flags: int, found: Any) -> None:  # noqa: ANN401
    found.append(number)


class Compiled(NamedTuple):
    """What an automaton is made of.

    Attributes:
        letters: the serialised database over the form with digits read as letters.
        others: the serialised database over the plain form.
        refused: the rules with an expression that Hyperscan will not take: these
            must be asked about every post.
    """

    letters: bytes
    others: bytes
    refused: frozenset[int]


def compile_automaton(
    words: Iterable[tuple[int, str]], expressions: Iterable[tuple[int, bytes]]
) -> Compiled:
    """Compile words and expressions, each with the number of its rule."""
    letters = [(number, _literal(word_as_letters(word))) for number, word in words]
    others: list[tuple[int, bytes]] = []
    signs = [(number, sign, _Lettered.of(sign)) for number, sign in expressions]
    least = _least_telling(len(letters), [lettered for _, _, lettered in signs])
    for number, sign, lettered in signs:
        if lettered.longest >= least:
            letters.append((number, lettered.expression))
        else:
            others.append((number, sign))
    usable, refused = _usable(letters)
    usable_others, refused_others = _usable(others)
    return Compiled(usable, usable_others, frozenset(refused | refused_others))


class _Lettered(NamedTuple):
    """An expression over digits read as letters, and the longest text it tells by."""

    expression: bytes
    longest: int

    @classmethod
    def of(cls, sign: bytes) -> _Lettered:
        try:
            return cls(*expression_as_letters(sign))
        except ValueError:
            return cls(b"", -1)


def _least_telling(words: int, lettered: Sequence[_Lettered]) -> int:
    """Return how long a text an expression must have to be watched for by letters.

    A second pass over a text pays only where it has enough to look for: a few
    expressions of the one sort go along with many of the other.
    """
    telling = sum(found.longest >= _TELLING for found in lettered)
    if not words and telling < _WORTH_A_PASS:
        return sys.maxsize
    return _TELLING if len(lettered) - telling >= _WORTH_A_PASS else 0


def _usable(expressions: list[tuple[int, bytes]]) -> tuple[bytes, set[int]]:
    try:
        return _compiled(expressions), set()
    except hyperscan.HyperscanError:
        usable, refused = _sorted_out(expressions)
    return _compiled(usable), refused


def _compiled(expressions: Sequence[tuple[int, bytes]]) -> bytes:
    if not expressions:
        return b""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[expression for _, expression in expressions],
        ids=[number for number, _ in expressions],
        elements=len(expressions),
        flags=_FLAGS,
    )
    return bytes(hyperscan.dumpb(database))


def _sorted_out(
    expressions: list[tuple[int, bytes]],
) -> tuple[list[tuple[int, bytes]], set[int]]:
    """Split off what cannot be compiled, by halves: few ever cannot."""
    try:
        _compiled(expressions)
    except hyperscan.HyperscanError:
        if len(expressions) == 1:
            return [], {expressions[0][0]}
        half = len(expressions) // 2
        left, refused = _sorted_out(expressions[:half])
        right, refused_too = _sorted_out(expressions[half:])
        return left + right, refused | refused_too
    return expressions, set()


def _literal(word: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in word)


def _load(serialised: bytes) -> hyperscan.Database | None:
    if not serialised:
        return None
    try:
        return hyperscan.loadb(serialised, hyperscan.HS_MODE_BLOCK)
    except hyperscan.HyperscanError as error:
        raise BrokenProgram(reason=type(error).__name__) from None
