"""Servers apart from the tests' own, on either kind of database."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.durf_server.apart import ROOT, Apart

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Server(Apart):
    """A server apart that takes durf's own commands, too."""

    environment: dict[str, str]
    folder: Path = field(kw_only=True)

    def durf(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of durf, and return what came of it."""
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "durf.cli.main", *arguments],
            env=self.environment,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )

    def told(self, *arguments: str) -> str:
        """Run a command of durf that has to succeed, and return what it says."""
        ran = self.durf(*arguments)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr


@pytest.fixture
def new_server(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Server]:
    """Makes servers with nothing in them yet, of the kind that is asked for."""
    count = 0

    def make(kind: str, *, migrated: bool = False) -> Server:
        nonlocal count
        count += 1
        folder = tmp_path / f"server-{count}"
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DURF_", "DJANGO_"))
        } | {
            "DURF_DATA_DIR": str(folder),
            "DURF_LANGUAGE": "en",
            "HOME": str(tmp_path),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        if kind == "postgresql":
            environment["DURF_DATABASE"] = request.getfixturevalue("new_database")()
        server = Server(environment, folder=folder)
        if migrated:
            server.run("from durf_server.commands import prepared\nprepared()\n")
        return server

    return make
