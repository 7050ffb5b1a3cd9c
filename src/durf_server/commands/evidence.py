"""``durf evidence export``: a bundle from the server's log, on the server itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import click

from durf.errors import BadUse
from durf_server.commands import ready

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Workspace

_DAYS = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--workspace", metavar="NAME", help="As in its address; if several.")
@click.option("--post", type=click.UUID, help="The number of a draft.")
@click.option("--campaign", metavar="NAME", help="The name or number of a campaign.")
@click.option("--person", metavar="MAIL", help="The mail address of a person.")
@click.option("--from", "since", type=_DAYS, help="No earlier entries.")
@click.option("--until", type=_DAYS, help="No later ones; the day is included.")
@click.option("--out", "-o", metavar="FILE", required=True, help="Where to write it.")
def export(  # noqa: PLR0913 its options
    *,
    workspace: str | None,
    post: UUID | None,
    campaign: str | None,
    person: str | None,
    since: datetime | None,
    until: datetime | None,
    out: str,
) -> None:
    """Write evidence of a post, a campaign, a person or a period to a file.

    Anybody can check it with ``durf evidence verify`` and the log's public keys.

    \b
    Example:
      durf evidence export --post 0b5c2a34-… -o post.durfproof
      durf evidence export --from 2026-01-01 --until 2026-12-31 -o 2026.durfproof
    """
    ready()
    from django.utils.timezone import now

    from durf.cli.files import write_bytes_whole
    from durf_server.retention.exporting import Chosen, export_chosen

    found = _workspace(workspace)
    chosen = Chosen(
        draft=post,
        campaign=_campaign(found, campaign),
        person=_person(found, person),
        since=_moment(found, since),
        until=_moment(found, until, days=1),
    )
    about, bundle = export_chosen(found, chosen, at=now())
    write_bytes_whole(out, bundle)
    click.echo(f"{out}: {about}, {len(bundle):,} bytes")


def _workspace(slug: str | None) -> Workspace:
    from durf_server.people.models import Workspace

    every = Workspace.objects.all()
    rows = list(every.filter(slug=slug) if slug else every[:2])
    if len(rows) != 1:
        names = ", ".join(every.values_list("slug", flat=True)[:20])
        raise BadUse(
            what="it is not clear which workspace is meant",
            mend=f"give --workspace, one of: {names}",
        )
    return rows[0]


def _campaign(workspace: Workspace, name: str | None) -> UUID | None:
    from durf_server.drafts.models import Campaign

    if name is None:
        return None
    rows = Campaign.objects.filter(workspace=workspace)
    try:
        found = rows.filter(pk=UUID(name)).first()
    except ValueError:
        found = rows.filter(name=name).first()
    if found is None:
        raise BadUse(
            what="the workspace has no such campaign",
            mend="give --campaign its name as the console shows it",
        )
    return found.pk


def _person(workspace: Workspace, address: str | None) -> UUID | None:
    from durf_server.people.models import Member

    if address is None:
        return None
    rows = Member.objects.filter(workspace=workspace)
    found = rows.filter(person__email__iexact=address).first()
    if found is None:
        raise BadUse(
            what="the workspace has no such person",
            mend="give --person the mail address that they sign in with",
        )
    return found.person_id


def _moment(
    workspace: Workspace, day: datetime | None, days: int = 0
) -> datetime | None:
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    if day is None:
        return None
    later = day + timedelta(days=days)
    return later.replace(tzinfo=ZoneInfo(workspace.time_zone))
