"""One pass over a text for the signs of all rules.

Two Hyperscan databases: *letters* over the normal form with digits read as
letters, for all that has a text of its own to watch for, and *others* over the
normal form itself.  A match names a rule that may bite; nothing more is asked
of it.
"""

from __future__ import annotations

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
        if self._letters is not None:
            self._letters.scan(
                as_letters(plain),
                match_event_handler=_note,
                context=found,
                scratch=for_letters,
            )
        if self._others is not None:
            self._others.scan(
                plain, match_event_handler=_note, context=found, scratch=for_others
            )
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
    signs = list(expressions)
    telling = [_told_by_letters(expression) for _, expression in signs]
    # A second pass over the text pays only where it has enough to look for.
    is_worth_it = bool(letters) or sum(map(bool, telling)) >= _WORTH_A_PASS
    for (number, expression), lettered in zip(signs, telling, strict=True):
        if lettered and is_worth_it:
            letters.append((number, lettered))
        else:
            others.append((number, expression))
    usable, refused = _usable(letters)
    usable_others, refused_others = _usable(others)
    return Compiled(usable, usable_others, frozenset(refused | refused_others))


def _told_by_letters(expression: bytes) -> bytes:
    """Return an expression over digits read as letters, if it has a text to tell it."""
    try:
        lettered, longest = expression_as_letters(expression)
    except ValueError:
        return b""
    return lettered if longest >= _TELLING else b""


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
