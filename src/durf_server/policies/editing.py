"""Write a new version of the policy; what is in force stays as it is."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from durf.policy.model import Policy
from durf_server.errors import BadInput, Conflict, NotNow
from durf_server.people.models import Workspace
from durf_server.policies.models import PolicyVersion
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Member

# A handbook of a few hundred pages; a reader has limits of its own below it.
MOST_LETTERS = 1_000_000


@transaction.atomic
def start_version(
    member: Member, text: str, *, note: str = "", at: datetime
) -> PolicyVersion:
    """Begin a new version; its text need not hold yet."""
    workspace = Workspace.objects.select_for_update().get(pk=member.workspace_id)
    return _write(workspace, text, member, note, at)


@transaction.atomic
def save_text(
    version: PolicyVersion, member: Member, text: str, *, base: str, at: datetime
) -> PolicyVersion:
    """Replace the text of a version that is being edited.

    Args:
        version: as it was found.
        member: who saves.
        text: all of it.
        base: the digest of the text that the writer started from.
        at: when.

    Raises:
        Conflict: somebody else saved another text meanwhile.
        NotNow: it was proposed already, and may not change any more.
    """
    held = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    if held.state != PolicyVersion.State.EDITED:
        raise NotNow(
            reason="this version was proposed", mend="begin a new version from it"
        )
    if held.digest != base:
        raise Conflict(newest=held.number)
    held.text, held.digest = _checked(text), digest_of(text)
    if held.digest == base:
        return held
    held.save(update_fields=["text", "digest"])
    append(held.workspace, fact_of(held, "policy.edited", member, at))
    return held


@transaction.atomic
def install(
    workspace: Workspace, text: str, member: Member | None, *, at: datetime
) -> PolicyVersion:
    """Put the first policy of a workspace in force, where there is none to replace.

    Raises:
        NotNow: the workspace has a policy already.
        DurfError: the text is no policy, or its examples do not hold.
    """
    from durf_server.policies.in_force import checker_of

    held = Workspace.objects.select_for_update().get(pk=workspace.pk)
    if held.policy_versions.exists():
        raise NotNow(
            reason="the workspace has a policy", mend="propose a new version of it"
        )
    policy = Policy.parse(text)
    checker_of(policy, None)
    version = _write(held, text, member, "", at)
    version.state = PolicyVersion.State.IN_FORCE
    version.version = policy.version
    version.in_force_from = at
    version.save(update_fields=["state", "version", "in_force_from"])
    append(held, fact_of(version, "policy.in-force", member, at))
    return version


def digest_of(text: str) -> str:
    """Return the SHA-256 of a policy's text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def fact_of(
    version: PolicyVersion, kind: str, member: Member | None, at: datetime, **more: str
) -> Fact:
    """Return what the log is to hold of something done with a version."""
    act = {"number": version.number, "digest": version.digest, **more}
    if version.version:
        act["version"] = version.version
    personal = {}
    if member is not None:
        act["by"] = str(member.pk)
        personal[member.person_id] = {"name": str(member.person)}
    return Fact(
        kind=kind,
        subject=f"policy/{version.pk}",
        at=at,
        act=act,
        personal=personal,
    )


def _write(
    workspace: Workspace, text: str, member: Member | None, note: str, at: datetime
) -> PolicyVersion:
    last = workspace.policy_versions.aggregate(last=Max("number"))["last"] or 0
    version = PolicyVersion.objects.create(
        workspace=workspace,
        number=last + 1,
        text=_checked(text),
        digest=digest_of(text),
        note=note,
        made_by=member,
        made_at=at,
    )
    append(workspace, fact_of(version, "policy.edited", member, at))
    return version


def _checked(text: str) -> str:
    if len(text) > MOST_LETTERS:
        raise BadInput(field="text", reason="it is too long")
    if "\0" in text:
        raise BadInput(field="text", reason="it holds a sign that is no text")
    return text
