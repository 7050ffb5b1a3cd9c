"""Pictures that the tests draw themselves."""

from __future__ import annotations

import random
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont


def saved(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    held = BytesIO()
    image.save(held, form, **options)
    return held.getvalue()


def written(
    text: str,
    *,
    size: int = 22,
    dark: bool = False,
    canvas: tuple[int, int] = (760, 260),
) -> Image.Image:
    ground, ink = ("#15181c", "#e6e6e6") if dark else ("white", "#111111")
    image = Image.new("RGB", canvas, ground)
    font = ImageFont.load_default(size)
    ImageDraw.Draw(image).multiline_text((30, 30), text, ink, font, spacing=size // 2)
    return image


def coloured(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Return a made-up photograph: soft noise in colours, with shapes on it."""
    chance = np.random.default_rng(seed)
    coarse = chance.integers(0, 255, (7, 9, 3)).astype(np.uint8)
    image = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    draw, dice = ImageDraw.Draw(image), random.Random(seed)
    for _ in range(14):
        left, top = dice.randrange(size[0]), dice.randrange(size[1])
        box = (left, top, left + dice.randrange(10, 90), top + dice.randrange(10, 90))
        fill = tuple(dice.randrange(256) for _ in range(3))
        dice.choice((draw.ellipse, draw.rectangle))(box, fill=fill)
    return image
