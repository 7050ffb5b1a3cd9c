"""The addresses of the doors from outside, which no workspace stands above."""

from __future__ import annotations

from django.urls import path

from durf_server.people import door_views

urlpatterns = [
    path("invitation/<str:secret>/", door_views.invitation, name="invitation"),
    path("sign-in/<str:secret>/", door_views.sign_in_link, name="sign-in-link"),
]
