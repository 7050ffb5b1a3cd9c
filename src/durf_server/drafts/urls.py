"""The addresses of writing, below a workspace's."""

from __future__ import annotations

from django.urls import path, re_path

from durf_server.drafts import (
    calendar_views,
    collecting_views,
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
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("drafts/<uuid:number>/move/", calendar_views.move_draft, name="draft-move"),
    path("collections/", collecting_views.collections, name="collections"),
    path(
        "collections/campaigns/<uuid:number>/close/",
        collecting_views.close_campaign,
        name="campaign-close",
    ),
    path(
        "collections/templates/<uuid:number>/close/",
        collecting_views.close_template,
        name="template-close",
    ),
    path("drafts/import/", collecting_views.bring_in, name="draft-import"),
    path(
        "drafts/<uuid:number>/template/",
        collecting_views.make_template,
        name="template-make",
    ),
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
