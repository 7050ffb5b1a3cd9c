"""All addresses: each part's below its workspace, and what has none beside them."""

from __future__ import annotations

from django.urls import include, path

from durf_server.console import welcome

_PARTS = (
    "people",
    "channels",
    "policies",
    "drafts",
    "reviews",
    "notices",
    "records",
    "retention",
)

handler500 = "durf_server.console.problems.trouble"
urlpatterns = [
    path("", include("durf_server.console.urls")),
    path("account/2fa/", include("durf_server.people.factor_urls")),
    path("account/", include("allauth.urls")),
    path("api/v1/", include("durf_server.api.urls")),
    path("", include("durf_server.people.door_urls")),
    path("", include("durf_server.drafts.door_urls")),
    path("welcome/<str:secret>/", welcome.welcome, name="welcome"),
    path(
        "w/<slug:slug>/",
        include([path("", include(f"durf_server.{part}.urls")) for part in _PARTS]),
    ),
]
