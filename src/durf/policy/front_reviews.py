"""Reading ``reviews`` of the front matter, with all that is wrong in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from durf.policy.reviews import Earned, Reviews
from durf.source.nodes import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from durf.source.nodes import Node
    from durf.source.place import Place
    from durf.source.wanted import Wanted

KEYS = ("approvers", "remind", "escalate", "escalate-to", "exceptions", "earned")
EARNED_KEYS = ("class", "template", "channel", "group", "clean", "approvers")
MOST_APPROVERS = 9
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_LENGTH = re.compile(r"([1-9][0-9]{0,4})\s*([mhd])")


def read_reviews(
    value: Node, wanted: Wanted, named: list[tuple[str, Place]]
) -> Reviews:
    """Read who approves what; all that is wrong goes to ``wanted.faults``.

    Args:
        value: of the key ``reviews``.
        wanted: reads its parts.
        named: gets the roles that are named in it, with their places.
    """
    node = wanted.mapping(value, "reviews", KEYS)
    return Reviews() if node is None else _Reader(node, wanted, named).reviews()


@dataclass(slots=True)
class _Reader:
    node: Mapping
    wanted: Wanted
    named: list[tuple[str, Place]]
    earned: list[Earned] = field(default_factory=list)

    def reviews(self) -> Reviews:
        approvers = self._approvers()
        remind, escalate = self._length("remind"), self._length("escalate")
        if remind and escalate and escalate <= remind:
            self._fault(
                _at(self.node, "escalate"),
                "escalate-first",
                "'escalate' must be longer than 'remind'",
            )
        if self.node.get("escalate-to") and not self.node.get("escalate"):
            self._fault(
                _at(self.node, "escalate-to"),
                "never-escalates",
                "'escalate-to' goes with 'escalate', which says when",
            )
        self._read_earned(approvers)
        to = self._roles("escalate-to")
        return Reviews(
            approvers=approvers or 0,
            remind=remind,
            escalate=escalate,
            escalate_to=to[0] if to else "",
            exceptions=self._roles("exceptions"),
            earned=tuple(self.earned),
        )

    def _fault(self, at: Node, code: str, template: str) -> None:
        self.wanted.faults.add(at.place, code, template)

    def _approvers(self) -> int | None:
        """Read the number for all posts; None where it is no number."""
        value = self.node.get("approvers")
        if value is None:
            return 0
        read = self.wanted.count(value, "approvers")
        if read is not None and read > MOST_APPROVERS:
            self._fault(
                _at(self.node, "approvers"), "approvers", "approvers are nine at most"
            )
        return read

    def _length(self, key: str) -> timedelta | None:
        value = self.node.get(key)
        if value is None:
            return None
        found = (
            _LENGTH.fullmatch(value.text.strip()) if isinstance(value, Scalar) else None
        )
        if found is None:
            self._fault(value, "length", "a time is written as 30m, 4h or 2d")
            return None
        return timedelta(**{_UNITS[found[2]]: int(found[1])})

    def _roles(self, key: str) -> tuple[str, ...]:
        value = self.node.get(key)
        if value is None:
            return ()
        roles: tuple[str, ...]
        if key == "escalate-to":
            role = self.wanted.text(value, "escalate-to")
            roles = (role,) if role else ()
        else:
            roles = self.wanted.texts(value, "exceptions") or ()
        items = value.items if isinstance(value, Sequence) else (value,)
        places = (item.place for item in items if isinstance(item, Scalar))
        self.named += zip(roles, places, strict=False)
        return roles

    def _read_earned(self, approvers: int | None) -> None:
        value = self.node.get("earned")
        if value is None:
            return
        if not isinstance(value, Sequence):
            self._fault(
                _at(self.node, "earned"), "earned", "earned must be a list of classes"
            )
            return
        for item in value.items:
            self._read_class(item, approvers)

    def _read_class(self, item: Node, approvers: int | None) -> None:
        node = self.wanted.mapping(item, "a class", EARNED_KEYS)
        if node is None:
            return
        name, *which = (
            self._text(node, key) for key in ("class", "template", "channel", "group")
        )
        clean, enough = self._count(node, "clean"), self._count(node, "approvers")
        self._require_sense(node, clean, enough, approvers)
        if name and clean and enough is not None:
            earned = Earned(name, clean, enough, *which)
            self._require_step(node, earned)
            self.earned.append(earned)

    def _require_sense(
        self,
        node: Mapping,
        clean: int | None,
        enough: int | None,
        approvers: int | None,
    ) -> None:
        if not any(node.get(key) for key in ("template", "channel", "group")):
            self._fault(
                node, "class-of-all", "a class names a template, a channel or a group"
            )
        if clean == 0:
            self._fault(
                _at(node, "clean"), "clean", "trust is earned: 'clean' is 1 or more"
            )
        if enough is not None and approvers is not None and enough >= approvers:
            self._fault(
                _at(node, "approvers"),
                "earns-nothing",
                "a class earns fewer approvers than 'approvers' says",
            )

    def _require_step(self, node: Mapping, earned: Earned) -> None:
        """Hold a step against those of its class that stand above it."""
        above = [one for one in self.earned if one.name == earned.name]
        if any(one.selects != earned.selects for one in above):
            self._fault(
                _at(node, "class"),
                "another-class",
                "all steps of a class name the same template, channel and group",
            )
        if not all(one.clean < earned.clean for one in above):
            self._fault(
                _at(node, "clean"),
                "steps",
                "each step of a class takes a longer record than the one above it",
            )
        elif not all(one.approvers > earned.approvers for one in above):
            self._fault(
                _at(node, "approvers"),
                "steps",
                "each step of a class takes fewer approvers than the one above it",
            )

    def _text(self, node: Mapping, key: str) -> str:
        value = self._needed(node, key) if key == "class" else node.get(key)
        return "" if value is None else self.wanted.text(value, key) or ""

    def _count(self, node: Mapping, key: str) -> int | None:
        value = self._needed(node, key)
        return None if value is None else self.wanted.count(value, key)

    def _needed(self, node: Mapping, key: str) -> Node | None:
        value = node.get(key)
        if value is None:
            self.wanted.faults.add(
                node.place, "missing-key", "'{key}' is missing here", key=key
            )
        return value


def _at(node: Mapping, key: str) -> Node:
    """Return what stands at a key, or the whole where nothing does."""
    return node.get(key) or node
