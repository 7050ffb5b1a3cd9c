"""Where a draft is on its way to being sent."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """The states of a draft; ``durf_server.reviews.machine`` says which is true."""

    WRITING = "writing", _("being written")
    IN_REVIEW = "in-review", _("in review")
    CHANGES_ASKED = "changes-asked", _("changes asked for")
    REFUSED = "refused", _("refused")
    CLEARED = "cleared", _("cleared to send")
    HELD = "held", _("held")
    WITHDRAWN = "withdrawn", _("withdrawn")
