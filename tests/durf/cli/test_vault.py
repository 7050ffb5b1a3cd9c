"""``durf vault``: a vault is made, filled, listed, thinned out and rotated."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from durf.text.view import View
from durf.vault import key_source
from durf.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLAN = (
    "De bakkerij sluit in het voorjaar haar filiaal aan de Havenstraat en zoekt voor "
    "de twaalf medewerkers een plek bij de broodfabriek in Zaltbommel."
)
MEMO = (
    "The second oven leaks heat on its left side, so we burn eleven percent more gas "
    "than the supplier promised us before the summer."
)
NOTE = (
    "Nobody outside the flour committee may hear that the mill of Uithoorn will be "
    "sold to its own millers in the week after Easter."
)
PAGE = "<html><body><h1>Mill</h1><p>{}</p></body></html>"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys of our own, wherever the user has theirs."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "durf" / "keys"


@pytest.fixture
def board(desk: Path) -> Path:
    """A folder with two documents."""
    folder = desk / "board"
    (folder / "minutes").mkdir(parents=True)
    (folder / "plan.txt").write_text(PLAN, "utf-8")
    (folder / "minutes" / "memo.md").write_text(MEMO, "utf-8")
    return folder


@pytest.fixture
def made(run: Callable, board: Path) -> None:
    """A vault with the two documents."""
    assert run("vault", "init", "vault").status == 0
    assert add(run).status == 0


def add(run: Callable, *more: str, collection: str = "board"):
    given = [one for one in more if not one.startswith("-")] or ["board"]
    options = [one for one in more if one.startswith("-")]
    wanted = ["--vault", "vault", "--collection", collection, *options]
    return run("vault", "add", *given, *wanted, "--format", "json")


def summary(ran) -> dict[str, int]:
    """Return what was counted, without what is zero."""
    assert ran.out, ran.err
    names = ("added", "changed", "unchanged", "dropped", "unreadable", "empty")
    values = json.loads(ran.out)
    return {name: values[name] for name in names if values[name]}


def quoted(text: str) -> list[tuple[str, str]]:
    found = Vault.open("vault").quotations(View(text))
    return sorted((one.collection, one.document) for one in found)


def test_init_says_where_the_key_is(run: Callable, keys: Path, desk: Path) -> None:
    ran = run("vault", "init", "vault")
    assert ran.status == 0
    (key,) = keys.iterdir()
    assert f"its key is in {key}" in " ".join(ran.out.split())
    assert "without it the vault is lost" in " ".join(ran.out.split())
    assert key.stat().st_mode & 0o777 == 0o600
    assert not any(key.read_bytes() in one.read_bytes() for one in files(desk))


def files(folder: Path) -> list[Path]:
    return [one for one in (folder / "vault").rglob("*") if one.is_file()]


def test_init_never_writes_over_anything(run: Callable, desk: Path) -> None:
    assert run("vault", "init", "vault").status == 0
    again = run("vault", "init", "vault")
    assert (again.status, again.out) == (2, "")
    assert "vault is a vault already" in again.err
    (desk / "full").mkdir()
    (desk / "full" / "letter").touch()
    assert "full is not empty" in run("vault", "init", "full").err
    (desk / "key").write_text("mine")
    taken = run("vault", "init", "other", "--key-file", "key")
    assert "key is already there" in taken.err
    assert (desk / "key").read_text() == "mine"
    assert not (desk / "other").exists()


def test_init_refuses_a_key_inside_the_vault(run: Callable, desk: Path) -> None:
    ran = run("vault", "init", "vault", "--key-file", "vault/key")
    assert ran.status == 2
    assert "kept inside the vault" in ran.err
    assert not (desk / "vault").exists()


def test_init_takes_a_key_that_is_given(
    run: Callable, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(key_source.VALUE, "ab" * 32)
    assert "your environment" in run("vault", "init", "vault").out
    assert not keys.exists()
    assert Vault.open("vault", "ab" * 32).collections == ()


def test_documents_are_found_by_their_path_in_the_folder(
    made: None,
) -> None:
    assert quoted(f"So: {PLAN}") == [("board", "plan.txt")]
    assert quoted(MEMO[:100]) == [("board", "minutes/memo.md")]


def test_only_what_changed_is_read_again(
    made: None,
    run: Callable,
    board: Path,
) -> None:
    assert summary(add(run)) == {"unchanged": 2}
    os.utime(board / "plan.txt", ns=(0, 0))
    assert summary(add(run)) == {"unchanged": 2}
    (board / "plan.txt").write_text(NOTE, "utf-8")
    (board / "new.html").write_text(PAGE.format(PLAN[:90]), "utf-8")
    assert summary(add(run)) == {"added": 1, "changed": 1, "unchanged": 1}
    assert quoted(NOTE) == [("board", "plan.txt")]
    assert quoted(PLAN) == [("board", "new.html")]


def test_what_vanished_goes_with_prune_only(
    made: None,
    run: Callable,
    board: Path,
) -> None:
    (board / "plan.txt").unlink()
    assert summary(add(run)) == {"unchanged": 1}
    assert quoted(PLAN) == [("board", "plan.txt")]
    assert summary(add(run, "--prune")) == {"unchanged": 1, "dropped": 1}
    assert quoted(PLAN) == []


def test_prune_leaves_what_is_elsewhere_or_of_others(
    made: None,
    run: Callable,
    board: Path,
) -> None:
    assert add(run, "board", collection="copy").status == 0
    shutil.rmtree(board / "minutes")
    (board / "plan.txt").rename(board / "moved.txt")
    (board / "minutes").mkdir()
    pruned = add(run, "board/minutes", "--prune")
    assert summary(pruned) == {"dropped": 1}
    assert quoted(MEMO) == [("copy", "minutes/memo.md")]
    assert summary(add(run, "--prune")) == {"added": 1, "dropped": 1}
    assert quoted(PLAN) == [("board", "moved.txt"), ("copy", "plan.txt")]


def test_prune_leaves_what_it_cannot_see(
    made: None,
    run: Callable,
    board: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed = os.scandir

    def refuse(path: str):
        if str(path).endswith("minutes"):
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuse)
    ran = add(run, "--prune")
    assert ran.status == 1
    assert summary(ran) == {"unchanged": 1, "unreadable": 1}
    assert f"durf: cannot read {board}/minutes (Permission denied)" in ran.err
    assert quoted(MEMO) == [("board", "minutes/memo.md")]


def test_one_file_may_be_in_two_collections(
    made: None,
    run: Callable,
) -> None:
    assert summary(add(run, "board/plan.txt", collection="plans")) == {"added": 1}
    assert quoted(PLAN) == [("board", "plan.txt"), ("plans", "plan.txt")]


def test_a_damaged_file_does_not_stop_the_rest(run: Callable, board: Path) -> None:
    (board / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    (board / "what.bin").write_bytes(bytes(range(256)))
    (board / "empty.txt").touch()
    assert run("vault", "init", "vault").status == 0
    ran = add(run)
    assert ran.status == 1
    assert summary(ran) == {"added": 3, "unreadable": 2, "empty": 1}
    lines = ran.err.splitlines()
    assert all(line.startswith("durf: ") for line in lines)
    assert sorted(line.split()[1] for line in lines) == [
        str(board / "broken.pdf"),
        str(board / "what.bin"),
    ]
    assert quoted(PLAN) == [("board", "plan.txt")]
    assert summary(add(run)) == {"unchanged": 3, "unreadable": 2}


def test_a_file_that_was_damaged_keeps_its_fingerprints(
    made: None,
    run: Callable,
    board: Path,
) -> None:
    (board / "plan.txt").write_bytes(bytes(range(256)))
    assert add(run, "--prune").status == 1
    assert quoted(PLAN) == [("board", "plan.txt")]


def test_a_file_that_was_emptied_loses_them(
    made: None,
    run: Callable,
    board: Path,
) -> None:
    (board / "plan.txt").write_bytes(b"")
    assert summary(add(run)) == {"changed": 1, "unchanged": 1, "empty": 1}
    assert quoted(PLAN) == []


def test_a_folder_of_empty_files_is_fine(run: Callable, desk: Path) -> None:
    (desk / "board").mkdir()
    for number in range(3):
        (desk / "board" / f"{number}.txt").touch()
    assert run("vault", "init", "vault").status == 0
    assert summary(add(run)) == {"added": 3, "empty": 3}
    assert summary(add(run)) == {"unchanged": 3}
    assert run("vault", "verify", "--vault", "vault").status == 0


def test_public_text_never_counts(made: None, run: Callable, desk: Path) -> None:
    (desk / "site").mkdir()
    (desk / "site" / "news.txt").write_text(PLAN, "utf-8")
    assert add(run, "site", "--public", collection="site").status == 0
    assert quoted(PLAN) == []
    assert quoted(MEMO) == [("board", "minutes/memo.md")]


def test_a_collection_stays_public_or_not(
    made: None,
    run: Callable,
) -> None:
    ran = add(run, "--public")
    assert ran.status == 2
    assert "the collection board is not public: leave --public out" in ran.err
    assert add(run, "--public", collection="site").status == 0
    assert (
        "the collection site is public: add --public" in add(run, collection="site").err
    )


def test_names_that_are_excluded_stay_out(run: Callable, board: Path) -> None:
    (board / "plan.bak").write_text(PLAN)
    assert run("vault", "init", "vault").status == 0
    ran = add(run, "--exclude=*.bak", "--exclude=minutes/")
    assert summary(ran) == {"added": 1}


def test_the_vault_is_not_added_to_itself(
    made: None,
    run: Callable,
    desk: Path,
) -> None:
    (desk / "link").symlink_to(desk)
    assert summary(add(run, ".", collection="all")) == {"added": 3}
    assert summary(add(run, "link", collection="link")) == {"added": 3}


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_several_jobs_find_the_same(run: Callable, desk: Path, jobs: str) -> None:
    (desk / "board").mkdir()
    texts = [f"{PLAN[:60]} {number} {NOTE[number:]}" for number in range(20)]
    for number, text in enumerate(texts):
        (desk / "board" / f"{number}.txt").write_text(text, "utf-8")
    assert run("vault", "init", "vault").status == 0
    assert summary(add(run, f"--jobs={jobs}")) == {"added": 20}
    assert run("vault", "verify", "--vault", "vault").status == 0
    assert len(list(Vault.open("vault").documents())) == 20


def test_list_tells_of_each_document(made: None, run: Callable) -> None:
    ran = run("vault", "list", "--vault", "vault")
    assert [line.split()[-1] for line in ran.out.splitlines()] == [
        "board",
        "minutes/memo.md",
        "plan.txt",
    ]
    values = json.loads(run("vault", "list", "--vault=vault", "--format=json").out)
    one = values["documents"][1]
    assert (one["name"], one["collection"]) == ("plan.txt", "board")
    assert one["letters"] > 90
    assert one["warnings"] == []


def test_list_refuses_a_collection_that_is_not_there(
    made: None,
    run: Callable,
) -> None:
    ran = run("vault", "list", "--vault", "vault", "--collection", "bord")
    assert ran.status == 2
    assert "no collection bord; did you mean 'board'?" in ran.err


def test_stats_counts_what_is_there(made: None, run: Callable) -> None:
    add(run, "--public", collection="site")
    values = json.loads(run("vault", "stats", "--vault=vault", "--format=json").out)
    assert values["collections"]["board"]["documents"] == 2
    assert not values["collections"]["board"]["public"]
    assert values["collections"]["site"]["public"]
    assert values["fingerprints"] > 50
    assert "site (public)" in run("vault", "stats", "--vault", "vault").out


@pytest.mark.parametrize("name", ["minutes/memo.md", "minutes", "board/minutes/"])
def test_remove_takes_a_name_a_path_or_a_folder(
    made: None,
    run: Callable,
    name: str,
) -> None:
    ran = run("vault", "remove", name, "--vault", "vault")
    assert (ran.status, ran.out) == (0, "1 document(s) removed\n")
    assert quoted(MEMO) == []
    assert quoted(PLAN) == [("board", "plan.txt")]


def test_remove_removes_nothing_if_one_is_not_there(
    made: None,
    run: Callable,
) -> None:
    ran = run("vault", "remove", "plan.txt", "other.txt", "--vault", "vault")
    assert ran.status == 2
    assert "there is no document other.txt" in ran.err
    assert quoted(PLAN) == [("board", "plan.txt")]


def test_a_whole_collection_goes_if_one_is_sure(
    made: None,
    run: Callable,
    desk: Path,
) -> None:
    wanted = ("vault", "remove", "--collection", "board", "--vault", "vault")
    assert "add --yes" in run(*wanted).err
    assert run(*wanted, "--yes").out == "2 document(s) removed\n"
    assert quoted(PLAN) == []
    assert Vault.open("vault").collections == ()
    assert sorted(one.suffix for one in files(desk)) == ["", "", ".json"]
    assert "nothing is named" in run("vault", "remove", "--vault", "vault").err


def test_verify_names_what_is_damaged(made: None, run: Callable, desk: Path) -> None:
    wanted = ("vault", "verify", "--vault", "vault")
    assert run(*wanted).status == 0
    for path in files(desk):
        if path.suffix not in (".segment", ".catalogue"):
            continue
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        ran = run(*wanted)
        assert (ran.status, path.name in ran.out) == (1, True)
        path.write_bytes(b"")
        assert path.name in run(*wanted, "--format=json").out
        path.write_bytes(whole)
    assert run(*wanted).status == 0


def test_a_new_key_opens_the_vault_and_the_old_one_does_not(
    made: None,
    run: Callable,
    keys: Path,
    desk: Path,
) -> None:
    add(run, "--public", collection="site")
    (key,) = keys.iterdir()
    old = key.read_text()
    before = {one.name for one in files(desk)}
    ran = run("vault", "rotate-key", "--vault", "vault")
    assert ran.status == 0, ran.err
    assert list(keys.iterdir()) == [key]
    assert key.read_text() != old
    assert key.stat().st_mode & 0o777 == 0o600
    kept = {"vault.json", "lock", "manifest"}
    assert before & {one.name for one in files(desk)} == kept
    assert quoted(PLAN) == []
    assert run("vault", "remove", "--collection=site", "--yes", "--vault=vault").out
    assert quoted(PLAN) == [("board", "plan.txt")]
    key.write_text(old)
    assert "another vault" in run("vault", "list", "--vault", "vault").err


def test_a_missing_source_stops_the_rotation(
    made: None,
    run: Callable,
    keys: Path,
    board: Path,
) -> None:
    (key,) = keys.iterdir()
    old = key.read_text()
    (board / "plan.txt").unlink()
    wanted = ("vault", "rotate-key", "--vault", "vault", "--format", "json")
    ran = run(*wanted)
    assert ran.status == 2
    assert f"cannot read {board}/plan.txt" in ran.err
    assert "1 document(s) cannot be read anew, the key stays as it is" in ran.err
    assert key.read_text() == old
    assert quoted(PLAN) == [("board", "plan.txt")]
    ran = run(*wanted, "--drop-missing")
    assert ran.status == 0
    assert summary(ran) == {"added": 1, "unreadable": 1}
    assert key.read_text() != old
    assert quoted(PLAN) == []
    assert quoted(MEMO) == [("board", "minutes/memo.md")]


def test_an_unreadable_source_stops_the_rotation(
    made: None,
    run: Callable,
    board: Path,
) -> None:
    (board / "plan.txt").write_bytes(bytes(range(256)))
    ran = run("vault", "rotate-key", "--vault", "vault")
    assert ran.status == 2
    assert quoted(PLAN) == [("board", "plan.txt")]
    (board / "plan.txt").write_text(NOTE)
    assert run("vault", "rotate-key", "--vault", "vault").status == 0
    assert quoted(NOTE) == [("board", "plan.txt")]


def test_a_key_from_elsewhere_goes_where_one_says(
    run: Callable, board: Path, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert board.exists()
    monkeypatch.setenv(key_source.VALUE, "cd" * 32)
    assert run("vault", "init", "vault").status == 0
    assert add(run).status == 0
    wanted = ("vault", "rotate-key", "--vault", "vault")
    assert "the key comes from DURF_VAULT_KEY" in run(*wanted).err
    ran = run(*wanted, "--new-key-file", "new.key")
    assert ran.status == 0
    assert "change DURF_VAULT_KEY so that it gives the new key" in ran.out
    assert "another vault" in run("vault", "list", "--vault", "vault").err
    monkeypatch.setenv(key_source.VALUE, (desk / "new.key").read_text())
    assert quoted(PLAN) == [("board", "plan.txt")]
    assert run(*wanted, "--new-key-file", "new.key").status == 0


def test_the_key_of_a_command_is_given_by_name(
    made: None,
    run: Callable,
    keys: Path,
    desk: Path,
) -> None:
    (key,) = keys.iterdir()
    key.rename(desk / "our.key")
    assert "there is none for this vault" in run("vault", "list", "--vault=vault").err
    wanted = ("--vault", "vault", "--key-file", "our.key")
    assert run("vault", "list", *wanted).status == 0
    assert run("vault", "rotate-key", *wanted).status == 0
    assert run("vault", "verify", *wanted).status == 0
