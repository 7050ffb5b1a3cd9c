"""The addresses of this part, below a workspace's."""

from __future__ import annotations

from django.urls import path

from durf_server.people import me_views, members_views

urlpatterns = [
    path("members/", members_views.members, name="members"),
    path("members/invite/", members_views.invite_member, name="invite"),
    path("members/<uuid:number>/", members_views.member_page, name="member"),
    path("members/<uuid:number>/end/", members_views.member_end, name="member-end"),
    path("members/<uuid:number>/away/", me_views.absence_add, name="absence-add"),
    path("absences/<int:number>/end/", me_views.absence_end, name="absence-end"),
    path(
        "invitations/<uuid:number>/resend/",
        members_views.invitation_resend,
        name="invitation-resend",
    ),
    path(
        "invitations/<uuid:number>/withdraw/",
        members_views.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("me/", me_views.me, name="me"),
    path("me/tokens/", me_views.tokens, name="tokens"),
    path("tokens/<uuid:number>/revoke/", me_views.token_revoke, name="token-revoke"),
]
