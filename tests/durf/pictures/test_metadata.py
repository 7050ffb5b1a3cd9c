from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageChops, ImageCms, PngImagePlugin

from durf.errors import PictureProblem
from durf.pictures.metadata import clean, telling
from durf.pictures.opening import frames, opened, picture
from durf.pictures.telling import Tells
from tests.durf.pictures.drawn import coloured, saved

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="52,5.25N" '
    b'exif:GPSLongitude="4,18.5W" xmp:CreatorTool="Drawer 3"><dc:creator>Someone'
    b"</dc:creator></rdf:Description></x:xmpmeta>"
)
EVERY = ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"]


def exif(*, orientation: int = 1, thumbnail: bytes = b"") -> Image.Exif:
    made = Image.Exif()
    made[ExifTags.Base.Orientation] = orientation
    made[ExifTags.Base.Make] = "Cameraworks"
    made[ExifTags.Base.Artist] = "Someone Special"
    made[ExifTags.Base.Software] = "Drawer 3"
    made[ExifTags.Base.DateTime] = "2026:01:02 03:04:05"
    made.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = "SN-0099887766"
    made.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (52.0, 5.0, 15.0), 3: "W", 4: (4.0, 18.0, 30.0)}
    )
    if thumbnail:
        made.get_ifd(ExifTags.IFD.IFD1).update({259: 6, 513: 0, 514: len(thumbnail)})
    return made


def kinds(content: bytes) -> set[Tells]:
    return {one.kind for one in telling(content)}


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def chunk(name: bytes, body: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + body))
    return struct.pack(">I", len(body)) + name + body + check


def after_head(content: bytes, piece: bytes) -> bytes:
    """Put a piece behind the head of a JPEG or PNG."""
    head = 2 if content[:2] == b"\xff\xd8" else 33
    return content[:head] + piece + content[head:]


def is_same(one: bytes, other: bytes) -> bool:
    pairs = zip(frames(one), frames(other), strict=True)
    return all(ImageChops.difference(a, b).getbbox() is None for a, b in pairs)


@pytest.mark.parametrize("form", EVERY)
def test_it_finds_what_a_camera_writes(form: str) -> None:
    tags = exif()
    found = kinds(saved(coloured(1), form, exif=tags.tobytes()))
    assert found >= {Tells.DEVICE, Tells.PERSON, Tells.SOFTWARE, Tells.TIME}
    assert Tells.LOCATION in found


def test_it_gives_the_place_in_degrees_and_shows_it_masked() -> None:
    found = telling(saved(coloured(1), "JPEG", exif=exif()))
    (where,) = [one for one in found if one.kind is Tells.LOCATION]
    assert where.place == pytest.approx((52.0875, -4.30833), abs=1e-4)
    assert where.shown == "52…, -4…"
    assert "52.08" not in repr(where)


def test_it_never_prints_a_serial_number() -> None:
    found = telling(saved(coloured(1), "JPEG", exif=exif()))
    (serial,) = [one for one in found if "BodySerialNumber" in one.name]
    assert serial.value == "SN-0099887766"
    assert "99887" not in repr(found) + serial.shown


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_it_finds_xmp(form: str) -> None:
    plain = saved(coloured(1), form, xmp=XMP) if form == "WEBP" else b""
    if form == "JPEG":
        plain = saved(coloured(1), form)
        plain = after_head(
            plain, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
        )
    if form == "PNG":
        said = PngImagePlugin.PngInfo()
        said.add_itxt("XML:com.adobe.xmp", XMP.decode())
        plain = saved(coloured(1), form, pnginfo=said)
    found = telling(plain)
    assert {Tells.LOCATION, Tells.PERSON, Tells.SOFTWARE} <= {one.kind for one in found}
    (where,) = [one for one in found if one.kind is Tells.LOCATION]
    assert where.place == pytest.approx((52.0875, -4.30833), abs=1e-4)


def test_it_finds_iptc_records() -> None:
    records = b"\x1c\x02\x50\0\x07Someone" + b"\x1c\x02\x5a\0\x05Delft"
    body = (
        b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records
    )
    content = after_head(saved(coloured(1), "JPEG"), segment(0xED, body))
    assert kinds(content) == {Tells.PERSON, Tells.LOCATION}


def test_it_finds_the_words_in_a_png() -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Someone")
    said.add_text("Comment", "not for others " * 40, zip=True)
    said.add_itxt("Software", "Drawer", zip=True)
    found = {one.kind: one.value for one in telling(saved(coloured(1), pnginfo=said))}
    assert found[Tells.PERSON] == "Someone"
    assert found[Tells.SOFTWARE] == "Drawer"
    assert found[Tells.TEXT].startswith("not for others not")


def test_it_finds_a_thumbnail_and_says_when_it_shows_another_picture() -> None:
    for seed, name in ((1, "thumbnail"), (2, "thumbnail of another picture")):
        small = saved(coloured(seed).resize((80, 60)), "JPEG")
        # An IFD that is empty, and behind it one that points at the thumbnail.
        tags = struct.pack("<HHIIHHII", 0x201, 4, 1, 44, 0x202, 4, 1, len(small))
        block = b"II*\0\x08\0\0\0" + b"\0\0\x0e\0\0\0" + b"\x02\0" + tags + b"\0\0\0\0"
        body = b"Exif\0\0" + block + small
        content = after_head(saved(coloured(1), "JPEG"), segment(0xE1, body))
        assert [one.name for one in telling(content)] == [name]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_it_finds_what_lies_behind_the_end(form: str) -> None:
    content = saved(coloured(1), form) + saved(coloured(2), "PNG")
    assert kinds(content) == {Tells.HIDDEN}
    assert len(clean(content)) < len(content)


def test_it_finds_comments() -> None:
    assert kinds(saved(coloured(1), "GIF", comment=b"by me")) == {Tells.TEXT}
    jpeg = after_head(saved(coloured(1), "JPEG"), segment(0xFE, b"by me"))
    assert kinds(jpeg) == {Tells.TEXT}


@pytest.mark.parametrize("form", [*EVERY, "GIF", "BMP"])
def test_a_plain_picture_tells_nothing(form: str) -> None:
    assert telling(saved(coloured(1), form)) == []


@pytest.mark.parametrize("form", EVERY)
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "CMYK", "P", "1", "LA"])
def test_a_clean_picture_tells_nothing_and_looks_the_same(form: str, mode: str) -> None:
    try:
        content = saved(coloured(1).convert(mode), form, exif=exif())
    except (OSError, KeyError):
        pytest.skip("the format has no such mode")
    made = clean(content)
    assert telling(made) == []
    assert is_same(content, made)
    assert b"SN-0099" not in made
    assert b"Someone" not in made


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_cleaning_turns_a_picture_upright(form: str, orientation: int) -> None:
    content = saved(coloured(1), form, exif=exif(orientation=orientation))
    made = clean(content)
    assert is_same(content, made)
    assert opened(made).size == picture(content).size
    assert telling(made) == []


def test_turning_a_jpeg_upright_costs_next_to_nothing() -> None:
    content = saved(coloured(1), "JPEG", exif=exif(orientation=6), quality=70)
    made = clean(content)
    apart = ImageChops.difference(picture(content), picture(made)).convert("L")
    assert sum(apart.tobytes()) / (320 * 240) < 1.0
    assert opened(made).getexif().get(ExifTags.Base.Orientation, 1) == 1


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_cleaning_keeps_what_moves(form: str) -> None:
    shown = [coloured(seed, (80, 60)) for seed in range(3)]
    content = saved(shown[0], form, save_all=True, append_images=shown[1:], duration=70)
    made = clean(content)
    assert len(frames(made)) == 3
    assert is_same(content, made)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_cleaning_keeps_the_colour_profile(form: str, orientation: int) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    tags = exif(orientation=orientation)
    content = saved(coloured(1), form, exif=tags, icc_profile=profile)
    assert opened(clean(content)).info["icc_profile"] == profile


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}]
)
def test_every_kind_of_jpeg_is_cleaned_without_loss(options: dict[str, object]) -> None:
    content = saved(coloured(1), "JPEG", exif=exif(), **options)
    made = clean(content)
    assert is_same(content, made)
    assert telling(made) == []


def test_cleaning_twice_changes_nothing_more() -> None:
    for form in ("JPEG", "PNG", "WEBP", "GIF"):
        made = clean(saved(coloured(1), form))
        assert clean(made) == made


def test_what_is_no_picture_is_a_problem() -> None:
    for act in (telling, clean):
        with pytest.raises(PictureProblem):
            act(b"")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "TIFF", "GIF"]),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=8),
)
def test_bytes_that_were_changed_are_cleaned_or_refused(
    form: str, changes: list[tuple[int, int]]
) -> None:
    options = {} if form == "GIF" else {"exif": exif()}
    content = bytearray(saved(coloured(2, (40, 30)), form, **options))
    for place, value in changes:
        content[place % len(content)] = value
    try:
        telling(bytes(content))
        made = clean(bytes(content))
    except PictureProblem:
        return
    assert b"SN-0099" not in made


def test_a_huge_text_chunk_is_not_inflated_in_whole() -> None:
    body = b"Comment\0\0" + zlib.compress(b"x" * 60_000_000, 9)
    held = BytesIO(after_head(saved(coloured(1)), chunk(b"zTXt", body)))
    try:
        found = telling(held.getvalue())
    except PictureProblem:
        return
    assert all(len(one.value) <= 4096 for one in found)
