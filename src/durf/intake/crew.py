"""Threads that read files into batches, while one writes down what is done.

Reading happens in child processes and fingerprinting in compiled code, both
without Python's lock, so two threads do nearly twice the work of one.  Only the
thread that called commits: what it has committed stays, whatever happens next.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from durf.errors import DurfError, FileProblem, Unreadable
from durf.intake.extract.extractor import Extractor
from durf.intake.reading import read
from durf.vault.document import Batch, Document, Source
from durf.vault.kernel import kernel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from durf.intake.extract.limits import Limits
    from durf.intake.walk import Found
    from durf.vault.manifest import SegmentEntry
    from durf.vault.meaning.model import Model
    from durf.vault.writer import Writer

# Readers ask each file of fingerprints: there should never be many.
_MANY = 32
# How often whoever watches is told, and how long the threads may take to end.
_BETWEEN = 0.2
_FAREWELL = 5.0


@dataclass(frozen=True, slots=True)
class Pace:
    """When a batch is written down.

    Args:
        fingerprints: as soon as it has so many.
        seconds: as soon as it is so old.
    """

    fingerprints: int = 4_000_000
    seconds: float = 20.0


PACE = Pace()


@dataclass(frozen=True, slots=True)
class Known:
    """A document that the vault has.

    Args:
        source: as it was when it was read.
        segment: that holds it.
        start: its first place there.
    """

    source: Source
    segment: str
    start: int


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read.

    Args:
        file: as it is now.
        name: what findings call it.
        known: the document that it replaces, if any.
    """

    file: Found
    name: str
    known: Known | None = None


@dataclass(slots=True)
class Tally:
    """What came of a run: documents, except where another unit is named.

    Attributes:
        added: that are new.
        changed: that replaced an older state.
        unchanged: that were left as they are.
        dropped: that were taken out.
        unreadable: files and folders.
        empty: without text; counted above as well.
        letters: read.
        fingerprints: written.
        size: of the files that were looked into, in bytes.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    dropped: int = 0
    unreadable: int = 0
    empty: int = 0
    letters: int = 0
    fingerprints: int = 0
    size: int = 0

    @property
    def files(self) -> int:
        """How many files were looked into."""
        return self.added + self.changed + self.unchanged + self.unreadable

    def __add__(self, other: Tally) -> Tally:
        """Return what both counted."""
        names = [one.name for one in fields(self)]
        return Tally(*(getattr(self, name) + getattr(other, name) for name in names))


class Watch(Protocol):
    """Who is told how far a run is; always by the thread that started it."""

    def expect(self, files: int, size: int) -> None:
        """Be told what is to be read: files, and their bytes together."""

    def forward(self, tally: Tally) -> None:
        """Be told what has been done so far."""

    def problem(self, error: DurfError) -> None:
        """Be told what could not be read."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Reads files into one collection of a vault.

    Args:
        writer: of the vault.
        collection: that the documents go into.
        is_public: it holds what everybody may say.
        keeps_meaning: what sentences mean is kept, too.
        limits: for each file.
        jobs: how many threads, each with a child process of its own.
        watch: is told how far it is.
    """

    writer: Writer
    collection: str
    is_public: bool
    keeps_meaning: bool
    limits: Limits
    jobs: int
    watch: Watch

    def read(self, tasks: Iterable[Task], before: Tally) -> Tally:
        """Read files; return what was counted before and now.

        Raises:
            DurfError: the vault cannot be written.
            OSError: the disk cannot.
        """
        # Loaded once, and not by two threads at the same time.
        kernel()
        self.model()
        board = _Board(self, tasks)
        hands = [_Hand(self, board) for _ in range(self.jobs)]
        for hand in hands:
            hand.start()
        try:
            while board.working:
                board.settle(_BETWEEN)
                self.watch.forward(sum((one.tally for one in hands), before))
        except BaseException:
            board.end(_FAREWELL)
            raise
        return sum((one.tally for one in hands), before)

    def model(self) -> Model | None:
        """Return what makes numbers of sentences, if they are kept.

        Raises:
            MissingExtra: it is not installed.
        """
        if not self.keeps_meaning:
            return None
        from durf.vault.meaning.model import Model

        return Model.load()


@dataclass(frozen=True, slots=True)
class _Written:
    """A batch that is on the disk, and what it replaces."""

    entry: SegmentEntry
    gone: dict[str, list[int]]


class _Board:
    """Where threads find their next file, and leave what they did."""

    def __init__(self, crew: Crew, tasks: Iterable[Task]) -> None:
        self.stops = Event()
        self.working = crew.jobs
        self._writer = crew.writer
        self._watch = crew.watch
        self._tasks = iter(tasks)
        self._written: set[str] = set()
        self._lock = Lock()
        self._left: SimpleQueue[_Written | DurfError | _Failed | None] = SimpleQueue()

    def tasks(self) -> Iterator[Task]:
        """Yield files that no other thread gets."""
        while not self.stops.is_set():
            with self._lock:
                task = next(self._tasks, None)
            if task is None:
                return
            yield task

    def leave(self, item: _Written | DurfError | _Failed | None) -> None:
        """Leave something for the thread that commits; nothing says it was all."""
        self._left.put(item)

    def settle(self, seconds: float) -> None:
        """Wait a while for what a thread leaves, and settle it."""
        try:
            item = self._left.get(timeout=seconds)
        except Empty:
            return
        match item:
            case None:
                self.working -= 1
            case _Written():
                self._writer.commit([item.entry], item.gone)
                self._written.add(item.entry.name)
                # Nothing that is still to come refers to them.
                if len(self._written) >= _MANY:
                    self._written = self._writer.merge(self._written)
            case _Failed():
                raise item.error
            case _:
                self._watch.problem(item)

    def end(self, seconds: float) -> None:
        """Let the threads end soon, and commit what they have until now."""
        self.stops.set()
        until = monotonic() + seconds
        while self.working and (left := until - monotonic()) > 0:
            try:
                self.settle(left)
            except (DurfError, OSError, MemoryError):
                # The first trouble is the one that is told.
                continue


@dataclass(frozen=True, slots=True)
class _Failed:
    """What ended a thread."""

    error: BaseException


class _Hand(Thread):
    """A thread that reads files, with a batch of its own."""

    def __init__(self, crew: Crew, board: _Board) -> None:
        # One that hangs in a file must not keep the program from ending.
        super().__init__(daemon=True)
        self.tally = Tally()
        self._crew = crew
        self._board = board
        self._batch = Batch(
            crew.writer.secret, is_public=crew.is_public, model=crew.model()
        )
        self._gone: dict[str, list[int]] = {}
        self._began = monotonic()

    def run(self) -> None:
        """Read until nothing is left."""
        try:
            with Extractor(self._crew.limits) as extractor:
                for task in self._board.tasks():
                    self._take(task, extractor)
                    self._write_in_time()
            self._write()
        except BaseException as error:
            self._board.leave(_Failed(error))
        self._board.leave(None)

    def _take(self, task: Task, extractor: Extractor) -> None:
        known = task.known
        try:
            content = read(
                task.file.path, known.source.digest if known else "", extractor
            )
        except (FileProblem, Unreadable) as problem:
            self.tally.unreadable += 1
            self.tally.size += task.file.size
            self._board.leave(problem)
            return
        self.tally.size += task.file.size
        if content is None:
            self.tally.unchanged += 1
            return
        file = task.file
        source = Source(
            str(file.path), file.size, file.changed, content.digest, task.name
        )
        document = Document(source, self._crew.collection)
        document.warnings.extend(content.warnings)
        before = self._batch.count
        self._batch.add(document, content.passages)
        if known:
            self._gone.setdefault(known.segment, []).append(known.start)
            self.tally.changed += 1
        else:
            self.tally.added += 1
        self.tally.empty += not document.letters
        self.tally.letters += document.letters
        self.tally.fingerprints += self._batch.count - before

    def _write_in_time(self) -> None:
        is_old = monotonic() - self._began >= PACE.seconds
        if is_old or self._batch.count >= PACE.fingerprints:
            self._write()

    def _write(self) -> None:
        if self._batch.documents:
            entry = self._crew.writer.write_documents(self._batch)
            self._board.leave(_Written(entry, self._gone))
        self._batch.clear()
        self._gone = {}
        self._began = monotonic()
