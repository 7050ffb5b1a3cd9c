"""The secret is kept apart from the vault, and found without being told."""

from __future__ import annotations

import os
import sys

import pytest

from durf.errors import NoVault, VaultKey
from durf.vault import key_source
from durf.vault.manifest import Root
from durf.vault.secret import Secret
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault

OTHER = Secret(b"other".ljust(32))


@pytest.fixture
def folder(tmp_path, secret, monkeypatch):
    for name in (key_source.VALUE, key_source.FILE, key_source.COMMAND):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    create_vault(tmp_path / "vault", secret)
    return tmp_path / "vault"


def keep(path, secret):
    key_source.write_file(path, secret)
    return path


def test_it_is_found_where_init_puts_it(folder, secret) -> None:
    keep(key_source.usual_path(Root.read(folder).vault), secret)
    assert Vault.open(folder).collections == ()


def test_it_is_taken_from_a_variable(folder, secret, monkeypatch) -> None:
    monkeypatch.setenv(key_source.VALUE, secret.written())
    assert Vault.open(folder).collections == ()


def test_it_is_taken_from_a_file(folder, secret, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv(key_source.FILE, str(keep(tmp_path / "k", secret)))
    assert Vault.open(folder).collections == ()


def test_it_is_taken_from_a_command(folder, secret, monkeypatch) -> None:
    command = f"{sys.executable} -c 'print(\"{secret.written()}\")'"
    monkeypatch.setenv(key_source.COMMAND, command)
    assert Vault.open(folder).collections == ()


@pytest.mark.parametrize("command", ["false", "no-such-command-at-all", "'", "echo no"])
def test_a_command_that_gives_none_is_told(folder, monkeypatch, command) -> None:
    monkeypatch.setenv(key_source.COMMAND, command)
    with pytest.raises(VaultKey):
        Vault.open(folder)


def test_without_any_it_says_where_one_could_be(folder) -> None:
    with pytest.raises(VaultKey, match=key_source.VALUE):
        Vault.open(folder)


@pytest.mark.parametrize("rights", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(
    folder, secret, tmp_path, rights
) -> None:
    path = keep(tmp_path / "k", secret)
    path.chmod(rights)
    with pytest.raises(VaultKey, match="chmod 600"):
        key_source.read_file(path, folder)


def test_a_file_inside_the_vault_is_refused(folder, secret) -> None:
    path = keep(folder / "k", secret)
    with pytest.raises(VaultKey, match="inside the vault"):
        key_source.read_file(path, folder)


def test_the_secret_of_another_vault_is_refused(folder) -> None:
    with pytest.raises(VaultKey, match="another vault"):
        Vault.open(folder, OTHER)
    with pytest.raises(VaultKey, match="another vault"):
        Writer(folder, OTHER)


@pytest.mark.parametrize("written", ["", "xyz", "00" * 31, "00" * 33])
def test_what_is_no_secret_is_refused(folder, written) -> None:
    with pytest.raises(VaultKey):
        Vault.open(folder, written or "-")


def test_the_file_it_writes_is_for_its_owner_only(tmp_path, secret) -> None:
    path = keep(tmp_path / "deep" / "k", secret)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        key_source.write_file(path, OTHER)


def test_the_secret_never_shows(secret) -> None:
    assert secret.written() not in repr(secret) + str(secret)


def test_a_folder_without_a_vault_is_told(tmp_path, secret) -> None:
    with pytest.raises(NoVault):
        Vault.open(tmp_path, secret)
    with pytest.raises(NoVault):
        Vault.open(tmp_path / "nothing", secret)
    (tmp_path / "vault.json").write_text("{")
    with pytest.raises(NoVault):
        Vault.open(tmp_path, secret)


def test_nobody_else_can_read_a_vault(folder) -> None:
    for root, _, names in os.walk(folder):
        assert os.stat(root).st_mode & 0o077 == 0
        assert all(
            os.stat(os.path.join(root, name)).st_mode & 0o077 == 0 for name in names
        )
