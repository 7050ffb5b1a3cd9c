"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
# Beyond this many words the comparison would take seconds: it goes by lines then.
_MOST_WORDS = 4_000


class Change(NamedTuple):
    """A piece of text, and whether it stands in both, was added or taken away."""

    kind: str
    text: str


def words_between(old: str, new: str) -> list[Change]:
    """Return both texts as one: what stayed, what went, what came."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > _MOST_WORDS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Change] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            found.append(Change("same", "".join(before[i:j])))
            continue
        if i < j:
            found.append(Change("gone", "".join(before[i:j])))
        if k < m:
            found.append(Change("new", "".join(after[k:m])))
    return found
