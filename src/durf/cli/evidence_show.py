"""The command ``durf evidence show``: what a bundle says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from durf.cli.vault_opening import format_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.cli.policy_page import Page
    from durf.evidence.bundle import Bundle, Shown

_EXAMPLES = """\b
Example:
  durf evidence show post.durfproof"""


@click.command(epilog=_EXAMPLES)
@click.argument("bundle", metavar="BUNDLE")
@format_option
def show(bundle: str, output_format: str) -> None:
    """Show the entries of a bundle; whether they are true 'verify' says."""
    from durf.cli.evidence_files import read_file
    from durf.cli.policy_page import page, write_json
    from durf.evidence.packing import unpack

    found = unpack(read_file(bundle)).bundle
    if output_format == "json":
        write_json(_to_json(found))
        return
    sheet = page()
    sheet.write(_lines(found, sheet))


def _to_json(bundle: Bundle) -> dict[str, Any]:
    return {
        "about": bundle.about,
        "exported_at": bundle.exported_at.isoformat(),
        "entries": [_entry_json(shown) for shown in bundle.entries],
    }


def _entry_json(shown: Shown) -> dict[str, Any]:
    entry = shown.entry
    opened = {part.name: part.content for part in shown.parts}
    hidden = {name: None for name in entry.parts if name not in opened}
    return {
        "index": shown.index,
        "kind": entry.kind,
        "at": entry.at.isoformat(),
        "subject": entry.subject,
        "parts": {**opened, **hidden},
        "erased": sorted(shown.erased),
    }


def _lines(bundle: Bundle, sheet: Page) -> Iterator[str]:
    yield sheet.bold(bundle.about)
    yield sheet.dim(sheet.say("not verified: see 'durf evidence verify --help'"))
    for shown in bundle.entries:
        entry = shown.entry
        yield ""
        head = f"{shown.index}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.kind}"
        yield sheet.bold(f"{head}  {entry.subject}")
        opened = {part.name: part.content for part in shown.parts}
        for name in sorted(entry.parts):
            if name in opened:
                told = json.dumps(opened[name], ensure_ascii=False)
            else:
                is_erased = name in shown.erased
                told = sheet.say("erased") if is_erased else sheet.say("kept back")
            yield from sheet.paragraph(f"{name}: {told}", indent=2)
