"""Pictures on the command line: checked, read, cleaned, and registered in a vault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.durf.pictures.drawn import coloured, saved, written

if TYPE_CHECKING:
    from pathlib import Path

POLICY = """\
---
policy: Northwind
version: "7"
language: en
---

# Pictures

```rule pictures
action: block
pictures: [location, metadata]
```
"""


def photo(artist: str = "Jan Jansen") -> bytes:
    exif = Image.Exif()
    exif[0x013B] = artist
    place = {1: "N", 2: (52.0, 22.0, 30.0), 3: "E", 4: (4.0, 53.0, 30.0)}
    exif.get_ifd(0x8825).update(place)
    return saved(coloured(5), "JPEG", exif=exif)


@pytest.fixture
def studio(desk: Path) -> Path:
    """A desk with a photograph that tells too much, and a policy against that."""
    (desk / "policy.md").write_text(POLICY, encoding="utf-8")
    (desk / "photo.jpg").write_bytes(photo())
    return desk


def entities(out: str) -> list[str]:
    found = [json.loads(line)["findings"] for line in out.splitlines()]
    return [finding["entity"] for findings in found for finding in findings]


@pytest.mark.usefixtures("studio")
def test_a_picture_is_a_post_by_itself(run) -> None:
    ran = run("check", "photo.jpg")
    assert ran.status == 1
    assert "the picture photo.jpg" in ran.out
    assert "tells where it was taken" in " ".join(ran.out.split())
    assert "Jansen" not in ran.out


@pytest.mark.usefixtures("studio")
def test_a_picture_goes_with_a_text(run) -> None:
    ran = run("check", "--picture", "photo.jpg", "--format", "jsonl", stdin="Hello")
    assert entities(ran.out) == ["PICTURE_LOCATION", "PICTURE_METADATA"]


@pytest.mark.usefixtures("studio")
def test_a_picture_that_was_named_must_be_there(run) -> None:
    ran = run("check", "--picture", "gone.jpg", stdin="Hello")
    assert (ran.status, ran.out) == (2, "")
    assert "gone.jpg" in ran.err
    assert run("check", "gone.jpg").status == 2


def test_media_are_seen_from_the_file_that_names_them(run, studio) -> None:
    folder = studio / "export"
    folder.mkdir()
    (folder / "inner.jpg").write_bytes(photo())
    posts = [
        {"text": "a", "media": [{"path": "inner.jpg"}]},
        {"text": "b", "media": [{"path": "photo.jpg"}]},
        {"text": "c", "media": [{"path": "gone.jpg"}]},
        {"text": "d", "media": [{"path": "a\0b"}]},
        {"text": "e", "media": [{"path": "."}]},
        {"text": "f", "media": [{"path": "pipe.jpg"}]},
        {"text": "g", "media": []},
    ]
    os.mkfifo(folder / "pipe.jpg")
    lines = "".join(f"{json.dumps(post)}\n" for post in posts)
    (folder / "posts.jsonl").write_text(lines)
    ran = run("check", "export/posts.jsonl")
    told = ["PICTURE_LOCATION", "PICTURE_METADATA"]
    assert entities(ran.out) == [*told, *told, *["MISSING_PICTURE"] * 4]


def test_pictures_of_a_policy_that_looks_at_none_are_left_alone(run, desk) -> None:
    (desk / "photo.jpg").write_bytes(photo())
    ran = run("check", "photo.jpg")
    assert ran.status == 0
    assert "no rule of the policy looks at pictures" in ran.err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_without_the_extra_it_says_what_to_install(studio, monkeypatch, jobs) -> None:
    (studio / "posts.jsonl").write_text('{"text": "a"}\n')
    blocked = studio / "blocked"
    blocked.mkdir()
    # Found before the installed ones, also by other processes.
    (blocked / "sitecustomize.py").write_text(
        "import importlib.util as u\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda n, *p: None if n == 'zxingcpp' else find(n, *p)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(blocked))

    def durf(*given: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "durf.cli.main", *given, "--jobs", jobs]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert durf("check", "posts.jsonl").returncode == 0
    (studio / "more.jsonl").write_text('{"text": "", "media": [{"path": "photo.jpg"}]}')
    ran = durf("check", "more.jsonl")
    assert ran.returncode == 2
    assert "pip install durf[images]" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_backtest_looks_at_pictures_too(run, studio) -> None:
    lines = '{"text": "a", "media": [{"path": "photo.jpg"}]}\n{"text": "b"}\n'
    (studio / "posts.jsonl").write_text(lines)
    given = ("policy.md", "--posts", "posts.jsonl", "--format", "json")
    ran = run("policy", "backtest", *given)
    assert ran.status == 0
    (told,) = json.loads(ran.out)["policies"]
    assert told["actions"]["block"] == 1


def test_what_is_in_a_picture_can_be_read(run, desk) -> None:
    (desk / "shot.png").write_bytes(saved(written("Good morning\nto all of you")))
    (desk / "photo.jpg").write_bytes(photo())
    ran = run("picture", "read", "shot.png", "photo.jpg", "--format", "json")
    assert ran.status == 0
    shot, told = json.loads(ran.out)["pictures"]
    assert shot["text"] == "Good morning\nto all of you"
    assert len(shot["lines"][1]["box"]) == 4
    assert {one["kind"] for one in told["metadata"]} == {"location", "person"}
    assert "Jansen" not in ran.out
    read = run("picture", "read", "photo.jpg", "gone.png", "policy.md")
    assert read.status == 2
    assert "EXIF GPS" in read.out
    assert "gone.png" in read.err
    assert "policy.md cannot be read (unknown format)" in read.err


def test_a_picture_can_be_cleaned(run, desk) -> None:
    (desk / "photo.jpg").write_bytes(photo())
    ran = run("picture", "clean", "photo.jpg", "--output", "clean.jpg")
    assert (ran.status, ran.err) == (0, "")
    assert "clean.jpg: removed" in ran.out
    cleaned = Image.open(desk / "clean.jpg")
    assert not cleaned.getexif()
    assert (desk / "photo.jpg").read_bytes() == photo()
    assert cleaned.tobytes() == Image.open(BytesIO(photo())).tobytes()


def test_pictures_can_be_cleaned_where_they_are(run, desk) -> None:
    for name in ("a.jpg", "b.jpg"):
        (desk / name).write_bytes(photo())
    assert run("picture", "clean", "a.jpg", "b.jpg", "--in-place").status == 0
    again = run("picture", "clean", "a.jpg", "b.jpg", "--in-place")
    assert again.out.count("nothing had to go") == 2


@pytest.mark.parametrize(
    "options",
    [
        ("a.jpg",),
        ("a.jpg", "--in-place", "--output", "out"),
        ("a.jpg", "b.jpg", "--output", "one.jpg"),
        ("a.jpg", "sub/a.jpg", "--output", "out"),
    ],
)
def test_where_clean_pictures_go_must_be_clear(run, desk, options) -> None:
    (desk / "out").mkdir()
    (desk / "a.jpg").write_bytes(photo())
    ran = run("picture", "clean", *options)
    assert (ran.status, ran.out) == (2, "")
    assert "durf: " in ran.err
    assert (desk / "a.jpg").read_bytes() == photo()


def test_a_damaged_picture_does_not_hold_up_the_others(run, desk) -> None:
    (desk / "bad.jpg").write_bytes(b"nothing of the kind")
    (desk / "good.jpg").write_bytes(photo())
    ran = run("picture", "clean", "bad.jpg", "good.jpg", "--in-place")
    assert ran.status == 2
    assert "good.jpg: removed" in ran.out
    assert "bad.jpg cannot be read" in ran.err
    assert (desk / "bad.jpg").read_bytes() == b"nothing of the kind"


KNOWN = POLICY.replace("[location, metadata]", "{known: [logos]}")


@pytest.fixture
def safe(run, desk: Path, monkeypatch) -> Path:
    """A desk with a vault, a folder of logos, and a policy that names them."""
    monkeypatch.setenv("HOME", str(desk))
    monkeypatch.setenv("DURF_VAULT_KEY_FILE", "")
    (desk / "policy.md").write_text(KNOWN, encoding="utf-8")
    assert run("vault", "init", "vault", "--key-file", "../key").status == 0
    monkeypatch.setenv("DURF_VAULT_KEY_FILE", "../key")
    monkeypatch.setenv("DURF_VAULT", "vault")
    logos = desk / "logos"
    (logos / "old").mkdir(parents=True)
    (logos / "new.png").write_bytes(saved(coloured(1)))
    (logos / "old" / "first.png").write_bytes(saved(coloured(2)))
    (logos / "notes.txt").write_text("no picture")
    return desk


def add(run, *options: str) -> dict[str, int]:
    given = ("--collection", "logos", "--format", "json", *options)
    ran = run("vault", "pictures", "add", "logos", *given)
    counts: dict[str, int] = json.loads(ran.out)
    return {
        key: n for key, n in counts.items() if n and key not in ("bytes", "seconds")
    }


def test_pictures_are_registered_left_alone_changed_and_dropped(run, safe) -> None:
    assert add(run) == {"added": 2}
    assert add(run) == {"unchanged": 2}
    (safe / "logos" / "new.png").write_bytes(saved(coloured(3)))
    (safe / "logos" / "old" / "first.png").unlink()
    (safe / "logos" / "bad.png").write_text("no picture at all")
    assert add(run) == {"changed": 1, "unreadable": 1}
    assert add(run, "--prune") == {"unchanged": 1, "unreadable": 1, "dropped": 1}
    stats = json.loads(run("vault", "stats", "--format", "json").out)
    assert stats["collections"]["logos"]["pictures"] == 1


def test_a_registered_picture_is_found_until_it_is_removed(run, safe) -> None:
    add(run)
    smaller = coloured(2).resize((200, 150))
    (safe / "post.jpg").write_bytes(saved(smaller, "JPEG", quality=70))
    check = ("check", "post.jpg", "--vault", "vault")
    ran = run(*check)
    assert ran.status == 1
    assert "logos: old/first.png" in " ".join(ran.out.split())
    listed = json.loads(run("vault", "list", "--format", "json").out)["pictures"]
    assert [one["name"] for one in listed] == ["new.png", "old/first.png"]
    assert run("vault", "remove", "logos/old").status == 0
    assert run(*check).status == 0
    assert run("vault", "remove", "--collection", "logos", "--yes").status == 0
    assert run(*check).status == 2
    (generation,) = (safe / "vault").glob("?" * 16)
    assert [path.name for path in generation.iterdir()] == ["manifest"]


def test_pictures_stay_known_under_another_key(run, safe) -> None:
    add(run)
    assert run("vault", "rotate-key", "--jobs", "1").status == 0
    assert run("vault", "verify").status == 0
    (safe / "post.png").write_bytes(saved(coloured(1)))
    assert run("check", "post.png", "--vault", "vault").status == 1


def test_nothing_of_a_registered_picture_is_in_clear(run, safe) -> None:
    add(run)
    for path in (safe / "vault").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"first.png" not in content
            assert b"logos" not in content


def test_documents_and_pictures_do_not_share_a_collection(run, safe) -> None:
    add(run)
    (safe / "doc.txt").write_text("Something that was written down.")
    assert run("vault", "add", "doc.txt", "--collection", "logos").status == 2
    assert run("vault", "add", "doc.txt", "--collection", "papers").status == 0
    ran = run("vault", "pictures", "add", "logos", "--collection", "papers")
    assert ran.status == 2
    assert "does not hold pictures" in ran.err
