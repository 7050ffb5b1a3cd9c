"""The command ``durf policy show``: print a policy as durf understands it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from durf.action import Action

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from durf.cli.policy_page import Page
    from durf.policy.model import Clause, Pack, Policy, Rule

# A pack with more rules is summed up.
_FEW = 12
_EXAMPLES = """\b
Examples:
  durf policy show policy.md
  durf policy show --format markdown policy.md > tidy.md"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", default="policy.md", envvar="DURF_POLICY")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
)
def show(file: str, output_format: str) -> None:
    """Print the clauses and rules of a policy, as durf understands them.

    FILE is policy.md unless you name another.  With --format markdown it is
    written as a policy again, tidily, and without the comments in its rules.
    """
    from durf.cli.policy_page import page, write_json
    from durf.policy.model import Policy

    policy = Policy.read(file)
    if output_format == "json":
        write_json(_to_json(policy))
        return
    if output_format == "markdown":
        from durf.cli.output import write_out
        from durf.policy.write import write_policy

        write_out(write_policy(policy))
        return
    sheet = page()
    sheet.write(_lines(policy, sheet))


def _to_json(policy: Policy) -> dict[str, Any]:
    from durf.policy.write import write_reviews

    return {
        "policy": policy.name,
        "version": policy.version,
        "language": policy.language,
        "effective": policy.effective.isoformat() if policy.effective else None,
        "owner": policy.owner,
        "timezone": policy.timezone,
        "roles": list(policy.roles),
        "calendar": {
            name: [days.first.isoformat(), days.last.isoformat()]
            for name, days in policy.calendar.items()
        },
        "reviews": write_reviews(policy.reviews),
        "clauses": [
            {
                "number": clause.number,
                "title": clause.title,
                "level": clause.level,
                "anchor": clause.anchor,
                "line": clause.place.line,
            }
            for clause in policy.clauses
        ],
        "rules": [_rule_json(rule.id, rule) for rule in policy.rules],
        "packs": [_pack_json(pack) for pack in policy.packs],
    }


def _pack_json(pack: Pack) -> dict[str, Any]:
    name = pack.inclusion.name
    return {
        "pack": name,
        "version": pack.policy.version,
        "without": list(pack.inclusion.without),
        "only": list(pack.inclusion.only),
        "rules": [_rule_json(f"{name}#{rule.id}", rule) for rule in pack.rules],
    }


def _rule_json(name: str, rule: Rule) -> dict[str, Any]:
    return {
        "rule": name,
        "clause": rule.clause.title,
        "line": rule.place.line,
        "action": rule.action.value,
        "by": rule.by,
        "kind": rule.kind,
        "look": rule.look.to_json() if rule.look else None,
        "when": rule.when.source if rule.when else "",
        "because": rule.because,
        "instead": rule.instead,
        "fails": len(rule.fails),
        "passes": len(rule.passes),
    }


def _lines(policy: Policy, sheet: Page) -> Iterator[str]:
    yield sheet.bold(policy.name)
    yield from _front(policy, sheet)
    yield from _reviews(policy, sheet)
    rules = {rule.id: rule for rule in policy.rules}
    for clause in policy.clauses:
        yield ""
        yield sheet.bold(f"{clause.number} {clause.title}".strip())
        yield from _clause(clause, rules, policy, sheet)
    for pack in policy.packs:
        yield ""
        yield from _pack(pack, sheet)


def _front(policy: Policy, sheet: Page) -> Iterator[str]:
    say = sheet.say
    version, _, digest = policy.version.partition("+sha256:")
    told = [(say("Version"), f"{version} ({digest[:12]})")]
    if policy.effective:
        told.append((say("In force from"), policy.effective.isoformat()))
    if policy.owner:
        told.append((say("Questions to"), policy.owner))
    for name, days in policy.calendar.items():
        first, last = days.first.isoformat(), days.last.isoformat()
        told.append((name, first if first == last else f"{first} .. {last}"))
    widest = max(len(title) for title, _ in told)
    for title, said in told:
        yield from sheet.paragraph(f"{title:<{widest}}  {said}", indent=2, dim=True)


def _reviews(policy: Policy, sheet: Page) -> Iterator[str]:
    from durf.policy.review_sentences import review_sentences

    said = list(review_sentences(policy.reviews, sheet.say))
    if said:
        yield ""
        yield sheet.bold(sheet.say("Who approves"))
        for sentence in said:
            yield from sheet.paragraph(sentence, indent=2)


def _clause(
    clause: Clause, rules: dict[str, Rule], policy: Policy, sheet: Page
) -> Iterator[str]:
    from durf.policy.model import RuleHere

    for part in clause.parts:
        if isinstance(part, RuleHere):
            yield from _rule(rules[part.id], policy, sheet)
        else:
            yield from sheet.paragraph(part.markdown.strip(), indent=2, dim=True)


def _rule(rule: Rule, policy: Policy, sheet: Page) -> Iterator[str]:
    from durf.policy.sentences import condition_sentence

    say = sheet.say
    yield from sheet.paragraph(f"[{_action(rule, sheet)}] {rule.id}", indent=2)
    if rule.look:
        yield from sheet.paragraph(rule.look.sentence(say), indent=4)
    if rule.when:
        said = condition_sentence(rule, policy.calendar, say)
        shown = said or say("when {0}").format(rule.when.source)
        yield from sheet.paragraph(shown, indent=4)
    if rule.because:
        yield from sheet.paragraph(say("why: {0}").format(rule.because), indent=4)
    if rule.instead:
        yield from sheet.paragraph(say("instead: {0}").format(rule.instead), indent=4)


def _action(rule: Rule, sheet: Page) -> str:
    word = sheet.say(rule.action.value)
    return f"{word} · {rule.by}" if rule.by else word


def _pack(pack: Pack, sheet: Page) -> Iterator[str]:
    say = sheet.say
    yield sheet.bold(say("pack {0}").format(pack.inclusion.name))
    if pack.inclusion.without:
        names = ", ".join(pack.inclusion.without)
        yield from sheet.paragraph(say("left out: {0}").format(names), indent=2)
    if pack.inclusion.only:
        names = ", ".join(pack.inclusion.only)
        yield from sheet.paragraph(say("only: {0}").format(names), indent=2)
    if len(pack.rules) > _FEW:
        yield from sheet.paragraph(_counted(pack, sheet), indent=2)
        return
    for rule in pack.rules:
        looked_for = rule.look.sentence(say) if rule.look else ""
        line = f"[{_action(rule, sheet)}] {rule.id}: {looked_for}".rstrip(": ")
        yield from sheet.paragraph(line, indent=2)


def _counted(pack: Pack, sheet: Page) -> str:
    counts = Counter(rule.action for rule in pack.rules)
    said = ", ".join(
        f"{counts[action]} {sheet.say(action.value)}"
        for action in Action
        if counts[action]
    )
    return sheet.say("{0} rules: {1}").format(len(pack.rules), said)
