"""From one expression to the two that run: RE2's exact one, Hyperscan's trigger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from durf.text.expression import DIGITS_FOR_LETTERS
from durf.text.fold import fold_character

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PATTERN = 4_000
MAX_REPEAT = 1_000
# A trigger needs no more of a repeat than this to be rare.
ENOUGH = 40
# So many in a row are rare, whatever stands before them.
LONG = 12

ALL_BYTES = frozenset(range(256))
_DIGITS = frozenset(b"0123456789")
_SPACES = frozenset(b" \t\n\r\f\v")
_WORD = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
) | frozenset(range(128, 256))
CATEGORIES = {
    sre.CATEGORY_DIGIT: _DIGITS,
    sre.CATEGORY_NOT_DIGIT: ALL_BYTES - _DIGITS,
    sre.CATEGORY_SPACE: _SPACES,
    sre.CATEGORY_NOT_SPACE: ALL_BYTES - _SPACES,
    sre.CATEGORY_WORD: _WORD,
    sre.CATEGORY_NOT_WORD: ALL_BYTES - _WORD,
}
_BOUNDARIES = {
    sre.AT_BOUNDARY: r"\b",
    sre.AT_NON_BOUNDARY: r"\B",
    sre.AT_BEGINNING: r"\A",
    sre.AT_BEGINNING_STRING: r"\A",
    sre.AT_END: r"\z",
    sre.AT_END_STRING: r"\z",
}
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_AT_WORD_EDGE = (sre.AT, sre.AT_BOUNDARY)
_ASSERTIONS = (sre.ASSERT, sre.ASSERT_NOT)


def parse(pattern: str) -> Any:  # noqa: ANN401 - the parser's tree has no types
    """Parse a pattern with Python's own parser.

    Raises:
        ValueError: it is no regular expression, or too long or too deep.
    """
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"an expression may have {MAX_PATTERN} characters at most")
    return tree_of(pattern)


def tree_of(pattern: str) -> Any:  # noqa: ANN401 - the parser's tree has no types
    """Parse a pattern of any length.

    Raises:
        ValueError: it is no regular expression, or too deep.
    """
    try:
        return _parser.parse(pattern)
    except re.error as error:
        raise ValueError(f"{error.msg} at position {error.pos}") from None
    except (RecursionError, OverflowError):
        raise ValueError("this is nested too deeply or repeats too often") from None


def exact_of(pattern: str, *, lower: bool, tolerant: bool) -> tuple[bytes, int, int]:
    """Return RE2's expression, the group that counts, and the bytes read before it.

    Raises:
        ValueError: the pattern needs what cannot be run in linear time.
    """
    tree = parse(pattern)
    lead, items, trail = split_ends(list(tree))
    writer = Writer(lower=lower, tolerant=tolerant)
    groups = tree.state.groupdict
    flags = tree.state.flags & re.IGNORECASE
    if flags:
        writer = Writer(lower=lower, tolerant=tolerant, caseless=True)
    main = writer.sequence(items)
    if not lead and not trail:
        return main.encode("latin-1"), groups.get("it", 0), 0
    before = "".join(_beside(a, writer, at_start=True) for a in lead)
    after = "".join(_beside(a, writer, at_start=False) for a in trail)
    exact = f"{before}({main}){after}".encode("latin-1")
    return exact, groups["it"] + 1 if "it" in groups else 1, len(lead)


def trigger_of(pattern: str, *, tolerant: bool, alone: bool) -> bytes:
    """Return Hyperscan's expression over the plain form: a superset of the exact.

    Args:
        pattern: in Python's syntax.
        tolerant: digits may stand for letters.
        alone: it is the whole trigger, and no part of a longer one.
    """
    lead, items, _ = split_ends(list(parse(pattern)))
    writer = Writer(lower=True, tolerant=tolerant, caseless=True, widens=True)
    before = "".join(map(_clear_before, lead)) if alone else ""
    items = _clipped(items, -1)
    if not before:
        items = _clipped(_from_long_repeat(items), 0)
    return (before + writer.sequence(items)).encode("latin-1")


def _clear_before(assertion: Any) -> str:  # noqa: ANN401
    """Write what may stand before a trigger, where its expression forbids something.

    Without it every place in a long run of digits would be the beginning of one.
    """
    kind, (_, inner) = assertion
    if kind is not sre.ASSERT_NOT:
        return ""
    forbidden, _ = _one_character(list(inner), Writer(lower=False, tolerant=False))
    # The plain form does not tell a capital from a small letter.
    capitals = {byte for byte in range(65, 91) if byte + 32 not in forbidden}
    small = {byte + 32 for byte in range(65, 91) if byte not in forbidden}
    return f"(?:^|{written(ALL_BYTES - (forbidden - capitals - small))})"


def split_ends(items: list[Any]) -> tuple[list[Any], list[Any], list[Any]]:
    """Split off the assertions that stand at both ends."""
    first, last = 0, len(items)
    while first < last and items[first][0] in _ASSERTIONS:
        first += 1
    while last > first and items[last - 1][0] in _ASSERTIONS:
        last -= 1
    lead, trail = items[:first], items[last:]
    if any(a[1][0] > 0 for a in lead) or any(a[1][0] < 0 for a in trail):
        raise ValueError("a lookaround may only look outwards, at either end")
    if len(lead) > 1 or len(trail) > 1:
        raise ValueError("at most one lookaround may stand at either end")
    return lead, items[first:last], trail


def _beside(assertion: Any, writer: Writer, *, at_start: bool) -> str:  # noqa: ANN401
    kind, (_, inner) = assertion
    members, can_be_edge = _one_character(list(inner), writer)
    if kind is sre.ASSERT_NOT:
        edge = r"\A" if at_start else r"\z"
        rest = written(ALL_BYTES - members)
        return rest if can_be_edge else f"(?:{edge}|{rest})"
    edge = r"\A" if at_start else r"\z"
    shown = written(members)
    return f"(?:{edge}|{shown})" if can_be_edge else shown


def _one_character(items: list[Any], writer: Writer) -> tuple[frozenset[int], bool]:
    """Return the bytes that an assertion names, and whether the edge counts too."""
    if len(items) == 1:
        operator, argument = items[0]
        if operator is sre.BRANCH:
            parts = [_one_character(list(part), writer) for part in argument[1]]
            every = frozenset[int]().union(*(part[0] for part in parts))
            return every, any(part[1] for part in parts)
        if operator is sre.SUBPATTERN:
            return _one_character(list(argument[3]), writer)
        if operator is sre.AT and argument in (sre.AT_BEGINNING, sre.AT_END):
            return frozenset(), True
        members = writer.members(operator, argument)
        if members is not None:
            return members, False
    raise ValueError("a lookaround may hold one class of characters only")


def _from_long_repeat(items: list[Any]) -> list[Any]:
    """Leave out a class before a long repeat that more follows.

    Where it begins says little more, and where it ends can then be counted to.
    """
    start = 1 if items[:1] == [_AT_WORD_EDGE] else 0
    if start < len(items) and items[start][0] is sre.IN:
        start += 1
    rest = items[start:]
    if len(rest) < 2 or rest[0][0] not in REPEATS or rest[0][1][0] < LONG:
        return items
    return rest


def _clipped(items: list[Any], end: int) -> list[Any]:
    """Drop or shorten the repeats at one end, which no trigger needs.

    Args:
        items: the sequence.
        end: 0 for its beginning, -1 for its end.
    """
    kept = list(items)
    while kept and (_is_optional(kept[end]) or (end and _ends_repeat(kept))):
        kept.pop(end)
    if not kept:
        return kept
    operator, argument = kept[end]
    if operator in REPEATS:
        least = min(argument[0], ENOUGH)
        kept[end] = (operator, (least, least, argument[2]))
    elif operator is sre.BRANCH:
        parts = [_clipped(list(part), end) for part in argument[1]]
        kept[end] = (operator, (argument[0], parts))
    elif operator is sre.SUBPATTERN:
        *flags, inner = argument
        kept[end] = (operator, (*flags, _clipped(list(inner), end)))
    return kept


def _ends_repeat(items: list[Any]) -> bool:
    """Tell whether a repeat goes on to the end of a word, which may be far away."""
    return items[-1] == _AT_WORD_EDGE and items[-2:-1] != [] and items[-2][0] in REPEATS


def _is_optional(item: Any) -> bool:  # noqa: ANN401
    return item[0] in REPEATS and item[1][0] == 0


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes a parsed pattern over bytes of the normal form.

    Args:
        lower: the text it will look at is in lower case.
        tolerant: digits may stand for letters.
        caseless: letter case does not count.
        widens: what it writes may take more than what it reads.
    """

    lower: bool
    tolerant: bool
    caseless: bool = False
    widens: bool = False

    def sequence(self, items: Iterable[tuple[Any, Any]]) -> str:
        """Write one item after the other."""
        return "".join(self.item(operator, argument) for operator, argument in items)

    def item(self, operator: Any, argument: Any) -> str:  # noqa: ANN401
        """Write one item of a parsed pattern."""
        if operator is sre.LITERAL:
            return self._literal(argument)
        members = self.members(operator, argument)
        if members is not None:
            return written(members)
        write = _WRITERS.get(operator)
        if write is None:
            raise ValueError("back-references and inner lookarounds are not taken")
        return write(self, operator, argument)

    def members(self, operator: Any, argument: Any) -> frozenset[int] | None:  # noqa: ANN401
        """Return the bytes a one-character item accepts, or None for other items."""
        if operator is sre.ANY:
            return ALL_BYTES - {10}
        if operator is sre.LITERAL:
            return self._cased(_folded(argument))
        if operator is sre.NOT_LITERAL:
            return ALL_BYTES - self._cased(_folded(argument))
        if operator is not sre.IN:
            return None
        negated = argument[0][0] is sre.NEGATE
        found: frozenset[int] = frozenset()
        for kind, value in argument[negated:]:
            found |= self._member(kind, value)
        return ALL_BYTES - found if negated else found

    def _member(self, kind: Any, value: Any) -> frozenset[int]:  # noqa: ANN401
        if kind is sre.CATEGORY:
            return CATEGORIES[value]
        if kind is sre.RANGE:
            first, last = value
            wide = frozenset(range(128, 256)) if last > 127 else frozenset()
            return self._cased(frozenset(range(first, min(last, 127) + 1))) | wide
        return self._cased(_folded(value))

    def _cased(self, found: frozenset[int]) -> frozenset[int]:
        letters = {b for b in found if chr(b).isascii() and chr(b).isalpha()}
        both = {b ^ 32 for b in letters} if self.caseless else set()
        wide = found | both
        if self.lower:
            wide = frozenset(b + 32 if 65 <= b <= 90 else b for b in wide)
        if self.tolerant:
            names = (DIGITS_FOR_LETTERS.get(chr(b).lower()) for b in letters)
            wide |= {ord(digit) for digit in names if digit}
        return frozenset(wide)

    def _literal(self, code: int) -> str:
        folded = fold_character(chr(code))
        return "".join(written(self._cased(frozenset({byte}))) for byte in folded)

    def _repeat(self, operator: Any, argument: Any) -> str:  # noqa: ANN401
        least, most, inner = argument
        if least > MAX_REPEAT or (most is not sre.MAXREPEAT and most > MAX_REPEAT):
            raise ValueError(f"a repeat may count to {MAX_REPEAT} at most")
        body = self.sequence(inner)
        if not (len(inner) == 1 and inner[0][0] in (sre.LITERAL, sre.IN, sre.ANY)):
            body = f"(?:{body})"
        if self.widens:
            least, most = self._widened(least, most)
        lazy = "?" if operator is sre.MIN_REPEAT and not self.widens else ""
        return body + counted(least, most) + lazy

    def _widened(self, least: int, most: Any) -> tuple[int, Any]:  # noqa: ANN401
        if (least, most) == (0, 1) or most == least <= ENOUGH:
            return least, most
        return min(least, ENOUGH), sre.MAXREPEAT

    def _branch(self, _: Any, argument: Any) -> str:  # noqa: ANN401
        return "(?:" + "|".join(self.sequence(part) for part in argument[1]) + ")"

    def _group(self, _: Any, argument: Any) -> str:  # noqa: ANN401
        group, added, removed, inner = argument
        writer = self
        if added & re.IGNORECASE or removed & re.IGNORECASE:
            caseless = self.widens or bool(added & re.IGNORECASE)
            writer = Writer(self.lower, self.tolerant, caseless, self.widens)
        body = writer.sequence(inner)
        return f"({body})" if group is not None and not self.widens else f"(?:{body})"

    def _boundary(self, _: Any, argument: Any) -> str:  # noqa: ANN401
        mark = _BOUNDARIES[argument]
        # The normal form ends a text elsewhere than its original may.
        return "" if self.widens and mark != r"\b" else mark


_WRITERS = {
    sre.MAX_REPEAT: Writer._repeat,
    sre.MIN_REPEAT: Writer._repeat,
    sre.BRANCH: Writer._branch,
    sre.SUBPATTERN: Writer._group,
    sre.AT: Writer._boundary,
}


def _folded(code: int) -> frozenset[int]:
    folded = fold_character(chr(code))
    # A letter of another script is several bytes; a class then takes each of them.
    return frozenset(folded)


def counted(least: int, most: Any) -> str:  # noqa: ANN401
    """Write how often something is repeated."""
    if (least, most) == (1, 1):
        return ""
    if (least, most) == (0, 1):
        return "?"
    if most is sre.MAXREPEAT:
        return {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


def written(members: frozenset[int]) -> str:
    """Write a set of bytes as a class, or as a letter where it is one."""
    if members == ALL_BYTES:
        return r"[\x00-\xff]"
    if not members:
        return r"[^\x00-\xff]"
    if len(members) == 1:
        return escaped(next(iter(members)))
    inside = len(members) <= 128
    shown = members if inside else ALL_BYTES - members
    return ("[" if inside else "[^") + "".join(_ranges(sorted(shown))) + "]"


def _ranges(codes: list[int]) -> list[str]:
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return [
        escaped(first) if first == last else f"{escaped(first)}-{escaped(last)}"
        for first, last in runs
    ]


def escaped(code: int) -> str:
    """Write a byte as it may stand in an expression."""
    character = chr(code)
    return character if code < 128 and character.isalnum() else f"\\x{code:02x}"
