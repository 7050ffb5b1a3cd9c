"""Plant words in all that a person leaves behind, erase them, and look for the words.

Run in a process of a server apart, for the bytes of its files are searched.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, models, transaction

from durf_server.api.models import Answered
from durf_server.drafts.content import Attached, Content
from durf_server.drafts.models import DraftVersion, Judgement, Medium
from durf_server.drafts.saving import save, start
from durf_server.drafts.store import keep
from durf_server.notices.models import Notice, Way
from durf_server.people.models import Invitation, Member, Token, Workspace
from durf_server.people.roles import Role
from durf_server.policies.models import PolicyVersion
from durf_server.records.append import Fact, append
from durf_server.records.models import Outlet, Part, SubjectKey
from durf_server.records.verifying import verify_log
from durf_server.retention.erasing import erase
from durf_server.retention.holding import lift_hold, place_hold
from durf_server.retention.models import LegalHold
from durf_server.retention.scrubbing import scrub
from durf_server.reviews.models import Exemption, Incident, Review
from tests.durf_server.conftest import NOON, join, put_in_force
from tests.durf_server.retention.fields import ERASED

if TYPE_CHECKING:
    from durf_server.people.models import Person

PICTURE = b"canary-of-a-picture" * 9
IN_LOG = "canary-in-the-log"
EMAILS = ("people.Person.email", "people.Invitation.email", "records.Outlet.address")


def canary(label: str) -> str:
    """Return the word that is planted in a field."""
    name = EMAILS[0] if label in (*EMAILS, "account.EmailAddress.email") else label
    return f"cn{sha256(name.encode()).hexdigest()[:10]}"


def plant() -> tuple[Person, Member]:
    """Make a workspace with one of everything, and canaries in all of Anna's."""
    call_command("createcachetable")
    workspace = Workspace.objects.create(name="Bakery", slug="bakery")
    policy = put_in_force(workspace)
    anna = join(workspace, "Anna", Role.AUTHOR)
    carla = join(workspace, "Carla", Role.ADMINISTRATOR)
    _leave_traces(workspace, policy, anna, carla)
    address = f"{canary(EMAILS[0])}@example.org"
    for label in sorted(ERASED):
        model, field = _field(label)
        rows = model._default_manager.all()
        if label in {"people.Person.name", "people.Person.email"}:
            rows = rows.filter(pk=anna.person_id)
        elif label.startswith("people.Member."):
            rows = rows.filter(pk=anna.pk)
        value = address if isinstance(field, models.EmailField) else None
        value = address if label in EMAILS else value
        assert rows.update(**{field.name: value or _value(field, label)}), label
    with transaction.atomic():
        said = {"name": IN_LOG}
        append(
            workspace,
            Fact("draft.saved", "draft/1", NOON, {}, {anna.person_id: said}),
            Fact("draft.saved", "draft/2", NOON, {}, {carla.person_id: {"name": "C"}}),
        )
    anna.person.refresh_from_db()
    return anna.person, carla


def forget() -> None:
    """Erase Anna, and scrub; then check what is left."""
    anna = Member.objects.get(person__email__startswith=canary(EMAILS[0]))
    carla = Member.objects.exclude(pk=anna.pk).get()
    erase(anna.person, carla, NOON + timedelta(days=1), "request")
    scrub()
    workspace = Workspace.objects.get()
    assert verify_log(workspace).troubles == ()
    key = SubjectKey.objects.get(person_id=anna.person_id)
    assert not key.sealed
    assert {bytes(part.sealed) for part in key.parts.all()} == {b""}
    assert Part.objects.exclude(key=key).exclude(sealed=b"").exists()
    assert not UserSession.objects.exists()


def everything() -> bytes:
    """Return the bytes of all files of the server, its database and a backup."""
    from django.utils.timezone import now

    from durf_server.backup.making import make

    backup = settings.DATA_DIR / "fresh.durfbackup"
    backup.unlink(missing_ok=True)
    make(backup, with_key=True, durf="1", at=now())
    files = [path for path in settings.DATA_DIR.rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in files)
    return content + _in_backup(backup) + _in_postgresql()


def found() -> set[str]:
    """Return the fields whose canaries are in any byte of it all."""
    content = everything()
    words = {label: canary(label).encode() for label in ERASED}
    words |= {"picture": PICTURE, "log": IN_LOG.encode()}
    return {label for label, word in words.items() if word in content}


def _leave_traces(
    workspace: Workspace, policy: PolicyVersion, anna: Member, carla: Member
) -> None:
    digest = keep(workspace.pk, PICTURE)
    Medium.objects.create(
        workspace=workspace,
        digest=digest,
        kind="image/png",
        size=1,
        width=1,
        height=1,
        added_by=anna,
        added_at=NOON,
    )
    shown = Content("New buns", media=(Attached(digest, "image/png", "Buns"),))
    draft = start(anna, shown, at=NOON)
    version = save(draft, anna, Content("Newer buns"), base=1, at=NOON)
    Judgement.objects.create(
        version=version, policy=policy, action="allow", verdicts={}, digest="", at=NOON
    )
    said = {"draft": draft, "version": version, "member": carla, "seal": "", "at": NOON}
    Review.objects.create(decision="approve", **said)
    Exemption.objects.create(rule="r", role="r", **said)
    Incident.objects.create(workspace=workspace, draft=draft, member=anna, at=NOON)
    PolicyVersion.objects.update(made_by=anna, decided_by=anna)
    hold = place_hold(
        carla, LegalHold.Scope.PERSON, anna.person_id, reason="x", at=NOON
    )
    lift_hold(hold, carla, at=NOON)
    Notice.objects.create(
        member=anna, kind="k", arguments={}, made_at=NOON, path="/to/anna"
    )
    Way.objects.create(member=anna, name="n", sealed_address=b"x")
    Invitation.objects.create(
        workspace=workspace, email=anna.person.email, secret_hash="h", expires_at=NOON
    )
    Outlet.objects.create(
        workspace=workspace, kind="mail", address=anna.person.email, made_at=NOON
    )
    token = Token.objects.create(member=anna, name="t", secret_hash="h", hint="h")
    Answered.objects.create(token=token, key="k", request="r", body=b"x", at=NOON)
    _sign_in(anna.person)


def _sign_in(person: Person) -> None:
    mail = EmailAddress.objects.create(user=person, email=person.email)
    EmailConfirmation.objects.create(email_address=mail, key="k", sent=NOON)
    Authenticator.objects.create(user=person, type="totp", data={})
    SocialAccount.objects.create(user=person, provider="p", uid="u", extra_data={})
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session.save()
    UserSession.objects.create(
        user=person,
        ip="192.0.2.7",
        session_key=session.session_key or "",
        user_agent="a",
        last_seen_at=NOON,
    )


def _field(label: str) -> tuple[type[models.Model], models.Field[Any, Any]]:
    app, model, field = label.split(".")
    found = apps.get_model(app, model)
    return found, found._meta.get_field(field)


def _value(field: models.Field[Any, Any], label: str) -> object:
    word = canary(label)
    if isinstance(field, models.BinaryField):
        return word.encode()
    if isinstance(field, models.JSONField):
        is_list = field.default is list
        return [word] if is_list else {"text": word}
    return word


def _in_backup(path: Any) -> bytes:
    """Return what a backup says, unpacked."""
    import tarfile

    content = b""
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member)
            content += file.read() if file else b""
    return content


def _in_postgresql() -> bytes:
    """Return the bytes of the files of the database; its own log is another matter."""
    if connection.vendor != "postgresql":
        return b""
    from pathlib import Path

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone()
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (number,) = cursor.fetchone()
    files = Path(folder, "base", str(number)).iterdir()
    return b"".join(file.read_bytes() for file in files if file.is_file())


def play() -> None:
    """Do it all; print what is wrong."""
    plant()
    assert DraftVersion.objects.count() == 2
    planted = found()
    missing = {*ERASED, "picture"} - planted
    print(*(f"not-planted:{label}" for label in sorted(missing)))
    forget()
    print(*(f"left:{label}" for label in sorted(found())))
