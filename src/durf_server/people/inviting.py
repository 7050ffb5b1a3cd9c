"""Invite somebody by mail, and let whoever holds the link in."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from durf_server.errors import BadInput, NotNow, NotThere
from durf_server.people.access import require
from durf_server.people.facts import fact_of
from durf_server.people.managing import add_member
from durf_server.people.models import Invitation, Member, Person
from durf_server.people.one_time import hash_of, new_secret
from durf_server.people.own_address import keep_own_address
from durf_server.people.place import read_place
from durf_server.people.roles import May
from durf_server.records.append import append

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

LASTS = timedelta(days=7)
MOST_OPEN = 500


@transaction.atomic
def invite(
    by: Member,
    email: str,
    roles: Collection[str],
    titles: Collection[str] = (),
    *,
    at: datetime,
) -> tuple[Invitation, str]:
    """Invite an address into the workspace, in place of an earlier invitation to it.

    Returns:
        The invitation and its link, which is never shown again.

    Raises:
        NotAllowed: who invites does not administer.
        BadInput: the address is none, is a member's, or a role is unknown.
    """
    require(by, May.ADMINISTER)
    place = read_place(roles, titles)
    address = _address(email)
    members = by.workspace.members.filter(left_at__isnull=True)
    if members.filter(person__email__iexact=address).exists():
        raise BadInput(field="email", reason="they are a member already")
    open_ones = open_invitations(by, at)
    open_ones.filter(email__iexact=address).update(withdrawn_at=at)
    if open_ones.count() >= MOST_OPEN:
        raise BadInput(field="email", reason="there are too many")
    secret = new_secret()
    invitation = Invitation.objects.create(
        workspace=by.workspace,
        email=address,
        roles=list(place.roles),
        titles=list(place.titles),
        secret_hash=hash_of(secret),
        invited_by=by,
        expires_at=at + LASTS,
    )
    _record("invitation.sent", invitation, by, at)
    return invitation, link_of(secret)


@transaction.atomic
def resend(
    invitation: Invitation, by: Member, *, at: datetime
) -> tuple[Invitation, str]:
    """Give an invitation another link and more time; the earlier link ends.

    Raises:
        NotNow: it was accepted or withdrawn.
    """
    held = _held(invitation)
    secret = new_secret()
    held.secret_hash, held.expires_at = hash_of(secret), at + LASTS
    held.mailed_at = None
    held.save(update_fields=["secret_hash", "expires_at", "mailed_at"])
    _record("invitation.sent", held, by, at)
    return held, link_of(secret)


@transaction.atomic
def withdraw(invitation: Invitation, by: Member, *, at: datetime) -> None:
    """Take an invitation back: its link opens nothing any more.

    Raises:
        NotNow: it was accepted or withdrawn.
    """
    held = _held(invitation)
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    _record("invitation.withdrawn", held, by, at)


def open_invitations(member: Member, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations of a workspace that can be accepted still."""
    return Invitation.objects.filter(
        workspace_id=member.workspace_id,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=at,
    )


def invitation_by_secret(secret: str, *, at: datetime) -> Invitation:
    """Return the invitation that a link leads to.

    Raises:
        NotThere: there is none, or it was used, withdrawn or expired: no difference.
    """
    found = (
        Invitation.objects.select_related("workspace", "invited_by__person")
        .filter(
            secret_hash=hash_of(secret),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=at,
        )
        .first()
    )
    if found is None:
        raise NotThere(what="invitation")
    return found


def invited_person(invitation: Invitation) -> Person | None:
    """Return who has the invited address already."""
    return Person.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def accept_anew(
    secret: str, name: str, language: str, password: str, *, at: datetime
) -> Member:
    """Make a person of who holds the link, and let them in.

    Raises:
        NotThere: the link opens nothing.
        NotNow: somebody has the address: they sign in, and join.
    """
    invitation = _taken(secret, at)
    if invited_person(invitation) is not None:
        raise NotNow(reason="you have an account", mend="sign in, and open the link")
    person = Person.objects.create_user(invitation.email, password)
    person.name, person.language = name, language
    person.save(update_fields=["name", "language"])
    keep_own_address(person)
    return _join(invitation, person, at)


@transaction.atomic
def accept_as(secret: str, person: Person, *, at: datetime) -> Member:
    """Let somebody who has an account join.

    Raises:
        NotThere: the link opens nothing, or is for another address.
    """
    invitation = _taken(secret, at)
    if invitation.email.lower() != person.email.lower():
        raise NotThere(what="invitation")
    return _join(invitation, person, at)


def mail_invitation(invitation: Invitation, link: str, *, at: datetime) -> bool:
    """Send the link to the invited address; answer whether a mail server took it."""
    person = invited_person(invitation)
    language = person.language if person else ""
    with translation.override(language or invitation.workspace.language):
        message = _mail(invitation, link)
    if not settings.EMAIL_HOST and settings.EMAIL_BACKEND.endswith(
        "dummy.EmailBackend"
    ):
        return False
    try:
        message.send()
    except (OSError, smtplib.SMTPException):
        return False
    Invitation.objects.filter(pk=invitation.pk).update(mailed_at=at)
    return True


def link_of(secret: str) -> str:
    """Return the address that opens an invitation."""
    return f"{settings.BASE_URL}{reverse('invitation', args=[secret])}"


def _mail(invitation: Invitation, link: str) -> EmailMessage:
    values = {
        "workspace": " ".join(invitation.workspace.name.split()),
        "name": str(invitation.invited_by) if invitation.invited_by else "durf",
        "link": link,
    }
    body = gettext(
        "{name} invites you to {workspace} on durf.\n\n"
        "Accept within seven days:\n{link}\n\n"
        "The link works once. If you do not know what this is about, "
        "you need do nothing."
    )
    return EmailMessage(
        subject=gettext("Your invitation to {workspace}").format(**values),
        body=body.format(**values) + "\n",
        to=[invitation.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _join(invitation: Invitation, person: Person, at: datetime) -> Member:
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    place = read_place(invitation.roles, invitation.titles)
    return add_member(invitation.workspace, person, place, None, at=at)


def _taken(secret: str, at: datetime) -> Invitation:
    """Lock an open invitation: of two who accept at once, one does."""
    found = invitation_by_secret(secret, at=at)
    Invitation.objects.select_for_update().get(pk=found.pk)
    return invitation_by_secret(secret, at=at)


def _held(invitation: Invitation) -> Invitation:
    held = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("workspace")
        .get(pk=invitation.pk)
    )
    if held.accepted_at or held.withdrawn_at:
        raise NotNow(reason="it was accepted or withdrawn", mend="invite them again")
    return held


def _record(kind: str, invitation: Invitation, by: Member, at: datetime) -> None:
    act = {"roles": list(invitation.roles), "titles": list(invitation.titles)}
    fact = fact_of(
        kind,
        f"invitation/{invitation.pk}",
        by,
        at,
        act,
        invited_person(invitation),
    )
    append(invitation.workspace, fact)


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadInput(field="email", reason="it is no address") from None
    return address
