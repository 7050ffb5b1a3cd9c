"""Every error of the API has one shape (RFC 9457, problem details)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.translation import get_language, gettext
from ninja.errors import AuthenticationError, HttpError, ValidationError

from durf.errors import DurfError, PolicyFaults
from durf.locale import translator
from durf_server.errors import Busy, ServerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from ninja import NinjaAPI

PROBLEM = "application/problem+json"
FIRST_PROBLEM = 400
_OTHERS = {
    400: ("bad-request", "the request cannot be read"),
    404: ("not-there", "there is no such address"),
    405: ("method", "this address does not take this method"),
    413: ("too-large", "the request is too large"),
    507: ("no-space", "there is no space left on the disk"),
}
_OURS = ("server-error", "something went wrong here: it was noted")
UNPROCESSABLE = 422
MOST_FAULTS = 100


def answer(
    status: int,
    code: str,
    detail: str,
    **more: Any,  # noqa: ANN401 JSON values
) -> HttpResponse:
    """Return a problem as ``application/problem+json``."""
    body = {"type": "about:blank", "status": status, "code": code, "detail": detail}
    return HttpResponse(
        json.dumps(body | more, ensure_ascii=False),
        status=status,
        content_type=PROBLEM,
    )


def tell(error: DurfError) -> HttpResponse:
    """Return an error of ours as a problem, in the reader's language."""
    status = error.http_status if isinstance(error, ServerError) else UNPROCESSABLE
    say = gettext if isinstance(error, ServerError) else translator(_language())
    sentence = error.sentence(say)
    more: dict[str, object] = {}
    if isinstance(error, PolicyFaults):
        more["errors"] = [
            {
                "field": f"text:{fault.place.line}:{fault.place.column}",
                "detail": fault.said(say),
            }
            for fault in error.faults[:MOST_FAULTS]
        ]
    if "field" in error.arguments:
        more["errors"] = [{"field": str(error.arguments["field"]), "detail": sentence}]
    if "newest" in error.arguments:
        more["newest"] = error.arguments["newest"]
    response = answer(status, error.code, sentence, **more)
    if isinstance(error, Busy):
        response["Retry-After"] = str(error.arguments["seconds"])
    return response


def _language() -> str:
    return get_language() or "en"


def one_shape(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give also what Django answers itself below the API's address its shape."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_problem = response.headers.get("Content-Type") == PROBLEM
        if (
            not request.path.startswith("/api/")
            or response.status_code < FIRST_PROBLEM
            or is_problem
        ):
            return response
        code, detail = _OTHERS.get(response.status_code, _OURS)
        told = answer(response.status_code, code, detail)
        if "Allow" in response:
            told["Allow"] = response["Allow"]
        return told

    return respond


def install(api: NinjaAPI) -> None:
    """Let the API answer all that can go wrong in the one shape."""

    @api.exception_handler(DurfError)
    def _ours(_: HttpRequest, error: DurfError) -> HttpResponse:
        return tell(error)

    @api.exception_handler(ValidationError)
    def _invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
        # The message of pydantic may repeat what was sent: only its own words stay.
        errors = [
            {"field": ".".join(map(str, one["loc"][1:])), "detail": one["msg"]}
            for one in error.errors
        ]
        detail = "the request does not have the shape that the documentation says"
        return answer(UNPROCESSABLE, "bad-request", detail, errors=errors)

    @api.exception_handler(AuthenticationError)
    def _unknown(_: HttpRequest, __: AuthenticationError) -> HttpResponse:
        response = answer(401, "no-token", "the token is missing, wrong or expired")
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(HttpError)
    def _broken(_: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(error.status_code, "bad-request", str(error))

    @api.exception_handler(Http404)
    def _absent(_: HttpRequest, __: Http404) -> HttpResponse:
        return answer(404, "not-there", "there is no such address")
