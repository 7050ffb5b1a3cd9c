"""Read a picture from its bytes: text, codes, metadata, and what it looks like.

Nothing here touches a file, the network or the clock.  Importing this package
without the extra ``images`` raises ``MissingExtra``.
"""

from __future__ import annotations

from importlib.util import find_spec

from durf.errors import MissingExtra

NEEDED = ("PIL", "numpy", "cv2", "rapidocr", "onnxruntime", "zxingcpp")

if not all(find_spec(name) for name in NEEDED):
    raise MissingExtra(what="reading pictures", extra="images")
