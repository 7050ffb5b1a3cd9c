"""Over HTTPS every cookie and answer is as strict as browsers can be asked to be."""

from __future__ import annotations

from tests.durf_server.servers import new_server

__all__ = ["new_server"]
CODE = """
from django.test import Client
from tests.durf_server.writing import prepare
prepare()
client = Client(headers={"host": "durf.example.org"})
who = {"login": "anna@example.org", "password": "Zeer geheim 1!"}
given = {}
sent = [("/account/login/", None), ("/account/login/", who), ("/w/bloom/", None)]
sent += [("/choose/", {"language": "nl", "theme": "dark"}), ("/w/bloom/me/", {})]
sent += [("/w/bloom/me/", {"name": "Anna", "language": "nl"})]
for address, form in sent:
    ask = client.get if form is None else client.post
    answer = ask(address, form, secure=True)
    assert answer.status_code in {200, 302, 422}, (address, answer.status_code)
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    given |= answer.cookies
assert client.session["_auth_user_id"]
for name, cookie in given.items():
    right = name.startswith("__Host-") and cookie["secure"] and cookie["path"] == "/"
    right = right and cookie["samesite"] in {"Lax", "Strict"} and not cookie["domain"]
    right = right and cookie["httponly"]
    print(name if right else f"wrong:{name}")
"""


def test_every_cookie_belongs_to_this_host_alone(new_server) -> None:
    server = new_server("sqlite")
    server.environment["DURF_URL"] = "https://durf.example.org"
    server.environment["DURF_HOSTS"] = "durf.example.org"
    server.run("from durf_server.commands import prepared\nprepared()\n")
    names = set(server.run(CODE))
    assert {"__Host-durf", "__Host-durf-csrf", "__Host-durf-theme"} <= names
    assert not [name for name in names if not name.startswith("__Host-durf")]
