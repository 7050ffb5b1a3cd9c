"""Conditions: when a rule applies, in the Common Expression Language (CEL).

CEL is compiled and checked by its C++ implementation.  What a condition may
look at is declared here; an unknown name or a wrong type is found when the
policy is read.  A condition that cannot be decided when a post is judged counts
as true: unknown is not success.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.policy.model import Days
    from durf.post import Post


VARIABLES = (
    "post.text",
    "post.length",
    "post.language",
    "post.links",
    "post.hashtags",
    "post.mentions",
    "post.media",
    "author.name",
    "author.roles",
    "channel",
    "now",
)
FUNCTIONS = ("author.has_role", "days_until", "days_since", "between")
_HASHTAG = re.compile(r"(?<![\w#&/])#(\w+)")
_MENTION = re.compile(r"(?<![\w@.])@(\w[\w.-]*)")
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Surroundings:
    """What conditions look at: a post, when it goes out, and the calendar.

    Args:
        post: the post under judgement.
        now: when it goes out, or None where nobody said.
        language: of the post, else of the policy.
        calendar: the policy's days.
        timezone: in which its days begin.
    """

    post: Post
    now: datetime | None
    language: str
    calendar: Mapping[str, Days]
    timezone: str = "UTC"

    @cached_property
    def values(self) -> dict[str, Any]:
        """The variables by their names in CEL."""
        post = self.post
        text = post.text.encode("utf-8", "replace").decode()
        values: dict[str, Any] = {
            "post.text": text,
            "post.length": len(post.text),
            "post.language": self.language,
            "post.links": [*_LINK.findall(text), *map(_clean, post.links)],
            "post.hashtags": _HASHTAG.findall(text),
            "post.mentions": _MENTION.findall(text),
            "post.media": [
                {"path": _clean(medium.path), "alt": _clean(medium.alt)}
                for medium in post.media
            ],
            "author.name": _clean(post.author.name),
            "author.roles": [_clean(role) for role in post.author.roles],
            "channel": _clean(post.channel),
        }
        if self.now is not None:
            values["now"] = self.now.astimezone(UTC)
        return values

    def days_until(self, name: str) -> int:
        """Return the days from now to the first day of an entry."""
        return (self._days(name).first - self._today()).days

    def days_since(self, name: str) -> int:
        """Return the days from the last day of an entry to now."""
        return (self._today() - self._days(name).last).days

    def is_between(self, first: str, last: str) -> bool:
        """Tell whether now is in the days from one entry to another."""
        return self._days(first).first <= self._today() <= self._days(last).last

    def _days(self, name: str) -> Days:
        if name not in self.calendar:
            raise _Undecidable
        return self.calendar[name]

    def _today(self) -> date:
        if self.now is None:
            raise _Undecidable
        return self.now.astimezone(ZoneInfo(self.timezone)).date()


class _Undecidable(Exception):
    """A condition asks for what nobody said."""


@dataclass(frozen=True)
class Condition:
    """A condition of a rule; ``source`` is its CEL."""

    source: str

    @cached_property
    def _compiled(self) -> Any:  # noqa: ANN401 - the library has its own types
        return environment().compile(self.source)

    def holds(self, surroundings: Surroundings) -> bool:
        """Tell whether the rule applies; true where that cannot be decided."""
        outer = getattr(_current, "surroundings", None)
        _current.surroundings = surroundings
        try:
            value = self._compiled.eval(data=surroundings.values).value()
        except RuntimeError:
            # The library reports all that goes wrong in an evaluation this way.
            return True
        finally:
            _current.surroundings = outer
        return value if isinstance(value, bool) else True

    def __getstate__(self) -> str:
        return self.source

    def __setstate__(self, source: str) -> None:
        object.__setattr__(self, "source", source)


def is_timezone(name: str) -> bool:
    """Tell whether a name is a time zone of the IANA database."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


_current = threading.local()


def _now() -> Surroundings:
    surroundings: Surroundings = _current.surroundings
    return surroundings


@cache
def environment() -> Any:  # noqa: ANN401
    """Return what CEL compiles conditions in."""
    from cel_expr_python import cel

    kinds, texts = cel.Type, cel.Type.List(cel.Type.STRING)
    types = {
        "post.text": kinds.STRING,
        "post.length": kinds.INT,
        "post.language": kinds.STRING,
        "post.links": texts,
        "post.hashtags": texts,
        "post.mentions": texts,
        "post.media": kinds.List(kinds.Map(kinds.STRING, kinds.STRING)),
        "author.name": kinds.STRING,
        "author.roles": texts,
        "channel": kinds.STRING,
        "now": kinds.TIMESTAMP,
    }
    return cel.NewEnv(
        variables=types,
        functions=[
            _function("author.has_role", kinds.BOOL, [kinds.STRING], _has_role),
            _function("days_until", kinds.INT, [kinds.STRING], _days_until),
            _function("days_since", kinds.INT, [kinds.STRING], _days_since),
            cel.FunctionDecl(
                "between",
                [
                    _overload("between_1", kinds.BOOL, [kinds.STRING], _in_entry),
                    _overload("between_2", kinds.BOOL, [kinds.STRING] * 2, _between),
                    _overload("between_3", kinds.BOOL, [kinds.TIMESTAMP] * 2, _in_time),
                ],
            ),
        ],
    )


def _function(name: str, returns: Any, takes: list[Any], does: Any) -> Any:  # noqa: ANN401
    from cel_expr_python import cel

    return cel.FunctionDecl(
        name, [_overload(name.replace(".", "_"), returns, takes, does)]
    )


def _overload(name: str, returns: Any, takes: list[Any], does: Any) -> Any:  # noqa: ANN401
    from cel_expr_python import cel

    return cel.Overload(name, return_type=returns, parameters=takes, impl=does)


def _has_role(role: str) -> bool:
    return role in _now().post.author.roles


def _days_until(name: str) -> int:
    return _now().days_until(name)


def _days_since(name: str) -> int:
    return _now().days_since(name)


def _in_entry(name: str) -> bool:
    return _now().is_between(name, name)


def _between(first: str, last: str) -> bool:
    return _now().is_between(first, last)


def _in_time(first: datetime, last: datetime) -> bool:
    now = _now().now
    if now is None:
        raise _Undecidable
    return first <= now <= last
