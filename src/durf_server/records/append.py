"""Write into the evidence log, in the transaction of what is recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from durf_server.people.models import Workspace
    from durf_server.records.models import Entry


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

    The log's row stays locked until that transaction ends: append last.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    raise NotImplementedError
