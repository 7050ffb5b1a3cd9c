"""What a keystroke costs: a text of 300 characters, measured for all networks.

Run: ``python -m benchmarks.networks``
"""

from __future__ import annotations

from benchmarks.target import target
from benchmarks.timing import machine, one_core, quickest
from durf.networks.registry import NETWORKS
from durf.networks.threads import split

LENGTH = 300
CALLS = 500
ASKED = 50
TEXTS = {
    "plain": "We zijn trots op onze nieuwe mensen. Kom ook bij ons werken! ",
    "accents": "Één café, twee cafés: “vergeet de ruïne niet” – zó mooi. ",
    "a bit of all": (
        "Vandaag is het zover! 🎉 Kom naar de markt met @anna@social.nl en"
        " @bram.bsky.social, meer op https://durf.nl/agenda/2026?x=1 #markt – tot"
        " straks, koffie op ons ☕️, de agenda staat op durf.nl. "
    ),
    "emoji of many signs": "👩‍👩‍👧‍👦👍🏽❤️🇳🇱 ",
    "Chinese": "朝辞白帝彩云间，千里江陵一日还。",
}


def main() -> None:
    """Time each kind of text, that fits most networks and that is over."""
    one_core()
    print(machine("regex"))
    calls = {name: network.measure for name, network in NETWORKS.items()}
    print(f"\n| {LENGTH} characters | {' | '.join(calls)} | all, us |")
    print(f"|---{'|---:' * (len(calls) + 1)}|")
    totals = {}
    for kind, text in TEXTS.items():
        taken = quickest(calls, [(text * LENGTH)[:LENGTH]] * CALLS)
        totals[kind] = sum(taken.values()) * 1e6
        cells = " | ".join(f"{taken[name] * 1e6:.1f}" for name in calls)
        print(f"| {kind} | {cells} | {totals[kind]:.0f} |")
    show_the_rest()
    kind = "a bit of all"
    target(
        f"measuring {LENGTH} characters of plain text for {len(NETWORKS)} networks",
        f"<= {ASKED} us",
        f"{totals['plain']:.0f} us; with {kind} {totals[kind]:.0f} us",
        met=totals["plain"] <= ASKED,
    )


def show_the_rest() -> None:
    """Time what happens less often: pieces of a preview, and cutting a thread."""
    text = (TEXTS["a bit of all"] * LENGTH)[:LENGTH]
    for name in ("bluesky", "mastodon", "x"):
        network = NETWORKS[name]
        taken = quickest(
            {
                "pieces": lambda text, network=network: list(network.pieces(text)),
                "thread": lambda text, network=network: split(text * 10, network),
            },
            [text] * 20,
        )
        pieces, thread = (seconds * 1e6 for seconds in taken.values())
        print(f"{name}: pieces {pieces:.0f} us, a thread of 3,000 {thread:,.0f} us")


if __name__ == "__main__":
    main()
