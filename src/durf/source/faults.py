"""Faults in a file that somebody wrote: collected, never thrown one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from durf.source.place import Place

# Arguments with these names are our own words; others are somebody's text.
_OURS = ("what", "wanted")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: a stable code with its arguments, its place, and the line itself.

    ``template`` is the English sentence, formatted with ``arguments`` and used as
    the key of its translation.  ``near`` is the nearest known word, if any is near.
    """

    place: Place
    code: str
    template: str
    arguments: tuple[tuple[str, str], ...] = ()
    line: str = ""
    near: str | None = None

    @property
    def sentence(self) -> str:
        """The fault as an English sentence, without its place."""
        return self.said(str)

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the fault as a sentence in another language, without its place."""
        arguments = {
            name: translate(value) if name in _OURS else value
            for name, value in self.arguments
        }
        said = translate(self.template).format(**arguments)
        if not self.near:
            return said
        return translate("{0}; did you mean '{1}'?").format(said, self.near)

    def __str__(self) -> str:
        lead = f"{self.place}: {self.sentence}"
        if not self.line:
            return lead
        # A tab before the caret must stay a tab, or the caret points elsewhere.
        before = self.line[: self.place.column - 1]
        gap = "".join("\t" if c == "\t" else " " for c in before)
        return f"{lead}\n    {self.line}\n    {gap}^"


@dataclass(slots=True)
class Faults:
    """The faults found so far in one file."""

    file: str
    lines: Sequence[str]
    found: list[Fault] = field(default_factory=list)

    def add(
        self,
        place: Place,
        code: str,
        template: str,
        near: str | None = None,
        **arguments: object,
    ) -> None:
        """Record a fault at a place; its line is looked up here."""
        inside = place.file == self.file and 0 < place.line <= len(self.lines)
        line = self.lines[place.line - 1] if inside else ""
        said = tuple((name, str(value)) for name, value in arguments.items())
        self.found.append(Fault(place, code, template, said, line, near))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` was most likely meant to be, if any.

    >>> nearest("acton", ["action", "when"])
    'action'
    """
    # Slow to import, and wanted only where something is wrong.
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold()[:80], folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None
