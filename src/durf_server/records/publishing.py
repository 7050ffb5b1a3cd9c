"""Give checkpoints away, so that nobody can write another history afterwards."""

from __future__ import annotations

from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext, override

from durf.errors import DurfError
from durf.evidence.checkpoint import read_checkpoint
from durf_server.errors import Unreachable
from durf_server.outward import post
from durf_server.people.models import Workspace
from durf_server.records.models import Log, Outlet, Published
from durf_server.records.proving import newest
from durf_server.records.publishing_files import publish_files
from durf_server.records.signing import lasting_signer_of
from durf_server.records.stamping import stamped

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_NOTE = "text/plain; charset=utf-8"
# The last of the answers that say yes.
_GOOD = range(200, 300)


def publish(workspace: Workspace, at: datetime) -> list[Outlet]:
    """Give the newest checkpoint to each outlet whose interval is over.

    What fails is tried again the next time; the outlet says why.

    Returns:
        The outlets that it went to.
    """
    outlets = workspace.outlets.filter(stopped_at__isnull=True)
    due = [outlet for outlet in outlets if outlet.is_due(at)]
    published = publish_checkpoint(workspace, at) if due else None
    if published is None:
        return []
    news = [outlet for outlet in due if outlet.sent_size < published.size]
    return [outlet for outlet in news if _give(outlet, published, at)]


def publish_due(at: datetime) -> None:
    """Publish for every workspace that has somewhere to publish."""
    for workspace in Workspace.objects.filter(
        outlets__isnull=False, outlets__stopped_at__isnull=True
    ).distinct():
        publish(workspace, at)


@transaction.atomic
def publish_checkpoint(workspace: Workspace, at: datetime) -> Published | None:
    """Sign the newest checkpoint with both keys, and keep it.

    Returns:
        What is kept; nothing if nothing happened in the workspace yet.
    """
    log = Log.objects.select_for_update().filter(workspace=workspace).first()
    if log is None or not log.size:
        return None
    kept = Published.objects.filter(log=log, size=log.size).first()
    if kept is not None:
        return kept
    note = newest(log)
    checkpoint = read_checkpoint(note.text)
    # The signature holds whole seconds, and the row is to say the same.
    at = at.replace(microsecond=0)
    second = lasting_signer_of(log.origin).sign(checkpoint, int(at.timestamp()))
    text = note.signed([second]).to_bytes().decode()
    return Published.objects.create(log=log, size=log.size, note=text, at=at)


def _give(outlet: Outlet, published: Published, at: datetime) -> bool:
    try:
        _GIVE[Outlet.Kind(outlet.kind)](outlet, published)
    except DurfError as error:
        outlet.trouble = error.code
    except (OSError, SMTPException):
        outlet.trouble = Unreachable.code
    else:
        outlet.trouble = ""
        outlet.sent_at, outlet.sent_size = at, published.size
    outlet.save(update_fields=["trouble", "sent_at", "sent_size"])
    return not outlet.trouble


def _to_files(outlet: Outlet, published: Published) -> None:
    publish_files(published, with_entries=outlet.with_entries)


def _by_mail(outlet: Outlet, published: Published) -> None:
    with override(outlet.workspace.language):
        subject = gettext("Checkpoint %(size)s of %(origin)s") % {
            "size": published.size,
            "origin": published.log.origin,
        }
        body = gettext(
            "Keep this mail. With it anybody can show later that the log of "
            "%(workspace)s was not rewritten."
        ) % {"workspace": outlet.workspace.name}
    mail = EmailMessage(subject, f"{body}\n", to=[outlet.address])
    mail.attach("checkpoint.txt", published.note, "text/plain")
    mail.send()


def _to_web(outlet: Outlet, published: Published) -> None:
    headers = {"content-type": _NOTE}
    answer = post(outlet.address, published.note.encode(), headers)
    if answer.status_code not in _GOOD:
        raise Unreachable(reason="it does not take checkpoints")


def _to_authority(outlet: Outlet, published: Published) -> None:
    content = published.note.encode()
    published.stamp = stamped(content, outlet.address, outlet.certificates)
    published.save(update_fields=["stamp"])


_GIVE: dict[Outlet.Kind, Callable[[Outlet, Published], None]] = {
    Outlet.Kind.FILES: _to_files,
    Outlet.Kind.MAIL: _by_mail,
    Outlet.Kind.WEBHOOK: _to_web,
    Outlet.Kind.TIMESTAMP: _to_authority,
}
