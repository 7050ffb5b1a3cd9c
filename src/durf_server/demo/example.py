"""What the example workspace is made of, read from a file in one language."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
POLICIES = HERE.parent.parent / "durf" / "policies" / "examples"
_LONGEST_LEAD = 10


@dataclass(frozen=True, slots=True)
class Post:
    """One post, and how it fares at the desk.

    Attributes:
        day: on which it is planned, counted from today.
        who: writes it.
        channels: the networks that it goes to.
        fate: how far it gets: ``writing``, ``review``, ``clear``, ``ask``, ``refuse``,
            ``withdraw``, ``exempt`` or ``incident``.
        text: that it says in the end.
        first: that it said before the policy was heard, if that was different.
        campaign: that it belongs to, if to one.
        template: that it was started from, if from one.
    """

    day: int
    who: str
    channels: tuple[str, ...]
    fate: str
    text: str
    first: str = ""
    campaign: str = ""
    template: str = ""

    def begun(self, number: int) -> timedelta:
        """Return when it was begun, counted from today's midnight: never to come."""
        lead = 1 + number % 3 if self.day <= 0 else 1 + number % _LONGEST_LEAD
        day = min(self.day - lead, -1 - number % 3)
        return timedelta(days=day, hours=8 + number % 8, minutes=(number * 17) % 60)

    def planned(self, number: int) -> timedelta:
        """Return when it is planned, counted from today's midnight."""
        hour = 9 + (number * 5) % 9
        return timedelta(days=self.day, hours=hour, minutes=15 * (number % 4))


@dataclass(frozen=True, slots=True)
class Example:
    """The workspace as its file describes it."""

    language: str
    values: dict[str, Any]

    @classmethod
    def read(cls, language: str) -> Example:
        """Read the example in a language, Dutch or English."""
        path = HERE / f"example.{language}.json"
        return cls(language, json.loads(path.read_text("utf-8")))

    @property
    def slug(self) -> str:
        """The address of the workspace."""
        return str(self.values["workspace"]["slug"])

    def policy(self) -> str:
        """Return the shipped example policy, with who approves what in its front."""
        text = (POLICIES / self.values["policy"]).read_text("utf-8")
        front, rest = text.split("calendar:", 1)
        return f"{front}{self.values['reviews']}calendar:{rest}"

    def next_policy(self, text: str, change: dict[str, Any]) -> str:
        """Return the policy after a change."""
        old, new = change["replace"]
        text = text.replace(old, new, 1)
        number = text.split('version: "', 1)[1].split('"', 1)[0]
        text = text.replace(f'"{number}"', f'"{change["version"]}"', 1)
        if "clause" in change:
            last = text.rindex("\n## ") + 1
            text = f"{text[:last]}{change['clause']}{text[last:]}"
        return text

    def posts(self) -> Iterator[Post]:
        """Yield all posts, those of the series too."""
        for day, who, channels, fate, text, more in self.values["posts"]:
            yield Post(day, who, tuple(channels), fate, text, **more)
        for series in self.values["series"]:
            for number, words in enumerate(series["fill"]):
                yield Post(
                    day=series["first"] + series["step"] * number,
                    who=series["who"][number % len(series["who"])],
                    channels=tuple(series["channels"]),
                    fate="clear",
                    text=series["text"].format(*words),
                    template=series["template"],
                )
