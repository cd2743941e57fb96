# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""English-speaking trades on plain forms: lawyer, ledger printer, garage, hotel, haulier."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import ZERO, Desk, Facts, Wish, cents
from tests.ingestion.held_out.paper import Paper
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

LAWYER_POOL = (
    ("Telephone conference with client re lease|assignment; revise memorandum", 28500, 52500),
    ("Review opposing counsel's markup; draft|response and redline", 31000, 48000),
    ("Attend mediation session", 35000, 52500),
    ("Legal research regarding notice provisions", 18500, 24500),
)


LAWYER_WISH = Wish(
    "us",
    ("Whitcombe Arnaud & Pell LLP", "Law Offices of Dana R. Kessel, P.C."),
    LAWYER_POOL,
    "USD",
    number="######",
    terms=30,
    hours=True,
    most=4,
    count=(3, 4),
    firm=True,
)


def _hours(d: Desk, p: Paper, f: Facts, y: float) -> float:
    """Who did what for how long; the place below the last row."""
    p.row(
        y,
        [(25, "Date"), (48, "Init."), (60, "Description"), (-150, "Hours"), (-170, "Rate"), (-192, "Amount")],
        bold=True,
    )
    for item in f.items:
        y += 7
        day = f.issued - timedelta(days=d.rng.randint(6, 28))
        first, *rest = item.text.split("|")
        p.row(
            y,
            [
                (25, f"{day:%m/%d/%y}"),
                (48, d.pick(("DRK", "MAP"))),
                (60, first),
                (-150, f"{item.quantity:.2f}"),
                (-170, w.us(item.unit)),
                (-192, w.us(item.amount)),
            ],
        )
        for words in rest:
            y += 4.6
            p.text(60, y, words)
    return y


@layout("us-lawyer")
def lawyer(d: Desk) -> tuple[bytes, Truth]:
    """Time entries with wrapped narratives; hours and rate differ by person; no tax."""
    f = d.facts(LAWYER_WISH)
    costs, p = d.money(2500, 18000), Paper("Times", 10.5, letter=True)
    p.middle(108, 22, f.seller.name.upper(), 15, True)
    p.middle(108, 28, f"{f.seller.street}  |  {f.seller.town}  |  Tel {f.seller.phone}", 9)
    p.middle(108, 33, f"Federal Tax ID {f.seller.vat}", 9)
    p.column(25, 52, [w.us_long(f.issued), "", *f.buyer.lines], 5)
    p.pairs(
        125,
        32,
        52,
        [("Invoice No.", f.number), ("Client/Matter", d.code("####-0###")), ("Billing Attorney", "D.R. Kessel")],
    )
    p.text(25, 86, f"For professional services rendered through {w.us_long(f.issued - timedelta(5))}", 0, True)
    y = _hours(d, p, f, 96.0)
    total = f.net + costs
    p.row(y + 10, [(60, "TOTAL FEES"), (-192, f"${w.us(f.net)}")], bold=True)
    p.row(
        y + 19, [(25, f"{f.issued - timedelta(9):%m/%d/%y}"), (60, "Filing fee, Clerk of Court"), (-192, w.us(costs))]
    )
    p.row(y + 26, [(60, "TOTAL COSTS ADVANCED"), (-192, f"${w.us(costs)}")], bold=True)
    p.row(y + 36, [(60, "TOTAL THIS INVOICE"), (-192, f"${w.us(total)}")], bold=True)
    due = f.due
    if d.variant % 2:
        past = d.money(20000, 90000)
        p.row(y + 42, [(60, "Previous balance"), (-192, f"${w.us(past)}")])
        p.row(y + 48, [(60, "TOTAL BALANCE NOW DUE"), (-192, f"${w.us(past + total)}")], bold=True)
        due = None
    else:
        p.text(25, y + 48, "Terms: Net 30. Please reference the invoice number on your check.")
    truth = f.truth(
        total_amount=total,
        net_amount=(None, str(total)),
        tax_amount=(None, "0.00"),
        due_date=due.isoformat() if due else None,
    )
    return p.done(), Truth(truth.values, (*f.amounts, costs))


LEDGER_POOL = (
    ("HEX BOLT ZN 3/8-16X2", 12, 90),
    ("CONDUIT EMT 3/4 10FT", 640, 1190),
    ("WIRE NUT RED BX100", 790, 1450),
    ("BREAKER 20A 1P", 910, 2190),
    ("BOX 4SQ DEEP", 210, 460),
    ("TAPE ELEC BLK", 95, 240),
)


LEDGER_WISH = Wish(
    "us",
    ("CALLOWAY ELECTRICAL SUPPLY CO", "GULF TRIANGLE FASTENERS INC"),
    LEDGER_POOL,
    "USD",
    number="S######.001",
    terms=30,
    account="#####",
    count=(3, 6),
    most=120,
    firm=True,
)


@layout("us-ledger", 4)
def ledger(d: Desk) -> tuple[bytes, Truth]:
    """A line printer's form: one fixed-width face, labels above their values, net 30."""
    f = d.facts(LEDGER_WISH)
    tax, freight = cents(f.net * Decimal("0.0825")), d.money(900, 4800)
    total, p = f.net + tax + freight, Paper("Courier", 9, letter=True)
    p.column(12, 15, [f.seller.name, f.seller.street.upper(), f.seller.town.upper(), f.seller.phone])
    p.text(150, 15, "INVOICE", 16, True)
    for index, (label, value) in enumerate(
        (("INVOICE DATE", f"{f.issued:%m/%d/%y}"), ("INVOICE NUMBER", f.number), ("PAGE NO.", "1"))
    ):
        p.text(110 + 34 * index, 26, label, 7)
        p.text(110 + 34 * index, 31, value)
    p.text(12, 42, "BILL TO:", 7)
    p.text(110, 42, "SHIP TO:", 7)
    for left in (20, 118):
        p.column(left, 47, [part.upper() for part in f.buyer.lines])
    p.rule(12, 66, 204)
    heads = ("CUSTOMER NO", "CUSTOMER PO NUMBER", "RELEASE", "SALESPERSON", "TERMS", "SHIP DATE")
    said = (f.account or "", d.code("PO-####"), "", "HOUSE ACCT", "NET 30 DAYS", f"{f.issued - timedelta(2):%m/%d/%y}")
    for index, (label, value) in enumerate(zip(heads, said, strict=True)):
        p.text(12 + 33 * index, 70, label, 7)
        p.text(12 + 33 * index, 75, value, 8)
    p.rule(12, 78, 204)
    p.row(83, [(-28, "ORDER QTY"), (-50, "SHIP QTY"), (54, "DESCRIPTION"), (-160, "UNIT PRC"), (-204, "EXT PRC")])
    y = 90.0
    for item in f.items:
        ea = f"{w.count(item.quantity)}ea"
        p.row(y, [(-28, ea), (-50, ea), (54, item.text), (-160, f"{item.unit:.3f}/ea"), (-204, w.us(item.amount))])
        y += 5
    for label, amount in (("SUBTOTAL", f.net), ("S&H CHGS", freight), ("SALES TAX", tax), ("AMOUNT DUE", total)):
        p.row(y + 12, [(140, label), (-204, w.us(amount))])
        y += 5
    p.text(12, 262, "INVOICE IS DUE BY " + f"{f.due:%m/%d/%y}." if f.due and d.variant % 2 else "THANK YOU")
    return p.done(), f.truth(net_amount=(str(f.net), str(f.net + freight)), tax_amount=tax, total_amount=total)


GARAGE_POOL = (
    ("FRONT BRAKE PADS & ROTORS", 9000, 21000),
    ("REPLACE SERPENTINE BELT", 6500, 12000),
    ("FOUR WHEEL ALIGNMENT", 8900, 12900),
    ("STATE INSPECTION", 2500, 4000),
)


GARAGE_WISH = Wish(
    "us",
    ("Tri-County Auto & Tire", "Hensley Brothers Garage", "Ridgeline Imports Service"),
    GARAGE_POOL,
    "USD",
    number="#####",
    most=1,
    count=(2, 4),
    terms=None,
    firm=False,
)


@layout("us-garage")
def garage(d: Desk) -> tuple[bytes, Truth]:
    """Jobs with labor and parts below each; a repair order number and an odometer nearby."""
    f = d.facts(GARAGE_WISH)
    parts = [d.money(1500, 16000) for _ in f.items]
    p = Paper("Helvetica", 9, letter=True)
    p.text(14, 18, f.seller.name, 16, True)
    p.column(14, 24, [f.seller.street, f.seller.town, f"{f.seller.phone}   EPA# {d.code('CAL######')}"])
    p.box(132, 12, 70, 24)
    p.pairs(
        135,
        32,
        18,
        [
            ("Invoice #", f.number),
            ("R.O. #", d.code("1#####")),
            ("Invoice Date", w.mdy(f.issued)),
            ("Date In", w.mdy(f.issued - timedelta(1))),
        ],
        5,
    )
    p.column(14, 46, ["Customer:", f.buyer.name, f.buyer.street, f.buyer.town, d.code("Cell (5##) 555-01##")])
    p.column(
        110,
        46,
        [
            d.code("2017 Subaru Outback 2.5i   VIN 4S4BSANC#H3######"),
            d.code("License @@@-####    Mileage In 8#,4##   Out 8#,4##"),
        ],
    )
    y = 78.0
    for item, part in zip(f.items, parts, strict=True):
        p.text(14, y, item.text, 0, True)
        p.row(y + 5, [(20, "Labor"), (-202, w.us(item.amount))])
        p.row(y + 10, [(20, d.code("Parts   @@#####  qty 1 x ") + w.us(part)), (-202, w.us(part))])
        y += 17
    labor, spare = f.net, sum(parts, ZERO)
    tax, shop = cents(spare * Decimal("0.0725")), d.money(300, 1900)
    total = labor + spare + tax + shop
    p.rule(120, y, 202)
    p.sums(
        130,
        72,
        y + 6,
        [
            ("Labor", w.us(labor)),
            ("Parts", w.us(spare)),
            ("Shop supplies", w.us(shop)),
            ("Sales tax (parts)", w.us(tax)),
            ("INVOICE TOTAL", f"${w.us(total)}"),
        ],
    )
    p.text(130, y + 36, f"Paid VISA xxxx{d.code('####')}  {w.mdy(f.issued)}   Balance $0.00")
    p.text(14, y + 48, "12 months / 12,000 miles warranty on parts and labor. No returns on electrical parts.", 7)
    truth = f.truth(net_amount=(str(labor + spare + shop), None), tax_amount=tax, total_amount=total)
    both = [amount for pair in zip(f.amounts, parts, strict=True) for amount in pair]
    return p.done(), Truth(truth.values, tuple(both))


def _stay(d: Desk, p: Paper, f: Facts, day: Callable[[date], str]) -> None:
    """The house, the guest and the numbers of the stay."""
    p.middle(105, 20, f.seller.name, 17, True)
    p.middle(105, 26, f"{f.seller.street}, {f.seller.town}   T {f.seller.phone}", 8)
    p.column(18, 44, f.buyer.lines, 4.6)
    p.pairs(
        122,
        32,
        44,
        [
            ("Folio No.", f.number),
            ("Invoice date", day(f.issued)),
            ("Arrival", day(f.issued - timedelta(len(f.items)))),
            ("Departure", day(f.issued)),
            ("Room", "214"),
            ("Confirmation", d.code("########")),
            ("Cashier", "JDEL"),
        ],
        4.6,
    )


@layout("hotel-folio", 4)
def hotel(d: Desk) -> tuple[bytes, Truth]:
    """Charges and credits in two columns; paid by card, so the balance is zero."""
    land, currency, mark = d.turn((("us", "USD", "$"), ("uk", "GBP", "£"), ("ie", "EUR", "€")))
    names = {"us": "The Larkspur Inn & Suites", "uk": "Hotel Maudsley, York", "ie": "Inishbeg House Hotel"}
    wish = Wish(
        land,
        (names[land],),
        (("Room charge 214", 11900, 24900),),
        currency,
        number="F-######",
        count=(2, 4),
        most=1,
        terms=None,
        firm=False,
    )
    f, p = d.facts(wish), Paper("Helvetica", 9)
    us = land == "us"
    day = w.mdy if us else w.dmy
    _stay(d, p, f, day)
    p.row(88, [(18, "Date"), (45, "Description"), (110, "Reference"), (-165, "Charges"), (-192, "Credits")], bold=True)
    p.rule(18, 90, 192)
    y, rate = 96.0, Decimal("0.13") if us else Decimal("0.20") if land == "uk" else Decimal("0.135")
    amounts, tax, nights = [], ZERO, len(f.items)
    for index, item in enumerate(f.items):
        night = day(f.issued - timedelta(nights - index))
        p.row(y, [(18, night), (45, item.text), (-165, w.us(item.amount))])
        amounts.append(item.amount)
        if us:
            room_tax = cents(item.amount * rate)
            y += 5
            p.row(y, [(18, night), (45, "Occupancy tax 13%"), (-165, w.us(room_tax))])
            tax += room_tax
        y += 5
    total = f.net + tax
    p.row(
        y, [(18, day(f.issued)), (45, d.code("Mastercard XX####")), (110, d.code("A####")), (-192, f"-{w.us(total)}")]
    )
    p.rule(18, y + 3, 192)
    net = f.net
    if not us:
        net = cents(total / (1 + rate))
        tax = total - net
    p.sums(
        120,
        72,
        y + 10,
        [
            ("Net amount", w.us(net)),
            ("Occupancy tax" if us else f"VAT {rate * 100:.4g}%", w.us(tax)),
            ("Total charges", f"{mark}{w.us(total)}"),
        ],
    )
    p.row(y + 30, [(120, "Balance"), (-192, f"{mark}0.00")])
    truth = f.truth(
        net_amount=net, tax_amount=tax, total_amount=total, seller_name=(f.seller.name, f.seller.name.split(",")[0])
    )
    return p.done(), Truth(truth.values, tuple(amounts))


FREIGHT_POOL = (
    ("Leeds - Felixstowe, 2 plts 840kg", 9800, 18500),
    ("Hull - Cardiff, 1 plt 310kg", 7200, 12900),
    ("Tail-lift delivery", 2500, 3900),
    ("Perth - Norwich, 4 plts 1,620kg", 22000, 39900),
)


FREIGHT_WISH = Wish(
    "uk",
    ("Ousedale Haulage Ltd", "Redshank Logistics Ltd"),
    FREIGHT_POOL,
    "GBP",
    number="SI-#####",
    rates=("20",),
    most=1,
    count=(3, 4),
    terms=30,
    account="@@@@##",
    firm=True,
)


@layout("uk-haulage")
def freight(d: Desk) -> tuple[bytes, Truth]:
    """Consignments with waybill numbers, a fuel surcharge below, day order of the UK."""
    f = d.facts(FREIGHT_WISH)
    fuel, p = cents(f.net * Decimal("0.085")), Paper("Vera", 8)
    net = f.net + fuel
    tax = cents(net * Decimal("0.2"))
    p.right(195, 18, "SALES INVOICE", 15, True)
    p.column(15, 18, [f.seller.name, f.seller.street, f.seller.town, f"VAT No. {f.seller.vat}"], 4.4)
    p.box(15, 40, 90, 26)
    p.column(18, 46, f.buyer.lines, 4.8)
    grid = [
        ("Invoice", f.number),
        ("Tax point", w.dmy(f.issued)),
        ("A/C ref", f.account or ""),
        ("Your ref", d.code("PO ####")),
    ]
    for index, (label, value) in enumerate(grid):
        p.box(15 + 45 * index, 72, 45, 14)
        p.text(17 + 45 * index, 77, label, 7)
        p.text(17 + 45 * index, 83, value, 9, True)
    p.row(96, [(15, "Collected"), (40, "Con note"), (68, "Details"), (-195, "Charge £")], bold=True)
    y = 103.0
    for item in f.items:
        day = f.issued - timedelta(days=d.rng.randint(2, 12))
        p.row(y, [(15, f"{day:%d/%m/%y}"), (40, d.code("00######")), (68, item.text), (-195, w.us(item.amount))])
        y += 5.4
    p.row(y, [(68, "Fuel surcharge 8.5%"), (-195, w.us(fuel))])
    p.sums(
        130,
        65,
        230,
        [("Goods total", w.us(net)), ("VAT @ 20.00%", w.us(tax)), ("Invoice total", f"£{w.us(net + tax)}")],
    )
    p.column(15, 230, ["Payment terms: 30 days from invoice date.", d.code("Sort 40-##-##  Account ########")])
    truth = f.truth(net_amount=net, tax_amount=tax, total_amount=net + tax)
    return p.done(), Truth(truth.values, (*f.amounts, fuel))
