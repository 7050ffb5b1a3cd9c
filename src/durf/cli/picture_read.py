"""The command ``durf picture read``: text, codes and metadata of pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from durf.cli.vault_opening import format_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from durf.cli.policy_page import Page
    from durf.pictures.seen import Seen

_EXAMPLES = """\b
Examples:
  durf picture read screenshot.png
  durf picture read *.jpg --format json

\b
Exit status: 0 all were read; 2 one of them could not be."""


@click.command(epilog=_EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@format_option
def read(files: tuple[str, ...], output_format: str) -> None:
    """Show what durf sees in pictures: their text, their codes, what they tell.

    Nothing is judged.  Values of metadata are shown masked.
    """
    from durf.cli.policy_page import page, write_json

    sheet = page()
    seen = _Reading(sheet)
    if output_format == "json":
        write_json({"pictures": [_to_json(*one) for one in seen.all(files)]})
    else:
        for path, picture in seen.all(files):
            sheet.write(_lines(path, picture, sheet))
    if seen.troubles:
        raise SystemExit(2)


class _Reading:
    """Reads pictures one by one, and tells of those that cannot be."""

    def __init__(self, sheet: Page) -> None:
        self._sheet = sheet
        self.troubles = 0

    def all(self, paths: Iterable[str]) -> Iterator[tuple[str, Seen]]:
        """Yield what can be seen."""
        from durf.cli.media import complain, read_picture, unreadable
        from durf.errors import FileProblem
        from durf.pictures.seen import Seen

        for path in paths:
            try:
                seen = Seen(read_picture(path))
            except FileProblem as problem:
                complain(problem, self._sheet.say)
                self.troubles += 1
                continue
            # Whether it can be read comes out when it is.
            _ = seen.lines, seen.codes, seen.telling
            if seen.problem:
                complain(unreadable(path, seen.problem), self._sheet.say)
                self.troubles += 1
            else:
                yield path, seen


def _to_json(path: str, seen: Seen) -> dict[str, Any]:
    return {
        "path": path,
        "text": seen.text,
        "lines": [
            {"text": line.text, "box": line.box, "score": round(line.score, 3)}
            for line in seen.lines
        ],
        "codes": [
            {"kind": code.kind, "text": code.text, "box": code.box}
            for code in seen.codes
        ],
        "metadata": [
            {"kind": one.kind.value, "name": one.name, "shown": one.shown}
            for one in seen.telling
        ],
    }


def _lines(path: str, seen: Seen, sheet: Page) -> Iterator[str]:
    yield sheet.bold(path)
    told = {one.kind: list[str]() for one in seen.telling}
    for one in seen.telling:
        told[one.kind].append(f"{one.name} {one.shown}".strip())
    parts = [
        (sheet.say("text"), [line.text for line in seen.lines]),
        (sheet.say("codes"), [f"{code.kind}: {code.text}" for code in seen.codes]),
        *((sheet.say(kind.value), names) for kind, names in told.items()),
    ]
    for title, found in parts:
        if found:
            yield f"  {sheet.dim(title)}"
            for line in found:
                yield from sheet.paragraph(line, indent=4)
    if not any(found for _, found in parts):
        yield f"  {sheet.dim(sheet.say('nothing that durf can read'))}"
    yield ""
