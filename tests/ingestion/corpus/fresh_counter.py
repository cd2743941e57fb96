# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Receipts over the counter, tickets, meals, subscriptions: what lands in a private mailbox."""

from decimal import Decimal
from html import escape as e

from tests.ingestion.corpus.browser import br, grid, stack
from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, by_rate, cents, layout, total_of
from tests.ingestion.corpus.fresh_kit import ZERO, boxed, colon, out
from tests.ingestion.corpus.surface import Sheet


@layout("us", "ca")
def hardware_roll(d: Dice) -> Paper:
    """A store's receipt mailed as PDF: 80 mm, transaction line, tax line, card lines, change, items sold."""
    p = Sheet("roll", "Courier", 8)
    seller = d.pick("TIMBERLINE HARDWARE", "LUMBER & MORE", "ACRE FARM STORE")
    items = d.items((("DECK SCREW 5LB", 22, 39), ("CAULK WHITE 10OZ", 4, 9), ("PAINT TRAY LINER", 2, 5), ("2X4 STUD 8FT", 3, 6), ("KEY BLANK", 2, 4), ("HOSE BIB 1/2", 8, 16)), (3, 6), 3)
    number, net = d.n(d.pick("####-##-####", "########", "R-######")), total_of(items)
    rate = Decimal(d.pick("6.00", "8.25", "7.50"))
    tax = cents(net * rate / 100)
    total = net + tax
    y = 26.0
    for at, text in enumerate((seller, *[part.upper() for part in d.home()], d.phone())):
        p.text(113, y, text, 10 if at == 0 else 7.5, at == 0, "c")
        y += 11
    p.lines(10, y + 6, [f"SALE   {d.day(d.issued, 'mdy/')} {d.randrange(8, 20)}:{d.randrange(10, 59)}", f"{d.pick('RECEIPT #', 'TRANSACTION#', 'INVOICE #')} {number}", f"CASHIER {d.choice(d.place.given).upper()}  REG 0{d.randrange(1, 9)}"], step=10)
    y += 46
    for i in items:
        p.text(10, y, f"{d.n('########')} {i.text}", 7.5)
        p.text(216, y + 9, d.m(i.amount) + " T", 8, align="r")
        if i.quantity > 1:
            p.text(20, y + 9, f"{i.quantity} @ {d.m(i.price)}", 7.5)
        y += 20
    for name, text in (("SUBTOTAL", d.m(net)), (f"SALES TAX {rate}%", d.m(tax)), ("TOTAL", "$" + d.m(total)), (d.pick("VISA", "DEBIT"), d.m(total)), ("CHANGE", "0.00")):
        p.text(70, y, name, 10 if name == "TOTAL" else 8, name == "TOTAL")
        p.text(216, y, text, 10 if name == "TOTAL" else 8, name == "TOTAL", "r")
        y += 12
    p.lines(10, y + 6, [f"CARD XXXXXXXXXXXX{d.n('####')}  AUTH {d.n('######')}", f"ITEMS SOLD {sum(i.quantity for i in items)}", "RETURNS WITHIN 90 DAYS WITH RECEIPT"], 7.5, 10)
    p.bars(40, y + 40, 140, 28, d.at)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, None, d.place.currency, total, net, tax, None, None, [i.amount for i in items]))


@layout("de", "at")
def bon_rechnung(d: Dice) -> Paper:
    """A do-it-yourself market's slip that is an invoice: tax letters A and B, tax table, card slip below."""
    p = Sheet("roll", "Courier", 7.5)
    seller = f"{d.pick('Bauwelt', 'Hagemarkt', 'Werkhof')} {d.pick('GmbH & Co. KG', 'Handels GmbH')}"
    high, low = (20, 10) if d.country == "at" else (19, 7)
    items = d.items((("BLUMENERDE 40L", 5, 9), ("DUEBEL 8MM 50ST", 4, 8), ("WANDFARBE 10L", 29, 59), ("KLEBEBAND", 3, 7)), (2, 4), 3, (str(high),)) + d.items((("KRAEUTER TOPF", 2, 4), ("BRATWURST", 3, 5)), (1, 2), 2, (str(low),))
    number, total = d.n(d.pick("####/##/#####", "R{y}-######", "#########")), total_of(items)
    y = p.lines(113, 26, [seller, *d.home(), "Tel. " + d.phone(), "UID " + d.vat()], 8, 10, "c") + 8
    y = p.lines(10, y, [d.pick("RECHNUNG", "Rechnung / Quittung"), f"{d.pick('Rechnungs-Nr.', 'Beleg-Nr.', 'Re.-Nr.:')} {number}", f"Datum {d.day(d.issued, 'dmy.')}  Zeit {d.randrange(8, 20)}:{d.randrange(10, 59)}"], step=10) + 6
    p.text(216, y, "EUR", align="r")
    for i in items:
        y += 10
        if i.quantity > 1:
            p.text(20, y, f"{i.quantity} Stk x {d.m(i.price)}")
            y += 10
        p.text(10, y, i.text)
        p.text(216, y, f"{d.m(i.amount)} {'A' if i.rate == high else 'B'}", align="r")
    p.rule(10, y + 5, 216)
    p.text(10, y + 18, d.pick("SUMME", "Gesamtbetrag", "ZU ZAHLEN"), 11, True)
    p.text(216, y + 18, "EUR " + d.m(total), 11, True, "r")
    y += 34
    p.text(10, y, d.pick("Kartenzahlung", "girocard", "Bar"))
    p.text(216, y, d.m(total), align="r")
    y += 18
    p.text(10, y, "MwSt-Satz")
    for x, text in ((106, "Netto"), (160, "MwSt"), (216, "Brutto")):
        p.text(x, y, text, align="r")
    net = tax = ZERO
    for rate, gross, _ in by_rate(items):
        part = cents(gross * 100 / (100 + rate))
        net, tax, y = net + part, tax + gross - part, y + 10
        p.text(10, y, f"{'A' if rate == high else 'B'} {rate},0%")
        for x, amount in ((106, part), (160, gross - part), (216, gross)):
            p.text(x, y, d.m(amount), align="r")
    p.lines(113, y + 22, ["Vielen Dank für Ihren Einkauf", "TSE-Signaturzähler " + d.n("######"), "Seriennr. " + d.n("@#@##@#@@")], step=10, align="c")
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, None, "EUR", total, net, tax, None, None, [i.amount for i in items], also={"net_amount": (None,), "tax_amount": (None,)}))


@layout("es")
def farmacia_ticket(d: Dice) -> Paper:
    """A pharmacy's simplified invoice: prices with tax, breakdown by type at the foot, cash and change."""
    p = Sheet("roll", "Courier", 8)
    seller = f"Farmacia {d.family()}"
    items = d.items((("PARACETAMOL 1G", 2, 4), ("CREMA SOLAR 50", 12, 24), ("TERMOMETRO", 6, 15), ("TIRITAS SURTIDAS", 3, 6), ("COLUTORIO", 5, 9)), (2, 4), 2, ("4", "21"))
    number, total = d.n(d.pick("T###-#####", "FS{y}/####", "##/######")), total_of(items)
    y = p.lines(113, 28, [seller, *d.home(), "NIF " + d.n("########@")], 8, 10, "c") + 8
    y = p.lines(10, y, [d.pick("FACTURA SIMPLIFICADA", "Factura simplificada"), f"{d.pick('N. ticket:', 'Nº', 'Núm.:')} {number}", f"Fecha: {d.day(d.issued, 'dmy/')}  Hora: {d.randrange(9, 21)}:{d.randrange(10, 59)}", f"Le atendió: {d.choice(d.place.given)}"], step=11) + 8
    y = p.table(10, y, [24, 112, 34, 46], "llrr", [("Ud", "Artículo", "PVP", "Importe"), *[(str(i.quantity), i.text, d.m(i.price), d.m(i.amount)) for i in items]], ruled="u", size=7.5)
    p.text(10, y + 8, d.pick("TOTAL", "TOTAL A PAGAR", "TOTAL EUR"), 12, True)
    p.text(216, y + 8, d.c(total), 12, True, "r")
    cash = (total / 10).to_integral_value() * 10 + 10
    y = p.pairs(10, 216, y + 26, [("Entregado", d.m(cash)), ("Cambio", d.m(cash - total))], align="r") + 6
    p.text(10, y, "Tipo    Base     Cuota")
    net = tax = ZERO
    for rate, gross, _ in by_rate(items):
        part = cents(gross * 100 / (100 + rate))
        net, tax, y = net + part, tax + gross - part, y + 10
        p.text(10, y, f"{rate}%  {d.m(part):>8} {d.m(gross - part):>8}")
    p.text(113, y + 24, "IVA INCLUIDO. GRACIAS POR SU VISITA", 7, align="c")
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, None, "EUR", total, net, tax, None, None, [i.amount for i in items], also={"net_amount": (None,), "tax_amount": (None,)}))


@layout("gb", "us", "au")
def fare_receipt(d: Dice) -> Paper:
    """An airline's electronic ticket receipt in typewriter type: flights as lines, fare calculation, taxes by letter codes."""
    p = Sheet("a4", "Courier", 9)
    seller, who = d.pick("Northlight Airways", "Meridian Air", "Pelican Airlines"), d.who()
    number, cur = d.n(d.pick("### ##########", "###-##########")), d.place.currency
    fare, parts = d.price(80, 620), [(code, d.price(4, 60)) for code in d.sample(["GB", "UB", "YQ", "US", "XF", "WY"], 3)]
    total = fare + total_of(Item(c, a) for c, a in parts)
    style = "dd-mon-y"
    fly = d.ago(-40)
    lines = [seller.upper(), "ELECTRONIC TICKET RECEIPT / ITINERARY", "", f"PASSENGER NAME   : {who.upper()}", f"TICKET NUMBER    : {number}", f"BOOKING REF      : {d.n('@#@@#@')}", f"{d.pick('DATE OF ISSUE    ', 'ISSUE DATE       ')}: {d.day(d.issued, style).upper()}", f"ISSUED BY        : {seller.upper()}, {d.town().upper()}", f"IATA NUMBER      : {d.n('########')}", "", "FLIGHT  DATE         FROM            TO              DEP    ARR    BAG", "-" * 74]
    lines += [f"{d.n('@@###')}   {d.day(fly, style)}  {a:<15} {b:<15} {d.n('1#')}:05  {d.n('1#')}:40  1PC" for a, b in (("NORTHFIELD", "PORT ADAIR"), ("PORT ADAIR", "NORTHFIELD"))]
    lines += ["", f"FARE             : {cur} {d.m(fare)}", *[f"TAX/FEE/CHARGE   : {cur} {d.m(amount)} {code}" for code, amount in parts], f"{d.pick('TOTAL            ', 'TOTAL AMOUNT     ')}: {cur} {d.m(total)}", f"FORM OF PAYMENT  : CC VI XXXXXXXXXXXX{d.n('####')}", f"ENDORSEMENTS     : NON REF/CHG FEE {cur} 60.00", "", "CHECK-IN CLOSES 40 MINUTES BEFORE DEPARTURE. CARRY THIS RECEIPT."]
    p.lines(50, 70, lines, step=14)
    return Paper("drawn", p.pdf(), Truth(number.replace("-", "-"), d.issued, seller, who, cur, total, fare, None, None, None, [], also={"net_amount": (None,), "seller_name": (seller.upper(),), "buyer_name": (None,), "invoice_number": (number.replace(" ", ""),), "tax_amount": (str(total - fare),)}))


@layout("in")
def cab_invoice(d: Dice) -> Paper:
    """An Indian cab platform's invoice on behalf of the driver: legal blocks of small print, tax halves, no due date."""
    seller, driver, who = d.pick("Chalo Cabs", "Savari Rides", "RickQuick Mobility") + d.pick(" Private Limited", " Pvt. Ltd."), d.who(), d.who()
    number = d.n(d.pick("CC##@@######", "RD##########", "{y}KA#######"))
    net = d.price(120, 900)
    half = cents(net * Decimal("0.025"))
    total = net + 2 * half
    style = d.pick("d mon y", "dd-mon-y")
    body = (
        f"<div class=row><h1>{e(seller.split(' ')[0])}</h1><b>Tax Invoice</b></div><p><small>Issued by {e(seller)} under section 9(5) on behalf of driver {e(driver)}</small></p><div class=row><div style='width:48%'>{colon([('Invoice number', number), ('Invoice date', d.day(d.issued, style)), ('Customer name', who), ('Place of supply', d.town().split(',')[0])])}</div><div style='width:44%'>{br([seller, *d.home(), 'GSTIN: ' + d.vat(), 'SAC 996412'])}</div></div><hr>"
        f"{grid(['Trip', 'Distance', 'Taxable value', 'Rate', 'Tax'], [(d.n('CRN##########'), f'{d.randrange(3, 28)}.4 km', d.c(net), '5%', d.c(2 * half))], 3)}<hr><div style='width:60%'>{stack([('Ride fare', d.c(net)), ('CGST 2.5%', d.c(half)), ('SGST 2.5%', d.c(half)), (d.pick('Total', 'Total fare', 'Total amount'), d.c(total))])}</div><p>Paid by {d.pick('UPI', 'cash', 'wallet')}. Pick-up {d.randrange(1, 12)}:{d.randrange(10, 59)} pm, {e(d.street())}</p><p><small>Whether tax is payable under reverse charge: No</small></p>"
    )
    return out("h1{color:#1a8f3c;font-size:24px} hr{border:0;border-top:1px solid #ddd;margin:14px 0}", body, Truth(number, d.issued, seller, who, "INR", total, net, 2 * half, None, None, [2 * half], items_also=[net], also={"seller_name": (seller.split(" ")[0], driver)}))


@layout("fr")
def repas_livre(d: Dice) -> Paper:
    """A meal delivered: restaurant and platform, dishes with tax inside, delivery fee, voucher taken off before the total."""
    rest, platform, who, number = f"{d.pick('Le Petit Wok', 'Chez Malou', 'Pasta Fina')}", d.pick("Toc Toc Repas SAS", "Marmite Express SAS"), d.who(), d.n(d.pick("TTR-{y}-######", "F######-##", "#######"))
    items = d.items((("Bo bun bœuf", 11, 15), ("Nems x4", 5, 8), ("Tiramisu maison", 5, 8), ("Limonade 33 cl", 3, 5)), (2, 4), 2, ("10",))
    fee, off = Item("Frais de livraison", d.price(2, 5), rate=Decimal(20)), d.price(1, 4) if d.at % 2 else ZERO
    rows = [(f"{i.quantity} x {i.text}", f"{i.rate} %", d.c(i.amount)) for i in [*items, fee]]
    total = total_of(items) + fee.amount - off
    low = total_of(items) - off
    tax = (low - cents(low / Decimal("1.1"))) + (fee.amount - cents(fee.amount / Decimal("1.2")))
    body = (
        f"<h1>{e(platform.rsplit(' ', 1)[0].lower())}</h1><h2>{d.pick('Facture', 'Votre facture')}</h2><p>{colon([('Numéro de facture', number), ('Date de facturation', d.day(d.issued, 'd month y')), ('N° de commande', d.n('#@#@-####'))], ' : ')}</p><div class=row><div><b>Vendu par</b><br>{br([rest, d.town(), 'SIRET ' + d.n('### ### ### #####')])}</div><div><b>Facturé par</b><br>{br([platform, *d.home(), 'TVA ' + d.vat()])}</div><div><b>Client</b><br>{br([who, d.town()])}</div></div><br>"
        f"{grid(['Article', 'TVA', 'Prix TTC'], rows, 2, 'class=t')}{stack([*([('Code promo BIENVENUE', d.c(-off))] if off else []), ('dont TVA', d.c(tax)), (d.pick('Total TTC', 'Total payé TTC'), d.c(total))], 'class=s')}<p>Réglé par carte bancaire **** {d.n('####')} le {d.day(d.issued, 'dmy/')}.</p>"
    )
    css = "h1{color:#e4572e;font-size:26px} h2{font-size:15px;margin:14px 0} p{margin:10px 0} .t td{border-bottom:1px dashed #ccc} .s tr:last-child{font-weight:bold;font-size:15px}"
    return out(css, body, Truth(number, d.issued, platform, who, "EUR", total, None, tax, None, None, [i.amount for i in [*items, fee]], also={"net_amount": (str(total - tax),), "seller_name": (rest, platform.rsplit(" ", 1)[0])}))


@layout("us", "in")
def names_renewal(d: Dice) -> Paper:
    """A registrar's receipt: renewals to far dates, fee per domain, store credit, paid; order number beside receipt number."""
    seller, who = d.pick("NameHarbor, Inc.", "Rootzone LLC", "Dotwise Inc."), d.who()
    number, account = d.n(d.pick("R##########", "#########")), d.n("########")
    names = [f"{d.pick('blue', 'old', 'tiny', 'green')}{d.pick('lantern', 'harbor', 'cedar')}{d.n('##')}.{end}" for end in d.sample(["com", "net", "org", "io", "shop"], d.randint(1, 3))]
    items = [*[Item(f".{n.rsplit('.', 1)[1].upper()} Domain Renewal - 1 Year ({n})", d.price(12, 60)) for n in names], Item("ICANN fee", Decimal("0.18") * len(names)), Item("Full Domain Privacy", d.price(0, 12))]
    total = total_of(items)
    cur = "USD"
    rows = [(i.text, "1", f"{d.day(d.ago(-365), 'mon d, y')}" if "Renewal" in i.text else "", f"${i.amount:,.2f}") for i in items]
    body = (
        f"<div class=bar>{e(seller)}</div><h2>Thanks for your order, {e(who.split(' ')[0])}.</h2><div class=row><div>{colon([('Customer Number', account), ('Receipt Number', number), ('Date', d.day(d.issued, 'mon d, y'))])}</div><div><b>Billing information</b><br>{br([who, *d.home()])}</div></div><br>{grid(['Product', 'Qty', 'Renews on', 'Price'], rows, 1, 'class=t')}"
        f"<div style='margin-left:55%'>{stack([('Subtotal', f'${total:,.2f}'), ('Tax', '$0.00'), (d.pick('Total', 'Order total', 'Total charged'), f'${total:,.2f} ({cur})')], 'class=s')}</div><p><small>Paid with Visa ending {d.n('####')}. Prices do not include earlier store credit of $5.00. {e(', '.join(['2150 N Mill Ave', 'Tempe, AZ 85281']))}</small></p>"
    )
    css = ".bar{background:#111;color:#fff;padding:14px;font-size:18px} h2{font-weight:normal;margin:16px 0} .t th{border-bottom:2px solid #111} .s tr:last-child{font-weight:bold}"
    return out(css, body, Truth(number, d.issued, seller, who, cur, total, total, ZERO.quantize(Decimal("0.01")), None, account, [i.amount for i in items], also={"net_amount": (None,), "tax_amount": (None,)}), "Letter")


@layout("it")
def campeggio(d: Dice) -> Paper:
    """A campsite's bill in Italian: nights by person, 10 % inside, tourist tax outside of VAT, deposit already paid."""
    seller, who, number = f"Camping {d.pick('Belvedere', 'La Pineta', 'Tre Laghi')} {d.pick('S.r.l.', 'di ' + d.family() + ' & C. S.n.c.')}", d.who(), d.n(d.pick("###/{y}", "R-####", "####/C"))
    nights = Decimal(d.randint(2, 9))
    items = [Item("Piazzola comfort", cents(nights * 18), nights), Item("Adulti", cents(nights * 2 * 11), nights * 2), Item("Animali", cents(nights * 4), nights)][: 2 + d.at % 2]
    tourist, goods = cents(nights * 2 * Decimal("1.50")), total_of(items)
    net = cents(goods / Decimal("1.1"))
    total, paid = goods + tourist, Decimal("50.00")
    p = Sheet("a5", "Times", 10)
    p.text(40, 50, seller, 15, True, color="#1b5e20")
    p.lines(40, 66, [*d.home(), "P. IVA " + d.n("###########")], 9)
    p.text(40, 122, f"{d.pick('Ricevuta fiscale', 'Fattura', 'Fattura-ricevuta fiscale')} n. {number} del {d.day(d.issued, 'dmy/')}", 11, True)
    p.lines(40, 142, [f"Sig./Sig.ra {who}", d.street(), d.town()], 10)
    p.text(40, 188, f"Arrivo {d.day(d.ago(int(nights)), 'dmy/')}   Partenza {d.day(d.issued, 'dmy/')}   Piazzola {d.n('@##')}", 9)
    y = p.table(40, 210, [170, 70, 90], "lrr", [("Servizio", "Quantità", "Totale €"), *[(i.text, str(i.quantity), d.m(i.amount)) for i in items], ("Imposta di soggiorno (fuori campo IVA)", str(nights * 2), d.m(tourist))], ruled="h", size=10)
    p.pairs(150, 370, y + 14, [("Imponibile 10%", d.m(net)), ("IVA 10%", d.m(goods - net)), ("Imposta di soggiorno", d.m(tourist)), (d.pick("Totale", "Totale documento", "Totale ricevuta"), d.c(total)), ("Caparra versata", d.m(-paid)), ("Saldo", d.c(total - paid))], align="r", step=15)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", total, net, goods - net, None, None, [*[i.amount for i in items], tourist], also={"net_amount": (str(net + tourist), None)}))


@layout("gb")
def textbooks(d: Dice) -> Paper:
    """A bookshop's packing slip that is an invoice: books zero rated with ISBN, stationery taxed, gift voucher used."""
    seller, buyer, number, account = d.pick("Quill & Spine Books Ltd", "Campus Pages Limited"), d.pick(d.who(), d.family() + " Primary School"), d.n(d.pick("B#######", "INV##-#####")), d.n("C#####")
    books = [Item(t, d.price(8, 54), rate=ZERO) for t in d.sample(["Organic Chemistry, 4th ed.", "Steps in Latin", "A Field Guide to Mosses", "Linear Algebra Made Clear"], d.randint(1, 3))]
    pens = [Item("Revision cards, pack 100", d.price(3, 8), rate=Decimal(20))]
    items = [*books, *pens]
    net, tax = total_of(items), cents(pens[0].amount / 5)
    rows = [(d.n("978#########"), i.text, "1", d.c(i.amount), "Z" if not i.rate else "S", d.c(i.amount)) for i in items]
    body = (
        f"<div class=row><div style='font:22px \"DejaVu Serif\"'>{e(seller.rsplit(' ', 1)[0])}</div><div class=r>{d.pick('INVOICE', 'Invoice / Despatch note')}<br>{number}</div></div><div class=row style='margin:20px 0'><div><small>Invoice address</small><br>{br([buyer, *d.home()])}</div><div><small>Delivery address</small><br>{br([buyer, *d.home()])}</div><div>{colon([('Date / tax point', d.day(d.issued)), ('Customer ref', account), ('Despatched', d.day(d.issued))])}</div></div>{grid(['ISBN', 'Title', 'Qty', 'Price', 'VAT', 'Amount'], rows, 3, 'class=t')}"
        f"<div class=row style='margin-top:14px'><div>{grid(['VAT code', 'Rate', 'Goods', 'VAT'], [('Z', '0%', d.m(total_of(books)), '0.00'), ('S', '20%', d.m(pens[0].amount), d.m(tax))], 2)}</div><div style='width:38%'>{stack([('Goods', d.c(net)), ('Postage', d.c(ZERO)), ('VAT', d.c(tax)), ('Invoice total', d.c(net + tax))])}</div></div><p><small>{e(seller)}, {e(', '.join(d.home()))}. VAT No {d.vat()}. Payment received with thanks.</small></p>"
    )
    return out(".t th{background:#f4efe6} .t td{border-bottom:1px solid #e0d8c8} p{margin-top:20px}", body, Truth(number, d.issued, seller, buyer, "GBP", net + tax, net, tax, None, account, [i.amount for i in items], also={"seller_name": (seller.rsplit(" ", 1)[0],)}))


@layout("nl", "de")
def tijdschrift(d: Dice) -> Paper:
    """A magazine's renewal: letter with a giro part at the foot, subscription number, reduced rate inside the price."""
    nl = d.country == "nl"
    title = d.pick("Tuin & Tafel", "Spoorkijker", "Het Archief") if nl else d.pick("Garten & Gast", "Der Gleisblick", "Archiv heute")
    seller, who, number, account = f"{title} {'B.V.' if nl else 'Verlag GmbH'}", d.who(), d.n(d.pick("########", "A{y}#####")), d.n("5#######")
    total, rate = d.price(28, 119), 9 if nl else 7
    tax = total - cents(total * 100 / (100 + rate))
    p = Sheet("a4", "Times", 11)
    p.text(60, 70, title, 26, True, color="#8b0000")
    p.lines(60, 140, [who, *d.home()], 11)
    w = ("Factuur abonnement", "Factuurnummer", "Factuurdatum", "Abonneenummer", "Uiterste betaaldatum", f"Beste {who.split(' ')[0]},", "Jouw abonnement loopt door tot", "Abonnementsgeld 1 jaar", f"Totaal (incl. {rate}% btw", "Te betalen bedrag") if nl else ("Rechnung zum Abonnement", "Rechnungsnummer", "Rechnungsdatum", "Abonummer", "Zahlbar bis", f"Guten Tag {who},", "Ihr Abonnement verlängert sich bis", "Abonnement 1 Jahr", f"Gesamt (inkl. {rate} % MwSt.", "Zu zahlender Betrag")
    p.text(60, 220, w[0], 14, True)
    p.pairs(60, 200, 244, [(w[1], number), (w[2], d.day(d.issued)), (w[3], account), (w[4], d.day(d.due))], step=15)
    p.lines(60, 326, [w[5], f"{w[6]} {d.day(d.ago(-365))}."], 11, 16)
    p.pairs(60, 535, 380, [(w[7], d.c(total)), (f"{w[8]} {d.c(tax)})", d.c(total))], align="r", step=17)
    p.rule(30, 640, 565, 0.5, "#888888")
    p.box(60, 660, 475, 110, "", "#8b0000")
    p.pairs(75, 250, 682, [(w[9], d.c(total)), ("IBAN", d.bank()), (w[1] if d.at % 2 else "Kenmerk" if nl else "Verwendungszweck", number)], 10, 18)
    p.text(60, 800, f"{seller} · {', '.join(d.home())} · {d.vat()}", 7)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", total, None, tax, d.due, account, [total], also={"net_amount": (str(total - tax),), "seller_name": (title,)}))


@layout("ch", "de", "at")
def parkkarte(d: Dice) -> Paper:
    """A car park's monthly pass billed by mail: contract and place numbers, period as dates, one line, tax inside."""
    seller, who, number, account = f"{d.pick('Parkraum', 'Zentralgarage', 'Tiefgaragen')} {d.town().split(' ', 1)[1]} {'AG' if d.country == 'ch' else 'GmbH'}", d.pick(d.who(), d.firm("Treuhand")), d.n(d.pick("P####-##", "#######", "{y}/#####")), d.n("V-#####")
    total, rate = d.price(60, 260), {"ch": Decimal("8.1"), "de": Decimal(19), "at": Decimal(20)}[d.country]
    tax = total - cents(total * 100 / (100 + rate))
    cur, mw = d.place.currency, {"ch": "MWST", "de": "MwSt.", "at": "USt."}[d.country]
    percent = d.m(rate).rstrip("0").rstrip(".,")
    body = (
        f"<div class=p>P</div><b>{e(seller)}</b><br>{br(d.home())}<div class=a>{br([who, *d.home()])}</div><h1>Rechnung Dauerparkkarte</h1>{boxed([('Rechnung', number), ('vom', d.day(d.issued, 'dmy.')), ('Vertrag', account), ('Stellplatz', d.n('U2-###')), ('fällig am', d.day(d.due, 'dmy.'))])}<br>"
        f"{grid(['Leistung', 'Zeitraum', 'Betrag ' + cur], [('Dauerparkberechtigung', d.day(d.ago(-5), 'dmy.') + ' - ' + d.day(d.ago(-35), 'dmy.'), d.m(total))], 1, 'class=t')}<p><b>{d.pick('Total', 'Gesamtbetrag', 'Rechnungsbetrag')} {cur} {d.m(total)}</b>, darin enthalten {percent}% {mw} {cur} {d.m(tax)}</p><p>{d.bank()}<br>{d.vat()}</p>"
    )
    css = ".p{float:right;background:#0047ab;color:#fff;font-size:40px;padding:4px 20px} .a{margin:60px 0 30px} h1{font-size:16px;margin-bottom:8px} .bx td{background:#eef} .t th{border-bottom:1px solid #000} p{margin:14px 0}"
    return out(css, body, Truth(number, d.issued, seller, who, cur, total, None, tax, d.due, account, [total], also={"net_amount": (str(total - tax),)}))
