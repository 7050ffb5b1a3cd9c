"""Add files to a collection: what is new, what changed, and what has gone."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from durf.errors import BadUse, FileProblem
from durf.intake.crew import Crew, Known, Tally, Task
from durf.intake.extract.limits import Limits
from durf.intake.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from durf.intake.crew import Watch
    from durf.intake.walk import Found
    from durf.vault.writer import Writer

# What a collection's documents come from; tables and pictures have other words.
FILES = "files"
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Adding:
    """What is asked for.

    Args:
        collection: that the documents go into.
        is_public: it holds what everybody may say.
        keeps_meaning: what its sentences mean is kept, too.
        prunes: documents below the given paths go if their file has gone.
        jobs: how many threads read.
        exclude: glob patterns of what is left out (see ``walk``).
        hidden: take hidden files too.
        limits: for each file.
    """

    collection: str
    is_public: bool = False
    keeps_meaning: bool = False
    prunes: bool = False
    jobs: int = 1
    exclude: Sequence[str] = ()
    hidden: bool = False
    limits: Limits = field(default_factory=Limits)


def add(writer: Writer, paths: Sequence[Path], adding: Adding, watch: Watch) -> Tally:
    """Add files and folders to a collection.

    What is done is committed every now and then: whoever is interrupted starts
    again and goes on.

    Raises:
        BadUse: the collection cannot have that name, or is of another sort.
        FileProblem: one of the paths is not there.
        DurfError: the vault cannot be written.
        OSError: the disk cannot.
    """
    require_name(adding.collection)
    if adding.is_public and adding.keeps_meaning:
        raise BadUse(
            what="what is public has no meaning to keep",
            mend="leave --meaning or --public out",
        )
    _require_paths(paths)
    limits = _settle(writer, adding)
    known = known_in(writer, adding.collection)
    survey = _Survey(writer, watch)
    found = list(survey.files(paths, adding))
    tally, tasks = divided(found, known)
    tally.unreadable = len(survey.troubles)
    watch.expect(len(tasks), sum(task.file.size for task in tasks))
    crew = Crew(
        writer,
        adding.collection,
        is_public=adding.is_public,
        keeps_meaning=keeps_meaning(writer, adding.collection),
        limits=limits,
        jobs=adding.jobs,
        watch=watch,
    )
    tally = crew.read(tasks, tally)
    if adding.prunes:
        seen = {str(file.path) for file, _ in found}
        gone = [one for path, one in known.items() if path not in seen]
        tops = [_absolute(path) for path in paths]
        dropped = [one for one in gone if survey.knows_gone(one.source.path, tops)]
        drop(writer, dropped)
        tally.dropped = len(dropped)
    writer.finish(adding.jobs)
    return tally


def require_name(collection: str) -> None:
    """Make sure that a collection can have a name.

    Raises:
        BadUse: it cannot.
    """
    is_fine = collection.isprintable() and collection == collection.strip()
    if is_fine and 0 < len(collection) <= _LONGEST_NAME:
        return
    raise BadUse(
        what="a collection cannot have that name",
        mend="give one line of at most 100 letters, without blanks around it",
    )


def known_in(writer: Writer, collection: str) -> dict[str, Known]:
    """Return the documents of a collection by their paths."""
    return {
        document.source.path: Known(document.source, entry.name, document.start)
        for entry, document in writer.documents()
        if document.collection == collection
    }


def drop(writer: Writer, documents: Sequence[Known]) -> None:
    """Take documents out; their fingerprints go when the writer finishes."""
    gone: dict[str, list[int]] = {}
    for one in documents:
        gone.setdefault(one.segment, []).append(one.start)
    if gone:
        writer.commit(gone=gone)


def keeps_meaning(writer: Writer, collection: str) -> bool:
    """Tell whether what the documents of a collection mean is kept."""
    return bool(writer.manifest.collections[collection].get("meaning"))


def limits_of(settings: Mapping[str, Any]) -> Limits:
    """Return the limits that the files of a collection were read with."""
    return Limits(**settings.get("limits", {}))


def _settle(writer: Writer, adding: Adding) -> Limits:
    """Note what sort of collection this is, and return the limits to read it with.

    Raises:
        BadUse: it is of another sort already.
    """
    collections = writer.manifest.collections
    before = collections.get(adding.collection)
    if before is not None:
        _require_same_sort(before, adding)
    # A key is rotated with the widest limits that any of the files needed.
    has_meaning = adding.keeps_meaning or (before or {}).get("meaning", False)
    settings = {
        "source": FILES,
        "public": adding.is_public,
        "meaning": has_meaning,
        "limits": _widest(before or {}, adding.limits),
    }
    if settings != before:
        writer.commit(collections=collections | {adding.collection: settings})
    return adding.limits


def _widest(before: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    known = before.get("limits", {})
    return {
        name: max(known.get(name, 0), most) for name, most in asdict(limits).items()
    }


def _require_same_sort(before: Mapping[str, Any], adding: Adding) -> None:
    name = adding.collection
    if before.get("source", FILES) != FILES:
        raise BadUse(
            what="the collection {name} does not hold documents",
            mend="give the documents a collection of their own",
            name=name,
        )
    if adding.keeps_meaning and not before.get("meaning", False):
        raise BadUse(
            what="the collection {name} was added without --meaning",
            mend="remove it and add it again, or give it another name",
            name=name,
        )
    was_public = before.get("public", False)
    if was_public and not adding.is_public:
        raise BadUse(
            what="the collection {name} is public",
            mend="add --public, or give the documents another collection",
            name=name,
        )
    if adding.is_public and not was_public:
        raise BadUse(
            what="the collection {name} is not public",
            mend="leave --public out, or give the documents another collection",
            name=name,
        )


def _require_paths(paths: Sequence[Path]) -> None:
    for path in paths:
        try:
            path.stat()
        except OSError as error:
            raise FileProblem(verb="read", path=path, reason=error.strerror) from None


def _absolute(path: str | os.PathLike[str]) -> str:
    # Not resolved: a link that was given keeps its name.
    return os.path.abspath(path)  # noqa: PTH100


class _Survey:
    """A walk that remembers where it could not go."""

    def __init__(self, writer: Writer, watch: Watch) -> None:
        # The vault may stand in a folder that is added; it is nobody's document.
        self._vault = os.path.realpath(writer.folder.parent)
        self._watch = watch
        self.troubles: list[str] = []

    def files(
        self, paths: Sequence[Path], adding: Adding
    ) -> Iterator[tuple[Found, str]]:
        """Yield each file once, with its name."""
        seen: set[Path] = set()
        for path in paths:
            top = _absolute(path)
            inside = self._vault_from(top)
            for file in walk([path], self._note, adding.exclude, hidden=adding.hidden):
                if file.path in seen or _is_below(str(file.path), inside):
                    continue
                seen.add(file.path)
                yield file, _name(file.path, top)

    def _vault_from(self, top: str) -> list[str]:
        """Return what the vault's folder is called from a folder, if it is inside."""
        real = os.path.realpath(top)
        if _is_below(real, [self._vault]):
            return [top]
        if _is_below(self._vault, [real]):
            return [f"{top}/{os.path.relpath(self._vault, real)}"]
        return []

    def _note(self, problem: FileProblem) -> None:
        self.troubles.append(str(problem.arguments["path"]))
        self._watch.problem(problem)

    def knows_gone(self, path: str, tops: Sequence[str]) -> bool:
        """Tell whether a file has gone for sure, and not only out of sight."""
        return _is_below(path, tops) and not _is_below(path, self.troubles)


def _is_below(path: str, tops: Sequence[str]) -> bool:
    return any(path == top or path.startswith(top.rstrip("/") + "/") for top in tops)


def _name(path: Path, top: str) -> str:
    name = os.path.relpath(path, top)
    return path.name if name == os.curdir else name


def divided(
    found: Sequence[tuple[Found, str]], known: Mapping[str, Known]
) -> tuple[Tally, list[Task]]:
    """Return what is to be read; what is plainly unchanged is only counted.

    Args:
        found: files, with the names of their documents.
        known: documents of the collection, by path.
    """
    tally = Tally()
    tasks = []
    for file, name in found:
        before = known.get(str(file.path))
        if before and _is_same(file, before):
            tally.unchanged += 1
        else:
            tasks.append(Task(file, name, before))
    return tally, tasks


def _is_same(file: Found, known: Known) -> bool:
    source = known.source
    return (file.size, file.changed) == (source.size, source.changed)
