"""Secrets for links: 256 random bits, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32
_LONGEST = 200


def new_secret() -> str:
    """Return a secret that nobody can guess, to stand in an address."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(secret: str) -> str:
    """Return what is kept of a secret, and what it is looked up by.

    Looking up a hash tells nothing, by the time it takes, of a secret that is near.
    """
    return hashlib.sha256(secret[:_LONGEST].encode()).hexdigest()
