"""How to speak to each network, by name; loaded when somebody sends."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from durf.networks.registry import NETWORKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.networks.speaking import Speaker


@cache
def speakers() -> Mapping[str, Speaker]:
    """Return the speaker of each network whose folder has one."""
    found: dict[str, Speaker] = {}
    for name in NETWORKS:
        module = f"durf.networks.{name}.speaker"
        if find_spec(module) is not None:
            found[name] = import_module(module).SPEAKER
    return found
