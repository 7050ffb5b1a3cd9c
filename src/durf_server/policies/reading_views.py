"""The policy as a handbook: read it, search in it, confirm it, be asked about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from durf.policy.quiz import questions, score
from durf.policy.render import body
from durf.policy.search import search
from durf_server.errors import BadInput
from durf_server.people.access import member_of
from durf_server.policies.confirming import confirm, standings
from durf_server.policies.in_force import in_force
from durf_server.policies.models import Confirmation, PolicyVersion

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from durf_server.people.models import Member
    from durf_server.policies.in_force import InForce

QUESTIONS = 5
LONGEST_SEARCH = 200


@login_required
@require_safe
def handbook(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the policy in force, and what matches a search."""
    member = member_of(request, slug)
    now = in_force(member.workspace)
    words = request.GET.get("q", "")[:LONGEST_SEARCH]
    language = translation.get_language() or "en"
    return render(
        request,
        "policies/handbook.html",
        {
            "now": now,
            "words": words,
            "hits": search(now.policy, words) if words.strip() else None,
            # The library escapes all that is not its own.
            "body": mark_safe(body(now.policy, language)),  # noqa: S308
            "confirmation": _confirmation(member, now),
        },
    )


@login_required
@require_POST
def confirm_read(request: HttpRequest, slug: str) -> HttpResponse:
    """Note that the member has read the version that they were shown."""
    member = member_of(request, slug)
    shown = _shown(request, member)
    confirm(shown, member, at=timezone.now())
    messages.success(request, _("Thank you. It is noted that you have read it."))
    return redirect("policy", slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a few of the policy's own examples, and tell what was right and why."""
    member = member_of(request, slug)
    now = in_force(member.workspace)
    # The same for everybody and every time, until the policy changes.
    asked = questions(
        now.policy,
        count=QUESTIONS,
        seed=now.number,
        is_fine=lambda post: now.checker.check(post).action == "allow",
    )
    if request.method != "POST":
        return render(request, "policies/quiz.html", {"now": now, "questions": asked})
    shown = _shown(request, member)
    answers = [request.POST.get(f"answer-{n}", "") for n in range(len(asked))]
    if shown.pk != now.id or not all(answers):
        messages.error(request, _("Answer every question, then send them together."))
        return render(request, "policies/quiz.html", {"now": now, "questions": asked})
    right = score(asked, answers)
    confirm(shown, member, right=right, asked=len(asked), at=timezone.now())
    return render(
        request,
        "policies/quiz_done.html",
        {
            "now": now,
            "answered": list(zip(asked, answers, strict=True)),
            "right": right,
            "asked": len(asked),
        },
    )


@login_required
@require_safe
def readers(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who has confirmed the policy in force, and who has not."""
    member = member_of(request, slug)
    now = in_force(member.workspace)
    version = PolicyVersion.objects.select_related("workspace").get(pk=now.id)
    rows = standings(version)
    return render(
        request,
        "policies/readers.html",
        {"now": now, "rows": rows, "done": sum(row.at is not None for row in rows)},
    )


def _confirmation(member: Member, now: InForce) -> Confirmation | None:
    return Confirmation.objects.filter(version_id=now.id, member=member).first()


def _shown(request: HttpRequest, member: Member) -> PolicyVersion:
    """Return the version that a form was about: it may have been replaced since."""
    number = request.POST.get("number", "")
    if not number.isascii() or not number.isdigit():
        raise BadInput(field="number", reason="it is no number")
    found = (
        PolicyVersion.objects.select_related("workspace")
        .filter(workspace_id=member.workspace_id, number=int(number[:9]))
        .first()
    )
    if found is None:
        raise BadInput(field="number", reason="there is no such version")
    return found
