"""The addresses of this part, below a workspace's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from durf_server.records import views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("evidence/", views.evidence, name="evidence"),
    path("evidence/<int:index>/", views.entry, name="evidence-entry"),
    path("evidence/<int:index>/proof", views.entry_proof, name="evidence-proof"),
    path("evidence/<int:index>/leaf", views.entry_leaf, name="evidence-leaf"),
    path("evidence/checkpoint", views.checkpoint, name="evidence-checkpoint"),
    path("evidence/keys/", views.keys, name="evidence-keys"),
    path("evidence/keys/file", views.keys_file, name="evidence-keys-file"),
]
