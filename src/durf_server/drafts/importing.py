"""Drafts from a table: all of them or none, and the same file once."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from durf_server.drafts.content import Content
from durf_server.drafts.models import Imported
from durf_server.drafts.saving import start
from durf_server.drafts.times import moment_of
from durf_server.errors import BadInput
from durf_server.people.access import require
from durf_server.people.roles import May

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf_server.drafts.models import Campaign, Draft, Template
    from durf_server.people.models import Member

Value = TypeVar("Value")
COLUMNS = ("text", "channels", "planned_at", "language", "campaign", "template", "note")
LARGEST = 5_000_000
MOST_ROWS = 2_000
# What tells that a table came from a program that does not write UTF-8.
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_SEPARATORS = ",;\t"
# Several channels stand in one cell with this between them.
_BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in one cell.

    Attributes:
        line: of the file, from 1.
        column: its name; empty for the whole line.
        reason: an English sentence, the key of its translation.
    """

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One draft to be."""

    line: int
    content: Content
    note: str
    campaign: Campaign | None
    template: Template | None
    digest: str


@dataclass(slots=True)
class Table:
    """A table that was read: what it would make, and what is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    # Lines that were imported before.
    known: list[int] = field(default_factory=list)


def read_table(content: bytes, member: Member, *, at: datetime) -> Table:
    """Read a table, and say all that is wrong with it.

    Args:
        content: of the file: UTF-8, UTF-16 or Windows-1252, with a comma, a
            semicolon or a tab between cells.
        member: who imports; channels and campaigns are named by their names.
        at: the present.

    Raises:
        BadInput: it is too large, or no table with a column ``text``.
    """
    reader = csv.DictReader(
        io.StringIO(decoded(content), newline=""), dialect=_dialect(content)
    )
    names = [name.strip().casefold() for name in reader.fieldnames or []]
    reader.fieldnames = names
    table = Table()
    if "text" not in names:
        raise BadInput(field="file", reason="it has no column 'text'")
    table.troubles += [
        Trouble(1, name, "there is no such column")
        for name in names
        if name not in COLUMNS
    ]
    known = _Known(member)
    try:
        for row in reader:
            if len(table.rows) + len(table.troubles) > MOST_ROWS:
                raise BadInput(field="file", reason="it has too many lines")
            _read_row(row, reader.line_num, known, table, at)
    except csv.Error:
        table.troubles.append(
            Trouble(reader.line_num + 1, "", "the line cannot be read as cells")
        )
    _leave_out_known(table, member)
    return table


@transaction.atomic
def import_table(content: bytes, member: Member, *, at: datetime) -> list[Draft]:
    """Begin a draft for each line that was not imported before: all or none.

    Raises:
        NotAllowed: the member does not write.
        BadInput: something is wrong with a line.
    """
    require(member, May.WRITE)
    table = read_table(content, member, at=at)
    if table.troubles:
        first = table.troubles[0]
        raise BadInput(field=f"{first.line}:{first.column}", reason=first.reason)
    made = []
    for row in table.rows:
        draft = start(
            member,
            row.content,
            note=row.note,
            campaign=row.campaign,
            template=row.template,
            origin="import",
            at=at,
        )
        Imported.objects.create(
            workspace=member.workspace, digest=row.digest, draft=draft, at=at
        )
        made.append(draft)
    return made


class _Known:
    """What a table may name, by name."""

    def __init__(self, member: Member) -> None:
        workspace = member.workspace
        self.workspace = workspace
        self.channels = {
            channel.name.casefold(): str(channel.pk)
            for channel in workspace.channels.filter(closed_at__isnull=True)
        }
        self.campaigns = {
            one.name.casefold(): one
            for one in workspace.campaigns.filter(closed_at__isnull=True)
        }
        self.templates = {
            one.name.casefold(): one
            for one in workspace.templates.filter(closed_at__isnull=True)
        }


def _read_row(
    row: Mapping[str | None, str | list[str] | None],
    line: int,
    known: _Known,
    table: Table,
    at: datetime,
) -> None:
    cells = {
        str(name): value.strip() if isinstance(value, str) else ""
        for name, value in row.items()
        if name is not None
    }
    if None in row:
        table.troubles.append(Trouble(line, "", "it has more cells than columns"))
        return
    if not any(cells.values()):
        return
    try:
        table.rows.append(_made(cells, line, known, at))
    except BadInput as problem:
        arguments = problem.arguments
        table.troubles.append(
            Trouble(line, str(arguments["field"]), str(arguments["reason"]))
        )


def _made(cells: dict[str, str], line: int, known: _Known, at: datetime) -> Row:
    if not cells["text"]:
        raise BadInput(field="text", reason="it is empty")
    named = [one.strip() for one in cells.get("channels", "").split(_BETWEEN)]
    channels = [
        _one(known.channels, name, "channels", "there is no such channel")
        for name in named
        if name
    ]
    written = cells.get("planned_at", "").replace(" ", "T", 1)
    moment = moment_of(written, known.workspace, "planned_at")
    if moment is not None and moment < at:
        raise BadInput(field="planned_at", reason="it has passed")
    content = Content.from_json(
        {
            "text": cells["text"],
            "language": cells.get("language", ""),
            "channels": channels,
            "planned_at": moment and moment.isoformat(),
        }
    )
    campaign, template = cells.get("campaign", ""), cells.get("template", "")
    return Row(
        line=line,
        content=content,
        note=cells.get("note", ""),
        campaign=_one(
            known.campaigns, campaign, "campaign", "there is none of this name"
        )
        if campaign
        else None,
        template=_one(
            known.templates, template, "template", "there is none of this name"
        )
        if template
        else None,
        digest=_digest(cells),
    )


def _one(known: Mapping[str, Value], name: str, column: str, reason: str) -> Value:
    try:
        return known[name.casefold()]
    except KeyError:
        raise BadInput(field=column, reason=reason) from None


def _digest(cells: Mapping[str, str]) -> str:
    said = "\0".join(f"{name}={cells.get(name, '')}" for name in COLUMNS)
    return hashlib.sha256(said.encode()).hexdigest()


def _leave_out_known(table: Table, member: Member) -> None:
    """Leave out what was imported before, and lines that stand there twice."""
    digests = [row.digest for row in table.rows]
    seen = set(
        Imported.objects.filter(
            workspace=member.workspace, digest__in=digests
        ).values_list("digest", flat=True)
    )
    fresh = []
    for row in table.rows:
        if row.digest in seen:
            table.known.append(row.line)
        else:
            seen.add(row.digest)
            fresh.append(row)
    table.rows = fresh


def decoded(content: bytes) -> str:
    """Return the text of a table.

    Raises:
        BadInput: it is too large, or no text.
    """
    if len(content) > LARGEST:
        raise BadInput(field="file", reason="it is too large")
    encodings = [name for mark, name in _MARKS.items() if content.startswith(mark)]
    encoding = encodings[0] if encodings else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise BadInput(field="file", reason="it is no table")
    return text


def _dialect(content: bytes) -> type[csv.Dialect]:
    """Return how cells are parted, by the first line."""
    line = decoded(content).split("\n", 1)[0]
    separator = max(_SEPARATORS, key=line.count)

    class Found(csv.excel):
        delimiter = separator
        strict = True

    return Found
