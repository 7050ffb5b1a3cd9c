"""The settings of django-allauth: how people sign in."""

from __future__ import annotations

import hashlib

from durf_server import environment as env


def provider_of(issuer: str) -> str:
    """Return what allauth calls a directory.

    Subjects mean something to their issuer only: another issuer has another name.
    """
    return f"sso-{hashlib.sha256(issuer.encode()).hexdigest()[:8]}"


_BASE_URL = env.text("DURF_URL", "http://localhost:8800").rstrip("/")

ACCOUNT_ADAPTER = "durf_server.people.adapter.InvitedOnly"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _BASE_URL.partition(":")[0]
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Nobody can let us write to people who have no account here.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
# Ours (people/limits.py) in place of allauth's where those count for an account alone.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "durf_device": "10/5m/key",
    "durf_pair": "5/5m/key",
    "durf_place": "100/10m/key",
    "durf_codes": "100/h/key",
    # Each brings a mail whose link works: who asks for somebody else locks nobody out.
    "reset_password": "20/m/ip,5/h/key",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "durf_server.people.adapter.SealedFactors"
# A change of address that waits for its mail does not stand in the way.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "durf_server.people.factor_forms.CodeForm",
    "add_webauthn": "durf_server.people.factor_forms.KeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "durf"
# Clocks of phones are half a minute off.
MFA_TOTP_TOLERANCE = 1
# Browsers know of no HTTPS on localhost, and take passkeys there all the same.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _BASE_URL.startswith("https://")
USERSESSIONS_TRACK_ACTIVITY = True

# Takes 16 MB and a quarter of a second on purpose; it comes with Python.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
BREACHED_PASSWORDS = env.text("DURF_BREACHED_PASSWORDS")
_DJANGO = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_DJANGO}.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": f"{_DJANGO}.CommonPasswordValidator"},
    {
        "NAME": f"{_DJANGO}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "durf_server.people.breached.NotBreached"},
]

# Single sign-on through the organisation's directory.
OIDC_ISSUER = env.text("DURF_OIDC_ISSUER")
OIDC_WORKSPACE = env.text("DURF_OIDC_WORKSPACE")
# Such as "comms=author+reviewer:legal,board=auditor".
OIDC_GROUPS = env.text("DURF_OIDC_GROUPS")
OIDC_PROVIDER = provider_of(OIDC_ISSUER)
SOCIALACCOUNT_ADAPTER = "durf_server.people.single_sign_on.Directory"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "provider_class": "durf_server.people.nonce.AskingOnce",
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER,
                "name": env.text("DURF_OIDC_NAME", "SSO"),
                "client_id": env.text("DURF_OIDC_CLIENT_ID"),
                "secret": env.secret("DURF_OIDC_CLIENT_SECRET"),
                "settings": {
                    "server_url": OIDC_ISSUER.rstrip("/"),
                    "oauth_pkce_enabled": True,
                    "scope": env.words(
                        "DURF_OIDC_SCOPES", ("openid", "profile", "email")
                    ),
                },
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
