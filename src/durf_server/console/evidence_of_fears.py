"""What this workspace can show against the six fears: figures, each with its basis.

Everything is of the last thirty days, and of the newest thousand or so in them: a
page must not take longer in a large workspace than in a small one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from durf.errors import DurfError
from durf_server.drafts.models import Draft, Judgement
from durf_server.drafts.states import State
from durf_server.people.models import Member
from durf_server.policies.in_force import in_force, vault_folder
from durf_server.policies.models import Confirmation
from durf_server.records.models import Entry, Log
from durf_server.reviews.decisions import Decision
from durf_server.reviews.models import Exemption, Review

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from durf_server.people.models import Workspace
    from durf_server.policies.in_force import InForce

DAYS = 30
MOST = 1_000
SECRET_KINDS = frozenset({"leak", "records", "pictures", "secrets", "personal"})
_SALT = 32


@dataclass(frozen=True, slots=True)
class Time:
    """Whether it wastes time.

    Attributes:
        cleared: posts that may go out.
        alone: of those, the ones that no person had to look at.
        minutes: from the first word to the yes, for half of them or less.
        exempted: blocked places that somebody allowed after all.
    """

    cleared: int
    alone: int
    minutes: int | None
    exempted: int

    @property
    def share(self) -> int:
        """How many of a hundred went without a person, rounded down."""
        return 100 * self.alone // self.cleared if self.cleared else 0


@dataclass(frozen=True, slots=True)
class Control:
    """Whether things go out that nobody allowed.

    Attributes:
        cleared: posts that may go out.
        unjudged: of those, the ones without a verdict.
        unapproved: those whose verdict asked for a person, and had none.
        held: posts that a new policy or vault stopped, and that wait.
    """

    cleared: int
    unjudged: int
    unapproved: int
    held: int

    @property
    def escaped(self) -> int:
        """How many went past the policy."""
        return self.unjudged + self.unapproved


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether one could show later who said what under which rule.

    Attributes:
        cleared: posts that may go out.
        provable: of those, the ones whose clearing is in the log.
        entries: in the whole log.
        checkpoint: when the newest of all entries was signed for.
        published: when a checkpoint was last given to somebody outside.
        readers: members, and how many of them confirmed the policy in force.
    """

    cleared: int
    provable: int
    entries: int
    checkpoint: datetime | None
    published: datetime | None
    readers: tuple[int, int]

    @property
    def share(self) -> int:
        """How many of a hundred can be proved, rounded down."""
        return 100 * self.provable // self.cleared if self.cleared else 0


@dataclass(frozen=True, slots=True)
class Secrets:
    """Whether secrets leak.

    Attributes:
        judged: drafts that were judged.
        stopped: of those, the ones stopped for something secret or personal.
        documents: in the vault.
        records: values of rows in the vault.
        renewed: when the vault was last written; None without one.
    """

    judged: int
    stopped: int
    documents: int
    records: int
    renewed: datetime | None


@dataclass(frozen=True, slots=True)
class Fears:
    """The evidence of one moment."""

    at: datetime
    time: Time
    control: Control
    proof: Proof
    secrets: Secrets


def evidence(workspace: Workspace, *, at: datetime) -> Fears:
    """Return what a workspace can show now."""
    since = at - timedelta(days=DAYS)
    cleared = _cleared(workspace, since)
    return Fears(
        at=at,
        time=_time(workspace, cleared, since),
        control=_control(workspace, cleared),
        proof=_proof(workspace, cleared, since),
        secrets=_secrets(workspace, since),
    )


def _cleared(workspace: Workspace, since: datetime) -> list[Draft]:
    """Return the newest drafts that may go out, with who and what looked at them."""
    judged = Judgement.objects.filter(
        version__draft=OuterRef("pk"), version__number=OuterRef("version")
    )
    approved = Review.objects.filter(
        draft=OuterRef("pk"),
        version__number=OuterRef("version"),
        decision=Decision.APPROVE,
    )
    exempted = Exemption.objects.filter(
        draft=OuterRef("pk"), version__number=OuterRef("version")
    )
    drafts = Draft.objects.filter(
        workspace=workspace,
        state=State.CLEARED,
        # The index knows when it changed; a new policy changes what was cleared.
        changed_at__gte=since,
        cleared_at__gte=since,
    )
    found = drafts.order_by("-changed_at").annotate(
        is_judged=Exists(judged),
        is_approved=Exists(approved),
        is_exempted=Exists(exempted),
    )
    return list(found[:MOST])


def _time(workspace: Workspace, cleared: list[Draft], since: datetime) -> Time:
    lengths = [
        (draft.cleared_at - draft.made_at).total_seconds() / 60
        for draft in cleared
        if draft.cleared_at is not None
    ]
    return Time(
        cleared=len(cleared),
        alone=sum(not (one.is_approved or one.is_exempted) for one in cleared),  # type: ignore[attr-defined]
        minutes=round(median(lengths)) if lengths else None,
        exempted=_entries(workspace, "exemption.given", since).count(),
    )


def _control(workspace: Workspace, cleared: list[Draft]) -> Control:
    held = Draft.objects.filter(workspace=workspace, state=State.HELD)[:MOST]
    return Control(
        cleared=len(cleared),
        unjudged=sum(not one.is_judged for one in cleared),  # type: ignore[attr-defined]
        unapproved=sum(_lacks_a_person(one) for one in cleared),
        held=len(held),
    )


def _lacks_a_person(draft: Draft) -> bool:
    """Tell it from the rows, and not by the machine that let the draft pass."""
    if draft.action == "block":
        return not draft.is_exempted  # type: ignore[attr-defined]
    return draft.action == "review" and not draft.is_approved  # type: ignore[attr-defined]


def _proof(workspace: Workspace, cleared: list[Draft], since: datetime) -> Proof:
    log = Log.objects.filter(workspace=workspace).first()
    known = set(
        _entries(workspace, "draft.cleared", since)
        .order_by("-at")
        .values_list("subject", flat=True)[: 2 * MOST]
    )
    last = published = None
    if log is not None:
        last = log.entries.order_by("-index").values_list("at", flat=True).first()
        published = log.published.order_by("-size").values_list("at", flat=True).first()
    return Proof(
        cleared=len(cleared),
        provable=sum(f"draft/{draft.pk}" in known for draft in cleared),
        entries=log.size if log else 0,
        checkpoint=last if log and log.checkpoint else None,
        published=published,
        readers=_readers(workspace),
    )


def _readers(workspace: Workspace) -> tuple[int, int]:
    members = Member.objects.filter(workspace=workspace, left_at__isnull=True)
    confirmed = Confirmation.objects.filter(
        version__workspace=workspace,
        version__state="in-force",
        member__left_at__isnull=True,
    )
    return members.count(), confirmed.count()


def _secrets(workspace: Workspace, since: datetime) -> Secrets:
    try:
        now = in_force(workspace)
    except DurfError:
        return Secrets(0, 0, 0, 0, None)
    rules = _rules_of(now, SECRET_KINDS)
    judged, stopped = set(), set()
    rows = _entries(workspace, "draft.judged", since).order_by("-at")
    for subject, act in rows.values_list("subject", "act")[: 2 * MOST]:
        said = json.loads(bytes(act)[_SALT:])
        judged.add(subject)
        if said["action"] in ("block", "review") and rules & set(said["rules"]):
            stopped.add(subject)
    return Secrets(len(judged), len(stopped), *_vault(workspace, now))


def _vault(workspace: Workspace, now: InForce) -> tuple[int, int, datetime | None]:
    if now.vault is None:
        return 0, 0, None
    stats = now.vault.stats()
    folder = vault_folder(workspace.pk)
    newest = max((path.stat().st_mtime for path in folder.iterdir()), default=0)
    renewed = datetime.fromtimestamp(newest, UTC)
    return sum(stats.documents.values()), stats.values, renewed


def _rules_of(now: InForce, kinds: frozenset[str]) -> set[str]:
    """Return the full names of all rules of some kinds."""
    own = {rule.id for rule in now.policy.rules if rule.kind in kinds}
    packed = {
        f"{pack.inclusion.name}#{rule.id}"
        for pack in now.policy.packs
        for rule in pack.rules
        if rule.kind in kinds
    }
    return own | packed


def _entries(workspace: Workspace, kind: str, since: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(log__workspace=workspace, kind=kind, at__gte=since)
