from __future__ import annotations

import socket

import pytest
from PIL import Image, ImageDraw, ImageFont

from durf.errors import PictureProblem
from durf.pictures.reading import fitting, pieces, read, read_text
from tests.durf.pictures.drawn import saved, written

TEXT = "De vergadering blijft voorlopig geheim\nThe quarterly figures stay inside\nBel ons op 06 1234 5678"
LINES = TEXT.split("\n")


def letters(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [13, 22, 40])
def test_it_reads_dutch_and_english(size: int, dark: bool) -> None:
    image = written(TEXT, size=size, dark=dark, canvas=(900, 260))
    assert letters(read_text(saved(image))) == letters(TEXT)


def test_it_reads_diacritics() -> None:
    try:
        font = ImageFont.truetype("DejaVuSans.ttf", 24)
    except OSError:
        pytest.skip("no font with diacritics is installed")
    text = "Coöperatie Eén beëindigt de reünie in België"
    image = Image.new("RGB", (760, 120), "white")
    ImageDraw.Draw(image).text((30, 40), text, "black", font)
    assert read_text(saved(image)) == text


def test_it_keeps_the_spaces_between_words() -> None:
    assert "The quarterly figures stay inside" in read_text(saved(written(TEXT)))


@pytest.mark.parametrize("angle", [90, 180, 270, 7, -9])
def test_it_reads_what_lies_on_its_side(angle: int) -> None:
    image = written(TEXT).rotate(angle, expand=True, fillcolor="white")
    assert letters(read_text(saved(image))) == letters(TEXT)


def test_the_box_of_a_turned_line_starts_at_its_first_letter() -> None:
    image = written(TEXT)
    width, height = image.size
    for turn, corner in (
        (Image.Transpose.ROTATE_180, (width - 30, height - 30)),
        (Image.Transpose.ROTATE_270, (height - 30, 30)),
        (Image.Transpose.ROTATE_90, (30, width - 30)),
    ):
        first = read(saved(image.transpose(turn)))[0]
        assert first.box[0] == pytest.approx(corner, abs=14)


def test_the_boxes_are_in_pixels_of_the_upright_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    turned = written(TEXT, size=30).transpose(Image.Transpose.ROTATE_180)
    first = read(saved(turned, "JPEG", exif=exif, quality=90))[0]
    assert first.box[0] == pytest.approx((30, 34), abs=12)
    assert first.score > 0.8


def test_it_reads_columns_one_after_the_other() -> None:
    image = Image.new("RGB", (1100, 400), "white")
    for left, words in (
        (0, "appel peer banaan citroen"),
        (540, "fiets trein auto boot"),
    ):
        rows = "\n".join(f"{word} {word} {word} {word}" for word in words.split())
        image.paste(written(rows, size=24, canvas=(540, 300)), (left, 100))
    head = written("Over the whole width of this page runs one long headline", size=34)
    image.paste(head.crop((0, 0, 760, 90)).resize((1050, 90)), (10, 0))
    found = letters(read_text(saved(image)))
    assert found.index("overthe") < found.index("appel")
    assert found.index("citroencitroen") < found.index("fietsfiets")


def test_it_reads_a_row_of_a_table_together() -> None:
    image = Image.new("RGB", (900, 260), "white")
    for left, words in ((0, "Jansen\nDe Vries"), (300, "10-01-1980\n03-02-1975")):
        image.paste(written(words, canvas=(300, 200)), (left, 0))
    found = letters(read_text(saved(image)))
    assert found.index("10011980") < found.index("devries")


def test_it_reads_a_long_screenshot_piece_by_piece() -> None:
    image = Image.new("RGB", (600, 5200), "white")
    said = [f"message number {number} of this talk" for number in range(1, 27)]
    for place, words in enumerate(said):
        ImageDraw.Draw(image).rounded_rectangle(
            (10, place * 200, 590, place * 200 + 90), 20, "#d9f7d0"
        )
        bubble = written(words, size=20, canvas=(540, 80)).crop((20, 20, 540, 70))
        image.paste(bubble, (30, place * 200 + 20))
    assert [letters(one.text) for one in read(saved(image))] == list(map(letters, said))


def test_it_reads_what_a_moving_picture_shows_for_a_moment() -> None:
    shown = [written("Good morning all"), written("secret budget plan")]
    content = saved(shown[0], "GIF", save_all=True, append_images=shown[1:])
    assert letters(read_text(content)) == "goodmorningallsecretbudgetplan"


@pytest.mark.parametrize(
    "size", [(1, 1), (3, 900), (900, 3), (20_000, 30), (64, 64), (5000, 4000)]
)
def test_it_finds_no_text_where_there_is_none(size: tuple[int, int]) -> None:
    assert read(saved(Image.new("RGB", size, "#778899"))) == []


@pytest.mark.parametrize(
    "size", [(1, 60_000_000), (8000, 8000), (20_000, 3000), (2, 2)]
)
def test_no_picture_is_read_at_a_boundless_size(size: tuple[int, int]) -> None:
    scale = fitting(*size)
    tiles = [len(pieces(max(1, round(side * scale)))) for side in size]
    assert tiles[0] * tiles[1] <= 14
    assert min(size) * scale <= 1600


def test_it_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    from durf.pictures.engine import reader

    reader.cache_clear()
    assert letters(read_text(saved(written("hello there")))) == "hellothere"


def test_what_is_no_picture_is_a_problem() -> None:
    with pytest.raises(PictureProblem):
        read(b"nothing to see")
