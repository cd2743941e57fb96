"""E-invoices: CII and UBL, bare or inside a PDF, and the page beside them."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.errors import Broken, NotAnInvoice, TooComplex
from ingestion.pipeline import parse
from ingestion.readers.einvoice_xml import read_einvoice
from tests.ingestion import hostile
from tests.ingestion.corpus.build import compile_pdf
from tests.ingestion.corpus.make_samples import telecom_page, telecom_xml

SAMPLES = Path(__file__).parents[3] / "api" / "demo" / "invoices"
UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>X-77</cbc:ID><cbc:IssueDate>2026-03-01</cbc:IssueDate><cbc:DueDate>2026-03-15</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party>
<cac:PartyName><cbc:Name>Lindhof</cbc:Name></cac:PartyName>
<cac:PartyLegalEntity><cbc:RegistrationName>Lindhof GmbH</cbc:RegistrationName>
</cac:PartyLegalEntity>
</cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party>
<cac:PartyName><cbc:Name>Mats Lund</cbc:Name></cac:PartyName>
</cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID>
</cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount>
<cbc:PrepaidAmount currencyID="EUR">19.00</cbc:PrepaidAmount>
<cbc:PayableAmount currencyID="EUR">100.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity>2</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
<cac:Item><cbc:Name>Lamp</cbc:Name></cac:Item><cac:Price><cbc:PriceAmount>50.00</cbc:PriceAmount></cac:Price>
</cac:InvoiceLine></Invoice>"""


def test_ubl_is_read_and_what_is_due_is_not_the_total() -> None:
    draft = parse(UBL.encode())
    assert draft.value("invoice_number") == "X-77"
    assert draft.value("seller_name") == "Lindhof GmbH"
    assert draft.value("total_amount") == "119.00"
    assert draft.value("amount_due") == "100.00"
    assert draft.value("iban") == "DE89370400440532013000"
    assert draft.line_items[0].unit_price == "50.00"
    assert {read.source for read in draft.fields.values()} == {"xml"}


def test_a_credit_note_is_negative() -> None:
    draft = parse(UBL.replace(">380<", ">381<").encode())
    assert draft.value("total_amount") == "-119.00"
    assert draft.value("document_type") == "credit_note"
    assert draft.line_items[0].amount == "-100.00"


def test_a_utf16_file_is_read_too() -> None:
    text = UBL.replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert parse(text.encode("utf-16")).value("invoice_number") == "X-77"


def test_factur_x_inside_a_pdf_comes_first() -> None:
    draft = parse((SAMPLES / "skylink-mobile-SK-2026-311.pdf").read_bytes())
    assert draft.reader == "xml"
    assert draft.value("invoice_number") == "SK-2026-311"
    assert draft.value("due_date") == "2026-02-17"
    assert [item.amount for item in draft.line_items] == ["33.61", "10.08", "5.04"]
    assert {check.name: check.ok for check in draft.checks}["xml_agrees_with_page"] is True


def test_a_page_that_says_another_total_is_shown_not_hidden() -> None:
    page = compile_pdf(telecom_page().replace("57,99", "75,99").replace("48,73", "66,73"))
    draft = parse(hostile.with_attachment(page, "factur-x.xml", telecom_xml()))
    assert {check.name: check.ok for check in draft.checks}["xml_agrees_with_page"] is False
    total = draft.fields.get("total_amount")
    assert total is None or total.confidence < 0.5


def test_the_printed_bank_account_fills_what_the_xml_lacks() -> None:
    page = compile_pdf(telecom_page())
    draft = parse(hostile.with_attachment(page, "odd name.xml", telecom_xml()))
    assert draft.fields["iban"].source == "page"
    assert draft.fields["total_amount"].source == "xml"


@pytest.mark.parametrize("data", [hostile.XXE, hostile.LAUGHS, hostile.XXE_UTF16])
def test_a_document_type_is_refused_before_parsing(data: bytes) -> None:
    with pytest.raises(Broken, match="document type"):
        read_einvoice(data)


def test_deep_and_fat_files_are_refused() -> None:
    with pytest.raises(TooComplex, match="deeply"):
        read_einvoice(b"<Invoice>" + b"<a>" * 70 + b"</a>" * 70 + b"</Invoice>")
    with pytest.raises(TooComplex, match="2 MB"):
        read_einvoice(hostile.FAT_XML)


def test_other_xml_is_no_invoice() -> None:
    with pytest.raises(NotAnInvoice):
        parse(b"<rss><channel/></rss>")


def test_numbers_in_words_and_strange_currencies_stay_empty() -> None:
    text = UBL.replace(">EUR</cbc:Doc", ">EURO</cbc:Doc").replace(">119.00<", ">12e9<")
    draft = parse(text.encode())
    assert draft.value("currency") is None
    assert draft.value("total_amount") is None
    assert replace(draft, pages=1).pages == 1
