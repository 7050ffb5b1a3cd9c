"""A number for each sign-in through the directory, which its signed word must repeat.

allauth binds answers by a state and a proof key; this binds the signed word itself
(OpenID Connect Core 1.0, 3.1.2.1), so that one from another sign-in is refused.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from django.utils.crypto import constant_time_compare

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest, HttpResponse


class AskingOnce(OpenIDConnectProvider):  # type: ignore[misc]
    """Asks the directory with a number that is kept in the state of the sign-in."""

    # Where allauth finds the addresses of this way in.
    package = "allauth.socialaccount.providers.openid_connect"

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,  # noqa: ANN401 allauth's
        **more: Any,  # noqa: ANN401 allauth's
    ) -> HttpResponse:
        """Send a browser to the directory."""
        nonce = secrets.token_urlsafe(32)
        asked = more.pop("auth_params", None) or self.get_auth_params()
        more |= {"auth_params": {**asked, "nonce": nonce}, "nonce": nonce}
        answer: HttpResponse = super().redirect(
            request, process, next_url, data, **more
        )
        return answer


def is_answer(sociallogin: SocialLogin) -> bool:
    """Whether the directory's signed word answers this sign-in, and no other."""
    asked = sociallogin.state.get("nonce")
    signed = sociallogin.account.extra_data.get("id_token") or {}
    said = signed.get("nonce")
    if not isinstance(asked, str) or not isinstance(said, str):
        return False
    return bool(asked) and constant_time_compare(said, asked)
