# ruff: noqa: E501 - markup is read by its tags, not by its lines
"""UBL 2.1 invoices and credit notes, as XRechnung and Peppol send them."""

from typing import Protocol
from xml.sax.saxutils import escape

from tests.ingestion.held_out.desk import Facts, Item
from tests.ingestion.held_out.parties import Party

OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"


class Sorted(Protocol):
    """What the writer must know of the sort of an invoice."""

    @property
    def guideline(self) -> str: ...
    @property
    def credit(self) -> bool: ...
    @property
    def paid(self) -> bool: ...


def _party(tag: str, p: Party, ident: str) -> str:
    zip_code, _, town = p.town.partition(" ")
    country = {"Deutschland": "DE", "France": "FR", "Österreich": "AT"}.get(p.country, "CH")
    return (
        f"<cac:{tag}><cac:Party>{f'<cac:PartyIdentification><cbc:ID>{ident}</cbc:ID></cac:PartyIdentification>' if ident else ''}"
        f"<cac:PartyName><cbc:Name>{escape(p.name)}</cbc:Name></cac:PartyName><cac:PostalAddress><cbc:StreetName>{escape(p.street)}</cbc:StreetName>"
        f"<cbc:CityName>{escape(town)}</cbc:CityName><cbc:PostalZone>{zip_code}</cbc:PostalZone><cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>"
        f"<cac:PartyTaxScheme><cbc:CompanyID>{p.vat.replace(' ', '')}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
        f"<cac:PartyLegalEntity><cbc:RegistrationName>{escape(p.name)}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:{tag}>"
    )


def _line(index: int, item: Item, currency: str, credit: bool) -> str:
    kind, counted = (
        ("CreditNoteLine", "CreditedQuantity") if credit else ("InvoiceLine", "InvoicedQuantity")
    )
    return (
        f'<cac:{kind}><cbc:ID>{index}</cbc:ID><cbc:{counted} unitCode="C62">{item.quantity}</cbc:{counted}><cbc:LineExtensionAmount currencyID="{currency}">{item.amount}</cbc:LineExtensionAmount>'
        f"<cac:Item><cbc:Name>{escape(item.text)}</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>{item.rate}</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item>"
        f'<cac:Price><cbc:PriceAmount currencyID="{currency}">{item.unit}</cbc:PriceAmount></cac:Price></cac:{kind}>'
    )


def ubl(f: Facts, sort: Sorted) -> str:
    """The whole document; a credit note's amounts are positive."""
    money = f'currencyID="{f.currency}"'
    root = "CreditNote" if sort.credit else "Invoice"
    due = f"<cbc:DueDate>{f.due}</cbc:DueDate>" if f.due and not sort.credit else ""
    means = f"<cbc:PaymentDueDate>{f.due}</cbc:PaymentDueDate>" if f.due and sort.credit else ""
    off = (
        (
            f"<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Rabatt</cbc:AllowanceChargeReason><cbc:Amount {money}>{-f.off}</cbc:Amount>"
            f"<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>{f.items[0].rate}</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:AllowanceCharge>"
        )
        if f.off
        else ""
    )
    subs = "".join(
        f"<cac:TaxSubtotal><cbc:TaxableAmount {money}>{base}</cbc:TaxableAmount><cbc:TaxAmount {money}>{tax}</cbc:TaxAmount>"
        f"<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>{rate}</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>"
        for rate, (base, tax) in f.taxes.items()
    )
    paid = f"<cbc:PrepaidAmount {money}>{f.total}</cbc:PrepaidAmount>" if sort.paid else ""
    rest = "0.00" if sort.paid else str(f.total)
    allowance = (
        f"<cbc:AllowanceTotalAmount {money}>{-f.off}</cbc:AllowanceTotalAmount>" if f.off else ""
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ubl:{root} xmlns:ubl="{OASIS}{root}-2" xmlns:cac="{OASIS}CommonAggregateComponents-2" xmlns:cbc="{OASIS}CommonBasicComponents-2">'
        f"<cbc:CustomizationID>{sort.guideline}</cbc:CustomizationID><cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID><cbc:ID>{f.number}</cbc:ID><cbc:IssueDate>{f.issued}</cbc:IssueDate>{due}"
        f"<cbc:{root}TypeCode>{381 if sort.credit else 380}</cbc:{root}TypeCode><cbc:DocumentCurrencyCode>{f.currency}</cbc:DocumentCurrencyCode><cbc:BuyerReference>991-01484-64</cbc:BuyerReference>"
        f"<cac:OrderReference><cbc:ID>PO-5512</cbc:ID></cac:OrderReference>{_party('AccountingSupplierParty', f.seller, '')}{_party('AccountingCustomerParty', f.buyer, f.account or '')}"
        f"<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>{means}<cac:PayeeFinancialAccount><cbc:ID>{f.seller.iban.replace(' ', '')}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>{off}"
        f"<cac:TaxTotal><cbc:TaxAmount {money}>{f.tax}</cbc:TaxAmount>{subs}</cac:TaxTotal><cac:LegalMonetaryTotal><cbc:LineExtensionAmount {money}>{f.goods}</cbc:LineExtensionAmount>"
        f"<cbc:TaxExclusiveAmount {money}>{f.net}</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount {money}>{f.total}</cbc:TaxInclusiveAmount>{allowance}{paid}<cbc:PayableAmount {money}>{rest}</cbc:PayableAmount></cac:LegalMonetaryTotal>"
        + "".join(_line(k, item, f.currency, sort.credit) for k, item in enumerate(f.items, 1))
        + f"</ubl:{root}>"
    )
