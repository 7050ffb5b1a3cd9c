"""The page of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from durf.networks.registry import NETWORKS
from durf_server.channels.access import channel_for
from durf_server.channels.managing import change_channel, close_channel, open_channel
from durf_server.errors import BadInput
from durf_server.people.access import member_of
from durf_server.people.roles import May

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the channels, and open another."""
    member = member_of(request, slug, May.MANAGE_CHANNELS)
    if request.method == "POST":
        network = request.POST.get("network", "")
        open_channel(
            member,
            network,
            request.POST.get("name", ""),
            handle=request.POST.get("handle", ""),
            settings=_settings(request, network),
            at=timezone.now(),
        )
        messages.success(request, _("The channel is open."))
        return redirect("channels", slug=slug)
    rows = member.workspace.channels.all()
    known = {name: one.title for name, one in NETWORKS.items()}
    return render(
        request,
        "channels/channels.html",
        {
            "open_ones": [
                (one, known.get(one.network, one.network))
                for one in rows
                if one.closed_at is None
            ],
            "closed": [one for one in rows if one.closed_at is not None],
            "networks": list(NETWORKS.values()),
        },
    )


@login_required
@require_POST
def change(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Give a channel another name, handle or longest text."""
    member = member_of(request, slug, May.MANAGE_CHANNELS)
    channel = channel_for(member, number)
    change_channel(
        channel,
        member,
        name=request.POST.get("name", ""),
        handle=request.POST.get("handle", ""),
        settings=_settings(request, channel.network),
        at=timezone.now(),
    )
    messages.success(request, _("Saved."))
    return redirect("channels", slug=slug)


@login_required
@require_POST
def close(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Plan nothing more for a channel."""
    member = member_of(request, slug, May.MANAGE_CHANNELS)
    close_channel(channel_for(member, number), member, at=timezone.now())
    messages.success(request, _("The channel is closed. What went out stays readable."))
    return redirect("channels", slug=slug)


def _settings(request: HttpRequest, network: str) -> dict[str, int]:
    """Return what a form says of the settings that a network has."""
    known = NETWORKS[network].settings if network in NETWORKS else {}
    found = {}
    for name in known:
        written = request.POST.get(name, "").strip()
        if not written:
            continue
        if not written.isascii() or not written.isdigit() or len(written) > 9:
            raise BadInput(field=name, reason="it is no number")
        found[name] = int(written)
    return found
