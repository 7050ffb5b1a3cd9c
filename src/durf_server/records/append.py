"""Write into the evidence log, in the transaction of what is recorded."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.transaction import TransactionManagementError

from durf.evidence.checkpoint import Checkpoint
from durf.evidence.entry import SALT_SIZE, commit, make_leaf
from durf.evidence.merkle import leaf_hash
from durf.evidence.signing import sign_checkpoint
from durf.evidence.tiles import Edge, grow
from durf_server.keys import encrypt
from durf_server.records import storing
from durf_server.records.models import Log
from durf_server.records.signing import signer_of
from durf_server.records.subjects import keys_of, part_name, part_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from durf_server.people.models import Workspace
    from durf_server.records.subjects import OpenKey


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened, as the log is to hold it.

    Attributes:
        kind: a noun and what was done to it, such as ``"review.approved"``.
        subject: what it is about, such as ``"draft/<id>"``.
        at: when, aware.
        act: what everybody who may read the log may read: numbers of things, digests,
            decisions; never a name, an address or a text.
        personal: what is about a person, by the person's number: encrypted under
            their key, gone when they are erased.
    """

    kind: str
    subject: str
    at: datetime
    act: Mapping[str, Any]
    personal: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)


def append(workspace: Workspace, *facts: Fact) -> range:
    """Append facts to the workspace's log, within the caller's transaction.

    The log's row stays locked until that transaction ends: append last.  What is
    personal of somebody who was erased is left out.

    Returns:
        The places of the new entries in the log.

    Raises:
        TransactionManagementError: there is no transaction.
        BadEntry: a fact holds what has no one form as JSON, such as a fraction.
    """
    if not connection.in_atomic_block:
        message = "facts are written in the transaction of what they record"
        raise TransactionManagementError(message)
    if not facts:
        return range(0)
    log = storing.hold_log(workspace.pk) or _begun(workspace)
    keys = keys_of(workspace.pk, {one for fact in facts for one in fact.personal})
    made = [_made(log.origin, log.size + n, fact, keys) for n, fact in enumerate(facts)]
    entries = [entry for entry, _ in made]
    _grow(log, [entry.leaf for entry in entries])
    numbers = storing.write_entries(log.id, entries)
    storing.write_parts(
        (number, key_id, sealed)
        for number, (_, parts) in zip(numbers, made, strict=True)
        for key_id, sealed in parts
    )
    return range(log.size, log.size + len(entries))


def _begun(workspace: Workspace) -> storing.Held:
    """Begin the log of a workspace, under a name that no other log ever has."""
    host = urlsplit(settings.BASE_URL).netloc
    origin = f"{host}/{workspace.slug}-{secrets.token_hex(4)}"
    Log.objects.get_or_create(workspace_id=workspace.pk, defaults={"origin": origin})
    held = storing.hold_log(workspace.pk)
    assert held is not None
    return held


def _made(
    origin: str, index: int, fact: Fact, keys: Mapping[UUID, OpenKey]
) -> tuple[storing.NewEntry, list[tuple[UUID, bytes]]]:
    """Return an entry, and what is personal in it: by key, and encrypted."""
    act = commit("act", dict(fact.act), os.urandom(SALT_SIZE))
    parts, sealed = [act], []
    for person, content in fact.personal.items():
        key = keys.get(person)
        if key is None:
            continue
        part = commit(part_name(key.id), dict(content), os.urandom(SALT_SIZE))
        place = part_place(origin, index)
        parts.append(part)
        sealed.append((key.id, encrypt(key.secret, part.salt + part.payload, place)))
    leaf = make_leaf(fact.kind, fact.at, fact.subject, parts)
    act_bytes = act.salt + act.payload
    entry = storing.NewEntry(index, leaf, fact.kind, fact.subject, fact.at, act_bytes)
    return entry, sealed


def _grow(log: storing.Held, leaves: Sequence[bytes]) -> None:
    """Let the tree grow, and sign the checkpoint of its new size."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    growth = grow(Edge(log.size, log.edge), hashes, storing.tile_reader(log.id))
    checkpoint = Checkpoint(log.origin, growth.edge.size, growth.edge.root)
    note = sign_checkpoint(checkpoint, signer_of(log.origin))
    storing.write_tiles(log.id, growth.tiles)
    text = note.to_bytes().decode()
    storing.save_log(log, growth.edge.size, growth.edge.hashes, text)
