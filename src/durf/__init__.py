"""A social media policy that staff read and the machine enforces.

    >>> import durf
    >>> post = durf.Post("Good morning", channel="bluesky")

Read a policy with `Policy.read`, compile it into a `Checker`, and have it judge
a `Post`: that gives a `Verdict` with an `Action` and its `Finding`s.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from durf.action import Action
    from durf.check.checker import Checker
    from durf.check.verdict import Finding, Verdict
    from durf.errors import DurfError
    from durf.policy.model import Policy
    from durf.post import Author, Medium, Post
    from durf.vault.vault import Vault

__all__ = [
    "Action",
    "Author",
    "Checker",
    "DurfError",
    "Finding",
    "Medium",
    "Policy",
    "Post",
    "Vault",
    "Verdict",
]

# Loaded when first asked for: judging one post should not wait for what it
# does not use.
_HOMES = {
    "Action": "durf.action",
    "Author": "durf.post",
    "Checker": "durf.check.checker",
    "DurfError": "durf.errors",
    "Finding": "durf.check.verdict",
    "Medium": "durf.post",
    "Policy": "durf.policy.model",
    "Post": "durf.post",
    "Vault": "durf.vault.vault",
    "Verdict": "durf.check.verdict",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module 'durf' has no attribute {name!r}"
        raise AttributeError(message)
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found


def __dir__() -> list[str]:
    return __all__
