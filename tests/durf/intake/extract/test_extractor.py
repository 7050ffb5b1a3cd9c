"""The child process: what it may not do, and what happens when it does."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace

import pytest

from durf.errors import FileProblem
from durf.intake.extract.extractor import Extractor
from durf.intake.extract.limits import Limits
from durf.intake.extract.reader import Reader
from tests.durf.intake.extract import strange
from tests.durf.intake.extract.conftest import Desk

LIMITS = Limits(memory_bytes=1 << 30)


@pytest.fixture
def strange_desk(tmp_path):
    with Extractor(LIMITS, module=strange.__name__) as extractor:
        yield Desk(extractor, tmp_path)


def goes_on(desk: Desk) -> bool:
    return desk.texts("nog een") == {"": "nog een"}


@pytest.mark.parametrize("deed", ["hang", "spin"])
def test_it_kills_a_child_that_takes_too_long(tmp_path, deed):
    with Extractor(replace(LIMITS, seconds=0.5), strange.__name__) as extractor:
        desk = Desk(extractor, tmp_path)
        assert desk.why_not(deed) == "too-slow"
        assert goes_on(desk)


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ("eat", "out-of-memory"),
        ("die", "crashed"),
        ("crash", "crashed"),
        ("leave", "crashed"),
        ("half", "crashed"),
        ("burn", "too-slow"),
        ("lie", "crashed"),
        ("babble", "crashed"),
        ("recur", "damaged"),
    ],
)
def test_it_goes_on_after_a_child_that(strange_desk, deed, why):
    assert strange_desk.why_not(deed) == why
    assert goes_on(strange_desk)


def test_it_bears_a_library_that_prints(strange_desk):
    assert strange_desk.texts("shout") == {"": "shout"}


def test_the_child_knows_nothing_of_its_parent(strange_desk, monkeypatch):
    monkeypatch.setenv("DURF_VAULT_KEY", "f00")
    found = strange_desk.texts("tell")
    assert "DURF" not in found["environment"]
    assert "HOME" not in found["environment"]
    assert (found["folder"], found["session"]) == ("/", "own")
    # Its two pipes, nowhere, the pipe for answers, and the folder it lists.
    assert found["open"] == "0 1 2 3 4"


def test_the_child_may_start_threads_and_change_nothing(strange_desk):
    found = strange_desk.texts("attempt")
    assert found.pop("thread") == "done"
    assert set(found) > {"write", "fork", "run", "connect", "remove"}
    assert set(found.values()) == {"PermissionError"}


def test_one_child_reads_many_files(desk):
    desk.read("een")
    first = desk.extractor._reader.pid
    desk.why_not(b"\x00\x01\x02")
    desk.read("twee")
    assert desk.extractor._reader.pid == first


def test_a_child_killed_between_files_is_replaced(strange_desk):
    strange_desk.read("een")
    os.kill(strange_desk.extractor._reader.pid, signal.SIGKILL)
    os.waitid(os.P_PID, strange_desk.extractor._reader.pid, os.WEXITED | os.WNOWAIT)
    assert goes_on(strange_desk)


def test_a_child_killed_from_outside_in_the_middle_is_replaced(strange_desk):
    strange_desk.read("een")
    pid = strange_desk.extractor._reader.pid
    threading.Timer(0.2, os.kill, (pid, signal.SIGKILL)).start()
    assert strange_desk.why_not("hang") == "crashed"
    assert goes_on(strange_desk)


def test_an_interruption_leaves_no_child_and_no_half_answer(strange_desk, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    strange_desk.read("een")
    pid = strange_desk.extractor._reader.pid
    with monkeypatch.context() as patch:
        patch.setattr(Reader, "_fill", interrupted)
        with pytest.raises(KeyboardInterrupt):
            strange_desk.read("twee")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert goes_on(strange_desk)


def test_closing_leaves_no_child(tmp_path):
    with Extractor(LIMITS) as extractor:
        Desk(extractor, tmp_path).read("een")
        pid = extractor._reader.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_child_ends_when_its_parent_is_gone():
    child = Reader(LIMITS)
    child._process.stdin.close()
    assert child._process.wait(timeout=10) == 0
    child.stop()


def test_several_read_side_by_side(tmp_path):
    found = {}

    def work(number):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Extractor(LIMITS) as extractor:
            desk = Desk(extractor, folder)
            found[number] = [desk.texts(f"{number} {n}")[""] for n in range(20)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == {n: [f"{n} {m}" for m in range(20)] for n in range(3)}


@pytest.mark.parametrize("name", ["nothing-here", "."])
def test_it_says_when_there_is_no_file(desk, name):
    with pytest.raises(FileProblem):
        desk.extractor.read(desk.folder / name)


def test_it_does_not_wait_for_a_pipe(desk):
    os.mkfifo(desk.folder / "pipe")
    with pytest.raises(FileProblem):
        desk.extractor.read(desk.folder / "pipe")


def test_it_reads_files_whose_names_are_no_utf8(desk):
    assert desk.texts("tekst", os.fsdecode(b"caf\xe9.md")) == {"": "tekst"}


def test_a_long_text_comes_in_passages_that_break_between_words(desk):
    words = [f"woord{n}" for n in range(300_000)]
    found = desk.read(" ".join(words))
    assert len(found.passages) > 1
    assert [word for one in found.passages for word in one.text.split()] == words


def test_no_error_holds_a_word_of_the_document(desk):
    with pytest.raises(Exception, match="damaged") as caught:
        desk.read(b"%PDF-1.4 geheimwoord", "a.pdf")
    seen = caught.value
    while seen:
        assert "geheimwoord" not in f"{seen!r}{seen}"
        seen = seen.__cause__ or seen.__context__


def test_half_surrogates_do_not_come_out(desk):
    text = desk.texts('{"a": "x\\ud800y"}', "a.json")[""]
    assert text.encode().split() == [b"a", b"x?y"]
