"""Looks whether a post stands on LinkedIn whose answer was lost.

LinkedIn has no key that makes a repeated request harmless.  So the author's own posts
since then are read, newest first: those of organisations with
``r_organization_social``, those of members only where LinkedIn allows it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from durf.errors import CannotTell
from durf.networks.fields import entries, mapping, senseless
from durf.networks.linkedin import answers
from durf.networks.linkedin.asking import reading
from durf.networks.plain import LINKS
from durf.networks.sameness import Likeness, likeness

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from durf.networks.speaking import Account, Outgoing, Sent
    from durf.networks.talking import Request, Talk

# The most that LinkedIn gives (…/posts-api#find-posts-by-authors).
PAGE = 100
PAGES = 5
# How far the clocks of LinkedIn and of ours may be apart.
MARGIN = timedelta(minutes=15)
# What LinkedIn makes of longer links (linkedin.com/help/linkedin/answer/a525135).
_SHORTENED = re.compile(r"https?://lnkd\.in/[\w-]+")


def settle(account: Account, post: Outgoing, known: Set[str]) -> Talk[Sent | None]:
    """Look for a post among the newest ones of its author.

    Raises:
        CannotTell: something stands there that may be it, too much does, or it may
            not be read.
    """
    earliest = post.written_at - MARGIN
    unsure = False
    for page in range(PAGES):
        said = mapping(answers.read((yield _page(account, page * PAGE))).json())
        posts = [answers.post(one) for one in _told(said)]
        for there in posts:
            if there.number in known or there.repeats or there.at < earliest:
                continue
            found = _compared(post, there)
            if found is Likeness.SAME:
                return answers.sent(there.number)
            unsure = unsure or found is Likeness.UNSURE
        if not posts or posts[-1].at < earliest:
            break
    else:
        raise CannotTell(reason="too much was published since then")
    if unsure:
        raise CannotTell(reason="a post there may be this one")
    return None


def _page(account: Account, start: int) -> Request:
    asked = {
        "q": "author",
        "author": account.number,
        "count": str(PAGE),
        "start": str(start),
        "sortBy": "CREATED",
    }
    return reading(account, "/rest/posts", asked, "FINDER")


def _told(said: Mapping[str, Any]) -> list[Any]:
    """Return what was found; an answer that speaks of nothing proves nothing."""
    if said.get("elements") is None:
        raise senseless()
    return entries(said["elements"])


def _compared(post: Outgoing, there: answers.Post) -> Likeness:
    if not there.is_public or len(there.alts) > len(post.pictures):
        return Likeness.OTHER
    found = _same_words(post.text, there.text)
    if found is Likeness.OTHER:
        # What it said before somebody changed it is not told.
        return Likeness.UNSURE if there.is_edited else found
    # Pictures alone are not told apart.
    lacks = len(there.alts) < len(post.pictures) or not post.text.strip()
    return Likeness.UNSURE if lacks else found


def _same_words(sent: str, there: str) -> Likeness:
    """Compare texts; a shortened link may stand for any other."""
    found = likeness(sent, there)
    if found is not Likeness.OTHER or not _SHORTENED.search(there):
        return found
    ours, theirs = _apart(sent), _apart(there)
    if likeness(ours[0], theirs[0]) is not Likeness.SAME:
        return found
    if len(ours[1]) != len(theirs[1]):
        return found
    fits = all(
        _SHORTENED.fullmatch(their) or likeness(our, their) is Likeness.SAME
        for our, their in zip(ours[1], theirs[1], strict=True)
    )
    if not fits:
        return found
    # Links alone say too little.
    return Likeness.SAME if ours[0].strip() else Likeness.UNSURE


def _apart(text: str) -> tuple[str, list[str]]:
    """Return a text without its links, and the links."""
    rest, links, place = [], [], 0
    for start, end in LINKS.spans(text):
        rest.append(text[place:start])
        links.append(text[start:end])
        place = end
    return " ".join([*rest, text[place:]]), links
