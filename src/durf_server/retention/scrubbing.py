"""Leave no byte behind of what was erased: the database's own files, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import connection

from durf_server.errors import NotNow

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.work.models import Job

# Where texts were, and old rows may still lie between the new ones.
TABLES = (
    "account_emailaddress",
    "api_answered",
    "django_session",
    "drafts_draft",
    "drafts_draftversion",
    "drafts_judgement",
    "mfa_authenticator",
    "notices_notice",
    "notices_way",
    "people_invitation",
    "people_member",
    "people_person",
    "people_token",
    "policies_policyversion",
    "records_outlet",
    "records_part",
    "records_subjectkey",
    "retention_legalhold",
    "reviews_exemption",
    "reviews_incident",
    "reviews_review",
    "socialaccount_socialaccount",
    "usersessions_usersession",
)


def scrub() -> None:
    """Write the database anew without what was deleted from it.

    It takes as long as copying the database, in which others wait; not to be called
    within a transaction.

    Raises:
        NotNow: somebody kept reading what was there before.
    """
    cache.clear()
    if connection.vendor == "sqlite":
        _scrub_sqlite()
    else:
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")


def scrub_job(job: Job, at: datetime) -> None:  # noqa: ARG001 as workers call it
    """Scrub, when a worker gets to it."""
    scrub()


def _scrub_sqlite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (is_busy, *_) = cursor.fetchone()
    if is_busy:
        raise NotNow(reason="the database is being read", mend="try again in a minute")
