"""Looks whether a post stands on X whose answer was lost.

X has no key that makes a repeated request harmless, and says of a repeated text only
that it has one.  So the account's own posts since then are read.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from durf.errors import CannotTell
from durf.networks.fields import amount, entries, mapping, part, senseless, text
from durf.networks.sameness import Likeness, likeness, most_like
from durf.networks.speaking import Sent
from durf.networks.x import answers
from durf.networks.x.asking import ask, url_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from durf.networks.speaking import Account, Outgoing
    from durf.networks.talking import Talk

# The most that X gives (docs.x.com/x-api/users/get-posts).
PAGE = 100
# What was published since by hand may be a lot; after this much a person looks.
PAGES = 10
# How far the clocks of X and of ours may be apart.
MARGIN = timedelta(minutes=15)
# X puts the names of whom a post answers before its text.
_NAMES = re.compile(r"\A(?:@\w{1,50}\s+)+")


def settle(account: Account, post: Outgoing, known: Set[str]) -> Talk[Sent | None]:
    """Look for a post among the newest ones of its account.

    Raises:
        CannotTell: something stands there that may be it, too much does, or it may
            not be read.
    """
    asked = {
        "max_results": str(PAGE),
        "exclude": "retweets",
        "start_time": _written(post),
    }
    unsure = False
    for _ in range(PAGES):
        path = f"/2/users/{account.number}/tweets"
        said = mapping(answers.read((yield from ask(account, path, asked))).json())
        for there in _posts(said):
            if there.repeats or not known.isdisjoint((there.number, *there.versions)):
                continue
            found = _compared(post, there)
            if found is Likeness.SAME:
                return Sent(there.number, url_of(account, there.number))
            unsure = unsure or found is Likeness.UNSURE
        cursor = text(part(said, "meta"), "next_token")
        if not cursor:
            break
        asked["pagination_token"] = cursor
    else:
        raise CannotTell(reason="too much was published since then")
    if unsure:
        raise CannotTell(reason="a post there may be this one")
    return None


def _written(post: Outgoing) -> str:
    earliest = post.written_at.astimezone(UTC) - MARGIN
    return earliest.strftime("%Y-%m-%dT%H:%M:%SZ")


def _posts(said: Mapping[str, Any]) -> list[answers.Post]:
    """Return what was found; an answer that does not say how much proves nothing."""
    if amount(part(said, "meta"), "result_count") != len(entries(said.get("data"))):
        raise senseless()
    includes = part(said, "includes")
    return [answers.post(one, includes) for one in entries(said.get("data"))]


def _compared(post: Outgoing, there: answers.Post) -> Likeness:
    before = post.follows.number if post.follows else ""
    if there.follows not in (before, "") or there.pictures > len(post.pictures):
        return Likeness.OTHER
    found = likeness(post.text, there.text)
    if there.follows:
        # It may be that we wrote names ourselves: then both have them.
        ours, theirs = _NAMES.sub("", post.text), _NAMES.sub("", there.text)
        found = most_like(found, likeness(ours, theirs))
    if found is Likeness.OTHER:
        # What it said before somebody changed it is not told.
        is_changed = len(there.versions) > 1
        return Likeness.UNSURE if is_changed else found
    lacks = there.pictures < len(post.pictures) or there.follows != before
    # Pictures alone are not told apart.
    lacks = lacks or not post.text.strip()
    return Likeness.UNSURE if lacks else found
