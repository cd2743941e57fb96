"""E-invoices as XML: UN/CEFACT CII (Factur-X, ZUGFeRD) and OASIS UBL 2.1 (XRechnung, Peppol)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from lxml import etree

from ingestion.amounts import CODES, money_text, plain_text
from ingestion.draft import MAX_ITEMS, Draft, FieldRead, LineItem
from ingestion.errors import Broken, TooComplex

MAX_XML_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 64
_CREDITS: Final = frozenset({"81", "83", "381", "396", "261", "262", "308", "532", "420"})
"""UNTDID 1001 codes of credit notes."""
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)

Element = etree._Element


def read_einvoice(data: bytes) -> Draft | None:
    """The fields of a CII or UBL invoice; None where the XML is something else.

    Raises `Broken` for XML that is damaged or carries a document type, `TooComplex` beyond 2 MB or
    64 levels. Nothing is fetched, no entity is expanded.
    """
    root = _parse(data)
    name = etree.QName(root).localname
    if name in ("CrossIndustryInvoice", "CrossIndustryDocument"):
        return _cii(root)
    if name in ("Invoice", "CreditNote") and "ubl" in (etree.QName(root).namespace or ""):
        return _ubl(root, name == "CreditNote")
    return None


def _parse(data: bytes) -> Element:
    if len(data) > MAX_XML_BYTES:
        raise TooComplex("This XML file is larger than 2 MB.")
    # UTF-16 hides "<!DOCTYPE" behind zero bytes; look at both spellings before parsing.
    if _DOCTYPE.search(data) or _DOCTYPE.search(data.replace(b"\x00", b"")):
        raise Broken("This XML file carries a document type; such files are not opened.")
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = 0
    try:
        for at in range(0, len(data), 65536):
            parser.feed(data[at : at + 65536])
            depth = _depth(parser, depth)
        root = parser.close()
    except etree.XMLSyntaxError as error:
        # The parser has a depth limit of its own and may reach it within one chunk.
        if "depth" in str(error).lower():
            raise TooComplex("This XML file is nested too deeply.") from error
        raise Broken("This XML file is damaged.") from error
    return root


def _depth(parser: "etree.XMLPullParser", depth: int) -> int:
    for event, _ in parser.read_events():
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise TooComplex("This XML file is nested too deeply.")
    return depth


def _all(node: Element | None, path: str) -> Iterator[Element]:
    """Elements down a path of local names, whatever prefixes and versions the namespaces have."""
    if node is None:
        return
    name, _, rest = path.partition("/")
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).localname == name:
            if rest:
                yield from _all(child, rest)
            else:
                yield child


def _one(node: Element | None, *paths: str) -> Element | None:
    for path in paths:
        for found in _all(node, path):
            return found
    return None


def _text(node: Element | None, *paths: str) -> str | None:
    found = _one(node, *paths)
    if found is None or found.text is None:
        return None
    return " ".join(found.text.split())[:500] or None


def _number(text: str | None) -> Decimal | None:
    if text is None or not re.fullmatch(r"[+-]?\d{1,14}(?:\.\d{1,10})?", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _day(text: str | None) -> str | None:
    """ISO date of "20260301" (format 102) or "2026-03-01", with or without a zone."""
    match = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", text or "")
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def _draft(values: dict[str, str | None], items: Sequence[LineItem]) -> Draft:
    reads = {
        name: FieldRead(value, 0.99, source="xml")
        for name, value in values.items()
        if value is not None
    }
    return Draft(MappingProxyType(reads), tuple(items[:MAX_ITEMS]), reader="xml")


def _money(value: Decimal | None, currency: str | None, sign: int) -> str | None:
    return money_text(value * sign, currency) if value is not None else None


def _code(text: str | None) -> str | None:
    return text if text in CODES else None


def _cii(root: Element) -> Draft:
    head = _one(root, "ExchangedDocument", "HeaderExchangedDocument")
    deal = _one(root, "SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
    agreement = _one(deal, "ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
    pay = _one(deal, "ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
    sums = _one(
        pay,
        "SpecifiedTradeSettlementHeaderMonetarySummation",
        "SpecifiedTradeSettlementMonetarySummation",
    )
    currency = _code(_text(pay, "InvoiceCurrencyCode"))
    total = _number(_text(sums, "GrandTotalAmount"))
    # A credit note's amounts are positive in CII; the type code carries the sign.
    credit = _text(head, "TypeCode") in _CREDITS
    sign = -1 if credit and (total is None or total > 0) else 1
    terms = _one(pay, "SpecifiedTradePaymentTerms")
    values = {
        "invoice_number": _text(head, "ID"),
        "issue_date": _day(_text(head, "IssueDateTime/DateTimeString")),
        "due_date": _day(_text(terms, "DueDateDateTime/DateTimeString")),
        "seller_name": _text(agreement, "SellerTradeParty/Name"),
        "buyer_name": _text(agreement, "BuyerTradeParty/Name"),
        "account_number": _text(agreement, "BuyerTradeParty/ID"),
        "currency": currency,
        "net_amount": _money(_number(_text(sums, "TaxBasisTotalAmount")), currency, sign),
        "tax_amount": _money(_number(_cii_tax(sums, currency)), currency, sign),
        "total_amount": _money(total, currency, sign),
        "iban": _text(
            pay, "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID"
        ),
        "amount_due": _money(_number(_text(sums, "DuePayableAmount")), currency, sign),
        "paid_amount": _money(_number(_text(sums, "TotalPrepaidAmount")), currency, sign),
        "document_type": "credit_note" if credit else "invoice",
    }
    lines = list(_all(deal, "IncludedSupplyChainTradeLineItem"))
    return _draft(values, [_cii_line(line, currency, sign) for line in lines[:MAX_ITEMS]])


def _cii_tax(sums: Element | None, currency: str | None) -> str | None:
    """The tax total in the invoice's currency; a second one may be given in the accounting one."""
    totals = list(_all(sums, "TaxTotalAmount"))
    for total in totals:
        if total.get("currencyID") in (currency, None):
            return " ".join((total.text or "").split()) or None
    return None


def _cii_line(line: Element, currency: str | None, sign: int) -> LineItem:
    quantity = _number(
        _text(
            line,
            "SpecifiedLineTradeDelivery/BilledQuantity",
            "SpecifiedSupplyChainTradeDelivery/BilledQuantity",
        )
    )
    price = _number(
        _text(
            line,
            "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount",
            "SpecifiedSupplyChainTradeAgreement/NetPriceProductTradePrice/ChargeAmount",
        )
    )
    amount = _number(
        _text(
            line,
            "SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
            "SpecifiedSupplyChainTradeSettlement/SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
        )
    )
    return LineItem(
        description=_text(line, "SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description"),
        quantity=plain_text(quantity) if quantity is not None else None,
        unit_price=money_text(price, currency) if price is not None else None,
        amount=_money(amount, currency, sign),
    )


def _ubl(root: Element, credit: bool) -> Draft:
    sums = _one(root, "LegalMonetaryTotal")
    currency = _code(_text(root, "DocumentCurrencyCode"))
    credit = credit or _text(root, "InvoiceTypeCode") in _CREDITS
    total = _number(_text(sums, "TaxInclusiveAmount", "PayableAmount"))
    sign = -1 if credit and (total is None or total > 0) else 1
    buyer = _one(root, "AccountingCustomerParty")
    tax = next(
        (
            t
            for t in _all(root, "TaxTotal/TaxAmount")
            if t.get("currencyID") in (currency, None) and t.text
        ),
        None,
    )
    values = {
        "invoice_number": _text(root, "ID"),
        "issue_date": _day(_text(root, "IssueDate")),
        "due_date": _day(_text(root, "DueDate", "PaymentMeans/PaymentDueDate")),
        "seller_name": _ubl_name(_one(root, "AccountingSupplierParty")),
        "buyer_name": _ubl_name(buyer),
        "account_number": _text(buyer, "SupplierAssignedAccountID", "Party/PartyIdentification/ID"),
        "currency": currency,
        "net_amount": _money(_number(_text(sums, "TaxExclusiveAmount")), currency, sign),
        "tax_amount": _money(_number(tax.text) if tax is not None else None, currency, sign),
        "total_amount": _money(total, currency, sign),
        "iban": _text(root, "PaymentMeans/PayeeFinancialAccount/ID"),
        "amount_due": _money(_number(_text(sums, "PayableAmount")), currency, sign),
        "paid_amount": _money(_number(_text(sums, "PrepaidAmount")), currency, sign),
        "document_type": "credit_note" if credit else "invoice",
    }
    lines = [*_all(root, "InvoiceLine"), *_all(root, "CreditNoteLine")]
    return _draft(values, [_ubl_line(line, currency, sign) for line in lines[:MAX_ITEMS]])


def _ubl_name(party: Element | None) -> str | None:
    return _text(
        party,
        "Party/PartyLegalEntity/RegistrationName",
        "Party/PartyName/Name",
        "Party/Person/FamilyName",
    )


def _ubl_line(line: Element, currency: str | None, sign: int) -> LineItem:
    quantity = _number(_text(line, "InvoicedQuantity", "CreditedQuantity"))
    price = _number(_text(line, "Price/PriceAmount"))
    amount = _number(_text(line, "LineExtensionAmount"))
    return LineItem(
        description=_text(line, "Item/Name", "Item/Description"),
        quantity=plain_text(quantity) if quantity is not None else None,
        unit_price=money_text(price, currency) if price is not None else None,
        amount=_money(amount, currency, sign),
    )
