from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from durf.errors import PictureProblem
from durf.pictures.opening import Limits, Reason, frames, opened, picture
from tests.durf.pictures.drawn import coloured, saved

FORMATS = ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF"]


def bomb(side: int) -> bytes:
    """Return a small PNG that says it is a huge one."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
    )


def reason(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(PictureProblem) as caught:
        picture(content, limits or Limits())
    return str(caught.value.arguments["reason"])


@pytest.mark.parametrize("form", FORMATS)
def test_it_opens_what_people_post(form: str) -> None:
    image = picture(saved(coloured(1), form))
    assert (image.mode, image.size) == ("RGB", (320, 240))


@pytest.mark.parametrize("side", [9_000, 15_000, 60_000, 2_000_000_000])
def test_it_refuses_a_decompression_bomb(side: int) -> None:
    assert reason(bomb(side)) in {Reason.TOO_LARGE, Reason.DAMAGED}


def test_a_bomb_inside_the_counting_of_pillow_is_too_large() -> None:
    assert reason(bomb(9_000)) == Reason.TOO_LARGE


def test_it_refuses_more_bytes_than_allowed() -> None:
    assert reason(saved(coloured(1)), Limits(bytes=1000)) == Reason.TOO_LARGE


def test_it_says_that_a_truncated_picture_is_damaged() -> None:
    assert reason(saved(coloured(1), "JPEG")[:3000]) == Reason.DAMAGED
    assert reason(saved(coloured(1))[:3000]) == Reason.DAMAGED
    assert reason(saved(coloured(1))[:12]) == Reason.DAMAGED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain text",
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b'<svg xmlns="http://www.w3.org/2000/svg"><text>hello</text></svg>',
    ],
)
def test_it_says_that_it_does_not_know_a_format(content: bytes) -> None:
    assert reason(content) == Reason.UNKNOWN


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(FORMATS),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=12),
    st.integers(10, 5000),
)
def test_bytes_that_were_changed_open_or_are_refused(
    form: str, changes: list[tuple[int, int]], length: int
) -> None:
    content = bytearray(saved(coloured(2, (40, 30)), form)[:length])
    for place, value in changes:
        content[place % len(content)] = value
    try:
        found = frames(bytes(content), Limits(pixels=1_000_000))
    except PictureProblem as problem:
        assert problem.arguments["reason"] in set(Reason)
    else:
        assert found


def test_it_turns_a_picture_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert picture(saved(coloured(1), "JPEG", exif=exif)).size == (240, 320)


def test_dark_ink_on_nothing_lies_on_white_and_light_ink_on_black() -> None:
    for ink, ground in ((0, 255), (255, 0)):
        image = Image.new("RGBA", (10, 10), (ink, ink, ink, 0))
        image.putpixel((5, 5), (ink, ink, ink, 255))
        assert picture(saved(image)).getpixel((0, 0)) == (ground,) * 3


def test_sixteen_bits_keep_what_is_drawn() -> None:
    image = Image.new("I;16", (10, 10), 1000)
    image.putpixel((5, 5), 60_000)
    assert picture(saved(image)).getpixel((5, 5)) == (255, 255, 255)


def test_it_takes_the_frames_that_differ() -> None:
    shown = [coloured(seed, (80, 60)) for seed in range(3)]
    moving = [shown[0], shown[0], shown[1], shown[1], shown[2]]
    content = saved(
        moving[0], "GIF", save_all=True, append_images=moving[1:], duration=50
    )
    assert len(frames(content)) == 3


def test_it_takes_no_more_frames_than_allowed() -> None:
    shown = [coloured(seed, (80, 60)) for seed in range(9)]
    content = saved(shown[0], "WEBP", save_all=True, append_images=shown[1:])
    assert len(frames(content)) == Limits().frames


def test_opening_reads_no_pixels() -> None:
    assert opened(saved(coloured(1))).size == (320, 240)
