"""The drafts of a workspace, and one of them with all it ever said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from durf.networks.registry import NETWORKS
from durf_server.drafts.access import draft_for, version_of
from durf_server.drafts.content import Content
from durf_server.drafts.differences import words_between
from durf_server.drafts.models import Draft
from durf_server.drafts.saving import FINAL, copy_of
from durf_server.drafts.states import State
from durf_server.errors import BadInput
from durf_server.people.access import member_of
from durf_server.people.roles import May

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from durf_server.channels.models import Channel
    from durf_server.people.models import Member

A_PAGE = 50
MOST_VERSIONS = 100
LONGEST_SEARCH = 100


@login_required
@require_safe
def drafts(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the drafts, those that changed last first."""
    member = member_of(request, slug)
    rows = _wanted(request, member)
    rows = rows.select_related("author__person").order_by("-changed_at", "-id")
    after = request.GET.get("after", "")
    found = list(_beyond(rows, after)[: A_PAGE + 1])
    following = ""
    if len(found) > A_PAGE:
        last = found[A_PAGE - 1]
        following = f"{last.changed_at.isoformat()}_{last.pk}"
    kept = {name: request.GET.get(name, "") for name in ("state", "author", "q")}
    return render(
        request,
        "drafts/drafts.html",
        {
            "rows": found[:A_PAGE],
            "following": following,
            "states": State.choices,
            "kept": kept,
            "is_first": not after,
            "writes": member.may(May.WRITE),
        },
    )


@login_required
@require_safe
def draft(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Show what a draft says in each channel, what was found, and its history."""
    member = member_of(request, slug)
    found = draft_for(member, number)
    version = version_of(found)
    content = Content.from_json(version.content)
    judgement = version.judgements.select_related("policy").first()
    return render(
        request,
        "drafts/draft.html",
        {
            "draft": found,
            "version": version,
            "content": content,
            "places": list(_places(member, content)),
            "judgement": judgement,
            "findings": list(_findings(judgement)) if judgement else [],
            "versions": found.versions.select_related("made_by__person").defer(
                "content"
            )[:MOST_VERSIONS],
            "may_edit": member.may(May.WRITE) and found.state not in FINAL,
            "writes": member.may(May.WRITE),
        },
    )


@login_required
@require_safe
def version(
    request: HttpRequest, slug: str, number: UUID, version_number: int
) -> HttpResponse:
    """Show what a draft said at one moment, and what changed since the one before."""
    member = member_of(request, slug)
    found = draft_for(member, number)
    this = version_of(found, version_number)
    since = request.GET.get("since", "")
    other = int(since[:9]) if since.isascii() and since.isdigit() else this.number - 1
    before = version_of(found, other) if other > 0 else None
    return render(
        request,
        "drafts/version.html",
        {
            "draft": found,
            "version": this,
            "before": before,
            "content": Content.from_json(this.content),
            "words": words_between(_said(before), _said(this)) if before else [],
        },
    )


@login_required
@require_POST
def copy(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Begin a draft that says the same."""
    member = member_of(request, slug, May.WRITE)
    made = copy_of(draft_for(member, number), member, at=timezone.now())
    messages.success(request, _("This is the copy."))
    return redirect("draft-edit", slug=slug, number=made.pk)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one channel would get."""

    name: str
    network: str
    posts: list[str]


def _places(member: Member, content: Content) -> Iterator[Shown]:
    if not content.channels:
        yield Shown("", "", list(content.posts_for("")))
        return
    channels: dict[str, Channel] = {
        str(channel.pk): channel
        for channel in member.workspace.channels.filter(id__in=content.channels)
    }
    for number in content.channels:
        channel = channels.get(number)
        name = channel.name if channel else "?"
        network = NETWORKS.get(channel.network) if channel else None
        title = network.title if network else ""
        yield Shown(name, title, list(content.posts_for(number)))


def _findings(judgement: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 a row
    seen = set()
    for found in judgement.verdicts.values():
        for one in found:
            place = (one["field"], one["start"], one["end"], one["rule"])
            if place not in seen:
                seen.add(place)
                yield one


def _said(version: Any) -> str:  # noqa: ANN401 a row
    content = Content.from_json(version.content)
    variants = [text for one in content.variants for text in (one.text, *one.thread)]
    return "\n\n".join((content.text, *content.thread, *variants))


def _wanted(request: HttpRequest, member: Member) -> QuerySet[Draft]:
    rows = Draft.objects.filter(workspace_id=member.workspace_id)
    state = request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    if request.GET.get("author") == "me":
        rows = rows.filter(author=member)
    words = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    if words:
        rows = rows.filter(title__icontains=words)
    return rows


def _beyond(rows: QuerySet[Draft], after: str) -> QuerySet[Draft]:
    """Return the rows after a place in the list."""
    if not after:
        return rows
    moment, _, number = after.partition("_")
    try:
        when, key = datetime.fromisoformat(moment.replace(" ", "+")), UUID(number)
    except ValueError:
        raise BadInput(field="after", reason="it is none of ours") from None
    if when.tzinfo is None:
        raise BadInput(field="after", reason="it is none of ours")
    return rows.filter(Q(changed_at__lt=when) | Q(changed_at=when, id__lt=key))
