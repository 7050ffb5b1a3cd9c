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
    from durf.source.wanted import Wanted

KEYS = ("approvers", "remind", "escalate", "escalate-to", "exceptions", "earned")
EARNED_KEYS = ("class", "template", "channel", "group", "clean", "approvers")
MOST_APPROVERS = 9
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_LENGTH = re.compile(r"([1-9][0-9]{0,4})\s*([mhd])")


def read_reviews(value: Node, wanted: Wanted) -> Reviews:
    """Read who approves what; all that is wrong goes to ``wanted.faults``."""
    node = wanted.mapping(value, "reviews", KEYS)
    return Reviews() if node is None else _Reader(node, wanted).reviews()


@dataclass(slots=True)
class _Reader:
    node: Mapping
    wanted: Wanted
    # The steps that were read, to see whether they go down.
    steps: dict[tuple[str, int], int] = field(default_factory=dict)

    def reviews(self) -> Reviews:
        approvers = self._approvers()
        exceptions = self.node.get("exceptions")
        to = self.node.get("escalate-to")
        remind, escalate = self._length("remind"), self._length("escalate")
        if remind and escalate and escalate <= remind:
            self._fault(
                "escalate", "escalate-first", "'escalate' must be longer than 'remind'"
            )
        return Reviews(
            approvers=approvers,
            remind=remind,
            escalate=escalate,
            escalate_to=(self.wanted.text(to, "escalate-to") or "") if to else "",
            exceptions=(self.wanted.texts(exceptions, "exceptions") or ())
            if exceptions
            else (),
            earned=self._all_earned(approvers),
        )

    def _fault(self, key: str, code: str, template: str) -> None:
        at = self.node.get(key) or self.node
        self.wanted.faults.add(at.place, code, template)

    def _approvers(self) -> int:
        value = self.node.get("approvers")
        if value is None:
            return 0
        read = self.wanted.count(value, "approvers")
        if read is not None and read > MOST_APPROVERS:
            self._fault("approvers", "approvers", "approvers are nine at most")
        return min(read or 0, MOST_APPROVERS)

    def _length(self, key: str) -> timedelta | None:
        value = self.node.get(key)
        if value is None:
            return None
        found = (
            _LENGTH.fullmatch(value.text.strip()) if isinstance(value, Scalar) else None
        )
        if found is None:
            self._fault(key, "length", "a time is written as 30m, 4h or 2d")
            return None
        return timedelta(**{_UNITS[found[2]]: int(found[1])})

    def _all_earned(self, approvers: int) -> tuple[Earned, ...]:
        value = self.node.get("earned")
        if value is None:
            return ()
        if not isinstance(value, Sequence):
            self._fault("earned", "earned", "earned must be a list of classes")
            return ()
        read = [self._earned(item, approvers) for item in value.items]
        return tuple(one for one in read if one is not None)

    def _earned(self, item: Node, approvers: int) -> Earned | None:
        node = self.wanted.mapping(item, "a class", EARNED_KEYS)
        if node is None:
            return None
        name, clean = self._needed(node, "class"), self._needed(node, "clean")
        enough = self._needed(node, "approvers")
        if name is None or clean is None or enough is None:
            return None
        texts = {
            key: self.wanted.text(value, key) or ""
            for key in ("template", "channel", "group")
            if (value := node.get(key)) is not None
        }
        earned = Earned(
            self.wanted.text(name, "class") or "",
            self.wanted.count(clean, "clean") or 0,
            self.wanted.count(enough, "approvers") or 0,
            **texts,
        )
        self._require_sense(node, earned, approvers)
        return earned

    def _needed(self, node: Mapping, key: str) -> Node | None:
        value = node.get(key)
        if value is None:
            self.wanted.faults.add(
                node.place, "missing-key", "'{key}' is missing here", key=key
            )
        return value

    def _require_sense(self, node: Mapping, earned: Earned, approvers: int) -> None:
        add = self.wanted.faults.add
        if not (earned.template or earned.channel or earned.group):
            add(
                node.place,
                "class-of-all",
                "a class names a template, a channel or a group",
            )
        if earned.clean == 0:
            add(node.place, "clean", "trust is earned: 'clean' is 1 or more")
        if earned.approvers >= approvers:
            add(
                node.place,
                "earns-nothing",
                "a class earns fewer approvers than 'approvers' says",
            )
        before = self.steps.setdefault((earned.name, earned.clean), earned.approvers)
        lower = [
            clean
            for (name, clean), enough in self.steps.items()
            if name == earned.name
            and clean > earned.clean
            and enough > earned.approvers
        ]
        if before != earned.approvers or lower:
            add(
                node.place,
                "steps",
                "a longer clean record never asks for more approvers",
            )
