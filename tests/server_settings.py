"""The server's settings, for tests: a data folder that goes away, mail in a list."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="durf-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
_database = os.environ.get("DURF_TEST_DATABASE", "")
for _name in list(os.environ):
    if _name.startswith("DURF_") and _name not in {"DURF_DATA", "DURF_TEST_DATABASE"}:
        del os.environ[_name]
os.environ["DURF_DATA_DIR"] = _data
if _database:
    os.environ["DURF_DATABASE"] = _database

from durf_server.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Real ones take a quarter of a second on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
