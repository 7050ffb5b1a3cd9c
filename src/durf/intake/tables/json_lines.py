"""Read JSONL: one object a line."""

from __future__ import annotations

import json
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from durf.errors import TableProblem
from durf.intake.tables.encoding import encoding_of
from durf.intake.tables.table import (
    IN_A_BATCH,
    MOST_COLUMNS,
    MOST_ROWS,
    Batch,
    Skips,
    file_problem,
    first_of,
    named,
    places_of,
    too_many,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# Objects may leave keys out: so many of them tell which there are.
_SAMPLE = 1000
_LONGEST_LINE = 1 << 20


class JsonLinesTable:
    """A file of JSON objects, one a line; what is nested in them is left out.

    Args:
        path: of the file.

    Raises:
        TableProblem: it cannot be read, or it has no object.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.skips = Skips()
        try:
            self._size = max(path.stat().st_size, 1)
            self._file = path.open("rb")
            self._encoding = encoding_of(path)
            keys = self._keys()
        except OSError as error:
            raise file_problem(path, error) from None
        if not keys or len(keys) > MOST_COLUMNS:
            self._file.close()
            raise TableProblem(
                path=path,
                reason="it has no JSON objects" if not keys else "it has too many keys",
                mend="give one JSON object a line",
            )
        self._by_column = dict(zip(named(keys), keys, strict=True))
        self.columns = tuple(self._by_column)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _keys(self) -> list[str]:
        keys: dict[str, None] = {}
        for line in islice(self._lines(), _SAMPLE):
            keys.update(dict.fromkeys(self._object(line) or {}))
        return list(keys)

    def _lines(self) -> Iterator[bytes]:
        self._file.seek(0)
        return iter(partial(self._file.readline, _LONGEST_LINE), b"")

    def _object(self, line: bytes) -> dict[str, Any] | None:
        try:
            value = json.loads(str(line, self._encoding, "replace"))
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def head(self) -> list[list[str]]:
        """Return the first values of every column."""
        found = first_of(self.batches(self.columns))
        self.skips = Skips()
        return found

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """Yield all rows but those that are no objects; see ``Table``."""
        places = places_of(columns, self.columns)
        keys = [self._by_column[self.columns[place]] for place in places]
        lines = enumerate(self._lines(), 1)
        taken = 0
        while some := list(islice(lines, IN_A_BATCH)):
            objects = list(self._objects(some))
            taken += len(objects)
            if taken > MOST_ROWS:
                raise too_many(self._path)
            picked = [[written(one.get(key)) for one in objects] for key in keys]
            if objects:
                yield Batch(picked, len(objects), self._done())

    def _objects(self, lines: list[tuple[int, bytes]]) -> Iterator[dict[str, Any]]:
        for number, line in lines:
            found = self._object(line)
            if found is not None:
                yield found
            elif line.strip():
                is_cut = len(line) == _LONGEST_LINE
                self.skips.add(
                    number,
                    reason="it is too long" if is_cut else "it is no JSON object",
                )

    def _done(self) -> float:
        return min(self._file.tell() / self._size, 1.0)
