"""The addresses of the home pages."""

from __future__ import annotations

from django.urls import path

from durf_server.console import views

urlpatterns = [
    path("", views.home, name="home"),
    path("w/<slug:slug>/", views.workspace_home, name="workspace-home"),
]
