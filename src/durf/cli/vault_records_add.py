"""The command ``durf vault records add``: rows that must not be given away."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from durf.cli.vault_opening import format_option, vault_options

if TYPE_CHECKING:
    from durf.cli.policy_page import Page
    from durf.intake.tables.origin import Origin
    from durf.intake.tables.table import Table
    from durf.vault.records.mapping import Field, Mapping

_EXAMPLES = """\b
Examples:
  durf vault records add customers.csv --vault vault --collection customers \\
    --fields "name=first name+last name,email=e-mail,phone=mobile,id:ssn=ssn" \\
    --bites "email; ssn; name+phone" --country NL
  durf vault records add postgresql://me@host/base --vault vault \\
    --collection patients --query "select name, birthdate from patient"

\b
Kinds of fields: name, email, phone, account, birthdate, id, text.
A password is better kept in ~/.pgpass than in a URL, which others may see.

\b
Exit status: 0 all was read; 1 some rows were left out, the rest was read;
2 it was asked wrongly, or the vault cannot be written."""


@click.command(epilog=_EXAMPLES)
@click.argument("source", metavar="FILE_OR_URL")
@vault_options
@click.option(
    "--collection",
    required=True,
    metavar="NAME",
    help="What the rows belong to; a rule names it as records: [NAME].",
)
@click.option(
    "--fields",
    metavar="KIND=COLUMN,...",
    help="Which columns are what.  [guessed from their names and values]",
)
@click.option(
    "--bites",
    default="",
    metavar="FIELDS;...",
    help="What gives a row away.  [email, phone, account or id, or any two fields]",
)
@click.option(
    "--country",
    "countries",
    multiple=True,
    metavar="CODE",
    help="Of telephone numbers without a country code, such as NL; may be repeated.",
)
@click.option("--query", default="", metavar="SQL", help="What to ask of a database.")
@click.option(
    "--delimiter",
    default="",
    metavar="SIGN",
    help="Between the cells of a CSV file, or 'tab'.  [found out]",
)
@click.option(
    "--header/--no-header",
    "has_header",
    default=None,
    help="Whether the first row names the columns.  [found out]",
)
@format_option
def add(
    source: str,
    folder: str,
    key_file: str | None,
    output_format: str,
    **asked: Any,  # noqa: ANN401 one for each option
) -> None:
    """Put the rows of a table into a collection, in place of those it has.

    FILE_OR_URL is a file of CSV, JSONL or Parquet, or the URL of a database.  The
    rows come into force all at once; interrupted, the ones from before stay.
    """
    from durf.cli.policy_page import page
    from durf.intake.tables.origin import Origin

    delimiter = _delimiter(asked.pop("delimiter"))
    origin = Origin(source, asked.pop("query"), delimiter, asked.pop("has_header"))
    with closing(origin.open()) as table:
        run = _Run(table, origin, page(), **asked)
        raise SystemExit(run.fill(folder, key_file, output_format))


def _delimiter(written: str) -> str:
    """Return the sign that is meant.

    Raises:
        BadUse: it cannot stand between cells.
    """
    from durf.errors import BadUse

    sign = {"tab": "\t", "\\t": "\t"}.get(written, written)
    if len(sign) > 1 or sign in ('"', "\r", "\n"):
        raise BadUse(
            what="'{sign}' cannot stand between cells",
            mend="give one sign, or 'tab'",
            sign=written,
        )
    return sign


@dataclass(frozen=True, slots=True)
class _Run:
    """A table on its way into the vault."""

    table: Table
    origin: Origin
    sheet: Page
    collection: str
    fields: str | None
    bites: str
    countries: tuple[str, ...]

    def fill(self, folder: str, key_file: str | None, output_format: str) -> int:
        """Do it, and return the exit status."""
        from durf.cli.records_summary import RowsProgress, say_skips, write_filled
        from durf.cli.vault_opening import open_writer
        from durf.intake.tables.filling import fill

        began = monotonic()
        mapping = self._mapping()
        progress = RowsProgress(sys.stderr.isatty(), self.sheet.say)
        with open_writer(folder, key_file) as writer:
            try:
                filled = fill(
                    writer,
                    self.table,
                    mapping,
                    self.collection,
                    progress,
                    origin=self.origin.to_json(),
                    name=self.origin.name,
                )
            finally:
                progress.clear()
        say_skips(self.origin.name, filled.skips, self.sheet.say)
        write_filled(self.sheet, filled, mapping, monotonic() - began, output_format)
        return 1 if filled.skips.count else 0

    def _mapping(self) -> Mapping:
        """Return which columns are what; what was guessed or is doubtful is said."""
        from durf.cli.records_summary import say
        from durf.intake.tables.doubts import doubts
        from durf.intake.tables.fields import calling_codes, parse_bites, parse_fields
        from durf.intake.tables.table import places_of
        from durf.vault.records.mapping import Mapping

        columns = self.table.columns
        head = self._head()
        if self.fields is None:
            fields = self._guessed(head)
        else:
            fields = parse_fields(self.fields, columns)
        mapping = Mapping(
            fields,
            parse_bites(self.bites, fields),
            calling_codes(",".join(self.countries)),
        )
        some = [head[place] for place in places_of(mapping.columns, columns)]
        for doubt in doubts(mapping, some):
            say(self.sheet.say(doubt.template).format(*doubt.arguments))
        return mapping

    def _head(self) -> list[list[str]]:
        from durf.errors import BadUse

        head = self.table.head()
        if not head:
            raise BadUse(
                what="the table has no rows",
                mend="'durf vault remove --collection' takes all rows out",
            )
        return head

    def _guessed(self, head: list[list[str]]) -> tuple[Field, ...]:
        from durf.cli.records_summary import say
        from durf.intake.tables.fields import guess_fields, written_fields

        columns = self.table.columns
        fields = guess_fields(columns, head)
        said = self.sheet.say("no --fields given, so this is guessed: --fields {0}")
        say(said.format(f'"{written_fields(fields, columns)}"'))
        taken = {column for field in fields for column in field.columns}
        left = [column for column in columns if column not in taken]
        if left:
            say(self.sheet.say("columns that are left out: {0}").format(_few(left)))
        return fields


def _few(names: list[str], most: int = 20) -> str:
    return ", ".join([*names[:most], *(["…"] if len(names) > most else [])])
