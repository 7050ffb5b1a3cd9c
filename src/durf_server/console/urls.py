"""The addresses of the home pages, and of what holds for a whole workspace."""

from __future__ import annotations

from django.urls import path

from durf_server.console import choices, settings_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("choose/", choices.choose, name="choose"),
    path("health", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("w/<slug:slug>/", views.workspace_home, name="workspace-home"),
    path("w/<slug:slug>/settings/", settings_views.settings, name="settings"),
]
