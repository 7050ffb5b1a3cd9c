"""What the shipped policies say of the real posts, by data set and by rule.

Each post is judged by an example policy in its language, and by the packs of a
company; the moment is a working day far from every day in their calendars.  The
tables stand in ``docs/explanation/real-posts.md``; the words around them are
written by people who read the posts.

Run: ``python -m benchmarks.real_report`` to print the tables,
``python -m benchmarks.real_report --write`` to put them into the page.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import durf
from benchmarks.false_alarms import company_checkers, language_of
from benchmarks.real_posts import posts_by_set, require_data

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "explanation" / "real-posts.md"
EXAMPLES = Path(durf.__file__).parent / "policies" / "examples"
POLICIES = {"nl": "gemeente-voorbeeld", "en": "northwind-example"}
AT = datetime(2027, 5, 18, 10, tzinfo=UTC)
HELD = ("review", "block")
# A warning seen less often than this is counted with the others.
OFTEN = 10


@dataclass(slots=True)
class Count:
    """How many posts of one set, or one language, got what."""

    posts: int = 0
    actions: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    held_by_packs: int = 0

    @property
    def held(self) -> int:
        """Posts that would wait for a person, or not go out."""
        return sum(self.actions[action] for action in HELD)

    def add(self, other: Count) -> None:
        """Count another set along."""
        self.posts += other.posts
        self.held_by_packs += other.held_by_packs
        self.actions += other.actions
        self.rules += other.rules


def judged(texts: list[str], example: durf.Checker, packs: durf.Checker) -> Count:
    """Count what the example policy and the packs say of some posts."""
    count = Count(len(texts))
    for text in texts:
        post = durf.Post(text, at=AT)
        verdict = example.check(post)
        count.actions[verdict.action.value] += 1
        count.rules.update({(f.rule, f.action.value) for f in verdict.findings})
        count.held_by_packs += packs.check(post).action.value in HELD
    return count


def sets_table(counts: dict[str, Count]) -> str:
    """Return a row for each data set."""
    rows = [
        "| posts | judged by | number | warned | review | block | held"
        " | held by the company's packs |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    together = Count()
    for name, count in counts.items():
        rows.append(_row(name, POLICIES[language_of(name)], count))
        together.add(count)
    return "\n".join([*rows, _row("together", "", together)])


def _row(name: str, policy: str, count: Count) -> str:
    of = count.actions
    return (
        f"| {name} | {policy} | {count.posts:,} | {of['warn']:,} | {of['review']:,}"
        f" | {of['block']:,} | {count.held / count.posts:.2%}"
        f" | {count.held_by_packs} ({count.held_by_packs / count.posts:.2%}) |"
    )


def rules_table(of_language: dict[str, Count], actions: tuple[str, ...]) -> str:
    """Return a row for each rule with one of these actions, most frequent first."""
    rows = ["| rule | policy | action | posts | share |", "|---|---|---|--:|--:|"]
    rest = Counter[str]()
    for language, count in of_language.items():
        policy = POLICIES[language]
        for (rule, action), posts in count.rules.most_common():
            if action not in actions:
                continue
            if posts < OFTEN and action not in HELD:
                rest[policy] += posts
                continue
            share = f"{posts / count.posts:.2%}"
            rows.append(f"| `{rule}` | {policy} | {action} | {posts:,} | {share} |")
    for policy, posts in rest.items():
        rows.append(f"| other rules | {policy} | {actions[0]} | {posts} | |")
    return "\n".join(rows)


def main() -> None:
    """Judge all posts; print the tables, or write them into the page."""
    require_data("posts-tweeteval", "posts-corporate", "posts-dutch-mps")
    examples = {
        language: durf.Checker(durf.Policy.read(EXAMPLES / f"{name}.md"))
        for language, name in POLICIES.items()
    }
    packs = company_checkers()
    counts, of_language = {}, {language: Count() for language in POLICIES}
    for name, texts in posts_by_set().items():
        language = language_of(name)
        counts[name] = judged(texts, examples[language], packs[language])
        of_language[language].add(counts[name])
    tables = {
        "sets": sets_table(counts),
        "held": rules_table(of_language, HELD),
        "warned": rules_table(of_language, ("warn",)),
    }
    page = PAGE.read_text("utf-8") if PAGE.exists() else ""
    for name, table in tables.items():
        marked = f"<!-- {name} -->\n\n{table}\n\n<!-- /{name} -->"
        page = re.sub(rf"(?s)<!-- {name} -->.*<!-- /{name} -->", marked, page)
        print(f"{table}\n")
    if "--write" in sys.argv:
        PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
