# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Between companies: wholesale, building works by stages, corrections, self-billing, exports, sums in words."""

from decimal import Decimal
from html import escape as e

from tests.ingestion.corpus.browser import br, grid, stack
from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, grouped, layout, total_of
from tests.ingestion.corpus.fresh_kit import ZERO, colon, out, under
from tests.ingestion.corpus.surface import Sheet

ONES = "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen".split()
TENS = "- - Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety".split()


def spelled(value: int) -> str:
    """A whole number below ten million in Indian English words."""
    for size, word in ((100000, "Lakh"), (1000, "Thousand"), (100, "Hundred")):
        if value >= size:
            rest = value % size
            return f"{spelled(value // size)} {word}" + (f" {spelled(rest)}" if rest else "")
    if value < 20:
        return ONES[value]
    return TENS[value // 10] + (f" {ONES[value % 10]}" if value % 10 else "")


@layout("de")
def grosshandel_ean(d: Dice) -> Paper:
    """A wholesaler's export from its system in typewriter type: article and EAN codes, discount a line, sums in columns, two pages."""
    p = Sheet("a4", "Courier", 8)
    seller, buyer, number, account = d.firm("Großhandel"), d.firm("Feinkost"), d.n(d.pick("9########", "RG#######", "####-#####")), d.n("1#####")
    items = []
    rows = []
    for _ in range(d.randint(26, 40)):
        text = d.pick("Olivenöl nativ 0,5 l", "Kichererbsen 800 g", "Balsamico 250 ml", "Pesto Genovese 190 g", "Tomaten stückig 400 g")
        many, price, off = Decimal(d.choice((6, 12, 24, 48))), d.price(1, 9), Decimal(d.choice((0, 3, 5, 10)))
        amount = cents(many * price * (100 - off) / 100)
        items.append(amount)
        rows.append((d.n("######"), d.n("40###########"), text, str(many), d.m(price), f"{off},0", d.m(amount)))
    net = sum(items, ZERO)
    tax = cents(net * 7 / 100)

    def head(page: int) -> None:
        p.text(40, 40, seller, 11, True)
        p.text(555, 40, f"Seite {page}", align="r")
        p.pairs(340, 460, 60, [("RECHNUNG NR.", number), ("DATUM", d.day(d.issued, "dmy.")), ("KUNDEN-NR.", account), ("FÄLLIG", d.day(d.due, "dmy."))], 8.5, 12)

    head(1)
    p.lines(40, 90, [buyer, *d.home()], 9, 12)
    widths, aligns, titles = [50, 95, 160, 40, 55, 45, 70], "lllrrrr", ("ART.NR", "EAN", "BEZEICHNUNG", "MENGE", "PREIS", "RAB.%", "BETRAG")
    y = p.table(40, 150, widths, aligns, [titles, *rows[:22]], ruled="u", size=8)
    p.text(470, y + 10, "ÜBERTRAG", align="r")
    p.text(552, y + 10, d.m(sum(items[:22], ZERO)), align="r")
    p.turn()
    head(2)
    p.text(470, 128, "ÜBERTRAG", align="r")
    p.text(552, 128, d.m(sum(items[:22], ZERO)), align="r")
    y = p.table(40, 150, widths, aligns, [titles, *rows[22:]], ruled="u", size=8)
    p.pairs(330, 552, y + 14, [("WARENWERT NETTO", d.m(net)), ("MWST 7,00 %", d.m(tax)), (d.pick("RECHNUNGSBETRAG EUR", "ENDBETRAG EUR", "GESAMTBETRAG EUR"), d.m(net + tax))], 9, 13, "r")
    p.lines(40, 800, [f"{seller} {', '.join(d.home())} UST-ID {d.vat()} IBAN {d.bank()}"], 6.5)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, items))


@layout("fr")
def situation_travaux(d: Dice) -> Paper:
    """A progress claim in French building: works to date, former claims, this month, 5 % held back below the total with tax."""
    seller, buyer, number = d.firm("Bâtiment"), d.firm("Promotion"), d.n(d.pick("SIT-{y}-0##", "F{y}####", "##-###"))
    items = [Item(t, d.price(1800, 14000)) for t in d.sample(["Terrassement", "Gros œuvre", "Charpente bois", "Étanchéité", "Cloisons sèches"], d.randint(2, 4))]
    net = total_of(items)
    tax = cents(net / 5)
    total, held = net + tax, cents((net + tax) * 5 / 100)
    rows = []
    for i in items:
        before = d.price(1000, 9000)
        rows.append((i.text, d.m(i.amount + before), d.m(before), d.m(i.amount)))
    nth = d.randrange(2, 7)
    body = (
        f"<div class=row><div><h1>{e(seller)}</h1>{br([*d.home(), 'SIRET ' + d.n('### ### ### #####')])}</div><div class=c>{br([buyer, *d.home()])}</div></div><h2>{d.pick('Facture', 'FACTURE')} n° {number} - Situation de travaux n° {nth}</h2><p>{colon([('Date', d.day(d.issued, 'dmy/')), ('Chantier', 'Résidence ' + d.pick('Les Tilleuls', 'Bellevue')), ('Marché n°', d.n('M-####') + ' du ' + d.day(d.ago(200), 'dmy/')), ('Lot', '0' + str(nth))], ' : ')}</p>"
        f"{grid(['Désignation', 'Cumul HT', 'Situations antérieures', 'Montant HT du mois'], rows, 3, 'class=g')}<div style='width:56%;margin-left:44%'>{stack([('Total HT situation n° ' + str(nth), d.c(net)), ('TVA 20 %', d.c(tax)), (d.pick('Total TTC', 'Montant TTC'), d.c(total)), ('Retenue de garantie 5 %', d.c(-held)), ('Net à payer', d.c(total - held))], 'class=g')}</div><p>Paiement à {d.days} jours par virement : {d.bank()}. TVA {d.vat()}</p>"
    )
    css = "h1{font-size:17px} h2{font-size:14px;margin:22px 0 8px} .c{border:1px solid #000;padding:10px;width:42%} .g td,.g th{border:1px solid #555} p{margin:12px 0}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, None, [i.amount for i in items]))


@layout("es")
def rectificativa(d: Dice) -> Paper:
    """A Spanish corrective invoice: series R, the corrected invoice and date named, reason, negative lines and total."""
    p = Sheet("a4", "Helvetica", 10)
    seller, buyer, number, account = d.firm("Papelería"), d.firm("Asesores"), d.n(d.pick("R{y}/0##", "R-####", "FR##-###")), d.n("43000####")
    items = [Item(i.text, -i.amount, -i.quantity, i.price) for i in d.items((("Tóner negro XL", 45, 80), ("Papel A4, caja", 18, 29), ("Archivador palanca", 2, 5)), (1, 3), 5)]
    net = total_of(items)
    tax = cents(net * 21 / 100)
    p.text(50, 60, seller, 15, True)
    p.lines(50, 76, ["NIF " + d.vat(), *d.home()], 9)
    p.lines(330, 120, ["Cliente: " + buyer, "NIF " + d.n("B########"), *d.home()], 9.5, 13)
    p.text(50, 200, d.pick("FACTURA RECTIFICATIVA", "Factura rectificativa"), 15, True)
    p.pairs(50, 170, 222, [("Nº factura:", number), ("Fecha:", d.day(d.issued)), ("Cód. cliente:", account), ("Rectifica a:", d.n("F{y}/####") + f" de fecha {d.day(d.ago(25))}"), ("Motivo:", "Devolución de mercancía")], step=15)
    y = p.table(50, 320, [250, 60, 80, 100], "lrrr", [("Concepto", "Cant.", "Precio", "Importe"), *[(i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for i in items]], ruled="h")
    p.table(180, y + 20, [110, 60, 90, 100], "rrrr", [("Base imponible", "% IVA", "Cuota IVA", d.pick("Total factura", "TOTAL", "Total")), (d.m(net), "21,00", d.m(tax), d.c(net + tax))], ruled="g")
    p.lines(50, 720, ["El importe se abonará en la próxima factura.", f"IBAN {d.bank()}"], 9)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, None, account, [i.amount for i in items]))


@layout("gb")
def self_billing(d: Dice) -> Paper:
    """A self-billed invoice: the customer writes it for the supplier, both named by role, supplier number, tax payable by HMRC note."""
    customer, supplier, number, account = d.firm("Haulage"), d.pick(d.firm("Transport"), d.who()), d.n(d.pick("SB######", "SBI-#####", "#######")), d.n("S####")
    items = [Item(f"Load {d.n('L#####')}, {d.pick('Leeds', 'Hull', 'Stoke')} to {d.pick('Bristol', 'Perth', 'Dover')}", d.price(180, 620)) for _ in range(d.randint(3, 6))]
    net = total_of(items)
    tax = cents(net / 5)
    body = (
        f"<h1>SELF-BILLING INVOICE</h1><table class=g><tr><td><b>Supplier</b><br>{br([supplier, *d.home(), 'VAT No ' + d.vat()])}</td><td><b>Customer (issuing this invoice)</b><br>{br([customer, *d.home(), 'VAT No ' + d.vat()])}</td></tr></table><div class=row style='margin:16px 0'>{under([('Self-bill number', number), ('Date of issue', d.day(d.issued)), ('Supplier account', account), ('Payment date', d.day(d.due))])}</div>"
        f"{grid(['Date', 'Job', 'Net £'], [(d.day(d.ago(8 - n % 7), 'dmy/'), i.text, d.m(i.amount)) for n, i in enumerate(items)], 1, 'class=g')}<div style='width:50%;margin-left:50%'>{stack([('Total net', d.m(net)), ('VAT at 20%', d.m(tax)), (d.pick('Total payable to you', 'Gross total', 'Total'), d.c(net + tax))], 'class=g')}</div><p>The VAT shown is your output tax due to HMRC. Please advise any error within 7 days.</p>"
    )
    css = "h1{font-size:18px;text-align:center;margin-bottom:16px} .g td,.g th{border:1px solid #444} p{margin:10px 0}"
    return out(css, body, Truth(number, d.issued, supplier, customer, "GBP", net + tax, net, tax, d.due, account, [i.amount for i in items], also={"account_number": (None,)}))


@layout("it", "de", "in", lang="en")
def incoterms(d: Dice) -> Paper:
    """A commercial invoice for export: terms of delivery, weights, customs codes, total in foreign money and its worth at home by a rate."""
    p = Sheet("a4", "Helvetica", 8.5)
    seller, buyer, number = d.firm({"it": "Meccanica", "de": "Werkzeuge", "in": "Exports"}[d.country]), d.pick("Lakeshore Imports LLC", "Baltic Trading OY", "Pampas Comercial Ltda."), d.n(d.pick("EXP/{y}/0##", "E-#####", "{y}-EX-##"))
    items = d.items((("Gear pump GP-40", 180, 420), ("Valve body, brass", 22, 60), ("Seal kit", 9, 19), ("Flange DN50", 30, 66)), (2, 4), 40)
    goods, freight = total_of(items), d.price(90, 600)
    total, money = goods + freight, "USD"
    rate = Decimal("83.15") if d.country == "in" else Decimal("0.9241")
    home = cents(total * rate)
    us = [grouped(i.amount) for i in items]
    p.text(297, 50, d.pick("COMMERCIAL INVOICE", "EXPORT INVOICE", "INVOICE"), 15, True, "c")
    p.box(40, 62, 515, 150)
    p.slope(297, 62, 297, 212)
    p.lines(46, 76, ["Exporter", seller, *d.home(), d.vat()], 8.5, 12)
    p.lines(46, 146, ["Consignee", buyer, "1180 Harbor Road", d.pick("Duluth, MN 55802, USA", "00980 Helsinki, Finland")], 8.5, 12)
    p.pairs(304, 420, 76, [("Invoice No.", number), ("Invoice Date", d.day(d.issued, "d mon y")), ("Buyer's Order", d.n("PO-####") + " / " + d.day(d.ago(50), "d mon y")), ("Terms of delivery", d.pick("FCA Genoa", "CIF Hamburg", "FOB Nhava Sheva") + " (Incoterms 2020)"), ("Terms of payment", f"{d.days} days from invoice date"), ("Country of origin", {"it": "Italy", "de": "Germany", "in": "India"}[d.country]), ("Gross / net weight", f"{d.randrange(80, 900)} kg / {d.randrange(40, 79)} kg")], 8.5, 14)
    y = p.table(40, 232, [75, 190, 60, 90, 100], "llrrr", [("HS code", "Description of goods", "Qty", "Unit price USD", "Amount USD"), *[(d.n("84######"), i.text, str(i.quantity), grouped(i.price), a) for i, a in zip(items, us, strict=True)]], ruled="g")
    y = p.pairs(340, 550, y + 14, [("Goods value", grouped(goods)), ("Freight and insurance", grouped(freight)), (d.pick("TOTAL USD", "Invoice total USD", "TOTAL (USD)"), grouped(total))], 9, 14, "r")
    p.lines(40, y + 20, [f"Exchange rate for customs: 1 USD = {rate} {d.place.currency}; value {d.place.currency} {d.m(home)}", "Export supply exempt from VAT." if d.country != "in" else "Supply meant for export under LUT without payment of IGST.", f"Bank: {d.bank()}"], 8, 12)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, money, total, None, None, d.due, None, [i.amount for i in items], also={"net_amount": (str(goods), str(total)), "tax_amount": ("0.00",)}))


@layout("in")
def rupees_in_words(d: Dice) -> Paper:
    """A consultant's bill from a word processor: few lines, the total only in a ruled row, then in words; tax deducted at source noted."""
    seller, buyer, number = d.pick(d.who(), d.family() + " & Associates"), d.firm("Textiles"), d.n(d.pick("##/24-25", "{y}/0##", "AA-###"))
    fee = Decimal(d.randrange(80, 900) * 100)
    other = Decimal(d.randrange(5, 60) * 50)
    net = (fee + other).quantize(Decimal("0.01"))
    tax = cents(net * 18 / 100) if d.at % 2 else ZERO
    total = net + tax
    whole, part = divmod(int(total * 100), 100)
    words = f"Rupees {spelled(whole)}" + (f" and Paise {spelled(part)}" if part else "") + " Only"
    rows = [("1.", f"Professional fees for {d.pick('tax audit', 'valuation', 'GST returns')}", d.m(fee) + ("/-" if not part else "")), ("2.", "Out of pocket expenses", d.m(other)), *([("", "IGST @ 18%", d.m(tax))] if tax else []), ("", d.pick("Total", "TOTAL", "Grand Total"), "Rs. " + d.m(total))]
    body = (
        f"<h1>{e(seller)}</h1><p style='text-align:center'>Chartered Accountants<br>{e(', '.join(d.home()))}</p><hr><div class=row><span>{d.pick('Bill No.', 'Invoice No:', 'Bill No:')} {number}</span><span>Date: {d.day(d.issued, d.pick('dmy/', 'dmy-'))}</span></div><p>To,<br>{br(['M/s ' + buyer, *d.home()])}</p><p><b>BILL FOR PROFESSIONAL SERVICES</b></p>{grid(['Sr.', 'Particulars', 'Amount (Rs.)'], rows, 1, 'class=g')}<p>({words})</p><p>PAN: {d.n('@@@P@####@')}. Please deduct TDS under section 194J at 10%.</p><p>{d.bank()}</p><p class=r>For {e(seller)}<br><br><br>Proprietor</p>"
    )
    css = "body{font:13px 'DejaVu Serif'} h1{text-align:center;font-size:19px} p{margin:14px 0} .g td,.g th{border:1px solid #000}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "INR", total, net if tax else None, tax or None, None, None, [cents(fee), cents(other)], also={"buyer_name": ("M/s " + buyer,)} if tax else {"buyer_name": ("M/s " + buyer,), "net_amount": (str(net),), "tax_amount": ("0.00",)}))


@layout("de", "at", "ch")
def brief_ohne_tabelle(d: Dice) -> Paper:
    """A letter that is an invoice: everything in sentences, one amount in the middle of a line, tax in the next sentence."""
    p = Sheet("a4", "Times", 11.5)
    seller, buyer, number = d.who(), d.firm("Verlag"), d.n(d.pick("##/{y}", "{y}-##", "H###"))
    rate = {"de": Decimal(7), "at": Decimal(10), "ch": Decimal("8.1")}[d.country]
    net = d.price(180, 1900)
    tax = cents(net * rate / 100)
    word, percent = {"de": "Mehrwertsteuer", "at": "Umsatzsteuer", "ch": "MWST"}[d.country], d.m(rate).rstrip("0").rstrip(".,")
    p.lines(60, 60, [seller, "Lektorat und Textarbeit", *d.home()], 10)
    p.lines(60, 160, [buyer, "Frau " + d.family(), *d.home()])
    p.text(535, 240, f"{d.town().split(' ', 1)[1]}, {d.day(d.issued, 'd. month y')}", align="r")
    p.text(60, 280, f"{d.pick('Rechnung', 'Honorarrechnung', 'Rechnung Nr.')} {number}", 12.5, True)
    text = f"Sehr geehrte Frau {d.family()}, für das Lektorat des Manuskripts «Unter dem Deich» (212 Normseiten) erlaube ich mir, wie am {d.day(d.ago(40), 'dmy.')} vereinbart, ein Honorar von {d.c(net)} zu berechnen. Zuzüglich {percent} % {word} in Höhe von {d.c(tax)} ergibt sich ein {d.pick('Gesamtbetrag', 'Rechnungsbetrag')} von {d.c(net + tax)}. Ich bitte um Überweisung innerhalb von {d.days} Tagen auf mein Konto {d.bank()}."
    y = p.lines(60, 315, p.wrap(text, 470), 11.5, 18)
    p.lines(60, y + 20, ["Mit besten Grüssen" if d.country == "ch" else "Mit besten Grüßen", "", seller, "", d.vat() if d.country != "de" else "Steuernummer " + d.n("##/###/#####")], 11.5, 16)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, d.place.currency, net + tax, net, tax, d.due, None, []))


@layout("nl", "fr")
def deux_langues(d: Dice) -> Paper:
    """Two languages side by side in every label, French and Dutch, as in Brussels: label slash label, sums in a grid."""
    seller, buyer, number, account = d.firm("Services"), d.firm("Logistics"), d.n(d.pick("V{y}####", "FAC-#####", "##/####")), d.n("C####")
    items = d.items((("Nettoyage vitres / Ramen wassen", 90, 180), ("Tapis / Matten", 20, 60), ("Produits / Producten", 10, 55)), (2, 3), 4)
    net = total_of(items)
    tax = cents(net * 21 / 100)
    body = (
        f"<div class=row><h1>{e(seller)}</h1><div class=r>{br([*d.home(), 'TVA/BTW BE 0' + d.n('###.###.###')])}</div></div><h2>FACTURE / FACTUUR</h2><div class=row><div>{colon([('Numéro / Nummer', number), ('Date / Datum', d.day(d.issued, 'dmy/')), ('Échéance / Vervaldag', d.day(d.due, 'dmy/')), ('N° client / Klantnr.', account)])}</div><div>{br([buyer, *d.home()])}</div></div><br>"
        f"{grid(['Description / Omschrijving', 'Qté / Aant.', 'P.U. / Eenh.prijs', 'Total / Totaal'], [(i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for i in items], 3, 'class=g')}<br>{grid(['Base / Maatstaf', 'TVA / BTW %', 'TVA / BTW', d.pick('À payer / Te betalen', 'Total TVAC / Totaal incl. BTW')], [(d.m(net), '21', d.m(tax), d.m(net + tax) + ' EUR')], 4, 'class=g')}<p>IBAN BE{d.n('## #### #### ####')} - Communication / Mededeling: +++{d.n('###/####/#####')}+++</p>"
    )
    css = "h1{font-size:18px} h2{text-align:center;margin:20px 0;letter-spacing:2px} .g td,.g th{border:1px solid #333} p{margin:16px 0}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items]))


@layout("us", "ca", "au")
def farm_supply(d: Dice) -> Paper:
    """A farm co-operative's ticket: typewriter type, quantities with three decimals and units, cash discount if paid by a day."""
    p = Sheet("letter", "Courier", 9)
    seller, who, number, account = f"{d.family()} {d.pick('Farmers Co-op', 'Seed & Feed', 'Grain & Supply')}", d.pick(d.who(), d.family() + " Farms"), d.n(d.pick("######", "##-######", "T#####")), d.n("0####")
    items = []
    rows = []
    for text, unit, low, high in d.sample([("Urea 46-0-0", "TON", 420, 640), ("Diesel dyed", "GAL", 2, 4), ("Layer pellets 50 lb", "BAG", 14, 22), ("Twine 9000", "BALE", 38, 60), ("Seed oats", "BU", 7, 12)], d.randint(2, 4)):
        many, price = Decimal(d.randrange(1000, 90000)) / 1000, d.price(low, high)
        items.append(cents(many * price))
        rows.append((text, f"{many:.3f} {unit}", f"{price:.4f}", d.m(items[-1])))
    net = sum(items, ZERO)
    gst = d.country == "au"
    tax = cents(net / 10) if gst else ZERO
    total = net + tax
    p.text(306, 50, seller.upper(), 14, True, "c")
    p.lines(306, 64, [*d.home(), d.phone()], 8, 10, "c")
    p.lines(50, 120, [f"SOLD TO: {who}", f"         {d.street()}", f"         {d.town()}"], 9, 12)
    p.pairs(380, 480, 120, [("INVOICE NO", number), ("DATE", d.day(d.issued)), ("ACCOUNT", account), ("DUE", d.day(d.due))], 9, 13)
    y = p.table(50, 200, [220, 110, 80, 100], "lrrr", [("PRODUCT", "QUANTITY", "PRICE", "AMOUNT"), *rows], ruled="u")
    y = p.pairs(330, 557, y + 16, [("SUBTOTAL", d.m(net)), *([("GST", d.m(tax))] if gst else [("SALES TAX EXEMPT", "0.00")]), (d.pick("INVOICE TOTAL", "TOTAL", "TOTAL DUE"), d.c(total))], 9, 14, "r")
    p.lines(50, y + 30, [f"CASH DISCOUNT {d.c(cents(total * 2 / 100))} IF PAID BY {d.day(d.ago(-10) if d.days > 10 else d.due)}", "FINANCE CHARGE 1.5% PER MONTH ON PAST DUE ACCOUNTS", "RECEIVED BY ______________________"], 8, 14)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, who, d.place.currency, total, net, tax if gst else None, d.due, account, items, also={"seller_name": (seller.upper(),)} if gst else {"seller_name": (seller.upper(),), "tax_amount": ("0.00",)}))


@layout("it", "es")
def riporto(d: Dice) -> Paper:
    """A list over two or three pages in the browser: the head repeats, sums carried forward at each break, totals on the last page."""
    it = d.country == "it"
    seller, buyer, number, account = d.firm("Ricambi" if it else "Recambios"), d.firm("Officina" if it else "Talleres"), d.n(d.pick("FT####", "{y}/####", "####")), d.n("C0###")
    items = [Item(f"{d.pick('Filtro olio', 'Pastiglie freno', 'Candela') if it else d.pick('Filtro de aceite', 'Pastillas de freno', 'Bujía')} {d.n('@@###')}", d.price(5, 120)) for _ in range(d.randint(40, 60))]
    net = total_of(items)
    rate = 22 if it else 21
    tax = cents(net * rate / 100)
    w = ("Fattura", "Numero", "Data", "Cod. cliente", "Scadenza", "Descrizione", "Importo", "A riportare", "Riporto", "Imponibile", f"IVA {rate}%", "Totale fattura", "Pag.") if it else ("Factura", "Número", "Fecha", "Cód. cliente", "Vencimiento", "Descripción", "Importe", "Suma y sigue", "Suma anterior", "Base imponible", f"IVA {rate}%", "Total factura", "Pág.")
    pages, done = [], ZERO
    for at in range(0, len(items), 24):
        part = items[at : at + 24]
        rows = [*([(w[8], d.m(done))] if at else []), *[(i.text, d.m(i.amount)) for i in part]]
        done += total_of(part)
        last = at + 24 >= len(items)
        foot = stack([(w[9], d.m(net)), (w[10], d.m(tax)), (w[11], d.c(net + tax))], "class=g") if last else stack([(w[7], d.m(done))], "class=g")
        pages.append(
            f"<div style='{'' if last else 'page-break-after:always'}'><div class=row><div><b>{e(seller)}</b><br>{br([*d.home(), d.vat()])}</div><div>{br([buyer, *d.home()])}</div></div><h2>{w[0]}</h2><p>{w[1]} {number} &nbsp;&nbsp; {w[2]} {d.day(d.issued, 'dmy/')} &nbsp;&nbsp; {w[3]} {account} &nbsp;&nbsp; {w[4]} {d.day(d.due, 'dmy/')} &nbsp;&nbsp; {w[12]} {at // 24 + 1}</p>{grid([w[5], w[6]], rows, 1, 'class=g')}<div style='width:44%;margin-left:56%'>{foot}</div></div>"
        )
    return out("h2{margin:14px 0 4px;font-size:15px} p{margin:6px 0 10px} .g td,.g th{border:1px solid #aaa;padding:2px 5px}", "".join(pages), Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items]))
