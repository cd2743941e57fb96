# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Invoices that invoicing tools and platforms print from a web page, in several languages."""

from decimal import Decimal
from html import escape as e

from tests.ingestion.corpus.browser import br, grid, sheet, stack
from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, grouped, layout, total_of

ZERO = Decimal(0)
WORK = (
    ("Brand workshop, half day", 350, 900),
    ("Web design and build", 900, 4200),
    ("Monthly retainer", 400, 1800),
    ("Copywriting, per page", 40, 160),
    ("Stock photography licence", 20, 120),
    ("Out-of-hours support", 60, 140),
)


@layout("au", "gb", "au", "gb")
def three_columns(d: Dice) -> Paper:
    """An accounting tool's head in three columns, labels above values, payment slip at the foot."""
    seller, buyer, number = (d.firm(d.pick("Creative", "Physiotherapy", "Surveying")), d.firm("Holdings"), d.n(d.pick("INV-0###", "ORC10##", "IN#####")))
    items = d.items(WORK, (2, 4), 4)
    rate, name = (10, "GST") if d.country == "au" else (20, "VAT")
    net = total_of(items)
    tax = cents(net * rate / 100)
    total = net + tax
    cur = d.place.currency
    facts = "".join(
        f"<p><b>{a}</b><br>{e(b)}</p>"
        for a, b in (("Invoice Date", d.day(d.issued, "d mon y")), ("Invoice Number", number), ("Reference", d.n("PO ####")), ("VAT Number" if rate == 20 else "ABN", d.vat().replace("ABN ", "")))
    )
    sums = [("Subtotal", d.m(net)), (f"TOTAL {name} {rate}%", d.m(tax)), (f"TOTAL {cur}", d.m(total))]
    slip = stack([("Customer", buyer), ("Invoice Number", number), ("Amount Due", d.m(total)), ("Due Date", d.day(d.due, "d mon y")), ("Amount Enclosed", "")])
    body = (
        f"<div class=row><div class=w><h1>{d.pick('TAX INVOICE', 'INVOICE')}</h1><div class=in>{br([buyer, 'Attention: ' + d.who(), *d.home()])}</div></div><div class=w2>{facts}</div><div class=w2>{br([seller, *d.home()])}</div></div>"
        f"{grid(['Description', 'Quantity', 'Unit Price', name, f'Amount {cur}'], [(i.text, f'{i.quantity:.2f}', d.m(i.price), f'{rate}%', d.m(i.amount)) for i in items], 4, 'class=i')}<div class=s>{stack(sums)}</div>"
        f"<h3>Due Date: {d.day(d.due, 'd mon y')}</h3><p>Please pay by bank transfer. {e(d.bank())}</p><div class=cut><h2>PAYMENT ADVICE</h2><div class=row><div>To: {br([seller, *d.home()])}</div><div style='width:50%'>{slip}</div></div></div>"
    )
    css = "h1{font-weight:normal;margin-bottom:20px} .w{width:48%} .w2{width:24%} .w2 p{margin-bottom:6px} .in{margin-left:30px} .i{margin:30px 0 0} .i th{border-bottom:2px solid #000} .i td{border-bottom:1px solid #ccc} .s{width:40%;margin:6px 0 20px 60%} .cut{position:fixed;bottom:0;width:100%;border-top:1px dashed #000;padding-top:12px}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, seller, buyer, cur, total, net, tax, d.due, None, [i.amount for i in items]))


@layout("in", "in", "us")
def balance_band(d: Dice) -> Paper:
    """A bookkeeping service: number under the title, balance due under it, place of supply, terms."""
    seller, buyer, number = (d.firm("Solutions"), d.firm("Industries"), d.n(d.pick("INV-0000##", "SS/{y}/###")))
    items = d.items(WORK, (1, 4), 3)
    rate = Decimal(18) if d.country == "in" else ZERO
    net = total_of(items)
    tax = cents(net * rate / 100)
    total = net + tax
    style = "d mon y"
    sums = [("Sub Total", d.m(net)), *([("IGST18 (18%)", d.m(tax))] if rate else []), ("Total", d.c(total)), ("Balance Due", d.c(total))]
    facts = [("Invoice Date :", d.day(d.issued, style)), ("Terms :", f"Net {d.days}"), ("Due Date :", d.day(d.due, style)), ("P.O.# :", d.n("SO-####"))]
    body = (
        f"<div class=row><div><b style='font-size:15px'>{e(seller)}</b><br>{br([*d.home(), 'GSTIN ' + d.vat() if rate else d.vat()])}</div><div class=r><span class=h>{'TAX INVOICE' if rate else 'INVOICE'}</span><br><b># {number}</b><br><br><small>Balance Due</small><br><b style='font-size:14px'>{e(d.c(total))}</b></div></div>"
        f"<div class=row style='margin:26px 0 14px;align-items:flex-end'><div><small>Bill To</small><br><b>{e(buyer)}</b><br>{br(d.home())}{'<br>Place Of Supply: Karnataka (29)' if rate else ''}</div><div style='width:42%'>{stack(facts)}</div></div>"
        f"{grid(['#', 'Item & Description', 'Qty', 'Rate', 'Amount'], [(str(n), i.text, f'{i.quantity:.2f}', d.m(i.price), d.m(i.amount)) for n, i in enumerate(items, 1)], 3, 'class=i')}<div class=s>{stack(sums)}</div><p><small>Notes</small><br>Thanks for your business.</p>"
    )
    css = ".h{font-size:26px} .i th{background:#3c3d3a;color:#fff} .i td{border-bottom:1px solid #ddd} .s{width:42%;margin-left:58%} .s tr:last-child{background:#f5f4f3;font-weight:bold} body{font-family:Inter,'DejaVu Sans'}"
    return Paper(
        "browser",
        sheet(css, body),
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


@layout("us", "ca", "gb", "au")
def big_amount(d: Dice) -> Paper:
    """A freelancers' tool: four captions in a row over a heavy line, the amount due large at the right."""
    seller, buyer, number = d.who(), d.firm("Media"), d.n(d.pick("00000##", "0001##"))
    currency, sign = d.choice((("USD", "$"), ("CAD", "$"), ("GBP", "£"), ("AUD", "$"), ("NZD", "$")))
    items = d.items(WORK, (1, 3), 3)
    off = cents(total_of(items) / 10) if d.at % 2 else ZERO
    total = total_of(items) - off
    caps = "".join(
        f"<div><small>{a}</small><br>{b}</div>"
        for a, b in (
            ("Billed To", br([buyer, *d.home()])),
            (
                "Date of Issue",
                e(d.day(d.issued, "mdy/" if currency in ("USD", "CAD") else "dmy/")) + "<br><br><small>Due Date</small><br>" + e(d.day(d.due, "mdy/" if currency in ("USD", "CAD") else "dmy/")),
            ),
            ("Invoice Number", number),
            (f"Amount Due ({currency})", f"<span class=b>{sign}{grouped(total)}</span>"),
        )
    )
    rows = [(i.text, f"{sign}{grouped(i.price)}", str(i.quantity), f"{sign}{grouped(i.amount)}") for i in items]
    sums = [
        ("Subtotal", grouped(total + off)),
        *([("Discount (10%)", "-" + grouped(off))] if off else []),
        ("Tax", "0.00"),
        ("Total", grouped(total)),
        ("Amount Paid", "0.00"),
        (f"Amount Due ({currency})", sign + grouped(total)),
    ]
    body = f"<div class=row><b class=l>{e(seller[0])}</b><div class=r>{br([seller, *d.home(), d.phone()])}</div></div><div class='row c'>{caps}</div>{grid(['Description', 'Rate', 'Qty', 'Line Total'], rows, 3, 'class=i')}<div class=s>{stack(sums)}</div>"
    css = ".l{font-size:38px;color:#0075dd} .c{margin:40px 0 24px} .c>div{width:24%} .b{font-size:24px;color:#0075dd} small{color:#0075dd} .i{border-top:3px solid #0075dd} .i td{border-bottom:1px solid #ddd} .s{width:45%;margin-left:55%}"
    return Paper(
        "browser",
        sheet(css, body, "Letter"),
        Truth(number, d.issued, seller, buyer, currency, total, None, None, d.due, None, [i.amount for i in items], also={"net_amount": (str(total), str(total + off)), "tax_amount": ("0.00",)}),
    )


@layout("de", "de", "at")
def kanzlei_cloud(d: Dice) -> Paper:
    """A German invoicing service: sentence terms, position table, IBAN block, subject line with the number."""
    seller, buyer, number, account = (d.firm(d.pick("Webdesign", "Eventtechnik", "Gebäudereinigung")), d.firm("Hotelbetrieb"), d.n(d.pick("RE-####", "{y}-1###", "RE{y}##-###")), d.n("1####"))
    items = d.items(
        (
            ("Unterhaltsreinigung, Pauschale", 180, 900),
            ("Bühnentechnik inkl. Auf- und Abbau", 400, 2400),
            ("Design Startseite (3 Entwürfe, 2 Korrekturschleifen)", 300, 1500),
            ("Hosting 12 Monate", 60, 240),
            ("Anfahrt", 20, 70),
        ),
        (1, 4),
        3,
    )
    rate = 19 if d.country == "de" else 20
    net = total_of(items)
    tax = cents(net * rate / 100)
    total = net + tax
    term = d.pick(f"Zahlungsziel: {d.day(d.due)}", f"Der Rechnungsbetrag ist ohne Abzug bis zum {d.day(d.due)} zu zahlen.", f"Zahlbar innerhalb von {d.days} Tagen nach Rechnungsdatum ohne Abzug.")
    facts = [("Rechnungsnummer", number), ("Kundennummer", account), ("Rechnungsdatum", d.day(d.issued)), ("Lieferdatum", d.day(d.ago(4)))]
    sums = [("Gesamtbetrag netto", d.c(net)), (f"zzgl. Umsatzsteuer {rate} %", d.c(tax)), ("Gesamtbetrag brutto", d.c(total))]
    body = (
        f"<div class=r style='font-size:17px;color:#444'>{e(seller)}</div><div class=row style='margin-top:50px'><div><small><u>{e(seller)} | {e(d.street())} | {e(d.town())}</u></small><br>{br([buyer, *d.home()])}</div><div style='width:44%'>{stack(facts)}</div></div>"
        f"<h3>Rechnung Nr. {number}</h3><p>Sehr geehrte Damen und Herren,<br>vielen Dank für Ihren Auftrag. Wir stellen Ihnen folgende Leistungen in Rechnung:</p>"
        f"{grid(['Pos.', 'Beschreibung', 'Menge', 'Einzelpreis', 'Gesamtpreis'], [(f'{n}.', i.text, f'{d.m(i.quantity)} Stk', d.c(i.price), d.c(i.amount)) for n, i in enumerate(items, 1)], 3, 'class=i')}<div class=s>{stack(sums)}</div><p>{e(term)}</p><p>Mit freundlichen Grüßen<br>{e(d.who())}</p>"
        f"<div class='row f'><div>{br([seller, d.street(), d.town()])}</div><div>{br(['Tel.: ' + d.phone(), 'E-Mail: info@firma.example'])}</div><div>{br(['USt.-ID: ' + d.vat(), 'Steuer-Nr.: ' + d.n('##/###/#####')])}</div><div>{br(['Kreissparkasse', 'IBAN: ' + d.bank()])}</div></div>"
    )
    css = "h3{margin:34px 0 12px} .i{margin:12px 0} .i th{background:#eee} .s{width:52%;margin-left:48%} .s tr:last-child{font-weight:bold;border-top:1px solid #000} p{margin:10px 0} .f{position:fixed;bottom:0;width:100%;font-size:8px;color:#666;border-top:1px solid #aaa;padding-top:4px}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, account, [i.amount for i in items]))


@layout("fr", "es", "it", "de", "nl", lang="en")
def conference(d: Dice) -> Paper:
    """A registration fee in English with other currencies: paid by card, participant beside the payer."""
    host = f"{d.pick('Nordic', 'European', 'Baltic', 'Gulf')} {d.pick('Society of Cardiology', 'Data Forum', 'Materials Congress')}"
    buyer, number, currency = (d.firm("Research"), d.n(d.pick("REG-#####", "{y}-C###", "######")), d.choice(("SEK", "NOK", "DKK", "PLN", "AED", "CZK")))
    high = {"SEK": 11, "NOK": 11, "DKK": 7, "PLN": 4, "AED": 4, "CZK": 24}[currency]
    items = [Item("Full registration (early bird)", d.price(200 * high, 500 * high)), *([Item("Gala dinner", d.price(40 * high, 90 * high))] if d.at % 2 else [])]
    rate = Decimal({"SEK": 25, "NOK": 25, "DKK": 25, "PLN": 23, "AED": 5, "CZK": 21}[currency])
    net = total_of(items)
    tax = cents(net * rate / 100)
    style = d.pick("1 234,56", "1,234.56")

    def c(value: Decimal) -> str:
        return f"{grouped(value, style)} {currency}"

    body = (
        f"<div class=c><h2>{e(host)}</h2>Annual Meeting, {d.issued.year + 1} · Secretariat: Kongressgatan 4, Gothenburg</div><h3>INVOICE {number}</h3><div class=row><div>{stack([('Invoice date', d.day(d.issued, 'd month y')), ('Payment due', d.day(d.due, 'd month y')), ('Participant', d.who()), ('Registration ID', d.n('#######'))])}</div><div><b>Invoice to:</b><br>{br([buyer, *d.home(), 'VAT ' + d.vat()])}</div></div>"
        f"{grid(['Item', 'Amount'], [(i.text, c(i.amount)) for i in items], 1, 'class=i')}{stack([('Total excluding VAT', c(net)), (f'VAT {rate}%', c(tax)), ('Total including VAT', c(net + tax))], 'class=s')}<p>Congress dates: {d.day(d.ago(-90), 'd month y')} to {d.day(d.ago(-94), 'd month y')}. Cancellation before {d.day(d.ago(-30), 'd month y')}: 50% refund.</p>"
    )
    css = ".c{text-align:center;border-bottom:2px solid #345;padding-bottom:8px} h3{margin:20px 0} .i{margin:24px 0 8px} .i th{border-bottom:1px solid #000} .s{font-weight:bold} p{margin-top:20px}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, host, buyer, currency, net + tax, net, tax, d.due, None, [i.amount for i in items]))


@layout("fr", "it", "es", "de")
def rail_ticket(d: Dice) -> Paper:
    """A transport company's proof of purchase: reference, journey dates, price with tax at the end."""
    w = {
        "fr": ("Facture", "Facture n°", "Émise le", "Dossier", "Voyageur", "Trajet", "Voyage du", "Prix TTC", "Total HT", "TVA 10 %", "Total TTC", "Payé par carte bancaire", "Client"),
        "it": ("Fattura", "Fattura n.", "Emessa il", "PNR", "Passeggero", "Tratta", "Viaggio del", "Prezzo", "Imponibile", "IVA 10 %", "Totale fattura", "Pagamento con carta", "Intestatario"),
        "es": ("Factura", "Nº de factura", "Fecha de emisión", "Localizador", "Viajero", "Trayecto", "Viaje del", "Precio", "Base imponible", "IVA 10 %", "Total factura", "Pagado con tarjeta", "Cliente"),
        "de": ("Rechnung", "Rechnungsnummer", "Ausgestellt am", "Auftragsnummer", "Reisender", "Strecke", "Reise am", "Preis", "Nettobetrag", "MwSt. 7 %", "Gesamtpreis", "Bezahlt mit Kreditkarte", "Rechnungsempfänger"),
    }[d.place.lang]
    brand = d.pick("Transalpina", "Rapidus", "Velorail") + {"fr": " SA", "it": " S.p.A.", "es": " S.A.", "de": " AG"}[d.country]
    buyer, number = d.firm("Vente"), d.n(d.pick("##########", "E{y}-#######"))
    ride = d.ago(-12)
    items = [
        Item(f"{d.town().split(' ', 1)[1]} - {d.town().split(' ', 1)[1]}, {w[6]} {d.day(ride)}", d.price(19, 160)),
        Item("Reservation / Seat 2. Kl." if d.country == "de" else "Option flex", d.price(3, 12)),
    ]
    total = total_of(items)
    tax = total - cents(total * 100 / (107 if d.country == "de" else 110))
    body = (
        f"<div class=row><h1>{e(brand)}</h1><h1>{w[0]}</h1></div><div class=row style='margin:20px 0'><div><b>{w[12]}</b><br>{br([buyer, *d.home()])}</div><div style='width:45%'>{stack([(w[1], number), (w[2], d.day(d.issued)), (w[3], d.n('@@@@@@')), (w[4], d.who())])}</div></div>"
        f"{grid([w[5], w[7]], [(i.text, d.c(i.amount)) for i in items], 1, 'class=i')}<div class=s>{stack([(w[8], d.c(total - tax)), (w[9], d.c(tax)), (w[10], d.c(total))])}</div><p>{w[11]} **** {d.n('####')} ({d.c(total)})</p><small>{e(brand)}, {e(d.street())}, {e(d.town())}, {d.vat()}</small>"
    )
    css = "h1{font-size:18px} .i th{border-bottom:1px solid #000} .s{width:50%;margin:10px 0 0 50%} p{margin:20px 0}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, brand, buyer, "EUR", total, total - tax, tax, None, None, [i.amount for i in items], also={"due_date": (d.issued.isoformat(),)}))


@layout("nl", "fr", "es", "it", "de")
def software_abo(d: Dice) -> Paper:
    """A subscription's invoice in the customer's language: period, debit, labels above values in cards."""
    w = {
        "nl": ("Factuur", "Factuurnummer", "Factuurdatum", "Vervaldatum", "Klantnummer", "Omschrijving|Aantal|Prijs|Bedrag", "Subtotaal", "21% btw", "Totaal", "Abonnement Zakelijk", "Extra gebruikers", "Periode", "Factuur voor"),
        "fr": ("Facture", "Numéro de facture", "Date de facturation", "Date d'échéance", "Référence client", "Description|Quantité|Prix unitaire HT|Montant HT", "Sous-total HT", "TVA 20 %", "Total TTC", "Abonnement Entreprise", "Utilisateurs supplémentaires", "Période", "Facturé à"),
        "es": ("Factura", "Número de factura", "Fecha de emisión", "Fecha de vencimiento", "Nº de cliente", "Descripción|Cantidad|Precio|Importe", "Subtotal", "IVA 21 %", "Total", "Suscripción Empresa", "Usuarios adicionales", "Periodo", "Facturar a"),
        "it": ("Fattura", "Numero fattura", "Data di emissione", "Data di scadenza", "Codice cliente", "Descrizione|Quantità|Prezzo|Importo", "Imponibile", "IVA 22 %", "Totale", "Abbonamento Azienda", "Utenti aggiuntivi", "Periodo", "Fatturare a"),
        "de": ("Rechnung", "Rechnungsnummer", "Rechnungsdatum", "Fälligkeitsdatum", "Kundennummer", "Beschreibung|Menge|Einzelpreis|Betrag", "Zwischensumme", "19 % USt.", "Gesamtbetrag", "Abonnement Business", "Zusätzliche Nutzer", "Zeitraum", "Rechnung an"),
    }[d.place.lang]
    rate = {"nl": 21, "fr": 20, "es": 21, "it": 22, "de": 19}[d.country]
    seller, buyer, number, account = (d.pick("Planwise B.V.", "Notarik GmbH", "Calendo SAS"), d.firm("Studio"), d.n(d.pick("##########", "P-{y}-####", "@@#####")), d.n("CU-#####"))
    price = d.price(29, 99)
    items = [Item(w[9], price, Decimal(1), price), *[Item(w[10], cents(Decimal("7.50") * many), Decimal(many), Decimal("7.50")) for many in [d.randint(2, 30)]]]
    net = total_of(items)
    tax = cents(net * rate / 100)
    cards = "".join(f"<div><small>{e(a)}</small><br><b>{e(b)}</b></div>" for a, b in ((w[1], number), (w[2], d.day(d.issued)), (w[3], d.day(d.due)), (w[4], account)))
    body = (
        f"<h1>{w[0]}</h1><div class='row k'>{cards}</div><div class=row><div><small>{w[12]}</small><br>{br([buyer, *d.home()])}</div><div class=r>{br([seller, 'Keizersgracht 555, 1017 DR Amsterdam', 'support@' + seller.split()[0].lower() + '.example'])}</div></div><p>{w[11]}: {d.day(d.issued)} - {d.day(d.ago(-30))}</p>"
        f"{grid(w[5].split('|'), [(i.text, str(i.quantity), d.c(i.price), d.c(i.amount)) for i in items], 3, 'class=i')}<div class=s>{stack([(w[6], d.c(net)), (w[7], d.c(tax)), (w[8], d.c(net + tax))])}</div><small>{e(seller)} · IBAN NL91 ABNA 0417 1643 00 · BTW NL858877665B01</small>"
    )
    css = "h1{margin-bottom:16px} .k{background:#f2f5ff;border-radius:8px;padding:12px;margin-bottom:22px} .i{margin-top:14px} .i th{border-bottom:1px solid #99a} .s{width:46%;margin:8px 0 40px 54%} p{margin-top:16px}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items]))


@layout("us", "gb", "au", "de", lang="en")
def app_store(d: Dice) -> Paper:
    """A digital store's invoice: order id and document number, card, price with tax, total only."""
    seller = d.pick("Orchard Distribution International Ltd.", "Playbox Commerce Limited")
    buyer, number = d.who(), d.n("##########")
    currency, sign = d.choice((("USD", "$"), ("EUR", "€"), ("GBP", "£"), ("AUD", "A$"), ("CHF", "CHF ")))
    items = [Item(d.pick("Cloud storage 2 TB (monthly)", "Puzzle Farm: 500 coins", "Sleep Sounds Premium"), d.price(1, 40)), Item("Podcast Plus", d.price(2, 9))][: 1 + d.at % 2]
    total = total_of(items)
    tax = total - cents(total / Decimal("1.2"))
    style = "d mon y" if currency != "USD" else "mon d, y"
    cells = [
        ("ACCOUNT EMAIL", d.n("user##") + "@mail.example"),
        ("BILLED TO", buyer),
        ("DATE", d.day(d.issued, style)),
        ("ORDER ID", d.n("M@@#@@####")),
        ("DOCUMENT NO.", number),
        ("PAYMENT", f"Mastercard .... {d.n('####')}"),
    ]
    body = (
        f"<div class=row><b style='font-size:26px'>◆</b><span style='font-size:22px;color:#888'>{d.pick('Invoice', 'Tax invoice')}</span></div><div class=g>{''.join(f'<div><small>{a}</small><br>{e(b)}</div>' for a, b in cells)}</div>{grid(['App Store', 'PRICE'], [(i.text, sign + grouped(i.amount)) for i in items], 1, 'class=i')}"
        f"<div class=r style='margin:8px 6px;color:#777'>VAT charged at 20% &nbsp; {sign}{grouped(tax)}</div><div class='r t'>TOTAL &nbsp;&nbsp;&nbsp; {sign}{grouped(total)}</div><small>{seller}, Hollyhill Industrial Estate, Cork, Ireland. VAT IE9700053D</small>"
    )
    css = ".g{display:grid;grid-template-columns:1fr 1fr 1fr;gap:10px;background:#fafafa;padding:12px;margin:20px 0} .i th{background:#fafafa;font-size:10px} .t{font-weight:bold;font-size:15px;margin:10px 6px 50px}"
    return Paper(
        "browser",
        sheet(css, body),
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            currency,
            total,
            None,
            tax,
            None,
            None,
            [i.amount for i in items],
            also={"net_amount": (str(total - tax),), "seller_name": (seller,), "due_date": (d.issued.isoformat(),)},
        ),
    )


@layout("gb", "in", "au", "ca")
def coworking(d: Dice) -> Paper:
    """A membership's invoice: deposit and booking credits, totals at the left, small seller in the footer only."""
    seller, buyer, number, account = (d.firm("Workspaces"), d.firm("Labs"), d.n(d.pick("CW#####", "INV####-##")), d.n("MEM-####"))
    items = [Item("Dedicated desk", d.price(150, 420)), Item("Meeting room, 3 h", d.price(30, 90)), Item("Printing credits", d.price(2, 25)), Item("Member discount", -d.price(10, 40))]
    rate, name = {"gb": (20, "VAT"), "in": (18, "GST"), "au": (10, "GST"), "ca": (13, "HST")}[d.country]
    net = total_of(items)
    tax = cents(net * rate / 100)
    total = net + tax
    style = "d month y"
    body = (
        f"<div class=top>hive<b>//</b>desk</div><h2>Invoice for {e(buyer)}</h2><div class=row><div>{stack([('Invoice no.', number), ('Member no.', account), ('Issued on', d.day(d.issued, style)), ('Payable by', d.day(d.due, style))])}</div><div>{br(d.home())}</div></div>{grid(['', ''], [(i.text, d.c(i.amount)) for i in items], 1, 'class=i')}"
        f"<div style='width:45%'>{stack([('Net', d.c(net)), (f'{name} {rate}%', d.c(tax)), ('Total to pay', d.c(total))])}</div><div class=f>{e(seller)} · {e(' · '.join(d.home()))} · {e(d.vat())} · {e(d.bank())}</div>"
    )
    css = ".top{font-size:26px;color:#f08a00} h2{margin:26px 0 12px;font-weight:normal} .i{margin:18px 0;border-top:1px solid #000;border-bottom:1px solid #000} .f{position:fixed;bottom:0;font-size:8px}"
    return Paper(
        "browser", sheet(css, body), Truth(number, d.issued, seller, buyer, d.place.currency, total, net, tax, d.due, account, [i.amount for i in items], also={"seller_name": ("hive//desk",)})
    )
