"""Sentences for people, in Dutch and English.

English is what the program says and at the same time the key of the Dutch:
``nl/LC_MESSAGES/durf.po`` is for people, ``durf.mo`` beside it for the program.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def translator(language: str) -> Callable[[str], str]:
    """Return the function that says an English sentence in a language.

    >>> translator("en")("fine")
    'fine'
    """
    return _dutch if language == "nl" else str


def _dutch(sentence: str) -> str:
    # The catalogue answers the empty key with its own header.
    return _catalogue()(sentence) if sentence else sentence


@cache
def _catalogue() -> Callable[[str], str]:
    # Read when a Dutch sentence is first wanted: most checks speak no word.
    from gettext import GNUTranslations

    here = os.path.dirname(__file__)  # noqa: PTH120 pathlib costs cold start
    with open(f"{here}/nl/LC_MESSAGES/durf.mo", "rb") as file:  # noqa: PTH123
        return GNUTranslations(file).gettext
