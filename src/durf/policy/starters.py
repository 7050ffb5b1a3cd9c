"""The model policies to start from, and filling one in."""

from __future__ import annotations

import json
import re
from pathlib import Path

STARTERS = ("municipality", "listed-company", "hospital", "small-business")
_FOLDER = Path(__file__).parent.parent / "policies"
# In front matter a value that is one placeholder is YAML: it is quoted.
_FRONT = re.compile(r"^(\w+:[ \t]+)([\"']?)\{(\w+)\}\2[ \t]*$", re.MULTILINE)


def filled(starter: str, language: str, values: dict[str, str]) -> str:
    """Return a starter with its placeholders filled in.

    Args:
        starter: one of ``STARTERS``.
        language: ``"nl"`` or ``"en"``.
        values: for ``{organisation}``, ``{owner}`` and ``{domain}``.
    """
    text = (_FOLDER / f"{starter}.{language}.md").read_text("utf-8")
    opening, front, body = text.split("---\n", 2)

    def quoted(found: re.Match[str]) -> str:
        value = values.get(found[3])
        if value is None:
            return found[0]
        return found[1] + json.dumps(value, ensure_ascii=False)

    front = _FRONT.sub(quoted, front)
    whole = "---\n".join((opening, front, body))
    for name, value in values.items():
        whole = whole.replace(f"{{{name}}}", value)
    return whole
