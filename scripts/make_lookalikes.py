"""Write src/durf/text/lookalikes.txt from the Unicode confusables (UTS #39).

The confusables come with the package ``confusable-homoglyphs``:

    pip install confusable-homoglyphs && python scripts/make_lookalikes.py

Kept are the characters that a reader takes for ASCII and that compatibility
decomposition does not bring there already.  The table of Unicode sends О to 0
and І to l, which is fine for comparing and wrong for reading; here a letter
stays a letter of its case, and a digit a digit.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import confusable_homoglyphs

TARGET = Path(__file__).parent.parent / "src/durf/text/lookalikes.txt"
# What people use as a look-alike and the table leaves out.
ALSO = {
    "ε": "e", "τ": "t", "η": "n", "κ": "k", "ω": "w", "χ": "x", "μ": "u", "β": "b",
    "к": "k", "т": "t", "м": "m", "н": "h", "в": "b", "г": "r", "и": "u", "ь": "b",
    "я": "r", "з": "3", "ч": "4", "Я": "R", "И": "N", "ł": "l", "Ł": "L", "ø": "o",
    "Ø": "O", "đ": "d", "Đ": "D", "ħ": "h", "ı": "i", "ŧ": "t", "ĸ": "k", "ƅ": "b",
    "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "¡": "!", "ǃ": "!", "∂": "d",
    "∩": "n", "∪": "u", "×": "x", "і": "i", "І": "I",
    "ӏ": "l", "Ӏ": "I", "ι": "i", "Ι": "I", "α": "a", "ν": "v", "ρ": "p", "υ": "u",
    "–": "-", "—": "-", "‒": "-", "―": "-", "−": "-", "‘": "'", "’": "'", "‚": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "·": ".", "•": ".", "∙": ".",
}  # fmt: skip
for offset in range(26):
    letter = chr(ord("A") + offset)
    ALSO[chr(0x1F130 + offset)] = letter  # squared
    ALSO[chr(0x1F150 + offset)] = letter  # negative circled
    ALSO[chr(0x1F170 + offset)] = letter  # negative squared
    ALSO[chr(0x1F1E6 + offset)] = ""  # regional indicators: flags stay symbols
# Small capitals, and letters with a stroke, a hook or a tail, say so in their names.
_DRESSED = re.compile(
    r"LATIN (?:LETTER SMALL CAPITAL|(SMALL|CAPITAL) LETTER) ([A-Z])"
    r"(?: WITH (?:\w+ )*(?:STROKE|HOOK|TAIL|BAR|LOOP|TILDE|CURL))?"
)


def dressed_up() -> dict[str, str]:
    """Return the Latin letters that are an ASCII letter with something added."""
    found: dict[str, str] = {}
    for code in range(0x80, 0x1_0000):
        named = _DRESSED.fullmatch(unicodedata.name(chr(code), ""))
        if named:
            letter = named[2]
            found[chr(code)] = letter if named[1] == "CAPITAL" else letter.lower()
    return found


def skeletons() -> dict[str, str]:
    """Return one prototype for each single character of the table."""
    path = Path(confusable_homoglyphs.__file__).parent / "confusables.json"
    found: dict[str, str] = {}
    for character, looks in json.loads(path.read_text("utf-8")).items():
        ascii_looks = [look["c"] for look in looks if look["c"].isascii()]
        if len(character) == 1 and not character.isascii() and ascii_looks:
            found[character] = _of_its_kind(character, ascii_looks)
    return found


def _of_its_kind(character: str, looks: list[str]) -> str:
    if len({*looks} & {"l", "I", "1", "|", "i"}):
        is_i = any(w in unicodedata.name(character, "") for w in (" I", "IOTA"))
        look = "i" if is_i else "l"
    elif {"O", "o", "0"} & {*looks}:
        look = "o"
    else:
        return max(looks, key=lambda c: (c.isalpha(), len(c) == 1))
    return look.upper() if character.isupper() else look


def is_wanted(character: str, look: str) -> bool:
    """Tell whether the table must say it, and a reader would be deceived by it."""
    decomposed = unicodedata.normalize("NFKD", character)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    if not look or plain.isascii() or not (len(look) == 1 or look.isalpha()):
        return False
    if unicodedata.category(character) == "Sc":
        return False
    if unicodedata.bidirectional(character) in ("R", "AL", "AN"):
        return False
    return unicodedata.category(character)[0] not in "NM" or character in ALSO


def main() -> None:
    """Write the table, one line for each look: the look, a tab, its look-alikes."""
    by_look: defaultdict[str, list[str]] = defaultdict(list)
    for character, look in sorted({**dressed_up(), **skeletons(), **ALSO}.items()):
        if is_wanted(character, look):
            by_look[look].append(character)
    lines = [f"{look}\t{''.join(by_look[look])}\n" for look in sorted(by_look)]
    TARGET.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
