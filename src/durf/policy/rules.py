"""Rule blocks: from a fence to a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from durf.action import Action
from durf.kinds.look import Reading
from durf.kinds.registry import KINDS, kind
from durf.policy.condition_faults import check_condition, roles_in
from durf.policy.conditions import Condition
from durf.policy.front import ACTIONS, LANGUAGES
from durf.policy.model import Example, Rule
from durf.policy.roles import meant_role
from durf.post import Author, Medium, Post
from durf.source.inside import place_inside
from durf.source.nodes import Mapping, Scalar, Sequence
from durf.source.read_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from collections.abc import Mapping as MappingOf

    from durf.kinds.look import Look
    from durf.policy.front import FrontMatter
    from durf.policy.markdown import Fence
    from durf.policy.model import Clause
    from durf.source.nodes import Node
    from durf.source.place import Place
    from durf.source.wanted import Wanted

RULE_KEYS = ("action", "by", "when", "because", "instead", "fails", "passes")
EXAMPLE_KEYS = ("text", "at", "channel", "author", "language", "media", "links")
_KNOWN = (*RULE_KEYS, *KINDS)
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}", re.IGNORECASE)


@dataclass(slots=True)
class RuleReader:
    """Reads the rules of one file.

    Args:
        front: the file's front matter.
        language: in which its rules speak; a pack speaks that of its policy.
        wanted: where faults go.
        secrets: the named types of the shipped pack ``secrets``.
    """

    front: FrontMatter
    language: str
    wanted: Wanted
    secrets: Callable[[], MappingOf[str, object]]
    seen: dict[str, Place] = field(default_factory=dict)
    roles: list[tuple[str, Place]] = field(default_factory=list)

    def read(self, fence: Fence, clause: Clause) -> Rule | None:
        """Read one rule block; None where too little of it can be used."""
        self._read_id(fence)
        node = read_yaml(fence.yaml, fence.yaml_place, self.wanted.faults)
        if node is None:
            if not fence.yaml.strip():
                self._fault(fence.place, "empty-rule", "this rule says nothing")
            return None
        mapping = self.wanted.mapping(node, "a rule", _KNOWN)
        if mapping is None:
            return None
        name, look = self._look(mapping)
        action = self._action(mapping, fence)
        fails, passes = (self._examples(mapping.get(k)) for k in ("fails", "passes"))
        return Rule(
            id=fence.id,
            clause=clause,
            place=fence.place,
            action=action,
            kind=name,
            look=look,
            when=self._when(mapping.get("when")),
            by=self._by(mapping.get("by"), action),
            because=self._said(mapping.get("because"), "because"),
            instead=self._said(mapping.get("instead"), "instead"),
            fails=fails,
            passes=passes,
            written=mapping.get(name),
        )

    def check_roles(self) -> None:
        """Look at all roles the file names, once they are all known."""
        used = [role for role, _ in self.roles]
        for role, place in self.roles:
            meant = meant_role(role, self.front.roles, used)
            if meant is not None:
                self.wanted.faults.add(
                    place,
                    "unknown-role",
                    "'{role}' is not a known role",
                    meant,
                    role=role,
                )

    def _fault(self, place: Place, code: str, template: str, **said: object) -> None:
        self.wanted.faults.add(place, code, template, None, **said)

    def _read_id(self, fence: Fence) -> None:
        if not fence.id:
            self._fault(fence.place, "no-id", "a rule needs a name after 'rule'")
        elif not _ID.fullmatch(fence.id):
            template = (
                "'{id}' is no name for a rule: letters, digits and - without spaces"
            )
            self._fault(fence.id_place, "bad-id", template, id=fence.id[:80])
        elif fence.id in self.seen:
            template = "there is a rule '{id}' in line {line} already"
            line = self.seen[fence.id].line
            self._fault(fence.id_place, "id-twice", template, id=fence.id, line=line)
        else:
            self.seen[fence.id] = fence.id_place

    def _look(self, mapping: Mapping) -> tuple[str, Look | None]:
        kinds = [(k, v) for k, v in mapping.items if k.text in KINDS]
        for key, _ in kinds[1:]:
            template = "a rule looks for one thing: '{kind}' is one too many"
            self._fault(key.place, "two-kinds", template, kind=key.text)
        if not kinds:
            given = mapping.get("action") is not None and mapping.get("when") is None
            if given and _all_known(mapping, _KNOWN):
                self._fault(
                    mapping.place,
                    "no-kind",
                    "a rule needs something to look for, or 'when'",
                )
            return "", None
        key, node = kinds[0]
        reading = Reading(self.wanted.faults, self.language, self.secrets)
        return key.text, kind(key.text).read(node, reading)

    def _action(self, mapping: Mapping, fence: Fence) -> Action:
        node = mapping.get("action")
        if node is None:
            if _all_known(mapping, _KNOWN):
                template = "a rule needs an action: warn, review, block"
                self._fault(fence.place, "no-action", template)
            return Action.BLOCK
        word = self.wanted.one_of(node, "action", ACTIONS)
        return Action(word) if word in ACTIONS else Action.BLOCK

    def _by(self, node: Node | None, action: Action) -> str:
        if node is None:
            return ""
        role = self._said(node, "by")
        if action is not Action.REVIEW:
            self._fault(
                node.place, "by-without-review", "'by' goes with action: review"
            )
        elif role:
            self.roles.append((role, node.place))
        return role

    def _said(self, node: Node | None, what: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, Mapping):
            return self.wanted.text(node, what) or ""
        mapping = self.wanted.mapping(node, what, LANGUAGES)
        said = mapping and (mapping.get(self.language) or mapping.items[0][1])
        return (self.wanted.text(said, what) or "") if said else ""

    def _when(self, node: Node | None) -> Condition | None:
        if node is None:
            return None
        source = self.wanted.text(node, "when")
        if source is None:
            return None
        for role, offset in roles_in(source):
            self.roles.append((role, self._inside(node, source, offset)))
        for fault in check_condition(source, self.front.calendar):
            self.wanted.faults.add(
                self._inside(node, source, fault.offset),
                "condition",
                # What CEL says is no template: a brace in it is a brace.
                fault.message if fault.word else "{what}",
                fault.near,
                what=fault.message,
                word=fault.word,
            )
        return Condition(source)

    def _inside(self, node: Node, source: str, offset: int) -> Place:
        if not isinstance(node, Scalar):
            return node.place
        leading = node.text.index(source)
        return place_inside(node, leading + offset, self.wanted.faults.lines)

    def _examples(self, node: Node | None) -> tuple[Example, ...]:
        if node is None:
            return ()
        items = node.items if isinstance(node, Sequence) else (node,)
        read = [self._example(item) for item in items]
        return tuple(example for example in read if example is not None)

    def _example(self, node: Node) -> Example | None:
        if isinstance(node, Scalar):
            return Example(Post(node.text), node.place)
        mapping = self.wanted.mapping(node, "an example", EXAMPLE_KEYS)
        if mapping is None:
            return None
        text = mapping.get("text")
        if not isinstance(text, Scalar):
            if text is not None or _all_known(mapping, EXAMPLE_KEYS):
                self._fault(node.place, "example-text", "an example needs a 'text'")
            return None
        return Example(self._post(text.text, mapping), node.place)

    def _post(self, text: str, mapping: Mapping) -> Post:
        wanted = self.wanted
        at, author, links = (mapping.get(k) for k in ("at", "author", "links"))
        channel, language = mapping.get("channel"), mapping.get("language")
        return Post(
            text,
            channel=(wanted.text(channel, "channel") or "") if channel else "",
            author=self._author(author) if author else Author(),
            language=(wanted.text(language, "language") or "") if language else "",
            at=wanted.moment(at, "at") if at else None,
            media=self._media(mapping.get("media")),
            links=(wanted.texts(links, "links") or ()) if links else (),
        )

    def _author(self, node: Node) -> Author:
        if isinstance(node, Scalar):
            return Author(node.text)
        mapping = self.wanted.mapping(node, "author", ("name", "roles"))
        if mapping is None:
            return Author()
        name, roles = mapping.get("name"), mapping.get("roles")
        return Author(
            (self.wanted.text(name, "name") or "") if name else "",
            (self.wanted.texts(roles, "roles") or ()) if roles else (),
        )

    def _media(self, node: Node | None) -> tuple[Medium, ...]:
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self._fault(node.place, "media", "media must be a list")
            return ()
        return tuple(self._medium(item) for item in node.items)

    def _medium(self, node: Node) -> Medium:
        if isinstance(node, Scalar):
            return Medium(node.text)
        mapping = self.wanted.mapping(node, "a medium", ("path", "alt"))
        path, alt = (mapping.get(k) if mapping else None for k in ("path", "alt"))
        shown = alt.text if isinstance(alt, Scalar) else ""
        return Medium((self.wanted.text(path, "path") or "") if path else "", shown)


def _all_known(mapping: Mapping, keys: Collection[str]) -> bool:
    """Tell whether nothing is missing because it was misspelt, and told already."""
    return all(key.text in keys for key, _ in mapping.items)
