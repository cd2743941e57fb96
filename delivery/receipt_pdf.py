"""A receipt as one page of PDF, set by typst in 10 to 20 ms (`delivery/_typst.py`)."""

from collections.abc import Mapping
from typing import Final

from billing.words import supported
from delivery._typst import FONTS, set_pages
from delivery.receipt_sheet import LETTER_PAPER, ReceiptSheet, fee_rows, plain, words

MAX_REFUNDS: Final = 6
"""Refund lines that fit; earlier ones are left out, the sum below them counts all."""

_NAME, _LINE, _SHORT = 120, 90, 48
_LONG_AMOUNT: Final = 16


def receipt_pdf(sheet: ReceiptSheet) -> bytes:
    """The page. Never fails for what a text holds: it is cut, cleaned or shown as boxes."""
    return set_pages("receipt.typ", _page(sheet), int(sheet.issued_at.timestamp()))


def _page(sheet: ReceiptSheet) -> dict[str, object]:
    """The data of the template: every text cleaned and cut so that one page holds it."""
    say = words(sheet.language)
    paid_on = say["paid_on"].format(date=plain(sheet.paid_on, _SHORT))
    amount = plain(sheet.amount, 40)
    return {
        "words": say,
        "language": supported(sheet.language),
        "fonts": list(FONTS),
        "paper": "us-letter" if sheet.country in LETTER_PAPER else "a4",
        "number": plain(sheet.number, _SHORT),
        "seller_name": plain(sheet.seller_name, _LINE),
        "seller_address": plain(", ".join(sheet.seller_address), _LINE),
        "seller_tax_id": plain(sheet.seller_tax_id or "", 40),
        "amount": amount,
        "amount_size": 40 if len(amount) <= _LONG_AMOUNT else 24,
        "headline": f"{paid_on} \u00b7 {say['in_full']}" if sheet.in_full else paid_on,
        "details": _details(sheet, say),
        "sums": _sums(sheet, say),
    }


def _details(sheet: ReceiptSheet, say: Mapping[str, str]) -> list[list[object]]:
    rows = [
        ("number", sheet.number, _SHORT),
        ("paid_by", sheet.customer_name, _NAME),
        ("bill", sheet.bill_number, _SHORT),
        ("for", sheet.bill_description, _NAME),
        ("method", sheet.method, _LINE),
    ]
    return [[say[key], plain(text, limit), False] for key, text, limit in rows if text.strip()]


def _sums(sheet: ReceiptSheet, say: Mapping[str, str]) -> list[list[object]]:
    rows: list[list[object]] = [
        [say[key], plain(value, 40), False] for key, value in fee_rows(sheet) if value
    ]
    for refund in sheet.refunds[-MAX_REFUNDS:]:
        label = say[refund.key].format(date=plain(refund.on, _SHORT))
        rows.append([label, f"\u2212{plain(refund.amount, 40)}", False])
    if sheet.kept is not None:
        rows.append([say["kept"], plain(sheet.kept, 40), True])
    if sheet.remaining is not None:
        rows.append([say["remaining"], plain(sheet.remaining, 40), True])
    return rows
