"""Take texts out of rows that have to stay."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast

from durf_server.drafts.models import Draft, DraftVersion, Judgement, Medium
from durf_server.drafts.states import State
from durf_server.drafts.store import path_of
from durf_server.reviews.models import Exemption, Review

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet


def blank_versions(versions: QuerySet[DraftVersion], at: datetime) -> int:
    """Take out what versions of drafts say, and what was said of them.

    A draft whose newest version is blank can go nowhere any more.

    Returns:
        How many versions there were.
    """
    numbers = list(versions.filter(erased_at__isnull=True).values_list("pk", flat=True))
    some = DraftVersion.objects.filter(pk__in=numbers)
    Judgement.objects.filter(version__in=some).update(verdicts={})
    Review.objects.filter(version__in=some).update(reason="")
    Exemption.objects.filter(version__in=some).update(reason="")
    media = _media_of(some)
    some.update(content={}, note="", erased_at=at)
    Draft.objects.filter(
        versions__pk__in=numbers, versions__number=F("version")
    ).update(
        title="", state=State.WITHDRAWN, planned_at=None, cleared_at=None, changed_at=at
    )
    drop_media(media)
    return len(numbers)


def drop_media(numbers: Iterable[UUID]) -> None:
    """Delete those of the pictures that no version shows any more."""
    for medium in Medium.objects.filter(pk__in=list(numbers)):
        versions = DraftVersion.objects.filter(
            draft__workspace_id=medium.workspace_id
        ).annotate(said=Cast("content", TextField()))
        if not versions.filter(said__contains=medium.digest).exists():
            path = path_of(medium.workspace_id, medium.digest)
            medium.delete()
            # A file does not come back when the transaction fails.
            transaction.on_commit(partial(path.unlink, missing_ok=True))


def _media_of(versions: QuerySet[DraftVersion]) -> list[UUID]:
    wanted = {
        (workspace, medium["digest"])
        for workspace, content in versions.values_list("draft__workspace", "content")
        for medium in content.get("media", [])
    }
    rows = Medium.objects.filter(digest__in={digest for _, digest in wanted})
    return [row.pk for row in rows if (row.workspace_id, row.digest) in wanted]
