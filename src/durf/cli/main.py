"""The command ``durf``: its sub-commands, and the edge where errors become sentences."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from durf.cli.speech import language_of
from durf.errors import BadUse, DurfError, PolicyFaults
from durf.locale import translator

if TYPE_CHECKING:
    from collections.abc import Callable

# Each is imported when it is asked for: judging one post must not wait for others.
COMMANDS = {
    "check": "durf.cli.check:check",
    "policy": "durf.cli.policy:policy",
    "completion": "durf.cli.completion:completion",
}
INTERRUPTED = 130
WRONG = 2


class _Commands(click.Group):
    """A group whose commands are imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(f"durf {version('durf')}")
    ctx.exit()


@click.group(cls=_Commands, invoke_without_command=False)
@click.option(
    "--language",
    type=click.Choice(["nl", "en"]),
    help="Language of durf's own sentences; else DURF_LANGUAGE, LC_ALL or LANG says.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and end.",
)
def durf(language: str | None) -> None:
    """Judge posts by the policy that your staff read.

    \b
    Example:
      durf policy new --starter small-business -o policy.md
      durf check post.txt --policy policy.md
    """
    if language:
        # Sub-commands and their worker processes ask the environment.
        os.environ["DURF_LANGUAGE"] = language


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every error ends here, as a sentence and an exit code."""
    sys.exit(
        _run(lambda: durf.main(arguments, prog_name="durf", standalone_mode=False))
    )


def _run(command: Callable[[], Any]) -> int:
    try:
        code = command()
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _say("interrupted: run it again to go on", INTERRUPTED)
    except click.ClickException as error:
        return _say(_usage(error), WRONG)
    except PolicyFaults as faults:
        return _say_faults(faults)
    except DurfError as error:
        return _say(error.sentence(_translate()), error.exit_code)
    except BrokenPipeError:
        # Whoever reads has seen enough; Python must not complain of it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        said = _translate()(
            "{reason}: free some space or check your rights, then run it again"
        )
        return _say(said.format(reason=error.strerror or type(error).__name__), WRONG)
    except Exception as error:
        # The edge: nobody should have to read a traceback to know what to do.
        if os.environ.get("DURF_DEBUG"):
            raise
        template = "something unexpected happened ({name}): set DURF_DEBUG=1 and report what it shows"
        return _say(_translate()(template).format(name=type(error).__name__), WRONG)
    return code if isinstance(code, int) else 0


def _translate() -> Callable[[str], str]:
    return translator(language_of(os.environ))


def _say(sentence: str, code: int) -> int:
    shown = sentence.encode(sys.stderr.encoding or "utf-8", "replace")
    click.echo(b"durf: " + shown, err=True)
    return code


def _say_faults(faults: PolicyFaults) -> int:
    for fault in faults.faults:
        click.echo(str(fault).encode("utf-8", "replace"), err=True)
    return _say(faults.sentence(_translate()), faults.exit_code)


def _usage(error: click.ClickException) -> str:
    what = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "durf"
    near = _nearest_command(what) if isinstance(error, click.UsageError) else None
    if near:
        what = f"{what}; did you mean '{near}'?"
    lowered = what[:1].lower() + what[1:]
    problem = BadUse(what=lowered, mend=f"see '{path} --help'")
    return problem.sentence(_translate())


def _nearest_command(what: str) -> str | None:
    from durf.source.faults import nearest

    word = what.partition("'")[2].partition("'")[0]
    return nearest(word, COMMANDS) if what.startswith("No such command") else None


if __name__ == "__main__":
    main()
