"""Ask for all that reading pictures takes before any of it is imported."""

from __future__ import annotations

from importlib.util import find_spec

from durf.errors import MissingExtra

NEEDED = ("PIL", "numpy", "cv2", "rapidocr", "onnxruntime", "zxingcpp")

if not all(find_spec(name) for name in NEEDED):
    raise MissingExtra(what="reading pictures", extra="images")
