"""What somebody signs in with beside a password, and the log's word on its changes."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from durf_server.people.facts import record_everywhere
from durf_server.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseBase

_CODES = Authenticator.Type.RECOVERY_CODES


def on_record(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Write what a view of allauth's changes into the log, or let it change nothing.

    allauth itself tells of some changes when they are committed already: what is
    written then can be lost.
    """

    @wraps(view)
    def recorded(
        request: HttpRequest,
        *args: Any,  # noqa: ANN401 allauth's
        **more: Any,  # noqa: ANN401 allauth's
    ) -> HttpResponseBase:
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **more)
        with transaction.atomic():
            # Of two changes at once, each sees its own.
            person = Person.objects.select_for_update().get(pk=request.user.pk)
            before = _factors_of(person.pk)
            response = view(request, *args, **more)
            for kind in _changes(before, _factors_of(person.pk)):
                record_everywhere(kind, person, None, timezone.now())
        return response

    return recorded


def _factors_of(person: UUID) -> dict[int, str]:
    """Return the kinds of somebody's factors, by number."""
    return dict(Authenticator.objects.filter(user=person).values_list("pk", "type"))


def _changes(before: dict[int, str], after: dict[int, str]) -> Iterator[str]:
    """Yield a word for each factor that is new or gone."""
    for number in sorted(after.keys() - before.keys()):
        is_codes = after[number] == _CODES
        yield "recovery-codes.made" if is_codes else "second-factor.added"
    for number in sorted(before.keys() - after.keys()):
        if before[number] != _CODES:
            yield "second-factor.removed"
        elif _CODES not in after.values():
            yield "recovery-codes.removed"
