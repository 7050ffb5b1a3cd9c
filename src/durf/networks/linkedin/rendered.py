"""Makes LinkedIn's little text plain again.

learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format:
a backslash before a reserved sign, ``@[name](urn)`` for a mention, and
``{hashtag|\\#|word}`` for a hashtag.
"""

from __future__ import annotations

import re

_WRITTEN = re.compile(
    r"\{hashtag\\?\|\\?(?P<sign>[#＃])\\?\|(?P<tag>(?:\\.|[^{}|\\])*)\}"
    r"|@\[(?P<name>(?:\\.|[^\[\]\\])*)\]\(urn:[^()\s]{1,200}\)"
    r"|\\(?P<escaped>[|{}@\[\]()<>#\\*_~])"
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def plain(little: str) -> str:
    """Return a text as readers see it."""
    return _WRITTEN.sub(_seen, little)


def _seen(found: re.Match[str]) -> str:
    if found["escaped"]:
        return found["escaped"]
    if found["sign"]:
        return "#" + _ESCAPED.sub(r"\1", found["tag"])
    return _ESCAPED.sub(r"\1", found["name"])
