"""How long records are kept, what holds them, where checkpoints go, and erasing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from durf_server.errors import BadInput
from durf_server.people.access import colleague_for, member_of
from durf_server.people.models import Member
from durf_server.people.roles import May
from durf_server.records.access import log_for, outlet_for
from durf_server.records.asked import read_number
from durf_server.records.models import Outlet
from durf_server.records.outlets import add_outlet, stop_outlet
from durf_server.records.verifying import verify_and_keep
from durf_server.retention.access import hold_for
from durf_server.retention.erasing import erase_member
from durf_server.retention.expiring import keep_for
from durf_server.retention.holding import holds_on_person, lift_hold, place_hold
from durf_server.retention.models import LegalHold, Retention
from durf_server.work.asking import ask

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

# More takes longer than somebody waits for a page.
MOST_AT_ONCE = 5_000
_MOST_SHOWN = 200


@login_required
@require_safe
def records(request: HttpRequest, slug: str) -> HttpResponse:
    """Show periods, holds and outlets."""
    member = member_of(request, slug, to=May.AUDIT)
    periods = Retention.objects.filter(workspace=member.workspace)
    kept = {row.kind: row.days for row in periods}
    people = Member.objects.filter(workspace=member.workspace).select_related("person")
    holds = LegalHold.objects.filter(workspace=member.workspace).select_related(
        "placed_by__person", "lifted_by__person"
    )
    return render(
        request,
        "retention/records.html",
        {
            "periods": [
                (kind, kind.label, kept.get(kind.value)) for kind in Retention.Kind
            ],
            "holds": holds[:_MOST_SHOWN],
            "scopes": LegalHold.Scope.choices,
            "outlets": member.workspace.outlets.filter(stopped_at__isnull=True),
            "outlet_kinds": Outlet.Kind.choices,
            "people": people.order_by("person__name", "pk")[:_MOST_SHOWN],
            "administers": member.may(May.ADMINISTER),
        },
    )


@login_required
@require_POST
def retention_set(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how long a kind of record is kept."""
    member = member_of(request, slug, to=May.ADMINISTER)
    kind = request.POST.get("kind", "")
    if kind not in Retention.Kind.values:
        raise BadInput(field="kind", reason="it is none of those there are")
    days = _whole(request.POST.get("days", ""), "days")
    keep_for(member, Retention.Kind(kind), days, at=timezone.now())
    messages.success(request, _("The period is set."))
    return redirect("records", slug=slug)


@login_required
@require_POST
def hold_place(request: HttpRequest, slug: str) -> HttpResponse:
    """Place a legal hold."""
    member = member_of(request, slug, to=May.ADMINISTER)
    scope = request.POST.get("scope", "")
    if scope not in LegalHold.Scope.values:
        raise BadInput(field="scope", reason="it is none of those there are")
    subject = read_number(request.POST.get("subject", ""), "subject")
    place_hold(
        member,
        LegalHold.Scope(scope),
        subject,
        reason=request.POST.get("reason", ""),
        at=timezone.now(),
    )
    messages.success(request, _("The hold stands. Nothing under it is erased."))
    return redirect("records", slug=slug)


@login_required
@require_POST
def hold_lift(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Lift a legal hold."""
    member = member_of(request, slug, to=May.ADMINISTER)
    lift_hold(hold_for(member, number), member, at=timezone.now())
    messages.success(request, _("The hold is lifted."))
    return redirect("records", slug=slug)


@login_required
@require_POST
def outlet_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Let checkpoints go somewhere."""
    member = member_of(request, slug, to=May.ADMINISTER)
    outlet = Outlet(
        kind=request.POST.get("kind", ""),
        address=request.POST.get("address", "").strip(),
        certificates=request.POST.get("certificates", "").strip(),
        with_entries="with_entries" in request.POST,
        hours=_whole(request.POST.get("hours", ""), "hours") or 24,
    )
    add_outlet(member, outlet, at=timezone.now())
    messages.success(request, _("Checkpoints go there from now on."))
    return redirect("records", slug=slug)


@login_required
@require_POST
def outlet_stop(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Let no more checkpoints go there."""
    member = member_of(request, slug, to=May.ADMINISTER)
    outlet = outlet_for(member, number, to=May.ADMINISTER)
    stop_outlet(outlet, member, at=timezone.now())
    messages.success(request, _("No more checkpoints go there."))
    return redirect("records", slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_erase(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Erase a person for good, after showing what that means."""
    member = member_of(request, slug, to=May.ADMINISTER)
    colleague = colleague_for(member, number)
    if request.method == "POST":
        if request.POST.get("sure") != colleague.person.email:
            raise BadInput(field="sure", reason="type their address to be sure")
        reason = "request" if "asked" in request.POST else "other"
        erase_member(colleague, member, timezone.now(), reason)
        messages.success(request, _("They are erased."))
        return redirect("records", slug=slug)
    holds = holds_on_person(colleague.person_id, [member.workspace_id])
    return render(
        request, "retention/erase.html", {"colleague": colleague, "holds": holds}
    )


@login_required
@require_POST
def evidence_verify(request: HttpRequest, slug: str) -> HttpResponse:
    """Look through the whole log: at once, or by a worker where that takes long."""
    member = member_of(request, slug, to=May.AUDIT)
    log = log_for(member)
    if log is not None and log.size > MOST_AT_ONCE:
        ask(
            "verify-log",
            {},
            workspace=member.workspace,
            key=f"verify-log/{member.workspace_id}",
            at=timezone.now(),
        )
        messages.success(
            request, _("The log is being verified; what is found will stand here.")
        )
    else:
        verify_and_keep(member.workspace, timezone.now())
    return redirect("evidence", slug=slug)


def _whole(text: str, field: str) -> int | None:
    """Return a whole number, if one is given."""
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit() and len(text) < 9):
        raise BadInput(field=field, reason="it is no whole number")
    return int(text)
