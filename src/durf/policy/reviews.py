"""Who approves what, as the front matter's ``reviews`` says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Earned:
    """What a class of posts earns by a clean record.

    Attributes:
        name: of the class; several steps may share it.
        template: that its posts were started from; empty for any.
        channel: the network that all of its posts go to; empty for any.
        group: that its authors belong to; empty for any.
        clean: how many cleared posts in a row, without an incident, it takes.
        approvers: how many approvers are then enough.
    """

    name: str
    clean: int
    approvers: int
    template: str = ""
    channel: str = ""
    group: str = ""

    @property
    def selects(self) -> tuple[str, str, str]:
        """What a post must match to be of the class."""
        return self.template, self.channel, self.group


@dataclass(frozen=True, slots=True)
class Reviews:
    """What every draft needs, beside the reviews that rules ask for.

    Attributes:
        approvers: people who must approve, whatever the verdict.
        remind: after which a waiting review is asked for again.
        escalate: after which others are asked too.
        escalate_to: the role that is asked then; empty for administrators.
        exceptions: roles that may let a blocked post go out once, with a reason.
        earned: classes that may earn fewer approvers.
    """

    approvers: int = 0
    remind: timedelta | None = None
    escalate: timedelta | None = None
    escalate_to: str = ""
    exceptions: tuple[str, ...] = ()
    earned: tuple[Earned, ...] = ()


def belongs(
    earned: Earned, template: str, channels: Collection[str], groups: Collection[str]
) -> bool:
    """Tell whether a post is of a class: all that the class names must match."""
    if earned.template and earned.template != template:
        return False
    if earned.group and earned.group not in groups:
        return False
    # One post to another place would borrow the trust of this one.
    return not earned.channel or set(channels) == {earned.channel}


def approvers_for(
    reviews: Reviews,
    *,
    template: str,
    channels: Collection[str],
    groups: Collection[str],
    record: Mapping[str, int],
) -> tuple[int, str]:
    """Return how many approvers a post needs, and the class that earned it fewer.

    Args:
        reviews: of the policy.
        template: the name of the template that it was started from, if any.
        channels: the networks that it goes to.
        groups: of its author.
        record: for each class its cleared posts in a row without an incident.

    Returns:
        The number, and the name of the class; ``""`` if none lowers it.
    """
    needed, name = reviews.approvers, ""
    for earned in reviews.earned:
        if earned.approvers >= needed or record.get(earned.name, 0) < earned.clean:
            continue
        if belongs(earned, template, channels, groups):
            needed, name = earned.approvers, earned.name
    return needed, name
