"""The private check: try a post of your own, and nothing at all is kept of it.

No row, no log line, no count: who tried what is nobody's business.  A test compares
every table, every file and every line of every log before and after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from durf.networks.registry import NETWORKS
from durf.post import Author, Post
from durf_server.drafts.content import LONGEST_TEXT
from durf_server.drafts.pace import Pace
from durf_server.errors import Busy, NotThere
from durf_server.people.access import member_of
from durf_server.people.models import Workspace
from durf_server.policies.in_force import in_force

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# For whoever has no account: how many checks a minute from one place; kept in
# memory only, and forgotten within the minute.
_pace = Pace(most=30, seconds=60)


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def private_check(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a member try a post of their own."""
    member = member_of(request, slug)
    return _page(request, member.workspace, Author(), "drafts/private.html")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def open_check(request: HttpRequest, slug: str) -> HttpResponse:
    """Let anybody try a post, where the workspace wants that."""
    workspace = Workspace.objects.filter(slug=slug, open_check=True).first()
    if workspace is None:
        raise NotThere(what="page")
    if request.method == "POST":
        wait = _pace.wait(str(request.META.get("REMOTE_ADDR", "")))
        if wait:
            raise Busy(seconds=wait)
    return _page(request, workspace, Author(), "drafts/private_open.html")


def _page(
    request: HttpRequest, workspace: Workspace, author: Author, template: str
) -> HttpResponse:
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    channel = request.POST.get("channel", "")
    channel = channel if channel in NETWORKS else ""
    verdict = None
    if text.strip():
        now = in_force(workspace)
        post = Post(text, channel=channel, author=author)
        verdict = now.checker.check(post, timezone.now())
    found = {
        "of": workspace,
        "text": text,
        "channel": channel,
        "networks": [one for one in NETWORKS.values() if one.limits.text],
        "verdict": verdict,
    }
    return render(request, template, found)
