"""What the pack ``secrets`` finds of the strings of published secret scanners.

The strings are the test material of two scanners: what they must find and what
they must leave alone.  A string that one rule of a scanner must leave alone may
be what another of its rules must find; such a string is told apart.  The files
of a repository made of leaks are counted for information.

Run: ``python -m benchmarks.secrets_recall [--all]``
"""

from __future__ import annotations

import csv
import io
import sys
import tarfile
from collections import Counter
from dataclasses import dataclass
from math import floor

import durf
from benchmarks.real_posts import DATA, json_lines, require_data
from benchmarks.target import target
from benchmarks.timing import machine

HEAD = '---\npolicy: Secrets\nversion: "1"\nlanguage: en\npacks: [secrets]\n---\n'
SETS = ("secrets-gitleaks-strings", "secrets-detect-secrets-tests")
LEAKY = "secrets-leaky-repo"
LEAST_FOUND = 0.97
MOST_ALARMS = 0.01


@dataclass(frozen=True, slots=True)
class String:
    """A string, the scanner's rule it was written for, and what that must do."""

    text: str
    rule: str
    must_find: bool


def strings(name: str) -> list[String]:
    """Return the strings of a set."""
    rows = json_lines(f"{name}/strings.jsonl.gz")
    return [
        String(r["text"], r.get("rule") or r["plugin"], bool(r["label"])) for r in rows
    ]


def found(checker: durf.Checker, text: str) -> list[str]:
    """Return the texts that the pack finds in a string."""
    verdict = checker.check(durf.Post(text))
    return [text[f.start : f.end] for f in verdict.findings]


@dataclass(frozen=True, slots=True)
class Score:
    """How many strings were found, and how many raised a false alarm."""

    found: int
    positives: int
    alarms: int
    wanted_elsewhere: int
    negatives: int


def measure(checker: durf.Checker, name: str, *, shows_all: bool) -> Score:
    """Print and return recall and false alarms on one set."""
    material = strings(name)
    wanted = "\0".join(s.text for s in material if s.must_find)
    positives = [s for s in material if s.must_find]
    missed = [s for s in positives if not found(checker, s.text)]
    negatives = [s for s in material if not s.must_find]
    alarms = [(s, found(checker, s.text)) for s in negatives]
    alarms = [(s, hits) for s, hits in alarms if hits]
    wanted_elsewhere = [s for s, hits in alarms if any(h in wanted for h in hits)]
    print(f"{name}: found {len(positives) - len(missed)} of {len(positives)}")
    print(
        f"  alarms on {len(alarms)} of {len(negatives)} that one rule must leave"
        f" alone; {len(wanted_elsewhere)} of them another rule must find"
    )
    for rule, count in Counter(s.rule for s in missed).most_common():
        print(f"  missed {count} x {rule}")
    for string, hits in alarms:
        is_wanted = " (wanted elsewhere)" if string in wanted_elsewhere else ""
        print(f"  alarm {string.rule}{is_wanted}")
        if shows_all:
            print(f"    {hits}")
    return Score(
        len(positives) - len(missed),
        len(positives),
        len(alarms),
        len(wanted_elsewhere),
        len(negatives),
    )


def overview(scores: list[Score]) -> None:
    """Print what was asked of all sets together."""
    recall = sum(s.found for s in scores) / sum(s.positives for s in scores)
    negatives = sum(s.negatives for s in scores)
    alarms = sum(s.alarms for s in scores)
    wrong = alarms - sum(s.wanted_elsewhere for s in scores)
    target(
        "secrets: published strings found",
        f"at least {LEAST_FOUND:.0%}",
        f"{floor(recall * 1e4) / 1e4:.2%}",
        met=recall >= LEAST_FOUND,
    )
    target(
        "secrets: alarms on strings to leave alone",
        f"at most {MOST_ALARMS:.0%}",
        f"{wrong / negatives:.2%} ({alarms / negatives:.2%} with those that another"
        " rule of the same scanner must find)",
        met=wrong / negatives <= MOST_ALARMS,
    )


def measure_files(checker: durf.Checker) -> None:
    """Print how many of the files with risks have a finding."""
    with tarfile.open(DATA / LEAKY / "leaky-repo.tar.gz") as archive:
        files = {
            member.name.partition("/")[2]: source.read().decode("utf-8", "replace")
            for member in archive.getmembers()
            if (source := archive.extractfile(member)) is not None
        }
    listed = csv.reader(io.StringIO(files[".leaky-meta/secrets.csv"]))
    risky = {row[0]: int(row[1]) for row in listed if len(row) > 2 and row[1].isdigit()}
    count = {name: len(found(checker, files.get(name, ""))) for name in risky}
    hit = [name for name, risks in risky.items() if risks and count[name]]
    total = [name for name, risks in risky.items() if risks]
    print(f"{LEAKY}: a finding in {len(hit)} of {len(total)} files with risks")
    print("  none in: " + ", ".join(sorted(set(total) - set(hit))))


def main() -> None:
    """Measure all sets."""
    require_data(*SETS, LEAKY)
    print(machine())
    checker = durf.Checker.unproven(durf.Policy.parse(HEAD))
    shows_all = "--all" in sys.argv
    overview([measure(checker, name, shows_all=shows_all) for name in SETS])
    measure_files(checker)


if __name__ == "__main__":
    main()
