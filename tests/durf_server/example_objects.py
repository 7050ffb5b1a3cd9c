"""One of everything in the workspace bloom, and the words that only bloom has."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.utils import timezone

from durf_server.api.models import Webhook
from durf_server.channels.managing import open_channel
from durf_server.drafts.content import Content
from durf_server.drafts.media import add
from durf_server.drafts.models import Campaign, Template
from durf_server.drafts.saving import start
from durf_server.keys import seal
from durf_server.notices.models import Way
from durf_server.notices.telling import tell
from durf_server.people.absences import set_absence
from durf_server.people.inviting import invite
from durf_server.people.managing import change_member
from durf_server.people.place import read_place
from durf_server.people.tokens import issue
from durf_server.policies.editing import start_version
from durf_server.records.models import Outlet
from durf_server.retention.holding import place_hold
from durf_server.retention.models import LegalHold

if TYPE_CHECKING:
    from tests.durf_server.conftest import Cast

# Nothing of another workspace says any of these.
WORDS = {
    "draft": "Marigold buns on Friday",
    "campaign": "Marigold spring",
    "template": "Marigold greeting",
    "channel": "Marigold account",
    "webhook": "https://marigold.example/hook",
    "outlet": "marigold@example.org",
    "hold": "Marigold against Bloom",
    "token": "Marigold bot",
    "way": "Marigold phone",
    "invited": "marigold.eva@example.org",
    "policy": "Marigolds are our pride",
}


@dataclass(frozen=True, slots=True)
class Examples:
    """What stands in addresses, by the part of the path before it."""

    values: dict[str, str]
    canaries: tuple[str, ...] = tuple(WORDS.values())

    def value_for(self, pattern: str, name: str) -> str:
        """Return what to fill in for a name in a pattern.

        Raises:
            AssertionError: there is no example of it yet.
        """
        before = (
            pattern.split(f"<{name}>", maxsplit=1)[0].rstrip("/-").rsplit("/", 1)[-1]
        )
        value = self.values.get(f"{before}/{name}") or self.values.get(name)
        assert value, f"add an example of {name} after {before}/ ({pattern})"
        return value


def picture() -> bytes:
    """Return a PNG of one dot."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        sum_of = struct.pack(">I", zlib.crc32(checked))
        return struct.pack(">I", len(content)) + checked + sum_of

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    dots = zlib.compress(b"\0\0")
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", dots), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def examples_of(cast: Cast) -> Examples:
    """Make one of everything, in bloom."""
    now = timezone.now()
    chief = change_member(
        cast.carla,
        cast.carla,
        read_place(("author", "policy-owner", "channel-manager", "administrator")),
        at=now,
    )
    bloom = cast.workspace
    content = Content(WORDS["draft"])
    draft = start(cast.anna, content, note=WORDS["draft"], at=now)
    campaign = Campaign.objects.create(workspace=bloom, name=WORDS["campaign"])
    template = Template.objects.create(
        workspace=bloom, name=WORDS["template"], content=content.to_json()
    )
    medium = add(cast.anna, picture(), at=now)
    invitation, _ = invite(chief, WORDS["invited"], ["author"], at=now)
    absence = set_absence(
        cast.bram, chief, now, now + timedelta(days=1), by=cast.bram, at=now
    )
    token, _ = issue(chief, WORDS["token"], ["check"], at=now)
    version = start_version(chief, WORDS["policy"], at=now)
    channel = open_channel(chief, "bluesky", WORDS["channel"], at=now)
    hold = place_hold(
        chief, LegalHold.Scope.DRAFT, draft.pk, reason=WORDS["hold"], at=now
    )
    outlet = Outlet.objects.create(
        workspace=bloom,
        kind=Outlet.Kind.MAIL,
        address=WORDS["outlet"],
        made_at=now,
    )
    notice = tell(chief, "draft-held", {}, f"/w/bloom/drafts/{draft.pk}/", at=now)
    way = Way.objects.create(member=chief, name=WORDS["way"])
    webhook = Webhook.objects.create(
        workspace=bloom, url=WORDS["webhook"], sealed_secret=seal(b"x", "x"),
        made_by=chief, made_at=now,
    )  # fmt: skip
    key = Authenticator.objects.create(
        user=chief.person, type="webauthn", data={"name": "key", "credential": {}}
    )
    numbers = {
        "members/number": cast.anna,
        "erase/number": cast.anna,
        "drafts/number": draft,
        "queue/number": draft,
        "campaigns/number": campaign,
        "templates/number": template,
        "invitations/number": invitation,
        "absences/number": absence,
        "tokens/number": token,
        "hold/number": hold,
        "outlet/number": outlet,
        "notices/number": notice,
        "ways/number": way,
        "webhooks/number": webhook,
        "channels/number": channel,
        "keys/pk": key,
    }
    return Examples(
        {name: str(one.pk) for name, one in numbers.items()}
        | {
            "slug": "bloom",
            # Only bloom has a second version.
            "versions/number": str(version.number),
            "policies/number": str(version.number),
            "versions/version_number": "1",
            "media/digest": medium.digest,
            "evidence/index": "0",
            # Secrets that open nothing.
            "secret": "x" * 43,
            "key/key": "x-y",
            "confirm-email/key": "x",
            "key/uidb36": "x",
            "oidc/provider_id": "nobody",
        }
    )
