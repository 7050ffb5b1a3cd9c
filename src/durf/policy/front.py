"""The front matter: whose policy it is, from when, with which packs and days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from durf.action import Action
from durf.policy.conditions import is_timezone
from durf.policy.front_reviews import read_reviews
from durf.policy.model import Days, Inclusion
from durf.policy.reviews import Reviews
from durf.source.nodes import Mapping, Scalar, Sequence
from durf.source.read_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.policy.markdown import Front
    from durf.source.nodes import Node
    from durf.source.place import Place
    from durf.source.wanted import Wanted

LANGUAGES = ("en", "nl")
POLICY_KEYS = (
    "policy",
    "version",
    "language",
    "effective",
    "owner",
    "packs",
    "calendar",
    "reviews",
    "roles",
    "timezone",
)
PACK_KEYS = (
    "pack",
    *(key for key in POLICY_KEYS if key not in {"policy", "reviews"}),
    "translations",
)
INCLUSION_KEYS = ("action", "by", "except", "only")
ACTIONS = (Action.WARN.value, Action.REVIEW.value, Action.BLOCK.value)


@dataclass(slots=True)
class FrontMatter:
    """What the front matter says; what it leaves out has its default."""

    name: str = ""
    version: str = ""
    language: str = "en"
    effective: date | None = None
    owner: str = ""
    timezone: str = "UTC"
    roles: tuple[str, ...] = ()
    calendar: dict[str, Days] = field(default_factory=dict)
    packs: tuple[Inclusion, ...] = ()
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    reviews: Reviews = field(default_factory=Reviews)
    # The roles that reviews name, to be looked at with those of the rules.
    named: list[tuple[str, Place]] = field(default_factory=list)
    is_pack: bool = False


def read_front(front: Front, wanted: Wanted) -> FrontMatter:
    """Read the front matter; all that is wrong goes to ``wanted.faults``."""
    read = FrontMatter()
    node = read_yaml(front.yaml, front.place, wanted.faults)
    if not isinstance(node, Mapping):
        if node is not None or not wanted.faults.found:
            wanted.faults.add(
                front.place, "no-keys", "the front matter must be keys and values"
            )
        return read
    read.is_pack = node.get("pack") is not None
    keys = PACK_KEYS if read.is_pack else POLICY_KEYS
    wanted.mapping(node, "the front matter", keys)
    for key in ("pack" if read.is_pack else "policy", "version"):
        if node.get(key) is None:
            wanted.faults.add(
                front.place, "missing-key", "'{key}' is missing here", key=key
            )
    for name, value in node.items:
        _read_key(name.text, value, read, wanted)
    return read


def _read_key(key: str, value: Node, read: FrontMatter, wanted: Wanted) -> None:
    if key in ("policy", "pack"):
        read.name = wanted.text(value, key) or ""
    elif key == "version":
        read.version = wanted.text(value, key) or ""
    elif key == "owner":
        read.owner = wanted.text(value, key) or ""
    elif key == "language":
        read.language = wanted.one_of(value, "language", LANGUAGES) or "en"
    elif key == "effective":
        read.effective = wanted.day(value, key)
    elif key == "timezone":
        read.timezone = _timezone(value, wanted)
    elif key == "roles":
        read.roles = wanted.texts(value, key) or ()
    elif key == "calendar":
        read.calendar = _calendar(value, wanted)
    elif key == "packs":
        read.packs = _packs(value, wanted)
    elif key == "reviews" and not read.is_pack:
        read.reviews = read_reviews(value, wanted, read.named)
    elif key == "translations":
        read.translations = _translations(value, wanted)


def _timezone(value: Node, wanted: Wanted) -> str:
    name = wanted.text(value, "timezone")
    if name is None or is_timezone(name):
        return name or "UTC"
    wanted.faults.add(
        value.place,
        "timezone",
        "'{name}' is no time zone such as Europe/Amsterdam",
        name=name[:80],
    )
    return "UTC"


def _calendar(value: Node, wanted: Wanted) -> dict[str, Days]:
    if not isinstance(value, Mapping):
        wanted.faults.add(value.place, "calendar", "calendar must be names with dates")
        return {}
    read: dict[str, Days] = {}
    for name, node in value.items:
        days = _days(node, wanted)
        if days is not None:
            read[name.text] = days
    return read


def _days(node: Node, wanted: Wanted) -> Days | None:
    if not isinstance(node, Scalar) or ".." not in node.text:
        day = wanted.day(node, "a calendar entry")
        return None if day is None else Days(day, day)
    try:
        first, last = map(date.fromisoformat, map(str.strip, node.text.split("..")))
    except ValueError:
        first, last = date.max, date.min
    if first <= last:
        return Days(first, last)
    wanted.faults.add(
        node.place, "days", "days are written as first..last: 2026-03-01..2026-03-18"
    )
    return None


def _packs(value: Node, wanted: Wanted) -> tuple[Inclusion, ...]:
    if not isinstance(value, Sequence):
        wanted.faults.add(value.place, "packs", "packs must be a list of names")
        return ()
    read = [_inclusion(item, wanted) for item in value.items]
    return tuple(inclusion for inclusion in read if inclusion is not None)


def _inclusion(item: Node, wanted: Wanted) -> Inclusion | None:
    if isinstance(item, Scalar) and item.text.strip():
        return Inclusion(item.text.strip(), item.place)
    if not isinstance(item, Mapping) or len(item.items) != 1:
        wanted.faults.add(
            item.place, "pack", "a pack is a name, or a name with its adjustments"
        )
        return None
    name, node = item.items[0]
    adjusted = wanted.mapping(node, f"pack {name.text}", INCLUSION_KEYS)
    if adjusted is None:
        return None
    return _adjusted(name.text, name.place, adjusted, wanted)


def _adjusted(name: str, place: Place, node: Mapping, wanted: Wanted) -> Inclusion:
    action = node.get("action")
    word = wanted.one_of(action, "action", ACTIONS) if action else None
    by, without, only = node.get("by"), node.get("except"), node.get("only")
    if by and word and word != Action.REVIEW:
        wanted.faults.add(
            by.place, "by-without-review", "'by' goes with action: review"
        )
    return Inclusion(
        name,
        place,
        Action(word) if word in ACTIONS else None,
        (wanted.text(by, "by") or "") if by else "",
        (wanted.texts(without, "except") or ()) if without else (),
        (wanted.texts(only, "only") or ()) if only else (),
        {word.text.strip(): word.place for word in _words(by, without, only)},
    )


def _words(*nodes: Node | None) -> Iterator[Scalar]:
    for node in nodes:
        items = node.items if isinstance(node, Sequence) else (node,)
        yield from (item for item in items if isinstance(item, Scalar))


def _translations(value: Node, wanted: Wanted) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = {}
    mapping = wanted.mapping(value, "translations", LANGUAGES)
    for language, titles in mapping.items if mapping else ():
        if not isinstance(titles, Mapping):
            wanted.faults.add(
                titles.place, "translations", "translations must be headings"
            )
            continue
        read[language.text] = {
            title.text: wanted.text(said, "a heading") or title.text
            for title, said in titles.items
        }
    return read
