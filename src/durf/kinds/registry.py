"""The list of the kinds of rule; a new kind is one file and one line here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from durf.kinds.look import Kind

KINDS = {
    "terms": "durf.kinds.terms",
    "pattern": "durf.kinds.pattern",
    "secrets": "durf.kinds.secrets",
    "personal": "durf.kinds.personal",
    "links": "durf.kinds.links",
    "requires": "durf.kinds.requires",
    "tone": "durf.kinds.tone",
    "limits": "durf.kinds.limits",
    "judge": "durf.kinds.judge",
    "leak": "durf.kinds.leak",
    "records": "durf.kinds.records",
    "pictures": "durf.kinds.pictures",
}


@cache
def kind(name: str) -> Kind:
    """Return a kind by its name in a policy.

    Raises:
        KeyError: there is no such kind.
    """
    return cast("Kind", import_module(KINDS[name]).KIND)
