"""How fast documents go into a vault, and what share of that is the extractor's.

From plain text in memory on one core; from text files by ``durf vault add`` with one
job on one core and with two jobs on two, taking turns; and from PDF and DOCX, written
here from the same documents.

Run: ``python -m benchmarks.vault_build``
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from html import escape
from math import floor
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from benchmarks.real_posts import require_data
from benchmarks.target import target
from benchmarks.timing import machine
from benchmarks.vault_filler import Words, walks
from benchmarks.vault_material import (
    COLLECTION,
    PROSE,
    SECRET,
    fingerprints,
    prose_documents,
)
from durf.intake.extract.extractor import Extractor
from durf.vault.document import Batch, Document, Source
from durf.vault.writer import Writer, create_vault
from tests.durf.intake.extract import made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LEAST = 20
LEAST_ON_TWO = 1.7
MEGABYTES = 64
ROUNDS = 3
_FILE = 32_000
_OFFICE_FILES = 150
_PAGE_LINES = 48
_LINE = 90
_SHORTEST = 1000


def texts() -> dict[str, str]:
    """Return the given documents, and as much like them as makes 64 MB."""
    documents = prose_documents()
    letters = sum(map(len, documents.values()))
    for number, some in enumerate(walks(Words(documents))):
        for row, text in enumerate(some):
            documents[f"filler {number}.{row}"] = text
            letters += len(text)
            if letters >= MEGABYTES * 1e6:
                return documents
    raise AssertionError


def in_memory(documents: Mapping[str, str], folder: Path) -> tuple[float, float]:
    """Put texts into a vault, merged and on the disk.

    Returns:
        The seconds by the clock, and those that a processor worked.
    """
    create_vault(folder, SECRET)
    began, worked = time.perf_counter(), time.process_time()
    with Writer(folder, SECRET) as writer:
        names = list(documents)
        for start in range(0, len(names), 500):
            part = {name: documents[name] for name in names[start : start + 500]}
            entry = writer.write_documents(fingerprints(part))
            writer.commit([entry], collections={COLLECTION: {}})
        writer.finish()
    return time.perf_counter() - began, time.process_time() - worked


def pieces(documents: Mapping[str, str]) -> Iterator[str]:
    """Yield the texts in pieces of 32,000 characters."""
    whole = "\n".join(documents.values())
    for start in range(0, len(whole), _FILE):
        yield whole[start : start + _FILE]


def added(folder: Path, vault: Path, jobs: int) -> float:
    """Return the seconds of ``durf vault add`` on as many cores as it has jobs."""
    cores = sorted(os.sched_getaffinity(0))[:jobs]
    key = vault.with_suffix(".key")
    durf = [str(Path(sys.executable).with_name("durf")), "vault"]
    make = [*durf, "init", str(vault), "--key-file", str(key)]
    subprocess.run(make, check=True, capture_output=True)
    add = [*durf, "add", str(folder), "--vault", str(vault), "--key-file", str(key)]
    add += ["--collection", COLLECTION, "--jobs", str(jobs)]
    began = time.perf_counter()
    subprocess.run(
        add,
        check=True,
        capture_output=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    return time.perf_counter() - began


@dataclass(slots=True)
class Spent:
    """Seconds in the extractor and in all else, and what came of them."""

    extracting: float = 0.0
    fingerprinting: float = 0.0
    letters: int = 0
    size: int = 0


def pdf(text: str) -> bytes:
    """Return a PDF of a text."""
    drawn = text.encode("cp1252", "ignore").decode("cp1252")
    safe = [
        line.replace("\\", "\\\\").replace("(", r"\(").replace(")", r"\)")
        for line in wrap(drawn, _LINE)
    ]
    pages = [safe[n : n + _PAGE_LINES] for n in range(0, len(safe), _PAGE_LINES)]
    return bytes(made.pdf(*pages))


def docx(text: str) -> bytes:
    """Return a DOCX of a text."""
    clean = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    body = "".join(made.paragraph(escape(line)) for line in clean.splitlines() if line)
    return bytes(made.docx(body))


def of_format(write: Callable[[str], bytes], texts: list[str], folder: Path) -> Spent:
    """Read documents of a format, and take their fingerprints."""
    spent = Spent()
    batch = Batch(SECRET)
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.{write.__name__}").write_bytes(write(text))
    paths = sorted(folder.iterdir())
    with Extractor() as extractor:
        # Its process starts with the first file.
        extractor.read(paths[0])
        for path in paths:
            began = time.perf_counter()
            extract = extractor.read(path)
            read = time.perf_counter()
            batch.add(Document(Source(str(path)), COLLECTION), extract.passages)
            spent.extracting += read - began
            spent.fingerprinting += time.perf_counter() - read
            spent.letters += sum(len(one.text) for one in extract.passages)
            spent.size += path.stat().st_size
    return spent


def measure_memory(documents: Mapping[str, str], folder: Path) -> None:
    """Print megabytes a second from memory, on one core."""
    size = sum(len(text.encode()) for text in documents.values()) / 1e6
    all_cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_cores)})
    rounds = [in_memory(documents, folder / str(n)) for n in range(ROUNDS)]
    os.sched_setaffinity(0, all_cores)
    shown = ", ".join(f"{size / a:.1f} ({size / b:.1f})" for a, b in rounds)
    best = size / min(seconds for seconds, _ in rounds)
    print(
        f"from memory, one core: {size:.0f} MB; MB/s of each round, in brackets of the"
        f" seconds that the processor worked: {shown}"
    )
    target(
        "vault: built from plain text in memory, one core",
        f"at least {LEAST} MB/s",
        f"{best:.1f} MB/s",
        met=best >= LEAST,
    )


def measure_files(documents: Mapping[str, str], folder: Path) -> None:
    """Print megabytes a second from files, on one core and on two."""
    files = folder / "files"
    files.mkdir()
    size = 0
    for number, text in enumerate(pieces(documents)):
        size += (files / f"{number}.txt").write_bytes(text.encode())
    taken: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(ROUNDS):
        for jobs, seconds in taken.items():
            seconds.append(added(files, folder / f"vault {turn} {jobs}", jobs))
    for jobs, seconds in taken.items():
        shown = ", ".join(f"{size / 1e6 / one:.1f}" for one in seconds)
        print(
            f"durf vault add, {number + 1:,} files of {size / 1e6:.0f} MB,"
            f" {jobs} jobs on as many cores; MB/s of each round: {shown}"
        )
    one, two = (size / 1e6 / min(taken[jobs]) for jobs in (1, 2))
    target(
        "vault: added from text files, one core, start to end",
        f"at least {LEAST} MB/s",
        f"{one:.1f} MB/s",
        met=one >= LEAST,
    )
    target(
        "vault: added from text files, two cores, times one",
        f"at least {LEAST_ON_TWO}",
        f"{floor(two / one * 100) / 100:.2f}",
        met=two >= LEAST_ON_TWO * one,
    )


def measure_formats(folder: Path) -> None:
    """Print the share of time that is the extractor's, for PDF and DOCX."""
    chosen = [text for text in prose_documents().values() if len(text) >= _SHORTEST]
    chosen = chosen[:: max(1, len(chosen) // _OFFICE_FILES)]
    for write in (pdf, docx):
        spent = of_format(write, chosen, folder / write.__name__)
        together = spent.extracting + spent.fingerprinting
        print(
            f"{write.__name__}: {len(chosen)} files of {spent.size / 1e6:.1f} MB with"
            f" {spent.letters / 1e6:.1f} MB of text, {spent.letters / 1e6 / together:.1f}"
            f" MB of text/s; {spent.extracting / together:.1%} of the time in the"
            " extractor"
        )


def main() -> None:
    """Measure all."""
    require_data(*PROSE)
    print(machine("cryptography", "pypdfium2"))
    documents = texts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_memory(documents, folder)
        measure_files(documents, folder)
        measure_formats(folder)


if __name__ == "__main__":
    main()
