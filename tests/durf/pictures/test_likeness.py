from __future__ import annotations

import pytest
from PIL import Image, ImageFilter, ImageOps

from durf.errors import PictureProblem
from durf.pictures.likeness import Likeness, Likenesses
from tests.durf.pictures.drawn import coloured, saved, written

CHANGES = {
    "smaller": lambda image: image.resize((image.width // 3, image.height // 3)),
    "cut": lambda image: image.crop((20, 40, 520, 410)),
    "grey": lambda image: image.convert("L"),
    "brighter": lambda image: image.point(lambda level: min(255, int(level * 1.4))),
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(2)),
    "mirrored": ImageOps.mirror,
    "framed": lambda image: ImageOps.expand(image, 50, "black"),
    "turned": lambda image: image.rotate(90, expand=True),
}


def known(count: int = 3) -> Likenesses:
    made = Likenesses()
    for seed in range(count):
        made.add(f"picture {seed}", Likeness.of(saved(coloured(seed, (640, 480)))))
    return made


def names(known: Likenesses, image: Image.Image, form: str = "PNG") -> list[str]:
    return [name for name, _ in known.find(saved(image, form))]


@pytest.mark.parametrize("change", CHANGES)
def test_it_knows_a_picture_again_after_a_change(change: str) -> None:
    image = CHANGES[change](coloured(1, (640, 480)))
    assert names(known(), image, "JPEG") == ["picture 1"]


def test_it_finds_a_known_picture_inside_another() -> None:
    whole = coloured(9, (1200, 900))
    whole.paste(coloured(2, (640, 480)).resize((400, 300)), (600, 350))
    assert names(known(), whole) == ["picture 2"]


def test_it_does_not_take_one_picture_for_another() -> None:
    assert names(known(), coloured(8, (640, 480))) == []
    assert names(known(), written("one two three")) == []


def test_a_picture_of_one_colour_is_like_no_other() -> None:
    plain = Image.new("RGB", (300, 200), "#336699")
    made = Likenesses()
    made.add("plain", Likeness.of(saved(plain)))
    assert names(made, plain) == []
    assert names(made, coloured(1)) == []


def test_what_is_stored_is_read_back() -> None:
    likeness = Likeness.of(saved(coloured(1, (640, 480))))
    again = Likeness.from_bytes(likeness.to_bytes())
    assert again.to_bytes() == likeness.to_bytes()
    made = Likenesses()
    made.add("again", again)
    assert names(made, coloured(1, (640, 480))) == ["again"]


@pytest.mark.parametrize("stored", [b"", b"\0" * 7, b"\1" * 4000, b"\2\1\0\1\0\0\0"])
def test_other_bytes_are_no_likeness(stored: bytes) -> None:
    with pytest.raises(ValueError, match="no likeness"):
        Likeness.from_bytes(stored)


def test_a_forgotten_picture_is_not_found() -> None:
    made = known(2)
    made.remove("picture 1")
    assert len(made) == 1
    assert names(made, coloured(1, (640, 480))) == []


def test_what_is_no_picture_is_a_problem() -> None:
    with pytest.raises(PictureProblem):
        Likeness.of(b"")
    with pytest.raises(PictureProblem):
        known(1).find(b"")


@pytest.mark.parametrize("size", [(1, 1), (2, 900), (900, 2)])
def test_the_smallest_pictures_are_taken(size: tuple[int, int]) -> None:
    assert names(known(1), Image.new("RGB", size, "red")) == []
    assert Likeness.of(saved(Image.new("RGB", size, "red"))).to_bytes()
