"""A compiled policy as bytes: what a checker is made of, and what is cached.

The form is a digest, a header in JSON, and sections of bytes one after the
other: the two databases of the automaton and the rules, each rule JSON of its
own that is read when its sign is first seen.  Nothing in it is executed when it
is read, and no byte of it is used before the digest over all of it agrees.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from dataclasses import dataclass, field
from typing import Any

from durf.errors import BrokenProgram

MAGIC = b"durf program 4\n"
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled policy.

    Attributes:
        header: the policy's version, language, time zone and calendar, and the
            gates before rules that wait for no sign.
        letters: the automaton's database over digits read as letters.
        others: the automaton's database over the plain form.
        ends: where each rule's JSON ends in ``rules``.
        rules: the JSON of all rules, one after the other.
    """

    header: dict[str, Any]
    letters: bytes
    others: bytes
    ends: array[int] = field(repr=False)
    rules: bytes = field(repr=False)

    def rule(self, number: int) -> dict[str, Any]:
        """Return what is known of one rule."""
        start = self.ends[number - 1] if number else 0
        values: dict[str, Any] = json.loads(self.rules[start : self.ends[number]])
        return values

    def to_bytes(self) -> bytes:
        """Return the program as bytes, with a digest over them."""
        sections = (self.letters, self.others, self.ends.tobytes(), self.rules)
        header = self.header | {"sections": [len(section) for section in sections]}
        written = json.dumps(header, separators=(",", ":")).encode()
        payload = b"".join((len(written).to_bytes(4, "big"), written, *sections))
        return MAGIC + _digest(payload) + payload

    @classmethod
    def from_bytes(cls, data: bytes) -> Program:
        """Read a program.

        Raises:
            BrokenProgram: it is damaged, or no program of this durf.
        """
        start = len(MAGIC) + _DIGEST
        if not data.startswith(MAGIC):
            raise BrokenProgram(reason="it is no program of this durf")
        payload = memoryview(data)[start:]
        if data[len(MAGIC) : start] != _digest(payload):
            raise BrokenProgram(reason="its digest does not agree")
        at = 4 + int.from_bytes(payload[:4], "big")
        header: dict[str, Any] = json.loads(bytes(payload[4:at]))
        sections = []
        for length in header.pop("sections"):
            sections.append(bytes(payload[at : at + length]))
            at += length
        ends = array("Q")
        ends.frombytes(sections[2])
        return cls(header, sections[0], sections[1], ends, sections[3])


def _digest(payload: bytes | memoryview) -> bytes:
    return hashlib.blake2b(payload, digest_size=_DIGEST).digest()
