"""What the pack ``conduct`` finds of HateCheck, by what each case tests.

HateCheck is made to be hard: hate without a single bad word, and bad words
without any hate.  A pack of words is expected to find the open slurs and threats
and to leave the quotations alone; this shows how far that goes.  Here the data
has English cases only.

Run: ``python -m benchmarks.tone_hatecheck``
"""

from __future__ import annotations

import csv
import io
from collections import Counter

import durf
from benchmarks.real_posts import require_data, unpacked
from benchmarks.timing import machine

HEAD = '---\npolicy: Conduct\nversion: "1"\nlanguage: en\npacks: [conduct]\n---\n'
HELD = ("review", "block")
# How HateCheck's names of tests without hate end.
HARMLESS = "_nh"


def cases() -> list[tuple[str, str]]:
    """Return the name of the test and the text of each case."""
    rows = csv.DictReader(io.StringIO(unpacked("tone-hatecheck/hatecheck_en.csv.gz")))
    return [(row["functionality"], row["test_case"]) for row in rows]


def main() -> None:
    """Print what is found of each group, and recall and precision of them all."""
    require_data("tone-hatecheck")
    print(machine("hyperscan", "google-re2"))
    checker = durf.Checker.unproven(durf.Policy.parse(HEAD))
    asked, found, held = Counter(), Counter(), Counter()
    for name, text in cases():
        verdict = checker.check(durf.Post(text))
        asked[name] += 1
        found[name] += bool(verdict.findings)
        held[name] += verdict.action.value in HELD
    for is_hateful, title in ((True, "hateful"), (False, "not hateful")):
        names = [n for n in asked if n.endswith(HARMLESS) != is_hateful]
        print(f"\n{title:22} cases  found   held  share found")
        for name in sorted(names, key=lambda n: -found[n] / asked[n]):
            share = found[name] / asked[name]
            print(
                f"  {name:20} {asked[name]:5} {found[name]:6} {held[name]:6} {share:8.1%}"
            )
    for title, hits in (("found", found), ("held for review or blocked", held)):
        right = sum(n for name, n in hits.items() if not name.endswith(HARMLESS))
        hateful = sum(n for name, n in asked.items() if not name.endswith(HARMLESS))
        precision = right / max(sum(hits.values()), 1)
        print(f"{title}: recall {right / hateful:.1%}, precision {precision:.1%}")


if __name__ == "__main__":
    main()
