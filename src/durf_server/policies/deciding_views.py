"""The history of the policy, and the decision on a version that was proposed."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from durf.locale import translator
from durf_server.errors import BadInput
from durf_server.people.access import member_of
from durf_server.people.roles import May
from durf_server.policies.access import version_for
from durf_server.policies.deciding import approve, refuse
from durf_server.policies.models import PolicyVersion
from durf_server.policies.trying import changes_between

if TYPE_CHECKING:
    from django.http import HttpRequest

    from durf_server.people.models import Member

MOST_SHOWN = 200


@login_required
@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all versions, the newest first."""
    member = member_of(request, slug)
    rows = member.workspace.policy_versions.select_related(
        "made_by__person", "decided_by__person"
    ).defer("text", "backtest")[:MOST_SHOWN]
    owns = member.may(May.OWN_POLICY)
    return render(request, "policies/versions.html", {"rows": rows, "owns": owns})


@login_required
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version: what it changes, what it would have said, who decided."""
    member = member_of(request, slug)
    found = version_for(member, number)
    before = _before(found)
    say = translator(translation.get_language() or "en")
    changes = changes_between(before.text, found.text, say) if before else None
    waits = found.state == PolicyVersion.State.PROPOSED
    return render(
        request,
        "policies/version.html",
        {
            "version": found,
            "before": before,
            "changes": [(change, change.sentence(say)) for change in changes or ()],
            "readable": changes is not None,
            "owns": member.may(May.OWN_POLICY),
            "decides": waits
            and member.may(May.OWN_POLICY)
            and _may_decide(found, member),
            "waits": waits,
            "shifts": _shifts(found),
        },
    )


@login_required
@require_safe
def text(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give the file itself."""
    found = version_for(member_of(request, slug), number)
    response = HttpResponse(found.text, content_type="text/markdown; charset=utf-8")
    name = f"policy-{found.number}.md"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_POST
def decide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take the decision of a second person."""
    member = member_of(request, slug, May.OWN_POLICY)
    found = version_for(member, number)
    note = request.POST.get("note", "")[:5_000]
    now = timezone.now()
    if request.POST.get("decision") == "approve":
        day = _day(request.POST.get("from", ""), member)
        approve(found, member, note=note, from_day=day, at=now)
        messages.success(request, _("Approved."))
    else:
        refuse(found, member, note=note, at=now)
        messages.success(request, _("Refused. The policy in force stays as it is."))
    return redirect("policy-version", slug=slug, number=number)


def _before(found: PolicyVersion) -> PolicyVersion | None:
    """Return what a version replaces: what is in force, or was before it."""
    others = found.workspace.policy_versions.exclude(pk=found.pk).filter(
        in_force_from__isnull=False
    )
    if found.in_force_from is not None:
        others = others.filter(in_force_from__lt=found.in_force_from)
    return others.order_by("-in_force_from").first()


def _shifts(found: PolicyVersion) -> list[dict[str, Any]]:
    """Return the drafts that the backtest names, with what they are called now.

    Drafts are above the policy in this house: they are asked for by name.
    """
    told = (found.backtest or {}).get("shifts", [])
    drafts = apps.get_model("drafts", "Draft").objects.filter(
        workspace_id=found.workspace_id, pk__in=[shift["draft"] for shift in told]
    )
    titles = {str(pk): title for pk, title in drafts.values_list("pk", "title")}
    return [
        {**shift, "title": titles[shift["draft"]]}
        for shift in told
        if shift["draft"] in titles
    ]


def _may_decide(found: PolicyVersion, member: Member) -> bool:
    return member.workspace.own_approval or found.made_by_id != member.pk


def _day(value: str, member: Member) -> datetime | None:
    """Return the beginning of a day in the workspace's time zone."""
    if not value:
        return None
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None:
        raise BadInput(field="from", reason="it is no day")
    zone = ZoneInfo(member.workspace.time_zone)
    return datetime.combine(day, time.min, tzinfo=zone)
