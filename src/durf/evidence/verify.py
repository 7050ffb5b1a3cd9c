"""Checking a bundle: nothing in it is believed but what follows from the key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from durf.errors import BadKey, BrokenProof
from durf.evidence.bundle_files import CHECKPOINT, CONSISTENCY, KEYS
from durf.evidence.checkpoint import read_checkpoint
from durf.evidence.entry import opens
from durf.evidence.keys import Kind, read_keys
from durf.evidence.merkle import leaf_hash, verify_consistency, verify_inclusion
from durf.evidence.packing import MANIFEST, PAGE, SIGNATURE, unpack
from durf.evidence.page import PAGE_VERSION, page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from durf.evidence.bundle import Bundle, Shown
    from durf.evidence.checkpoint import Checkpoint
    from durf.evidence.keys import PublicKey
    from durf.evidence.note import Note
    from durf.evidence.packing import Packed

_DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
# In a time stamp: the algorithm SHA-256, and an octet string of 32 bytes.
_SHA256 = bytes.fromhex("0609608648016503040201")
_OCTETS = b"\x04\x20"


@dataclass(frozen=True, slots=True)
class Report:
    """What a bundle proves.

    Attributes:
        bundle: what it holds, all of it checked.
        checkpoint: the state of the log that it was checked with.
        signers: the keys that were brought along and signed that state.
        erased: how many parts of entries nobody can show any more.
        withheld: how many parts are kept back.
        is_gapless: whether no entry of the log is left out between the first and the
            last that are shown.
        is_page_checked: whether the page for people says what the entries say; a
            page that another version of durf made is only signed.
    """

    bundle: Bundle
    checkpoint: Checkpoint
    signers: tuple[PublicKey, ...]
    erased: int
    withheld: int
    is_gapless: bool
    is_page_checked: bool

    @property
    def period(self) -> tuple[datetime, datetime] | None:
        """When the first and the last entry were written, if there are any."""
        times = [shown.entry.at for shown in self.bundle.entries]
        return (min(times), max(times)) if times else None


def verify(content: bytes, keys: str | Sequence[PublicKey]) -> Report:
    """Check a bundle with the public keys of its log.

    Args:
        content: the file.
        keys: as their owner published them.  Of the log's own keys one of each kind
            that is given must have signed; the rest are witnesses, who may have.

    Raises:
        BadKey: what was given is no key, or holds none of Ed25519.
        BrokenProof: anything is not as it should be.
    """
    trusted = read_keys(keys) if isinstance(keys, str) else tuple(keys)
    if not any(key.kind is Kind.ED25519 for key in trusted):
        raise BadKey(reason="the file holds none of Ed25519")
    packed = unpack(content)
    own = [key for key in trusted if key.name == packed.origin]
    _check_statement(packed, own)
    bundle = packed.bundle
    # From here on the owner of the key is not believed either, but for the checkpoint.
    checkpoint = trusted_checkpoint(bundle.checkpoint, own)
    _check_older(bundle, own, checkpoint)
    _check_entries(bundle, checkpoint)
    _check_keys(bundle, own)
    _check_attachments(bundle)
    _check_timestamps(bundle, checkpoint)
    return _reported(packed, checkpoint, trusted)


def _check_statement(packed: Packed, own: Sequence[PublicKey]) -> None:
    if not own:
        raise BrokenProof(where=MANIFEST, reason="it is of another log")
    plain = [key for key in own if key.kind is Kind.ED25519]
    if not any(key.has_signed(packed.statement) for key in plain):
        raise BrokenProof(where=SIGNATURE, reason="the key did not sign it")


def trusted_checkpoint(
    note: Note, keys: Sequence[PublicKey], where: str = CHECKPOINT
) -> Checkpoint:
    """Return the checkpoint that a note is, if the keys of its log say so.

    Args:
        note: the signed checkpoint.
        keys: of each kind of them that has the log's name one must have signed.
        where: what to call the note if it does not hold.

    Raises:
        BrokenProof: there is no such key, or it did not sign.
    """
    checkpoint = read_checkpoint(note.text)
    own = [key for key in keys if key.name == checkpoint.origin]
    if not own:
        raise BrokenProof(where=where, reason="it is of another log")
    for kind in {key.kind for key in own}:
        if not any(key.has_signed(note) for key in own if key.kind is kind):
            raise BrokenProof(where=where, reason="the key did not sign it")
    return checkpoint


def _check_older(bundle: Bundle, own: Sequence[PublicKey], now: Checkpoint) -> None:
    for size, older in bundle.older.items():
        # The proof ties it to the newest, which every kind of key has signed.
        plain = [key for key in own if key.kind is Kind.ED25519]
        then = trusted_checkpoint(older.note, plain, f"checkpoints/{size}")
        is_same_log = verify_consistency(
            then.size, now.size, then.root, now.root, older.proof
        )
        if then.size != size or size >= now.size or not is_same_log:
            raise BrokenProof(
                where=CONSISTENCY, reason="the log is not the one it was before"
            )


def _check_entries(bundle: Bundle, checkpoint: Checkpoint) -> None:
    last = -1
    for shown in bundle.entries:
        if shown.index <= last:
            raise _wrong(shown, reason="it is not in its place")
        last = shown.index
        is_there = verify_inclusion(
            leaf_hash(shown.leaf),
            shown.index,
            checkpoint.size,
            shown.proof,
            checkpoint.root,
        )
        if not is_there:
            raise _wrong(shown, reason="it is not in the log's tree")
        entry = shown.entry
        for part in shown.parts:
            if not opens(entry, part.name, part.salt, part.payload):
                raise _wrong(shown, reason="what is shown of it was not logged")


def _wrong(shown: Shown, reason: str) -> BrokenProof:
    return BrokenProof(where=f"entry {shown.index}", reason=reason)


def _check_keys(bundle: Bundle, own: Sequence[PublicKey]) -> None:
    if not set(own) & set(bundle.keys):
        raise BrokenProof(where=KEYS, reason="the key that signed is not among them")


def _check_attachments(bundle: Bundle) -> None:
    named = named_digests(bundle)
    for folder, files in (("policy", bundle.policies), ("media", bundle.media)):
        for name, content in files.items():
            if name not in named or sha256(content).hexdigest() != name:
                raise BrokenProof(
                    where=f"{folder}/{name}", reason="no entry that is shown names it"
                )


def named_digests(bundle: Bundle) -> set[str]:
    """Return each SHA-256 that a shown part of an entry names."""
    return {
        digest.decode()
        for shown in bundle.entries
        for part in shown.parts
        for digest in _DIGEST.findall(part.payload)
    }


def _check_timestamps(bundle: Bundle, checkpoint: Checkpoint) -> None:
    notes = {size: older.note for size, older in bundle.older.items()}
    notes[checkpoint.size] = bundle.checkpoint
    for size, answer in bundle.timestamps.items():
        note = notes.get(size)
        if note is None or not is_stamp_of(answer, note.to_bytes()):
            raise BrokenProof(
                where=f"timestamps/{size}.tsr", reason="it is about something else"
            )


def is_stamp_of(answer: bytes, content: bytes) -> bool:
    """Tell whether a time stamp (RFC 3161) is about these bytes, by their SHA-256.

    Whether to believe its authority is for that authority's own certificates to say.
    """
    imprint = _OCTETS + sha256(content).digest()
    before, mark, _ = answer.partition(imprint)
    # Between the two stands at most the algorithm's empty parameter.
    return bool(mark) and _SHA256 in before[-len(_SHA256) - 2 :]


def _reported(
    packed: Packed, checkpoint: Checkpoint, trusted: Sequence[PublicKey]
) -> Report:
    bundle = packed.bundle
    is_page_checked = packed.page_version == PAGE_VERSION
    if is_page_checked and packed.page != page(bundle, bundle.language):
        raise BrokenProof(where=PAGE, reason="it does not say what the entries say")
    hidden = [
        name in shown.erased
        for shown in bundle.entries
        for name in shown.entry.parts.keys() - {part.name for part in shown.parts}
    ]
    places = [shown.index for shown in bundle.entries]
    return Report(
        bundle=bundle,
        checkpoint=checkpoint,
        signers=tuple(key for key in trusted if key.has_signed(bundle.checkpoint)),
        erased=sum(hidden),
        withheld=len(hidden) - sum(hidden),
        is_gapless=not places or places[-1] - places[0] + 1 == len(places),
        is_page_checked=is_page_checked,
    )
