"""A random walk over the desk, with somebody who checks after each step."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

from durf_server.drafts.content import Content
from durf_server.drafts.saving import save, start
from durf_server.errors import ServerError
from durf_server.people.models import Absence, Workspace
from durf_server.reviews.clearing import cleared_for_sending
from durf_server.reviews.desk import (
    approve,
    ask_changes,
    exempt,
    refuse,
    release,
    submit,
    withdraw,
)
from durf_server.reviews.incidents import report_incident
from durf_server.reviews.models import Exemption, Hold, Incident, Review
from durf_server.reviews.rejudging import judge_again
from tests.durf_server.reviews.house import (
    BEGIN,
    BOOKS,
    REVIEWERS,
    TITLES,
    WORDS,
    WRITERS,
    House,
)
from tests.durf_server.reviews.oracle import (
    Known,
    Yes,
    lacks,
    least_approvers,
    may_decide,
)

if TYPE_CHECKING:
    from durf_server.drafts.models import Draft

DRAFTS = 6
# How often each thing is tried; most of them are refused most of the time.
WEIGHTS = {
    "save": 6,
    "submit": 16,
    "approve": 40,
    "exempt": 10,
    "ask": 1.5,
    "refuse": 0.7,
    "withdraw": 0.7,
    "release": 6,
    "send": 10,
    "new_policy": 1.5,
    "judge_again": 2,
    "own_approval": 0.3,
    "absence": 1.5,
    "incident": 0.4,
    "begin": 3,
}
LOOK = """
SELECT d.id, d.state, d.version, d.submitted_version, j.policy_id, j.digest
FROM drafts_draft d LEFT JOIN drafts_judgement j ON j.id = (
    SELECT max(k.id) FROM drafts_judgement k JOIN drafts_draftversion v
    ON k.version_id = v.id WHERE v.draft_id = d.id AND v.number = d.version
)
WHERE d.workspace_id = %s ORDER BY d.made_at
"""


@dataclass
class Seen:
    """A draft as its row says it."""

    state: str
    version: int
    submitted: int | None
    policy: UUID | None
    verdict: str | None


@dataclass
class Walker:
    """Walks, and keeps a book of its own of what went through."""

    house: House
    seed: int
    known: dict[UUID, Known] = field(default_factory=dict)
    seen: dict[UUID, Seen] = field(default_factory=dict)
    drafts: dict[UUID, Draft] = field(default_factory=dict)
    seals: list[str] = field(default_factory=lambda: ["", "0" * 64])
    away: dict[str, str] = field(default_factory=dict)
    # When each draft of the bakers was first cleared, and when all was lost.
    credits: dict[UUID, int] = field(default_factory=dict)
    lost: int = -1
    book: int = 1
    own_approval: bool = False
    step: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.now = BEGIN
        self.numbers = {one.pk: n for n, one in enumerate(self.house.policies)}

    def walk(self, steps: int, *, batch: int = 100) -> None:
        """Take steps; some share a transaction, as far as the database is asked."""
        done = 0
        while done < steps:
            with transaction.atomic():
                for _ in range(min(batch, steps - done)):
                    self.take()
                    done += 1

    def take(self, name: str = "") -> None:
        """Take one step, of this name or any, and check everything after it."""
        self.step += 1
        self.now += timedelta(seconds=1)
        if not name and len(self.known) < DRAFTS:
            name = "begin"
        name = name or self.chance.choices([*WEIGHTS], [*WEIGHTS.values()])[0]
        try:
            getattr(self, f"_{name}")()
            self.counts[name] += 1
        except ServerError as error:
            self.counts[f"{name}: {error.code}"] += 1
        self._check()

    def _check(self) -> None:
        """Look at every draft that is there, and complain of any cleared wrongly."""
        before = {number for number, one in self.seen.items() if _is_cleared(one)}
        self._look()
        clean = before | {n for n, one in self.seen.items() if _is_cleared(one)}
        for number, seen in self.seen.items():
            known = self.known[number]
            if seen.state == "held":
                # Whatever was said before it was held is void.
                known.yes = []
            if _is_cleared(seen):
                self._check_cleared(number, known, seen, clean)
            else:
                known.enough = None

    def _check_cleared(
        self, number: UUID, known: Known, seen: Seen, clean: set[UUID]
    ) -> None:
        self.counts["cleared"] += 1
        assert seen.policy is not None
        book = BOOKS[self.numbers[seen.policy]]
        if known.by == "anna" and book.earned:
            self.credits.setdefault(number, self.step)
        if known.enough is None:
            others = self._others(number, clean)
            known.enough = least_approvers(known, book, others)
        wrong = lacks(known, book, known.enough, own_approval=self.own_approval)
        assert not wrong, f"seed {self.seed}, step {self.step}: {wrong}"
        assert (seen.submitted, seen.version) == (known.version, known.version)

    def _others(self, number: UUID, clean: set[UUID]) -> int:
        """Count the clean posts of the bakers beside this one."""
        return sum(
            self.credits.get(one, -1) > self.lost for one in clean if one != number
        )

    def _look(self) -> None:
        """Read the rows with as little of durf and Django as can be."""
        with connection.cursor() as cursor:
            cursor.execute(LOOK, [self.house.workspace.pk.hex])
            self.seen = {
                UUID(str(row[0])): Seen(*row[1:4], _uuid(row[4]), row[5])
                for row in cursor.fetchall()
            }

    def _any(self) -> UUID:
        return self.chance.choice([*self.known])

    def _waiting(self) -> UUID:
        """Mostly a draft that waits for review, if there is one."""
        waiting = [one for one, seen in self.seen.items() if seen.state == "in-review"]
        if waiting and self.chance.random() < 0.85:
            return self.chance.choice(waiting)
        return self._any()

    def _blocked(self) -> UUID:
        """Mostly a draft that the policy forbids, if there is one."""
        blocked = [
            number
            for number, known in self.known.items()
            if self.seen[number].state == "in-review"
            and any(one[1] == "block" for one in BOOKS[self.book].found(known.text))
        ]
        if blocked and self.chance.random() < 0.9:
            return self.chance.choice(blocked)
        return self._any()

    def _who(self, names: tuple[str, ...]) -> str:
        """Mostly somebody who might, sometimes anybody."""
        if self.chance.random() < 0.85:
            return self.chance.choice(names)
        return self.chance.choice([*TITLES])

    def _base(self, number: UUID) -> int:
        stale = self.chance.random() < 0.1
        return max(1, self.known[number].version - stale)

    def _seal(self, number: UUID) -> str:
        """Mostly the one that binds now, made by hand; sometimes another."""
        if self.chance.random() < 0.12:
            return self.chance.choice(self.seals)
        known, seen = self.known[number], self.seen[number]
        values = {
            "closes": None,
            "content": Content(known.text).digest(),
            "destinations": [],
            "draft": str(number),
            "opens": None,
            "policy": str(seen.policy),
            "vault": "",
            "verdict": seen.verdict,
            "version": known.version,
        }
        written = json.dumps(values, separators=(",", ":"))
        seal = hashlib.sha256(written.encode()).hexdigest()
        if self.chance.random() < 0.2:
            self.seals = [*self.seals[-8:], seal]
        return seal

    def _text(self) -> str:
        words = self.chance.sample(WORDS, self.chance.choice((0, 0, 1, 1, 1, 2, 3)))
        return " ".join(["Bread", str(self.step), *words])

    def _begin(self) -> None:
        if len(self.known) >= DRAFTS:
            self._forget()
        who, text = self.chance.choice(WRITERS), self._text()
        draft = start(self.house.people[who], Content(text), at=self.now)
        self.known[draft.pk] = Known(text, {who}, who)
        self.drafts[draft.pk] = draft

    def _forget(self) -> None:
        """Let a draft go: one that is closed, or the oldest."""
        closed = [one for one, known in self.known.items() if known.closed]
        number = self.chance.choice(closed or [next(iter(self.known))])
        for model in (Review, Exemption, Hold):
            model.objects.filter(draft=number).delete()
        Incident.objects.filter(draft=number).update(draft=None)
        self.drafts.pop(number).delete()
        del self.known[number]
        self.credits.pop(number, None)

    def _save(self) -> None:
        number, who = self._any(), self._who(WRITERS)
        text = self._text() if self.chance.random() < 0.9 else self.known[number].text
        before = self.known[number].version
        version = save(
            self.drafts[number],
            self.house.people[who],
            Content(text),
            base=self._base(number),
            at=self.now,
        )
        assert not self.known[number].closed
        if version.number > before:
            self.known[number].saved(who, text)

    def _submit(self) -> None:
        number, who = self._any(), self._who(WRITERS)
        submit(
            self.drafts[number],
            self.house.people[who],
            base=self._base(number),
            at=self.now,
        )
        known = self.known[number]
        assert who in WRITERS
        assert not known.closed
        assert not known.said_no
        assert known.submitted is None
        known.submitted = known.version

    def _approve(self) -> None:
        number = self._waiting()
        found = BOOKS[self.book].found(self.known[number].text)
        roles = [by for _, _, by in found] + [""]
        if self.chance.random() < 0.15:
            roles = ["", *TITLES["daan"]]
        role = self.chance.choice(roles)
        who = self._who(_holders(role))
        review = approve(
            self.drafts[number],
            self.house.people[who],
            role,
            seal=self._seal(number),
            at=self.now,
        )
        self._note_yes(number, who, role, review.instead_of_id)

    def _exempt(self) -> None:
        number = self._blocked()
        roles = BOOKS[self.book].exceptions
        if not roles or self.chance.random() < 0.15:
            roles = TITLES["daan"]
        role = self.chance.choice(roles)
        who = self._who(_holders(role))
        words = self.known[number].text.split()[2:] or WORDS
        rule = self.chance.choice(words)
        exemption = exempt(
            self.drafts[number],
            self.house.people[who],
            rule,
            role,
            "for this once",
            seal=self._seal(number),
            at=self.now,
        )
        self._note_yes(number, who, role, exemption.instead_of_id, rule)

    def _note_yes(
        self, number: UUID, who: str, role: str, stood: UUID | None, rule: str = ""
    ) -> None:
        names = {member.pk: name for name, member in self.house.people.items()}
        instead_of = None if stood is None else names[stood]
        known = self.known[number]
        # A button that was pressed twice says nothing new.
        again = any(
            (yes.who, yes.role, yes.rule) == (who, role, rule) for yes in known.yes
        )
        assert again or may_decide(who, role, instead_of, self.away)
        found = BOOKS[self.book].found(known.text)
        known.yes.append(Yes(who, instead_of, role, known.version, found, rule))

    def _ask(self) -> None:
        self._no(ask_changes)

    def _refuse(self) -> None:
        self.known[self._no(refuse)].closed = True

    def _no(self, act) -> UUID:
        number, who = self._any(), self._who(REVIEWERS)
        act(self.drafts[number], self.house.people[who], "no", at=self.now)
        self.known[number].said_no = True
        return number

    def _withdraw(self) -> None:
        number, who = self._any(), self._who((*WRITERS, "carla"))
        withdraw(self.drafts[number], self.house.people[who], at=self.now)
        assert who == "carla" or who in self.known[number].writers
        self.known[number].closed = True

    def _release(self) -> None:
        held = [one for one, seen in self.seen.items() if seen.state == "held"]
        number = self.chance.choice(held) if held else self._any()
        release(
            self.drafts[number],
            self.house.people[self._who(REVIEWERS)],
            seal=self._seal(number),
            at=self.now,
        )

    def _send(self) -> None:
        number = self._any()
        clearance = cleared_for_sending(self.drafts[number], at=self.now)
        known = self.known[number]
        assert clearance.content.text == known.text
        assert clearance.policy == self.house.policies[self.book].pk
        self._look()
        # Under the policy in force now, not under the one that it was cleared by.
        book = BOOKS[self.book]
        enough = least_approvers(known, book, self._others(number, {*self.seen}))
        wrong = lacks(known, book, enough, own_approval=self.own_approval)
        assert not wrong, f"seed {self.seed}, step {self.step}: {wrong}"

    def _new_policy(self) -> None:
        self.book = self.chance.randrange(len(BOOKS))
        self.house.put_in_force(self.book)

    def _judge_again(self) -> None:
        judge_again(self.house.workspace, at=self.now)
        self._settled_anew()

    def _settled_anew(self) -> None:
        for known in self.known.values():
            known.enough = None

    def _own_approval(self) -> None:
        self.own_approval = not self.own_approval
        Workspace.objects.filter(pk=self.house.workspace.pk).update(
            own_approval=self.own_approval
        )
        self.house.workspace.own_approval = self.own_approval
        self._judge_again()

    def _absence(self) -> None:
        Absence.objects.filter(member__workspace=self.house.workspace).delete()
        self.away = {}
        if self.chance.random() < 0.6:
            who, deputy = self.chance.sample([*TITLES], 2)
            self.away[who] = deputy
            Absence.objects.create(
                member=self.house.people[who],
                deputy=self.house.people[deputy],
                starts_at=self.now,
                ends_at=self.now + timedelta(days=3650),
            )

    def _incident(self) -> None:
        number, who = self._any(), self._who(WRITERS)
        member = self.house.people[who]
        incident = report_incident(self.drafts[number], member, "a fire", at=self.now)
        if incident.classes:
            self.lost = self.step
            self._settled_anew()


def _holders(role: str) -> tuple[str, ...]:
    """Return the reviewers that could decide in a role."""
    return tuple(one for one in REVIEWERS if not role or role in TITLES[one])


def _is_cleared(seen: Seen) -> bool:
    return seen.state == "cleared"


def _uuid(value: object) -> UUID | None:
    return None if value is None else UUID(str(value))
