"""Lines that the models read become words of a page: split, placed, mended."""

import pytest

from ingestion.page import PrintedDocument, PrintedPage, rows_of
from ingestion.readers._protocol import OcrLine
from ingestion.readers.ocr_words import mended, respelled, words_of


def line(text: str, x: float = 100, y: float = 100, pitch: float = 10) -> OcrLine:
    """A line whose signs all stand `pitch` pixels apart, a space reading as a wider step."""
    width = pitch * len(text)
    marks = tuple((at + 0.5) / len(text) for at in range(len(text)))
    quad = ((x, y), (x + width, y), (x + width, y + 28), (x, y + 28))
    return OcrLine(text, quad, marks, 0.99)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("1.234,5O", "1.234,50"),
        ("l23,40", "123,40"),
        ("€12O.O0", "€120.00"),
        ("S7.4B", "57.48"),
        ("97,4O€", "97,40€"),
        ("EUR12.5O", "EUR12.50"),
        ("INV-2O26", "INV-2O26"),
        ("Lisbon", "Lisbon"),
        ("Bill.So", "Bill.So"),
        ("Q3.IO", "Q3.IO"),
        ("12.03.2026", "12.03.2026"),
        ("DE89", "DE89"),
    ],
)
def test_only_what_looks_like_an_amount_is_mended(seen: str, meant: str) -> None:
    assert mended(seen) == meant


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("inel.", "incl."),
        ("lnvoice", "invoice"),
        ("(Reehnung:", "(Rechnung:"),
        ("Invoice", "Invoice"),
        ("Mats", "Mats"),
        ("Tot", "Tot"),
    ],
)
def test_words_of_labels_survive_one_blurred_letter(seen: str, meant: str) -> None:
    assert respelled(seen) == meant


def test_words_are_split_at_spaces_and_placed_along_their_line() -> None:
    words = words_of([line("Total due 97.40")], 0.5)
    assert [word.text for word in words] == ["Total", "due", "97.40"]
    assert words[0].x0 < words[0].x1 < words[1].x0 < words[2].x0
    assert 49 < words[0].x0 < 54
    assert 120 < words[2].x1 <= 125
    assert 8 < words[0].size < 12


def test_a_wide_gap_without_a_space_still_parts_two_columns() -> None:
    text = "Hours12.50"
    marks = tuple((at + 0.5 + (6 if at >= 5 else 0)) / 16 for at in range(10))
    quad = ((0.0, 0.0), (160.0, 0.0), (160.0, 28.0), (0.0, 28.0))
    words = words_of([OcrLine(text, quad, marks, 0.9)], 0.5)
    assert [word.text for word in words] == ["Hours", "12.50"]
    page = PrintedPage(1, 595, 842, words)
    assert len(rows_of(PrintedDocument((page,), 1))[0].cells) == 2


def test_the_pieces_of_an_amount_come_together() -> None:
    assert [w.text for w in words_of([line("1.234, 50")], 0.5)] == ["1.234,50"]
    assert [w.text for w in words_of([line("97 .40")], 0.5)] == ["97.40"]
    grouped = words_of([line("2 445,04")], 0.5)
    assert [w.text for w in grouped] == ["2", "445,04"]
    assert grouped[1].x0 - grouped[0].x1 < 0.45 * grouped[0].size


def test_a_comma_read_as_a_dot_follows_the_rest_of_the_page() -> None:
    lines = [line(text, y=100 + 40 * at) for at, text in enumerate(("12,50", "9,80", "1.204.30"))]
    assert [word.text for word in words_of(lines, 0.5)] == ["12,50", "9,80", "1.204,30"]
    mixed = [line("12,50"), line("12.50", y=160)]
    assert [word.text for word in words_of(mixed, 0.5)] == ["12,50", "12.50"]


def test_a_lone_c_behind_an_amount_is_a_euro_only_where_euros_are() -> None:
    euros = [line("12,50 €"), line("9,80 C", y=160)]
    assert [word.text for word in words_of(euros, 0.5)] == ["12,50", "€", "9,80", "€"]
    assert [word.text for word in words_of([line("9,80 C")], 0.5)] == ["9,80", "C"]


def test_two_columns_half_a_row_apart_keep_their_rows() -> None:
    left = [line(text, x=60, y=100 + 24 * at) for at, text in enumerate(("Mill Lane", "Leeds"))]
    right = [line("Number", x=500, y=110), line("4711", x=700, y=109)]
    page = PrintedPage(1, 595, 842, words_of([*left, *right], 0.5))
    rows = [row.text for row in rows_of(PrintedDocument((page,), 1))]
    assert "Number  4711" in rows
