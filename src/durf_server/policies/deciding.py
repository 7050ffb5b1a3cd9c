"""Propose a version, let a second person decide, and put it in force on its day."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from durf.policy.model import Policy
from durf_server.errors import BadInput, NotAllowed, NotNow
from durf_server.people.models import Workspace
from durf_server.policies.editing import fact_of
from durf_server.policies.in_force import checker_of, forget, open_vault
from durf_server.policies.models import PolicyVersion
from durf_server.records.append import append
from durf_server.work.asking import ask

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Member

State = PolicyVersion.State


@transaction.atomic
def propose(
    version: PolicyVersion, member: Member, *, note: str, at: datetime
) -> PolicyVersion:
    """Offer a version to be decided on; from here its text stays.

    Raises:
        DurfError: it is no policy, its examples do not hold, or it names a
            collection that the vault does not have.
        NotNow: it was proposed before.
    """
    held = _held(version, State.EDITED)
    policy = Policy.parse(held.text)
    checker_of(policy, open_vault(held.workspace_id))
    held.state = State.PROPOSED
    held.version = policy.version
    held.note = note
    held.proposed_at = at
    held.save(update_fields=["state", "version", "note", "proposed_at"])
    ask(
        "backtest",
        {"version": str(held.pk)},
        workspace=held.workspace,
        key=str(held.pk),
        at=at,
    )
    append(held.workspace, fact_of(held, "policy.proposed", member, at))
    return held


@transaction.atomic
def approve(
    version: PolicyVersion,
    member: Member,
    *,
    note: str = "",
    from_day: datetime | None = None,
    at: datetime,
) -> PolicyVersion:
    """Say yes to a proposed version; it comes into force at once or on its day.

    Args:
        version: that was proposed.
        member: another person than the one who wrote it.
        note: why.
        from_day: when it comes into force; at once without one.
        at: when this is said.

    Raises:
        NotAllowed: they wrote it, and the workspace asks for a second person.
        BadInput: the day has passed.
    """
    held = _held(version, State.PROPOSED)
    _require_second_person(held, member)
    if from_day is not None and from_day < at:
        raise BadInput(field="in_force_from", reason="it has passed")
    held.in_force_from = from_day or at
    _decide(held, State.APPROVED, member, note, at)
    moment = held.in_force_from.isoformat()
    append(
        held.workspace,
        fact_of(held, "policy.approved", member, at, in_force_from=moment),
    )
    if from_day is None:
        return put_in_force(held, at=at)
    return held


@transaction.atomic
def refuse(
    version: PolicyVersion, member: Member, *, note: str, at: datetime
) -> PolicyVersion:
    """Say no to a proposed version, and why."""
    held = _held(version, State.PROPOSED)
    if not note.strip():
        raise BadInput(field="note", reason="say why")
    _decide(held, State.REFUSED, member, note, at)
    append(held.workspace, fact_of(held, "policy.refused", member, at))
    return held


@transaction.atomic
def put_in_force(version: PolicyVersion, *, at: datetime) -> PolicyVersion:
    """Let an approved version judge from now on, and all planned drafts be judged.

    Raises:
        DurfError: its examples do not hold any more, or the vault lost a collection;
            the version in force stays.
        NotNow: it was not approved.
    """
    workspace = Workspace.objects.select_for_update().get(pk=version.workspace_id)
    held = _held(version, State.APPROVED)
    checker_of(Policy.parse(held.text), open_vault(held.workspace_id))
    workspace.policy_versions.filter(state=State.IN_FORCE).update(
        state=State.RETIRED, retired_at=at
    )
    held.state = State.IN_FORCE
    held.in_force_from = at
    held.save(update_fields=["state", "in_force_from"])
    ask("judge-again", {}, workspace=workspace, key=str(workspace.pk), at=at)
    append(workspace, fact_of(held, "policy.in-force", None, at))
    # Before the end nobody else sees it; after it, this process looks at once.
    forget(workspace.pk)
    transaction.on_commit(partial(forget, workspace.pk))
    return held


def put_due_in_force(*, at: datetime) -> list[PolicyVersion]:
    """Put the approved versions in force whose day has come, the newest of each."""
    due = PolicyVersion.objects.filter(
        state=State.APPROVED, in_force_from__lte=at
    ).order_by("in_force_from", "number")
    return [put_in_force(version, at=at) for version in due]


def _held(version: PolicyVersion, state: PolicyVersion.State) -> PolicyVersion:
    """Lock a version that must be in this state."""
    held = (
        PolicyVersion.objects.select_for_update(of=("self",))
        .select_related("workspace")
        .get(pk=version.pk)
    )
    if held.state != state:
        raise NotNow(reason="this version is in another state", mend="look at it again")
    return held


def _require_second_person(version: PolicyVersion, member: Member) -> None:
    if version.workspace.own_approval or version.made_by_id != member.pk:
        return
    raise NotAllowed(reason="who wrote a policy does not approve it")


def _decide(
    version: PolicyVersion, state: str, member: Member, note: str, at: datetime
) -> None:
    version.state = state
    version.decided_by = member
    version.decided_at = at
    version.decision_note = note
    version.save()
