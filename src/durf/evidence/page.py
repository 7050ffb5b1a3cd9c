"""The page of a bundle: what a judge reads, and what the entries say, no more.

It has no script and fetches nothing.  The same bundle always makes the same page, so
that whoever verifies can make it again and compare.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from durf.evidence.page_words import TERMS, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from durf.evidence.bundle import Bundle, Shown

# To be raised with any change of the page: an older one is then not compared.
PAGE_VERSION = 1
_ID = 12
_PERSON = "person"
_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def page(bundle: Bundle, language: str) -> bytes:
    """Return the page of a bundle as HTML.

    Args:
        bundle: what it is about.
        language: ``"nl"`` or ``"en"``.
    """
    return "\n".join([*_Page(bundle, language).lines(), ""]).encode()


class _Page:
    def __init__(self, bundle: Bundle, language: str) -> None:
        self.bundle = bundle
        self.language = language
        self.words = WORDS[language]
        origin, _, _ = bundle.checkpoint.text.partition("\n")
        self.origin = origin
        self.paths = {name: f"media/{name}" for name in bundle.media}
        self.paths |= {name: f"policy/{name}.md" for name in bundle.policies}

    def lines(self) -> Iterator[str]:
        title = self.word("title", about=self.bundle.about)
        at = f"{self.bundle.exported_at:%Y-%m-%d %H:%M:%S} UTC"
        yield "<!DOCTYPE html>"
        yield f'<html lang="{self.language}">'
        yield '<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{title}</title>"
        yield f"<style>\n{_style()}</style>"
        yield f"<main>\n<h1>{title}</h1>"
        yield f'<p class="lead">{self.word("lead", origin=self.origin, at=at)}</p>'
        yield from self.overview()
        yield from self.details()
        yield from self.attached("policies", "policy", self.bundle.policies)
        yield from self.attached("media", "medium", self.bundle.media)
        yield from self.checking()
        yield "</main>\n</html>"

    def word(self, word: str, **values: str) -> str:
        return escape(self.words[word].format(**values))

    def overview(self) -> Iterator[str]:
        yield f"<h2>{self.word('overview')}</h2>"
        if not self.bundle.entries:
            yield f"<p>{self.word('none')}</p>"
            return
        heads = "".join(
            f'<th scope="col">{self.word(word)}</th>'
            for word in ("when", "what", "who", "subject", "number")
        )
        yield f'<div class="scroll"><table>\n<thead><tr>{heads}</tr></thead>\n<tbody>'
        for shown in self.bundle.entries:
            entry = shown.entry
            number = f'<a href="#entry-{shown.index}">{shown.index}</a>'
            cells = [_moment(entry.at), self.kind(entry.kind), self.who(shown)]
            cells += [escape(entry.subject), number]
            yield f"<tr>{''.join(f'<td>{x}</td>' for x in cells)}</tr>"
        yield "</tbody></table></div>"

    def who(self, shown: Shown) -> str:
        """Return the names of the people whose parts are shown."""
        contents = [x.content for x in shown.parts if x.name.startswith(_PERSON)]
        names = [x["name"] for x in contents if isinstance(x, dict) and "name" in x]
        return ", ".join(escape(str(name)) for name in names) or "–"

    def details(self) -> Iterator[str]:
        if self.bundle.entries:
            yield f"<h2>{self.word('details')}</h2>"
        for shown in self.bundle.entries:
            entry = shown.entry
            yield f'<article id="entry-{shown.index}">'
            yield f"<h3>{self.kind(entry.kind)}</h3>"
            told = f"{_moment(entry.at)} · {escape(entry.subject)} · "
            yield f'<p class="quiet">{told}{self.word("number")} {shown.index}</p>'
            yield f"<dl>{''.join(self.parts(shown))}</dl>\n</article>"

    def parts(self, shown: Shown) -> Iterator[str]:
        opened = {part.name: part for part in shown.parts}
        for name in sorted(shown.entry.parts):
            if name in opened:
                value = self.value(opened[name].content)
            else:
                word = "erased" if name in shown.erased else "withheld"
                value = f'<span class="gone">{self.word(word)}</span>'
            head, _, whose = name.partition(":")
            label = f"{self.term(head)} {escape(whose[:_ID])}".strip()
            yield f"<dt>{label}</dt><dd>{value}</dd>"

    def value(self, value: object) -> str:
        match value:
            case dict():
                inner = "".join(
                    f"<dt>{self.term(name)}</dt><dd>{self.value(one)}</dd>"
                    for name, one in value.items()
                )
                return f"<dl>{inner}</dl>"
            case list() if value:
                return f"<ul>{''.join(f'<li>{self.value(x)}</li>' for x in value)}</ul>"
            case bool():
                return self.word("yes" if value else "no")
            case None | []:
                return "–"
        return self.linked(escape(str(value)))

    def linked(self, text: str) -> str:
        """Let the name of a file in the bundle lead to it."""
        for digest in set(_DIGEST.findall(text)):
            path = self.paths.get(digest)
            if path:
                link = f'<a href="{path}"><code>{digest}</code></a>'
                text = text.replace(digest, link)
        return text

    def kind(self, kind: str) -> str:
        return ": ".join(map(self.term, kind.split("."))).capitalize()

    def term(self, word: str) -> str:
        known = TERMS.get(word, word) if self.language == "nl" else word
        return escape(known.replace("_", " "))

    def attached(self, heading: str, label: str, names: Iterable[str]) -> Iterator[str]:
        found = sorted(names)
        if found:
            yield f"<h2>{self.word(heading)}</h2>\n<ul>"
            for name in found:
                yield f"<li>{self.word(label)} {self.linked(name)}</li>"
            yield "</ul>"

    def checking(self) -> Iterator[str]:
        yield f"<h2>{self.word('check')}</h2>"
        yield f"<p>{self.word('why')}</p>\n<p>{self.word('how')}</p>"
        yield "<pre>durf evidence verify FILE.durfproof --key log.key"
        yield "python verify.py FILE.durfproof log.key</pre>"
        limits = "gapless" if self.is_gapless() else "limits"
        yield f"<p>{self.word(limits)}</p>"
        yield f"<h3>{self.word('state')}</h3>"
        yield f"<pre>{escape(self.bundle.checkpoint.text)}</pre>"

    def is_gapless(self) -> bool:
        places = [shown.index for shown in self.bundle.entries]
        return len(places) > 1 and places[-1] - places[0] + 1 == len(places)


def _moment(at: datetime) -> str:
    return f"<time>{at:%Y-%m-%d %H:%M:%S}</time>"


@cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text("utf-8")
