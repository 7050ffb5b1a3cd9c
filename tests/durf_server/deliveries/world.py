"""A small world in which everything that can go wrong with a delivery does.

Clock, randomness, network and database are this world's.  At each commit and each
request it may break: which of them break, and how, is a *schedule*; the same schedule
always makes the same history.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from durf.errors import AnswerLost
from durf.networks.talking import Answer, Purpose, Request
from durf_server.deliveries.delivering import Deliverer
from durf_server.deliveries.ports import Claim, Ready
from durf_server.deliveries.stages import NEXT, Stage
from durf_server.errors import NothingSent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from durf.networks.speaking import Account, Outgoing, Sent, Speaker

START = datetime(2027, 3, 1, 9, tzinfo=UTC)
LEASE = timedelta(minutes=2)
# A worker that sleeps here wakes when another has long taken over.
SLEEP = timedelta(hours=3)
A_STEP = timedelta(milliseconds=200)
LATE = timedelta(seconds=240)
MOST_TURNS = 400
NUMBER = UUID(int=0)

COMMIT = ("crash-before", "crash-after", "sleep-after")
CALL = {
    Purpose.READ: ("lost", "500", "429", "html", "crash-before", "crash-after"),
    Purpose.PREPARE: ("lost", "500", "429", "html", "crash-before", "crash-after"),
    Purpose.PUBLISH: (
        "lost-before",
        "lost-after",
        "late",
        "500-before",
        "500-after",
        "html-after",
        "cut-after",
        "429",
        "401",
        "nothing-sent",
        "crash-before",
        "crash-after",
        "crash-late",
    ),
}


class Crash(BaseException):
    """The worker was killed."""


class Model(Protocol):
    """A network as it really is."""

    speaker: Speaker
    account: Account
    # Whether the same request may reach it twice without harm.
    bears_repeats: bool

    def handle(self, request: Request, at: datetime) -> Answer:
        """Do what is asked, and answer."""

    def published(self, post: Outgoing) -> int:
        """Return how often a post stands there."""


@dataclass(slots=True)
class Row:
    """What the database has of the delivery."""

    stage: Stage = Stage.PLANNED
    token: UUID | None = None
    lease_ends_at: datetime | None = None
    due_at: datetime = START
    settle_at: datetime | None = None
    attempts: int = 0
    looks: int = 0
    trouble: str = ""
    sent: Sent | None = None
    asked: bool = False


@dataclass(slots=True)
class World:
    """One history.

    Attributes:
        model: the network.
        post: what is to go out, once.
        faults: which option breaks, by the number of the point where it could.
        restart: how long a killed worker is away.
    """

    model: Model
    post: Outgoing
    faults: Mapping[int, int]
    restart: timedelta = timedelta(seconds=5)
    clock: datetime = START
    row: Row = field(default_factory=Row)
    points: list[tuple[str, ...]] = field(default_factory=list)
    late: list[tuple[datetime, Request]] = field(default_factory=list)
    tokens: int = 0
    asleep: bool = False
    gate: OpenGate = field(init=False)

    def __post_init__(self) -> None:
        self.gate = OpenGate(self, self.model.account)

    # ---- the story ----

    def run(self) -> World:
        """Go on until nothing is due any more."""
        for _ in range(MOST_TURNS):
            try:
                is_busy = self.worker().turn()
            except Crash:
                self.clock += self.restart
                continue
            if not is_busy and not self._wait():
                self.arrive(self.clock + timedelta(days=3))
                return self
        raise AssertionError("it never ends")

    def worker(self) -> Deliverer:
        """A new process."""
        return Deliverer(
            Rows(self), self.gate, self.ask, lambda: self.clock, lambda: 0.5
        )

    def _wait(self) -> bool:
        """Go to the next time at which something is due."""
        row = self.row
        times = [at for at, _ in self.late]
        if row.stage is Stage.PLANNED:
            times.append(row.due_at)
        if row.stage is Stage.CLAIMED and row.lease_ends_at is not None:
            times.append(row.lease_ends_at)
        if row.stage in (Stage.SENDING, Stage.UNKNOWN) and not row.asked:
            times += [at for at in (row.settle_at, row.lease_ends_at) if at is not None]
        ahead = [at for at in times if at > self.clock]
        if not ahead:
            return False
        self.clock = min(ahead)
        self.arrive(self.clock)
        return True

    def arrive(self, until: datetime) -> None:
        """Let requests arrive that were long under way."""
        for at, request in [one for one in self.late if one[0] <= until]:
            self.late.remove((at, request))
            self.model.handle(request, at)

    def point(self, options: tuple[str, ...]) -> str:
        """Return what breaks here, if anything does."""
        if self.asleep:
            return ""
        self.points.append(options)
        chosen = self.faults.get(len(self.points) - 1)
        # A schedule that was made for another history may name too much.
        return "" if chosen is None or chosen >= len(options) else options[chosen]

    def sleep(self) -> None:
        """Let this worker sleep, and another one work meanwhile."""
        end, self.asleep = self.clock + SLEEP, True
        for _ in range(MOST_TURNS):
            if self.clock >= end:
                break
            if not self.worker().turn() and not self._wait():
                break
        self.clock, self.asleep = max(end, self.clock), False
        self.arrive(self.clock)

    # ---- the network between ----

    def ask(self, request: Request) -> Answer:
        """Make a request, or break."""
        self.clock += A_STEP
        self.arrive(self.clock)
        repeats = ("twice",) if self.model.bears_repeats else ()
        fault = self.point(CALL[request.purpose] + repeats)
        if fault == "crash-before":
            raise Crash
        if fault in ("late", "crash-late"):
            self.late.append((self.clock + LATE, request))
        if fault == "crash-late":
            raise Crash
        if fault in ("lost", "lost-before", "late"):
            self.clock += timedelta(seconds=30)
            raise AnswerLost(host="there")
        if fault == "nothing-sent":
            raise NothingSent
        if fault in ("500", "500-before"):
            return Answer(500, {}, b"{}")
        if fault == "429":
            return Answer(429, {"retry-after": "30"}, b"{}")
        if fault == "401":
            return Answer(401, {}, b"{}")
        answer = self.model.handle(request, self.clock)
        return self._broken(fault, request, answer)

    def _broken(self, fault: str, request: Request, answer: Answer) -> Answer:
        if fault == "crash-after":
            raise Crash
        if fault == "lost-after":
            self.clock += timedelta(seconds=30)
            raise AnswerLost(host="there")
        if fault == "twice":
            return self.model.handle(request, self.clock)
        if fault == "500-after":
            return Answer(500, {}, b"{}")
        if fault in ("html", "html-after"):
            return Answer(200, {"content-type": "text/html"}, b"<html>Sorry</html>")
        if fault == "cut-after":
            return Answer(answer.status, answer.headers, answer.body[:7])
        return answer


@dataclass(slots=True)
class Rows:
    """The database, with its one row: what is committed outlives every crash."""

    world: World

    def claim(self, *, at: datetime) -> Claim | None:
        """Take what is due."""
        row = self.world.row
        if not _is_due(row, at):
            return None
        with self._commit():
            self.world.tokens += 1
            if row.stage in (Stage.SENDING, Stage.UNKNOWN):
                self._go(Stage.UNKNOWN)
                row.looks += 1
            else:
                self._go(Stage.CLAIMED)
                row.attempts += 1
            token = row.token = UUID(int=self.world.tokens)
            row.lease_ends_at = at + LEASE
            claim = Claim(
                NUMBER, token, row.stage, row.attempts, row.looks, row.trouble
            )
        return claim  # noqa: RET504 made before this worker sleeps

    def intend(self, claim: Claim, *, at: datetime, settle_at: datetime) -> bool:
        """Write the intent down."""
        row = self.world.row
        held = row.token == claim.token and row.stage is Stage.CLAIMED
        with self._commit():
            if held:
                self._go(Stage.SENDING)
                row.settle_at, row.looks, row.lease_ends_at = settle_at, 0, None
        return held

    def note_sent(self, claim: Claim, sent: Sent, *, at: datetime) -> bool:
        """Take the good news from whoever brings it."""
        row = self.world.row
        with self._commit():
            if row.stage in (Stage.SENDING, Stage.UNKNOWN):
                self._go(Stage.SENT)
                row.sent, row.token, row.lease_ends_at = sent, None, None
        return True

    def note_unknown(
        self, claim: Claim, trouble: str, *, settle_at: datetime, at: datetime
    ) -> bool:
        """Look at it later."""
        values = {"trouble": trouble, "settle_at": settle_at}
        return self._change(claim, Stage.UNKNOWN, **values)

    def plan_again(self, claim: Claim, trouble: str, *, due_at: datetime) -> bool:
        """Try it again."""
        return self._change(claim, Stage.PLANNED, trouble=trouble, due_at=due_at)

    def refuse(self, claim: Claim, trouble: str, *, at: datetime) -> bool:
        """It is refused."""
        return self._change(claim, Stage.REFUSED, trouble=trouble)

    def hold(self, claim: Claim, trouble: str, *, at: datetime) -> bool:
        """It waits for a person."""
        return self._change(claim, Stage.HELD, trouble=trouble)

    def ask_person(self, claim: Claim, trouble: str, *, at: datetime) -> bool:
        """A person is asked."""
        return self._change(claim, Stage.UNKNOWN, trouble=trouble, asked=True)

    def _change(self, claim: Claim, stage: Stage, **values: Any) -> bool:
        row = self.world.row
        held = row.token == claim.token
        with self._commit():
            if held:
                self._go(stage)
                for name, value in values.items():
                    setattr(row, name, value)
                row.token = row.lease_ends_at = None
        return held

    def _go(self, stage: Stage) -> None:
        now = self.world.row.stage
        assert stage is now or stage in NEXT[now], f"{now} -> {stage}"
        self.world.row.stage = stage

    @contextmanager
    def _commit(self) -> Iterator[None]:
        fault = self.world.point(COMMIT)
        if fault == "crash-before":
            raise Crash
        yield
        if fault == "crash-after":
            raise Crash
        if fault == "sleep-after":
            self.world.sleep()


def _is_due(row: Row, at: datetime) -> bool:
    if row.asked or (row.lease_ends_at is not None and row.lease_ends_at > at):
        return False
    match row.stage:
        case Stage.PLANNED:
            return row.due_at <= at
        case Stage.CLAIMED:
            return True
        case Stage.SENDING | Stage.UNKNOWN:
            return row.settle_at is not None and row.settle_at <= at
    return False


@dataclass(slots=True)
class OpenGate:
    """Lets everything through."""

    world: World
    account: Account

    def open(self, claim: Claim, *, at: datetime) -> Ready:
        """Let it through."""
        return self.recall(claim)

    def recall(self, claim: Claim) -> Ready:
        """Return it."""
        return Ready(self.world.model.speaker, self.account, self.world.post)

    def keep(self, claim: Claim, ready: Ready, secrets: Mapping[str, str]) -> Ready:
        """Keep new secrets."""
        self.account = replace(self.account, secrets=secrets)
        return replace(ready, account=self.account)

    def known(self, claim: Claim) -> Set[str]:
        """There is no other delivery."""
        return set()
