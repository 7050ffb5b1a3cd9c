"""What is wrong with a condition, found before any post comes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf.policy.conditions import FUNCTIONS, VARIABLES, environment
from durf.source.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.policy.model import Days

MAX_LENGTH = 4_000
MAX_DEPTH = 60
# CEL walks lists inside lists; a condition is asked while a post waits.
MAX_LOOPS = 2
_NAMES = (*VARIABLES, *FUNCTIONS)
# What names begin with, and what is no name itself.
_SPACES = ("post", "author")


@dataclass(frozen=True, slots=True)
class ConditionFault:
    """What is wrong with a condition; ``offset`` counts its code points from 0.

    ``message`` is an English sentence; with a ``word`` it is a template for that.
    """

    offset: int
    message: str
    near: str | None = None
    word: str = ""


def check_condition(source: str, calendar: Mapping[str, Days]) -> list[ConditionFault]:
    """Return what is wrong with a condition.

    The roles that it names are looked at by whoever knows them (see ``roles_in``).

    Args:
        source: the CEL.
        calendar: the days it may name.
    """
    if len(source) > MAX_LENGTH:
        return [_too_much("a condition may have {word} characters", MAX_LENGTH)]
    if _depth(source) > MAX_DEPTH:
        return [ConditionFault(0, "this is nested too deeply")]
    if (
        len(re.findall(r"\.(?:all|exists|exists_one|map|filter)\s*\(", source))
        > MAX_LOOPS
    ):
        return [_too_much("a condition may walk {word} lists at most", MAX_LOOPS)]
    try:
        compiled = environment().compile(source)
    except RuntimeError as error:
        return _faults_of(str(error), source)
    faults = []
    if compiled.return_type().name() not in ("bool", "BOOL"):
        faults.append(ConditionFault(0, "a condition must be true or false"))
    for name, at in _named(source, r"(?:days_until|days_since|between)"):
        if name not in calendar:
            message = "'{word}' is not in the calendar"
            faults.append(ConditionFault(at, message, nearest(name, calendar), name))
    return faults


def roles_in(source: str) -> list[tuple[str, int]]:
    """Return the roles that a condition names, each with where it stands."""
    return _named(source, "has_role")


def _named(source: str, function: str) -> list[tuple[str, int]]:
    """Return the texts in quotes that a function is called with, and where."""
    found = []
    for call in re.finditer(rf"\b{function}\s*\(([^()]*)\)", source):
        texts = re.finditer(r"([\"'])((?:(?!\1).)*)\1", call[1])
        found += [(text[2], call.start(1) + text.start(2)) for text in texts]
    return found


def _too_much(message: str, most: int) -> ConditionFault:
    return ConditionFault(0, message, word=str(most))


_SAID = re.compile(r"ERROR: <input>:(\d+):(-?\d+): (.*)")
_UNKNOWN = re.compile(r"undeclared reference to '([^']*)'")


def _faults_of(said: str, source: str) -> list[ConditionFault]:
    faults: list[ConditionFault] = []
    for found in _SAID.finditer(said):
        offset, message = _offset(source, int(found[1]), int(found[2])), found[3]
        unknown = _UNKNOWN.search(message)
        if unknown:
            fault = _unknown(source, unknown[1], offset)
            last = faults[-1] if faults else fault
            # CEL says of one unknown method that object and method are unknown.
            if last is fault or fault.offset >= last.offset + len(last.word):
                faults.append(fault)
            continue
        message = re.sub(r"^Syntax error: ", "", message).partition(" expecting ")[0]
        message = re.sub(r" ?\(in container ''\)| ?\[INVALID_ARGUMENT\]", "", message)
        # CEL speaks English only.
        template = "this is no condition (CEL says: {word})"
        faults.append(ConditionFault(offset, template, word=message))
    return faults or [ConditionFault(0, "this is no condition in CEL")]


def _unknown(source: str, word: str, offset: int) -> ConditionFault:
    # CEL points at the dot or bracket inside or behind the name.
    start = source.rfind(word, 0, offset + len(word) + 1)
    start = offset if start < 0 else start
    near = nearest(word, (*_NAMES, *_SPACES))
    if near in _SPACES:
        whole = re.match(r"[\w.]+", source[start:])
        word = whole[0] if whole else word
        near = nearest(word, _NAMES)
    return ConditionFault(start, "'{word}' is not known here", near, word)


def _offset(source: str, line: int, column: int) -> int:
    above = source.split("\n")[: line - 1]
    return sum(len(text) + 1 for text in above) + max(column, 1) - 1


def _depth(source: str) -> int:
    deepest = depth = 0
    for character in source:
        depth += (character in "([{!-?") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest
