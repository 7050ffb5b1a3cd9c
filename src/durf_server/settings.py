"""All settings, read from the environment; docs/reference/settings.md lists them."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from durf_server import environment as env
from durf_server.keys import key_file

HERE = Path(__file__).parent

# Where everything lives that is not code: database, keys, media, vaults.
DATA_DIR = env.folder("DURF_DATA_DIR", Path.cwd() / "durf-data")
DEBUG = env.flag("DURF_SERVER_DEBUG")
# The address people type; links in mails and passkeys depend on it.
BASE_URL = env.text("DURF_URL", "http://localhost:8800").rstrip("/")
SECURE = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("DURF_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECRET_KEY = env.secret("DURF_SECRET_KEY") or key_file(DATA_DIR, "sessions")
# What all other secrets are locked with: 64 hexadecimal digits.
MASTER_KEY = env.secret("DURF_MASTER_KEY") or key_file(DATA_DIR, "master")
# Whether webhooks and the like may reach this machine and its own network.
REACH_INSIDE = env.flag("DURF_REACH_INSIDE")
TRUSTED_PROXIES = env.count("DURF_TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "durf_server.console",
    "durf_server.people",
    "durf_server.records",
    "durf_server.channels",
    "durf_server.policies",
    "durf_server.notices",
    "durf_server.drafts",
    "durf_server.reviews",
    "durf_server.deliveries",
    "durf_server.retention",
    "durf_server.work",
    "durf_server.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "durf_server.console.headers.security_headers",
    "durf_server.api.problems.one_shape",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "durf_server.console.characters.no_nul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "durf_server.people.language.own_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "durf_server.people.activity.seen_lately",
    "django_htmx.middleware.HtmxMiddleware",
    "durf_server.console.problems.clear_answers",
]

ROOT_URLCONF = "durf_server.urls"
WSGI_APPLICATION = "durf_server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "durf_server.console.context.chrome",
            ],
        },
    },
]

DATABASES = {"default": env.database("DURF_DATABASE", DATA_DIR / "durf.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "durf_cache",
    }
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_NAME = "__Host-durf" if SECURE else "durf"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_NAME = "__Host-durf-csrf" if SECURE else "durf-csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
# A cookie of its own would carry names, and have no prefix.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "en"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "__Host-durf-language" if SECURE else "durf-language"
THEME_COOKIE_NAME = "__Host-durf-theme" if SECURE else "durf-theme"
FORMAT_MODULE_PATH = ["durf_server.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.flag("DURF_STATIC_MANIFEST")
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = not env.flag("DURF_STATIC_MANIFEST")
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

MEDIA_DIR = DATA_DIR / "media"
VAULT_DIR = DATA_DIR / "vaults"
MOST_UPLOAD_BYTES = env.count("DURF_MOST_UPLOAD_BYTES", 20_000_000, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("DURF_MAIL_HOST")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = env.text("DURF_MAIL_HOST")
EMAIL_PORT = env.count("DURF_MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("DURF_MAIL_USER")
EMAIL_HOST_PASSWORD = env.secret("DURF_MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("DURF_MAIL_STARTTLS")
EMAIL_USE_SSL = env.flag("DURF_MAIL_TLS")
EMAIL_TIMEOUT = 15
# Where else notices may go: services that Apprise knows, by the start of an address.
NOTICE_SCHEMES = env.words(
    "DURF_NOTICE_SCHEMES", ("discord", "gchat", "pover", "slack", "tgram")
)
DEFAULT_FROM_EMAIL = env.text("DURF_MAIL_FROM", "durf <durf@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "durf_server.logs.Wordless",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"unlogged": {"()": "durf_server.people.unlogged.Unlogged"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["unlogged"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Addresses that were not found may be links that open once.
        "django.request": {"level": "ERROR"},
        # Those that are asked may hold the key to somebody's room.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
    },
}

from durf_server.people.sign_in import *  # noqa: E402, F403 the settings of allauth
