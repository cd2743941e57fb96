# ruff: noqa: E501 - placed texts read better unbroken
# fmt: off
"""Invoices over several pages, drawn at places: sums carried forward, heads repeated."""

from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, by_rate, cents, layout, total_of
from tests.ingestion.corpus.surface import Sheet

ZERO = Decimal(0)


@layout("us", "gb")
def law_firm(d: Dice) -> Paper:
    """A law firm's bill on two pages: time entries with long texts, disbursements, carried forward."""
    p = Sheet("letter" if d.country == "us" else "a4", "Times", 10.5)
    names = d.sample(d.place.family, 3)
    seller, buyer, number = (f"{names[0]}, {names[1]} & {names[2]} LLP", d.who(), d.n(d.pick("######", "B-#####")))
    texts = (
        "Review correspondence from opposing counsel and prepare draft response regarding discovery schedule",
        "Telephone conference with client",
        "Draft amended lease; revise exhibits and circulate for comment",
        "Attend hearing on motion",
        "Legal research concerning limitation periods and report on findings to partner",
    )
    entries = [(d.ago(40 - at * 2), texts[at % 5], Decimal(d.randint(3, 40)) / 10) for at in range(9)]
    rate = Decimal(d.randrange(210, 480, 5))
    fees = [Item(text, cents(hours * rate)) for _, text, hours in entries]
    costs = [Item("Court filing fee", d.price(150, 450)), Item("Photocopies", d.price(5, 40))]
    net = total_of([*fees, *costs])
    tax = cents(net * 20 / 100) if d.country == "gb" else ZERO
    right = p.width - 54
    p.text(p.width / 2, 60, seller.upper(), 15, align="c")
    p.text(p.width / 2, 76, "ATTORNEYS AT LAW" if d.country == "us" else "SOLICITORS", 9, align="c")
    p.text(p.width / 2, 90, " · ".join(d.home()), 9, align="c")
    p.lines(54, 130, [buyer, *d.home()])
    p.pairs(370, right, 130, [("Invoice No.", number), ("Date:", d.day(d.issued, "month d, y" if d.country == "us" else "d month y")), ("Client-Matter:", d.n("#####-00#"))], align="r")
    p.text(54, 200, f"For professional services rendered through {d.day(d.ago(8), 'month d, y')}", 10.5, True)
    wide, head = [70, 290, 50, right - 54 - 410], ("Date", "Services", "Hours", "Amount")
    rows = [(d.day(on), text, str(hours), d.m(fee.amount)) for (on, text, hours), fee in zip(entries, fees, strict=True)]
    y = p.table(54, 226, wide, "llrr", [head, *rows[:5]], ruled="u")
    p.text(300, y + 16, "Carried forward", 10)
    p.text(right - 3, y + 16, d.m(total_of(fees[:5])), 10, align="r")
    p.text(p.width / 2, p.height - 30, "Page 1 of 2", 8, align="c")
    p.turn()
    p.text(54, 50, f"{seller}    Invoice No. {number}", 9)
    p.text(300, 74, "Brought forward", 10)
    p.text(right - 3, 74, d.m(total_of(fees[:5])), 10, align="r")
    y = p.table(54, 100, wide, "llrr", [head, *rows[5:]], ruled="u")
    y = p.pairs(300, right - 3, y + 8, [("Total fees", d.m(total_of(fees)))], align="r")
    p.text(54, y + 10, "Disbursements", 10.5, True)
    y = p.pairs(70, right - 3, y + 26, [(i.text, d.m(i.amount)) for i in costs], align="r")
    sums = [
        ("Total disbursements", d.m(total_of(costs))),
        *([("VAT at 20%", d.m(tax))] if tax else []),
        ("Total this invoice", d.c(net + tax)),
        ("Prior balance", d.c(ZERO)),
        ("BALANCE DUE", d.c(net + tax)),
    ]
    p.pairs(300, right - 3, y + 10, sums, align="r", bold=True)
    p.lines(54, y + 110, [f"Payment is due within {d.days} days of the date of this invoice.", f"Tax ID {d.vat()}"], 9)
    p.text(p.width / 2, p.height - 30, "Page 2 of 2", 8, align="c")
    also: dict[str, tuple[str | None, ...]] = {"net_amount": (None, str(net)), "tax_amount": () if tax else ("0.00",), "account_number": (None,)}
    shown = net if tax else None
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, net + tax, shown, tax or None, d.due, None, [i.amount for i in [*fees, *costs]], also=also))


@layout("us", "ca", "au")
def wholesale_pages(d: Dice) -> Paper:
    """A distributor's invoice on three pages: codes, backorders, page totals, freight and discount."""
    p = Sheet("letter", "Courier", 8.5)
    seller, buyer, number, account = (d.firm("Wholesale"), d.firm("Grocery"), d.n("######-00"), d.n("#####"))
    names = ("TOMATO PASTE 6/10", "RICE LONG GRAIN 25LB", "OLIVES SLICED", "FOIL ROLL 18IN", "CUPS 12OZ SLEEVE", "SOY SAUCE 1GAL", "SUGAR 50LB", "GLOVES NITRILE L")
    items = [Item(f"{names[at % 8]} {'ABCDEFGH'[at // 8]}", cents(price * many), Decimal(many), price, ZERO, d.n("#####")) for at in range(38) for price, many in [(d.price(4, 60), d.randint(1, 12))]]
    goods = total_of(items)
    freight, off = d.price(30, 120), cents(goods * Decimal("0.02"))
    net = goods + freight - off
    rate = {"us": Decimal(0), "ca": Decimal(5), "au": Decimal(10)}[d.country]
    tax = cents(net * rate / 100)
    total = net + tax
    widths, aligns = [50, 55, 260, 70, 85], "rllrr"
    for page in range(3):
        p.text(40, 46, seller.upper(), 13, True)
        p.text(572, 46, f"INVOICE  {number}", 11, True, "r")
        p.text(572, 60, f"DATE {d.day(d.issued)}   PAGE {page + 1} OF 3", 8.5, align="r")
        if page == 0:
            p.lines(40, 84, ["BILL TO:", buyer.upper(), *[t.upper() for t in d.home()]])
            p.pairs(380, 470, 84, [("CUSTOMER #", account), ("ORDER #", d.n("SO#####")), ("ROUTE", d.n("##")), ("TERMS", f"NET {d.days}"), ("DUE DATE", d.day(d.due))])
        part = items[page * 14 : page * 14 + 14]
        y = p.table(40, 180, widths, aligns, [("QTY", "ITEM", "DESCRIPTION", "PRICE", "EXTENDED"), *[(str(i.quantity), i.code, i.text, d.m(i.price), d.m(i.amount)) for i in part]])
        if page < 2:
            p.text(440, y + 14, "CONTINUED", 8.5)
            p.text(557, y + 28, f"PAGE TOTAL {d.m(total_of(part))}", 8.5, align="r")
            p.turn()
    p.pairs(
        360,
        557,
        y + 20,
        [("MERCHANDISE TOTAL", d.m(goods)), ("FREIGHT", d.m(freight)), ("DISCOUNT 2%", d.m(off) + "-"), ("GST" if rate else "SALES TAX (RESALE EXEMPT)", d.m(tax)), ("INVOICE TOTAL", d.c(total))],
        align="r",
    )
    return Paper(
        "drawn",
        p.pdf(),
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            d.place.currency,
            total,
            None,
            tax,
            d.due,
            account,
            [i.amount for i in items],
            also={"net_amount": (str(net), str(goods)), "tax_amount": ("0.00",), "seller_name": (seller.upper(),)},
        ),
    )


@layout("de", "at")
def gmbh_pages(d: Dice) -> Paper:
    """A German dealer's invoice over two pages with Übertrag, discount per line, two tax rates, four footer columns."""
    p = Sheet("a4", "Helvetica", 9)
    seller, buyer, number, account = (d.firm(d.pick("Werkzeuge", "Großhandel", "Medizintechnik")), d.firm("Fertigung"), d.n(d.pick("#######", "AR-{y}-#####", "R######")), d.n("2####"))
    names = ("Spiralbohrer HSS 6 mm", "Fachbuch Zerspanung", "Schutzhandschuhe Gr. 9", "Kühlschmierstoff 20 l", "Messschieber digital", "Putzlappen 10 kg", "Trennscheibe 125 mm")
    low, high = ("7", "19") if d.country == "de" else ("10", "20")
    items = [
        Item(f"{names[at % 7]}", cents(price * many * Decimal("0.95")), Decimal(many), price, Decimal(low if at % 7 == 1 else high), d.n("@#####"))
        for at in range(22)
        for price, many in [(d.price(4, 90), d.randint(1, 20))]
    ]
    split = by_rate(items)
    net, tax = total_of(items), sum((t for _, _, t in split), ZERO)
    widths, aligns, heads = ([28, 60, 195, 55, 60, 40, 67], "lllrrrr", ("Pos", "Art.-Nr.", "Bezeichnung", "Menge", "E-Preis", "Rab.%", "Gesamt"))
    rows = [(str(n), i.code, i.text, f"{i.quantity} Stk", d.m(i.price), "5,0", d.m(i.amount)) for n, i in enumerate(items, 1)]
    foot = (
        [seller, d.street(), d.town()],
        [f"Tel. {d.phone()}", "info@handel.example", "www.handel.example"],
        ["Volksbank", f"IBAN {d.bank()}", f"BIC {d.n('GENODE@#@@@')}"],
        [f"HRB {d.n('#####')}", f"USt-IdNr. {d.vat()}", f"GF: {d.who()}"],
    )
    for page in (0, 1):
        p.text(550, 50, seller, 15, True, "r", "#1d4e89")
        if page == 0:
            p.text(45, 112, " - ".join([seller, d.street(), d.town()]), 6.5)
            p.lines(45, 128, ["Firma", buyer, *d.home()], 10)
            order = d.n("B-#####") + " v. " + d.day(d.ago(14), "dmy.")
            facts = [("Rechnung Nr.", number), ("Datum", d.day(d.issued)), ("Kunden-Nr.", account), ("Ihre Bestellung", order)]
            facts += [("Lieferschein", d.n("LS#####")), ("Lieferdatum", d.day(d.ago(3))), ("Bearbeiter", d.who()), ("Seite", "1 von 2")]
            p.pairs(370, 550, 118, facts, align="r", step=12.5)
            p.text(45, 236, "RECHNUNG", 14, True)
            y = p.table(45, 262, widths, aligns, [heads, *rows[:16]], ruled="u")
            p.pairs(380, 547, y + 8, [("Übertrag", d.m(total_of(items[:16])))], align="r")
        else:
            p.text(45, 80, f"Rechnung Nr. {number} vom {d.day(d.issued)}, Seite 2 von 2", 9)
            p.pairs(380, 547, 104, [("Übertrag", d.m(total_of(items[:16])))], align="r")
            y = p.table(45, 126, widths, aligns, [heads, *rows[16:]], ruled="u")
            y = p.pairs(330, 547, y + 12, [("Warenwert netto", d.m(net)), *[(f"MwSt. {r} % auf {d.m(b)}", d.m(t)) for r, b, t in split], ("Endbetrag EUR", d.m(net + tax))], align="r", step=15)
            p.lines(
                45,
                y + 24,
                [
                    f"Zahlungsbedingung: {d.days} Tage netto, 10 Tage 2% Skonto = {d.m(cents((net + tax) * Decimal('0.98')))} EUR",
                    "Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum. Gerichtsstand ist Hannover.",
                ],
            )
        for at, column in enumerate(foot):
            p.lines(45 + at * 130, 792, column, 6.5)
        if page == 0:
            p.turn()
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items]))
