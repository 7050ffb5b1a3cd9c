"""Take evidence along: choose what it is of, and get one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from durf_server.drafts.models import Campaign
from durf_server.errors import NotAllowed
from durf_server.people.access import member_of
from durf_server.people.models import Member
from durf_server.people.roles import May
from durf_server.records.access import own_subject
from durf_server.records.asked import read_number, read_wanted
from durf_server.retention.exporting import Chosen, export_chosen

if TYPE_CHECKING:
    from django.http import HttpRequest

_MOST_SHOWN = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_export(request: HttpRequest, slug: str) -> HttpResponse:
    """Let choose a draft, campaign, person or period, and give the bundle."""
    member = member_of(request, slug)
    if request.method == "POST":
        about, bundle = export_chosen(
            member.workspace,
            _chosen(request, member),
            at=timezone.now(),
            by=member,
            only=own_subject(member),
        )
        name = about.replace("/", "-")
        return HttpResponse(
            bundle,
            content_type="application/zip",
            headers={"content-disposition": f'attachment; filename="{name}.durfproof"'},
        )
    people = Member.objects.filter(workspace=member.workspace).select_related("person")
    campaigns = Campaign.objects.filter(workspace=member.workspace)
    return render(
        request,
        "retention/export.html",
        {
            "audits": member.may(May.AUDIT),
            "people": people.order_by("person__name", "pk")[:_MOST_SHOWN],
            "campaigns": campaigns[:_MOST_SHOWN],
            "draft": request.GET.get("draft", ""),
        },
    )


def _chosen(request: HttpRequest, member: Member) -> Chosen:
    """Return what is asked for; who is no auditor gets what is about themselves.

    Raises:
        NotAllowed: they asked for something else.
        BadInput: a field cannot be read.
    """
    wanted = read_wanted(request.POST, member.workspace.time_zone)
    chosen = Chosen(
        draft=read_number(request.POST.get("draft", ""), "draft"),
        campaign=read_number(request.POST.get("campaign", ""), "campaign"),
        person=wanted.person,
        since=wanted.since,
        until=wanted.until,
    )
    if not member.may(May.AUDIT) and chosen != Chosen(person=member.person_id):
        raise NotAllowed(reason="your roles do not include it")
    return chosen
