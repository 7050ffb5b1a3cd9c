"""Make a workspace, and change what holds for all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from durf_server.errors import BadInput
from durf_server.people.access import require
from durf_server.people.facts import fact_of
from durf_server.people.models import LANGUAGES, Workspace
from durf_server.people.roles import May
from durf_server.records.append import append

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Member

_ENOUGH = 1_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all of a workspace, as its administrators set it."""

    name: str
    language: str
    time_zone: str = "Europe/Amsterdam"
    own_approval: bool = False
    open_check: bool = False


@transaction.atomic
def make_workspace(
    settings: Settings, by: str, *, slug: str = "", at: datetime
) -> Workspace:
    """Make a workspace with nobody in it yet.

    Args:
        settings: what holds there.
        by: ``OPERATOR``, or who else makes it from outside.
        slug: its address; made of its name where none is given.
        at: when.

    Raises:
        BadInput: a field cannot be taken, or the address is.
    """
    workspace = Workspace(slug=slug or _free_slug(settings.name))
    if slug != slugify(slug) or len(slug) > 60:
        raise BadInput(field="slug", reason="small letters, digits and dashes only")
    _apply(workspace, settings)
    try:
        with transaction.atomic():
            workspace.save(force_insert=True)
    except IntegrityError:
        raise BadInput(field="slug", reason="another workspace has it") from None
    append(workspace, fact_of("workspace.made", _subject(workspace), by, at))
    return workspace


@transaction.atomic
def change_workspace(by: Member, settings: Settings, *, at: datetime) -> Workspace:
    """Change what holds for all of a workspace.

    Raises:
        NotAllowed: who asks does not administer.
        BadInput: a field cannot be taken.
    """
    require(by, May.ADMINISTER)
    held = Workspace.objects.select_for_update().get(pk=by.workspace_id)
    _apply(held, settings)
    held.save()
    act = {
        "language": held.language,
        "time_zone": held.time_zone,
        "own_approval": held.own_approval,
        "open_check": held.open_check,
    }
    append(held, fact_of("workspace.changed", _subject(held), by, at, act))
    return held


def _apply(workspace: Workspace, settings: Settings) -> None:
    name = settings.name.strip()
    if not name or len(name) > 200:
        raise BadInput(field="name", reason="it is empty or too long")
    if settings.language not in dict(LANGUAGES):
        raise BadInput(field="language", reason="it is none of those there are")
    if settings.time_zone not in available_timezones():
        raise BadInput(field="time_zone", reason="it is none of those there are")
    workspace.name = name
    workspace.language = settings.language
    workspace.time_zone = settings.time_zone
    workspace.own_approval = settings.own_approval
    workspace.open_check = settings.open_check


def _free_slug(name: str) -> str:
    stem = slugify(name)[:50] or "workspace"
    for number in range(1, _ENOUGH):
        slug = stem if number == 1 else f"{stem}-{number}"
        if not Workspace.objects.filter(slug=slug).exists():
            return slug
    raise BadInput(field="name", reason="too many workspaces have it")


def _subject(workspace: Workspace) -> str:
    return f"workspace/{workspace.pk}"
