"""Servers that speak Mastodon's API, with the quirks that they really have."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from durf.networks.mastodon.speaker import SPEAKER
from durf.networks.speaking import Account
from durf.networks.talking import Answer, Request

if TYPE_CHECKING:
    from durf.networks.speaking import Outgoing, Speaker

SERVER = "https://social.example"
# "Keys are kept for up to an hour" (docs.joinmastodon.org/methods/statuses/#create);
# app/services/post_status_service.rb in github.com/mastodon/mastodon: 3600 seconds,
# written after the post is there.
KEY_LIVES = timedelta(hours=1)
# Reading from a replica, or a cache before the server.
LAG = timedelta(seconds=40)


@dataclass(slots=True)
class MastodonModel:
    """Mastodon itself; each instance may be made a little worse.

    Attributes:
        keeps_keys: GoToSocial takes no notice of them
            (github.com/superseriousbusiness/gotosocial: it has no such header).
        repeats_fail: a repeat with the same key may answer 500
            (github.com/mastodon/mastodon/issues/40399).
    """

    keeps_keys: bool = True
    repeats_fail: bool = False
    speaker: Speaker = SPEAKER
    account: Account = field(
        default_factory=lambda: Account(SERVER, "@bloom", "7", {"token": "t"})
    )
    posts: list[dict[str, Any]] = field(default_factory=list)
    made: list[datetime] = field(default_factory=list)
    keys: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    # A repeat within the hour is harmless, one that comes late is not.
    bears_repeats: bool = False

    def handle(self, request: Request, at: datetime) -> Answer:
        if request.method == "POST" and request.url.endswith("/api/v1/statuses"):
            return self._post(request, at)
        if "/statuses?" in request.url:
            return self._list(request, at)
        return Answer(404, {}, b'{"error": "Record not found"}')

    def published(self, post: Outgoing) -> int:
        return sum(one["text"] == post.text for one in self.posts)

    def _post(self, request: Request, at: datetime) -> Answer:
        key = request.headers.get("idempotency-key", "")
        since, index = self.keys.get(key, (None, -1))
        if self.keeps_keys and since is not None and at - since <= KEY_LIVES:
            if self.repeats_fail:
                return Answer(500, {}, b'{"error": "An error occured"}')
            return _said(_told(self.posts[index]))
        found = json.loads(request.body)
        number = len(self.posts)
        self.posts.append(
            {
                "id": str(109_000 + number),
                "url": f"{SERVER}/@bloom/{109_000 + number}",
                "account": {"id": "7", "acct": "bloom"},
                "text": found["status"],
                "content": f"<p>{escape(found['status'])}</p>",
                "language": found.get("language"),
                "created_at": at.isoformat(),
            }
        )
        self.made.append(at)
        self.keys[key] = (at, number)
        return _said(_told(self.posts[number]))

    def _list(self, request: Request, at: datetime) -> Answer:
        if "max_id=" in request.url:
            return _said([])
        seen = [
            _told(one)
            for made, one in zip(self.made, self.posts, strict=True)
            if made + LAG <= at
        ]
        return _said(seen[::-1])


def _told(post: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in post.items() if name != "text"}


def _said(content: object) -> Answer:
    headers = {"content-type": "application/json"}
    return Answer(200, headers, json.dumps(content).encode())


def gotosocial() -> MastodonModel:
    return MastodonModel(keeps_keys=False)


def failing() -> MastodonModel:
    return MastodonModel(repeats_fail=True)
