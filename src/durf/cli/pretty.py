"""Verdicts as a person wants to read them: the place, the clause, why, what else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from click import style

from durf.action import Action
from durf.cli.cells import calm, cells, wrapped
from durf.cli.excerpt import excerpts
from durf.kinds.names import human_name
from durf.locale import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from durf.check.verdict import Finding
    from durf.cli.excerpt import Excerpt
    from durf.cli.report import Judged, Tally
    from durf.cli.terminal import Terminal

# A post with more findings than this is better read by machine.
MOST_FINDINGS = 40
WIDEST = 100
_LABEL = 10
# Kinds that judge a post as a whole; "" is a rule with a condition alone.
_ABOUT_ALL = ("", "judge")
_COLOURS = {
    Action.ALLOW: "green",
    Action.WARN: "cyan",
    Action.REVIEW: "yellow",
    Action.BLOCK: "red",
}
_PARTS = {
    ".alt": "the description of {0}",
    ".picture": "the text in {0}",
    ".code": "a code in {0}",
}
_MOST_QUOTED = 100
_ASCII = str.maketrans("│─·✓✗", "|--+x")
_WORDS = {
    Action.ALLOW: "fine",
    Action.WARN: "warn",
    Action.REVIEW: "review",
    Action.BLOCK: "block",
}
_SIGNS = {
    Action.ALLOW: "✓",
    Action.WARN: "!",
    Action.REVIEW: "?",
    Action.BLOCK: "✗",
}


class _Told(NamedTuple):
    """What is told of a finding, whatever its place; told once if alike."""

    action: Action
    clause: str
    rule: str
    entity: str
    message: str
    instead: str
    replacement: str | None
    by: str
    drawn: tuple[str, int, int] | None

    @classmethod
    def of(cls, finding: Finding) -> _Told:
        """Return what is told of a finding."""
        told = [getattr(finding, name) for name in cls._fields[:-1]]
        told.append(_drawn(finding))
        return cls(*told)

    def lines(self, say: Callable[[str], str]) -> Iterator[tuple[str, str]]:
        """Yield what there is to tell, each with its title."""
        if self.drawn:
            where = say("“{0}”, {1} pixels from the left and {2} from the top")
            yield "where", where.format(*self.drawn)
        if self.message:
            yield "why", self.message
        if self.instead:
            yield "instead", self.instead
        if self.replacement is not None:
            yield "mended", self.replacement or say("(leave it out)")
        if self.by:
            yield "ask", self.by


@dataclass(frozen=True)
class Pretty:
    """Verdicts as text.

    Args:
        screen: where it is shown.
        shows_clean: say of every clean post that it is.
    """

    screen: Terminal
    shows_clean: bool = True
    between: str = ""

    @property
    def encoding(self) -> str:
        """Of the screen."""
        return self.screen.encoding

    @property
    def width(self) -> int:
        """How wide it gets, in cells: long lines are hard to read."""
        return min(self.screen.width, WIDEST)

    def opening(self) -> str:
        """Return nothing: the first verdict speaks for itself."""
        return ""

    def one(self, judged: Judged) -> str:
        """Return a calm line for a clean post, and all there is to know of another."""
        verdict = judged.verdict
        if not verdict.findings and not self.shows_clean:
            return ""
        lines = [f"{self.verdict(verdict.action)}  {self._name(judged)}"]
        if verdict.findings:
            lines += ["", *self.body(judged)]
        return "".join(f"{line}\n" for line in lines)

    def closing(self, tally: Tally) -> str:
        """Return the summary."""
        say = self.say
        counts = [
            self.paint(f"{tally.actions[action]} {self.word(action)}", action)
            for action in Action
            if tally.actions[action]
        ]
        posts = say("1 post") if tally.posts == 1 else say("{0} posts")
        said = ", ".join(counts) or say("nothing to judge")
        line = f"{posts.format(tally.posts)}: {said}"
        if tally.faults:
            line += say("; {0} could not be read").format(tally.faults)
        return f"{line}\n"

    def word(self, action: Action) -> str:
        """Return the word for a verdict."""
        return self.say(_WORDS[action])

    def verdict(self, action: Action) -> str:
        """Return the sign and the word for a verdict, in its colour."""
        return self.paint(f"{self.sign(_SIGNS[action])} {self.word(action)}", action)

    def body(self, judged: Judged) -> Iterator[str]:
        """Yield the lines that tell of a post's findings."""
        findings = judged.verdict.findings
        shown = findings[:MOST_FINDINGS]
        for field in dict.fromkeys(finding.field for finding in shown):
            here = [finding for finding in shown if finding.field == field]
            yield from self._field(judged, field, here)
        if len(findings) > len(shown):
            more = len(findings) - len(shown)
            yield f"  {self.say('and {0} findings more').format(more)}"
            yield ""

    def say(self, sentence: str) -> str:
        """Return one of our own sentences in the reader's language."""
        return translator(self.screen.language)(sentence)

    def sign(self, sign: str) -> str:
        """Return one of our own signs as the terminal can show it."""
        return sign.translate(_ASCII) if self.screen.is_ascii else sign

    def paint(self, text: str, action: Action) -> str:
        """Return a text in the colour of an action."""
        return (
            style(text, fg=_COLOURS[action], bold=True)
            if self.screen.is_coloured
            else text
        )

    def dim(self, text: str) -> str:
        """Return a text that stands back."""
        return style(text, dim=True) if self.screen.is_coloured else text

    def bold(self, text: str) -> str:
        """Return a text that stands out."""
        return style(text, bold=True) if self.screen.is_coloured else text

    def _name(self, judged: Judged) -> str:
        path = calm(judged.path)
        if not judged.line:
            return path
        known = judged.post.id or ""
        place = f"{path}:{judged.line}"
        return place if known == str(judged.line) else f"{place}  {calm(known[:60])}"

    def _field(
        self, judged: Judged, field: str, findings: list[Finding]
    ) -> Iterator[str]:
        text = _text(judged, field)
        if field != "text":
            yield f"  {self.dim(self._field_name(judged, field))}"
        room = self.width - 8
        placed = [
            replace(finding, start=0, end=0)
            if _is_about_all(finding, text, room)
            else finding
            for finding in findings
        ]
        told: set[_Told] = set()
        for excerpt in excerpts(text, placed, room):
            yield from self._excerpt(excerpt, told)

    def _field_name(self, judged: Judged, field: str) -> str:
        kind, _, rest = field.partition("[")
        number = int(rest.partition("]")[0]) if rest else 0
        if kind == "media":
            path = calm(judged.post.media[number].path)
            part = rest.partition("]")[2].partition("[")[0]
            return self.say(_PARTS.get(part, "the picture {0}")).format(path)
        return self.say("link {0}").format(number + 1)

    def _excerpt(self, excerpt: Excerpt, told: set[_Told]) -> Iterator[str]:
        bar = self.dim(self.sign("│"))
        if excerpt.text:
            yield f"{self.dim(f'{excerpt.number:>5}')} {bar} {excerpt.text}"
        yield from (f"      {bar} {row}" for row in self._rows(excerpt))
        names: dict[_Told, str] = {}
        for name, place in excerpt.names:
            for finding in place.findings:
                alike = _Told.of(finding)
                names[alike] = f"{names.get(alike, '')} {name}".strip()
        for alike, name in names.items():
            yield from self._notes(alike, name, told)
        yield ""

    def _rows(self, excerpt: Excerpt) -> Iterator[str]:
        for number in sorted({mark.row for mark in excerpt.marks}):
            row, column = "", 0
            marks = [mark for mark in excerpt.marks if mark.row == number]
            for mark in sorted(marks, key=lambda m: m.column):
                action = max((f.action for f in mark.place.findings), key=_strictness)
                row += " " * (mark.column - column) + self.paint(mark.signs, action)
                column = mark.column + len(mark.signs)
            yield row

    def _notes(self, what: _Told, name: str, told: set[_Told]) -> Iterator[str]:
        word = self.word(what.action)
        label = f"{name} {word}" if name else word
        longest = max(cells(self.word(action)) for action in Action)
        column = max(_LABEL, cells(name) + longest + 3 if name else 0)
        parts = (what.clause, what.rule, self._named(what))
        dot = self.sign(" · ")
        said = dot.join(part for part in parts if part)
        yield from self._paragraph(self.paint(label, what.action), said, column, label)
        if what in told:
            return
        told.add(what)
        indent = " " * (cells(name) + 1) if name else ""
        for title, why in what.lines(self.say):
            label = indent + self.say(title)
            yield from self._paragraph(self.dim(label), why, column, label)

    def _named(self, what: _Told) -> str:
        """Say what was found, unless the rule's own name does so."""
        own = what.rule.rpartition("#")[2].replace("-", "_")
        if own.casefold() == what.entity.casefold():
            return ""
        name = human_name(what.entity)
        return self.say(name) if name else ""

    def _paragraph(
        self, painted: str, said: str, column: int, label: str
    ) -> Iterator[str]:
        """Yield lines with a label before the first, which is painted already."""
        gap = " " * max(column - cells(label), 1)
        first, *rest = wrapped(said, max(self.width - 4 - column, 20))
        yield f"    {painted}{gap}{first}"
        yield from (f"    {' ' * column}{line}" for line in rest)


def _text(judged: Judged, field: str) -> str:
    kind, _, rest = field.partition("[")
    number = int(rest.partition("]")[0]) if rest else 0
    if kind == "media":
        medium = judged.post.media[number]
        return medium.alt if rest.endswith(".alt") else ""
    if kind == "links":
        return judged.post.links[number]
    return judged.post.text


def _is_about_all(finding: Finding, text: str, room: int) -> bool:
    """Tell whether a finding is about the post as a whole, with no place to show."""
    if finding.start >= finding.end or finding.kind in _ABOUT_ALL or not text:
        return True
    return finding.end - finding.start >= len(text) > room


def _drawn(finding: Finding) -> tuple[str, int, int] | None:
    """Return what stands in a picture, and where it begins there."""
    detail = dict(finding.detail)
    if not detail.get("box"):
        return None
    x, y = detail["box"][0][0]
    text = finding.masked or " ".join(detail.get("text", "").split())
    return calm(text[:_MOST_QUOTED]), x, y


def _strictness(action: Action) -> int:
    return action.strictness
