"""LinkedIn as its documentation and its users tell of it, small and with a memory.

What is peculiar about it, each with its source (``…`` is learn.microsoft.com/linkedin
/marketing/community-management/shares):

- The same text again is refused with 422, which names the post that has it:
  github.com/Arisamiga/Linkedin-RSS/issues/5.
- A text that was deleted stays taken for a day or two, and each refusal names another
  post that is not there: github.com/ComposioHQ/composio/issues/2710.
- The URN of a new post stands in the header ``x-restli-id``, the body is empty:
  …/posts-api.
- Every request needs ``LinkedIn-Version`` and ``X-Restli-Protocol-Version``, and an old
  version is answered with 426: learn.microsoft.com/linkedin/marketing/versioning.
- Members may publish, but few apps may read what they published: …/posts-api#permissions.
- The text is in the little format, and a reserved sign that is not escaped ends it
  without a word: …/little-text-format, github.com/ComposioHQ/composio/issues/2710.
- Hashtags come back as templates: …/little-text-format.
- Posts are found newest first by ``sortBy=CREATED``, a hundred at most: …/posts-api.
- Taking away what is gone is fine, and little can be changed: …/posts-api.
- Longer links are shown as lnkd.in: linkedin.com/help/linkedin/answer/a525135.
- Pictures go to another host, and are looked at for a while: …/images-api.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from durf.networks.talking import Answer
from tests.durf.networks.addresses import parted

if TYPE_CHECKING:
    from durf.networks.talking import Request

SERVER = "https://api.linkedin.com"
UPLOADS = "https://www.linkedin.com/dms-uploads/"
START = datetime(2026, 12, 1, 9, tzinfo=UTC)
MEMBER = "urn:li:person:a-B_1"
ORGANISATION = "urn:li:organization:77"
GHOSTLY = timedelta(hours=36)
_POST_FIELDS = {
    "author", "commentary", "visibility", "distribution", "content", "lifecycleState",
    "isReshareDisabledByAuthor",
}  # fmt: skip
_UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[|{}@\[\]()<>*_~]")
_HASHTAG = re.compile(r"(?<![\\\w])#((?:\\.|\w)+)")
_LONG_LINK = re.compile(r"https?://\S{20,}")


@dataclass
class Standing:
    """A post that stands there."""

    number: str
    author: str
    commentary: str
    at: datetime
    content: dict[str, Any] = field(default_factory=dict)
    is_gone: bool = False
    is_edited: bool = False
    state: str = "PUBLISHED"


class FakeLinkedIn:
    """Answers as LinkedIn does.

    Attributes:
        now: by its own clock.
        lag: how long what was published is not read.
        reads: the app may read what members published.
        shortens: it shows longer links in its own way.
        looking: how often it is still looking at a picture.
    """

    def __init__(self, *, reads: bool = True) -> None:
        self.now = START
        self.lag = timedelta(0)
        self.reads = reads
        self.shortens = False
        self.looking = 0
        self.posts: list[Standing] = []
        self.images: dict[str, bytes] = {}
        self.comments: list[dict[str, Any]] = []
        self.tokens = {"access-1"}
        self.held = ["ADMINISTRATOR", "CONTENT_ADMIN"]
        self._last = 7_000_000_000_000_000_000

    def __call__(self, request: Request) -> Answer:
        path, asked = parted(request.url)
        if request.headers.get("authorization") not in {f"Bearer {one}" for one in self.tokens}:  # fmt: skip
            return _no(401, "Invalid access token", "INVALID_ACCESS_TOKEN")
        if request.url.startswith(UPLOADS):
            return self.put(unquote(path.rsplit("/", 1)[1]), request)
        if path.startswith("/rest/") and (refusal := _version(request)):
            return refusal
        method = request.headers.get("x-restli-method", "")
        # What HTTP says already need not be said again.
        method = "" if method in ("GET", "CREATE", "ACTION") else method
        for verb, named, form, answering in _WAYS:
            found = re.fullmatch(form, path)
            if (verb, named) == (request.method, method) and found:
                groups = [unquote(one) for one in found.groups()]
                return answering(self, request, asked, *groups)
        return _no(404, "No virtual resource found", "RESOURCE_NOT_FOUND")

    # ---- people ----

    def member(self) -> Answer:
        return _said({"sub": "a-B_1", "name": "Anna de Vries", "locale": "nl_NL"})

    def organisation(self, number: str) -> Answer:
        return _said({"id": int(number), "vanityName": "durf", "localizedName": "Durf BV"})  # fmt: skip

    def roles(self, asked: dict[str, str]) -> Answer:
        held = {"roleAssignee": MEMBER, "state": asked["state"], "organization": ORGANISATION}  # fmt: skip
        return _said({"elements": [held | {"role": role} for role in self.held]})

    # ---- pictures ----

    def initialize(self, request: Request) -> Answer:
        owner = json.loads(request.body)["initializeUploadRequest"]["owner"]
        if owner not in (MEMBER, ORGANISATION):
            return _no(403, "not yours", "ACCESS_DENIED")
        image = f"urn:li:image:C4E{self._number()}"
        self.images[image] = b""
        url = f"{UPLOADS}{image}?ca=vector_feedshare&sync=0"
        return _said({"value": {"uploadUrl": url, "image": image}})

    def put(self, image: str, request: Request) -> Answer:
        if request.method != "PUT" or image not in self.images:
            return _no(404, "no such upload", "NOT_FOUND")
        self.images[image] = request.body
        return Answer(201)

    def image(self, image: str) -> Answer:
        if not self.reads:
            return _denied()
        self.looking -= 1
        status = "PROCESSING" if self.looking >= 0 else "AVAILABLE"
        status = "PROCESSING_FAILED" if b"broken" in self.images[image] else status
        return _said({"id": image, "owner": MEMBER, "status": status})

    # ---- posts ----

    def create(self, request: Request) -> Answer:
        sent = json.loads(request.body)
        if set(sent) - _POST_FIELDS or not _POST_FIELDS - {"content"} <= set(sent):
            return _no(422, "ERROR :: /field :: unrecognized field found", "FIELD")
        if sent["author"] not in (MEMBER, ORGANISATION):
            return _no(403, "not yours", "ACCESS_DENIED")
        if not all(one in self.images for one in _images(sent.get("content", {}))):
            return _no(400, "no such picture", "INVALID_IMAGE")
        if urn := self._duplicate(sent["author"], sent["commentary"]):
            return _duplicate_of(urn)
        post = self.publish(sent["commentary"], sent["author"], sent.get("content", {}))
        return Answer(201, {"x-restli-id": post.number, "content-length": "0"})

    def publish(self, commentary: str, author=MEMBER, content=None) -> Standing:
        """Put a post there, as if somebody had done it by hand."""
        cut = _UNESCAPED.search(commentary)
        kept = commentary[: cut.end() - 1] if cut else commentary
        number = f"urn:li:share:{self._number()}"
        post = Standing(number, author, kept, self.now, content or {})
        self.posts.append(post)
        return post

    def _duplicate(self, author: str, commentary: str) -> str:
        for post in self.posts:
            if (post.author, post.commentary) != (author, commentary):
                continue
            if not post.is_gone:
                return post.number
            if self.now - post.at < GHOSTLY:
                return f"urn:li:share:{self._number()}"
        return ""

    def update(self, request: Request, number: str) -> Answer:
        post = self._standing(number)
        if post is None:
            return _no(404, "gone", "NOT_FOUND")
        put = json.loads(request.body)["patch"]["$set"]
        post.commentary, post.is_edited = put.pop("commentary"), True
        assert not put, "all else is read only"
        return Answer(204)

    def delete(self, number: str) -> Answer:
        post = self._standing(number)
        if post is not None:
            post.is_gone = True
        return Answer(204)

    def read(self, number: str) -> Answer:
        refusal = self._kept_back(number)
        return refusal or _said(self._told(self._standing(number)))

    def find(self, asked: dict[str, str]) -> Answer:
        if not self._may_read(asked["author"]):
            return _denied()
        if asked["q"] != "author" or asked["sortBy"] != "CREATED":
            return _no(400, "wrong finder", "ILLEGAL_ARGUMENT")
        seen = [
            one
            for one in self.posts
            if one.author == asked["author"]
            and not one.is_gone
            and one.at + self.lag <= self.now
        ]
        seen.sort(key=lambda one: (one.at, one.number), reverse=True)
        start, count = int(asked["start"]), int(asked["count"])
        if count > 100:
            return _no(400, "count is too large", "ILLEGAL_ARGUMENT")
        page = [self._told(one) for one in seen[start : start + count]]
        paging = {"start": start, "count": count, "links": []}
        return _said({"elements": page, "paging": paging})

    def metadata(self, number: str) -> Answer:
        if refusal := self._kept_back(number):
            return refusal
        told = {
            "entity": number,
            "commentsState": "OPEN",
            "reactionSummaries": {
                "LIKE": {"reactionType": "LIKE", "count": 4},
                "PRAISE": {"reactionType": "PRAISE", "count": 1},
            },
            "commentSummary": {"count": len(self.comments), "topLevelCount": 1},
        }
        return _said(told)

    def answered(self, asked: dict[str, str], number: str) -> Answer:
        if refusal := self._kept_back(number):
            return refusal
        start = int(asked.get("start", "0"))
        page = self.comments[start : start + int(asked.get("count", "10"))]
        return _said({"elements": page})

    def comment(self, number: str, actor: str, text: str) -> None:
        """Answer to a post, as if somebody had done it by hand."""
        name = str(self._number())
        told = {
            "actor": actor,
            "commentUrn": f"urn:li:comment:({number},{name})",
            "created": {"actor": actor, "time": _epoch(self.now)},
            "id": name,
            "message": {"attributes": [], "text": text},
            "object": number,
        }
        self.comments.append(told)

    # ---- the rest ----

    def _told(self, post: Standing) -> dict[str, Any]:
        shown = _HASHTAG.sub(r"{hashtag|\\#|\1}", post.commentary)
        shown = _LONG_LINK.sub(r"https://lnkd.in/eX", shown) if self.shortens else shown
        told = {
            "id": post.number,
            "author": post.author,
            "commentary": shown,
            "visibility": "PUBLIC",
            "lifecycleState": post.state,
            "lifecycleStateInfo": {"isEditedByAuthor": post.is_edited},
            "createdAt": _epoch(post.at),
            "publishedAt": _epoch(post.at),
            "lastModifiedAt": _epoch(self.now),
            "distribution": {"feedDistribution": "MAIN_FEED"},
            "isReshareDisabledByAuthor": False,
        }
        return told | ({"content": post.content} if post.content else {})

    def _kept_back(self, number: str) -> Answer | None:
        post = self._standing(number)
        if post is None:
            return _no(404, "gone", "NOT_FOUND")
        return None if self._may_read(post.author) else _denied()

    def _may_read(self, author: str) -> bool:
        return self.reads or author == ORGANISATION

    def _standing(self, number: str) -> Standing | None:
        standing = (one for one in self.posts if not one.is_gone)
        return next((one for one in standing if one.number == number), None)

    def _number(self) -> int:
        self._last += 1
        return self._last


_POST = r"/rest/posts/([^/]+)"
_WAYS = (
    ("GET", "", "/v2/userinfo", lambda li, _r, _a: li.member()),
    ("GET", "", r"/rest/organizations/(\d+)", lambda li, _r, _a, one: li.organisation(one)),
    ("GET", "FINDER", "/rest/organizationAcls", lambda li, _r, asked: li.roles(asked)),
    ("POST", "", "/rest/images", lambda li, request, _a: li.initialize(request)),
    ("GET", "", r"/rest/images/([^/]+)", lambda li, _r, _a, one: li.image(one)),
    ("POST", "", "/rest/posts", lambda li, request, _a: li.create(request)),
    ("GET", "FINDER", "/rest/posts", lambda li, _r, asked: li.find(asked)),
    ("GET", "", _POST, lambda li, _r, _a, one: li.read(one)),
    ("POST", "PARTIAL_UPDATE", _POST, lambda li, request, _a, one: li.update(request, one)),
    ("DELETE", "DELETE", _POST, lambda li, _r, _a, one: li.delete(one)),
    ("GET", "", r"/rest/socialMetadata/([^/]+)", lambda li, _r, _a, one: li.metadata(one)),
    ("GET", "", r"/rest/socialActions/([^/]+)/comments", lambda li, _r, asked, one: li.answered(asked, one)),
)  # fmt: skip


def _version(request: Request) -> Answer | None:
    version = request.headers.get("linkedin-version", "")
    if request.headers.get("x-restli-protocol-version") != "2.0.0":
        return _no(400, "Invalid protocol version", "ILLEGAL_ARGUMENT")
    if not re.fullmatch(r"20\d\d(?:0[1-9]|1[0-2])", version):
        return _no(400, "A version must be present", "VERSION_MISSING")
    if version < "202512":
        return _no(426, f"Requested version {version} is not active", "NONEXISTENT_VERSION")  # fmt: skip
    return None


def _images(content: dict[str, Any]) -> list[str]:
    several = content.get("multiImage", {}).get("images", [])
    one = content.get("media")
    return [picture["id"] for picture in several or ([one] if one else [])]


def _epoch(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _duplicate_of(urn: str) -> Answer:
    told = {
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": f"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {urn}",
        "errorDetails": {"inputErrors": [{"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}]},
        "status": 422,
    }  # fmt: skip
    return _said(told, 422)


def _denied() -> Answer:
    return _no(403, "Not enough permissions to access: posts", "ACCESS_DENIED")


def _said(content: object, status: int = 200) -> Answer:
    headers = {"content-type": "application/json"}
    return Answer(status, headers, json.dumps(content).encode())


def _no(status: int, message: str, code: str) -> Answer:
    return _said({"status": status, "message": message, "code": code}, status)
