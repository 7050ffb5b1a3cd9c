"""The addresses of the API."""

from __future__ import annotations

from django.urls import path

from durf_server.api.app import api
from durf_server.api.routes import (
    channels,
    check,
    drafts,
    evidence,
    members,
    policies,
    webhooks,
)

for _name, _routes in (
    ("check", check),
    ("drafts", drafts),
    ("channels", channels),
    ("policies", policies),
    ("members", members),
    ("evidence", evidence),
    ("webhooks", webhooks),
):
    api.add_router(f"/{_name}", _routes.router)

urlpatterns = [path("", api.urls)]
