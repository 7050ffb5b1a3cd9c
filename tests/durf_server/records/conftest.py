"""Facts, and an authority that stamps times, as each of these tests needs them."""

from __future__ import annotations

import subprocess
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from durf_server.records.append import Fact, append
from durf_server.records.models import Entry
from tests.durf_server.conftest import NOON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from durf_server.people.models import Member

_CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
[stamps]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
basicConstraints = CA:false
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
"""


def write_facts(member: Member, count: int, **act: object) -> list[Entry]:
    """Append facts about drafts of a member, each in a transaction of its own."""
    entries = []
    for number in range(count):
        fact = Fact(
            "draft.saved",
            f"draft/{number % 3}",
            NOON,
            {"version": number, **act},
            {member.person_id: {"name": str(member.person)}},
        )
        with transaction.atomic():
            [place] = append(member.workspace, fact)
        entries.append(Entry.objects.get(log__workspace=member.workspace, index=place))
    return entries


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority that stamps times, on this machine."""

    url: str
    root: str


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """OpenSSL's own, behind a small server."""
    folder = tmp_path_factory.mktemp("tsa")
    make_certificates(folder)

    class Stamping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = folder / "question"
            question.write_bytes(self.rfile.read(int(self.headers["content-length"])))
            _openssl(
                folder,
                *("ts", "-reply", "-config", "openssl.cnf"),
                *("-queryfile", "question", "-out", "answer"),
            )
            self.send_response(200)
            self.end_headers()
            self.wfile.write((folder / "answer").read_bytes())

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = HTTPServer(("127.0.0.1", 0), Stamping)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Authority(
        f"http://127.0.0.1:{server.server_port}/", (folder / "root.pem").read_text()
    )
    server.shutdown()
    server.server_close()
    thread.join()


def make_certificates(folder: Path) -> None:
    (folder / "openssl.cnf").write_text(_CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    _openssl(
        folder,
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key"),
        *("-out", "root.pem", "-subj", "/CN=Test root", "-days", "2"),
        *("-addext", "basicConstraints=critical,CA:true"),
    )
    _openssl(
        folder,
        *("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key"),
        *("-out", "tsa.csr", "-subj", "/CN=Test stamps"),
    )
    _openssl(
        folder,
        *("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key"),
        *("-CAcreateserial", "-out", "tsa.pem", "-days", "2"),
        *("-extfile", "openssl.cnf", "-extensions", "stamps"),
    )


def _openssl(folder: Path, *arguments: str) -> None:
    command = ["openssl", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
