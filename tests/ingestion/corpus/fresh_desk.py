# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""More mail: card acquirers, hosters, music lessons, a block of flats, opticians, small craftsmen, coaches."""

from decimal import Decimal
from html import escape as e

from tests.ingestion.corpus.browser import br, grid, stack
from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, layout, total_of
from tests.ingestion.corpus.fresh_kit import ZERO, colon, out
from tests.ingestion.corpus.surface import Sheet


@layout("gb", "au")
def acquirer_fees(d: Dice) -> Paper:
    """A card acquirer's month: large turnover beside small fees, part taxed and part exempt, taken from settlements."""
    seller, buyer, number, account = d.pick("Tillpoint Payments", "Cardstream Merchant Services", "Clearcounter") + (" Ltd" if d.country == "gb" else " Pty Ltd"), d.firm("Bakery"), d.n(d.pick("MS########", "INV-#######", "########-##")), d.n("54########")
    turnover = d.price(8000, 60000)
    fees = [Item("Card transaction charges (exempt)", cents(turnover * Decimal("0.0129"))), Item("Terminal rental", d.price(15, 40)), Item("PCI management", d.price(4, 12))]
    gst = d.country == "au"
    taxed = fees[1].amount + fees[2].amount
    tax = cents(taxed / 10) if gst else cents(taxed / 5)
    net = total_of(fees)
    name = "GST 10%" if gst else "VAT 20%"
    style = "d month y"
    body = (
        f"<div class=row><div style='font-size:20px;color:#0b5'>{e(seller.rsplit(' ', 2 if gst else 1)[0])}</div><div class=r>{d.pick('Merchant fee invoice', 'VAT invoice and statement' if not gst else 'Tax invoice and statement')}<br>{d.day(d.issued, style)}</div></div><div class=row style='margin:24px 0'><div>{br([buyer, *d.home()])}</div><div>{colon([('Merchant number', account), ('Invoice number', number), ('Period', d.day(d.ago(31), style) + ' to ' + d.day(d.ago(1), style)), ('Invoice date', d.day(d.issued, style))])}</div></div>"
        f"<h3>Card turnover</h3>{grid(['Card', 'Count', 'Value'], [('Visa debit', str(d.randrange(300, 900)), d.c(cents(turnover * 6 / 10))), ('Mastercard', str(d.randrange(100, 300)), d.c(turnover - cents(turnover * 6 / 10))), ('All cards', '', d.c(turnover))], 2, 'class=t')}<h3>Your fees</h3>{grid(['Fee', 'Charge'], [(i.text, d.c(i.amount)) for i in fees], 1, 'class=t')}<div style='margin-left:55%'>{stack([('Net fees', d.c(net)), (name, d.c(tax)), (d.pick('Total fees', 'Total charges', 'Invoice total'), d.c(net + tax))])}</div><p>We will collect {d.c(net + tax)} by direct debit on {d.day(d.due, style)}.</p><small>{e(seller)} {d.vat()}</small>"
    )
    return out("h3{margin:16px 0 4px;font-weight:normal} .t th{border-bottom:1px solid #0b5} .t td{border-bottom:1px solid #eee} p{margin:14px 0}", body, Truth(number, d.issued, seller, buyer, d.place.currency, net + tax, net, tax, d.due, account, [i.amount for i in fees], also={"seller_name": (seller.rsplit(" ", 2 if gst else 1)[0],), "due_date": (None,)}))


@layout("de", "at", "nl")
def hoster(d: Dice) -> Paper:
    """A hoster's renewal: meta in one line with bars, period under each product, tax percent in the sum's label, collected by debit."""
    p = Sheet("a4", "Vera", 8.5)
    nl = d.country == "nl"
    seller, who, number, account = d.pick("Wolkenrack", "Serverhafen", "Bitstube") + (" B.V." if nl else " GmbH"), d.pick(d.who(), d.firm("Web")), d.n(d.pick("R#########", "{y}-######", "W#######")), d.n("K######")
    rate = {"de": 19, "at": 20, "nl": 21}[d.country]
    items = [Item(f"{'Webhosting' if nl else 'Webhosting-Paket'} M", d.price(40, 120)), Item(f"Domain {d.pick('alte-muehle', 'kleintier', 'bootshaus')}.{d.country}", d.price(8, 20)), Item("SSL", d.price(10, 30))][: 2 + d.at % 2]
    net = total_of(items)
    tax = cents(net * rate / 100)
    w = ("Factuurnummer", "Klantnummer", "Datum", "Omschrijving", "Bedrag", "Periode", "Totaal excl. btw", f"btw ({rate}%)", "Totaal incl. btw", f"Het bedrag wordt op {d.day(d.due)} automatisch afgeschreven.") if nl else ("Rechnungsnummer", "Kundennummer", "Datum", "Beschreibung", "Betrag", "Zeitraum", "Summe netto", f"MwSt. ({rate} %)", "Gesamtsumme", f"Der Betrag wird am {d.day(d.due, 'dmy.')} von Ihrem Konto eingezogen.")
    day = d.day(d.issued) if nl else d.day(d.issued, "dmy.")
    p.text(50, 60, seller.split(" ")[0].lower(), 22, True, color="#00838f")
    p.text(50, 110, f"{seller}, {', '.join(d.home())}", 6)
    p.lines(50, 124, [who, *d.home()], 10)
    p.text(50, 210, "Factuur" if nl else "Rechnung", 16, True)
    p.text(50, 228, f"{w[0]}: {number}  |  {w[1]}: {account}  |  {w[2]}: {day}", 8.5)
    p.rule(50, 246, 545, 1, "#00838f")
    p.text(50, 260, w[3], 8.5, True)
    p.text(545, 260, f"{w[4]} (EUR)", 8.5, True, "r")
    y = 282.0
    for i in items:
        p.text(50, y, i.text)
        p.text(545, y, d.m(i.amount), align="r")
        p.text(60, y + 11, f"{w[5]} {d.day(d.ago(-3), 'dmy-' if nl else 'dmy.')} - {d.day(d.ago(-367), 'dmy-' if nl else 'dmy.')}", 7, color="#777777")
        y += 32
    y = p.pairs(350, 545, y + 8, [(w[6], d.m(net)), (w[7], d.m(tax)), (w[8], d.m(net + tax))], 9, 15, "r")
    p.text(50, y + 24, w[9])
    p.text(297, 800, f"{seller}  |  {d.vat()}  |  {d.bank()}", 6.5, align="c")
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items], also={"seller_name": (seller.split(" ")[0],)}))


@layout("us", "gb")
def lessons_letter(d: Dice) -> Paper:
    """A music teacher's page from a word processor: centred title, lessons as a typed list with dots, thanks and no form at all."""
    p = Sheet("letter" if d.country == "us" else "a4", "Times", 12)
    seller, who, number = d.who(), d.who(), d.n(d.pick("##", "{y}-0#", "###"))
    many, price = d.randint(3, 9), d.price(28, 60)
    items = [Item(f"{many} piano lessons at {d.c(price)}", many * price), Item("Sheet music", d.price(6, 24))][: 1 + d.at % 2]
    total = total_of(items)
    style = "month d, y" if d.country == "us" else "d month y"
    p.text(p.width / 2, 80, f"{seller}, Piano Teacher", 16, True, "c")
    p.text(p.width / 2, 98, ", ".join(d.home()), 11, align="c")
    p.lines(72, 150, [d.day(d.issued, style), "", d.pick(f"Invoice {number}", f"Invoice no. {number}", f"INVOICE #{number}"), "", f"To: {who}", *[f"      {line}" for line in d.home()]], 12, 16)
    y = 290.0
    for text, amount in [*[(i.text, i.amount) for i in items], (d.pick("Total", "Total due", "Amount due"), total)]:
        dots = "." * int((330 - p.wide(text)) / p.wide("."))
        p.text(72, y, f"{text} {dots} {d.c(amount)}")
        y += 20
    p.lines(72, y + 20, [f"Please pay by {d.day(d.due, style)}. Checks or bank transfer are both fine." if d.country == "us" else f"Please pay by {d.day(d.due, style)}, bank transfer preferred.", "", "Thank you, and see you after the holidays!", "", seller], 12, 16)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, d.place.currency, total, None, None, d.due, None, [i.amount for i in items], also={"net_amount": (str(total),), "seller_name": (seller + ", Piano Teacher",)}))


@layout("es")
def comunidad(d: Dice) -> Paper:
    """A block of flats in Spain: receipt of the quarter's share with coefficient, no VAT, administrator as the sender's agent."""
    seller, who, number, account = f"Comunidad de Propietarios {d.street().split(',')[0]}", d.who(), d.n(d.pick("{y}/T#-0##", "R-#####", "####")), d.n("0##-#")
    items = [Item("Cuota ordinaria trimestral", d.price(90, 280)), Item("Derrama ascensor", d.price(30, 120)), Item("Agua comunitaria", d.price(8, 45))][: 2 + d.at % 2]
    total = total_of(items)
    body = (
        f"<div class=f><div class=row><b>{e(seller)}</b><span>CIF {d.n('H########')}</span></div><hr><div class=row><span>RECIBO Nº <b>{number}</b></span><span>Fecha de emisión <b>{d.day(d.issued, 'dmy/')}</b></span><span>Vencimiento <b>{d.day(d.due, 'dmy/')}</b></span></div><hr><p>Propietario: {e(who)}<br>Finca / piso: {e(d.street())}<br>Referencia: {account} &nbsp; Coeficiente: {d.m(d.price(1, 6))} %</p>"
        f"{stack([*[(i.text, d.c(i.amount)) for i in items], (d.pick('IMPORTE TOTAL', 'TOTAL RECIBO', 'Total a pagar'), d.c(total))], 'class=t')}<p>Domiciliado en ES{d.n('##')} **** **** ** ******{d.n('####')}</p><small>Administración de fincas {e(d.family())}, {e(', '.join(d.home()))}, tel. {d.phone()}</small></div>"
    )
    css = ".f{border:2px solid #444;padding:18px} hr{border:0;border-top:1px solid #444;margin:8px 0} p{margin:12px 0} .t tr:last-child td{border-top:1px solid #000;font-weight:bold}"
    return out(css, body, Truth(number, d.issued, seller, who, "EUR", total, None, None, d.due, account, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",), "account_number": (None,)}))


@layout("fr")
def opticien(d: Dice) -> Paper:
    """An optician: columns of price, public insurance share and mutual's share; the whole sum, then what is left to pay."""
    p = Sheet("a4", "Helvetica", 9)
    seller, who, number, account = f"{d.pick('Optique', 'Vision')} {d.family()} {d.pick('SARL', 'EURL')}", d.who(), d.n(d.pick("FA######", "{y}-#####", "#######")), d.n("#####")
    items = [Item("Monture acétate", d.price(60, 190)), Item("Verre droit progressif", d.price(90, 260)), Item("Verre gauche progressif", d.price(90, 260))]
    total = total_of(items)
    tax = total - cents(total / Decimal("1.2"))
    mutual = cents(total * 6 / 10)
    p.text(50, 55, seller, 17, True, color="#004d40")
    p.lines(50, 70, [*d.home(), "Tél. " + d.phone(), "SIRET " + d.n("### ### ### #####")], 8)
    p.lines(330, 110, [who, *d.home()], 10)
    p.text(50, 190, f"{d.pick('Facture', 'FACTURE')} N° {number}", 13, True)
    p.text(50, 206, f"du {d.day(d.issued)}      Dossier client {account}      Ordonnance du {d.day(d.ago(20), 'dmy/')}", 9)
    y = p.table(50, 235, [200, 75, 75, 75, 70], "lrrrr", [("Produit", "LPP", "Base SS", "Part SS", "Prix TTC"), *[(i.text, d.n("22#####"), "0,05", "0,03", d.m(i.amount)) for i in items]], ruled="g")
    y = p.pairs(320, 542, y + 16, [("Total HT", d.m(total - tax)), ("TVA 20 %", d.m(tax)), (d.pick("Total TTC", "Montant total TTC"), d.c(total)), ("Part complémentaire (tiers payant)", d.m(-mutual)), ("Reste à charge", d.c(total - mutual))], align="r", step=15)
    p.lines(50, y + 30, [f"Réglé ce jour par carte bancaire : {d.c(total - mutual)}", "Garantie casse 2 ans. TVA " + d.vat()], 9, 14)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", total, total - tax, tax, None, account, [i.amount for i in items]))


@layout("it")
def idraulico(d: Dice) -> Paper:
    """An Italian plumber in the flat-rate scheme: stamp duty of two euro in the total, sentence on no VAT, half a page."""
    p = Sheet("a5", "Helvetica", 9)
    seller, who, number = f"Termoidraulica di {d.who()}", d.who(), d.n(d.pick("##/{y}", "###", "##/FE"))
    items = [Item("Sostituzione rubinetto cucina", d.price(70, 160)), Item("Manodopera ore 2", d.price(60, 90)), Item("Materiale di consumo", d.price(5, 25))][: 2 + d.at % 2]
    net = total_of(items)
    stamp = Decimal("2.00")
    total = net + stamp
    p.text(30, 44, seller, 14, True)
    p.lines(30, 58, [*d.home(), f"P.IVA {d.n('###########')} - C.F. {d.n('@@@@@@##@##@###@')}", "Tel. " + d.phone()], 8)
    p.lines(230, 110, ["Cliente:", who, *d.home()], 9)
    p.text(30, 176, f"Fattura n. {number} del {d.day(d.issued, 'dmy/')}", 11, True)
    y = p.table(30, 200, [260, 95], "lr", [("Descrizione dei lavori", "Importo €"), *[(i.text, d.m(i.amount)) for i in items]], ruled="g")
    y = p.pairs(190, 382, y + 12, [("Totale prestazioni", d.m(net)), ("Imposta di bollo", d.m(stamp)), (d.pick("TOTALE", "Totale fattura", "Totale da pagare"), d.c(total))], 9.5, 15, "r")
    p.lines(30, y + 20, ["Operazione in franchigia da IVA ai sensi della L. 190/2014, regime forfettario.", f"Pagamento a {d.days} giorni data fattura. IBAN {d.bank()}"], 7.5, 11)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", total, None, None, d.due, None, [i.amount for i in items], also={"net_amount": (str(net), str(total)), "tax_amount": ("0.00",)}))


@layout("nl")
def touringcar(d: Dice) -> Paper:
    """A coach company: journey in prose rows, low tax rate, deposit taken off after the total, order and trip numbers."""
    seller, buyer, number, account = d.firm("Touringcar"), d.pick("Basisschool De Wissel", "Harmonie Excelsior", "Vereniging Ons Genoegen"), d.n(d.pick("{y}-####", "R#####", "T-####")), d.n("7####")
    items = [Item("Dagtocht 49 persoons", d.price(480, 980)), Item("Wachturen chauffeur", d.price(60, 180)), Item("Parkeer- en tolkosten", d.price(15, 60))][: 2 + d.at % 2]
    net = total_of(items)
    tax = cents(net * 9 / 100)
    total, paid = net + tax, Decimal("150.00") if d.at % 2 else ZERO
    sums = [("Totaal excl. btw", d.c(net)), ("9 % btw", d.c(tax)), (d.pick("Totaal incl. btw", "Factuurtotaal"), d.c(total)), *([("Reeds aanbetaald", d.c(-paid)), ("Restant te betalen", d.c(total - paid))] if paid else [])]
    body = (
        f"<table><tr><td style='width:60%'><h1>{e(seller)}</h1></td><td class=s>{br([*d.home(), d.phone(), 'KvK ' + d.n('########'), 'BTW ' + d.vat(), 'IBAN ' + d.bank()])}</td></tr></table><p style='margin:30px 0'>{br(['Aan:', buyer, *d.home()])}</p><table class=m><tr><th>Factuurnr.</th><th>Datum</th><th>Debiteur</th><th>Ritnummer</th><th>Betalen voor</th></tr><tr><td>{number}</td><td>{d.day(d.issued, 'dmy-')}</td><td>{account}</td><td>{d.n('RT####')}</td><td>{d.day(d.due, 'dmy-')}</td></tr></table><p>Rit op {d.day(d.ago(6), 'd month y')}: school - Apenheul - school, vertrek 08.30 uur.</p>"
        f"{grid((), [(i.text, d.c(i.amount)) for i in items], 1, 'class=t')}<div style='margin-left:48%'>{stack(sums)}</div><p><small>Op onze ritten zijn de algemene voorwaarden van toepassing.</small></p>"
    )
    css = "h1{font-size:22px;color:#b71c1c} .s{font-size:9px;text-align:right} .m th{background:#b71c1c;color:#fff} .m td{border:1px solid #b71c1c} p{margin:14px 0} .t td{border-bottom:1px solid #ddd}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, account, [i.amount for i in items]))
