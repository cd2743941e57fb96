"""E-invoices as XML: CII (Factur-X, ZUGFeRD), UBL 2.1 (XRechnung, Peppol), FatturaPA (Italy)."""

import re
from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from lxml import etree

from ingestion.amounts import money_text, plain_text
from ingestion.draft import MAX_ITEMS, Draft, FieldRead, LineItem
from ingestion.errors import Broken, TooComplex
from ingestion.readers.einvoice_fattura import fattura
from ingestion.readers.einvoice_values import (
    Element,
    Sums,
    currency_of,
    day,
    element,
    elements,
    iban,
    money,
    number,
    per_one,
    text_of,
)

MAX_XML_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 64
_CREDITS: Final = frozenset({"81", "83", "381", "396", "261", "262", "308", "532", "420"})
"""UNTDID 1001 codes of credit notes."""
_ROOTS: Final = ("CrossIndustryInvoice", "CrossIndustryDocument", "Invoice", "CreditNote")
_ENVELOPES: Final = ("StandardBusinessDocument", "Envelope", "Body")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_INNER_LINES: Final = ("GROUP", "INFORMATION")
"""Lines of the EXTENDED profile that only sum up or explain others."""
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_einvoice(data: bytes) -> Draft | None:
    """The fields of a CII, UBL or FatturaPA invoice; None where the XML is something else.

    Raises `Broken` for XML that is damaged or carries a document type, `TooComplex` beyond 2 MB or
    64 levels. Nothing is fetched, no entity is expanded.
    """
    root = _unwrapped(_parse(data))
    name = etree.QName(root).localname
    if name in ("CrossIndustryInvoice", "CrossIndustryDocument"):
        return _cii(root)
    if name in ("Invoice", "CreditNote") and _is_ubl(root):
        return _ubl(root, name == "CreditNote")
    if name == "FatturaElettronica":
        found = fattura(root)
        return _draft(*found) if found is not None else None
    return None


def _unwrapped(root: Element) -> Element:
    """The invoice inside a delivery envelope; anything else as it is."""
    if etree.QName(root).localname not in _ENVELOPES:
        return root
    for child in root:
        if isinstance(child.tag, str) and etree.QName(child).localname in _ROOTS:
            return child
    return root


def _is_ubl(root: Element) -> bool:
    """By its namespace, or where a careless writer left that out, by its sums."""
    space = etree.QName(root).namespace
    if space:
        return "ubl" in space.lower()
    return element(root, "LegalMonetaryTotal") is not None


def _parse(data: bytes) -> Element:
    if len(data) > MAX_XML_BYTES:
        raise TooComplex("This XML file is larger than 2 MB.")
    # UTF-16 hides "<!DOCTYPE" behind zero bytes; look at both spellings before parsing.
    if _DOCTYPE.search(data) or _DOCTYPE.search(data.replace(b"\x00", b"")):
        raise Broken("This XML file carries a document type; such files are not opened.")
    try:
        return _root(data)
    except etree.XMLSyntaxError as error:
        # The parser has a depth limit of its own and may reach it within one chunk.
        if "depth" in str(error).lower():
            raise TooComplex("This XML file is nested too deeply.") from error
    try:
        # Often only the declared encoding is wrong: take the bytes for what they are.
        return _root(_as_utf8(data))
    except etree.XMLSyntaxError as error:
        raise Broken("This XML file is damaged.") from error


def _as_utf8(data: bytes) -> bytes:
    """The text in UTF-8 without its declaration, decoded by what its bytes look like."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif data[:4].count(0) >= 2 or b"\x00" in data[:2]:
        text = data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    text = _DECLARATION.sub("", text.lstrip("\ufeff"))
    # Control characters are no XML, whoever wrote them.
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text).strip().encode()


def _root(data: bytes) -> Element:
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
    data = data.lstrip()
    for at in range(0, len(data), 65536):
        parser.feed(data[at : at + 65536])
        depth = _depth(parser, depth)
    return parser.close()


def _depth(parser: "etree.XMLPullParser", depth: int) -> int:
    for event, _ in parser.read_events():
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise TooComplex("This XML file is nested too deeply.")
    return depth


def _draft(values: dict[str, str | None], items: Sequence[LineItem]) -> Draft:
    reads = {
        name: FieldRead(value, 0.99, source="xml")
        for name, value in values.items()
        if value is not None
    }
    return Draft(MappingProxyType(reads), tuple(items[:MAX_ITEMS]), reader="xml")


def _cii(root: Element) -> Draft:
    head = element(root, "ExchangedDocument", "HeaderExchangedDocument")
    deal = element(root, "SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
    agreement = element(
        deal, "ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement"
    )
    pay = element(deal, "ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
    sums = element(
        pay,
        "SpecifiedTradeSettlementHeaderMonetarySummation",
        "SpecifiedTradeSettlementMonetarySummation",
    )
    currency = currency_of(text_of(pay, "InvoiceCurrencyCode"), sums)
    stated = Sums.of(
        Sums(
            net=number(text_of(sums, "TaxBasisTotalAmount")),
            tax=number(_cii_tax(sums, currency)),
            total=number(text_of(sums, "GrandTotalAmount")),
            due=number(text_of(sums, "DuePayableAmount")),
            paid=number(text_of(sums, "TotalPrepaidAmount")),
        )
    )
    total = stated.total
    # A credit note's amounts are positive in CII; the type code carries the sign.
    credit = text_of(head, "TypeCode") in _CREDITS
    sign = -1 if credit and (total is None or total > 0) else 1
    values = {
        "invoice_number": text_of(head, "ID"),
        "issue_date": day(text_of(head, "IssueDateTime/DateTimeString")),
        "due_date": day(text_of(pay, "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString")),
        "seller_name": text_of(
            agreement,
            "SellerTradeParty/Name",
            "SellerTradeParty/SpecifiedLegalOrganization/TradingBusinessName",
        ),
        "buyer_name": text_of(agreement, "BuyerTradeParty/Name"),
        "account_number": text_of(agreement, "BuyerTradeParty/ID"),
        "currency": currency,
        **stated.values(currency, sign),
        "iban": iban(
            text_of(
                pay,
                "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID",
            )
        ),
        "document_type": "credit_note" if credit else "invoice",
    }
    lines = [
        line
        for line in elements(deal, "IncludedSupplyChainTradeLineItem")
        if text_of(line, "AssociatedDocumentLineDocument/LineStatusReasonCode") not in _INNER_LINES
    ]
    return _draft(values, [_cii_line(line, currency, sign) for line in lines[:MAX_ITEMS]])


def _cii_tax(sums: Element | None, currency: str | None) -> str | None:
    """The tax total in the invoice's currency; a second one may be given in the accounting one."""
    totals = list(elements(sums, "TaxTotalAmount"))
    for total in totals:
        if total.get("currencyID") in (currency, None):
            return " ".join((total.text or "").split()) or None
    return None


def _cii_line(line: Element, currency: str | None, sign: int) -> LineItem:
    quantity = number(
        text_of(
            line,
            "SpecifiedLineTradeDelivery/BilledQuantity",
            "SpecifiedSupplyChainTradeDelivery/BilledQuantity",
        )
    )
    price = per_one(
        number(
            text_of(
                line,
                "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount",
                "SpecifiedSupplyChainTradeAgreement/NetPriceProductTradePrice/ChargeAmount",
            )
        ),
        number(
            text_of(
                line,
                "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/BasisQuantity",
                "SpecifiedSupplyChainTradeAgreement/NetPriceProductTradePrice/BasisQuantity",
            )
        ),
    )
    amount = number(
        text_of(
            line,
            "SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
            "SpecifiedSupplyChainTradeSettlement/SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
        )
    )
    return LineItem(
        description=text_of(
            line, "SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description"
        ),
        quantity=plain_text(quantity) if quantity is not None else None,
        unit_price=money_text(price, currency) if price is not None else None,
        amount=money(amount, currency, sign),
    )


def _ubl(root: Element, credit: bool) -> Draft:
    sums = element(root, "LegalMonetaryTotal")
    currency = currency_of(text_of(root, "DocumentCurrencyCode"), sums)
    credit = credit or text_of(root, "InvoiceTypeCode") in _CREDITS
    stated = Sums.of(
        Sums(
            net=number(text_of(sums, "TaxExclusiveAmount")),
            tax=_ubl_tax(root, currency),
            total=number(text_of(sums, "TaxInclusiveAmount")),
            due=number(text_of(sums, "PayableAmount")),
            paid=number(text_of(sums, "PrepaidAmount")),
        )
    )
    sign = -1 if credit and (stated.total is None or stated.total > 0) else 1
    buyer = element(root, "AccountingCustomerParty")
    values = {
        "invoice_number": text_of(root, "ID"),
        "issue_date": day(text_of(root, "IssueDate")),
        "due_date": day(
            text_of(root, "DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate")
        ),
        "seller_name": _ubl_name(element(root, "AccountingSupplierParty")),
        "buyer_name": _ubl_name(buyer),
        "account_number": text_of(
            buyer, "SupplierAssignedAccountID", "Party/PartyIdentification/ID"
        ),
        "currency": currency,
        **stated.values(currency, sign),
        "iban": iban(text_of(root, "PaymentMeans/PayeeFinancialAccount/ID")),
        "document_type": "credit_note" if credit else "invoice",
    }
    lines = [*elements(root, "InvoiceLine"), *elements(root, "CreditNoteLine")]
    return _draft(values, [_ubl_line(line, currency, sign) for line in lines[:MAX_ITEMS]])


def _ubl_tax(root: Element, currency: str | None) -> Decimal | None:
    """The tax total in the invoice's currency; several of them, one per kind of tax, added up."""
    amounts = [
        amount
        for total in elements(root, "TaxTotal/TaxAmount")
        if total.get("currencyID") in (currency, None)
        and (amount := number(" ".join((total.text or "").split()))) is not None
    ]
    return sum(amounts, Decimal(0)) if amounts else None


def _ubl_name(party: Element | None) -> str | None:
    return text_of(
        party,
        "Party/PartyLegalEntity/RegistrationName",
        "Party/PartyName/Name",
        "Party/Person/FamilyName",
    )


def _ubl_line(line: Element, currency: str | None, sign: int) -> LineItem:
    quantity = number(text_of(line, "InvoicedQuantity", "CreditedQuantity"))
    price = per_one(
        number(text_of(line, "Price/PriceAmount")), number(text_of(line, "Price/BaseQuantity"))
    )
    amount = number(text_of(line, "LineExtensionAmount"))
    return LineItem(
        description=text_of(line, "Item/Name", "Item/Description"),
        quantity=plain_text(quantity) if quantity is not None else None,
        unit_price=money_text(price, currency) if price is not None else None,
        amount=money(amount, currency, sign),
    )
