# ruff: noqa: E501 - markup is read by its tags, not by its lines
"""Electronic invoices: CII and UBL as bare XML, and PDFs with the XML inside."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from xml.sax.saxutils import escape

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import ZERO, Desk, Facts, Wish, cents
from tests.ingestion.held_out.flow import GRID, Flow
from tests.ingestion.held_out.truth import Truth

POOL = (
    ("Gabelstapler Wartung Klasse 2", 18900, 42000),
    ("Hydrauliköl HLP 46, 20 l", 5900, 8900),
    ("Schulung Ladungssicherung", 24000, 39000),
    ("Software-Pflege Quartal", 45000, 129000),
    ("Reisekosten", 3900, 18900),
)
CII = "urn:un:unece:uncefact:data:standard:"
XRECHNUNG = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
FACTURX = "urn:cen.eu:en16931:2017"


@dataclass(frozen=True, slots=True)
class Sort:
    """One way to hand in an electronic invoice."""

    form: str  # cii, ubl, ferd1
    guideline: str
    attachment: str = ""  # empty: bare XML
    others: tuple[str, ...] = ()
    lines: bool = True
    credit: bool = False
    charge: bool = False
    paid: bool = False
    twist: str = ""


SORTS = (
    Sort("cii", FACTURX, "factur-x.xml"),
    Sort("cii", FACTURX, "factur-x.xml", ("stundenzettel.pdf", "agb.txt")),
    Sort("cii", "urn:factur-x.eu:1p0:minimum", "factur-x.xml", lines=False),
    Sort("cii", "urn:factur-x.eu:1p0:basicwl", "factur-x.xml", lines=False),
    Sort("cii", "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", "factur-x.xml"),
    Sort(
        "cii",
        "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended",
        "factur-x.xml",
        charge=True,
    ),
    Sort("cii", XRECHNUNG, "xrechnung.xml"),
    Sort("cii", "urn:cen.eu:en16931:2017", "zugferd-invoice.xml", credit=True),
    Sort("cii", FACTURX, "Factur-X.XML"),
    Sort("cii", FACTURX, "invoice-data.xml"),
    Sort("ferd1", "urn:ferd:CrossIndustryDocument:invoice:1p0:comfort", "ZUGFeRD-invoice.xml"),
    Sort("ferd1", "urn:ferd:CrossIndustryDocument:invoice:1p0:basic", "ZUGFeRD-invoice.xml"),
    Sort(
        "ferd1",
        "urn:ferd:CrossIndustryDocument:invoice:1p0:extended",
        "ZUGFeRD-invoice.xml",
        ("lieferschein.xml",),
    ),
    Sort("ubl", XRECHNUNG),
    Sort("ubl", XRECHNUNG, credit=True),
    Sort("ubl", "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"),
    Sort(
        "ubl",
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
        charge=True,
    ),
    Sort("ubl", XRECHNUNG, paid=True),
    Sort("cii", XRECHNUNG),
    Sort("cii", XRECHNUNG, credit=True),
    Sort("cii", XRECHNUNG, paid=True),
    Sort("cii", XRECHNUNG, charge=True),
    Sort("ubl", XRECHNUNG, twist="default namespace"),
    Sort("ubl", XRECHNUNG, twist="tax currency"),
    Sort("ubl", XRECHNUNG, twist="file inside"),
    Sort("cii", XRECHNUNG, twist="payee"),
    Sort("cii", XRECHNUNG, twist="utf-16"),
    Sort("cii", FACTURX, "factur-x.xml", twist="bom"),
)


def _facts(d: Desk, sort: Sort) -> Facts:
    land, currency = d.turn((("de", "EUR"), ("fr", "EUR"), ("at", "EUR"), ("ch", "CHF")))
    sellers = {
        "de": "Fördertechnik Wulfhagen GmbH",
        "fr": "Établissements Carlier SAS",
        "at": "Stapler Huemer GmbH",
        "ch": "Logitec Emmental AG",
    }
    wish = Wish(
        land,
        (sellers[land],),
        POOL,
        currency,
        number=d.turn(("R-{y}-#####", "471102-##", "{yy}/####")),
        rates=("19", "7") if d.variant % 2 else ("20",),
        count=(1, 4),
        most=8,
        terms=d.turn((14, 30)),
        account="GE######",
        firm=True,
    )
    f = d.facts(wish)
    return replace(f, off=-cents(f.goods / 20)) if sort.charge else f


def _cii_party(tag: str, f: Facts, sort: Sort, ident: str = "") -> str:
    seller = tag == "SellerTradeParty"
    p = f.seller if seller else f.buyer
    zip_code, _, town = p.town.partition(" ")
    country = {"Deutschland": "DE", "France": "FR", "Österreich": "AT"}.get(p.country, "CH")
    full = (
        any(part in sort.guideline for part in ("xrechnung", "comfort", "extended"))
        or sort.guideline == FACTURX
    )
    contact = ""
    if seller and full:
        contact = "<ram:DefinedTradeContact><ram:PersonName>A. Beispiel</ram:PersonName></ram:DefinedTradeContact>"
    vat = f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{p.vat.replace(" ", "")}</ram:ID></ram:SpecifiedTaxRegistration>'
    if "minimum" in sort.guideline:
        where = (
            f"<ram:PostalTradeAddress><ram:CountryID>{country}</ram:CountryID></ram:PostalTradeAddress>{vat}"
            if seller
            else ""
        )
        return f"<ram:{tag}><ram:Name>{escape(p.name)}</ram:Name>{where}</ram:{tag}>"
    return (
        f"<ram:{tag}>{f'<ram:ID>{ident}</ram:ID>' if ident else ''}<ram:Name>{escape(p.name)}</ram:Name>{contact}"
        f"<ram:PostalTradeAddress><ram:PostcodeCode>{zip_code}</ram:PostcodeCode><ram:LineOne>{escape(p.street)}</ram:LineOne>"
        f"<ram:CityName>{escape(town)}</ram:CityName><ram:CountryID>{country}</ram:CountryID></ram:PostalTradeAddress>{vat}</ram:{tag}>"
    )


def _cii_line(
    index: int, item_text: str, quantity: Decimal, unit: Decimal, amount: Decimal, rate: Decimal
) -> str:
    return (
        f"<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>{index}</ram:LineID></ram:AssociatedDocumentLineDocument>"
        f"<ram:SpecifiedTradeProduct><ram:Name>{escape(item_text)}</ram:Name></ram:SpecifiedTradeProduct>"
        f"<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>{unit}</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
        f'<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">{quantity}.0000</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>'
        f"<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
        f"<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>{amount}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
    )


def cii(f: Facts, sort: Sort) -> str:
    """The cross-industry invoice D16B; amounts of a credit note are positive there (type 381)."""
    taxes = "".join(
        f"<ram:ApplicableTradeTax><ram:CalculatedAmount>{tax}</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>{base}</ram:BasisAmount>"
        f"<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
        for rate, (base, tax) in f.taxes.items()
    )
    small = "minimum" in sort.guideline
    items = (
        "".join(
            _cii_line(k, i.text, i.quantity, i.unit, i.amount, i.rate)
            for k, i in enumerate(f.items, 1)
        )
        if sort.lines
        else ""
    )
    paid = f.total if sort.paid else ZERO
    due = f'<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">{f.due:%Y%m%d}</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>'
    off = (
        (
            f"<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>{-f.off}</ram:ActualAmount>"
            f"<ram:Reason>Treuerabatt</ram:Reason><ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{f.items[0].rate}</ram:RateApplicablePercent></ram:CategoryTradeTax></ram:SpecifiedTradeAllowanceCharge>"
        )
        if f.off
        else ""
    )
    allowance = (
        f"<ram:ChargeTotalAmount>0.00</ram:ChargeTotalAmount><ram:AllowanceTotalAmount>{-f.off}</ram:AllowanceTotalAmount>"
        if f.off
        else ""
    )
    sums = "" if small else f"<ram:LineTotalAmount>{f.goods}</ram:LineTotalAmount>{allowance}"
    prepaid = f"<ram:TotalPrepaidAmount>{paid}</ram:TotalPrepaidAmount>" if paid else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rsm:CrossIndustryInvoice xmlns:rsm="{CII}CrossIndustryInvoice:100" xmlns:ram="{CII}ReusableAggregateBusinessInformationEntity:100" xmlns:udt="{CII}UnqualifiedDataType:100">'
        f"<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>{sort.guideline}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>"
        f'<rsm:ExchangedDocument><ram:ID>{f.number}</ram:ID><ram:TypeCode>{381 if sort.credit else 380}</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">{f.issued:%Y%m%d}</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>'
        f"<rsm:SupplyChainTradeTransaction>{items}<ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>04011000-12345-34</ram:BuyerReference>{_cii_party('SellerTradeParty', f, sort)}"
        f"{_cii_party('BuyerTradeParty', f, sort, f.account or '')}<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO-7781</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument></ram:ApplicableHeaderTradeAgreement>"
        f"<ram:ApplicableHeaderTradeDelivery/><ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>{f.currency}</ram:InvoiceCurrencyCode>{'' if small else taxes + off + due}"
        f"<ram:SpecifiedTradeSettlementHeaderMonetarySummation>{sums}<ram:TaxBasisTotalAmount>{f.net}</ram:TaxBasisTotalAmount>"
        f'<ram:TaxTotalAmount currencyID="{f.currency}">{f.tax}</ram:TaxTotalAmount><ram:GrandTotalAmount>{f.total}</ram:GrandTotalAmount>{prepaid}<ram:DuePayableAmount>{f.total - paid}</ram:DuePayableAmount>'
        f"</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    )


def ferd1(f: Facts, sort: Sort) -> str:
    """ZUGFeRD 1.0 says the same with the names of 2013."""
    text = cii(f, sort)
    for new, old in (
        (f"{CII}CrossIndustryInvoice:100", "urn:ferd:CrossIndustryDocument:invoice:1p0"),
        (
            f"{CII}ReusableAggregateBusinessInformationEntity:100",
            f"{CII}ReusableAggregateBusinessInformationEntity:12",
        ),
        (f"{CII}UnqualifiedDataType:100", f"{CII}UnqualifiedDataType:15"),
        ("<ram:IssuerAssignedID>PO-7781</ram:IssuerAssignedID>", "<ram:ID>PO-7781</ram:ID>"),
        ("rsm:CrossIndustryInvoice", "rsm:CrossIndustryDocument"),
        ("rsm:ExchangedDocumentContext", "rsm:SpecifiedExchangedDocumentContext"),
        ("rsm:ExchangedDocument>", "rsm:HeaderExchangedDocument>"),
        ("rsm:SupplyChainTradeTransaction", "rsm:SpecifiedSupplyChainTradeTransaction"),
        ("ram:ApplicableHeaderTradeAgreement", "ram:ApplicableSupplyChainTradeAgreement"),
        ("ram:ApplicableHeaderTradeDelivery", "ram:ApplicableSupplyChainTradeDelivery"),
        ("ram:ApplicableHeaderTradeSettlement", "ram:ApplicableSupplyChainTradeSettlement"),
        ("RateApplicablePercent", "ApplicablePercent"),
        (
            "SpecifiedTradeSettlementHeaderMonetarySummation",
            "SpecifiedTradeSettlementMonetarySummation",
        ),
        (
            "SpecifiedTradeSettlementLineMonetarySummation",
            "SpecifiedTradeSettlementMonetarySummation",
        ),
        ("SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement"),
        ("SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery"),
        ("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement"),
    ):
        text = text.replace(new, old)
    for name in (
        "LineTotalAmount",
        "TaxBasisTotalAmount",
        "GrandTotalAmount",
        "DuePayableAmount",
        "CalculatedAmount",
        "BasisAmount",
        "ChargeAmount",
    ):
        text = text.replace(f"<ram:{name}>", f'<ram:{name} currencyID="{f.currency}">')
    # The first version puts the lines behind the settlement, as a stream of items.
    start, end = (
        text.index("<ram:IncludedSupply"),
        text.rindex("</ram:IncludedSupplyChainTradeLineItem>")
        + len("</ram:IncludedSupplyChainTradeLineItem>"),
    )
    items, text = text[start:end], text[:start] + text[end:]
    items = re.sub(  # and the product behind all else
        r"(<ram:SpecifiedTradeProduct>.*?</ram:SpecifiedTradeProduct>)(.*?)(</ram:IncludedSupplyChainTradeLineItem>)",
        r"\2\1\3",
        items,
    )
    tail = "</ram:ApplicableSupplyChainTradeSettlement>"
    return text.replace(tail, tail + items)


def twisted(text: str, sort: Sort, f: Facts) -> bytes:
    """The bytes of an XML text, in one of the ways that other writers write."""
    match sort.twist:
        case "default namespace":
            text = text.replace("ubl:Invoice", "Invoice").replace("xmlns:ubl=", "xmlns=")
        case "tax currency":
            text = text.replace(
                "<cbc:BuyerReference>",
                "<cbc:TaxCurrencyCode>PLN</cbc:TaxCurrencyCode><cbc:BuyerReference>",
                1,
            )
            other = f'<cac:TaxTotal><cbc:TaxAmount currencyID="PLN">{cents(f.tax * Decimal("4.31"))}</cbc:TaxAmount></cac:TaxTotal>'
            text = text.replace("<cac:LegalMonetaryTotal>", other + "<cac:LegalMonetaryTotal>", 1)
        case "file inside":
            inside = (
                "<cac:AdditionalDocumentReference><cbc:ID>Rechnung 4711</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
                'mimeCode="application/pdf" filename="anlage.pdf">JVBERi0xLjQKJSVFT0YK</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>'
            )
            text = text.replace(
                "<cac:AccountingSupplierParty>", inside + "<cac:AccountingSupplierParty>", 1
            )
        case "payee":
            payee = "<ram:PayeeTradeParty><ram:Name>Factoring Bank Oberland AG</ram:Name></ram:PayeeTradeParty>"
            mark = f"<ram:InvoiceCurrencyCode>{f.currency}</ram:InvoiceCurrencyCode>"
            text = text.replace(mark, mark + payee, 1)
        case "utf-16":
            return text.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
        case "bom":
            return text.encode("utf-8-sig")
        case _:
            pass
    return text.encode()


def drawn(f: Facts, sort: Sort) -> bytes:
    """The page that a person sees of an invoice with XML inside."""
    p = Flow("Helvetica", 9.5)
    p.text("Gutschrift" if sort.credit else "Rechnung", 16, True)
    p.text("<br/>".join(escape(line) for line in f.seller.lines), 8)
    p.gap(8)
    p.text("<br/>".join(escape(line) for line in f.buyer.lines))
    p.gap(6)
    p.table(
        [["Nummer", f.number], ["Datum", w.dots(f.issued)], ["Kundennummer", f.account or ""]],
        [40, 134],
        right_from=9,
    )
    p.gap(4)
    p.table(
        [
            ["Position", "Menge", "Preis", "Betrag"],
            *([i.text, w.count(i.quantity), w.eu(i.unit), w.eu(i.amount)] for i in f.items),
        ],
        [90, 20, 32, 32],
        GRID,
    )
    p.sums(
        [("Netto", w.eu(f.net)), ("MwSt.", w.eu(f.tax)), (f"Gesamt {f.currency}", w.eu(f.total))]
    )
    return p.done()


def attached(page: bytes, files: list[tuple[str, bytes]]) -> bytes:
    """`page` with files inside, as an archive PDF carries them."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(page))
    specs = ArrayObject()
    for name, data in files:
        embedded = writer.add_attachment(name, data)
        spec = embedded.pdf_object
        spec[NameObject("/AFRelationship")] = NameObject(
            "/Data" if name.lower().endswith(".xml") else "/Supplement"
        )
        spec[NameObject("/UF")] = TextStringObject(name)
        specs.append(writer._add_object(spec))
    root: DictionaryObject = writer.root_object
    root[NameObject("/AF")] = specs
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def einvoices(seed: int, every: int = 1) -> Iterator[tuple[bytes, Truth]]:
    """All electronic invoices with their truth; of all each `every`th."""
    from tests.ingestion.held_out.ubl import ubl

    for index in range(0, len(SORTS), every):
        sort = SORTS[index]
        f = _facts(Desk("einvoice", index, seed), sort)
        text = {"cii": cii, "ferd1": ferd1, "ubl": ubl}[sort.form](f, sort)
        said = f.negated() if sort.credit else f
        small = "minimum" in sort.guideline
        truth = said.truth(
            due_date=f.due.isoformat() if f.due and not small else None,
            account_number=(None, f.account),
        )
        data = twisted(text, sort, f)
        if sort.attachment:
            others = [(name, _other(name)) for name in sort.others]
            data = attached(drawn(said, sort), [*others, (sort.attachment, data)])
        yield data, truth


def _other(name: str) -> bytes:
    if name.endswith(".xml"):
        return (
            b'<?xml version="1.0"?><DeliveryNote><ID>LS-2204</ID><Total>1.00</Total></DeliveryNote>'
        )
    if name.endswith(".pdf"):
        page = Flow()
        page.text("Stundenzettel KW 12", 14, True)
        return page.done()
    return b"Allgemeine Bedingungen"
