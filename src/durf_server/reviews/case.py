"""A draft as the desk sees it: held, with all that decides about its state."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import F

from durf.action import Action
from durf_server.drafts.content import Content
from durf_server.drafts.judging import Spoken, record
from durf_server.drafts.models import Draft, DraftVersion, Judgement
from durf_server.drafts.states import State
from durf_server.errors import NotThere
from durf_server.policies.in_force import in_force
from durf_server.reviews.decisions import Decision
from durf_server.reviews.demand import demand_of
from durf_server.reviews.machine import Exempted, Facts, Given
from durf_server.reviews.models import Exemption, Review
from durf_server.reviews.sealing import Sealed, seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from durf_server.policies.in_force import InForce


@dataclass(slots=True)
class Case:
    """A draft and what is known of it.

    Attributes:
        draft: its row, locked unless it is only shown.
        version: the newest.
        judgement: the newest of that version, if there is one.
        now: the policy and vault in force.
        facts: for the state machine.
    """

    draft: Draft
    version: DraftVersion
    judgement: Judgement | None
    now: InForce
    facts: Facts

    @property
    def is_outdated(self) -> bool:
        """Whether it was judged by another policy or vault than those in force."""
        return self.judgement is None or not is_by(self.judgement, self.now)

    def judge(self, *, at: datetime) -> Judgement:
        """Judge it by what is in force, keep that, and let the facts follow.

        It writes into the log: do it after all other changes but your own facts.
        """
        self.judgement = record(self.version, self.now, at=at)
        self.facts = replace(
            self.facts,
            seal=seal_of(self.draft, self.version, self.judgement),
            demand=demand_of(self.draft, self.judgement, self.now.policy.reviews),
        )
        return self.judgement


def open_case(number: UUID, *, lock: bool = True) -> Case:
    """Read a draft with all that decides about it.

    Args:
        number: of the draft.
        lock: hold the row until the transaction ends; else it is only shown.

    Raises:
        NotThere: it was deleted meanwhile.
        NotNow: no policy is in force.
    """
    rows = Draft.objects.select_for_update() if lock else Draft.objects.all()
    try:
        draft = rows.get(pk=number)
    except Draft.DoesNotExist:
        raise NotThere(what="draft") from None
    return case_of(draft, in_force(draft.workspace, fresh=lock))


def case_of(draft: Draft, now: InForce) -> Case:
    """Return the case of a draft that was read, and held if it is to be changed."""
    version = draft.versions.get(number=draft.version)
    version.draft = draft
    authors = draft.versions.order_by().values_list("made_by_id", flat=True)
    given: Iterable[Review] = ()
    exempted: Iterable[Exemption] = ()
    if draft.submitted_version is not None:
        given = Review.objects.filter(version=version).order_by("at")
    judgement = version.judgements.first()
    if judgement is not None and judgement.action == Action.BLOCK:
        exempted = Exemption.objects.filter(version=version)
    facts = _facts(draft, authors.distinct(), given, exempted)
    return _case(draft, version, judgement, now, facts)


def cases_of(drafts: Sequence[Draft], now: InForce) -> list[Case]:
    """Return the cases of many drafts, to be shown, without asking for each."""
    versions = {
        one.draft_id: one
        for one in DraftVersion.objects.filter(
            draft__in=drafts, number=F("draft__version")
        )
    }
    authors: dict[UUID, set[UUID]] = defaultdict(set)
    for number, member in DraftVersion.objects.filter(draft__in=drafts).values_list(
        "draft_id", "made_by_id"
    ):
        authors[number].add(member)
    shown = list(versions.values())
    judgements = {
        one.version_id: one
        for one in Judgement.objects.filter(version__in=shown).order_by("id")
    }
    given, exempted = defaultdict(list), defaultdict(list)
    for review in Review.objects.filter(version__in=shown).order_by("at"):
        given[review.version_id].append(review)
    for exemption in Exemption.objects.filter(version__in=shown):
        exempted[exemption.version_id].append(exemption)
    cases = []
    for draft in drafts:
        version = versions[draft.pk]
        version.draft = draft
        facts = _facts(
            draft, authors[draft.pk], given[version.pk], exempted[version.pk]
        )
        cases.append(_case(draft, version, judgements.get(version.pk), now, facts))
    return cases


def _case(
    draft: Draft,
    version: DraftVersion,
    judgement: Judgement | None,
    now: InForce,
    facts: Facts,
) -> Case:
    if judgement is not None:
        facts = replace(
            facts,
            seal=seal_of(draft, version, judgement),
            demand=demand_of(draft, judgement, now.policy.reviews),
        )
    return Case(draft, version, judgement, now, facts)


def _facts(
    draft: Draft,
    authors: Iterable[UUID],
    given: Iterable[Review],
    exempted: Iterable[Exemption],
) -> Facts:
    return Facts(
        version=draft.version,
        submitted=draft.submitted_version,
        authors=frozenset(map(str, authors)),
        own_approval=draft.workspace.own_approval,
        # Written by the desk alone, and taken away by every save.
        withdrawn=draft.state == State.WITHDRAWN,
        held=draft.state == State.HELD,
        given=tuple(given_of(one, draft.version) for one in given),
        exempted=tuple(map(exempted_of, exempted)),
    )


def is_by(judgement: Judgement, now: InForce) -> bool:
    """Tell whether a judgement was made by the policy and vault in force."""
    return (judgement.policy_id, judgement.vault_state) == (now.id, now.vault_state)


def seal_of(draft: Draft, version: DraftVersion, judgement: Judgement) -> str:
    """Return the seal of a version as it was judged."""
    content = Content.from_json(version.content)
    return seal(
        Sealed(
            draft=str(draft.pk),
            version=version.number,
            content=version.digest,
            destinations=content.channels,
            opens=content.planned_at,
            closes=content.until,
            policy=str(judgement.policy_id),
            vault=judgement.vault_state,
            verdict=judgement.digest,
        )
    )


def is_same(judgement: Judgement, spoken: Spoken) -> bool:
    """Tell whether what is said now is what was said then."""
    return judgement.digest == spoken.digest()


def given_of(review: Review, number: int) -> Given:
    """Return a review as the state machine asks for it."""
    return Given(
        members=_members(review.member_id, review.instead_of_id),
        role=review.role,
        decision=Decision(review.decision),
        version=number,
        stands_for=review.stands_for,
    )


def exempted_of(exemption: Exemption) -> Exempted:
    """Return an exemption as the state machine asks for it."""
    return Exempted(
        members=_members(exemption.member_id, exemption.instead_of_id),
        rule=exemption.rule,
        role=exemption.role,
        stands_for=exemption.stands_for,
    )


def _members(member: UUID, instead_of: UUID | None) -> tuple[str, ...]:
    return (str(member),) if instead_of is None else (str(member), str(instead_of))
