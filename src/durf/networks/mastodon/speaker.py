"""Speaks Mastodon's client API, and so to GoToSocial, Pleroma and others as well.

Each server has its limits and its habits: an idempotency key is sent along with every
post, and never relied upon (see ``settling``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf.errors import BadAnswer
from durf.networks.mastodon import answers, instance
from durf.networks.mastodon.likeness import options_of, warning_of
from durf.networks.mastodon.media import upload
from durf.networks.mastodon.settling import settle
from durf.networks.speaking import Abilities, Counts, Profile, Reply, Seen
from durf.networks.talking import Purpose, Request, json_request, read_request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from datetime import datetime

    from durf.networks.mastodon.answers import Status
    from durf.networks.speaking import Account, Outgoing, Sent, Speaker
    from durf.networks.talking import Answer, Talk

# A poll that does not say for how long: a day.
_POLL_SECONDS = 86_400
_MOST_REPLIES = 300


class Mastodon:
    """Speaks to servers of Mastodon's API.  Its secrets: ``token``.

    Of a post's choices it knows ``visibility`` (``public``, ``unlisted``, ``private``
    or ``direct``; else what the account does by itself), ``warning``, ``sensitive``,
    and ``poll``: ``options``, ``expires_in`` (seconds), ``multiple``, ``hide_totals``.
    A card is not sent: servers make one of the first link in a text.
    """

    abilities = Abilities(
        edits=True,
        deletes=True,
        replies=True,
        counts=("likes", "reposts", "replies", "quotes"),
        own_keys=False,
        settles=True,
        tokens_expire=False,
    )

    def greet(self, account: Account) -> Talk[Profile]:
        """Ask whom the account belongs to, and what its server takes."""
        answer = yield _read(account, "/api/v1/accounts/verify_credentials")
        found = answers.mapping(answers.read(answer).json())
        number, name = answers.number(found), answers.text(found, "acct")
        settings = yield from _settings(account)
        if visibility := answers.mapping(found.get("source") or {}).get("privacy"):
            settings["visibility"] = str(visibility)[:20]
        handle = f"@{name}"
        if "@" not in name and "domain" in settings:
            handle += f"@{settings['domain']}"
        return Profile(number, handle, answers.text(found, "display_name"), settings)

    def refresh(self, account: Account, at: datetime) -> Talk[Mapping[str, str]]:  # noqa: ARG002 part of the face
        """Return the secrets as they are: they do not expire."""
        yield from ()
        return dict(account.secrets)

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
        """Publish; a server that knows keys makes one post of it, for an hour or so.

        See docs.joinmastodon.org/methods/statuses/#create.
        """
        said = _said(post, prepared)
        if visibility := post.choices.get("visibility"):
            said["visibility"] = str(visibility)
        if post.follows is not None:
            said["in_reply_to_id"] = post.follows.number
        request = json_request(
            "POST",
            f"{account.server}/api/v1/statuses",
            said,
            token=account.secrets.get("token", ""),
            purpose=Purpose.PUBLISH,
            headers={"idempotency-key": post.key},
        )
        return _published((yield request))

    def settle(
        self, account: Account, post: Outgoing, known: Set[str]
    ) -> Talk[Sent | None]:
        """Look for it among the newest posts of its account."""
        return (yield from settle(account, post, known))

    def read(self, account: Account, sent: Sent) -> Talk[Seen | None]:
        """Read a post back, as it was typed where its server tells that."""
        there = yield from _found(account, sent)
        if there is None:
            return None
        text = yield from _source(account, there)
        return Seen(answers.sent(there), text, there.at, there.alts)

    def edit(
        self,
        account: Account,
        sent: Sent,
        post: Outgoing,
        prepared: Mapping[str, Any],
    ) -> Talk[Sent]:
        """Change a post; pictures and a poll not given again are taken away.

        So does Mastodon: app/services/update_status_service.rb.
        """
        said = {"spoiler_text": "", "media_ids": []} | _said(post, prepared)
        request = json_request(
            "PUT",
            _url(account, sent),
            said,
            token=account.secrets.get("token", ""),
            purpose=Purpose.PUBLISH,
        )
        changed = _published((yield request))
        if changed.number != sent.number:
            raise BadAnswer(reason="it speaks of something else")
        return changed

    def delete(self, account: Account, sent: Sent) -> Talk[None]:
        """Take a post away; one that is gone already is fine."""
        headers = read_request("", token=account.secrets.get("token", "")).headers
        url = _url(account, sent)
        answer = yield Request("DELETE", url, headers, purpose=Purpose.PUBLISH)
        if not answers.is_gone(answer):
            answers.fine(answer)

    def count(self, account: Account, sent: Sent) -> Talk[Counts]:
        """Ask how often people did something with it; nothing of one that is gone."""
        answer = yield _read(account, _path(sent))
        if answers.is_gone(answer):
            return Counts()
        found = answers.mapping(answers.read(answer).json())
        return Counts(
            likes=answers.amount(found, "favourites_count"),
            reposts=answers.amount(found, "reblogs_count"),
            replies=answers.amount(found, "replies_count"),
            # Since Mastodon 4.5: docs.joinmastodon.org/entities/Status.
            quotes=answers.amount(found, "quotes_count"),
        )

    def replies(self, account: Account, sent: Sent) -> Talk[Sequence[Reply]]:
        """Read what others answered, to a post and to its answers, oldest first."""
        answer = yield _read(account, f"{_path(sent)}/context")
        if answers.is_gone(answer):
            return ()
        found = answers.mapping(answers.read(answer).json())
        after = answers.statuses(found.get("descendants"))
        others = [there for there in after if there.author != account.number]
        others.sort(key=lambda there: there.at)
        return [_reply(there) for there in others[-_MOST_REPLIES:]]


SPEAKER: Speaker = Mastodon()


def _settings(account: Account) -> Talk[dict[str, Any]]:
    """Ask a server what it takes, in the newest words that it knows."""
    newest, older = instance.PATHS
    answer = yield _read(account, newest)
    if not answer.is_fine and answer.status != 429:
        answer = yield _read(account, older)
    return instance.settings(answers.mapping(answers.read(answer).json()))


def _said(post: Outgoing, prepared: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a post says, without what stays as it is when it is changed."""
    said: dict[str, Any] = {
        "status": post.text,
        # For servers that may read Markdown in it; Mastodon takes no notice.  See
        # docs.gotosocial.org: user_guide/posts; docs.pleroma.social: differences.
        "content_type": "text/plain",
    }
    if post.language:
        said["language"] = post.language
    if warning := warning_of(post):
        said["spoiler_text"] = warning
    if "sensitive" in post.choices:
        said["sensitive"] = bool(post.choices["sensitive"])
    if media := prepared.get("media"):
        said["media_ids"] = list(media)
    if options := options_of(post):
        said["poll"] = _poll(post.choices["poll"], options)
    return said


def _poll(chosen: Mapping[str, Any], options: Sequence[str]) -> dict[str, Any]:
    return {
        "options": list(options),
        "expires_in": int(chosen.get("expires_in") or _POLL_SECONDS),
        "multiple": bool(chosen.get("multiple")),
        "hide_totals": bool(chosen.get("hide_totals")),
    }


def _published(answer: Answer) -> Sent:
    """Return how the post is called that an answer to a publication tells of."""
    return answers.sent(answers.status(answers.fine(answer).json()))


def _found(account: Account, sent: Sent) -> Talk[Status | None]:
    answer = yield _read(account, _path(sent))
    if answers.is_gone(answer):
        return None
    there = answers.status(answers.read(answer).json())
    if there.number != sent.number:
        raise BadAnswer(reason="it speaks of something else")
    return there


def _source(account: Account, there: Status) -> Talk[str]:
    """Read what was typed; made of what is shown where a server keeps that back."""
    answer = yield _read(account, f"/api/v1/statuses/{there.number}/source")
    if answer.status in (401, 403, 404, 405, 410):
        return there.text
    return answers.text(answers.mapping(answers.read(answer).json()), "text")


def _reply(there: Status) -> Reply:
    author = f"@{there.handle}"
    return Reply(there.number, there.url, author, there.text, there.at)


def _read(account: Account, path: str) -> Request:
    token = account.secrets.get("token", "")
    return read_request(f"{account.server}{path}", token=token)


def _url(account: Account, sent: Sent) -> str:
    return f"{account.server}{_path(sent)}"


def _path(sent: Sent) -> str:
    return f"/api/v1/statuses/{sent.number}"
