"""Invoices made with a form to fill in: what stands in its fields is printed, and is read."""

import importlib
import io

import pytest

from ingestion.pipeline import parse
from ingestion.readers.pdf_words import read_words

FIELDS = {
    "number": (420, 700, "FRM-2291"),
    "date": (420, 670, "2026-03-12"),
    "net": (420, 430, "200.00"),
    "vat": (420, 400, "40.00"),
    "total": (420, 370, "240.00"),
}
TEXTS = (
    (60, 780, "Larkfield Joinery Ltd"),
    (60, 765, "12 Mill Lane, Bath BA1 4QS"),
    (60, 740, "INVOICE"),
    (300, 705, "Invoice number"),
    (300, 675, "Invoice date"),
    (300, 435, "Net GBP"),
    (300, 405, "VAT 20%"),
    (300, 375, "Total GBP"),
)


def _form(flags: str = "") -> bytes:
    out = io.BytesIO()
    page = importlib.import_module("reportlab.pdfgen.canvas").Canvas(out, pagesize=(595, 842))
    for x, y, text in TEXTS:
        page.drawString(x, y, text)
    for name, (x, y, value) in FIELDS.items():
        page.acroForm.textfield(
            name=name, x=x, y=y, width=110, height=20, value=value, fontSize=10,
            annotationFlags=flags or "print", borderStyle="inset", forceBorder=True,
        )  # fmt: skip
    page.save()
    return out.getvalue()


def test_the_fields_of_a_filled_in_form_are_read() -> None:
    draft = parse(_form())
    assert draft.value("invoice_number") == "FRM-2291"
    assert draft.value("issue_date") == "2026-03-12"
    assert draft.value("total_amount") == "240.00"
    assert draft.value("currency") == "GBP"


def test_a_field_stands_where_it_is_drawn() -> None:
    words = {word.text: word for word in read_words(_form()).pages[0].words}
    assert words["FRM-2291"].x0 == pytest.approx(422, abs=4)
    assert 842 - words["FRM-2291"].bottom == pytest.approx(705, abs=6)


def test_a_hidden_field_is_not_read() -> None:
    words = {word.text for word in read_words(_form("print hidden")).pages[0].words}
    assert "INVOICE" in words
    assert "FRM-2291" not in words
