"""What a proposed policy would have said of the drafts that a workspace has."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from durf.policy.model import Policy
from durf_server.drafts.content import Content
from durf_server.drafts.judging import judged
from durf_server.drafts.models import Draft, DraftVersion
from durf_server.policies.in_force import checker_of, in_force
from durf_server.policies.models import PolicyVersion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from durf_server.drafts.judging import Spoken

# So far back, and no more than so many: the newest tell most of what is to come.
DAYS = 365
MOST_DRAFTS = 2_000
MOST_SHIFTS = 200
AT_ONCE = 200


def backtest(version: PolicyVersion, *, at: datetime) -> dict[str, Any]:
    """Judge the drafts of the last year by a proposed version and by what is in force.

    Args:
        version: that was proposed.
        at: the present.

    Returns:
        How many drafts there were, how many would have had another action, what
        became of them by kind, and the first of them by number; no text.

    Raises:
        DurfError: the version does not compile.
    """
    now = in_force(version.workspace, fresh=True)
    policy = Policy.parse(version.text)
    then = replace(
        now,
        id=version.pk,
        number=version.number,
        policy=policy,
        checker=checker_of(policy, now.vault),
    )
    shifts: list[dict[str, Any]] = []
    drafts, kinds = 0, Counter[str]()
    for draft, content in _drafts(version, at):
        before = judged(content, draft.author, now, at=at)
        after = judged(content, draft.author, then, at=at)
        drafts += 1
        if before.action == after.action:
            continue
        kinds[f"{before.action.value} > {after.action.value}"] += 1
        if len(shifts) < MOST_SHIFTS:
            shifts.append(_shift(draft, before, after))
    return {
        "days": DAYS,
        "drafts": drafts,
        "changed": kinds.total(),
        "kinds": dict(kinds),
        "shifts": shifts,
    }


def backtest_and_keep(version: PolicyVersion, *, at: datetime) -> None:
    """Backtest a version, and show the outcome with it."""
    PolicyVersion.objects.filter(pk=version.pk).update(
        backtest=backtest(version, at=at)
    )


def _drafts(version: PolicyVersion, at: datetime) -> Iterator[tuple[Draft, Content]]:
    """Yield the newest drafts with what they say now; what was erased is left out."""
    rows = (
        Draft.objects.filter(
            workspace_id=version.workspace_id,
            changed_at__gte=at - timedelta(days=DAYS),
        )
        .select_related("author__person")
        .order_by("-changed_at")[:MOST_DRAFTS]
    )
    found = list(rows)
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        versions = {
            (one.draft_id, one.number): one
            for one in DraftVersion.objects.filter(draft__in=some)
            if one.erased_at is None
        }
        for draft in some:
            newest = versions.get((draft.pk, draft.version))
            if newest is not None:
                yield draft, Content.from_json(newest.content)


def _shift(draft: Draft, before: Spoken, after: Spoken) -> dict[str, Any]:
    """Tell of one draft what changed; the rules are those that differ."""
    rules = {one["rule"] for one in before.every()} ^ {
        one["rule"] for one in after.every()
    }
    return {
        "draft": str(draft.pk),
        "before": before.action.value,
        "after": after.action.value,
        "rules": sorted(rules),
    }
