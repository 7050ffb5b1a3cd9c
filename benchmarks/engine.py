"""How long a verdict takes: 300 and 10,000 rules, and peers on the same entities.

Run: ``python -m benchmarks.engine``
"""

from __future__ import annotations

import random
import time

import durf
from benchmarks.real_posts import real_posts, require_data
from benchmarks.timing import Times, machine, time_each

PACKS = (
    "secrets, personal-data/international, personal-data/nl, brand-safety, claims, "
    "disclosure/eu, accessibility, conduct"
)
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


def policy(count: int) -> durf.Policy:
    """Return a policy of so many rules: the packs', and made-up ones to fill up."""
    head = HEAD.format(packs=PACKS)
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


def measure(count: int, texts: list[str]) -> Times:
    """Compile, load and judge under so many rules, and print how long it took."""
    read_at = time.perf_counter()
    read = policy(count)
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
    return times


def main() -> None:
    """Print the figures."""
    require_data("posts-tweeteval", "posts-corporate")
    print(machine("hyperscan", "google-re2"))
    texts = [text for text in real_posts() if 60 <= len(text) <= 140]
    texts = random.Random(1).sample(texts, POSTS)
    print(f"{POSTS:,} real posts of {sum(map(len, texts)) / POSTS:.0f} characters")
    few = measure(300, texts)
    many = measure(10_000, texts)
    print(f"10,000 rules take {many.median / few.median:.2f} times the median of 300")


if __name__ == "__main__":
    main()
