"""The command ``durf vault list``: which documents the vault holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from durf.cli.vault_opening import format_option, vault_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from durf.cli.policy_page import Page
    from durf.vault.document import Document

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
    """List the documents of a vault.

    Of each: its collection, how many letters it has, when its file was changed,
    its name, and what of it could not be read.
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
    if output_format == "json":
        write_json({"documents": [_to_json(one) for one in documents]})
        return
    sheet = page()
    sheet.write(_lines(documents, sheet))


def _to_json(document: Document) -> dict[str, Any]:
    source = document.source
    return {
        "collection": document.collection,
        "name": source.shown,
        "path": source.path,
        "letters": document.letters,
        "bytes": source.size,
        "changed": _changed(document).isoformat(),
        "sha256": source.digest,
        "warnings": document.warnings,
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


def _changed(document: Document) -> datetime:
    return datetime.fromtimestamp(document.source.changed // _BILLION, UTC)
