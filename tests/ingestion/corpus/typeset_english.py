# ruff: noqa: E501 - typesetting reads better unbroken
# fmt: off
"""English letters and forms from a word processor: consultants, architects, owners, venues, exporters."""

from datetime import timedelta
from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, grouped, layout, total_of
from tests.ingestion.corpus.setting import (
    MODERN,
    SANS,
    SERIF,
    lines,
    page,
    pairs,
    q,
    sheet,
    side,
    tbl,
)

ZERO = Decimal(0)
OPEN = "(x: none, top: none, bottom: 0.3pt)"


@layout("gb", "us", "au")
def consultant_letter(d: Dice) -> Paper:
    """A letter: date with an ordinal on its own line, the number in the subject, sums in a plain list, terms in words."""
    seller, buyer, number = (d.who(), d.firm("Manufacturing"), d.n(d.pick("##", "00#", "{y}-##", "JW/###")))
    items = [Item("Advisory services, " + d.pick("April", "June", "October"), d.price(900, 5200)), Item("Expenses at cost (rail, hotel)", d.price(60, 600))]
    rate = Decimal({"gb": 20, "us": 0, "au": 10}[d.country])
    net = total_of(items)
    tax = cents(net * rate / 100)
    total = net + tax
    name = {"gb": "VAT", "au": "GST"}.get(d.country, "")
    rows = [(i.text, d.c(i.amount)) for i in items] + ([("Sub-total", d.c(net)), (f"{name} at {rate}%", d.c(tax))] if rate else []) + [(d.pick("Total payable", "Total", "Total now due"), d.c(total))]
    terms = d.pick(f"My terms are payment within {d.days} days of the date of this invoice.", f"Payment terms: {d.days} days from invoice date.", f"Please remit within {d.days} days.")
    source = (
        page("11pt", SERIF, "2.6cm", "a4" if d.country != "us" else "us-letter")
        + f"#align(right)[{lines(seller, *d.home(), d.phone(), 'me@consult.example')}]\n#v(6mm)\n"
        + lines(buyer, "For the attention of Accounts", *d.home())
        + q(d.day(d.issued, "dth month y" if d.country != "us" else "month d, y"))
        + f"\n\n#v(4mm)\n*{q(d.pick('Invoice ', 'INVOICE No. ', 'Invoice number ') + number)}*\n\n"
        + tbl([], rows, "1fr auto", "lr", "none")
        + f"\n{q(terms)}\n\n{q('Please pay to: ' + d.bank())}\n\n{q('Yours sincerely,')}\n\n#v(8mm)\n{q(seller)}"
        + (f"\n\n#text(8pt)[{q(name + ' registration: ' + d.vat())}]" if rate else "")
    )
    return sheet(
        source,
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            d.place.currency,
            total,
            net if rate else None,
            tax if rate else None,
            d.due,
            None,
            [i.amount for i in items],
            also={"net_amount": (str(net),), "tax_amount": () if rate else ("0.00",)},
        ),
    )


@layout("gb", "ca", "us")
def stage_fees(d: Dice) -> Paper:
    """An architect's stage account: fee, percent done, previously invoiced, this invoice."""
    seller, buyer, number = (d.firm("Architects"), d.firm("Developments"), d.n(d.pick("####-0#", "{y}/###", "INV####")))
    fees = [(stage, d.randrange(4, 40) * 500, d.choice((50, 75, 100))) for stage in ("Concept design", "Technical design", "Tender documents")]
    rows, now = [], ZERO
    for stage, fee, share in fees:
        done = Decimal(fee) * share / 100
        before = done / 2
        now += done - before
        rows.append((stage, d.m(Decimal(fee)), f"{share}%", d.m(done), d.m(before), d.m(done - before)))
    rate = Decimal({"gb": 20, "ca": 13, "us": 0}[d.country])
    tax = cents(now * rate / 100)
    source = (
        page("9.5pt", MODERN, "2cm")
        + f"#text(22pt)[{q(seller.upper())}]\n#v(6mm)\n"
        + side(lines(buyer, *d.home()), pairs([("Invoice", number), ("Date", d.day(d.issued)), ("Project", d.n("P####") + " " + d.street()), ("Date due", d.day(d.due))]))
        + "#v(5mm)\n"
        + tbl(["Work stage", "Fee", "Complete", "Earned", "Previously invoiced", "This invoice"], rows, "1fr auto auto auto auto auto", "lrrrrr", OPEN)
        + "#align(right)["
        + pairs([("Fees this invoice", d.c(now)), *([({"gb": "VAT 20%", "ca": "HST 13%"}[d.country], d.c(tax))] if rate else []), ("Invoice total", d.c(now + tax))], "4cm 3cm", True)
        + f"]\n#v(1fr)\n#text(8pt)[{q(seller + ' | ' + d.vat() + ' | ' + d.bank())}]"
    )
    return sheet(
        source,
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            d.place.currency,
            now + tax,
            now if rate else None,
            tax if rate else None,
            d.due,
            None,
            [cents(Decimal(fee) * share / 200) for _, fee, share in fees],
            also={"net_amount": (str(cents(now)),), "tax_amount": () if rate else ("0.00",)},
        ),
    )


@layout("us", "ca")
def owners_dues(d: Dice) -> Paper:
    """An owners' association: dues per quarter, late fee, tear-off coupon with the same facts again."""
    seller, who, account, number = (f"{d.pick('Heron Cove', 'Maple Terrace', 'Stonegate')} Homeowners Association", d.who(), d.n("HC-####"), d.n("D{y}-###"))
    items = [Item("Quarterly assessment", d.price(180, 700)), Item("Reserve fund contribution", d.price(20, 90)), *([Item("Late fee", Decimal("25.00"))] if d.at % 2 else [])]
    total = total_of(items)
    source = (
        page("10pt", SERIF, "2cm", "us-letter")
        + f"#align(center)[#text(15pt)[*{q(seller)}*]\\ {q('c/o Lakeside Management, ' + d.town())}]\n#v(5mm)\n#align(center)[*{q('INVOICE FOR ASSOCIATION DUES')}*]\n#v(4mm)\n"
        + side(lines("Owner:", who, *d.home()), pairs([("Invoice No.", number), ("Account", account), ("Statement Date", d.day(d.issued)), ("Due Date", d.day(d.due))]))
        + tbl(["Description", "Amount"], [(i.text, d.c(i.amount)) for i in items] + [("Total Amount Due", d.c(total))], "1fr auto", "lr")
        + f'\n{q("A late fee of $25.00 applies after " + d.day(d.due + timedelta(days=10)) + ".")}\n\n#v(1fr)\n#line(length: 100%, stroke: (dash: "dashed"))\n'
        + side(
            lines("Make check payable to:", seller, "PO Box 4410", d.town()),
            pairs([("Owner", who), ("Account", account), ("Amount Due", d.c(total)), ("Due Date", d.day(d.due)), ("Amount Enclosed", "$______")]),
        )
    )
    return sheet(
        source, Truth(number, d.issued, seller, who, d.place.currency, total, None, None, d.due, account, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",)})
    )


@layout("gb", "us", "au", "ca")
def venue_deposit(d: Dice) -> Paper:
    """A venue's booking: an invoice with a deposit already paid and the rest due before the event."""
    seller, buyer, number = (f"{d.pick('Thistledown', 'Foxbury', 'Riverbend')} {d.pick('Hall', 'Estate', 'Barns')}", f"{d.who()} & {d.choice(d.place.given)}", d.n(d.pick("W####", "{y}-EV##", "####")))
    items = [Item("Venue hire, full day", d.price(1400, 5200)), Item("Catering, 80 guests", d.price(2200, 6400)), Item("Corkage", d.price(100, 500))]
    total = total_of(items)
    rate = {"gb": 20, "au": 10, "ca": 13, "us": 6}[d.country]
    inside = total - cents(total * 100 / (100 + rate))
    paid = Decimal(d.randrange(300, 1500, 50))
    event = d.due + timedelta(days=30)
    source = (
        page("10.5pt", SERIF, "2.4cm")
        + f'#align(center)[#text(24pt, style: "italic")[{q(seller)}]\\ #text(9pt)[{q(" · ".join([*d.home(), d.phone()]))}]]\n#v(8mm)\n'
        + pairs([("Invoice to", buyer), ("Invoice number", number), ("Invoice date", d.day(d.issued)), ("Event date", d.day(event)), ("Balance due by", d.day(d.due))])
        + "#v(4mm)\n"
        + tbl([], [(i.text, d.c(i.amount)) for i in items], "1fr auto", "lr", OPEN)
        + "#align(right)["
        + pairs(
            [
                ("Total", d.c(total)),
                (f"of which {({'gb': 'VAT', 'au': 'GST', 'ca': 'HST', 'us': 'tax'})[d.country]}", d.c(inside)),
                (f"Deposit paid {d.day(d.ago(70))}", d.c(-paid)),
                ("Balance", d.c(total - paid)),
            ],
            "5cm 3cm",
            True,
        )
        + f"]\n\n{q('Cancellations within 60 days of the event are charged in full.')}"
    )
    return sheet(
        source,
        Truth(number, d.issued, seller, buyer, d.place.currency, total, None, inside, d.due, None, [i.amount for i in items], also={"net_amount": (str(total - inside),), "tax_amount": (None,)}),
    )


@layout("us", "in", "gb")
def export_invoice(d: Dice) -> Paper:
    """A commercial invoice of an exporter: cells, incoterms, weights, another currency, no tax, yen without cents."""
    seller, number = d.firm("Exports"), d.n(d.pick("EXP/###/{y}", "CI-#####"))
    buyer = d.pick("Nakagawa Trading K.K.", "Rheinhandel Import GmbH", "Al Safa General Trading LLC", "Lim & Tan Pte Ltd")
    currency = {"Nak": "JPY", "Rhe": "EUR", "Al ": "AED", "Lim": "SGD"}[buyer[:3]]
    places = 0 if currency == "JPY" else 2
    up = 140 if currency == "JPY" else 1
    goods = d.items((("Cast iron valve DN50", 20, 90), ("Cotton towels, carton of 48", 60, 190), ("Machine spare parts, HS 8483.40", 110, 900)), (2, 3), 40)
    items = [
        Item(i.text, (i.price * up).quantize(Decimal(1) if up > 1 else Decimal("0.01")) * i.quantity, i.quantity, (i.price * up).quantize(Decimal(1) if up > 1 else Decimal("0.01"))) for i in goods
    ]
    freight = Decimal(d.randrange(80, 400) * up)
    total = total_of(items) + freight

    def m(value: Decimal) -> str:
        return grouped(value, places=places)

    cells = [
        ("Exporter", f"{seller}, {d.street()}, {d.town()}"),
        ("Invoice No. & Date", f"{number} dt. {d.day(d.issued, 'd mon y')}"),
        ("Consignee", f"{buyer}, 1-4 Harbour Road"),
        ("Buyer's Order No. & Date", f"{d.n('PO-####')} dt. {d.day(d.ago(40), 'd mon y')}"),
        ("Port of loading / discharge", d.pick("Nhava Sheva / Yokohama", "Felixstowe / Hamburg", "Oakland / Jebel Ali")),
        ("Terms of delivery and payment", f"CIF, {d.days} days from invoice date"),
    ]
    body = ", ".join(f"[#text(7pt)[{q(a)}]\\ {q(b)}]" for a, b in cells)
    source = (
        page("9pt", MODERN, "1.8cm")
        + f"#align(center)[#text(13pt)[*{q('COMMERCIAL INVOICE')}*]]\n#table(columns: (1fr, 1fr), inset: 5pt, stroke: 0.5pt, {body})\n"
        + tbl(
            ["Marks", "Description of goods", "Qty", f"Rate {currency}", f"Amount {currency}"],
            [(f"{n}/{len(items)}", i.text, str(i.quantity), m(i.price), m(i.amount)) for n, i in enumerate(items, 1)],
            "auto 1fr auto auto auto",
            "llrrr",
        )
        + "#align(right)["
        + pairs([("FOB value", m(total - freight)), ("Freight and insurance", m(freight)), (f"Total CIF {currency}", m(total))], "5cm 3cm", True)
        + f"]\n{q(f'Gross weight {d.randrange(100, 900)} kg, net weight {d.randrange(60, 99)} kg, country of origin as stated.')}\n\n#align(right)[{lines('For ' + seller, '', 'Authorised signatory')}]"
    )
    return sheet(
        source,
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            currency,
            total,
            None,
            None,
            d.due,
            None,
            [i.amount for i in items],
            places,
            also={"net_amount": (m(total).replace(",", ""), m(total - freight).replace(",", "")), "tax_amount": ("0.00", "0")},
        ),
    )


@layout("in", "gb", "us", "au")
def clinic(d: Dice) -> Paper:
    """A vet or dentist: patient and owner, treatments by day, part paid by card, rand or dirham at times."""
    seller, buyer, number, account = (d.firm(d.pick("Veterinary Clinic", "Dental Care", "Physio")), d.who(), d.n(d.pick("######", "A-####")), d.n("C#####"))
    currency, style = d.choice((("ZAR", "1 234,56"), ("NZD", "1,234.56"), ("GBP", "1,234.56"), ("USD", "1,234.56")))
    town = {"ZAR": "Claremont, Cape Town 7708", "NZD": "Petone, Lower Hutt 5012"}.get(currency, d.town())
    sign = {"ZAR": "R", "NZD": "NZ$", "GBP": "£", "USD": "$"}[currency]
    items = [Item(text, d.price(a, b)) for text, a, b in (("Consultation", 40, 90), ("Blood panel", 60, 180), ("Medication, 14 tablets", 12, 60), ("Dressing", 5, 30))]
    total = total_of(items)

    def c(value: Decimal) -> str:
        return ("-" if value < 0 else "") + sign + grouped(abs(value), style)

    rate = 15 if currency in ("ZAR", "NZD") else 0
    tax = total - cents(total * 100 / (100 + rate))
    source = (
        page("10pt", MODERN, "2cm")
        + side(f'#text(15pt, fill: rgb("#0f766e"))[*{q(seller)}*]', f"#text(9pt)[{lines(d.street(), town, d.phone())}]")
        + f"#line(length: 100%)\n#text(13pt)[{q('Tax Invoice' if rate else 'Invoice')}]\n\n"
        + side(
            pairs([("Owner" if "Vet" in seller else "Patient", buyer), ("Client no.", account)]) + lines(d.street(), town),
            pairs([("Invoice no.", number), ("Invoice date", d.day(d.issued, "d month y")), ("Practitioner", "Dr " + d.who()), ("Payment due", d.day(d.due, "d month y"))]),
            "1fr 1fr",
        )
        + tbl(["Date", "Treatment", "Amount"], [(d.day(d.ago(at // 2), "d mon y"), i.text, c(i.amount)) for at, i in enumerate(items)], "auto 1fr auto", "llr", OPEN, 'rgb("#ccfbf1")')
        + "#align(right)["
        + pairs(
            [
                ("Total" + (f" incl. {'VAT' if currency == 'ZAR' else 'GST'}" if rate else ""), c(total)),
                *([(f"{'VAT' if currency == 'ZAR' else 'GST'} content 15%", c(tax))] if rate else []),
                ("Paid by card today", c(-total / 2)),
                ("Amount outstanding", c(total - cents(total / 2))),
            ],
            "5cm 3cm",
            True,
        )
        + "]\n"
    )
    return sheet(
        source,
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            currency,
            total,
            None,
            tax if rate else None,
            d.due,
            account,
            [i.amount for i in items],
            also={"net_amount": (str(total - tax),), "tax_amount": ("0.00", None)},
        ),
    )


@layout("us", "gb", "au", "in")
def plain_text(d: Dice) -> Paper:
    """A program's printout in typewriter type: columns by spaces, dashes, totals in words like TOTAL DUE."""
    seller, buyer, number, account = (d.firm("Agri Services"), d.firm("Farms"), d.n("#####"), d.n("A###"))
    items = d.items((("Fertiliser 25 kg", 18, 44), ("Spraying per hectare", 9, 22), ("Seed barley t", 180, 420), ("Haulage", 60, 240)), (2, 4), 9)
    rate = Decimal({"us": 0, "gb": 20, "au": 10, "in": 18}[d.country])
    net = total_of(items)
    tax = cents(net * rate / 100)

    def put(left: str, right: str) -> str:
        return left + " " * max(2, 76 - len(left) - len(right)) + right

    text = [
        put(seller.upper(), "I N V O I C E"),
        put(d.street(), ""),
        put(d.town(), f"No: {number}"),
        put("", f"Date: {d.day(d.issued)}"),
        put("", f"A/C: {account}"),
        "",
        "To:  " + buyer,
        "     " + d.street(),
        "     " + d.town(),
        "",
        f"{'Item':<34}{'Qty':>8}{'Price':>14}{'Value':>20}",
        "-" * 76,
    ]
    text += [f"{i.text:<34}{i.quantity!s:>8}{d.m(i.price):>14}{d.m(i.amount):>20}" for i in items]
    text += [
        "-" * 76,
        put("", f"Goods {d.m(net):>14}"),
        *([put("", f"{'VAT' if d.country == 'gb' else 'GST'} @ {rate}% {d.m(tax):>14}")] if rate else []),
        put("", f"TOTAL {d.place.currency} {d.m(net + tax):>14}"),
        "=" * 76,
        f"Terms: {d.days} days nett. Order ref {d.n('####')} of {d.day(d.ago(11))}.",
    ]
    source = page("9pt", SANS, "1.7cm") + "#raw(block: true, " + q("\n".join(text))[1:] + ")\n"
    return sheet(
        source,
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            d.place.currency,
            net + tax,
            net if rate else None,
            tax if rate else None,
            d.due,
            account,
            [i.amount for i in items],
            also={"seller_name": (seller.upper(),), "net_amount": (str(net),), "tax_amount": () if rate else ("0.00",)},
        ),
    )


@layout("gb", "us", "ca")
def subscription_renewal(d: Dice) -> Paper:
    """A journal's renewal: offers for one, two and three years; only the chosen one is invoiced."""
    seller, buyer, number, account = (f"{d.pick('The', 'Journal of')} {d.pick('Modern Gardener', 'Harbour Pilot', 'Applied Botany')}", d.who(), d.n(d.pick("RN-######", "########")), d.n("SUB-######"))
    one = d.price(40, 160)
    rate = Decimal({"gb": 0, "us": 0, "ca": 5}[d.country])
    tax = cents(one * rate / 100)
    offers = [(f"{n} years", d.c(cents(one * n * (10 - n) / 10))) for n in (2, 3)]
    source = (
        page("10pt", SERIF, "2.2cm")
        + f'#text(20pt, style: "italic")[{q(seller)}]\n#line(length: 100%, stroke: 2pt)\n'
        + side(lines(buyer, *d.home()), pairs([("Invoice number", number), ("Subscriber number", account), ("Invoice date", d.day(d.issued)), ("Please pay by", d.day(d.due))]))
        + f"#v(6mm)\n{q(f'Your subscription expires on {d.day(d.due + timedelta(days=20))}. Renew now:')}\n\n"
        + tbl(["Subscription", "Price"], [("1 year, print and online", d.c(one))], "1fr auto", "lr")
        + "#align(right)["
        + pairs([*([("GST 5%", d.c(tax))] if rate else []), ("Total", d.c(one + tax))], "4cm 3cm", True)
        + f"]\n#v(6mm)\n{q('You may save with a longer term (not part of this invoice):')}\n\n"
        + pairs(offers, "3cm auto")
        + f"#v(1fr)\n#text(8pt)[{q('Subscriptions department, ' + ', '.join(d.home()) + ', ' + d.phone())}]"
    )
    return sheet(
        source,
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            d.place.currency,
            one + tax,
            one if rate else None,
            tax if rate else None,
            d.due,
            account,
            [one],
            also={"net_amount": (str(one),), "tax_amount": () if rate else ("0.00",)},
        ),
    )
