"""The shapes of what the API takes and gives, as its documentation shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from durf_server.api.paging import Page

Action = Literal["allow", "warn", "review", "block"]


class Strict(Schema):
    """What is taken: a field that is not known is a mistake, told at once."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """What every error looks like (RFC 9457)."""

    type: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, str]] = []


class PostIn(Strict):
    """A post, as the check takes it."""

    text: str = Field(max_length=50_000)
    channel: str = Field("", max_length=40)
    language: Literal["", "nl", "en"] = ""
    at: datetime | None = None


class VerdictOut(Schema):
    """What the policy in force says of a post."""

    action: Action
    policy: str
    findings: list[dict[str, Any]]


class DraftIn(Strict):
    """A new draft; ``content`` is as the documentation of drafts says."""

    content: dict[str, Any]
    note: str = Field("", max_length=5_000)
    template: UUID | None = None
    campaign: UUID | None = None


class SaveIn(Strict):
    """What a draft says now, and the version that the writer started from."""

    content: dict[str, Any]
    base: int = Field(ge=1, le=2**31 - 1)
    note: str = Field("", max_length=5_000)


class SubmitIn(Strict):
    """The version that the author saw."""

    base: int = Field(ge=1, le=2**31 - 1)


class DecisionIn(Strict):
    """A decision, on exactly what ``seal`` binds."""

    decision: Literal["approve", "ask", "refuse"]
    role: str = Field("", max_length=100)
    reason: str = Field("", max_length=5_000)
    seal: str = Field("", max_length=64)


class ExemptionIn(Strict):
    """A rule to be set aside this once, and why."""

    rule: str = Field(max_length=200)
    role: str = Field(max_length=100)
    reason: str = Field(max_length=5_000)
    seal: str = Field(max_length=64)


class DraftOut(Schema):
    """A draft in a list."""

    id: UUID
    state: str
    version: int
    title: str
    action: str
    author: UUID = Field(alias="author_id")
    planned_at: datetime | None
    made_at: datetime
    changed_at: datetime


class DraftsOut(Page):
    """A page of drafts, those that changed last first."""

    items: list[DraftOut]


class ReviewOut(Schema):
    """A decision that somebody took."""

    id: UUID
    member: UUID = Field(alias="member_id")
    role: str
    decision: str
    reason: str
    seal: str
    counts: bool
    at: datetime


class DraftWhole(DraftOut):
    """A draft with what it says, what was found in it, and what it waits for."""

    content: dict[str, Any]
    note: str
    verdict: VerdictOut | None
    seal: str
    waits_for: list[str]
    reviews: list[ReviewOut]


class VersionOut(Schema):
    """What a draft said at one moment."""

    number: int
    content: dict[str, Any]
    digest: str
    made_by: UUID = Field(alias="made_by_id")
    made_at: datetime


class VersionsOut(Page):
    """A page of versions, the newest first."""

    items: list[VersionOut]


class ChannelIn(Strict):
    """An account on a network."""

    network: str = Field(max_length=20)
    name: str = Field(min_length=1, max_length=100)
    handle: str = Field("", max_length=200)
    settings: dict[str, int] = {}


class ChannelOut(Schema):
    """A channel."""

    id: UUID
    network: str
    name: str
    handle: str
    settings: dict[str, Any]


class ChannelsOut(Page):
    """A page of channels, by name."""

    items: list[ChannelOut]


class PolicyIn(Strict):
    """A new version of the policy, proposed at once."""

    text: str = Field(max_length=1_000_000)
    note: str = Field("", max_length=5_000)


class PolicyDecisionIn(Strict):
    """The decision of a second person on a version."""

    decision: Literal["approve", "refuse"]
    note: str = Field("", max_length=5_000)
    in_force_from: datetime | None = None


class PolicyOut(Schema):
    """A version of the policy in a list."""

    number: int
    state: str
    version: str
    digest: str
    note: str
    made_at: datetime
    in_force_from: datetime | None


class PolicyWhole(PolicyOut):
    """A version of the policy with its text."""

    text: str


class PoliciesOut(Page):
    """A page of versions, the newest first."""

    items: list[PolicyOut]


class MemberOut(Schema):
    """A member of the workspace."""

    id: UUID
    name: str
    roles: list[str]
    titles: list[str]
    groups: list[str]


class MembersOut(Page):
    """A page of members."""

    items: list[MemberOut]


class EntryOut(Schema):
    """An entry of the evidence log."""

    index: int
    kind: str
    subject: str
    at: datetime
    act: dict[str, Any]
    leaf: str


class EntriesOut(Page):
    """A page of entries, in their order."""

    items: list[EntryOut]


class CheckpointOut(Schema):
    """The newest signed checkpoint of the log, and the keys to verify it with."""

    origin: str
    size: int
    checkpoint: str
    keys: list[str]


class WebhookIn(Strict):
    """An address to be told of what happens."""

    url: str = Field(max_length=500)
    kinds: list[str] = Field([], max_length=50)


class WebhookOut(Schema):
    """A webhook."""

    id: UUID
    url: str
    kinds: list[str]
    position: int
    failures: int
    made_at: datetime
    stopped_at: datetime | None


class WebhookMade(WebhookOut):
    """A new webhook, with the secret that its calls are signed with: shown once."""

    secret: str


class WebhooksOut(Page):
    """A page of webhooks."""

    items: list[WebhookOut]


class ReplayIn(Strict):
    """The number of the entry to tell from, again."""

    index: int = Field(ge=0, le=2**62)


class CallOut(Schema):
    """One try to tell a webhook of one entry."""

    index: int
    at: datetime
    status: int
    trouble: str
    milliseconds: int


class CallsOut(Page):
    """A page of tries, the newest first."""

    items: list[CallOut]
