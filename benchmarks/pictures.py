"""How many excerpts of documents can be read back from pictures of them.

Excerpts of 8 to 25 words of the given documents are drawn as screenshots, chats
and slides, and the same pictures once more as photographs of poor quality.  An
excerpt counts as caught when the vault would have enough of it: a run of 24
letters, or runs of 16 that cover 60 % of it (a shorter one in whole).

The documents are cut in halves; settings were chosen on the first ('choosing'),
the figures are of the second.

Run: ``python -m benchmarks.pictures [--choosing] [--count N]``
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
import statistics
import subprocess
import time
import unicodedata
from collections import defaultdict
from io import BytesIO
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.picture_drawing import (
    AT_NIGHT,
    chat,
    photographed,
    screenshot,
    slide,
)
from benchmarks.target import target
from benchmarks.timing import machine, one_core
from durf.pictures.reading import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

DOCUMENTS = "leak-bench/docs.jsonl.gz"
LOOKS_LIKE = str.maketrans("0135789", "olestbg", "246")
RUN, SHORT_RUN, SHARE = 24, 16, 0.6
GOALS = {"screenshot": 0.95, "photograph": 0.80}
SHAPES = (screenshot, screenshot, chat, slide)


def letters(text: str) -> str:
    """Return the letters of a text alone, digits as the letters they look like."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(LOOKS_LIKE)
    return "".join(one for one in plain if "a" <= one <= "z")


def is_caught(excerpt: str, read: str) -> bool:
    """Say whether enough of an excerpt was read."""
    wanted, given = letters(excerpt), letters(read)
    runs, place = [], 0
    while place < len(wanted):
        size = 1
        while place + size <= len(wanted) and wanted[place : place + size] in given:
            size += 1
        runs.append(size - 1)
        place += max(size - 1, 1)
    covered = sum(run for run in runs if run >= SHORT_RUN)
    return max(runs) >= min(RUN, len(wanted)) or covered >= SHARE * len(wanted)


def excerpts(count: int, *, choosing: bool) -> list[str]:
    """Return excerpts of one half of the documents, always the same ones."""
    data = Path(os.environ.get("DURF_DATA", "../shared/data")) / DOCUMENTS
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    dice = random.Random(20260101)
    dice.shuffle(texts)
    half = len(texts) // 2
    texts = texts[:half] if choosing else texts[half:]
    found = []
    while len(found) < count:
        words = dice.choice(texts).split()
        size = dice.randint(8, 25)
        start = dice.randrange(max(1, len(words) - size))
        excerpt = " ".join(words[start : start + size])
        if len(letters(excerpt)) >= RUN:
            found.append(excerpt)
    return found


def tesseract(content: bytes) -> str:
    """Read with Debian's reader, both languages, on one core."""
    run = subprocess.run(
        [shutil.which("tesseract") or "", "-", "-", "-l", "eng+nld", "--psm", "3"],
        input=content,
        capture_output=True,
        check=False,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return run.stdout.decode("utf-8", "replace")


def stored(image: Image.Image) -> bytes:
    """Return a picture as PNG."""
    held = BytesIO()
    image.save(held, "PNG")
    return held.getvalue()


def readers() -> dict[str, Callable[[bytes], str]]:
    """Return what reads, by name: only what is installed."""
    found: dict[str, Callable[[bytes], str]] = {"durf": read_text}
    if shutil.which("tesseract"):
        found["tesseract"] = tesseract
    return found


def main() -> None:
    """Print the shares caught and the seconds a picture."""
    options = argparse.ArgumentParser()
    options.add_argument("--choosing", action="store_true")
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    one_core()
    print(machine("rapidocr", "onnxruntime", "opencv-python-headless"))
    dice = random.Random(7)
    caught: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    whole: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    took: dict[str, list[float]] = defaultdict(list)
    read_text(stored(screenshot("one two three", dice)))
    for number, excerpt in enumerate(excerpts(given.count, choosing=given.choosing)):
        shape = SHAPES[number % len(SHAPES)]
        flat = shape(excerpt, dice)
        made = {
            "screenshot": flat,
            "photograph": photographed(flat, dice),
            "at night": photographed(flat, dice, AT_NIGHT),
        }
        for kind, image in made.items():
            content = stored(image)
            for name, read in readers().items():
                began = time.perf_counter()
                text = read(content)
                took[name].append(time.perf_counter() - began)
                good = is_caught(excerpt, text)
                key = (name, kind, shape.__name__)
                caught[key].append(good)
                whole[key].append(letters(excerpt) in letters(text))
                if given.keep and name == "durf" and not good:
                    where = given.keep / f"{number}-{kind}-{shape.__name__}"
                    where.with_suffix(".png").write_bytes(content)
                    where.with_suffix(".txt").write_text(f"{excerpt}\n\n{text}\n")
    report(caught, whole, took)


def report(
    caught: dict[tuple[str, str, str], list[bool]],
    whole: dict[tuple[str, str, str], list[bool]],
    took: dict[str, list[float]],
) -> None:
    """Print what was found."""
    for (name, kind, shape), good in sorted(caught.items()):
        share = sum(good) / len(good)
        exact = sum(whole[name, kind, shape]) / len(good)
        print(
            f"{name:10} {kind:10} {shape:10} {sum(good):4} of {len(good):4} "
            f"{share:7.1%}, every letter of it {exact:7.1%}"
        )
    for name, seconds in took.items():
        slow = sorted(seconds)[int(len(seconds) * 0.95)]
        median = statistics.median(seconds)
        print(f"{name:10} median {median:.2f} s a picture, p95 {slow:.2f} s, one core")
    for kind, goal in GOALS.items():
        ours = [good for key, good in caught.items() if key[:2] == ("durf", kind)]
        all_of = [one for good in ours for one in good]
        share = sum(all_of) / len(all_of)
        target(
            f"excerpts caught, as {kind}",
            f"at least {goal:.0%}",
            f"{floor(share * 1000) / 10:.1f}%",
            met=share >= goal,
        )


if __name__ == "__main__":
    main()
