"""The addresses of this part, below a workspace's."""

from __future__ import annotations

from django.urls import path

from durf_server.reviews import acting_views, views

_ONE = "queue/<uuid:number>"

urlpatterns = [
    path("queue/", views.queue, name="queue"),
    path("queue/earned/", views.earned, name="earned"),
    path(f"{_ONE}/", views.review, name="review"),
    path(f"{_ONE}/panel/", views.panel, name="review-panel"),
    path(f"{_ONE}/submit/", acting_views.submit, name="review-submit"),
    path(f"{_ONE}/approve/", acting_views.approve, name="review-approve"),
    path(f"{_ONE}/ask/", acting_views.ask_changes, name="review-ask"),
    path(f"{_ONE}/refuse/", acting_views.refuse, name="review-refuse"),
    path(f"{_ONE}/exempt/", acting_views.exempt, name="review-exempt"),
    path(f"{_ONE}/release/", acting_views.release, name="review-release"),
    path(f"{_ONE}/withdraw/", acting_views.withdraw, name="review-withdraw"),
    path(f"{_ONE}/incident/", acting_views.incident, name="review-incident"),
    path(f"{_ONE}/seen/", acting_views.seen, name="review-seen"),
]
