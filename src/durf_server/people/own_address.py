"""The address of an account, as allauth keeps it beside the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress

if TYPE_CHECKING:
    from durf_server.people.models import Person


def keep_own_address(person: Person) -> None:
    """Let allauth know the address that a person signs in with.

    It counts as verified: an invitation, the directory or the operator vouched for it.
    Without one, allauth would take the address away as soon as another is asked for.
    """
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"primary": True, "verified": True}
    )
