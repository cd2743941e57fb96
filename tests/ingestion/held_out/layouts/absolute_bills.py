# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""Bills of utilities and carriers: an account, an old balance, charges without quantities."""

from datetime import timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import Desk, Facts, Wish
from tests.ingestion.held_out.paper import Paper
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

TELECOM = (
    ("Fibre 500 broadband, monthly rental", 2800, 4400),
    ("Anytime calls add-on", 500, 1200),
    ("Mobile plan 40GB - 07700 900###", 1200, 2600),
    ("Calls outside your allowance", 45, 940),
    ("Static IP address", 400, 600),
    ("Roaming day passes", 249, 1500),
)


UK_TELECOM_WISH = Wish(
    "uk",
    ("Larkfield Broadband Ltd", "Tideway Telecom PLC", "Hushwire Ltd"),
    TELECOM,
    "GBP",
    number="@@########",
    rates=("20",),
    terms=14,
    account="GB#### ####",
    most=1,
    firm=False,
)


@layout("uk-telecom")
def uk_telecom(d: Desk) -> tuple[bytes, Truth]:
    f = d.facts(UK_TELECOM_WISH)
    before, p = d.money(2000, 9000), Paper("Inter", 9)
    p.box(0, 0, 210, 22, d.turn(("#2a1a5e", "#00695c", "#b71c1c")))
    p.text(16, 14, f.seller.name.rsplit(" ", 1)[0].lower(), 20, True, "#ffffff")
    p.column(16, 42, f.buyer.lines)
    p.pairs(
        130,
        32,
        36,
        [
            ("Account number", f.account or ""),
            ("Bill number", f.number),
            ("Bill date", w.long(f.issued, "en")),
            ("VAT reg no.", f.seller.vat),
            ("Page", "1 of 1"),
        ],
    )
    p.text(16, 76, f"Your bill, {f.buyer.name}", 15, True)
    p.text(16, 84, f"For {w.long(f.issued - timedelta(days=30), 'en')} to {w.long(f.issued, 'en')}")
    p.sums(
        16,
        90,
        96,
        [
            ("Previous balance", f"£{w.us(before)}"),
            ("Payment received, thank you", f"-£{w.us(before)}"),
            ("Balance brought forward", "£0.00"),
        ],
    )
    y = 118.0
    p.text(16, y, "This month's charges", 11, True)
    for item in f.items:
        y += 6
        p.row(y, [(16, d.code(item.text)), (-106, f"£{w.us(item.amount)}")])
    p.sums(
        16,
        90,
        y + 9,
        [
            ("Charges excluding VAT", f"£{w.us(f.net)}"),
            ("VAT at 20%", f"£{w.us(f.tax)}"),
            ("Total for this bill", f"£{w.us(f.total)}"),
        ],
    )
    p.box(122, 88, 72, 34, "#eeeef6")
    p.text(127, 97, "Amount due", 10)
    p.text(127, 108, f"£{w.us(f.total)}", 20, True)
    if f.due:
        p.text(127, 116, f"We'll take this by Direct Debit on {w.dmy(f.due)}", 7.2)
    p.text(
        16,
        280,
        f"{f.seller.name}. Registered in England no. {d.code('0#######')}. Registered office: {f.seller.street}, {f.seller.town}",
        6.5,
    )
    trade = f.seller.name.rsplit(" ", 1)[0]
    return p.done(), f.truth(seller_name=(f.seller.name, trade))


POWER = (
    ("Customer charge", 900, 1600),
    ("Energy charge 612 kWh @ $0.09314", 4200, 7800),
    ("Transmission charge", 900, 2200),
    ("Fuel adjustment rider", 150, 800),
    ("Low income assistance fund", 50, 99),
)


US_ELECTRIC_WISH = Wish(
    "us",
    ("Prairie Hollow Electric Cooperative", "Cascadia Light & Power", "Bluestem Energy"),
    POWER,
    "USD",
    account="####-####-###",
    terms=21,
    count=(4, 5),
    most=1,
    firm=False,
)


def _slip(p: Paper, f: Facts, due: Decimal) -> None:
    """The part of the page that goes back with the cheque."""
    p.text(14, 205, "- " * 90, 6)
    p.text(14, 211, "Please detach and return this portion with your payment", 7)
    p.pairs(
        130,
        40,
        220,
        [("Account Number", f.account or ""), ("Amount Due", f"${w.us(due)}"), ("Amount Enclosed", "$ ___________")],
    )
    p.column(20, 232, [f.buyer.name.upper(), f.buyer.street.upper(), f.buyer.town.upper()])


@layout("us-electric", 4)
def us_electric(d: Desk) -> tuple[bytes, Truth]:
    """Two columns; carries an unpaid balance, so the amount due is not this bill's total."""
    f = d.facts(US_ELECTRIC_WISH)
    tax, old = d.money(100, 600), d.money(4000, 12000)
    paid = old if d.variant % 2 else d.money(1000, 3900)
    total = f.net + tax
    p = Paper("Helvetica", 8.5, letter=True)
    p.text(14, 16, f.seller.name.upper(), 13, True, "#0d47a1")
    p.text(14, 21, f"{f.seller.street} · {f.seller.town} · Customer care {f.seller.phone}", 7)
    p.rule(14, 24, 202, 1.4)
    p.pairs(
        14,
        34,
        32,
        [
            ("Account Number", f.account or ""),
            ("Statement Date", w.mdy(f.issued)),
            ("Service Address", f.buyer.street),
            ("Meter Number", d.code("8#######")),
            ("Next Read Date", w.mdy(f.issued + timedelta(days=29))),
        ],
    )
    p.text(116, 32, "ACCOUNT SUMMARY", 9, True)
    rows = [
        ("Previous Balance", f"${w.us(old)}"),
        ("Payments Received", f"-${w.us(paid)}"),
        ("Balance Forward", f"${w.us(old - paid)}"),
        ("Total Current Charges", f"${w.us(total)}"),
        ("TOTAL AMOUNT DUE", f"${w.us(old - paid + total)}"),
    ]
    p.sums(116, 84, 38, rows)
    if f.due:
        p.text(116, 68, f"Due Date   {w.us_short(f.due)}", 9, True)
    p.rule(14, 76, 202)
    p.text(14, 83, "CURRENT CHARGES", 9, True)
    y = 83.0
    for item in f.items:
        y += 5
        p.row(y, [(14, item.text), (-100, f"{w.us(item.amount)}")])
    p.row(y + 5, [(14, "State & local utility tax"), (-100, w.us(tax))])
    p.row(y + 12, [(14, "Total Current Charges"), (-100, f"${w.us(total)}")], bold=True)
    p.text(116, 83, "USAGE HISTORY (kWh)", 9, True)
    for index in range(6):
        p.row(
            89 + 5 * index,
            [(116, w.us_short(f.issued - timedelta(days=30 * index))), (-160, str(d.rng.randint(400, 900)))],
        )
    _slip(p, f, old - paid + total)
    truth = f.truth(invoice_number=None, tax_amount=str(tax), total_amount=str(total), net_amount=(str(f.net), None))
    return p.done(), truth


UK_WATER_POOL = (
    ("Water used 34 m3 at 168.20p", 3000, 8000),
    ("Water standing charge", 900, 2200),
    ("Wastewater 31 m3 at 201.44p", 3800, 9000),
    ("Surface water drainage", 1200, 2600),
)


UK_WATER_WISH = Wish(
    "uk",
    ("Fellside Water", "Chalkstream Water Services"),
    UK_WATER_POOL,
    "GBP",
    terms=21,
    number="######### / ##",
    account="########## #",
    count=(4, 4),
    most=1,
    firm=False,
)


@layout("uk-water")
def uk_water(d: Desk) -> tuple[bytes, Truth]:
    f = d.facts(UK_WATER_WISH)
    p = Paper("Helvetica", 9.5)
    p.text(20, 20, f.seller.name, 22, True, "#01579b")
    p.text(20, 26, "Clean water for the dale since 1907", 8)
    p.column(20, 50, f.buyer.lines, 5)
    p.text(120, 40, "Your reference numbers", 9, True)
    p.pairs(
        120,
        38,
        47,
        [("Customer number", f.account or ""), ("Bill number", f.number), ("Date of bill", w.dmy(f.issued))],
    )
    p.text(20, 84, "Water and wastewater bill", 16, True)
    p.text(20, 91, f"Meter readings {w.dmy(f.issued - timedelta(days=182))} – {w.dmy(f.issued)}")
    y = 104.0
    for item in f.items:
        p.row(y, [(20, item.text), (-190, f"£{w.us(item.amount)}")])
        p.rule(20, y + 2, 190, 0.2)
        y += 7.5
    p.row(y, [(20, "Total charges for this period"), (-190, f"£{w.us(f.net)}")], bold=True)
    y += 10
    if f.due:
        p.text(20, y, f"Please pay £{w.us(f.net)} by {w.long(f.due, 'en')}", 13, True)
    p.text(20, y + 8, "There is no VAT on household water and sewerage charges.", 8)
    p.column(
        20,
        240,
        [
            f"Pay by phone {f.seller.phone} or online quoting customer number {f.account}.",
            f"Bank transfer: sort code {d.code('2#-##-##')}, account number {d.code('########')}.",
            f"{f.seller.name}, {f.seller.street}, {f.seller.town}",
        ],
    )
    return p.done(), f.truth(net_amount=(str(f.net), None), tax_amount=(None, "0.00"))


DE_TELECOM_POOL = (
    ("Grundpreis Zuhause L 250", 2850, 4100),
    ("Rufnummernblock", 84, 420),
    ("Verbindungen ins Ausland", 12, 980),
    ("Router-Miete", 336, 672),
    ("Datenpass 10 GB", 840, 1260),
)


DE_TELECOM_WISH = Wish(
    "de",
    ("Nordfunk Telekommunikation GmbH", "Rheinnetz AG", "Klarton Mobil GmbH & Co. KG"),
    DE_TELECOM_POOL,
    "EUR",
    number="## #### #### ####",
    rates=("19",),
    count=(3, 5),
    most=1,
    account="4### ### ###",
    terms=10,
    firm=False,
)


@layout("de-telefon", 4)
def de_telecom(d: Desk) -> tuple[bytes, Truth]:
    f = d.facts(DE_TELECOM_WISH)
    p = Paper("Helvetica", 8.8)
    p.right(190, 18, f.seller.name, 14, True, "#c2185b")
    p.text(20, 44, f"{f.seller.name} · {f.seller.street} · {f.seller.town}", 6)
    p.column(20, 50, f.buyer.lines, 5)
    p.pairs(
        128,
        30,
        50,
        [
            ("Datum", w.dots(f.issued)),
            ("Kundennummer", f.account or ""),
            ("Rechnungsnummer", f.number),
            ("Buchungskonto", d.code("82########")),
            ("Seite", "1/1"),
        ],
    )
    p.text(20, 88, f"Ihre Rechnung für {w.month(f.issued, 'de')} {f.issued.year}", 15, True)
    p.row(100, [(20, "Leistung"), (120, "Zeitraum"), (-190, "Netto (Euro)")], bold=True)
    p.rule(20, 102, 190)
    y = 108.0
    end = f.issued.replace(day=1) - timedelta(days=1)
    start = end.replace(day=1)
    for item in f.items:
        p.row(y, [(20, item.text), (120, f"{w.dots_short(start)}–{w.dots_short(end)}"), (-190, w.eu(item.amount))])
        y += 5.5
    p.sums(
        120,
        70,
        y + 4,
        [("Summe netto", w.eu(f.net)), ("Umsatzsteuer 19 %", w.eu(f.tax)), ("Rechnungsbetrag", f"{w.eu(f.total)} €")],
    )
    if f.due:
        p.column(
            20,
            y + 32,
            [
                f"Der Rechnungsbetrag wird zum {w.dots(f.due)} von Ihrem Konto {d.code('DE##')} **** **** **** {d.code('####')} abgebucht.",
                f"Mandatsreferenz {d.code('TM-########')}, Gläubiger-ID {d.code('DE##ZZZ0000#######')}.",
            ],
        )
    p.column(
        20,
        270,
        [
            f"{f.seller.name}, {f.seller.street}, {f.seller.town} · Amtsgericht Bonn HRB {d.code('####')}",
            f"USt-IdNr. {f.seller.vat} · Service-Hotline {f.seller.phone} · IBAN {f.seller.iban}",
        ],
        3.6,
        6.5,
    )
    return p.done(), f.truth()
