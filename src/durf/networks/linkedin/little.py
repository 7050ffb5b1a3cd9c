"""LinkedIn's little text format, in which the text of a post is sent."""

from __future__ import annotations

import re

# https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
_RESERVED = re.compile(r"[|{}@\[\]()<>#\\*_~]")
_HASHTAG = re.compile(r"(?<![\w#&])#(?=\w*[^\W\d_])\w+")


def little(text: str) -> str:
    """Write a text in the format: what is reserved is escaped, hashtags stay.

    A sign left unescaped ends the post there, and LinkedIn does not say so.
    """
    written, place = [], 0
    for found in _HASHTAG.finditer(text):
        written.append(_escaped(text[place : found.start()]))
        written.append("#" + _escaped(found[0][1:]))
        place = found.end()
    written.append(_escaped(text[place:]))
    return "".join(written)


def _escaped(text: str) -> str:
    return _RESERVED.sub(r"\\\g<0>", text)
