"""The way in while there is nobody who could let anybody in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from durf_server.errors import NotThere
from durf_server.people.managing import administrators
from durf_server.people.models import OneTimeLink
from durf_server.people.one_time import hash_of, new_secret

if TYPE_CHECKING:
    from datetime import datetime

LASTS = timedelta(hours=24)
_WELCOME = OneTimeLink.Kind.WELCOME


@transaction.atomic
def one_time_link(at: datetime) -> str | None:
    """Return a link to set this installation up, or None if somebody administers it.

    Only the newest link opens: who starts the server reads it, nobody else.
    """
    OneTimeLink.objects.filter(kind=_WELCOME, used_at__isnull=True).delete()
    if administrators().exists():
        return None
    secret = new_secret()
    OneTimeLink.objects.create(
        kind=_WELCOME,
        secret_hash=hash_of(secret),
        made_at=at,
        expires_at=at + LASTS,
    )
    return f"{settings.BASE_URL}{reverse('welcome', args=[secret])}"


def require_first_run(secret: str, *, at: datetime) -> OneTimeLink:
    """Let pass who holds the link, while nobody administers anything.

    Raises:
        NotThere: the link opens nothing, or somebody was faster.
    """
    found = OneTimeLink.objects.filter(
        kind=_WELCOME,
        secret_hash=hash_of(secret),
        used_at__isnull=True,
        expires_at__gt=at,
    ).first()
    if found is None or administrators().exists():
        raise NotThere(what="link")
    return found


def use_up(secret: str, *, at: datetime) -> None:
    """Close the door behind the first administrator, in the caller's transaction.

    Raises:
        NotThere: the link opens nothing, or somebody was faster.
    """
    link = require_first_run(secret, at=at)
    open_one = OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True)
    if not open_one.update(used_at=at):
        raise NotThere(what="link")
