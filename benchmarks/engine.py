"""How long a verdict takes, from ``Post`` to ``Verdict``, on one core in process.

Three policies: 300 rules (a company's packs without the secrets, and made-up
terms and patterns up to 300), all of a company's packs (the types of secrets
among them), and 10,000 rules.

Run: ``python -m benchmarks.engine``
"""

from __future__ import annotations

import random
import time

import durf
from benchmarks.real_posts import real_posts, require_data
from benchmarks.target import target
from benchmarks.timing import Times, machine, time_each

PACKS = (
    "personal-data/international, personal-data/nl, brand-safety, claims, "
    "disclosure/eu, accessibility, conduct"
)
ALL_PACKS = f"secrets, {PACKS}"
HEAD = """---
policy: Benchmark
version: "1"
language: nl
packs: [{packs}]
---
# Rules
"""
SYLLABLES = (
    "ba ke li mo nu ra se ti vo zu pra ste kli dro fu war gel min dor hep".split()
)
POSTS = 20_000


def policy(count: int, packs: str = PACKS) -> durf.Policy:
    """Return a policy of so many rules: the packs', and made-up ones to fill up."""
    head = HEAD.format(packs=packs)
    shipped = sum(1 for _ in durf.Policy.parse(head).every_rule())
    chance = random.Random(count)
    made = [_rule(number, chance) for number in range(max(0, count - shipped))]
    return durf.Policy.parse(head + "\n".join(made))


def _rule(number: int, chance: random.Random) -> str:
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(3, 4))) for _ in "ab"]
    code = "".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=4))
    look = (
        rf"pattern: '\b{code}-\d{{4,6}}\b'"
        if number % 4 == 0
        else f"terms: [{words[0]}, {words[1]}]"
    )
    return f"```rule made-{number}\naction: warn\n{look}\n```"


def measure(count: int, packs: str, texts: list[str]) -> tuple[Times, float, float]:
    """Compile, load and judge under so many rules, and print how long it took.

    Returns:
        The times of one post; the seconds to read and compile; those to load.
    """
    read_at = time.perf_counter()
    read = policy(count, packs)
    compile_at = time.perf_counter()
    compiled = durf.Checker.unproven(read).to_bytes()
    load_at = time.perf_counter()
    checker = durf.Checker.from_bytes(compiled)
    loaded_at = time.perf_counter()
    times = time_each(lambda text: checker.check(durf.Post(text)), texts)
    rules = sum(1 for _ in read.every_rule())
    print(
        f"{rules:6,} rules: read {compile_at - read_at:6.2f} s, compiled "
        f"{load_at - compile_at:6.2f} s, {len(compiled) / 1e6:.1f} MB, loaded "
        f"{(loaded_at - load_at) * 1e3:.1f} ms; a post: {times}"
    )
    return times, load_at - read_at, loaded_at - load_at


def main() -> None:
    """Print the figures."""
    require_data("posts-tweeteval", "posts-corporate")
    print(machine("hyperscan", "google-re2"))
    texts = [text for text in real_posts() if 60 <= len(text) <= 140]
    texts = random.Random(1).sample(texts, POSTS)
    print(f"{POSTS:,} real posts of {sum(map(len, texts)) / POSTS:.0f} characters")
    few, _, _ = measure(300, PACKS, texts)
    packed, _, _ = measure(0, ALL_PACKS, texts)
    many, compiled, loaded = measure(10_000, ALL_PACKS, texts)
    for name, times in (("300 rules", few), ("all packs", packed)):
        target(
            f"{name}: median",
            "at most 15 us",
            f"{times.median:.1f} us",
            met=times.median <= 15,
        )
        target(
            f"{name}: p99",
            "at most 100 us",
            f"{times.p99:.1f} us",
            met=times.p99 <= 100,
        )
    target(
        "10,000 rules: read and compiled",
        "at most 20 s",
        f"{compiled:.1f} s",
        met=compiled <= 20,
    )
    target(
        "10,000 rules: loaded",
        "at most 100 ms",
        f"{loaded * 1e3:.1f} ms",
        met=loaded <= 0.1,
    )
    times = many.median / few.median
    target(
        "10,000 rules: median, times that of 300",
        "at most 3",
        f"{times:.2f}",
        met=times <= 3,
    )


if __name__ == "__main__":
    main()
