"""The command ``durf policy diff``: what changed between two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from durf.cli.policy_page import Page
    from durf.policy.difference import Change
    from durf.policy.model import Policy

_EXAMPLES = """\b
Examples:
  durf policy diff policy-2026.md policy.md
  durf policy diff old.md new.md --format json"""
# In the order in which they are told, with the sign of each.
_HEADINGS = (
    ("stricter", "Stricter", "+"),
    ("looser", "Looser", "-"),
    ("added", "Added", "+"),
    ("removed", "Removed", "-"),
    ("changed", "Changed", "·"),
)
_PARTS = {
    "rule": "rule {0}",
    "pack": "pack {0}",
    "calendar": "calendar, {0}",
    "front": "{0}",
    "reviews": "reviews, {0}",
    "clause": "clause {0}",
}


@click.command(epilog=_EXAMPLES)
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def diff(old: str, new: str, output_format: str) -> None:
    """Say in words what changed from policy OLD to policy NEW."""
    from durf.cli.policy_page import page, write_json
    from durf.policy.difference import difference
    from durf.policy.model import Policy

    before, after = Policy.read(old), Policy.read(new)
    if output_format == "json":
        write_json(_to_json(before, after, difference(before, after)))
        return
    sheet = page()
    sheet.write(_lines(difference(before, after, sheet.say), sheet))


def _to_json(old: Policy, new: Policy, changes: Sequence[Change]) -> dict[str, Any]:
    return {
        "old": old.version,
        "new": new.version,
        "changes": [
            {
                "effect": change.effect.value,
                "part": change.part,
                "name": change.name,
                "sentence": change.sentence(),
            }
            for change in changes
        ],
    }


def _lines(changes: Sequence[Change], sheet: Page) -> Iterator[str]:
    if not changes:
        yield sheet.say("no difference")
        return
    is_first = True
    for effect, heading, sign in _HEADINGS:
        group = [change for change in changes if change.effect == effect]
        if not group:
            continue
        if not is_first:
            yield ""
        is_first = False
        yield sheet.bold(sheet.say(heading))
        for change in group:
            yield from _change(change, sheet.sign(sign), sheet)


def _change(change: Change, sign: str, sheet: Page) -> Iterator[str]:
    name = sheet.say(_PARTS[change.part]).format(change.name)
    said = f"{name}: {change.sentence(sheet.say)}"
    for number, line in enumerate(sheet.paragraph(said, indent=4)):
        yield line if number else f"  {sign} {line[4:]}"
