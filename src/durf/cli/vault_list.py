"""The command ``durf vault list``: which documents, tables and pictures it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from durf.cli.vault_opening import format_option, holds_rows, vault_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from durf.cli.policy_page import Page
    from durf.vault.document import Document
    from durf.vault.known import KnownPicture
    from durf.vault.vault import Vault

_EXAMPLES = """\b
Examples:
  durf vault list --vault vault
  durf vault list --vault vault --collection board --format json"""
_BILLION = 1_000_000_000


@click.command("list", epilog=_EXAMPLES)
@vault_options
@click.option("--collection", metavar="NAME", help="Of this collection only.")
@format_option
def list_(
    folder: str, key_file: str | None, collection: str | None, output_format: str
) -> None:
    """List the documents, tables and pictures of a vault.

    Of each: its collection, how many letters it has, when its file was changed,
    its name, and what of it could not be read.  Of a table: how many rows it has,
    where they come from, and which columns are what.
    """
    from durf.cli.policy_page import page, write_json
    from durf.cli.vault_opening import open_vault, require_collection

    vault = open_vault(folder, key_file)
    if collection is not None:
        require_collection(vault.collections, collection)
    documents = sorted(
        (one for one in vault.documents() if collection in (None, one.collection)),
        key=lambda one: (one.collection, one.source.path),
    )
    pictures = [
        (name, one)
        for name in vault.collections
        if collection in (None, name)
        for one in vault.known_pictures(name)
    ]
    tables = _tables(vault, collection)
    if output_format == "json":
        shown = [_to_json(one) for one in documents]
        known = [{"collection": name, **_of_source(one)} for name, one in pictures]
        rows = [_table_to_json(name, settings) for name, settings in tables.items()]
        write_json({"documents": shown, "tables": rows, "pictures": known})
        return
    sheet = page()
    sheet.write(_lines(documents, sheet))
    sheet.write(_picture_lines(pictures, sheet))
    sheet.write(_table_lines(tables, sheet))


def _tables(vault: Vault, collection: str | None) -> dict[str, dict[str, Any]]:
    return {
        name: settings
        for name, settings in sorted(vault.settings.items())
        if holds_rows(settings) and collection in (None, name)
    }


def _table_to_json(collection: str, settings: dict[str, Any]) -> dict[str, Any]:
    mapping = settings["mapping"]
    return {
        "collection": collection,
        "name": settings.get("name", ""),
        "rows": settings["rows"],
        "values": settings["values"],
        "fields": [
            {"name": name, "kind": kind, "columns": columns}
            for name, kind, columns in mapping["fields"]
        ],
        "bites": mapping["bites"],
        "countries": mapping["countries"],
    }


def _table_lines(tables: dict[str, dict[str, Any]], sheet: Page) -> Iterator[str]:
    from durf.cli.cells import calm

    for collection, settings in tables.items():
        yield sheet.bold(collection)
        rows = sheet.say("{0} rows").format(f"{settings['rows']:,}")
        yield f"  {rows}  {calm(settings.get('name', ''))}"
        for name, _, columns in settings["mapping"]["fields"]:
            said = f"{name}: {' + '.join(columns)}"
            yield from sheet.paragraph(said, indent=4, dim=True)


def _to_json(document: Document) -> dict[str, Any]:
    return {
        "collection": document.collection,
        **_of_source(document),
        "letters": document.letters,
        "warnings": document.warnings,
    }


def _of_source(one: Document | KnownPicture) -> dict[str, Any]:
    return {
        "name": one.source.shown,
        "path": one.source.path,
        "bytes": one.source.size,
        "changed": _changed(one).isoformat(),
        "sha256": one.source.digest,
    }


def _lines(documents: Iterable[Document], sheet: Page) -> Iterator[str]:
    from durf.cli.cells import calm
    from durf.intake.reading import warning

    before = None
    for document in documents:
        if document.collection != before:
            before = document.collection
            yield sheet.bold(before)
        day = _changed(document).date().isoformat()
        name = calm(document.source.shown)
        yield f"{document.letters:>12,}  {sheet.dim(day)}  {name}"
        for note in document.warnings:
            yield from sheet.paragraph(warning(note, sheet.say), indent=26, dim=True)


def _picture_lines(
    pictures: Iterable[tuple[str, KnownPicture]], sheet: Page
) -> Iterator[str]:
    from durf.cli.cells import calm

    before = None
    for collection, picture in pictures:
        if collection != before:
            before = collection
            yield sheet.bold(collection)
        day = _changed(picture).date().isoformat()
        kind = sheet.say("picture")
        yield f"{kind:>12}  {sheet.dim(day)}  {calm(picture.source.shown)}"


def _changed(one: Document | KnownPicture) -> datetime:
    return datetime.fromtimestamp(one.source.changed // _BILLION, UTC)
