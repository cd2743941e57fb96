# ruff: noqa: E501 - placed texts read better unbroken
# fmt: off
"""Bills of large senders in English, drawn at places: telephone, power, insurance, hotel, freight."""

from datetime import timedelta
from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, layout, total_of
from tests.ingestion.corpus.surface import Sheet

ZERO = Decimal(0)


@layout("us", "us", "ca")
def phone_bill(d: Dice) -> Paper:
    """A carrier's bill: summary box with last bill and payments, this month's charges by line."""
    p = Sheet("letter", "Helvetica", 9)
    brand = f"{d.pick('Bluefinch', 'Copperline', 'Halo Ridge', 'Summitwave')} {d.pick('Wireless', 'Mobile', 'Communications')}"
    who, account, number = d.who(), d.n("########-0000#"), d.n("##########")
    plans = [Item(text, d.price(a, b)) for text, a, b in (
        (f"Unlimited Plus  {d.phone()}", 40, 80), (f"Talk & Text  {d.phone()}", 18, 35), ("Device installment 7 of 24", 20, 41))]
    fees = [Item("Regulatory cost recovery", d.price(1, 4)), Item("State and local sales tax", d.price(3, 12)), Item("911 service fee", d.price(0, 2))]
    net, tax = total_of(plans), total_of(fees)
    before = d.price(60, 190)
    paid = before if d.at % 2 else ZERO
    total = net + tax
    p.dot(52, 48, 12, "#0a7d5a")
    p.text(70, 53, brand, 17, True, color="#0a7d5a")
    p.pairs(400, 572, 44, [("Account number", account), ("Invoice number", number), ("Bill date", d.day(d.issued)), ("Page", "1 of 1")], align="r")
    p.lines(52, 120, [who.upper(), *[t.upper() for t in d.home()]], 10)
    p.text(52, 200, f"Billing period {d.day(d.ago(31))} - {d.day(d.ago(1))}", 9)
    p.box(300, 110, 272, 118, "#eef5f2", "#0a7d5a")
    y = p.pairs(312, 560, 128, [("Previous balance", d.c(before)), (f"Payment received {d.day(d.ago(12))}" if paid else "Payments", d.c(-paid) if paid else d.c(ZERO)),
        ("Balance forward", d.c(before - paid)), ("Current charges", d.c(total))], align="r", step=16)
    p.rule(312, y - 9, 560)
    p.text(312, y + 5, d.pick("Total amount due", "Total Due"), 11, True)
    p.text(560, y + 5, d.c(before - paid + total), 11, True, "r")
    p.text(312, y + 22, f"{d.pick('Due by', 'Please pay by', 'Payment due')} {d.day(d.due)}", 9)
    y = p.table(52, 270, [420, 100], "lr", [("Charges this month", "Amount"), *[(i.text, d.m(i.amount)) for i in plans]], ruled="u")
    y = p.pairs(55, 569, y + 2, [("Subtotal, services", d.m(net))], align="r")
    y = p.table(52, y + 14, [420, 100], "lr", [("Taxes, fees and surcharges", "Amount"), *[(i.text, d.m(i.amount)) for i in fees]], ruled="u")
    y = p.pairs(55, 569, y + 2, [("Total taxes, fees and surcharges", d.m(tax)), ("Total current charges", d.c(total))], align="r", bold=True)
    p.rule(40, 640, 572, 0.4)
    p.text(306, 652, "Please detach and return this portion with your payment", 7, align="c")
    p.pairs(330, 560, 676, [("Account number", account), ("Amount due", d.c(before - paid + total)), ("Amount enclosed", "$ ________")], align="r")
    p.lines(52, 690, [brand, "PO Box 660108", "Dallas, TX 75266-0108"])
    p.bars(52, 740, 180, 14)
    return Paper(
        "drawn",
        p.pdf(),
        Truth(
            number,
            d.issued,
            brand,
            who,
            d.place.currency,
            total,
            net,
            tax,
            d.due,
            account,
            [i.amount for i in [*plans, *fees]],
            also={"buyer_name": (who.upper(),), "account_number": (number,) if account == number else ()},
        ),
    )


@layout("gb", "gb", "au", "gb")
def power_meters(d: Dice) -> Paper:
    """Electricity and gas with two meters, standing charges, balance brought forward, direct debit."""
    p = Sheet("a4", "Vera", 8.5)
    brand = f"{d.pick('Northmoor', 'Saltmarsh', 'Glenview', 'Kestrel')} {d.pick('Energy', 'Power', 'Gas & Electricity')}"
    who, account, number = d.who(), d.n("A-########"), d.n("#######-00#")
    vat, name = (Decimal(5), "VAT") if d.country == "gb" else (Decimal(10), "GST")
    meters = []
    for fuel, rate in (("Electricity", d.price(20, 34)), ("Gas", d.price(6, 11))):
        first, used = d.randrange(4000, 60000), d.randrange(120, 900)
        meters.append((fuel, d.n("##@#######"), first, used, rate, cents(Decimal(used) * rate / 100)))
    standing = d.price(12, 28)
    net = sum((m[5] for m in meters), ZERO) + standing
    tax = cents(net * vat / 100)
    total = net + tax
    before = d.price(20, 140) * (1 if d.at % 2 else -1)
    p.box(0, 0, p.width, 60, "#4a2a7b", "")
    p.text(40, 38, brand, 20, True, color="#ffffff")
    p.text(555, 38, d.pick("Your energy statement", "Your bill", "Tax invoice"), 12, align="r", color="#ffffff")
    p.lines(40, 100, [who, *d.home()])
    p.pairs(340, 555, 96, [("Account number:", account), ("Bill number:", number), (d.pick("Date of bill:", "Bill date:"), d.day(d.issued)),
        ("Bill period:", f"{d.day(d.ago(91), 'd mon y')} to {d.day(d.ago(1), 'd mon y')}")], align="r", step=14)
    y = p.pairs(40, 300, 190, [("Your last balance", d.c(abs(before)) + (" CR" if before < 0 else "")), ("Payments you made", d.c(ZERO)), ("This bill (see below)", d.c(total)),
        ("What you owe" if before + total > 0 else "Your credit", d.c(before + total))], align="r", step=16)
    p.text(40, y + 4, f"We will collect this by Direct Debit on or after {d.day(d.due, 'd month y')}." if d.country == "gb" else f"Please pay by {d.day(d.due, 'd month y')}.", 9, True)
    rows = [("", "Meter", "Previous", "Present", "Used kWh", "p/kWh" if d.country == "gb" else "c/kWh", "Amount")]
    rows += [(m[0], m[1], f"{m[2]} A", f"{m[2] + m[3]} E", str(m[3]), str(m[4]), d.m(m[5])) for m in meters]
    y = p.table(40, y + 40, [80, 90, 70, 70, 65, 60, 80], "lllrrrr", rows, ruled="h", shade="#e8e2f2")
    y = p.pairs(40, 552, y + 8, [("Standing charge 91 days", d.m(standing)), ("Total charges before " + name, d.m(net)), (f"{name} at {vat}%", d.m(tax)),
        (f"Total charges for this period including {name}", d.c(total))], align="r", step=15)
    p.lines(
        40,
        790,
        [
            f"{brand} is a trading name of {d.pick('NMR', 'SLT')} Utilities {'plc' if d.country == 'gb' else 'Pty Ltd'}. {d.vat()}",
            f"Questions? Call {d.phone()} or visit www.{brand.split()[0].lower()}.example",
        ],
        7,
    )
    legal: dict[str, tuple[str | None, ...]] = {"seller_name": tuple(f"{b} Utilities {'plc' if d.country == 'gb' else 'Pty Ltd'}" for b in ("NMR", "SLT"))}
    legal["due_date"] = (None,) if d.country == "gb" else ()
    return Paper("drawn", p.pdf(), Truth(number, d.issued, brand, who, d.place.currency, total, net, tax, d.due, account, [*[m[5] for m in meters], standing], also=legal))


@layout("us", "gb", "us")
def hotel_folio(d: Dice) -> Paper:
    """A guest's folio: charges and credits by day, settled by card, balance nil."""
    p = Sheet("letter" if d.country == "us" else "a4", "Times", 10)
    hotel = f"{d.pick('The', 'Hotel', 'Grand')} {d.pick('Larkspur', 'Meridian', 'Old Mill', 'Harbourfront')} {d.pick('Inn', 'Hotel & Spa', 'Suites')}"
    who, number, nights = d.who(), d.n("F######"), d.randint(1, 4)
    rate, share = d.price(95, 320), Decimal("12.5") if d.country == "us" else Decimal(20)
    rows: list[tuple[str, str, str, str]] = []
    charges: list[Item] = []
    tax = ZERO
    for night in range(nights, 0, -1):
        on = d.ago(night)
        charge = [Item(f"Room charge {d.n('###')}", rate)]
        if d.random() < 0.5:
            charge.append(Item(d.pick("Breakfast buffet", "Minibar", "Restaurant, check 2214", "Parking"), d.price(9, 70)))
        due = cents(total_of(charge) * share / 100)
        tax += due
        taxes = Item("Occupancy tax" if d.country == "us" else "VAT", due)
        rows += [(d.day(on), i.text, d.m(i.amount), "") for i in [*charge, taxes]]
        charges += [*charge, taxes]
    total = total_of(charges)
    p.text(p.width / 2, 60, hotel, 22, align="c")
    p.text(p.width / 2, 78, " · ".join(d.home()) + "  ·  " + d.phone(), 9, align="c")
    p.text(p.width / 2, 112, d.pick("GUEST FOLIO", "INVOICE", "Folio / Tax invoice"), 13, True, "c")
    p.lines(50, 145, ["Guest:", who, *d.home()], 10)
    p.pairs(340, 430, 145, [("Folio No.", number), ("Invoice date", d.day(d.issued)), ("Room", d.n("###")), ("Arrival", d.day(d.ago(nights))), ("Departure", d.day(d.issued)),
        ("Confirmation", d.n("########")), ("Cashier", d.n("##"))], step=13)
    y = p.table(50, 260, [80, 250, 85, 85], "llrr", [("Date", "Description", "Charges", "Credits"), *rows, (d.day(d.issued), f"Visa ************{d.n('####')}", "", d.m(total))], ruled="u")
    y = p.pairs(
        300,
        547,
        y + 10,
        [("Net", d.c(total - tax)), ("Taxes" if d.country == "us" else "VAT 20%", d.c(tax)), ("Total charges", d.c(total)), ("Total credits", d.c(-total)), ("Balance due", d.c(ZERO))],
        align="r",
    )
    p.lines(50, y + 40, ["I agree that I am personally liable for the payment of this statement.", "", "Signature ______________________________"], 9)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, hotel, who, d.place.currency, total, total - tax, tax, None, None, [i.amount for i in charges], also={"due_date": (d.issued.isoformat(),)}))


@layout("us", "ca")
def freight_bill(d: Dice) -> Paper:
    """A carrier's freight bill: shipper and consignee beside the payer, many references."""
    p = Sheet("letter", "Courier", 9)
    seller, buyer = d.firm("Freight Lines"), d.firm("Distribution")
    number, account = d.n("##-######-#"), d.n("C#####")
    weight = Decimal(d.randrange(800, 9000))
    rate = d.price(12, 39)
    items = [Item(f"LTL CLASS 70  {weight} LBS", cents(weight * rate / 100)), Item("FUEL SURCHARGE 18.5%", cents(weight * rate / 100 * Decimal("0.185"))), Item("LIFTGATE DELIVERY", d.price(35, 90))]
    total = total_of(items)
    p.text(40, 50, seller.upper(), 14, True)
    p.lines(40, 66, [*d.home(), f"PHONE {d.phone()}"])
    p.text(572, 50, "FREIGHT BILL / INVOICE", 12, True, "r")
    p.table(330, 80, [130, 112], "ll", [("PRO / INVOICE NO.", number), ("INVOICE DATE", d.day(d.issued, "mdy2/")), ("CUSTOMER NO.", account), ("TERMS", f"NET {d.days} DAYS")], ruled="g", bold=False)
    y = 160.0
    for x, head, name in ((40, "SHIPPER", d.firm("Mills")), (220, "CONSIGNEE", d.firm("Supply")), (400, "BILL TO", buyer)):
        p.text(x, y, head, 8, True)
        p.lines(x, y + 13, [*p.wrap(name.upper(), 165, 9), *[t.upper() for t in d.home()]], 9)
    p.text(40, 240, f"BOL# {d.n('########')}   PO# {d.n('PO-#####')}   SHIP DATE {d.day(d.ago(6), 'mdy2/')}   DELIVERED {d.day(d.ago(3), 'mdy2/')}")
    y = p.table(40, 268, [60, 340, 130], "llr", [("PIECES", "DESCRIPTION", "CHARGES"), *[(str(d.randint(1, 9)) if at == 0 else "", i.text, d.m(i.amount)) for at, i in enumerate(items)]], ruled="g")
    p.text(330, y + 16, f"PAY THIS AMOUNT {'USD' if d.country == 'us' else 'CAD'}", 10, True)
    p.text(567, y + 16, d.m(total), 10, True, "r")
    p.lines(40, 700, [f"REMIT TO: {seller.upper()}, {d.n('PO BOX #####')}, {d.town().upper()}", "INTEREST OF 1.5% PER MONTH IS CHARGED ON PAST DUE ACCOUNTS"], 8)
    return Paper(
        "drawn",
        p.pdf(),
        Truth(number, d.issued, seller, buyer, d.place.currency, total, None, None, d.due, account, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",)}),
    )


@layout("us", "gb", "au")
def premium_notice(d: Dice) -> Paper:
    """An insurer's premium notice: policy, period of cover, premium, levies and taxes."""
    p = Sheet("a4", "Inter", 9)
    brand = f"{d.pick('Oakshield', 'Prudent Harbor', 'Greystone', 'First Fell')} {d.pick('Insurance', 'Mutual', 'Assurance')} {'Company' if d.country == 'us' else 'Limited'}"
    who, policy, number = d.who(), d.n("HP-####-####"), d.n("PN#######")
    premium = d.price(280, 1900)
    rates = {"us": [("State premium tax", "3.2"), ("Fire marshal fee", "0.5")], "gb": [("Insurance Premium Tax (IPT)", "12")], "au": [("Stamp duty", "9"), ("GST", "10")]}[d.country]
    levies = [Item(text, cents(premium * Decimal(rate) / 100)) for text, rate in rates]
    total = premium + total_of(levies)
    p.text(40, 56, brand, 16, True, color="#103a66")
    p.rule(40, 66, 555, 2, "#103a66")
    p.text(40, 92, d.pick("Renewal premium notice", "Premium Invoice", "Premium notice and tax invoice"), 14)
    p.lines(40, 126, [who, *d.home()], 9.5)
    for at, (label, value) in enumerate(
        (("Policy number", policy), (d.pick("Invoice no.", "Notice no.", "Invoice number"), number), ("Date issued", d.day(d.issued)), ("Payment due date", d.day(d.due)))
    ):
        p.text(330, 122 + at * 30, label, 7, color="#666666")
        p.text(330, 134 + at * 30, value, 10, True)
    start = d.due
    p.text(40, 262, f"Period of insurance: {d.day(start)} to {d.day(start + timedelta(days=364))}", 9)
    p.text(40, 276, f"Insured property: {d.street()}, {d.town()}. Sum insured {d.pick('350,000', '420,000', '515,000')}")
    rows = [(d.pick("Home and contents cover", "Landlord cover"), d.m(premium)), *[(i.text, d.m(i.amount)) for i in levies]]
    y = p.table(40, 310, [400, 115], "lr", [("Details", "Amount"), *rows], ruled="h", shade="#dde7f1")
    p.text(43, y + 14, d.pick("Total premium payable", "Total amount payable", "Total premium"), 11, True)
    p.text(552, y + 14, d.c(total), 11, True, "r")
    p.lines(40, y + 60, [f"Or pay by 12 monthly instalments of {d.c(cents(total / 12 * Decimal('1.08')))}.", f"Pay by card at www.example.com/pay or call {d.phone()}. Quote your policy number."], 9)
    p.text(40, 800, f"{brand}, {', '.join(d.home())}. {d.vat()}", 6.5)
    return Paper(
        "drawn",
        p.pdf(),
        Truth(
            number,
            d.issued,
            brand,
            who,
            d.place.currency,
            total,
            premium,
            total - premium,
            d.due,
            policy,
            [premium, *[i.amount for i in levies]],
            also={"net_amount": (None,), "tax_amount": (None, str(levies[-1].amount)), "account_number": (None,)},
        ),
    )


@layout("us", "au")
def water_rates(d: Dice) -> Paper:
    """A city's water bill: readings, tiers, arrears, one line per charge; figures in a left box."""
    p = Sheet("letter", "Helvetica", 9)
    city = f"{d.pick('City of', 'Town of', 'County of')} {d.pick('Alder Falls', 'Marlow Bend', 'Cedar Point')}"
    who, account, number = d.who(), d.n("###-####-##"), d.n("W######")
    used = d.randrange(3000, 12000)
    items = [Item("Water base charge", d.price(12, 25)), Item("Water use", cents(Decimal(used) * Decimal("0.00491"))), Item("Sewer", d.price(20, 48)), Item("Storm water fee", d.price(3, 9))]
    total, arrears = total_of(items), d.price(10, 80) if d.at % 2 else ZERO
    p.text(306, 46, f"{city}", 15, True, "c")
    p.text(306, 60, "Water & Sewer Department", 10, align="c")
    p.box(40, 90, 200, 150)
    for at, (label, value) in enumerate((("ACCOUNT NUMBER", account), ("BILL NUMBER", number), ("BILLING DATE", d.day(d.issued)), ("DUE DATE", d.day(d.due)), ("AMOUNT DUE", d.c(total + arrears)))):
        p.text(46, 104 + at * 29, label, 6.5)
        p.text(46, 117 + at * 29, value, 11, True)
    p.lines(300, 110, [who, *d.home()], 10)
    p.text(300, 170, f"Service address: {d.street()}")
    p.table(300, 200, [70, 70, 70, 60], "rrrr", [("Previous", "Current", "Gallons", "Days"), (str(used * 3), str(used * 4), str(used), "61")], ruled="u", size=8)
    p.text(300, 236, f"Read {d.day(d.ago(66))} to {d.day(d.ago(5))}", 8)
    y = p.pairs(60, 400, 280, [(i.text, d.m(i.amount)) for i in items], align="r", step=15)
    p.rule(330, y - 10, 400)
    rows = [(d.pick("Total current charges", "Current bill"), d.m(total))]
    rows += [("Past due amount", d.m(arrears)), ("TOTAL AMOUNT DUE", d.c(total + arrears))] if arrears else [("TOTAL AMOUNT DUE", d.c(total))]
    p.pairs(60, 400, y + 4, rows, align="r", step=15, bold=True)
    p.text(60, 720, f"A 10% penalty of {d.c(cents(total / 10))} is added after the due date.", 8)
    return Paper(
        "drawn",
        p.pdf(),
        Truth(
            number,
            d.issued,
            city,
            who,
            d.place.currency,
            total,
            None,
            None,
            d.due,
            account,
            [i.amount for i in items],
            also={"net_amount": (str(total),), "tax_amount": ("0.00",), "seller_name": (f"{city} Water & Sewer Department",)},
        ),
    )
