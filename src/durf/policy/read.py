"""From the bytes of a Markdown file to a policy, or to all that is wrong with it."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

from durf.errors import PolicyFaults
from durf.policy.front import LANGUAGES, FrontMatter, read_front
from durf.policy.markdown import (
    Anchors,
    Fence,
    Heading,
    Numbers,
    split_blocks,
    split_front,
)
from durf.policy.model import Clause, Policy, Prose, RuleHere
from durf.policy.packs import SHIPPED, PackReader, Way
from durf.policy.rules import RuleReader
from durf.source.faults import Faults
from durf.source.place import Place
from durf.source.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from durf.kinds.look import Look
    from durf.policy.markdown import Block
    from durf.policy.model import Rule

MAX_BYTES = 20_000_000
MAX_LINES = 400_000
_MARK = "\ufeff"


def read_policy(
    content: bytes, path: str, load: Callable[[str], bytes] | None = None
) -> Policy:
    """Read a policy.

    Args:
        content: the bytes of its file.
        path: what to call the file in faults; local packs are looked for beside it.
        load: reads a local pack by its path.

    Raises:
        PolicyFaults: with every fault of the file, sorted by place.
    """
    return _Reader(content, path, load).policy()


def _read_pack(content: bytes, path: str, language: str, way: Way) -> Policy:
    # A local pack may include others that lie beside it.
    load = None if path.startswith(SHIPPED.as_posix()) else load_pack
    return _Reader(content, path, load, language, way).policy()


def load_file(path: str) -> bytes:
    """Return the bytes of a file, no more than a policy may have.

    Raises:
        OSError: it cannot be read.
    """
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read(MAX_BYTES + 1)


def load_pack(path: str) -> bytes:
    """Return the bytes of a pack beside a policy, which may be no device or pipe.

    Raises:
        OSError: it is one, or cannot be read.
    """
    # A pipe would be waited for, and a device never ends.
    mode = os.stat(path).st_mode  # noqa: PTH116
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "it is no plain file", path)
    return load_file(path)


def secret_types() -> Mapping[str, Look]:
    """Return the looks of the shipped pack ``secrets`` by the names of their types."""
    content = (SHIPPED / "secrets.md").read_bytes()
    policy = _Reader(content, "secrets", None, "en", named=False).policy()
    return {
        name: rule.look
        for rule in policy.rules
        if rule.look is not None
        for name in getattr(rule.look, "entities", ())
    }


class _Reader:
    def __init__(
        self,
        content: bytes,
        path: str,
        load: Callable[[str], bytes] | None,
        language: str = "",
        way: Way | None = None,
        *,
        named: bool = True,
    ) -> None:
        self.content = content
        self.path = path
        self.load = load
        self.language = language
        self.way = way or Way((("", os.path.normpath(path)),))
        text, self.lines = _lines(content)
        self.text = text
        self.faults = Faults(path, self.lines)
        self.secrets = secret_types if named else dict

    def policy(self) -> Policy:
        self._check_bytes()
        wanted = Wanted(self.faults)
        front, skip = split_front(self.lines, self.faults)
        read = read_front(front, wanted) if front else FrontMatter()
        language = self.language or read.language
        reader = RuleReader(read, language, wanted, self.secrets)
        blocks = split_blocks(self.lines, skip, self.faults)
        titles = read.translations.get(language, {})
        clauses, rules = self._clauses(blocks, reader, titles)
        reader.roles += read.named
        reader.roles += [
            (pack.by, pack.places.get(pack.by, pack.place))
            for pack in read.packs
            if pack.by
        ]
        reader.check_roles()
        packs = PackReader(self.faults, language, self.load, _read_pack, self.way)
        included = packs.include(read.packs)
        self._stop_at_faults()
        return Policy(
            name=read.name,
            version=f"{read.version}+sha256:{hashlib.sha256(self.content).hexdigest()}",
            language=language if language in LANGUAGES else "en",
            path=self.path,
            source=self.text,
            effective=read.effective,
            owner=read.owner,
            timezone=read.timezone,
            roles=read.roles,
            calendar=read.calendar,
            reviews=read.reviews,
            clauses=clauses,
            rules=rules,
            packs=included,
            sources=tuple(packs.sources.items()),
        )

    def _check_bytes(self) -> None:
        start = Place(self.path, 1, 1)
        if len(self.content) > MAX_BYTES or len(self.lines) > MAX_LINES:
            self.faults.add(start, "too-large", "this file is too large for a policy")
            self._stop_at_faults()
        if (at := self._first("\ufffd")) is not None:
            self.faults.add(at, "not-utf8", "this is not UTF-8")
        if (at := self._first("\0")) is not None:
            self.faults.add(at, "nul", "the sign NUL may not stand in a policy")

    def _first(self, sign: str) -> Place | None:
        before, found, _ = self.text.partition(sign)
        if not found:
            return None
        line = before.count("\n") + 1
        return Place(self.path, line, len(before) - before.rfind("\n"))

    def _stop_at_faults(self) -> None:
        if self.faults.found:
            raise PolicyFaults(self.path, sorted(set(self.faults.found)))

    def _clauses(
        self, blocks: Sequence[Block], reader: RuleReader, titles: Mapping[str, str]
    ) -> tuple[tuple[Clause, ...], tuple[Rule, ...]]:
        anchors, numbers = Anchors(), Numbers()
        clauses: list[tuple[Clause, list[Prose | RuleHere]]] = []
        rules: list[Rule] = []
        for block in blocks:
            if isinstance(block, Heading):
                title = titles.get(block.title, block.title)
                anchor, number = anchors.of(title), numbers.of(block.level)
                clause = Clause(title, block.level, anchor, number, block.place)
                clauses.append((clause, []))
                continue
            if not clauses:
                place = Place(self.path, block.place.line, 1)
                clauses.append((Clause("", 1, "", "", place), []))
            clause, parts = clauses[-1]
            if not isinstance(block, Fence):
                parts.append(Prose(block.markdown, block.place))
                continue
            rule = reader.read(block, clause)
            if rule is not None:
                rules.append(rule)
                parts.append(RuleHere(rule.id))
        done = tuple(replace(clause, parts=tuple(parts)) for clause, parts in clauses)
        return done, tuple(rules)


def _lines(content: bytes) -> tuple[str, list[str]]:
    text = content[: MAX_BYTES + 1].decode("utf-8", "replace").removeprefix(_MARK)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, text.split("\n")
