"""Read the rows that a database answers a query with.

Nothing is written: the session is read-only where the database knows such a thing,
and whatever happens is rolled back.  Messages of drivers repeat what they were given,
passwords and values too, so none of them is ever shown.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from durf.errors import BadUse, MissingExtra, TableProblem
from durf.intake.tables.table import (
    IN_A_BATCH,
    MOST_COLUMNS,
    MOST_ROWS,
    Batch,
    Skips,
    named,
    places_of,
    too_many,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The drivers that durf asks for; SQLAlchemy would look for others.
_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
# Said to a new session, before anything else.
_READ_ONLY = {
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
}


# A URL that is written wrongly may still have a password in it.
_URL = re.compile(r"[a-z][\w+.-]+:(?://|/?[^/\\]*@)", re.IGNORECASE)


def is_database(source: str) -> bool:
    """Tell whether this is the URL of a database and no path."""
    return _URL.match(source) is not None


class QueryTable:
    """What a query answers, streamed.

    Args:
        url: of the database, such as ``postgresql://me@host/customers``.
        query: to ask, which only reads.

    Raises:
        BadUse: there is no query, or the URL is none.
        MissingExtra: SQLAlchemy or the driver is not installed.
        TableProblem: the database cannot be reached, or refuses the query.
    """

    def __init__(self, url: str, query: str) -> None:
        try:
            import sqlalchemy
        except ImportError:
            raise MissingExtra(what="reading a database", extra="records") from None
        if not query.strip():
            raise BadUse(
                what="a database answers nothing without a query",
                mend="give one with --query 'select … from …'",
            )
        self._errors = sqlalchemy.exc
        self.skips = Skips()
        address = self._address(url)
        self._shown = _shown(address)
        self._engine = self._engine_of(address)
        try:
            self._connection = self._connected()
            self._result = self._connection.execute(sqlalchemy.text(_plain(query)))
            self.columns = named(self._result.keys())
            self._first = self._result.fetchmany(IN_A_BATCH)
        except self._errors.SQLAlchemyError as error:
            problem = self._problem(error)
            self.close()
            raise problem from None
        if len(self.columns) > MOST_COLUMNS:
            self.close()
            raise BadUse(
                what="the query answers too many columns", mend="name those you need"
            )

    def _address(self, url: str) -> Any:  # noqa: ANN401
        from sqlalchemy.engine import make_url

        try:
            address = make_url(url)
        except (self._errors.ArgumentError, ValueError):
            raise BadUse(
                what="that is no URL of a database",
                mend="write it as postgresql://user@host/database or sqlite:///path",
            ) from None
        driver = _DRIVERS.get(address.drivername, address.drivername)
        return _only_if_there(address.set(drivername=driver))

    def _engine_of(self, address: Any) -> Any:  # noqa: ANN401
        from sqlalchemy import create_engine, pool

        try:
            # Values in the text of an exception could end up in a log.
            return create_engine(address, poolclass=pool.NullPool, hide_parameters=True)
        except ImportError:
            driver = address.drivername
            raise MissingExtra(what=f"reading {driver}", extra="records") from None
        except self._errors.SQLAlchemyError:
            raise TableProblem(
                path=self._shown,
                reason="no driver for it is known",
                mend="use postgresql:// or sqlite:///, or export the rows as CSV",
            ) from None

    def _connected(self) -> Any:  # noqa: ANN401
        connection = self._engine.connect()
        said = _READ_ONLY.get(self._engine.dialect.name)
        if said:
            connection.exec_driver_sql(said)
            connection.commit()
        return connection.execution_options(
            stream_results=True, max_row_buffer=IN_A_BATCH
        )

    def close(self) -> None:
        """Undo what the query might have done, and hang up."""
        for name in ("_result", "_connection"):
            # A query that was refused left no result, and perhaps no connection.
            held = getattr(self, name, None)
            with suppress(self._errors.SQLAlchemyError):
                if held is not None:
                    held.close()
        self._engine.dispose()

    def head(self) -> list[list[str]]:
        """Return the first values of every column."""
        return [list(map(written, values)) for values in zip(*self._first, strict=True)]

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """Yield all rows, once; how many there are nobody knows before."""
        places = places_of(columns, self.columns)
        taken = 0
        try:
            rows, self._first = self._first, []
            while rows:
                taken += len(rows)
                if taken > MOST_ROWS:
                    raise too_many(self._shown)
                across = list(zip(*rows, strict=True))
                picked = [list(map(written, across[place])) for place in places]
                yield Batch(picked, len(rows), None)
                rows = self._result.fetchmany(IN_A_BATCH)
        except self._errors.SQLAlchemyError as error:
            raise self._problem(error) from None

    def _problem(self, error: Exception) -> TableProblem:
        wrong_query = (
            self._errors.ProgrammingError,
            self._errors.ResourceClosedError,
            self._errors.InternalError,
        )
        reason, mend = "it does not answer", "check the address, your name and password"
        if isinstance(error, wrong_query) or hasattr(self, "_connection"):
            reason, mend = "it refuses the query", "try the query in its own client"
        state = getattr(getattr(error, "orig", None), "sqlstate", None)
        if state:
            # Five letters or digits that say what is wrong, and nothing else.
            mend = f"{mend}; its code for what is wrong is {state}"
        return TableProblem(path=self._shown, reason=reason, mend=mend)


def _plain(query: str) -> str:
    # SQLAlchemy would take a colon for the name of a parameter.
    return query.replace("\\:", ":").replace(":", "\\:")


def _only_if_there(address: Any) -> Any:  # noqa: ANN401
    """Keep SQLite from making a database that is not there."""
    if not _is_file(address):
        return address
    return address.set(
        database=f"file:{quote(address.database)}",
        query={"mode": "ro", "uri": "true"},
    )


def _is_file(address: Any) -> bool:  # noqa: ANN401
    path = address.database or ""
    is_named = bool(path) and not path.startswith((":", "file:"))
    return is_named and address.get_backend_name() == "sqlite"


def without_password(url: str, *, shown: bool = False) -> str:
    """Return the URL of a database as it may be kept; it leads there from anywhere.

    Args:
        url: that was read before.
        shown: without a name and settings, too, for people to read.
    """
    from sqlalchemy.engine import URL, make_url

    address = make_url(url)
    if shown:
        return _shown(address)
    settings = {
        name: value for name, value in address.query.items() if "pass" not in name
    }
    base = address.database
    if base and _is_file(address):
        base = os.path.abspath(base)  # noqa: PTH100
    # Setting a password to nothing would leave it as it is.
    kept = URL.create(
        address.drivername,
        username=address.username,
        host=address.host,
        port=address.port,
        database=base,
        query=settings,
    )
    return kept.render_as_string(hide_password=False)


def _shown(address: Any) -> str:  # noqa: ANN401
    """Return what people may see of a URL: no name, password or setting."""
    host = address.host or ""
    database = unquote((address.database or "").removeprefix("file:"))
    return f"{address.get_backend_name()}://{host}/{database}"
