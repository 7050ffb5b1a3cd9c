"""A demo of its own, a real browser in front of it, and axe-core to look with."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

AXE = "4.11.0"
_PATIENCE = 120
_LINK = re.compile(r"https?://localhost:\d+/\S*[\w-]{20,}\S*")


def require_chromium() -> str:
    """Return where Chromium is, or skip."""
    pytest.importorskip("playwright")
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("needs Chromium: apt-get install chromium")


def axe_source() -> str:
    """Return axe-core as npm has it, kept from one run to the next, or skip."""
    caches = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = caches / "durf-tests" / f"axe-core-{AXE}"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        if shutil.which("npm") is None:
            pytest.skip("needs npm, to fetch axe-core")
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder)]
        done = subprocess.run(
            [*command, f"axe-core@{AXE}"], capture_output=True, check=False
        )
        if done.returncode or not script.exists():
            pytest.skip("axe-core cannot be fetched from npm")
    return script.read_text("utf-8")


@contextmanager
def demo(folder: Path, language: str) -> Iterator[tuple[str, str]]:
    """Run a demo; give its address, and the link that signs in, once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DURF_", "DJANGO_"))
    }
    env |= {"DURF_LANGUAGE": language, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "durf.cli.main", "demo"]
    process = subprocess.Popen(
        [*command, "--data", str(folder), "--port", str(port)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _said(process)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def _said(process: subprocess.Popen[str]) -> tuple[str, str]:
    said, end = "", time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        line = process.stdout.readline()
        if not line:
            break
        said += line
        if "/w/" in line or (found := _LINK.search(line)) is None:
            continue
        link = found[0]
        return link[: link.index("/", 8)], link
    raise AssertionError(said)


@contextmanager
def browser() -> Iterator[Any]:
    """Open a browser without a window."""
    where = require_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=where, args=["--no-sandbox"]
        )
        try:
            yield opened
        finally:
            opened.close()
