"""How many disguised examples are still found.

Every text that a rule of the kinds ``secrets``, ``personal`` and ``terms`` must
find, in all shipped packs, is dressed up in eight mechanical ways and judged
again by that rule.

Run: ``python -m benchmarks.disguised``
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import floor
from pathlib import Path

import durf
from benchmarks.target import target
from benchmarks.timing import machine
from tests.disguises import DISGUISES

LIMIT = 0.95
KINDS = ("secrets", "personal", "terms")
PACKS = Path(durf.__file__).parent / "packs"
HEAD = (
    '---\npolicy: All packs\nversion: "1"\nlanguage: {language}\n'
    "packs: [{packs}]\n---\n"
)


def all_packs() -> list[str]:
    """Return the names of the shipped packs."""
    return sorted(
        str(path.relative_to(PACKS).with_suffix("")) for path in PACKS.rglob("*.md")
    )


def main() -> None:
    """Print the share found by disguise and kind, and what is missed most."""
    print(machine())
    policy = durf.Policy.parse(HEAD.format(language="en", packs=", ".join(all_packs())))
    checker = durf.Checker.unproven(policy)
    tried, found, missed = Counter(), Counter(), Counter()
    for name, rule in policy.every_rule():
        if rule.kind not in KINDS:
            continue
        for example in rule.fails:
            for disguise in DISGUISES:
                post = replace(example.post, text=disguise(example.post.text))
                key = (disguise.__name__, rule.kind)
                tried[key] += 1
                if any(f.rule == name for f in checker.every_finding(post)):
                    found[key] += 1
                else:
                    missed[f"{name} {disguise.__name__}"] += 1
    for key in sorted(tried):
        share = found[key] / tried[key]
        print(f"{key[0]:20} {key[1]:10} {found[key]:5} of {tried[key]:5}  {share:7.1%}")
    total = sum(found.values()) / max(sum(tried.values()), 1)
    print(f"all together {sum(found.values())} of {sum(tried.values())}")
    target(
        "disguised examples still found",
        f"at least {LIMIT:.0%}",
        f"{floor(total * 1e4) / 1e4:.2%}",
        met=total >= LIMIT,
    )
    for name, count in missed.most_common(60):
        print(f"  missed {count} x {name}")


if __name__ == "__main__":
    main()
