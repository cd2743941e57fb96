# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""More carriers and exporters: an American cable bill, an Italian telephone bill, a Dutch exporter."""

from datetime import timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import ZERO, Desk, Facts, Wish, cents
from tests.ingestion.held_out.paper import Paper
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

CABLE = (
    ("Internet Gig", 6999, 8999),
    ("TV Select Plus", 5999, 9499),
    ("DVR service", 999, 1499),
    ("Wi-Fi gateway rental", 1400, 1500),
    ("Voice unlimited", 1999, 2999),
)


CABLE_WISH = Wish(
    "us",
    ("Bluejay Cable & Internet", "Copper Mesa Communications", "Wavecrest Cable"),
    CABLE,
    "USD",
    number="############",
    most=1,
    count=(3, 5),
    terms=20,
    account="8### ## ### #######",
    firm=False,
)


def _charges(p: Paper, f: Facts, fees: list[tuple[str, Decimal]], tax: Decimal) -> None:
    """The new charges one by one, at the right."""
    p.text(112, 82, "New charges in detail", 12, True)
    y = 90.0
    for item in f.items:
        p.row(y, [(112, item.text), (-202, w.us(item.amount))])
        y += 5
    p.row(y, [(112, "Services subtotal"), (-202, w.us(f.net))], bold=True)
    y += 8
    for name, amount in fees:
        p.row(y, [(112, name), (-202, w.us(amount))])
        y += 5
    p.row(y, [(112, "Taxes, fees and surcharges"), (-202, w.us(tax))], bold=True)
    p.row(y + 8, [(112, "Total new charges"), (-202, f"${w.us(f.net + tax)}")], bold=True)


@layout("us-cable", 4)
def cable(d: Desk) -> tuple[bytes, Truth]:
    """Balance forward, a partial month, taxes and fees one by one; amount due is more than the bill."""
    f = d.facts(CABLE_WISH)
    fees = [
        ("State sales tax", d.money(120, 590)),
        ("Franchise fee", d.money(90, 480)),
        ("FCC regulatory fee", d.money(5, 30)),
        ("911 fee", d.money(50, 120)),
    ]
    tax = sum((amount for _, amount in fees), ZERO)
    old = d.money(9000, 16000)
    open_ = old if d.variant % 2 else ZERO
    total = f.net + tax
    p = Paper("Helvetica", 9, letter=True)
    p.text(14, 18, f.seller.name.split()[0].lower(), 22, True, "#0a58ca")
    p.text(14, 24, f.seller.name, 8)
    p.pairs(
        120,
        40,
        16,
        [
            ("Account number", f.account or ""),
            ("Invoice number", f.number),
            ("Billing date", w.us_short(f.issued)),
            ("Services from", f"{f.issued:%m/%d/%y} to {f.issued + timedelta(30):%m/%d/%y}"),
        ],
    )
    p.column(14, 44, [f.buyer.name.upper(), f.buyer.street.upper(), f.buyer.town.upper()], 4.6)
    p.box(120, 40, 82, 30, "#eef4ff")
    p.text(124, 48, "Please pay", 9)
    p.text(124, 58, f"${w.us(open_ + total)}", 18, True)
    p.text(124, 66, f"by {w.us_short(f.due or f.issued)}", 9)
    p.text(14, 82, "Your bill at a glance", 12, True)
    p.sums(
        14,
        86,
        90,
        [
            ("Previous balance", f"${w.us(old)}"),
            ("Payments - thank you" if not open_ else "Payments", f"-${w.us(old - open_)}"),
            ("Balance forward", f"${w.us(open_)}"),
            ("New charges", f"${w.us(total)}"),
            ("Total due", f"${w.us(open_ + total)}"),
        ],
    )
    _charges(p, f, fees, tax)
    p.text(
        14,
        262,
        f"Make checks payable to {f.seller.name}, {f.seller.street}, {f.seller.town}. Write your account number on the check.",
        7,
    )
    trade = f.seller.name.split()[0]
    return p.done(), f.truth(tax_amount=tax, total_amount=total, seller_name=(f.seller.name, trade))


TELEPHONE_POOL = (
    ("Abbonamento Fibra Casa", 2090, 3290),
    ("Chiamate verso mobili", 120, 990),
    ("Noleggio modem", 300, 500),
    ("Servizi opzionali", 200, 900),
)


TELEPHONE_WISH = Wish(
    "it",
    ("Telefonica Adriatica S.p.A.", "Onda Fibra S.r.l."),
    TELEPHONE_POOL,
    "EUR",
    number="@@########",
    rates=("22",),
    most=1,
    count=(3, 4),
    terms=22,
    account="0#########",
    firm=False,
)


@layout("it-bolletta")
def telephone(d: Desk) -> tuple[bytes, Truth]:
    """An Italian bill in two columns, taken from the account; VAT at the end."""
    f = d.facts(TELEPHONE_WISH)
    due = f.due or f.issued
    p = Paper("Inter", 8.8)
    p.text(15, 20, f.seller.name, 15, True, "#c1121f")
    p.column(15, 28, [f"Sede legale: {f.seller.street} - {f.seller.town}", f"P.IVA {f.seller.vat[2:]}"], 4, 7)
    p.column(120, 44, ["Gentile Cliente", f.buyer.name, f.buyer.street, f.buyer.town], 5)
    p.box(15, 44, 92, 44)
    p.pairs(
        19,
        40,
        52,
        [
            ("Fattura n.", f.number),
            ("Data emissione", w.long(f.issued, "it")),
            ("Codice cliente", f.account or ""),
            ("Linea", d.code("06 555 0###")),
            ("Periodo", f"{w.month(f.issued, 'it')} {f.issued.year}"),
            ("Scadenza", w.dmy(due)),
        ],
        6,
    )
    p.text(15, 102, "Dettaglio importi", 11, True)
    y = 110.0
    for item in f.items:
        p.row(y, [(15, item.text), (-105, f"€ {w.eu(item.amount)}")])
        y += 6
    p.sums(
        120,
        72,
        110,
        [
            ("Totale imponibile", f"€ {w.eu(f.net)}"),
            ("IVA 22%", f"€ {w.eu(f.tax)}"),
            ("TOTALE FATTURA", f"€ {w.eu(f.total)}"),
        ],
    )
    p.column(
        120, 135, [f"Addebito su conto corrente il {w.dmy(due)}", "Le fatture precedenti risultano pagate."], 4.4, 7.5
    )
    return p.done(), f.truth()


EXPORTER_POOL = (
    ("Tulip bulbs 'Queen of Night' 11/12, 500 pcs", 8900, 16500),
    ("Allium giganteum, crate", 12900, 24000),
    ("Phytosanitary certificate", 4500, 6500),
    ("Pallet, heat-treated", 1800, 2600),
)


def _shipment(d: Desk, p: Paper, f: Facts) -> None:
    """Numbers and dates in one row under their names."""
    p.row(
        82,
        [
            (18, "Debtor"),
            (44, "Invoice nr."),
            (74, "Invoice date"),
            (108, "Your order"),
            (142, "CMR nr."),
            (-192, "Page"),
        ],
        bold=True,
    )
    p.row(
        87,
        [
            (18, f.account or ""),
            (44, f.number),
            (74, f"{f.issued:%d-%m-%Y}"),
            (108, d.code("4500######")),
            (142, d.code("########")),
            (-192, "1"),
        ],
    )


@layout("nl-export")
def exporter(d: Desk) -> tuple[bytes, Truth]:
    """English words with Dutch numbers, 'EUR' before the amount, shipping documents all around."""
    f = d.facts(
        Wish(
            "nl",
            ("Bloembollenkwekerij De Wit B.V.", "Van Straaten Export B.V."),
            EXPORTER_POOL,
            "EUR",
            number="{yy}7####",
            count=(2, 4),
            most=14,
            terms=30,
            account="D####",
            buyer_land=d.turn(("uk", "us", "ie")),
            firm=True,
        )
    )
    p = Paper("Times", 10)
    p.text(18, 20, f.seller.name, 15, True)
    p.column(
        18,
        25,
        [f"{f.seller.street}, {f.seller.town}, The Netherlands", f"VAT {f.seller.vat}   EORI {d.code('NL#########')}"],
        4.4,
        8.5,
    )
    p.column(18, 48, ["Invoice address", *f.buyer.lines, f.buyer.country], 4.8)
    p.column(120, 48, ["Delivery address", f.buyer.name, "Goods inwards, gate 3", f.buyer.town], 4.8)
    p.rule(18, 76, 192)
    _shipment(d, p, f)
    p.rule(18, 90, 192)
    y = 98.0
    for item in f.items:
        p.row(y, [(-30, w.count(item.quantity)), (36, item.text), (-158, w.eu(item.unit)), (-192, w.eu(item.amount))])
        y += 5.6
    p.rule(150, y, 192)
    p.row(y + 6, [(100, "Goods value"), (-192, f"EUR {w.eu(f.net)}")])
    p.row(y + 12, [(100, "VAT 0% export / intra-EU"), (-192, "EUR 0,00")])
    p.row(y + 19, [(100, "Total to pay"), (-192, f"EUR {w.eu(f.total)}")], bold=True)
    p.column(
        18,
        y + 34,
        [
            "Payment: 30 days after date of invoice.",
            f"Bank: {f.seller.iban}  BIC INGBNL2A",
            "Gross weight 1.240,00 kg, net weight 1.118,50 kg, 14 colli.",
        ],
        5,
    )
    return p.done(), f.truth(tax_amount=ZERO)


COUNCIL_POOL = (
    ("General rate 0.00231 x $612,000", 120000, 180000),
    ("Waste and recycling charge", 38000, 52000),
    ("Emergency services levy", 12000, 24000),
)


COUNCIL_WISH = Wish(
    "au",
    ("Wirrabeen Shire Council", "City of Port Maskell"),
    COUNCIL_POOL,
    "AUD",
    number="",
    most=1,
    count=(3, 3),
    terms=35,
    account="#######",
    firm=False,
)


@layout("au-council")
def council(d: Desk) -> tuple[bytes, Truth]:
    """Rates of a council: instalments or in full; total is the year's, due the whole."""
    f = d.facts(COUNCIL_WISH)
    p, due = Paper("Helvetica", 9.5), f.due or f.issued
    p.text(15, 18, f.seller.name, 16, True)
    p.text(15, 24, f"ABN {f.seller.vat} · {f.seller.street} {f.seller.town} · {f.seller.phone}", 7.5)
    p.text(120, 18, "RATE NOTICE", 14, True)
    p.column(15, 50, f.buyer.lines, 5)
    p.pairs(
        115,
        40,
        40,
        [
            ("Assessment number", f.account or ""),
            ("Issue date", w.long(f.issued, "en")),
            ("Valuation date", f"1 July {f.issued.year - 1}"),
            ("Property", f.buyer.street),
        ],
        5.5,
    )
    y = 88.0
    for item in f.items:
        p.row(y, [(15, item.text), (-195, f"${w.us(item.amount)}")])
        y += 7
    p.row(y + 3, [(15, "TOTAL AMOUNT PAYABLE"), (-195, f"${w.us(f.net)}")], bold=True)
    p.text(15, y + 14, f"Pay in full by {w.long(due, 'en')}", 12, True)
    quarter = cents(f.net / Decimal(4))
    for index in range(4):
        p.row(
            y + 24 + 5 * index,
            [
                (15, f"or instalment {index + 1}"),
                (60, w.long(due + timedelta(91 * index), "en")),
                (-120, f"${w.us(quarter)}"),
            ],
        )
    return p.done(), f.truth(invoice_number=(None, f.account), account_number=(f.account, None), net_amount=(None, str(f.net)), tax_amount=(None, "0.00"))
