"""The command ``durf vault stats``: how much the vault holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from durf.cli.vault_opening import format_option, holds_rows, vault_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.cli.policy_page import Page
    from durf.vault.vault import Stats

_EXAMPLES = """\b
Example:
  durf vault stats --vault vault"""
_MEGABYTE = 1_000_000


@click.command(epilog=_EXAMPLES)
@vault_options
@format_option
def stats(folder: str, key_file: str | None, output_format: str) -> None:
    """Count what a vault holds, for each collection and in all."""
    from durf.cli.policy_page import page, write_json
    from durf.cli.vault_opening import open_vault

    vault = open_vault(folder, key_file)
    counted, settings = vault.stats(), vault.settings
    pictures = {name: len(vault.known_pictures(name)) for name in settings}
    if output_format == "json":
        write_json(_to_json(counted, settings, pictures))
        return
    sheet = page()
    sheet.write(_lines(counted, settings, pictures, sheet))


def _to_json(
    counted: Stats, settings: dict[str, dict[str, Any]], pictures: dict[str, int]
) -> dict[str, Any]:
    return {
        "collections": {
            name: {
                "public": bool(sort.get("public")),
                "documents": counted.documents.get(name, 0),
                "letters": counted.letters.get(name, 0),
                "rows": sort.get("rows", 0),
                "values": sort.get("values", 0),
                "pictures": pictures[name],
            }
            for name, sort in sorted(settings.items())
        },
        "fingerprints": counted.fingerprints,
        "values": counted.values,
        "segments": counted.segments,
        "bytes": counted.size,
    }


def _lines(
    counted: Stats,
    settings: dict[str, dict[str, Any]],
    pictures: dict[str, int],
    sheet: Page,
) -> Iterator[str]:
    say = sheet.say
    for name, sort in sorted(settings.items()):
        public = f" ({say('public')})" if sort.get("public") else ""
        yield sheet.bold(name) + public
        if pictures[name]:
            yield "  " + say("{0} pictures").format(f"{pictures[name]:,}")
            continue
        if holds_rows(sort):
            said, counts = say("{0} rows, {1} values"), (sort["rows"], sort["values"])
        else:
            said = say("{0} documents, {1} letters")
            counts = counted.documents.get(name, 0), counted.letters.get(name, 0)
        yield "  " + said.format(*(f"{count:,}" for count in counts))
    said = say("{0} fingerprints of documents, {1} of records; {2} MB in {3} files")
    yield said.format(
        f"{counted.fingerprints:,}",
        f"{counted.values:,}",
        f"{counted.size / _MEGABYTE:,.1f}",
        counted.segments,
    )
