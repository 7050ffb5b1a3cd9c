"""From a policy to the text of its file: reading that gives the same policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from durf.policy.model import Prose
from durf.source.nodes import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from durf.policy.model import Clause, Days, Example, Inclusion, Policy, Rule
    from durf.policy.reviews import Earned, Reviews
    from durf.post import Author, Post
    from durf.source.nodes import Node

_MARKS = re.compile(r"([\\`*_\[\]<>#&])")
_WIDTH = 88


def write_policy(policy: Policy) -> str:
    """Return a policy as Markdown with front matter and rule blocks.

    Comments and the layout of YAML are not kept, and a text that is given in
    several languages is written in that of the policy.
    """
    rules = {rule.id: rule for rule in policy.rules}
    blocks = [f"---\n{_yaml(_front(policy))}---"]
    for clause in policy.clauses:
        blocks += _clause(clause, rules)
    return "\n\n".join(blocks) + "\n"


def _front(policy: Policy) -> dict[str, Any]:
    days = {name: _days(entry) for name, entry in policy.calendar.items()}
    inner = {id(pack) for outer in policy.packs for pack in outer.policy.packs}
    own = [pack.inclusion for pack in policy.packs if id(pack) not in inner]
    return _filled(
        policy=policy.name,
        version=policy.version.rpartition("+sha256:")[0],
        language=policy.language,
        effective=policy.effective and policy.effective.isoformat(),
        owner=policy.owner,
        timezone=policy.timezone,
        roles=list(policy.roles),
        calendar=days,
        reviews=write_reviews(policy.reviews),
        packs=[_inclusion(inclusion) for inclusion in own],
    )


def write_reviews(reviews: Reviews) -> dict[str, Any]:
    """Return who approves what under the keys of the front matter."""
    values = _filled(
        approvers=reviews.approvers,
        remind=reviews.remind and _length(reviews.remind),
        escalate=reviews.escalate and _length(reviews.escalate),
    )
    if reviews.escalate_to:
        values["escalate-to"] = reviews.escalate_to
    values |= _filled(exceptions=list(reviews.exceptions))
    if reviews.earned:
        values["earned"] = [_earned(earned) for earned in reviews.earned]
    return values


def _earned(earned: Earned) -> dict[str, Any]:
    named = _filled(
        template=earned.template, channel=earned.channel, group=earned.group
    )
    counts = {"clean": earned.clean, "approvers": earned.approvers}
    return {"class": earned.name, **named, **counts}


def _length(time: timedelta) -> str:
    """Write a time in the largest unit that says it whole."""
    minutes = int(time.total_seconds()) // 60
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def _days(days: Days) -> str:
    if days.first == days.last:
        return days.first.isoformat()
    return f"{days.first.isoformat()}..{days.last.isoformat()}"


def _inclusion(inclusion: Inclusion) -> Any:  # noqa: ANN401 - a text, or keys
    adjusted = _filled(
        action=inclusion.action and inclusion.action.value,
        by=inclusion.by,
        only=list(inclusion.only),
    )
    if inclusion.without:
        adjusted["except"] = list(inclusion.without)
    return {inclusion.name: adjusted} if adjusted else inclusion.name


def _clause(clause: Clause, rules: dict[str, Rule]) -> Iterator[str]:
    # What stands before the first heading belongs to a clause without any.
    if clause.anchor:
        title = _MARKS.sub(r"\\\1", clause.title)
        yield f"{'#' * clause.level} {title}".rstrip()
    for part in clause.parts:
        yield part.markdown if isinstance(part, Prose) else _rule(rules[part.id])


def _rule(rule: Rule) -> str:
    sought = {rule.kind: _plain(rule.written)} if rule.written else {}
    written = _yaml(
        {
            "action": rule.action.value,
            **_filled(by=rule.by, when=rule.when and rule.when.source),
            **sought,
            **_filled(
                because=rule.because,
                instead=rule.instead,
                fails=[_example(example) for example in rule.fails],
                passes=[_example(example) for example in rule.passes],
            ),
        }
    )
    # The fence must be longer than any that stands inside.
    longest = max(map(len, re.findall("`+", written)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}rule {rule.id}\n{written}{fence}"


def _example(example: Example) -> Any:  # noqa: ANN401 - a text, or keys
    post = example.post
    said = _filled(
        at=post.at and post.at.isoformat(),
        channel=post.channel,
        author=_author(post.author),
        language=post.language,
        media=_media(post),
        links=list(post.links),
    )
    return {"text": post.text, **said} if said else post.text


def _author(author: Author) -> dict[str, Any]:
    return _filled(name=author.name, roles=list(author.roles))


def _media(post: Post) -> list[dict[str, Any]]:
    return [_filled(path=medium.path, alt=medium.alt) for medium in post.media]


def _filled(**values: Any) -> dict[str, Any]:  # noqa: ANN401
    return {name: value for name, value in values.items() if value}


def _plain(node: Node) -> Any:  # noqa: ANN401 - whatever YAML can say
    if isinstance(node, Scalar):
        return node.text if node.quoted else _Bare(node.text.strip())
    if isinstance(node, Mapping):
        return {key.text: _plain(value) for key, value in node.items}
    return [_plain(item) for item in node.items]


class _Bare(str):
    """A text that stood without quotes, and needs none: types are not read."""

    __slots__ = ()


# What YAML takes for another type, and is written as it would write that.
_TYPES = frozenset(f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "float"))


class _Dumper(yaml.SafeDumper):
    """Writes texts so that they are read again as they are, sign for sign."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _bare(dumper: yaml.SafeDumper, text: _Bare) -> yaml.ScalarNode:
    resolve: Any = dumper.resolve
    tag = resolve(yaml.ScalarNode, str(text), (True, False))
    if tag in _TYPES:
        return dumper.represent_scalar(tag, str(text))
    return _text(dumper, str(text))


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Bare, _bare)


def _yaml(values: dict[str, Any]) -> str:
    return yaml.dump(
        values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
