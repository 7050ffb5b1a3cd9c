"""The forms a word takes in Dutch and English, as far as they are cheap to know.

No dictionary: only the regular endings, with the spelling rules that go with
them (Dutch *aap, apen*; *brief, brieven*; English *policy, policies*).  A rule
that must be exact says so.
"""

from __future__ import annotations

import re

# Shorter words have too many neighbours that are other words.
SHORTEST = 4

_VOWELS = "aeiou"
_DUTCH_ENDING = "(?:'?s|e|en|je|jes|tje|tjes)?"
_ENGLISH_ENDING = "(?:'?s|es|ed|ing)?"
_CLOSED = re.compile(r"^(.*[^aeiou])([aeiou])([bdfgklmnprst])$")
_LONG = re.compile(r"^(.*?)(aa|ee|oo|uu)([bdfgklmnprstz])$")
_SOFT = {"f": "v", "s": "z"}


def forms(word: str, language: str) -> str:
    """Return an expression for the forms of a folded, lower-case word.

    Args:
        word: ASCII letters; anything else is returned as it is, escaped.
        language: ``"nl"``, ``"en"`` or ``"both"``.

    >>> import re
    >>> bool(re.fullmatch(forms("policy", "en"), "policies"))
    True
    >>> bool(re.fullmatch(forms("brief", "nl"), "brieven"))
    True
    """
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return re.escape(word)
    found = [word + _DUTCH_ENDING] if language != "en" else []
    if language != "nl":
        found.append(word + _ENGLISH_ENDING)
    if language != "en":
        found += _dutch(word)
    if language != "nl":
        found += _english(word)
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


def stems(word: str, language: str) -> tuple[str, ...]:
    """Return what every form of a word begins with one of.

    >>> stems("policy", "en")
    ('policy', 'policie')
    """
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return (word,)
    found = [word]
    if language != "en":
        found += [_beginning(form) for form in _dutch(word)]
    if language != "nl":
        found += [_beginning(form) for form in _english(word)]
    shortest: list[str] = []
    for stem in sorted(set(found), key=len):
        if not stem.startswith(tuple(shortest)):
            shortest.append(stem)
    return tuple(sorted(shortest, key=found.index))


def _beginning(form: str) -> str:
    """Return the part of a form's expression that is plain letters."""
    return re.split(r"[(\[]|.\?", form, maxsplit=1)[0]


def _dutch(word: str) -> list[str]:
    long = _LONG.match(word)
    if long:
        before, vowels, last = long.groups()
        return [f"{before}{vowels[0]}{_SOFT.get(last, last)}en?"]
    found = []
    closed = _CLOSED.match(word)
    if closed:
        found.append(f"{word}{closed[3]}en?")
    if word[-1] in _SOFT and word[-2] in _VOWELS and not closed:
        found.append(f"{word[:-1]}{_SOFT[word[-1]]}en?")
    return found


def _english(word: str) -> list[str]:
    if word.endswith("y") and word[-2] not in _VOWELS:
        return [f"{word[:-1]}ie[sd]"]
    if word.endswith("e"):
        return [f"{word}d", f"{word[:-1]}ing"]
    closed = _CLOSED.match(word)
    return [f"{word}{closed[3]}(?:ed|ing)"] if closed else []
