"""The seal: a digest of everything that an approval is given for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is bound: any other value of any of these is another seal.

    Attributes:
        draft: its number.
        version: the number of the version.
        content: the digest of texts, media and variants.
        destinations: the channels it goes out on.
        opens: the beginning of the time in which it may go out, if there is one.
        closes: the end of that time, if there is one.
        policy: the number of the policy's version.
        vault: the digest of what the vault holds; empty without one.
        verdict: the digest of what was found and demanded.
    """

    draft: str
    version: int
    content: str
    destinations: tuple[str, ...]
    opens: datetime | None
    closes: datetime | None
    policy: str
    vault: str
    verdict: str


def seal(what: Sealed) -> str:
    """Return the SHA-256 of what is bound, as 64 hexadecimal digits.

    The JSON it is of has sorted keys and no spaces, times in UTC, and destinations
    in the order of their numbers: the same things give the same seal anywhere.
    """
    values = asdict(what) | {
        "destinations": sorted(set(what.destinations)),
        "opens": _moment(what.opens),
        "closes": _moment(what.closes),
    }
    canonical = json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=True
    )
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")
