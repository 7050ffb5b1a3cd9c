"""Real data for a backup, and all of it written down to be compared.

Run in a process of a server apart.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.utils.timezone import now

from durf_server.backup import rows
from durf_server.demo.filling import example_administrator
from durf_server.drafts.content import Attached, Content
from durf_server.drafts.models import Medium
from durf_server.drafts.saving import start
from durf_server.drafts.store import keep
from durf_server.people.models import Person, Token
from durf_server.records.models import Entry, Log
from durf_server.records.publishing import publish
from durf_server.records.reading import open_entries
from durf_server.records.verifying import verify_log

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "Zeer geheim 1!"
TEXT = "Vandaag: rozijnenbrood é🥐 “vers”"


def fill() -> None:
    """Make a workspace with weeks of work, pictures, and a second factor."""
    chief = example_administrator("nl", at=now())
    person = chief.person
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    digest = keep(chief.workspace_id, b"\x89PNG picture" * 500)
    Medium.objects.create(
        workspace=chief.workspace,
        digest=digest,
        kind="image/png",
        size=6000,
        width=60,
        height=60,
        added_by=chief,
        added_at=now(),
    )
    author = next(one for one in chief.workspace.members.all() if "author" in one.roles)
    shown = Content(TEXT, media=(Attached(digest, "image/png", "Brood"),))
    start(author, shown, at=now())
    Token.objects.create(member=chief, name="t", secret_hash="h", hint="h")
    chief.workspace.outlets.create(kind="files", with_entries=True, made_at=now())
    publish(chief.workspace, now())


def describe() -> None:
    """Print all there is as one line of JSON."""
    print(json.dumps(_everything(), sort_keys=True))


def _everything() -> dict[str, Any]:
    log = Log.objects.get()
    entries = list(Entry.objects.select_related("log").order_by("index"))
    opened = open_entries(entries)
    said = [
        [str(key), part.payload.hex()]
        for one in opened
        for key, part in sorted(one.people.items())
    ]
    person = Person.objects.exclude(password__startswith="!").get()
    secret = Authenticator.objects.get(user=person, type="totp")
    return {
        "rows": {
            model._meta.label: _digest(
                b"".join(map(_sorted, rows.lines_of(model, "default")))
            )
            for model in rows.models()
        },
        "counts": {
            model._meta.label: model._base_manager.count() for model in rows.models()
        },
        "files": _files(settings.DATA_DIR),
        "said": _digest(json.dumps(said).encode()),
        "troubles": verify_log(log.workspace).troubles,
        "entries": len(entries),
        "password": person.check_password(PASSWORD),
        "totp": secret.wrap().validate_code(_code(secret)),
    }


def _code(secret: Authenticator) -> str:
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )
    from allauth.mfa.utils import decrypt

    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(decrypt(secret.data["secret"]), counter))


def _files(data: Path) -> dict[str, str]:
    """Return what lies in the folders that a backup holds."""
    found = {}
    for folder in ("media", "vaults", "published", "keys"):
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and path.name != "sessions.key":
                name = path.relative_to(data).as_posix()
                found[name] = _digest(path.read_bytes())
    return found


def _sorted(line: bytes) -> bytes:
    """Return a row with its names in order: PostgreSQL keeps JSON in its own."""
    return json.dumps(json.loads(line), sort_keys=True).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
