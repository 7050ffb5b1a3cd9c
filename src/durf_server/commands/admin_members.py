"""``durf admin member``: who is in a workspace, and what they may do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from durf.errors import BadUse, MissingExtra
from durf_server.commands import prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from durf_server.people.models import Member, Person, Workspace


class _OfRoles(click.Option):
    """An option whose help names the roles there are."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the names of the option, and its help."""
        record = super().get_help_record(ctx)
        return record and (record[0], record[1].format(roles=_roles()))


def _roles() -> str:
    # Not sooner: every start of durf would wait for Django.
    try:
        from durf_server.people.roles import Role
    except ModuleNotFoundError:
        raise MissingExtra(what="this command", extra="server") from None
    return ", ".join(Role.values)


def _placed(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what somebody may be."""
    for option in (
        click.option("--group", "groups", multiple=True, help="Group of authors."),
        click.option("--title", "titles", multiple=True, help="Role of the policy."),
        click.option(
            "--role", "roles", cls=_OfRoles, multiple=True, help="One of: {roles}."
        ),
        click.option("--workspace", "slug", metavar="NAME", help="If several."),
    ):
        command = option(command)
    return command


@click.group()
def member() -> None:
    """Add, list, change and remove members.

    \b
    Example:
      durf admin member list
    """


@member.command("add")
@click.argument("mail")
@click.option("--name", default="", help="Their name.")
@_placed
def add_member(
    *,
    mail: str,
    name: str,
    slug: str | None,
    roles: tuple[str, ...],
    titles: tuple[str, ...],
    groups: tuple[str, ...],
) -> None:
    """Add MAIL to a workspace; 'durf admin link' gives them a way in.

    \b
    Example:
      durf admin member add bram@bloom.example --role reviewer --title legal
    """
    prepared()
    from django.utils.timezone import now

    from durf_server.console.founding import Account, let_in
    from durf_server.people.place import read_place

    where = workspace_called(slug)
    account = Account(read_address(mail), name, where.language)
    place = read_place(roles, titles, groups)
    _show(let_in(where, account, place, at=now()))


@member.command("list")
@click.option("--workspace", "slug", metavar="NAME", help="If several.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def list_members(*, slug: str | None, form: str) -> None:
    """List the members of a workspace.

    \b
    Example:
      durf admin member list --workspace bloom --format json
    """
    prepared()
    rows = (
        workspace_called(slug)
        .members.filter(left_at__isnull=True)
        .select_related("person")
        .order_by("person__email")
    )
    if form == "text":
        for row in rows:
            _show(row)
        return
    shown = [
        {
            "mail": row.person.email,
            "name": row.person.name,
            "roles": row.roles,
            "titles": row.titles,
            "groups": row.groups,
        }
        for row in rows
    ]
    click.echo(json.dumps(shown, ensure_ascii=False))


@member.command("change")
@click.argument("mail")
@_placed
def change_member(
    *,
    mail: str,
    slug: str | None,
    roles: tuple[str, ...],
    titles: tuple[str, ...],
    groups: tuple[str, ...],
) -> None:
    """Give MAIL these roles in place of those they had; without any, they only read.

    Titles and groups that are not given stay as they are.

    \b
    Example:
      durf admin member change bram@bloom.example --role author --role reviewer
    """
    prepared()
    from django.utils.timezone import now

    from durf_server.people.facts import OPERATOR
    from durf_server.people.managing import change_member as change
    from durf_server.people.place import read_place

    found = _member_called(mail, slug)
    place = read_place(roles, titles or found.titles, groups or found.groups)
    _show(change(found, OPERATOR, place, at=now()))


@member.command("remove")
@click.argument("mail")
@click.option("--workspace", "slug", metavar="NAME", help="If several.")
def remove_member(*, mail: str, slug: str | None) -> None:
    """End the membership of MAIL; what they did stays in the records.

    \b
    Example:
      durf admin member remove bram@bloom.example
    """
    prepared()
    from django.utils.timezone import now

    from durf_server.people.facts import OPERATOR
    from durf_server.people.managing import end_membership

    found = end_membership(_member_called(mail, slug), OPERATOR, at=now())
    click.echo(f"{found.person.email}: no longer a member of {found.workspace.slug}")


def workspace_called(slug: str | None) -> Workspace:
    """Return the workspace with this address, or the only one.

    Raises:
        BadUse: it is not clear which is meant.
    """
    from durf_server.people.models import Workspace

    every = Workspace.objects.order_by("slug")
    rows = list(every.filter(slug=slug) if slug else every[:2])
    if len(rows) == 1:
        return rows[0]
    if not every.exists():
        raise BadUse(
            what="there is no workspace yet", mend="add one with 'durf admin workspace'"
        )
    raise BadUse(
        what="it is not clear which workspace is meant",
        mend="give --workspace, one of: {names}",
        names=", ".join(every.values_list("slug", flat=True)[:20]),
    )


def person_called(mail: str) -> Person:
    """Return the person with this address.

    Raises:
        BadUse: there is none.
    """
    from durf_server.people.models import Person

    found = Person.objects.filter(email__iexact=mail.strip(), is_active=True).first()
    if found is None:
        raise BadUse(
            what="nobody here has that address", mend="see 'durf admin member list'"
        )
    return found


def read_address(mail: str) -> str:
    """Return a mail address as it is kept.

    Raises:
        BadUse: it is none.
    """
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    address = mail.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadUse(
            what="that is no mail address", mend="give one such as eva@bloom.example"
        ) from None
    return address


def _member_called(mail: str, slug: str | None) -> Member:
    where = workspace_called(slug)
    person = person_called(mail)
    found = where.members.filter(person=person, left_at__isnull=True).first()
    if found is None:
        raise BadUse(
            what="they are no member of that workspace",
            mend="see 'durf admin member list'",
        )
    return found


def _show(row: Member) -> None:
    what = ", ".join((*row.roles, *row.titles, *row.groups))
    click.echo(f"{row.person.email:<40} {what}".rstrip())
