"""Workspaces, the people in them, and what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from durf_server.people.roles import ALLOWS, May, Role

if TYPE_CHECKING:
    from datetime import datetime

LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]


class People(BaseUserManager["Person"]):
    """Makes people; addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None) -> Person:
        """Make a person; without a password they cannot sign in with one."""
        person = self.model(email=self.normalize_email(email).lower())
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find a person by address, whatever its case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in, in any number of workspaces."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_person_an_address"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the operators' pages are open to this person."""
        return self.is_operator


class Workspace(models.Model):
    """One organisation or brand: its policy, people, channels and records."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    language = models.CharField(
        _("language"), max_length=2, choices=LANGUAGES, default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Europe/Amsterdam"
    )
    own_approval = models.BooleanField(
        _("people may approve what they wrote"), default=False
    )
    open_check = models.BooleanField(
        _("the private check is open without an account"), default=False
    )
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person in a workspace, with what they may do there.

    ``roles`` are durf's own; ``titles`` are the named roles of the policy (legal,
    spokesperson …), ``groups`` are the groups of authors that it names.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="members"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="memberships"
    )
    roles = models.JSONField(_("roles"), default=list)
    titles = models.JSONField(_("roles of the policy"), default=list, blank=True)
    groups = models.JSONField(_("groups"), default=list, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "person"], name="one_membership_a_workspace"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def may(self, what: May) -> bool:
        """Whether one of the member's roles allows this."""
        if self.left_at is not None:
            return False
        return what is May.SEE or any(what in ALLOWS[Role(r)] for r in self.roles)


class Absence(models.Model):
    """A time in which somebody else decides for a member."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="absences"
    )
    deputy = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="deputises"
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="absence_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("deputy")),
                name="deputy_is_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.deputy}"

    def covers(self, at: datetime) -> bool:
        """Whether the member is away at this time."""
        return self.starts_at <= at < self.ends_at


class Invitation(models.Model):
    """A place in a workspace for whoever holds the secret of a link."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    roles = models.JSONField(_("roles"), default=list)
    titles = models.JSONField(_("roles of the policy"), default=list, blank=True)
    # SHA-256 of the secret in the link: who reads the database cannot use it.
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    # When a mail server took it; a link that was shown instead went another way.
    mailed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email


class Token(models.Model):
    """A key to the API, for one member, with the scopes it was given."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=100)
    scopes = models.JSONField(_("scopes"), default=list)
    # SHA-256 of a secret of 256 bits: there is nothing to guess.
    secret_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class OneTimeLink(models.Model):
    """A door that opens once: for the first administrator, or for one person."""

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("set this installation up")
        SIGN_IN = "sign-in", _("sign in")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # SHA-256 of the secret in the link: who reads the database cannot use it.
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.kind
