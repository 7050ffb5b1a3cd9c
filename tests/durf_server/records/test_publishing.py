"""Giving checkpoints away: to files, by mail, to web addresses, to an authority."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from durf.evidence.checkpoint import read_checkpoint
from durf.evidence.merkle import folded, leaf_hash, root, verify_consistency
from durf.evidence.note import read_note
from durf.evidence.tiles import WIDTH, split, subtrees, tile_path, unbundled
from durf_server.errors import Unreachable
from durf_server.records.models import Entry, Log, Outlet, Published
from durf_server.records.proving import prove_growth
from durf_server.records.publishing import publish, publish_checkpoint, publish_due
from durf_server.records.publishing_files import published_folder, read_published
from durf_server.records.signing import public_keys
from durf_server.records.stamping import check_stamp, stamp_time, stamped
from tests.durf_server.conftest import NOON
from tests.durf_server.records.conftest import make_certificates, write_facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.durf_server.conftest import Cast
    from tests.durf_server.records.conftest import Authority


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.REACH_INSIDE = True


@pytest.fixture
def listener() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A web address, and what it was told."""
    told: list[tuple[str, bytes]] = []

    class Listening(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["content-length"])
            told.append((self.headers["content-type"], self.rfile.read(size)))
            self.send_response(500 if self.path == "/broken" else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = HTTPServer(("127.0.0.1", 0), Listening)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", told
    server.shutdown()
    server.server_close()
    thread.join()


def outlet(cast: Cast, kind: Outlet.Kind, **values: object) -> Outlet:
    return Outlet.objects.create(
        workspace=cast.workspace, kind=kind, made_at=NOON, **values
    )


def test_a_published_checkpoint_is_signed_with_both_keys(cast: Cast) -> None:
    write_facts(cast.anna, 3)
    published = publish_checkpoint(cast.workspace, NOON)
    assert published is not None
    note = read_note(published.note.encode())
    keys = public_keys(published.log.origin)
    assert len(keys) == 2
    assert all(key.has_signed(note) for key in keys)
    assert read_checkpoint(note.text).size == 3


def test_nothing_is_published_of_a_log_that_has_not_begun(cast: Cast) -> None:
    outlet(cast, Outlet.Kind.FILES)
    assert publish(cast.workspace, NOON) == []
    assert not Published.objects.exists()


def test_the_files_alone_make_the_root(cast: Cast) -> None:
    """What a stranger reads there is the whole tree, in the layout of tlog-tiles."""
    outlet(cast, Outlet.Kind.FILES, with_entries=True, hours=1)
    for step, count in enumerate((5, 260, 40)):
        write_facts(cast.anna, count)
        publish(cast.workspace, NOON + timedelta(hours=step))
    log = Log.objects.get()
    folder = published_folder(log)
    checkpoint = read_checkpoint(read_note(read_published(log) or b"").text)
    assert checkpoint.size == 305

    def stored(level: int, index: int) -> bytes:
        for width in (WIDTH, 305 - 256 if not level else 1):
            path = folder / tile_path(level, index, width)
            if path.exists():
                return path.read_bytes()
        raise AssertionError

    assert root(305, subtrees(stored)) == checkpoint.root
    leaves = unbundled((folder / tile_path("entries", 0)).read_bytes())
    leaves += unbundled((folder / tile_path("entries", 1, 49)).read_bytes())
    hashes = [leaf_hash(leaf) for leaf in leaves]
    assert hashes == split(stored(0, 0) + stored(0, 1))
    assert [bytes(entry.leaf) for entry in Entry.objects.all()] == leaves
    # What the first reader fetched is still there.
    assert (folder / tile_path(0, 0, 5)).read_bytes() == b"".join(hashes[:5])
    assert folded(hashes[:256]) == stored(1, 0)


def test_entries_are_not_published_unasked(cast: Cast) -> None:
    outlet(cast, Outlet.Kind.FILES)
    write_facts(cast.anna, 3)
    publish(cast.workspace, NOON)
    assert not (published_folder(Log.objects.get()) / "tile" / "entries").exists()


def test_a_mail_carries_the_checkpoint(cast: Cast, mailoutbox) -> None:
    outlet(cast, Outlet.Kind.MAIL, address="notary@example.org")
    write_facts(cast.anna, 1)
    publish(cast.workspace, NOON)
    (mail,) = mailoutbox
    assert mail.to == ["notary@example.org"]
    ((name, content, _),) = mail.attachments
    assert (name, content) == ("checkpoint.txt", Published.objects.get().note)


def test_a_web_address_is_told_and_only_of_news(cast: Cast, listener) -> None:
    url, told = listener
    outlet(cast, Outlet.Kind.WEBHOOK, address=url, hours=2)
    write_facts(cast.anna, 1)
    publish(cast.workspace, NOON)
    write_facts(cast.anna, 1)
    publish(cast.workspace, NOON + timedelta(hours=1))
    assert len(told) == 1
    publish(cast.workspace, NOON + timedelta(hours=2))
    publish(cast.workspace, NOON + timedelta(hours=5))
    assert [read_checkpoint(read_note(body).text).size for _, body in told] == [1, 2]
    assert told[0][0].startswith("text/plain")


def test_what_failed_says_why_and_is_tried_again(cast: Cast, listener) -> None:
    url, told = listener
    broken = outlet(cast, Outlet.Kind.WEBHOOK, address=f"{url}/broken")
    write_facts(cast.anna, 1)
    assert publish(cast.workspace, NOON) == []
    broken.refresh_from_db()
    assert (broken.trouble, broken.sent_at) == ("unreachable", None)
    broken.address = url
    broken.save()
    publish_due(NOON)
    broken.refresh_from_db()
    assert (broken.trouble, broken.sent_at, len(told)) == ("", NOON, 2)


def test_a_web_address_inside_is_not_reached(cast: Cast, listener, settings) -> None:
    settings.REACH_INSIDE = False
    url, told = listener
    outlet(cast, Outlet.Kind.WEBHOOK, address=url)
    write_facts(cast.anna, 1)
    publish(cast.workspace, NOON)
    assert (told, Outlet.objects.get().trouble) == ([], "unreachable")


def test_a_stopped_outlet_gets_nothing(cast: Cast, mailoutbox) -> None:
    outlet(cast, Outlet.Kind.MAIL, address="a@example.org", stopped_at=NOON)
    write_facts(cast.anna, 1)
    publish(cast.workspace, NOON)
    publish_due(NOON)
    assert mailoutbox == []


def test_published_checkpoints_are_beginnings_of_each_other(cast: Cast) -> None:
    sizes = (1, 7, 300)
    for size in sizes:
        write_facts(cast.anna, size - Entry.objects.count())
        publish_checkpoint(cast.workspace, NOON)
    log = Log.objects.get()
    notes = [read_note(row.note.encode()) for row in log.published.all()]
    new, *olds = [read_checkpoint(note.text) for note in notes]
    for old in olds:
        proof = prove_growth(log, old.size, new.size)
        assert verify_consistency(old.size, new.size, old.root, new.root, proof)


def test_an_authority_stamps_the_checkpoint(cast: Cast, authority: Authority) -> None:
    outlet(
        cast,
        Outlet.Kind.TIMESTAMP,
        address=authority.url,
        certificates=authority.root,
    )
    write_facts(cast.anna, 2)
    publish(cast.workspace, NOON)
    assert Outlet.objects.get().trouble == ""
    published = Published.objects.get()
    stamp = bytes(published.stamp)
    check_stamp(stamp, published.note.encode(), authority.root)
    assert abs(stamp_time(stamp) - datetime.now(UTC)) < timedelta(hours=1)


def test_a_stamp_of_something_else_is_refused(authority: Authority) -> None:
    stamp = stamped(b"this", authority.url, authority.root)
    with pytest.raises(Unreachable):
        check_stamp(stamp, b"that", authority.root)


def test_no_changed_byte_of_a_stamp_is_accepted_for_another_text(
    authority: Authority,
) -> None:
    stamp = stamped(b"this", authority.url, authority.root)
    for place in range(0, len(stamp), 7):
        changed = bytearray(stamp)
        changed[place] ^= 1
        with pytest.raises(Unreachable):
            check_stamp(bytes(changed), b"that", authority.root)


def test_an_authority_with_another_root_is_refused(
    cast: Cast, authority: Authority, tmp_path: Path
) -> None:
    make_certificates(tmp_path)
    outlet(
        cast,
        Outlet.Kind.TIMESTAMP,
        address=authority.url,
        certificates=(tmp_path / "root.pem").read_text(),
    )
    write_facts(cast.anna, 1)
    publish(cast.workspace, NOON)
    assert Outlet.objects.get().trouble == "unreachable"
    assert bytes(Published.objects.get().stamp) == b""
