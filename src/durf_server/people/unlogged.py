"""Keeps the secrets of links out of the log: whoever reads it must not come in."""

from __future__ import annotations

import logging
import re

# What stands after these in an address opens something.
_SECRET = re.compile(
    r"/(invitation|sign-in|welcome|confirm-email|password/reset/key)/[^/\s]+"
)


class Unlogged(logging.Filter):
    """Cuts secrets out of the addresses that Django writes of what went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, without secrets."""
        said = record.getMessage()
        cut = without_secrets(said)
        if cut != said:
            record.msg, record.args = cut, ()
        return True


def without_secrets(text: str) -> str:
    """Return a text with three dots for what opens something."""
    return _SECRET.sub(r"/\1/...", text)
