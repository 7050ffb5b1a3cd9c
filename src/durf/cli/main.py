"""The command ``durf``, and the edge where errors become sentences."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

import click

from durf.cli.lazy import LazyGroup, in_own_language
from durf.cli.speech import asked_for, language_of
from durf.errors import DurfError, PolicyFaults
from durf.locale import translator

if TYPE_CHECKING:
    from collections.abc import Callable

# Each is imported when it is asked for: judging one post must not wait for others.
COMMANDS = {
    "check": "durf.cli.check:check",
    "policy": "durf.cli.policy:policy",
    "vault": "durf.cli.vault:vault",
    "picture": "durf.cli.picture:picture",
    "evidence": "durf.cli.evidence:evidence",
    # By name only: the library knows no server, and a command says if it is missing.
    "serve": "durf_server.commands.serve:serve",
    "demo": "durf_server.commands.demo:demo",
    "work": "durf_server.commands.work:work",
    "stop": "durf_server.commands.stop:stop",
    "admin": "durf_server.commands.admin:admin",
    "backup": "durf_server.commands.backup:backup",
    "restore": "durf_server.commands.backup:restore",
    "completion": "durf.cli.completion:completion",
}
INTERRUPTED = 130
# What a shell reports of a command that SIGPIPE ended.
CLOSED_PIPE = 141
WRONG = 2


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from durf.cli.version import version_number

    click.echo(f"durf {version_number()}")
    ctx.exit()


@click.group(cls=LazyGroup, homes=COMMANDS)
@click.option(
    "--language",
    type=click.Choice(["nl", "en"]),
    expose_value=False,
    help="Language of durf's own sentences; else DURF_LANGUAGE, LC_ALL or LANG says.",
)
@click.option("--debug", is_flag=True, help="Show where unexpected trouble came from.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and end.",
)
def durf(*, debug: bool) -> None:
    """Judge posts by the policy that your staff read.

    \b
    Example:
      durf policy new --starter small-business -o policy.md
      durf check post.txt --policy policy.md
    """
    if debug:
        # Sub-commands and their worker processes ask the environment.
        os.environ["DURF_DEBUG"] = "1"


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every error ends here, as a sentence and an exit code."""
    if sys.stderr is None:
        # Closed by whoever started us: there is nobody to tell anything.
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    if sys.stdout is None:
        said = _translate()("standard output is closed: open it, or send it to a file")
        sys.exit(_say(said, WRONG))
    _listen(sys.argv[1:] if arguments is None else arguments)
    command = in_own_language(durf)
    sys.exit(
        _run(lambda: command.main(arguments, prog_name="durf", standalone_mode=False))
    )


def _listen(arguments: list[str]) -> None:
    """Take the language that was asked for, before anything is said in another."""
    language = asked_for(arguments)
    if language in ("nl", "en"):
        # Sub-commands and their worker processes ask the environment.
        os.environ["DURF_LANGUAGE"] = language


def _run(command: Callable[[], Any]) -> int:
    try:
        code = command()
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _say(_translate()("interrupted: run it again to go on"), INTERRUPTED)
    except BrokenPipeError:
        _let_go(sys.stdout)
        return CLOSED_PIPE
    except SystemExit:
        # Of a closed pipe click makes an exit status of its own, and this of it.
        if type(sys.stdout).__name__.endswith("PacifyFlushWrapper"):
            return CLOSED_PIPE
        raise
    except Exception as error:
        # The edge: nobody should have to read a traceback to know what to do.
        return _told(error)
    return code if isinstance(code, int) else 0


def _told(error: Exception) -> int:
    """Say what went wrong, and return the exit status."""
    say = _translate()
    match error:
        case click.exceptions.NoArgsIsHelpError():
            return _write(error.format_message(), WRONG)
        case click.ClickException():
            from durf.cli.usage import usage_sentence

            return _say(usage_sentence(error, say), WRONG)
        case PolicyFaults():
            return _say_faults(error)
        case DurfError():
            return _say(error.sentence(say), error.exit_code)
        case OSError():
            _let_go(sys.stdout)
            reason = say(error.strerror or type(error).__name__)
            said = say(
                "{reason}: free some space or check your rights, then run it again"
            )
            return _say(said.format(reason=reason), WRONG)
    if os.environ.get("DURF_DEBUG"):
        raise error
    said = say(
        "unexpected trouble ({name}): "
        "please report what 'durf --debug' shows with the same command"
    )
    return _say(said.format(name=type(error).__name__), WRONG)


def _translate() -> Callable[[str], str]:
    return translator(language_of(os.environ))


def _say(sentence: str, code: int) -> int:
    from durf.cli.cells import calm

    return _write(f"durf: {calm(sentence)}", code)


def _write(text: str, code: int) -> int:
    """Write to standard error, also where that cannot show it, and pass the code on."""
    shown = text.encode(sys.stderr.encoding or "utf-8", "backslashreplace")
    # Where nobody can be told, the exit status still says it.
    try:
        click.echo(shown, err=True)
    except (OSError, ValueError):
        _let_go(sys.stderr)
    return code


def _say_faults(faults: PolicyFaults) -> int:
    from durf.cli.faults import told

    for fault in faults.faults:
        _write(told(fault, _translate()), WRONG)
    return _say(faults.sentence(_translate()), faults.exit_code)


def _let_go(stream: TextIO) -> None:
    # Or the interpreter tries to write the rest when it ends, and complains.
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


if __name__ == "__main__":
    main()
