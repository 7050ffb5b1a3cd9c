"""The evidence: the list of entries, each with its proof, and what outsiders need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from durf.evidence.checkpoint import read_checkpoint
from durf_server.errors import NotThere
from durf_server.people.access import member_of
from durf_server.people.roles import May
from durf_server.records.access import entries_for, entry_for, log_for, own_subject
from durf_server.records.asked import place_of, read_place, read_wanted
from durf_server.records.models import Verification
from durf_server.records.proving import prove
from durf_server.records.reading import after, find, open_entries
from durf_server.records.signing import public_keys

if TYPE_CHECKING:
    from django.http import HttpRequest

    from durf.evidence.entry import Part
    from durf_server.people.models import Member
    from durf_server.records.models import Log

PAGE = 50
_FIELDS = ("kind", "subject", "person", "from", "until")


@login_required
@require_safe
def evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """List what was logged, the newest first."""
    member = member_of(request, slug)
    asked = {name: request.GET.get(name, "") for name in _FIELDS}
    wanted = read_wanted(asked, member.workspace.time_zone)
    rows = find(entries_for(member), wanted)
    place = read_place(request.GET.get("after", ""))
    entries = after(rows, place, PAGE + 1) if place else list(rows[: PAGE + 1])
    shown, log = entries[:PAGE], log_for(member)
    more = {name: value for name, value in asked.items() if value}
    if len(entries) > PAGE:
        more |= {"after": place_of(shown[-1])}
    return render(
        request,
        "records/evidence.html",
        {
            "entries": shown,
            "asked": asked,
            "is_asked": any(asked.values()),
            "more": urlencode(more) if len(entries) > PAGE else "",
            "log": log,
            "audits": member.may(May.AUDIT),
            "verification": _last_verification(log),
        },
    )


@login_required
@require_safe
def entry(request: HttpRequest, slug: str, index: int) -> HttpResponse:
    """Show one entry, what lies behind its hashes, and its proof."""
    member = member_of(request, slug)
    found = entry_for(member, index)
    (opened,) = open_entries([found], own_subject(member))
    proof = prove(found.log, index)
    checkpoint = read_checkpoint(proof.note.text)
    return render(
        request,
        "records/entry.html",
        {
            "entry": found,
            "act": _lines(opened.act),
            "people": [_lines(part) for part in opened.people.values()],
            "erased": len(opened.erased),
            "leaf": bytes(found.leaf).decode(),
            "proof": [x.hex() for x in proof.hashes],
            "checkpoint": checkpoint,
            "root": checkpoint.root.hex(),
        },
    )


@login_required
@require_safe
def entry_proof(request: HttpRequest, slug: str, index: int) -> HttpResponse:
    """Give the proof of an entry, as other people's tools read it."""
    found = entry_for(member_of(request, slug), index)
    return _file(prove(found.log, index).to_bytes(), f"entry-{index}.tlog-proof")


@login_required
@require_safe
def entry_leaf(request: HttpRequest, slug: str, index: int) -> HttpResponse:
    """Give the bytes of an entry that its proof is about."""
    found = entry_for(member_of(request, slug), index)
    return _file(bytes(found.leaf), f"entry-{index}.json")


@login_required
@require_safe
def checkpoint(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the newest signed checkpoint, to be kept elsewhere."""
    log = _log_of(member_of(request, slug))
    return _file(log.checkpoint.encode(), "checkpoint.txt")


@login_required
@require_safe
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the keys that checkpoints are checked with."""
    log = log_for(member_of(request, slug))
    found = [str(key) for key in public_keys(log.origin)] if log else []
    return render(request, "records/keys.html", {"log": log, "keys": found})


@login_required
@require_safe
def keys_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the keys as the file that ``durf evidence verify`` takes."""
    log = _log_of(member_of(request, slug))
    lines = "".join(f"{key}\n" for key in public_keys(log.origin))
    return _file(lines.encode(), f"{slug}.keys")


def _log_of(member: Member) -> Log:
    log = log_for(member)
    if log is None:
        raise NotThere(what="log")
    return log


def _last_verification(log: Log | None) -> Verification | None:
    return Verification.objects.filter(log=log).first() if log else None


def _lines(part: Part) -> list[tuple[str, str]]:
    """Return what a part says, line by line."""
    return [(name, _text(value)) for name, value in part.content.items()]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=1)


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/plain; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
