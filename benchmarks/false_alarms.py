"""How many real posts the packs of a company would hold, which, and why.

Nobody holds back what these people posted, so every post that is held for review
or blocked counts as a false alarm here.  Somebody has read each of them: ``READ``
says what kind of post it is, and knows it by a digest of its text, since the
texts do not belong to the project.  They are shown on the terminal.

Run: ``python -m benchmarks.false_alarms``
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass

import durf
from benchmarks.real_posts import posts_by_set, require_data
from benchmarks.target import target
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
LIMIT = 0.005
READ: dict[str, tuple[str, ...]] = {
    "right: a private person gives an address or a child's date of birth to a company,"
    " in public": ("5884cc07", "70daa7cd", "b5b01f07", "e6b81ece", "ab5688f5"),
    "right to ask: the address of a press officer by name, meant to be called": (
        "8befd112",
        "b03192a4",
    ),
    "false alarm: the address of a desk or a programme, not of a person": (
        "b69c732f",
        "9296efee",
        "e27d3e4e",
        "6ec9e0b7",
        "95817ba7",
    ),
    "false alarm: the address of somebody's trade, given to get customers": (
        "7e9b441c",
        "869b200b",
        "3757e815",
        "ebc9beb3",
    ),
    "false alarm: street, place and postcode of a shop or a party": (
        "a1d30054",
        "de968cbf",
        "06536668",
    ),
}
UNREAD = "nobody has read this one yet"


@dataclass(frozen=True, slots=True)
class Held:
    """A post that would wait, and the rules that hold it."""

    origin: str
    rules: tuple[str, ...]
    text: str

    @property
    def digest(self) -> str:
        """What the post is known by."""
        return digest(self.text)

    def __str__(self) -> str:
        shown = " ".join(self.text.split())[:200]
        return f"{self.digest} {self.origin}: {', '.join(self.rules)}: {shown}"


def digest(text: str) -> str:
    """Return the first letters of a text's digest."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def company_checkers() -> dict[str, durf.Checker]:
    """Return a checker of a company's packs for each language."""
    return {
        language: durf.Checker.unproven(
            durf.Policy.parse(HEAD.format(language=language, packs=packs))
        )
        for language, packs in COMPANY.items()
    }


def language_of(name: str) -> str:
    """Return the language of a set of posts."""
    return "nl" if name.startswith("dutch") else "en"


def held_posts(name: str, texts: list[str], checker: durf.Checker) -> list[Held]:
    """Return the posts of a set that would wait."""
    held = []
    for text in texts:
        verdict = checker.check(durf.Post(text))
        if verdict.action.value in HELD:
            biting = {f.rule for f in verdict.findings if f.action.value in HELD}
            held.append(Held(name, tuple(sorted(biting)), text))
    return held


def by_reading(held: list[Held]) -> dict[str, list[Held]]:
    """Return the held posts under what somebody who read them says of them."""
    kinds = {known: kind for kind, all_known in READ.items() for known in all_known}
    groups = defaultdict(list)
    for post in held:
        groups[kinds.get(post.digest, UNREAD)].append(post)
    return groups


def main() -> None:
    """Print the share held of each set, the rules that held, and each post."""
    require_data("posts-tweeteval", "posts-corporate", "posts-dutch-mps")
    print(machine("hyperscan", "google-re2"))
    checkers = company_checkers()
    held: list[Held] = []
    total = 0
    for name, texts in posts_by_set().items():
        of_set = held_posts(name, texts, checkers[language_of(name)])
        held += of_set
        total += len(texts)
        share = len(of_set) / len(texts)
        print(f"{name:40} {len(of_set):4} of {len(texts):6}  {share:7.3%}")
    share = len(held) / total
    print(f"{'together':40} {len(held):4} of {total:6}  {share:7.3%}")
    target(
        "real posts held by the packs of a company",
        f"at most {LIMIT:.1%}",
        f"{share:.3%}",
        met=share <= LIMIT,
    )
    for rule, count in Counter(r for post in held for r in post.rules).most_common():
        print(f"{count:4}  {rule}")
    for kind, posts in by_reading(held).items():
        print(f"\n{len(posts)}: {kind}")
        for post in posts:
            print(f"  {post}")


if __name__ == "__main__":
    main()
