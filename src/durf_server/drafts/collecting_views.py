"""Pages for campaigns, templates and tables of drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from durf_server.drafts.access import campaign_for, draft_for, template_for
from durf_server.drafts.collecting import begin_campaign, close, keep_template
from durf_server.drafts.content import TRACKING
from durf_server.drafts.importing import (
    COLUMNS,
    LARGEST,
    decoded,
    import_table,
    read_table,
)
from durf_server.errors import BadInput
from durf_server.people.access import member_of
from durf_server.people.roles import May

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collections(request: HttpRequest, slug: str) -> HttpResponse:
    """Show campaigns and templates, and begin a campaign."""
    member = member_of(request, slug, May.WRITE)
    if request.method == "POST":
        tracking = {name: request.POST.get(name, "") for name in TRACKING}
        tracking = {name: value for name, value in tracking.items() if value}
        begin_campaign(
            member, request.POST.get("name", ""), tracking, at=timezone.now()
        )
        messages.success(request, _("The campaign has begun."))
        return redirect("collections", slug=slug)
    workspace = member.workspace
    return render(
        request,
        "drafts/collections.html",
        {
            "campaigns": workspace.campaigns.filter(closed_at__isnull=True),
            "templates": workspace.templates.filter(closed_at__isnull=True),
            "fields": [name for name in TRACKING if name != "style"],
        },
    )


@login_required
@require_POST
def close_campaign(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Offer a campaign no more."""
    member = member_of(request, slug, May.WRITE)
    close(campaign_for(member, number), member, at=timezone.now())
    return redirect("collections", slug=slug)


@login_required
@require_POST
def close_template(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Offer a template no more."""
    member = member_of(request, slug, May.WRITE)
    close(template_for(member, number), member, at=timezone.now())
    return redirect("collections", slug=slug)


@login_required
@require_POST
def make_template(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Keep what a draft says as a template."""
    member = member_of(request, slug, May.WRITE)
    draft = draft_for(member, number)
    name = request.POST.get("name", "")
    keep_template(draft, member, name, at=timezone.now())
    messages.success(request, _("It can be started from now."))
    return redirect("draft", slug=slug, number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at a table first, then make drafts of it."""
    member = member_of(request, slug, May.WRITE)
    if request.method != "POST":
        return render(request, "drafts/import.html", {"columns": COLUMNS})
    file, text = request.FILES.get("file"), request.POST.get("table", "")
    if file is not None:
        content = file.read(LARGEST + 1)
    elif text:
        # The page sends back what was looked at; it was UTF-8 then.
        content = text.replace("\r\n", "\n").encode()
    else:
        raise BadInput(field="file", reason="there is none")
    if "certain" in request.POST:
        made = import_table(content, member, at=timezone.now())
        messages.success(
            request,
            ngettext(
                "{n} draft was begun.", "{n} drafts were begun.", len(made)
            ).format(n=len(made)),
        )
        return redirect("drafts", slug=slug)
    table = read_table(content, member, at=timezone.now())
    troubles = [(one, _(one.reason)) for one in table.troubles]
    found = {
        "columns": COLUMNS,
        "table": table,
        "troubles": troubles,
        "text": decoded(content),
    }
    return render(request, "drafts/import.html", found, status=422 if troubles else 200)
