"""Which language a person at the command line reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ASKED = ("DURF_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> str:
    """Return ``"nl"`` or ``"en"``, as an environment asks for.

    >>> language_of({"LANG": "nl_NL.UTF-8"})
    'nl'
    """
    asked = next((environment[key] for key in _ASKED if environment.get(key)), "en")
    return "nl" if asked.lower().startswith("nl") else "en"


def asked_for(arguments: Sequence[str]) -> str:
    """Return the language that stands before the command, if one does.

    >>> asked_for(["--language", "nl", "policy", "new", "--language", "en"])
    'nl'
    """
    for word, next_word in zip(arguments, [*arguments[1:], ""], strict=False):
        if not word.startswith("-"):
            break
        name, _, value = word.partition("=")
        if name == "--language":
            return value or next_word
    return ""
