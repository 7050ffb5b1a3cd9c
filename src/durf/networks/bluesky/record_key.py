"""Names a post before it is sent, so that it can stand there only once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from durf.networks.speaking import Outgoing

_SIGNS = "234567abcdefghijklmnopqrstuvwxyz"
_LENGTH = 13
# Microseconds of a millisecond, and the ten bits that tell writers apart.
_OWN = 1_000 << 10


def record_key(post: Outgoing) -> str:
    """Return the name of a post in its author's repository; the same at each attempt.

    It is a TID, as the lexicon of posts asks: microseconds since 1970 and ten bits
    more, in signs that sort as the numbers do (atproto.com/specs/tid).  Milliseconds
    are those of the post; what is finer, and the ten bits, is made of its key.
    """
    digest = hashlib.sha256(post.key.encode()).digest()
    own = int.from_bytes(digest[:8], "big") % _OWN
    number = (_milliseconds(post.written_at) * 1_000 << 10) + own
    places = range(5 * (_LENGTH - 1), -1, -5)
    return "".join(_SIGNS[number >> place & 31] for place in places)


def _milliseconds(at: datetime) -> int:
    return (
        round(at.replace(microsecond=0).timestamp()) * 1_000 + at.microsecond // 1_000
    )
