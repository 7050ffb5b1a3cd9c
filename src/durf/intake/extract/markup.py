"""Read XML of strangers: no entities, no outside files, and never as a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from durf.intake.extract.trouble import Reason, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    Attributes = dict[str, str]

DEEPEST = 2_000
_PIECE = 1 << 20


class Markup:
    """What a reader of one kind of XML does at each event.

    Names come without their namespace: the same word means the same in the
    transitional and the strict form of a format.
    """

    def started(self, name: str, attributes: Attributes) -> None:
        """Take the start of an element."""

    def ended(self, name: str) -> None:
        """Take the end of an element."""

    def said(self, text: str) -> None:
        """Take a run of text."""


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def value(attributes: Attributes, name: str) -> str:
    """Return an attribute by its name without a prefix, or nothing."""
    for key, found in attributes.items():
        if key == name or local(key) == name:
            return found
    return ""


def parse(content: bytes, markup: Markup) -> None:
    """Feed XML to a reader.

    Raises:
        Trouble: it is not well formed, declares entities, or nests absurdly deep.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = _counted(markup)
    parser.CharacterDataHandler = markup.said
    try:
        for start in range(0, len(content), _PIECE):
            parser.Parse(content[start : start + _PIECE], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Trouble(Reason.DAMAGED) from error


def _refuse(*_declaration: object) -> None:
    """Refuse entities: no office program writes them, every XML bomb does."""
    raise Trouble(Reason.EXPANDS)


def _counted(
    markup: Markup,
) -> tuple[Callable[[str, Attributes], None], Callable[[str], None]]:
    """Return handlers that pass names without prefix on, and count the depth."""
    names: dict[str, str] = {}
    started, ended = markup.started, markup.ended
    depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Trouble(Reason.DAMAGED)
        short = names.get(name)
        if short is None:
            # A file with ever new names must not fill the memory with them.
            short = local(name)
            if len(names) < DEEPEST:
                names[name] = short
        started(short, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        ended(names.get(name) or local(name))

    return start, end
