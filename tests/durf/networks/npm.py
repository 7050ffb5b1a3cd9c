"""What npm brings for tests, kept from one run to the next and never with this code."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def kept(name: str) -> Path:
    """Return a folder for what was fetched."""
    caches = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = caches / "durf-tests" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def npm(*command: str, folder: Path) -> None:
    """Run npm in a folder; skip the test where it cannot."""
    program = shutil.which("npm")
    if program is None or shutil.which("node") is None:
        pytest.skip("needs node and npm, to fetch what this is tried against")
    done = subprocess.run(
        [program, *command, "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"npm cannot do this here: {' '.join(command)}")


def installed(package: str, version: str) -> Path:
    """Return a folder with a package in it; skip the test where there can be none."""
    folder = kept(f"{package.rsplit('/', 1)[-1]}-{version}")
    if not (folder / "node_modules" / package).is_dir():
        npm("install", "--prefix", str(folder), f"{package}@{version}", folder=folder)
    return folder
