"""What the vault finds of its documents in posts, and what it finds by mistake.

First the posts of leak-bench: verbatim, edited and disguised excerpts of its
documents, and texts that quote none of them.  Then excerpts made here of three sets
of documents, at random places, alone and inside a real post, against all real posts.
What belongs to one half of documents and posts was there to choose thresholds on;
only the other half counts.  The texts ``neg-heldout-fomc`` come from speeches whose
sentences recur in others, often word for word: they are shown, and not counted.

Run: ``python -m benchmarks.vault_recall``
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.real_posts import posts_by_set, require_data
from benchmarks.target import target
from benchmarks.timing import machine
from benchmarks.vault_excerpts import Texts, edited, edited_by_chance, inside
from benchmarks.vault_material import (
    HALVES,
    PROSE,
    Made,
    bench_documents,
    bench_negatives,
    bench_posts,
    half_of,
    make_vault,
    prose_documents,
)
from durf.text.view import View
from tests.disguises import DISGUISES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from durf.vault.vault import Vault

SEED = 71
EXACT = (8, 9, 10, 12, 15, 20)
EACH = 1000
MOST_ALARMS = 0.0002
NOT_COUNTED = "neg-heldout-fomc"
_DISGUISED = "obf-"


class Tally:
    """How many posts of each kind were judged, and how many quote, by half."""

    def __init__(self) -> None:
        self.judged: Counter[tuple[str, str]] = Counter()
        self.quoting: Counter[tuple[str, str]] = Counter()

    def take(self, vault: Vault, posts: Iterable[Made]) -> None:
        """Judge posts."""
        for post in posts:
            key = post.kind, post.half
            self.judged[key] += 1
            self.quoting[key] += bool(vault.quotations(View(post.text)))

    def share(self, kinds: Iterable[str], half: str) -> tuple[int, int]:
        """Return how many posts of these kinds quote, and how many there are."""
        kinds = tuple(kinds)
        return (
            sum(self.quoting[kind, half] for kind in kinds),
            sum(self.judged[kind, half] for kind in kinds),
        )

    def kinds(self, start: str = "") -> list[str]:
        """Return the kinds that start so, in the order in which they came."""
        kinds = dict.fromkeys(kind for kind, _ in self.judged)
        return [kind for kind in kinds if kind.startswith(start)]

    def show(self, kinds: Iterable[str]) -> None:
        """Print the kinds, both halves side by side."""
        for kind in kinds:
            sides = []
            for half in HALVES:
                found, judged = self.share([kind], half)
                share = found / judged if judged else 0.0
                sides.append(f"{found:6,} of {judged:6,} {share:8.2%}")
            print(f"  {kind:38} " + "   ".join(sides))


def classed(posts: Iterable[Made]) -> Iterator[Made]:
    """Yield posts with their length in the name of their kind, where it counts."""
    for post in posts:
        if post.kind in ("verbatim", "edited"):
            length = "12 and more" if post.words >= 12 else "8 to 11"
            yield Made(f"{post.kind} {length}", post.text, post.words, post.half)
        elif not post.kind.startswith(("paraphrase", "related", "clough")):
            yield post


def excerpts(documents: dict[str, str], posts: list[str]) -> Iterator[Made]:
    """Yield excerpts of documents, alone and inside a post of the same half."""
    for half in HALVES:
        dice = random.Random(f"{SEED} {half}")
        ours = [text for name, text in documents.items() if half_of(name) == half]
        texts = Texts(ours, dice)
        around = [post for post in posts if half_of(post) == half]
        for kind, words, text in _changed(texts, dice):
            yield Made(f"{kind}, alone", text, words, half)
            put = inside(text, dice.choice(around), dice)
            yield Made(f"{kind}, in a post", put, words, half)


def _changed(texts: Texts, dice: random.Random) -> Iterator[tuple[str, int, str]]:
    for words in EXACT:
        for _ in range(EACH):
            yield f"verbatim {words}", words, texts.excerpt(words)
    for _ in range(2 * EACH):
        words = dice.randint(12, 30)
        yield "edited 12 to 30", words, edited(texts.excerpt(words), dice, texts)
        harder = edited_by_chance(texts.excerpt(words), dice, texts)
        yield "changed by chance", words, harder
    for disguise in DISGUISES:
        for _ in range(EACH // 2):
            words = dice.randint(12, 25)
            text = disguise(texts.excerpt(words))
            yield f"disguised {disguise.__name__}", words, text


def real() -> Iterator[Made]:
    """Yield all real posts."""
    for name, posts in posts_by_set().items():
        kind = "real " + name.removeprefix("tweeteval-").removeprefix("crisislex-")
        for post in posts:
            yield Made(kind, post, 0, half_of(post))


def overview(
    name: str, tally: Tally, wanted: list[tuple[str, list[str], float]]
) -> None:
    """Print what was asked of the half to report on."""
    for what, kinds, least in wanted:
        found, judged = tally.share(kinds, "reporting")
        target(
            f"{name}: {what}",
            f"at least {least:.0%}",
            f"{floor(found / judged * 1e4) / 1e4:.2%} of {judged:,}",
            met=found >= least * judged,
        )


def alarms(name: str, tally: Tally, kinds: Iterable[str]) -> None:
    """Print what was asked of the real posts of the half to report on."""
    found, judged = tally.share(kinds, "reporting")
    target(
        f"{name}: false alarms on real posts",
        f"at most {MOST_ALARMS:.2%}",
        f"{found / judged:.3%} ({found} of {judged:,})",
        met=found <= MOST_ALARMS * judged,
    )


def measure_bench(folder: Path) -> None:
    """Measure with the posts of leak-bench."""
    vault = make_vault(folder, bench_documents())
    tally = Tally()
    tally.take(vault, classed([*bench_posts(), *bench_negatives()]))
    print(f"\nleak-bench: found, on the halves {' and '.join(HALVES)}")
    tally.show(tally.kinds())
    verbatim = tally.kinds("verbatim")
    wanted = [
        ("verbatim, 8 words and more", verbatim, 0.99),
        ("verbatim, 12 words and more", ["verbatim 12 and more"], 1.0),
        ("edited, 12 words and more", ["edited 12 and more"], 0.95),
        ("disguised", tally.kinds(_DISGUISED), 0.97),
    ]
    overview("leak-bench", tally, wanted)
    real_kinds = [kind for kind in tally.kinds("neg-") if kind != NOT_COUNTED]
    alarms("leak-bench", tally, real_kinds)


def measure_excerpts(folder: Path) -> None:
    """Measure with excerpts made here, and all real posts."""
    documents = prose_documents()
    vault = make_vault(folder, documents)
    posts = list(real())
    tally = Tally()
    tally.take(vault, excerpts(documents, [post.text for post in posts]))
    tally.take(vault, posts)
    print(f"\nexcerpts made here: found, on the halves {' and '.join(HALVES)}")
    tally.show(tally.kinds())
    long = [k for n in EXACT if n >= 12 for k in tally.kinds(f"verbatim {n},")]
    wanted = [
        ("verbatim, 8 words", tally.kinds("verbatim 8,"), 0.99),
        ("verbatim, 12 words and more", long, 1.0),
        ("edited, 12 to 30 words", tally.kinds("edited"), 0.95),
        ("disguised", tally.kinds("disguised"), 0.97),
    ]
    overview("excerpts", tally, wanted)
    alarms("excerpts", tally, tally.kinds("real"))


def main() -> None:
    """Measure both."""
    require_data("leak-bench", *PROSE, "posts-tweeteval", "posts-corporate")
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        measure_bench(Path(folder) / "bench")
        measure_excerpts(Path(folder) / "prose")


if __name__ == "__main__":
    main()
