"""Several processes that judge blocks, with the order of the input kept.

Each process holds its own checker and works on one block at a time.  Only so
many blocks are under way that memory stays flat, however long the input is.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from queue import SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from durf.errors import BadUse, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from types import TracebackType

    from durf.cli.judging import Batch, Judging
    from durf.cli.lines import Block
    from durf.errors import DurfError

_WAITING_EACH = 3


class Workers:
    """Processes that judge; used as a context, at whose end they end.

    Args:
        count: how many.
        judging: what each of them needs to know.
    """

    def __init__(self, count: int, judging: Judging) -> None:
        # Fork would copy this process's threads half, and is not everywhere.
        context = multiprocessing.get_context("spawn")
        self._count = count
        self._free: SimpleQueue[Connection] = SimpleQueue()
        self._processes: list[BaseProcess] = []
        self._threads = ThreadPoolExecutor(count)
        with _interruptions_kept():
            for _ in range(count):
                ours, theirs = context.Pipe()
                process = context.Process(target=_work, args=(theirs,), daemon=True)
                process.start()
                theirs.close()
                self._processes.append(process)
                self._free.put(ours)
        for _ in range(count):
            self._hand_over(judging)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # A thread that waits for a process learns from its end that it is over.
        for process in self._processes:
            process.terminate()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.join()

    def lines(
        self, path: str, blocks: Iterable[Block]
    ) -> Iterator[tuple[Block, Batch]]:
        """Yield what came of each block, in their order."""
        waiting: deque[tuple[Block, Future[Batch]]] = deque()
        for block in blocks:
            waiting.append((block, self._threads.submit(self._ask, path, block)))
            if len(waiting) > self._count * _WAITING_EACH:
                done, batch = waiting.popleft()
                yield done, batch.result()
        for done, batch in waiting:
            yield done, batch.result()

    def _hand_over(self, judging: Judging) -> None:
        # Not as an argument of the process: what starts one that dies meanwhile
        # would wait for ever to be rid of anything this large.
        connection = self._free.get()
        with suppress(OSError):
            connection.send(judging)
        self._free.put(connection)

    def _ask(self, path: str, block: Block) -> Batch:
        connection = self._free.get()
        try:
            connection.send((path, block))
            batch: Batch | _Trouble = connection.recv()
        except (EOFError, OSError):
            raise _lost() from None
        finally:
            self._free.put(connection)
        if isinstance(batch, _Trouble):
            raise batch.kind(**batch.arguments)
        return batch


class _Trouble(NamedTuple):
    """What ended a process, told in a way that can be sent."""

    kind: type[DurfError]
    arguments: dict[str, object]


@contextmanager
def _interruptions_kept() -> Iterator[None]:
    """Keep Ctrl-C for later, and away from the processes started meanwhile.

    It reaches all processes of a terminal, but only the first is to decide.
    """
    # Started later, it would let them through again.
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _lost() -> BadUse:
    return BadUse(
        what="a process that judged posts has gone",
        mend="there may be too little memory: try again with fewer --jobs",
    )


def _work(connection: Connection) -> None:
    """Judge blocks until nobody sends any more."""
    with suppress(EOFError, OSError):
        judging: Judging = connection.recv()
        while True:
            path, block = connection.recv()
            connection.send(_judged(judging, path, block))


def _judged(judging: Judging, path: str, block: Block) -> Batch | _Trouble:
    try:
        return judging.lines(path, block)
    except MissingExtra as missing:
        return _Trouble(type(missing), missing.arguments)
