"""Regular expressions over the normal form, run in linear time.

An expression is written in Python's syntax and read by Python's own parser.
From its syntax tree come two others: the *exact* one, which RE2 runs in time
linear in the text, and the *trigger*, which Hyperscan watches for in one pass
together with those of all other rules.  The trigger accepts at least whatever
the exact expression accepts.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import re2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from durf.text.view import View

# Letters that digits and signs stand in for.
DIGITS_FOR_LETTERS = {
    "a": "4", "b": "8", "e": "3", "g": "9", "i": "1",
    "l": "1", "o": "0", "s": "5", "t": "7", "z": "2",
}  # fmt: skip


class Mode(StrEnum):
    """How exactly an expression takes letters."""

    CASED = "cased"
    PLAIN = "plain"
    TOLERANT = "tolerant"
    DIGITS = "digits"


_CASELESS = (Mode.PLAIN, Mode.TOLERANT)
_WITH_DIGITS = (Mode.TOLERANT, Mode.DIGITS)
_ANYWHERE = re2._re2.RE2.Anchor.UNANCHORED


class Found(NamedTuple):
    """A match: a span of bytes of the normal form, and the cased text there."""

    start: int
    end: int
    text: str


class _Exact(NamedTuple):
    """RE2's expression, ready to run."""

    match: Callable[..., tuple[tuple[int, int], ...]]
    group: int
    leads: int
    is_caseless: bool
    has_boundary: bool


@dataclass(frozen=True)
class Expression:
    """An expression over the normal form of a text.

    Args:
        pattern: in Python's syntax.  ``(?P<it>…)`` marks the part that counts.
            Lookarounds may stand at both ends only, and hold one class of
            characters; back-references are not taken.
        mode: ``cased`` looks at letter case, ``plain`` does not, ``tolerant``
            also takes the digit that looks like a letter, ``digits`` does so and
            still looks at letter case.

    Raises:
        ValueError: for a pattern that cannot be run in linear time, or not at all.
    """

    pattern: str
    mode: str = Mode.PLAIN

    @cached_property
    def trigger(self) -> bytes:
        """What Hyperscan must watch for in the plain normal form."""
        return self._trigger(alone=True)

    @cached_property
    def part(self) -> bytes:
        """The same as a part of a longer trigger, whatever stands before it."""
        return self._trigger(alone=False)

    def _trigger(self, *, alone: bool) -> bytes:
        from durf.text.syntax import trigger_of

        tolerant = self.mode in _WITH_DIGITS
        return trigger_of(self.pattern, tolerant=tolerant, alone=alone)

    @cached_property
    def _exact(self) -> _Exact:
        from durf.text.syntax import exact_of

        is_caseless = self.mode in _CASELESS
        exact, group, leads = exact_of(
            self.pattern, lower=is_caseless, tolerant=self.mode in _WITH_DIGITS
        )
        match = compile_bytes(exact)._regexp.Match
        has_boundary = self.pattern.startswith(r"\b") or self.pattern.endswith(r"\b")
        return _Exact(match, group, leads, is_caseless, has_boundary)

    def check(self) -> None:
        """Raise ValueError now if the pattern cannot be used."""
        refuse_doubtful(self.pattern)
        _ = self._exact, self.trigger

    def find(self, view: View) -> Iterator[Found]:
        """Yield the matches in a text, from left to right."""
        exact = self._exact
        match, group = exact.match, exact.group
        text = view.plain if exact.is_caseless else view.cased
        at, length = 0, len(text)
        while at < length:
            spans = match(_ANYWHERE, text, at, length)
            whole = spans[0]
            if whole[0] < 0:
                return
            start, end = spans[group]
            if start < end and not (
                exact.has_boundary and _ends_badly(text, *whole, self.pattern)
            ):
                shown = view.cased[start:end].decode("utf-8", "replace")
                yield Found(start, end, shown)
                at = max(end - exact.leads, at + 1)
            else:
                at = whole[0] + 1

    def __getstate__(self) -> tuple[str, str]:
        return self.pattern, self.mode

    def __setstate__(self, state: tuple[str, str]) -> None:
        object.__setattr__(self, "pattern", state[0])
        object.__setattr__(self, "mode", state[1])


def refuse_doubtful(pattern: str) -> None:
    """Refuse a pattern of which Python itself says that it may mean another.

    Raises:
        ValueError: it is such a pattern, or none at all.
    """
    from durf.text.syntax import parse

    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        try:
            parse(pattern)
        except FutureWarning as warning:
            raise ValueError(str(warning)) from None


def compile_bytes(pattern: bytes) -> Any:  # noqa: ANN401 - re2 has no types
    """Compile an expression over bytes.

    Raises:
        ValueError: RE2 refuses it.
    """
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(_said(error)) from None


def holds(pattern: bytes) -> Callable[[bytes], bool]:
    """Return what tells whether an expression is anywhere in a text of bytes.

    Raises:
        ValueError: RE2 refuses it.
    """
    # The wrapper's own search costs four times what the match below it does.
    match = compile_bytes(pattern)._regexp.Match

    def is_in(text: bytes) -> bool:
        return bool(match(_ANYWHERE, text, 0, len(text))[0][0] >= 0)

    return is_in


def compile_text(pattern: str) -> Any:  # noqa: ANN401 - re2 has no types
    """Compile an expression over text.

    Raises:
        ValueError: RE2 refuses it.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(_said(error)) from None


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else "not a regular expression"
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _ends_badly(text: bytes, start: int, end: int, pattern: str) -> bool:
    """Check word boundaries where a letter of another script stands beside.

    RE2 knows ASCII words only, and bytes of 128 and above are letters here.
    """
    if pattern.startswith(r"\b") and 0 < start < len(text) and text[start - 1] > 127:
        return is_word(text[start])
    if pattern.endswith(r"\b") and 0 < end < len(text) and text[end] > 127:
        return is_word(text[end - 1])
    return False


def is_word(byte: int) -> bool:
    """Tell whether a byte of the normal form belongs to a word."""
    return byte > 127 or byte in _WORD_BYTES


_WORD_BYTES = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
)
