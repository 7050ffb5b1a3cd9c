"""What all commands of ``durf vault`` ask for: which vault, and its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from durf.vault.secret import Secret
    from durf.vault.vault import Vault
    from durf.vault.writer import Writer

_Command = TypeVar("_Command", bound="Callable[..., Any]")


def vault_options(command: _Command) -> _Command:
    """Give a command the options ``--vault`` and ``--key-file``."""
    which = click.option(
        "--vault",
        "folder",
        required=True,
        envvar="DURF_VAULT",
        metavar="DIR",
        help="The folder of the vault; also DURF_VAULT.",
    )
    key = click.option(
        "--key-file",
        metavar="FILE",
        help="Where the vault's key is.  [where 'durf vault init' put it]",
    )
    return which(key(command))


def format_option(command: _Command) -> _Command:
    """Give a command the option ``--format``, text or json."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
    )(command)


def secret_of(folder: str, key_file: str | None) -> Secret:
    """Return the secret of a vault.

    Raises:
        NoVault: there is none.
        VaultKey: there is no secret to be had.
    """
    from pathlib import Path

    from durf.vault.key_source import find_secret, read_file
    from durf.vault.manifest import Root

    root = Root.read(Path(folder))
    if key_file:
        return read_file(Path(key_file), Path(folder), root)
    return find_secret(Path(folder), root)


def open_vault(folder: str, key_file: str | None) -> Vault:
    """Open a vault for reading.

    Raises:
        DurfError: it cannot be opened.
    """
    from durf.vault.vault import Vault

    return Vault.open(folder, secret_of(folder, key_file))


def open_writer(folder: str, key_file: str | None) -> Writer:
    """Open a vault for writing; nobody else may until this one is closed.

    Raises:
        DurfError: it cannot be opened.
    """
    from pathlib import Path

    from durf.vault.writer import Writer

    return Writer(Path(folder), secret_of(folder, key_file))


def holds_rows(settings: Mapping[str, Any]) -> bool:
    """Tell from the settings of a collection whether it holds the rows of a table."""
    from durf.intake.tables.filling import TABLE

    return settings.get("source") == TABLE


def require_collection(collections: Iterable[str], name: str) -> None:
    """Make sure that there is a collection.

    Raises:
        BadUse: there is none of that name.
    """
    from durf.errors import BadUse
    from durf.source.faults import nearest

    known = list(collections)
    if name in known:
        return
    near = nearest(name, known)
    if near:
        what = "there is no collection {name}; did you mean '{near}'?"
    else:
        what = "there is no collection {name}"
    raise BadUse(what=what, mend="see 'durf vault stats'", name=name, near=near)
