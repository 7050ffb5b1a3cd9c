"""Keys that durf makes for itself, each in a file that only its owner may read."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from durf_server.errors import BadSetting

if TYPE_CHECKING:
    from pathlib import Path


def key_file(data: Path, name: str) -> str:
    """Return the key of this name, made when it is asked for the first time.

    Args:
        data: the folder of everything that is not code.
        name: of the key.

    Returns:
        64 hexadecimal digits: 256 bits.

    Raises:
        BadSetting: the folder cannot be written, or the key not be read.
    """
    path = data / "keys" / f"{name}.key"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(
            name="DURF_DATA_DIR", wanted="a folder that durf may write"
        ) from None


def _make(path: Path) -> None:
    """Write a new key beside the place and link it there: two makers agree on one."""
    if path.exists():
        return
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
