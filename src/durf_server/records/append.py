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
from durf_server.records.models import Entry, Log
from durf_server.records.signing import signer_of
from durf_server.records.subjects import keys_of, part_name, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping
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


def append(workspace: Workspace, *facts: Fact) -> list[Entry]:
    """Append facts to the workspace's log, within the caller's transaction.

    The log's row stays locked until that transaction ends: append last.  What is
    personal of somebody who was erased is left out.

    Raises:
        TransactionManagementError: there is no transaction.
        BadEntry: a fact holds what has no one form as JSON, such as a fraction.
    """
    if not connection.in_atomic_block:
        message = "facts are written in the transaction of what they record"
        raise TransactionManagementError(message)
    if not facts:
        return []
    log = _held(workspace)
    people = {person for fact in facts for person in fact.personal}
    keys = keys_of(workspace.pk, people)
    made = [
        _made(log, log.size + number, fact, keys) for number, fact in enumerate(facts)
    ]
    _grow(log, [entry.leaf for entry, _ in made])
    storing.write_entries([entry for entry, _ in made])
    storing.write_parts(
        [(entry.pk, key.id, sealed) for entry, parts in made for key, sealed in parts]
    )
    return [entry for entry, _ in made]


def _held(workspace: Workspace) -> Log:
    """Lock the workspace's log; it begins with the first fact."""
    rows = Log.objects.select_for_update().filter(workspace_id=workspace.pk)
    log = rows.first()
    if log is not None:
        return log
    host = urlsplit(settings.BASE_URL).netloc
    origin = f"{host}/{workspace.slug}-{secrets.token_hex(4)}"
    Log.objects.get_or_create(workspace_id=workspace.pk, defaults={"origin": origin})
    return rows.get()


def _made(
    log: Log, index: int, fact: Fact, keys: Mapping[UUID, OpenKey]
) -> tuple[Entry, list[tuple[OpenKey, bytes]]]:
    """Return an entry that is not stored yet, and its parts about people."""
    act = commit("act", dict(fact.act), os.urandom(SALT_SIZE))
    parts, sealed = [act], []
    for person, content in fact.personal.items():
        key = keys.get(person)
        if key is None:
            continue
        part = commit(part_name(key.id), dict(content), os.urandom(SALT_SIZE))
        place = place_of(log.origin, index)
        parts.append(part)
        sealed.append((key, encrypt(key.secret, part.salt + part.payload, place)))
    entry = Entry(
        log=log,
        index=index,
        leaf=make_leaf(fact.kind, fact.at, fact.subject, parts),
        kind=fact.kind,
        subject=fact.subject,
        at=fact.at,
        act=act.salt + act.payload,
    )
    return entry, sealed


def _grow(log: Log, leaves: list[bytes]) -> None:
    """Let the tree grow, and sign the checkpoint of its new size."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    growth = grow(Edge(log.size, bytes(log.edge)), hashes, storing.tile_reader(log))
    checkpoint = Checkpoint(log.origin, growth.edge.size, growth.edge.root)
    note = sign_checkpoint(checkpoint, signer_of(log.origin))
    log.size, log.edge = growth.edge.size, growth.edge.hashes
    log.checkpoint = note.to_bytes().decode()
    storing.write_tiles(log, growth.tiles)
    log.save(update_fields=["size", "edge", "checkpoint"])
