"""A server of its own, with other processes around it, on the database under test.

Threads cannot race on the database that the tests share: it lives in memory where
it is SQLite.  This one lies in a folder, or is a database made for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
BEGIN = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "durf_server.settings"
import django
django.setup()
from datetime import timedelta
from django.utils.timezone import now
"""


@dataclass(frozen=True, slots=True)
class Apart:
    """Runs Python in processes of a server apart from the tests' own."""

    environment: dict[str, str]

    def start(self, code: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a process; its output is the caller's to read."""
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", BEGIN + code, *arguments],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str, *arguments: str) -> list[str]:
        """Run a process to its end, and return the lines it printed."""
        with self.start(code, *arguments) as process:
            said, _ = process.communicate()
        assert process.returncode == 0
        return said.split()


@pytest.fixture
def apart(tmp_path, django_db_blocker):
    """A migrated server apart; its database goes away afterwards."""
    environment = os.environ | {
        "DURF_DATA_DIR": str(tmp_path),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    name = ""
    if connection.vendor == "postgresql":
        name = f"durf_apart_{uuid4().hex[:12]}"
        with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        environment["DURF_DATABASE"] = _address(name)
    server = Apart(environment)
    server.run(
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
    )
    yield server
    if name:
        with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _address(name: str) -> str:
    values = connection.settings_dict
    who = values["USER"] + (f":{values['PASSWORD']}" if values["PASSWORD"] else "")
    port = f":{values['PORT']}" if values["PORT"] else ""
    options = "&".join(f"{key}={one}" for key, one in values["OPTIONS"].items())
    return f"postgresql://{who}@{values['HOST']}{port}/{name}?{options}"
