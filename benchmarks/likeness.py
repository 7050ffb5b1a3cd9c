"""How many known pictures are found again after what people do to them.

Pictures are drawn here: soft photographs, charts, slides of one house style, and
logos.  Some are registered; each is then changed in many ways, and logos are
also put into larger pictures.  Whatever is found under another name is false.
The settings were chosen on other pictures (``--choosing``) than are reported.

Run: ``python -m benchmarks.likeness [--choosing] [--count N]``
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from io import BytesIO
from math import floor
from typing import TYPE_CHECKING

import imagehash
import numpy as np
import pdqhash
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from benchmarks.picture_drawing import fonts
from benchmarks.target import target
from benchmarks.timing import machine, one_core
from durf.pictures.likeness import Likeness, Likenesses

if TYPE_CHECKING:
    from collections.abc import Callable

GOAL = 0.95
PDQ_NEAR, PHASH_NEAR = 31 * 2, 12


def photograph(dice: random.Random) -> Image.Image:
    """Draw soft colours with things in front, and fine grain."""
    chance = np.random.default_rng(dice.randrange(1 << 30))
    image = Image.fromarray(chance.integers(0, 255, (6, 8, 3)).astype(np.uint8))
    image = image.resize((900, 640), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(dice.randint(8, 30)):
        x, y, r = dice.randrange(900), dice.randrange(640), dice.randrange(15, 130)
        fill = tuple(dice.randrange(256) for _ in range(3))
        sides = dice.choice((3, 4, 5, 40))
        draw.regular_polygon((x, y, r), sides, dice.randrange(360), fill)
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(1.5)), np.float32)
    return Image.fromarray(
        np.clip(soft + chance.normal(0, 6, soft.shape), 0, 255).astype(np.uint8)
    )


def chart(dice: random.Random) -> Image.Image:
    """Draw bars or a line, with axes and words."""
    image = Image.new("RGB", (960, 600), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(fonts()[0]), 22)
    draw.line((80, 40, 80, 520, 920, 520), "black", 3)
    heights = [dice.randrange(30, 460) for _ in range(dice.randint(5, 9))]
    step = 820 // len(heights)
    colour = dice.choice(("#1f77b4", "#d62728", "#2ca02c"))
    if dice.random() < 0.5:
        for place, high in enumerate(heights):
            draw.rectangle(
                (90 + place * step, 520 - high, 90 + place * step + step - 16, 520),
                colour,
            )
    else:
        spots = [(90 + place * step, 520 - high) for place, high in enumerate(heights)]
        draw.line(spots, colour, 6)
    for place in range(len(heights)):
        draw.text((95 + place * step, 530), str(2015 + place), "black", font)
    draw.text((300, 5), f"{words(dice, 2)} {dice.randrange(2000, 2030)}", "black", font)
    return image


def words(dice: random.Random, count: int) -> str:
    """Return words that nobody has said before."""
    parts = "ka ro mi ten sal vo ber lin dus pra ne gol wi stu".split()
    return " ".join(
        "".join(dice.sample(parts, dice.randint(2, 3))) for _ in range(count)
    )


def slide(dice: random.Random) -> Image.Image:
    """Draw a slide: the same bar, heading and foot on all of them."""
    image = Image.new("RGB", (1280, 720), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 100), "#00558c")
    draw.ellipse((1150, 10, 1230, 90), "#ffb612")
    head, body = (ImageFont.truetype(str(fonts()[3]), size) for size in (44, 32))
    draw.text((40, 25), "House of Examples", "white", head)
    for line in range(dice.randint(4, 9)):
        draw.text(
            (60, 140 + 58 * line),
            f"- {words(dice, dice.randint(3, 8))}",
            "#222222",
            body,
        )
    draw.text(
        (40, 680), "confidential", "#888888", ImageFont.truetype(str(fonts()[3]), 20)
    )
    return image


def logo(dice: random.Random) -> Image.Image:
    """Draw a mark of a few shapes with a name beside it."""
    image = Image.new("RGB", (420, 160), "white")
    draw = ImageDraw.Draw(image)
    colours = dice.sample(
        ("#c8102e", "#00558c", "#3c7d22", "#ff8200", "#111111", "#7b2d8b"), 3
    )
    for colour in colours:
        x, y, r = (
            dice.randrange(40, 110),
            dice.randrange(45, 115),
            dice.randrange(15, 45),
        )
        draw.regular_polygon(
            (x, y, r), dice.choice((3, 4, 5, 6, 40)), dice.randrange(90), colour
        )
    font = ImageFont.truetype(str(dice.choice(fonts())), 46)
    draw.text((165, 50), words(dice, 1), colours[0], font)
    return image


def recompressed(image: Image.Image, quality: int) -> Image.Image:
    """Return an image after a bad JPEG."""
    held = BytesIO()
    image.save(held, "JPEG", quality=quality)
    return Image.open(BytesIO(held.getvalue())).convert("RGB")


def cut(image: Image.Image, dice: random.Random, share: float) -> Image.Image:
    """Return a part of an image, that share of its area."""
    side = share**0.5
    wide, high = int(image.width * side), int(image.height * side)
    left, top = (
        dice.randint(0, image.width - wide),
        dice.randint(0, image.height - high),
    )
    return image.crop((left, top, left + wide, top + high))


def shown_in(image: Image.Image, dice: random.Random) -> Image.Image:
    """Return a screenshot of a page with the image in it."""
    page = Image.new("RGB", (1200, 1400), "#f2f2f2")
    small = image.resize((700, 700 * image.height // image.width))
    page.paste(small, (dice.randint(0, 500), 300))
    font = ImageFont.truetype(str(fonts()[0]), 26)
    for line in (60, 110, 1150, 1220):
        ImageDraw.Draw(page).text((80, line), words(dice, 9), "black", font)
    return page


CHANGES: dict[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "as it is": lambda image, _: image,
    "half the size": lambda image, _: image.resize(
        (image.width // 2, image.height // 2)
    ),
    "a quarter of the size": lambda image, _: image.resize(
        (image.width // 4, image.height // 4)
    ),
    "JPEG of quality 25": lambda image, _: recompressed(image, 25),
    "cut to 80 %": lambda image, dice: cut(image, dice, 0.8),
    "cut to 60 %": lambda image, dice: cut(image, dice, 0.6),
    "grey": lambda image, _: image.convert("L").convert("RGB"),
    "brighter": lambda image, _: ImageEnhance.Brightness(image).enhance(1.4),
    "darker": lambda image, _: ImageEnhance.Brightness(image).enhance(0.6),
    "less contrast": lambda image, _: ImageEnhance.Contrast(image).enhance(0.5),
    "other colours": lambda image, _: ImageEnhance.Color(image).enhance(2.5),
    "blurred": lambda image, _: image.filter(ImageFilter.GaussianBlur(2.5)),
    "mirrored": lambda image, _: ImageOps.mirror(image),
    "a border": lambda image, _: ImageOps.expand(image, 60, "#202020"),
    "turned by 5 degrees": lambda image, _: image.rotate(
        5, expand=True, fillcolor="white"
    ),
    "turned by 90 degrees": lambda image, _: image.rotate(90, expand=True),
    "in a screenshot": shown_in,
    "cut, small, JPEG": lambda image, dice: recompressed(
        cut(image, dice, 0.7).resize((480, 320)), 40
    ),
}


def with_logo(mark: Image.Image, dice: random.Random, share: float) -> Image.Image:
    """Return a photograph with a logo on it, that share of its width."""
    ground = photograph(dice)
    wide = int(ground.width * share)
    small = mark.resize((wide, wide * mark.height // mark.width))
    ground.paste(small, (dice.randint(0, ground.width - wide), dice.randint(0, 400)))
    return recompressed(ground, 70)


def stored(image: Image.Image) -> bytes:
    """Return an image as PNG."""
    held = BytesIO()
    image.save(held, "PNG")
    return held.getvalue()


def main() -> None:
    """Print recall by change and kind, false matches and times."""
    options = argparse.ArgumentParser()
    options.add_argument("--choosing", action="store_true")
    options.add_argument("--count", type=int, default=12)
    given = options.parse_args()
    one_core()
    print(machine("opencv-python-headless", "pdqhash", "imagehash"))
    dice = random.Random(5 if given.choosing else 6)
    makers = (photograph, chart, slide, logo)
    drawn = {
        f"{make.__name__} {n}": make(dice)
        for make in makers
        for n in range(given.count)
    }
    strangers = [make(dice) for make in makers for _ in range(given.count)]
    known, sizes = Likenesses(), []
    for name, image in drawn.items():
        likeness = Likeness.of(stored(image))
        sizes.append(len(likeness.to_bytes()))
        known.add(name, likeness)
    peers = Peers(drawn)
    asked = [
        (what, name, change(image, dice))
        for name, image in drawn.items()
        for what, change in CHANGES.items()
    ]
    for name, image in drawn.items():
        if name.startswith("logo"):
            asked += [
                (
                    f"logo, {share:.0%} of a photograph",
                    name,
                    with_logo(image, dice, share),
                )
                for share in (0.5, 0.3, 0.2)
            ]
    asked += [("stranger", "", image) for image in strangers]
    took: list[float] = []
    tried, found, near = Counter(), Counter(), Counter()
    false: Counter[str] = Counter()
    for what, name, image in asked:
        content = stored(image)
        began = time.perf_counter()
        names = [one for one, _ in known.find(content)]
        took.append(time.perf_counter() - began)
        tried[what, name.split(" ")[0]] += 1
        found[what, name.split(" ")[0]] += name in names
        for other in names:
            if other != name:
                false[f"{name or what} as {other}"] += 1
        for peer, answer in peers.find(image).items():
            near[peer, what] += name in answer
            near[peer, "false"] += len(answer - {name})
    report(tried, found, near)
    print(
        f"false: {sum(false.values())} of {len(asked) * len(drawn)} pairs; pdq {near['pdq', 'false']}, phash {near['phash', 'false']}"
    )
    for what, count in false.most_common(12):
        print(f"  {what} x {count}")
    print(
        f"{statistics.median(took):.2f} s a picture against {len(drawn)} known, one core; {statistics.mean(sizes) / 1024:.1f} KB each"
    )
    whole = [key for key in tried if key[1] and not key[0].startswith("logo,")]
    share = sum(found[key] for key in whole) / sum(tried[key] for key in whole)
    target(
        "known pictures found again",
        f"at least {GOAL:.0%}",
        f"{floor(share * 1000) / 10:.1f}%",
        met=share >= GOAL,
    )


class Peers:
    """Two hashes of whole pictures, at the distances their makers advise."""

    def __init__(self, drawn: dict[str, Image.Image]) -> None:
        self.pdq = {
            name: pdqhash.compute(np.asarray(image))[0] for name, image in drawn.items()
        }
        self.phash = {name: imagehash.phash(image) for name, image in drawn.items()}

    def find(self, image: Image.Image) -> dict[str, set[str]]:
        """Return the names that each hash finds."""
        pdq, phash = pdqhash.compute(np.asarray(image))[0], imagehash.phash(image)
        return {
            "pdq": {
                name for name, one in self.pdq.items() if (one != pdq).sum() <= PDQ_NEAR
            },
            "phash": {
                name for name, one in self.phash.items() if one - phash <= PHASH_NEAR
            },
        }


def report(tried: Counter, found: Counter, near: Counter) -> None:
    """Print the share found, by change."""
    kinds = ("photograph", "chart", "slide", "logo")
    print(
        f"{'':34}"
        + "".join(f"{kind:>12}" for kind in kinds)
        + f"{'pdq':>8}{'phash':>8}"
    )
    for what in dict.fromkeys(what for what, kind in tried if kind):
        cells = [
            f"{found[what, kind] / tried[what, kind]:12.0%}"
            if tried[what, kind]
            else " " * 12
            for kind in kinds
        ]
        total = sum(tried[what, kind] for kind in kinds)
        peers = "".join(f"{near[peer, what] / total:8.0%}" for peer in ("pdq", "phash"))
        print(f"{what:34}" + "".join(cells) + peers)


if __name__ == "__main__":
    main()
