"""A policy as it stands in its file: the handbook and the rules in one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from durf.errors import FileProblem
from durf.policy.reviews import Reviews

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from durf.action import Action
    from durf.kinds.look import Look
    from durf.policy.conditions import Condition
    from durf.post import Post
    from durf.source.nodes import Node
    from durf.source.place import Place


@dataclass(frozen=True, slots=True)
class Example:
    """A post that a rule must catch (``fails``) or leave alone (``passes``)."""

    post: Post
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for, when, and what then.

    Attributes:
        id: unique in its policy; rules of a pack are called ``pack#id`` outside.
        clause: the heading it stands under.
        kind: the name of the kind, or "" for a rule that is only a condition.
        look: what it looks for, or None.
        by: the role that must review, for the action ``review``.
        written: what it looks for, as it stands in the file.
    """

    id: str
    clause: Clause
    place: Place
    action: Action
    kind: str = ""
    look: Look | None = None
    when: Condition | None = None
    by: str = ""
    because: str = ""
    instead: str = ""
    fails: tuple[Example, ...] = ()
    passes: tuple[Example, ...] = ()
    written: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Clause:
    """A heading and the prose under it.

    Attributes:
        title: the heading, without its marks.
        level: 1 for ``#`` down to 6.
        anchor: unique in the policy, made from the title as code hosts do.
        number: such as "2.1", counted below the policy's title.
        parts: the prose (Markdown) and the ids of the rules, in reading order.
    """

    title: str
    level: int
    anchor: str
    number: str
    place: Place
    parts: tuple[Prose | RuleHere, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown between two rules."""

    markdown: str
    place: Place


@dataclass(frozen=True, slots=True)
class RuleHere:
    """The rule with this id stands here."""

    id: str


@dataclass(frozen=True, slots=True)
class Days:
    """An entry of the calendar: one day, or the days from first to last."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A pack that a policy includes, with its adjustments.

    Attributes:
        name: such as ``"personal-data/nl"``, or a path such as ``"./ours.md"``.
        action: replaces the action of every rule of the pack, if given.
        by: replaces the role that reviews, if given.
        without: entities and rule ids that are left out (``except`` in the file).
        only: entities and rule ids to keep; empty keeps all.
        places: where each word of the adjustments stands.
    """

    name: str
    place: Place
    action: Action | None = None
    by: str = ""
    without: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as a policy includes it: its rules are already adjusted."""

    inclusion: Inclusion
    policy: Policy
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy, with the packs it includes.

    Attributes:
        name: whose policy it is.
        version: the front matter's version and the SHA-256 of the file's bytes,
            ``"2026.1+sha256:…"``.
        language: of the prose and messages, ``"nl"`` or ``"en"``.
        rules: its own rules, in the order of the file.
        packs: the packs it includes, theirs included, each once.
        sources: the local files it was read from besides its own, with SHA-256.
        reviews: who approves what, beside what its rules ask for.
    """

    name: str
    version: str
    language: str
    path: str
    source: str
    effective: date | None = None
    owner: str = ""
    timezone: str = "UTC"
    roles: tuple[str, ...] = ()
    calendar: Mapping[str, Days] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    rules: tuple[Rule, ...] = ()
    packs: tuple[Pack, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    reviews: Reviews = field(default_factory=Reviews)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Policy:
        """Read a policy from its file, with the local packs beside it.

        Raises:
            FileProblem: the file cannot be read.
            PolicyFaults: with every fault in it.
        """
        from durf.policy.read import load_file, load_pack, read_policy

        name = os.fspath(path)
        try:
            content = load_file(name)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise FileProblem(verb="read", path=name, reason=reason) from None
        return read_policy(content, name, load_pack)

    @classmethod
    def parse(cls, text: str, path: str = "policy.md") -> Policy:
        """Read a policy from its text; local packs cannot be included.

        Raises:
            PolicyFaults: with every fault in it.
        """
        from durf.policy.read import read_policy

        return read_policy(text.encode("utf-8", "surrogatepass"), path)

    def every_rule(self) -> Iterator[tuple[str, Rule]]:
        """Yield all rules with the names they go by outside: own first, then packs'."""
        for rule in self.rules:
            yield rule.id, rule
        for pack in self.packs:
            for rule in pack.rules:
                yield f"{pack.inclusion.name}#{rule.id}", rule
