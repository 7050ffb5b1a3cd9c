"""The addresses at which second factors change; they stand before allauth's own."""

from __future__ import annotations

from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from allauth.mfa.webauthn.views import add_webauthn, remove_webauthn
from django.urls import path

from durf_server.people.factors import on_record

urlpatterns = [
    path("totp/activate/", on_record(activate_totp), name="mfa_activate_totp"),
    path("totp/deactivate/", on_record(deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "recovery-codes/generate/",
        on_record(generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("webauthn/add/", on_record(add_webauthn), name="mfa_add_webauthn"),
    path(
        "webauthn/keys/<int:pk>/remove/",
        on_record(remove_webauthn),
        name="mfa_remove_webauthn",
    ),
]
