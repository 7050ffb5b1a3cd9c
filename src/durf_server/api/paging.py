"""Pages of a list, by the place of the last row and not by its number.

A page costs the same wherever it is, and rows that come or go meanwhile never make
one appear twice or be skipped.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, Q
from ninja import Field, Schema

from durf_server.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

MOST = 200
Row = TypeVar("Row", bound=Model)


class Asked(Schema):
    """Which page of a list is asked for."""

    after: str | None = Field(None, max_length=500)
    limit: int = Field(50, ge=1, le=MOST)


class Page(Schema):
    """What every list has beside its items."""

    # The ``after`` of the next page; null on the last.
    next: str | None


def page_of(
    rows: QuerySet[Row], *fields: str, asked: Asked
) -> tuple[list[Row], str | None]:
    """Return one page of rows, and where the next begins.

    Args:
        rows: to be paged; their order is replaced.
        fields: that order them, the last one unique; all with ``-`` or none.
        asked: which page.

    Raises:
        BadInput: ``after`` is none of ours.
    """
    names = [field.lstrip("-") for field in fields]
    after, limit = asked.after, asked.limit
    if after is not None:
        sign = "lt" if fields[0].startswith("-") else "gt"
        rows = rows.filter(_beyond(names, _place(after, len(names)), sign))
    found = list(rows.order_by(*fields)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], _token([_plain(getattr(last, name)) for name in names])


def _beyond(names: Sequence[str], values: Sequence[Any], sign: str) -> Q:
    """Say 'further than this place' in columns, one after another."""
    condition = Q()
    for number, name in enumerate(names):
        same = dict(zip(names[:number], values[:number], strict=True))
        condition |= Q(**same, **{f"{name}__{sign}": values[number]})
    return condition


def _plain(value: object) -> Any:  # noqa: ANN401 JSON values
    return value if isinstance(value, int) else str(value)


def _token(values: list[Any]) -> str:
    raw = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _place(token: str, length: int) -> list[Any]:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        values = json.loads(raw)
    except (binascii.Error, UnicodeError, ValueError, RecursionError):
        raise BadInput(field="after", reason="it is none of ours") from None
    fits = isinstance(values, list) and len(values) == length
    if not fits or not all(isinstance(value, str | int) for value in values):
        raise BadInput(field="after", reason="it is none of ours")
    return list(values)
