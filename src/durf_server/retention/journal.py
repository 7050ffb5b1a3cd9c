"""Who was erased, in a file that outlives the database.

A backup that is older than an erasure brings the person back.  The file says whom to
erase again, and where; it holds numbers and times, nothing else, and may be copied
anywhere.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from durf.errors import FileProblem
from durf_server.retention.models import Erasure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Erased:
    """That a person was erased.

    Attributes:
        person: their number.
        workspace: that they were erased from; from everywhere without one.
        at: when.
    """

    person: UUID
    workspace: UUID | None
    at: datetime


def journal_file() -> Path:
    """Return where the file is."""
    path: Path = settings.DATA_DIR / "erased.jsonl"
    return path


def write_journal() -> None:
    """Bring the file up to date; what it says already stays in it."""
    path = journal_file()
    known = set(read_journal(path)) if path.exists() else set()
    rows = Erasure.objects.values_list("person_id", "workspace_id", "at")
    now = {Erased(*row) for row in rows}
    if now - known:
        _write(path, known | now)


def read_journal(path: Path) -> list[Erased]:
    """Return who was erased, where and when.

    Raises:
        FileProblem: it cannot be read, or is no such file.
    """
    try:
        return [_read(line) for line in path.read_text("utf-8").splitlines()]
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        reason = "it does not say who was erased"
    raise FileProblem(verb="read", path=str(path), reason=reason)


def _read(line: str) -> Erased:
    row = json.loads(line)
    where = row.get("workspace")
    at = datetime.fromisoformat(row["at"])
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return Erased(UUID(row["person"]), UUID(where) if where else None, at)


def _line(one: Erased) -> str:
    row = {"person": str(one.person), "at": one.at.isoformat()}
    if one.workspace is not None:
        row["workspace"] = str(one.workspace)
    return json.dumps(row) + "\n"


def _write(path: Path, people: Iterable[Erased]) -> None:
    lines = sorted(people, key=lambda one: (one.at, one.person, str(one.workspace)))
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8") as file:
            file.writelines(map(_line, lines))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
