"""``durf admin``: the same as in the browser, and on the record."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner
from django.test import Client

from durf.cli.lazy import in_own_language
from durf.errors import BadUse, DurfError
from durf_server.commands.admin import admin
from durf_server.people.models import Member, Person, Workspace
from durf_server.people.roles import Role
from durf_server.policies.in_force import in_force
from durf_server.records.models import Entry
from durf_server.retention.holding import place_hold
from durf_server.retention.models import LegalHold
from tests.durf_server.conftest import NOON

pytestmark = pytest.mark.django_db


def run(*arguments: str, typed: str | None = None):
    return CliRunner().invoke(admin, [*arguments], input=typed)


def error_of(*arguments: str, typed: str | None = None) -> DurfError:
    ran = run(*arguments, typed=typed)
    assert isinstance(ran.exception, DurfError), ran.output
    # Every error is a whole sentence, in the terms of the command line.
    assert ": " in ran.exception.sentence()
    return ran.exception


def path_in(output: str) -> str:
    return re.search(r"http://localhost:8800(/sign-in/[\w-]{43}/)", output)[1]


def kinds(workspace) -> list[str]:
    rows = Entry.objects.filter(log__workspace=workspace).order_by("index")
    return list(rows.values_list("kind", flat=True))


def test_a_workspace_begins_with_an_administrator_and_a_policy():
    ran = run(
        "workspace", "add", "Bakkerij Bloem",
        "--administrator", "Carla@bloem.example", "--administrator-name", "Carla",
        "--starter", "small-business", "--domain", "bloem.example",
    )  # fmt: skip
    assert ran.exit_code == 0, ran.exception
    carla = Member.objects.select_related("workspace", "person").get()
    assert carla.workspace.slug == "bakkerij-bloem"
    assert Role.ADMINISTRATOR in carla.roles
    assert not carla.person.has_usable_password()
    assert in_force(carla.workspace, fresh=True).policy.language == "nl"
    client = Client()
    client.post(path_in(ran.output))
    assert client.get("/w/bakkerij-bloem/").status_code == 200


def test_workspaces_are_listed(cast):
    ran = run("workspace", "list", "--format", "json")
    assert json.loads(ran.output) == [
        {"workspace": "bloom", "name": "Bakery Bloom", "members": 4},
        {"workspace": "elsewhere", "name": "Elsewhere", "members": 1},
    ]
    assert "Bakery Bloom" in run("workspace", "list").output


def test_a_member_is_added_changed_and_removed_and_all_of_it_is_recorded(cast):
    bloom = ("--workspace", "bloom")
    added = run("member", "add", "Eva@example.org", "--name", "Eva", *bloom)
    assert added.exit_code == 0, added.exception
    changed = run(
        "member", "change", "eva@example.org", *bloom,
        "--role", "reviewer", "--role", "author", "--title", "legal",
    )  # fmt: skip
    assert changed.output.split() == [
        "eva@example.org",
        "author,",
        "reviewer,",
        "legal",
    ]
    assert run("member", "remove", "eva@example.org", *bloom).exit_code == 0
    eva = Member.objects.get(person__email="eva@example.org")
    assert eva.left_at is not None
    assert kinds(cast.workspace) == ["member.joined", "member.changed", "member.left"]
    entries = Entry.objects.filter(log__workspace=cast.workspace)
    assert all(b'"by":"operator"' in bytes(entry.act) for entry in entries)
    assert not any(b"eva" in bytes(entry.act).lower() for entry in entries)


@pytest.mark.parametrize("command", ["add", "change"])
def test_help_names_every_role_there_is(command):
    said = " ".join(run("member", command, "--help").output.split())
    assert f"One of: {', '.join(Role.values)}." in said


def test_members_are_listed(cast):
    ran = run("member", "list", "--workspace", "bloom", "--format", "json")
    rows = {row["mail"]: row for row in json.loads(ran.output)}
    assert rows["bram@example.org"]["titles"] == ["legal"]
    assert "sem@example.org" not in rows
    assert "bram@example.org" in run("member", "list", "--workspace", "bloom").output


def test_a_link_signs_in_who_is_locked_out(cast):
    ran = run("link", "anna@example.org")
    client = Client()
    assert client.post(path_in(ran.output)).status_code == 302
    assert client.get("/w/bloom/").status_code == 200
    assert kinds(cast.workspace) == ["sign-in-link.made", "sign-in-link.used"]


def test_a_password_is_asked_for_and_never_an_argument(cast):
    good = "vier natte hazen dansen"
    ran = run("password", "anna@example.org", typed=f"{good}\n{good}\n")
    assert ran.exit_code == 0, ran.exception
    assert good not in ran.output
    cast.anna.person.refresh_from_db()
    assert cast.anna.person.check_password(good)
    assert kinds(cast.workspace) == ["password.set"]
    assert run("password", "anna@example.org", good).exit_code == 2


def test_a_bad_password_changes_nothing(cast):
    error_of("password", "anna@example.org", typed="kort\nkort\n")
    cast.anna.person.refresh_from_db()
    assert cast.anna.person.check_password("Zeer geheim 1!")
    assert kinds(cast.workspace) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("member", "list"),
        ("member", "list", "--workspace", "nowhere"),
        ("member", "add", "nobody", "--workspace", "bloom"),
        ("member", "add", "eva@x.example", "--workspace", "bloom", "--role", "king"),
        ("member", "change", "sem@example.org", "--workspace", "bloom"),
        ("member", "remove", "carla@example.org", "--workspace", "bloom"),
        ("member", "change", "carla@example.org", "--workspace", "bloom"),
        ("workspace", "add", "X", "--administrator", "nobody"),
        ("workspace", "add", "X", "--administrator", "a@x.nl", "--slug", "bloom"),
        ("workspace", "add", "X", "--administrator", "a@x.nl", "--slug", "A b"),
        ("workspace", "add", "X", "--administrator", "a@x.nl", "--starter", "hospital"),
        (
            "workspace", "add", "X", "--administrator", "a@x.nl",
            "--starter", "pirates", "--domain", "x.nl",
        ),
        ("workspace", "add", "X", "--administrator", "a@x.nl", "--time-zone", "Mars"),
        ("link", "nobody@example.org"),
        ("password", "nobody@example.org"),
        ("single-sign-on",),
    ],
)  # fmt: skip
def test_wrong_use_is_told_and_changes_nothing(cast, arguments):
    assert error_of(*arguments).exit_code == 2
    assert not Entry.objects.exists()
    assert Workspace.objects.count() == 2
    assert Person.objects.count() == 5


def test_it_says_what_to_do_where_there_is_nothing_yet():
    error = error_of("member", "list")
    assert isinstance(error, BadUse)
    assert "durf admin workspace" in error.sentence()


COMMANDS = [
    (),
    ("workspace",),
    ("workspace", "add"),
    ("workspace", "list"),
    ("member",),
    ("member", "add"),
    ("member", "list"),
    ("member", "change"),
    ("member", "remove"),
    ("link",),
    ("password",),
    ("single-sign-on",),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(command):
    said = CliRunner().invoke(in_own_language(admin), [*command, "--help"]).output
    assert "durf admin" in said


def test_a_person_is_erased_from_everywhere_once_that_is_meant(cast):
    Member.objects.create(workspace=cast.elsewhere, person=cast.anna.person)
    said = error_of("erase", "anna@example.org").sentence()
    assert "from: bloom, elsewhere" in said and "--yes" in said
    assert Person.objects.filter(email="anna@example.org").exists()
    ran = run("erase", "Anna@example.org", "--yes", "--reason", "other")
    assert ran.exit_code == 0, ran.exception
    assert "bloom, elsewhere" in ran.output
    assert not Person.objects.filter(email="anna@example.org").exists()
    for workspace in (cast.workspace, cast.elsewhere):
        assert kinds(workspace) == ["person.erased"]
    acts = [bytes(one.act) for one in Entry.objects.all()]
    assert all(b'"by":"operator","reason":"other"' in act for act in acts)
    assert isinstance(error_of("erase", "anna@example.org", "--yes"), BadUse)


def test_who_cannot_sign_in_any_more_can_be_erased(cast):
    Person.objects.filter(pk=cast.anna.person_id).update(is_active=False)
    assert run("erase", "anna@example.org", "--yes").exit_code == 0
    assert Person.objects.get(pk=cast.anna.person_id).erased_at is not None


def test_a_legal_hold_anywhere_keeps_a_person_and_says_where(cast):
    Member.objects.create(workspace=cast.elsewhere, person=cast.anna.person)
    scope = LegalHold.Scope.PERSON
    place_hold(cast.sem, scope, cast.anna.person_id, reason="A case", at=NOON)
    said = error_of("erase", "anna@example.org", "--yes").sentence()
    assert said.startswith("a legal hold stands in: elsewhere")
    assert Person.objects.filter(email="anna@example.org").exists()
