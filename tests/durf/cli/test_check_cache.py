"""Compiled policies on disk: a convenience that is never trusted blindly."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import durf.cli.loading
from durf.cli.cache import MOST_FILES, Cache, default_folder, key_of

PACK = """\
---
pack: ours
version: "1"
language: en
---
# Ours

```rule fruit
action: block
terms: [{}]
```
"""


@pytest.fixture
def cache(tmp_path):
    return Cache(str(tmp_path / "kept"))


@pytest.fixture
def compilations(monkeypatch):
    """The paths of the policies that were compiled."""
    seen = []
    compiled = durf.cli.loading._compiled

    def count(raw, path):
        seen.append(path)
        return compiled(raw, path)

    monkeypatch.setattr(durf.cli.loading, "_compiled", count)
    return seen


def only_file(folder):
    (path,) = Path(folder).iterdir()
    return path


def test_what_was_put_is_got(cache):
    cache.put("k", b"payload")
    assert cache.get("k") == b"payload"
    assert cache.get("other") is None


def test_only_the_owner_can_read_or_enter(cache):
    cache.put("k", b"payload")
    assert stat.S_IMODE(Path(cache.folder).stat().st_mode) == 0o700
    assert stat.S_IMODE(only_file(cache.folder).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[: len(raw) // 2],
        lambda _raw: b"",
        lambda raw: raw.replace(b"cache 1", b"cache 2"),
        lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
        lambda raw: raw + b"x",
    ],
)
def test_a_damaged_file_is_not_used(cache, damage):
    cache.put("k", b"payload")
    path = only_file(cache.folder)
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("k") is None


def test_a_file_under_another_key_is_not_used(cache):
    cache.put("k", b"payload")
    path = only_file(cache.folder)
    path.rename(path.with_stem("other"))
    assert cache.get("other") is None


def test_a_file_that_others_may_write_is_not_used(cache):
    cache.put("k", b"payload")
    only_file(cache.folder).chmod(0o666)
    assert cache.get("k") is None


def test_a_file_of_somebody_else_is_not_used(cache, monkeypatch):
    cache.put("k", b"payload")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cache.get("k") is None


def test_a_link_is_not_followed(cache):
    cache.put("k", b"payload")
    path = only_file(cache.folder)
    path.symlink_to(path.rename(path.with_name("elsewhere")))
    assert cache.get("k") is None


def test_a_folder_that_others_may_write_to_is_not_written_to(cache):
    folder = Path(cache.folder)
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(OSError, match="others may write there"):
        cache.put("k", b"payload")
    assert not list(folder.iterdir())


def test_the_oldest_files_go_first(cache):
    for number in range(MOST_FILES + 5):
        cache.put(f"k{number}", b"payload")
        path = Path(cache.folder, f"k{number}.program")
        os.utime(path, (number + 1, number + 1))
        if number == MOST_FILES:
            cache.get("k2")
    assert len(list(Path(cache.folder).iterdir())) == MOST_FILES
    assert cache.get("k2") is not None
    assert cache.get("k3") is None


def test_a_policy_is_compiled_once(run, compilations):
    for _ in range(3):
        assert run("check", stdin="turnover").status == 1
    assert len(compilations) == 1


def test_no_cache_neither_reads_nor_writes(run, compilations, tmp_path):
    for _ in range(2):
        assert run("check", "--no-cache", stdin="turnover").status == 1
    assert len(compilations) == 2
    assert not (tmp_path / "cache").exists()


def test_a_changed_policy_is_compiled_anew(run, desk, compilations):
    run("check", stdin="turnover")
    policy = (desk / "policy.md").read_text()
    (desk / "policy.md").write_text(policy.replace("turnover", "sales"))
    assert run("check", stdin="turnover").status == 0
    assert len(compilations) == 2


def test_a_changed_local_pack_is_compiled_anew(run, desk, compilations):
    policy = (desk / "policy.md").read_text()
    including = policy.replace("calendar:", "packs: [./ours.md]\ncalendar:")
    (desk / "policy.md").write_text(including)
    (desk / "ours.md").write_text(PACK.format("banana"))
    assert run("check", stdin="banana").status == 1
    assert run("check", stdin="banana").status == 1
    (desk / "ours.md").write_text(PACK.format("cherry"))
    assert run("check", stdin="banana").status == 0
    assert len(compilations) == 2


def test_a_damaged_program_is_compiled_anew(run, tmp_path, compilations):
    run("check", stdin="turnover")
    path = only_file(tmp_path / "cache")
    with path.open("r+b") as file:
        file.seek(200)
        file.write(b"\0" * 50)
    assert run("check", stdin="turnover").status == 1
    assert run("check", stdin="turnover").status == 1
    assert len(compilations) == 2


def test_a_cache_that_cannot_be_written_is_gone_without(run, tmp_path):
    (tmp_path / "cache").write_text("a file, not a folder")
    quiet = run("check", stdin="turnover")
    assert (quiet.status, quiet.err) == (1, "")
    told = run("check", "--verbose", stdin="turnover")
    assert told.status == 1
    assert told.err.startswith("durf: the compiled policy could not be kept (")


def test_the_folder_is_the_users_own():
    assert default_folder({"DURF_CACHE_DIR": "/a"}) == "/a"
    assert default_folder({"XDG_CACHE_HOME": "/b"}) == "/b/durf"
    assert default_folder({}).endswith("/.cache/durf")
    assert default_folder({"XDG_CACHE_HOME": "not/absolute"}).endswith("/.cache/durf")


def test_equal_policies_in_two_folders_have_two_keys():
    assert key_of(b"x", "/a/policy.md") != key_of(b"x", "/b/policy.md")
    assert key_of(b"x", "/a/policy.md") == key_of(b"x", "/a/other.md")
