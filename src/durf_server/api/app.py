"""The API, put together from the files of its parts."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI
from ninja.decorators import decorate_view
from ninja.renderers import JSONRenderer

from durf.errors import DurfError
from durf_server.api import problems
from durf_server.api.auth import token_of
from durf_server.api.idempotency import once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

DESCRIPTION = """
All that the console can do with drafts, reviews, the policy and the evidence.

- **Tokens** belong to a member of a workspace and go in `Authorization: Bearer …`.
- **Lists** come in pages: give `next` of one page as `after` of the next.
- **Errors** have one shape (RFC 9457), with a stable `code`.
- **Idempotency-Key**, on whatever changes something: a repeat within a day gets the
  first answer and does nothing again.
"""

api = NinjaAPI(
    title="durf",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    renderer=JSONRenderer(),
    docs_url=None,
)
problems.install(api)


def changes(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark an operation that changes something: repeats with a key do it once."""

    def answer_once(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def answer(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:  # noqa: ANN401
            token = token_of(request)
            if token is None:
                return run(request, *args, **values)
            try:
                return once(request, token, lambda: run(request, *args, **values))
            except DurfError as error:
                return problems.tell(error)

        return answer

    marked: Callable[..., Any] = decorate_view(answer_once)(view)
    return marked
