"""Examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import durf

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(durf.__path__, "durf.")
)


@pytest.mark.parametrize("name", ["durf", *MODULES])
def test_its_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
