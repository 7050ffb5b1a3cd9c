"""The cases of tests/cases/networks, and texts that are hard to count."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import strategies as st

FOLDER = Path(__file__).parents[2] / "cases" / "networks"
FAMILY = "👨‍👩‍👧‍👦"
ATOMS = [
    "word",
    "Een zin. ",
    "https://durf.nl/a/very/long/path?with=parameters&and=more",
    "https://durf.example/a",
    "(https://durf.nl/x)",
    "durf.nl",
    "durf.com/a_(b).",
    "https://",
    "@anna",
    "@anna@social.example",
    "@bram.bsky.social",
    "#Bread",
    FAMILY,
    "👍🏽",
    "🇳🇱",
    "❤️",
    "1️⃣",
    "é",
    "e\u0301",
    "日本語",
    "한국",
    "नमस्ते",
    "\u200d",
    "\r\n",
    "\n\n",
    " ",
    ".",
    "/",
]
soup = st.lists(st.sampled_from(ATOMS), max_size=40).map("".join)
texts = st.text(max_size=400) | soup


def cases(name: str) -> list[dict]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def text_of(case: dict) -> str:
    then = case.get("then", "") * case.get("thens", 1)
    return case["text"] * case.get("times", 1) + then
