"""Take out what a workspace holds of a person, and what is in their account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from durf_server.drafts.models import Draft, DraftVersion, Medium
from durf_server.notices.models import Notice, Way
from durf_server.people.models import Absence, Invitation, Member, Token
from durf_server.policies.models import PolicyVersion
from durf_server.records.models import Outlet, Part, SubjectKey
from durf_server.retention.blanking import blank_versions, drop_media
from durf_server.retention.models import LegalHold
from durf_server.reviews.models import Exemption, Incident, Review

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from durf_server.people.models import Person, Workspace

# Shorter names stand in too many texts of others.
_SHORTEST_NAME = 3


def forget_in(workspace: Workspace, person: Person, at: datetime) -> None:
    """Take out what a workspace holds of a person; an empty membership stays."""
    members = Member.objects.filter(workspace=workspace, person=person)
    _forget_key(workspace, person)
    _forget_mentions(workspace, person, members)
    _forget_writing(members, at)
    _forget_holds(workspace, person, members)
    _forget_address(person, at, Q(workspace=workspace))
    for owned in (Token, Way, Notice, Absence):
        owned._default_manager.filter(member__in=members).delete()
    members.update(roles=[], titles=[], groups=[], left_at=at)


def forget_account(person: Person, at: datetime) -> None:
    """Delete all that somebody could sign in with, or be reached by."""
    _end_sessions(person)
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=person).delete()
    _forget_address(person, at, Q())
    make_nameless(person, at)


def make_nameless(person: Person, at: datetime) -> None:
    """Let a person be nobody: a number that things were done under."""
    person.email = f"erased-{person.pk}@erased.invalid"
    person.name = person.language = ""
    person.is_active = person.is_operator = person.is_superuser = False
    person.erased_at = at
    person.set_unusable_password()
    person.save()


def _forget_key(workspace: Workspace, person: Person) -> None:
    keys = SubjectKey.objects.filter(workspace=workspace, person_id=person.pk)
    Part.objects.filter(key__in=keys).update(sealed=b"")
    keys.update(sealed=b"")


def _forget_mentions(
    workspace: Workspace, person: Person, members: QuerySet[Member]
) -> None:
    """Delete what was told to others, and answered to them, about this person."""
    wrote = Q(author__in=members) | Q(versions__made_by__in=members)
    drafts = Draft.objects.filter(wrote).values_list("pk", flat=True)
    words = [person.email, *map(str, drafts)]
    if len(person.name) >= _SHORTEST_NAME:
        words.append(person.name)
    told = Notice.objects.filter(member__workspace=workspace).annotate(
        said=Cast("arguments", TextField())
    )
    for word in words:
        # As JSON writes it, too: letters beyond ASCII may stand there as numbers.
        told.filter(Q(said__contains=word) | Q(path__contains=word)).delete()
    # Kept for a day only, and full of texts.
    answered = apps.get_model("api", "Answered")
    answered._default_manager.filter(token__member__workspace=workspace).delete()


def _forget_writing(members: QuerySet[Member], at: datetime) -> None:
    """Take out what they wrote, and what reviewers said of it."""
    blank_versions(DraftVersion.objects.filter(made_by__in=members), at)
    uploaded = Medium.objects.filter(added_by__in=members)
    drop_media(list(uploaded.values_list("pk", flat=True)))
    Review.objects.filter(member__in=members).update(reason="")
    Exemption.objects.filter(member__in=members).update(reason="")
    Incident.objects.filter(
        Q(member__in=members) | Q(draft__author__in=members)
    ).update(reason="")
    PolicyVersion.objects.filter(made_by__in=members).update(note="")
    PolicyVersion.objects.filter(decided_by__in=members).update(decision_note="")


def _forget_holds(
    workspace: Workspace, person: Person, members: QuerySet[Member]
) -> None:
    about = Q(workspace=workspace, subject_id=person.pk)
    LegalHold.objects.filter(
        Q(placed_by__in=members) | about, lifted_at__isnull=False
    ).update(reason="")


def _forget_address(person: Person, at: datetime, where: Q) -> None:
    Invitation.objects.filter(where, email__iexact=person.email).delete()
    Outlet.objects.filter(where, address__iexact=person.email).update(
        address="", stopped_at=at
    )


def _end_sessions(person: Person) -> None:
    UserSession.objects.filter(user=person).delete()
    numbers = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    Session.objects.filter(pk__in=numbers).delete()
