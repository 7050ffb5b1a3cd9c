"""The first page of all: it makes the first workspace and its administrator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from durf.errors import PolicyFaults
from durf.networks.registry import NETWORKS
from durf_server.console.founding import Account, FirstChannel, found, starter_text
from durf_server.people.first_run import require_first_run, use_up
from durf_server.people.models import LANGUAGES, Person
from durf_server.people.workspaces import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from durf_server.people.models import Member

STARTERS = [
    ("small-business", _("Small business")),
    ("municipality", _("Municipality")),
    ("listed-company", _("Listed company")),
    ("hospital", _("Hospital")),
]
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}", re.IGNORECASE)


class WelcomeForm(forms.Form):
    """The organisation, its policy, its first channel, and whoever sets it up."""

    organisation = forms.CharField(label=_("Name of your organisation"), max_length=100)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=LANGUAGES,
        help_text=_("Of the policy, and of you; everybody chooses their own later."),
    )
    domain = forms.RegexField(
        label=_("Domain of your website"),
        regex=_DOMAIN,
        max_length=200,
        help_text=_("Such as: voorbeeld.nl"),
    )
    starter = forms.ChoiceField(
        label=_("Policy to start from"),
        choices=STARTERS,
        help_text=_("It is in force at once, and yours to change."),
    )
    network = forms.ChoiceField(
        label=_("First channel"),
        choices=[("", _("None yet")), *((name, name.title()) for name in NETWORKS)],
        required=False,
    )
    handle = forms.CharField(
        label=_("Name of the account there"), max_length=100, required=False
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        help_text=_("At least ten characters; a few words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_organisation(self) -> str:
        """Return the name, if a policy can hold it."""
        name: str = self.cleaned_data["organisation"]
        if not name.isprintable() or set(name) & set("{}"):
            raise forms.ValidationError(_now("Leave out braces and odd signs."))
        return name

    def clean_email(self) -> str:
        """Return the address, if it is nobody's yet."""
        email: str = self.cleaned_data["email"].lower()
        if Person.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_now("Somebody here has this address already."))
        return email

    def clean(self) -> dict[str, Any]:
        """Return all of it, if nobody guesses the password."""
        given = self.cleaned_data
        if "password" in given:
            person = Person(email=given.get("email", ""), name=given.get("name", ""))
            try:
                validate_password(given["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Set this installation up, for who holds the link that its start printed."""
    now = timezone.now()
    require_first_run(secret, at=now)
    given = request.POST if request.method == "POST" else None
    form = WelcomeForm(given, initial={"language": get_language()})
    if form.is_valid():
        try:
            member = set_up(secret, form.cleaned_data, at=now)
        except PolicyFaults:
            form.add_error("organisation", _now("Leave out braces and odd signs."))
        else:
            perform_login(request, member.person)
            return redirect("workspace-home", slug=member.workspace.slug)
    return render(request, "console/welcome.html", {"form": form})


@transaction.atomic
def set_up(secret: str, given: Mapping[str, Any], *, at: datetime) -> Member:
    """Found the first workspace, and close the door behind it.

    Raises:
        NotThere: the link opens nothing, or somebody was faster.
        PolicyFaults: the names make a broken policy.
    """
    use_up(secret, at=at)
    settings = Settings(given["organisation"], given["language"])
    account = Account(
        given["email"], given["name"], given["language"], given["password"]
    )
    policy = starter_text(
        given["starter"], settings, owner=given["email"], domain=given["domain"].lower()
    )
    channel = None
    if given["network"]:
        name = given["handle"] or given["organisation"]
        channel = FirstChannel(given["network"], name, given["handle"])
    return found(settings, account, policy=policy, channel=channel, at=at)
