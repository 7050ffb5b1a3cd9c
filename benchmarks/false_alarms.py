"""How many real posts the packs of a company would hold, and which.

Nobody holds back what these people posted: a post that is held for review or
blocked counts as a false alarm unless it is explained below.

Run: ``python -m benchmarks.false_alarms [--all]``
"""

from __future__ import annotations

import sys
from collections import Counter

import durf
from benchmarks.real_posts import posts_by_set, require_data
from benchmarks.timing import machine

HEAD = (
    '---\npolicy: Company\nversion: "1"\nlanguage: {language}\npacks: [{packs}]\n---\n'
)
COMPANY = {
    "en": "secrets, personal-data/international, personal-data/us, personal-data/uk, "
    "brand-safety, claims",
    "nl": "secrets, personal-data/international, personal-data/nl, brand-safety, claims",
}
HELD = ("review", "block")


def main() -> None:
    """Print the share held for each set of posts, the rules that held, the posts."""
    require_data("posts-tweeteval", "posts-corporate", "posts-dutch-mps")
    print(machine())
    checkers = {
        language: durf.Checker.unproven(
            durf.Policy.parse(HEAD.format(language=language, packs=packs))
        )
        for language, packs in COMPANY.items()
    }
    rules: Counter[str] = Counter()
    held_posts: list[tuple[str, str, str]] = []
    total = 0
    for name, texts in posts_by_set().items():
        checker = checkers["nl" if name.startswith("dutch") else "en"]
        held = 0
        for text in texts:
            verdict = checker.check(durf.Post(text))
            if verdict.action.value not in HELD:
                continue
            held += 1
            biting = {f.rule for f in verdict.findings if f.action.value in HELD}
            rules.update(biting)
            held_posts.append((name, ", ".join(sorted(biting)), text))
        total += len(texts)
        print(f"{name:40} {held:4} of {len(texts):6}  {held / len(texts):7.3%}")
    print(
        f"{'together':40} {len(held_posts):4} of {total:6}  {len(held_posts) / total:7.3%}"
    )
    for rule, count in rules.most_common():
        print(f"  {count:4}  {rule}")
    shown = held_posts if "--all" in sys.argv else held_posts[:100]
    for name, biting, text in shown:
        print(f"- {name}: {biting}: {' '.join(text.split())[:200]}")


if __name__ == "__main__":
    main()
