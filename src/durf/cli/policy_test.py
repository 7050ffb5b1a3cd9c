"""The command ``durf policy test``: run a policy's own examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from durf.check.examples import Outcome
    from durf.cli.policy_page import Page
    from durf.policy.model import Policy

_EXAMPLES = """\b
Examples:
  durf policy test policy.md
  durf policy test policy.md --format json

\b
Exit status: 0 all examples hold; 1 some do not; 2 the policy has faults."""


@click.command(epilog=_EXAMPLES)
@click.argument("file", default="policy.md", envvar="DURF_POLICY")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def test(file: str, output_format: str) -> None:
    """Run all examples of a policy and of its packs.

    FILE is policy.md unless you name another.
    """
    from durf.check.checker import Checker
    from durf.check.examples import run_examples
    from durf.cli.policy_page import page, write_json
    from durf.policy.model import Policy

    policy = Policy.read(file)
    outcomes = list(run_examples(policy, Checker.unproven(policy)))
    if output_format == "json":
        write_json(_to_json(policy, outcomes))
    else:
        sheet = page()
        sheet.write(_lines(policy, outcomes, sheet))
    raise SystemExit(0 if all(outcome.holds for outcome in outcomes) else 1)


def _without_examples(policy: Policy) -> list[str]:
    """Return the rules that nothing proves, by name.

    A rule of a pack that lost its examples to an adjustment is proven in the pack.
    """
    own = [rule.id for rule in policy.rules if not (rule.fails or rule.passes)]
    for pack in policy.packs:
        kept = {rule.id for rule in pack.rules}
        own += [
            f"{pack.inclusion.name}#{rule.id}"
            for rule in pack.policy.rules
            if rule.id in kept and not (rule.fails or rule.passes)
        ]
    return own


def _asking_a_judge(policy: Policy) -> list[str]:
    return [name for name, rule in policy.every_rule() if rule.kind == "judge"]


def _to_json(policy: Policy, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    failed = [outcome for outcome in outcomes if not outcome.holds]
    return {
        "policy": policy.version,
        "path": policy.path,
        "examples": len(outcomes),
        "failed": [
            {
                "rule": outcome.rule,
                "file": outcome.example.place.file,
                "line": outcome.example.place.line,
                "column": outcome.example.place.column,
                "text": outcome.example.post.text,
                "expected": "finding" if outcome.must_fire else "silence",
                "findings": [finding.to_json() for finding in outcome.findings],
            }
            for outcome in failed
        ],
        "without_examples": _without_examples(policy),
        "not_run": _asking_a_judge(policy),
    }


def _lines(policy: Policy, outcomes: Sequence[Outcome], sheet: Page) -> Iterator[str]:
    say = sheet.say
    failed = [outcome for outcome in outcomes if not outcome.holds]
    timed = {name for name, rule in policy.every_rule() if rule.when}
    for outcome in failed:
        yield from _failure(outcome, sheet, has_condition=outcome.rule in timed)
        yield ""
    for template, names in (
        (say("no examples: {0}"), _without_examples(policy)),
        (say("not run, for it takes a judge: {0}"), _asking_a_judge(policy)),
    ):
        if names:
            yield from sheet.paragraph(template.format(", ".join(names)))
    yield _summary(outcomes, len(failed), sheet)


def _failure(outcome: Outcome, sheet: Page, *, has_condition: bool) -> Iterator[str]:
    say = sheet.say
    template = (
        say("{0} should have caught this, and found nothing")
        if outcome.must_fire
        else say("{0} should have left this alone")
    )
    said = template.format(sheet.bold(outcome.rule))
    yield f"{sheet.bad(sheet.sign('✗'))} {outcome.example.place}: {said}"
    yield from sheet.paragraph(outcome.example.post.text[:400], indent=4)
    if outcome.must_fire and has_condition:
        told = say("its condition may not have held: see 'when', and 'at' here")
        yield from sheet.paragraph(told, indent=4, dim=True)
    for told in dict.fromkeys(_what_was_found(outcome, say)):
        yield from sheet.paragraph(told, indent=4, dim=True)


def _what_was_found(outcome: Outcome, say: Callable[[str], str]) -> Iterator[str]:
    for finding in outcome.findings[:10]:
        text = outcome.example.post.text[finding.start : finding.end]
        if finding.field != "text" or not text or finding.masked:
            text = finding.masked or finding.entity or finding.field
        yield say("found: “{0}” ({1})").format(text[:80], finding.message)


def _summary(outcomes: Sequence[Outcome], failed: int, sheet: Page) -> str:
    say = sheet.say
    rules = len({outcome.rule for outcome in outcomes})
    if not outcomes:
        return say("no examples to run")
    if failed:
        said = say("{0} of {1} examples do not hold").format(failed, len(outcomes))
        return f"{sheet.bad(sheet.sign('✗'))} {said}"
    said = say("all {0} examples of {1} rules hold").format(len(outcomes), rules)
    return f"{sheet.good(sheet.sign('✓'))} {said}"
