"""Keys lie in files of their owner's only, and open what they locked, nowhere else."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from durf_server.errors import BadSetting, WrongKey
from durf_server.keys import key_file, seal, sealed_seed, unseal

if TYPE_CHECKING:
    from pathlib import Path


def test_a_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    key = key_file(tmp_path, "master")
    assert key_file(tmp_path, "master") == key
    assert len(bytes.fromhex(key)) == 32
    path = tmp_path / "keys" / "master.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_many_who_make_a_key_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: key_file(tmp_path, "master"), range(64)))
        seeds = set(pool.map(lambda _: sealed_seed(tmp_path, "log"), range(64)))
    assert (len(keys), len(seeds)) == (1, 1)
    assert len(list((tmp_path / "keys").iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file")
    with pytest.raises(BadSetting):
        key_file(tmp_path, "master")


def test_what_is_sealed_opens_in_its_place_only() -> None:
    sealed = seal(b"secret", "way/1")
    assert unseal(sealed, "way/1") == b"secret"
    assert b"secret" not in sealed
    with pytest.raises(WrongKey):
        unseal(sealed, "way/2")


def test_no_changed_byte_opens() -> None:
    sealed = seal(b"secret", "way/1")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(WrongKey):
            unseal(bytes(changed), "way/1")
    for length in range(len(sealed)):
        with pytest.raises(WrongKey):
            unseal(sealed[:length], "way/1")


def test_another_master_key_opens_nothing(settings, tmp_path: Path) -> None:
    sealed, seed = seal(b"secret", "x"), sealed_seed(tmp_path, "log")
    assert sealed_seed(tmp_path, "log") == seed
    settings.MASTER_KEY = "ab" * 32
    with pytest.raises(WrongKey):
        unseal(sealed, "x")
    with pytest.raises(WrongKey):
        sealed_seed(tmp_path, "log")


@pytest.mark.parametrize("key", ["", "zz", "ab" * 31, "ab" * 33])
def test_a_master_key_that_is_none_is_said(settings, key: str) -> None:
    settings.MASTER_KEY = key
    with pytest.raises(BadSetting, match="DURF_MASTER_KEY"):
        seal(b"secret", "x")


def test_seeds_lie_locked(tmp_path: Path) -> None:
    seed = sealed_seed(tmp_path, "log")
    kept = (tmp_path / "keys" / "log.sealed").read_bytes()
    assert seed not in kept
    assert len(seed) == 32
