"""The prose of a policy as HTML that can do nothing but be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

# A link to anything else than a place to read, write to or call starts a program.
LINKED = ("http:", "https:", "mailto:", "tel:")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class ProseWriter:
    """Writes Markdown as HTML; what links mean is known of all parts together.

    Args:
        parts: all the prose, for a link may be explained far below its use.
    """

    def __init__(self, parts: Iterable[str]) -> None:
        from markdown_it import MarkdownIt

        options = {"html": False, "maxNesting": 40}
        self._markdown = MarkdownIt("commonmark", options).enable("table")
        self._markdown.validateLink = _may_be_linked  # type: ignore[assignment]
        self._environment: dict[str, Any] = {}
        for part in parts:
            self._markdown.parse(part, self._environment)

    def html(self, markdown: str) -> str:
        """Return a part as HTML."""
        tokens = self._markdown.parse(markdown, self._environment)
        for token in tokens:
            _calm(token)
        options = self._markdown.options
        html: str = self._markdown.renderer.render(tokens, options, self._environment)
        return html


def _may_be_linked(address: str) -> bool:
    scheme = _SCHEME.match(address.strip())
    return scheme is None or scheme.group().lower() in LINKED


def _calm(token: Token) -> None:
    if token.type in ("heading_open", "heading_close"):
        # A heading inside a list or quotation is no part of the outline.
        token.tag = "p"
    if style := token.attrGet("style"):
        # Columns are aligned by style, which no strict page would let in.
        del token.attrs["style"]
        token.attrSet("class", str(style).removeprefix("text-align:"))
    for index, child in enumerate(token.children or ()):
        if child.type == "image":
            assert token.children is not None
            token.children[index] = _named(child)


def _named(image: Token) -> Token:
    """Return a picture's description in its place: showing it asks a server."""
    from markdown_it.token import Token

    return Token("text", "", 0, content=image.content or str(image.attrs.get("src")))
