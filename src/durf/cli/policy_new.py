"""The command ``durf policy new``: start a policy from a model."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EXAMPLES = """\b
Examples:
  durf policy new                              asks what it needs to know
  durf policy new --starter municipality --language nl \\
    --organisation "Gemeente Voorbeeld" --owner pers@voorbeeld.example \\
    --domain voorbeeld.example -o policy.md"""
# Named here once more: asking for help must not wait for the policies.
_STARTERS = ("municipality", "listed-company", "hospital", "small-business")
# Each language is called by its own name, for whoever looks for it.
_LANGUAGES = {"nl": "Nederlands", "en": "English"}
_DOMAIN = re.compile(r"(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_]{2,63}")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Answers:
    starter: str
    language: str
    organisation: str
    owner: str
    domain: str


@click.command(epilog=_EXAMPLES)
@click.option(
    "--starter", type=click.Choice(_STARTERS), help="The model to start from."
)
@click.option("--language", type=click.Choice(["nl", "en"]), help="Of the policy.")
@click.option("--organisation", metavar="NAME", help="Whose policy it is.")
@click.option("--owner", metavar="ADDRESS", help="Who answers questions about it.")
@click.option("--domain", metavar="NAME", help="Of the website, such as example.org.")
@click.option("-o", "--output", metavar="FILE", help="Where to put it.  [policy.md]")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def new(output: str | None, *, force: bool, **given: str | None) -> None:
    """Start a policy from a model.

    On a terminal it asks for what you do not give.
    """
    from durf.cli.files import write_whole
    from durf.cli.output import write_out

    path = output or "policy.md"
    _refuse_to_overwrite(path, force=force)
    text = _text(_answers(given))
    if path == "-":
        write_out(text)
        return
    _refuse_to_overwrite(path, force=force)
    write_whole(path, text)
    said = "{0} is there: read it, change it, and run 'durf policy test {0}'"
    click.echo(_say()(said).format(path))


def _refuse_to_overwrite(path: str, *, force: bool) -> None:
    from durf.errors import BadUse

    if path == "-" or force or not os.path.lexists(path):
        return
    say = _say()
    raise BadUse(
        what=say("{0} is already there").format(path),
        mend=say("give another name with -o, or --force to write over it"),
    )


def _answers(given: dict[str, str | None]) -> _Answers:
    missing = [name for name, value in given.items() if not value]
    if missing and not _can_ask():
        _refuse(missing)
    asked = {name: value or _ask(name) for name, value in given.items()}
    answers = _Answers(**asked)
    for name in ("organisation", "owner"):
        _check(name, getattr(answers, name), _is_one_line)
    _check("domain", answers.domain, _is_domain)
    return answers


def _refuse(missing: list[str]) -> None:
    from durf.errors import BadUse

    options = ", ".join(f"--{name}" for name in missing)
    say = _say()
    raise BadUse(
        what=say("{0} must be given where nobody can be asked").format(options),
        mend=say("see '{0}'").format("durf policy new --help"),
    )


def _ask(name: str) -> str:
    from durf.cli.speech import language_of

    say = _say()
    if name == "starter":
        kinds = {word: say(word) for word in _STARTERS}
        return _chosen(say("What kind of organisation is it?"), kinds)
    if name == "language":
        usual = language_of(os.environ)
        return _chosen(say("In which language?"), _LANGUAGES, usual)
    questions = {
        "organisation": say("What is the organisation called?"),
        "owner": say("Which address answers questions about the policy?"),
        "domain": say("What is the domain of the website, such as example.org?"),
    }
    fits = _is_domain if name == "domain" else _is_one_line
    while True:
        asked = click.prompt(questions[name], err=True, prompt_suffix=" ")
        answer = str(asked).strip()
        if fits(answer):
            return answer
        click.echo(say("that cannot be it; try again"), err=True)


def _chosen(question: str, words: Mapping[str, str], usual: str = "") -> str:
    """Ask for one of these words, by its number, as it is, or as people say it."""
    say = _say()
    click.echo(question, err=True)
    numbers = {str(number): word for number, word in enumerate(words, 1)}
    for number, word in numbers.items():
        click.echo(f"  {number}  {words[word]}", err=True)
    default = next((n for n, word in numbers.items() if word == usual), "1")
    known = numbers | {word: word for word in words}
    known |= {said.casefold(): word for word, said in words.items()}
    while True:
        answer = str(click.prompt(say("Number"), default=default, err=True)).strip()
        if answer.casefold() in known:
            return known[answer.casefold()]
        click.echo(say("that cannot be it; try again"), err=True)


def _check(name: str, value: str, fits: Callable[[str], bool]) -> None:
    from durf.errors import BadUse

    if fits(value):
        return
    say = _say()
    raise BadUse(
        what=say("'{0}' does not do as --{1}").format(value[:80], name),
        mend=say("see '{0}'").format("durf policy new --help"),
    )


def _is_one_line(value: str) -> bool:
    is_plain = value.isprintable() and "{" not in value
    return is_plain and 0 < len(value.strip()) <= _LONGEST


def _is_domain(value: str) -> bool:
    return _DOMAIN.fullmatch(value) is not None


def _text(answers: _Answers) -> str:
    """Return the policy; it is read once, so that nobody starts with a broken one."""
    from durf.errors import BadUse, FileProblem, PolicyFaults
    from durf.policy.model import Policy
    from durf.policy.starters import filled

    values = {
        "organisation": answers.organisation,
        "owner": answers.owner,
        "domain": answers.domain.lower(),
    }
    try:
        text = filled(answers.starter, answers.language, values)
    except OSError as error:
        name = f"{answers.starter}.{answers.language}.md"
        raise FileProblem(verb="read", path=name, reason=error.strerror) from None
    try:
        Policy.parse(text)
    except PolicyFaults as faults:
        say = _say()
        sentence = faults.faults[0].said(say)
        raise BadUse(
            what=say("these names make a broken policy ({0})").format(sentence),
            mend=say("leave out colons, quotes and other signs"),
        ) from None
    return text


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def _say() -> Callable[[str], str]:
    from durf.cli.speech import language_of
    from durf.locale import translator

    return translator(language_of(os.environ))
