"""A network without any help: no keys, and readings that lag."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from durf.errors import BadAnswer, CannotTell
from durf.networks.speaking import Abilities, Account, Sent
from durf.networks.talking import (
    Answer,
    Purpose,
    Request,
    json_request,
    read_request,
    require_fine,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from durf.networks.speaking import Outgoing
    from durf.networks.talking import Talk

LAG = timedelta(seconds=40)
HERE = "https://plain.example"


@dataclass(frozen=True, slots=True)
class PlainSpeaker:
    """Speaks to it."""

    abilities: Abilities = field(default_factory=lambda: Abilities(tokens_expire=True))

    def refresh(self, account: Account, at: datetime) -> Talk[Mapping[str, str]]:
        answer = require_fine((yield json_request("POST", f"{HERE}/token", {})))
        return {"token": str(_field(answer, "token"))}

    def prepare(self, account: Account, post: Outgoing) -> Talk[Mapping[str, Any]]:
        sent = json_request("POST", f"{HERE}/media", {}, purpose=Purpose.PREPARE)
        return {"media": _field(require_fine((yield sent)), "id")}

    def send(
        self, account: Account, post: Outgoing, prepared: Mapping[str, Any]
    ) -> Talk[Sent]:
        sent = {"text": post.text, "media": prepared["media"]}
        answer = yield json_request(
            "POST", f"{HERE}/posts", sent, purpose=Purpose.PUBLISH
        )
        return Sent(str(_field(require_fine(answer), "id")))

    def settle(
        self, account: Account, post: Outgoing, known: Set[str]
    ) -> Talk[Sent | None]:
        answer = require_fine((yield read_request(f"{HERE}/posts")))
        found = answer.json()
        if not isinstance(found, list):
            raise BadAnswer(reason="it holds no list")
        for one in found:
            if one["text"] == post.text and one["id"] not in known:
                return Sent(one["id"])
        return None


class BlindSpeaker(PlainSpeaker):
    """Speaks to it where nothing can be read back."""

    def settle(
        self, account: Account, post: Outgoing, known: Set[str]
    ) -> Talk[Sent | None]:
        yield read_request(f"{HERE}/posts")
        raise CannotTell(reason="nobody may look")


def _field(answer: Answer, name: str) -> Any:
    found = answer.json()
    if not isinstance(found, dict) or name not in found:
        raise BadAnswer(reason="a field is missing")
    return found[name]


@dataclass(slots=True)
class PlainModel:
    """The network itself."""

    speaker: Any = field(default_factory=PlainSpeaker)
    account: Account = field(default_factory=lambda: Account(HERE))
    posts: list[tuple[datetime, str]] = field(default_factory=list)
    bears_repeats: bool = False

    def handle(self, request: Request, at: datetime) -> Answer:
        if request.url.endswith("/token"):
            return _said({"token": "new"})
        if request.url.endswith("/media"):
            return _said({"id": "m1"})
        if request.method == "POST":
            self.posts.append((at, json.loads(request.body)["text"]))
            return _said({"id": str(len(self.posts))})
        seen = [
            {"id": str(number), "text": text}
            for number, (made, text) in enumerate(self.posts, 1)
            if made + LAG <= at
        ]
        return _said(seen)

    def published(self, post: Outgoing) -> int:
        return sum(text == post.text for _, text in self.posts)


def _said(content: object) -> Answer:
    return Answer(
        200, {"content-type": "application/json"}, json.dumps(content).encode()
    )
