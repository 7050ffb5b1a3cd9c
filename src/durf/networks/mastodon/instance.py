"""Reads what a server says of itself: what it takes, and what it is called.

Two versions of it exist: docs.joinmastodon.org/entities/Instance (Mastodon 4.0) and
docs.joinmastodon.org/entities/V1_Instance, which Pleroma and old servers speak.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from durf.networks.mastodon import answers

if TYPE_CHECKING:
    from collections.abc import Mapping

PATHS = ("/api/v2/instance", "/api/v1/instance")
# Where each limit stands, and how durf calls it.
_LIMITS = (
    ("statuses", "max_characters", "max_characters"),
    ("statuses", "characters_reserved_per_url", "characters_reserved_per_url"),
    ("statuses", "max_media_attachments", "pictures"),
    ("media_attachments", "description_limit", "alt"),
    ("media_attachments", "image_size_limit", "picture_bytes"),
    ("media_attachments", "image_matrix_limit", "picture_pixels"),
    ("media_attachments", "video_size_limit", "video_bytes"),
    ("polls", "max_options", "poll_options"),
    ("polls", "max_characters_per_option", "poll_characters"),
    ("polls", "min_expiration", "poll_shortest"),
    ("polls", "max_expiration", "poll_longest"),
)
_HOST = re.compile(r"[\w.-]{1,253}(?::\d{1,5})?")
_KIND = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")


def settings(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a server takes, as far as it says so and it makes sense."""
    configuration = _part(found, "configuration")
    known: dict[str, Any] = {}
    for part, name, ours in _LIMITS:
        if limit := answers.amount(_part(configuration, part), name):
            known[ours] = limit
    # Pleroma: docs.pleroma.social, differences_in_mastoapi.
    if "max_characters" not in known and (
        most := answers.amount(found, "max_toot_chars")
    ):
        known["max_characters"] = most
    if kinds := _kinds(_part(configuration, "media_attachments")):
        known["kinds"] = kinds
    if domain := _domain(found):
        known["domain"] = domain
    if isinstance(version := found.get("version"), str):
        known["version"] = version[:100]
    return known


def _domain(found: Mapping[str, Any]) -> str:
    """Return the host in the names of its accounts, which may not be its own."""
    for name in ("domain", "account_domain", "uri"):
        value = found.get(name)
        if isinstance(value, str):
            host = value.removeprefix("https://").removeprefix("http://").rstrip("/")
            if _HOST.fullmatch(host):
                return host
    return ""


def _kinds(found: Mapping[str, Any]) -> list[str]:
    kinds = found.get("supported_mime_types")
    listed = kinds[:200] if isinstance(kinds, list) else []
    return [one for one in listed if isinstance(one, str) and _KIND.fullmatch(one)]


def _part(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}
