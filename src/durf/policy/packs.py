"""The packs that durf ships, and those that lie beside a policy."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from durf.policy.model import Pack, Policy
from durf.source.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from durf.kinds.look import Look
    from durf.policy.model import Inclusion, Rule
    from durf.source.faults import Faults

SHIPPED = Path(__file__).parent.parent / "packs"
MAX_PACKS = 200

ReadPack = "Callable[[bytes, str, str], Policy]"


@cache
def shipped_packs() -> tuple[str, ...]:
    """Return the names of the packs that durf ships."""
    found = SHIPPED.rglob("*.md")
    return tuple(
        sorted(p.relative_to(SHIPPED).with_suffix("").as_posix() for p in found)
    )


@dataclass(slots=True)
class PackReader:
    """Finds, reads and adjusts the packs of one policy.

    Args:
        faults: of the policy's file.
        language: of the policy, which its packs then speak.
        load: reads a local pack by its path; None where none may be read.
        read: reads a pack from its bytes, path and language.
    """

    faults: Faults
    language: str
    load: Callable[[str], bytes] | None
    read: Callable[[bytes, str, str, tuple[str, ...]], Policy]
    trail: tuple[str, ...] = ()
    packs: dict[str, Pack] = field(default_factory=dict)
    sources: list[tuple[str, str]] = field(default_factory=list)

    def include(self, inclusions: Sequence[Inclusion]) -> tuple[Pack, ...]:
        """Return the packs, and those that they include, each once."""
        for inclusion in inclusions:
            if len(self.packs) >= MAX_PACKS:
                break
            self._include(inclusion)
        return tuple(self.packs.values())

    def _include(self, inclusion: Inclusion) -> None:
        name = inclusion.name
        if name in self.packs:
            return
        if name in self.trail:
            way = " > ".join((*self.trail[self.trail.index(name) :], name))
            self.faults.add(
                inclusion.place,
                "pack-cycle",
                "packs include each other: {way}",
                way=way,
            )
            return
        policy = self._policy(inclusion)
        if policy is None:
            return
        rules = self._adjusted(inclusion, policy)
        self.packs[name] = Pack(inclusion, policy, rules)
        for inner in policy.packs:
            self.packs.setdefault(inner.inclusion.name, inner)

    def _policy(self, inclusion: Inclusion) -> Policy | None:
        name = inclusion.name
        if name.startswith(("./", "../")) or name.endswith(".md"):
            return self._local(inclusion)
        if name not in shipped_packs():
            self.faults.add(
                inclusion.place,
                "unknown-pack",
                "'{pack}' is not a known pack",
                nearest(name, shipped_packs()),
                pack=name[:80],
            )
            return None
        return _shipped(name, self.language, self.read)

    def _local(self, inclusion: Inclusion) -> Policy | None:
        beside = os.path.dirname(self.faults.file)  # noqa: PTH120
        path = os.path.normpath(os.path.join(beside, inclusion.name))  # noqa: PTH118
        if self.load is None:
            self._unreadable(inclusion, "this policy was not read from a file")
            return None
        try:
            content = self.load(path)
        except OSError as error:
            self._unreadable(inclusion, error.strerror or type(error).__name__)
            return None
        policy = self.read(content, path, self.language, (*self.trail, inclusion.name))
        self.sources.append((path, policy.version.rpartition(":")[2]))
        self.sources += policy.sources
        return policy

    def _unreadable(self, inclusion: Inclusion, reason: str) -> None:
        self.faults.add(
            inclusion.place,
            "pack-unreadable",
            "the pack '{pack}' cannot be read ({reason})",
            pack=inclusion.name[:200],
            reason=reason,
        )

    def _adjusted(self, inclusion: Inclusion, policy: Policy) -> tuple[Rule, ...]:
        known = {
            name for rule in policy.rules for name in (rule.id, *_entities(rule.look))
        }
        for word in (*inclusion.without, *inclusion.only):
            if word not in known:
                self.faults.add(
                    inclusion.place,
                    "unknown-adjustment",
                    "'{word}' is no entity or rule of pack {pack}",
                    nearest(word, known),
                    word=word[:80],
                    pack=inclusion.name,
                )
        adjusted = (_adjust(rule, inclusion) for rule in policy.rules)
        return tuple(rule for rule in adjusted if rule is not None)


def _adjust(rule: Rule, inclusion: Inclusion) -> Rule | None:
    entities = _entities(rule.look)
    if rule.id in inclusion.without:
        return None
    if inclusion.only and rule.id not in inclusion.only:
        gone = tuple(e for e in entities if e not in inclusion.only)
    else:
        gone = tuple(e for e in entities if e in inclusion.without)
    if inclusion.only and rule.id not in inclusion.only and len(gone) == len(entities):
        return None
    if gone and len(gone) == len(entities):
        return None
    if gone:
        # Its examples may be of what is left out, so they prove nothing any more.
        look = rule.look.without(gone)  # type: ignore[union-attr]
        rule = replace(rule, look=look, fails=(), passes=())
    action = inclusion.action or rule.action
    by = inclusion.by or rule.by
    return replace(rule, action=action, by=by if action == "review" else "")


def _entities(look: Look | None) -> tuple[str, ...]:
    return tuple(getattr(look, "entities", ()))


@cache
def _shipped(
    name: str,
    language: str,
    read: Callable[[bytes, str, str, tuple[str, ...]], Policy],
) -> Policy:
    path = SHIPPED / f"{name}.md"
    return read(path.read_bytes(), path.as_posix(), language, (name,))
