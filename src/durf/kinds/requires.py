"""The kind ``requires``: something must be there; it bites where it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from durf.kinds.look import ALWAYS, Gate, Match, Opens, Triggers
from durf.kinds.terms import TermsLook
from durf.source.nodes import Mapping as MappingNode
from durf.source.nodes import Scalar
from durf.source.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.post import Medium
    from durf.source.nodes import Node

KEYS = ("any", "alt", "if", "within")
_LANGUAGES = ("nl", "en")
# Words that stand in an alt text and describe nothing.
_EMPTY_ALT = frozenset(
    "image picture photo foto afbeelding plaatje img pic screenshot video untitled "
    "logo graphic figure figuur grafiek".split()
)
_FILE_NAME = re.compile(
    r"[\w .()-]+\.(?:jpe?g|png|gif|webp|heic|svg|mp4|mov)|(?:IMG|DSC|PXL)[_-]?\d+", re.I
)


@dataclass(frozen=True)
class RequiresLook:
    """What a post must have.

    Args:
        any: one of these terms must be there.
        given: only where one of these terms is there (``if`` in the file).
        within: the term must begin within so many characters; 0 for anywhere.
        alt: every medium must have a description that says something.
        language: whose endings the terms may take.
    """

    any: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    within: int = 0
    alt: bool = False
    language: str = "both"

    @cached_property
    def _wanted(self) -> Callable[[Subject], Iterable[Match]]:
        return TermsLook(self.any, exact=True).finder()

    @cached_property
    def _given(self) -> TermsLook:
        return TermsLook(self.given, language=self.language)

    def triggers(self) -> Triggers:
        """Return the signs to watch for: what makes it required."""
        if not self.given:
            gate = ALWAYS if self.any else Gate(Opens.MEDIA)
            return Triggers(gates=(gate,), whole_post=True)
        signs = self._given.triggers()
        return Triggers(signs.words, signs.expressions, whole_post=True)

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that finds what makes it required, where it is absent."""
        if self.alt and not self.any:
            return self._find_alt
        given = self._given.finder() if self.given else None

        def find(subject: Subject) -> Iterable[Match]:
            if self.alt:
                yield from self._find_alt(subject)
            reason = Match(0, len(subject.post.text))
            if given is not None:
                first = next(iter(given(subject)), None)
                if first is None:
                    return
                reason = first
            yield from self._find_absent(subject, reason)

        return find

    def _find_absent(self, subject: Subject, reason: Match) -> Iterator[Match]:
        late = None
        for found in self._wanted(subject):
            if not self.within or found.start < self.within:
                return
            late = late or found
        if late is not None:
            template = "“{0}” must stand in the first {1} characters"
            shown = subject.post.text[late.start : late.end]
            note = (template, shown, str(self.within))
            yield Match(late.start, late.end, note=note)
            return
        missing = ("missing: {0}", " / ".join(self.any[:4]))
        # A label goes up front, for there it must stand, if anywhere.  Words such as
        # "with consent" are true or not: only the writer can say them.
        lead = subject.post.text[: reason.end]
        mend = f"{self.any[0]} {lead}" if self.any[0][0] == "#" else None
        start = 0 if mend else reason.start
        yield Match(start, reason.end, replacement=mend, note=missing)

    def _find_alt(self, subject: Subject) -> Iterable[Match]:
        for number, medium in enumerate(subject.post.media):
            if not describes(medium):
                note = ("{0} has no description", medium.path.rpartition("/")[2])
                yield Match(0, len(medium.alt), field=f"media[{number}].alt", note=note)

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {
            "any": list(self.any),
            "given": list(self.given),
            "within": self.within,
            "alt": self.alt,
            "language": self.language,
        }

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        said = []
        if self.alt:
            said.append(translate("pictures without a description"))
        if self.any and self.given:
            template = "posts with one of these: {0}, but without any of these: {1}"
            said.append(
                translate(template).format(_quoted(self.given), _quoted(self.any))
            )
        elif self.any:
            template = "posts without one of these: {0}"
            said.append(translate(template).format(_quoted(self.any)))
        if self.within:
            said.append(translate("in the first {0} characters").format(self.within))
        return ", ".join(said)


def _quoted(terms: tuple[str, ...]) -> str:
    return ", ".join(f"“{term}”" for term in terms)


def describes(medium: Medium) -> bool:
    """Tell whether a medium's description says what there is to see."""
    alt = medium.alt.strip()
    if len(alt) < 4 or _FILE_NAME.fullmatch(alt):
        return False
    words = re.findall(r"\w+", alt.lower())
    return any(word not in _EMPTY_ALT and not word.isdigit() for word in words)


def _in_order(node: Node, reading: Reading, wanted: Wanted) -> tuple[str, ...]:
    """Read the terms; of those listed by language, the reader's own come first."""
    if not isinstance(node, MappingNode):
        return wanted.texts(node, "any") or ()
    mapping = wanted.mapping(node, "any", _LANGUAGES)
    listed = {
        key.text: wanted.texts(value, "any") or ()
        for key, value in (mapping.items if mapping else ())
    }
    own = listed.pop(reading.language, ())
    return own + tuple(term for terms in listed.values() for term in terms)


class _Requires:
    name = "requires"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        if not isinstance(node, MappingNode):
            if isinstance(node, Scalar) and node.text.strip() == "alt":
                return RequiresLook(alt=True)
            terms = wanted.texts(node, "requires")
            return None if terms is None else RequiresLook(terms)
        mapping = wanted.mapping(node, "requires", KEYS)
        if mapping is None:
            return None
        parts = {key: mapping.get(key) for key in KEYS}
        any_, given, within, alt = (parts[k] for k in ("any", "if", "within", "alt"))
        look = RequiresLook(
            any=_in_order(any_, reading, wanted) if any_ else (),
            given=(wanted.texts(given, "if") or ()) if given else (),
            within=(wanted.count(within, "within") or 0) if within else 0,
            alt=bool(alt and wanted.flag(alt, "alt")),
            language=reading.language,
        )
        if look.any or look.alt:
            return look
        reading.faults.add(
            node.place, "requires-what", "requires needs 'any' or 'alt' to say what"
        )
        return None

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return RequiresLook(
            tuple(values["any"]),
            tuple(values["given"]),
            values["within"],
            values["alt"],
            values["language"],
        )


KIND = _Requires()
