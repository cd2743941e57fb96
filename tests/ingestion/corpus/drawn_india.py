# ruff: noqa: E501 - placed texts read better unbroken
# fmt: off
"""Indian tax invoices drawn at places: GST in two halves or whole, codes, lakhs, words."""

from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Paper, Truth, by_rate, cents, layout, total_of
from tests.ingestion.corpus.surface import Sheet

ZERO = Decimal(0)
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(value: int) -> str:
    """A whole number below ten million in Indian English words."""
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10] + (f" {_ONES[value % 10]}" if value % 10 else "")
    for size, name in ((100000, "lakh"), (1000, "thousand"), (100, "hundred")):
        if value >= size:
            rest = value % size
            return f"{spelled(value // size)} {name}" + (f" {spelled(rest)}" if rest else "")
    return ""


@layout("in")
def gst_two_halves(d: Dice) -> Paper:
    """An Indian tax invoice within a state: HSN codes, CGST and SGST, amount in words, round off."""
    p = Sheet("a4", "Inter", 8.5)
    seller, buyer, number = (d.firm("Enterprises"), d.firm("Traders"), d.n(d.pick("GST/24-25/###", "INV-####", "{y}-##/###")))
    items = d.items(
        (
            ("Ball bearing 6204 ZZ", 110, 900),
            ("Hydraulic hose assembly 1/2 inch, 2 wire braided, with end fittings", 800, 4500),
            ("Control panel 3-phase", 9000, 64000),
            ("Annual service charges", 2500, 18000),
        ),
        (2, 4),
        9,
    )
    net = total_of(items)
    half = cents(net * 9 / 100)
    raw = net + half * 2
    total = raw.quantize(Decimal(1))
    p.text(298, 46, "TAX INVOICE", 12, True, "c")
    p.text(555, 46, d.pick("(ORIGINAL FOR RECIPIENT)", "Original Copy"), 7, align="r")
    p.box(40, 56, 515, 96)
    p.text(46, 72, seller, 12, True)
    p.lines(46, 86, [*d.home(), f"GSTIN: {d.vat()}", f"Ph: {d.phone()}"])
    p.slope(320, 56, 320, 152)
    p.pairs(
        328,
        430,
        74,
        [
            ("Invoice No.", f": {number}"),
            ("Invoice Date", f": {d.day(d.issued)}"),
            ("Due Date", f": {d.day(d.due)}"),
            ("PO No. / Date", f": {d.n('PO/###')} / {d.day(d.ago(12))}"),
            ("Place of Supply", ": Maharashtra (27)"),
        ],
        step=15,
    )
    p.text(46, 168, d.pick("Bill To", "Buyer (Bill to)", "Billed to"), 7.5, True)
    p.lines(46, 181, [buyer, *d.home(), f"GSTIN/UIN: {d.vat()}"])
    p.text(328, 168, d.pick("Ship To", "Consignee (Ship to)"), 7.5, True)
    p.lines(328, 181, [buyer + " - Works", *d.home()])
    rows = [("Sl", "Description of Goods", "HSN/SAC", "Qty", "Rate", "Amount (₹)")]
    rows += [(str(n), i.text, d.n("84####"), f"{i.quantity} Nos", d.m(i.price), d.m(i.amount)) for n, i in enumerate(items, 1)]
    y = p.table(40, 242, [25, 225, 60, 55, 70, 80], "llcrrr", rows, ruled="g", shade="#eeeeee")
    diff = total - raw
    y = p.pairs(
        360, 552, y + 10, [("Taxable Value", d.m(net)), ("Add: CGST @ 9%", d.m(half)), ("Add: SGST @ 9%", d.m(half)), ("Round Off", ("(-) " if diff < 0 else "") + d.m(abs(diff)))], align="r", step=14
    )
    p.text(360, y + 4, d.pick("Grand Total", "Total Amount after Tax", "Invoice Total"), 10, True)
    p.text(552, y + 4, d.c(total), 10, True, "r")
    p.text(40, y + 30, f"Amount Chargeable (in words): INR {spelled(int(total)).title()} Only", 8, True)
    p.lines(40, y + 60, ["Bank: State Cooperative Bank", d.bank(), "", "Declaration: We declare that this invoice shows the actual price of the goods described."])
    p.lines(420, y + 90, [f"for {seller}", "", "", "Authorised Signatory"])
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "INR", total, net, half * 2, d.due, None, [i.amount for i in items], also={"buyer_name": (buyer + " - Works",)}))


@layout("in")
def gst_cells(d: Dice) -> Paper:
    """An Indian accounting program's grid: small labels above values in cells, IGST, tax summary by HSN."""
    p = Sheet("a4", "Helvetica", 8.5)
    seller, buyer, number = d.firm("Textiles"), d.firm("Garments"), d.n("##/####")
    items = d.items((("Cotton fabric 44 inch, metres", 90, 310), ("Dyeing charges", 1200, 9000), ("Polyester lining", 45, 120), ("Packing and forwarding", 300, 1500)), (2, 3), 60, ("5", "12"))
    split = by_rate(items)
    net, tax = total_of(items), sum((t for _, _, t in split), ZERO)
    total = net + tax
    p.text(298, 40, "Tax Invoice", 11, True, "c")
    p.box(40, 50, 515, 150)
    p.slope(298, 50, 298, 200)
    p.text(44, 62, seller, 9.5, True)
    p.lines(44, 73, [*d.home(), f"GSTIN/UIN: {d.vat()}", f"E-Mail: info@{d.n('mill##.example')}"])
    p.rule(40, 122, 298)
    p.text(44, 132, "Buyer (Bill to)", 7.5)
    p.text(44, 143, buyer, 9.5, True)
    p.lines(44, 154, [*d.home(), f"GSTIN/UIN: {d.vat()}", "State Name: Gujarat, Code: 24"])
    cells = [
        ("Invoice No.", number),
        ("Dated", d.day(d.issued, "d-mon-y")),
        ("Delivery Note", d.n("DN-###")),
        ("Mode/Terms of Payment", f"{d.days} Days"),
        ("Supplier's Ref.", d.n("R###")),
        ("Other Reference(s)", ""),
        ("Buyer's Order No.", d.n("PO-####")),
        ("Dated", d.day(d.ago(20), "d-mon-y")),
        ("Despatched through", "Road"),
        ("Destination", d.town().split(",")[0]),
    ]
    for at, (label, value) in enumerate(cells):
        x, y = 302 + at % 2 * 128, 60 + at // 2 * 30.0
        p.text(x, y, label, 7)
        p.text(x, y + 11, value, 8.5, True)
        p.rule(298, y + 20, 555, 0.3)
    p.slope(426, 50, 426, 200)
    rows = [("Sl No.", "Description of Goods", "HSN/SAC", "GST Rate", "Quantity", "Rate", "Amount")]
    rows += [(str(n), i.text, d.n("52##"), f"{i.rate} %", f"{i.quantity} Mtr", d.m(i.price), d.m(i.amount)) for n, i in enumerate(items, 1)]
    rows += [("", "IGST", "", "", "", "", d.m(tax)), ("", "Total", "", "", "", "", f"Rs. {d.m(total)}")]
    y = p.table(40, 215, [30, 190, 55, 50, 60, 55, 75], "llllrrr", rows, ruled="g")
    p.text(44, y + 8, "Amount Chargeable (in words)", 7)
    p.text(44, y + 20, f"INR {spelled(int(total)).title()} and {spelled(int(total % 1 * 100)).title()} paise Only", 8.5, True)
    y = p.table(
        40,
        y + 44,
        [215, 100, 100, 100],
        "lrrr",
        [("HSN/SAC", "Taxable Value", "Integrated Tax", "Total Tax Amount"), *[(f"Rate {r}%", d.m(b), d.m(t), d.m(t)) for r, b, t in split], ("Total", d.m(net), d.m(tax), d.m(tax))],
        ruled="g",
    )
    p.lines(300, y + 20, ["Company's Bank Details", d.bank(), "", f"for {seller}", "", "Authorised Signatory"])
    p.text(298, 800, "This is a Computer Generated Invoice", 7, align="c")
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "INR", total, net, tax, d.due, None, [i.amount for i in items], also={"net_amount": (None,)}))
