"""An error as a sentence, for pages that ask by script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

from durf.locale import translator
from durf_server.errors import ServerError

if TYPE_CHECKING:
    from durf.errors import DurfError


def sentence_of(error: DurfError) -> str:
    """Return an error in the reader's language.

    The server's sentences are in its own catalogues, the library's in the library's.
    """
    if isinstance(error, ServerError):
        return error.sentence(gettext)
    return error.sentence(translator(get_language() or "en"))
