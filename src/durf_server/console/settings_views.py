"""What holds for all of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from durf_server.console.changing import change_settings
from durf_server.people.access import member_of
from durf_server.people.forms import SettingsForm
from durf_server.people.models import Workspace
from durf_server.people.roles import May

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change the settings of a workspace."""
    member = member_of(request, slug, to=May.ADMINISTER)
    # Another object than the one that the page's frame shows: it may not hold yet.
    shown = Workspace.objects.get(pk=member.workspace_id)
    form = SettingsForm(
        request.POST if request.method == "POST" else None, instance=shown
    )
    if form.is_valid():
        change_settings(member, form.settings(), at=timezone.now())
        messages.success(request, _("That is kept."))
        return redirect("settings", slug=slug)
    return render(request, "people/settings.html", {"form": form})
