"""The roles that a policy may name."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from durf.policy.condition_faults import roles_in
from durf.source.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from durf.policy.model import Policy

# So near to a well-known word that it was meant to be that word.
CLOSE = 0.8
WELL_KNOWN = frozenset(
    """
    staff author editor reviewer legal medical spokesperson communications privacy
    security finance hr management board intern moderator marketing compliance
    owner auditor manager researcher nurse doctor pharmacist volunteer ambassador
    medewerker redacteur redactie jurist juridisch medisch woordvoerder communicatie
    beveiliging financien personeelszaken directie bestuur stagiair college
    raadslid griffie wethouder burgemeester arts verpleegkundige vrijwilliger
    """.split()
)


def roles_named(policy: Policy) -> tuple[str, ...]:
    """Return all roles on which something in a policy depends, in alphabetical order.

    Those are the roles that must review, that its conditions ask for, and that its
    reviews name; the rules of its packs count as they are in force.
    """
    named = {policy.reviews.escalate_to, *policy.reviews.exceptions}
    for _, rule in policy.every_rule():
        named.add(rule.by)
        if rule.when:
            named.update(role for role, _ in roles_in(rule.when.source))
    return tuple(sorted(named - {""}, key=lambda role: (role.casefold(), role)))


def meant_role(
    role: str, declared: Collection[str], used: Collection[str]
) -> str | None:
    """Return the role that was most likely meant, or None where this one is fine.

    Args:
        role: as it is written.
        declared: the roles of the front matter; if there are any, only they count.
        used: the other roles that the policy names.
    """
    if declared:
        if role in declared:
            return None
        return nearest(role, declared) or min(declared)
    known = WELL_KNOWN | (set(used) - {role})
    if role in WELL_KNOWN:
        return None
    close = get_close_matches(role.casefold(), sorted(known), n=1, cutoff=CLOSE)
    return close[0] if close and close[0] in WELL_KNOWN else None
