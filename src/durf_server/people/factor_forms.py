"""The forms of second factors, where ours differ from allauth's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from durf_server.people.limits import forget_tries, may_try_code

if TYPE_CHECKING:
    from typing import Any


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """A code, with limits that cannot lock its owner out."""

    def clean_code(self) -> str:
        """Return the code, if it is right."""
        request, email = context.request, self.user.email
        if not may_try_code(request, email):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        forget_tries(request, email, "code")
        return code


class KeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new key, which signs in alone unless one says otherwise."""

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 allauth's
        super().__init__(*args, **more)
        self.fields["name"].label = _("Name of the key")
        self.fields["passwordless"] = forms.BooleanField(
            label=_("Sign in with it alone, without a password"),
            help_text=_("Your device asks for your finger, your face or its code."),
            required=False,
            initial=True,
        )
