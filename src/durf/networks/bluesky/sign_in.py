"""Opens sessions with an app password, and keeps them open.

A session has a token for hours and one for months that gets the next two; that one is
good for a while after it was used, so a lost answer locks nobody out
(github.com/bluesky-social/atproto: packages/pds/src/account-manager).  Where the app
password is kept too, it opens a new session when the old one has ended.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from durf.errors import Refused, Unauthorised
from durf.networks.bluesky import answers
from durf.networks.fields import mapping, name_of
from durf.networks.talking import Purpose, Request, json_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.networks.speaking import Account
    from durf.networks.talking import Talk

# What can stand in a header.
_TOKEN = re.compile(r"[\x21-\x7e]{1,8000}")


def open_session(account: Account) -> Talk[Mapping[str, Any]]:
    """Sign in with an app password; return what the server says of the session.

    See github.com/bluesky-social/atproto: lexicons/com/atproto/server.

    Raises:
        Unauthorised: the password is wrong, was revoked, or there is none.
    """
    password = account.secrets.get("password", "")
    name = account.number or account.handle.removeprefix("@")
    if not password or not name:
        raise Unauthorised(status=401)
    answer = yield json_request(
        "POST",
        f"{account.server}/xrpc/com.atproto.server.createSession",
        {"identifier": name, "password": password},
        purpose=Purpose.PREPARE,
    )
    return mapping(answers.fine(answer).json())


def sign_in(account: Account) -> Talk[Mapping[str, str]]:
    """Sign in with an app password; return all secrets that are to be kept."""
    told = yield from open_session(account)
    return _kept(account, told)


def refresh(account: Account) -> Talk[Mapping[str, str]]:
    """Get a new session for an old one, else with the app password."""
    told = yield from _renewed(account)
    if told is None:
        told = yield from open_session(account)
    return _kept(account, told)


def _renewed(account: Account) -> Talk[Mapping[str, Any] | None]:
    """Ask for a new session; None if the old one has ended."""
    token = account.secrets.get("refresh_token", "")
    if not token:
        return None
    url = f"{account.server}/xrpc/com.atproto.server.refreshSession"
    headers = {"accept": "application/json", "authorization": f"Bearer {token}"}
    answer = yield Request("POST", url, headers, purpose=Purpose.PREPARE)
    try:
        return mapping(answers.fine(answer).json())
    except (Unauthorised, Refused):
        return None


def _kept(account: Account, told: Mapping[str, Any]) -> Mapping[str, str]:
    if account.number and name_of(told, "did", answers.DID) != account.number:
        raise Unauthorised(status=403)
    return dict(account.secrets) | {
        "token": name_of(told, "accessJwt", _TOKEN),
        "refresh_token": name_of(told, "refreshJwt", _TOKEN),
    }
