"""The addresses of this part, below a workspace's."""

from __future__ import annotations

from django.urls import path

from durf_server.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/bell/", views.bell, name="notice-bell"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/<int:number>/", views.follow, name="notice"),
    path("notices/ways/", views.ways, name="notice-ways"),
    path("notices/ways/choose/", views.choose, name="notice-ways-choose"),
    path("notices/ways/add/", views.add, name="notice-way-add"),
    path("notices/ways/<int:number>/remove/", views.remove, name="notice-way-remove"),
]
