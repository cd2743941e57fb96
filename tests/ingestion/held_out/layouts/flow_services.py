# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""Receipts and invoices of services in English, flowing down the page."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import Desk, Wish, cents
from tests.ingestion.held_out.flow import BAND, GRID, HEAD, RULED, Flow
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

PLANS = (
    ("Team plan (per seat)", 800, 2900),
    ("Extra storage 100 GB", 400, 1500),
    ("Priority support", 4900, 9900),
    ("API calls, 10k blocks", 100, 900),
)


@layout("saas-receipt", 5)
def saas(d: Desk) -> tuple[bytes, Truth]:
    """Invoice number and receipt number, date paid and date due, amount paid as headline."""
    kind = d.turn(("Receipt", "Invoice"))
    wish = Wish(
        "us",
        ("Quillstack, Inc.", "Parsnip Labs, Inc.", "Voltgrid Software LLC"),
        PLANS,
        "USD",
        number="@#@####@-00##",
        count=(1, 3),
        most=12,
        terms=0 if kind == "Invoice" else None,
    )
    f, p = d.facts(wish), Flow("Inter", 9, letter=True)
    p.text(kind, 17, True)
    p.gap(3)
    rows = [["Invoice number", f.number]]
    if kind == "Receipt":
        rows += [["Receipt number", d.code("2###-####")], ["Date paid", w.us_long(f.issued)]]
    else:
        rows += [["Date of issue", w.us_long(f.issued)], ["Date due", w.us_long(f.issued)]]
    p.table(rows, [28, 146], right_from=9, pad=1)
    p.gap(5)
    s, b = f.seller, f.buyer
    p.table(
        [
            [
                p.cell(f"<b>{s.name}</b><br/>{s.street}<br/>{s.town}<br/>{s.country}<br/>{s.mail}"),
                p.cell(f"<b>Bill to</b><br/>{b.name}<br/>{b.street}<br/>{b.town}<br/>{b.country}"),
            ]
        ],
        [80, 94],
        right_from=9,
    )
    p.gap(6)
    head = "paid on" if kind == "Receipt" else "due"
    p.text(f"${w.us(f.total)} {head} {w.us_long(f.issued)}", 14, True)
    p.gap(6)
    start, end = w.us_short(f.issued), w.us_short(f.issued + timedelta(days=30))
    rows = [["Description", "Qty", "Unit price", "Amount"]]
    for item in f.items:
        words = p.cell(f"{item.text}<br/><font size=7 color=grey>{start.rsplit(',', 1)[0]} – {end}</font>")
        rows.append([words, w.count(item.quantity), f"${w.us(item.unit)}", f"${w.us(item.amount)}"])
    p.table(rows, [100, 18, 28, 28], HEAD)
    last = ("Amount paid", "Amount due")[kind == "Invoice"]
    p.sums([("Subtotal", f"${w.us(f.net)}"), ("Total", f"${w.us(f.total)}"), (last, f"${w.us(f.total)}")])
    if kind == "Receipt":
        p.gap(8)
        p.text("Payment history", 11, True)
        p.table(
            [
                ["Payment method", "Date", "Amount paid", "Receipt number"],
                [d.code("Visa - ####"), w.us_long(f.issued), f"${w.us(f.total)}", d.code("2###-####")],
            ],
            [40, 40, 40, 40],
            HEAD,
            right_from=9,
        )
    return p.done(), f.truth(tax_amount=(None, "0.00"), due_date=(f.due.isoformat(),) if f.due else (None,))


UK_FREELANCER_POOL = (
    ("Copywriting: spring brochure", 28000, 56000),
    ("Proofreading, 12,000 words", 9000, 18000),
    ("Illustration for chapter heads", 15000, 42000),
    ("Travel to site visit, 84 miles @ 45p", 3780, 3780),
)


@layout("uk-freelance", 4)
def uk_freelancer(d: Desk) -> tuple[bytes, Truth]:
    """No tax, no table head worth the name, terms in a sentence, bank details like an account."""
    wish = Wish(
        "uk",
        ("Imogen Thackray", "Rhodri Pugh Design", "Juniper Okafor"),
        UK_FREELANCER_POOL,
        "GBP",
        number=d.turn(("0##", "IT-{yy}-##", "{y}{m}##")),
        count=(1, 4),
        most=1,
        terms=d.turn((14, 30)),
        firm=True,
    )
    f, p = d.facts(wish), Flow("Times", 11)
    p.text(f.seller.name, 18, False)
    p.text(f"{f.seller.street}, {f.seller.town} · {f.seller.phone}", 9)
    p.gap(12)
    p.text(w.long(f.issued, "en"))
    p.gap(5)
    p.text("<br/>".join(("To:", *f.buyer.lines)))
    p.gap(8)
    p.text(f"Invoice no. {f.number}", 13, True)
    p.gap(4)
    p.table([[item.text, f"£{w.us(item.amount)}"] for item in f.items], [130, 40], RULED)
    p.table([["Total due", f"£{w.us(f.total)}"]], [130, 40], [("FONT", (0, 0), (-1, -1), "Times-Bold", 12)])
    p.gap(8)
    days = (f.due - f.issued).days if f.due else 0
    p.text(
        f"Payment within {days} days please, by bank transfer to: {f.seller.name}, sort code "
        f"{d.code('04-##-##')}, account {d.code('########')}. I am not registered for VAT."
    )
    return p.done(), f.truth(net_amount=(None, str(f.net)), tax_amount=(None, "0.00"))


AUSTRALIA_POOL = (
    ("Hot water unit service", 18000, 32000),
    ("Replace tempering valve", 21000, 33000),
    ("Call out fee", 8800, 13200),
    ("Blocked drain - jet rod", 26000, 44000),
)


AUSTRALIA_WISH = Wish(
    "au",
    ("Barwon Plumbing & Gas Pty Ltd", "Coolabah Electrical Services"),
    AUSTRALIA_POOL,
    "AUD",
    number="#####",
    count=(2, 3),
    most=2,
    terms=7,
    firm=False,
)


@layout("au-trade", 4)
def australia(d: Desk) -> tuple[bytes, Truth]:
    """Prices include GST; the tax is an 'includes' line below the total."""
    f, p = d.facts(AUSTRALIA_WISH), Flow("Helvetica", 9.5)
    gst = cents(f.net / 11)
    p.table(
        [
            [p.cell(f.seller.name, 14, True), p.cell("Tax Invoice", 14, True, 2)],
            [
                p.cell(
                    f"ABN {f.seller.vat}<br/>{f.seller.street}, {f.seller.town}<br/>{f.seller.phone}<br/>Lic. {d.code('4####')}"
                ),
                p.cell(f"Invoice {f.number}<br/>{w.dmy(f.issued)}<br/>Job {d.code('J####')}", side=2),
            ],
        ],
        [100, 74],
    )
    p.gap(6)
    p.text("<b>Bill to:</b> " + ", ".join(f.buyer.lines))
    p.text(f"<b>Site:</b> {f.buyer.street}")
    p.gap(6)
    p.table(
        [
            ["Item", "Qty", "Price (inc GST)", "Total"],
            *([i.text, w.count(i.quantity), f"${w.us(i.unit)}", f"${w.us(i.amount)}"] for i in f.items),
        ],
        [90, 20, 32, 32],
        [*GRID, *BAND],
    )
    p.gap(3)
    p.sums(
        [
            ("Total (AUD)", f"${w.us(f.net)}"),
            ("Total includes GST of", f"${w.us(gst)}"),
            ("Amount owing", f"${w.us(f.net)}"),
        ]
    )
    p.gap(10)
    due = f.due or f.issued
    p.text(f"<b>Due date: {w.dmy(due)}</b>. EFT: BSB {d.code('063-###')} Account {d.code('1### ####')}, ref {f.number}")
    return p.done(), f.truth(net_amount=(str(f.net - gst), None), tax_amount=gst, total_amount=f.net)


CANADA_POOL = (
    ("Website hosting / Hébergement", 2500, 9900),
    ("Domain renewal / Renouvellement", 1800, 3500),
    ("Web design, hourly / Conception", 9500, 14500),
    ("SSL certificate / Certificat", 5900, 12900),
)


CANADA_WISH = Wish(
    "ca",
    ("Harfang Web Studio Inc.", "Numérique Laurentides inc."),
    CANADA_POOL,
    "CAD",
    number="F{y}-###",
    count=(2, 4),
    most=6,
    terms=30,
    account="C-####",
    firm=True,
)


@layout("ca-two-taxes", 4)
def canada(d: Desk) -> tuple[bytes, Truth]:
    """GST and QST on separate lines with their registration numbers; labels in two languages."""
    f, p = d.facts(CANADA_WISH), Flow("Vera", 8.5, letter=True)
    gst, qst = cents(f.net * Decimal("0.05")), cents(f.net * Decimal("0.09975"))
    total = f.net + gst + qst
    iso = (f.due or f.issued).isoformat()
    p.table(
        [
            [
                p.cell(f"<b>{f.seller.name}</b><br/>{f.seller.street}<br/>{f.seller.town}"),
                p.cell("INVOICE / FACTURE", 15, True, 2),
            ]
        ],
        [90, 84],
    )
    p.gap(6)
    p.table(
        [
            ["Invoice no. / No de facture", f.number, "Client", f.account or ""],
            ["Date", f.issued.isoformat(), "Due / Échéance", iso],
        ],
        [48, 40, 40, 46],
        GRID,
        right_from=9,
    )
    p.gap(4)
    p.text("Bill to / Facturé à", bold=True)
    p.text("<br/>".join(f.buyer.lines))
    p.gap(6)
    p.table(
        [
            ["Description", "Qty / Qté", "Rate / Taux", "Amount / Montant"],
            *([i.text, w.count(i.quantity), w.us(i.unit), w.us(i.amount)] for i in f.items),
        ],
        [84, 24, 30, 36],
        [*HEAD, *RULED],
    )
    p.gap(4)
    p.sums(
        [
            ("Subtotal / Sous-total", w.us(f.net)),
            ("GST / TPS 5%", w.us(gst)),
            ("QST / TVQ 9.975%", w.us(qst)),
            ("Total CAD", f"${w.us(total)}"),
        ],
        84,
        90,
    )
    p.gap(10)
    p.text(f"GST/TPS {f.seller.vat} · QST/TVQ {d.code('12########')} TQ0001", 7)
    return p.done(), f.truth(tax_amount=gst + qst, total_amount=total)


SOUTH_AFRICA_POOL = (
    ("Vinyl banner 3x1m", 45000, 98000),
    ("Business cards, 500", 39500, 69900),
    ("Corflute board A1", 18000, 32000),
    ("Vehicle decals, set", 180000, 420000),
)


SOUTH_AFRICA_WISH = Wish(
    "za",
    ("Tafelberg Signs (Pty) Ltd", "Highveld Printworks CC"),
    SOUTH_AFRICA_POOL,
    "ZAR",
    number="IN######",
    rates=("15",),
    count=(2, 4),
    most=8,
    terms=None,
    account="@@@###",
    firm=True,
)


@layout("za-statement")
def south_africa(d: Desk) -> tuple[bytes, Truth]:
    """Blanks for thousands with a point, R before the amount, a discount column."""
    f, p = d.facts(SOUTH_AFRICA_WISH), Flow("Helvetica", 8.5)

    def rand(amount: Decimal) -> str:
        return "R " + w.us(amount).replace(",", " ")

    p.text("TAX INVOICE", 14, True, 1)
    p.gap(4)
    s, b = f.seller, f.buyer
    p.table(
        [
            [
                p.cell(f"<b>{s.name}</b><br/>VAT No: {s.vat}<br/>{s.street}<br/>{s.town}"),
                p.cell(f"<b>{b.name}</b><br/>VAT No: {b.vat}<br/>{b.street}<br/>{b.town}"),
                p.cell(
                    f"Number: {f.number}<br/>Date: {w.dmy(f.issued)}<br/>Account: {f.account}<br/>"
                    f"Reference: {d.code('PO#####')}<br/>Sales Code: MK"
                ),
            ]
        ],
        [58, 58, 58],
        GRID,
        right_from=9,
    )
    p.gap(4)
    p.table(
        [
            ["Description", "Quantity", "Excl. Price", "VAT %", "Exclusive Total"],
            *([i.text, f"{i.quantity:.2f}", rand(i.unit), "15.00%", rand(i.amount)] for i in f.items),
        ],
        [70, 22, 28, 20, 34],
        BAND,
    )
    p.gap(6)
    p.sums([("Total Exclusive:", rand(f.net)), ("Total VAT:", rand(f.tax)), ("Total:", rand(f.total))])
    p.gap(6)
    p.text(f"Bank: Cape Mutual, Acc {d.code('62#########')}, Branch {d.code('25####')}. E&amp;OE.", 7.5)
    return p.done(), f.truth()


DEPOSIT_POOL = (
    ("Bespoke oak staircase, manufacture and installation", 480000, 990000),
    ("Fitted wardrobes, three bays", 260000, 540000),
)


DEPOSIT_WISH = Wish(
    "uk",
    ("Hearth & Grain Joinery Ltd", "Mortise Lane Workshop Ltd"),
    DEPOSIT_POOL,
    "GBP",
    number="DEP-####",
    rates=("20",),
    count=(1, 1),
    most=1,
    terms=7,
    firm=False,
)


@layout("uk-deposit")
def deposit(d: Desk) -> tuple[bytes, Truth]:
    """A deposit invoice: the order's value stands above, but only a part is invoiced."""
    f, p = d.facts(DEPOSIT_WISH), Flow("Times", 10.5)
    order = f.net
    part = cents(order * Decimal("0.3"))
    item = replace(f.items[0], amount=part)
    f = replace(f, items=(item,))
    p.text(f.seller.name, 16, True)
    p.text(f"{f.seller.street}, {f.seller.town}. VAT {f.seller.vat}", 8.5)
    p.gap(8)
    p.text("Deposit Invoice", 14, True)
    p.table(
        [
            ["Invoice number", f.number],
            ["Invoice date", w.long(f.issued, "en")],
            ["Order ref", d.code("Q-####")],
            ["Payment due", w.long(f.due or f.issued, "en")],
        ],
        [34, 140],
        right_from=9,
        pad=1,
    )
    p.gap(4)
    p.text("<br/>".join(f.buyer.lines))
    p.gap(6)
    p.text(f"Order value {w.us(order)} plus VAT, as quoted on {w.long(f.issued - timedelta(9), 'en')}.")
    p.gap(3)
    p.table([["Description", "Net £"], [p.cell(f"30% deposit: {item.text}"), w.us(part)]], [134, 40], GRID)
    p.gap(3)
    p.sums([("Net", w.us(f.net)), ("VAT 20%", w.us(f.tax)), ("Total to pay now", f"£{w.us(f.total)}")])
    p.gap(5)
    p.text(f"Balance on completion: £{w.us(order - part)} plus VAT.")
    return p.done(), f.truth()
