"""What a document's text must not say when it leaves: who the customer is, which accounts.

Card numbers and secrets are taken out by `billing.redaction`, here after everything else.
"""

import re
from typing import TYPE_CHECKING, Final

from ingestion.draft import Draft
from ingestion.iban import find_ibans
from ingestion.labels import find_labels
from ingestion.page import PrintedDocument, PrintedPage, Row, Word, rows_of

if TYPE_CHECKING:
    from billing.redaction import Redacted

PRIVATE: Final = frozenset({"account_number", "customer_number", "contract_number"})
_CUSTOMER_NUMBER: Final = "[customer number]"
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,190}\w")
_TOKEN: Final = re.compile(r"[^\s:;,|]+")
_MORE: Final = re.compile(r"(?: \d[\d./-]*)*")
_REACH: Final = 400
"""No label announces a number that begins further away, in characters."""

MAX_ROW: Final = 2000
"""What a row has beyond is left out: no printed row is that long, and the work grows with it."""

_WIDE, _HIGH, _SIZE = 5.0, 12.0, 10.0
"""Type in which one space is inside of a cell, and two are between cells."""


def discreet(draft: Draft, text: str) -> "Redacted":
    """The text, row by row, without bank accounts, e-mail addresses, cards and customer's names.

    A customer's, account's or contract's number goes by its label and by what the draft read; a
    name only by what the draft read.
    """
    from billing.redaction import redact  # a tenth of a second, which `extract` need not wait

    for _, start, end in reversed(find_ibans(text)):
        text = f"{text[:start]}[bank account]{text[end:]}"
    text = _without_numbers(_EMAIL.sub("[e-mail]", text))
    seller = draft.value("seller_name") or ""
    for name, instead in (("account_number", _CUSTOMER_NUMBER), ("buyer_name", "[customer]")):
        value = draft.value(name)
        if value is not None and len(value) > 2 and value not in seller:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", instead, text, flags=re.IGNORECASE)
    return redact(text)


def _without_numbers(text: str) -> str:
    """Without the number in or beside each label that announces one of the customer's."""
    rows = rows_of(_as_print(text))
    texts = {(cell.row, cell.col): cell.text for row in rows for cell in row.cells}
    hits = [hit for hit in find_labels(rows) if hit.kinds & PRIVATE]
    for hit in sorted(hits, key=lambda hit: -hit.end):
        if "invoice_number" in hit.kinds:
            continue
        at, beside = (hit.cell.row, hit.cell.col), (hit.cell.row, hit.cell.col + 1)
        for place, begin in ((at, hit.end), (beside, 0)):
            number = _number(texts.get(place, ""), begin)
            if number is not None:
                before, after = texts[place][: number.start], texts[place][number.stop :]
                texts[place] = f"{before}{_CUSTOMER_NUMBER}{after}"
                break
    return "\n".join(_joined(row, texts) for row in rows)


def _number(text: str, begin: int) -> slice | None:
    """The first token with a digit from `begin` on, and the groups of digits after it."""
    for token in _TOKEN.finditer(text, begin):
        if token.start() - begin > _REACH:
            return None
        if any(char.isdecimal() for char in token.group()):
            more = _MORE.match(text, token.end())
            return slice(token.start(), more.end() if more is not None else token.end())
    return None


def _joined(row: Row, texts: dict[tuple[int, int], str]) -> str:
    return "  ".join(texts[(cell.row, cell.col)] for cell in row.cells)


def _as_print(text: str) -> PrintedDocument:
    """The text set in type of one width, for `find_labels`, which looks at pages."""
    words = tuple(
        Word(
            match.group(),
            _WIDE * match.start(),
            _HIGH * line,
            _WIDE * match.end(),
            _HIGH * line + _SIZE,
            _SIZE,
        )
        for line, content in enumerate(text.splitlines())
        for match in re.finditer(r"\S+", content[:MAX_ROW])
    )
    width = max((word.x1 for word in words), default=_WIDE)
    height = max((word.bottom for word in words), default=_HIGH)
    return PrintedDocument((PrintedPage(1, width, height, words),), 1)
