"""The command ``durf vault remove``: documents or a collection, for good."""

from __future__ import annotations

import click

from durf.cli.vault_opening import vault_options

_EXAMPLES = """\b
Examples:
  durf vault remove minutes/may.docx --vault vault --collection board
  durf vault remove ~/Documents/board/old --vault vault
  durf vault remove --collection board --yes --vault vault"""


@click.command(epilog=_EXAMPLES)
@click.argument("names", nargs=-1, metavar="[NAME_OR_PATH]...")
@vault_options
@click.option("--collection", metavar="NAME", help="Look in this collection only.")
@click.option("--yes", is_flag=True, help="Remove a whole collection.")
def remove(
    names: tuple[str, ...],
    folder: str,
    key_file: str | None,
    collection: str | None,
    *,
    yes: bool,
) -> None:
    """Remove documents from a vault, with their fingerprints.

    A name is as 'durf vault list' shows it, or a path; that of a folder stands
    for all documents below it.  Without a name the whole collection goes.
    """
    import os

    from durf.cli.policy_page import page
    from durf.cli.vault_opening import open_writer, require_collection
    from durf.vault.removing import remove_collection, remove_documents

    _require_sense(names, collection, yes=yes)
    rows = 0
    with open_writer(folder, key_file) as writer:
        if collection is not None:
            known = writer.manifest.collections
            require_collection(known, collection)
            rows = known[collection].get("rows", 0)
        if names:
            paths = {name: os.path.abspath(name) for name in names}
            count = remove_documents(writer, collection, paths)
        else:
            count = remove_collection(writer, collection or "")
    sheet = page()
    said = sheet.say("{0} row(s) removed" if rows else "{0} document(s) removed")
    sheet.write([said.format(f"{rows or count:,}")])


def _require_sense(
    names: tuple[str, ...], collection: str | None, *, yes: bool
) -> None:
    from durf.errors import BadUse

    if names:
        return
    if collection is None:
        raise BadUse(
            what="nothing is named",
            mend="name documents, or a --collection",
        )
    if not yes:
        raise BadUse(
            what="the whole collection {name} would go",
            mend="add --yes if you mean it",
            name=collection,
        )
