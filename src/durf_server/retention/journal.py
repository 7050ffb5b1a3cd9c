"""Who was erased, in a file that outlives the database.

A backup that is older than an erasure brings the person back.  The file says whom to
erase again; it holds numbers and times, nothing else, and may be copied anywhere.
"""

from __future__ import annotations

import json
import os
import secrets
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from durf.errors import FileProblem
from durf_server.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def journal_file() -> Path:
    """Return where the file is."""
    path: Path = settings.DATA_DIR / "erased.jsonl"
    return path


def write_journal() -> None:
    """Bring the file up to date; what it says already stays in it."""
    path = journal_file()
    known = read_journal(path) if path.exists() else {}
    rows = Person.objects.filter(erased_at__isnull=False)
    now = {number: at for number, at in rows.values_list("pk", "erased_at") if at}
    if now.keys() - known.keys():
        _write(path, known | now)


def read_journal(path: Path) -> dict[UUID, datetime]:
    """Return who was erased and when.

    Raises:
        FileProblem: it cannot be read, or is no such file.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return {UUID(row["person"]): datetime.fromisoformat(row["at"]) for row in rows}
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        reason = "it does not say who was erased"
    raise FileProblem(verb="read", path=str(path), reason=reason)


def _write(path: Path, people: Mapping[UUID, datetime]) -> None:
    lines = [
        json.dumps({"person": str(person), "at": at.isoformat()}) + "\n"
        for person, at in sorted(people.items(), key=lambda one: (one[1], one[0]))
    ]
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
