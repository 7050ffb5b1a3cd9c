"""``durf demo``: a filled example workspace, to look around in."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

import click

from durf.cli.speech import language_of
from durf_server.errors import NotADemo

# Only a folder with this file in it is taken for a demo's own.
MARK = "this-is-a-demo"
# Somebody may look at another screen first.
LINK_LASTS = timedelta(hours=12)


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("durf-data/demo"),
    show_default=True,
    help="Folder that everything is kept in, from one run to the next.",
)
@click.option("--fresh", is_flag=True, help="Throw the last demo away and begin anew.")
@click.option("--port", type=click.IntRange(1, 65535), default=8800, show_default=True)
def demo(*, data: Path, fresh: bool, port: int) -> None:
    """Open an example workspace: made-up people, and weeks of their work.

    If the port is taken, the next one that is free is used.

    \b
    Example:
      durf demo --fresh
    """
    from durf_server.commands.ports import listen
    from durf_server.commands.serve import run

    language = language_of(os.environ)
    listener = listen("127.0.0.1", port, or_next=True)
    _claim(data.resolve(), fresh=fresh)
    # Never the database of somebody's own durf.
    os.environ.pop("DURF_DATABASE", None)
    os.environ["DURF_DATA_DIR"] = str(data.resolve())
    os.environ["DURF_URL"] = f"http://localhost:{listener.getsockname()[1]}"
    run(listener, 2, lambda address: _tell(address, language))


def _claim(folder: Path, *, fresh: bool) -> None:
    """Make the folder a demo's, or throw an old demo away first.

    Raises:
        NotADemo: something else is kept in it.
    """
    is_ours = (folder / MARK).exists()
    if folder.exists() and not is_ours and any(folder.iterdir()):
        raise NotADemo(path=folder)
    if fresh and is_ours:
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def _tell(address: str, language: str) -> None:
    from django.utils.timezone import now

    from durf_server.demo.filling import example_administrator
    from durf_server.people.links import sign_in_link

    chief = example_administrator(language, at=now())
    link = sign_in_link(chief.person, now(), lasts=LINK_LASTS)
    click.echo(f"{chief.workspace}: {address}/")
    click.echo(_WORDS[language].format(name=chief, link=link))


_WORDS = {
    "en": "Sign in as {name}, once, by this link (Ctrl-C ends the demo):\n\n  {link}",
    "nl": "Log in als {name}, één keer, met deze link (Ctrl-C stopt):\n\n  {link}",
}
