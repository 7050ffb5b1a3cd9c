"""Write the grams of what everybody says: ``src/durf/vault/common/grams.bin``.

    python scripts/make_background.py

The phrases stand beside it, a line each, with choices in brackets.  All that they
come to is folded into letters, and the FNV-1a hash (64 bits) of every gram is
written, in ascending order.
"""

from __future__ import annotations

import re
import sys
from array import array
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from durf.text.view import View
from durf.vault.kernel import GRAM, letters_of

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent.parent / "src" / "durf" / "vault" / "common"
TARGET = FOLDER / "grams.bin"
_CHOICE = re.compile(r"\(([^()]*)\)")
# Letters around a choice that its grams can reach.
_REACH = GRAM - 1


def public_hash(gram: bytes) -> int:
    """Return the FNV-1a hash of a gram (Fowler, Noll and Vo; RFC 9923), 64 bits."""
    value = 0xCBF29CE484222325
    for byte in gram:
        value = (value ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return value


def phrases(folder: Path = FOLDER) -> Iterator[str]:
    """Yield the lines of the phrase files."""
    for path in sorted(folder.glob("phrases.*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                yield line


def grams_of(line: str) -> set[bytes]:
    """Return the grams of all that a line comes to.

    Choices are taken from left to right, and of what is already written only the
    letters that a gram can still reach are kept: so the many ways to come to the
    same end are one.
    """
    found: set[bytes] = set()
    written = {b""}
    for options in _parts(line):
        longer: set[bytes] = set()
        for before, option in product(written, options):
            text = before + option
            found.update(text[at : at + GRAM] for at in range(len(text) - GRAM + 1))
            longer.add(text[-_REACH:])
        written = longer
    return found


def _parts(line: str) -> Iterator[set[bytes]]:
    at = 0
    for choice in _CHOICE.finditer(line):
        yield {_letters(line[at : choice.start()])}
        yield {_letters(one) for one in choice[1].split("|")}
        at = choice.end()
    yield {_letters(line[at:])}


def _letters(text: str) -> bytes:
    return letters_of(View(text).plain)


def content() -> bytes:
    """Return what the file must hold."""
    grams: set[bytes] = set()
    for line in phrases():
        grams |= grams_of(line)
    hashes = array("Q", sorted(map(public_hash, grams)))
    if sys.byteorder == "big":
        hashes.byteswap()
    return hashes.tobytes()


def main() -> int:
    """Write the file anew."""
    TARGET.write_bytes(content())
    return 0


if __name__ == "__main__":
    sys.exit(main())
