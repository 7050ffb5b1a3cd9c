"""Settings read from the environment, each with its type and its clear complaint."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from durf_server.errors import BadSetting

_YES = {"1", "yes", "true", "on"}
_NO = {"0", "no", "false", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return a setting as it stands."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """Return a setting that is on or off."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in _YES:
        return True
    if value.lower() in _NO:
        return False
    raise BadSetting(name=name, wanted="yes or no")


def count(name: str, default: int, *, least: int = 0) -> int:
    """Return a setting that is a whole number."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.isascii() and value.isdigit() and int(value) >= least:
        return int(value)
    raise BadSetting(name=name, wanted=f"a whole number from {least}")


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return a setting that is a list with commas."""
    value = os.environ.get(name)
    if value is None:
        return list(default)
    return [word.strip() for word in value.split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """Return a setting that is a folder; it need not exist yet."""
    value = os.environ.get(name)
    return Path(value).expanduser().resolve() if value else default


def secret(name: str) -> str:
    """Return a secret that stands in the variable or in the file NAME_FILE names."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, "")
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(name=f"{name}_FILE", wanted="a file to be read") from None


def database(name: str, default: Path) -> dict[str, object]:
    """Return Django's settings of the database that an address names.

    ``sqlite:///path`` or ``postgresql://user:password@host:port/name``; without
    the variable, SQLite in the file ``default``.
    """
    address = os.environ.get(name)
    if not address:
        return sqlite(default)
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
        return _postgresql(parts)
    raise BadSetting(name=name, wanted="sqlite:///path or postgresql://host/name")


def sqlite(path: Path) -> dict[str, object]:
    """Return Django's settings for SQLite that loses nothing and does not wait long.

    Immediate transactions take their turn at the start, so that none fails half way;
    deleted content is overwritten, so that what is erased is gone.  The write-ahead
    log grows to 16 MB before it is taken in: pages that change often are written once.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA secure_delete=ON;PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;"
                "PRAGMA wal_autocheckpoint=4000"
            ),
        },
    }


def _postgresql(parts: object) -> dict[str, object]:
    from urllib.parse import SplitResult, parse_qsl

    assert isinstance(parts, SplitResult)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
