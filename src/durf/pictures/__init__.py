"""Read a picture from its bytes: text, codes, metadata, and what it looks like.

Nothing here touches a file, the network or the clock.  Taking metadata out needs
Pillow alone; importing anything else here without the extra ``images`` raises
``MissingExtra`` (see ``durf.pictures.whole``).
"""

from __future__ import annotations

from importlib.util import find_spec

from durf.errors import MissingExtra

if not find_spec("PIL"):
    raise MissingExtra(what="reading pictures", extra="images")
