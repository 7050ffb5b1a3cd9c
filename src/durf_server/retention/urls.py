"""The addresses of this part, below a workspace's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from durf_server.retention import export_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("evidence/export", export_views.evidence_export, name="evidence-export"),
    path("evidence/verify", views.evidence_verify, name="evidence-verify"),
    path("records/", views.records, name="records"),
    path("records/period", views.retention_set, name="retention-set"),
    path("records/hold", views.hold_place, name="hold-place"),
    path("records/hold/<uuid:number>/lift", views.hold_lift, name="hold-lift"),
    path("records/outlet", views.outlet_add, name="outlet-add"),
    path("records/outlet/<uuid:number>/stop", views.outlet_stop, name="outlet-stop"),
    path("records/erase/<uuid:number>", views.person_erase, name="person-erase"),
]
