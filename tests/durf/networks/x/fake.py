"""X as its documentation and its users tell of it, small and with a memory.

What is peculiar about it, each with its source:

- A text that stands there already is refused with 403, and not said where it stands:
  github.com/plhery/node-twitter-api-v2/issues/469,
  github.com/akrherz/iembot/issues/163.
- It stays a duplicate for a while after it was deleted:
  github.com/J7mbo/twitter-api-php/issues/171.
- What was just published may not be read yet, even for a quarter of an hour:
  github.com/linvi/tweetinvi/issues/455, github.com/tweepy/tweepy/issues/1369.
- Too many requests: 429 with ``x-rate-limit-reset``, a Unix time:
  docs.x.com/x-api/fundamentals/rate-limits.
- The text comes back with links as t.co, ``&``, ``<`` and ``>`` escaped, and a link for
  the media behind it: docs.x.com/x-api/fundamentals/data-dictionary.
- A text over 280 weighted signs is cut, and stands whole in a note: the same.
- A post that is gone is told with 200 and an error: docs.x.com/x-api/fundamentals
  /response-codes-and-errors.
- Names of parameters that it does not know are answered with 400: the same.
- A refresh token is good for once: docs.x.com/fundamentals/authentication/oauth-2-0
  /authorization-code.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

from durf.networks.talking import Answer, Request
from tests.durf.networks.addresses import parted
from tests.durf.networks.x.telling import (
    Standing,
    Upload,
    gone,
    includes,
    invalid,
    problem,
    said,
    text_of,
    told,
)

SERVER = "https://api.x.com"
START = datetime(2026, 12, 1, 9, tzinfo=UTC)
_READING = {
    "max_results", "pagination_token", "next_token", "start_time", "exclude", "query",
    "expansions", "media.fields", "user.fields",
}  # fmt: skip
_PARTS = re.compile(rb'name="(\w+)".*?\r\n\r\n(.*?)\r\n--', re.DOTALL)


class FakeX:
    """Answers as X does.

    Attributes:
        now: by its own clock.
        lag: how long what was published is not read.
        newer: it knows the words of contract 2.168, and not those of 2.62.
        page: how many posts it gives at once, at most.
        looking: how often it is still looking at a picture.
        reads: whether the app may read.
    """

    def __init__(self, *, newer: bool = True) -> None:
        self.now = START
        self.lag = timedelta(0)
        self.newer = newer
        self.page = 100
        self.looking = 0
        self.reads = True
        self.is_busy = False
        self.posts: list[Standing] = []
        self.uploads: dict[str, Upload] = {}
        self.tokens = {"access-1"}
        self.refreshing = {"refresh-1"}
        self._last = 1_000

    def __call__(self, request: Request) -> Answer:
        path, asked = parted(request.url)
        if path.startswith("/2/oauth2/"):
            return self._sign_in(path, request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return problem(401, "Unauthorized", "Unauthorized")
        if self.is_busy:
            return self._too_many()
        for method, form, answering in _WAYS:
            found = re.fullmatch(form, path)
            if method == request.method and found:
                return answering(self, request, asked, *found.groups())
        return problem(404, "Not Found", "Not Found")

    # ---- people ----

    def me(self) -> Answer:
        return said({"data": {"id": "7", "name": "Anna", "username": "anna"}})

    # ---- media ----

    def initialize(self, request) -> Answer:
        sent = json.loads(request.body)
        if set(sent) - {"media_type", "media_category", "total_bytes", "shared", "additional_owners"}:  # fmt: skip
            return invalid("an unknown field")
        if sent["total_bytes"] > 5_000_000:
            return invalid("File size exceeds 5000000 bytes.")
        number = self._number()
        self.uploads[number] = Upload(sent["media_type"], sent["total_bytes"])
        about = {"id": number, "media_key": f"3_{number}", "expires_after_secs": 86_400}
        return said({"data": about})

    def append(self, request, number) -> Answer:
        parts = dict(_PARTS.findall(request.body))
        if number not in self.uploads or len(parts[b"media"]) > 5_000_000:
            return invalid("no such upload")
        self.uploads[number].pieces[int(parts[b"segment_index"])] = parts[b"media"]
        return said({"data": {"expires_at": 1_900_000_000}})

    def finalize(self, number) -> Answer:
        upload = self.uploads[number]
        whole = b"".join(upload.pieces[one] for one in sorted(upload.pieces))
        if len(whole) != upload.total:
            return invalid("Segments do not add up to provided total file size.")
        upload.is_whole = True
        return self._status_of(number)

    def status(self, asked) -> Answer:
        if (
            asked.get("command") != "STATUS"
            or asked.get("media_id") not in self.uploads
        ):
            return invalid("no such upload")
        self.uploads[asked["media_id"]].looks += 1
        return self._status_of(asked["media_id"])

    def _status_of(self, number) -> Answer:
        upload = self.uploads[number]
        about: dict[str, Any] = {
            "id": number,
            "media_key": f"3_{number}",
            "size": upload.total,
            "expires_after_secs": 86_400,
        }
        if b"broken" in upload.pieces[0]:
            about["processing_info"] = {"state": "failed"}
        elif self.looking > upload.looks:
            about["processing_info"] = {"state": "in_progress", "check_after_secs": 5, "progress_percent": 8}  # fmt: skip
        elif self.looking:
            about["processing_info"] = {"state": "succeeded", "progress_percent": 100}
        return said({"data": about})

    def metadata(self, request) -> Answer:
        sent = json.loads(request.body)
        alt = sent["metadata"]["alt_text"]["text"]
        if len(alt) > 1_000:
            return invalid("alt text is too long")
        self.uploads[sent["id"]].alt = alt
        about = {"id": sent["id"], "associated_metadata": sent["metadata"]}
        return said({"data": about})

    # ---- posts ----

    def create(self, request) -> Answer:
        sent = json.loads(request.body)
        text = sent.get("text", "")
        media = sent.get("media", {}).get("media_ids", [])
        if set(sent) - {"text", "media", "reply", "reply_settings"} or not (text or media):  # fmt: skip
            return invalid("an unknown field")
        if any(not self.uploads.get(one, Upload("", 0)).is_whole for one in media):
            return invalid("Your media IDs are invalid.")
        if any(
            one.typed == text and self.now - one.at < timedelta(days=1) and not media
            for one in self.posts
        ):
            return problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")  # fmt: skip
        follows = sent.get("reply", {}).get("in_reply_to_tweet_id", "")
        if follows and self.standing(follows) is None:
            return problem(403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you.")  # fmt: skip
        post = self.publish(text, follows=follows, media=media)
        history = "edit_history_post_ids" if self.newer else "edit_history_tweet_ids"
        return said({"data": {"id": post.number, "text": text_of(self, post)[0], history: [post.number]}}, 201)  # fmt: skip

    def publish(self, text: str, *, author="7", follows="", media=()) -> Standing:
        """Put a post there, as if somebody had done it by hand."""
        number = self._number()
        post = Standing(number, author, text, self.now, follows, list(media), [number])
        self.posts.append(post)
        return post

    def change(self, number: str, text: str) -> Standing:
        """Edit a post by hand: the newest version has another number."""
        post = self.standing(number)
        post.typed, post.number = text, self._number()
        post.versions.append(post.number)
        return post

    def delete(self, number) -> Answer:
        post = self.standing(number)
        if post is None:
            return problem(404, "Not Found Error", "gone", "resource-not-found")
        post.is_gone = True
        return said({"data": {"deleted": True}})

    def read(self, asked, number) -> Answer:
        if refusal := self._may_read(asked):
            return refusal
        post = self.standing(number)
        if post is None:
            return gone(number)
        return said({"data": told(self, post), "includes": includes(self, [post])})

    def timeline(self, asked, author) -> Answer:
        if refusal := self._may_read(asked):
            return refusal
        return self._listed(
            [one for one in self._seen() if one.author == author], asked
        )

    def search(self, asked) -> Answer:
        if refusal := self._may_read(asked):
            return refusal
        about = re.findall(
            r"(conversation_id|in_reply_to_tweet_id):(\d+)", asked["query"]
        )
        wanted = {number for _, number in about}
        found = [
            one
            for one in self._seen()
            if one.follows in wanted or self.root(one) in wanted
        ]
        return self._listed(found, asked)

    def _listed(self, posts: list[Standing], asked) -> Answer:
        since = asked.get("start_time")
        if since:
            earliest = datetime.fromisoformat(since)
            posts = [one for one in posts if one.at >= earliest]
        posts = sorted(posts, key=lambda one: int(one.number), reverse=True)
        start = int(asked.get("pagination_token", asked.get("next_token", "0")).strip("p") or 0)  # fmt: skip
        size = min(int(asked["max_results"]), self.page)
        page = posts[start : start + size]
        meta: dict[str, Any] = {"result_count": len(page)}
        if len(posts) > start + size:
            meta["next_token"] = f"p{start + size}"
        if not page:
            return said({"meta": meta})
        listed = [told(self, one) for one in page]
        return said({"data": listed, "includes": includes(self, page), "meta": meta})

    def _may_read(self, asked) -> Answer | None:
        if not self.reads:
            return problem(403, "Client Forbidden", "When authenticating requests to the Twitter API v2 endpoints, you must use keys and tokens from a Twitter developer App that is attached to a Project.", "client-forbidden")  # fmt: skip
        words = "post.fields" if self.newer else "tweet.fields"
        unknown = set(asked) - _READING - {words}
        if unknown:
            return invalid(f"The query parameter [{min(unknown)}] is not one of [...]")
        return None

    def _seen(self) -> list[Standing]:
        return [
            one
            for one in self.posts
            if not one.is_gone and one.at + self.lag <= self.now
        ]

    def standing(self, number: str) -> Standing | None:
        found = [
            one for one in self.posts if number in one.versions and not one.is_gone
        ]
        return found[0] if found else None

    def root(self, post: Standing) -> str:
        by_number = {one.versions[0]: one for one in self.posts}
        while post.follows in by_number:
            post = by_number[post.follows]
        return post.versions[0]

    def _number(self) -> str:
        self._last += 1
        return str(self._last)

    # ---- the rest ----

    def _too_many(self) -> Answer:
        reset = int((self.now + timedelta(seconds=420)).timestamp())
        headers = {
            "date": format_datetime(self.now, usegmt=True),
            "x-rate-limit-limit": "900",
            "x-rate-limit-remaining": "0",
            "x-rate-limit-reset": str(reset),
            "x-app-limit-24hour-remaining": "96",
            "x-app-limit-24hour-reset": str(reset + 50_000),
        }
        refusal = problem(429, "Too Many Requests", "Too Many Requests")
        return Answer(429, dict(refusal.headers) | headers, refusal.body)

    def _sign_in(self, path: str, request: Request) -> Answer:
        sent = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}  # fmt: skip
        if path == "/2/oauth2/revoke":
            known = sent["token"] in self.tokens | self.refreshing
            self.tokens.discard(sent["token"])
            self.refreshing.discard(sent["token"])
            if known:
                return said({"revoked": True})
        elif sent.get("refresh_token") in self.refreshing:
            self.refreshing.remove(sent["refresh_token"])
            number = self._number()
            self.tokens = {f"access-{number}"}
            self.refreshing.add(f"refresh-{number}")
            return said({"token_type": "bearer", "expires_in": 7200, "access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "scope": "tweet.read"})  # fmt: skip
        return said({"error": "invalid_request", "error_description": "Value passed for the token was invalid."}, 400)  # fmt: skip


_WAYS = (
    ("GET", "/2/users/me", lambda x, _r, _a: x.me()),
    (
        "POST",
        "/2/media/upload/initialize",
        lambda x, request, _a: x.initialize(request),
    ),
    (
        "POST",
        r"/2/media/upload/(\d+)/append",
        lambda x, request, _a, number: x.append(request, number),
    ),
    (
        "POST",
        r"/2/media/upload/(\d+)/finalize",
        lambda x, _r, _a, number: x.finalize(number),
    ),
    ("GET", "/2/media/upload", lambda x, _r, asked: x.status(asked)),
    ("POST", "/2/media/metadata", lambda x, request, _a: x.metadata(request)),
    ("POST", "/2/tweets", lambda x, request, _a: x.create(request)),
    ("GET", r"/2/tweets/(\d+)", lambda x, _r, asked, number: x.read(asked, number)),
    ("DELETE", r"/2/tweets/(\d+)", lambda x, _r, _a, number: x.delete(number)),
    (
        "GET",
        r"/2/users/(\d+)/tweets",
        lambda x, _r, asked, number: x.timeline(asked, number),
    ),
    ("GET", "/2/tweets/search/recent", lambda x, _r, asked: x.search(asked)),
)
