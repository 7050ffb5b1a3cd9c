"""``durf admin``: workspaces, members and ways in, for who runs the machine."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from durf.errors import BadUse
from durf_server.commands import prepared
from durf_server.commands.admin_erasing import erase_person
from durf_server.commands.admin_members import member, person_called, read_address

if TYPE_CHECKING:
    from durf_server.console.founding import Account
    from durf_server.people.workspaces import Settings


@click.group()
def admin() -> None:
    """Set up workspaces and members without a browser.

    What is done here stands in the evidence log, as done by the operator.

    \b
    Example:
      durf admin workspace list
    """


@admin.group()
def workspace() -> None:
    """Add and list workspaces.

    \b
    Example:
      durf admin workspace add "Bakery Bloom" --administrator carla@bloom.example
    """


@workspace.command("add")
@click.argument("name")
@click.option("--administrator", metavar="MAIL", required=True, help="Who runs it.")
@click.option("--administrator-name", metavar="NAME", default="", help="Their name.")
@click.option(
    "--slug", metavar="WORD", default="", help="Its address; else of its name."
)
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl")
@click.option("--time-zone", metavar="ZONE", default="Europe/Amsterdam")
@click.option("--starter", metavar="MODEL", help="Model policy to put in force.")
@click.option("--domain", metavar="DOMAIN", help="Of the organisation's website.")
def add_workspace(  # noqa: PLR0913 its options
    *,
    name: str,
    administrator: str,
    administrator_name: str,
    slug: str,
    language: str,
    time_zone: str,
    starter: str | None,
    domain: str | None,
) -> None:
    """Add the workspace NAME with its first administrator, and print their link.

    \b
    Example:
      durf admin workspace add "Bakery Bloom" --administrator carla@bloom.example \\
        --starter small-business --domain bloom.example
    """
    if bool(starter) != bool(domain):
        raise BadUse(
            what="a model policy is filled in with a domain",
            mend="give both --starter and --domain, or neither",
        )
    prepared()
    from django.utils.timezone import now

    from durf_server.console.founding import Account, found
    from durf_server.people.workspaces import Settings

    settings = Settings(name, language, time_zone)
    account = Account(read_address(administrator), administrator_name, language)
    policy = _policy(settings, account, starter, domain)
    founder = found(settings, account, slug=slug, policy=policy, at=now())
    click.echo(f"{founder.workspace.slug}: {founder.person.email}")
    _print_link(founder.person.email, minutes=60)


@workspace.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def list_workspaces(*, form: str) -> None:
    """List all workspaces.

    \b
    Example:
      durf admin workspace list --format json
    """
    prepared()
    from django.db.models import Count, Q

    from durf_server.people.models import Workspace

    here = Count("members", filter=Q(members__left_at__isnull=True))
    rows = Workspace.objects.annotate(people=here).order_by("slug")
    if form == "json":
        shown = [
            {"workspace": row.slug, "name": row.name, "members": row.people}
            for row in rows
        ]
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.slug:<30} {row.people:>6}  {row.name}")


admin.add_command(member)
admin.add_command(erase_person)


@admin.command()
@click.argument("mail")
@click.option("--minutes", type=click.IntRange(1, 1440), default=15, show_default=True)
def link(*, mail: str, minutes: int) -> None:
    """Print a link that signs MAIL in once, whatever they lost.

    It passes by their password and second factor: hand it to nobody else.

    \b
    Example:
      durf admin link carla@bloom.example
    """
    prepared()
    _print_link(mail, minutes=minutes)


@admin.command()
@click.argument("mail")
def password(*, mail: str) -> None:
    """Set the password of MAIL; it is asked for, and all their sessions end.

    \b
    Example:
      durf admin password carla@bloom.example
    """
    prepared()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils.timezone import now

    from durf_server.people.passwords import set_password

    person = person_called(mail)
    given = click.prompt(
        "Password", hide_input=True, confirmation_prompt=True, err=True
    )
    try:
        validate_password(given, person)
    except ValidationError as error:
        raise BadUse(
            what="the password cannot be taken", mend=" ".join(error.messages)
        ) from None
    set_password(person, given, at=now())
    click.echo(f"{person.email}: the password is set")


@admin.command("single-sign-on")
def single_sign_on() -> None:
    """Show what the directory must know, and what its groups give.

    \b
    Example:
      durf admin single-sign-on
    """
    prepared()
    from django.conf import settings
    from django.urls import reverse

    from durf_server.people.single_sign_on import mapping, workspace_of_directory

    if not settings.OIDC_ISSUER:
        raise BadUse(
            what="single sign-on is not set up",
            mend="set DURF_OIDC_ISSUER and what belongs to it",
        )
    path = reverse("openid_connect_callback", args=[settings.OIDC_PROVIDER])
    click.echo(f"issuer         {settings.OIDC_ISSUER}")
    click.echo(f"redirect URI   {settings.BASE_URL}{path}")
    click.echo(f"workspace      {workspace_of_directory().slug}")
    for group, place in mapping().places.items():
        given = ", ".join((*place.roles, *place.titles))
        click.echo(f"group          {group}: {given}")


def _policy(
    settings: Settings, account: Account, starter: str | None, domain: str | None
) -> str:
    from durf_server.console.founding import starter_text

    if not starter or not domain:
        return ""
    return starter_text(starter, settings, owner=account.email, domain=domain.lower())


def _print_link(mail: str, *, minutes: int) -> None:
    from django.utils.timezone import now

    from durf_server.people.links import sign_in_link

    lasts = timedelta(minutes=minutes)
    click.echo(sign_in_link(person_called(mail), now(), lasts=lasts))
