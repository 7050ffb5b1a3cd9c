"""Reading types of credentials from a rule block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf.kinds.secrets.checksums import CHECKSUMS
from durf.kinds.secrets.secret_type import PLACEHOLDERS, SecretType
from durf.source.nodes import Mapping as MappingNode
from durf.source.nodes import Scalar
from durf.source.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from durf.kinds.look import Reading
    from durf.source.nodes import Node

_KEYS = (
    "name",
    "pattern",
    "near",
    "without",
    "entropy",
    "checksum",
    "checksum-required",
    "unless",
    "case",
)
_MAX_ENTROPY = 8


def read_types(node: Node, reading: Reading) -> tuple[SecretType, ...] | None:
    """Read ``all``, a list of names, or the definition of one type."""
    if isinstance(node, MappingNode):
        defined = _Definition(node, reading).read()
        return None if defined is None else (defined,)
    wanted = Wanted(reading.faults)
    names = wanted.texts(node, "secrets")
    if names is None:
        return None
    known = reading.secrets()
    if names == ("all",) and isinstance(node, Scalar):
        return tuple(dict.fromkeys(_types_of(known.values())))
    unknown = [name for name in names if name not in known]
    for name in unknown:
        wanted.unknown(node, "type of secret", name, [*known, "all"])
    if unknown:
        return None
    return tuple(dict.fromkeys(_types_of(known[name] for name in names)))


def _types_of(values: Iterable[Any]) -> Iterable[SecretType]:
    """Yield the types, whether they come bare or in the look of their rule."""
    for value in values:
        if isinstance(value, SecretType):
            yield value
        else:
            yield from value.types


class _Definition:
    """Reads the mapping that defines one type."""

    def __init__(self, node: MappingNode, reading: Reading) -> None:
        self._node = node
        self._faults = reading.faults
        self._wanted = Wanted(reading.faults)

    def read(self) -> SecretType | None:
        """Read the type, or return None after a fault."""
        before = len(self._faults.found)
        self._wanted.mapping(self._node, "secrets", _KEYS)
        patterns = self._texts("pattern")
        if not patterns and len(self._faults.found) == before:
            self._faults.add(
                self._node.place, "secrets-pattern", "secrets needs a 'pattern'"
            )
        read = SecretType(
            name=self._name(),
            patterns=patterns,
            near=self._texts("near"),
            without=self._texts("without"),
            entropy=self._entropy(),
            checksum=self._checksum(),
            checksum_required=self._flag("checksum-required"),
            unless=self._unless(),
            case=self._flag("case"),
        )
        if len(self._faults.found) > before:
            return None
        return read if self._runs(read) else None

    def _runs(self, read: SecretType) -> bool:
        try:
            read.check()
        except ValueError as error:
            place = (self._node.get("pattern") or self._node).place
            self._faults.add(
                place, "expression", "this expression cannot be used: {why}", why=error
            )
            return False
        return True

    def _name(self) -> str:
        node = self._node.get("name")
        return (node and self._wanted.text(node, "name")) or "SECRET"

    def _texts(self, key: str) -> tuple[str, ...]:
        node = self._node.get(key)
        return (node and self._wanted.texts(node, key)) or ()

    def _flag(self, key: str) -> bool:
        node = self._node.get(key)
        return bool(node and self._wanted.flag(node, key))

    def _entropy(self) -> float:
        node = self._node.get("entropy")
        if node is None:
            return 0.0
        value = self._wanted.number(node, "entropy") or 0.0
        if value > _MAX_ENTROPY:
            self._faults.add(
                node.place, "entropy", "entropy is at most 8 bits for each character"
            )
        return value

    def _checksum(self) -> str:
        node = self._node.get("checksum")
        return (node and self._wanted.one_of(node, "checksum", CHECKSUMS)) or ""

    def _unless(self) -> tuple[str, ...]:
        return tuple(
            PLACEHOLDERS if text == "placeholders" else text
            for text in self._texts("unless")
        )
