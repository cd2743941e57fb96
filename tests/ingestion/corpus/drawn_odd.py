# ruff: noqa: E501 - placed texts read better unbroken
# fmt: off
"""Odd papers, drawn at places: till rolls, landscape, stamps, facts in one line, doctors, call lists."""

from datetime import date
from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, grouped, layout, total_of
from tests.ingestion.corpus.surface import Sheet

ZERO = Decimal(0)
TILL = {
    "en": ("VAT RECEIPT / INVOICE", "Invoice No", "Date", "TOTAL", "VAT 20% incl.", "Card", "Thank you", ("Lunch menu", "Mineral water", "Espresso", "Cheesecake")),
    "de": ("RECHNUNG", "Rechnungs-Nr.", "Datum", "SUMME EUR", "inkl. 19% MwSt", "EC-Karte", "Vielen Dank für Ihren Besuch", ("Mittagsmenü", "Mineralwasser", "Espresso", "Apfelstrudel")),
    "fr": ("FACTURE", "Facture n°", "Date", "TOTAL TTC", "dont TVA 10%", "CB", "Merci de votre visite", ("Menu du jour", "Eau minérale", "Café", "Tarte aux pommes")),
    "it": ("FATTURA", "Fattura n.", "Data", "TOTALE EURO", "di cui IVA 10%", "Carta", "Grazie e arrivederci", ("Menù pranzo", "Acqua minerale", "Caffè", "Tiramisù")),
    "es": ("FACTURA SIMPLIFICADA", "Factura nº", "Fecha", "TOTAL", "IVA incluido 10%", "Tarjeta", "Gracias por su visita", ("Menú del día", "Agua mineral", "Café solo", "Flan casero")),
}


@layout("gb", "de", "fr", "it", "es")
def till_roll(d: Dice) -> Paper:
    """A restaurant's till roll made out as an invoice: narrow paper, prices with tax, paid by card."""
    w = TILL[d.lang]
    p = Sheet("roll", "Courier", 8)
    seller, buyer, number = d.firm({"en": "Kitchen", "de": "Gasthaus", "fr": "Brasserie", "it": "Trattoria", "es": "Mesón"}[d.lang]), d.firm("Consult"), d.n(d.pick("####", "##-####", "00####"))
    items = [Item(text, d.price(2, 24)) for text in w[7][: d.randint(2, 4)]]
    total = total_of(items)
    rate = {"en": 20, "de": 19}.get(d.lang, 10)
    tax = total - cents(total * 100 / (100 + rate))
    y = p.lines(113, 30, [*p.wrap(seller.upper(), 200, 9)], 9, align="c")
    y = p.lines(113, y, [*d.home(), d.phone(), d.vat()], 7.5, align="c") + 8
    p.text(113, y, w[0], 9, True, "c")
    y = p.lines(12, y + 16, [f"{w[1]}: {number}", f"{w[2]}: {d.day(d.issued, 'mdy/' if d.country == 'us' else 'dmy.' if d.lang == 'de' else 'dmy/')}  13:{d.n('##')[:1]}4", f"{d.pick('Tisch', 'Table') if d.lang == 'de' else 'Table'} {d.n('#')}"], 8)
    y = p.lines(12, y + 4, p.wrap(buyer, 200, 8), 8)
    y = p.lines(12, y, d.home(), 8) + 4
    p.text(12, y, "-" * 42)
    y = p.pairs(12, 214, y + 12, [(f"1 {i.text}", d.m(i.amount)) for i in items], 8, align="r")
    p.text(12, y, "-" * 42)
    p.text(12, y + 14, w[3], 10, True)
    p.text(214, y + 14, d.m(total) if "EUR" in w[3] else d.c(total), 10, True, "r")
    y = p.pairs(12, 214, y + 30, [(w[4], d.m(tax)), (w[5], d.m(total))], 8, align="r")
    p.text(113, y + 14, w[6], 8, align="c")
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, total, None, tax, None, None, [i.amount for i in items], also={"net_amount": (str(total - tax),), "due_date": (d.issued.isoformat(),), "seller_name": (seller.upper(),)}))


@layout("de")
def goae(d: Dice) -> Paper:
    """A German doctor's bill by a clearing house: codes, factors, patient, two names for the sender."""
    p = Sheet("a4", "Helvetica", 9)
    house = d.pick("PVS Mittelrhein GmbH", "Medas Abrechnung eG")
    doctor, who, number = f"Dr. med. {d.who()}", d.who(), d.n(d.pick("########", "######/##", "P-#######"))
    table = (("1", "Beratung", "4.66"), ("5", "Symptombezogene Untersuchung", "4.66"), ("250", "Blutentnahme Vene", "2.33"), ("651", "Elektrokardiogramm", "14.75"), ("410", "Ultraschalluntersuchung eines Organs", "11.66"), ("420", "Ultraschall bis zu drei weiteren Organen, je Organ", "4.66"))
    rows, items = [], []
    for at, (code, text, base) in enumerate(d.sample(table, d.randint(3, 6))):
        factor = Decimal(d.choice(("1.8", "2.3", "3.5")))
        items.append(Item(text, cents(Decimal(base) * factor)))
        rows.append((d.day(d.ago(30 - at), "dmy2."), code, text, d.m(factor), "1", d.m(items[-1].amount)))
    total = total_of(items)
    p.text(40, 50, house, 15, True, color="#004f9e")
    p.text(40, 104, f"{house} · Postfach 300 · {d.town()}", 6.5)
    p.lines(40, 120, [who, *d.home()], 10)
    p.pairs(360, 460, 104, [("Rechnungsnummer:", number), ("Rechnungsdatum:", d.day(d.issued, "dmy.")), ("Patient:", who), ("geb. am:", d.n("1#.0#.19##")), ("Behandler:", doctor)], step=13)
    p.text(40, 216, f"Privatliquidation für {doctor}, Facharzt für Innere Medizin", 10.5, True)
    p.text(40, 232, "Diagnosen: Hypertonie, Vorsorge", 8.5)
    y = p.table(40, 256, [60, 45, 250, 50, 40, 70], "lllrrr", [("Datum", "GOÄ-Nr.", "Leistung", "Faktor", "Anz.", "Betrag EUR"), *rows], ruled="u")
    p.text(400, y + 12, d.pick("Rechnungsbetrag", "Gesamtbetrag", "Endbetrag"), 10, True)
    p.text(552, y + 12, d.m(total) + " EUR", 10, True, "r")
    p.lines(40, y + 44, [f"Bitte überweisen Sie den Betrag bis zum {d.day(d.due, 'dmy.')} unter Angabe der Rechnungsnummer.", f"IBAN {d.bank()}", "Umsatzsteuerfrei nach § 4 Nr. 14 UStG."])
    return Paper("drawn", p.pdf(), Truth(number, d.issued, house, who, "EUR", total, None, None, d.due, None, [i.amount for i in items], also={"seller_name": (doctor,), "net_amount": (str(total),), "tax_amount": ("0.00",)}))


@layout("de", "nl", "gb", lang="en")
def fuel_cards(d: Dice) -> Paper:
    """A fuel card's fortnightly invoice on landscape paper: one row per filling, sums by country."""
    p = Sheet("wide", "Helvetica", 8)
    seller, buyer, number, account = d.pick("Autostar Fleet Services GmbH", "Tankwell Cards B.V.", "Roadline Fuel Ltd"), d.firm("Transport"), d.n("##########"), d.n("70########")
    items: list[Decimal] = []
    nets: list[Decimal] = []
    rows = [("Card", "Date", "Time", "Station", "Product", "Litres", "Price/l", "Net", "VAT %", "VAT", "Gross")]
    rate = {"de": 19, "nl": 21, "gb": 20}[d.country]
    net = tax = ZERO
    for at in range(d.randint(8, 16)):
        litres, price = d.price(30, 320), Decimal(d.randrange(1280, 1620)) / 1000
        base = cents(litres * price)
        vat = cents(base * rate / 100)
        net, tax = net + base, tax + vat
        items.append(base + vat)
        nets.append(base)
        rows.append((d.n("...####"), d.day(d.ago(15 - at // 2), "dmy2."), f"{6 + at}:1{at % 10}", d.n("A2 km ###"), d.pick("Diesel", "AdBlue"), d.m(litres), f"{price:.3f}", d.m(base), str(rate), d.m(vat), d.m(base + vat)))
    p.text(40, 46, seller, 16, True, color="#d10000")
    p.text(800, 46, "INVOICE", 16, True, "r")
    p.lines(40, 74, [buyer, *d.home()], 9)
    p.pairs(580, 800, 74, [("Invoice number", number), ("Customer number", account), ("Invoice date", d.day(d.issued, "d mon y")), ("Period", f"{d.day(d.ago(15), 'dmy.')}-{d.day(d.ago(1), 'dmy.')}"), ("Direct debit on", d.day(d.due, "d mon y"))], align="r", step=12)
    y = p.table(40, 150, [60, 60, 45, 110, 70, 65, 60, 80, 50, 70, 90], "llllLrrrrrr".lower(), rows, ruled="h", size=7.5)
    p.pairs(560, 797, y + 10, [(f"Net total {d.place.currency}", d.m(net)), (f"VAT {rate}%", d.m(tax)), (f"Total amount {d.place.currency}", d.m(net + tax))], 9, align="r", bold=True)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, net + tax, net, tax, d.due, account, items, items_also=nets, also={"due_date": (None,)}))


@layout("gb", "au", "us")
def call_list(d: Dice) -> Paper:
    """A business line's bill: summary on the first page, calls with hundreds of small amounts on the next."""
    p = Sheet("a4", "Times", 10)
    seller = f"{d.choice(d.place.family)} Telecom {'Ltd' if d.country == 'gb' else 'Inc.' if d.country == 'us' else 'Pty Ltd'}"
    buyer, number, account = d.firm("Clinic"), d.n(d.pick("VP######", "##########", "Q###-##")), d.n("2########")
    rate, name = {"gb": (Decimal(20), "VAT"), "au": (Decimal(10), "GST"), "us": (Decimal("9.5"), "Taxes and surcharges")}[d.country]
    calls = [(d.day(d.ago(30 - at // 3)), f"{8 + at % 10:02}:{at * 7 % 60:02}", d.phone(), f"{at * 3 % 20}:{at * 11 % 60:02}", Decimal(d.randrange(2, 190)) / 100) for at in range(48)]
    used = sum((c[4] for c in calls), ZERO)
    rent = d.price(20, 90)
    net = used + rent
    tax = cents(net * rate / 100)
    total = net + tax
    style = "d month y" if d.country != "us" else "month d, y"
    p.text(50, 60, seller, 18, True)
    p.lines(50, 110, ["Company Secretary", buyer, *d.home()])
    p.pairs(330, 545, 110, [("Telephone account", account), (d.pick("Bill number", "Invoice number"), number), ("Tax point" if d.country == "gb" else "Bill date", d.day(d.issued, style)), ("Payment due by", d.day(d.due, style))], align="r")
    y = p.pairs(50, 545, 220, [("Line rental", d.m(rent)), ("Call charges (see page 2)", d.m(used)), (f"Total before {name.lower() if d.country == 'us' else name}", d.m(net)), (f"{name} {rate}%", d.m(tax)), (d.pick("Total for this bill", "Total this bill", "Bill total"), d.c(total))], align="r", step=18)
    p.text(50, y + 20, f"Thank you for your last payment of {d.c(total + 7)} received {d.day(d.ago(18), style)}.")
    p.text(545, 810, "1 / 2", 8, align="r")
    p.turn()
    p.text(50, 50, f"Account {account}  Bill {number}  Itemised calls", 10, True)
    for half in (0, 1):
        part = calls[half * 24 : half * 24 + 24]
        p.table(45 + half * 256, 74, [62, 34, 80, 34, 36], "lllrr", [("Date", "Time", "Number", "Mins", "Cost"), *[(a, b, c, m, d.m(v)) for a, b, c, m, v in part]], size=6.5)
    p.text(545, 760, f"Total call charges {d.m(used)}", 10, True, "r")
    p.text(545, 810, "2 / 2", 8, align="r")
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, total, net, tax, d.due, account, [rent, used]))


@layout("de", "fr", "it", "es", "nl")
def facts_in_a_line(d: Dice) -> Paper:
    """All the head's facts in one line with strokes between, unusual words for number and total, a stamp."""
    w = {
        "de": ("Beleg-Nr.", "Belegdatum", "Kd.-Nr.", "Artikel", "EUR", "netto", "USt 19%", "Zahlbetrag", "BEZAHLT", "zahlbar sofort rein netto"),
        "fr": ("Réf. facture", "Établie le", "Compte client", "Libellé", "Euros HT", "Base HT", "TVA 20%", "À payer TTC", "DUPLICATA", "payable à réception"),
        "it": ("Doc. n.", "Data documento", "Cod. cliente", "Causale", "Euro", "Imponibile", "IVA 22%", "Totale dovuto", "PAGATO", "pagamento a vista"),
        "es": ("N.º documento", "Fecha documento", "Cód. cliente", "Detalle", "Euros", "Base", "IVA 21%", "Importe líquido", "COBRADO", "pago al contado"),
        "nl": ("Faktuurnr.", "Datum", "Relatienr.", "Artikel", "Euro", "Excl. btw", "Btw 21%", "Te voldoen", "BETAALD", "betaling per omgaande"),
    }[d.lang]
    title = {"de": "Rechnung", "fr": "Facture", "it": "Fattura", "es": "Factura", "nl": "Faktuur"}[d.lang]
    p = Sheet("a5", "Times", 9.5)
    seller, buyer, number, account = d.firm(d.pick("Print", "Foto", "Optik")), d.who(), d.n(d.pick("######", "A-#####", "{y}####")), d.n("####")
    items = [Item(d.pick("Album 30x30", "Poster A2", "Passepartout") + f" {n}", d.price(9, 90)) for n in (1, 2)]
    net = total_of(items)
    tax = cents(net * {"de": 19, "fr": 20, "it": 22, "es": 21, "nl": 21}[d.country] / 100)
    stroke = d.pick(" | ", " / ", "   ")
    p.aside(200, 400, w[8], 34, 20, "#e8b4b4")
    p.text(36, 44, seller, 14, True)
    p.text(36, 58, ", ".join([*d.home(), d.vat()]), 7.5)
    p.lines(36, 92, [buyer, *d.home()])
    p.text(36, 152, title, 13, True)
    p.text(36, 170, stroke.join([f"{w[0]} {number}", f"{w[1]} {d.day(d.issued)}", f"{w[2]} {account}"]), 8.5)
    y = p.table(36, 196, [270, 75], "lr", [(w[3], w[4]), *[(i.text, d.m(i.amount)) for i in items]], ruled="u")
    p.text(381, y + 14, stroke.join([f"{w[5]} {d.m(net)}", f"{w[6]} {d.m(tax)}"]), 8.5, align="r")
    p.text(381, y + 32, f"{w[7]}  {d.c(net + tax)}", 12, True, "r")
    p.text(36, 560, w[9], 8)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, None, account, [i.amount for i in items], also={"due_date": (d.issued.isoformat(),)}))


@layout("nl", "ch", "de")
def round_dashes(d: Dice) -> Paper:
    """Whole amounts written with a dash or `=` for no cents; labels flush right before their values."""
    mark = {"nl": d.pick(",-", ",="), "ch": ".–", "de": ",-"}[d.country]
    mark = ".-" if d.country == "ch" else mark
    w = ("Factuur", "Factuurnummer", "Factuurdatum", "Vervaldatum", "Totaal incl. btw", "Btw verlegd", "Subtotaal") if d.country == "nl" else ("Rechnung", "Rechnungsnummer", "Rechnungsdatum", "Fälligkeitsdatum", "Rechnungsbetrag", "MWST 0 %" if d.country == "ch" else "MwSt. 0 %", "Zwischensumme")
    p = Sheet("a4", "Vera", 9.5)
    seller, buyer, number = d.firm("Atelier"), d.firm("Theater"), d.n(d.pick("###", "{y}-##", "R####"))
    items = [Item(text, Decimal(d.randrange(150, 4200))) for text in ("Bühnenbild Entwurf", "Ausführung Werkstatt", "Reise")[: d.randint(2, 3)]]
    if d.country == "nl":
        items = [Item(text, i.amount) for text, i in zip(("Decorontwerp", "Uitvoering werkplaats", "Reiskosten"), items, strict=False)]
    total = total_of(items)

    def m(value: Decimal) -> str:
        return grouped(value, d.place.numbers, 0) + mark

    sign = {"nl": "€ ", "ch": "CHF ", "de": ""}[d.country]
    p.text(45, 60, seller, 16, True)
    p.lines(45, 80, d.home(), 8.5)
    p.lines(45, 130, [buyer, *d.home()])
    for at, (label, value) in enumerate(((w[1], number), (w[2], d.day(d.issued)), (w[3], d.day(d.due)))):
        p.text(440, 130 + at * 15, label, 9, align="r", color="#777777")
        p.text(448, 130 + at * 15, value, 9)
    p.text(45, 230, w[0], 18)
    y = p.pairs(45, 545, 262, [(i.text, sign + m(i.amount)) for i in items], align="r", step=18)
    p.rule(400, y - 8, 545)
    for label, value in ((w[6], m(total)), (w[5], "0" + mark), (w[4], m(total) + (" EUR" if d.country == "de" else ""))):
        p.text(440, y + 8, label, align="r")
        p.text(545, y + 8, (sign if label == w[4] else "") + value, align="r", bold=label == w[4])
        y += 18
    p.text(45, 800, f"{d.vat()}  IBAN {d.bank()}", 7)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, total, total, ZERO.quantize(Decimal("0.01")), d.due, None, [i.amount for i in items], also={"tax_amount": (None,)}))


@layout("us", "gb", "au", "ca")
def car_rental(d: Dice) -> Paper:
    """A car rental: agreement number beside the invoice number, out and in dates, deposit released."""
    p = Sheet("letter", "Inter", 8.5)
    seller = f"{d.pick('Roadrunner', 'Bluesky', 'Cityhop')} {d.pick('Car Rental', 'Rent-a-Car')}"
    buyer, number = d.who(), d.n(d.pick("RA######-1", "########", "IN-#######"))
    days, rate = d.randint(2, 9), d.price(28, 95)
    items = [Item(f"Time and distance, {days} days", cents(rate * days)), Item("Collision waiver", cents(Decimal("14.99") * days)), Item("Fuel", d.price(12, 80)), Item("Airport concession 11.11%", cents(rate * days * Decimal("0.1111")))]
    share = {"us": Decimal("7.5"), "gb": Decimal(20), "au": Decimal(10), "ca": Decimal(13)}[d.country]
    net = total_of(items)
    tax = cents(net * share / 100)
    style = {"us": "mdy2/", "ca": "iso"}.get(d.country, "dmy/")
    p.box(0, 0, p.width, 6, "#ffb000", "")
    p.text(45, 46, seller, 18, True)
    p.text(45, 60, " ".join(d.home()), 8)
    p.text(567, 46, "RENTAL INVOICE", 12, True, "r")
    pairs = [("Rental agreement", d.n("#########")), ("Invoice number", number), ("Invoice date", d.day(d.issued, style)), ("Out", f"{d.day(d.ago(days), style)} 09:15"), ("In", f"{d.day(d.issued, style)} 17:40"), ("Vehicle", d.pick("Skoda Octavia", "Ford Focus", "Kia Rio") + " " + d.n("@@## @@@"))]
    for at, (label, value) in enumerate(pairs):
        p.text(45 + at % 3 * 180, 96 + at // 3 * 30, label.upper(), 6.5, color="#888888")
        p.text(45 + at % 3 * 180, 108 + at // 3 * 30, value, 9.5)
    p.lines(45, 176, ["Renter", buyer, *d.home()])
    y = p.table(45, 250, [400, 122], "lr", [("Charges", d.place.currency), *[(i.text, d.m(i.amount)) for i in items]], ruled="h")
    name = {"us": "Sales tax", "gb": "VAT", "au": "GST", "ca": "HST"}[d.country]
    p.pairs(330, 564, y + 10, [("Net charges", d.m(net)), (f"{name} {share}%", d.m(tax)), (d.pick("Total charges", "TOTAL"), d.c(net + tax)), (f"Amount charged to Visa {d.n('####')}", d.c(net + tax)), ("Amount due", d.c(ZERO))], align="r")
    p.text(45, 740, f"Security deposit of {d.c(Decimal(300))} authorised {d.day(d.ago(days), style)} has been released.", 7.5)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, net + tax, net, tax, None, None, [i.amount for i in items], also={"due_date": (d.issued.isoformat(),)}))


@layout("us", "ca")
def remit_to(d: Dice) -> Paper:
    """A supplier's invoice with four addresses (from, remit, bill, ship) and the sums in a left box."""
    p = Sheet("letter", "Helvetica", 9)
    seller, buyer, number, account = d.firm("Chemical"), d.firm("Foundry"), d.n(d.pick("90#######", "SI-######", "######")), d.n("00####")
    items = d.items((("Solvent blend 55 gal drum", 310, 720), ("Hazmat fee", 25, 45), ("Drum deposit", 30, 30 + 1), ("Caustic soda 50 lb", 24, 60)), (2, 4), 6)
    net = total_of(items)
    tax = cents(net * Decimal("6.625") / 100) if d.country == "us" else cents(net * 13 / 100)
    total = net + tax
    p.text(40, 46, "Invoice", 20, True)
    p.text(572, 46, f"Page 1 of 1     Original {d.day(d.issued)}", 8, align="r")
    for at, (label, texts) in enumerate((("From", [seller, *d.home()]), ("Remit payment to", [seller, "PO Box 7100", d.town()]), ("Bill to", [buyer, *d.home()]), ("Ship to", [buyer + " Plant 2", *d.home()]))):
        x, y = 40 + at % 2 * 280, 80 + at // 2 * 70.0
        p.text(x, y, label, 7.5, True)
        p.lines(x, y + 12, texts, 9)
    y = p.table(40, 230, [106] * 5, "lllll", [("Invoice no.", "Invoice date", "Customer no.", "Purchase order", "Due date"), (number, d.day(d.issued), account, d.n("45########"), d.day(d.due))], ruled="g", shade="#e5e7eb")
    y = p.table(40, y + 20, [60, 270, 60, 70, 72], "rlrrr", [("Line", "Material", "Qty", "Price", "Amount"), *[(f"{n:06}", i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for n, i in enumerate(items, 10)]], ruled="u")
    p.box(40, y + 10, 230, 66)
    p.pairs(48, 262, y + 26, [("Net value", d.m(net)), ("Sales tax 6.625%" if d.country == "us" else "HST 13%", d.m(tax)), (f"Total {d.place.currency}", d.m(total))], align="r", step=18, bold=True)
    p.lines(300, y + 30, [f"Payment terms: {d.days} days net", f"Delivery {d.n('80######')} of {d.day(d.ago(3))}", f"Sales order {d.n('30######')} of {d.day(d.ago(9))}"], 8)
    p.lines(40, 760, [d.bank(), "Past due invoices bear interest at 1.0% per month."], 7)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, total, net, tax, d.due, account, [i.amount for i in items]))


@layout("fr")
def premier_du_mois(d: Dice) -> Paper:
    """A French association's invoice dated with a weekday or "1er", thirty days end of month."""
    first = d.at % 2 == 0
    issued = date(d.issued.year, d.issued.month, 1) if first else d.issued
    days = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
    words = d.day(issued, "d month y")
    shown = words.replace("1 ", "1er ", 1) if first else f"{days[issued.weekday()]} {words}"
    p = Sheet("a4", "Times", 11)
    seller, buyer, number = f"Association {d.pick('Les Jardins partagés', 'Musique en Baie', 'Ciné-Club du Port')}", d.firm("Événements"), d.n(d.pick("{y}-##", "##", "A{y}###"))
    items = [Item("Location de la salle des fêtes", d.price(120, 700)), Item("Adhésion annuelle", d.price(15, 60))]
    total = total_of(items)
    p.text(297, 70, seller, 18, True, "c")
    p.text(297, 86, "Loi 1901 - " + ", ".join(d.home()), 9, align="c")
    p.lines(340, 140, [buyer, *d.home()])
    p.text(60, 220, f"Le {shown}", 11)
    p.text(60, 256, f"Facture n° {number}", 13, True)
    y = p.pairs(60, 530, 300, [(i.text, d.c(i.amount)) for i in items], align="r", step=22)
    p.rule(60, y - 10, 530)
    p.text(60, y + 10, "Total à régler", 12, True)
    p.text(530, y + 10, d.c(total), 12, True, "r")
    p.lines(60, y + 60, ["Association non assujettie à la TVA (art. 261-7 du CGI).", "Règlement par chèque à l'ordre de l'association, à réception.", "La trésorière, " + d.who()], 10)
    return Paper("drawn", p.pdf(), Truth(number, issued, seller, buyer, "EUR", total, None, None, None, None, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",), "due_date": (issued.isoformat(),)}))
