"""What a vault consists of at one moment: one sealed file that is replaced whole.

Files of the vault never change.  Who reads the manifest sees the state that it
names, and nothing of what is being written beside it.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from durf.errors import NoVault
from durf.vault.catalogue import Chunk
from durf.vault.sealed import Seal, write_whole

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
ROOT = "vault.json"
_MANIFEST = "manifest"


class Role(StrEnum):
    """What a segment holds."""

    DOCUMENTS = "documents"
    PUBLIC = "public"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Root:
    """The one file in clear: which vault this is, and which generation of it counts.

    Args:
        vault: a random name.
        generation: the folder that counts; rotating the key makes another.
        check: what the right secret gives (see ``Secret.check``).
    """

    vault: str
    generation: str
    check: str

    @classmethod
    def read(cls, folder: Path) -> Root:
        """Read which vault is in a folder.

        Raises:
            NoVault: there is none, or one of another durf.
        """
        try:
            values = json.loads((folder / ROOT).read_text("utf-8"))
            if values["durf vault"] != FORMAT:
                raise NoVault(path=folder, reason="another durf made it")
            return cls(values["vault"], values["generation"], values["check"])
        except FileNotFoundError:
            reason = "nothing is there" if not folder.exists() else "it holds none"
            raise NoVault(path=folder, reason=reason) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise NoVault(path=folder, reason="its vault.json is damaged") from None

    def write(self, folder: Path) -> None:
        """Make this the root of a vault."""
        values = {
            "durf vault": FORMAT,
            "vault": self.vault,
            "generation": self.generation,
            "check": self.check,
        }
        write_whole(folder / ROOT, json.dumps(values, indent=1).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of the vault.

    Args:
        name: of its files, at random.
        role: what it holds.
        count: of its fingerprints.
        span: one more than the last payload.
        documents: how many.
        chunks: of its catalogue.
        gone: the first places of documents that do not count any more.
        collection: whose values it holds, for records.
        has_meanings: there is a file of what its documents mean.
    """

    name: str
    role: Role
    count: int
    span: int
    documents: int = 0
    chunks: tuple[Chunk, ...] = ()
    gone: frozenset[int] = frozenset()
    collection: str = ""
    has_meanings: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        chunks = [[chunk.first, chunk.at, chunk.size] for chunk in self.chunks]
        return {
            "name": self.name,
            "role": self.role.value,
            "count": self.count,
            "span": self.span,
            "documents": self.documents,
            "chunks": chunks,
            "gone": sorted(self.gone),
            "collection": self.collection,
            "meanings": self.has_meanings,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> SegmentEntry:
        """Make it again."""
        return cls(
            values["name"],
            Role(values["role"]),
            values["count"],
            values["span"],
            values["documents"],
            tuple(Chunk(*chunk) for chunk in values["chunks"]),
            frozenset(values["gone"]),
            values["collection"],
            values["meanings"],
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """The state of a vault.

    Args:
        number: one more with every change.
        segments: all that count.
        collections: settings of each collection, by name.
        blobs: other sealed files: a name for each role, such as ``"pictures"``.
    """

    number: int = 0
    segments: tuple[SegmentEntry, ...] = ()
    collections: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, seal: Seal) -> Manifest:
        """Read the manifest of a generation.

        Raises:
            BrokenVault: it cannot be opened.
            FileNotFoundError: the generation is not there any more.
        """
        sealed = (folder / _MANIFEST).read_bytes()
        values = seal.open_json(sealed, _MANIFEST, _MANIFEST)
        return cls(
            values["number"],
            tuple(SegmentEntry.from_json(one) for one in values["segments"]),
            values["collections"],
            values["blobs"],
        )

    def write(self, folder: Path, seal: Seal) -> None:
        """Make this the state of a generation, at once and for good."""
        values = {
            "number": self.number,
            "segments": [one.to_json() for one in self.segments],
            "collections": self.collections,
            "blobs": self.blobs,
        }
        write_whole(folder / _MANIFEST, seal.close_json(values, _MANIFEST))

    def next(self, **changes: Any) -> Manifest:  # noqa: ANN401
        """Return the state after a change."""
        return replace(self, number=self.number + 1, **changes)

    def files(self) -> frozenset[str]:
        """Return the names of the files that count."""
        names = {_MANIFEST}
        for segment in self.segments:
            names |= {f"{segment.name}.segment", f"{segment.name}.catalogue"}
            if segment.has_meanings:
                names.add(meanings_file(segment.name))
        return frozenset(names | set(self.blobs.values()))


def meanings_file(name: str) -> str:
    """Return the name of the file of meanings of a segment."""
    return f"{name}.meanings"


def random_name() -> str:
    """Return a name that says nothing."""
    return secrets.token_hex(8)


def is_made(folder: Path) -> bool:
    """Tell whether a generation has a state to read."""
    return (folder / _MANIFEST).exists()
