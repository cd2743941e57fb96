"""From bytes to draft in one process; run only in the parsing child, or on bytes of your own."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from ingestion.amounts import EXPONENTS, money_text
from ingestion.checks import agrees, checked
from ingestion.draft import Check, Draft, FieldRead
from ingestion.errors import Broken, NotAnInvoice, TooComplex, Unreadable
from ingestion.extractors.bank import read_bank
from ingestion.extractors.currency import read_currency
from ingestion.extractors.document_type import read_document_type
from ingestion.extractors.issue_and_due import read_dates
from ingestion.extractors.line_items import read_line_items
from ingestion.extractors.number import read_numbers
from ingestion.extractors.parties import read_parties
from ingestion.extractors.totals import read_totals
from ingestion.page import PrintedDocument
from ingestion.readers.einvoice_xml import read_einvoice
from ingestion.readers.pdf_attachments import embedded_xml
from ingestion.readers.pdf_words import read_words
from ingestion.reading import prepare
from ingestion.sniff import FileKind, sniff

EXTRACTORS = (
    read_document_type,
    read_numbers,
    read_dates,
    read_totals,
    read_currency,
    read_parties,
    read_bank,
)


def parse(data: bytes) -> Draft:
    """The draft in a file's bytes; raises the kinds of `Unreadable`."""
    if sniff(data) is FileKind.XML:
        draft = read_einvoice(data)
        if draft is None:
            raise NotAnInvoice("This XML file is not an e-invoice.")
        return checked(draft)
    xml = _structured(data)
    if xml is None:
        return _from_page(read_words(data))
    return _with_page(xml, data)


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


def _with_page(xml: Draft, data: bytes) -> Draft:
    """XML first; what only the page says fills gaps, and a disagreement is shown, not hidden."""
    try:
        document = read_words(data)
        printed = read_page(document)
    except Unreadable:
        return checked(replace(xml, pages=0))
    check = agrees(xml, printed.fields)
    fields = {**printed.fields, **xml.fields}
    if check.ok is False:
        total = fields["total_amount"]
        fields["total_amount"] = replace(total, confidence=0.4)
    merged = replace(
        xml,
        fields=MappingProxyType(fields),
        line_items=xml.line_items or printed.line_items,
        checks=(check,),
        pages=document.page_count,
    )
    return checked(merged)


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
    fields = _with_places(fields, currency)
    checks = (Check("hidden_text", not document.hidden, f"{document.hidden} characters left out"),)
    return Draft(
        fields=MappingProxyType(fields),
        line_items=read_line_items(reading, currency),
        checks=checks if document.hidden else (),
        pages=document.page_count,
    )


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
    """A total is the least; besides it a number, or several other things only a bill states."""
    if "total_amount" not in fields:
        return False
    kind = fields.get("document_type")
    if kind is not None and kind.value == "other":
        return False
    if "invoice_number" in fields:
        return True
    signs = sum(name in fields for name in ("issue_date", "due_date", "account_number"))
    return signs + (kind is not None) >= 2
