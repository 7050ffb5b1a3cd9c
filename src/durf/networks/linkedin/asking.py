"""Asks LinkedIn, in one version of its interface.

Every request says a version, each lives for at least a year, and an old one is
answered with 426 (learn.microsoft.com/linkedin/marketing/versioning).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from durf.networks.talking import Purpose, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.networks.speaking import Account

# July 2026; an account's setting ``version`` says another.
VERSION = "202607"
_VERSION = re.compile(r"[0-9]{6}(?:\.[0-9]{2})?")


def reading(
    account: Account,
    path: str,
    asked: Mapping[str, str] | None = None,
    method: str = "",
) -> Request:
    """Return a request that reads; a URN in what is asked is escaped."""
    url = f"{account.server}{path}"
    if asked:
        url += f"?{urlencode(asked)}"
    return Request("GET", url, _headers(account, method))


def writing(
    account: Account,
    path: str,
    said: object,
    *,
    verb: str = "POST",
    method: str = "",
    purpose: Purpose = Purpose.PUBLISH,
) -> Request:
    """Return a request that makes, changes or removes something."""
    headers = _headers(account, method)
    body = b""
    if said is not None:
        headers["content-type"] = "application/json"
        body = json.dumps(said, ensure_ascii=False).encode()
    return Request(verb, f"{account.server}{path}", headers, body, purpose)


def escaped(urn: str) -> str:
    """Write a URN as a part of an address (Rest.li, protocol 2.0)."""
    return quote(urn, safe="")


def _headers(account: Account, method: str) -> dict[str, str]:
    version = str(account.settings.get("version", ""))
    headers = {
        "accept": "application/json",
        "authorization": f"Bearer {account.secrets.get('token', '')}",
        "linkedin-version": version if _VERSION.fullmatch(version) else VERSION,
        "x-restli-protocol-version": "2.0.0",
    }
    if method:
        headers["x-restli-method"] = method
    return headers
