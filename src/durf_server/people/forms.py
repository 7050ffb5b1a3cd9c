"""What people fill in about themselves, each other and the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from durf_server.people.models import LANGUAGES, Member, Person, Workspace
from durf_server.people.place import Place, read_place, split_words
from durf_server.people.roles import Role
from durf_server.people.tokens import SCOPES
from durf_server.people.workspaces import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOST_DEPUTIES = 1_000


def _time_zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class PlaceForm(forms.Form):
    """Roles, roles of the policy, and groups."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, capfirst(role.label)) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    titles = forms.CharField(
        label=_("Roles of the policy"),
        help_text=_("As the policy names them, such as: legal, spokesperson"),
        required=False,
        max_length=600,
    )
    groups = forms.CharField(
        label=_("Groups"),
        help_text=_("Groups of authors that the policy names"),
        required=False,
        max_length=600,
    )

    def place(self) -> Place:
        """Return what was filled in."""
        cleaned = self.cleaned_data
        return read_place(
            cleaned["roles"],
            split_words(cleaned["titles"]),
            split_words(cleaned.get("groups", "")),
        )


def place_form(member: Member, given: Mapping[str, Any] | None = None) -> PlaceForm:
    """Return the form of what a member is."""
    now = {
        "roles": member.roles,
        "titles": ", ".join(member.titles),
        "groups": ", ".join(member.groups),
    }
    return PlaceForm(given, initial=now)


class InviteForm(PlaceForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail address"))
    field_order = ("email", "roles", "titles")

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **more)
        del self.fields["groups"]


class AcceptForm(forms.Form):
    """Who somebody is that was invited."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least ten characters; a few words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, given: Mapping[str, Any] | None, *, email: str) -> None:
        super().__init__(given, initial={"language": get_language()})
        self.email = email

    def clean_password(self) -> str:
        """Return the password, if nobody guesses it."""
        password: str = self.cleaned_data["password"]
        validate_password(password, Person(email=self.email))
        return password


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name and language."""

    class Meta:
        model = Person
        fields = ("name", "language")
        labels = {"name": _("Your name"), "language": _("Language")}  # noqa: RUF012


class AbsenceForm(forms.Form):
    """Who is away, from when until when, and who decides meanwhile."""

    deputy = forms.ModelChoiceField(label=_("Deputy"), queryset=Member.objects.none())
    starts_at = forms.DateTimeField(label=_("From"), widget=_MOMENT)
    ends_at = forms.DateTimeField(label=_("Until"), widget=_MOMENT)

    def __init__(self, member: Member, *args: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args)
        self.fields["deputy"].queryset = (  # type: ignore[attr-defined]
            Member.objects.filter(workspace=member.workspace_id, left_at__isnull=True)
            .exclude(pk=member.pk)
            .select_related("person")
            .order_by("person__name", "pk")
        )


class TokenForm(forms.Form):
    """What a program may do in one's name."""

    name = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("Such as: newsroom bot")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope, capfirst(label)) for scope, label in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("How long"),
        choices=[
            (30, _("30 days")),
            (90, _("90 days")),
            (365, _("a year")),
            (0, _("until it is revoked")),
        ],
        coerce=int,
        initial=90,
    )


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What holds for all of the workspace."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_time_zones)

    class Meta:
        model = Workspace
        fields = ("name", "language", "time_zone", "own_approval", "open_check")

    def settings(self) -> Settings:
        """Return what was filled in."""
        return Settings(**self.cleaned_data)
