"""Speaks X's API, version 2: docs.x.com/x-api."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf.errors import BadAnswer, Refused
from durf.networks import oauth
from durf.networks.fields import entries, mapping, name_of, part, require_read, text
from durf.networks.speaking import Abilities, Counts, Profile, Reply, Seen, Sent
from durf.networks.talking import Purpose, Request, json_request, read_request
from durf.networks.x import answers
from durf.networks.x.asking import ask, url_of
from durf.networks.x.media import upload
from durf.networks.x.settling import settle
from durf.networks.x.sign_in import SERVICE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from datetime import datetime

    from durf.networks.speaking import Account, Outgoing, Speaker
    from durf.networks.talking import Talk

_PAGE = 100
_PAGES = 3


class X:
    """Speaks to X.  Its secrets are those of ``oauth``.

    Of a post's choices it knows ``reply_settings``: ``following``, ``mentionedUsers``,
    ``subscribers`` or ``verified``.  A card is not sent: X makes one of a link.

    Nothing is edited: a change is a new post with a new number, within half an hour,
    five times at most, and not of every account or post
    (docs.x.com/x-api/fundamentals/edit-posts).
    """

    abilities = Abilities(
        edits=False,
        deletes=True,
        replies=True,
        counts=("likes", "reposts", "replies", "quotes", "views"),
        own_keys=False,
        settles=True,
        # github.com/linvi/tweetinvi/issues/455.
        lags=900,
        tokens_expire=True,
    )

    def greet(self, account: Account) -> Talk[Profile]:
        """Ask whom the account belongs to."""
        url = f"{account.server}/2/users/me"
        answer = yield read_request(url, token=account.secrets.get("token", ""))
        if answer.status == 429:
            answers.published(answer)
        told = mapping(mapping(require_read(answer).json()).get("data"))
        number = name_of(told, "id", answers.NUMBER)
        handle = name_of(told, "username", answers.HANDLE)
        return Profile(number, f"@{handle}", text(told, "name")[:200])

    def refresh(self, account: Account, at: datetime) -> Talk[Mapping[str, str]]:
        """Get new secrets for old ones."""
        return (yield from oauth.refresh(SERVICE, account.secrets, at))

    def prepare(self, account: Account, post: Outgoing) -> Talk[Mapping[str, Any]]:
        """Upload the pictures."""
        numbers: list[str] = []
        for picture in post.pictures:
            number = yield from upload(account, picture)
            numbers.append(number)
        return {"media": numbers}

    def send(
        self, account: Account, post: Outgoing, prepared: Mapping[str, Any]
    ) -> Talk[Sent]:
        """Publish; nothing makes a repeated request harmless."""
        said: dict[str, Any] = {"text": post.text}
        if prepared.get("media"):
            said["media"] = {"media_ids": list(prepared["media"])}
        if post.follows is not None:
            said["reply"] = {"in_reply_to_tweet_id": post.follows.number}
        if settings := post.choices.get("reply_settings"):
            said["reply_settings"] = str(settings)
        answer = yield json_request(
            "POST",
            f"{account.server}/2/tweets",
            said,
            token=account.secrets.get("token", ""),
            purpose=Purpose.PUBLISH,
        )
        told = mapping(mapping(answers.published(answer).json()).get("data"))
        number = name_of(told, "id", answers.NUMBER)
        return Sent(number, url_of(account, number))

    def settle(
        self, account: Account, post: Outgoing, known: Set[str]
    ) -> Talk[Sent | None]:
        """Look for it among the newest posts of its account."""
        return (yield from settle(account, post, known))

    def read(self, account: Account, sent: Sent) -> Talk[Seen | None]:
        """Read a post back, with its links in full."""
        said = yield from _found(account, sent)
        if said is None:
            return None
        there = answers.post(said["data"], part(said, "includes"))
        if sent.number not in there.versions:
            raise BadAnswer(reason="it speaks of something else")
        seen = Sent(there.number, url_of(account, there.number))
        return Seen(seen, there.text, there.at, there.alts)

    def edit(
        self,
        account: Account,  # noqa: ARG002 part of the face
        sent: Sent,  # noqa: ARG002 part of the face
        post: Outgoing,  # noqa: ARG002 part of the face
        prepared: Mapping[str, Any],  # noqa: ARG002 part of the face
    ) -> Talk[Sent]:
        """Refuse: nothing is edited here."""
        yield from ()
        raise Refused(status=405, reason="a program cannot change it there")

    def delete(self, account: Account, sent: Sent) -> Talk[None]:
        """Take a post away; one that is gone already is fine."""
        url = f"{account.server}/2/tweets/{sent.number}"
        headers = read_request(url, token=account.secrets.get("token", "")).headers
        answer = yield Request("DELETE", url, headers, purpose=Purpose.PUBLISH)
        if answer.status == 404:
            return
        told = mapping(answers.published(answer).json())
        if part(told, "data").get("deleted") is not True:
            raise BadAnswer(reason="it lacks what it should say")

    def count(self, account: Account, sent: Sent) -> Talk[Counts]:
        """Ask how often people did something with it; nothing of one that is gone."""
        said = yield from _found(account, sent)
        return Counts() if said is None else answers.counts(mapping(said["data"]))

    def replies(self, account: Account, sent: Sent) -> Talk[Sequence[Reply]]:
        """Read what others answered, to a post and to its answers, oldest first.

        X finds those of the last seven days (docs.x.com/x-api/posts/search).
        """
        about = f"conversation_id:{sent.number} OR in_reply_to_tweet_id:{sent.number}"
        asked = {"query": f"({about}) -is:retweet", "max_results": str(_PAGE)}
        found: list[Reply] = []
        for _ in range(_PAGES):
            answer = yield from ask(account, "/2/tweets/search/recent", asked)
            said = mapping(answers.read(answer).json())
            found += _replies(account, said)
            cursor = text(part(said, "meta"), "next_token")
            if not cursor:
                break
            asked["next_token"] = cursor
        return sorted(found, key=lambda one: one.at)


SPEAKER: Speaker = X()


def _found(account: Account, sent: Sent) -> Talk[Mapping[str, Any] | None]:
    answer = yield from ask(account, f"/2/tweets/{sent.number}", {})
    return answers.found(answer)


def _replies(account: Account, said: Mapping[str, Any]) -> list[Reply]:
    includes = part(said, "includes")
    names = answers.handles(includes)
    found = []
    for one in entries(said.get("data")):
        there = answers.post(one, includes)
        if there.author == account.number:
            continue
        name = names.get(there.author, "i")
        url = f"https://x.com/{name}/status/{there.number}"
        author = f"@{name}" if there.author in names else ""
        found.append(Reply(there.number, url, author, there.text, there.at))
    return found
