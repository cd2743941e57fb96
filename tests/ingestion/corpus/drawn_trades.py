# ruff: noqa: E501 - placed texts read better unbroken
# fmt: off
"""English invoices of smaller firms, drawn at places: Australia, Canada, US and UK trades."""

from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, grouped, layout, total_of
from tests.ingestion.corpus.surface import Sheet

ZERO = Decimal(0)


@layout("au")
def tradie(d: Dice) -> Paper:
    """An Australian tradesman: ABN, prices with GST inside, the tax as a note under the total."""
    p = Sheet("a4", "Vera", 9)
    seller, buyer, number = (d.firm(d.pick("Plumbing", "Electrical", "Roofing")), d.who(), d.n(d.pick("#####", "INV####", "T-####")))
    items = d.items(
        (("Call-out fee", 66, 120), ("Labour, per hour", 80, 132), ("Replace hot water valve and flexible hoses, including travel to supplier", 140, 420), ("Consumables", 11, 44)), (2, 4), 3
    )
    total = total_of(items)
    gst = cents(total / 11)
    p.text(40, 60, "TAX INVOICE", 20, True)
    p.lines(380, 50, [seller, d.vat(), *d.home(), d.phone()], 9)
    p.pairs(40, 130, 110, [("Invoice #", number), ("Date", d.day(d.issued)), ("Job", d.street())], step=15)
    p.lines(40, 180, ["To:", buyer, *d.home()])
    y = p.table(40, 260, [330, 50, 65, 70], "lrrr", [("Description", "Qty", "Unit", "Total"), *[(i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for i in items]], ruled="h")
    p.box(375, y, 180, 44, "#fff4d6")
    p.text(383, y + 18, d.pick("TOTAL (inc. GST)", "Total due inc GST"), 10, True)
    p.text(548, y + 18, d.c(total), 10, True, "r")
    p.text(383, y + 35, "Includes GST of", 8)
    p.text(548, y + 35, d.c(gst), 8, align="r")
    p.lines(40, y + 80, [f"Payment due within {d.days} days of invoice date.", f"Direct deposit: {d.bank()}", "Licence No. " + d.n("L######")])
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "AUD", total, None, gst, d.due, None, [i.amount for i in items], also={"net_amount": (str(total - gst),)}))


@layout("us", "ca")
def garage(d: Dice) -> Paper:
    """A repair shop: labor and parts in two tables, shop supplies, tax on parts; vehicle data about."""
    p = Sheet("letter", "Helvetica", 9)
    seller, buyer, number = d.firm("Auto Repair"), d.who(), d.n(d.pick("#####", "R0#####"))
    labor = [Item(t, cents(Decimal(h) * Decimal("118.00"))) for t, h in (("Replace front brake pads & rotors", d.randint(1, 3)), ("Diagnose check engine light", 1))]
    parts = d.items((("Brake rotor", 48, 110), ("Pad set, ceramic", 39, 90), ("O2 sensor", 60, 160), ("Oil filter", 6, 14)), (2, 4), 2)
    supply = Item("Shop supplies", d.price(6, 25))
    net = total_of([*labor, *parts, supply])
    tax = cents(total_of(parts) * Decimal("6.5") / 100)
    total = net + tax
    p.text(306, 44, seller.upper(), 16, True, "c")
    p.text(306, 58, ", ".join(d.home()) + "   " + d.phone(), 9, align="c")
    p.text(572, 84, f"Invoice #{number}", 13, True, "r")
    p.text(572, 98, f"{d.pick('Invoice Date', 'Date')}: {d.day(d.issued)}", 9, align="r")
    p.text(572, 111, f"Repair Order: {d.n('RO######')}   Date in: {d.day(d.ago(2))}", 8, align="r")
    p.lines(40, 84, [buyer, *d.home(), f"Home {d.phone()}  Cell {d.phone()}"])
    p.box(40, 134, 532, 34)
    p.text(46, 147, f"2019 Subaru Outback 2.5i    VIN 4S4BSANC{d.n('#########')[:9]}    Plate {d.n('@@@-####')}", 8.5)
    p.text(46, 161, f"Odometer in {d.n('##,###')}    out {d.n('##,###')}    Color Blue", 8.5)
    y = p.table(40, 190, [430, 100], "lr", [("LABOR", "EXTENDED"), *[(i.text, d.m(i.amount)) for i in labor]], ruled="u")
    y = p.table(
        40,
        y + 14,
        [50, 90, 220, 85, 85],
        "rllrr",
        [("QTY", "PART NO.", "DESCRIPTION", "PRICE", "EXTENDED"), *[(str(i.quantity), i.code, i.text, d.m(i.price), d.m(i.amount)) for i in parts]],
        ruled="u",
    )
    p.pairs(
        390,
        567,
        y + 14,
        [
            ("Labor", d.m(total_of(labor))),
            ("Parts", d.m(total_of(parts))),
            ("Shop supplies", d.m(supply.amount)),
            ("Subtotal", d.m(net)),
            ("Sales tax", d.m(tax)),
            (d.pick("TOTAL", "Total Due", "Invoice Total"), d.c(total)),
        ],
        align="r",
        bold=True,
    )
    p.lines(40, 720, ["All parts are new unless specified. Warranty 12 months or 12,000 miles.", "Customer signature X ______________________"], 7.5)
    items = [*labor, *parts]
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, total, net, tax, None, None, [i.amount for i in items]))


@layout("ca")
def two_provincial_taxes(d: Dice) -> Paper:
    """A Canadian invoice: GST and a provincial tax in two rows, ISO dates, order and ship dates."""
    p = Sheet("letter", "Times", 10.5)
    seller, buyer, number, account = (d.firm("Supply"), d.firm("Builders"), d.n("S##-#####"), d.n("B####"))
    items = d.items((("Spruce 2x4x8", 4, 9), ("Drywall 1/2 in. 4x8", 14, 23), ("Deck screws, box", 19, 42), ("Delivery, local", 45, 80)), (3, 4), 30)
    net = total_of(items)
    gst, pst = cents(net * 5 / 100), cents(net * 7 / 100)
    total = net + gst + pst
    p.text(50, 60, seller, 18, True)
    p.lines(50, 76, [*d.home(), d.phone(), d.vat()], 9.5)
    p.text(562, 60, "INVOICE", 18, align="r")
    p.pairs(
        360,
        562,
        86,
        [
            ("Invoice no.", number),
            ("Invoice date", d.day(d.issued, "iso")),
            ("Order date", d.day(d.ago(9), "iso")),
            ("Ship date", d.day(d.ago(2), "iso")),
            ("Customer", account),
            ("Terms", f"Net {d.days} days"),
        ],
        align="r",
        step=13,
    )
    p.text(50, 180, "SOLD TO", 8, True)
    p.lines(50, 194, [buyer, *d.home()])
    p.text(300, 180, "SHIP TO", 8, True)
    p.lines(300, 194, ["Job site", *d.home()])
    y = p.table(50, 260, [60, 250, 60, 70, 72], "rlrrr", [("Qty", "Item", "Unit", "Price", "Extension"), *[(str(i.quantity), i.text, "ea", d.m(i.price), d.m(i.amount)) for i in items]], ruled="h")
    p.pairs(380, 559, y + 14, [("Subtotal", d.m(net)), ("GST 5%", d.m(gst)), ("PST 7%", d.m(pst)), ("TOTAL CAD", d.c(total))], align="r", step=15)
    p.text(50, 740, "Interest at 2% per month (26.8% per annum) on overdue accounts.", 8)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "CAD", total, net, gst + pst, d.due, account, [i.amount for i in items], also={"tax_amount": (None,)}))


@layout("gb", "au")
def with_statement(d: Dice) -> Paper:
    """An invoice with the account's open invoices listed under it: other numbers, dates and sums."""
    p = Sheet("a4", "Helvetica", 9.5)
    seller, buyer, number, account = (d.firm("Stationers"), d.firm("Architects"), d.n("1#####"), d.n("@@@###"))
    items = d.items((("Copier paper A4 80gsm, box", 16, 25), ("Plotter roll 914 mm", 18, 34), ("Fine liner set", 9, 19), ("Drawing tubes", 4, 8)), (2, 4), 8)
    rate, name = (20, "VAT") if d.country == "gb" else (10, "GST")
    net = total_of(items)
    tax = cents(net * rate / 100)
    total = net + tax
    p.text(555, 56, seller, 17, True, "r", "#7a1f2b")
    p.lines(555, 72, [*d.home(), d.vat()], 8.5, align="r")
    p.lines(40, 100, [buyer, "Accounts Payable", *d.home()])
    y = p.table(
        40,
        190,
        [103, 103, 103, 103, 103],
        "lllll",
        [("Invoice No", "Invoice Date", "Account", "Your Order", "Due Date"), (number, d.day(d.issued), account, d.n("#####"), d.day(d.due))],
        ruled="g",
        shade="#f1dfe2",
    )
    y = p.table(40, y + 20, [60, 245, 60, 70, 80], "llrrr", [("Code", "Details", "Qty", "Price", "Net"), *[(i.code, i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for i in items]], ruled="u")
    y = p.pairs(400, 552, y + 10, [("Goods", d.m(net)), (f"{name} @ {rate}%", d.m(tax)), (d.pick("Invoice Total", "TOTAL"), d.c(total))], align="r")
    old = [(d.n("1#####"), d.day(d.ago(days)), d.price(40, 700)) for days in (62, 34)]
    y = p.table(40, y + 50, [120, 120, 120], "llr", [("Statement: Invoice", "Date", "Outstanding"), *[(a, b, d.m(c)) for a, b, c in old], (number, d.day(d.issued), d.m(total))], ruled="h", size=8)
    p.text(400, y, f"Account balance {d.c(total + sum((c for _, _, c in old), ZERO))}", 8.5)
    p.text(40, 800, f"Bank: {d.bank()}   {seller} registered in England No. {d.n('0#######')}" if d.country == "gb" else f"Bank: {d.bank()}", 7)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, total, net, tax, d.due, account, [i.amount for i in items]))


@layout("gb", "us", "au")
def credit_memo(d: Dice) -> Paper:
    """A credit note: minus behind, in front or in brackets; the invoice it corrects is named."""
    p = Sheet("a4", "Courier", 9.5)
    seller, buyer, number, account = (d.firm("Electronics"), d.firm("Retail"), d.n(d.pick("CN-#####", "CR####", "9#####")), d.n("C####"))
    items = d.items((("Returned: HDMI cable 2 m", 4, 11), ("Returned: Router AX3000", 50, 120), ("Price adjustment", 5, 60)), (1, 3), 5)
    rate = Decimal({"gb": 20, "us": 6, "au": 10}[d.country])
    net = total_of(items)
    tax = cents(net * rate / 100)
    total = net + tax
    how = d.at % 3

    def m(value: Decimal) -> str:
        return (f"{d.m(value)}-", f"-{d.m(value)}", f"({d.m(value)})")[how]

    p.text(40, 60, seller, 14, True)
    p.lines(40, 76, [*d.home(), d.phone()])
    p.text(555, 60, d.pick("CREDIT NOTE", "CREDIT MEMO"), 14, True, "r")
    p.pairs(330, 460, 84, [("Credit no.", number), ("Date", d.day(d.issued)), ("Account no.", account), ("Original invoice", d.n("INV-#####")), ("Invoice dated", d.day(d.ago(25)))], step=14)
    p.lines(40, 170, ["Credit to:", buyer, *d.home()])
    y = p.table(40, 260, [280, 50, 85, 100], "lrrr", [("Description", "Qty", "Unit", "Amount"), *[(i.text, str(i.quantity), d.m(i.price), m(i.amount)) for i in items]], ruled="u")
    p.pairs(
        330,
        552,
        y + 14,
        [("Net", m(net)), (f"{ {'gb': 'VAT', 'us': 'Sales tax', 'au': 'GST'}[d.country] } {rate}%", m(tax)), (d.pick("Total credit", "Credit total", "Total"), f"{d.place.currency} {m(total)}")],
        align="r",
    )
    p.text(40, y + 90, "This amount has been credited to your account. No payment is required.")
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, -total, -net, -tax, None, account, [-i.amount for i in items]))


@layout("gb")
def subcontractor(d: Dice) -> Paper:
    """A UK subcontractor: date in words with an ordinal, CIS deduction, domestic reverse charge."""
    p = Sheet("a4", "Times", 11)
    seller, buyer, number = (d.who() + d.pick(" Plastering", " Joinery", " Groundworks"), d.firm("Construction"), d.n(d.pick("##", "0##", "JB-##")))
    labour, goods = d.price(600, 3200), d.price(80, 700)
    net, held = labour + goods, cents(labour * 20 / 100)
    p.text(298, 66, seller, 18, True, "c")
    p.text(298, 82, ", ".join(d.home()) + " - Mobile " + d.n("07700 9#####"), 9.5, align="c")
    p.rule(50, 92, 545, 1.5)
    p.text(50, 124, f"INVOICE NO: {number}", 12, True)
    p.text(545, 124, d.day(d.issued, "dth month y"), 11, align="r")
    p.lines(50, 156, ["To:", buyer, *d.home()])
    p.text(50, 236, f"Re: Works at {d.street()}, week ending {d.day(d.ago(4), 'dmy/')}", 11)
    y = p.pairs(
        50,
        540,
        270,
        [
            ("Labour as agreed", d.c(labour)),
            ("Materials", d.c(goods)),
            ("Sub total", d.c(net)),
            ("VAT (domestic reverse charge applies)", d.c(ZERO)),
            ("Invoice total", d.c(net)),
            ("Less CIS deduction @ 20% of labour", d.c(-held)),
            ("Amount payable to me", d.c(net - held)),
        ],
        align="r",
        step=20,
    )
    p.lines(50, y + 20, [f"UTR {d.n('##########')}    VAT No. {d.vat()}", d.bank(), f"Terms strictly {d.days} days."], 10)
    return Paper(
        "drawn",
        p.pdf(),
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            "GBP",
            net,
            net,
            ZERO.quantize(Decimal("0.01")),
            d.due,
            None,
            [labour, goods],
            also={"tax_amount": (None,), "total_amount": (str(net - held),), "net_amount": (None, str(net))},
        ),
    )


@layout("us", "gb", "ca", "au")
def school_fees(d: Dice) -> Paper:
    """School or course fees: pupil beside the payer, deposit paid, balance due; ragged columns."""
    p = Sheet("letter", "Vera", 9)
    seller = f"{d.choice(d.place.family)} {d.pick('Montessori School', 'Dance Academy', 'Language Institute', 'Day Nursery')}"
    buyer, number, account = d.who(), d.n(d.pick("INV-####", "####-##")), d.n("STU####")
    items = [Item("Tuition, autumn term", d.price(700, 3900)), Item("Materials fee", d.price(20, 160)), Item("Lunch programme", d.price(90, 340))]
    off = d.price(30, 200)
    total = total_of(items) - off
    paid = Decimal(d.randrange(100, 400, 50))
    p.box(40, 36, 532, 44, "#213a5c", "")
    p.text(52, 64, seller, 18, True, color="#ffffff")
    p.lines(40, 100, [*d.home(), d.phone()], 8.5)
    p.text(40, 150, "Invoice", 16, True)
    y = p.pairs(40, 140, 172, [("Invoice number", number), ("Issued", d.day(d.issued)), ("Payment due", d.day(d.due)), ("Student ID", account), ("Student", d.who())], step=14)
    p.lines(350, 172, ["Parent / guardian", buyer, *d.home()])
    y = p.pairs(60, 420, y + 24, [(i.text, d.m(i.amount)) for i in items] + [("Sibling discount", d.m(-off))], align="r", step=16)
    p.rule(60, y - 8, 420)
    p.pairs(60, 420, y + 8, [("Total", d.c(total)), (f"Deposit received {d.day(d.ago(40))}", d.c(-paid)), ("Balance due", d.c(total - paid))], align="r", step=16, bold=True)
    p.text(40, 740, f"Registered charity. Term dates: {d.day(d.ago(-20))} to {d.day(d.ago(-110))}", 7.5)
    return Paper(
        "drawn",
        p.pdf(),
        Truth(number, d.issued, seller, buyer, d.place.currency, total, None, None, d.due, account, [*[i.amount for i in items], -off], also={"net_amount": (str(total),), "tax_amount": ("0.00",)}),
    )


@layout("us", "gb")
def boxed_contractor(d: Dice) -> Paper:
    """A form with boxes: DATE and INVOICE # cells, terms due on receipt, other currencies at times."""
    p = Sheet("letter", "Helvetica", 10)
    seller, buyer, number = (d.firm(d.pick("Consulting", "Painting", "Video")), d.firm("Group"), d.n(d.pick("###", "####", "{y}-##")))
    currency = d.choice(("USD", "USD", "EUR", "ZAR", "NZD"))
    items = d.items((("Services per agreement", 400, 2600), ("Travel and lodging", 120, 900), ("Additional revisions", 80, 300)), (1, 3), 2)
    total = total_of(items)
    p.lines(40, 60, [seller, *d.home()], 11)
    p.text(572, 66, "Invoice", 24, True, "r")
    p.table(412, 96, [80, 80], "cc", [("Date", "Invoice #"), (d.day(d.issued), number)], ruled="g")
    p.table(40, 150, [230], "l", [("Bill To",), (buyer,), (d.street(),), (d.town(),)], ruled="u", bold=False)
    p.table(332, 240, [80, 80, 80], "ccc", [("P.O. No.", "Terms", "Project"), (d.n("####"), "Due on receipt", d.n("P-##"))], ruled="g")
    y = p.table(40, 300, [60, 322, 75, 75], "rlrr", [("Quantity", "Description", "Rate", "Amount"), *[(str(i.quantity), i.text, grouped(i.price), grouped(i.amount)) for i in items]], ruled="g")
    p.box(350, 640, 222, 34)
    p.text(358, 662, "Total", 14, True)
    p.text(566, 662, f"{currency} {grouped(total)}" if currency != "USD" else f"${grouped(total)}", 13, True, "r")
    p.text(40, y + 40, "All work is complete!", 9)
    return Paper(
        "drawn",
        p.pdf(),
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            currency,
            total,
            None,
            None,
            None,
            None,
            [i.amount for i in items],
            also={"net_amount": (str(total),), "tax_amount": ("0.00",), "due_date": (d.issued.isoformat(),)},
        ),
    )
