"""The application, as a server of WSGI asks for it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "durf_server.settings")
application = get_wsgi_application()
