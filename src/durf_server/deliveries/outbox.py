"""The rows of deliveries, as ``delivering`` needs them: each method one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q

from durf.errors import AnswerLost, BadAnswer, TryLater
from durf_server.channels.models import Channel
from durf_server.deliveries.models import Delivery, Stop
from durf_server.deliveries.ports import Claim
from durf_server.deliveries.stages import Stage
from durf_server.errors import NothingSent
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from datetime import datetime

    from durf.networks.speaking import Sent

# What is the server's trouble, and not this post's.
_OF_THE_CHANNEL = frozenset(
    {AnswerLost.code, BadAnswer.code, TryLater.code, NothingSent.code}
)
# Longer than judging, uploading and asking once; what is claimed is not yet sent.
LEASE = timedelta(minutes=10)
# Of these it is not known whether they are out.
_OPEN = (Stage.SENDING, Stage.UNKNOWN)


@dataclass(frozen=True, slots=True)
class DatabaseOutbox:
    """The outbox in the server's database; any number of workers share it."""

    lease: timedelta = LEASE

    def claim(self, *, at: datetime) -> Claim | None:
        """Take the delivery that waits longest, if the stop switch lets it."""
        # Who only looks must not hold up those who write.
        if not Delivery.objects.filter(next_at__lte=at).exists():
            return None
        return self._claim(at)

    @transaction.atomic
    def _claim(self, at: datetime) -> Claim | None:
        rows = Delivery.objects.filter(next_at__lte=at)
        stopped = list(
            Stop.objects.filter(lifted_at__isnull=True).values_list(
                "workspace_id", flat=True
            )
        )
        if stopped:
            # What may be out is looked up even so: that sends nothing.
            lets = Q(stage__in=_OPEN)
            if None not in stopped:
                lets |= ~Q(workspace_id__in=stopped)
            rows = rows.filter(lets)
        resting = list(
            Channel.objects.filter(rests_until__gt=at).values_list("pk", flat=True)
        )
        if resting:
            rows = rows.exclude(channel_id__in=resting)
        row = (
            rows.select_for_update(
                of=("self",),
                skip_locked=connection.features.has_select_for_update_skip_locked,
            )
            .order_by("next_at")
            .first()
        )
        if row is None:
            return None
        if row.stage in _OPEN:
            row.stage = Stage.UNKNOWN
            row.looks += 1
        else:
            row.stage = Stage.CLAIMED
            row.attempts += 1
            row.written_at = row.written_at or at
        row.token, row.next_at = uuid4(), at + self.lease
        row.save(
            update_fields=[
                "stage",
                "looks",
                "attempts",
                "written_at",
                "token",
                "next_at",
            ]
        )
        return Claim(
            number=row.pk,
            token=row.token,
            stage=Stage(row.stage),
            attempts=row.attempts,
            looks=row.looks,
            trouble=row.trouble,
        )

    @transaction.atomic
    def intend(self, claim: Claim, *, at: datetime, settle_at: datetime) -> bool:
        """Write the intent down; False where it was lost, or the switch was pressed."""
        row = self._held(claim, Stage.CLAIMED)
        if row is None:
            return False
        if is_stopped(row.workspace_id):
            self._settle(row, Stage.PLANNED, next_at=row.due_at, trouble="stopped")
            return False
        row.stage, row.next_at = Stage.SENDING, settle_at
        row.intended_at, row.looks = at, 0
        row.save(update_fields=["stage", "next_at", "intended_at", "looks"])
        _record("delivery.intended", row, at)
        return True

    def note_sent(self, claim: Claim, sent: Sent, *, at: datetime) -> bool:
        """It is out; whoever knows that may say so, also after losing the claim."""
        try:
            with transaction.atomic():
                row = _locked(claim)
                if row is None or row.stage not in _OPEN:
                    return False
                row.sent_number, row.sent_url = sent.number[:500], sent.url[:2000]
                row.sent_version, row.sent_at = sent.version[:200], at
                self._settle(row, Stage.SENT, trouble="")
                row.followed_by.filter(stage=Stage.PLANNED).update(next_at=at)
                _wake(row)
                _record("delivery.sent", row, at)
        except IntegrityError:
            # It was found, but belongs to another delivery with the same words.
            return self.ask_person(claim, "another-delivery", at=at)
        return True

    @transaction.atomic
    def note_unknown(
        self, claim: Claim, trouble: str, *, settle_at: datetime, at: datetime
    ) -> bool:
        """Its answer was lost: it is looked up at ``settle_at``."""
        row = self._held(claim, *_OPEN)
        if row is None:
            return False
        was = row.stage
        self._settle(row, Stage.UNKNOWN, next_at=settle_at, trouble=trouble)
        if was != Stage.UNKNOWN:
            _record("delivery.unknown", row, at)
        return True

    @transaction.atomic
    def plan_again(self, claim: Claim, trouble: str, *, due_at: datetime) -> bool:
        """Nothing is out: it is tried again at ``due_at``."""
        row = self._held(claim, Stage.CLAIMED, *_OPEN)
        if row is None:
            return False
        self._settle(row, Stage.PLANNED, next_at=due_at, trouble=trouble)
        if trouble in _OF_THE_CHANNEL:
            _let_rest(row, due_at)
        return True

    @transaction.atomic
    def refuse(self, claim: Claim, trouble: str, *, at: datetime) -> bool:
        """Nothing is out, and the network will not have it."""
        row = self._held(claim, Stage.CLAIMED, *_OPEN)
        if row is None:
            return False
        self._settle(row, Stage.REFUSED, trouble=trouble)
        _record("delivery.refused", row, at)
        return True

    @transaction.atomic
    def hold(self, claim: Claim, trouble: str, *, at: datetime) -> bool:
        """Nothing is out; a person has to do something first."""
        row = self._held(claim, Stage.CLAIMED, *_OPEN)
        if row is None:
            return False
        self._settle(row, Stage.HELD, trouble=trouble)
        _record("delivery.held", row, at)
        return True

    @transaction.atomic
    def ask_person(self, claim: Claim, trouble: str, *, at: datetime) -> bool:
        """A person has to say whether it is out."""
        row = self._held(claim, *_OPEN)
        if row is None:
            return False
        row.asked_at = at
        self._settle(row, Stage.UNKNOWN, trouble=trouble)
        _record("delivery.asked", row, at)
        return True

    def _held(self, claim: Claim, *stages: Stage) -> Delivery | None:
        row = _locked(claim)
        held = row is not None and row.token == claim.token and row.stage in stages
        return row if held else None

    def _settle(
        self,
        row: Delivery,
        stage: Stage,
        *,
        next_at: datetime | None = None,
        trouble: str,
    ) -> None:
        row.stage, row.next_at, row.trouble = stage, next_at, trouble
        row.token = None
        row.save()


def is_stopped(workspace_id: object) -> bool:
    """Tell whether the stop switch of a workspace, or of all, is pressed."""
    of_all = Q(workspace__isnull=True) | Q(workspace_id=workspace_id)
    return Stop.objects.filter(of_all, lifted_at__isnull=True).exists()


def _let_rest(row: Delivery, until: datetime) -> None:
    """Spare a channel whose server fails: what waits for others goes on meanwhile."""
    Channel.objects.filter(pk=row.channel_id).update(
        rests_until=until, failures=F("failures") + 1
    )


def _wake(row: Delivery) -> None:
    Channel.objects.filter(pk=row.channel_id, failures__gt=0).update(
        rests_until=None, failures=0
    )


def _locked(claim: Claim) -> Delivery | None:
    rows = Delivery.objects.select_for_update(of=("self",))
    return rows.select_related("workspace").filter(pk=claim.number).first()


def _record(kind: str, row: Delivery, at: datetime) -> None:
    append(
        row.workspace,
        Fact(
            kind=kind,
            subject=f"draft/{row.draft_id}",
            at=at,
            act={
                "delivery": str(row.pk),
                "channel": str(row.channel_id),
                "place": row.place,
                "seal": row.seal,
                "attempt": row.attempts,
                "trouble": row.trouble,
                "number": row.sent_number,
            },
        ),
    )
