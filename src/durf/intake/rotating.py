"""Give a vault another key: what it holds is read anew from where it came from.

Fingerprints under one key say nothing about those under another, so a second
generation is filled beside the first.  It counts all at once, when it is complete;
until then the old key opens the vault, and from then on the new one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from durf.errors import BadUse
from durf.intake.adding import FILES, divided, known_in, limits_of
from durf.intake.crew import Crew, Tally
from durf.intake.known_pictures import PICTURES
from durf.intake.tables.filling import TABLE
from durf.intake.tables.refilling import refill_table, require_table
from durf.intake.walk import Found, trouble
from durf.vault.known import commit_known
from durf.vault.manifest import Root
from durf.vault.vault import Vault
from durf.vault.writer import Writer, following_generation, require_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from durf.intake.crew import Watch
    from durf.vault.document import Document
    from durf.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class Rotating:
    """What is asked for.

    Args:
        drops_missing: what cannot be read any more goes; otherwise nothing changes.
        jobs: how many threads read.
    """

    drops_missing: bool = False
    jobs: int = 1


def rotate(
    folder: Path, old: Secret, new: Secret, rotating: Rotating, watch: Watch
) -> Tally:
    """Fill a generation under a new secret, and make it the one that counts.

    Whoever is interrupted calls it again with the same secrets, and it goes on.
    The old generation stays on the disk until the next ``Writer`` comes.

    Raises:
        BadUse: something cannot be read again; the old secret still counts.
        DurfError: the vault cannot be opened or written.
    """
    root = Root.read(folder)
    require_secret(root, old)
    generation = following_generation(new, root.vault)
    with Writer(folder, new, generation) as writer:
        vault = Vault.open(folder, old)
        refill = _Refill(vault, writer, rotating, watch)
        refill.require_sources()
        tally = refill.all()
        writer.finish(rotating.jobs)
        root = Root(root.vault, generation, new.check(root.vault))
        root.write(folder)
    return tally


class _Refill:
    """A vault that is filled from the sources of another."""

    def __init__(
        self, vault: Vault, writer: Writer, rotating: Rotating, watch: Watch
    ) -> None:
        self.vault = vault
        self.writer = writer
        self.rotating = rotating
        self.watch = watch

    def require_sources(self) -> None:
        """Make sure that all sources are there, before any work is done.

        Raises:
            BadUse: some are not.
            DurfError: a table cannot be opened; it never goes unasked.
        """
        for name, settings in self.vault.settings.items():
            if settings.get("source", FILES) not in _REFILLS:
                raise BadUse(
                    what="what is in {name} cannot be read anew",
                    mend="remove that collection, and add it under the new key",
                    name=name,
                )
            if settings.get("source") == TABLE:
                require_table(name, settings)
        if self.rotating.drops_missing:
            return
        missing = 0
        for document in self.vault.documents():
            missing += self.found(document) is None
        self.require_none(missing)

    def all(self) -> Tally:
        """Fill every collection, and return what came of it.

        Raises:
            BadUse: something cannot be read.
        """
        collections = self.vault.settings
        if self.writer.manifest.collections != collections:
            self.writer.commit(collections=collections)
        tally = Tally()
        for name, settings in sorted(collections.items()):
            source = settings.get("source", FILES)
            tally = _REFILLS[source](self, name, settings, tally)
        if not self.rotating.drops_missing:
            self.require_none(tally.unreadable)
        return tally

    def require_none(self, missing: int) -> None:
        """Stop if something is missing.

        Raises:
            BadUse: it is.
        """
        if missing:
            raise BadUse(
                what="{count} document(s) cannot be read anew, the key stays as it is",
                mend="put them back or remove them, or add --drop-missing",
                count=missing,
            )

    def found(self, document: Document) -> Found | None:
        """Return the file of a document as it is now."""
        path = Path(document.source.path)
        try:
            about = path.stat()
        except OSError as error:
            self.watch.problem(trouble(str(path), error))
            return None
        return Found(path, about.st_size, about.st_mtime_ns)


def _refill_files(
    refill: _Refill, name: str, settings: dict[str, Any], before: Tally
) -> Tally:
    found = list(_files(refill, name))
    there = [(file, called) for file, called in found if file is not None]
    tally, tasks = divided(there, known_in(refill.writer, name))
    tally.unreadable = len(found) - len(there)
    refill.watch.expect(len(tasks), sum(task.file.size for task in tasks))
    crew = Crew(
        refill.writer,
        name,
        is_public=bool(settings.get("public")),
        keeps_meaning=bool(settings.get("meaning")),
        limits=limits_of(settings),
        jobs=refill.rotating.jobs,
        watch=refill.watch,
    )
    return crew.read(tasks, before + tally)


def _files(refill: _Refill, name: str) -> Iterator[tuple[Found | None, str]]:
    for document in refill.vault.documents():
        if document.collection == name:
            yield refill.found(document), document.source.name


def _refill_pictures(
    refill: _Refill, name: str, settings: dict[str, Any], before: Tally
) -> Tally:
    # What a picture looks like is kept under no key but the seal's.
    pictures = refill.vault.known_pictures(name)
    commit_known(refill.writer, name, pictures, settings)
    return before + Tally(added=len(pictures))


def _refill_table(
    refill: _Refill, name: str, settings: dict[str, Any], before: Tally
) -> Tally:
    refill_table(refill.writer, name, settings)
    return before + Tally(added=1)


# How each sort of collection is read anew, by the word in its settings.
_REFILLS: dict[str, Callable[[_Refill, str, dict[str, Any], Tally], Tally]] = {
    FILES: _refill_files,
    PICTURES: _refill_pictures,
    TABLE: _refill_table,
}
