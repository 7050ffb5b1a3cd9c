"""Draw docs/terminal.svg: what durf says of a post, on a terminal.

The command runs on a terminal of its own (a pty), so that it shows its colours.
"""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "terminal.svg"
POLICY = ROOT / "src" / "durf" / "policies" / "examples" / "northwind-example.md"
POST = (
    "What a quarter! Our r3venue is up 20%. "
    "Questions? Mail jane.miller@northwind.example"
)
COMMAND = ["durf", "check", "--at", "2027-03-01", "post.txt"]
COLUMNS = 84
WIDTH, HEIGHT, SIZE = 8.43, 20, 14
PAPER, INK, FAINT, PROMPT = "#16181d", "#e6e6e6", "#8b919c", "#7ee0a1"
# The colours of the codes 30 to 37.
COLOURS = (
    "#3a3f4b", "#ff7b72", "#7ee0a1", "#f2cc60", "#79b8ff", "#d2a8ff", "#76e3ea", INK,
)  # fmt: skip
STYLE = re.compile(r"\x1b\[([0-9;]*)m")
OTHER = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\r")


@dataclass(frozen=True)
class Look:
    """How letters look."""

    colour: str = INK
    is_bold: bool = False
    is_dim: bool = False
    is_underlined: bool = False

    def after(self, code: int) -> Look:
        """Return the look after one code of a style sequence."""
        if code == 0:
            return Look()
        if code in (1, 2, 4):
            name = {1: "is_bold", 2: "is_dim", 4: "is_underlined"}[code]
            return replace(self, **{name: True})
        if code in (22, 24, 39):
            return replace(self, is_bold=False, is_dim=False, is_underlined=False)
        if 30 <= code <= 37 or 90 <= code <= 97:
            return replace(self, colour=COLOURS[code % 10])
        return self

    def attributes(self) -> str:
        """Return the look as attributes of SVG."""
        colour = FAINT if self.is_dim else self.colour
        said = f'fill="{colour}"'
        said += ' font-weight="bold"' if self.is_bold else ""
        return said + (' text-decoration="underline"' if self.is_underlined else "")


def main() -> None:
    """Draw the picture."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(POLICY, Path(folder, "policy.md"))
        Path(folder, "post.txt").write_text(POST, "utf-8")
        printed = output(COMMAND, folder)
    TARGET.write_text(picture(shlex.join(COMMAND), printed.rstrip("\n")), "utf-8")


def output(command: list[str], folder: str) -> str:
    """Return what a command prints on a terminal."""
    ours, theirs = pty.openpty()
    environment = os.environ | {
        "COLUMNS": str(COLUMNS),
        "LANG": "C.UTF-8",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "TERM": "xterm-256color",
    }
    with subprocess.Popen(
        command, cwd=folder, stdout=theirs, stderr=theirs, env=environment
    ):
        os.close(theirs)
        read = b""
        # Linux ends a terminal whose other side is closed with an error.
        with suppress(OSError):
            while more := os.read(ours, 65_536):
                read += more
    os.close(ours)
    return read.decode()


def picture(prompt: str, printed: str) -> str:
    """Return the SVG of a terminal with a prompt and what was printed."""
    lines = [
        f'<tspan fill="{PROMPT}">$</tspan> <tspan fill="{INK}" font-weight="bold">'
        f"{escape(prompt)}</tspan>",
        "",
        *spans(printed),
    ]
    width, height = (COLUMNS + 4) * WIDTH, (len(lines) + 2) * HEIGHT
    drawn = [
        f'<text x="{2 * WIDTH:.0f}" y="{(number + 2) * HEIGHT - 6}">{line}</text>'
        for number, line in enumerate(lines)
        if line
    ]
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" role="img"'
            f' viewBox="0 0 {width:.0f} {height}" width="{width:.0f}">',
            f"<title>{escape(prompt)}</title>",
            f'<rect width="100%" height="100%" rx="10" fill="{PAPER}"/>',
            "<g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas,"
            f' monospace" font-size="{SIZE}">',
            *drawn,
            "</g>",
            "</svg>\n",
        ]
    )


def spans(printed: str) -> Iterator[str]:
    """Yield the lines of an output as SVG."""
    look = Look()
    for line in OTHER.sub("", STYLE.sub("\x00\\1\x01", printed)).split("\n"):
        drawn = []
        for number, piece in enumerate(line.split("\x00")):
            text = piece
            if number:
                codes, _, text = piece.partition("\x01")
                for code in codes.split(";"):
                    look = look.after(int(code or 0))
            if text:
                # Viewers differ in how they treat spaces, but not these.
                kept = escape(text).replace(" ", "\u00a0")
                drawn.append(f"<tspan {look.attributes()}>{kept}</tspan>")
        yield "".join(drawn)


if __name__ == "__main__":
    main()
