"""Shows texts as servers show them, by their published rules; and what they tell."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

from hypothesis import strategies as st

ANNA = {"url": "https://social.example/@anna", "acct": "anna"}
BRAM = {"url": "https://other.example/users/bram", "acct": "bram@other.example"}
_PEOPLE = {
    "@anna": ANNA,
    "@anna@social.example": ANNA,
    "@bram@other.example": BRAM,
}
_PARTS = re.compile(
    r"(?P<link>https?://\S+)|(?P<mention>@\w+(?:@[\w.]+\w)?)|(?P<hashtag>[#＃]\w+)"
)
WORDS = [
    "woord",
    "Zin.",
    "<b>&amp;</b>",
    "\"nee\" & 'ja'",
    "https://durf.example/een/lang/adres/van/meer/dan/dertig?en=een&nog=een#deel",
    "http://www.durf.example/",
    "https://durf.example",
    "https://durf.example/een/café?q=ü",
    "https://café.example/100%25/",
    "@anna",
    "@Anna@social.example",
    "@bram@other.example",
    "@nobody@nowhere.example",
    "#Tag",
    "＃日本",
    "👍🏽",
    "👨‍👩‍👧‍👦",
    ":durf:",
    "**vet**",
    "e\u0301",
    "5 > 3",
    "1.",
]
BETWEEN = [" ", "  ", "\n", "\n\n", "\n\n\n", "\r\n", " \n ", "\t"]


@st.composite
def texts(draw) -> str:
    """Texts as people type them, with all that servers do something to."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
    gaps = draw(
        st.lists(
            st.sampled_from(BETWEEN), min_size=len(words) - 1, max_size=len(words) - 1
        )
    )
    pieces = [words[0]]
    for gap, word in zip(gaps, words[1:], strict=True):
        pieces += [gap, word]
    return "".join(pieces)


def mastodon(text: str) -> tuple[str, list[dict[str, str]]]:
    """What Mastodon makes of a text, and whom it mentions (text_formatter.rb)."""
    people: list[dict[str, str]] = []
    shown = _with_parts(text, people, _mastodon_link)
    shown = re.sub(r"\r\n?", "\n", shown)
    paragraphs = [part for part in re.split(r"\n\n+", shown) if part]
    broken = [part.replace("\n", "<br />") for part in paragraphs]
    return "".join(f"<p>{part}</p>" for part in broken), people


def gotosocial(text: str) -> tuple[str, list[dict[str, str]]]:
    """What GoToSocial makes of a text: less white space, and links in full."""
    people: list[dict[str, str]] = []
    shown = _with_parts(text, people, _full_link).replace("\r\n", "\n")
    shown = re.sub(r"[ \t]*\n[ \t]*", "<br>", shown.strip())
    shown = re.sub(r"[ \t]+", " ", shown)
    return f"<p>{shown}</p>", people


def pleroma(text: str) -> tuple[str, list[dict[str, str]]]:
    """What Pleroma makes of a text: no paragraphs, only breaks."""
    people: list[dict[str, str]] = []
    return re.sub(r"\r?\n", "<br/>", _with_parts(text, people, _cut_link)), people


def _with_parts(text: str, people: list[dict[str, str]], link) -> str:
    pieces, place = [], 0
    for found in _PARTS.finditer(text):
        pieces.append(html.escape(text[place : found.start()]))
        place = found.end()
        if found["link"]:
            pieces.append(link(found["link"]))
        elif found["hashtag"]:
            tag = html.escape(found["hashtag"][1:])
            pieces.append(
                f'<a href="https://social.example/tags/{tag}" class="mention hashtag" '
                f'rel="tag">#<span>{tag}</span></a>'
            )
        else:
            pieces.append(_mention(found["mention"], people))
    pieces.append(html.escape(text[place:]))
    return "".join(pieces)


def _mention(written: str, people: list[dict[str, str]]) -> str:
    person = _PEOPLE.get(written.lower())
    if person is None:
        return html.escape(written)
    people.append(person)
    name = person["acct"].partition("@")[0]
    return (
        f'<span class="h-card"><a href="{person["url"]}" class="u-url mention">'
        f"@<span>{name}</span></a></span>"
    )


def _mastodon_link(url: str) -> str:
    prefix = re.match(r"https?://(www\.)?", url)[0]
    rest = url[len(prefix) :]
    kind = "ellipsis" if len(rest) > 30 else ""
    return (
        f'<a href="{html.escape(url)}" rel="nofollow"><span class="invisible">'
        f'{prefix}</span><span class="{kind}">{html.escape(rest[:30])}</span>'
        f'<span class="invisible">{html.escape(rest[30:])}</span></a>'
    )


def _full_link(url: str) -> str:
    """Show all of it, with an address in which only ASCII is left."""
    address = quote(url.replace("café.ex", "xn--caf-dma.ex"), safe=":/?&=#%()")
    return f'<a href="{html.escape(address)}" rel="nofollow">{html.escape(url)}</a>'


def _cut_link(url: str) -> str:
    rest = re.sub(r"^https?://(www\.)?", "", url)
    shown = rest if len(rest) <= 20 else rest[:20] + "…"
    return f'<a href="{html.escape(url)}">{html.escape(shown)}</a>'


def told(number: str = "1", text: str = "Hallo", **fields) -> dict:
    """A post, as a server tells it."""
    content, people = mastodon(text)
    return {
        "id": number,
        "url": f"https://social.example/@anna/{number}",
        "account": {"id": "7", "acct": "anna"},
        "content": content,
        "spoiler_text": "",
        "language": None,
        "in_reply_to_id": None,
        "media_attachments": [],
        "poll": None,
        "mentions": people,
        "created_at": "2026-12-01T09:00:00.000Z",
        "edited_at": None,
        "reblog": None,
    } | fields
