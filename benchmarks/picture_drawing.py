"""Texts drawn as people would post them: screenshots, chats, slides, photographs."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

if TYPE_CHECKING:
    import random

FONTS = Path("/usr/share/fonts/truetype")
NAMES = (
    "dejavu/DejaVuSans.ttf",
    "dejavu/DejaVuSerif.ttf",
    "dejavu/DejaVuSansMono.ttf",
    "liberation/LiberationSans-Regular.ttf",
    "liberation/LiberationSerif-Regular.ttf",
    "liberation/LiberationSans-Italic.ttf",
    "liberation/LiberationSansNarrow-Bold.ttf",
    "noto/NotoSans-Regular.ttf",
    "open-sans/OpenSans-Light.ttf",
    "roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
)
LIGHT = (("white", "#111111"), ("#f4f1ea", "#3a3a3a"), ("#eef3f8", "#5b6770"))
DARK = (("#000000", "#e8e8e8"), ("#15202b", "#d9d9d9"), ("#2b2b2b", "#8f9aa3"))


def fonts() -> list[Path]:
    """Return the fonts that are installed here."""
    return [FONTS / name for name in NAMES if (FONTS / name).exists()]


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Return a text broken into lines that fit."""
    made = [""]
    for word in text.split():
        longer = f"{made[-1]} {word}".strip()
        if made[-1] and font.getlength(longer) > width:
            made.append(word)
        else:
            made[-1] = longer
    return "\n".join(made)


def screenshot(text: str, dice: random.Random) -> Image.Image:
    """Draw a piece of a page, light or dark, 12 to 28 pixels high."""
    size = dice.randint(12, 28)
    ground, ink = dice.choice(LIGHT + DARK)
    font = ImageFont.truetype(str(dice.choice(fonts())), size)
    width = dice.randint(360, 1100)
    body = wrapped(text, font, width - 60)
    height = int((body.count("\n") + 1) * size * 1.6) + 80
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    draw.multiline_text((30, 40), body, ink, font, spacing=int(size * 0.45))
    return image


def chat(text: str, dice: random.Random) -> Image.Image:
    """Draw a talk in bubbles; the text is one of them."""
    size = dice.randint(14, 24)
    font = ImageFont.truetype(str(dice.choice(fonts())), size)
    dark = dice.random() < 0.5
    image = Image.new("RGB", (720, 1100), "#0b141a" if dark else "#efeae2")
    draw, top = ImageDraw.Draw(image), 30
    for words in ("Heb je dit gezien?", text, "Nee! Not for sharing, 10:24"):
        body = wrapped(words, font, 460)
        high = int((body.count("\n") + 1) * size * 1.45) + 30
        mine = words is text
        left = 160 if mine else 20
        fill = (
            ("#005c4b" if mine else "#202c33")
            if dark
            else ("#d9fdd3" if mine else "white")
        )
        draw.rounded_rectangle((left, top, left + 520, top + high), 18, fill)
        ink = "#e9edef" if dark else "#111b21"
        draw.multiline_text(
            (left + 18, top + 12), body, ink, font, spacing=int(size * 0.3)
        )
        top += high + 24
    return image.crop((0, 0, 720, min(top + 20, 1100)))


def slide(text: str, dice: random.Random) -> Image.Image:
    """Draw a slide with a heading, a bar of colour and the text large."""
    font = ImageFont.truetype(str(dice.choice(fonts())), dice.randint(30, 44))
    image = Image.new("RGB", (1280, 720), dice.choice(("white", "#10243e", "#f7f7f2")))
    dark = image.getpixel((0, 0))[0] < 100
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 110), dice.choice(("#c8102e", "#00558c", "#3c7d22")))
    draw.text((50, 30), "Directieoverleg 2026", "white", font)
    body = wrapped(text, font, 1150)
    draw.multiline_text(
        (60, 160), body, "#f0f0f0" if dark else "#222222", font, spacing=14
    )
    return image


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a photograph was taken: each as the least and the most."""

    scale: tuple[float, float] = (1.0, 1.6)
    blur: tuple[float, float] = (0.3, 1.3)
    noise: tuple[float, float] = (3, 14)
    light: tuple[float, float] = (0.35, 1.0)
    quality: tuple[int, int] = (40, 70)


BY_HAND = Conditions()
# Worse than what is asked: to see where reading ends.
AT_NIGHT = Conditions((0.7, 1.0), (0.6, 1.6), (10, 25), (0.12, 0.5), (20, 40))


def photographed(
    image: Image.Image, dice: random.Random, how: Conditions = BY_HAND
) -> Image.Image:
    """Make a drawn picture look as if it was photographed from a screen or wall.

    Leaning up to ten degrees, seen from aside; one in four lies on a side.
    """
    scale = dice.uniform(*how.scale)
    image = image.resize((int(image.width * scale), int(image.height * scale)))
    around = max(image.size) // 8
    ground = tuple(dice.randint(60, 190) for _ in range(3))
    size = (image.width + 2 * around, image.height + 2 * around)
    framed = Image.new("RGB", size, ground)
    framed.paste(image, (around, around))
    lean = dice.uniform(-10, 10)
    turned = framed.rotate(lean, Image.Resampling.BICUBIC, fillcolor=ground)
    pixels = uneven(leaned(np.asarray(turned), dice), dice, how)
    pixels = np.rot90(pixels, dice.choice((0, 0, 0, 1, 0, 2, 0, 3)))
    blur = ImageFilter.GaussianBlur(dice.uniform(*how.blur))
    soft = np.asarray(Image.fromarray(pixels).filter(blur), np.float32)
    chance = np.random.default_rng(dice.randrange(1 << 30))
    noisy = soft + chance.normal(0, dice.uniform(*how.noise), soft.shape)
    held = BytesIO()
    made = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    made.save(held, "JPEG", quality=dice.randint(*how.quality))
    return Image.open(BytesIO(held.getvalue())).convert("RGB")


def leaned(pixels: np.ndarray, dice: random.Random) -> np.ndarray:
    """Return pixels seen from aside."""
    high, wide = pixels.shape[:2]
    corners = np.float32([[0, 0], [wide, 0], [wide, high], [0, high]])
    shift = np.float32(
        [
            [dice.uniform(-0.05, 0.05) * wide, dice.uniform(-0.05, 0.05) * high]
            for _ in range(4)
        ]
    )
    turn = cv2.getPerspectiveTransform(corners, corners + shift)
    return cv2.warpPerspective(
        pixels, turn, (wide, high), borderMode=cv2.BORDER_REPLICATE
    )


def uneven(pixels: np.ndarray, dice: random.Random, how: Conditions) -> np.ndarray:
    """Return pixels in a light that falls from one side, often a dim one."""
    high, wide = pixels.shape[:2]
    across = np.linspace(dice.uniform(*how.light), dice.uniform(*how.light), wide)
    down = np.linspace(dice.uniform(0.6, 1.0), dice.uniform(0.6, 1.0), high)
    tint = np.array([1.0, dice.uniform(0.85, 1.0), dice.uniform(0.7, 1.0)])
    light = np.outer(down, across)[..., None] * tint
    return np.clip(pixels * light, 0, 255).astype(np.uint8)
