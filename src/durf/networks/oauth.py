"""Signs in by OAuth 2: the authorization code grant with proof keys.

RFC 6749 (4.1 and 6), RFC 7636 (proof keys) and RFC 7009 (giving tokens back).  What is
random or from a clock is passed in.  A client with a secret shows it, as a header or
in the form; a public one only says its name.

The secrets of an account are kept under these names: ``token``, ``refresh_token``,
``expires_at`` and ``refresh_expires_at`` (ISO 8601, where they were told), ``scope``,
``client`` and ``client_secret``.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from durf.errors import BadAnswer, TryLater, Unauthorised
from durf.networks.fields import amount, mapping, require_read, text
from durf.networks.talking import Purpose, Request, seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from durf.networks.talking import Answer, Talk

# What can stand in a header.
_SECRET = re.compile(r"[\x21-\x7e]{1,8000}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CENTURY = 3_200_000_000


@dataclass(frozen=True, slots=True)
class App:
    """What a network knows durf by.

    Attributes:
        client: its name for it.
        secret: that goes with the name; empty for a public client.
    """

    client: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Service:
    """Where a network signs people in.

    Attributes:
        authorize: the page on which a person says yes.
        token: where codes become tokens.
        revoke: where tokens are given back; empty where none are taken.
        scopes: what is asked for.
        has_proof: it takes proof keys from whoever shows a secret, too.
        secret_in_header: the secret is shown by Basic authentication, not in the form.
    """

    authorize: str
    token: str
    revoke: str
    scopes: Sequence[str]
    has_proof: bool = True
    secret_in_header: bool = True


def challenge_of(verifier: str) -> str:
    """Return what shows beforehand that somebody will know a verifier.

    Raises:
        ValueError: it is too short, too long, or has signs that are not allowed
            (RFC 7636, 4.1).
    """
    if not _VERIFIER.fullmatch(verifier):
        raise ValueError
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def address(
    service: Service, app: App, redirect: str, state: str, *, verifier: str
) -> str:
    """Return where a person is sent to say yes.

    Args:
        service: of the network.
        app: that asks.
        redirect: where they come back; the same as registered there.
        state: that they bring back.
        verifier: at random, kept for ``exchange``.
    """
    asked = {
        "response_type": "code",
        "client_id": app.client,
        "redirect_uri": redirect,
        "scope": " ".join(service.scopes),
        "state": state,
    }
    if _proves(service, app):
        asked["code_challenge"] = challenge_of(verifier)
        asked["code_challenge_method"] = "S256"
    return f"{service.authorize}?{urlencode(asked, quote_via=quote)}"


def exchange(
    service: Service,
    app: App,
    code: str,
    redirect: str,
    at: datetime,
    *,
    verifier: str,
) -> Talk[Mapping[str, str]]:
    """Get the secrets of an account for the code that its person came back with.

    Raises:
        Unauthorised: the code is old or foreign, or the token may do too little.
    """
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect,
    }
    if _proves(service, app):
        fields["code_verifier"] = verifier
    found = _granted((yield _form(service, service.token, app, fields)))
    if not _suffices(text(found, "scope"), service.scopes):
        raise Unauthorised(status=403)
    return _secrets(found, app, at, {})


def refresh(
    service: Service, secrets: Mapping[str, str], at: datetime
) -> Talk[Mapping[str, str]]:
    """Get new secrets for old ones.

    A network may take a refresh token only once.  Where the answer with the next one
    is lost, nobody has it: the person signs in again.

    Raises:
        Unauthorised: there is no refresh token, or it is not taken any more.
    """
    old = secrets.get("refresh_token", "")
    if not old:
        raise Unauthorised(status=401)
    app = _app(secrets)
    fields = {"grant_type": "refresh_token", "refresh_token": old}
    found = _granted((yield _form(service, service.token, app, fields)))
    return _secrets(found, app, at, secrets)


def revoke(service: Service, secrets: Mapping[str, str]) -> Talk[None]:
    """Give tokens back, the one that makes others first; what is gone already is fine.

    Raises:
        Unauthorised: the app is not known there any more.
        TryLater: it takes none now (RFC 7009, 2.2.1).
    """
    app = _app(secrets)
    for name, hint in (("refresh_token", "refresh_token"), ("token", "access_token")):
        if not service.revoke or not secrets.get(name):
            continue
        fields = {"token": secrets[name], "token_type_hint": hint}
        answer = yield _form(service, service.revoke, app, fields)
        if answer.status == 503:
            raise TryLater(seconds=seconds_of(answer))
        if not _is_unknown_there(answer):
            require_read(answer)


def _is_unknown_there(answer: Answer) -> bool:
    """Say whether a token, or its kind, cannot be given back at all."""
    if answer.status != 400:
        return False
    try:
        said = text(mapping(answer.json()), "error")
    except BadAnswer:
        return False
    return said in ("invalid_token", "invalid_request", "unsupported_token_type")


def _proves(service: Service, app: App) -> bool:
    return service.has_proof or not app.secret


def _app(secrets: Mapping[str, str]) -> App:
    return App(secrets.get("client", ""), secrets.get("client_secret", ""))


def _form(service: Service, url: str, app: App, fields: Mapping[str, str]) -> Request:
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "accept": "application/json",
    }
    named = dict(fields)
    if app.secret and service.secret_in_header:
        # Both are form-encoded before they are joined (RFC 6749, 2.3.1).
        pair = f"{quote(app.client, safe='')}:{quote(app.secret, safe='')}"
        encoded = base64.b64encode(pair.encode()).decode("ascii")
        headers["authorization"] = f"Basic {encoded}"
    else:
        named["client_id"] = app.client
        if app.secret:
            named["client_secret"] = app.secret
    return Request("POST", url, headers, urlencode(named).encode(), Purpose.PREPARE)


def _granted(answer: Answer) -> Mapping[str, Any]:
    """Return what was granted.

    A grant or a client that is not taken is a bad request (RFC 6749, 5.2), and so is
    one of which nobody says why.
    """
    if answer.status == 400:
        raise Unauthorised(status=answer.status)
    found = mapping(require_read(answer).json())
    # LinkedIn says nothing of its kind.
    if text(found, "token_type").lower() not in ("bearer", ""):
        raise BadAnswer(reason="its token is of an unknown kind")
    return found


def _secrets(
    found: Mapping[str, Any], app: App, at: datetime, old: Mapping[str, str]
) -> Mapping[str, str]:
    secrets = {"token": _secret(found, "access_token"), "client": app.client}
    if app.secret:
        secrets["client_secret"] = app.secret
    # Where no new one is given, the old one stays (RFC 6749, 6).
    if found.get("refresh_token") is not None:
        secrets["refresh_token"] = _secret(found, "refresh_token")
    elif old.get("refresh_token"):
        secrets["refresh_token"] = old["refresh_token"]
        if "refresh_expires_at" in old:
            secrets["refresh_expires_at"] = old["refresh_expires_at"]
    if scope := text(found, "scope") or old.get("scope", ""):
        secrets["scope"] = scope[:2_000]
    for name, seconds in (
        ("expires_at", amount(found, "expires_in")),
        ("refresh_expires_at", amount(found, "refresh_token_expires_in")),
    ):
        if seconds is not None:
            ends = at + timedelta(seconds=min(seconds, _CENTURY))
            secrets[name] = ends.isoformat()
    return secrets


def _secret(found: Mapping[str, Any], name: str) -> str:
    """Return a secret that can stand in a header."""
    value = text(found, name)
    if not _SECRET.fullmatch(value):
        raise BadAnswer(reason="it gives no key that can be used")
    return value


def _suffices(given: str, asked: Sequence[str]) -> bool:
    """Say whether what was given covers what was asked; silence is consent."""
    named = set(re.split(r"[\s,]+", given.strip())) - {""}
    return not named or named.issuperset(asked)
