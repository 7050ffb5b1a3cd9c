"""What ``durf policy backtest`` does, once its options are known."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from durf.check.backtest import Record, shift
from durf.check.checker import Checker
from durf.cli.backtest_report import JsonReport, TextReport
from durf.cli.cells import calm
from durf.cli.inputs import Source, opened
from durf.cli.jsonl import Fault, read_lines
from durf.cli.lines import blocks, size_of
from durf.cli.media import with_content
from durf.cli.policy_page import page
from durf.cli.progress import Progress
from durf.errors import BadPost, DurfError, FileProblem
from durf.policy.model import Policy
from durf.post import Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from durf.cli.backtest_report import Report
    from durf.cli.lines import Block
    from durf.cli.policy_page import Page


def run(paths: Sequence[str], posts: Sequence[str], output_format: str) -> int:
    """Judge all posts under each policy, and return the exit status.

    Raises:
        DurfError: a policy cannot be read or has faults.
    """
    sheet = page()
    policies = [Policy.read(path) for path in paths]
    checkers = [Checker.unproven(policy) for policy in policies]
    report: Report = (
        JsonReport(policies) if output_format == "json" else TextReport(policies, sheet)
    )
    is_watched = sys.stderr.isatty()
    progress = Progress(size_of(posts), is_watched, sheet.say("{0} posts, {1}/s"))
    test = _Backtest(checkers, report, sheet, progress)
    report.open()
    try:
        for path in posts:
            test.file(Source(path, is_jsonl=True))
    finally:
        progress.clear()
    report.close(test.records, test.faults)
    return 2 if test.faults else 0


@dataclass
class _Backtest:
    checkers: Sequence[Checker]
    report: Report
    sheet: Page
    progress: Progress
    records: tuple[Record, ...] = ()
    faults: int = 0
    given: Post = field(default_factory=lambda: Post(""))

    def __post_init__(self) -> None:
        self.records = tuple(Record() for _ in self.checkers)

    def file(self, source: Source) -> None:
        try:
            with opened(source) as stream:
                self._blocks(source, blocks(stream))
        except FileProblem as problem:
            self._complain(problem)

    def _blocks(self, source: Source, found: Iterable[Block]) -> None:
        for block in found:
            # One moment for each block: a pipe may run for weeks.
            now = datetime.now(UTC)
            before = self.records[0].posts
            for line in read_lines(block, self.given):
                if isinstance(line, Fault):
                    reason = self.sheet.say(line.template).format(line.argument)
                    problem = BadPost(path=source.name, line=line.line, reason=reason)
                    self._complain(problem)
                else:
                    self._post(line.post, now, os.path.dirname(source.path))
            count = self.records[0].posts - before
            self.progress.forward(len(block.raw) + 1, count)

    def _post(self, post: Post, now: datetime, folder: str) -> None:
        if post.media and any(one.looks_at_pictures for one in self.checkers):
            post = with_content(post, folder)
        verdicts = [checker.check(post, now) for checker in self.checkers]
        for record, verdict in zip(self.records, verdicts, strict=True):
            record.note(post, verdict)
        if len(verdicts) == 2:
            changed = shift(post, *verdicts)
            if changed:
                self.report.shift(changed)

    def _complain(self, problem: DurfError) -> None:
        self.faults += 1
        self.progress.clear()
        sys.stderr.write(f"durf: {calm(problem.sentence(self.sheet.say))}\n")
