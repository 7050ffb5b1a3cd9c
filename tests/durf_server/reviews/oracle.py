"""What must be true of a cleared draft, told from what was seen to happen.

No seal, no state machine and no judgement of the desk is asked here: only which acts
went through, in their order, and the tables of ``house``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.durf_server.reviews.house import BOOKS, REVIEWERS, TITLES, Book


@dataclass
class Yes:
    """An approval or exemption that went through."""

    who: str
    instead_of: str | None
    role: str
    version: int
    # What was found in the text when this was said.
    found: frozenset[tuple[str, str, str]]
    rule: str = ""


@dataclass
class Known:
    """What happened to one draft."""

    text: str
    writers: set[str]
    by: str
    version: int = 1
    submitted: int | None = None
    closed: bool = False
    said_no: bool = False
    yes: list[Yes] = field(default_factory=list)
    # How many approvers were enough when it was last settled.
    enough: int | None = None

    def saved(self, who: str, text: str) -> None:
        """Note a new version: everything before is void."""
        self.version += 1
        self.text = text
        self.writers.add(who)
        self.submitted, self.said_no, self.yes = None, False, []


def may_decide(
    who: str, role: str, instead_of: str | None, away: dict[str, str]
) -> bool:
    """Tell whether somebody could decide in a role, for themselves or as a deputy."""
    holder = who if instead_of is None else instead_of
    if instead_of is not None and away.get(instead_of) != who:
        return False
    return holder in REVIEWERS and (not role or role in TITLES[holder])


def lacks(known: Known, book: Book, enough: int, *, own_approval: bool) -> str:
    """Return what a draft that is cleared lacks under a policy; nothing if all is well."""
    if known.closed or known.said_no:
        return "somebody stopped it"
    if known.submitted != known.version:
        return "this version was never submitted"
    found = book.found(known.text)
    good = [
        yes
        for yes in known.yes
        if yes.version == known.version
        and yes.found == found
        and (
            own_approval
            or (yes.who not in known.writers and yes.instead_of not in known.writers)
        )
    ]
    approvals = [yes for yes in good if not yes.rule]
    for word, action, by in found:
        if action == "block" and not any(
            yes.rule == word and yes.role in book.exceptions for yes in good
        ):
            return f"nobody exempted {word}"
        if action == "review" and by and all(yes.role != by for yes in approvals):
            return f"{by} did not approve"
        if action == "review" and not by and not approvals:
            return "nobody approved"
    if len({yes.who for yes in approvals}) < enough:
        return "too few approved"
    return ""


def least_approvers(known: Known, book: Book, clean: int) -> int:
    """Return how many must approve, given how many clean posts the bakers have."""
    if book.earned is None or known.by != "anna" or clean < book.earned[0]:
        return book.approvers
    return min(book.approvers, book.earned[1])


def book_of(number: int) -> Book:
    """Return the table of a policy."""
    return BOOKS[number]
