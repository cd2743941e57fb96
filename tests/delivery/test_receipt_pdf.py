"""The receipt on paper: what it says, that strangers' words stay words, and the same bytes."""

import io
import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pdfplumber
import pypdf
import pytest

from billing.words import LANGUAGES
from delivery.receipt_email import receipt_email
from delivery.receipt_pdf import MAX_REFUNDS, receipt_pdf
from delivery.receipt_sheet import ReceiptSheet, RefundLine, plain, words

SHEET = ReceiptSheet(
    language="en",
    country="US",
    seller_name="Northwind Utilities, Inc.",
    seller_tax_id="98-7654321",
    seller_address=("200 Harbor Street", "Portland, OR 97201"),
    number="R-2026-000042",
    issued_at=datetime(2026, 3, 3, 14, 5, tzinfo=UTC),
    paid_on="March 3, 2026",
    customer_name="Kim Larsen",
    bill_number="INV-2026-0042",
    bill_description="Electricity, February 2026",
    method="Visa ending in 4242",
    amount="$97.40",
    remaining="$12.60",
)
REFUNDED = replace(
    SHEET,
    refunds=(RefundLine("March 5, 2026", "$10.00"), RefundLine("March 9, 2026", "$5.00")),
    kept="$82.40",
)


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        found: str = document.pages[0].extract_text()
        return found


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def root_of(pdf: bytes) -> dict[str, Any]:
    """The document's own dictionary, by plain keys."""
    root: Any = reader(pdf).trailer["/Root"].get_object()
    return {key: root[key].get_object() for key in root}


def size_of(pdf: bytes) -> tuple[int, int]:
    box = reader(pdf).pages[0].mediabox
    return round(box.width), round(box.height)


# --- what it says ------------------------------------------------------------------------------


def test_everything_on_the_sheet_is_on_the_page() -> None:
    text = text_of(receipt_pdf(REFUNDED))
    for said in (
        "Receipt number R-2026-000042",
        "Paid by Kim Larsen",
        "Bill INV-2026-0042",
        "For Electricity, February 2026",
        "Payment method Visa ending in 4242",
        "Paid on March 3, 2026",
        "Refunded on March 5, 2026 −$10.00",
        "Refunded on March 9, 2026 −$5.00",
        "Paid after refunds $82.40",
        "Still open on this bill $12.60",
        "200 Harbor Street, Portland, OR 97201",
        "Tax ID 98-7654321",
    ):
        assert said in text
    assert text.count("Northwind Utilities, Inc.") == 2


def test_the_amount_is_the_largest_thing_on_the_page() -> None:
    with pdfplumber.open(io.BytesIO(receipt_pdf(SHEET))) as document:
        characters: list[dict[str, Any]] = document.pages[0].chars
    largest = max(c["size"] for c in characters)
    assert "".join(c["text"] for c in characters if c["size"] == largest) == "$97.40"
    assert largest > 3 * min(c["size"] for c in characters)


def test_what_is_not_known_leaves_no_empty_row() -> None:
    bare = replace(
        SHEET, remaining=None, bill_description="", seller_tax_id=None, seller_address=()
    )
    text = text_of(receipt_pdf(bare))
    for label in ("For", "Tax ID", "Still open", "Refunded", "Paid after"):
        assert not any(line.startswith(label) for line in text.splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fee_is_named_with_what_it_came_to_and_without_one_there_is_no_word_of_it(
    language: str,
) -> None:
    say = words(language)
    costly = replace(SHEET, language=language, amount="$100.35", to_bill="$97.40", fee="$2.95")
    page, letter = text_of(receipt_pdf(costly)), receipt_email(costly).text
    for label, value in ((say["to_bill"], "$97.40"), (say["fee"], "$2.95")):
        assert f"{label} {value}" in page
        assert f"{label}: {value}" in letter
    assert "$100.35" in page
    plain_page, plain_letter = text_of(receipt_pdf(SHEET)), receipt_email(SHEET).text
    assert say["fee"] not in plain_page + plain_letter


def test_a_bill_paid_in_full_says_so() -> None:
    text = text_of(receipt_pdf(replace(SHEET, remaining=None, in_full=True)))
    assert "Paid on March 3, 2026 · bill paid in full" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language(language: str) -> None:
    pdf = receipt_pdf(replace(REFUNDED, language=language, amount="1.097,40\u00a0€"))
    text = text_of(pdf)
    say = words(language)
    for key in ("receipt", "amount_paid", "method", "kept", "remaining", "keep"):
        assert say[key] in text
    assert "1.097,40" in text
    assert root_of(pdf)["/Lang"] == language


def test_every_language_has_every_word_and_the_same_gaps() -> None:
    def gaps(language: str) -> dict[str, set[str]]:
        return {
            key: {
                gap
                for gap in ("{date}", "{name}", "{amount}", "{number}", "{seller}")
                if gap in text
            }
            for key, text in words(language).items()
        }

    assert all(gaps(language) == gaps("en") for language in LANGUAGES)
    assert words("de-AT") == words("de")
    assert words("tlh") == words("en")


@pytest.mark.parametrize(
    ("country", "size"),
    [("US", (612, 792)), ("CA", (612, 792)), ("DE", (595, 842)), (None, (595, 842))],
)
def test_the_paper_is_the_countrys(country: str | None, size: tuple[int, int]) -> None:
    assert size_of(receipt_pdf(replace(SHEET, country=country))) == size


# --- the file ----------------------------------------------------------------------------------


def test_the_same_sheet_is_the_same_bytes() -> None:
    assert receipt_pdf(REFUNDED) == receipt_pdf(REFUNDED)
    assert receipt_pdf(REFUNDED) != receipt_pdf(SHEET)


def test_the_file_knows_what_it_is() -> None:
    page = receipt_pdf(SHEET)
    pdf = reader(page)
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Receipt R-2026-000042"
    assert pdf.metadata.author == "Northwind Utilities, Inc."
    assert pdf.metadata.creation_date == SHEET.issued_at
    root = root_of(page)
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert b"<pdfaid:part>2</pdfaid:part>" in root["/Metadata"].get_data()


def test_it_is_small_and_carries_its_typeface() -> None:
    pdf = receipt_pdf(SHEET)
    assert len(pdf) < 60_000
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        names = {c["fontname"].rpartition("+")[2] for c in document.pages[0].chars}
    assert names == {"Inter-Regular", "Inter-SemiBold"}


# --- what strangers write ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "*bold* _it_ `code` $x^2$ #panic() @ref <label> = head",
        '#eval("1+1") #read("/etc/passwd") #image("a.png")',
        '"; #import "@preview/x:0.1.0": * //',
        "\\u{41} \\ ~ -- --- ... 'q' \"q\" {json} [content] /* c */ // c",
        '{"seller_name": "Evil"}',
    ],
)
def test_markup_in_a_name_is_only_text(name: str) -> None:
    text = text_of(receipt_pdf(replace(SHEET, customer_name=name)))
    assert name in text
    assert "Evil Utilities" not in text


@pytest.mark.parametrize("length", [4096, 4096 * 4])
@pytest.mark.parametrize("letter", ["W", "wide ", "é", "\u200b", "-"])
def test_texts_without_end_still_make_one_page(letter: str, length: int) -> None:
    long = letter * length
    texts: dict[str, Any] = {
        f.name: long for f in fields(SHEET) if f.type in ("str", str) and f.name != "language"
    }
    sheet = replace(SHEET, **texts, refunds=(RefundLine(long, long),) * 12, kept=long)
    text_of(receipt_pdf(sheet))  # asserts one page


def test_names_in_other_scripts_never_stop_a_receipt() -> None:
    """Hebrew and Arabic have glyphs in the fallbacks; what nobody can show becomes boxes."""
    for name in (
        "שלום כהן",
        "مريم حداد",
        "株式会社みどり",
        "김민준",
        "Ŝaŭkapo 🎉",
        "नमस्ते",
        "\ufffd\ue000",
    ):
        text = text_of(receipt_pdf(replace(SHEET, customer_name=name)))
        assert "R-2026-000042" in text
        assert "$97.40" in text
    assert "Ελένη Петрова Đặng" in text_of(
        receipt_pdf(replace(SHEET, customer_name="Ελένη Петрова Đặng"))
    )


def test_a_name_cannot_turn_the_amount_around() -> None:
    assert plain("Kim\u202e 04.79$", 50) == "Kim 04.79$"
    assert plain("a\x00b\u2066c\r\nd\u200ee", 50) == "abc de"
    assert plain("می\u200cخواهم", 50) == "می\u200cخواهم"
    assert plain("x" * 51, 50) == "x" * 49 + "…"


def test_only_the_latest_refunds_are_listed() -> None:
    many = tuple(RefundLine(f"day {n}", f"${n}.00") for n in range(1, 10))
    text = text_of(receipt_pdf(replace(REFUNDED, refunds=many)))
    listed = [n for n in range(1, 10) if f"Refunded on day {n} " in text]
    assert listed == list(range(10 - MAX_REFUNDS, 10))


# --- the e-mail around it ----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_says_what_came_in_and_leads_nowhere(language: str) -> None:
    letter = receipt_email(replace(SHEET, language=language))
    assert SHEET.number in letter.subject
    assert SHEET.seller_name in letter.subject
    for body in (letter.text, letter.html):
        for said in ("$97.40", "R-2026-000042", "INV-2026-0042", "Kim Larsen", "$12.60"):
            assert said in body
        for trace in ("http", "<a", "<img", "<script", "{", "url("):
            assert trace not in body


def test_after_a_refund_the_letter_says_so() -> None:
    letter = receipt_email(REFUNDED)
    assert "has been given back" in letter.text
    assert "Refunded on March 5, 2026: $10.00" in letter.text
    assert "Paid after refunds: $82.40" in letter.text


def test_a_name_is_only_a_name_in_html_too() -> None:
    name = "<b onload=x>&\"'{amount}</b>\r\nBcc: a@b.example"
    letter = receipt_email(replace(SHEET, customer_name=name, seller_name=name))
    assert "<b onload" not in letter.html
    assert "&lt;b onload=x&gt;&amp;&quot;" in letter.html
    assert "\n" not in letter.subject
    assert "{amount}" in letter.text


def test_a_letter_shows_nobody_in_a_log() -> None:
    assert "Kim" not in repr(receipt_email(SHEET))
    assert json.dumps(repr(receipt_email(SHEET)))
