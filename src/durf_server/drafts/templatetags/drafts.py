"""Filters for the pages of drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

register = template.Library()


@register.filter
def value_of(values: Mapping[str, str], key: str) -> str:
    """Return what a mapping has under a key; nothing where it has none."""
    return values.get(key, "")


@register.filter
def action_word(action: str) -> str:
    """Return what an action means, in one word or two."""
    words = {
        "allow": _("fine"),
        "warn": _("have a look"),
        "review": _("review"),
        "block": _("stopped"),
    }
    return words.get(str(action), _("not judged yet"))
