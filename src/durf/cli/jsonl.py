"""Posts as JSON objects, one a line, read strictly.

A line that is no post is a fault with its number; the lines around it are judged
all the same.
"""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from durf.cli.lines import LONGEST
from durf.post import Author, Medium, Post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.cli.lines import Block

_MOST_SHOWN = 40


class Fault(NamedTuple):
    """A line that is no post: its number, an English template, its argument."""

    line: int
    template: str
    argument: str = ""


class Line(NamedTuple):
    """A post with the line it stands on and the JSON object it was read from."""

    number: int
    post: Post
    values: dict[str, Any]


class _Wrong(ValueError):
    """What is wrong with a line."""

    def __init__(self, template: str, argument: str = "") -> None:
        super().__init__(template)
        self.template = template
        self.argument = argument


def read_lines(block: Block, given: Post) -> Iterator[Line | Fault]:
    """Yield the posts of a block of lines, and its faults.

    Args:
        block: the lines; blank ones are passed over.
        given: what counts for posts that do not say it themselves.
    """
    if block.is_cut:
        yield _too_long(block.first)
        return
    for number, line in enumerate(block.raw.split(b"\n"), block.first):
        if not line or line.isspace():
            continue
        if len(line) > LONGEST:
            yield _too_long(number)
            continue
        try:
            values = _decoder.decode(line.decode("utf-8"))
            yield Line(number, post_of(values, number, given), values)
        except _Wrong as wrong:
            yield Fault(number, wrong.template, wrong.argument)
        except UnicodeDecodeError as error:
            yield Fault(
                number, "byte {0} of the line is no UTF-8", str(error.start + 1)
            )
        except RecursionError:
            yield Fault(number, "the JSON is nested too deeply")
        except json.JSONDecodeError as error:
            yield Fault(number, "no JSON from column {0} on", str(error.colno))
        except ValueError:
            yield Fault(number, "a number has too many digits")


def _too_long(number: int) -> Fault:
    return Fault(number, "longer than {0} MB", str(LONGEST >> 20))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Of two equal keys one reader takes the first and another the last: the post
    # that is judged must be the post that is published.
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Wrong("the key '{0}' stands there twice", _shown(twice))
    return values


def _no_constant(name: str) -> None:
    raise _Wrong("{0} is no JSON", name)


def _finite(number: str) -> float:
    # Python would make it infinite, which no JSON can say again.
    read = float(number)
    if math.isinf(read):
        raise _Wrong("a number is too large")
    return read


_decoder = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite
)


def post_of(values: object, number: int, given: Post) -> Post:
    """Make the post that a JSON object describes; keys it does not know are ignored.

    A post without an id is known by the number of its line.
    """
    if not isinstance(values, dict):
        raise _Wrong("a post must be a JSON object")
    text = values.get("text")
    if "text" not in values:
        raise _Wrong("'{0}' is missing", "text")
    if not isinstance(text, str):
        raise _Wrong("'{0}' must be a text", "text")
    return Post(
        text,
        _text(values, "channel", given.channel),
        _id(values, number),
        _author(values, given.author),
        _text(values, "language", given.language),
        _moment(values, given.at),
        _media(values, given.media),
        _links(values, given.links),
        _text(values, "thread", given.thread),
    )


def moment(written: str) -> datetime:
    """Read a date or a time; without a zone it is UTC.

    Raises:
        ValueError: it is neither.
    """
    read = datetime.fromisoformat(written)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _text(values: dict[str, Any], key: str, given: str) -> str:
    value = values.get(key)
    if value is None:
        return given
    if not isinstance(value, str):
        raise _Wrong("'{0}' must be a text", key)
    return value


def _id(values: dict[str, Any], number: int) -> str:
    value = values.get("id")
    if value is None:
        return str(number)
    # Exports of most networks number their posts.
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise _Wrong("'{0}' must be a text", "id")
    return str(value)


def _author(values: dict[str, Any], given: Author) -> Author:
    value = values.get("author")
    if value is None:
        return given
    if not isinstance(value, dict):
        raise _Wrong("'{0}' must be an object", "author")
    roles = value.get("roles")
    held = given.roles if roles is None else _texts(roles, "author.roles")
    return Author(_text(value, "name", given.name), held)


def _moment(values: dict[str, Any], given: datetime | None) -> datetime | None:
    value = values.get("at")
    if value is None:
        return given
    try:
        return moment(value)
    except (TypeError, ValueError):
        raise _Wrong(
            "'{0}' must be a time such as 2026-12-01T09:00:00Z", "at"
        ) from None


def _media(values: dict[str, Any], given: tuple[Medium, ...]) -> tuple[Medium, ...]:
    value = values.get("media")
    if value is None:
        return given
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _Wrong("'{0}' must be a list of objects", "media")
    return tuple(Medium(_text(one, "path", ""), _text(one, "alt", "")) for one in value)


def _links(values: dict[str, Any], given: tuple[str, ...]) -> tuple[str, ...]:
    value = values.get("links")
    return given if value is None else _texts(value, "links")


def _texts(value: object, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _Wrong("'{0}' must be a list of texts", key)
    return tuple(value)


def _shown(text: str) -> str:
    # A key may be anything, also what was meant to stay secret, or controls.
    calm = "".join(c if c.isprintable() else "·" for c in text)
    return calm if len(calm) <= _MOST_SHOWN else f"{calm[:_MOST_SHOWN]}…"
