"""Connect channels to their accounts: what opens those is kept locked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import transaction

from durf.networks.speaking import Account
from durf_server.channels.models import Channel
from durf_server.errors import NotNow
from durf_server.keys import seal, unseal
from durf_server.people.access import require
from durf_server.people.roles import May
from durf_server.records.append import Fact, append
from durf_server.work.asking import ask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf_server.people.models import Member

# What was cleared before has deliveries from now on.
PLAN_ALL = "plan-all-deliveries"
LONGEST_WORD = 100


@transaction.atomic
def connect(
    channel: Channel, member: Member, account: Account, *, at: datetime
) -> Channel:
    """Keep what opens an account; it is shown to nobody any more.

    Raises:
        NotAllowed: the member does not manage channels.
        NotNow: the channel is closed.
    """
    require(member, May.MANAGE_CHANNELS)
    held = Channel.objects.select_for_update().get(pk=channel.pk)
    if held.closed_at is not None:
        raise NotNow(reason="the channel is closed", mend="open another one")
    held.server, held.number = account.server, account.number
    held.handle = account.handle or held.handle
    held.settings = {**held.settings, **_said(account.settings)}
    held.sealed_secrets = _sealed(held, account.secrets)
    held.connected_at, held.trouble = at, ""
    held.save()
    ask(PLAN_ALL, {}, workspace=member.workspace, key=str(member.workspace_id), at=at)
    append(member.workspace, _fact("channel.connected", held, member, at))
    return held


@transaction.atomic
def disconnect(channel: Channel, member: Member, *, at: datetime) -> Channel:
    """Forget what opens an account."""
    require(member, May.MANAGE_CHANNELS)
    held = Channel.objects.select_for_update().get(pk=channel.pk)
    if held.sealed_secrets:
        held.sealed_secrets, held.connected_at, held.trouble = b"", None, ""
        held.save()
        append(member.workspace, _fact("channel.disconnected", held, member, at))
    return held


def account_of(channel: Channel) -> Account:
    """Return the account of a channel, with what opens it.

    Raises:
        NotNow: nobody has connected it.
        WrongKey: another master key locked it.
    """
    if not channel.sealed_secrets:
        raise NotNow(reason="the channel is not connected", mend="connect it")
    return Account(
        server=channel.server,
        handle=channel.handle,
        number=channel.number,
        secrets=json.loads(unseal(bytes(channel.sealed_secrets), _place(channel))),
        settings=channel.settings,
    )


@transaction.atomic
def keep_secrets(channel: Channel, secrets: Mapping[str, str]) -> None:
    """Keep the new secrets that an account's server gave for the old ones."""
    held = Channel.objects.select_for_update().get(pk=channel.pk)
    if held.sealed_secrets:
        held.sealed_secrets = _sealed(held, secrets)
        held.save(update_fields=["sealed_secrets"])


def note_trouble(channel: Channel, trouble: str) -> None:
    """Note that the sign-in holds no more; somebody has to connect it again."""
    Channel.objects.filter(pk=channel.pk).update(trouble=trouble[:40])


def _place(channel: Channel) -> str:
    return f"channel/{channel.pk}"


def _sealed(channel: Channel, secrets: Mapping[str, str]) -> bytes:
    return seal(json.dumps(dict(secrets)).encode(), _place(channel))


def _said(settings: Mapping[str, object]) -> dict[str, int | str]:
    """Return what a server says of itself in numbers and short words."""
    return {
        name: value
        for name, value in settings.items()
        if (isinstance(value, int) and not isinstance(value, bool))
        or (isinstance(value, str) and len(value) <= LONGEST_WORD)
    }


def _fact(kind: str, channel: Channel, member: Member, at: datetime) -> Fact:
    return Fact(
        kind=kind,
        subject=f"channel/{channel.pk}",
        at=at,
        act={
            "by": str(member.pk),
            "network": channel.network,
            "server": channel.server,
            "number": channel.number,
        },
        personal={member.person_id: {"name": str(member.person)}},
    )
