"""``durf vault`` and what goes wrong: one sentence, and the vault stays whole."""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from durf.vault import key_source
from durf.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = (
    "The grain silo behind the station is to be emptied in secret on the second "
    "Sunday of Lent, and the railway is not to be told."
)
WANTED = ("--vault", "vault", "--collection", "board")
# Each in its own way reads the vault, or writes to it.
COMMANDS = (
    ("add", "board", "--collection", "board"),
    ("list",),
    ("stats",),
    ("remove", "plan.txt"),
    ("verify",),
    ("rotate-key",),
)


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys of our own, wherever the user has theirs."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "durf" / "keys"


@pytest.fixture
def key(run: Callable, desk: Path, keys: Path) -> Path:
    """The key of a vault with one document."""
    (desk / "board").mkdir()
    (desk / "board" / "plan.txt").write_text(TEXT)
    assert run("vault", "init", "vault").status == 0
    assert run("vault", "add", "board", *WANTED).status == 0
    return next(keys.iterdir())


def one_sentence(ran) -> str:
    """Return what was said, once it is sure that it is one sentence of ours."""
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.startswith("durf: ")
    assert ran.err.count("\n") == 1
    return ran.err[6:-1]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
def test_it_says_that_there_is_no_vault(
    run: Callable, desk: Path, command: tuple[str, ...]
) -> None:
    (desk / "board").mkdir()
    said = one_sentence(run("vault", *command, "--vault", "board"))
    assert "board is no vault (it holds none)" in said
    said = one_sentence(run("vault", *command, "--vault", "nowhere"))
    assert "nowhere is no vault (nothing is there)" in said
    assert "'durf vault init nowhere'" in said


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
def test_it_refuses_a_key_that_cannot_be_trusted(
    run: Callable, desk: Path, key: Path, command: tuple[str, ...]
) -> None:
    wanted = ("vault", *command, "--vault", "vault")
    key.chmod(0o640)
    assert f"run 'chmod 600 {key}'" in one_sentence(run(*wanted))
    key.chmod(0o600)
    inside = desk / "vault" / "key"
    inside.write_bytes(key.read_bytes())
    inside.chmod(0o600)
    said = one_sentence(run(*wanted, "--key-file", str(inside)))
    assert "inside the vault" in said


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ef" * 32, "belongs to another vault"),
        ("ef" * 31, "wrong length"),
        ("my secret", "not hexadecimal"),
        ("", "wrong length"),
    ],
)
def test_it_refuses_a_wrong_key(
    run: Callable, key: Path, command: tuple[str, ...], written: str, said: str
) -> None:
    right = key.read_text()
    key.write_text(written)
    assert said in one_sentence(run("vault", *command, "--vault", "vault"))
    assert not key.with_name(key.name + key_source.NEXT).exists()
    key.write_text(right)
    assert len(list(Vault.open("vault").documents())) == 1


def test_a_damaged_next_key_is_no_trouble(run: Callable, key: Path) -> None:
    following = key.with_name(key.name + key_source.NEXT)
    following.write_text("half")
    following.chmod(0o600)
    assert run("vault", "list", "--vault", "vault").status == 0


@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[3], COMMANDS[5]])
def test_only_one_may_write(
    run: Callable,
    desk: Path,
    key: Path,
    command: tuple[str, ...],
) -> None:
    with (desk / "vault" / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = run("vault", *command, "--vault", "vault")
        assert "somebody else is writing the vault" in one_sentence(ran)
        assert run("vault", "verify", "--vault", "vault").status == 0
    assert run("vault", *command, "--vault", "vault").status == 0


def test_a_path_that_is_not_there_stops_before_anything_is_read(
    run: Callable,
    key: Path,
    desk: Path,
) -> None:
    (desk / "board" / "new.txt").write_text(TEXT)
    said = one_sentence(run("vault", "add", "board", "bord", *WANTED, "--prune"))
    assert "cannot read bord (No such file or directory)" in said
    assert len(list(Vault.open("vault").documents())) == 1


@pytest.mark.parametrize("name", ["", " board", "a\nb", "a\x1b[31m", "n" * 101])
def test_a_collection_needs_a_name_that_can_be_read(
    run: Callable,
    key: Path,
    name: str,
) -> None:
    wanted = ("vault", "add", "board", "--vault=vault", f"--collection={name}")
    assert "cannot have that name" in one_sentence(run(*wanted))
    assert Vault.open("vault").collections == ("board",)


@pytest.mark.parametrize("name", ["raad & co", "één", "a/b", "{0}", "-", "董事会"])
def test_any_other_name_does(
    run: Callable,
    key: Path,
    name: str,
) -> None:
    wanted = ("vault", "add", "board", "--vault=vault", f"--collection={name}")
    assert run(*wanted).status == 0
    assert name in run("vault", "list", "--vault", "vault").out
    assert run("vault", "rotate-key", "--vault", "vault").status == 0
    gone = ("vault", "remove", f"--collection={name}", "--yes", "--vault=vault")
    assert run(*gone).status == 0


def test_names_of_files_cannot_command_the_terminal(
    run: Callable,
    key: Path,
    desk: Path,
) -> None:
    raw = os.fsencode(desk / "board")
    for name in (b"\x1b[31mred.txt", b"caf\xe9.txt", b"two\nlines.txt", b"bad.bin"):
        with open(raw + b"/" + name, "wb") as file:
            file.write(TEXT.encode() if name.endswith(b"txt") else bytes(99))
    assert run("vault", "add", "board", *WANTED).status == 1
    ran = run("vault", "list", "--vault", "vault")
    assert "\x1b" not in ran.out
    assert len(ran.out.splitlines()) == 5
    assert run("vault", "list", "--vault", "vault", "--format", "json").status == 0
    assert run("vault", "rotate-key", "--vault", "vault").status == 0


def test_a_pipe_is_left_alone(
    run: Callable,
    key: Path,
    desk: Path,
) -> None:
    os.mkfifo(desk / "board" / "pipe.txt")
    assert run("vault", "add", "board", *WANTED).status == 0
    assert len(list(Vault.open("vault").documents())) == 1


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--max-letters=50", "more text than the limit"),
        ("--max-file-size=1", "larger than the limit"),
    ],
)
def test_limits_are_options(
    run: Callable,
    key: Path,
    desk: Path,
    option: str,
    said: str,
) -> None:
    (desk / "long.txt").write_text(TEXT * 9000)
    ran = run("vault", "add", "long.txt", *WANTED, option)
    assert ran.status == 1
    assert said in ran.err
    assert run("vault", "add", "long.txt", *WANTED).status == 0


def test_the_help_tells_the_limits_as_they_are(run: Callable) -> None:
    from durf.cli.vault_limits import OPTIONS
    from durf.intake.extract.limits import Limits

    shown = " ".join(run("vault", "add", "--help").out.split())
    for field, unit, _, text in OPTIONS.values():
        assert text.endswith(f"[{int(getattr(Limits(), field) / unit)}]")
        assert text.partition(" [")[0] in shown


@pytest.mark.parametrize("bytes_left", [2_000, 20_000])
def test_a_full_disk_is_told_and_does_no_harm(
    run: Callable,
    key: Path,
    desk: Path,
    bytes_left: int,
) -> None:
    for number in range(200):
        words = " ".join(f"{number * word:x}" for word in range(400))
        (desk / "board" / f"{number}.txt").write_text(words)

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, bytes_left))

    command = [sys.executable, "-m", "durf.cli.main", "vault", "add", "board", *WANTED]
    done = subprocess.run(
        command, preexec_fn=small_disk, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.startswith(b"durf: File too large: free some space")
    assert done.stderr.count(b"\n") == 1
    assert run("vault", "verify", "--vault", "vault").status == 0
    assert len(list(Vault.open("vault").documents())) == 1
    assert run("vault", "add", "board", *WANTED).status == 0
    assert len(list(Vault.open("vault").documents())) == 201


def test_a_disk_that_fills_up_is_told(
    run: Callable,
    key: Path,
    desk: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: int) -> None:
        raise OSError(28, "No space left on device")

    (desk / "board" / "new.txt").write_text(TEXT)
    with monkeypatch.context() as patched:
        patched.setattr(os, "posix_fallocate", full)
        said = one_sentence(run("vault", "add", "board", *WANTED))
    assert said.startswith("No space left on device: free some space")
    assert len(list(Vault.open("vault").documents())) == 1
    assert run("vault", "add", "board", *WANTED).status == 0
    assert len(list(Vault.open("vault").documents())) == 2
