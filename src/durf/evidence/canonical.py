"""JSON that has one form only, to be hashed: RFC 8785, without fractions."""

from __future__ import annotations

import json
from typing import Any, NoReturn

# What every reader of JSON can hold exactly.
_LARGEST = (1 << 53) - 1
_DEEPEST = 64
# To make one for each value would cost more than the writing.
_write = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode


def canonical(value: object) -> bytes:
    """Return the one form of a value as JSON.

    >>> canonical({"b": [1, None], "a": "é"}).decode()
    '{"a":"é","b":[1,null]}'

    Raises:
        ValueError: it has a fraction, a huge number, a key that is no text, or
            something else that JSON has no one form for.
    """
    return _write(_ordered(value, 0)).encode()


def read_canonical(content: bytes) -> Any:  # noqa: ANN401 any JSON
    """Return the value of JSON in its one form.

    Raises:
        ValueError: it is no JSON, or in another form.
    """
    try:
        value = json.loads(content, parse_float=_refuse, parse_constant=_refuse)
        is_own_form = canonical(value) == content
    except RecursionError:
        _refuse("nested too deep")
    if not is_own_form:
        _refuse("another form")
    return value


def _ordered(value: object, depth: int) -> object:
    if depth > _DEEPEST:
        _refuse("nested too deep")
    if isinstance(value, dict):
        return {key: _in_order(value[key], depth) for key in _sorted(value)}
    if isinstance(value, list | tuple):
        return [_in_order(one, depth) for one in value]
    return _in_order(value, depth)


def _in_order(value: object, depth: int) -> object:
    # Most values are texts; most of the time goes here.
    if type(value) is str or value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value <= _LARGEST else _refuse("a huge number")
    if isinstance(value, dict | list | tuple):
        return _ordered(value, depth + 1)
    return value if isinstance(value, str) else _refuse(type(value).__name__)


def _sorted(values: dict[Any, object]) -> list[str]:
    """Return the keys in their order: by UTF-16 units, as the standard has it."""
    try:
        if "".join(values).isascii():
            return sorted(values)
    except TypeError:
        _refuse("a key that is no text")
    return sorted(values, key=lambda key: key.encode("utf-16-be"))


def _refuse(what: str) -> NoReturn:
    wrong = f"not canonical JSON: {what}"
    raise ValueError(wrong)
