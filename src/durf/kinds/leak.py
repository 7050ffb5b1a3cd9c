"""The kind ``leak``: what stands in the vault's documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf.action import Action
from durf.kinds.look import Gate, Match, Opens, Triggers
from durf.source.nodes import Mapping as MappingNode
from durf.source.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.source.nodes import Node
    from durf.vault.quotation import Quotation

KEYS = ("collections", "words", "show")
SHOWS = ("document", "collection")
# The vault finds shorter quotations by chance only.
LEAST_WORDS = 8
_MOST_WORDS = 100


@dataclass(frozen=True)
class LeakLook:
    """Which documents must not be quoted.

    Args:
        collections: of the vault; one of them is enough.
        words: so many words in a row are a quotation.
        show: whether a finding names the ``document``, or its ``collection`` only.
    """

    collections: tuple[str, ...]
    words: int = LEAST_WORDS
    show: str = "document"

    def triggers(self) -> Triggers:
        """Return the signs to watch for: the vault knows them."""
        return Triggers(gates=(Gate(Opens.QUOTED),))

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that asks the vault."""
        collections = frozenset(self.collections)

        def find(subject: Subject) -> Iterable[Match]:
            if subject.vault is None:
                return
            quoted = subject.vault.quotations(subject.view, self.words)
            ours = [one for one in quoted if one.collection in collections]
            yield from map(self._match, ours)
            if not subject.vault.has_meanings:
                return
            for one in subject.vault.similar(subject.view.text):
                if one.collection in collections and not _is_within(one, ours):
                    yield self._similar(one)

        return find

    def _similar(self, similar: Quotation) -> Match:
        whose = similar.collection
        if self.show == "document":
            whose += f": {similar.document}"
            whose += f", {similar.label}" if similar.label else ""
        return Match(
            similar.start,
            similar.end,
            note=(
                "similar in meaning to {0}; of sentences so alike, {1} say the same",
                whose,
                f"{similar.score:.0%}",
            ),
            is_secret=True,
            # Similar is not the same: a person decides.
            at_most=Action.REVIEW,
            detail=(*self._detail(similar), ("score", round(similar.score, 2))),
        )

    def _match(self, quotation: Quotation) -> Match:
        return Match(
            quotation.start,
            quotation.end,
            note=self._note(quotation),
            is_secret=True,
            detail=tuple(self._detail(quotation)),
        )

    def _note(self, quotation: Quotation) -> tuple[str, ...]:
        words, collection = str(quotation.words), quotation.collection
        if self.show == "collection":
            template = "{0} words in a row from {1}"
            if not quotation.is_exact:
                template = "{0} words, some of them changed, from {1}"
            return (template, words, collection)
        document = quotation.document
        if quotation.label:
            document += f", {quotation.label}"
        template = "{0} words in a row from {1}: {2}"
        if not quotation.is_exact:
            template = "{0} words, some of them changed, from {1}: {2}"
        return (template, words, collection, document)

    def _detail(self, quotation: Quotation) -> Iterable[tuple[str, Any]]:
        yield "collection", quotation.collection
        if self.show == "document":
            yield "document", quotation.document
            if quotation.label:
                yield "place", quotation.label
        yield "words", quotation.words
        yield "exact", quotation.is_exact

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {
            "collections": list(self.collections),
            "words": self.words,
            "show": self.show,
        }

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        names = ", ".join(f"“{name}”" for name in self.collections)
        said = translate("{0} words in a row from the documents of {1}")
        return said.format(self.words, names)


def _is_within(one: Quotation, others: Iterable[Quotation]) -> bool:
    return any(
        min(other.end, one.end) - max(other.start, one.start)
        > (one.end - one.start) / 2
        for other in others
    )


class _Leak:
    name = "leak"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        words: int | None = LEAST_WORDS
        show: str | None = SHOWS[0]
        named: Node | None = node
        if isinstance(node, MappingNode):
            mapping = wanted.mapping(node, "leak", KEYS)
            if mapping is None:
                return None
            named = mapping.get("collections")
            if named is None and all(key.text in KEYS for key, _ in node.items):
                reading.faults.add(
                    node.place, "no-collection", "leak needs 'collections'"
                )
            if count := mapping.get("words"):
                words = self._words(count, wanted)
            if shown := mapping.get("show"):
                show = wanted.one_of(shown, "show", SHOWS)
        collections = wanted.texts(named, "leak") if named else None
        if collections is None or words is None or show not in SHOWS:
            return None
        return LeakLook(collections, words, show)

    def _words(self, node: Node, wanted: Wanted) -> int | None:
        count = wanted.count(node, "words")
        if count is None or LEAST_WORDS <= count <= _MOST_WORDS:
            return count
        wanted.faults.add(
            node.place,
            "leak-words",
            "'words' goes from {least} to {most}",
            least=LEAST_WORDS,
            most=_MOST_WORDS,
        )
        return None

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return LeakLook(tuple(values["collections"]), values["words"], values["show"])


KIND = _Leak()
