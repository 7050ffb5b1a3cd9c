"""A personal data server of AT Protocol, as far as deliveries meet it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from durf.networks.bluesky.speaker import SPEAKER
from durf.networks.speaking import Account
from durf.networks.talking import Answer, Request

if TYPE_CHECKING:
    from datetime import datetime

    from durf.networks.speaking import Outgoing, Speaker

DID = "did:plc:bloom"
SERVER = "https://pds.example"
SECRETS = {"token": "t", "refresh_token": "r", "password": "p"}


@dataclass(slots=True)
class PdsModel:
    """A repository of records, each under a name that its author chose.

    ``putRecord`` with ``swapRecord: null`` makes a record that is not there, takes the
    same content again without a commit, and refuses another one with 400 InvalidSwap
    (github.com/bluesky-social/atproto: packages/pds/src/api/com/atproto/repo
    /putRecord.ts; seen on a real one in tests/durf/networks/bluesky).
    """

    speaker: Speaker = SPEAKER
    account: Account = field(
        default_factory=lambda: Account(SERVER, "@bloom.example", DID, SECRETS)
    )
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    commits: int = 0
    bears_repeats: bool = True

    def handle(self, request: Request, at: datetime) -> Answer:
        """Answer; a reading here sees at once what was written."""
        parts = urlsplit(request.url)
        match parts.path.rpartition("/")[2]:
            case "com.atproto.repo.putRecord":
                return self._put(json.loads(request.body))
            case "com.atproto.repo.getRecord":
                return self._get(parse_qs(parts.query)["rkey"][0])
            case "com.atproto.server.refreshSession":
                session = {"accessJwt": "t", "refreshJwt": "r", "did": DID}
                return _said(session | {"handle": "bloom.example", "active": True})
        return _no("MethodNotImplemented", 501)

    def published(self, post: Outgoing) -> int:
        """Each record counts, and so would a second commit of one."""
        same = sum(one["text"] == post.text for one in self.records.values())
        return max(same, self.commits)

    def _put(self, sent: dict[str, Any]) -> Answer:
        key, value = sent["rkey"], sent["record"]
        there = self.records.get(key)
        if there is None:
            self.records[key] = value
            self.commits += 1
        elif there != value:
            return _no("InvalidSwap", 400)
        return _said(self._named(key))

    def _get(self, key: str) -> Answer:
        if key not in self.records:
            return _no("RecordNotFound", 400)
        return _said(self._named(key) | {"value": self.records[key]})

    def _named(self, key: str) -> dict[str, Any]:
        written = json.dumps(self.records[key], sort_keys=True).encode()
        cid = "bafyrei" + hashlib.sha256(written).hexdigest()[:40]
        return {"uri": f"at://{DID}/app.bsky.feed.post/{key}", "cid": cid}


def _said(content: object) -> Answer:
    headers = {"content-type": "application/json"}
    return Answer(200, headers, json.dumps(content).encode())


def _no(name: str, status: int) -> Answer:
    return Answer(status, {}, json.dumps({"error": name, "message": "no"}).encode())
