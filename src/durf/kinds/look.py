"""The face that every kind of rule shows: a look, its triggers and its finder.

A *look* is what one rule looks for, read from its block in the policy.  It says
in which language-neutral *triggers* the automaton may find a first sign of it,
and makes a *finder* that then finds the exact places.  A look whose sign is no text
stands behind a *gate*, such as "more capitals than this".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from durf.action import Action
    from durf.pictures.seen import Seen
    from durf.post import Post
    from durf.source.faults import Faults
    from durf.source.nodes import Node
    from durf.text.view import View
    from durf.vault.vault import Vault

T = TypeVar("T")


class Match(NamedTuple):
    """A place where a rule bites, in code points of the original field.

    ``note`` tells the reader more: an English template with {0}, {1} … and its
    arguments, translated at the edge.  ``replacement`` mends the span, and
    ``entity`` names what was found.
    ``is_secret`` asks for the matched text to be masked wherever it is shown.
    ``field`` says where it is if not in the subject's own field, ``action``
    replaces the rule's action, where a kind may be no laxer or stricter, and
    ``at_most`` makes it laxer where the rule's is stricter than that.
    ``detail`` says for programs what ``note`` says for people.
    """

    start: int
    end: int
    entity: str = ""
    replacement: str | None = None
    note: tuple[str, ...] = ()
    is_secret: bool = False
    field: str = ""
    action: Action | None = None
    detail: tuple[tuple[str, Any], ...] = ()
    at_most: Action | None = None


class Judge(Protocol):
    """Someone who answers a plain question about a text; see kind ``judge``."""

    def ask(self, question: str, text: str) -> bool | None:
        """Return the answer, or None where there is none to be had."""
        ...


class Subject:
    """One field of a post under judgement, with all that a finder may ask about.

    It belongs to one judgement, and so to one thread.

    Attributes:
        view: the text of this field in its forms.
        field: ``"text"``, ``"media[0].alt"`` or ``"links[0]"``.
        post: the whole post.
        now: when the post goes out, if known.
        language: of the post, else of the policy.
        judge: who answers the questions of ``judge`` rules, if anyone.
        vault: what must not leak, if there is one.
        pictures: of the post, for rules that look at them; None for one that is
            not there.
        seen: the parts of the asked look whose signs are there; None if that is
            not known, and all must be looked for.
    """

    __slots__ = (
        "_known",
        "field",
        "judge",
        "language",
        "now",
        "pictures",
        "post",
        "seen",
        "vault",
        "view",
    )

    def __init__(
        self,
        view: View,
        field: str,
        post: Post,
        now: datetime | None,
        language: str,
        judge: Judge | None = None,
    ) -> None:
        self.view = view
        self.field = field
        self.post = post
        self.now = now
        self.language = language
        self.judge = judge
        self.vault: Vault | None = None
        self.pictures: tuple[Seen | None, ...] = ()
        self.seen: Collection[int] | None = None
        self._known: dict[Callable[..., Any], Any] = {}

    def once(self, learn: Callable[[View], T]) -> T:
        """Return what a function makes of the view, made once for all rules."""
        if learn not in self._known:
            self._known[learn] = learn(self.view)
        known: T = self._known[learn]
        return known

    def with_view(self, view: View, field: str) -> Subject:
        """Return another field or another view of the same post."""
        other = Subject(view, field, self.post, self.now, self.language, self.judge)
        other.vault = self.vault
        other.pictures = self.pictures
        return other


class Opens(StrEnum):
    """What opens a gate; see ``Gate``."""

    ALWAYS = "always"
    MEDIA = "media"
    UNUSUAL = "unusual"
    CAPITALS = "capitals"
    LENGTH = "length"
    QUOTED = "quoted"
    VALUES = "values"


class Gate(NamedTuple):
    """A question about a post that costs next to nothing, asked before a finder is.

    Attributes:
        opens: for ``always`` there is no question; ``media`` asks whether the post
            has any, ``quoted`` and ``values`` whether the vault has something of
            a text field, the others whether its text has more than so many:
            code points for ``length``, capitals of the normal form, and for
            ``unusual`` code points that UTF-8 needs three bytes for, where one
            of two bytes counts half and one of four one and a half.
        more_than: how many are needed.
    """

    opens: Opens
    more_than: int = 0


ALWAYS = Gate(Opens.ALWAYS)


@dataclass(frozen=True, slots=True)
class Triggers:
    """The signs by which the automaton knows that a look may have something.

    All are matched against the plain normal form (``View.plain``), as bytes.

    Attributes:
        words: literal texts; folding, look-alikes and digits for letters are
            taken care of where they are compiled.
        expressions: expressions in Hyperscan's syntax over the plain normal
            form: a superset of what the finder accepts (no lookarounds).
        parts: for a look of several parts, the expressions of each; the finder is
            told in ``Subject.seen`` of which parts the signs were seen.
        gates: ask the finder where one of these opens; all but ``ALWAYS`` and
            those of the vault look at the text of the post alone.
        whole_post: the finder looks at the whole post once (media, links,
            lengths), not at each text field.
    """

    words: tuple[str, ...] = ()
    expressions: tuple[bytes, ...] = ()
    parts: tuple[tuple[bytes, ...], ...] = ()
    gates: tuple[Gate, ...] = ()
    whole_post: bool = False


class Look(Protocol):
    """What one rule looks for."""

    def triggers(self) -> Triggers:
        """Return the signs to watch for."""
        ...

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that finds the exact places."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values, for the compiled form."""
        ...

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say in one plain clause what is looked for, for the handbook."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What a kind may ask about while it reads its block.

    Attributes:
        faults: receives what is wrong.
        language: of the policy, ``"nl"`` or ``"en"``.
        secrets: the named types of the shipped ``secrets`` pack, read on demand.
    """

    faults: Faults
    language: str = "en"
    secrets: Callable[[], Mapping[str, Any]] = field(default=dict)


class Kind(Protocol):
    """A kind of rule; the module of each kind has one of these named ``KIND``."""

    name: str

    def read(self, node: Node, reading: Reading) -> Look | None:
        """Read a look from its node; None after a fault."""
        ...

    def from_json(self, values: Mapping[str, Any]) -> Look:
        """Make the look again that ``to_json`` described."""
        ...
