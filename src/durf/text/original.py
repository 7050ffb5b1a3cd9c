"""Regular expressions over the original text, as people write them in a policy.

Such an expression means the text exactly as it stands.  RE2 runs it in time
linear in the text; its trigger for Hyperscan is made of the parts that are
ASCII and therefore stand in the normal form too, with gaps for the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from re import _constants as sre  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from durf.text.expression import compile_text, refuse_doubtful
from durf.text.fold import fold_character
from durf.text.syntax import ENOUGH, MAX_REPEAT, counted, escaped, parse, split_ends

if TYPE_CHECKING:
    from collections.abc import Iterator

_GAP = "[\\x00-\\xff]*"
# So many bytes that must be there make a trigger rare enough.
_RARE = 2
_WORD = r"\pL\pM\pN_"
_CATEGORIES = {
    sre.CATEGORY_DIGIT: "0-9",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s\x{85}\pZ",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: _WORD,
    sre.CATEGORY_NOT_WORD: r"^\pL\pM\pN_",
}
_MARKS = {
    sre.AT_BOUNDARY: r"\b",
    sre.AT_NON_BOUNDARY: r"\B",
    sre.AT_BEGINNING: "^",
    sre.AT_BEGINNING_STRING: r"\A",
    sre.AT_END: "$",
    sre.AT_END_STRING: r"\z",
}
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)


@dataclass(frozen=True)
class OriginalExpression:
    """An expression over the original text.

    ``\\d`` is 0 to 9, ``\\w`` and ``\\b`` at both ends know all letters.

    Raises:
        ValueError: (from ``check``) it cannot be run in linear time, or not at all.
    """

    pattern: str

    @cached_property
    def trigger(self) -> bytes | None:
        """What Hyperscan must watch for; None where the text must always be asked."""
        tree = parse(self.pattern)
        _, items, _ = split_ends(list(tree))
        trigger, weight = _trigger(items)
        return trigger.encode("latin-1") if weight >= _RARE else None

    @cached_property
    def literal(self) -> str:
        """The longest run of letters and signs that every match has, if any."""
        _, items, _ = split_ends(list(parse(self.pattern)))
        runs = [""]
        for operator, argument in items:
            if operator is sre.LITERAL and argument < 128:
                runs[-1] += chr(argument)
            else:
                runs.append("")
        return max(runs, key=len)

    @cached_property
    def _exact(self) -> tuple[Any, int, int]:
        tree = parse(self.pattern)
        lead, items, trail = split_ends(list(tree))
        groups = tree.state.groupdict
        before = "".join(_beside(a, at_start=True) for a in lead)
        after = "".join(_beside(a, at_start=False) for a in trail)
        if not lead and items and items[0] == (sre.AT, sre.AT_BOUNDARY):
            before, items = rf"(?:\A|[^{_WORD}])", items[1:]
        if not trail and items and items[-1] == (sre.AT, sre.AT_BOUNDARY):
            after, items = rf"(?:\z|[^{_WORD}])", items[:-1]
        flags = tree.state.flags
        said = "".join(
            letter
            for letter, flag in (("i", re.I), ("m", re.M), ("s", re.S))
            if flags & flag
        )
        main = f"(?{said}:{_exact(items)})" if said else _exact(items)
        if not before and not after:
            return compile_text(main), groups.get("it", 0), 0
        group = groups["it"] + 1 if "it" in groups else 1
        return compile_text(f"{before}({main}){after}"), group, int(bool(before))

    def check(self) -> None:
        """Raise ValueError now if the pattern cannot be used."""
        refuse_doubtful(self.pattern)
        _ = self._exact, self.trigger

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of the matches in a text, in code points."""
        compiled, group, leads = self._exact
        # In bytes: of a text, RE2's wrapper counts anew from the start for each match.
        raw = text.encode("utf-8", "replace")
        at = seen = point = 0
        while at < len(raw) and (match := compiled.search(raw, at)) is not None:
            start, end = match.span(group)
            if end > start:
                point += _points(raw, seen, start)
                within = _points(raw, start, end)
                yield point, point + within
                point, seen = point + within, end
            at = _next(raw, max(_back(raw, end, leads), match.start() + 1, at + 1))

    def __getstate__(self) -> str:
        return self.pattern

    def __setstate__(self, pattern: str) -> None:
        object.__setattr__(self, "pattern", pattern)


def _points(raw: bytes, start: int, end: int) -> int:
    """Return how many code points a part of UTF-8 has."""
    return len(raw[start:end].decode("utf-8"))


def _next(raw: bytes, at: int) -> int:
    """Return where the next character of UTF-8 begins."""
    while at < len(raw) and raw[at] & 0xC0 == 0x80:
        at += 1
    return at


def _back(raw: bytes, at: int, count: int) -> int:
    """Return where the last characters before a place begin, none or one."""
    at -= count
    while count and raw[at] & 0xC0 == 0x80:
        at -= 1
    return at


def _beside(assertion: Any, *, at_start: bool) -> str:  # noqa: ANN401
    operator, (_, inner) = assertion
    items = list(inner)
    if len(items) != 1 or items[0][0] not in (sre.LITERAL, sre.IN):
        raise ValueError("a lookaround may hold one class of characters only")
    operand = items[0]
    if operator is sre.ASSERT:
        return _exact([operand])
    members = operand[1] if operand[0] is sre.IN else [operand]
    if members[0][0] is sre.NEGATE:
        other = _class(members[1:], negated=False)
    else:
        other = _class(members, negated=True)
    edge = r"\A" if at_start else r"\z"
    return f"(?:{edge}|{other})"


def _exact(items: Any) -> str:  # noqa: ANN401
    return "".join(_item(operator, argument) for operator, argument in items)


def _item(operator: Any, argument: Any) -> str:  # noqa: ANN401
    if operator is sre.LITERAL:
        return _letter(argument)
    if operator is sre.NOT_LITERAL:
        return f"[^{_letter(argument)}]"
    if operator is sre.ANY:
        return "."
    if operator is sre.IN:
        negated = argument[0][0] is sre.NEGATE
        return _class(argument[negated:], negated=negated)
    if operator is sre.AT:
        return _MARKS[argument]
    if operator is sre.BRANCH:
        return "(?:" + "|".join(_exact(part) for part in argument[1]) + ")"
    if operator is sre.SUBPATTERN:
        return _group(argument)
    if operator in _REPEATS:
        return _repeat(operator, argument)
    raise ValueError("back-references and inner lookarounds are not taken")


def _class(members: Any, *, negated: bool) -> str:  # noqa: ANN401
    parts: list[str] = []
    for kind, value in members:
        if kind is sre.RANGE:
            parts.append(f"{_letter(value[0])}-{_letter(value[1])}")
        elif kind is sre.CATEGORY and value is sre.CATEGORY_NOT_WORD:
            if negated or len(members) > 1:
                raise ValueError(r"\W may not stand in a class with others")
            return rf"[^{_WORD}]"
        else:
            parts.append(_CATEGORIES[value] if kind is sre.CATEGORY else _letter(value))
    return f"[{'^' if negated else ''}{''.join(parts)}]"


def _group(argument: Any) -> str:  # noqa: ANN401
    group, added, removed, inner = argument
    names = (("i", re.I), ("m", re.M), ("s", re.S))
    on = "".join(letter for letter, flag in names if added & flag)
    off = "".join(letter for letter, flag in names if removed & flag)
    body = _exact(inner)
    if on or off:
        body = f"(?{on}{'-' + off if off else ''}:{body})"
    return f"({body})" if group is not None else f"(?:{body})"


def _repeat(operator: Any, argument: Any) -> str:  # noqa: ANN401
    least, most, inner = argument
    if least > MAX_REPEAT or (most is not sre.MAXREPEAT and most > MAX_REPEAT):
        raise ValueError(f"a repeat may count to {MAX_REPEAT} at most")
    lazy = "?" if operator is sre.MIN_REPEAT else ""
    return f"(?:{_exact(inner)}){counted(least, most)}{lazy}"


def _letter(code: int) -> str:
    character = chr(code)
    plain = character.isascii() and character.isalnum()
    return character if plain else f"\\x{{{code:x}}}"


def _trigger(items: Any) -> tuple[str, int]:  # noqa: ANN401
    """Return an expression over the plain form, and the bytes it needs at least."""
    parts: list[str] = []
    weight = 0
    for operator, argument in items:
        part, needs = _trigger_item(operator, argument)
        if not (part == _GAP and parts[-1:] == [_GAP]):
            parts.append(part)
        weight += needs
    while parts and parts[0] == _GAP:
        parts.pop(0)
    while parts and parts[-1] == _GAP:
        parts.pop()
    return "".join(parts), weight


def _trigger_item(operator: Any, argument: Any) -> tuple[str, int]:  # noqa: ANN401
    if operator is sre.LITERAL:
        folded = fold_character(chr(argument)).lower()
        return "".join(map(escaped, folded)) or _GAP, len(folded)
    if operator is sre.IN:
        return _trigger_class(argument)
    if operator is sre.AT:
        return "", 0
    if operator is sre.SUBPATTERN:
        body, weight = _trigger(argument[3])
        return (f"(?:{body})", weight) if body else (_GAP, 0)
    if operator is sre.BRANCH:
        parts = [_trigger(part) for part in argument[1]]
        least = min(weight for _, weight in parts)
        return (
            ("(?:" + "|".join(p for p, _ in parts) + ")", least) if least else (_GAP, 0)
        )
    if operator in _REPEATS and argument[0] > 0:
        least = min(argument[0], ENOUGH)
        body, weight = _trigger(argument[2])
        most = argument[1] if argument[1] == argument[0] else sre.MAXREPEAT
        return (
            (f"(?:{body}){counted(least, most)}", least * weight)
            if weight
            else (_GAP, 0)
        )
    return _GAP, 0


def _trigger_class(members: Any) -> tuple[str, int]:  # noqa: ANN401
    codes: set[int] = set()
    for kind, value in members:
        if kind is sre.CATEGORY and value is sre.CATEGORY_DIGIT:
            codes |= set(range(48, 58))
        elif kind is sre.LITERAL and value < 128:
            codes.add(value)
        elif kind is sre.RANGE and value[1] < 128:
            codes |= set(range(value[0], value[1] + 1))
        else:
            return _GAP, 0
    lowered = {ord(chr(code).lower()) for code in codes}
    return "[" + "".join(escaped(code) for code in sorted(lowered)) + "]", 1
