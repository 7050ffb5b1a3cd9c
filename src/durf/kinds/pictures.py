"""The kind ``pictures``: what a picture says, tells and shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from durf.action import Action
from durf.errors import BrokenVault
from durf.kinds.look import Gate, Match, Opens, Triggers
from durf.source.nodes import Mapping as MappingNode
from durf.source.nodes import Scalar, Sequence
from durf.source.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.pictures.likeness import Likenesses
    from durf.pictures.seen import Seen
    from durf.pictures.telling import Telling
    from durf.source.nodes import Node
    from durf.vault.known import KnownPicture
    from durf.vault.vault import Vault

TEXT, CODES, LOCATION, METADATA = PARTS = ("text", "codes", "location", "metadata")
KNOWN = "known"
KEYS = (*PARTS, KNOWN)
_MOST_NAMED = 6


@dataclass(frozen=True)
class PicturesLook:
    """What is looked at in pictures.

    Args:
        text: what stands in them is judged by all rules; None leaves that to the
            other rules.
        codes: what their QR and bar codes say is judged by all rules.
        location: they may not tell where they were taken.
        metadata: they may not tell anything else beside what they show.
        known: collections of the vault whose pictures may not be in them.
    """

    text: bool | None = None
    codes: bool = False
    location: bool = False
    metadata: bool = False
    known: tuple[str, ...] = ()

    @property
    def collections(self) -> tuple[str, ...]:
        """The collections of a vault that are asked."""
        return self.known

    def triggers(self) -> Triggers:
        """Return the signs to watch for: that there is a picture."""
        return Triggers(gates=(Gate(Opens.MEDIA),), whole_post=True)

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that looks at the pictures of a post."""
        registers: dict[str, _Register] = {}

        def find(subject: Subject) -> Iterable[Match]:
            for number, seen in enumerate(subject.pictures):
                field = f"media[{number}]"
                if seen is None:
                    yield _missing(field)
                    continue
                found = [*self._told(seen, field)]
                for name in self.known if subject.vault else ():
                    register = registers.setdefault(name, _Register(name))
                    found += register.find(seen, subject.vault, field)
                # What half a picture seems to tell may be wrong.
                yield from [_unreadable(seen, field)] if seen.problem else found

        return find

    def _told(self, seen: Seen, field: str) -> Iterator[Match]:
        # Whether a picture can be read comes out when it is.
        _ = self.text and seen.lines, self.codes and seen.codes
        if not (self.location or self.metadata):
            return
        places = [one for one in seen.telling if one.kind == LOCATION]
        others = [one for one in seen.telling if one.kind != LOCATION]
        if self.location and places:
            note = "the picture tells where it was taken: {0}"
            yield _telling(places, note, "PICTURE_LOCATION", field)
        if self.metadata and others:
            note = "the picture tells more than it shows: {0}"
            yield _telling(others, note, "PICTURE_METADATA", field)

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return asdict(self) | {KNOWN: list(self.known)}

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        said = [translate(text) for part, text in _SAID.items() if getattr(self, part)]
        if self.known:
            names = ", ".join(f"“{name}”" for name in self.known)
            said.append(translate("pictures and logos of {0}").format(names))
        return ", ".join(said) or translate("pictures that cannot be read")


_SAID = {
    TEXT: "what text in pictures says",
    CODES: "what codes in pictures say",
    LOCATION: "pictures that tell where they were taken",
    METADATA: "pictures that tell by what and whom they were made",
}


class _Register:
    """The known pictures of a collection, ready to be looked for."""

    def __init__(self, collection: str) -> None:
        self._collection = collection
        self._pictures: tuple[KnownPicture, ...] = ()
        self._likenesses: Likenesses | None = None
        self._names: dict[str, str] = {}

    def find(self, seen: Seen, vault: Vault | None, field: str) -> Iterator[Match]:
        """Yield which of them are in a picture."""
        if vault is None:
            return
        likenesses = self._opened(vault)
        found = [(self._names[key], sure) for key, sure in seen.known(likenesses)]
        if not found:
            return
        detail = tuple({"picture": name, "score": score} for name, score in found)
        names = ", ".join(name for name, _ in found[:_MOST_NAMED])
        yield Match(
            0,
            0,
            entity="KNOWN_PICTURE",
            note=("it shows a picture of {0}: {1}", self._collection, names),
            field=field,
            detail=(("collection", self._collection), ("pictures", detail)),
        )

    def _opened(self, vault: Vault) -> Likenesses:
        pictures = vault.known_pictures(self._collection)
        # The vault gives the same ones again until it has others.
        if self._likenesses is None or pictures is not self._pictures:
            from durf.pictures.likeness import Likeness, Likenesses
            from durf.vault.known import role_of

            likenesses = Likenesses()
            try:
                for one in pictures:
                    likenesses.add(one.source.path, Likeness.from_bytes(one.likeness))
            except ValueError:
                name, reason = role_of(self._collection), "another durf wrote it"
                raise BrokenVault(path=name, reason=reason) from None
            # Pictures of two folders may be called alike.
            self._names = {one.source.path: one.source.shown for one in pictures}
            self._pictures, self._likenesses = pictures, likenesses
        return self._likenesses


def _telling(tellings: list[Telling], note: str, entity: str, field: str) -> Match:
    shown = [f"{one.name} {one.shown}".strip() for one in tellings]
    said = ", ".join(shown[:_MOST_NAMED])
    if len(shown) > _MOST_NAMED:
        said += ", …"
    detail = (("metadata", tuple(one.name for one in tellings)),)
    return Match(0, 0, entity=entity, note=(note, said), field=field, detail=detail)


def _missing(field: str) -> Match:
    note = ("the picture is not there to be looked at",)
    entity = "MISSING_PICTURE"
    return Match(0, 0, entity=entity, note=note, field=field, at_most=Action.REVIEW)


_TROUBLES = {
    "damaged": "the picture is damaged and cannot be looked at",
    "too large": "the picture is too large to be looked at",
    "unknown format": "this is no picture of a known format, so it was not looked at",
}


def _unreadable(seen: Seen, field: str) -> Match:
    note = (_TROUBLES[str(seen.problem)],)
    detail = (("problem", str(seen.problem)),)
    entity = "UNREADABLE_PICTURE"
    return Match(0, 0, entity=entity, note=note, field=field, detail=detail)


class _Pictures:
    name = "pictures"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        if isinstance(node, (Scalar, Sequence)):
            return _listed(node, wanted)
        mapping = wanted.mapping(node, "pictures", KEYS)
        if mapping is None:
            return None
        found: dict[str, Any] = {}
        for key, value in mapping.items:
            if key.text in PARTS:
                found[key.text] = wanted.flag(value, key.text)
            elif key.text == KNOWN:
                found[KNOWN] = wanted.texts(value, KNOWN)
        if any(value is None for value in found.values()):
            return None
        if not any(found.values()):
            _complain(mapping, wanted)
            return None
        return PicturesLook(**found)

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return PicturesLook(**{**values, KNOWN: tuple(values[KNOWN])})


def _listed(node: Node, wanted: Wanted) -> Look | None:
    items = node.items if isinstance(node, Sequence) else (node,)
    if not wanted.texts(node, "pictures"):
        return None
    words = [wanted.one_of(item, "pictures", PARTS) for item in items]
    if not all(word in PARTS for word in words):
        return None
    looked_at: dict[str, Any] = {word: True for word in words if word}
    return PicturesLook(**looked_at)


def _complain(mapping: MappingNode, wanted: Wanted) -> None:
    if all(key.text in KEYS for key, _ in mapping.items):
        template = "pictures needs something to look at: {parts}"
        wanted.faults.add(mapping.place, "no-part", template, parts=", ".join(KEYS))


KIND = _Pictures()
