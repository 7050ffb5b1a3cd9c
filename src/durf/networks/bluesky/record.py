"""Writes a post as a record, and says whether a record is that post.

See github.com/bluesky-social/atproto: lexicons/app/bsky/feed/post.json, and
lexicons/app/bsky/embed for what hangs under it.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from durf.networks.bluesky.answers import POSTS
from durf.networks.bluesky.facets import facets
from durf.networks.fields import mapping, part, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf.networks.bluesky.answers import Record
    from durf.networks.speaking import Outgoing, Picture, Sent

_CARD = "app.bsky.embed.external"
_PICTURES = "app.bsky.embed.images"
_LABELS = "com.atproto.label.defs#selfLabels"
# What another content of a post has in place of what stood there.
_CONTENT = ("text", "facets", "embed", "langs", "labels")


def written(post: Outgoing, prepared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of a post; the same at each attempt.

    Args:
        post: to publish.
        prepared: ``blobs`` of its pictures, ``mentions`` by handle, and ``versions``
            of the posts it follows on.
    """
    record: dict[str, Any] = {
        "$type": POSTS,
        "text": post.text,
        "createdAt": stamp(post.written_at),
    }
    if found := facets(post.text, prepared.get("mentions") or {}):
        record["facets"] = found
    if post.language:
        record["langs"] = [post.language]
    if labels := labels_of(post):
        record["labels"] = {
            "$type": _LABELS,
            "values": [{"val": label} for label in labels],
        }
    if embed := _embed(post, prepared):
        record["embed"] = embed
    if post.follows is not None:
        versions = prepared.get("versions") or {}
        begins = post.begins or post.follows
        record["reply"] = {
            "root": _named(begins, versions),
            "parent": _named(post.follows, versions),
        }
    return record


def changed(
    there: Record, post: Outgoing, prepared: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a record with another content: its time and its thread stay."""
    kept = {name: value for name, value in there.value.items() if name not in _CONTENT}
    said = written(post, prepared)
    return kept | {name: said[name] for name in _CONTENT if name in said}


def is_same(there: Record, post: Outgoing) -> bool:
    """Say whether a record that stands under a post's own name is that post.

    Whom it mentions is left out: a handle may have moved to another account since.
    """
    said = written(post, {"blobs": [{} for _ in post.pictures]})
    follows = text(part(part(there.value, "reply"), "parent"), "uri")
    return (
        there.value.get("text") == post.text
        and there.value.get("createdAt") == said["createdAt"]
        and there.value.get("langs") == said.get("langs")
        and there.value.get("labels") == said.get("labels")
        and there.alts == tuple(one.alt for one in post.pictures)
        and _card_of(there.value) == _card_of(said)
        and follows == (post.follows.number if post.follows else "")
    )


def labels_of(post: Outgoing) -> list[str]:
    """Return the labels that the author puts on a post, such as ``graphic-media``."""
    chosen = post.choices.get("labels") or ()
    return [chosen] if isinstance(chosen, str) else [str(one) for one in chosen]


def stamp(at: datetime) -> str:
    """Return a time as the lexicon's examples write it, in milliseconds."""
    in_utc = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return in_utc.replace("+00:00", "Z")


def _embed(post: Outgoing, prepared: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what hangs under a post: one thing, so pictures before a card."""
    if post.pictures:
        blobs = prepared.get("blobs") or ()
        images = [
            _image(picture, blob)
            for picture, blob in zip(post.pictures, blobs, strict=True)
        ]
        return {"$type": _PICTURES, "images": images}
    if post.card is not None:
        external = {
            "uri": post.card.url,
            "title": post.card.title,
            "description": post.card.description,
        }
        return {"$type": _CARD, "external": external}
    return None


def _image(picture: Picture, blob: Mapping[str, Any]) -> dict[str, Any]:
    image: dict[str, Any] = {"image": dict(blob), "alt": picture.alt}
    if picture.width > 0 and picture.height > 0:
        image["aspectRatio"] = {"width": picture.width, "height": picture.height}
    return image


def _named(post: Sent, versions: Mapping[str, str]) -> dict[str, str]:
    return {"uri": post.number, "cid": post.version or versions[post.number]}


def _card_of(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    embed = record.get("embed")
    if not isinstance(embed, dict) or embed.get("$type") != _CARD:
        return None
    return mapping(embed.get("external"))
