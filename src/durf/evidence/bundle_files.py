"""A bundle as files, and back.  The same bundle always makes the same files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from durf.errors import BrokenProof, DurfError
from durf.evidence.base64 import decoded, encoded
from durf.evidence.bundle import Bundle, Older, Shown
from durf.evidence.canonical import canonical, read_canonical
from durf.evidence.entry import Part, read_leaf
from durf.evidence.keys import read_key
from durf.evidence.merkle import HASH_SIZE
from durf.evidence.note import read_note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

_Found = TypeVar("_Found")
_Name = TypeVar("_Name")
CHECKPOINT = "checkpoint"
KEYS = "keys.json"
ENTRIES = "entries.jsonl"
INCLUSION = "proofs/inclusion.json"
CONSISTENCY = "proofs/consistency.json"
_ERASED = "erased"
_WITHHELD = "withheld"


def files_of(bundle: Bundle) -> dict[str, bytes]:
    """Return the files of a bundle, without its page and its manifest.

    Raises:
        BadEntry: a payload is no JSON in its one form.
    """
    files = {
        CHECKPOINT: bundle.checkpoint.to_bytes(),
        KEYS: canonical([str(key) for key in bundle.keys]),
        ENTRIES: b"".join(_line(shown) + b"\n" for shown in bundle.entries),
        INCLUSION: _inclusion(bundle.entries),
    }
    if bundle.older:
        proofs = {str(n): list(map(encoded, x.proof)) for n, x in bundle.older.items()}
        files[CONSISTENCY] = canonical(proofs)
    for size, older in bundle.older.items():
        files[f"checkpoints/{size}"] = older.note.to_bytes()
    files |= {f"policy/{name}.md": text for name, text in bundle.policies.items()}
    files |= {f"media/{name}": medium for name, medium in bundle.media.items()}
    files |= {f"timestamps/{size}.tsr": x for size, x in bundle.timestamps.items()}
    return files


def bundle_of(
    files: Mapping[str, bytes], about: str, exported_at: datetime, language: str
) -> Bundle:
    """Return the bundle that files are.

    Raises:
        BrokenProof: they are none, or would be written otherwise.
    """
    bundle = Bundle(
        about=about,
        exported_at=exported_at,
        language=language,
        checkpoint=_read(files, CHECKPOINT, read_note),
        keys=_read(files, KEYS, lambda x: tuple(map(read_key, read_canonical(x)))),
        entries=_entries(files),
        older=_older(files) if CONSISTENCY in files else {},
        policies=_folder(files, "policy/", ".md", str),
        media=_folder(files, "media/", "", str),
        timestamps=_folder(files, "timestamps/", ".tsr", int),
    )
    # Whatever reading was too kind about, writing it again brings to light.
    again = files_of(bundle)
    for name in sorted({*again, *files}):
        if again.get(name) != files.get(name):
            raise BrokenProof(where=name, reason="it is not as it was written")
    return bundle


def _line(shown: Shown) -> bytes:
    parts: dict[str, Any] = {}
    opened = {part.name: part for part in shown.parts}
    for name in shown.entry.parts:
        if name in opened:
            part = opened[name]
            # Whoever reads the bundle must be able to read this.
            _ = part.content
            parts[name] = {
                "payload": part.payload.decode(),
                "salt": encoded(part.salt),
            }
        else:
            parts[name] = _ERASED if name in shown.erased else _WITHHELD
    return canonical(
        {"index": shown.index, "leaf": encoded(shown.leaf), "parts": parts}
    )


def _inclusion(entries: tuple[Shown, ...]) -> bytes:
    """Write proofs as numbers of hashes, for neighbours share most of them."""
    places: dict[bytes, int] = {}
    paths = {
        str(shown.index): [places.setdefault(x, len(places)) for x in shown.proof]
        for shown in entries
    }
    return canonical({"hashes": list(map(encoded, places)), "paths": paths})


def _entries(files: Mapping[str, bytes]) -> tuple[Shown, ...]:
    hashes, paths = _read(files, INCLUSION, _read_inclusion)

    def read(content: bytes) -> tuple[Shown, ...]:
        found = []
        for line in content.splitlines():
            values = read_canonical(line)
            proof = tuple(hashes[place] for place in paths[str(values["index"])])
            found.append(_shown(values, proof))
        return tuple(found)

    return _read(files, ENTRIES, read)


def _shown(values: Mapping[str, Any], proof: tuple[bytes, ...]) -> Shown:
    if type(values["index"]) is not int:
        raise TypeError(values)
    parts = values["parts"].items()
    leaf = decoded(values["leaf"])
    read_leaf(leaf)
    shown = [
        Part(name, decoded(x["salt"]), x["payload"].encode())
        for name, x in parts
        if isinstance(x, dict)
    ]
    for part in shown:
        _ = part.content
    return Shown(
        index=values["index"],
        leaf=leaf,
        proof=proof,
        parts=tuple(shown),
        erased=frozenset(name for name, x in parts if x == _ERASED),
    )


def _read_inclusion(content: bytes) -> tuple[list[bytes], Mapping[str, list[int]]]:
    values = read_canonical(content)
    return _hashes(values["hashes"]), values["paths"]


def _older(files: Mapping[str, bytes]) -> dict[int, Older]:
    proofs = _read(files, CONSISTENCY, _read_consistency)
    notes = _folder(files, "checkpoints/", "", int)
    if proofs.keys() != set(map(str, notes)):
        raise _strange(CONSISTENCY)
    return {n: Older(read_note(x), proofs[str(n)]) for n, x in notes.items()}


def _read_consistency(content: bytes) -> dict[str, tuple[bytes, ...]]:
    return {
        name: tuple(_hashes(texts)) for name, texts in read_canonical(content).items()
    }


def _hashes(texts: list[str]) -> list[bytes]:
    return [decoded(text, HASH_SIZE) for text in texts]


def _read(
    files: Mapping[str, bytes], name: str, read: Callable[[bytes], _Found]
) -> _Found:
    try:
        return read(files[name])
    except (ValueError, TypeError, LookupError, AttributeError, DurfError):
        raise _strange(name) from None


def _folder(
    files: Mapping[str, bytes],
    folder: str,
    ending: str,
    name_of: Callable[[str], _Name],
) -> dict[_Name, bytes]:
    found = {}
    for path, content in files.items():
        if path.startswith(folder):
            try:
                name = name_of(path.removeprefix(folder).removesuffix(ending))
            except ValueError:
                raise _strange(path) from None
            found[name] = content
    return found


def _strange(where: str) -> BrokenProof:
    return BrokenProof(where=where, reason="it is not what a bundle holds")
