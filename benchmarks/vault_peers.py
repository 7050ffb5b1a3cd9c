"""The vault beside what else finds near copies, on the same documents and posts.

MinHash with locality-sensitive hashing (datasketch and rensa) is for texts of like
length: it gets passages of sixteen words, each of which begins in the middle of the
one before, and windows of a post of the same size; its sketches are compared once
more before a passage counts.  The plain dictionary has the winnowed hashes of five
words in a row.  All three are given words in lower case, in the composed form of
Unicode; none has a key.

Run: ``python -m benchmarks.vault_peers``
"""

from __future__ import annotations

import random
import re
import tempfile
import time
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasketch import MinHash, MinHashLSH
from rensa import RMinHash, RMinHashLSH

from benchmarks.real_posts import real_posts, require_data
from benchmarks.timing import Times, machine, one_core, ratio, time_each
from benchmarks.vault_excerpts import Texts, edited
from benchmarks.vault_lookup import long_posts
from benchmarks.vault_material import bench_documents, half_of, make_vault
from durf.text.view import View
from tests.disguises import DISGUISES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEED = 72
EACH = 500
REAL = 10_000
TIMED = 1000
_WORD = re.compile(r"\w+")
_PASSAGE = 16
_STEP = _PASSAGE // 2
_PERMUTATIONS = 128
_LIKE = 0.3
_BANDS = 32
_GRAM = 5
_WINDOW = 4


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def passages(words: list[str]) -> Iterator[set[str]]:
    """Yield the pairs of words of each passage."""
    for start in range(0, max(1, len(words) - _STEP), _STEP):
        part = words[start : start + _PASSAGE]
        pairs = {f"{a} {b}" for a, b in pairwise(part)}
        if pairs:
            yield pairs


class Finder(ABC):
    """Finds what of its documents stands in a post."""

    name: str

    @abstractmethod
    def add(self, text: str) -> None:
        """Take a document."""

    @abstractmethod
    def quotes(self, post: str) -> bool:
        """Tell whether a post quotes a document."""


class Datasketch(Finder):
    """MinHash and its index, of datasketch."""

    name = "datasketch"

    def __init__(self) -> None:
        self._index = MinHashLSH(threshold=_LIKE, num_perm=_PERMUTATIONS)
        self._sketches: list[MinHash] = []

    def _sketch(self, text: str) -> list[MinHash]:
        sets = [[p.encode() for p in pairs] for pairs in passages(words_of(text))]
        return MinHash.bulk(sets, num_perm=_PERMUTATIONS)

    def add(self, text: str) -> None:
        """Take a document."""
        for sketch in self._sketch(text):
            key = len(self._sketches)
            self._index.insert(key, sketch, check_duplication=False)
            self._sketches.append(sketch)

    def quotes(self, post: str) -> bool:
        """Tell whether a post quotes a document."""
        return any(
            sketch.jaccard(self._sketches[key]) >= _LIKE
            for sketch in self._sketch(post)
            for key in self._index.query(sketch)
        )


class Rensa(Finder):
    """MinHash and its index, of rensa."""

    name = "rensa"

    def __init__(self) -> None:
        self._index = RMinHashLSH(_LIKE, _PERMUTATIONS, _BANDS)
        self._sketches: list[Any] = []

    def _sketch(self, text: str) -> list[Any]:
        sets = [list(pairs) for pairs in passages(words_of(text))]
        return RMinHash.from_token_sets(sets, _PERMUTATIONS, SEED)

    def add(self, text: str) -> None:
        """Take a document."""
        for sketch in self._sketch(text):
            self._index.insert(len(self._sketches), sketch)
            self._sketches.append(sketch)

    def quotes(self, post: str) -> bool:
        """Tell whether a post quotes a document."""
        return any(
            sketch.jaccard(self._sketches[key]) >= _LIKE
            for sketch in self._sketch(post)
            for key in self._index.query(sketch)
        )


class Dictionary(Finder):
    """A dictionary of the winnowed hashes of five words in a row."""

    name = "plain dictionary"

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def _hashes(self, text: str) -> list[int]:
        words = words_of(text)
        rows = zip(*(words[n:] for n in range(_GRAM)), strict=False)
        return [hash(row) for row in rows]

    def add(self, text: str) -> None:
        """Take a document."""
        hashes = self._hashes(text)
        for start in range(max(1, len(hashes) - _WINDOW + 1)):
            if window := hashes[start : start + _WINDOW]:
                self._known[min(window)] = True

    def quotes(self, post: str) -> bool:
        """Tell whether a post quotes a document."""
        return any(one in self._known for one in self._hashes(post))


class Durf(Finder):
    """The vault."""

    name = "durf"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}

    def add(self, text: str) -> None:
        """Take a document."""
        self._texts[str(len(self._texts))] = text

    def finish(self) -> None:
        """Write the vault, and open it."""
        self.vault = make_vault(self._folder, self._texts)

    def quotes(self, post: str) -> bool:
        """Tell whether a post quotes a document."""
        return bool(self.vault.quotations(View(post)))


@dataclass(frozen=True, slots=True)
class Score:
    """What a finder did."""

    seconds: float
    times: Times
    shares: list[float]


def material(documents: Sequence[str]) -> dict[str, list[str]]:
    """Return posts by how they were made of documents, and real ones at the end."""
    dice = random.Random(SEED)
    texts = Texts(documents, dice)
    long = [texts.excerpt(dice.randint(12, 30)) for _ in range(EACH)]
    real = [post for post in real_posts() if half_of(post) == "reporting"]
    return {
        "8 words": [texts.excerpt(8) for _ in range(EACH)],
        "12 words": [texts.excerpt(12) for _ in range(EACH)],
        "edited": [edited(text, dice, texts) for text in long],
        "disguised": [DISGUISES[n % 8](text) for n, text in enumerate(long)],
        "alarms": dice.sample(real, REAL),
    }


def measure(finder: Finder, documents: list[str], posts: dict[str, list[str]]) -> Score:
    """Let a finder take the documents and judge all posts."""
    began = time.perf_counter()
    for text in documents:
        finder.add(text)
    if isinstance(finder, Durf):
        finder.finish()
    seconds = time.perf_counter() - began
    times = time_each(finder.quotes, long_posts()[:TIMED])
    shares = [sum(map(finder.quotes, some)) / len(some) for some in posts.values()]
    return Score(seconds, times, shares)


def show(scores: dict[str, Score], columns: Sequence[str]) -> None:
    """Print a table, and how many times quicker the vault is."""
    print(f"{'':18}{'built':>8}{'median':>11}{'p99':>11}", end="")
    print("".join(f"{column:>11}" for column in columns) + "  x durf's median")
    ours = scores[Durf.name].times.median
    for name, score in scores.items():
        found = "".join(f"{share:>11.1%}" for share in score.shares[:-1])
        print(
            f"{name:18}{score.seconds:>6.1f} s{score.times.median:>8.1f} us"
            f"{score.times.p99:>8.1f} us{found}{score.shares[-1]:>11.3%}"
            f"  {ratio(score.times.median, ours)}"
        )


def main() -> None:
    """Measure all on the same documents and posts."""
    require_data("leak-bench", "posts-tweeteval", "posts-corporate")
    one_core()
    print(machine("datasketch", "rensa"))
    chosen = bench_documents().items()
    documents = [text for name, text in chosen if half_of(name) == "reporting"]
    posts = material(documents)
    scores = {}
    with tempfile.TemporaryDirectory() as folder:
        durf = Durf(Path(folder) / "vault")
        for finder in (durf, Dictionary(), Rensa(), Datasketch()):
            scores[finder.name] = measure(finder, documents, posts)
        count = durf.vault.stats().fingerprints
    letters = sum(map(len, documents))
    print(
        f"{len(documents):,} documents of {letters / 1e6:.1f} MB, {count:,}"
        f" fingerprints; posts of about 280 characters for speed; {EACH} excerpts"
        f" each; alarms on {REAL:,} real posts"
    )
    show(scores, list(posts))
    recall = min(scores[Durf.name].shares[:-1])
    print(f"durf finds {floor(recall * 1e3) / 1e3:.1%} of each kind, or more")


if __name__ == "__main__":
    main()
