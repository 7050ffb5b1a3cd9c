"""How X tells of a post, and how it says no."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from durf.networks.network import Part
from durf.networks.talking import Answer
from durf.networks.x import NETWORK

if TYPE_CHECKING:
    from datetime import datetime

PROBLEM = "https://api.x.com/2/problems/"


@dataclass
class Standing:
    """A post that stands there."""

    number: str
    author: str
    typed: str
    at: datetime
    follows: str = ""
    media: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    is_gone: bool = False


@dataclass
class Upload:
    """A picture on its way."""

    kind: str
    total: int
    pieces: dict[int, bytes] = field(default_factory=dict)
    alt: str = ""
    is_whole: bool = False
    looks: int = 0


def told(x, post: Standing) -> dict[str, Any]:
    text, links = text_of(x, post)
    word = "post" if x.newer else "tweet"
    found: dict[str, Any] = {
        "id": post.number,
        "text": text,
        "author_id": post.author,
        "conversation_id": x.root(post),
        "created_at": post.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        f"edit_history_{word}_ids": post.versions,
        "public_metrics": {
            "like_count": 3, "reply_count": 1, "quote_count": 0,
            "bookmark_count": 0, "impression_count": 120,
            "repost_count" if x.newer else "retweet_count": 2,
        },
    }  # fmt: skip
    if links:
        found["entities"] = {"urls": links}
    if NETWORK.count.of_run(post.typed) > 280:
        found[f"note_{word}"] = {"text": text, "entities": {"urls": links}}
        found["text"] = text[:270] + "…"
    if post.follows:
        found[f"referenced_{word}s"] = [{"type": "replied_to", "id": post.follows}]
    if post.media:
        found["attachments"] = {"media_keys": [f"3_{one}" for one in post.media]}
    return found


def text_of(x, post: Standing) -> tuple[str, list[dict[str, Any]]]:
    written, links = "", []
    for piece in NETWORK.pieces(post.typed.strip()):
        typed = post.typed.strip()[piece.start : piece.end]
        if piece.part is Part.LINK:
            links.append(link_of(written, typed, f"{post.number}x{len(links)}"))
            written += links[-1]["url"]
        else:
            for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
                typed = typed.replace(sign, name)
            written += typed
    if post.follows:
        before = x.standing(post.follows)
        if before and before.author != post.author:
            written = f"@{name_of(before.author)} {written}"
    if post.media:
        url = f"https://x.com/anna/status/{post.number}/photo/1"
        written += " " if written else ""
        link = link_of(written, url, f"{post.number}m")
        links.append(link | {"media_key": f"3_{post.media[0]}"})
        written += link["url"]
    return written, links


def includes(x, posts: list[Standing]) -> dict[str, Any]:
    authors = sorted({one.author for one in posts})
    users = [{"id": one, "name": "N", "username": name_of(one)} for one in authors]
    came: dict[str, Any] = {"users": users}
    media = [
        {
            "media_key": f"3_{one}",
            "type": "photo",
            "alt_text": x.uploads[one].alt,
        }
        for post in posts
        for one in post.media
    ]
    return came | ({"media": media} if media else {})


def name_of(author: str) -> str:
    return "anna" if author == "7" else f"reader{author}"


def link_of(before: str, typed: str, name: str) -> dict[str, Any]:
    short = f"https://t.co/{name}"
    full = typed if "://" in typed else f"http://{typed}"
    shown = full.split("://", 1)[1][:26]
    place = {"start": len(before), "end": len(before) + len(short)}
    return place | {"url": short, "expanded_url": full, "display_url": shown}


def said(content: object, status: int = 200) -> Answer:
    headers = {"content-type": "application/json; charset=utf-8"}
    return Answer(status, headers, json.dumps(content).encode())


def invalid(message: str) -> Answer:
    content = {
        "errors": [{"message": message}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": f"{PROBLEM}invalid-request",
    }
    return said(content, 400)


def problem(status: int, title: str, detail: str, kind: str = "") -> Answer:
    url = f"{PROBLEM}{kind}" if kind else "about:blank"
    return said({"title": title, "detail": detail, "type": url, "status": status}, status)  # fmt: skip


def gone(number: str) -> Answer:
    """What is not there is told with 200."""
    error = {
        "type": f"{PROBLEM}resource-not-found",
        "title": "Not Found Error",
        "detail": f"Could not find tweet with id: [{number}].",
        "resource_type": "tweet",
        "resource_id": number,
        "parameter": "id",
        "value": number,
    }
    return said({"errors": [error]})
