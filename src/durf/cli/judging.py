"""Judging inputs, one block of posts at a time, here or in other processes."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from durf.action import Action
from durf.check.mend import mend
from durf.cli.jsonl import Fault, Line, read_lines
from durf.cli.report import Judged, Report, Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.check.checker import Checker
    from durf.check.verdict import Verdict
    from durf.cli.lines import Block
    from durf.post import Post

# A mended place may show what it hid; a handful of rounds is plenty.
_MOST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a block: what to write, what to say beside it, and the tally."""

    written: str
    faults: tuple[Fault, ...] = ()
    beside: str = ""
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True)
class Judging:
    """Everything there is to know to judge a block of posts.

    Args:
        checker: who judges.
        given: what counts for posts that do not say it themselves.
        report: how verdicts are written down.
        beside: how what a mended post still lacks is told; mends if there is one.
    """

    checker: Checker
    given: Post
    report: Report
    beside: Report | None = None

    def lines(self, path: str, block: Block) -> Batch:
        """Judge a block of JSON lines."""
        now = _now()
        written: list[str] = []
        beside: list[str] = []
        faults: list[Fault] = []
        tally = Tally()
        for judged in self._each(block, path, now):
            if isinstance(judged, Fault):
                faults.append(judged)
                continue
            tally.note(judged.verdict)
            if one := self.report.one(judged):
                written.append(one)
            if self.beside and judged.verdict.findings:
                beside.append(self.beside.one(judged))
        tally.faults = len(faults)
        between = self.report.between
        return Batch(between.join(written), tuple(faults), "".join(beside), tally)

    def _each(self, block: Block, path: str, now: datetime) -> Iterator[Judged | Fault]:
        """Yield what came of each line; posts of one thread are judged together."""
        lines = read_lines(block, self.given)
        # What posts call their media is seen from the file that they stand in.
        folder = os.path.dirname(path)
        for thread, some in groupby(lines, key=_thread):
            if not thread:
                for line in some:
                    if isinstance(line, Fault):
                        yield line
                    else:
                        yield self._judged(self._seen(line, folder), path, now)
                continue
            posts = [
                self._seen(line, folder) for line in some if isinstance(line, Line)
            ]
            verdicts = self.checker.check_thread([line.post for line in posts], now)
            for line, verdict in zip(posts, verdicts, strict=True):
                yield self._mended(line, verdict, path, now)

    def text(self, path: str, post: Post) -> Batch:
        """Judge a post that is a whole file."""
        judged = self._judged(self._seen(Line(0, post, {})), path, _now())
        tally = Tally()
        tally.note(judged.verdict)
        beside = self.beside and judged.verdict.findings and self.beside.one(judged)
        return Batch(self.report.one(judged), beside=beside or "", tally=tally)

    def _seen(self, line: Line, folder: str = "") -> Line:
        """Return a post with its pictures, if anybody is going to look at them."""
        if not line.post.media or not self.checker.looks_at_pictures:
            return line
        from durf.cli.media import with_content

        return line._replace(post=with_content(line.post, folder))

    def _judged(self, line: Line, path: str, now: datetime) -> Judged:
        return self._mended(line, self.checker.check(line.post, now), path, now)

    def _mended(self, line: Line, verdict: Verdict, path: str, now: datetime) -> Judged:
        post = line.post
        rounds = _MOST_ROUNDS if self.beside and verdict.findings else 0
        for _ in range(rounds):
            mended = mend(post, verdict)
            if mended == post:
                break
            post = mended
            verdict = self.checker.check(post, now)
        return Judged(post, verdict, path, line.number, line.values)


def _thread(line: Line | Fault) -> str:
    return "" if isinstance(line, Fault) else line.post.thread


def is_at_least(action: Action, limit: str) -> bool:
    """Tell whether a verdict is as strict as a limit, which may be ``never``."""
    return limit != "never" and action.strictness >= Action(limit).strictness


def _now() -> datetime:
    # Asked for each block: a check that reads a pipe may run for weeks.
    return datetime.now(UTC)
