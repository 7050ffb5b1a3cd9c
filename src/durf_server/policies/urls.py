"""The addresses of the policy at work, below a workspace's."""

from __future__ import annotations

from django.urls import path

from durf_server.policies import deciding_views, editing_views, reading_views

urlpatterns = [
    path("policy/", reading_views.handbook, name="policy"),
    path("policy/confirm/", reading_views.confirm_read, name="policy-confirm"),
    path("policy/quiz/", reading_views.quiz, name="policy-quiz"),
    path("policy/readers/", reading_views.readers, name="policy-readers"),
    path("policy/versions/", deciding_views.versions, name="policy-versions"),
    path("policy/new/", editing_views.new, name="policy-new"),
    path(
        "policy/versions/<int:number>/", deciding_views.version, name="policy-version"
    ),
    path(
        "policy/versions/<int:number>/text/",
        deciding_views.text,
        name="policy-text",
    ),
    path(
        "policy/versions/<int:number>/decide/",
        deciding_views.decide,
        name="policy-decide",
    ),
    path("policy/versions/<int:number>/edit/", editing_views.edit, name="policy-edit"),
    path("policy/versions/<int:number>/try/", editing_views.trial, name="policy-try"),
    path(
        "policy/versions/<int:number>/propose/",
        editing_views.propose_version,
        name="policy-propose",
    ),
]
