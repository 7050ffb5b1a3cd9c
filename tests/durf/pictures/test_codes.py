from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from durf.errors import PictureProblem
from durf.pictures.codes import codes
from tests.durf.pictures.drawn import coloured, saved, written

LINK = "https://files.example.org/plan?id=17"
KINDS = {
    "QRCode": LINK,
    "Aztec": LINK,
    "DataMatrix": LINK,
    "PDF417": LINK,
    "Code128": "DOSSIER-2026-17",
    "EAN13": "8712345678906",
}


def drawn(kind: str = "QRCode", text: str = LINK, scale: int = 4) -> Image.Image:
    made = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
    pixels = np.asarray(made.to_image(scale=scale, add_quiet_zones=True))
    return ImageOps.expand(Image.fromarray(pixels).convert("RGB"), 8, "white")


def texts(image: Image.Image, form: str = "PNG", **options: object) -> list[str]:
    return [one.text for one in codes(saved(image, form, **options))]


def on_a_photograph(small: Image.Image) -> Image.Image:
    whole = coloured(3, (1400, 1000))
    whole.paste(small, (700, 400))
    return whole


@pytest.mark.parametrize("kind", KINDS)
def test_it_reads_the_usual_codes(kind: str) -> None:
    found = codes(saved(drawn(kind, KINDS[kind])))
    assert [one.text for one in found] == [KINDS[kind]]
    assert found[0].kind


@pytest.mark.parametrize("angle", [17, 45, 90, 180, 200])
def test_it_reads_a_turned_code(angle: int) -> None:
    assert texts(drawn().rotate(angle, expand=True, fillcolor="white")) == [LINK]


def test_it_reads_a_code_light_on_dark() -> None:
    assert texts(ImageOps.invert(drawn())) == [LINK]


@pytest.mark.parametrize("scale", [1, 2, 12])
def test_it_reads_a_code_of_any_size(scale: int) -> None:
    assert texts(drawn(scale=scale)) == [LINK]


def test_it_reads_a_small_code_in_a_large_photograph() -> None:
    found = codes(saved(on_a_photograph(drawn(scale=3)), "JPEG", quality=60))
    assert [one.text for one in found] == [LINK]
    assert all(690 < x < 830 and 390 < y < 530 for x, y in found[0].box)


def test_it_reads_a_code_out_of_focus() -> None:
    assert texts(drawn(scale=6).filter(ImageFilter.GaussianBlur(3)), "JPEG") == [LINK]


def test_it_reads_all_the_codes_of_a_picture() -> None:
    whole = Image.new("RGB", (900, 400), "white")
    whole.paste(drawn(), (10, 20))
    whole.paste(drawn("Code128", "DOSSIER-2026-17", 2), (400, 60))
    assert sorted(texts(whole)) == ["DOSSIER-2026-17", LINK]


def test_it_finds_no_code_where_there_is_none() -> None:
    assert texts(coloured(5, (900, 700))) == []
    assert texts(written("one two three\n" * 5)) == []


def test_what_is_no_picture_is_a_problem() -> None:
    with pytest.raises(PictureProblem):
        codes(b"")
