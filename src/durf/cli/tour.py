"""A first look at durf: the example posts, judged under the example policies.

``python -m durf.cli.tour`` shows all of it; ``make run`` begins with ``--brief``.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from durf.action import Action
from durf.cli.cache import Cache, default_folder
from durf.cli.cells import calm, cells, wrapped
from durf.cli.jsonl import Line, read_lines
from durf.cli.lines import blocks
from durf.cli.loading import load
from durf.cli.output import write_out
from durf.cli.pretty import Pretty
from durf.cli.report import Judged, Tally
from durf.cli.speech import language_of
from durf.cli.terminal import terminal
from durf.policy.model import Policy
from durf.post import Post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.check.checker import Checker

EXAMPLES = Path(__file__).parent.parent / "policies" / "examples"
_SHOWS = (
    ("gemeente-voorbeeld.md", "posts.nl.jsonl"),
    ("northwind-example.md", "posts.en.jsonl"),
)
# What a glance shows one of each.
_GLANCE = (Action.ALLOW, Action.BLOCK, Action.REVIEW)
_NEXT = {
    "{durf} policy new": "write your own policy, from a model",
    "{durf} policy test policy.md": "run the examples in it",
    "{durf} policy render policy.md -o handbook.html": "make the handbook for all",
    "{durf} check post.txt": "judge a post; exit status 1 if it may not go out",
    "{durf} vault init vault": "begin a vault of what must not leak",
    "{durf} check --help": "all that a check can do",
}


@dataclass(frozen=True)
class Tour:
    """The tour on one screen.

    Args:
        pretty: how verdicts are shown in the reader's language.
    """

    pretty: Pretty

    def run(self) -> Iterator[str]:
        """Yield what there is to see, piece by piece."""
        motto = self.pretty.say("the policy that staff read, enforced")
        yield f"\n{self.pretty.bold('durf')}  {motto}\n\n"
        cache = Cache(default_folder(os.environ))
        total, seconds = Tally(), 0.0
        for policy_name, posts_name in _SHOWS:
            policy = Policy.read(EXAMPLES / policy_name)
            yield self._heading(policy)
            checker = load(policy.path, cache).checker
            for line in _posts(EXAMPLES / posts_name):
                verdict = checker.check(line.post)
                judged = Judged(
                    line.post, verdict, posts_name, line.number, line.values
                )
                yield self._post(judged)
                seconds += _seconds(checker, line.post)
                total.note(verdict)
        yield self._summary(total, seconds)
        yield self._next()

    def glance(self, language: str) -> Iterator[str]:
        """Yield three posts in the reader's language: fine, not fine, and ask."""
        policy_name, posts_name = _SHOWS[0 if language == "nl" else 1]
        policy = Policy.read(EXAMPLES / policy_name)
        checker = load(policy.path, Cache(default_folder(os.environ))).checker
        yield self._heading(policy)
        wanted = set(_GLANCE)
        for line in _posts(EXAMPLES / posts_name):
            verdict = checker.check(line.post)
            if verdict.action in wanted:
                wanted.discard(verdict.action)
                yield self._post(
                    Judged(line.post, verdict, posts_name, line.number, line.values)
                )

    def _heading(self, policy: Policy) -> str:
        say = self.pretty.say
        rule = self.pretty.sign("─") * self.pretty.width
        own = len(policy.rules)
        packed = sum(len(pack.rules) for pack in policy.packs)
        counted = say("{0} rules").format(own)
        if packed:
            said = say("{0} rules of its own, {1} from {2} packs")
            counted = said.format(own, packed, len(policy.packs))
        version = policy.version.partition("+")[0]
        return (
            f"{self.pretty.dim(rule)}\n"
            f"{self.pretty.bold(f'{policy.name} {version}')}\n"
            f"{self.pretty.dim(f'{Path(policy.path).name}: {counted}')}\n"
            f"{self.pretty.dim(rule)}\n\n"
        )

    def _post(self, judged: Judged) -> str:
        verdict = judged.verdict
        pretty = self.pretty
        label = pretty.verdict(verdict.action)
        gap = " " * max(12 - cells(pretty.word(verdict.action)) - 2, 1)
        if not verdict.findings:
            return self._clean(f"{label}{gap}", judged.post)
        who = _who(judged)
        first = f"{label}{gap}{pretty.dim(who)}" if who else label
        return "".join(f"{line}\n" for line in (first, "", *pretty.body(judged)))

    def _clean(self, label: str, post: Post) -> str:
        text = calm(post.text.replace("\n", " "))
        room = self.pretty.width - 12
        first, *rest = wrapped(text, room - 2)
        shown = f"{first} …" if rest else first
        return f"{label}{shown}\n\n"

    def _summary(self, total: Tally, seconds: float) -> str:
        rule = self.pretty.dim(self.pretty.sign("─") * self.pretty.width)
        each = seconds / max(total.posts, 1) * 1e6
        said = self.pretty.say("{0} microseconds a post, on this machine, offline")
        speed = self.pretty.dim(said.format(round(each)))
        return f"{rule}\n{self.pretty.closing(total)}{speed}\n\n"

    def _next(self) -> str:
        say = self.pretty.say
        durf = _command()
        lines = [self.pretty.bold(say("Your turn:")), ""]
        for command, what in _NEXT.items():
            lines += [
                f"  {self.pretty.bold(command.format(durf=durf))}",
                f"      {say(what)}",
            ]
        return "\n".join([*lines, "\n"])


def _seconds(checker: Checker, post: Post) -> float:
    """Return how long judging takes once the rules that it needs are ready."""
    began = perf_counter()
    checker.check(post)
    return perf_counter() - began


def _posts(path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        for block in blocks(file):
            yield from (
                line for line in read_lines(block, Post("")) if isinstance(line, Line)
            )


def _who(judged: Judged) -> str:
    """Say in a line what a post is about, who says it, where and when."""
    post = judged.post
    about = judged.values and judged.values.get("about")
    said = [str(about or ""), post.author.name, *post.author.roles, post.channel]
    if post.at:
        said.append(f"{post.at:%Y-%m-%d}")
    return calm(", ".join(part for part in said if part))


def _command() -> str:
    """Return how to call durf from here: by its name, or by its place."""
    beside = Path(sys.executable).parent / "durf"
    on_path = os.environ.get("PATH", "").split(os.pathsep)
    if str(beside.parent) in on_path or not beside.exists():
        return "durf"
    with_us = beside.is_relative_to(Path.cwd())
    return str(beside.relative_to(Path.cwd()) if with_us else beside)


def main() -> None:
    """Show the tour, or a glance at it."""
    language = language_of(os.environ)
    screen = terminal(os.environ, language)
    tour = Tour(Pretty(screen))
    pieces = tour.glance(language) if "--brief" in sys.argv[1:] else tour.run()
    for piece in pieces:
        write_out(piece, screen.encoding)


if __name__ == "__main__":
    main()
