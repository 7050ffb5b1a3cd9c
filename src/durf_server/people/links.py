"""Links that sign one person in, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from durf_server.errors import NotThere
from durf_server.people.facts import OPERATOR, record_everywhere
from durf_server.people.models import OneTimeLink
from durf_server.people.one_time import hash_of, new_secret

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Person

LASTS = timedelta(minutes=15)
# Links that open nothing any more: what was done with them is in the log.
_KEPT = timedelta(days=30)


@transaction.atomic
def sign_in_link(person: Person, at: datetime, *, lasts: timedelta = LASTS) -> str:
    """Return a link that signs a person in, once, whatever else they lost.

    It passes by their second factor: only the operator of the machine makes one.
    That it was made is on the record of every workspace of theirs.
    """
    OneTimeLink.objects.filter(expires_at__lt=at - _KEPT).delete()
    secret = new_secret()
    OneTimeLink.objects.create(
        kind=OneTimeLink.Kind.SIGN_IN,
        person=person,
        secret_hash=hash_of(secret),
        made_at=at,
        expires_at=at + lasts,
    )
    record_everywhere("sign-in-link.made", person, OPERATOR, at)
    return f"{settings.BASE_URL}{reverse('sign-in-link', args=[secret])}"


def link_by_secret(secret: str, *, at: datetime) -> OneTimeLink:
    """Return the link that still opens.

    Raises:
        NotThere: there is none, or it was used or expired: no difference.
    """
    found = (
        OneTimeLink.objects.select_related("person")
        .filter(
            kind=OneTimeLink.Kind.SIGN_IN,
            secret_hash=hash_of(secret),
            used_at__isnull=True,
            expires_at__gt=at,
            person__is_active=True,
        )
        .first()
    )
    if found is None:
        raise NotThere(what="link")
    return found


@transaction.atomic
def use_link(secret: str, *, at: datetime) -> Person:
    """Use a link up, and return whom it signs in.

    Raises:
        NotThere: it opens nothing.
    """
    link = link_by_secret(secret, at=at)
    used = OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True)
    if not used.update(used_at=at):
        raise NotThere(what="link")
    assert link.person is not None
    record_everywhere("sign-in-link.used", link.person, OPERATOR, at)
    return link.person
