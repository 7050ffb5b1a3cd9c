"""The command ``durf vault rotate-key``: another key, and all of it read anew."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import click

from durf.cli.vault_opening import format_option, vault_options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from durf.cli.policy_page import Page
    from durf.intake.crew import Tally
    from durf.intake.rotating import Rotating
    from durf.vault.manifest import Root
    from durf.vault.secret import Secret

_EXAMPLES = """\b
Examples:
  durf vault rotate-key --vault vault
  durf vault rotate-key --vault vault --new-key-file /etc/durf/new.key"""
_MOST_JOBS = 64


@click.command("rotate-key", epilog=_EXAMPLES)
@vault_options
@click.option(
    "--new-key-file",
    metavar="FILE",
    help="Where the new key goes.  [where the old one is]",
)
@click.option(
    "--drop-missing",
    "drops_missing",
    is_flag=True,
    help="Take documents out that cannot be read any more.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, _MOST_JOBS),
    default=1,
    show_default=True,
    help="How many files are read at the same time.",
)
@format_option
def rotate_key(
    folder: str,
    key_file: str | None,
    new_key_file: str | None,
    output_format: str,
    *,
    drops_missing: bool,
    jobs: int,
) -> None:
    """Give a vault a new key.

    All documents are read anew from where they were added.  Until that is done the
    old key counts; interrupted, it goes on when it is started again.
    """
    from pathlib import Path

    from durf.intake.rotating import Rotating
    from durf.vault.manifest import Root

    home = Path(folder)
    root = Root.read(home)
    place = _place(home, root, key_file, new_key_file)
    rotating = Rotating(drops_missing, jobs)
    _run(home, root, place, rotating, output_format)


@dataclass(frozen=True, slots=True)
class _KeyPlace:
    """Where the old key is, and where the new one goes.

    Args:
        file: that has the old key, if a file has it.
        variable: that gives the old key, if one does.
        following: the file that the new key is written to.
        stays: the new key stays there, and does not take the old one's place.
    """

    file: Path | None
    variable: str
    following: Path
    stays: bool


def _place(
    home: Path, root: Root, key_file: str | None, new_key_file: str | None
) -> _KeyPlace:
    from pathlib import Path

    from durf.errors import BadUse
    from durf.vault.key_source import NEXT, kept_in, require_outside

    kept = Path(key_file) if key_file else kept_in(root)
    file, variable = (None, kept) if isinstance(kept, str) else (kept, "")
    if new_key_file:
        following = Path(new_key_file)
        require_outside(following, home)
        return _KeyPlace(file, variable, following, stays=True)
    if file is None:
        raise BadUse(
            what="the key comes from {name}, where durf cannot put another",
            mend="give --new-key-file, and change {name} afterwards",
            name=variable,
        )
    return _KeyPlace(file, "", file.with_name(file.name + NEXT), stays=False)


def _run(
    home: Path, root: Root, place: _KeyPlace, rotating: Rotating, output_format: str
) -> None:
    from durf.cli.policy_page import page
    from durf.cli.vault_summary import write_summary
    from durf.vault.writer import Writer

    sheet, began = page(), monotonic()
    new, tally = _following(home, root, place), None
    if not new.opens(root.vault, root.check):
        tally = _rotated(home, root, place, new, rotating, sheet)
    if not place.stays:
        _put_in_place(place)
    # It finds the old generation, and removes it.
    with Writer(home, new):
        pass
    if tally is not None:
        write_summary(sheet, tally, monotonic() - began, output_format)
    if output_format == "text":
        sheet.write(
            line for said in _told(place, sheet) for line in sheet.paragraph(said)
        )


def _following(home: Path, root: Root, place: _KeyPlace) -> Secret:
    """Return the new key: made now, or before this was interrupted.

    Raises:
        DurfError: it cannot be written, or the old key is not at hand.
    """
    import secrets

    from durf.errors import FileProblem
    from durf.vault.key_source import read_file, write_file
    from durf.vault.secret import SECRET_BYTES, Secret
    from durf.vault.writer import require_secret

    if place.following.exists():
        return read_file(place.following, home)
    require_secret(root, _old(home, root, place))
    new = Secret(secrets.token_bytes(SECRET_BYTES))
    try:
        write_file(place.following, new)
    except OSError as error:
        raise FileProblem(
            verb="write", path=place.following, reason=error.strerror
        ) from None
    return new


def _old(home: Path, root: Root, place: _KeyPlace) -> Secret:
    from durf.vault.key_source import find_secret, read_file

    if place.file is not None:
        return read_file(place.file, home, root)
    return find_secret(home, root)


def _rotated(
    home: Path,
    root: Root,
    place: _KeyPlace,
    new: Secret,
    rotating: Rotating,
    sheet: Page,
) -> Tally:
    from durf.cli.vault_progress import IntakeProgress
    from durf.intake.rotating import rotate

    progress = IntakeProgress(sys.stderr.isatty(), sheet.say)
    try:
        return rotate(home, _old(home, root, place), new, rotating, progress)
    finally:
        progress.clear()


def _put_in_place(place: _KeyPlace) -> None:
    from durf.vault.sealed import sync_folder

    if place.file is not None:
        place.following.replace(place.file)
        sync_folder(place.file.parent)


def _told(place: _KeyPlace, sheet: Page) -> Iterator[str]:
    say = sheet.say
    yield say("the new key is in {0}").format(
        place.following if place.stays else place.file
    )
    if place.variable:
        said = say("change {0} so that it gives the new key")
        yield said.format(place.variable)
    elif place.stays:
        yield say("set DURF_VAULT_KEY_FILE to that file, or move it over the old one")
    yield say("keep a copy of the key elsewhere: without it the vault is lost")
