"""Which language a person at the command line reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ASKED = ("DURF_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> str:
    """Return ``"nl"`` or ``"en"``, as an environment asks for.

    >>> language_of({"LANG": "nl_NL.UTF-8"})
    'nl'
    """
    asked = next((environment[key] for key in _ASKED if environment.get(key)), "en")
    return "nl" if asked.lower().startswith("nl") else "en"
