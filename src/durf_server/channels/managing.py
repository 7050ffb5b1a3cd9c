"""Open, change and close the channels of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from durf.networks.registry import NETWORKS
from durf_server.channels.models import Channel
from durf_server.errors import BadInput
from durf_server.people.access import require
from durf_server.people.roles import May
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from durf_server.people.models import Member

MOST_CHANNELS = 200
LARGEST_SETTING = 100_000


@transaction.atomic
def open_channel(
    member: Member,
    network: str,
    name: str,
    *,
    handle: str = "",
    settings: Mapping[str, Any] | None = None,
    at: datetime,
) -> Channel:
    """Open a channel on a network.

    Raises:
        NotAllowed: the member does not manage channels.
        BadInput: naming the field that cannot be taken.
    """
    require(member, May.MANAGE_CHANNELS)
    if network not in NETWORKS:
        raise BadInput(field="network", reason="it is none of the known ones")
    if member.workspace.channels.count() >= MOST_CHANNELS:
        raise BadInput(field="name", reason="there are too many channels already")
    channel = Channel(
        workspace=member.workspace,
        network=network,
        name=_name(name),
        handle=handle.strip()[:200],
        settings=_settings(network, settings or {}),
    )
    _save(channel)
    append(member.workspace, _fact("channel.opened", channel, member, at))
    return channel


@transaction.atomic
def change_channel(
    channel: Channel,
    member: Member,
    *,
    name: str,
    handle: str,
    settings: Mapping[str, Any],
    at: datetime,
) -> Channel:
    """Give a channel another name, handle or settings."""
    require(member, May.MANAGE_CHANNELS)
    held = Channel.objects.select_for_update().get(pk=channel.pk)
    held.name, held.handle = _name(name), handle.strip()[:200]
    known = NETWORKS[held.network].settings
    said = {name: held.settings[name] for name in held.settings if name not in known}
    # What its server said of itself stays.
    held.settings = said | _settings(held.network, settings)
    _save(held)
    append(member.workspace, _fact("channel.changed", held, member, at))
    return held


@transaction.atomic
def close_channel(channel: Channel, member: Member, *, at: datetime) -> None:
    """Close a channel: nothing new is planned for it, what was stays readable."""
    require(member, May.MANAGE_CHANNELS)
    held = Channel.objects.select_for_update().get(pk=channel.pk)
    if held.closed_at is None:
        held.closed_at = at
        held.save(update_fields=["closed_at"])
        append(member.workspace, _fact("channel.closed", held, member, at))


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 100:
        raise BadInput(field="name", reason="it is empty or too long")
    return name


def _settings(network: str, settings: Mapping[str, Any]) -> dict[str, int]:
    known = NETWORKS[network].settings
    for key, value in settings.items():
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if key not in known or not is_number or not 0 < value <= LARGEST_SETTING:
            raise BadInput(field="settings", reason="it is none of the known ones")
    return dict(settings)


def _save(channel: Channel) -> None:
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError:
        raise BadInput(field="name", reason="another channel has it") from None


def _fact(kind: str, channel: Channel, member: Member, at: datetime) -> Fact:
    return Fact(
        kind=kind,
        subject=f"channel/{channel.pk}",
        at=at,
        act={
            "by": str(member.pk),
            "network": channel.network,
            "settings": dict(channel.settings),
        },
        personal={
            member.person_id: {
                "name": str(member.person),
                "channel": channel.name,
                "handle": channel.handle,
            }
        },
    )
