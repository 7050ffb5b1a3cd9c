"""The addresses of writing, below a workspace's."""

from __future__ import annotations

from django.urls import path, re_path

from durf_server.drafts import (
    compose_views,
    list_views,
    media_views,
    private_views,
)

urlpatterns = [
    path("write/", compose_views.compose, name="compose"),
    path("write/check/", compose_views.check, name="live-check"),
    path("write/media/", media_views.add_medium, name="media-add"),
    re_path(r"^media/(?P<digest>[0-9a-f]{64})$", media_views.medium, name="medium"),
    path("check/", private_views.private_check, name="private-check"),
    path("drafts/", list_views.drafts, name="drafts"),
    path("drafts/<uuid:number>/", list_views.draft, name="draft"),
    path("drafts/<uuid:number>/write/", compose_views.edit, name="draft-edit"),
    path("drafts/<uuid:number>/copy/", list_views.copy, name="draft-copy"),
    path(
        "drafts/<uuid:number>/versions/<int:version_number>/",
        list_views.version,
        name="draft-version",
    ),
]
