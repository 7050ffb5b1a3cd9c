"""Change what members may do, and end memberships; somebody stays in charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from durf_server.errors import NotNow
from durf_server.people.access import require
from durf_server.people.facts import member_fact
from durf_server.people.models import Member, Workspace
from durf_server.people.place import Place
from durf_server.people.roles import May, Role
from durf_server.records.append import append

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from durf_server.people.models import Person


def administrators() -> QuerySet[Member]:
    """Return who can administer a workspace, of all workspaces."""
    written = Member.objects.annotate(said=Cast("roles", TextField()))
    return written.filter(
        said__contains=f'"{Role.ADMINISTRATOR.value}"',
        left_at__isnull=True,
        person__is_active=True,
    )


@transaction.atomic
def add_member(
    workspace: Workspace,
    person: Person,
    place: Place,
    by: Member | str | None,
    *,
    at: datetime,
) -> Member:
    """Let a person into a workspace; who left comes back to the same membership.

    Args:
        workspace: to join.
        person: who joins.
        place: what they are to be there.
        by: who lets them in; None for themselves, such as the first one.
        at: when.
    """
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    member, is_new = Member.objects.get_or_create(
        workspace=workspace, person=person, defaults=_values(place)
    )
    if not is_new:
        _set(member, place)
        member.left_at = None
        member.save()
    append(workspace, member_fact("member.joined", member, by or member, at))
    return member


@transaction.atomic
def change_member(
    member: Member, by: Member | str, place: Place, *, at: datetime
) -> Member:
    """Give a member other roles, titles and groups.

    Raises:
        NotAllowed: who asks does not administer.
        NotNow: nobody would administer the workspace, or the member left.
    """
    _require_administrator(by)
    held = _held(member)
    if place == place_of(held):
        return held
    if Role.ADMINISTRATOR.value not in place.roles:
        _require_another(held)
    _set(held, place)
    held.save(update_fields=["roles", "titles", "groups"])
    append(held.workspace, member_fact("member.changed", held, by, at))
    return held


@transaction.atomic
def end_membership(member: Member, by: Member | str, *, at: datetime) -> Member:
    """Let a member leave; what they did stays theirs in the records.

    Raises:
        NotAllowed: who asks does not administer.
        NotNow: nobody would administer the workspace, or they left already.
    """
    _require_administrator(by)
    held = _held(member)
    _require_another(held)
    held.left_at = at
    held.save(update_fields=["left_at"])
    held.tokens.filter(revoked_at__isnull=True).update(revoked_at=at)
    append(held.workspace, member_fact("member.left", held, by, at))
    return held


def place_of(member: Member) -> Place:
    """Return what a member is now."""
    return Place(tuple(member.roles), tuple(member.titles), tuple(member.groups))


def _held(member: Member) -> Member:
    """Lock the workspace, so that two administrators cannot remove each other."""
    Workspace.objects.select_for_update().get(pk=member.workspace_id)
    held = (
        Member.objects.select_related("workspace", "person")
        .select_for_update(of=("self",))
        .get(pk=member.pk)
    )
    if held.left_at is not None:
        raise NotNow(reason="they left", mend="invite them again")
    return held


def _require_administrator(by: Member | str) -> None:
    # The operator and the directory act from outside.
    if not isinstance(by, str):
        require(by, May.ADMINISTER)


def _require_another(member: Member) -> None:
    """Raise if nobody else could administer the workspace."""
    if Role.ADMINISTRATOR.value not in member.roles:
        return
    others = administrators().filter(workspace_id=member.workspace_id)
    if not others.exclude(pk=member.pk).exists():
        raise NotNow(
            reason="nobody would administer the workspace",
            mend="make somebody else an administrator first",
        )


def _values(place: Place) -> dict[str, list[str]]:
    return {
        "roles": list(place.roles),
        "titles": list(place.titles),
        "groups": list(place.groups),
    }


def _set(member: Member, place: Place) -> None:
    for name, words in _values(place).items():
        setattr(member, name, words)
