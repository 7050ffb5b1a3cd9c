"""The clock is watched, and one delivery that fails does not end the others."""

from __future__ import annotations

import threading
from datetime import timedelta

from durf_server.deliveries.working import PAUSE, Senders, Watch
from tests.durf_server.conftest import NOON


class Clocks:
    """Two clocks that go as they are told."""

    def __init__(self) -> None:
        self.wall, self.steady = NOON, 100.0

    def go(self, seconds: float, jump: float = 0) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds + jump)


def watching() -> tuple[Clocks, Watch]:
    clocks = Clocks()
    return clocks, Watch(lambda: clocks.wall, lambda: clocks.steady)


def test_a_clock_that_goes_on_is_trusted() -> None:
    clocks, watch = watching()
    for _ in range(100):
        clocks.go(3600, jump=0.2)
        assert watch.trusts()


def test_nothing_is_sent_for_a_while_after_a_jump_ahead() -> None:
    clocks, watch = watching()
    assert watch.trusts()
    clocks.go(1, jump=3600)
    assert not watch.trusts()
    clocks.go(PAUSE.total_seconds() - 2)
    assert not watch.trusts()
    clocks.go(3)
    assert watch.trusts()


def test_a_jump_back_only_makes_waits_longer() -> None:
    clocks, watch = watching()
    assert watch.trusts()
    clocks.go(1, jump=-3600)
    assert watch.trusts()


class Failing:
    """Fails at first, then tells that it was asked again."""

    def __init__(self) -> None:
        self.times = 0
        self.again = threading.Event()

    def turn(self) -> bool:
        self.times += 1
        if self.times == 1:
            raise RuntimeError
        self.again.set()
        return False


def test_a_failure_ends_no_thread_and_stopping_ends_all() -> None:
    failing = Failing()
    senders = Senders(make=lambda: failing, count=2)
    senders.start()
    assert failing.again.wait(10)
    senders.stop()
    assert not [one for one in threading.enumerate() if one.name.startswith("sender")]
