"""One pass for the signs of all rules."""

from __future__ import annotations

import threading

import pytest

from durf.check.automaton import Automaton, compile_automaton
from durf.errors import BrokenProgram
from durf.text.fold import fold


def made(*words: tuple[int, str]) -> Automaton:
    compiled = compile_automaton(words, [])
    return Automaton(compiled.letters, compiled.others)


def scan(automaton: Automaton, text: str) -> set[int]:
    return set(automaton.scan(fold(text).lower()))


def test_words_are_found_whatever_they_are_dressed_in() -> None:
    automaton = made((4, "omzet"), (9, "winst"))
    for text in ("omzet", "OMZET", "0mz3t", "оmzеt", "mijn omzetcijfers"):
        assert scan(automaton, text) == {4}
    assert scan(automaton, "w1nst en 0mz37") == {4, 9}
    assert scan(automaton, "zomer") == set()


def test_an_expression_that_the_automaton_refuses_is_named() -> None:
    signs = [(1, b"abc"), (2, b"(?=x)y"), (3, b"d*"), (4, b"[0-9]{3}")]
    compiled = compile_automaton([(5, "omzet")], signs)
    assert compiled.refused == {2, 3}
    automaton = Automaton(compiled.letters, compiled.others)
    assert scan(automaton, "xabcx") == {1}
    assert scan(automaton, "a8c") == scan(automaton, "4bc") == {1}
    assert scan(automaton, "call 112") == {4}


def test_without_rules_nothing_is_found() -> None:
    assert scan(Automaton(b"", b""), "anything") == set()


@pytest.mark.parametrize("damage", [b"", b"\x00" * 40, b"rubbish"])
def test_damaged_databases_are_refused(damage: bytes) -> None:
    good = compile_automaton([(1, "omzet")], []).letters
    with pytest.raises(BrokenProgram):
        Automaton(good[:20] + damage, b"")


def test_threads_do_not_disturb_each_other() -> None:
    automaton = made((1, "omzet"), (2, "winst"))
    wrong: list[set[int]] = []

    def judge(text: str, expected: set[int]) -> None:
        for _ in range(3_000):
            found = scan(automaton, text)
            if found != expected:
                wrong.append(found)

    threads = [
        threading.Thread(target=judge, args=arguments)
        for arguments in [("omzet", {1}), ("winst", {2}), ("omzet winst", {1, 2})] * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
