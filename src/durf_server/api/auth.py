"""Who may ask what: a token of a member, with the scopes it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from ninja.security import HttpBearer

from durf_server.errors import NotAllowed
from durf_server.people.tokens import token_by_secret

if TYPE_CHECKING:
    from django.http import HttpRequest

    from durf_server.people.models import Member, Token

_BEARER = "Bearer "


class Scope(HttpBearer):
    """Lets pass who has a token with this scope."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token, if it is one that may be used.

        Raises:
            NotAllowed: it was not given this scope.
        """
        found = token_by_secret(token, at=timezone.now())
        if found is None:
            return None
        if self.name not in found.scopes:
            raise NotAllowed(reason=f"the token lacks the scope {self.name}")
        request.member = found.member  # type: ignore[attr-defined]
        return found


def member(request: HttpRequest) -> Member:
    """Return whose token the request came with."""
    found: Member = request.member  # type: ignore[attr-defined]
    return found


def token_of(request: HttpRequest) -> Token | None:
    """Return the token of a request that was not let in yet."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(_BEARER):
        return None
    return token_by_secret(header.removeprefix(_BEARER).strip(), at=timezone.now())
