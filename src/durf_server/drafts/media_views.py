"""Pictures: taken in, and shown to members alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from durf.errors import DurfError
from durf_server.drafts import store
from durf_server.drafts.media import add
from durf_server.drafts.models import Medium
from durf_server.drafts.sentences import sentence_of
from durf_server.errors import BadInput, NotThere, ServerError
from durf_server.people.access import member_of
from durf_server.people.roles import May

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
@require_POST
def add_medium(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a picture in, and say what it is."""
    member = member_of(request, slug, May.WRITE)
    try:
        file = request.FILES.get("file")
        if file is None:
            raise BadInput(field="file", reason="there is none")
        content = file.read(settings.MOST_UPLOAD_BYTES + 1)
        medium = add(member, content, at=timezone.now())
    except DurfError as error:
        status = error.http_status if isinstance(error, ServerError) else 422
        return JsonResponse({"said": sentence_of(error)}, status=status)
    return JsonResponse(
        {
            "digest": medium.digest,
            "kind": medium.kind,
            "width": medium.width,
            "height": medium.height,
        },
        status=201,
    )


@login_required
@require_safe
def medium(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """Show a picture, as nothing but a picture."""
    member = member_of(request, slug)
    found = Medium.objects.filter(
        workspace_id=member.workspace_id, digest=digest
    ).first()
    if found is None:
        raise NotThere(what="picture")
    content = store.read(member.workspace_id, digest)
    response = HttpResponse(content, content_type=found.kind)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = "inline"
    return response
