"""What a reviewer can say."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Decision(TextChoices):
    """A reviewer's word on a draft."""

    APPROVE = "approve", _("approved")
    ASK = "ask", _("asked for changes")
    REFUSE = "refuse", _("refused")
