"""What a draft says: a value, with one way to be written down and one digest."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from durf.networks import tracking as links
from durf.networks.tracking import TrackedText, track
from durf_server.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_TEXT = 50_000
LONGEST_ALT = 5_000
LONGEST_SOURCES = 5_000
LONGEST_LINK = 2_000
LONGEST_WORD = 200
MOST_POSTS = 50
MOST_CHANNELS = 50
MOST_MEDIA = 20
MOST_LINKS = 20
LONGEST_TITLE = 120
LANGUAGES = frozenset({"", "nl", "en"})
TRACKING = ("source", "medium", "campaign", "content", "term", "style")
One = TypeVar("One")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Variant:
    """What one channel gets instead of the common text."""

    channel: str
    text: str
    thread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture of the media store, and what it shows in words."""

    digest: str
    kind: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Tracking:
    """What links are to carry so that clicks can be told apart."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    content: str = ""
    term: str = ""
    style: str = "utm"


@dataclass(frozen=True, slots=True)
class Content:
    """All that is approved together: texts, media, destinations and times.

    Attributes:
        text: the first post, or the only one.
        language: of the text; empty for the policy's.
        thread: the posts that follow.
        variants: what channels get that do not get the common text.
        media: pictures of the first post, in their order.
        links: addresses shown as cards.
        channels: numbers of the channels that it goes to.
        tracking: what links carry, if they carry anything.
        planned_at: when it is to go out.
        until: after which it is not to go out any more.
        sources: where its figures and claims come from; kept with the record, as
            FINRA 2210(b)(4)(A) asks of statistics.
    """

    text: str = ""
    language: str = ""
    thread: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    media: tuple[Attached, ...] = ()
    links: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    tracking: Tracking | None = None
    planned_at: datetime | None = None
    until: datetime | None = None
    sources: str = ""

    @classmethod
    def from_json(cls, values: object) -> Content:
        """Read a content from JSON values.

        Raises:
            BadInput: naming the field that cannot be taken.
        """
        found = _object(values, "content", cls.__slots__)
        content = cls(
            text=_text(found.get("text", ""), "text", LONGEST_TEXT),
            language=_one_of(found.get("language", ""), "language", LANGUAGES),
            thread=_thread(found.get("thread", []), "thread"),
            variants=_list(
                found.get("variants", []), "variants", MOST_CHANNELS, _variant
            ),
            media=_list(found.get("media", []), "media", MOST_MEDIA, _attached),
            links=_list(found.get("links", []), "links", MOST_LINKS, _link),
            channels=_list(
                found.get("channels", []), "channels", MOST_CHANNELS, _number
            ),
            tracking=_tracking(found.get("tracking")),
            planned_at=_moment(found.get("planned_at"), "planned_at"),
            until=_moment(found.get("until"), "until"),
            sources=_text(found.get("sources", ""), "sources", LONGEST_SOURCES),
        )
        content.require_sense()
        return content

    def require_sense(self) -> None:
        """Make sure that the fields fit each other.

        Raises:
            BadInput: they do not.
        """
        for field, values in (
            ("channels", self.channels),
            ("variants", [variant.channel for variant in self.variants]),
            ("media", [medium.digest for medium in self.media]),
        ):
            if len(set(values)) < len(values):
                raise BadInput(field=field, reason="something stands there twice")
        if self.until is None:
            return
        if self.planned_at is None:
            raise BadInput(field="until", reason="there is no planned time before it")
        if self.until <= self.planned_at:
            raise BadInput(field="until", reason="it is before the planned time")

    def to_json(self) -> dict[str, Any]:
        """Return the content as JSON values; what is empty is left out."""
        values = {name: value for name, value in asdict(self).items() if value}
        for name in ("planned_at", "until"):
            if name in values:
                values[name] = values[name].astimezone(UTC).isoformat()
        if self.tracking is not None:
            values["tracking"] = {k: v for k, v in asdict(self.tracking).items() if v}
        for name in ("thread", "links", "channels"):
            if name in values:
                values[name] = list(values[name])
        for name in ("variants", "media"):
            if name in values:
                values[name] = [_plain(one) for one in values[name]]
        return values

    def digest(self) -> str:
        """Return the SHA-256 of the content: any change makes another one."""
        return hashlib.sha256(canonical(self.to_json())).hexdigest()

    @property
    def title(self) -> str:
        """What the draft goes by in lists: its first words."""
        line = " ".join(self.text.split())
        if len(line) <= LONGEST_TITLE:
            return line
        return line[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"

    @property
    def is_empty(self) -> bool:
        """Whether nobody would see anything."""
        said = (self.text, *self.thread, *(one.text for one in self.variants))
        return not any(text.strip() for text in said) and not self.media

    def posts_for(self, channel: str) -> tuple[str, ...]:
        """Return the texts that a channel would get, one for each post.

        Args:
            channel: its number; ``""`` for the common text.
        """
        return self._tracked(self.written_for(channel))

    def links_out(self) -> tuple[str, ...]:
        """Return the addresses of the cards, with what links carry."""
        return self._tracked(self.links)

    def _tracked(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.tracked(text).text for text in texts)

    def tracked(self, text: str) -> TrackedText:
        """Return a text as it goes out, with the way back to how it was written."""
        if self.tracking is None:
            return TrackedText(text, ())
        values = asdict(self.tracking)
        style = values.pop("style")
        return track(text, links.Tracking(**values), style)

    def written_for(self, channel: str) -> tuple[str, ...]:
        """Return the texts of a channel as somebody wrote them."""
        for variant in self.variants:
            if variant.channel == channel:
                return (variant.text, *variant.thread)
        return (self.text, *self.thread)


def canonical(values: object) -> bytes:
    """Return JSON values as bytes, in one way only."""
    return json.dumps(
        values, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8", "surrogatepass")


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: list(one) if isinstance(one, tuple) else one
        for name, one in value.items()
        if one
    }


def _object(
    values: object, field: str, names: tuple[str, ...] | list[str]
) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise BadInput(field=field, reason="it is no object")
    for name in values:
        if name not in names:
            shown = name[:40] if isinstance(name, str) else "?"
            raise BadInput(field=f"{field}.{shown}", reason="there is no such field")
    return values


def _text(value: object, field: str, longest: int) -> str:
    if not isinstance(value, str):
        raise BadInput(field=field, reason="it is no text")
    if len(value) > longest:
        raise BadInput(field=field, reason="it is too long")
    if "\0" in value:
        raise BadInput(field=field, reason="it holds a sign that is no text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadInput(field=field, reason="it holds half a sign") from None
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _one_of(value: object, field: str, known: frozenset[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise BadInput(field=field, reason="it is none of the known ones")
    return value


def _list(
    values: object, field: str, most: int, read: Callable[[object, str], One]
) -> tuple[One, ...]:
    if not isinstance(values, list):
        raise BadInput(field=field, reason="it is no list")
    if len(values) > most:
        raise BadInput(field=field, reason="there are too many")
    return tuple(read(value, f"{field}[{n}]") for n, value in enumerate(values))


def _thread(values: object, field: str) -> tuple[str, ...]:
    return _list(values, field, MOST_POSTS, lambda v, f: _text(v, f, LONGEST_TEXT))


def _variant(value: object, field: str) -> Variant:
    found = _object(value, field, ["channel", "text", "thread"])
    return Variant(
        channel=_number(found.get("channel"), f"{field}.channel"),
        text=_text(found.get("text", ""), f"{field}.text", LONGEST_TEXT),
        thread=_thread(found.get("thread", []), f"{field}.thread"),
    )


def _attached(value: object, field: str) -> Attached:
    found = _object(value, field, ["digest", "kind", "alt"])
    digest = found.get("digest")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise BadInput(field=f"{field}.digest", reason="it is no SHA-256")
    return Attached(
        digest=digest,
        kind=_text(found.get("kind", ""), f"{field}.kind", LONGEST_WORD),
        alt=_text(found.get("alt", ""), f"{field}.alt", LONGEST_ALT),
    )


def _link(value: object, field: str) -> str:
    link = _text(value, field, LONGEST_LINK)
    try:
        parts = urlsplit(link)
    except ValueError:
        raise BadInput(field=field, reason="it is no address of the web") from None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise BadInput(field=field, reason="it is no address of the web")
    return link


def _number(value: object, field: str) -> str:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise BadInput(field=field, reason="it is no number of ours")
    return value


def _tracking(value: object) -> Tracking | None:
    if value is None:
        return None
    found = _object(value, "tracking", TRACKING)
    words = {
        name: _text(found[name], f"tracking.{name}", LONGEST_WORD) for name in found
    }
    style = _one_of(
        words.pop("style", "utm"),
        "tracking.style",
        frozenset({"utm", "matomo", "plausible"}),
    )
    return Tracking(**words, style=style) if any(words.values()) else None


def _moment(value: object, field: str) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInput(field=field, reason="it is no time with its zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadInput(field=field, reason="it is no time with its zone") from None
