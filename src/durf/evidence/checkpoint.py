"""Checkpoints (c2sp.org/tlog-checkpoint): whose log, how long, and its root."""

from __future__ import annotations

import re
from dataclasses import dataclass

from durf.errors import BrokenProof
from durf.evidence.base64 import decoded, encoded
from durf.evidence.merkle import HASH_SIZE

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log.

    Attributes:
        origin: the name of the log, such as ``example.com/desk``.
        size: how many entries it has.
        root: of the tree of them.
        extensions: lines of others, which nothing here reads.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = [self.origin, str(self.size), encoded(self.root), *self.extensions]
        return "".join(f"{line}\n" for line in lines)


def read_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint that the text of a note says.

    Raises:
        BrokenProof: it says none.
    """
    lines = text.split("\n")
    try:
        origin, size, root, *extensions, end = lines
        found = Checkpoint(
            origin,
            int(size) if _SIZE.fullmatch(size) else -1,
            decoded(root, HASH_SIZE),
            tuple(extensions),
        )
    except ValueError:
        raise _no_checkpoint() from None
    if end or not origin or found.size < 0 or not all(extensions):
        raise _no_checkpoint()
    return found


def _no_checkpoint() -> BrokenProof:
    return BrokenProof(where="checkpoint", reason="it is no checkpoint of a log")
