"""Ways to write verdicts down, and what was seen when all is done."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii as _quoted
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from durf.action import Action

if TYPE_CHECKING:
    from durf.check.verdict import Finding, Verdict
    from durf.post import Post


class Judged(NamedTuple):
    """A post with its verdict, and where it came from.

    Attributes:
        line: of a JSONL file; 0 where the whole file is the post.
        values: the JSON object of that line.
    """

    post: Post
    verdict: Verdict
    path: str
    line: int = 0
    values: dict[str, Any] | None = None


@dataclass(slots=True)
class Tally:
    """What was seen so far.

    Attributes:
        actions: how many posts got each action.
        faults: how many inputs were no posts.
        rules: one finding of each rule that bit, by the rule's name.
    """

    actions: Counter[Action] = field(default_factory=Counter)
    faults: int = 0
    rules: dict[str, Finding] = field(default_factory=dict)

    def note(self, verdict: Verdict) -> None:
        """Count a verdict."""
        self.actions[verdict.action] += 1
        for finding in verdict.findings:
            self.rules.setdefault(finding.rule, finding)

    def add(self, other: Tally) -> None:
        """Count all that another tally counted."""
        self.actions.update(other.actions)
        self.faults += other.faults
        self.rules = other.rules | self.rules

    @property
    def posts(self) -> int:
        """How many posts were judged."""
        return self.actions.total()

    @property
    def strictest(self) -> Action:
        """The strictest of all verdicts."""
        return max(self.actions, key=lambda a: a.strictness, default=Action.ALLOW)


class Report(Protocol):
    """A way to write verdicts down, post by post, in constant memory."""

    @property
    def between(self) -> str:
        """What stands between two posts."""
        ...

    @property
    def encoding(self) -> str:
        """Of what is written."""
        ...

    def opening(self) -> str:
        """Return what stands before the first verdict."""
        ...

    def one(self, judged: Judged) -> str:
        """Return what is written for one post; may be nothing."""
        ...

    def closing(self, tally: Tally) -> str:
        """Return what stands behind the last verdict."""
        ...


class JsonLines:
    """One JSON object a line, in the order of the posts."""

    between = ""
    encoding = "utf-8"

    def opening(self) -> str:
        """Return nothing: every line stands for itself."""
        return ""

    def one(self, judged: Judged) -> str:
        """Return the verdict as a line."""
        verdict = judged.verdict
        # Plain ASCII is the same in every encoding, also for lone surrogates.
        if verdict.findings or verdict.id is None:
            return f"{json.dumps(verdict.to_json())}\n"
        # Most posts are clean, and this takes a tenth of the time.
        known, policy = _quoted(verdict.id), _quoted(verdict.policy)
        said = f'"action": "{verdict.action}", "policy": {policy}, "findings": []'
        return f'{{"id": {known}, {said}}}\n'

    def closing(self, tally: Tally) -> str:  # noqa: ARG002 the protocol's
        """Return nothing."""
        return ""


class Json:
    """One JSON document: the list of all verdicts."""

    between = ",\n"
    encoding = "utf-8"

    def opening(self) -> str:
        """Open the list."""
        return "[\n"

    def one(self, judged: Judged) -> str:
        """Return the verdict as an item of the list."""
        return json.dumps(judged.verdict.to_json())

    def closing(self, tally: Tally) -> str:
        """Close the list."""
        return "\n]\n" if tally.posts else "]\n"


class MendedText:
    """The mended posts as plain texts."""

    between = ""
    encoding = "utf-8"

    def __init__(self, *, has_headings: bool = False) -> None:
        self.has_headings = has_headings

    def opening(self) -> str:
        """Return nothing."""
        return ""

    def one(self, judged: Judged) -> str:
        """Return the text, under the name of its file where there are several."""
        text = f"{judged.post.text}\n"
        return f"==> {judged.path} <==\n{text}" if self.has_headings else text

    def closing(self, tally: Tally) -> str:  # noqa: ARG002 the protocol's
        """Return nothing."""
        return ""


class MendedLines(JsonLines):
    """The mended posts as JSON lines, with all else that the lines said."""

    def one(self, judged: Judged) -> str:
        """Return the post as a line."""
        post = judged.post
        values = dict(judged.values or {"id": post.id})
        values["text"] = post.text
        media = values.get("media") or []
        if media:
            values["media"] = [
                one | {"alt": medium.alt} if medium.alt else one
                for one, medium in zip(media, post.media, strict=True)
            ]
        if values.get("links"):
            values["links"] = list(post.links)
        return f"{json.dumps(values)}\n"
