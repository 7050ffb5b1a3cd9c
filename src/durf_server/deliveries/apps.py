"""This part of the server, as Django asks for it."""

from __future__ import annotations

from django.apps import AppConfig


class Deliveries(AppConfig):
    """Named like its folder."""

    name = "durf_server.deliveries"
