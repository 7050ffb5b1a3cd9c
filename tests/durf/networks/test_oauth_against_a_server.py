"""The sign-in holds against an authorization server that is really there."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from durf.errors import Unauthorised
from durf.networks import oauth
from durf.networks.oauth import App, Service
from tests.durf.networks.driving import drive, over_http
from tests.durf.networks.npm import installed

pytestmark = pytest.mark.slow

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
BACK = "https://durf.example/back"
# Signs that are written in their own way in a header and in a form.
SECRET = "between: us+two & %41"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
APPS = {
    "public": (App("public"), {}),
    "secret in a header": (App("secret in a header", SECRET), {}),
    "secret in the form": (
        App("secret in the form", SECRET),
        {"has_proof": False, "secret_in_header": False},
    ),
}


@dataclass
class Server:
    """An authorization server, and somebody who says yes there."""

    issuer: str
    http: httpx.Client

    def service(self, **habits: bool) -> Service:
        return Service(
            authorize=f"{self.issuer}/auth",
            token=f"{self.issuer}/token",
            revoke=f"{self.issuer}/token/revocation",
            scopes=("openid", "profile"),
            **habits,
        )

    def say_yes(self, address: str) -> dict[str, str]:
        """Go where a person is sent, say yes, and return what they come back with."""
        with httpx.Client(timeout=20) as browser:
            page = browser.get(address)
            for _ in range(20):
                if page.is_redirect:
                    address = urljoin(str(page.url), page.headers["location"])
                    if address.startswith(BACK):
                        asked = parse_qs(urlsplit(address).query)
                        return {name: one for name, [one] in asked.items()}
                    page = browser.get(address)
                    continue
                form = re.search(r'<form[^>]* action="([^"]+)"', page.text)
                prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
                said = {"prompt": prompt[1], "login": "anna", "password": "any"}
                page = browser.post(urljoin(str(page.url), form[1]), data=said)
        raise AssertionError(page.text[:1000])

    def knows(self, secrets) -> bool:
        headers = {"authorization": f"Bearer {secrets['token']}"}
        return self.http.get(f"{self.issuer}/me", headers=headers).status_code == 200


@pytest.fixture(scope="module")
def server():
    folder = installed("oidc-provider", "9.13.3")
    script = Path(__file__).with_name("authorization.mjs")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [shutil.which("node"), str(script), str(port), BACK, SECRET]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = ""
    try:
        for line in process.stdout:
            said += line
            if line.startswith("ready"):
                break
        else:
            raise AssertionError(said)
        with httpx.Client(timeout=20) as http:
            yield Server(f"http://127.0.0.1:{port}", http)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def signed_in(server, app, service, verifier=VERIFIER):
    address = oauth.address(service, app, BACK, "a state", verifier=VERIFIER)
    back = server.say_yes(address)
    assert back["state"] == "a state"
    talk = oauth.exchange(service, app, back["code"], BACK, AT, verifier=verifier)
    return drive(talk, over_http(server.http))


@pytest.mark.parametrize("kind", APPS)
def test_a_token_is_got_renewed_and_given_back(server, kind) -> None:
    app, habits = APPS[kind]
    service, asking = server.service(**habits), over_http(server.http)
    first = signed_in(server, app, service)
    assert server.knows(first)
    second = drive(oauth.refresh(service, first, AT), asking)
    assert server.knows(second)
    assert second["refresh_token"] != first["refresh_token"]
    drive(oauth.revoke(service, second), asking)
    assert not server.knows(second)
    drive(oauth.revoke(service, second), asking)
    with pytest.raises(Unauthorised):
        drive(oauth.refresh(service, second, AT), asking)


@pytest.mark.parametrize("kind", ["public", "secret in a header"])
def test_whoever_stole_the_code_lacks_the_verifier(server, kind) -> None:
    app, habits = APPS[kind]
    with pytest.raises(Unauthorised):
        signed_in(server, app, server.service(**habits), verifier="x" * 43)


def test_a_refresh_token_is_good_for_once(server) -> None:
    app, _ = APPS["public"]
    service, asking = server.service(), over_http(server.http)
    first = signed_in(server, app, service)
    drive(oauth.refresh(service, first, AT), asking)
    with pytest.raises(Unauthorised):
        drive(oauth.refresh(service, first, AT), asking)


@pytest.mark.parametrize("kind", ["secret in a header", "secret in the form"])
def test_a_wrong_secret_gets_nothing(server, kind) -> None:
    app, habits = APPS[kind]
    service = server.service(**habits)
    secrets = signed_in(server, app, service) | {"client_secret": "wrong"}
    with pytest.raises(Unauthorised):
        drive(oauth.refresh(service, secrets, AT), over_http(server.http))
