# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Bills of a household: heating, lines and phones, gas, water, rent, fees of a town."""

from decimal import Decimal
from html import escape as e

from tests.ingestion.corpus.browser import br, grid, stack
from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, layout, total_of
from tests.ingestion.corpus.fresh_kit import ZERO, boxed, colon, out
from tests.ingestion.corpus.surface import Sheet


@layout("de")
def waermedienst(d: Dice) -> Paper:
    """A metering service's bill to a landlord: devices by kind and price, property number, order of charges, no letter text."""
    p = Sheet("a4", "Helvetica", 9)
    seller, buyer, number, account = f"{d.pick('Thermomess', 'Messdienst', 'Wärmezähl')} {d.family()} GmbH", d.pick(d.who(), "WEG " + d.street()), d.n(d.pick("80########", "R-##-######", "#########")), d.n("##-###-####/#")
    items = d.items((("Heizkostenverteiler Funk", 3, 7), ("Wasserzähler Miete", 11, 19), ("Abrechnung je Nutzer", 8, 15), ("Rauchwarnmelder Service", 4, 8), ("Zwischenablesung", 25, 45)), (3, 5), 14)
    net = total_of(items)
    tax = cents(net * 19 / 100)
    p.text(545, 55, seller, 15, True, "r", "#e30613")
    p.lines(50, 110, [f"{seller}, Postfach 10 12, {d.town()}"], 6.5)
    p.lines(50, 126, [buyer, *d.home()], 10)
    y = p.pairs(360, 545, 110, [("Rechnungsnummer", number), ("Rechnungsdatum", d.day(d.issued, "dmy.")), ("Liegenschaftsnummer", account), ("Abrechnungszeitraum", f"01.01. - 31.12.{d.issued.year - 1}"), ("Zahlbar bis", d.day(d.due, "dmy."))], step=13, align="r")
    p.text(50, y + 45, d.pick("Rechnung Abrechnungsservice", "Rechnung"), 13, True)
    y = p.table(50, y + 70, [50, 215, 60, 80, 90], "llrrr", [("Pos", "Leistung", "Menge", "Einzelpreis", "Gesamt EUR"), *[(f"{n}0", i.text, d.m(i.quantity), d.m(i.price), d.m(i.amount)) for n, i in enumerate(items, 1)]], ruled="u")
    p.pairs(300, 542, y + 12, [("Summe netto", d.m(net)), ("19,00 % MwSt", d.m(tax)), (d.pick("Rechnungsbetrag", "Endbetrag"), d.m(net + tax))], align="r", step=15)
    p.lines(50, 790, [f"{seller} | AG Köln HRB {d.n('#####')} | USt-IdNr. {d.vat()} | IBAN {d.bank()}"], 7)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items], also={"account_number": (None,)}))


@layout("gb")
def first_broadband(d: Dice) -> Paper:
    """A first broadband bill: part month in arrears, month in advance, one-off router, discount, direct debit on a day."""
    brand, who, number, account = d.pick("Fernwave", "Pebble Fibre", "Hullabaloo Broadband"), d.who(), d.n(d.pick("F########", "##########", "B-######-#")), d.n(d.pick("5########", "PF ######"))
    month = d.price(24, 48)
    part = cents(month * d.randrange(6, 24) / 30)
    items = [Item("Full Fibre 150 (part month)", part), Item("Full Fibre 150 (month in advance)", month), Item("Router delivery", Decimal("9.99")), Item("Welcome offer", -d.price(2, 5))]
    total = total_of(items)
    tax = total - cents(total / Decimal("1.2"))
    style = "d mon y"
    spans = [f"{d.day(d.ago(14), style)} - {d.day(d.ago(1), style)}", f"{d.day(d.issued, style)} - {d.day(d.ago(-29), style)}", "", ""]
    body = (
        f"<div class=hd>{e(brand)}</div><div class=row style='margin:20px 0'><div>{br([who, *d.home()])}</div><div class=r>{colon([('Your account number', account), ('Bill number', number), ('Bill date', d.day(d.issued, style))])}</div></div><h2>Hi {e(who.split(' ')[0])}, here's your {d.pick('first bill', 'bill')}</h2><div class=big>{d.c(total)}<br><small>We'll take this by Direct Debit on or just after {d.day(d.due, 'dth month y')}</small></div><h3>What you're paying for</h3>"
        f"{grid((), [(i.text, s, d.c(i.amount)) for i, s in zip(items, spans, strict=True)], 1, 'class=t')}{stack([('Total before VAT', d.c(total - tax)), ('VAT at 20%', d.c(tax)), (d.pick('Total to pay', 'Total for this bill', 'Your bill total'), d.c(total))])}<p>From next month you'll pay {d.c(month)}. Out of contract price {d.c(month + 15)}.</p><small>{e(brand)} is a trading name of {e(brand)} Networks Ltd. VAT registration {d.vat()}</small>"
    )
    css = ".hd{background:#ff4f79;color:#fff;font-size:26px;padding:16px} .big{font-size:30px;background:#fff0f4;padding:14px;text-align:center;line-height:1.2} h2,h3{font-weight:normal;margin:14px 0} .t td{border-bottom:1px solid #eee}"
    return out(css, body, Truth(number, d.issued, brand, who, "GBP", total, total - tax, tax, d.due, account, [i.amount for i in items], also={"seller_name": (brand + " Networks Ltd",)}))


@layout("us", "it", "ca")
def family_lines(d: Dice) -> Paper:
    """A family's mobile bill: a row for every number with plan, device, tax columns; account totals above, language by country."""
    it = d.country == "it"
    p = Sheet("letter" if not it else "a4", "Inter", 8.5)
    brand, who, number, account = d.pick("Telmora", "Onda", "Vivacell") + (" S.p.A." if it else " Wireless"), d.who(), d.n(d.pick("##########", "AB########", "M-#######")), d.n("9########")
    rows, amounts, taxes = [], [], ZERO
    for _ in range(d.randint(2, 4)):
        plan, device = d.price(10, 45), d.price(0, 30)
        tax = cents((plan + device) * (22 if it else 9) / 100)
        taxes += tax
        amounts.append(plan + device + tax)
        rows.append((d.n("3## #######") if it else d.n("(###) 555-0###"), d.m(plan), d.m(device), d.m(tax), d.m(amounts[-1])))
    total = sum(amounts, ZERO)
    w = ("Fattura n.", "Data emissione", "Codice cliente", "Scadenza", "Totale fattura", "Riepilogo per linea", ("Linea", "Piano", "Dispositivo", "IVA 22%", "Totale"), "Imponibile", "IVA 22%") if it else ("Bill number", "Bill date", "Account", "Due date", d.pick("Total due", "Total amount due"), "Charges by line", ("Line", "Plan", "Equipment", "Taxes & fees", "Total"), "Plans and equipment", "Taxes and fees")
    p.dot(58, 50, 16, "#6200ea")
    p.text(82, 56, brand, 18, True)
    p.lines(50, 110, [who, *d.home()], 9.5)
    y = p.pairs(350, 550, 100, [(w[0], number), (w[1], d.day(d.issued)), (w[2], account), (w[3], d.day(d.due))], step=14, align="r")
    p.box(50, y + 40, 500, 46, "#ede7f6", "")
    p.text(64, y + 68, w[4], 13, True)
    p.text(536, y + 68, d.c(total), 16, True, "r")
    p.text(50, y + 120, w[5], 12, True)
    y = p.table(50, y + 142, [140, 90, 90, 90, 90], "lrrrr", [w[6], *rows], ruled="h")
    p.pairs(300, 547, y + 14, [(w[7], d.c(total - taxes)), (w[8], d.c(taxes)), (w[4], d.c(total))], 9, 15, "r")
    p.text(50, 770, f"{brand} - {', '.join(d.home())}" + (f" - P. IVA {d.n('###########')}" if it else ""), 7)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, brand, who, d.place.currency, total, total - taxes, taxes, d.due, account, amounts, also={"seller_name": (brand.split(" ")[0],)}))


@layout("nl")
def jaarnota_gas(d: Dice) -> Paper:
    """A Dutch yearly settlement: costs of the year, advances paid, money back; the year's costs are this document's total."""
    brand, who, number, account = d.pick("Polderenergie", "Groenhart", "Waddenstroom") + " B.V.", d.who(), d.n(d.pick("J{y}######", "9########")), d.n("2#######")
    items = [Item("Leveringskosten gas", d.price(500, 1300)), Item("Vaste leveringskosten", d.price(70, 110)), Item("Energiebelasting", d.price(300, 700)), Item("Netbeheerkosten", d.price(180, 240))]
    net = total_of(items)
    tax = cents(net * 21 / 100)
    total = net + tax
    paid = cents(total / 12) * 12 + d.price(20, 240)
    back = paid - total
    body = (
        f"<h1>{e(brand.split(' ')[0].lower())}</h1><div class=row><div style='margin:30px 0'>{br([who, *d.home()])}</div><div>{stack([('Klantnummer', account), (d.pick('Notanummer', 'Factuurnummer'), number), ('Datum', d.day(d.issued)), ('Periode', d.day(d.ago(375)) + ' t/m ' + d.day(d.ago(10)))])}</div></div><h2>{d.pick('Uw jaarnota', 'Jaarafrekening gas')}</h2>"
        f"{stack([*[(i.text, d.c(i.amount)) for i in items], ('Totaal exclusief btw', d.c(net)), ('Btw 21%', d.c(tax)), (d.pick('Totale kosten inclusief btw', 'Totaal inclusief btw'), d.c(total)), ('Betaalde termijnbedragen', d.c(-paid)), ('U ontvangt van ons terug', d.c(back))], 'class=t')}<p>Wij maken het bedrag van {d.c(back)} binnen 10 werkdagen over op {d.bank()[:9]}*****. Uw nieuwe termijnbedrag is {d.c(cents(total / 12))} per maand.</p><small>{e(brand)} KvK {d.n('########')} btw {d.vat()}</small>"
    )
    css = "h1{color:#2e7d32;font-size:30px} h2{font-size:16px;margin:10px 0} .t td{border-bottom:1px solid #c8e6c9} .t tr:nth-last-child(1),.t tr:nth-last-child(3){font-weight:bold} p{margin:16px 0}"
    return out(css, body, Truth(number, d.issued, brand, who, "EUR", total, net, tax, None, account, [i.amount for i in items], also={"seller_name": (brand.split(" ")[0],)}))


@layout("gb")
def water_halfyear(d: Dice) -> Paper:
    """A water company: metered and standing charges for clean and waste water, previous bill and payments, no VAT at all."""
    p = Sheet("a4", "Helvetica", 9.5)
    brand, who, number, account = f"{d.pick('Wyre', 'Tamar', 'Medway')} {d.pick('Water', 'Valley Water plc')}", d.who(), d.n(d.pick("##########", "W#######")), d.n("### ### ### #")
    used = Decimal(d.randrange(30, 110))
    items = [Item("Clean water used", cents(used * Decimal("1.62"))), Item("Clean water standing charge", d.price(12, 24)), Item("Waste water", cents(used * Decimal("1.97"))), Item("Waste water standing charge", d.price(20, 40))]
    total, before = total_of(items), d.price(90, 240)
    style = "d month y"
    p.box(0, 0, p.width, 70, "#0277bd", "")
    p.text(45, 45, brand, 20, True, color="#ffffff")
    p.lines(45, 120, [who, *d.home()], 10)
    p.pairs(330, 455, 105, [("Account number", account), (d.pick("Bill number", "Bill reference"), number), ("Date of bill", d.day(d.issued, style)), ("Meter serial", d.n("##A######"))], step=14)
    p.text(45, 200, "Your water bill", 16, True, color="#0277bd")
    p.text(45, 216, f"For {d.day(d.ago(188), style)} to {d.day(d.ago(6), style)}, {used} cubic metres", 9)
    y = p.pairs(45, 540, 246, [("Balance on last bill", d.c(before)), ("Payments, thank you", d.c(-before)), *[(i.text, d.c(i.amount)) for i in items], ("Total charges this period", d.c(total)), (d.pick("Total to pay", "Amount now due", "Please pay"), d.c(total))], align="r", step=18)
    p.text(45, y + 14, f"Please pay by {d.day(d.due, style)}", 12, True)
    p.lines(45, 780, [f"{brand}, {', '.join(d.home())}. Sewerage and water charges are outside the scope of VAT for households."], 7)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, brand, who, "GBP", total, None, None, d.due, account, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",)}))


@layout("gb", "au")
def rent_demand(d: Dice) -> Paper:
    """A managing agent's demand: ground rent, service charge in advance, reserve fund, arrears shown apart, landlord named."""
    seller, who, number, account = d.firm("Property Management"), d.who(), d.n(d.pick("DEM#####", "#####/##", "RD-####")), d.n("@@@/0##/#")
    items = [Item("Service charge in advance, half year", d.price(400, 1400)), Item("Reserve fund contribution", d.price(80, 300)), Item("Ground rent" if d.country == "gb" else "Administrative fund levy", d.price(50, 150))]
    total = total_of(items)
    old = d.price(40, 300) if d.at % 2 else ZERO
    rows = [(d.day(d.issued, "dmy/"), i.text, d.m(i.amount)) for i in items]
    body = (
        f"<div class=row><div><b style='font-size:17px'>{e(seller)}</b><br>{br([*d.home(), d.phone()])}</div><div>{stack([('Demand no.', number), ('Date of demand', d.day(d.issued, 'dmy/')), ('Account ref.', account), ('Due date', d.day(d.due, 'dmy/'))], 'class=g')}</div></div><p>{br([who, *d.home()])}</p><h2>{d.pick('Application for payment', 'Demand for payment', 'Invoice')}</h2><p>Property: Flat {d.n('##')}, {e(d.street())}<br>Landlord: {e(d.firm('Freeholds'))}</p>"
        f"{grid(['Date', 'Details', 'Amount ' + d.place.currency], rows, 1, 'class=g')}<div style='margin-left:50%'>{stack([(d.pick('Total of this demand', 'Total this invoice'), d.c(total)), *([('Arrears brought forward', d.c(old)), ('Total now payable', d.c(total + old))] if old else [])])}</div><p>Payment to client account {d.bank()} quoting {account}. A summary of tenants' rights and obligations is attached.</p>"
    )
    css = ".g td,.g th{border:1px solid #777} h2{font-size:15px} p{margin:16px 0}"
    return out(css, body, Truth(number, d.issued, seller, who, d.place.currency, total, None, None, d.due, account, [i.amount for i in items], also={"net_amount": (str(total),)}))


@layout("fr")
def cotisation_syndicale(d: Dice) -> Paper:
    """A union or professional order calling its yearly dues: letter, member number, flat and variable parts, slip to return."""
    p = Sheet("a4", "Times", 11)
    seller, who, number, account = f"{d.pick('Syndicat', 'Chambre', 'Ordre')} {d.pick('des Artisans', 'des Géomètres', 'des Libraires')} {d.pick('de l’Ouest', 'du Sud-Est')}", d.who(), d.n(d.pick("AC-{y}-####", "{y}/#####", "######")), d.n("#####")
    items = [Item("Part fixe", d.price(90, 160)), Item("Part variable", d.price(20, 200)), Item("Abonnement à la revue", d.price(15, 40))][: 2 + d.at % 2]
    total = total_of(items)
    p.text(60, 60, seller, 15, True)
    p.lines(60, 76, [*d.home(), "Tél. " + d.phone()], 9)
    p.lines(340, 130, [who, *d.home()])
    p.text(340, 200, f"{d.town().split(' ', 1)[1]}, le {d.day(d.issued, 'd month y')}")
    p.text(60, 240, f"Appel de cotisation {d.issued.year} n° {number}", 13, True)
    p.lines(60, 262, [f"N° d'adhérent : {account}", "", "Chère consœur, cher confrère,", "nous vous remercions de régler votre cotisation, détaillée ci-dessous :"], 11, 15)
    y = p.pairs(90, 480, 340, [*[(i.text, d.c(i.amount)) for i in items], (d.pick("Total à régler", "Montant total", "Total"), d.c(total))], align="r", step=18)
    p.lines(60, y + 20, [f"{d.pick('À régler avant le', 'Date limite de paiement :', 'Échéance :')} {d.day(d.due, 'dmy/')}", "Cotisation non assujettie à la TVA.", f"IBAN : {d.bank()}"], 11, 15)
    p.rule(40, 700, 555, 0.5, "#777777")
    p.lines(60, 720, ["Coupon à joindre à votre règlement", f"{who}  -  adhérent {account}  -  {d.c(total)}"], 10, 16)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", total, None, None, d.due, account, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",)}))


@layout("de")
def abfallbescheid(d: Dice) -> Paper:
    """A county's notice of waste fees: cash sign, yearly sum in quarters, four dates due, no VAT, no word for invoice but a notice."""
    p = Sheet("a4", "Helvetica", 10)
    town = d.town().split(" ", 1)[1]
    seller, who, number = f"{d.pick('Abfallwirtschaftsbetrieb', 'Eigenbetrieb Abfall', 'Stadtkasse')} {town}", d.who(), d.n(d.pick("{y}/######", "AB-######", "###.####.#"))
    account = d.n("5####.######.#")
    items = [Item("Grundgebühr je Haushalt", cents(d.price(40, 80))), Item("Restmüll 120 l, 14-täglich", d.price(90, 190)), Item("Bioabfall 60 l", d.price(30, 70))]
    total = total_of(items)
    p.text(50, 55, seller, 14, True)
    p.lines(50, 120, [who, *d.home()])
    p.pairs(340, 545, 120, [("Bescheidnummer", number), ("Kassenzeichen", account), ("Datum", d.day(d.issued, "dmy.")), ("Auskunft erteilt", d.family())], 9.5, 14, "r")
    p.text(50, 220, f"{d.pick('Gebührenbescheid', 'Abfallgebührenbescheid', 'Bescheid über Abfallgebühren')} {d.issued.year}", 14, True)
    p.text(50, 238, f"Objekt: {d.street()}, Zeitraum 01.01. bis 31.12.{d.issued.year}", 9)
    y = p.table(50, 264, [360, 135], "lr", [("Gebühr", "Betrag EUR"), *[(i.text, d.m(i.amount)) for i in items], (d.pick("Festgesetzte Gebühr", "Gesamtbetrag", "Jahresgebühr"), d.m(total))], ruled="h")
    p.lines(50, y + 20, [f"Der Betrag von {d.c(total)} ist fällig am {d.day(d.due, 'dmy.')}.", f"Bitte geben Sie bei Zahlung das Kassenzeichen an. IBAN {d.bank()}", "", "Rechtsbehelfsbelehrung: Gegen diesen Bescheid kann innerhalb eines Monats Widerspruch erhoben werden."], 9.5, 14)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", total, None, None, d.due, account, [i.amount for i in items], also={"net_amount": (str(total),), "invoice_number": (account,), "account_number": (None,)}))


@layout("in")
def dth_and_power(d: Dice) -> Paper:
    """An Indian power distributor's bill: consumer number, bill of supply, slabs, subsidy, payable before and after a date."""
    seller, who, number, account = f"{d.pick('Sahyadri', 'Kaveri', 'Aravali')} Vidyut {d.pick('Vitran Company Limited', 'Distribution Ltd.')}", d.who(), d.n(d.pick("##########", "B{y}######", "########")), d.n("0###########")
    units = d.randrange(90, 420)
    items = [Item("Fixed charges", d.price(80, 160)), Item("Energy charges", cents(units * Decimal("6.35"))), Item("Fuel adjustment", d.price(10, 90)), Item("Electricity duty", d.price(30, 220))]
    total = total_of(items)
    late = total + Decimal("25.00")
    style = d.pick("dd-mon-y", "dmy-")
    body = (
        f"<div style='text-align:center'><b style='font-size:16px'>{e(seller)}</b><br>{e(d.town())}<br><b>{d.pick('ELECTRICITY BILL', 'BILL OF SUPPLY')}</b></div>{boxed([('Consumer No.', account), ('Bill No.', number), ('Bill Date', d.day(d.issued, style)), ('Bill Month', d.day(d.ago(12), 'd mon y').split(' ', 1)[1])])}{boxed([('Name', who), ('Address', ', '.join(d.home())), ('Tariff', 'LT-1 Residential')])}{grid(['Previous reading', 'Current reading', 'MF', 'Units'], [(str(units * 9), str(units * 10), '1', str(units))], 2, 'class=g')}<br>"
        f"{grid(['Charge head', 'Amount (Rs.)'], [(i.text, d.m(i.amount)) for i in items], 1, 'class=g')}{grid((), [('Current bill amount', d.m(total)), (f'Payable on or before {d.day(d.due, style)}', 'Rs. ' + d.m(total)), ('Payable after due date', 'Rs. ' + d.m(late))], 1, 'class=g')}<p>Due date: <b>{d.day(d.due, style)}</b></p><p><small>Pay online, by UPI or at any cash counter. Complaints: 1912.</small></p>"
    )
    css = ".bx td,.g td,.g th{border:1px solid #333} .bx{margin-top:6px} .g{margin-top:8px} p{margin:10px 0}"
    return out(css, body, Truth(number, d.issued, seller, who, "INR", total, None, None, d.due, account, [i.amount for i in items], also={"net_amount": (str(total),)}))
