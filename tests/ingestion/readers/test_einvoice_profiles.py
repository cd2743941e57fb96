"""E-invoices of all profiles and of careless writers."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject
from pypdf.generic import TextStringObject as Text

from ingestion.draft import Draft
from ingestion.errors import Broken, NotAnInvoice
from ingestion.pipeline import parse
from ingestion.readers.einvoice_xml import read_einvoice
from ingestion.readers.pdf_attachments import embedded_xml
from tests.ingestion import hostile
from tests.ingestion.readers.test_einvoice_xml import UBL

CII_SPACES = (
    'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"'
    ' xmlns:ram="urn:un:unece:uncefact:data:standard:'
    'ReusableAggregateBusinessInformationEntity:100"'
    ' xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"'
)


def cii(sums: str, *, lines: str = "", code: str = "380", head: str = "", pay: str = "") -> bytes:
    """A CII invoice with these sums; everything else as small as the MINIMUM profile allows."""
    return f"""<?xml version="1.0" encoding="UTF-8"?><rsm:CrossIndustryInvoice {CII_SPACES}>
<rsm:ExchangedDocument><ram:ID>M-31</ram:ID><ram:TypeCode>{code}</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20260304</udt:DateTimeString>
</ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>{lines}
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name> </ram:Name>
<ram:Name>Gärtnerei Überall</ram:Name></ram:SellerTradeParty>{head}
</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>{pay}
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>{sums}
</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>""".encode()


MINIMUM = """<ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">26.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount>126.00</ram:GrandTotalAmount>
<ram:DuePayableAmount>126.00</ram:DuePayableAmount>"""


def _read(data: bytes) -> Draft:
    draft = read_einvoice(data)
    assert draft is not None
    return draft


def test_the_minimum_profile_has_no_lines_and_is_enough() -> None:
    draft = parse(cii(MINIMUM))
    assert draft.value("total_amount") == "126.00"
    assert draft.value("tax_amount") == "26.00"
    assert draft.value("issue_date") == "2026-03-04"
    assert draft.value("seller_name") == "Gärtnerei Überall"
    assert draft.line_items == ()


def test_what_is_prepaid_or_given_off_does_not_change_the_total() -> None:
    sums = """<ram:LineTotalAmount>110.00</ram:LineTotalAmount>
<ram:ChargeTotalAmount>5.00</ram:ChargeTotalAmount>
<ram:AllowanceTotalAmount>15.00</ram:AllowanceTotalAmount>
<ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="GBP">16.20</ram:TaxTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount>119.00</ram:GrandTotalAmount>
<ram:TotalPrepaidAmount>50.00</ram:TotalPrepaidAmount>
<ram:DuePayableAmount>69.00</ram:DuePayableAmount>"""
    draft = _read(cii(sums))
    assert draft.value("net_amount") == "100.00"
    assert draft.value("tax_amount") == "19.00"
    assert draft.value("total_amount") == "119.00"
    assert draft.value("paid_amount") == "50.00"
    assert draft.value("amount_due") == "69.00"


def test_a_sum_left_out_follows_from_the_others() -> None:
    no_tax = MINIMUM.replace('<ram:TaxTotalAmount currencyID="EUR">26.00</ram:TaxTotalAmount>', "")
    assert _read(cii(no_tax)).value("tax_amount") == "26.00"
    no_total = MINIMUM.replace("<ram:GrandTotalAmount>126.00</ram:GrandTotalAmount>", "")
    assert _read(cii(no_total)).value("total_amount") == "126.00"


def test_the_extended_profile_sums_up_lines_that_are_no_items() -> None:
    line = """<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>
<ram:LineID>{0}</ram:LineID><ram:LineStatusReasonCode>{1}</ram:LineStatusReasonCode>
</ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:Name>{2}</ram:Name>
</ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>
<ram:ChargeAmount>250.00</ram:ChargeAmount>
<ram:BasisQuantity unitCode="C62">1000</ram:BasisQuantity>
</ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement><ram:SpecifiedLineTradeDelivery>
<ram:BilledQuantity>400</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:SpecifiedTradeSettlementLineMonetarySummation>
<ram:LineTotalAmount>100.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"""
    lines = line.format(1, "GROUP", "Screws, all") + line.format(2, "DETAIL", "Screws M4")
    items = _read(cii(MINIMUM, lines=lines)).line_items
    assert [(i.description, i.unit_price, i.amount) for i in items] == [
        ("Screws M4", "0.25", "100.00")
    ]


def test_the_older_zugferd_is_read_by_its_own_names() -> None:
    old = (
        cii(MINIMUM)
        .replace(b"rsm:CrossIndustryInvoice", b"rsm:CrossIndustryDocument")
        .replace(b":CrossIndustryInvoice:100", b":CrossIndustryDocument:invoice:1p0")
        .replace(b"rsm:ExchangedDocument", b"rsm:HeaderExchangedDocument")
        .replace(b"rsm:SupplyChainTrade", b"rsm:SpecifiedSupplyChainTrade")
        .replace(b"ApplicableHeaderTrade", b"ApplicableSupplyChainTrade")
        .replace(b"SettlementHeaderMonetary", b"SettlementMonetary")
    )
    draft = _read(old)
    assert draft.value("total_amount") == "126.00"
    assert draft.value("currency") == "EUR"


@pytest.mark.parametrize("code", ["381", "261"])
def test_a_cii_credit_note_is_negative(code: str) -> None:
    draft = _read(cii(MINIMUM, code=code))
    assert draft.value("total_amount") == "-126.00"


def test_a_ubl_credit_note_has_its_own_root() -> None:
    note = UBL.replace("Invoice-2", "CreditNote-2").replace("<Invoice ", "<CreditNote ")
    note = note.replace("</Invoice>", "</CreditNote>").replace(
        "cac:InvoiceLine", "cac:CreditNoteLine"
    )
    note = note.replace("cbc:InvoicedQuantity", "cbc:CreditedQuantity")
    draft = parse(note.encode())
    assert draft.value("document_type") == "credit_note"
    assert draft.value("total_amount") == "-119.00"
    assert draft.line_items[0].quantity == "2"


def test_several_tax_totals_of_one_currency_are_added() -> None:
    second = '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">1.50</cbc:TaxAmount></cac:TaxTotal>'
    other = '<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">210.00</cbc:TaxAmount></cac:TaxTotal>'
    text = UBL.replace("<cac:LegalMonetaryTotal>", second + other + "<cac:LegalMonetaryTotal>")
    assert _read(text.encode()).value("tax_amount") == "20.50"


def test_an_invoice_in_its_delivery_envelope_is_unwrapped() -> None:
    body = UBL.split("?>", 1)[1]
    wrapped = f"<StandardBusinessDocument xmlns='urn:x'><Header/>{body}</StandardBusinessDocument>"
    assert parse(wrapped.encode()).value("invoice_number") == "X-77"


MISLABELLED = UBL.replace("Lindhof GmbH", "Lindhöfer GmbH")


@pytest.mark.parametrize(
    "data",
    [
        MISLABELLED.encode("latin-1"),
        MISLABELLED.encode("utf-8-sig"),
        MISLABELLED.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode(),
        MISLABELLED.replace('encoding="UTF-8"', 'encoding="no-such-thing"').encode(),
        MISLABELLED.encode("utf-16"),
        MISLABELLED.encode("utf-16-le"),
        b"\r\n  " + MISLABELLED.encode(),
        MISLABELLED.replace("Lamp", "La\x02mp").encode(),
    ],
    ids=[
        "latin1",
        "bom",
        "not_utf16",
        "unknown",
        "utf16_as_utf8",
        "no_bom",
        "blank_first",
        "control",
    ],
)
def test_a_wrong_encoding_declaration_is_forgiven(data: bytes) -> None:
    draft = parse(data)
    assert draft.value("seller_name") == "Lindhöfer GmbH"
    assert draft.value("total_amount") == "119.00"
    assert draft.line_items[0].description == "Lamp"


def test_small_sins_are_forgiven_and_great_ones_are_not() -> None:
    text = UBL.replace(">119.00<", ">119,00<").replace(">2026-03-01<", ">01.03.2026<")
    text = text.replace("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", "")
    draft = parse(text.replace("DE89370400440532013000", "DE89 3704 0044 0532 0130 00").encode())
    assert draft.value("total_amount") == "119.00"
    assert draft.value("issue_date") == "2026-03-01"
    assert draft.value("currency") == "EUR"
    assert draft.value("iban") == "DE89370400440532013000"
    with pytest.raises(Broken):
        parse(UBL.encode()[:900])
    with pytest.raises(NotAnInvoice):
        parse(b"<Invoice xmlns='urn:oasis:names:ubl:Invoice-2'><Note>hello</Note></Invoice>")


PAGE = hostile.text_page(b"BT /F1 12 Tf 50 700 Td (please see the attached file) Tj ET")


def _attached(files: dict[str, bytes]) -> bytes:
    data = PAGE
    for name, body in files.items():
        data = hostile.with_attachment(data, name, body)
    return data


def test_of_several_attachments_the_invoice_with_a_total_is_taken() -> None:
    draft = parse(
        _attached(
            {
                "readme.txt": b"nothing",
                "xrechnung.xml": cii(""),
                "Anlage 7.XML": b"<Timesheet><Hours>7</Hours></Timesheet>",
                "zugferd-broken.xml": b"<rsm:CrossIndustry",
                "data.bin": cii(MINIMUM),
            }
        )
    )
    assert draft.reader == "xml"
    assert draft.value("total_amount") == "126.00"


def test_an_attachment_that_only_hangs_on_the_document_is_found() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PAGE)))
    body = DecodedStreamObject()
    body.set_data(cii(MINIMUM))
    body[NameObject("/Type")] = NameObject("/EmbeddedFile")
    spec = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Filespec"),
            NameObject("/F"): Text("factur-x.xml"),
            NameObject("/EF"): DictionaryObject({NameObject("/F"): writer._add_object(body)}),
        }
    )
    writer.root_object[NameObject("/AF")] = ArrayObject([writer._add_object(spec)])
    out = io.BytesIO()
    writer.write(out)
    assert embedded_xml(out.getvalue()) == [cii(MINIMUM)]


def test_an_owner_locked_file_still_gives_its_attachment() -> None:
    locked = hostile.encrypted(_attached({"factur-x.xml": cii(MINIMUM)}), "")
    assert embedded_xml(locked) == [cii(MINIMUM)]
