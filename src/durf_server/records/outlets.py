"""Say where checkpoints go, and where no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from durf_server.errors import BadInput, NotNow
from durf_server.records.append import Fact, append
from durf_server.records.models import Outlet
from durf_server.records.stamping import read_certificates

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Member

Kind = Outlet.Kind
_LONGEST_ADDRESS = 500
_MOST_HOURS = 24 * 31


@transaction.atomic
def add_outlet(member: Member, outlet: Outlet, *, at: datetime) -> Outlet:
    """Let checkpoints go somewhere from now on.

    Args:
        member: who says so.
        outlet: kind, address, hours and the like, not stored yet.
        at: when.

    Raises:
        BadInput: a field does not fit the kind.
    """
    _require_sense(outlet)
    outlet.workspace, outlet.made_at = member.workspace, at
    outlet.save(force_insert=True)
    append(member.workspace, _fact(outlet, "outlet.added", member, at))
    return outlet


@transaction.atomic
def stop_outlet(outlet: Outlet, member: Member, *, at: datetime) -> Outlet:
    """Let no more checkpoints go there; what went stays noted.

    Raises:
        NotNow: it was stopped before.
    """
    held = Outlet.objects.select_for_update().get(pk=outlet.pk)
    if held.stopped_at is not None:
        raise NotNow(reason="it was stopped", mend="look at it again")
    held.stopped_at = at
    held.save(update_fields=["stopped_at"])
    append(member.workspace, _fact(held, "outlet.stopped", member, at))
    return held


def _require_sense(outlet: Outlet) -> None:
    if outlet.kind not in Kind.values:
        raise BadInput(field="kind", reason="it is none of those there are")
    if not 1 <= outlet.hours <= _MOST_HOURS:
        raise BadInput(field="hours", reason=f"it must be from 1 to {_MOST_HOURS}")
    if len(outlet.address) > _LONGEST_ADDRESS:
        raise BadInput(field="address", reason="it is too long")
    if outlet.kind == Kind.MAIL:
        _require_mail(outlet.address)
    if outlet.kind in {Kind.WEBHOOK, Kind.TIMESTAMP} and not outlet.address.startswith(
        ("https://", "http://")
    ):
        raise BadInput(field="address", reason="it is no address of the web")
    if outlet.kind == Kind.TIMESTAMP:
        read_certificates(outlet.certificates)


def _require_mail(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise BadInput(field="address", reason="it is no mail address") from None


def _fact(outlet: Outlet, kind: str, member: Member, at: datetime) -> Fact:
    act = {"kind": str(outlet.kind), "hours": outlet.hours, "by": str(member.pk)}
    said = {"name": str(member.person), "address": outlet.address}
    subject = f"outlet/{outlet.pk}"
    return Fact(kind, subject, at, act, {member.person_id: said})
