"""The command ``durf check``: judge posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from typing import Any

_EXAMPLES = """\b
Examples:
  durf check post.txt                          judge the post in a file
  echo "Good morning" | durf check             judge what comes in
  durf check --channel bluesky --fix post.txt  print the post, mended
  durf check posts.jsonl > verdicts.jsonl      a post a line, a verdict a line
  durf check screenshot.png --vault vault      judge what a picture says

\b
Exit status: 0 all is fine; 1 a verdict is as strict as --fail-on, or stricter;
2 something could not be read or was asked wrongly."""


@click.command(epilog=_EXAMPLES)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--policy",
    envvar="DURF_POLICY",
    default="policy.md",
    metavar="FILE",
    help="The policy to judge by; also DURF_POLICY.  [default: policy.md]",
)
@click.option(
    "--input-format",
    type=click.Choice(["text", "jsonl"]),
    help="A file is a post, or has one on each line.  [default: by ending]",
)
@click.option("--channel", default="", help="The account or network it goes out on.")
@click.option("--author", default="", metavar="NAME", help="Who says it.")
@click.option("--role", multiple=True, help="A role of the author; may be repeated.")
@click.option("--post-language", default="", metavar="CODE", help="Such as nl or en.")
@click.option("--at", default="", metavar="TIME", help="When it goes out.  [now]")
@click.option(
    "--media",
    multiple=True,
    metavar="PATH[=ALT]",
    help="A picture and its description; may be repeated.",
)
@click.option(
    "--picture",
    multiple=True,
    metavar="FILE",
    help="A picture that goes with the text; may be repeated.",
)
@click.option("--link", multiple=True, metavar="URL", help="May be repeated.")
@click.option(
    "--fail-on",
    type=click.Choice(["warn", "review", "block", "never"]),
    default="review",
    show_default=True,
    help="The laxest verdict that makes the exit status 1.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "jsonl", "sarif"]),
    help="[default: text; jsonl for JSONL]",
)
@click.option("--fix", is_flag=True, help="Print the posts, mended where they can be.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="How many processes judge JSONL.",
)
@click.option("--no-cache", is_flag=True, help="Compile the policy anew, keep nothing.")
@click.option("--judge-url", default="", help="The endpoint for judge rules.")
@click.option("--vault", default="", help="The vault that leak and records rules ask.")
@click.option("-v", "--verbose", is_flag=True, help="Say also what is no trouble.")
def check(**options: Any) -> None:  # noqa: ANN401 click names them
    """Judge posts under a policy.

    A FILE is a post, a picture, or a JSONL file with a post on each line; without
    one, or with -, the post comes from standard input.
    """
    from durf.cli.checking import run
    from durf.cli.wish import Wish

    raise SystemExit(run(Wish(**options)))
