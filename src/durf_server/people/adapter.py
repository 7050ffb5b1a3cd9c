"""What durf wants of django-allauth that its settings cannot say."""

from __future__ import annotations

import logging
from functools import partial
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from durf_server.keys import seal, unseal
from durf_server.people.client import address_of
from durf_server.people.facts import record_everywhere
from durf_server.people.known_device import remember
from durf_server.people.limits import forget_tries, may_try
from durf_server.people.own_address import keep_own_address

if TYPE_CHECKING:
    from allauth.account.models import EmailConfirmation
    from django.http import HttpRequest, HttpResponse

    from durf_server.people.models import Person

_SECOND_FACTOR = "second-factor"
# What allauth tells people by mail about their account, and what the log says of it;
# of second factors it speaks elsewhere (factors.py).
_TOLD = {
    "account/email/password_reset": "password.reset",
    "account/email/password_changed": "password.changed",
    "account/email/password_set": "password.changed",
    "account/email/email_changed": "address.changed",
}
_log = logging.getLogger(__name__)


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody makes an account without an invitation, and nobody locks others out."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Answer that the door is closed."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where a request comes from, past trusted proxies."""
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401
        """Count a try; the limits are ours, by place and device."""
        if not may_try(request, credentials.get("email", "")):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(
        self,
        request: HttpRequest,
        **credentials: Any,  # noqa: ANN401 allauth's
    ) -> Person | None:
        """Return whose password it is."""
        person: Person | None = super().authenticate(request, **credentials)
        if person is not None:
            forget_tries(request, credentials.get("email", ""))
        return person

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign a person in."""
        keep_own_address(user)
        super().login(request, user)

    def post_login(
        self,
        request: HttpRequest,
        user: Person,
        **more: Any,  # noqa: ANN401 allauth's
    ) -> HttpResponse:
        """Let the browser be known from now on."""
        response: HttpResponse = super().post_login(request, user, **more)
        remember(request, response, user)
        return response

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        **more: Any,  # noqa: ANN401 allauth's
    ) -> None:
        """Tell somebody what changed in their account, and write it into the log."""
        kind = _TOLD.get(template_prefix)
        if kind:
            with transaction.atomic():
                record_everywhere(kind, user, None, timezone.now())
        send = partial(super().send_notification_mail, template_prefix, user, **more)
        # Nobody waits for a mail server while this change holds the database.
        transaction.on_commit(send)

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Send a mail; what was done is done, also where no mail server answers."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            _log.warning("no mail could be sent (%s)", template_prefix)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return a link of ours, whatever host the request named."""
        path = reverse("account_reset_password_from_key", args=["UIDB", "KEY"])
        return f"{settings.BASE_URL}{path.replace('UIDB-KEY', key)}"

    def get_email_confirmation_url(
        self,
        request: HttpRequest,  # noqa: ARG002 allauth's
        emailconfirmation: EmailConfirmation,
    ) -> str:
        """Return a link of ours, whatever host the request named."""
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return f"{settings.BASE_URL}{path}"


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of second factors lie locked with the master key."""

    def encrypt(self, text: str) -> str:
        """Lock a secret."""
        return seal(text.encode(), _SECOND_FACTOR).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what ``encrypt`` locked."""
        return unseal(bytes.fromhex(encrypted_text), _SECOND_FACTOR).decode()
