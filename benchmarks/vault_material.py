"""Documents and posts to measure the vault with, in two halves.

Thresholds are chosen on what belongs to one half, and figures are reported on the
other: a document, and all that is made of it, is in the half that a hash of its
name says, and a real post in the one that a hash of its text says.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from benchmarks.real_posts import json_lines
from durf.vault.document import Batch, Document, Passage, Source
from durf.vault.secret import Secret
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COLLECTION = "inner"
SECRET = Secret(bytes(range(32)))
HALVES = ("choosing", "reporting")
PROSE = ("leak-fomc", "leak-18f", "leak-algoritmekader-nl")
_FILES = ("leak-fomc/speeches", "leak-18f/pages", "leak-algoritmekader-nl/pages")


@dataclass(frozen=True, slots=True)
class Made:
    """A post of the data that was made of a document, or a real one.

    Attributes:
        kind: how it was made.
        text: of the post.
        words: of the document that it has, before they were changed.
        half: that it belongs to.
    """

    kind: str
    text: str
    words: int
    half: str


def half_of(name: str) -> str:
    """Return the half that a document or a real post belongs to."""
    return HALVES[sha256(name.encode()).digest()[0] & 1]


def bench_documents() -> dict[str, str]:
    """Return the documents that the posts of leak-bench are made of."""
    return {d["id"]: d["text"] for d in json_lines("leak-bench/docs.jsonl.gz")}


def bench_posts() -> list[Made]:
    """Return the posts of leak-bench that are made of documents."""
    return [
        Made(p["cls"], p["text"], int(p["n"] or 0), half_of(p["doc"] or p["text"]))
        for p in json_lines("leak-bench/posts.jsonl.gz")
    ]


def bench_negatives() -> list[Made]:
    """Return the texts of leak-bench that quote no document on purpose."""
    return [
        Made(p["cls"], p["text"], 0, half_of(p["text"]))
        for p in json_lines("leak-bench/neg.jsonl.gz")
    ]


def prose_documents() -> dict[str, str]:
    """Return the speeches, the pages of a handbook and those of a guide in Dutch."""
    return {
        f"{path}/{one['id']}": one["text"]
        for path in _FILES
        for one in json_lines(f"{path}.jsonl.gz")
    }


def fingerprints(documents: Mapping[str, str]) -> Batch:
    """Return the fingerprints of documents, as one batch."""
    batch = Batch(SECRET)
    for name, text in documents.items():
        batch.add(Document(Source(name), COLLECTION), [Passage(text)])
    return batch


def make_vault(folder: Path, documents: Mapping[str, str]) -> Vault:
    """Make a vault of documents, and open it."""
    create_vault(folder, SECRET)
    with Writer(folder, SECRET) as writer:
        entry = writer.write_documents(fingerprints(documents))
        writer.commit([entry], collections={COLLECTION: {}})
    return Vault.open(folder, SECRET)
