"""What is open to anybody, where a workspace wants that."""

from __future__ import annotations

from django.urls import path

from durf_server.drafts import private_views

urlpatterns = [path("check/<slug:slug>/", private_views.open_check, name="open-check")]
