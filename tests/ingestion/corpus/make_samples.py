"""Writes the demo's sample PDFs: `python -m tests.ingestion.corpus.make_samples`.

The documents are made up; they belong to the demo's own companies and customers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import typst
from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.party import TaxRegistration
from drafthorse.models.tradelines import LineItem
from facturx import generate_from_binary

from tests.ingestion.corpus.layouts import lines, page, q, rows

TARGET = Path(__file__).parents[3] / "api" / "demo" / "invoices"
HARBOR_IBAN = "GB29 NWBK 6016 1331 9268 19"
FORGED_IBAN = "LT12 1000 0111 0100 1000"


@dataclass(frozen=True, slots=True)
class PowerBill:
    """What differs between the real electricity bill and its forgery."""

    total: str
    energy: str
    pay_to: str


REAL = PowerBill("97.40", "76.40", "Routing 011000015  Account 4410 7788 20")
FORGED = PowerBill("197.40", "176.40", f"IBAN {FORGED_IBAN} (our new account)")


def power_bill(bill: PowerBill) -> str:
    """The electricity bill HB-100 of Harbor Power & Water for Nora Blake."""
    facts = [
        ("Bill number", "HB-100"),
        ("Bill date", "March 1, 2026"),
        ("Due date", "March 20, 2026"),
        ("Account number", "4410-77"),
        ("Billing period", "02/01/2026 - 02/28/2026"),
    ]
    charges = [("Energy 402 kWh", bill.energy), ("Grid fee", "14.00"), ("Taxes", "7.00")]
    body = ", ".join(f"[{q(a)}], [{q(b)}]" for a, b in charges)
    return (
        page("10pt")
        + '#grid(columns: (1fr, 8cm), [#text(17pt, fill: rgb("#0b4f6c"))[*Harbor Power & Water*]\\ '
        + lines("1 Quay Street", "Boston, MA 02110", "www.harborpower.example")
        + f"], [{rows(facts, '(auto, auto)', False)}])\n#v(10pt)\n"
        + "#text(15pt)[*Electricity bill*]\n\n*Bill to*\\\n"
        + lines("Nora Blake", "12 Pine Road", "Quincy, MA 02169")
        + "#table(columns: (1fr, auto), align: (left, right), stroke: (bottom: 0.4pt), "
        + f"table.header([*Description*], [*Amount*]), {body})\n"
        + f"#align(right)[#text(12pt)[*{q('Total amount due  $' + bill.total)}*]]\n\n"
        + lines(
            "Payment", bill.pay_to, "Please pay by March 20, 2026. Late payments cost 5.00 USD."
        )
    )


def foreign_invoice() -> str:
    """An invoice of a supplier that no demo company knows."""
    facts = [
        ("Numéro de facture", "F-2026-0183"),
        ("Date de facture", "12/02/2026"),
        ("Date d'échéance", "14/03/2026"),
        ("N° client", "C-2207"),
    ]
    cells = ["Désignation", "Qté", "P.U. HT", "Total HT"]
    cells += [
        "Tonte et taille, février",
        "2",
        "145,00",
        "290,00",
        "Évacuation des déchets",
        "1",
        "38,50",
        "38,50",
    ]
    body = ", ".join(f"[{q(cell)}]" for cell in cells)
    sums = [("Total HT", "328,50 €"), ("TVA 20 %", "65,70 €"), ("Total TTC", "394,20 €")]
    return (
        page("10pt", "New Computer Modern")
        + "#text(16pt)[*Jardins du Vallon SARL*]\\\n"
        + lines("8 chemin des Vignes", "69005 Lyon", "SIRET 812 345 678 00014")
        + "#text(15pt)[FACTURE]\n\n"
        + rows(facts, "(5cm, auto)", False)
        + "#v(6pt)\nFacturé à\\\n"
        + lines("Rita Faure", "3 avenue du Port", "69002 Lyon")
        + f"#table(columns: (1fr, auto, auto, auto), align: (left, right, right, right), {body})\n"
        + f"#align(right)[{rows(sums, '(4cm, 3cm)')}]\n"
        + lines("IBAN FR14 2004 1010 0505 0001 3M02 606", "TVA FR 40 812345678")
    )


def letter() -> str:
    """A letter about an invoice that is none itself."""
    return (
        page("11pt")
        + lines("Tenants' Association Pine Road", "12 Pine Road, Quincy, MA 02169")
        + "#v(1cm)\n"
        + lines("Nora Blake", "12 Pine Road", "Quincy, MA 02169")
        + "#v(1cm)\n"
        + q("February 24, 2026")
        + "\n\n"
        + q("Dear neighbours,")
        + "\n\n"
        + q(
            "several of you asked about the electricity bill for the stairway. We asked Harbor "
            "Power & Water for an explanation and will report at the meeting on March 12. Nobody "
            "has to pay anything before then. Last year the stairway cost each of us 18 dollars."
        )
        + "\n\n"
        + q("With kind regards, the board")
        + "\n"
    )


def telecom_page() -> str:
    """The page a person sees of the Factur-X invoice SK-2026-311."""
    facts = [
        ("Rechnungsnummer", "SK-2026-311"),
        ("Rechnungsdatum", "03.02.2026"),
        ("Fällig am", "17.02.2026"),
        ("Kundennummer", "SKY-20417"),
    ]
    cells = ["Bezeichnung", "Menge", "Einzelpreis", "Betrag"]
    for name, count, price, amount in TELECOM_LINES:
        cells += [name, count, price.replace(".", ","), amount.replace(".", ",")]
    body = ", ".join(f"[{q(cell)}]" for cell in cells)
    sums = [("Nettobetrag", "48,73 €"), ("MwSt. 19 %", "9,26 €"), ("Gesamtbetrag", "57,99 €")]
    return (
        page("10pt")
        + "#text(17pt)[*Skylink Mobile GmbH*]\\\n"
        + lines("Funkturmplatz 4", "10115 Berlin")
        + "#v(6pt)\n"
        + lines("Rita Faure", "Lindenallee 12", "10117 Berlin")
        + "#text(15pt)[*Mobilfunkrechnung*]\n\n"
        + rows(facts, "(5cm, auto)", False)
        + f"#table(columns: (1fr, auto, auto, auto), align: (left, right, right, right), {body})\n"
        + f"#align(right)[{rows(sums, '(4cm, 3cm)')}]\n"
        + lines("IBAN DE75 5121 0800 1245 1261 99", "USt-IdNr. DE811222333")
    )


TELECOM_LINES = (
    ("Tarif L, Februar", "1", "33.61", "33.61"),
    ("Datenpaket 5 GB", "2", "5.04", "10.08"),
    ("Servicepauschale", "1", "5.04", "5.04"),
)


def telecom_xml() -> bytes:
    """The same invoice as structured data, profile EN 16931."""
    doc = Document()
    doc.context.guideline_parameter.id = "urn:cen.eu:en16931:2017"
    doc.header.id = "SK-2026-311"
    doc.header.type_code = "380"
    doc.header.issue_date_time = date(2026, 2, 3)
    doc.trade.agreement.seller.name = "Skylink Mobile GmbH"
    doc.trade.agreement.seller.address.country_id = "DE"
    doc.trade.agreement.seller.address.postcode = "10115"
    doc.trade.agreement.seller.address.city_name = "Berlin"
    doc.trade.agreement.seller.address.line_one = "Funkturmplatz 4"
    doc.trade.agreement.seller.tax_registrations.add(TaxRegistration(id=("VA", "DE811222333")))
    doc.trade.agreement.buyer.id = "SKY-20417"
    doc.trade.agreement.buyer.name = "Rita Faure"
    doc.trade.agreement.buyer.address.country_id = "DE"
    doc.trade.agreement.buyer.address.postcode = "10117"
    doc.trade.agreement.buyer.address.city_name = "Berlin"
    doc.trade.agreement.buyer.address.line_one = "Lindenallee 12"
    settlement = doc.trade.settlement
    settlement.currency_code = "EUR"
    settlement.terms.add(_terms())
    for at, (name, count, price, amount) in enumerate(TELECOM_LINES, 1):
        doc.trade.items.add(_line(at, name, count, (price, amount)))
    settlement.trade_tax.add(_tax())
    sums = settlement.monetary_summation
    sums.line_total = Decimal("48.73")
    sums.charge_total = Decimal("0.00")
    sums.allowance_total = Decimal("0.00")
    sums.tax_basis_total = Decimal("48.73")
    sums.tax_total = (Decimal("9.26"), "EUR")
    sums.grand_total = Decimal("57.99")
    sums.due_amount = Decimal("57.99")
    return bytes(doc.serialize(schema="FACTUR-X_EN16931"))


def _terms() -> object:
    from drafthorse.models.payment import PaymentTerms

    terms = PaymentTerms()
    terms.due = datetime(2026, 2, 17)  # noqa: DTZ001 - the format wants a naive day
    return terms


def _line(at: int, name: str, count: str, sums: tuple[str, str]) -> LineItem:
    line = LineItem()
    line.document.line_id = str(at)
    line.product.name = name
    line.agreement.net.amount = Decimal(sums[0])
    line.agreement.net.basis_quantity = (Decimal("1"), "C62")
    line.delivery.billed_quantity = (Decimal(count), "C62")
    line.settlement.trade_tax.type_code = "VAT"
    line.settlement.trade_tax.category_code = "S"
    line.settlement.trade_tax.rate_applicable_percent = Decimal("19.00")
    line.settlement.monetary_summation.total_amount = Decimal(sums[1])
    return line


def _tax() -> ApplicableTradeTax:
    tax = ApplicableTradeTax()
    tax.calculated_amount = Decimal("9.26")
    tax.basis_amount = Decimal("48.73")
    tax.type_code = "VAT"
    tax.category_code = "S"
    tax.rate_applicable_percent = Decimal("19.00")
    return tax


def telecom_pdf() -> bytes:
    """The telecom invoice as Factur-X: page and structured data in one file."""
    pdf: bytes = generate_from_binary(
        typst.compile(telecom_page().encode()),
        telecom_xml(),
        level="en16931",
        check_xsd=False,
        check_schematron=False,
        pdf_metadata={"author": "", "keywords": "", "title": "SK-2026-311", "subject": ""},
    )
    return pdf


def samples() -> Mapping[str, bytes]:
    """File name to bytes, for all shipped samples."""
    return {
        "harbor-electricity-HB-100.pdf": typst.compile(power_bill(REAL).encode()),
        "harbor-electricity-HB-100-changed.pdf": typst.compile(power_bill(FORGED).encode()),
        "skylink-mobile-SK-2026-311.pdf": telecom_pdf(),
        "jardins-du-vallon-F-2026-0183.pdf": typst.compile(foreign_invoice().encode()),
        "letter-no-invoice.pdf": typst.compile(letter().encode()),
    }


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, pdf in samples().items():
        (TARGET / name).write_bytes(pdf)


if __name__ == "__main__":
    main()
