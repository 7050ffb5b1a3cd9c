"""Try a post against the policy in force; nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from ninja import Router

from durf.post import Author, Post
from durf_server.api.auth import Scope, member
from durf_server.api.schemas import PostIn, VerdictOut
from durf_server.policies.in_force import in_force

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["check"], auth=Scope("check"))


@router.post("", response=VerdictOut, summary="Judge a post")
def check(request: HttpRequest, post: PostIn) -> dict[str, Any]:
    """Judge a post under the policy and vault in force, as the token's member."""
    who = member(request)
    now = in_force(who.workspace)
    verdict = now.checker.check(
        Post(
            post.text,
            channel=post.channel,
            author=Author(str(who.person), tuple(who.titles)),
            language=post.language,
            at=post.at,
        ),
        timezone.now(),
    )
    return verdict.to_json()
