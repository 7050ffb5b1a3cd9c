"""The page for writing: what is typed is judged at once, and saved by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from durf.errors import DurfError
from durf_server.drafts.access import draft_for, version_of
from durf_server.drafts.content import TRACKING, Content
from durf_server.drafts.differences import words_between
from durf_server.drafts.forms import read_form, shown
from durf_server.drafts.live import live
from durf_server.drafts.saving import FINAL, begun, file_under, save, start
from durf_server.drafts.sentences import sentence_of
from durf_server.drafts.states import State
from durf_server.errors import Conflict, ServerError
from durf_server.people.access import member_of
from durf_server.people.roles import May
from durf_server.policies.in_force import in_force

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from durf_server.drafts.forms import Written
    from durf_server.drafts.models import Draft, Template
    from durf_server.people.models import Member

UNPROCESSABLE = 422
CONFLICT = 409
LONGEST_KEY = 100
# A save takes away what was decided, or is being decided.
DECIDED_ON = frozenset({State.IN_REVIEW, State.CLEARED, State.HELD})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a draft, from nothing or from a template."""
    member = member_of(request, slug, May.WRITE)
    template = _template(request, member)
    if request.method != "POST":
        content = Content.from_json(template.content) if template else Content()
        return _page(request, member, None, content, "")
    key = request.POST.get("key", "")[:LONGEST_KEY]
    draft = begun(member, key)
    if draft is not None:
        # The page asks again: the answer to its first save never came.
        return _save(request, draft, member, base=1)
    try:
        written = read_form(request.POST, member.workspace)
        draft = start(
            member,
            written.content,
            note=written.note,
            template=template,
            campaign=written.campaign,
            key=key,
            at=timezone.now(),
        )
    except DurfError as error:
        return _refused(request, error)
    return _saved(request, slug, draft)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Go on writing a draft."""
    member = member_of(request, slug, May.WRITE)
    draft = draft_for(member, number)
    if request.method != "POST":
        if draft.state in FINAL:
            return redirect("draft", slug=slug, number=number)
        version = version_of(draft)
        content = Content.from_json(version.content)
        return _page(request, member, draft, content, version.note)
    return _save(request, draft, member)


@login_required
@require_POST
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Judge what is typed, without keeping anything of it."""
    member = member_of(request, slug, May.WRITE)
    try:
        written = read_form(request.POST, member.workspace)
        now = in_force(member.workspace)
        channels = list(_channels(member)) if written.content.channels else []
        found = live(written.content, member, channels, now, at=timezone.now())
    except DurfError as error:
        return _refused(request, error)
    return JsonResponse(found)


def _save(
    request: HttpRequest, draft: Draft, member: Member, base: int | None = None
) -> HttpResponse:
    """Save what the page sent, and answer it."""
    try:
        written = _written(request, draft, member)
        with transaction.atomic():
            save(
                draft,
                member,
                written.content,
                base=written.base if base is None else base,
                note=written.note,
                at=timezone.now(),
            )
            file_under(draft, member, written.campaign, at=timezone.now())
    except Conflict:
        return _conflict(request, member, draft_for(member, draft.pk))
    except DurfError as error:
        return _refused(request, error)
    return _saved(request, member.workspace.slug, draft_for(member, draft.pk))


def _written(request: HttpRequest, draft: Draft, member: Member) -> Written:
    """Read the page as it differs from the version that it was filled with."""
    base = request.POST.get("base", "")
    number = int(base) if base.isascii() and base.isdigit() and len(base) < 10 else 0
    version = draft.versions.filter(number=number).first()
    before = Content.from_json(version.content) if version is not None else None
    return read_form(request.POST, member.workspace, before)


def _page(
    request: HttpRequest,
    member: Member,
    draft: Draft | None,
    content: Content,
    note: str,
) -> HttpResponse:
    slug = member.workspace.slug
    own = [draft.pk] if draft else []
    found: dict[str, Any] = {
        "draft": draft,
        "shown": shown(
            content, note, member.workspace, draft.campaign if draft else None
        ),
        "key": uuid4(),
        "tracking_fields": [name for name in TRACKING if name != "style"],
        # Before a change takes an approval away, somebody presses a button.
        "by_hand": draft is not None and draft.state in DECIDED_ON,
        "channels": list(_channels(member)),
        "campaigns": member.workspace.campaigns.filter(closed_at__isnull=True),
        "templates": member.workspace.templates.filter(closed_at__isnull=True)
        if draft is None
        else [],
        "save_at": reverse("draft-edit" if draft else "compose", args=[slug, *own]),
        "policy_at": reverse("policy", args=[slug]),
        "zone": member.workspace.time_zone,
    }
    return render(request, "drafts/compose.html", found)


def _saved(request: HttpRequest, slug: str, draft: Draft) -> HttpResponse:
    here = reverse("draft-edit", args=[slug, draft.pk])
    there = reverse("draft", args=[slug, draft.pk])
    if _wants_json(request):
        clock = time_format(timezone.localtime(), "H:i")
        return JsonResponse(
            {
                "version": draft.version,
                "save_at": here,
                "draft_at": there,
                "said": _("saved {clock}").format(clock=clock),
            }
        )
    messages.success(request, _("Saved."))
    return redirect(there if "done" in request.POST else here)


def _conflict(request: HttpRequest, member: Member, draft: Draft) -> HttpResponse:
    """Show both texts beside each other; neither is lost."""
    theirs = version_of(draft)
    if _wants_json(request):
        said = _("{who} saved another text meanwhile.").format(who=theirs.made_by)
        found = {"newest": draft.version, "said": said}
        return JsonResponse(found, status=CONFLICT)
    mine = read_form(request.POST, member.workspace)
    content = Content.from_json(theirs.content)
    return render(
        request,
        "drafts/conflict.html",
        {
            "draft": draft,
            "theirs": theirs,
            "their_text": "\n\n".join((content.text, *content.thread)),
            "words": words_between(
                "\n\n".join((content.text, *content.thread)),
                "\n\n".join((mine.content.text, *mine.content.thread)),
            ),
            "fields": [
                (name, value)
                for name in request.POST
                if name not in {"csrfmiddlewaretoken", "base", "done"}
                for value in request.POST.getlist(name)
            ],
        },
        status=CONFLICT,
    )


def _refused(request: HttpRequest, error: DurfError) -> HttpResponse:
    """Tell the page what is wrong; without a script, let the middleware tell."""
    if not _wants_json(request):
        raise error
    status = error.http_status if isinstance(error, ServerError) else UNPROCESSABLE
    found = {"said": sentence_of(error), "field": str(error.arguments.get("field", ""))}
    return JsonResponse(found, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _channels(member: Member) -> Any:  # noqa: ANN401 a queryset of channels
    return member.workspace.channels.filter(closed_at__isnull=True)


def _template(request: HttpRequest, member: Member) -> Template | None:
    number = request.POST.get("template") or request.GET.get("template")
    if not number:
        return None
    named = member.workspace.templates.filter(name=number, closed_at__isnull=True)
    return named.first()
