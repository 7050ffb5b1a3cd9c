"""A log of a desk, and a bundle of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

from durf.evidence.bundle import Bundle, Older, Shown
from durf.evidence.checkpoint import Checkpoint
from durf.evidence.entry import commit, make_leaf
from durf.evidence.merkle import consistency_proof, inclusion_proof
from durf.evidence.packing import pack
from durf.evidence.signing import Ed25519Signer, MlDsaSigner, sign_checkpoint
from tests.durf.evidence.tree import MemoryLog

ORIGIN = "example.com/desk"
SIGNER = Ed25519Signer(ORIGIN, b"\1" * 32)
LASTING = MlDsaSigner(ORIGIN, b"\2" * 32)
STRANGER = Ed25519Signer(ORIGIN, b"\3" * 32)
POLICY = b"# How we post\n\nKindly.\n"
PICTURE = b"\x89PNG and so on"
POLICY_ID = sha256(POLICY).hexdigest()
PICTURE_ID = sha256(PICTURE).hexdigest()
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEYS = f"{SIGNER.key}\n"


def salt(number: int) -> bytes:
    return sha256(b"salt %d" % number).digest()


def parts_of(number: int):
    act = {
        "policy": f"2026.1+sha256:{POLICY_ID}",
        "media": [PICTURE_ID],
        "verdict": {"action": "allow", "findings": []},
        "number": number,
        "final": True,
        "note": None,
    }
    person = {"name": f"Jansen <{number}>", "text": "Good morning\n& welcome"}
    return (
        commit("act", act, salt(2 * number)),
        commit("person:7f3a", person, salt(2 * number + 1)),
    )


class Desk:
    """A log, its checkpoints on the way, and bundles of it."""

    def __init__(self, size: int, *, stops: tuple[int, ...] = ()) -> None:
        self.log = MemoryLog()
        self.older: dict[int, object] = {}
        for number in range(size):
            at = NOON + timedelta(minutes=number)
            kind = "draft.created" if number % 2 else "review.approved"
            subject = f"draft/{number // 2}"
            self.log.append(make_leaf(kind, at, subject, parts_of(number)))
            if number + 1 in stops:
                self.older[number + 1] = self.checkpoint(number)

    def checkpoint(self, clock: int = 0):
        state = Checkpoint(ORIGIN, self.log.edge.size, self.log.edge.root)
        return sign_checkpoint(state, SIGNER, lasting=LASTING, time=1795000000 + clock)

    def bundle(self, *places: int, **changes) -> Bundle:
        size, subtree = self.log.edge.size, self.log.subtree
        shown = tuple(
            Shown(
                index=place,
                leaf=self.log.entries[place],
                proof=tuple(inclusion_proof(place, size, subtree)),
                parts=parts_of(place),
            )
            for place in places
        )
        bundle = Bundle(
            about="draft/1",
            exported_at=NOON + timedelta(days=1),
            checkpoint=self.checkpoint(size),
            keys=(SIGNER.key, LASTING.key),
            entries=shown,
            older={
                then: Older(note, tuple(consistency_proof(then, size, subtree)))
                for then, note in self.older.items()
            },
            policies={POLICY_ID: POLICY},
            media={PICTURE_ID: PICTURE},
        )
        return replace(bundle, **changes)


def erased(shown: Shown) -> Shown:
    """Return an entry after the person in it was erased."""
    return replace(shown, parts=shown.parts[:1], erased=frozenset(["person:7f3a"]))


def stamp(content: bytes) -> bytes:
    """Return the part of a time stamp that says what it is about."""
    algorithm = bytes.fromhex("300d06096086480165030402010500")
    return b"\x30\x31" + algorithm + b"\x04\x20" + sha256(content).digest() + b"rest"


@cache
def small() -> Bundle:
    """A bundle with something of everything; ML-DSA never signs the same twice."""
    bundle = Desk(7, stops=(2, 5)).bundle(2, 3, 6)
    first, *rest = bundle.entries
    stamps = {
        5: stamp(bundle.older[5].note.to_bytes()),
        7: stamp(bundle.checkpoint.to_bytes()),
    }
    return replace(bundle, entries=(erased(first), *rest), timestamps=stamps)


def packed(bundle: Bundle) -> bytes:
    return pack(bundle, SIGNER)
