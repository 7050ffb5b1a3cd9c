"""``durf admin erase``: a person, from every workspace on the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from durf.errors import BadUse
from durf_server.commands import prepared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from durf_server.people.models import Person, Workspace


@click.command("erase")
@click.argument("mail")
@click.option(
    "--reason",
    type=click.Choice(["request", "other"]),
    default="request",
    show_default=True,
    help="Stays in the log: whether they asked for it.",
)
@click.option("--yes", is_flag=True, help="Do it; there is no way back.")
def erase_person(*, mail: str, reason: str, yes: bool) -> None:
    """Erase the person with the address MAIL from all workspaces, with their account.

    Every proof stays.  An administrator erases what one workspace holds of somebody
    in the console.

    \b
    Example:
      durf admin erase anna@bloom.example --yes
    """
    prepared()
    from django.utils.timezone import now

    from durf_server.retention.erasing import erase, workspaces_of

    person = _person_called(mail)
    workspaces = workspaces_of(person)
    _require_no_hold(person, workspaces)
    names = ", ".join(sorted(one.slug for one in workspaces)) or "-"
    if not yes:
        raise BadUse(
            what="this would erase {person} from: {names}",
            mend="add --yes to do it; there is no way back",
            person=person.email,
            names=names,
        )
    address = person.email
    erase(person, now(), reason)
    click.echo(f"{address}: erased from: {names}")


def _person_called(mail: str) -> Person:
    """Return whoever has this address, whether they can sign in or not."""
    from durf_server.people.models import Person

    known = Person.objects.filter(erased_at__isnull=True)
    found = known.filter(email__iexact=mail.strip()).first()
    if found is None:
        raise BadUse(
            what="nobody here has that address", mend="see 'durf admin member list'"
        )
    return found


def _require_no_hold(person: Person, workspaces: Sequence[Workspace]) -> None:
    from durf_server.retention.holding import holds_on_person

    holds = holds_on_person(person.pk, [one.pk for one in workspaces])
    if holds:
        raise BadUse(
            what="a legal hold stands in: {names}",
            mend="let an administrator lift it first, under Evidence",
            names=", ".join(sorted({hold.workspace.slug for hold in holds})),
        )
