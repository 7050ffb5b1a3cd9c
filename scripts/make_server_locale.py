"""Bring the Dutch of the server's apps up to date with what their pages say.

    python scripts/make_server_locale.py           extract, keep translations, compile
    python scripts/make_server_locale.py --check   say what is missing; exit 1 if any

English sentences are found where Python and templates give them to gettext, and in
the server's errors: their templates, and the reasons they are raised with.  What
stands outside the apps is kept with the console.  Needs Babel, and no GNU gettext.
"""

from __future__ import annotations

import ast
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SOURCE = Path(__file__).parent.parent / "src" / "durf_server"
HOME = "console"
# A date of today would make every run another file.
UNCHANGING = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
ATTRIBUTES = {"template", "remedy"}
ARGUMENTS = {"mend", "reason", "what"}

# What identifies a sentence: its context, and the sentence or its two forms.
Sentence = tuple[str | None, str | tuple[str, ...]]


def apps() -> list[str]:
    """Return the names of the apps."""
    return sorted(path.parent.name for path in SOURCE.glob("*/apps.py"))


def sentences(app: str) -> dict[Sentence, str]:
    """Return what an app says, each with the file that says it first."""
    found: dict[Sentence, str] = {}
    for path in _files(app):
        name = path.relative_to(SOURCE.parent.parent).as_posix()
        for sentence in said_in(path):
            found.setdefault(sentence, name)
    return found


def _files(app: str) -> list[Path]:
    found = [*(SOURCE / app).rglob("*.py"), *(SOURCE / app).rglob("*.html")]
    found += (SOURCE / app).rglob("*.txt")
    if app == HOME:
        strangers = [p for p in SOURCE.iterdir() if p.is_dir() and p.name not in apps()]
        found += SOURCE.glob("*.py")
        found += (path for folder in strangers for path in folder.rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def said_in(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of one file."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        yield from of_errors(text)
    else:
        text = templatize(text)
    yield from of_calls(text)


def of_calls(source: str) -> Iterator[Sentence]:
    """Yield what is given to gettext and its like."""
    file = io.BytesIO(source.encode())
    for _, name, messages, _ in extract_python(file, KEYWORDS, [], {}):
        values = messages if isinstance(messages, tuple) else (messages,)
        texts = tuple(value for value in values if value)
        if not texts:
            continue
        context = None
        if "pgettext" in (name or ""):
            context, *rest = texts
            texts = tuple(rest)
        if (name and name.lstrip("n") != name) or len(texts) == 2:
            yield context, texts[:2]
        else:
            yield context, texts[0]


def of_errors(source: str) -> Iterator[Sentence]:
    """Yield the templates of errors, and the words that they are raised with."""
    for node in ast.walk(ast.parse(source)):
        for text in _of_error(node):
            if any(character.isalpha() for character in text.partition("{")[0]):
                yield None, text


def _of_error(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ClassDef(body=body):
            for line in body:
                match line:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value):
                        yield from _texts(value) if name in ATTRIBUTES else ()
        case ast.Raise(exc=ast.Call() as call):
            for argument in call.keywords:
                yield from _texts(argument.value) if argument.arg in ARGUMENTS else ()


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def folder_of(app: str) -> Path:
    """Return where an app's Dutch is kept."""
    return SOURCE / app / "locale" / "nl" / "LC_MESSAGES"


def read_catalogue(app: str) -> Catalog:
    """Return the translations as they are kept."""
    path = folder_of(app) / "django.po"
    if not path.exists():
        return Catalog(locale="nl")
    with path.open("rb") as file:
        return read_po(file, locale="nl")


def renewed(app: str, old: Catalog) -> Catalog:
    """Return a catalogue of what an app says now, with what is known of it."""
    new = Catalog(
        locale="nl",
        header_comment="# Kept by scripts/make_server_locale.py.",
        project="durf",
        version="1",
        msgid_bugs_address="none",
        last_translator="the authors of durf",
        language_team="the authors of durf",
        fuzzy=False,
        charset="utf-8",
    )
    new.creation_date = new.revision_date = UNCHANGING
    said = sentences(app)
    for context, sentence in sorted(said, key=str):
        kept = old.get(sentence, context)
        new.add(
            sentence,
            kept.string if kept else "",
            locations=[(said[context, sentence], None)],
            context=context,
        )
    return new


def missing_of(catalogue: Catalog) -> Iterable[str]:
    """Yield the sentences that have no Dutch, or Dutch that nobody looked at."""
    for message in catalogue:
        strings = message.string
        parts = (strings,) if isinstance(strings, str) else strings
        if message.id and (message.fuzzy or not parts or not all(parts)):
            yield message.id if isinstance(message.id, str) else message.id[0]


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as the program reads it."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main(wanted: list[str]) -> int:
    """Renew the catalogues, or say what is missing from them."""
    only_check = "--check" in wanted
    some = [name for name in wanted if not name.startswith("-")]
    missing = 0
    for app in some or apps():
        new = renewed(app, read_catalogue(app))
        for sentence in missing_of(new):
            missing += 1
            sys.stdout.write(f"{app}: {sentence}\n")
        if not only_check and len(new):
            _write(app, new)
    return 1 if only_check and missing else 0


def _write(app: str, catalogue: Catalog) -> None:
    folder = folder_of(app)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "django.po").open("wb") as file:
        write_po(file, catalogue, width=88, include_lineno=False)
    (folder / "django.mo").write_bytes(compiled(catalogue))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
