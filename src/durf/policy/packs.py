"""The packs that durf ships, and those that lie beside a policy."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from durf.errors import PolicyFaults
from durf.policy.model import Pack, Policy
from durf.source.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from durf.kinds.look import Look
    from durf.policy.model import Inclusion, Rule
    from durf.source.faults import Faults

SHIPPED = Path(__file__).parent.parent / "packs"
MAX_PACKS = 200
MAX_DEPTH = 20


@cache
def shipped_packs() -> tuple[str, ...]:
    """Return the names of the packs that durf ships."""
    found = SHIPPED.rglob("*.md")
    return tuple(
        sorted(p.relative_to(SHIPPED).with_suffix("").as_posix() for p in found)
    )


@dataclass(frozen=True, slots=True)
class Way:
    """How a pack was come by.

    Attributes:
        steps: the packs that include each other down to it: names and files.
        read: the local packs that were read already, by file; None with faults.
    """

    steps: tuple[tuple[str, str], ...] = ()
    read: dict[str, Policy | None] = field(default_factory=dict)

    def down(self, name: str, path: str) -> Way:
        """Return the way to a pack that the last one includes."""
        return Way((*self.steps, (name, path)), self.read)


@dataclass(slots=True)
class PackReader:
    """Finds, reads and adjusts the packs of one policy.

    Args:
        faults: of the policy's file.
        language: of the policy, which its packs then speak.
        load: reads a local pack by its path; None where none may be read.
        read: reads a pack from its bytes, path and language.
        way: how the policy itself was come by.
    """

    faults: Faults
    language: str
    load: Callable[[str], bytes] | None
    read: Callable[[bytes, str, str, Way], Policy]
    way: Way
    packs: dict[str, Pack] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def include(self, inclusions: Sequence[Inclusion]) -> tuple[Pack, ...]:
        """Return the packs, and those that they include, each once."""
        own: dict[str, Inclusion] = {}
        for inclusion in inclusions:
            path = _file(inclusion.name, self.faults.file)
            if path in own:
                template = "the pack '{pack}' stands here twice"
                self._fault(inclusion, "pack-twice", template, pack=inclusion.name)
            elif len(own) == MAX_PACKS:
                template = "a policy may include {most} packs at most"
                self._fault(inclusion, "packs", template, most=MAX_PACKS)
                break
            else:
                own[path] = inclusion
        # What a policy says of a pack goes before what its packs say of it.
        for path, inclusion in own.items():
            self._include(inclusion, path)
        for pack in tuple(self.packs.values()):
            for inner in pack.policy.packs:
                self.packs.setdefault(inner.policy.path, inner)
        return tuple(self.packs.values())

    def _fault(
        self,
        inclusion: Inclusion,
        code: str,
        template: str,
        near: str | None = None,
        **said: object,
    ) -> None:
        self.faults.add(inclusion.place, code, template, near, **said)

    def _include(self, inclusion: Inclusion, path: str) -> None:
        name = inclusion.name
        files = [file for _, file in self.way.steps]
        if path in files:
            steps = self.way.steps[files.index(path) :]
            way = " > ".join((*(step or name for step, _ in steps), name))
            template = "packs include each other: {way}"
            self._fault(inclusion, "pack-cycle", template, way=way)
        elif len(files) > MAX_DEPTH:
            template = "packs include packs more than {most} deep"
            self._fault(inclusion, "pack-depth", template, most=MAX_DEPTH)
        else:
            policy = self._policy(inclusion, path)
            if policy is not None:
                rules = self._adjusted(inclusion, policy)
                self.packs[path] = Pack(inclusion, policy, rules)

    def _policy(self, inclusion: Inclusion, path: str) -> Policy | None:
        name = inclusion.name
        if _is_local(name):
            if path not in self.way.read:
                self.way.read[path] = self._local(inclusion, path)
            policy = self.way.read[path]
            if policy is not None:
                self.sources[path] = policy.version.rpartition(":")[2]
                self.sources |= dict(policy.sources)
            return policy
        if name not in shipped_packs():
            near = nearest(name, shipped_packs())
            template = "'{pack}' is not a known pack"
            self._fault(inclusion, "unknown-pack", template, near, pack=name[:80])
            return None
        return _shipped(name, self.language, self.read)

    def _local(self, inclusion: Inclusion, path: str) -> Policy | None:
        if self.load is None:
            self._unreadable(inclusion, "this policy was not read from a file")
            return None
        try:
            content = self.load(path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            self._unreadable(inclusion, reason)
            return None
        way = self.way.down(inclusion.name, path)
        try:
            return self.read(content, path, self.language, way)
        except PolicyFaults as error:
            self.faults.found += error.faults
            return None

    def _unreadable(self, inclusion: Inclusion, reason: str) -> None:
        template = "the pack '{pack}' cannot be read ({reason})"
        name = inclusion.name[:200]
        self._fault(inclusion, "pack-unreadable", template, pack=name, reason=reason)

    def _adjusted(self, inclusion: Inclusion, policy: Policy) -> tuple[Rule, ...]:
        known = {
            name for rule in policy.rules for name in (rule.id, *_entities(rule.look))
        }
        for word in (*inclusion.without, *inclusion.only):
            if word not in known:
                self.faults.add(
                    inclusion.places.get(word, inclusion.place),
                    "unknown-adjustment",
                    "'{word}' is no entity or rule of pack {pack}",
                    nearest(word, known),
                    word=word[:80],
                    pack=inclusion.name,
                )
        adjusted = (_adjust(rule, inclusion) for rule in policy.rules)
        return tuple(rule for rule in adjusted if rule is not None)


def _is_local(name: str) -> bool:
    return name.startswith(("./", "../")) or name.endswith(".md")


def _file(name: str, beside: str) -> str:
    """Return the file of a pack, by which it is known however it is called."""
    if not _is_local(name):
        return (SHIPPED / f"{name}.md").as_posix()
    return os.path.normpath(os.path.join(os.path.dirname(beside), name))  # noqa: PTH118, PTH120


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
    read: Callable[[bytes, str, str, Way], Policy],
) -> Policy:
    path = SHIPPED / f"{name}.md"
    return read(
        path.read_bytes(), path.as_posix(), language, Way(((name, path.as_posix()),))
    )
