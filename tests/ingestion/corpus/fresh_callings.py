# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Bills of callings and local services: hire shops, vets, notaries, nurseries, sweeps, lift firms, agencies."""

from decimal import Decimal
from html import escape as e

from tests.ingestion.corpus.browser import br, grid, stack
from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, by_rate, cents, layout, total_of
from tests.ingestion.corpus.fresh_kit import ZERO, colon, out
from tests.ingestion.corpus.surface import Sheet


@layout("gb", "au")
def plant_hire(d: Dice) -> Paper:
    """Tool hire: on-hire and off-hire dates in every row, damage waiver, delivery, contract and order numbers all about."""
    p = Sheet("a4", "Helvetica", 9)
    seller, buyer, number, account = d.firm("Plant Hire"), d.firm("Groundworks"), d.n(d.pick("HI######", "######", "I/#####")), d.n("@@@###")
    items = d.items((("Mini digger 1.5t, week", 120, 210), ("Wacker plate, week", 40, 70), ("Floor saw, day", 45, 80), ("Dehumidifier, week", 55, 95)), (2, 3), 2)
    extra = [Item("Damage waiver 12.5%", cents(total_of(items) / 8)), Item("Collection", d.price(20, 45))]
    rows = [*items, *extra]
    net = total_of(rows)
    rate, name = (10, "GST") if d.country == "au" else (20, "VAT")
    tax = cents(net / rate if rate == 10 else net / 5)
    p.box(0, 0, p.width, 60, "#f5b800", "")
    p.text(40, 40, seller.upper(), 18, True)
    p.text(555, 40, d.pick("HIRE INVOICE", "INVOICE", "TAX INVOICE"), 14, True, "r")
    p.lines(40, 84, [buyer, *d.home()], 10)
    p.table(300, 86, [85, 85, 85], "ccc", [("Invoice No", "Invoice Date", "Account"), (number, d.day(d.issued, "dmy/"), account), ("Contract", "Your Order", "Due Date"), (d.n("C#####"), d.n("PO-####"), d.day(d.due, "dmy/"))], ruled="g", bold=False)
    p.text(40, 165, f"Site: {d.street()}, {d.town()}", 8)
    table = [("Item", "On hire", "Off hire", "Qty", "Rate", "Amount"), *[(i.text, d.day(d.ago(20), "dmy2/"), d.day(d.ago(6), "dmy2/"), str(i.quantity), d.m(i.price), d.m(i.amount)) for i in items], *[(i.text, "", "", "", "", d.m(i.amount)) for i in extra]]
    y = p.table(40, 190, [195, 65, 65, 40, 75, 75], "lllrrr", table, ruled="u", shade="#f5e3a0")
    p.pairs(400, 552, y + 14, [("Goods", d.m(net)), (name, d.m(tax)), (d.pick("Total", "Invoice Total", "Amount due"), d.c(net + tax))], align="r", step=15)
    p.lines(40, 780, [f"{seller}, {', '.join(d.home())}", f"{name} no. {d.vat()}   {d.bank()}", f"Accounts are due {d.days} days from invoice date. A charge is made for late returns."], 7.5)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, net + tax, net, tax, d.due, account, [i.amount for i in rows]))


@layout("de")
def labor(d: Dice) -> Paper:
    """A laboratory's fee note to a patient: number and date in one sentence, fee numbers with factor, no VAT, sum of two columns."""
    p = Sheet("a4", "Times", 10)
    seller, who, number = f"Labor {d.family()} {d.pick('MVZ GmbH', 'Partnerschaft mbB', 'GbR')}", d.who(), d.n(d.pick("L{y}######", "##-######", "#######"))
    items = [Item(t, cents(Decimal(points) * Decimal("0.0582873") * Decimal("1.15")), code=nr) for nr, t, points in d.sample([("3550", "Blutbild", 60), ("3562.H1", "Cholesterin", 40), ("4030.H4", "TSH", 250), ("3741", "CRP", 200), ("4138", "25-OH-Vitamin D", 480), ("3585.H1", "Kreatinin", 40)], d.randint(3, 5))]
    total = total_of(items)
    p.text(60, 55, seller, 14, True)
    p.text(60, 70, f"{d.street()} · {d.town()} · {d.phone()}", 8)
    p.lines(60, 130, [d.pick("Herrn", "Frau"), who, *d.home()], 10)
    p.text(60, 230, f"{d.pick('Rechnung', 'Rechnung Nr.', 'Liquidation Nr.')} {number} vom {d.day(d.issued, 'dmy.')}", 12, True)
    p.lines(60, 250, [f"Patient: {who}, geb. 1{d.randrange(1, 9)}.0{d.randrange(1, 9)}.19{d.randrange(50, 99)}    Untersuchung am {d.day(d.ago(9), 'dmy.')}", f"Einsender: Dr. med. {d.family()}"], 10, 14)
    y = p.table(60, 296, [60, 230, 60, 50, 70], "llrrr", [("GOÄ", "Leistung", "Anzahl", "Faktor", "Betrag €"), *[(i.code, i.text, "1", "1,15", d.m(i.amount)) for i in items]], ruled="u", size=10)
    p.text(400, y + 10, d.pick("Rechnungsbetrag", "Gesamtbetrag", "Summe"), 11, True, "r")
    p.text(527, y + 10, d.c(total), 11, True, "r")
    p.lines(60, y + 40, [f"Bitte überweisen Sie den Betrag innerhalb von {d.days} Tagen unter Angabe der Rechnungsnummer.", f"IBAN {d.bank()}", "Umsatzsteuerfrei nach § 4 Nr. 14 UStG."], 10, 14)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", total, None, None, d.due, None, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",)}))


@layout("nl")
def dierenarts(d: Dice) -> Paper:
    """A vet's bill in Dutch: per animal a block, two rates inclusive, paid by card at the desk or by transfer."""
    seller, who, number, account = f"Dierenkliniek {d.pick('De Linde', 'Het Veer', 'Oosterpoort')}{d.pick(' B.V.', '')}", d.who(), d.n(d.pick("{y}#####", "F-#####", "2######")), d.n("#####")
    items = d.items((("Consult", 38, 52), ("Vaccinatie cocktail", 32, 48), ("Bloedonderzoek", 60, 120), ("Gebitsreiniging", 140, 260)), (2, 3), 1, ("21",)) + d.items((("Ontwormingstablet", 6, 12), ("Oorzalf tube", 14, 26)), (1, 2), 2, ("9",))
    total = total_of(items)
    taxes = [(r, g - cents(g * 100 / (100 + r))) for r, g, _ in by_rate(items)]
    tax = sum((t for _, t in taxes), ZERO)
    paid = d.at % 2 == 1
    rows = [(d.day(d.ago(2)), i.text, str(i.quantity), f"{i.rate}%", d.m(i.amount)) for i in items]
    body = (
        f"<h1>{e(seller)}</h1><p>{e(' | '.join([*d.home(), d.phone()]))}</p><div class=row style='margin:30px 0'><div>{br([who, *d.home()])}</div><div>{colon([('Nota', number), ('Datum nota', d.day(d.issued)), ('Relatienummer', account)])}</div></div><p><b>Patiënt:</b> {d.pick('Bobbie (hond)', 'Minoes (kat)', 'Sjors (konijn)')}, chip {d.n('528##########')}</p>{grid(['Datum', 'Behandeling / artikel', 'Aantal', 'Btw', 'Bedrag incl.'], rows, 3, 'class=t')}"
        f"<div style='margin-left:50%'>{stack([*[(f'btw {r}% (inbegrepen)', d.m(t)) for r, t in taxes], (d.pick('Totaal incl. btw', 'Totaalbedrag', 'Totaal'), d.c(total)), *([('Voldaan per pin', d.c(total)), ('Nog te voldoen', d.c(ZERO))] if paid else [])])}</div><p>{'Hartelijk dank voor uw betaling.' if paid else f'Gelieve te betalen binnen {d.days} dagen op {d.bank()}.'}</p><small>KvK {d.n('########')} BTW {d.vat()}</small>"
    )
    css = "h1{color:#00695c;font-size:21px} .t td,.t th{border:1px solid #b2dfdb} p{margin:10px 0}"
    return out(css, body, Truth(number, d.issued, seller, who, "EUR", total, None, tax, None if paid else d.due, account, [i.amount for i in items], also={"net_amount": (str(total - tax),)}))


@layout("de")
def notar(d: Dice) -> Paper:
    """A German notary's cost computation: deed register number, fee act numbers with values beside fees, VAT number last."""
    p = Sheet("a4", "Times", 11)
    seller, who = f"Notar{d.pick('in', '')} Dr. {d.family()}", d.who()
    number = d.n(d.pick("{y}/0####", "KR-####/{y}", "######"))
    worth = Decimal(d.randrange(90, 480) * 1000)
    items = [Item("Beurkundungsverfahren, Nr. 21100 KV GNotKG", d.price(300, 900)), Item("Vollzugsgebühr, Nr. 22110", d.price(80, 300)), Item("Dokumentenpauschale, Nr. 32001", d.price(5, 30)), Item("Auslagen Post, Nr. 32005", Decimal("20.00"))]
    net = total_of(items)
    tax = cents(net * 19 / 100)
    p.text(297, 60, seller, 17, True, "c")
    p.text(297, 76, " - ".join([*d.home(), "Tel. " + d.phone()]), 9, align="c")
    p.lines(60, 130, [who, *d.home()])
    p.pairs(360, 535, 130, [("Rechnungsdatum:", d.day(d.issued, "dmy.")), ("Rechnungsnummer:", number), ("UVZ-Nr.:", d.n("####/{y}")), ("Sachbearbeiter:", d.family())], 10, 14, "r")
    p.text(60, 225, "Kostenberechnung", 14, True)
    p.text(60, 243, f"Kaufvertrag vom {d.day(d.ago(18), 'dmy.')}, Geschäftswert {d.c(worth)} (§§ 47, 97 GNotKG)", 10)
    y = 270.0
    for i in items:
        p.text(70, y, i.text, 10.5)
        p.text(530, y, d.m(i.amount), 10.5, align="r")
        y += 17
    p.rule(450, y - 10, 535)
    y = p.pairs(300, 530, y + 6, [("Zwischensumme", d.m(net)), ("19 % Umsatzsteuer, Nr. 32014", d.m(tax)), (d.pick("Gesamtsumme", "Rechnungsbetrag", "Gesamtbetrag"), d.c(net + tax))], align="r", step=17)
    p.lines(60, y + 24, [f"Fällig sofort. Zahlbar auf IBAN {d.bank()}.", "Rechtsbehelfsbelehrung: Gegen diese Kostenberechnung kann die Entscheidung des Landgerichts beantragt werden.", f"USt-IdNr. {d.vat()}"], 9)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", net + tax, net, tax, None, None, [i.amount for i in items], also={"due_date": (d.issued.isoformat(), None)}))


@layout("at", "de")
def kita(d: Dice) -> Paper:
    """A nursery's monthly fee: parents addressed, child named, care and meals, collected by direct debit."""
    seller, who, number, account = f"Kinderhaus {d.pick('Löwenzahn', 'Regenbogen', 'Wurzelzwerge')} {d.pick('e. V.', 'gGmbH')}" if d.country == "de" else f"Kindergruppe {d.pick('Sternschnuppe', 'Purzelbaum')} Verein", d.who(), d.n(d.pick("KB-{y}-###", "#####", "{y}/0#-###")), d.n("K####")
    items = [Item("Elternbeitrag", d.price(120, 380)), Item("Verpflegung", d.price(50, 95)), Item("Bastelgeld", d.price(3, 9))]
    total = total_of(items)
    month = d.day(d.issued, "d month y").split(" ", 1)[1]
    body = (
        f"<div style='text-align:center;color:#d35400;font-size:20px'>{e(seller)}</div><p style='text-align:center'><small>{e(' · '.join(d.home()))}</small></p><div style='margin:40px 0'>{br(['Familie ' + who.split(' ', 1)[1], 'z. H. ' + who, *d.home()])}</div><h2>{d.pick('Beitragsrechnung', 'Rechnung')} {month}</h2><p>{colon([('Rechnungs-Nr.', number), ('Datum', d.day(d.issued, 'dmy.')), ('Kundennr.', account), ('Kind', d.choice(d.place.given))])}</p>"
        f"{grid(['Bezeichnung', 'EUR'], [*[(i.text, d.m(i.amount)) for i in items], (d.pick('Summe', 'Gesamt', 'Gesamtbetrag'), d.m(total))], 1, 'class=t')}<p>Der Betrag wird am {d.day(d.due, 'dmy.')} per SEPA-Lastschrift eingezogen. Gläubiger-ID DE98ZZZ{d.n('###########')}, Mandat {d.n('M-####')}.</p><p>Steuerfrei, bitte für die Steuererklärung aufbewahren.</p>"
    )
    css = "h2{font-size:15px} p{margin:12px 0} .t{width:70%} .t td{border-bottom:1px dotted #d35400} .t tr:last-child{font-weight:bold}"
    return out(css, body, Truth(number, d.issued, seller, who, "EUR", total, None, None, d.due, account, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",), "buyer_name": ("Familie " + who.split(" ", 1)[1],)}))


@layout("es")
def gimnasio(d: Dice) -> Paper:
    """A gym's fee: member number, monthly quota with tax apart, direct debit to a masked account."""
    seller, who, number, account = f"{d.pick('Fitnova', 'Gimnasio Atlas', 'Energym')} {d.pick('S.L.', 'S.L.U.')}", d.who(), d.n(d.pick("G{y}-#####", "R##/####", "######")), d.n("####")
    items = [Item("Cuota mensual Total", d.price(25, 60)), Item("Taquilla", d.price(4, 9))][: 1 + d.at % 2]
    net = total_of(items)
    tax = cents(net * 21 / 100)
    body = (
        f"<table class=h><tr><td><h1>{e(seller.rsplit(' ', 1)[0].upper())}</h1></td><td class=r>{d.pick('RECIBO / FACTURA', 'FACTURA')}<br><b>{number}</b><br>{d.day(d.issued)}</td></tr></table><div class=row><div class=c><b>Emisor</b><br>{br([seller, 'CIF ' + d.vat(), *d.home()])}</div><div class=c><b>Socio nº {account}</b><br>{br([who, 'DNI ' + d.n('########@'), *d.home()])}</div></div>"
        f"{grid(['Descripción', 'Base', 'IVA', 'Cuota IVA', 'Importe'], [(i.text, d.m(i.amount), '21 %', d.m(cents(i.amount * 21 / 100)), d.m(i.amount + cents(i.amount * 21 / 100))) for i in items], 4, 'class=t')}<div class=tot>{d.pick('TOTAL A PAGAR', 'TOTAL', 'IMPORTE TOTAL')} <b>{d.c(net + tax)}</b></div><p>Base imponible {d.c(net)} · Cuota de IVA {d.c(tax)}</p><p>Adeudo SEPA con fecha de cargo {d.day(d.due, 'dmy/')} en la cuenta ES** **** **** **** {d.n('####')}</p>"
    )
    total_items = [i.amount + cents(i.amount * 21 / 100) for i in items]
    css = ".h{background:#222;color:#fff} h1{font-size:24px} .c{width:48%;padding:10px;margin:12px 0;background:#f3f3f3} .tot{background:#ffdd00;padding:10px;text-align:right;font-size:16px;margin-top:10px} p{margin:10px 0}"
    if total_of(Item("", a) for a in total_items) != net + tax:
        tax_sum = sum((a for a in total_items), ZERO) - net
        css, body = css, body.replace(d.c(net + tax), d.c(net + tax_sum)).replace(d.c(tax) + "</p>", d.c(tax_sum) + "</p>")
        tax = tax_sum
    return out(css, body, Truth(number, d.issued, seller, who, "EUR", net + tax, net, tax, d.due, account, total_items, items_also=[i.amount for i in items], also={"due_date": (None,), "seller_name": (seller.rsplit(" ", 1)[0].upper(),)}))


@layout("us", "ca")
def alarm_quarter(d: Dice) -> Paper:
    """An alarm company: monitoring by quarter, invoice and customer number in a strip, stub to tear off at the foot."""
    p = Sheet("letter", "Helvetica", 9)
    seller, who, number, account = d.pick("Sentry Point Security", "Watchtower Alarm Co.", "Blue Shield Protection Inc."), d.pick(d.who(), d.firm("Dental")), d.n(d.pick("########", "INV-######", "######")), d.n(d.pick("######", "##-####"))
    items = [Item("Alarm monitoring", d.price(75, 160)), Item("Cellular backup", d.price(20, 45)), Item("Service plan", d.price(15, 40))][: 2 + d.at % 2]
    net = total_of(items)
    tax = cents(net * 7 / 100)
    total, style = net + tax, "mdy/"
    p.text(40, 50, seller, 16, True, color="#1f3a5f")
    p.lines(40, 66, [*d.home(), d.phone()], 8)
    p.table(290, 50, [70, 70, 70, 72], "cccc", [("Customer #", "Invoice #", "Invoice Date", "Due Date"), (account, number, d.day(d.issued, style), d.day(d.due, style))], ruled="g", size=8)
    p.lines(60, 140, [who, *d.home()], 10)
    p.text(330, 140, "Service location:", 8, True)
    p.lines(330, 152, d.home(), 9)
    period = f"{d.day(d.ago(-5), style)} - {d.day(d.ago(-95), style)}"
    y = p.table(40, 220, [250, 160, 110], "llr", [("Description", "Period", "Amount"), *[(i.text, period, d.m(i.amount)) for i in items]], ruled="u", shade="#dfe7f0")
    p.pairs(400, 558, y + 12, [("Subtotal", d.m(net)), ("Sales tax", d.m(tax)), (d.pick("Invoice Total", "Total", "Total This Invoice"), d.c(total)), ("Payments/Credits", d.c(ZERO)), (d.pick("Balance Due", "Please Pay"), d.c(total))], align="r", step=14)
    p.text(306, 560, "- - - - - - - - - - detach and return with payment - - - - - - - - - -", 8, align="c")
    p.pairs(380, 558, 590, [("Customer #", account), ("Invoice #", number), ("Amount Due", d.c(total)), ("Amount Enclosed", "$________")], align="r", step=14)
    p.lines(40, 590, ["Remit to:", seller, "PO Box 7120", d.town()], 9)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, d.place.currency, total, net, tax, d.due, account, [i.amount for i in items]))


@layout("it")
def ascensori(d: Dice) -> Paper:
    """Lift maintenance in Italy: a condominium as buyer, fee in advance, withholding of 4 % taken off below the total."""
    seller, buyer, number, account = f"{d.pick('Elevatori', 'Ascensori')} {d.family()} {d.pick('S.r.l.', 'S.p.A.')}", f"Condominio {d.street()}", d.n(d.pick("FV-####", "###/E", "{y}-#####")), d.n("IMP#####")
    items = [Item("Canone manutenzione semestre", d.price(280, 620)), Item("Sostituzione pulsantiera piano 2", d.price(60, 190)), Item("Diritto di chiamata", d.price(30, 60))][: 2 + d.at % 2]
    net = total_of(items)
    tax = cents(net / 10)
    total, held = net + tax, cents(net * 4 / 100)
    body = (
        f"<div class=row><h1>{e(seller)}</h1><div class=r>{br([*d.home(), 'C.F./P.IVA ' + d.n('###########'), 'PEC fatture@pec.example'])}</div></div><div style='margin:24px 0 24px 50%'><small>Destinatario</small><br>{br([buyer, 'c/o Amm. ' + d.who(), d.town(), 'C.F. 9' + d.n('##########')])}</div><p><b>FATTURA n° {number}</b> {d.pick('del', 'in data')} {d.day(d.issued, 'dmy/')} &nbsp; Impianto {account} &nbsp; Pag. {d.pick('R.B.', 'B.B.')} {d.days} gg DF - scadenza {d.day(d.due, 'dmy/')}</p>"
        f"{grid(['Descrizione', 'IVA', 'Importo'], [(i.text, '10%', d.c(i.amount)) for i in items], 2, 'class=t')}<table class=b><tr><td>Imponibile<br><b>{d.c(net)}</b></td><td>IVA 10%<br><b>{d.c(tax)}</b></td><td>{d.pick('Totale fattura', 'Totale documento')}<br><b>{d.c(total)}</b></td><td>Rit. acconto 4%<br><b>{d.c(-held)}</b></td><td>Netto a pagare<br><b>{d.c(total - held)}</b></td></tr></table><p>IBAN {d.bank()}</p>"
    )
    css = "h1{font-size:18px;color:#283593} p{margin:14px 0} .t td{border-bottom:1px solid #ccc} .b td{border:1px solid #283593;text-align:center} .b{margin-top:18px}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, account, [i.amount for i in items], also={"account_number": (None,)}))


@layout("nl")
def schoonmaak(d: Dice) -> Paper:
    """A cleaning firm in Dutch, tax shifted to the customer: a zero tax line, G-account beside the bank account, week numbers."""
    p = Sheet("a4", "Helvetica", 10)
    seller, buyer, number, account = d.firm("Schoonmaak"), d.firm("Bouw"), d.n(d.pick("{y}.####", "VF######", "##-###")), d.n("D####")
    items = d.items((("Opleverschoonmaak woning", 140, 290), ("Glasbewassing", 80, 190), ("Uren schoonmaker", 26, 34), ("Containerhuur", 60, 95)), (2, 4), 6)
    total = total_of(items)
    p.text(550, 50, seller, 16, True, "r", "#0277bd")
    p.lines(550, 66, [*d.home(), d.phone(), "KvK " + d.n("########"), "BTW " + d.vat()], 8, align="r")
    p.lines(50, 140, [buyer, "Crediteurenadministratie", *d.home()])
    p.text(50, 220, "FACTUUR", 18, True)
    p.pairs(50, 160, 244, [("Factuurnr:", number), ("Factuurdatum:", d.day(d.issued)), ("Debiteurnr:", account), ("Uw btw-nr:", d.vat()), ("Week:", d.n("#"))], step=14)
    y = p.table(50, 336, [240, 60, 90, 100], "lrrr", [("Omschrijving", "Aantal", "Tarief", "Totaal"), *[(i.text, d.m(i.quantity), d.c(i.price), d.c(i.amount)) for i in items]], ruled="h")
    y = p.pairs(300, 537, y + 12, [("Totaal excl. BTW", d.c(total)), (d.pick("BTW verlegd", "BTW 0% verlegd"), d.c(ZERO)), (d.pick("Totaal te voldoen", "Totaal", "Factuurbedrag"), d.c(total))], align="r", step=15)
    p.lines(50, y + 30, ["Btw verlegd naar afnemer op grond van artikel 12 lid 5 Wet OB.", f"Wij verzoeken u 25% ({d.c(cents(total / 4))}) te storten op de G-rekening NL{d.n('## INGB 099# ### ###')}", f"en het restant op {d.bank()} binnen {d.days} dagen na factuurdatum."], 9, 13)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "EUR", total, total, Decimal("0.00"), d.due, account, [i.amount for i in items]))


@layout("gb", "us")
def temp_staff(d: Dice) -> Paper:
    """A staffing agency: a row a worker and week with hours at standard and overtime, week ending dates, totals by hours."""
    seller, buyer, number, account = d.firm("Recruitment"), d.firm("Warehousing"), d.n(d.pick("TS######", "######", "W##-####")), d.n("CL-####")
    us = d.country == "us"
    rows, amounts = [], []
    for _ in range(d.randint(2, 5)):
        std, over, rate = Decimal(d.randrange(24, 40)), Decimal(d.randrange(0, 7)), d.price(16, 29)
        amounts.append(cents(std * rate + over * rate * Decimal("1.5")))
        rows.append((d.who(), d.day(d.ago(6)), f"{std}.00", f"{over}.00", d.m(rate), d.m(amounts[-1])))
    net = sum(amounts, ZERO)
    tax = ZERO if us else cents(net / 5)
    word = d.pick("Invoice Total", "Total Due", "TOTAL")
    body = (
        f"<h1>{e(seller)}</h1><table class=q><tr><td rowspan=2 style='width:50%'><small>INVOICE TO</small><br>{br([buyer, *d.home()])}</td><td><small>INVOICE NO</small><br>{number}</td><td><small>{'DATE' if us else 'TAX POINT'}</small><br>{d.day(d.issued)}</td></tr><tr><td><small>CLIENT NO</small><br>{account}</td><td><small>PAYMENT DUE</small><br>{d.day(d.due)}</td></tr></table>"
        f"{grid(['Temporary worker', 'Week ending', 'Std hrs', 'O/T hrs', 'Charge rate', 'Amount'], rows, 4, 'class=t')}<div style='width:40%;margin-left:60%'>{stack([('Net', d.c(net)), *([] if us else [('VAT @ 20%', d.c(tax))]), (word, d.c(net + tax))])}</div><p>This invoice has been assigned to Northgate Factors {'Inc.' if us else 'Ltd'}, to whom payment must be made. {d.bank()}</p>"
    )
    css = "h1{font-size:22px;color:#6a1b9a;margin-bottom:16px} .q td{border:1px solid #999} .t{margin-top:20px} .t th{background:#6a1b9a;color:#fff;font-size:10px} .t tr:nth-child(even) td{background:#f3e5f5} p{margin-top:24px}"
    return out(css, body, Truth(number, d.issued, seller, buyer, d.place.currency, net + tax, net, None if us else tax, d.due, account, amounts, also={"tax_amount": (None, "0.00")} if us else {}))


@layout("fr")
def agence_media(d: Dice) -> Paper:
    """An advertising agency in French: media bought for the client, commission in per cent, fees; campaign reference, 45 days end of month."""
    p = Sheet("a4", "Inter", 9.5)
    seller, buyer, number = f"{d.pick('Agence', 'Studio')} {d.family()} {d.pick('SAS', 'SARL')}", d.firm("Cosmétiques"), d.n(d.pick("{y}-F-###", "AG#####", "F{y}0#-###"))
    media = [Item(f"Achat d'espace - {t}", d.price(700, 5200)) for t in d.sample(["Radio régionale", "Affichage abribus", "Presse magazine", "Cinéma"], 2)]
    items = [*media, Item("Commission d'agence 8 %", cents(total_of(media) * 8 / 100)), Item("Honoraires de création", d.price(900, 3000))]
    net = total_of(items)
    tax = cents(net / 5)
    p.text(50, 60, seller, 20, True)
    p.text(50, 110, "FACTURE", 11, True, color="#d81b60")
    p.lines(50, 126, [f"N° {number}", f"{d.pick('En date du', 'Émise le', 'Date :')} {d.day(d.issued)}", f"Réf. campagne : {d.n('CMP-###')}", f"Échéance : {d.day(d.due)}"], step=14)
    p.lines(330, 126, ["À l'attention de", buyer, *d.home()], step=14)
    y = 230.0
    for i in items:
        p.text(50, y, i.text)
        p.text(545, y, d.c(i.amount), align="r")
        p.rule(50, y + 7, 545, 0.3, "#cccccc")
        y += 22
    y = p.pairs(350, 545, y + 10, [("Total H.T.", d.c(net)), ("T.V.A. 20,00 %", d.c(tax)), (d.pick("Total T.T.C.", "Montant T.T.C.", "Net à payer T.T.C."), d.c(net + tax))], 10, 18, "r")
    p.lines(50, 770, [f"{seller} - {' - '.join(d.home())}", f"RCS {d.n('### ### ###')} - TVA {d.vat()} - IBAN {d.bank()}", "Aucun escompte pour paiement anticipé. Pénalités de retard : taux BCE + 10 points."], 7)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, None, [i.amount for i in items]))


@layout("de", "at")
def woerter(d: Dice) -> Paper:
    """A translator: counts of words at a price with three decimals, a minimum fee, small business without tax or 19 %."""
    seller, buyer, number = d.who(), d.firm("Maschinenbau"), d.n(d.pick("{y}-##", "Ü###", "####{y}"))
    rows, items = [], []
    for pair in d.sample(["EN > DE", "DE > EN", "FR > DE", "DE > ES"], 2):
        words, price = d.randrange(400, 9000), Decimal(d.pick("0.115", "0.140", "0.095"))
        items.append(cents(words * price))
        rows.append((f"Übersetzung {pair}, Auftrag {d.n('PO#####')}", f"{words:,}".replace(",", ".") + " Wörter", str(price).replace(".", ","), d.m(items[-1])))
    net = sum(items, ZERO)
    small = d.at % 2 == 0
    rate = 20 if d.country == "at" else 19
    tax = ZERO if small else cents(net * rate / 100)
    note = ("Umsatzsteuerfrei aufgrund der Kleinunternehmerregelung." if d.country == "at" else "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet.") if small else f"UID {d.vat()}"
    sums = [("Gesamtbetrag" if small else "Summe netto", d.m(net)), *([] if small else [(f"{rate} % USt", d.m(tax)), ("Summe brutto", d.m(net + tax))])]
    body = (
        f"<div style='font:italic 20px \"DejaVu Serif\"'>{e(seller)}</div><p>Dipl.-Übersetzerin · {e(', '.join(d.home()))}</p><p style='margin-top:50px'>{br([buyer, 'Technische Redaktion', *d.home()])}</p><p class=r>{d.town().split(' ', 1)[1]}, {d.pick('den ', '')}{d.day(d.issued, 'd. month y')}</p><h2>{d.pick('Honorarrechnung', 'Rechnung')} {number}</h2>{grid(['Leistung', 'Umfang', '€/Wort', 'Betrag in €'], rows, 3, 'class=t')}<div style='width:45%;margin-left:55%'>{stack(sums)}</div><p>{note}</p>"
        f"<p>Ich bitte um Überweisung binnen {d.days} Tagen auf mein Konto {d.bank()}.</p><p>Besten Dank für den Auftrag!</p>"
    )
    css = "p{margin:12px 0} h2{font:bold 15px 'DejaVu Serif';margin:24px 0 10px} .t th{border-bottom:1px solid #000} body{font-family:'DejaVu Serif'}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "EUR", net + tax, None if small else net, None if small else tax, d.due, None, items, also={"net_amount": (str(net),), "tax_amount": ("0.00",)} if small else {}))


@layout("de")
def kehrung(d: Dice) -> Paper:
    """A district chimney sweep: fee units by an hourly value, property number, sums in one boxed row, letterhead with two columns."""
    p = Sheet("a4", "Helvetica", 9.5)
    seller, who, number, account = f"{d.pick('Schornsteinfegermeister', 'Bezirksschornsteinfeger')} {d.who()}", d.who(), d.n(d.pick("{y}/####", "R-####", "#####")), d.n("L-####")
    items = [Item(t, cents(aw * Decimal("1.38"))) for t, aw in d.sample([("Grundwert Feuerstätte", Decimal("12.3")), ("Abgaswegeüberprüfung", Decimal("14.8")), ("Messung Gasfeuerung", Decimal("11.0")), ("Kehrung Kaminofen", Decimal("9.5")), ("Fahrtpauschale", Decimal("8.2"))], d.randint(3, 4))]
    net = total_of(items)
    tax = cents(net * 19 / 100)
    p.text(50, 60, seller, 14, True)
    p.lines(50, 76, ["Energieberater (HWK)", *d.home(), "Telefon " + d.phone()], 8.5)
    p.lines(50, 160, [who, *d.home()], 10.5)
    p.pairs(360, 450, 160, [("Rechnung:", number), ("Datum:", d.day(d.issued, "dmy.")), ("Liegenschaft:", account)], step=14)
    p.text(50, 250, f"Für die am {d.day(d.ago(1), 'dmy.')} ausgeführten Arbeiten berechne ich:", 9.5)
    y = p.table(50, 275, [260, 70, 70, 95], "lrrr", [("Tätigkeit", "AW", "€/AW", "Euro"), *[(i.text, d.m(cents(i.amount / Decimal('1.38'))), "1,38", d.m(i.amount)) for i in items]], ruled="u")
    p.table(50, y + 24, [120, 60, 130, 185], "cccc", [("Nettobetrag €", "MwSt %", "MwSt €", d.pick("Rechnungsbetrag €", "Gesamtbetrag €", "Zu zahlen €")), (d.m(net), "19", d.m(tax), d.m(net + tax))], ruled="g")
    p.lines(50, y + 84, [f"Zahlbar bis {d.day(d.due, 'dmy.')} ohne Abzug.", f"IBAN {d.bank()}   Steuer-Nr. {d.n('##/###/#####')}", "Aufwendungen für haushaltsnahe Handwerkerleistungen können steuerlich geltend gemacht werden."], 9)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items], also={"account_number": (None,), "seller_name": (seller.split(" ", 1)[1],)}))


@layout("au", "us")
def shutter(d: Dice) -> Paper:
    """A photographer without sales tax: script-like head, package lines in words, deposit due now and rest later, a note on tax."""
    seller, who, number = d.who() + d.pick(" Photography", " Photo & Film"), d.who() + " & " + d.choice(d.place.given), d.n(d.pick("W-###", "####", "{y}0##"))
    items = [Item("Full day coverage", d.price(1200, 2600)), Item("Second shooter", d.price(300, 600)), Item("Linen album 30 x 30", d.price(350, 700))][: 2 + d.at % 2]
    total = total_of(items)
    first = cents(total / 4)
    tail = "No GST has been charged." if d.country == "au" else "Photography services are not taxable."
    rows = "".join(f"<div class=row><span>{e(i.text)}</span><span>{d.c(i.amount)}</span></div>" for i in items)
    body = (
        f"<div class=n>{e(seller)}</div><p style='text-align:center'>{e(' / '.join([*d.home(), d.phone()]))}</p><div class=row style='margin:40px 0'><div>for<br><b>{e(who)}</b><br>{e(d.town())}</div><div class=r>invoice no. {number}<br>{d.pick('issued', 'date')} {d.day(d.issued)}<br>event date {d.day(d.ago(-160))}</div></div>{rows}<div class='row t'><span>total</span><span>{d.c(total)}</span></div><p>A retainer of {d.c(first)} is payable by {d.day(d.due)}, the balance of {d.c(total - first)} two weeks before the event.</p><p>{tail}</p><p>{d.bank()}</p>"
    )
    css = "body{font-family:'DejaVu Serif'} .n{text-align:center;font-size:26px;letter-spacing:3px;margin:20px 0} .row{padding:6px 0} .t{border-top:1px solid #000;font-weight:bold;font-size:15px} p{margin:14px 0}"
    return out(css, body, Truth(number, d.issued, seller, who, d.place.currency, total, None, None, d.due, None, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",), "due_date": (None,)}))
