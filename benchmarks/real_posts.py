"""The public data sets, as far as they are on this machine.

Their folder is named by ``DURF_DATA``, or is ``shared/data`` beside the
checkout.  None of it belongs to the project.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(
    os.environ.get("DURF_DATA")
    or Path(__file__).parent.parent.parent / "shared" / "data"
)


def require_data(*folders: str) -> None:
    """End the benchmark with a clear message where data is missing."""
    missing = [folder for folder in folders if not (DATA / folder).is_dir()]
    if missing:
        names = ", ".join(missing)
        print(f"skipped: no {names} in {DATA} (set DURF_DATA to the data sets)")
        sys.exit(0)


def unpacked(path: str) -> str:
    """Return the text of a file of the data, unpacked if it is packed."""
    data = (DATA / path).read_bytes()
    if path.endswith(".gz"):
        data = gzip.decompress(data)
    return data.decode("utf-8", "replace")


def json_lines(path: str) -> Iterator[dict[str, str]]:
    """Yield the objects of a JSONL file of the data."""
    for line in unpacked(path).split("\n"):
        if line.strip():
            yield json.loads(line)


def _rows(path: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(unpacked(path)))


def _lines(path: str) -> Iterator[str]:
    yield from unpacked(path).split("\n")


def posts_by_set() -> dict[str, list[str]]:
    """Return the real posts, by the set they come from."""
    sets: dict[str, Iterator[str]] = {
        "corporate": (r["text"] for r in json_lines("posts-corporate/posts.jsonl.gz")),
        "airline": (r["text"] for r in json_lines("posts-airline/tweets.jsonl.gz")),
        "dutch-mps": (
            r["text"] for r in json_lines("posts-dutch-mps/raw_tweets.jsonl.gz")
        ),
        "dutch-polarity": (
            r["text"] for r in json_lines("posts-dutch-mps/polarity.jsonl")
        ),
        "politicians": (
            r["text"] for r in _rows("posts-politicians/realDonaldTrump.csv.gz")
        ),
    }
    for path in sorted((DATA / "posts-tweeteval").glob("*text.txt.gz")):
        name = f"tweeteval-{path.name.split('_')[0]}-{path.name.split('_')[1]}"
        sets[name] = _lines(f"posts-tweeteval/{path.name}")
    for path in sorted((DATA / "posts-crisislex").glob("*.csv.gz")):
        rows = _rows(f"posts-crisislex/{path.name}")
        sets[f"crisislex-{path.name.split('.')[0]}"] = (r[" Tweet Text"] for r in rows)
    return {name: [t for t in texts if t.strip()] for name, texts in sets.items()}


def real_posts() -> list[str]:
    """Return all real posts."""
    return [text for texts in posts_by_set().values() for text in texts]
