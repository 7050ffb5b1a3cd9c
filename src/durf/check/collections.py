"""Whether a vault has what the rules of a policy name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf.errors import BadUse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from durf.vault.vault import Vault

# What a collection must have been filled from, for the kinds that ask for it.
SORTS = {"leak": "files", "records": "table", "pictures": "pictures"}


def require_collections(
    named: Mapping[str, Iterable[str]], vault: Vault | None
) -> None:
    """Make sure that there is a vault with all that rules name.

    Args:
        named: the kinds of the rules that name each collection.
        vault: that is asked, if any.

    Raises:
        BadUse: there is none, or it lacks a collection of that sort.
    """
    has = set(vault.collections) if vault else set()
    for name, kinds in named.items():
        if vault is None:
            raise BadUse(
                what="the policy names the collection {name} of a vault",
                mend="say with --vault where the vault is",
                name=name,
            )
        if name not in has:
            raise BadUse(
                what="the vault has no collection {name}, which the policy names",
                mend="add documents to it, or mend the name; it has: {has}",
                name=name,
                has=", ".join(sorted(has)) or "-",
            )
        _require_sort(name, kinds, vault.settings[name])


def _require_sort(name: str, kinds: Iterable[str], settings: Mapping[str, Any]) -> None:
    source = settings.get("source")
    for kind in kinds:
        if source and source != SORTS.get(kind, source):
            raise BadUse(
                what="the collection {name} does not hold what a {kind} rule needs",
                mend="mend the name, or add to another collection what it needs",
                name=name,
                kind=kind,
            )
