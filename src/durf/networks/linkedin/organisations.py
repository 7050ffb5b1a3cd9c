"""Organisations on LinkedIn, and whose posts a member may make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from durf.errors import BadAnswer
from durf.networks.fields import entries, mapping, name_of, require_read, text
from durf.networks.linkedin import answers
from durf.networks.linkedin.asking import escaped, reading
from durf.networks.speaking import Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from durf.networks.speaking import Account
    from durf.networks.talking import Talk

ORGANISATION = "urn:li:organization:"
# Who may publish for an organisation (…/shares/posts-api#permissions).
_ROLES = ("ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER")
_MOST = 100


def organisation(account: Account) -> Talk[Profile]:
    """Ask what an organisation is called (…/organizations/organization-lookup-api)."""
    number = account.number.removeprefix(ORGANISATION)
    answer = yield reading(account, f"/rest/organizations/{escaped(number)}")
    found = mapping(require_read(answer).json())
    if str(found.get("id")) != number:
        raise BadAnswer(reason="it speaks of something else")
    name = text(found, "localizedName")[:200]
    return Profile(account.number, text(found, "vanityName")[:200] or name, name)


def organisations(account: Account) -> Talk[Sequence[Profile]]:
    """Ask for which organisations a member may publish.

    See …/organizations/organization-access-control-by-role.
    """
    asked = {"q": "roleAssignee", "state": "APPROVED", "count": str(_MOST)}
    answer = yield reading(account, "/rest/organizationAcls", asked, "FINDER")
    told = entries(mapping(require_read(answer).json()).get("elements"))
    numbers = {
        name_of(one, "organization", answers.AUTHOR): None
        for one in map(mapping, told)
        if text(one, "role") in _ROLES
    }
    found: list[Profile] = []
    for number in numbers:
        profile = yield from organisation(replace(account, number=number))
        found.append(profile)
    return found
