"""The copy of a bill as PDF, set by typst (`delivery/_typst.py`)."""

from typing import Final

from billing.words import supported
from delivery._typst import FONTS, set_pages
from delivery.bill_sheet import BillSheet, bill_words
from delivery.receipt_sheet import LETTER_PAPER, plain

MOST_LINES: Final = 400
"""Lines that are printed; a bill of more says how many there are, and its total counts all."""

_NAME, _LINE, _AMOUNT = 120, 160, 40


def bill_pdf(sheet: BillSheet) -> bytes:
    """The pages. Never fails for what a text holds: it is cut, cleaned or shown as boxes."""
    return set_pages("bill.typ", _page(sheet), int(sheet.stamped_at.timestamp()))


def _page(sheet: BillSheet) -> dict[str, object]:
    say = {**bill_words(sheet.language)}
    say["copy"] = say["copy"].format(date=plain(sheet.as_of, _AMOUNT))
    return {
        "words": say,
        "language": supported(sheet.language),
        "fonts": list(FONTS),
        "paper": "us-letter" if sheet.country in LETTER_PAPER else "a4",
        "number": plain(sheet.number, _AMOUNT),
        "seller_name": plain(sheet.seller_name, _NAME),
        "seller_tax_id": plain(sheet.seller_tax_id or "", _AMOUNT),
        "to": [plain(line, _NAME) for line in sheet.to if line.strip()],
        "details": [[say[key], plain(text, _LINE)] for key, text in sheet.details if text.strip()],
        "lines": [
            [plain(text, _LINE), plain(amount, _AMOUNT)]
            for text, amount in sheet.lines[:MOST_LINES]
        ],
        "sums": [[say[key], plain(amount, _AMOUNT)] for key, amount in sheet.sums],
    }
