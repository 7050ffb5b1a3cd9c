"""What a bundle of evidence holds, apart from how it is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from durf.evidence.entry import read_leaf

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf.evidence.entry import Leaf, Part
    from durf.evidence.keys import PublicKey
    from durf.evidence.note import Note


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry, with its proof and what is shown of its parts.

    Attributes:
        index: where it is in the log.
        leaf: its bytes there.
        proof: from its neighbour up to the root of the bundle's checkpoint.
        parts: what is shown.
        erased: the names of parts that nobody can show any more.  The others are
            kept back.
    """

    index: int
    leaf: bytes
    proof: tuple[bytes, ...]
    parts: tuple[Part, ...] = ()
    erased: frozenset[str] = frozenset()

    @property
    def entry(self) -> Leaf:
        """The entry, read."""
        return read_leaf(self.leaf)


@dataclass(frozen=True, slots=True)
class Older:
    """An earlier checkpoint, and the proof that the log has only grown since."""

    note: Note
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Evidence of one post, person, campaign or period.

    Attributes:
        about: what it is evidence of, such as ``"draft/<id>"``.
        exported_at: when it was made, in UTC.
        language: of the page: ``"nl"`` or ``"en"``.
        checkpoint: the signed state of the log that everything is proved with.
        keys: of the log and its witnesses, for information: whoever verifies brings
            the key along.
        entries: by their index.
        older: earlier checkpoints, by their size.
        policies: the texts of policies, by the SHA-256 (hexadecimal) that a shown
            part names.
        media: the same for pictures and other media.
        timestamps: RFC 3161 answers about a checkpoint's file, by its size.
    """

    about: str
    exported_at: datetime
    checkpoint: Note
    keys: tuple[PublicKey, ...]
    entries: tuple[Shown, ...]
    language: str = "en"
    older: Mapping[int, Older] = field(default_factory=dict)
    policies: Mapping[str, bytes] = field(default_factory=dict)
    media: Mapping[str, bytes] = field(default_factory=dict)
    timestamps: Mapping[int, bytes] = field(default_factory=dict)
