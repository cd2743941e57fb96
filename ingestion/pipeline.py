"""From bytes to draft in one process; run only in the parsing child, or on bytes of your own."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ingestion.amounts import EXPONENTS, money_text
from ingestion.checks import agrees, checked
from ingestion.confidence import probability
from ingestion.draft import Check, Draft, FieldRead
from ingestion.errors import Broken, IsScan, NotAnInvoice, TooComplex, Unreadable
from ingestion.extractors._protocol import Extractor
from ingestion.extractors.bank import read_bank
from ingestion.extractors.currency import read_currency
from ingestion.extractors.document_type import NO_INVOICE, read_document_type
from ingestion.extractors.issue_and_due import read_dates
from ingestion.extractors.line_items import read_line_items
from ingestion.extractors.notices import read_notices
from ingestion.extractors.number import read_numbers
from ingestion.extractors.parties import read_parties
from ingestion.extractors.totals import read_totals
from ingestion.labels import squash
from ingestion.learned import noticed
from ingestion.page import PrintedDocument
from ingestion.readers.einvoice_xml import read_einvoice
from ingestion.readers.pdf_attachments import embedded_xml
from ingestion.readers.pdf_words import read_words
from ingestion.readers.pictures import probe
from ingestion.reading import prepare
from ingestion.recognised import kept
from ingestion.sniff import FileKind, sniff
from ingestion.tax_ids import tax_id_check

ENOUGH: Final = ("invoice_number", "issue_date", "total_amount", "currency")
"""With these found in a PDF's own text, a picture beside it need not be read."""
_BILLS: Final = frozenset({"invoice", "credit_note"})
_SURE: Final = 0.9
_SEEN: Final = 0.94
"""How likely a printed seller must be right to be held against the one in the e-invoice."""
_BY_EYE: Final = 0.96
"""What reading from pixels costs a value in confidence."""
EXTRACTORS: Final[tuple[Extractor, ...]] = (
    read_document_type,
    read_numbers,
    read_dates,
    read_totals,
    read_currency,
    read_parties,
    read_bank,
)


BeforePage = Callable[[], None]
"""Called before each page that is read from pixels: the slow part, with a clock of its own."""


def parse(data: bytes, before_scan: BeforePage | None = None) -> Draft:
    """The draft in a file's bytes; raises the kinds of `Unreadable`.

    Without `before_scan` pictures of pages are not read: `IsScan` where they hold what is missing.
    """
    kind = sniff(data)
    if kind is FileKind.XML:
        draft = read_einvoice(data)
        if draft is None or not {"invoice_number", "total_amount"} & set(draft.fields):
            raise NotAnInvoice("This XML file is not an e-invoice.")
        return checked(draft)
    if kind is FileKind.PICTURE:
        return _from_page(_pictured(data, before_scan))
    xml = _structured(data)
    if xml is None:
        return _from_pdf(data, before_scan)
    return _with_page(xml, data, before_scan)


def _pictured(data: bytes, before_scan: BeforePage | None) -> PrintedDocument:
    if before_scan is None:
        probe(data)
        raise IsScan
    from ingestion.readers.scans import read_picture_file

    return read_picture_file(data, before_scan)


def _from_pdf(data: bytes, before_scan: BeforePage | None) -> Draft:
    """What the text of the pages says; their pixels are read where the text does not say enough."""
    document = read_words(data)
    if not any(page.is_picture for page in document.pages):
        return _from_page(document)
    draft = read_page(document)
    if all(name in draft.fields for name in ENOUGH):
        return checked(draft)
    if before_scan is None:
        raise IsScan
    from ingestion.readers.scans import with_scans

    return _from_page(with_scans(document, data, before_scan))


def _structured(data: bytes) -> Draft | None:
    """The e-invoice inside a PDF; a damaged or hostile attachment leaves the page to be read."""
    for body in embedded_xml(data):
        try:
            draft = read_einvoice(body)
        except (Broken, TooComplex):
            continue
        if draft is not None and draft.value("total_amount") is not None:
            return draft
    return None


def _with_page(xml: Draft, data: bytes, before_scan: BeforePage | None) -> Draft:
    """XML first; what only the page says fills gaps, and a disagreement is shown, not hidden."""
    try:
        document, printed = _seen(data, before_scan)
    except IsScan:
        raise
    except Unreadable:
        return checked(replace(xml, pages=0))
    check = agrees(xml, printed.fields)
    if check.ok is False and _prints(document, xml, printed):
        check = replace(check, ok=True, detail="")
    fields = {**printed.fields, **xml.fields}
    if check.ok is False:
        total = fields["total_amount"]
        fields["total_amount"] = replace(total, confidence=0.4)
    merged = replace(
        xml,
        fields=MappingProxyType(fields),
        line_items=xml.line_items or printed.line_items,
        checks=(check, *printed.checks),
        pages=document.page_count,
        asides=replace(printed.asides, page_seller=_other_seller(xml, printed)),
        recognised=printed.recognised,
    )
    return checked(merged)


def _seen(data: bytes, before_scan: BeforePage | None) -> tuple[PrintedDocument, Draft]:
    """What a person sees beside the XML, by eye where the pages' text does not say enough."""
    document = read_words(data)
    printed = read_page(document)
    if not any(page.is_picture for page in document.pages):
        return document, printed
    if all(name in printed.fields for name in ENOUGH):
        return document, printed
    if before_scan is None:
        raise IsScan
    from ingestion.readers.scans import with_scans

    document = with_scans(document, data, before_scan)
    return document, read_page(document)


def _other_seller(xml: Draft, printed: Draft) -> str | None:
    """The seller a person surely sees on the page, where the XML names another."""
    stated, seen = xml.value("seller_name"), printed.fields.get("seller_name")
    if stated is None or seen is None or squash(stated) == squash(seen.value):
        return None
    return seen.value if probability("seller_name", seen.confidence) >= _SEEN else None


def _prints(document: PrintedDocument, xml: Draft, printed: Draft) -> bool:
    """Whether the page shows the structured total after all.

    Its own total must have been a guess, or another of the structured amounts taken for the total.
    """
    mine = printed.fields["total_amount"]
    others = {xml.value(name) for name in ("amount_due", "net_amount", "paid_amount")} - {None}
    taken = abs(Decimal(mine.value)) in {abs(Decimal(value)) for value in others if value}
    if mine.confidence > _SURE and not taken:
        return False
    shown = {abs(span.value) for span in prepare(document).amounts if span.money}
    return abs(Decimal(xml.fields["total_amount"].value)) in shown


def _from_page(document: PrintedDocument) -> Draft:
    draft = read_page(document)
    if not _is_invoice(draft.fields):
        raise NotAnInvoice
    return checked(draft)


def read_page(document: PrintedDocument) -> Draft:
    """What the printed pages say, before any check."""
    reading = prepare(document)
    fields: dict[str, FieldRead] = {}
    for extract in EXTRACTORS:
        fields.update(extract(reading))
    fields = _with_sign(fields)
    currency = fields["currency"].value if "currency" in fields else None
    fields = _with_places(_as_it_came(fields, document), currency)
    hidden = Check("hidden_text", not document.hidden, f"{document.hidden} characters left out")
    checks = (*((hidden,) if document.hidden else ()), tax_id_check(reading.text))
    items = read_line_items(reading, currency, fields)
    return Draft(
        fields=MappingProxyType(fields),
        line_items=items,
        checks=(*checks, *read_notices(reading)),
        pages=document.page_count,
        asides=noticed(reading, fields, items),
        recognised=kept(document),
    )


def _as_it_came(fields: dict[str, FieldRead], document: PrintedDocument) -> dict[str, FieldRead]:
    """Boxes where they stand on the page as it came, and a note where a value was read by eye."""
    pages = {page.number: page for page in document.pages}
    placed: dict[str, FieldRead] = {}
    for name, read in fields.items():
        page = pages.get(read.page) if read.page is not None else None
        if page is not None and page.turn is not None and read.bbox is not None:
            read = replace(read, bbox=page.turn.back(read.bbox))
        if page is not None and page.source == "ocr" and read.source == "page":
            read = replace(read, source="ocr", confidence=read.confidence * _BY_EYE)
        placed[name] = read
    return placed


def _with_sign(fields: dict[str, FieldRead]) -> dict[str, FieldRead]:
    """A credit note's amounts are negative, whether or not the page prints the minus."""
    kind = fields.get("document_type")
    if kind is None or kind.value != "credit_note":
        return fields
    signed = dict(fields)
    for name in ("net_amount", "tax_amount", "total_amount"):
        read = signed.get(name)
        if read is not None and not read.value.startswith("-") and read.value.strip("0.") != "":
            signed[name] = replace(read, value=f"-{read.value}")
    between = fields.get("charges_amount")
    if between is not None and signed["total_amount"] != fields["total_amount"]:
        turned = between.value.removeprefix("-")
        turned = turned if between.value.startswith("-") else f"-{turned}"
        signed["charges_amount"] = replace(between, value=turned)
    return signed


def _with_places(fields: dict[str, FieldRead], currency: str | None) -> dict[str, FieldRead]:
    """Amounts in the places of the currency, which may be known only from elsewhere on the page."""
    if currency not in EXPONENTS:
        return fields
    return {
        name: replace(read, value=money_text(Decimal(read.value), currency))
        if name.endswith("_amount") or name in ("amount_due", "previous_balance")
        else read
        for name, read in fields.items()
    }


def _is_invoice(fields: Mapping[str, FieldRead]) -> bool:
    """A total and a number, or several other things only a bill states.

    What calls itself a bill, and has a number and a day, is one even where no total could be told.
    """
    kind = fields.get("document_type")
    if kind is not None and kind.value in NO_INVOICE:
        return False
    if "total_amount" not in fields:
        named = kind is not None and kind.value in _BILLS
        return named and {"invoice_number", "issue_date", "currency"} <= set(fields)
    if "invoice_number" in fields:
        return True
    signs = sum(name in fields for name in ("issue_date", "due_date", "account_number"))
    # A till's slip calls itself nothing; what was paid is as good as a title, and no offer has it.
    return signs + (kind is not None or "paid_amount" in fields) >= 2
