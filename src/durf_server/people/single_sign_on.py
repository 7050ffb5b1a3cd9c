"""Sign in through the organisation's own directory, by OpenID Connect.

Who somebody is, is the subject that the directory gives them, for good.  A mail address
joins an account that is there already, once, if the directory verified it and nobody
else of the directory holds that account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from durf_server.errors import BadSetting, NotNow
from durf_server.people.facts import SINGLE_SIGN_ON
from durf_server.people.groups import Mapping, read_mapping
from durf_server.people.managing import add_member, change_member, end_membership
from durf_server.people.models import Member, Person, Workspace
from durf_server.people.nonce import is_answer
from durf_server.people.place import Place

if TYPE_CHECKING:
    from datetime import datetime

    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest


class Directory(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in whom a group of the directory gives a place."""

    def is_open_for_signup(
        self,
        request: HttpRequest,  # noqa: ARG002 allauth's
        sociallogin: SocialLogin,
    ) -> bool:
        """Answer whether the directory sent somebody whom we may add."""
        return _is_verified(sociallogin)

    def is_auto_signup_allowed(
        self,
        request: HttpRequest,  # noqa: ARG002 allauth's
        sociallogin: SocialLogin,  # noqa: ARG002 allauth's
    ) -> bool:
        """Answer that there is nothing left to ask for."""
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Give who comes the place that their groups give, or turn them away."""
        claims = claims_of(sociallogin)
        if not is_answer(sociallogin) or not _is_believed(sociallogin, claims):
            raise _turned_away(request)
        if not sociallogin.is_existing and not _is_verified(sociallogin):
            raise _turned_away(request)
        if _is_held_by_another(sociallogin):
            raise _turned_away(request)
        place = place_for(claims)
        if sociallogin.is_existing:
            put_in_place(sociallogin.user, place, at=timezone.now())
        if place is None:
            raise _turned_away(request)

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> Person:
        """Give a new person the name and the language that the directory has."""
        person: Person = super().populate_user(request, sociallogin, data)
        person.name = str(data.get("name") or "")[:200]
        person.email = person.email.lower()
        return person

    def save_user(
        self,
        request: HttpRequest,
        sociallogin: SocialLogin,
        form: Any = None,  # noqa: ANN401 allauth's
    ) -> Person:
        """Make a person of somebody new, in the place of their groups."""
        person: Person = super().save_user(request, sociallogin, form)
        put_in_place(person, place_for(claims_of(sociallogin)), at=timezone.now())
        return person


def claims_of(sociallogin: SocialLogin) -> dict[str, Any]:
    """Return what the directory says of somebody; its signed word stands first."""
    said = sociallogin.account.extra_data
    return {**(said.get("userinfo") or {}), **(said.get("id_token") or {})}


def place_for(claims: dict[str, Any]) -> Place | None:
    """Return the place that somebody's groups give, or None."""
    groups = claims.get("groups", [])
    if not isinstance(groups, list):
        groups = [groups]
    return mapping().place_of([str(one) for one in groups])


def mapping() -> Mapping:
    """Return what each group of the directory may do here.

    Raises:
        BadSetting: it cannot be read.
    """
    return read_mapping(settings.OIDC_GROUPS)


def workspace_of_directory() -> Workspace:
    """Return the workspace that the directory's people come to.

    Raises:
        BadSetting: there is none with this address.
    """
    found = Workspace.objects.filter(slug=settings.OIDC_WORKSPACE).first()
    if found is None:
        raise BadSetting(
            name="DURF_OIDC_WORKSPACE", wanted="the address of a workspace"
        )
    return found


def put_in_place(person: Person, place: Place | None, *, at: datetime) -> None:
    """Let a person be in the workspace what their groups say today, and no more."""
    workspace = workspace_of_directory()
    member = Member.objects.filter(
        workspace=workspace, person=person, left_at__isnull=True
    ).first()
    if place is None and member is not None:
        _let_go(member, at)
    elif place is not None and member is None:
        add_member(workspace, person, place, SINGLE_SIGN_ON, at=at)
    elif place is not None and member is not None:
        # The directory knows nothing of the groups of authors that a policy names.
        kept = Place(place.roles, place.titles, tuple(member.groups))
        change_member(member, SINGLE_SIGN_ON, kept, at=at)


def _let_go(member: Member, at: datetime) -> None:
    try:
        end_membership(member, SINGLE_SIGN_ON, at=at)
    except NotNow:
        # The last administrator stays one; this door is closed to them all the same.
        return


def _is_believed(sociallogin: SocialLogin, claims: dict[str, Any]) -> bool:
    """Whether the signed word is of our directory, and the rest about the same one."""
    is_ours = claims.get("iss") == settings.OIDC_ISSUER
    return is_ours and claims.get("sub") == sociallogin.account.uid


def _is_verified(sociallogin: SocialLogin) -> bool:
    return any(address.verified for address in sociallogin.email_addresses)


def _is_held_by_another(sociallogin: SocialLogin) -> bool:
    """Whether an account that was found by its mail is somebody else's by subject.

    Addresses are given to new people when old ones leave; subjects are not.
    """
    if sociallogin.account.pk is not None or not sociallogin.is_existing:
        return False
    return bool(
        SocialAccount.objects.filter(
            user=sociallogin.user, provider=sociallogin.account.provider
        )
        .exclude(uid=sociallogin.account.uid)
        .exists()
    )


def _turned_away(request: HttpRequest) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(
        render(request, "people/turned_away.html", {}, status=403)
    )
