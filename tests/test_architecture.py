"""Below durf.cli and durf.intake there is no clock, no network and no environment."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parent.parent / "src" / "durf"
EDGES = {"cli", "intake"}
# A vault opens by its path alone, and its key is never beside it.
EXCEPTIONS = {SOURCE / "vault" / "key_source.py"}
ENGINE = sorted(
    path
    for path in SOURCE.rglob("*.py")
    if EDGES.isdisjoint(path.relative_to(SOURCE).parts) and path not in EXCEPTIONS
)
FORBIDDEN_MODULES = {
    "time",
    "socket",
    "ssl",
    "http",
    "httpx",
    "requests",
    "urllib.request",
    "asyncio",
    "subprocess",
    "getpass",
    "locale",
}
FORBIDDEN_NAMES = {
    "os.environ",
    "os.environb",
    "os.getenv",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.date.today",
    "Path.home",
    "Path.cwd",
    "os.getcwd",
}


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_engine_knows_no_clock_network_or_environment(path: Path) -> None:
    assert list(trespasses(path.read_text("utf-8"))) == []


def test_the_search_finds_what_it_looks_for() -> None:
    found = trespasses(
        "import time, httpx\n"
        "from os import environ\n"
        "from urllib import request\n"
        "from urllib.request import urlopen\n"
        "x = datetime.now(UTC)\n"
        "y = os.environ['HOME']\n"
    )
    assert list(found) == [
        "1: time",
        "1: httpx",
        "2: os.environ",
        "3: urllib.request",
        "4: urllib.request.urlopen",
        "5: datetime.now",
        "6: os.environ",
    ]


def trespasses(source: str) -> Iterator[str]:
    """Yield 'line: name' for each use of what the engine must not know."""
    for node in ast.walk(ast.parse(source)):
        for name in names(node):
            parts = name.split(".")
            modules = {".".join(parts[: n + 1]) for n in range(len(parts))}
            if name in FORBIDDEN_NAMES or modules & FORBIDDEN_MODULES:
                yield f"{node.lineno}: {name}"


def names(node: ast.AST) -> list[str]:
    """Return what an import or an attribute names, in full."""
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom(module=str(module), level=0):
            return [f"{module}.{alias.name}" for alias in node.names]
        case ast.Attribute():
            # Only imports can bring in a module; here its members count.
            name = ast.unparse(node)
            return [name] if name in FORBIDDEN_NAMES else []
    return []
