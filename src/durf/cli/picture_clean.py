"""The command ``durf picture clean``: pictures without what they tell beside."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from durf.cli.policy_page import Page
    from durf.pictures.telling import Telling

_EXAMPLES = """\b
Examples:
  durf picture clean photo.jpg --output photo-clean.jpg
  durf picture clean *.jpg --output cleaned/
  durf picture clean photo.jpg --in-place

\b
Exit status: 0 all are clean; 2 one of them could not be read or written."""
_PNG = b"\x89PNG"
# What is written as PNG, because it cannot be written otherwise without loss.
_BECOME_PNG = (".avif", ".heic", ".heif")


@click.command(epilog=_EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--output", default="", metavar="FILE_OR_DIR", help="Where the clean pictures go."
)
@click.option("--in-place", is_flag=True, help="Put them where the old ones are.")
def clean(files: tuple[str, ...], output: str, *, in_place: bool) -> None:
    """Take out what pictures tell beside what they show.

    Where they were taken, by what, when and by whom, thumbnails, comments, and
    bytes that hide behind them.  What is seen does not change.
    """
    from durf.cli.media import complain
    from durf.cli.policy_page import page
    from durf.errors import FileProblem, Unreadable

    _require_sense(files, output, in_place=in_place)
    sheet, troubles = page(), 0
    for path in files:
        try:
            sheet.write([_cleaned(path, output, sheet)])
        except (FileProblem, Unreadable) as problem:
            complain(problem, sheet.say)
            troubles += 1
    if troubles:
        raise SystemExit(2)


def _require_sense(files: tuple[str, ...], output: str, *, in_place: bool) -> None:
    from durf.errors import BadUse

    if bool(output) is in_place:
        raise BadUse(
            what="it is not clear where the clean pictures go",
            mend="give either --output or --in-place",
        )
    if output and len(files) > 1 and not os.path.isdir(output):
        raise BadUse(
            what="{path} is no folder, and there are several pictures",
            mend="make it first, or give the pictures one by one",
            path=output,
        )
    names = [os.path.basename(path) for path in files]
    if output and len(set(names)) < len(names):
        raise BadUse(
            what="two of the pictures have the same name",
            mend="give them one by one, or use --in-place",
        )


def _cleaned(path: str, output: str, sheet: Page) -> str:
    """Write a picture without what it tells, and return what to say of that."""
    from durf.cli.files import write_bytes_whole
    from durf.cli.media import read_picture, unreadable
    from durf.errors import PictureProblem
    from durf.pictures.metadata import clean, telling

    content = read_picture(path)
    try:
        told, cleaned = telling(content), clean(content)
    except PictureProblem as problem:
        raise unreadable(path, problem.arguments["reason"]) from None
    target = _target(path, output, is_png=cleaned.startswith(_PNG))
    if target != path or told:
        write_bytes_whole(target, cleaned)
    return _said(target, told, sheet)


def _target(path: str, output: str, *, is_png: bool) -> str:
    """Return where a clean picture goes.

    Raises:
        Unreadable: it would be of another format than its name says.
    """
    from durf.errors import Unreadable

    stem, ending = os.path.splitext(path)
    changes = is_png and ending.lower() in _BECOME_PNG
    if not output:
        if changes:
            raise Unreadable(
                path=path,
                why="format",
                reason="its format cannot be written without loss",
                mend="give --output, and it becomes a PNG",
            )
        return path
    if os.path.isdir(output):
        name = os.path.basename(f"{stem}.png" if changes else path)
        return os.path.join(output, name)
    return output


def _said(target: str, told: list[Telling], sheet: Page) -> str:
    from durf.cli.cells import calm

    kinds = dict.fromkeys(sheet.say(one.kind.value) for one in told)
    if not kinds:
        return sheet.say("{0}: nothing had to go").format(calm(target))
    return sheet.say("{0}: removed {1}").format(calm(target), ", ".join(kinds))
