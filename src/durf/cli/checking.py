"""What ``durf check`` does, once its options are known."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from durf.check.checker import Checker
from durf.cli.cache import Cache, default_folder
from durf.cli.cells import calm
from durf.cli.inputs import Source, opened, read_post, sources
from durf.cli.judging import Judging, is_at_least
from durf.cli.lines import blocks, size_of
from durf.cli.loading import load, load_source
from durf.cli.output import write_out
from durf.cli.progress import Progress
from durf.cli.report import Json, JsonLines, MendedLines, MendedText, Tally
from durf.cli.speech import language_of
from durf.cli.terminal import Terminal, terminal
from durf.cli.threads import whole_threads
from durf.errors import BadPost, BadUse, FileProblem
from durf.locale import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from durf.cli.judging import Batch
    from durf.cli.lines import Block
    from durf.cli.report import Report
    from durf.cli.wish import Wish
    from durf.cli.workers import Workers
    from durf.post import Post
    from durf.vault.vault import Vault

_FINE, _NO, _WRONG = 0, 1, 2


def run(wish: Wish) -> int:
    """Judge all that was asked for, and return the exit status.

    Raises:
        DurfError: it cannot even begin, or what it says cannot be written.
    """
    screen = terminal(os.environ, language_of(os.environ))
    found = sources(wish.files, wish.input_format or "")
    report = _report(wish, found, screen)
    given = wish.given()
    checker = _checker(wish, screen)
    if checker.looks_at_pictures:
        given = _with_pictures(given, wish)
    elif wish.picture or any(source.is_picture for source in found):
        note = "no rule of the policy looks at pictures: add one with 'pictures'"
        _say(translator(screen.language)(note))
    judging = Judging(checker, given, report, _beside(wish, screen))
    check = _Check(judging, screen, _progress(wish, screen))
    with _workers(wish.jobs, found, judging) as workers:
        check.all(found, workers)
    return check.status(wish.fail_on)


@dataclass
class _Check:
    """One run of the command: what it judges with, and what it has seen so far."""

    judging: Judging
    screen: Terminal
    progress: Progress
    tally: Tally = field(default_factory=Tally)
    has_written: bool = False

    def all(self, found: Iterable[Source], workers: Workers | None) -> None:
        """Judge all inputs in their order."""
        report = self.judging.report
        self._write(report.opening())
        try:
            for source in found:
                for size, batch in self._batches(source, workers):
                    self._take(source, batch)
                    self.progress.forward(size, batch.tally.posts)
        finally:
            self.progress.clear()
        self._write(report.closing(self.tally))

    def status(self, fail_on: str) -> int:
        """Return the exit status."""
        if self.tally.faults:
            return _WRONG
        return _NO if is_at_least(self.tally.strictest, fail_on) else _FINE

    def _batches(
        self, source: Source, workers: Workers | None
    ) -> Iterator[tuple[int, Batch]]:
        """Yield what came of an input; if it cannot be read, the next still can."""
        judging = self.judging
        try:
            if not source.is_jsonl:
                post = read_post(source, judging.given)
                yield len(post.text), judging.text(source.name, post)
                return
            with opened(source) as stream:
                for block, batch in _judged(
                    source, whole_threads(blocks(stream)), judging, workers
                ):
                    yield len(block.raw) + 1, batch
        except FileProblem as problem:
            self.tally.faults += 1
            self._complain(problem.sentence(self._translate))

    def _take(self, source: Source, batch: Batch) -> None:
        for line, template, argument in batch.faults:
            reason = self._translate(template).format(argument)
            fault = BadPost(path=source.name, line=line, reason=reason)
            self._complain(fault.sentence(self._translate))
        if batch.beside:
            self.progress.clear()
            sys.stderr.write(batch.beside)
        if batch.written:
            between = self.judging.report.between if self.has_written else ""
            self._write(f"{between}{batch.written}")
            self.has_written = True
        self.tally.add(batch.tally)

    def _write(self, text: str) -> None:
        if text:
            write_out(text, self.judging.report.encoding)

    def _complain(self, sentence: str) -> None:
        self.progress.clear()
        _say(sentence)

    @property
    def _translate(self) -> Callable[[str], str]:
        return translator(self.screen.language)


def _judged(
    source: Source, found: Iterable[Block], judging: Judging, workers: Workers | None
) -> Iterable[tuple[Block, Batch]]:
    if workers:
        return workers.lines(source.name, found)
    return ((block, judging.lines(source.name, block)) for block in found)


def _workers(
    jobs: int, found: list[Source], judging: Judging
) -> AbstractContextManager[Workers | None]:
    if jobs == 1 or not any(source.is_jsonl for source in found):
        return nullcontext()
    from durf.cli.workers import Workers

    return Workers(jobs, judging)


def _report(wish: Wish, found: list[Source], screen: Terminal) -> Report:
    """Return how to write down what was found.

    Raises:
        BadUse: mended posts cannot be written that way.
    """
    has_lines = any(source.is_jsonl for source in found)
    way = wish.output_format or ("jsonl" if has_lines else "text")
    if wish.fix:
        return _mended(way, found, has_lines=has_lines)
    if way == "jsonl":
        return JsonLines()
    if way == "text":
        return _pretty(screen, shows_clean=not has_lines)
    return _document(way)


def _document(way: str) -> Report:
    if way == "sarif":
        from durf.cli.sarif import Sarif

        return Sarif()
    return Json()


def _mended(way: str, found: list[Source], *, has_lines: bool) -> Report:
    if way == "jsonl":
        return MendedLines()
    if way != "text" or has_lines:
        raise BadUse(
            what="mended posts cannot be printed as {way}",
            mend="use --format text for texts, or jsonl",
            way=way,
        )
    return MendedText(has_headings=len(found) > 1)


def _pretty(screen: Terminal, *, shows_clean: bool) -> Report:
    from durf.cli.pretty import Pretty

    return Pretty(screen, shows_clean=shows_clean)


def _beside(wish: Wish, screen: Terminal) -> Report | None:
    """Return how to tell what mended posts still lack, beside the posts."""
    return _pretty(screen, shows_clean=False) if wish.fix else None


def _checker(wish: Wish, screen: Terminal) -> Checker:
    """Return the checker, with the judge that its rules ask, if one is named."""
    translate = translator(screen.language)
    cache = None if wish.no_cache else Cache(default_folder(os.environ))
    loaded = load(wish.policy, cache)
    if loaded.trouble and wish.verbose:
        note = translate("the compiled policy could not be kept ({0})")
        _say(note.format(translate(loaded.trouble)))
    vault = _vault(wish)
    if vault is not None or loaded.checker.collections:
        checker = Checker.from_bytes(loaded.program, None, vault)
        checker.require_collections()
        loaded = replace(loaded, checker=checker)
    if not loaded.has_judge_rules:
        return loaded.checker
    url = wish.judge_url or os.environ.get("DURF_JUDGE_URL", "")
    if not url:
        note = (
            "judge rules are off: name an endpoint with --judge-url or DURF_JUDGE_URL"
        )
        _say(translate(note))
        return loaded.checker
    from durf.cli.judge_endpoint import SECRETS, endpoint

    # A policy that includes no packs still does not want its secrets sent.
    shipped = load_source(SECRETS, "", cache).checker
    judge = endpoint(url, os.environ, (loaded.checker, shipped))
    return Checker.from_bytes(loaded.program, judge, vault)


def _with_pictures(given: Post, wish: Wish) -> Post:
    """Return what counts for all posts, with the pictures that it names.

    Raises:
        DurfError: one of them cannot be read.
    """
    if not given.media:
        return given
    from durf.cli.media import read_picture, with_content

    given = with_content(given)
    for medium in given.media[len(wish.media) :]:
        if medium.content is None:
            # It was asked for by name, so it says why not.
            read_picture(medium.path)
    return given


def _vault(wish: Wish) -> Vault | None:
    if not wish.vault:
        return None
    from durf.vault.vault import Vault

    return Vault.open(wish.vault)


def _progress(wish: Wish, screen: Terminal) -> Progress:
    template = translator(screen.language)("{0} posts, {1}/s")
    return Progress(size_of(wish.files), screen.has_watcher, template)


def _say(sentence: str) -> None:
    sys.stderr.write(f"durf: {calm(sentence)}\n")
