"""The roles on which something in a policy depends."""

from __future__ import annotations

from pathlib import Path

import pytest

import durf
from durf.policy.model import Policy
from durf.policy.roles import roles_named

EXAMPLES = Path(durf.__file__).parent / "policies" / "examples"


def test_rules_conditions_and_reviews_name_roles(tmp_path: Path) -> None:
    (tmp_path / "ours.md").write_text(
        '---\npack: ours\nversion: "1"\n---\n\n'
        "```rule a\naction: review\nby: baker\nterms: [oven]\n```\n"
        "```rule b\naction: block\nwhen: '!author.has_role(\"miller\")'\n"
        "terms: [flour]\n```\n",
        "utf-8",
    )
    path = tmp_path / "policy.md"
    path.write_text(
        '---\npolicy: P\nversion: "1"\npacks: [./ours.md]\n'
        "roles: [unused, legal, Board, owner, clerk, shop, baker]\n"
        "reviews: {escalate: 1d, escalate-to: owner, exceptions: [Board, legal]}\n"
        "---\n\n# How\n\n"
        "```rule c\naction: review\nby: legal\nterms: [price]\n```\n"
        "```rule d\naction: warn\n"
        "when: author.has_role('shop') || author.has_role(\"clerk\")\n```\n",
        "utf-8",
    )
    policy = Policy.read(path)
    assert roles_named(policy) == (
        "baker",
        "Board",
        "clerk",
        "legal",
        "miller",
        "owner",
        "shop",
    )


def test_a_pack_names_the_reviewer_that_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "ours.md").write_text(
        '---\npack: ours\nversion: "1"\n---\n\n'
        "```rule a\naction: review\nby: baker\nterms: [oven]\n```\n",
        "utf-8",
    )
    path = tmp_path / "policy.md"
    path.write_text(
        '---\npolicy: P\nversion: "1"\npacks: [./ours.md: {by: owner}]\n---\n', "utf-8"
    )
    assert roles_named(Policy.read(path)) == ("owner",)


def test_who_names_nobody_needs_nobody() -> None:
    assert roles_named(Policy.parse('---\npolicy: P\nversion: "1"\n---\n')) == ()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.md")), ids=lambda p: p.stem)
def test_the_examples_declare_every_role_that_they_name(path: Path) -> None:
    policy = Policy.read(path)
    assert set(roles_named(policy)) <= set(policy.roles)
