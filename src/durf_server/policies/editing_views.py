"""Edit a version of the policy with its examples run beside the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from durf.locale import translator
from durf_server.errors import Conflict
from durf_server.people.access import member_of
from durf_server.people.roles import May
from durf_server.policies.access import version_for
from durf_server.policies.deciding import propose
from durf_server.policies.editing import save_text, start_version
from durf_server.policies.in_force import in_force
from durf_server.policies.trying import changes_between, trial_of

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from durf_server.people.models import Member
    from durf_server.policies.models import PolicyVersion


@login_required
@require_POST
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a version from the one in force, or from an older one."""
    member = member_of(request, slug, May.OWN_POLICY)
    number = request.POST.get("from", "")
    if number.isascii() and number.isdigit():
        text = version_for(member, int(number[:9])).text
    else:
        text = _text_in_force(member)
    version = start_version(member, text, at=timezone.now())
    return redirect("policy-edit", slug=slug, number=version.number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the text with what it is worth, or save it."""
    member = member_of(request, slug, May.OWN_POLICY)
    version = version_for(member, number)
    if request.method != "POST":
        return _page(request, member, version, version.text)
    text = _sent(request)
    try:
        save_text(
            version,
            member,
            text,
            base=request.POST.get("base", ""),
            at=timezone.now(),
        )
    except Conflict:
        # Both texts stay: the one of the colleague is shown beside this one.
        return _page(request, member, version, text, theirs=version.text, status=409)
    if "propose" in request.POST:
        return redirect("policy-propose", slug=slug, number=number)
    messages.success(request, _("Saved."))
    return redirect("policy-edit", slug=slug, number=number)


@login_required
@require_POST
def trial(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say what a text is worth that was not saved."""
    member = member_of(request, slug, May.OWN_POLICY)
    version_for(member, number)
    return render(request, "policies/_trial.html", _worth(member, _sent(request)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask why, with what changed in view; then offer the version to be decided on."""
    member = member_of(request, slug, May.OWN_POLICY)
    version = version_for(member, number)
    if request.method == "POST":
        note = request.POST.get("note", "")[:5_000]
        propose(version, member, note=note, at=timezone.now())
        messages.success(request, _("Proposed. A second person can now decide."))
        return redirect("policy-version", slug=slug, number=number)
    worth = _worth(member, version.text)
    return render(request, "policies/propose.html", {"version": version, **worth})


def _page(
    request: HttpRequest,
    member: Member,
    version: PolicyVersion,
    text: str,
    *,
    theirs: str | None = None,
    status: int = 200,
) -> HttpResponse:
    what = {
        "version": version,
        "text": text,
        "theirs": theirs,
        **_worth(member, text),
    }
    return render(request, "policies/edit.html", what, status=status)


def _worth(member: Member, text: str) -> dict[str, Any]:
    """Return what a text is worth as a policy, and what it would change."""
    say = translator(translation.get_language() or "en")
    found = trial_of(text)
    changes = changes_between(_text_in_force(member), text, say)
    return {
        "trial": found,
        "faults": [(fault, fault.said(say)) for fault in found.faults],
        "trouble": found.trouble.sentence(say) if found.trouble else "",
        "changes": [(change, change.sentence(say)) for change in changes or ()],
    }


def _text_in_force(member: Member) -> str:
    key = in_force(member.workspace).id
    return str(
        member.workspace.policy_versions.values_list("text", flat=True).get(pk=key)
    )


def _sent(request: HttpRequest) -> str:
    # Browsers send the line ends of a form as CR LF.
    return request.POST.get("text", "").replace("\r\n", "\n")
