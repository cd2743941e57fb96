"""Pictures of pages: told from digital ones, read by eye, refused in plain words.

Each page read by the models costs seconds, so few are; what surrounds the models is tested without.
"""

import struct
import zlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingestion.errors import Broken, IsScan, NoTextLayer, TooComplex
from ingestion.page import Turn
from ingestion.pipeline import parse
from ingestion.readers.ocr import affordable, bands_of
from ingestion.readers.pdf_words import read_words
from ingestion.readers.pictures import frames
from tests.ingestion import hostile
from tests.ingestion.readers.scanned import Scanner, saved

BILL = (
    Path(__file__).parents[3] / "api" / "demo" / "invoices" / "harbor-electricity-HB-100.pdf"
).read_bytes()
LINES = b"".join(
    b"BT /F1 11 Tf 1 0 0 1 50 %d Tm (Invoice number INV-%d total 1,0%d.00 EUR) Tj ET\n" % (y, y, y)
    for y in range(700, 200, -40)
)


def test_a_skewed_scan_that_lies_on_its_side_is_read_like_the_page_itself() -> None:
    picture = Scanner(turn=1, skew=1.8, paper=205, ink=95).scan(BILL)
    pages: list[None] = []
    draft = parse(saved(picture, "JPEG", quality=70), lambda: pages.append(None))
    assert len(pages) == 1
    assert draft.value("invoice_number") == "HB-100"
    assert draft.value("issue_date") == "2026-03-01"
    assert draft.value("due_date") == "2026-03-20"
    assert draft.value("total_amount") == "97.40"
    assert draft.value("currency") == "USD"
    assert [item.amount for item in draft.line_items][:2] == ["76.40", "14.00"]
    total = draft.fields["total_amount"]
    assert total.source == "ocr"
    assert total.bbox is not None
    # Turned clockwise, what stood low and right on the page now stands left and low.
    x0, top, x1, bottom = total.bbox
    assert x1 - x0 < bottom - top
    assert x0 > 300
    assert top > 400


def test_without_leave_to_read_pictures_a_scan_is_only_told() -> None:
    picture = Image.new("L", (600, 800), 255)
    with pytest.raises(IsScan):
        parse(saved(picture, "PDF"))
    with pytest.raises(IsScan):
        parse(saved(picture, "PNG"))


def test_an_invisible_layer_over_a_scan_is_not_believed_and_not_called_hidden() -> None:
    data = hostile.image_only().replace(b"/XObject <<", b"/Font << /F1 5 0 R >> /XObject <<")
    layer = b"BT 3 Tr /F1 11 Tf 50 600 Td (Invoice number LIE-1 total amount 9999.00 EUR) Tj ET"
    data = data.replace(b"500 0 0 700 40 40 cm /I Do", b"q 500 0 0 700 40 40 cm /I Do Q " + layer)
    data = data.replace(b"trailer", b"5 0 obj\n" + hostile.FONT + b"\nendobj\ntrailer")
    document = read_words(data)
    assert document.pages[0].is_picture
    assert document.hidden == 0
    assert document.pages[0].words == ()


def test_a_page_of_outlines_and_a_fax_line_over_a_picture_are_pictures() -> None:
    curves = b"".join(b"%d 10 m 1 2 3 4 5 6 c f\n" % x for x in range(150))
    assert read_words(hostile.text_page(curves)).pages[0].is_picture
    assert not read_words(hostile.text_page(LINES)).pages[0].is_picture


def test_a_letterhead_picture_behind_text_makes_no_scan() -> None:
    data = hostile.image_only()
    data = data.replace(b"/XObject <<", b"/Font << /F1 5 0 R >> /XObject <<")
    data = data.replace(b"500 0 0 700 40 40 cm /I Do", b"q 500 0 0 700 40 40 cm /I Do Q " + LINES)
    data = data.replace(b"trailer", b"5 0 obj\n" + hostile.FONT + b"\nendobj\ntrailer")
    assert not read_words(data).pages[0].is_picture


def test_pictures_come_as_their_camera_held_them_page_by_page() -> None:
    upright = Image.new("RGB", (30, 20), "white")
    upright.putpixel((0, 0), (255, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = next(frames(saved(upright, "PNG", exif=exif), 4))
    assert turned.shape == (30, 20, 3)
    assert list(turned[0, -1]) == [0, 0, 255]
    many = saved(upright, "TIFF", save_all=True, append_images=[upright] * 6)
    assert len(list(frames(many, 4))) == 4


def test_see_through_and_deep_pictures_lie_on_white_paper() -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    assert int(next(frames(saved(clear, "PNG"), 1)).min()) == 255
    deep = Image.fromarray(np.full((8, 8), 40_000, dtype=np.uint16))
    assert 140 < int(next(frames(saved(deep, "PNG"), 1)).max()) < 170


def test_broken_and_giant_pictures_are_refused() -> None:
    whole = saved(Image.new("L", (50, 50)), "PNG")
    with pytest.raises(Broken, match="picture"):
        next(frames(whole[: len(whole) // 2], 1))
    with pytest.raises(Broken):
        parse(b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    claims = whole[12:16] + struct.pack(">II", 60_000, 30_000) + whole[24:29]
    giant = whole[:12] + claims + struct.pack(">I", zlib.crc32(claims)) + whole[33:]
    with pytest.raises(TooComplex, match="pixels"):
        next(frames(giant, 1))
    with pytest.raises(TooComplex, match="pixels"):
        parse(giant)


def test_an_empty_page_has_nothing_to_read() -> None:
    with pytest.raises(NoTextLayer):
        parse(saved(Image.new("L", (300, 400), 255), "PNG"), lambda: None)


@pytest.mark.parametrize(
    ("clockwise", "there"),
    [
        (0, (10, 20, 30, 25)),
        (90, (20, 70, 25, 90)),
        (180, (70, 175, 90, 180)),
        (270, (175, 10, 180, 30)),
    ],
)
def test_boxes_are_led_back_to_the_page_as_it_came(
    clockwise: int, there: tuple[int, int, int, int]
) -> None:
    assert Turn(clockwise, 0.0, 100, 200).back((10, 20, 30, 25)) == there


def test_bands_of_a_page_meet_without_a_gap_and_each_sees_beyond_its_edges() -> None:
    bands = bands_of(1088, 769)
    assert len(bands) > 1
    for above, below in pairwise(bands):
        assert above.end == below.start
        assert above.seen_to > above.end > below.seen_from
    assert (bands[0].seen_from, bands[-1].seen_to) == (0, 1088)


def test_lines_of_a_dense_page_are_squeezed_and_those_of_others_stay() -> None:
    line = np.full((30, 1200, 3), 255, dtype=np.uint8)
    assert [strip.shape for strip in affordable([line] * 10)] == [line.shape] * 10
    dense = affordable([line] * 60)
    assert {strip.shape[0] for strip in dense} == {30}
    assert 0.7 * 1200 <= dense[0].shape[1] < 1200
