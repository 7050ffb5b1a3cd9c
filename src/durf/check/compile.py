"""From a policy to the program that a checker runs."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any

from durf.check.automaton import compile_automaton
from durf.check.program import Program
from durf.kinds.look import ALWAYS
from durf.text.joined import SIGNS

if TYPE_CHECKING:
    from durf.kinds.look import Opens
    from durf.policy.model import Policy, Rule

# Rules that a screenshot would otherwise be enough to get past.
_READ_TEXT_THEMSELVES = frozenset({"leak", "records"})


def compile_policy(policy: Policy) -> Program:
    """Compile all rules of a policy and its packs into one program."""
    rules: list[bytes] = []
    words: list[tuple[int, str]] = []
    expressions: list[tuple[int, bytes]] = []
    gates: list[tuple[Opens, int, int]] = []
    parts: list[tuple[tuple[int, int], tuple[bytes, ...]]] = []
    whole: set[int] = set()
    for number, (name, rule) in enumerate(policy.every_rule()):
        rules.append(_written(name, rule))
        if rule.look is None:
            gates.append((*ALWAYS, number))
            whole.add(number)
            continue
        signs = rule.look.triggers()
        words += [(number, word) for word in signs.words]
        expressions += [(number, expression) for expression in signs.expressions]
        parts += [((number, part), of) for part, of in enumerate(signs.parts)]
        gates += [(*gate, number) for gate in signs.gates]
        if signs.whole_post:
            whole.add(number)
    joined = len(rules)
    for part, (_, signs_of_part) in enumerate(parts, start=joined + 1):
        expressions += [(part, sign) for sign in signs_of_part]
    if words or expressions or parts:
        expressions += [(joined, sign) for sign in SIGNS]
    compiled = compile_automaton(words, expressions)
    gates += [(*ALWAYS, number) for number in sorted(compiled.refused - {joined})]
    return Program(
        header={
            "version": policy.version,
            "language": policy.language,
            "timezone": policy.timezone,
            "calendar": {
                name: [days.first.isoformat(), days.last.isoformat()]
                for name, days in policy.calendar.items()
            },
            "sources": [list(source) for source in policy.sources],
            "count": len(rules),
            "gates": gates,
            "parts": [part for part, _ in parts],
            "whole": sorted(whole),
            "collections": _collections(policy),
            "pictures": _of_pictures(policy),
        },
        letters=compiled.letters,
        others=compiled.others,
        ends=_ends(rules),
        rules=b"".join(rules),
    )


def _collections(policy: Policy) -> dict[str, list[str]]:
    """Return the collections of a vault that rules name, with the kinds of these."""
    named: dict[str, set[str]] = {}
    for _, rule in policy.every_rule():
        for name in getattr(rule.look, "collections", ()):
            named.setdefault(name, set()).add(rule.kind)
    return {name: sorted(named[name]) for name in sorted(named)}


def _of_pictures(policy: Policy) -> list[str]:
    """Return what rules want to see of pictures.

    Rules that ask the vault read their text, unless a rule of pictures says no.
    """
    rules = [rule for _, rule in policy.every_rule()]
    looks = [
        rule.look.to_json() for rule in rules if rule.look and rule.kind == "pictures"
    ]
    wanted = {part for look in looks for part, value in look.items() if value}
    is_refused = any(look["text"] is False for look in looks)
    if not is_refused and any(rule.kind in _READ_TEXT_THEMSELVES for rule in rules):
        wanted.add("text")
    return sorted(wanted)


def _written(name: str, rule: Rule) -> bytes:
    values: dict[str, Any] = {
        "name": name,
        "clause": rule.clause.title,
        "kind": rule.kind,
        "action": rule.action.value,
        "by": rule.by,
        "because": rule.because,
        "instead": rule.instead,
        "when": rule.when.source if rule.when else "",
        "look": rule.look.to_json() if rule.look else None,
    }
    return json.dumps(values, separators=(",", ":")).encode()


def _ends(rules: list[bytes]) -> array[int]:
    ends = array("Q")
    total = 0
    for rule in rules:
        total += len(rule)
        ends.append(total)
    return ends
