"""Change what holds for all of a workspace, and see to what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.people.models import Workspace
from durf_server.people.workspaces import change_workspace
from durf_server.policies.models import PolicyVersion
from durf_server.work.asking import ask

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Member
    from durf_server.people.workspaces import Settings


@transaction.atomic
def change_settings(by: Member, settings: Settings, *, at: datetime) -> Workspace:
    """Change the settings of a workspace, and have its drafts looked at again.

    Whether people may approve what they wrote decides what an approval is worth, of
    drafts that are cleared as well.

    Raises:
        NotAllowed: who asks does not administer.
        BadInput: a field cannot be taken.
    """
    held = Workspace.objects.select_for_update().get(pk=by.workspace_id)
    in_force = held.policy_versions.filter(state=PolicyVersion.State.IN_FORCE)
    if settings.own_approval != held.own_approval and in_force.exists():
        ask("judge-again", {}, workspace=held, key=str(held.pk), at=at)
    return change_workspace(by, settings, at=at)
