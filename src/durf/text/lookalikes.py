"""Characters that readers take for ASCII letters, digits or punctuation.

The table lies in ``lookalikes.txt``, one line for each look: what a reader sees,
a tab, and the characters seen as that.  It is made from the confusables of
Unicode Technical Standard 39 by ``scripts/make_lookalikes.py``.
"""

from __future__ import annotations

import os.path


def _read() -> dict[str, str]:
    # Neither importlib.resources nor pathlib: they cost 20 ms of every cold start.
    path = os.path.join(os.path.dirname(__file__), "lookalikes.txt")  # noqa: PTH118, PTH120
    looks: dict[str, str] = {}
    with open(path, encoding="utf-8") as table:  # noqa: PTH123
        for line in table:
            look, _, characters = line.rstrip("\n").partition("\t")
            looks.update(dict.fromkeys(characters, look))
    return looks


LOOKALIKES = _read()
