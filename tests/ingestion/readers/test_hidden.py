"""What nobody can see is left out and counted; what looks odd but is seen stays."""

import zlib

import pytest

from ingestion.pipeline import parse
from ingestion.readers.pdf_words import read_words
from tests.ingestion import hostile

SEEN = b"BT /F1 12 Tf 50 700 Td (a visible line of text) Tj ET\n"
SECRET = b"BT /F1 12 Tf 50 600 Td (secret) Tj ET\n"
STATES = b"""/ExtGState << /Gone << /ca 0 >> /Faint << /ca 0.05 >> /Half << /ca 0.5 >>
 /Times << /BM /Multiply >> >> /Properties << /L1 7 0 R /L2 8 0 R >>
 /XObject << /Im 6 0 R /Soft 9 0 R /Fm 10 0 R >>"""
LAYERS = b"/OCProperties << /OCGs [7 0 R 8 0 R] /D << /OFF [7 0 R] >> >>"
GRAY = (
    b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray"
)


def page(content: bytes, catalog: bytes = b"", more: bytes = b"", light: int = 200) -> bytes:
    """A page with transparency, two layers (the first one off), pictures and a form to hand."""
    head = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] " + more
    pixels = bytes([light]) * 4
    return hostile.pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: head + b" /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> " + STATES + b" >> >>",
            4: hostile.stream(content),
            5: hostile.FONT,
            6: hostile.stream(pixels, GRAY),
            7: b"<< /Type /OCG /Name (off) >>",
            8: b"<< /Type /OCG /Name (on) >>",
            9: hostile.stream(pixels, GRAY + b" /SMask 11 0 R"),
            10: hostile.stream(
                SECRET, b"/Type /XObject /Subtype /Form /BBox [0 0 40 40] /Resources 12 0 R"
            ),
            11: hostile.stream(zlib.compress(b"\x00" * 4), GRAY + b" /Filter /FlateDecode"),
            12: b"<< /Font << /F1 5 0 R >> >>",
        }
    )


def _text(data: bytes) -> str:
    return " ".join(word.text for found in read_words(data).pages for word in found.words)


@pytest.mark.parametrize(
    "hidden",
    [
        b"q /Gone gs " + SECRET + b" Q",
        b"q /Faint gs " + SECRET + b" Q",
        b"/OC /L1 BDC " + SECRET + b" EMC",
        b"/OC /L1 BDC /Span BMC " + SECRET + b" EMC EMC",
        b"q 300 300 50 50 re W n " + SECRET + b" Q",
        b"q 0 0 40 40 re W* n 100 100 40 40 re W n " + SECRET + b" Q",
        b"/Fm Do",
        SECRET + b"1 1 1 rg 40 590 200 30 re f",
        SECRET + b"0 0 0 rg 40 590 200 30 re f*",
        SECRET + b"q 200 0 0 30 40 590 cm /Im Do Q",
        b"0 0 0 rg 40 590 200 30 re f 0 g " + SECRET,
        b"q 200 0 0 30 40 590 cm /Im Do Q 1 g " + SECRET,
        b"BT /F1 2.5 Tf 50 600 Td (secret) Tj ET",
        b"BT /F1 120 Tf 0.02 0 0 0.02 50 600 Tm (secret) Tj ET",
    ],
    ids=[
        *("alpha_0", "alpha_faint", "layer_off", "layer_off_nested", "clipped", "clips_apart"),
        *("form_box", "white_cover", "black_cover", "picture_cover", "black_on_black"),
        *("white_on_light_picture", "small", "scaled_small"),
    ],
)
def test_text_that_leaves_no_mark_is_left_out_and_counted(hidden: bytes) -> None:
    light = 255 if b"1 g" in hidden else 200
    data = page(SEEN + hidden, LAYERS, light=light)
    assert _text(data) == "a visible line of text"
    assert read_words(data).hidden == 6


@pytest.mark.parametrize(
    "shown",
    [
        b"q /Half gs " + SECRET + b" Q",
        b"q /Gone gs Q " + SECRET,
        b"/OC /L2 BDC " + SECRET + b" EMC",
        b"/OC /L1 BDC EMC " + SECRET,
        b"q 40 590 200 30 re W n " + SECRET + b" Q",
        b"1 1 0.8 rg 40 590 200 30 re f 0 g " + SECRET,
        SECRET + b"0 g 40 603 200 1 re f",
        SECRET + b"q /Half gs 1 1 0 rg 40 590 200 30 re f Q",
        SECRET + b"q /Times gs 1 1 0 rg 40 590 200 30 re f Q",
        b"q 200 0 0 30 40 590 cm /Im Do Q 0 g " + SECRET,
        b"q 200 0 0 30 40 590 cm /Im Do Q 1 g " + SECRET,
        SECRET + b"q 200 0 0 30 40 590 cm /Soft Do Q",
    ],
    ids=[
        *("half", "state_restored", "layer_on", "layer_ended", "inside_clip", "on_a_tint"),
        *("struck_through", "marked", "multiplied", "dark_on_picture", "white_on_gray_picture"),
        "under_clear_picture",
    ],
)
def test_text_that_only_looks_odd_is_read(shown: bytes) -> None:
    data = page(SEEN + shown, LAYERS, light=100)
    assert _text(data) == "a visible line of text secret"
    assert read_words(data).hidden == 0


def test_text_outside_the_crop_box_is_not_on_the_page() -> None:
    data = page(SEEN + SECRET, more=b"/CropBox [0 650 595 842]")
    assert _text(data) == "a visible line of text"
    found = read_words(data).pages[0]
    assert (found.width, found.height) == (595, 192)
    assert 120 < found.words[0].top < 142


def test_hidden_amounts_do_not_reach_the_draft_and_the_check_says_so() -> None:
    lines = b"".join(
        b"BT /F1 11 Tf 1 0 0 1 %d %d Tm (%s) Tj ET\n" % line
        for line in (
            (50, 760, b"Harbour Lane Joinery Ltd"),
            (50, 700, b"Invoice number: HL-2207"),
            (50, 680, b"Invoice date: 12 March 2026"),
            (50, 600, b"Total due"),
            (300, 600, b"GBP 48.20"),
        )
    )
    trap = b"1 g BT /F1 11 Tf 1 0 0 1 50 580 Tm (Grand total including VAT GBP 9,948.20) Tj ET"
    draft = parse(page(lines + trap))
    assert draft.value("total_amount") == "48.20"
    assert [check.ok for check in draft.checks if check.name == "hidden_text"] == [False]


@pytest.mark.parametrize(
    ("turn", "matrix"),
    [
        (0, b"0 1 -1 0 %d %d"),
        (0, b"-1 0 0 -1 %d %d"),
        (0, b"0 -1 1 0 %d %d"),
        (90, b"1 0 0 1 %d %d"),
        (180, b"1 0 0 1 %d %d"),
        (270, b"1 0 0 1 %d %d"),
        (90, b"0 1 -1 0 %d %d"),
    ],
)
def test_a_page_is_read_the_way_its_text_runs(turn: int, matrix: bytes) -> None:
    across, down = (matrix.startswith(b"0"), matrix.startswith((b"-1", b"0 -1")))
    places = [(300, 300), (320, 300)] if across else [(300, 300), (300, 320)]
    if not down and not across:
        places.reverse()
    if matrix.startswith(b"0 -1"):
        places.reverse()
    lines = (b"first line of the page", b"second line of it")
    content = b"".join(
        b"BT /F1 12 Tf %s Tm (%s) Tj ET\n" % (matrix % place, text)
        for place, text in zip(places, lines, strict=True)
    )
    found = read_words(page(content, more=b"/Rotate %d" % turn)).pages[0]
    said = " ".join(word.text for word in found.words)
    assert said == "first line of the page second line of it"
    assert all(0 <= w.x0 <= w.x1 <= found.width and w.bottom <= found.height for w in found.words)


def test_a_turned_page_gives_boxes_where_they_stand_on_the_page_as_it_came() -> None:
    content = b"BT /F1 12 Tf 0 1 -1 0 300 400 Tm (Invoice number: 4711) Tj ET"
    found = read_words(page(content)).pages[0]
    assert found.turn is not None
    word = found.words[-1]
    x0, top, x1, bottom = found.turn.back((word.x0, word.top, word.x1, word.bottom))
    assert 285 < x0 < x1 < 306
    assert 842 - 400 - 140 < top < bottom < 842 - 400
