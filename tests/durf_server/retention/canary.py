"""Plant words in all that a person leaves behind, erase them, and look for the words.

Anna is in two workspaces, with one of everything in each.

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
from durf_server.drafts.models import Judgement, Medium
from durf_server.drafts.saving import save, start
from durf_server.drafts.store import keep
from durf_server.notices.models import Notice, Way
from durf_server.people.models import Invitation, Member, Person, Token, Workspace
from durf_server.people.roles import Role
from durf_server.records.append import Fact, append
from durf_server.records.models import Outlet, Part, SubjectKey
from durf_server.records.verifying import verify_log
from durf_server.retention.erasing import erase, erase_member
from durf_server.retention.holding import lift_hold, place_hold
from durf_server.retention.models import LegalHold
from durf_server.retention.scrubbing import scrub
from durf_server.reviews.models import Exemption, Incident, Review
from tests.durf_server.conftest import NOON, join, put_in_force
from tests.durf_server.retention.fields import ACCOUNT, ERASED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from durf_server.policies.models import PolicyVersion

HOUSES = ("bakery", "brewery")
ADDRESS = "people.Person.email"
# They hold Anna's address, which her account holds as well.
SAME_ADDRESS = {
    "account.EmailAddress.email",
    "people.Invitation.email",
    "records.Outlet.address",
}
# The way from a model to its workspace, where that is not its own.
WAYS = {
    "Answered": "token__member__workspace",
    "DraftVersion": "draft__workspace",
    "Exemption": "draft__workspace",
    "Judgement": "version__draft__workspace",
    "Notice": "member__workspace",
    "Review": "draft__workspace",
    "Token": "member__workspace",
    "Way": "member__workspace",
}
LATER = NOON + timedelta(days=1)


def canary(label: str) -> str:
    """Return the word that is planted: in a field, and of a workspace if it has one."""
    return f"cn{sha256(label.encode()).hexdigest()[:10]}"


def in_house(house: str) -> set[str]:
    """Return the labels of what lies readable in a workspace."""
    kept = ERASED - ACCOUNT - SAME_ADDRESS
    return {f"{label}@{house}" for label in kept} | {f"picture@{house}"}


def in_account() -> set[str]:
    """Return the labels of what lies in the account."""
    return ACCOUNT - SAME_ADDRESS


def picture(house: str) -> bytes:
    """Return the bytes of a picture of a workspace."""
    return canary(f"picture@{house}").encode() * 9


def plant() -> None:
    """Make both workspaces, and plant canaries in all of Anna's."""
    call_command("createcachetable")
    anna = Person.objects.create_user(f"{canary(ADDRESS)}@example.org")
    anna.name = "Anna"
    anna.save()
    for house in HOUSES:
        workspace = Workspace.objects.create(name=house, slug=house)
        member = Member.objects.create(
            workspace=workspace, person=anna, roles=[Role.AUTHOR]
        )
        carla = join(workspace, f"Carla-{house}", Role.ADMINISTRATOR)
        _leave_traces(workspace, put_in_force(workspace), member, carla)
    _sign_in(anna)
    for label in sorted(ERASED - SAME_ADDRESS - {ADDRESS}):
        _plant_in(label, anna)
    for house in HOUSES:
        _log(house, anna)


def play() -> None:
    """Erase Anna from one workspace, then from the other; print what is wrong."""
    plant()
    everything_planted = in_account().union(*map(in_house, HOUSES))
    _print("not-planted", everything_planted, found())
    anna = Person.objects.get(email__startswith=canary(ADDRESS))
    _erase_from("bakery", anna)
    kept = in_house("brewery") | in_account()
    _print("lost", kept, found())
    _print("left", found(), kept)
    anna.refresh_from_db()
    assert [str(one.workspace) for one in anna.memberships.all()] == ["brewery"]
    _erase_from("brewery", anna)
    _print("left", found(), [])
    assert not UserSession.objects.exists()


def play_at_once() -> None:
    """Erase Anna from everywhere; print what is wrong."""
    plant()
    anna = Person.objects.get(email__startswith=canary(ADDRESS))
    erase(anna, LATER, "request")
    _check(HOUSES)
    _print("left", found(), [])


def found() -> set[str]:
    """Return the labels whose canaries are in any byte of it all."""
    content = everything()
    labels = in_account().union(*map(in_house, HOUSES))
    words = {label: canary(label).encode() for label in labels}
    words |= {f"log@{house}": canary(f"log@{house}").encode() for house in HOUSES}
    return {label for label, word in words.items() if word in content}


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


def _print(what: str, labels: set[str], expected: Iterable[str]) -> None:
    for label in sorted(labels.difference(expected)):
        print(f"{what}:{label}")


def _erase_from(house: str, anna: Person) -> None:
    carla = Member.objects.get(person__name=f"Carla-{house}")
    member = Member.objects.get(workspace__slug=house, person=anna)
    erase_member(member, carla, LATER, "request")
    _check([house])


def _check(houses: Iterable[str]) -> None:
    """Scrub, and see that logs are whole while nobody reads Anna's parts again."""
    scrub()
    for house in houses:
        workspace = Workspace.objects.get(slug=house)
        assert verify_log(workspace).troubles == ()
        key = SubjectKey.objects.get(workspace=workspace, sealed=b"")
        assert {bytes(part.sealed) for part in key.parts.all()} == {b""}
        others = Part.objects.filter(key__workspace=workspace).exclude(key=key)
        assert others.exclude(sealed=b"").exists()
        assert not workspace.invitations.exists()
        assert [one.address for one in workspace.outlets.all()] == [""]


def _plant_in(label: str, anna: Person) -> None:
    model, field = _field(label)
    rows = model._default_manager.all()
    if label in ACCOUNT:
        if model is Person:
            rows = rows.filter(pk=anna.pk)
        assert rows.update(**{field.name: _value(field, canary(label))}), label
        return
    if model is Member:
        rows = rows.filter(person=anna)
    for house in HOUSES:
        way = WAYS.get(model.__name__, "workspace")
        word = canary(f"{label}@{house}")
        here = rows.filter(**{f"{way}__slug": house})
        assert here.update(**{field.name: _value(field, word)}), label


def _log(house: str, anna: Person) -> None:
    workspace = Workspace.objects.get(slug=house)
    carla = Member.objects.get(person__name=f"Carla-{house}")
    said = {"name": canary(f"log@{house}")}
    with transaction.atomic():
        append(
            workspace,
            Fact("draft.saved", "draft/1", NOON, {}, {anna.pk: said}),
            Fact("draft.saved", "draft/2", NOON, {}, {carla.person_id: {"name": "C"}}),
        )


def _leave_traces(
    workspace: Workspace, policy: PolicyVersion, anna: Member, carla: Member
) -> None:
    digest = keep(workspace.pk, picture(workspace.slug))
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
    workspace.policy_versions.update(made_by=anna, decided_by=anna)
    hold = place_hold(
        carla, LegalHold.Scope.PERSON, anna.person_id, reason="x", at=NOON
    )
    lift_hold(hold, carla, at=NOON)
    Notice.objects.create(
        member=anna, kind="k", arguments={}, made_at=NOON, path="/to/anna"
    )
    Way.objects.create(member=anna, name="n", sealed_address=b"x")
    mine = {"workspace": workspace, "secret_hash": workspace.slug}
    Invitation.objects.create(email=anna.person.email, expires_at=NOON, **mine)
    Outlet.objects.create(
        workspace=workspace, kind="mail", address=anna.person.email, made_at=NOON
    )
    token = Token.objects.create(
        member=anna, name="t", secret_hash=workspace.slug, hint="h"
    )
    Answered.objects.create(token=token, key="k", request="r", body=b"x", at=NOON)


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


def _value(field: models.Field[Any, Any], word: str) -> object:
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
