"""``durf stop``: nothing goes out any more, and ``--lift`` to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from durf.errors import BadUse
from durf_server.commands import ready

if TYPE_CHECKING:
    from durf_server.people.models import Workspace


@click.command()
@click.option("--workspace", metavar="SLUG", help="Only this one; else all.")
@click.option("--reason", default="", help="Why, for the record.")
@click.option(
    "--lift",
    type=click.Choice(["hold", "send", "withdraw"]),
    help="Go on; what came due meanwhile is held, sent or withdrawn.",
)
@click.option("--status", is_flag=True, help="Say what is stopped, and end.")
def stop(*, workspace: str | None, reason: str, lift: str | None, status: bool) -> None:
    """Stop everything that goes out, on all workers, within a second.

    It stays so, also after a restart, until somebody lifts it.

    \b
    Example:
      durf stop --reason "an account was taken over"
      durf stop --lift hold
    """
    ready()
    if status:
        _tell_status()
        return
    one = _found(workspace) if workspace is not None else None
    if lift is None:
        _press(one, reason)
        click.echo("stopped: nothing goes out until 'durf stop --lift'")
        return
    count = _lift(one, lift)
    click.echo(f"it goes on; {count} came due meanwhile: {lift}")


def _press(workspace: Workspace | None, reason: str) -> None:
    from django.utils.timezone import now

    from durf_server.deliveries.stopping import press_all, press_for

    if workspace is None:
        press_all(reason, at=now())
    else:
        press_for(workspace, reason, at=now())


def _lift(workspace: Workspace | None, lift: str) -> int:
    from django.utils.timezone import now

    from durf_server.deliveries.stopping import Piled, lift_all, lift_for

    if workspace is None:
        return lift_all(Piled(lift), at=now())
    return lift_for(workspace, Piled(lift), at=now())


def _found(slug: str) -> Workspace:
    from durf_server.people.models import Workspace

    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        raise BadUse(
            what="there is no workspace {slug}",
            mend="look for its name in the address of its pages",
            slug=slug[:60],
        )
    return found


def _tell_status() -> None:
    from durf_server.deliveries.models import Stop

    rows = Stop.objects.filter(lifted_at__isnull=True).select_related("workspace")
    for row in rows:
        what = row.workspace.slug if row.workspace is not None else "everything"
        click.echo(f"{what}: stopped since {row.at:%Y-%m-%d %H:%M} UTC")
    if not rows:
        click.echo("nothing is stopped")
