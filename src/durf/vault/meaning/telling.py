"""The words that tell what a sentence is about, as keyed hashes.

Everyday words say nothing about a secret.  The others, cut to their stems, are
hashed to 16 bits under a key: enough to count what two sentences share.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SLOTS = 24
_EVERYDAY = frozenset(
    """
    a about above after again against all also am an and any are as at be because been
    before being below between both but by can come could day did do does doing done
    down during each even ever every few for from further get go going good got great
    had happy has have having he her here hers him his how i if in into is it its just
    know last let like look made make many may me might more most much must my new no
    nor not nothing now of off on once one only or other our out over own people please
    really right said same say says see seen shall she should since so some such take
    thank thanks than that the their them then there these they thing things think this
    those through time to today too two under until up us use very want was way we well
    were what when where which while who whom why will with would year years yes yet you
    your yours

    aan al alle alles als altijd andere ben bent bij daar dan dank dat de deze die dit
    doch doe doen door dus echt een eens en er ga gaan geen geweest geworden goed goede
    haar had hadden heb hebben heeft heel hem het hier hij hoe hun iemand iets ik in is
    ja je jij jou jouw jullie kan keer komen komt kon kunnen laat maar maken me meer men
    mensen met mij mijn moet moeten mooi mooie na naar niet niets nieuw nieuwe nog nooit
    nu of om omdat onder ons onze ook op over reeds te tegen toch toen tot twee u uit uw
    vaak van vandaag veel vind voor waar wanneer want waren was wat we weer wel welke
    werd wie wij wil worden wordt zal ze zeer zeg zegt zei zich zie zien zij zijn zit zo
    zoals zonder zou
    """.split()
)
_ENDINGS = tuple(
    """
    ations ingen elijke ation ating tion heden heid elijk tjes ings ing tje edly ed ies
    es en ly er s t e d
    """.split()
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_LINK = re.compile(r"https?://\S+")
_STEM = 4
_LONGEST = 7


def telling_words(text: str) -> frozenset[str]:
    """Return the stems of the words and the numbers that say what a text is about."""
    found = set()
    for match in _WORD.finditer(_LINK.sub(" ", text)):
        word = match.group().casefold()
        if word[0].isdigit():
            found.add(word)
        elif len(word) > 2 and word not in _EVERYDAY:
            found.add(_stem(word))
    return frozenset(found)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)][:_LONGEST]
    return word[:_LONGEST]


def word_hashes(texts: Sequence[str], key: bytes) -> NDArray[np.uint16]:
    """Return keyed hashes of the telling words, in ascending order and then zeros.

    Args:
        texts: each becomes a row of ``SLOTS`` hashes.
        key: up to 64 bytes; another one makes other hashes.
    """
    rows = np.zeros((len(texts), SLOTS), np.uint16)
    for row, text in zip(rows, texts, strict=True):
        kept = sorted({_hashed(word, key) for word in telling_words(text)})[:SLOTS]
        row[: len(kept)] = kept
    return rows


def _hashed(word: str, key: bytes) -> int:
    digest = blake2b(word.encode(), key=key, digest_size=2).digest()
    return int.from_bytes(digest, "little") or 1
