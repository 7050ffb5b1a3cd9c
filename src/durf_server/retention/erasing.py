"""Erase a person (GDPR art. 17), and leave every proof as it was.

Their keys go, so that nobody reads their parts of the log again; the log says that
it was done.  The rest of the database forgets what they wrote and who they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from durf_server.drafts.models import Draft, DraftVersion, Medium
from durf_server.errors import NotAllowed, NotNow
from durf_server.notices.models import Notice, Way
from durf_server.people.models import Absence, Invitation, Member, Person, Token
from durf_server.policies.models import PolicyVersion
from durf_server.records.append import Fact, append
from durf_server.records.models import Outlet, Part, SubjectKey
from durf_server.records.subjects import ERASED, person_subject
from durf_server.retention.blanking import blank_versions, drop_media
from durf_server.retention.holding import holds_on_person
from durf_server.retention.journal import write_journal
from durf_server.retention.models import LegalHold
from durf_server.reviews.models import Exemption, Incident, Review
from durf_server.work.asking import ask

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from durf_server.people.models import Workspace

# Shorter names stand in too many texts of others.
_SHORTEST_NAME = 3


@transaction.atomic
def erase(person: Person, by: Member | None, at: datetime, reason: str) -> Person:
    """Erase a person from all workspaces they are or were in.

    Args:
        person: whom.
        by: the administrator who does it; nobody for an operator of the server.
        at: when.
        reason: why, in a word of ours such as ``"request"``; it stays in the log.

    Raises:
        NotNow: they were erased before, or a legal hold stands.
        NotAllowed: they are in other workspaces than the administrator's too.
    """
    held = Person.objects.select_for_update().get(pk=person.pk)
    members = list(Member.objects.filter(person=held).select_related("workspace"))
    _require(held, by, members)
    workspaces = [member.workspace for member in members]
    _forget_keys(held.pk)
    _forget_writing(held, at)
    _forget_account(held, at)
    _forget_person(held, at)
    ask("scrub", {}, key="scrub", at=at)
    # Scrubbing writes it too, should this process end before it could.
    transaction.on_commit(write_journal, robust=True)
    for workspace in workspaces:
        append(workspace, _fact(held, by, workspace, at, reason))
    return held


def _require(person: Person, by: Member | None, members: list[Member]) -> None:
    if person.erased_at is not None:
        raise NotNow(reason="this person was erased", mend="nothing is left to do")
    workspaces = {member.workspace_id for member in members}
    if by is not None and workspaces != {by.workspace_id}:
        raise NotAllowed(reason="they are not in your workspace alone")
    if holds_on_person(person.pk, workspaces):
        raise NotNow(reason="a legal hold stands", mend="let it be lifted first")


def _forget_keys(person: UUID) -> None:
    Part.objects.filter(key__person_id=person).update(sealed=b"")
    SubjectKey.objects.filter(person_id=person).update(sealed=b"")


def _forget_writing(person: Person, at: datetime) -> None:
    """Take out what they wrote, and what reviewers said of it."""
    drafts = [
        str(number)
        for number in Draft.objects.filter(
            Q(author__person=person) | Q(versions__made_by__person=person)
        ).values_list("pk", flat=True)
    ]
    _forget_mentions(person, drafts)
    blank_versions(DraftVersion.objects.filter(made_by__person=person), at)
    uploaded = Medium.objects.filter(added_by__person=person)
    drop_media(list(uploaded.values_list("pk", flat=True)))
    Review.objects.filter(member__person=person).update(reason="")
    Exemption.objects.filter(member__person=person).update(reason="")
    Incident.objects.filter(
        Q(member__person=person) | Q(draft__author__person=person)
    ).update(reason="")
    PolicyVersion.objects.filter(made_by__person=person).update(note="")
    PolicyVersion.objects.filter(decided_by__person=person).update(decision_note="")
    LegalHold.objects.filter(
        Q(placed_by__person=person) | Q(subject_id=person.pk), lifted_at__isnull=False
    ).update(reason="")


def _forget_mentions(person: Person, drafts: list[str]) -> None:
    """Delete what was told to others, and answered to them, about this person."""
    workspaces = Member.objects.filter(person=person).values("workspace_id")
    words = [person.email, *drafts]
    if len(person.name) >= _SHORTEST_NAME:
        words.append(person.name)
    told = Notice.objects.filter(member__workspace_id__in=workspaces).annotate(
        said=Cast("arguments", TextField())
    )
    for word in words:
        # As JSON writes it, too: letters beyond ASCII may stand there as numbers.
        told.filter(Q(said__contains=word) | Q(path__contains=word)).delete()
    # Kept for a day only, and full of texts.
    answered = apps.get_model("api", "Answered")
    answered._default_manager.filter(
        token__member__workspace_id__in=workspaces
    ).delete()


def _forget_account(person: Person, at: datetime) -> None:
    """Delete all that they could sign in with, or be reached by."""
    _end_sessions(person)
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=person).delete()
    Invitation.objects.filter(email__iexact=person.email).delete()
    Outlet.objects.filter(address__iexact=person.email).update(
        address="", stopped_at=at
    )
    members = Member.objects.filter(person=person)
    for owned in (Token, Way, Notice, Absence):
        owned._default_manager.filter(member__in=members).delete()
    members.update(roles=[], titles=[], groups=[], left_at=at)


def _end_sessions(person: Person) -> None:
    UserSession.objects.filter(user=person).delete()
    numbers = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    Session.objects.filter(pk__in=numbers).delete()


def _forget_person(person: Person, at: datetime) -> None:
    person.email = f"erased-{person.pk}@erased.invalid"
    person.name = person.language = ""
    person.is_active = person.is_operator = person.is_superuser = False
    person.erased_at = at
    person.set_unusable_password()
    person.save()


def _fact(
    person: Person, by: Member | None, workspace: Workspace, at: datetime, reason: str
) -> Fact:
    is_own = by is None or by.workspace_id == workspace.pk
    actor = "operator" if by is None or not is_own else str(by.pk)
    personal = {} if by is None else {by.person_id: {"name": str(by.person)}}
    act = {"by": actor, "reason": reason}
    return Fact(ERASED, person_subject(person.pk), at, act, personal if is_own else {})
