"""A workspace to walk about in, and what its policies say, written down by hand.

The tables here are not read from the policies: the texts of the policies are made
from them, so that whoever checks the desk need not ask the desk.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from durf.policy.model import Policy
from durf_server.people.models import Member, Person, Workspace
from durf_server.people.roles import Role
from durf_server.policies.models import PolicyVersion

BEGIN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WORDS = ("turnover", "recipe", "hurrah", "flour", "rumour")
# Rules by word: what is done, and by whom.
RULES: tuple[dict[str, tuple[str, str]], ...] = (
    {},
    {"turnover": ("review", "legal"), "recipe": ("block", "")},
    {"turnover": ("review", "legal"), "recipe": ("block", ""), "hurrah": ("warn", "")},
    {"turnover": ("review", "medical"), "flour": ("review", "")},
    {"turnover": ("review", "legal"), "flour": ("review", "medical")},
    {"recipe": ("block", ""), "rumour": ("block", ""), "flour": ("review", "")},
)


@dataclass(frozen=True)
class Book:
    """One policy: rules, how many approve, who makes exceptions, what is earned."""

    rules: dict[str, tuple[str, str]]
    approvers: int = 0
    exceptions: tuple[str, ...] = ()
    # After so many clean posts by group ``bakers``, so many approvers are enough.
    earned: tuple[int, int] | None = None

    def text(self, number: int) -> str:
        """Write the policy down."""
        lines = ["---", "policy: Walk", f'version: "{number}"', "language: en"]
        lines += ["reviews:", f"  approvers: {self.approvers}"]
        if self.exceptions:
            lines.append(f"  exceptions: [{', '.join(self.exceptions)}]")
        if self.earned:
            clean, approvers = self.earned
            lines += [
                "  earned:",
                "    - class: bakers",
                "      group: bakers",
                f"      clean: {clean}",
                f"      approvers: {approvers}",
            ]
        lines += ["---", "", "# Walk", ""]
        for word, (action, by) in self.rules.items():
            lines += [f"```rule {word}", f"action: {action}"]
            lines += [f"by: {by}"] if by else []
            lines += [f"terms: [{word}]", "```", ""]
        return "\n".join(lines)

    def found(self, text: str) -> frozenset[tuple[str, str, str]]:
        """Say what this policy finds in a text."""
        return frozenset(
            (word, *self.rules[word]) for word in self.rules if word in text.split()
        )


BOOKS = (
    Book(RULES[0]),
    Book(RULES[1], approvers=1),
    Book(RULES[1], approvers=2, exceptions=("management",)),
    Book(RULES[2], approvers=1, exceptions=("management",)),
    Book(RULES[3], exceptions=("legal",)),
    Book(RULES[4], approvers=1, earned=(2, 0)),
    Book(RULES[1], approvers=2, exceptions=("management",), earned=(2, 1)),
    Book(RULES[5], approvers=1, exceptions=("management", "medical")),
    Book(RULES[4], approvers=2, exceptions=("legal",)),
)
TITLES = {
    "anna": (),
    "bram": ("legal",),
    "els": ("legal", "medical"),
    "faas": ("management",),
    "gijs": (),
    "carla": ("legal", "management"),
    "daan": ("legal", "medical", "management"),
}
REVIEWERS = ("bram", "els", "faas", "gijs")
WRITERS = ("anna", "bram", "faas")
_ROLES = {
    "anna": [Role.AUTHOR],
    "bram": [Role.AUTHOR, Role.REVIEWER],
    "els": [Role.REVIEWER],
    "faas": [Role.AUTHOR, Role.REVIEWER],
    "gijs": [Role.REVIEWER],
    "carla": [Role.ADMINISTRATOR, Role.POLICY_OWNER],
    "daan": [Role.AUDITOR],
}


@dataclass
class House:
    """The rows of such a workspace."""

    workspace: Workspace
    people: dict[str, Member]
    policies: list[PolicyVersion] = field(default_factory=list)

    @classmethod
    def build(cls, slug: str) -> House:
        """Make a workspace with everybody in it and all policies written."""
        workspace = Workspace.objects.create(name="Walk", slug=slug)
        people = {
            name: Member.objects.create(
                workspace=workspace,
                person=Person.objects.create(email=f"{name}.{slug}@example.org"),
                roles=list(_ROLES[name]),
                titles=list(titles),
                groups=["bakers"] if name == "anna" else [],
            )
            for name, titles in TITLES.items()
        }
        house = cls(workspace, people)
        for number, book in enumerate(BOOKS):
            text = book.text(number)
            house.policies.append(
                PolicyVersion.objects.create(
                    workspace=workspace,
                    number=number + 1,
                    state=PolicyVersion.State.RETIRED,
                    text=text,
                    version=Policy.parse(text).version,
                    digest=hashlib.sha256(text.encode()).hexdigest(),
                    made_at=BEGIN,
                )
            )
        house.put_in_force(1)
        return house

    def put_in_force(self, number: int) -> None:
        """Let another policy count, and tell nobody."""
        every = PolicyVersion.objects.filter(workspace=self.workspace)
        every.filter(state="in-force").update(state="retired")
        every.filter(pk=self.policies[number].pk).update(state="in-force")
