"""One pass over a text for the signs of all rules.

Two Hyperscan databases: *words*, plain literals over the normal form with
digits read as letters, and *expressions* over the normal form itself.  A match
names a rule that may bite; nothing more is asked of it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import hyperscan

from durf.errors import BrokenProgram
from durf.text.expression import DIGITS_FOR_LETTERS
from durf.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD_FLAGS = hyperscan.HS_FLAG_SINGLEMATCH
_EXPRESSION_FLAGS = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
# "i" and "l" look like the same digit, so both are read as one letter.
_AS_LETTERS = bytes.maketrans(
    b"l" + "".join(DIGITS_FOR_LETTERS[a] for a in "abegiostz").encode(), b"iabegiostz"
)


class Automaton:
    """Finds the numbers of the rules that a text may concern.

    Args:
        words: the serialised database of words, or nothing.
        expressions: the serialised database of expressions, or nothing.

    Raises:
        BrokenProgram: they are damaged, or made for another machine.
    """

    def __init__(self, words: bytes, expressions: bytes) -> None:
        self._words = _load(words)
        self._expressions = _load(expressions)
        # Scanning needs working space that no two threads may share.
        self._local = threading.local()

    def scan(self, plain: bytes) -> list[int]:
        """Return the numbers of the rules whose signs are in a plain normal form."""
        found: list[int] = []
        try:
            for_words, for_expressions = self._local.scratch
        except AttributeError:
            for_words, for_expressions = self._local.scratch = (
                self._words and hyperscan.Scratch(self._words),
                self._expressions and hyperscan.Scratch(self._expressions),
            )
        if self._words is not None:
            self._words.scan(
                plain.translate(_AS_LETTERS),
                match_event_handler=_note,
                context=found,
                scratch=for_words,
            )
        if self._expressions is not None:
            self._expressions.scan(
                plain, match_event_handler=_note, context=found, scratch=for_expressions
            )
        return found


def _note(number: int, _start: int, _end: int, _flags: int, found: Any) -> None:  # noqa: ANN401
    found.append(number)


def read_as_letters(word: str) -> bytes:
    """Return a word as the database of words has it."""
    return fold(word).lower().translate(_AS_LETTERS)


def compile_words(words: Sequence[tuple[int, str]]) -> bytes:
    """Compile words, each with the number of its rule, into a database."""
    if not words:
        return b""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[_literal(read_as_letters(word)) for _, word in words],
        ids=[number for number, _ in words],
        elements=len(words),
        flags=_WORD_FLAGS,
    )
    return bytes(hyperscan.dumpb(database))


def compile_expressions(
    expressions: Sequence[tuple[int, bytes]],
) -> tuple[bytes, frozenset[int]]:
    """Compile expressions, each with the number of its rule, into a database.

    Returns:
        The serialised database, and the rules with an expression that Hyperscan
        will not take: these must be asked about every post.
    """
    usable, refused = list(expressions), set[int]()
    try:
        return _compiled(usable), frozenset()
    except hyperscan.HyperscanError:
        usable, refused = _sorted_out(usable)
    return _compiled(usable), frozenset(refused)


def _compiled(expressions: Sequence[tuple[int, bytes]]) -> bytes:
    if not expressions:
        return b""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[expression for _, expression in expressions],
        ids=[number for number, _ in expressions],
        elements=len(expressions),
        flags=_EXPRESSION_FLAGS,
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
