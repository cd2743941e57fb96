"""The copy of a bill on paper: what it says, that strangers' words stay words, the same bytes."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pdfplumber
import pypdf
import pytest

from billing.words import LANGUAGES
from delivery.bill_pdf import MOST_LINES, bill_pdf
from delivery.bill_sheet import BillSheet, bill_words

SHEET = BillSheet(
    language="en",
    country="US",
    seller_name="Northwind Utilities, Inc.",
    seller_tax_id="98-7654321",
    number="INV-2026-0042",
    to=("Kim Larsen", "For the attention of Accounts", "1 Pier Road", "Portland"),
    details=(("issued", "March 1, 2026"), ("due", "March 20, 2026"), ("vat_id", "")),
    lines=(("Energy 402 kWh", "$76.40"), ("Grid fee", "$14.00"), ("Credit", "-$7.00")),
    sums=(("total", "$83.40"), ("paid", "$20.00"), ("left", "$63.40")),
    as_of="March 2, 2026",
    stamped_at=datetime(2026, 3, 2, 14, 5, tzinfo=UTC),
)


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def test_it_says_what_is_owed_line_by_line_and_that_it_is_a_copy() -> None:
    said = text_of(bill_pdf(SHEET))
    for part in (
        "Bill INV-2026-0042",
        "For the attention of Accounts",
        "Energy 402 kWh $76.40",
        "Total $83.40",
        "Left to pay $63.40",
        "Copy of the bill as it stands on March 2, 2026. It is not an invoice for tax purposes.",
    ):
        assert part in said
    assert "VAT ID" not in said, "what is not known has no row"


def test_the_same_sheet_is_the_same_bytes() -> None:
    assert bill_pdf(SHEET) == bill_pdf(SHEET)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language: str) -> None:
    assert bill_words(language).keys() == bill_words("en").keys()
    said = text_of(bill_pdf(replace(SHEET, language=language)))
    assert bill_words(language)["left"] in said


def test_many_lines_go_on_to_further_pages_that_are_numbered() -> None:
    rows = tuple((f"Call {n}", "$0.10") for n in range(MOST_LINES))
    pdf = bill_pdf(replace(SHEET, lines=rows))
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) > 5
    assert f"Call {MOST_LINES - 1}" in text_of(pdf)


@pytest.mark.parametrize("text", ["#panic()", '"]; #import', "$x^2$", "\u202e00.01$", "x" * 3000])
def test_what_strangers_wrote_is_only_text(text: str) -> None:
    strange = replace(SHEET, to=(text,), lines=((text, "$1.00"),), number=text)
    assert bill_pdf(strange).startswith(b"%PDF-")


def test_a_name_that_no_font_of_ours_has_still_makes_a_page() -> None:
    assert bill_pdf(replace(SHEET, to=("山田太郎",))).startswith(b"%PDF-")
