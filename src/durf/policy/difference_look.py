"""What a rule looks for now and did not before, or no longer does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.kinds.look import Look

    Told = tuple[str, str, tuple[str, ...]]

STRICTER, LOOSER, CHANGED = "stricter", "looser", "changed"
# What stands in these lists is let through: more in them is looser.
_LETS_THROUGH = {("links", "allow"), ("requires", "any"), ("personal", "unless_local")}
# Rules with these flags find less.
_FINDS_LESS = {("terms", "exact"), ("terms", "case")}


def look_changes(kind: str, old: Look, new: Look) -> Iterator[Told]:
    """Yield what changed: its sense, an English template, and its arguments."""
    before, after = old.to_json(), new.to_json()
    if kind == "secrets":
        before, after = _named(before), _named(after)
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if one != other:
            yield from _changed(kind, key, one, other)


def _named(values: dict[str, Any]) -> dict[str, Any]:
    """Return the types of secrets by their names."""
    types = {one.get("name", ""): one for one in values["types"]}
    return {"types": list(types), "pattern": types}


def _changed(kind: str, key: str, old: Any, new: Any) -> Iterator[Told]:  # noqa: ANN401
    if (kind, key) == ("limits", "most"):
        yield from _limits(dict(old), dict(new))
    elif (kind, key) == ("secrets", "pattern"):
        changed = [name for name in new if name in old and old[name] != new[name]]
        if changed:
            yield CHANGED, "finds {0} in another way", (", ".join(changed),)
    elif isinstance(old, bool) and isinstance(new, bool):
        yield _flag(kind, key, is_on=new)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list(kind, key, old, new)
    else:
        yield _value(key, old, new)


def _limits(old: dict[str, int], new: dict[str, int]) -> Iterator[Told]:
    for name in dict.fromkeys((*old, *new)):
        one, other = old.get(name), new.get(name)
        if one == other:
            continue
        if one is None:
            yield STRICTER, "{0} is now limited to {1}", (name, str(other))
        elif other is None:
            yield LOOSER, "{0} is no longer limited to {1}", (name, str(one))
        else:
            sense = STRICTER if other < one else LOOSER
            told = (name, str(one), str(other))
            yield sense, "the limit of {0} goes from {1} to {2}", told


def _flag(kind: str, key: str, *, is_on: bool) -> Told:
    if kind == "judge":
        return CHANGED, "the other answer now counts", ()
    finds_more = is_on != ((kind, key) in _FINDS_LESS)
    sense = STRICTER if finds_more else LOOSER
    name = (key.replace("_", "-"),)
    return (
        (sense, "'{0}' is now on", name) if is_on else (sense, "'{0}' is now off", name)
    )


def _list(kind: str, key: str, old: list[Any], new: list[Any]) -> Iterator[Told]:
    added = [str(item) for item in new if item not in old]
    gone = [str(item) for item in old if item not in new]
    more, less = STRICTER, LOOSER
    if (kind, key) in _LETS_THROUGH:
        more, less = _of_exceptions(old, new)
    elif (kind, key) == ("requires", "given"):
        # Without any, it is required everywhere.
        more, less = (LOOSER, LOOSER) if not old else (STRICTER, LOOSER)
        less = STRICTER if not new else less
    shown = "" if key in ("any", "entities", "types") else f"{key}: "
    if added:
        yield more, "now with {0}", (shown + ", ".join(added),)
    if gone:
        yield less, "no longer with {0}", (shown + ", ".join(gone),)


def _of_exceptions(old: list[Any], new: list[Any]) -> tuple[str, str]:
    # An empty list asks for nothing; the first item of it makes the rule bite.
    return (STRICTER if not old else LOOSER), (LOOSER if not new else STRICTER)


def _value(key: str, old: Any, new: Any) -> Told:  # noqa: ANN401
    if old is None:
        return STRICTER, "{0} is now limited to {1}", (key, _shown(new))
    if new is None:
        return LOOSER, "{0} is no longer limited to {1}", (key, _shown(old))
    told = (key, _shown(old), _shown(new))
    if key == "capitals":
        sense = STRICTER if new < old else LOOSER
        return sense, "the limit of {0} goes from {1} to {2}", told
    return CHANGED, "{0} goes from {1} to {2}", told


def _shown(value: Any) -> str:  # noqa: ANN401
    return f"{value:.0%}" if isinstance(value, float) and value <= 1 else str(value)
