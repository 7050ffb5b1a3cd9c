"""YAML as nodes that know their place, without tags, aliases or guessed types.

The YAML in a policy is written by people who do not know that ``no`` is a
boolean and ``1.10`` a float.  So nothing is guessed: a scalar stays the text
that was written, and whoever reads it asks for what it needs (``as_bool``,
``as_int`` …).  Aliases are refused, which makes expansion bombs impossible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from durf.source.nodes import Mapping, Scalar, Sequence
from durf.source.place import Place

if TYPE_CHECKING:
    from collections.abc import Sequence as SequenceOf

    from durf.source.faults import Faults
    from durf.source.nodes import Node

    Lines = SequenceOf[str]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH = 20
_NO_BREAKS = dict.fromkeys(map(ord, "\x85\u2028\u2029"), " ")


def read_yaml(text: str, start: Place, faults: Faults) -> Node | None:
    """Read one YAML document that stands in a file from ``start`` on.

    Args:
        text: the document.
        start: where its first line stands in the file; the column is how far
            the whole block is indented there, from 1.
        faults: receives what is wrong; then None is returned.
    """
    try:
        return _Builder(start, faults).build(text)
    except yaml.MarkedYAMLError as error:
        problem = error.problem or error.context or "unreadable"
        marks = [error.problem_mark, error.context_mark]
        if "end of stream" in problem or "expected ':'" in problem:
            # Where it was opened says more than where the text ends.
            marks.reverse()
        place = _place_in(text, start, marks[0] or marks[1], faults.lines)
        faults.add(
            place, "yaml", "this is not readable YAML: {problem}", problem=problem
        )
    except yaml.reader.ReaderError:
        # Its own position counts bytes.
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        at = found.start() if found else 0
        place = _place_of_offset(text, start, at, faults.lines)
        faults.add(place, "yaml", "this character may not stand in YAML")
    except _Refused:
        pass
    return None


class _Refused(Exception):
    """The fault is recorded; nothing of the document is used."""


class _Builder:
    """Builds nodes from events with a stack of its own, so depth cannot overflow."""

    def __init__(self, start: Place, faults: Faults) -> None:
        self.start = start
        self.faults = faults
        self.open: list[tuple[yaml.Event, list[Node]]] = []
        self.root: Node | None = None

    def build(self, text: str) -> Node | None:
        # libyaml counts columns right only in text; lone surrogates it cannot take,
        # and what it takes for the end of a line besides is none in our count.
        clean = text.encode("utf-8", "replace").decode("utf-8").translate(_NO_BREAKS)
        for event in yaml.parse(clean, Loader=_Loader):
            self._take(event)
        return self.root

    def _take(self, event: yaml.Event) -> None:
        self._check_marks(event)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(
                event, "yaml-alias", "aliases (*name) are not taken in a policy"
            )
        elif isinstance(event, yaml.ScalarEvent):
            place = self._place(event)
            self._keep(Scalar(place, event.value, event.style in ("'", '"')))
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            if len(self.open) >= MAX_DEPTH:
                self._refuse(event, "yaml-depth", "this is nested too deeply")
            self.open.append((event, []))
        elif isinstance(event, yaml.SequenceEndEvent):
            begin, items = self.open.pop()
            self._keep(Sequence(self._place(begin), tuple(items)))
        elif isinstance(event, yaml.MappingEndEvent):
            begin, items = self.open.pop()
            self._keep(self._mapping(self._place(begin), items))
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._refuse(
                event, "yaml-documents", "only one YAML document may stand here"
            )

    def _place(self, event: yaml.Event) -> Place:
        return _place(self.start, event.start_mark, self.faults.lines)

    def _check_marks(self, event: yaml.Event) -> None:
        # Who writes "!important" or "&co" means a text, and would lose it.
        if isinstance(event, yaml.AliasEvent):
            return
        place = self._place(event)
        if getattr(event, "tag", None) is not None:
            template = "'!' begins a tag in YAML: put the text between quotes"
            self.faults.add(place, "yaml-tag", template)
        if getattr(event, "anchor", None) is not None:
            template = "'&' begins an anchor in YAML: put the text between quotes"
            self.faults.add(place, "yaml-anchor", template)

    def _mapping(self, place: Place, flat: list[Node]) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        seen: set[str] = set()
        for key, value in zip(flat[::2], flat[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.faults.add(key.place, "yaml-key", "a key must be a plain word")
            elif key.text in seen:
                self.faults.add(
                    key.place, "yaml-twice", "'{key}' stands here twice", key=key.text
                )
            else:
                seen.add(key.text)
                pairs.append((key, value))
        return Mapping(place, tuple(pairs))

    def _keep(self, node: Node) -> None:
        if self.open:
            self.open[-1][1].append(node)
        else:
            self.root = node

    def _refuse(self, event: yaml.Event, code: str, template: str) -> None:
        self.faults.add(self._place(event), code, template)
        raise _Refused


def _place(start: Place, mark: Any, lines: Lines) -> Place:  # noqa: ANN401
    """Return the place of a mark, of which YAML has two classes."""
    if mark is None:
        return start
    line = start.line + mark.line
    return Place(start.file, line, _indent(start, line, lines) + mark.column + 1)


def _place_in(text: str, start: Place, mark: Any, lines: Lines) -> Place:  # noqa: ANN401
    """Return the place of a mark; of one behind the text, the end of the text."""
    own = text.rstrip("\n").split("\n")
    if mark is None or mark.line < len(own):
        return _place(start, mark, lines)
    line = start.line + len(own) - 1
    return Place(start.file, line, _indent(start, line, lines) + len(own[-1]) + 1)


def _place_of_offset(text: str, start: Place, offset: int, lines: Lines) -> Place:
    before = text[:offset]
    column = offset - (before.rfind("\n") + 1)
    line = start.line + before.count("\n")
    return Place(start.file, line, _indent(start, line, lines) + column + 1)


def _indent(start: Place, line: int, lines: Lines) -> int:
    """Return how far a line is indented with its block; later ones may be less."""
    shown = lines[line - 1] if line <= len(lines) else ""
    return min(start.column - 1, len(shown) - len(shown.lstrip(" ")))
