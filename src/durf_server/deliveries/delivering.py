"""Deliver a post once: intent, send, quarantine, and reading back.

The intent is committed before the request is made.  Where the answer is lost the
request is never made again blindly: a quarantine is waited out, longer than a request
can live and a reading can lag, and then the network is asked what stands there.

The promise holds while a request takes effect within ``Abilities.lives`` seconds or
never, a reading shows it ``Abilities.lags`` seconds later, and a worker that was
paused between its last look at the clock and the request wakes before that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from durf.errors import (
    AlreadyThere,
    CannotTell,
    DurfError,
    Refused,
    TryLater,
    Unauthorised,
)
from durf.networks.talking import Purpose
from durf_server.deliveries.stages import Stage
from durf_server.errors import MustHold, NothingSent, NotYet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from durf.networks.speaking import Abilities
    from durf.networks.talking import Answer, Request, Talk
    from durf_server.deliveries.ports import Claim, Gate, Outbox, Ready

One = TypeVar("One")
# No request is made later than this after its intent: whoever slept begins anew.
GRACE = timedelta(seconds=10)
# The longest that our own side of a request lasts.
REQUEST = timedelta(seconds=60)
MOST_ATTEMPTS = 8
MOST_LOOKS = 8
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=15)


class _TooLateError(Exception):
    """The worker slept between intent and request."""


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Takes one due delivery after another a step further.

    Attributes:
        outbox: the rows.
        gate: what is consulted before sending.
        ask: makes a request; raises ``AnswerLost``, or ``NothingSent``.
        now: the clock.
        chance: spreads what is tried again, from 0 to 1.
    """

    outbox: Outbox
    gate: Gate
    ask: Callable[[Request], Answer]
    now: Callable[[], datetime]
    chance: Callable[[], float]

    def turn(self) -> bool:
        """Do what is due first; False where nothing is."""
        claim = self.outbox.claim(at=self.now())
        if claim is None:
            return False
        if claim.stage is Stage.UNKNOWN:
            self._look_up(claim)
        else:
            self._deliver(claim)
        return True

    # ---- sending ----

    def _deliver(self, claim: Claim) -> None:
        try:
            ready = self.gate.open(claim, at=self.now())
            ready, prepared = self._signed_in(
                claim, ready, lambda one: one.speaker.prepare(one.account, one.post)
            )
        except NotYet as error:
            self.outbox.plan_again(claim, error.code, due_at=error.until)
            return
        except MustHold as error:
            self.outbox.hold(claim, str(error.arguments["reason"]), at=self.now())
            return
        except Unauthorised as error:
            self.outbox.hold(claim, error.code, at=self.now())
            return
        except Refused as error:
            self.outbox.refuse(claim, error.code, at=self.now())
            return
        except DurfError as error:
            # Whatever went wrong, nothing that anybody sees was asked for yet.
            self._try_again(claim, error)
            return
        at = self.now()
        settle_at = at + _quarantine(ready.speaker.abilities)
        if self.outbox.intend(claim, at=at, settle_at=settle_at):
            self._send(claim, ready, prepared, at)

    def _send(
        self, claim: Claim, ready: Ready, prepared: Mapping[str, Any], at: datetime
    ) -> None:
        talk = ready.speaker.send(ready.account, ready.post, prepared)
        try:
            sent = self._drive(talk, before=at + GRACE)
        except _TooLateError:
            self.outbox.plan_again(claim, "too-late", due_at=self.now())
        except Refused as error:
            self.outbox.refuse(claim, error.code, at=self.now())
        except (TryLater, Unauthorised, NothingSent) as error:
            self._try_again(claim, error)
        except DurfError as error:
            self._lost(claim, ready, error)
        else:
            self.outbox.note_sent(claim, sent, at=self.now())

    def _lost(self, claim: Claim, ready: Ready, error: DurfError) -> None:
        abilities = ready.speaker.abilities
        if not abilities.settles:
            self.outbox.ask_person(claim, error.code, at=self.now())
            return
        at = self.now()
        self.outbox.note_unknown(
            claim, error.code, settle_at=at + _quarantine(abilities), at=at
        )

    # ---- settling ----

    def _look_up(self, claim: Claim) -> None:
        ready = self.gate.recall(claim)
        if not ready.speaker.abilities.settles:
            self.outbox.ask_person(claim, "cannot-tell", at=self.now())
            return
        known = self.gate.known(claim)
        try:
            ready, found = self._signed_in(
                claim,
                ready,
                lambda one: one.speaker.settle(one.account, one.post, known),
            )
        except (CannotTell, Unauthorised, Refused) as error:
            self.outbox.ask_person(claim, error.code, at=self.now())
        except DurfError as error:
            self._look_later(claim, error)
        else:
            if found is not None:
                self.outbox.note_sent(claim, found, at=self.now())
            elif claim.trouble == AlreadyThere.code:
                # What it has already is another post, with the same words.
                self.outbox.refuse(claim, claim.trouble, at=self.now())
            else:
                self.outbox.plan_again(claim, "settled-absent", due_at=self.now())

    def _look_later(self, claim: Claim, error: DurfError) -> None:
        at = self.now()
        if claim.looks >= MOST_LOOKS:
            self.outbox.ask_person(claim, error.code, at=at)
            return
        wait = _waiting(claim.looks, error, self.chance())
        self.outbox.note_unknown(claim, claim.trouble, settle_at=at + wait, at=at)

    # ---- what both need ----

    def _signed_in(
        self, claim: Claim, ready: Ready, begin: Callable[[Ready], Talk[One]]
    ) -> tuple[Ready, One]:
        """Hold a talk; where the token has expired, once more with a new one."""
        try:
            return ready, self._drive(begin(ready))
        except Unauthorised:
            if not ready.speaker.abilities.tokens_expire:
                raise
        secrets = self._drive(ready.speaker.refresh(ready.account, self.now()))
        ready = self.gate.keep(claim, ready, secrets)
        return ready, self._drive(begin(ready))

    def _drive(self, talk: Talk[One], before: datetime | None = None) -> One:
        try:
            request = next(talk)
            while True:
                is_public = request.purpose is Purpose.PUBLISH
                if is_public and (before is None or self.now() > before):
                    raise _TooLateError
                try:
                    answer = self.ask(request)
                except DurfError as error:
                    request = talk.throw(error)
                else:
                    request = talk.send(answer)
        except StopIteration as end:
            result: One = end.value
            return result
        finally:
            talk.close()

    def _try_again(self, claim: Claim, error: DurfError) -> None:
        at = self.now()
        if claim.attempts >= MOST_ATTEMPTS:
            self.outbox.hold(claim, error.code, at=at)
            return
        self.outbox.plan_again(claim, error.code, due_at=self._later(claim, error))

    def _later(self, claim: Claim, error: DurfError) -> datetime:
        return self.now() + _waiting(claim.attempts, error, self.chance())


def _quarantine(abilities: Abilities) -> timedelta:
    """Return how long after an intent its request may still be under way, unseen."""
    if abilities.own_keys:
        return GRACE + REQUEST
    return GRACE + REQUEST + timedelta(seconds=abilities.lives + abilities.lags)


def _waiting(times: int, error: DurfError, chance: float) -> timedelta:
    """Return how long to wait: twice as long each time, and spread by a half."""
    steady = min(_FIRST_WAIT * (1 << min(times, 20)), _LONGEST_WAIT)
    wait = steady * (0.75 + chance / 2)
    asked = error.arguments.get("seconds", 0)
    return max(wait, timedelta(seconds=asked if isinstance(asked, int) else 0))
