"""A policy, and ways to run the command line: in this process, or in its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

import durf.cli.main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POLICY = """\
---
policy: Northwind
version: "7"
language: en
calendar:
  results: 2027-03-12
---

# How we post

## Figures

```rule figures
action: block
terms: [turnover, net profit]
because: Figures stay inside until they are published.
instead: Point to the last annual report.
```

```rule quiet-period
action: block
when: days_until("results") <= 28
terms: [quarter]
```

## Tone of voice

```rule cheap
action: warn
terms: [cheapest]
because: We do not sell on price.
```

```rule launches
action: review
by: legal
terms: [launch]
because: Launches are announced by legal.
```

## Secrets

```rule tickets
action: block
secrets:
  name: TICKET_CODE
  pattern: 'TK-[0-9]{8,12}'
because: A ticket code opens the door.
instead: Leave it out.
```

## Links

```rule safe-links
action: warn
links: {insecure: true}
because: Readers deserve a safe connection.
```
"""


@dataclass(frozen=True)
class Ran:
    """What came of a run."""

    status: int
    out: str
    err: str


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a policy and a cache of its own."""
    for name in list(os.environ):
        if name.startswith(("DURF_", "LC_", "LANG", "NO_COLOR", "FORCE_COLOR")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DURF_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "80")
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(
    desk: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Callable[..., Ran]:
    """Run ``durf`` in this process."""

    def run_durf(*arguments: str, stdin: bytes | str = b"") -> Ran:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        with pytest.raises(SystemExit) as ended:
            durf.cli.main.main(list(arguments))
        out, err = capsysbinary.readouterr()
        status = ended.value.code
        return Ran(status if isinstance(status, int) else 0, out.decode(), err.decode())

    return run_durf


@pytest.fixture
def start(desk: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Start ``durf`` as a process."""

    def start_durf(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        pipes |= {"stderr": subprocess.PIPE, **options}
        command = [sys.executable, "-m", "durf.cli.main", *arguments]
        return subprocess.Popen(command, cwd=desk, **pipes)  # type: ignore[call-overload]

    return start_durf
