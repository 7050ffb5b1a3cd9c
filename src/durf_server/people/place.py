"""What somebody is to be in a workspace: roles, roles of the policy, groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf_server.errors import BadInput
from durf_server.people.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_WORDS = 20
# The signs between them in settings and forms can't be part of one.
_WORD = re.compile(r"[^\W_][\w .&/'-]{0,59}")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a workspace.

    Attributes:
        roles: durf's own.
        titles: the roles that the policy names, such as legal.
        groups: of authors, that the policy names.
    """

    roles: tuple[str, ...]
    titles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


def read_place(
    roles: Iterable[str], titles: Iterable[str] = (), groups: Iterable[str] = ()
) -> Place:
    """Return a place, each word once and in order.

    Raises:
        BadInput: a role is unknown, or a word is none.
    """
    known = [role.value for role in Role]
    asked = set(roles)
    if asked.difference(known):
        raise BadInput(field="roles", reason="it is none of those there are")
    return Place(
        tuple(role for role in known if role in asked),
        _words(titles, "titles"),
        _words(groups, "groups"),
    )


def split_words(text: str) -> list[str]:
    """Return the words of a text with commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def _words(given: Iterable[str], field: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(word.strip() for word in given))
    if len(words) > MOST_WORDS:
        raise BadInput(field=field, reason="there are too many")
    if not all(_WORD.fullmatch(word) for word in words):
        raise BadInput(field=field, reason="it is empty, too long, or has odd signs")
    return words
