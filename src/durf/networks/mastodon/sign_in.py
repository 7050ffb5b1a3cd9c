"""Signs in to any server by OAuth 2: no one server knows an app of ours beforehand.

See docs.joinmastodon.org/client/authorized and docs.joinmastodon.org/spec/oauth.
Addresses are those that every server of this API has; what a server says of them
elsewhere is not followed, so that no secret goes to another host.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from durf.errors import BadAnswer, Unauthorised
from durf.networks.mastodon import answers
from durf.networks.talking import Purpose, Request, read_request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from durf.networks.speaking import Account
    from durf.networks.talking import Talk

# What durf does, and no more.
SCOPES = ("read:accounts", "read:statuses", "write:media", "write:statuses")
_SERVER = re.compile(
    r"(?:(?P<scheme>https?)://|@?[\w.-]+@)?"
    r"(?P<host>[^\s/@:?#]{1,253})(?P<port>:\d{1,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
# What can stand in a header.
_SECRET = re.compile(r"[\x21-\x7e]{1,4000}")


@dataclass(frozen=True, slots=True)
class App:
    """What a server knows durf by.

    Attributes:
        client: its name for it.
        secret: that goes with the name.
    """

    client: str
    secret: str = field(repr=False)


def server_of(written: str) -> str:
    """Return the server that somebody named; empty if they named none.

    Taken are its host, any address on it, and the name of an account there.
    """
    found = _SERVER.fullmatch(written.strip())
    if found is None:
        return ""
    try:
        host = found["host"].encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    if not _HOST.fullmatch(host):
        return ""
    return f"{(found['scheme'] or 'https').lower()}://{host}{found['port'] or ''}"


def supports_pkce(server: str) -> Talk[bool]:
    """Ask whether a server takes proof keys with S256 (Mastodon 4.3 and later)."""
    answer = yield read_request(f"{server}/.well-known/oauth-authorization-server")
    if not answer.is_fine:
        return False
    try:
        found = answers.mapping(answer.json())
    except BadAnswer:
        # Some show their front page for what they do not have.
        return False
    methods = found.get("code_challenge_methods_supported")
    return isinstance(methods, list) and "S256" in methods


def register(
    server: str,
    name: str,
    redirect: str,
    *,
    website: str = "",
    scopes: Sequence[str] = SCOPES,
) -> Talk[App]:
    """Make an app of ours known to a server."""
    fields = {
        "client_name": name,
        "redirect_uris": redirect,
        "scopes": " ".join(scopes),
        "website": website,
    }
    answer = answers.read((yield _form(f"{server}/api/v1/apps", fields)))
    found = answers.mapping(answer.json())
    return App(_secret(found, "client_id"), _secret(found, "client_secret"))


def challenge_of(verifier: str) -> str:
    """Return what shows beforehand that somebody will know a verifier (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def address(
    server: str,
    app: App,
    redirect: str,
    state: str,
    *,
    verifier: str = "",
    scopes: Sequence[str] = SCOPES,
) -> str:
    """Return where a person is sent to say yes.

    Args:
        server: their own.
        app: as ``register`` gave it.
        redirect: where they come back; the same as registered.
        state: that they bring back.
        verifier: at random, kept for ``exchange``; empty for a server without PKCE.
        scopes: what is asked for.
    """
    asked = {
        "response_type": "code",
        "client_id": app.client,
        "redirect_uri": redirect,
        "scope": " ".join(scopes),
        "state": state,
    }
    if verifier:
        asked["code_challenge"] = challenge_of(verifier)
        asked["code_challenge_method"] = "S256"
    return f"{server}/oauth/authorize?{urlencode(asked)}"


def exchange(
    server: str,
    app: App,
    code: str,
    redirect: str,
    *,
    verifier: str = "",
    scopes: Sequence[str] = SCOPES,
) -> Talk[Mapping[str, str]]:
    """Get the secrets of an account for the code that its person came back with.

    Raises:
        Unauthorised: the code is old or foreign, or the token may do too little.
    """
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": app.client,
        "client_secret": app.secret,
        "redirect_uri": redirect,
        "code_verifier": verifier,
        "scope": " ".join(scopes),
    }
    answer = yield _form(f"{server}/oauth/token", fields)
    if answer.status == 400:
        # RFC 6749, 5.2: an invalid grant is a bad request.
        raise Unauthorised(status=answer.status)
    found = answers.mapping(answers.read(answer).json())
    if answers.text(found, "token_type").lower() != "bearer":
        raise BadAnswer(reason="its token is of an unknown kind")
    if not _suffices(answers.text(found, "scope"), scopes):
        raise Unauthorised(status=403)
    token = _secret(found, "access_token")
    return {"token": token, "client": app.client, "client_secret": app.secret}


def revoke(account: Account) -> Talk[None]:
    """Give a token back; one that is gone already is fine.

    Raises:
        Unauthorised: the app is not known there any more.
    """
    fields = {
        "client_id": account.secrets.get("client", ""),
        "client_secret": account.secrets.get("client_secret", ""),
        "token": account.secrets.get("token", ""),
    }
    answer = yield _form(f"{account.server}/oauth/revoke", fields)
    answers.read(answer)


def _form(url: str, fields: Mapping[str, str]) -> Request:
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "accept": "application/json",
    }
    body = urlencode({name: value for name, value in fields.items() if value})
    return Request("POST", url, headers, body.encode(), Purpose.PREPARE)


def _secret(found: Mapping[str, Any], name: str) -> str:
    """Return a secret that can stand in a header."""
    value = answers.text(found, name)
    if not _SECRET.fullmatch(value):
        raise BadAnswer(reason="it gives no key that can be used")
    return value


def _suffices(given: str, asked: Sequence[str]) -> bool:
    """Say whether what was given covers what was asked; silence is consent."""
    named = set(given.split())
    return not named or all(
        scope in named or scope.partition(":")[0] in named for scope in asked
    )
