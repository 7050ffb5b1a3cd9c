"""Says whether a post that stands there is the one that was sent.

A server gives HTML back, writes mentions in its own way, and may keep less white
space than it got.  What differs in no more than that is the same; what has the same
letters but other signs may be, and only its source can tell.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from durf.networks.mastodon.rendered import bare_address, plain

if TYPE_CHECKING:
    from collections.abc import Set

    from durf.networks.mastodon.answers import Status
    from durf.networks.speaking import Account, Outgoing

_MENTION = re.compile(
    r"(?<![\w@/.])@(\w+(?:[.-]+\w+)*)(?:@([\w-]+(?:\.[\w-]+)*(?::\d+)?))?"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
# So much of a text with something before or after it is no chance.
_TELLING = 20


class Likeness(StrEnum):
    """What a post that stands there is to the one that was sent."""

    SAME = "same"
    OTHER = "other"
    ALIKE = "alike"
    """Its source must be read to tell."""
    UNSURE = "unsure"
    """It says the same, but something about it is not as it was sent."""


def own_hosts(account: Account) -> Set[str]:
    """Return the names of an account's own server, which its mentions may leave out."""
    parts = urlsplit(account.server)
    hosts = {parts.netloc, parts.hostname, account.settings.get("domain")}
    hosts.add(account.handle.lstrip("@").partition("@")[2])
    return {host.casefold() for host in hosts if isinstance(host, str) and host}


def same_text(one: str, other: str, hosts: Set[str]) -> bool:
    """Say whether two plain texts are the same to whoever reads them."""
    return _canonical(one, hosts) == _canonical(other, hosts)


def same_source(one: str, other: str) -> bool:
    """Say whether two texts are the same as they were typed.

    A server may write mentions anew with the host it knows an account by, so only
    the names count.
    """
    return _canonical(one, None) == _canonical(other, None)


def alike(sent: str, shown: str) -> bool:
    """Say whether two texts have the same letters, digits and pictures.

    Some servers add a line of their own, so more of them may be shown than sent.
    """
    one, other = _letters(sent), _letters(shown)
    if len(one) < _TELLING:
        return one == other
    return other.startswith(one) or other.endswith(one)


def likeness(post: Outgoing, there: Status, hosts: Set[str]) -> Likeness:
    """Compare what was sent with a post as its server tells it."""
    around = _around(post, there)
    if around is Likeness.OTHER:
        return around
    text = plain(there.content, there.names)
    said = said_likeness(post, text, there.warning, hosts)
    if said is Likeness.OTHER or around is Likeness.SAME:
        return said
    return around


def said_likeness(post: Outgoing, text: str, warning: str, hosts: Set[str]) -> Likeness:
    """Compare only what is said: the text, and what stands before it."""
    pairs = list(
        zip(_said(post.text, warning_of(post)), _said(text, warning), strict=True)
    )
    if all(same_text(*pair, hosts) for pair in pairs):
        return Likeness.SAME
    return Likeness.ALIKE if all(alike(*pair) for pair in pairs) else Likeness.OTHER


def source_is_same(post: Outgoing, text: str, warning: str) -> bool:
    """Compare what was sent with the source of a post."""
    pairs = zip(_said(post.text, warning_of(post)), _said(text, warning), strict=True)
    return all(same_source(*pair) for pair in pairs)


def warning_of(post: Outgoing) -> str:
    """Return what is to stand before a post."""
    warning = post.choices.get("warning")
    return warning if isinstance(warning, str) else ""


def options_of(post: Outgoing) -> list[str]:
    """Return what can be chosen in the poll of a post."""
    poll = post.choices.get("poll")
    options = poll.get("options") if isinstance(poll, dict) else None
    return [str(option) for option in options or ()]


def _said(text: str, warning: str) -> tuple[str, str]:
    """Return text and warning; a warning before nothing becomes the text there.

    See github.com/mastodon/mastodon: app/services/post_status_service.rb.
    """
    return (text, warning) if text.strip() else (warning, "")


def _around(post: Outgoing, there: Status) -> Likeness:
    """Compare what stands around the text."""
    before = post.follows.number if post.follows else ""
    if there.follows not in (before, "") or len(there.alts) > len(post.pictures):
        return Likeness.OTHER
    if not _speaks(post.language, there.language):
        return Likeness.OTHER
    options = options_of(post)
    if there.options is not None and not _same_options(options, there.options):
        return Likeness.OTHER
    # A post that it answered may be gone by now, and old servers leave out pictures
    # and polls that they do not like.
    lacks = len(there.alts) < len(post.pictures) or (options and there.options is None)
    return Likeness.UNSURE if lacks or there.follows != before else Likeness.SAME


def _speaks(one: str, other: str) -> bool:
    """Say whether two languages may be one, whatever the country."""
    mine, its = (re.split("[-_]", name.lower())[0] for name in (one, other))
    return mine == its or not mine or its in ("", "und")


def _same_options(ours: list[str], theirs: tuple[str, ...]) -> bool:
    return len(ours) == len(theirs) and all(
        alike(one, plain(other)) or alike(one, other)
        for one, other in zip(ours, theirs, strict=True)
    )


def _canonical(text: str, hosts: Set[str] | None) -> str:
    """Return a text without what servers do not keep; no host counts for None."""
    text = unicodedata.normalize("NFC", _CONTROL.sub("", text)).replace("＃", "#")
    lines = (" ".join(line.split()) for line in text.splitlines())
    text = "\n".join(line for line in lines if line)

    def named(found: re.Match[str]) -> str:
        name, host = found[1].casefold(), (found[2] or "").casefold()
        return f"@{name}@{host}" if host and hosts and host not in hosts else f"@{name}"

    return _MENTION.sub(named, text)


def _letters(text: str) -> str:
    text = _MENTION.sub(r"\1", bare_address(text))
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if _counts(unicodedata.category(sign)))


def _counts(category: str) -> bool:
    return category[0] in "LN" or category == "So"
