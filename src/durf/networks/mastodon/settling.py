"""Looks whether a post stands there whose answer was lost.

Nothing but reading counts.  Mastodon forgets a key after an hour and writes it down
only when the post is there (github.com/mastodon/mastodon:
app/services/post_status_service.rb), may answer a repeat with 500 (issue 40399 there),
and GoToSocial takes no notice of it.  So an account's own posts are read, newest first,
back to before the lost one was written.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from durf.errors import CannotTell
from durf.networks.mastodon import answers
from durf.networks.mastodon.likeness import (
    Likeness,
    likeness,
    own_hosts,
    said_likeness,
    source_is_same,
)
from durf.networks.mastodon.rendered import plain
from durf.networks.talking import read_request

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from durf.networks.mastodon.answers import Status
    from durf.networks.speaking import Account, Outgoing, Sent
    from durf.networks.talking import Answer, Request, Talk

# The most that Mastodon gives (docs.joinmastodon.org/methods/accounts/#statuses).
PAGE = 40
# What was published since by hand may be a lot; after this much a person looks.
PAGES = 10
# How far the clocks of a server and of ours may be apart.
MARGIN = timedelta(minutes=15)
_NEXT = re.compile(r'<([^<>]{1,2000})>\s*;\s*rel="?next"?')


def settle(account: Account, post: Outgoing, known: Set[str]) -> Talk[Sent | None]:
    """Look for a post among the newest ones of its account.

    Raises:
        CannotTell: something stands there that may be it, or too much does.
    """
    earliest = post.written_at - MARGIN
    cursor, unsure = "", False
    for _ in range(PAGES):
        answer = answers.read((yield _page(account, cursor)))
        page = answers.statuses(answer.json())
        for there in page:
            if there.number in known or there.repeats or there.at < earliest:
                continue
            found = yield from _compared(account, post, there)
            if found is Likeness.SAME:
                return answers.sent(there)
            unsure = unsure or found is Likeness.UNSURE
        cursor = _next(answer, page)
        if not cursor or (page and page[-1].at < earliest):
            break
    else:
        raise CannotTell(reason="too much was published since then")
    if unsure:
        raise CannotTell(reason="a post there may be this one")
    return None


def _page(account: Account, cursor: str) -> Request:
    asked = {"limit": str(PAGE), "exclude_reblogs": "true"}
    if cursor:
        asked["max_id"] = cursor
    url = f"{account.server}/api/v1/accounts/{account.number}/statuses"
    return _asking(account, f"{url}?{urlencode(asked)}")


def _asking(account: Account, url: str) -> Request:
    return read_request(url, token=account.secrets.get("token", ""))


def _next(answer: Answer, page: Sequence[Status]) -> str:
    """Return where the next page begins; empty if there is none.

    A page with few or no posts may not be the last: servers leave out what is not to
    be seen after they have counted.
    """
    found = _NEXT.search(answer.headers.get("link", ""))
    if found:
        try:
            cursors = parse_qs(urlsplit(found[1]).query).get("max_id", [])
        except ValueError:
            cursors = []
        if cursors:
            return cursors[0]
    return page[-1].number if page else ""


def _compared(account: Account, post: Outgoing, there: Status) -> Talk[Likeness]:
    found = likeness(post, there, own_hosts(account))
    if found in (Likeness.SAME, Likeness.UNSURE):
        return found
    if there.edited:
        return (yield from _by_first_version(account, post, there))
    if found is Likeness.ALIKE:
        return (yield from _by_source(account, post, there))
    return found


def _by_source(account: Account, post: Outgoing, there: Status) -> Talk[Likeness]:
    """Compare with what was typed, which a server tells to its author."""
    answer = yield _asking(account, _part(account, there, "source"))
    if _is_kept_back(answer):
        return Likeness.UNSURE
    found = answers.mapping(answers.read(answer).json())
    text = answers.text(found, "text"), answers.text(found, "spoiler_text")
    return Likeness.SAME if source_is_same(post, *text) else Likeness.OTHER


def _by_first_version(
    account: Account, post: Outgoing, there: Status
) -> Talk[Likeness]:
    """Compare with what stood there first, before somebody changed it."""
    answer = yield _asking(account, _part(account, there, "history"))
    if _is_kept_back(answer):
        return Likeness.UNSURE
    versions = answers.entries(answers.read(answer).json())
    if not versions:
        return Likeness.UNSURE
    first = answers.mapping(versions[0])
    found = said_likeness(
        post,
        plain(answers.text(first, "content"), there.names),
        answers.text(first, "spoiler_text"),
        own_hosts(account),
    )
    return Likeness.UNSURE if found is Likeness.ALIKE else found


def _is_kept_back(answer: Answer) -> bool:
    """Say whether a server has no such thing, or does not show it."""
    return 400 <= answer.status < 500 and answer.status not in (408, 429)


def _part(account: Account, there: Status, name: str) -> str:
    return f"{account.server}/api/v1/statuses/{there.number}/{name}"
