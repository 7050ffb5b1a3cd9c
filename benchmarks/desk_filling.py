"""Fill a data folder for ``benchmarks.desk_load``, and print the cookies of people."""

from __future__ import annotations

import os
import sys

os.environ["DURF_DATA_DIR"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "durf_server.settings"

import django

django.setup()

from datetime import timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import transaction
from django.utils.timezone import now

from durf_server.demo.filling import example_administrator
from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft, DraftVersion
from durf_server.people.models import Member, Person
from durf_server.people.roles import Role
from durf_server.records.append import Fact, append

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
AT_ONCE = 1_000


def main() -> None:
    """Fill the folder."""
    people, drafts, entries = map(int, sys.argv[2:5])
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    chief = example_administrator("en", at=now())
    more_drafts(chief, drafts)
    more_entries(chief, entries)
    for number in range(people):
        print(signed_in(chief, number))


def signed_in(chief: Member, number: int) -> str:
    """Let somebody into the workspace, and return the cookie of their session."""
    person = Person.objects.create_user(f"typist{number}@northwind.example", None)
    Member.objects.create(
        workspace=chief.workspace, person=person, roles=[role.value for role in Role]
    )
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def more_drafts(chief: Member, count: int) -> None:
    """Add drafts of the past years, in rows: through the desk it would take an hour."""
    end = now()
    content = Content("A draft of long ago about our work at the harbour")
    for start in range(0, count, AT_ONCE):
        with transaction.atomic():
            made = Draft.objects.bulk_create(
                Draft(
                    workspace=chief.workspace,
                    author=chief,
                    title=f"{content.title} {start + n}",
                    action="allow",
                    # Closed: what is alive is judged again by every new policy.
                    state="withdrawn",
                    planned_at=end - timedelta(minutes=10 * (start + n)),
                    made_at=end - timedelta(minutes=10 * (start + n)),
                    changed_at=end - timedelta(minutes=10 * (start + n)),
                )
                for n in range(min(AT_ONCE, count - start))
            )
            DraftVersion.objects.bulk_create(
                DraftVersion(
                    draft=draft,
                    number=1,
                    content=content.to_json(),
                    digest=content.digest(),
                    made_by=chief,
                    made_at=draft.made_at,
                )
                for draft in made
            )


def more_entries(chief: Member, count: int) -> None:
    """Add entries to the evidence log, in batches."""
    at = now()
    for start in range(0, count, AT_ONCE):
        facts = [
            Fact("draft.saved", f"draft/{start + n}", at, {"version": 1})
            for n in range(min(AT_ONCE, count - start))
        ]
        with transaction.atomic():
            append(chief.workspace, *facts)


if __name__ == "__main__":
    main()
