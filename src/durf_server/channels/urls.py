"""The addresses of channels, below a workspace's."""

from __future__ import annotations

from django.urls import path

from durf_server.channels import views

urlpatterns = [
    path("channels/", views.channels, name="channels"),
    path("channels/<uuid:number>/change/", views.change, name="channel-change"),
    path("channels/<uuid:number>/close/", views.close, name="channel-close"),
]
