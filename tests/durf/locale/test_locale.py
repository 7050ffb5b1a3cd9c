"""Every sentence that durf says has its Dutch, and the compiled form is current."""

from __future__ import annotations

import importlib.util
import string
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from durf.errors import BadUse, FileProblem
from durf.locale import translator
from durf.source.faults import Fault
from durf.source.place import Place

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

pytest.importorskip("babel", reason="Babel reads the catalogue of Dutch sentences")


@pytest.fixture(scope="module")
def maker(repository: Path) -> ModuleType:
    """The script that keeps the catalogue."""
    path = repository / "scripts" / "make_locale.py"
    spec = importlib.util.spec_from_file_location("make_locale", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_sentence_has_its_dutch(maker: ModuleType) -> None:
    kept = maker.read_catalogue()
    missing = [
        sentence
        for sentence in maker.sentences()
        if not (kept.get(sentence) and kept.get(sentence).string)
    ]
    assert missing == []


def test_no_dutch_is_kept_for_what_is_no_longer_said(maker: ModuleType) -> None:
    said = maker.sentences()
    assert [m.id for m in maker.read_catalogue() if m.id and m.id not in said] == []


def test_the_compiled_catalogue_is_current(maker: ModuleType) -> None:
    expected = maker.compiled(maker.renewed(maker.read_catalogue()))
    assert (maker.FOLDER / "durf.mo").read_bytes() == expected


def test_every_dutch_sentence_has_the_same_gaps(maker: ModuleType) -> None:
    for message in maker.read_catalogue():
        if message.id:
            assert gaps(message.string) == gaps(message.id), message.id


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_it_finds_a_sentence_where_it_stands(maker: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "src" / "durf"
    folder.mkdir(parents=True)
    (folder / "one.py").write_text(
        'say("one thing" if x else "another")\n'
        'faults.add(place, "code", "{what} is odd")\n'
        'Match(1, 2, note=("{0} too many", "3"))\n'
        'unrelated("not this")\n',
        encoding="utf-8",
    )
    found = set(maker.sentences(folder)) - set(maker.WORDS)
    assert found == {"one thing", "another", "{what} is odd", "{0} too many"}


def test_english_is_said_as_it_is() -> None:
    assert translator("en") is str


def test_a_sentence_without_dutch_is_said_in_english() -> None:
    assert translator("nl")("never heard of") == "never heard of"


def test_nothing_stays_nothing() -> None:
    assert translator("nl")("") == ""


def test_english_readers_do_not_wait_for_dutch() -> None:
    code = (
        "import sys; from durf.locale import translator; translator('en')('x');"
        "translator('nl'); print('gettext' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_an_error_speaks_dutch_also_in_its_arguments() -> None:
    problem = FileProblem(verb="read", path="x.md", reason="Permission denied")
    assert problem.sentence(translator("nl")) == (
        "kan x.md niet lezen (je hebt er geen rechten voor): "
        "controleer de naam en je rechten erop"
    )


def test_a_wrong_use_speaks_dutch_around_a_name() -> None:
    wrong = BadUse(what="there is no policy {path}", mend="leave it", path="{x}")
    assert wrong.sentence(translator("nl")) == "er is geen beleid {x}: leave it"


def test_a_brace_in_a_wrong_use_is_just_a_brace() -> None:
    plain = BadUse(what="an {odd} thing", mend="leave it")
    assert plain.sentence() == "an {odd} thing: leave it"


def test_a_fault_translates_our_words_and_not_those_of_the_writer() -> None:
    fault = Fault(
        Place("p.md", 3, 1),
        "not-wanted",
        "{what} must be {wanted}",
        (("what", "owner"), ("wanted", "a text")),
    )
    assert fault.said(translator("nl")) == "owner moet een tekst zijn"
    written = Fault(
        Place("p.md", 3, 1), "x", "'{word}' is not a known role", (("word", "review"),)
    )
    assert "'review'" in written.said(translator("nl"))
