"""Keys to the API: made, shown once, and taken back."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from durf_server.errors import BadInput
from durf_server.people.models import Token
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

    from durf_server.people.models import Member

SCOPES = {
    "check": _("try posts against the policy"),
    "drafts:read": _("read drafts"),
    "drafts:write": _("write drafts"),
    "reviews:write": _("decide on drafts"),
    "policies:read": _("read the policy"),
    "policies:write": _("propose and decide on versions of the policy"),
    "channels:write": _("manage channels"),
    "evidence:read": _("read the evidence"),
    "members:read": _("see who is a member"),
    "members:write": _("invite members and change them"),
    "webhooks:write": _("manage webhooks"),
}
PREFIX = "durf_"
MOST_TOKENS = 50
_BYTES = 32
# How exactly it is kept when a token was last used: no write for each request.
_NOTED = timedelta(minutes=5)


@transaction.atomic
def issue(
    member: Member,
    name: str,
    scopes: Collection[str],
    *,
    expires_at: datetime | None = None,
    at: datetime,
) -> tuple[Token, str]:
    """Make a token, and return it with its secret, which is never shown again.

    A token never allows more than its member may do.

    Raises:
        BadInput: it has no name, asks for an unknown scope, or there are too many.
    """
    name = name.strip()
    if not name or len(name) > 100:
        raise BadInput(field="name", reason="it is empty or too long")
    unknown = set(scopes) - SCOPES.keys()
    if unknown or not scopes:
        raise BadInput(field="scopes", reason="it is none of the known ones")
    if expires_at is not None and expires_at <= at:
        raise BadInput(field="expires_at", reason="it has passed")
    if _usable(at).filter(member=member).count() >= MOST_TOKENS:
        raise BadInput(field="name", reason="there are too many tokens already")
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    token = Token.objects.create(
        member=member,
        name=name,
        scopes=sorted(scopes),
        secret_hash=_hash(secret),
        hint=secret[: len(PREFIX) + 4],
        expires_at=expires_at,
    )
    append(member.workspace, _fact("token.issued", token, member, at))
    return token, secret


@transaction.atomic
def revoke(token: Token, member: Member, *, at: datetime) -> None:
    """Take a token back, at once and for good."""
    changed = Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
        revoked_at=at
    )
    if changed:
        append(member.workspace, _fact("token.revoked", token, member, at))


def token_by_secret(secret: str, *, at: datetime) -> Token | None:
    """Return the token with this secret, if it may be used now.

    It is looked up by a hash of 256 random bits: the time that takes tells nothing
    of a secret that is near.
    """
    if not secret.startswith(PREFIX) or len(secret) > 200:
        return None
    token = (
        _usable(at)
        .select_related("member__workspace", "member__person")
        .filter(
            secret_hash=_hash(secret),
            member__left_at__isnull=True,
            member__person__is_active=True,
        )
        .first()
    )
    if token is not None and (token.used_at is None or at - token.used_at > _NOTED):
        Token.objects.filter(pk=token.pk).update(used_at=at)
    return token


def _usable(at: datetime) -> QuerySet[Token]:
    unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
    return Token.objects.filter(unexpired, revoked_at__isnull=True)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _fact(kind: str, token: Token, member: Member, at: datetime) -> Fact:
    return Fact(
        kind=kind,
        subject=f"token/{token.pk}",
        at=at,
        act={
            "by": str(member.pk),
            "member": str(token.member_id),
            "scopes": list(token.scopes),
        },
        personal={member.person_id: {"name": str(member.person)}},
    )
