"""Fonts whose tables lie or fail: pixels and another engine have the last word."""

import pytest

from ingestion.errors import IsScan
from ingestion.pipeline import parse
from ingestion.readers.digit_shapes import SCALE, lying_digits
from ingestion.readers.pdf_paint import Glyph
from ingestion.readers.pdf_words import read_words
from ingestion.readers.second_opinion import _drawn
from tests.ingestion import hostile

LINES = (
    (50, 760, "Harbour Lane Joinery Ltd"),
    (50, 720, "Invoice number: HL-2207"),
    (50, 700, "Invoice date: 12 March 2026"),
    (50, 660, "Total due"),
    (300, 660, "GBP 148.20"),
)


def with_table(pairs: dict[str, str], face: str = "Helvetica") -> bytes:
    """A page of LINES whose font says of some signs that they are others."""
    content = b"".join(
        b"BT /F1 10 Tf 1 0 0 1 %d %d Tm (%s) Tj ET\n" % (x, y, text.encode())
        for x, y, text in LINES
    )
    entries = "".join(f"<{ord(a):02x}> <{ord(b):04x}>\n" for a, b in pairs.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(pairs)} beginbfchar\n{entries}endbfchar endcmap end end"
    )
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /{face} /Encoding /WinAnsiEncoding"
    return hostile.pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: hostile.PAGE,
            4: hostile.stream(content),
            5: font.encode() + b" /ToUnicode 6 0 R >>",
            6: hostile.stream(table.encode()),
        }
    )


@pytest.mark.parametrize("face", ["Helvetica", "Times-Roman", "Courier-Bold"])
def test_an_honest_font_is_taken_at_its_word(face: str) -> None:
    draft = parse(with_table({"1": "1", "9": "9"}, face))
    assert draft.value("total_amount") == "148.20"


@pytest.mark.parametrize("lie", [{"1": "9"}, {"4": "1", "1": "4"}, {"8": "3"}, {"0": "6"}])
def test_digits_that_look_like_others_send_the_page_to_be_read_from_its_pixels(
    lie: dict[str, str],
) -> None:
    data = with_table(lie)
    page = read_words(data).pages[0]
    assert page.is_picture
    assert page.words == ()
    with pytest.raises(IsScan):
        parse(data)


def test_a_font_that_names_no_signs_is_read_from_its_pixels() -> None:
    private = {chr(code): chr(0xE000 + code) for code in range(33, 127)}
    assert read_words(with_table(private)).pages[0].is_picture


def test_utf8_taken_for_another_encoding_is_put_right() -> None:
    page = read_words(hostile.printed([(50, 700, 10, "Gebühr für Juni")])).pages[0]
    assert [word.text for word in page.words] == ["Gebühr", "für", "Juni"]
    broken = "Gebühr für Juni".encode().decode("cp1252")
    assert broken.startswith("GebÃ¼hr")
    page = read_words(hostile.printed([(50, 700, 10, broken)])).pages[0]
    assert [word.text for word in page.words] == ["Gebühr", "für", "Juni"]


def test_an_amount_set_in_pieces_is_one_word() -> None:
    lines = [(50, 700, 10, "Total due"), (300, 700, 10, "1.148,"), (328.5, 700, 10, "20")]
    page = read_words(hostile.printed(lines)).pages[0]
    assert page.words[-1].text == "1.148,20"


def test_a_letter_that_slipped_into_a_digit_s_box_is_no_lie() -> None:
    # Where two engines disagree on the width of a sign, letters stand where digits are said to be.
    data = hostile.text_page(b"BT /F1 12 Tf 50 700 Td (h h) Tj ET\n")
    height = read_words(data).pages[0].height
    page = _drawn(data, 1, SCALE)
    assert page is not None
    box = (50.0, height - 710.0, 56.6, height - 697.0)
    glyph = Glyph("7", box, 12.0, "Helvetica", 0, 0.0, 1, False)
    assert lying_digits(page, [glyph, glyph], (0.0, 0.0, 595.0, height)) == set()


def test_a_part_of_a_page_is_drawn_like_the_whole_pixel_for_pixel() -> None:
    data = with_table({"1": "1"})
    whole, part = _drawn(data, 1, SCALE), _drawn(data, 1, SCALE, (40, 20, 100, 80))
    assert whole is not None
    assert part is not None
    assert int(part.min()) < 128  # there is print in it
    assert (whole[60 : len(whole) - 240, 120 : whole.shape[1] - 300] == part).all()
    assert _drawn(data, 1, SCALE, (400, 0, 400, 0)) is None
