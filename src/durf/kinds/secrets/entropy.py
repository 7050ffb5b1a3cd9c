"""How surprising a text is, in bits for each character."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log2

# Below this share of letters whose case differs from the one before, a text is
# written in one case with a capital here and there.
MIXED = 0.35
_FEW = 4


def entropy(text: str) -> float:
    """Return Shannon's entropy of the characters of a text, in bits for each.

    >>> entropy("aaaa"), entropy("abab"), entropy("abcd")
    (0.0, 1.0, 2.0)
    """
    length = len(text)
    if not length:
        return 0.0
    shares = (count / length for count in Counter(text).values())
    return abs(sum(share * log2(share) for share in shares))


def is_mixed_case(text: str) -> bool:
    """Tell whether upper and lower case alternate as nobody would write them.

    >>> is_mixed_case("aKiAtJ3q"), is_mixed_case("akiatj3q"), is_mixed_case("AKIATJ3Q")
    (True, False, False)
    """
    letters = [letter.isupper() for letter in text if letter.isalpha()]
    if len(letters) < _FEW:
        return False
    changes = sum(a != b for a, b in pairwise(letters))
    return changes >= MIXED * (len(letters) - 1)
