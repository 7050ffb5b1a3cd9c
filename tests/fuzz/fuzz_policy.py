"""Whatever bytes a policy has: it is a policy that compiles, or a ``DurfError``."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import atheris

with atheris.instrument_imports(include=["durf"]):
    import durf
    from durf.check.checker import Checker
    from durf.errors import DurfError, PolicyFaults
    from durf.policy.read import read_policy
    from durf.policy.render import render
    from durf.post import Post

    # What durf loads late must be watched from the beginning too.
    for module in pkgutil.walk_packages(durf.__path__, "durf."):
        if not module.name.startswith("durf.cli"):
            import_module(module.name)

FRONT = b'---\npolicy: Bakery\nversion: "1"\nlanguage: en\n---\n# Posts\n'
POST = Post("Our turnover 12 is up by 20% at http://a.example, @bakery #bread")


def try_policy(content: bytes) -> None:
    """Read a policy; its faults must lie in it, and what has none must work."""
    try:
        policy = read_policy(content, "policy.md")
    except PolicyFaults as faults:
        _check_places(content, faults)
        return
    except DurfError:
        return
    Checker.unproven(policy).check(POST)
    render(policy)


def _check_places(content: bytes, faults: PolicyFaults) -> None:
    assert faults.faults
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    lines = text.replace("\r", "\n").count("\n") + 1
    for fault in faults.faults:
        assert 1 <= fault.place.line <= lines, fault
        assert 1 <= fault.place.column <= len(fault.line) + 1, fault
        assert fault.sentence, fault


def fuzz(raw: bytes) -> None:
    """Take bytes as a whole file, and as what stands below a front matter."""
    if raw.startswith(b"---"):
        try_policy(raw)
    else:
        try_policy(FRONT + raw)


if __name__ == "__main__":
    atheris.Setup(sys.argv, fuzz)
    atheris.Fuzz()
