"""Add pictures and logos to a collection, to be known again."""

from __future__ import annotations

import hashlib
from time import monotonic
from typing import TYPE_CHECKING

from durf.errors import BadUse, FileProblem, PictureProblem, Unreadable
from durf.intake import endings
from durf.intake.adding import (
    FILES,
    _absolute,
    _require_paths,
    _Survey,
    require_name,
)
from durf.intake.crew import PACE, Tally
from durf.vault.document import Source
from durf.vault.known import KnownPicture, commit_known, known_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from durf.intake.adding import Adding
    from durf.intake.crew import Watch
    from durf.intake.walk import Found
    from durf.vault.writer import Writer

# What a collection's pictures come from, in its settings.
PICTURES = "pictures"


def add_pictures(
    writer: Writer, paths: Sequence[Path], adding: Adding, watch: Watch
) -> Tally:
    """Add the pictures in files and folders to a collection.

    In a folder only files count whose name ends as that of a picture does.  Whoever
    is interrupted starts again and goes on.

    Raises:
        MissingExtra: nothing here can read pictures.
        BadUse: the collection cannot have that name, or is of another sort.
        FileProblem: one of the paths is not there.
        DurfError: the vault cannot be written.
        OSError: the disk cannot.
    """
    require_name(adding.collection)
    _require_paths(paths)
    _require_same_sort(writer, adding.collection)
    survey = _Survey(writer, watch)
    given = {_absolute(path) for path in paths}
    found = list(_chosen(survey.files(paths, adding), given))
    register = Register(writer, adding.collection, watch)
    register.tally.unreadable = len(survey.troubles)
    watch.expect(len(found), sum(file.size for file, _ in found))
    register.take(found)
    if adding.prunes:
        there = {str(file.path) for file, _ in found}
        register.drop(
            path for path in register.paths - there if survey.knows_gone(path, [*given])
        )
    register.commit()
    return register.tally


class Register:
    """The pictures of one collection, while some are added.

    Args:
        writer: of the vault.
        collection: that the pictures belong to.
        watch: is told how far it is.
    """

    def __init__(self, writer: Writer, collection: str, watch: Watch) -> None:
        # Before anything else: without the extra nothing can be done.
        from durf.pictures.likeness import Likeness

        self._likeness = Likeness
        self._writer = writer
        self._collection = collection
        self._watch = watch
        self._known = {one.source.path: one for one in known_in(writer, collection)}
        self._is_changed = collection not in writer.manifest.collections
        self._committed = monotonic()
        self.tally = Tally()

    @property
    def paths(self) -> set[str]:
        """Of the pictures that it has."""
        return set(self._known)

    def take(self, found: Sequence[tuple[Found, str]]) -> None:
        """Add files, each with the name that findings call it."""
        for file, name in found:
            try:
                self._add(file, name)
            except (FileProblem, Unreadable) as problem:
                self.tally.unreadable += 1
                self._watch.problem(problem)
            self.tally.size += file.size
            self._watch.forward(self.tally)
            if monotonic() - self._committed > PACE.seconds:
                self.commit()

    def drop(self, paths: Iterator[str]) -> None:
        """Forget pictures."""
        for path in list(paths):
            del self._known[path]
            self.tally.dropped += 1
            self._is_changed = True

    def commit(self) -> None:
        """Make what was added and forgotten count."""
        if self._is_changed:
            settings = {"source": PICTURES, "public": False}
            known = sorted(self._known.values(), key=lambda one: one.source.path)
            commit_known(self._writer, self._collection, known, settings)
        self._is_changed = False
        self._committed = monotonic()

    def _add(self, file: Found, name: str) -> None:
        path = str(file.path)
        known = self._known.get(path)
        if known and _is_same(file, known.source):
            self.tally.unchanged += 1
            return
        content = _content(file.path)
        digest = hashlib.sha256(content).hexdigest()
        if known and known.source.digest == digest:
            self.tally.unchanged += 1
            return
        try:
            likeness = self._likeness.of(content).to_bytes()
        except PictureProblem as problem:
            why, mend = str(problem.arguments["reason"]), problem.remedy
            raise Unreadable(path=path, why=why, reason=why, mend=mend) from None
        source = Source(path, file.size, file.changed, digest, name)
        self._known[path] = KnownPicture(source, likeness)
        self._is_changed = True
        if known:
            self.tally.changed += 1
        else:
            self.tally.added += 1


def _is_same(file: Found, source: Source) -> bool:
    return (file.size, file.changed) == (source.size, source.changed)


def _chosen(
    found: Iterator[tuple[Found, str]], given: set[str]
) -> Iterator[tuple[Found, str]]:
    """Yield what was given by name, and what looks like a picture in folders."""
    for file, name in found:
        path = str(file.path)
        if path in given or path.lower().endswith(endings.PICTURES):
            yield file, name


def _content(path: Path) -> bytes:
    from durf.pictures.opening import LIMITS

    try:
        with path.open("rb") as file:
            return file.read(LIMITS.bytes + 1)
    except OSError as error:
        raise FileProblem(verb="read", path=path, reason=error.strerror) from None


def _require_same_sort(writer: Writer, collection: str) -> None:
    before = writer.manifest.collections.get(collection)
    if before is not None and before.get("source", FILES) != PICTURES:
        raise BadUse(
            what="the collection {name} does not hold pictures",
            mend="give the pictures another collection",
            name=collection,
        )
