"""Send a notice by mail or through Apprise: one sentence and a link."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext

from durf_server.errors import NotThere, Unreachable
from durf_server.notices.kinds import KINDS
from durf_server.notices.models import Notice, Way
from durf_server.notices.ways import address_of, require_outside, target_of

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.work.models import Job


def send(job: Job, at: datetime) -> None:  # noqa: ARG001 a task is given the time
    """Send one notice by one way; it is done in the language of who reads it.

    Raises:
        NotThere: notice or way are gone, or the member left.
        Unreachable: nobody took it; it is worth another try.
    """
    notice = (
        Notice.objects.select_related("member__person", "member__workspace")
        .filter(pk=job.arguments["notice"], member__left_at__isnull=True)
        .first()
    )
    if notice is None or notice.kind not in KINDS:
        raise NotThere(what="notice")
    way = _way(notice, job.arguments["way"])
    language = notice.member.person.language or notice.member.workspace.language
    with translation.override(language):
        if way is None or way.is_mail:
            _mail(notice)
        else:
            _notify(notice, way)


def sentence_of(notice: Notice) -> str:
    """Return what a notice says, in the language that is active."""
    kind = KINDS.get(notice.kind)
    if kind is None:
        return notice.kind
    values = {"workspace": notice.member.workspace.name, **notice.arguments}
    return str(kind.sentence).format(**values)


def _way(notice: Notice, number: int | None) -> Way | None:
    if number is None:
        return None
    way = notice.member.ways.filter(pk=number).first()
    if way is None:
        raise NotThere(what="way")
    return way


def _mail(notice: Notice) -> None:
    sentence, link = sentence_of(notice), _link(notice.path)
    slug = notice.member.workspace.slug
    settings_link = _link(f"/w/{slug}/notices/ways/")
    choose = gettext("Choose what you get by mail:")
    message = EmailMessage(
        subject=sentence,
        body=f"{sentence}\n\n{link}\n\n-- \n{choose} {settings_link}\n",
        to=[notice.member.person.email],
        headers={
            "List-Unsubscribe": f"<{settings_link}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        message.send()
    except (OSError, smtplib.SMTPException):
        raise Unreachable(reason="it cannot be reached") from None


def _notify(notice: Notice, way: Way) -> None:
    target = target_of(address_of(way))
    require_outside(target)
    body = f"{sentence_of(notice)}\n{_link(notice.path)}"
    if not target.notify(body=body, title="durf"):
        raise Unreachable(reason="it cannot be reached")


def _link(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
