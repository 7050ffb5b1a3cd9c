"""What every page knows: who is here, and where they can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from durf_server.people.models import Member, Workspace
from durf_server.people.roles import May

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

THEMES = frozenset({"light", "dark"})

# Route, label, and what a member must be allowed to see it.
PLACES: tuple[tuple[str, _StrPromise, frozenset[May]], ...] = (
    ("workspace-home", _("Home"), frozenset({May.SEE})),
    ("compose", _("Write"), frozenset({May.WRITE})),
    ("drafts", _("Drafts"), frozenset({May.SEE})),
    ("queue", _("Review"), frozenset({May.SEE})),
    ("calendar", _("Calendar"), frozenset({May.SEE})),
    ("policy", _("Policy"), frozenset({May.SEE})),
    ("evidence", _("Evidence"), frozenset({May.SEE})),
    ("members", _("People"), frozenset({May.ADMINISTER, May.AUDIT})),
)
OWN_PLACES: tuple[tuple[str, _StrPromise, frozenset[May]], ...] = (
    ("me", _("You"), frozenset({May.SEE})),
    ("notices", _("Notices"), frozenset({May.SEE})),
    ("private-check", _("Private check"), frozenset({May.SEE})),
    ("channels", _("Channels"), frozenset({May.MANAGE_CHANNELS})),
    ("settings", _("Workspace settings"), frozenset({May.ADMINISTER})),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody can go from every page."""

    label: _StrPromise
    address: str
    is_current: bool


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Return the member that the page is for, if a view said so, and their places."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME)
    known: dict[str, Any] = {"theme": theme if theme in THEMES else ""}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        known["initials"] = initials_of(str(user))
    member: Member | None = getattr(request, "member", None)
    if member is None:
        return known
    # Named apart: views have places of their own.
    return known | {
        "member": member,
        "workspace": member.workspace,
        "bar_places": _places(PLACES, member, request.path),
        "bar_own": _places(OWN_PLACES, member, request.path),
        "bar_workspaces": SimpleLazyObject(lambda: _workspaces(member)),
    }


def initials_of(name: str) -> str:
    """Return the letters that stand for a person: of the first and the last word."""
    words = [
        word for word in name.split("@", maxsplit=1)[0].split() if word[:1].isalnum()
    ]
    return "".join(word[0] for word in (*words[:1], *words[1:][-1:])).upper()


def _places(
    entries: Iterable[tuple[str, _StrPromise, frozenset[May]]],
    member: Member,
    path: str,
) -> list[Place]:
    """Return what a member may see; the nearest place above the page is current."""
    slug = member.workspace.slug
    found = [
        (label, reverse(route, args=[slug]))
        for route, label, needed in entries
        if any(member.may(what) for what in needed)
    ]
    home = reverse("workspace-home", args=[slug])
    above = [one for _, one in found if path.startswith(one) and one != home]
    # All pages lie below the home page: it is current when nothing else could be.
    current = max(above, key=len, default=path)
    return [Place(label, address, address == current) for label, address in found]


def _workspaces(member: Member) -> list[Workspace]:
    """Return all workspaces of a person; none where there is nothing to choose."""
    found = list(
        Workspace.objects.filter(
            members__person=member.person_id, members__left_at__isnull=True
        ).order_by("name")[:50]
    )
    return found if len(found) > 1 else []
