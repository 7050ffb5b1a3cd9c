"""From a policy file to a checker: kept from an earlier run, or compiled now."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from durf.check.checker import Checker
from durf.cli.cache import key_of
from durf.errors import BadUse, BrokenProgram, DurfError, FileProblem

if TYPE_CHECKING:
    from durf.cli.cache import Cache

_LENGTH = 4
# More than any policy may have: whoever reads it will say so.
_MOST_BYTES = 20_000_001


@dataclass(frozen=True, slots=True)
class Loaded:
    """A checker with what the command line wants to know beside it.

    Attributes:
        program: the checker as bytes, to make another of it.
        has_judge_rules: some rules put questions to a judge.
        trouble: why it could not be kept for the next run; "" if it was.
    """

    checker: Checker
    program: bytes
    has_judge_rules: bool
    trouble: str = ""


def load(path: str, cache: Cache | None) -> Loaded:
    """Make the checker of a policy file.

    Raises:
        DurfError: the file cannot be read, has faults, or breaks its own examples.
    """
    try:
        with open(path, "rb") as file:
            raw = file.read(_MOST_BYTES)
    except OSError as error:
        raise _unreadable(path, error) from None
    return load_source(raw, path, cache)


def load_source(raw: bytes, path: str, cache: Cache | None) -> Loaded:
    """Make the checker of a policy whose bytes are at hand.

    Raises:
        DurfError: it has faults, or breaks its own examples.
    """
    if cache is None:
        return _compiled(raw, path)[0]
    key = key_of(raw, path)
    kept = cache.get(key)
    loaded = _kept(kept) if kept else None
    return loaded or _compiled_and_kept(raw, path, cache, key)


def _kept(payload: bytes) -> Loaded | None:
    """Make a checker of what was kept, if that is still what it would be now."""
    end = _LENGTH + int.from_bytes(payload[:_LENGTH], "big")
    header: dict[str, Any] = json.loads(payload[_LENGTH:end])
    if not all(_is_unchanged(path, digest) for path, digest in header["sources"]):
        return None
    program = payload[end:]
    try:
        checker = Checker.from_bytes(program)
    except BrokenProgram:
        return None
    return Loaded(checker, program, header["has_judge_rules"])


def _compiled_and_kept(raw: bytes, path: str, cache: Cache, key: str) -> Loaded:
    loaded, sources = _compiled(raw, path)
    header = {"has_judge_rules": loaded.has_judge_rules, "sources": sources}
    written = json.dumps(header).encode()
    try:
        length = len(written).to_bytes(_LENGTH, "big")
        cache.put(key, length + written + loaded.program)
    except OSError as error:
        return replace(loaded, trouble=error.strerror or type(error).__name__)
    return loaded


def _compiled(raw: bytes, path: str) -> tuple[Loaded, list[tuple[str, str]]]:
    from durf.check.examples import require_own
    from durf.policy.read import load_pack, read_policy

    policy = read_policy(raw, path, load_pack)
    checker = Checker.unproven(policy)
    require_own(policy, checker)
    has_judge_rules = any(rule.kind == "judge" for _, rule in policy.every_rule())
    sources = [(os.path.abspath(source), digest) for source, digest in policy.sources]
    return Loaded(checker, checker.to_bytes(), has_judge_rules), sources


def _unreadable(path: str, error: OSError) -> DurfError:
    if not isinstance(error, FileNotFoundError):
        return FileProblem(verb="read", path=path, reason=error.strerror)
    return BadUse(
        what="there is no policy {path}",
        mend="name one with --policy, or start one with 'durf policy new'",
        path=path,
    )


def _is_unchanged(path: str, digest: str) -> bool:
    try:
        with open(path, "rb") as file:
            return sha256(file.read()).hexdigest() == digest
    except OSError:
        return False
