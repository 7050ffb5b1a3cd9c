"""What a draft needs, by what was found in it and what the policy says of reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf.action import Action
from durf.policy.reviews import approvers_for, belongs
from durf_server.reviews.machine import Demand
from durf_server.reviews.trust import of_draft, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.policy.reviews import Reviews
    from durf_server.drafts.models import Draft, Judgement


def demand_of(draft: Draft, judgement: Judgement, reviews: Reviews) -> Demand:
    """Return what a draft needs.

    Args:
        draft: with its author.
        judgement: of the version that is to go out.
        reviews: what the policy in force says.
    """
    found = list(findings(judgement))
    asked = [one for one in found if one["action"] == Action.REVIEW]
    approvers = _approvers(draft, reviews)
    if any(not one.get("by") for one in asked):
        # A rule wants somebody to look, whoever that is; no record earns that away.
        approvers = max(approvers, 1)
    return Demand(
        roles=frozenset(one["by"] for one in asked if one.get("by")),
        approvers=approvers,
        blocked=frozenset(
            one["rule"] for one in found if one["action"] == Action.BLOCK
        ),
        exceptions=frozenset(reviews.exceptions),
    )


def findings(judgement: Judgement) -> Iterator[dict[str, Any]]:
    """Yield what was found for any channel."""
    for found in judgement.verdicts.values():
        yield from found


def _approvers(draft: Draft, reviews: Reviews) -> int:
    if not reviews.earned or not reviews.approvers:
        return reviews.approvers
    template, networks, groups = of_draft(draft)
    if not any(belongs(one, template, networks, groups) for one in reviews.earned):
        return reviews.approvers
    needed, _ = approvers_for(
        reviews,
        template=template,
        channels=networks,
        groups=groups,
        record=records(draft.workspace_id, reviews, but=draft.pk),
    )
    return needed
