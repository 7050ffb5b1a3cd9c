"""The ways by which a member wants to be told, with their addresses locked."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from durf_server.errors import BadInput, NotThere, Unreachable
from durf_server.keys import seal, unseal
from durf_server.notices.kinds import KINDS
from durf_server.notices.models import Way
from durf_server.outward import is_outside

if TYPE_CHECKING:
    from collections.abc import Collection

    from apprise import NotifyBase

    from durf_server.people.models import Member

MOST_WAYS = 5
LONGEST_ADDRESS = 1_000
LONGEST_NAME = 100


def add_way(member: Member, name: str, address: str) -> Way:
    """Let notices go to an address of Apprise as well.

    Raises:
        BadInput: it is none, its scheme is not allowed here, or there are too many.
    """
    if not name.strip() or len(name) > LONGEST_NAME:
        raise BadInput(field="name", reason="give it a short name")
    target_of(address)
    with transaction.atomic():
        if member.ways.filter(is_mail=False).count() >= MOST_WAYS:
            raise BadInput(field="address", reason="there are too many")
        way = Way.objects.create(member=member, name=name.strip())
        way.sealed_address = seal(address.encode(), _place(way))
        way.save(update_fields=["sealed_address"])
    return way


def remove_way(member: Member, number: int) -> None:
    """Let no notices go there any more; the address is forgotten."""
    gone, _ = member.ways.filter(pk=number, is_mail=False).delete()
    if not gone:
        raise NotThere(what="way")


@transaction.atomic
def mute(member: Member, number: int | None, kinds: Collection[str]) -> Way:
    """Choose which kinds do not go a way; ``None`` for mail.

    Raises:
        BadInput: there is no such kind.
        NotThere: it is not a way of this member.
    """
    if not set(kinds) <= set(KINDS):
        raise BadInput(field="kinds", reason="it is none of the known ones")
    if number is None:
        way, _ = Way.objects.get_or_create(
            member=member, is_mail=True, defaults={"name": "mail"}
        )
    else:
        found = member.ways.filter(pk=number).first()
        if found is None:
            raise NotThere(what="way")
        way = found
    way.muted = sorted(kinds)
    way.save(update_fields=["muted"])
    return way


def address_of(way: Way) -> str:
    """Return the address that a way goes to."""
    assert way.sealed_address is not None
    return unseal(bytes(way.sealed_address), _place(way)).decode()


def target_of(address: str) -> NotifyBase:
    """Return what sends to an address of Apprise.

    Raises:
        BadInput: it is none, or its scheme is not allowed here.
    """
    scheme = address.split("://", 1)[0].lower() if "://" in address else ""
    if len(address) > LONGEST_ADDRESS or scheme not in settings.NOTICE_SCHEMES:
        raise BadInput(field="address", reason="this kind of address is not allowed")
    from apprise import Apprise, AppriseAsset

    # A redirect would lead where nobody looked.
    asset = AppriseAsset(http_redirects=False)
    target = Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if target is None:
        raise BadInput(field="address", reason="it cannot be read")
    target.redirects = False
    return target


def require_outside(target: NotifyBase) -> None:
    """Make sure that a host that somebody named leads outside.

    Raises:
        Unreachable: it leads inside, or to nobody.
    """
    # The hosts of well-known services stand in Apprise, not in the address.
    if settings.REACH_INSIDE or "host" not in target.template_tokens:
        return
    try:
        found = socket.getaddrinfo(target.host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(reason="it cannot be reached") from None
    if not all(is_outside(str(one[4][0])) for one in found):
        raise Unreachable(reason="it is not on the public internet")


def _place(way: Way) -> str:
    return f"way/{way.pk}"
