"""The kind ``judge``: a plain question, answered by whoever the organisation asks.

Here nothing is known of models and networks: a ``Judge`` is given with the text,
or it is not, and then such rules are silent.  A judge that has no answer makes
the post one for a person: no answer is never a yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf.action import Action
from durf.kinds.look import ALWAYS, Match, Triggers
from durf.source.nodes import Mapping as MappingNode
from durf.source.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.source.nodes import Node

LONGEST_QUESTION = 2000
_KEYS = ("question", "on")
_YES = frozenset({"yes", "ja", "true"})
_NO = frozenset({"no", "nee", "false"})


@dataclass(frozen=True)
class JudgeLook:
    """A question to ask about a post.

    Args:
        question: with a yes or a no for an answer.
        on: the answer that bites; True is yes.
    """

    question: str
    on: bool = True

    def triggers(self) -> Triggers:
        """Return the signs to watch for: none, the question goes for every post."""
        return Triggers(gates=(ALWAYS,), whole_post=True)

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that asks."""

        def find(subject: Subject) -> Iterable[Match]:
            if subject.judge is None:
                return
            post = subject.post
            said = "\n".join([post.text, *(m.alt for m in post.media if m.alt)])
            if not said.strip():
                return
            answer = subject.judge.ask(self.question, said)
            if answer is None:
                yield self._unanswered(len(post.text))
            elif answer == self.on:
                yield self._answered(len(post.text))

        return find

    def _answered(self, length: int) -> Match:
        if self.on:
            note = ("the judge answered yes to: {0}", self.question)
        else:
            note = ("the judge answered no to: {0}", self.question)
        return Match(0, length, note=note)

    def _unanswered(self, length: int) -> Match:
        note = ("there is no answer from the judge to: {0}", self.question)
        return Match(0, length, note=note, action=Action.REVIEW)

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {"question": self.question, "on": self.on}

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        if self.on:
            said = translate("a judge that answers yes to: {0}")
        else:
            said = translate("a judge that answers no to: {0}")
        return said.format(f"“{self.question}”")


class _Judge:
    name = "judge"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        on: bool | None = True
        asked: Node | None = node
        if isinstance(node, MappingNode):
            mapping = wanted.mapping(node, "judge", _KEYS)
            asked = mapping.get("question") if mapping else None
            answer = node.get("on")
            on = self._answer(answer, wanted) if answer else True
            if asked is None:
                reading.faults.add(
                    node.place, "judge-question", "judge needs a 'question'"
                )
        question = wanted.text(asked, "the question") if asked else None
        if question is None or on is None:
            return None
        if len(question) > LONGEST_QUESTION:
            reading.faults.add(
                node.place,
                "judge-long",
                "the question has {count} characters, {most} is the limit",
                count=len(question),
                most=LONGEST_QUESTION,
            )
            return None
        return JudgeLook(question, on)

    def _answer(self, node: Node, wanted: Wanted) -> bool | None:
        word = wanted.one_of(node, "answer", sorted(_YES | _NO))
        return None if word is None or word not in _YES | _NO else word in _YES

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return JudgeLook(values["question"], values["on"])


KIND = _Judge()
