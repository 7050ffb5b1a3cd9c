"""Where the sentences of a text begin and end, in Dutch and English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A full stop after these ends no sentence; single letters are initials.
_ABBREVIATIONS = frozenset(
    """
    a.d aanh abs adj afb afd afz ag al alg am apr approx art asst aug ave b.v blz bijl
    bijv bv bvb ca cap capt cf ch co col corp d.d d.m.v d.w.z dec dep dept dhr dir div
    dr drs ds e.a e.d e.g e.v ed eds eg enz esq est et etc evt excl feb fig fr ft gem
    gen gov h.l hon hr i.c i.d.r i.e i.h.b i.p.v i.v.m inc incl ing ir jan jhr jl jr
    jul jun kol l.g lt ltd m.a.w m.b.t m.b.v m.i.v m.n m.u.v maj mej mevr mgr mln mld
    mr mrd mrs ms mt mw n.a.v n.b n.v nl no nov nr nrs nv o.a o.b.v o.i.d o.l.v o.m
    o.m.v oct okt op p.m par pct ph.d plv pp pres prof q.q r.k red rep resp rev s.v.p
    secr sen sep sept sgt sr st str t.a.v t.b.v t.g.v t.n.v t.o.v t/m tel u.s univ v.a
    v.chr v.l.n.r v.w.b vgl vol vs w.o wnd zgn z.g.a.n z.o.z z.s.m
    """.split()
)
_EMOJI = "\u2600-\u27bf\u2b50-\u2b55\U0001f000-\U0001faff\ufe0f\u200d"
# Each looks behind itself, so that a long run is not tried from its every place.
_END = re.compile(
    rf"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s|$)"
    rf"|(?<![{_EMOJI}])[{_EMOJI}]+(?=\s|$)"
    r"|(?<![ \t])[ \t]*(?:\r\n?|\n)"
)
_LAST_WORD = re.compile(r"[^\s(\[\"“‘„]*$")
_BLANK = re.compile(r"[ \t]*(?:\r\n?|\n)")
_WORD = re.compile(r"\S+")
_LINK = re.compile(r"(?:https?://|www\.)\S*|[^\w€$£%]+")
_NAME = re.compile(r"[\W_]*@\w+[\W_]*")
_TAG = re.compile(r"#\w+[\W_]*")
_LAST = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_LETTER = re.compile(r"[^\W\d_]")
_WRAPPED = 55
_LONGEST = 400
_PAUSE = re.compile(r"[;:,–—]\s")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text as spans of code points, in order.

    Names that a post is addressed to, and the links and hashtags at its end,
    belong to no sentence; what holds no letter is none.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [*_ends(text), len(text)]:
        span = _trimmed(text, start, end)
        if span is not None:
            spans.extend(_shortened(text, *span))
        start = end
    return spans


def _ends(text: str) -> Iterator[int]:
    line = 0
    for found in _END.finditer(text):
        mark = found.group()
        if mark.endswith(("\n", "\r")):
            if _ends_paragraph(text, line, found.start(), found.end()):
                yield found.end()
            line = found.end()
        elif _ends_sentence(text, found.start(), found.end()):
            yield found.end()


def _ends_paragraph(text: str, line: int, end: int, after: int) -> bool:
    if _BLANK.match(text, after) or after >= len(text):
        return True
    follows = text[after:].lstrip(" \t")[:1]
    return not follows.islower() and end - line < _WRAPPED


def _ends_sentence(text: str, start: int, end: int) -> bool:
    follows = text[end : end + 80].lstrip()[:2].lstrip("\"'“‘„([«")[:1]
    if follows.islower():
        return False
    if text[start:end] != ".":
        return True
    found = _LAST_WORD.search(text, max(0, start - 40), start)
    word = found.group().casefold() if found else ""
    if len(word) == 1:
        return not word.isalpha()
    if word.isdigit() and len(word) < 3:
        return not text[max(0, start - len(word) - 1) : start - len(word)].strip()
    return word not in _ABBREVIATIONS


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    spans = [found.span() for found in _WORD.finditer(text, start, end)]
    words = [text[first:last] for first, last in spans]
    first, last = 0, len(words)
    while first < last and _is_aside(words[first]):
        first += 1
    while first < last and (
        _is_aside(words[last - 1]) or _TAG.fullmatch(words[last - 1])
    ):
        last -= 1
    if first == last:
        return None
    if _ends_with_its_tag(words[last - 1 :]):
        last += 1
    span = spans[first][0], spans[last - 1][1]
    return span if _LETTER.search(text, *span) else None


def _is_aside(word: str) -> bool:
    return bool(_LINK.fullmatch(word) or _NAME.fullmatch(word))


def _ends_with_its_tag(words: list[str]) -> bool:
    """Tell whether one hashtag is the last word of a sentence, and no label."""
    tags = [word for word in words[1:] if _TAG.fullmatch(word)]
    return len(tags) == 1 and tags == words[1:2] and not _LAST.search(words[0])


def _shortened(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what runs on and on at a pause, for a long text means everything."""
    while end - start > _LONGEST:
        pauses = [
            found.end()
            for found in _PAUSE.finditer(text, start + _LONGEST // 2, start + _LONGEST)
        ]
        cut = pauses[-1] if pauses else text.rfind(" ", start, start + _LONGEST) + 1
        if cut <= start:
            cut = start + _LONGEST
        yield start, start + len(text[start:cut].rstrip())
        start = cut
    if start < end:
        yield start, end
