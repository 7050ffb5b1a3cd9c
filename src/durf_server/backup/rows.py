"""Rows of the database as lines of JSON, the same from every kind of database."""

from __future__ import annotations

import base64
import json
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import connections
from django.db.models import BinaryField, DateField, JSONField, Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Field

# Made anew by every installation, or worth nothing elsewhere: who is signed in signs
# in again.
_LEFT_OUT = frozenset(
    {
        "auth.Permission",
        "contenttypes.ContentType",
        "sessions.Session",
        "usersessions.UserSession",
    }
)
AT_ONCE = 500


def models() -> list[type[Model]]:
    """Return every model whose rows are worth keeping, in a fixed order."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.label not in _LEFT_OUT
        and not _points_at_left_out(model)
    ]
    return sorted(found, key=lambda model: model._meta.label)


def lines_of(model: type[Model], using: str) -> Iterator[bytes]:
    """Yield the rows of a model, a line of JSON each, in the order of their keys."""
    fields = _fields(model)
    rows = model._base_manager.using(using).order_by("pk")
    for row in rows.iterator(chunk_size=AT_ONCE):
        values = {field.attname: _plain(field, row) for field in fields}
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        yield text.encode("utf-8", "surrogatepass") + b"\n"


def load(model: type[Model], lines: Iterable[bytes], using: str) -> int:
    """Write rows into an empty table, and return how many there were.

    Raises:
        ValueError: a line is not what ``lines_of`` writes for this model.
    """
    fields = {field.attname: field for field in _fields(model)}
    count, batch = 0, []
    with _times_as_they_are(fields.values()):
        for line in lines:
            values = json.loads(line)
            if not isinstance(values, dict) or values.keys() != fields.keys():
                raise ValueError(model._meta.label)
            row = {name: _read(fields[name], value) for name, value in values.items()}
            batch.append(model(**row))
            count += 1
            if len(batch) == AT_ONCE:
                _insert(model, batch, using)
                batch = []
        _insert(model, batch, using)
    return count


def reset_numbers(using: str) -> None:
    """Let the next row of each table get a number that is free."""
    from django.core.management.color import no_style

    connection = connections[using]
    statements = connection.ops.sequence_reset_sql(no_style(), models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _times_as_they_are(fields: Iterable[Field[Any, Any]]) -> Iterator[None]:
    """Keep Django from writing the present into rows of the past."""
    own = [field for field in fields if isinstance(field, DateField)]
    settled = [(field, field.auto_now, field.auto_now_add) for field in own]
    for field in own:
        field.auto_now = field.auto_now_add = False
    try:
        yield
    finally:
        for field, now, add in settled:
            field.auto_now, field.auto_now_add = now, add


def _points_at_left_out(model: type[Model]) -> bool:
    """Whether rows would point at rows that are not kept."""
    return any(
        field.related_model is not None
        and not isinstance(field.related_model, str)
        and field.related_model._meta.label in _LEFT_OUT
        for field in model._meta.concrete_fields
    )


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.concrete_fields)


def _plain(field: Field[Any, Any], row: Model) -> Any:  # noqa: ANN401 JSON values
    value = getattr(row, field.attname)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(field, BinaryField):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(field, JSONField):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return field.value_to_string(row)


def _read(field: Field[Any, Any], value: Any) -> Any:  # noqa: ANN401 JSON values
    if value is None or isinstance(field, JSONField):
        return value
    if isinstance(field, BinaryField):
        return base64.b64decode(value, validate=True)
    return field.to_python(value)


def _insert(model: type[Model], rows: list[Model], using: str) -> None:
    if rows:
        model._base_manager.using(using).bulk_create(rows)
