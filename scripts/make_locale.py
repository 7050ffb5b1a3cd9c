"""Bring the Dutch sentences up to date with what the program says.

    python scripts/make_locale.py           extract, keep translations, compile
    python scripts/make_locale.py --check   say what is missing; exit 1 if anything

English sentences are found in the source by where they stand: given to a
translator, to an error, to a fault, in a note of a match, or in one of the
tables named below.  Needs Babel.
"""

from __future__ import annotations

import ast
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from durf.cli.spoken import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SOURCE = Path(__file__).parent.parent / "src" / "durf"
FOLDER = SOURCE / "locale" / "nl" / "LC_MESSAGES"
# A date of today would make every run another file.
UNCHANGING = datetime(2026, 1, 1, tzinfo=UTC)
TRANSLATORS = {"say", "_say", "translate", "_translate", "note_of"}
# Calls of these names have an English template as the argument of this number.
TEMPLATES = {
    "add": 2,
    "_fault": 2,
    "ConditionFault": 1,
    "_not": 2,
    "_Wrong": 0,
    "Fault": 1,
    "Change": 3,
    "unknown": 1,
    "one_of": 1,
    "_match": 1,
    "_too_much": 0,
}
# Methods of ``Wanted``: what they read is named second; one word is a key.
READERS = {"text", "texts", "flag", "count", "number", "day", "moment", "mapping"}
KEYWORDS = {"what", "wanted", "mend", "reason", "template"}
ATTRIBUTES = {"template", "remedy"}
VARIABLES = {"template", "said", "note", "message"}
# Tables whose values are sentences, or, of pairs, whose texts are.
TABLES = {
    "_ACTIONS",
    "ENTITIES",
    "REGIONS",
    "_BADGES",
    "_FORMS",
    "_HEADINGS",
    "_HELP",
    "_LEGEND",
    "_MONTHS",
    "_NEXT",
    "_NOTES",
    "_PACKS",
    "_PARTS",
    "_SAID",
    "_SAID_OF",
    "_STARTERS",
    "_WINDOWS",
    "_WORDS",
}
# Constants that are help texts.
HELP_TEXTS = {"_EXAMPLES"}
# Said through a variable, or by click.
WORDS = (
    "Usage:",
    "Options",
    "Commands",
    "Show this message and exit.",
    "default",
    "[OPTIONS]",
    "COMMAND [ARGS]...",
    "allow",
    "warn",
    "review",
    "block",
    "why",
    "instead",
    "mended",
    "ask",
    "read",
    "write",
    "{0} posts, {1}/s",
    "No such file or directory",
    "Is a directory",
    "Not a directory",
    "Permission denied",
    "No space left on device",
    "Read-only file system",
    "File name too long",
)


def sentences(source: Path = SOURCE) -> dict[str, str]:
    """Return each English sentence with the file that says it first."""
    found = dict.fromkeys(WORDS, "")
    # What the server says on the command line is said by the library's catalogue.
    server = source.parent / "durf_server"
    beside = [server / "errors.py", *(server / "commands").glob("*.py")]
    for path in sorted([*source.rglob("*.py"), *filter(Path.exists, beside)]):
        tree = ast.parse(path.read_text("utf-8"))
        name = path.relative_to(source.parent.parent).as_posix()
        for node in ast.walk(tree):
            for sentence in said_by(node):
                if is_sentence(sentence):
                    found.setdefault(sentence, name)
    return found


def is_sentence(text: str) -> bool:
    """Tell words for people from expressions, names and placeholders."""
    if "\\" in text or text.isupper():
        return False
    bare = text.replace("{0}", "").replace("{what}", "").replace("{message}", "")
    return any(character.isalpha() for character in bare)


def said_by(node: ast.AST) -> Iterator[str]:
    """Yield the sentences that stand in one node of a syntax tree."""
    match node:
        case ast.Call():
            yield from _in_call(node)
        case (
            ast.Yield(value=ast.Tuple(elts=[_, middle, _]))
            | ast.Return(value=ast.Tuple(elts=[_, middle, _]))
        ):
            yield from texts(middle)
        case ast.Return(value=ast.Tuple(elts=[first, *_])):
            yield from note(first)
        case ast.Return(value=ast.IfExp(body=one, orelse=other)):
            for branch in (one, other):
                if isinstance(branch, ast.Tuple) and branch.elts:
                    yield from note(branch.elts[0])
                    yield from texts(branch.elts[1]) if len(branch.elts) == 3 else ()
        case ast.FunctionDef(decorator_list=decorators) if any(
            map(_is_command, decorators)
        ):
            yield from phrases(ast.get_docstring(node) or "")
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield from _in_assignment(name, value)
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value:
            yield from _in_assignment(name, value)


def _is_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and called(decorator) in ("command", "group")


def _in_call(call: ast.Call) -> Iterator[str]:
    name = called(call)
    is_translator = name in TRANSLATORS or isinstance(call.func, ast.Call)
    number = 0 if is_translator else TEMPLATES.get(name)
    if number is not None and len(call.args) > number:
        yield from texts(call.args[number])
    if name in READERS and len(call.args) > 1:
        yield from note(call.args[1])
    for keyword in call.keywords:
        if keyword.arg == "help":
            for text in texts(keyword.value):
                yield from phrases(text)
        elif keyword.arg == "note" and isinstance(keyword.value, ast.Tuple):
            yield from texts(keyword.value.elts[0])
        elif keyword.arg in KEYWORDS and name != "Reading":
            yield from texts(keyword.value)
    if name == "Match":
        for argument in call.args:
            if isinstance(argument, ast.Tuple) and argument.elts:
                yield from texts(argument.elts[0])


def _in_assignment(name: str, value: ast.expr) -> Iterator[str]:
    if name in ATTRIBUTES | VARIABLES:
        first = value.elts[:1] if isinstance(value, ast.Tuple) else [value]
        for one in first:
            yield from texts(one)
    elif name in HELP_TEXTS:
        for text in texts(value):
            yield from phrases(text)
    elif name in TABLES:
        yield from in_table(value)


def in_table(value: ast.expr) -> Iterator[str]:
    """Yield the sentences of a table; keys, signs and expressions are none."""
    values: Iterable[ast.AST] = (
        value.values if isinstance(value, ast.Dict) else ast.walk(value)
    )
    for one in values:
        for node in ast.walk(one):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def note(first: ast.AST) -> Iterator[str]:
    """Yield the template of a note, which stands before its arguments."""
    yield from (text for text in texts(first) if " " in text)


def texts(node: ast.AST) -> Iterator[str]:
    """Yield a text, or both texts of a choice between two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def read_catalogue() -> Catalog:
    """Return the translations as they are kept."""
    path = FOLDER / "durf.po"
    if not path.exists():
        return Catalog(locale="nl")
    with path.open("rb") as file:
        return read_po(file, locale="nl")


def renewed(old: Catalog) -> Catalog:
    """Return a catalogue of what the program says now, with what is known of it."""
    new = Catalog(
        locale="nl",
        header_comment="# The Dutch of durf, kept by scripts/make_locale.py.",
        project="durf",
        version="1",
        msgid_bugs_address="none",
        last_translator="the authors of durf",
        language_team="the authors of durf",
        fuzzy=False,
        charset="utf-8",
    )
    new.creation_date = new.revision_date = UNCHANGING
    for sentence, where in sorted(sentences().items()):
        kept = old.get(sentence)
        places = [(where, None)] if where else []
        new.add(sentence, kept.string if kept else "", locations=places)
    return new


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as the program reads it."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main() -> int:
    """Renew the catalogue, or say what is missing from it."""
    old = read_catalogue()
    new = renewed(old)
    missing = [message.id for message in new if message.id and not message.string]
    for sentence in missing:
        sys.stdout.write(f"{sentence}\n")
    if "--check" in sys.argv:
        return 1 if missing else 0
    with (FOLDER / "durf.po").open("wb") as file:
        write_po(file, new, width=88, omit_header=False, include_lineno=False)
    (FOLDER / "durf.mo").write_bytes(compiled(new))
    return 0


if __name__ == "__main__":
    sys.exit(main())
