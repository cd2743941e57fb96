# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""What online services and shops print from a web page: receipts, subscriptions, orders."""

from datetime import timedelta
from decimal import Decimal
from html import escape as e

from tests.ingestion.corpus.browser import br, grid, sheet, stack
from tests.ingestion.corpus.dice import (
    Dice,
    Item,
    Paper,
    Truth,
    by_rate,
    cents,
    grouped,
    layout,
    total_of,
)

ZERO = Decimal(0)
SAAS = (("Team plan, per seat", 8, 40), ("Pro workspace", 19, 99), ("Additional storage 100 GB", 2, 15), ("API calls, tier 2", 20, 400), ("Priority support", 49, 300), ("Extra environments", 10, 60))
GOODS = {
    "en": (("Wireless mouse, graphite", 12, 40), ("USB-C dock 9-in-1 with 100 W pass-through and two displays", 60, 180), ("Notebook A5 dotted, pack of 3", 8, 20), ("Desk lamp", 25, 90), ("Stainless bottle 750 ml", 15, 35)),
    "de": (("Funkmaus grafit", 12, 40), ("USB-C-Dock 9-in-1 mit 100 W Ladeleistung und zwei Bildschirmen", 60, 180), ("Notizbuch A5 gepunktet, 3er-Pack", 8, 20), ("Schreibtischlampe", 25, 90), ("Trinkflasche 750 ml", 15, 35)),
    "fr": (("Souris sans fil graphite", 12, 40), ("Station USB-C 9 en 1, charge 100 W et deux écrans", 60, 180), ("Carnet A5 pointillé, lot de 3", 8, 20), ("Lampe de bureau", 25, 90), ("Gourde inox 750 ml", 15, 35)),
    "es": (("Ratón inalámbrico grafito", 12, 40), ("Base USB-C 9 en 1 con carga de 100 W y dos pantallas", 60, 180), ("Cuaderno A5 punteado, 3 uds.", 8, 20), ("Lámpara de escritorio", 25, 90), ("Botella de acero 750 ml", 15, 35)),
    "it": (("Mouse senza fili grafite", 12, 40), ("Dock USB-C 9 in 1 con ricarica 100 W e due schermi", 60, 180), ("Taccuino A5 puntinato, 3 pezzi", 8, 20), ("Lampada da scrivania", 25, 90), ("Borraccia 750 ml", 15, 35)),
    "nl": (("Draadloze muis grafiet", 12, 40), ("USB-C-dock 9-in-1 met 100 W en twee schermen", 60, 180), ("Notitieboek A5, 3 stuks", 8, 20), ("Bureaulamp", 25, 90), ("Drinkfles 750 ml", 15, 35)),
}


@layout("us", "us", "gb", "ca")
def saas_receipt(d: Dice) -> Paper:
    """A card subscription's invoice or receipt: amount due nil once paid, seller in small type."""
    firm = f"{d.pick('Tasklane', 'Formwell', 'Cloudpike', 'Inboxly', 'Pixelbarn')}, Inc."
    buyer = d.firm("Design")
    receipt = d.at % 2 == 1
    number = d.n("@@@@@@#@-00##")
    items = d.items(SAAS, (1, 3), 5)
    net = total_of(items)
    rate = {"us": ZERO, "gb": Decimal(20), "ca": Decimal(13)}[d.country]
    tax = cents(net * rate / 100)
    total = net + tax
    head = [("Invoice number", number), ("Date of issue", d.day(d.issued, "month d, y")), ("Date due", d.day(d.issued, "month d, y"))]
    if receipt:
        head = [("Invoice number", number), ("Receipt number", d.n("####-####")), ("Date paid", d.day(d.issued, "month d, y")), ("Payment method", f"Visa - {d.n('####')}")]
    sums = [("Subtotal", d.c(net))] + ([(f"{'VAT - United Kingdom' if rate == 20 else 'HST - Canada'} ({rate}%)", d.c(tax))] if rate else [])
    sums += [("Total", d.c(total)), *([("Amount paid", d.c(total))] if receipt else [("Amount due", f"{d.c(total)} {d.place.currency}")])]
    lead = f"{d.c(total)} paid on {d.day(d.issued, 'month d, y')}" if receipt else f"{d.c(total)} {d.place.currency} due {d.day(d.issued, 'month d, y')}"
    period = f"{d.day(d.issued, 'mon d, y')} – {d.day(d.issued + timedelta(days=30), 'mon d, y')}"
    rows = [(f"{i.text} {period if at == 0 else ''}", f"{i.quantity}", d.c(i.price), d.c(i.amount)) for at, i in enumerate(items)]
    body = (
        f"<div class=row><h1>{'Receipt' if receipt else 'Invoice'}</h1><b class=g>{e(firm.split(',')[0])}</b></div>{stack(head, 'class=h')}"
        f"<div class=row style='margin:22px 0'><div><b>{e(firm)}</b><br>{br(['2261 Market Street', 'San Francisco, California 94114', 'United States', 'billing@' + firm.split(',')[0].lower() + '.example'])}</div>"
        f"<div style='width:46%'><b>Bill to</b><br>{br([buyer, *d.home(), 'accounts@' + d.n('client##.example')])}</div></div><h2>{e(lead)}</h2>"
        f"{'' if receipt else '<p style=color:#635bff>Pay online</p>'}{grid(['Description', 'Qty', 'Unit price', 'Amount'], rows, 3, 'class=i')}<div class=s>{stack(sums)}</div>"
    )
    css = "h1{font-size:22px} .g{color:#999;font-size:18px} .h{width:50%;margin-top:14px} .h td:first-child{font-weight:bold} .h td{padding:1px 0;text-align:left!important} h2{font-size:16px;margin:12px 0} .i th{font-size:9px;font-weight:normal;border-bottom:1px solid #222} .s{width:50%;margin-left:50%} .s td{border-top:1px solid #eee}"
    return Paper("browser", sheet(css, body, "Letter"), Truth(number, d.issued, firm, buyer, d.place.currency, total, net if rate else None, tax if rate else None, None if receipt else d.issued, None, [i.amount for i in items],
        also={"net_amount": (str(net),), "tax_amount": () if rate else ("0.00",), "due_date": (None, d.issued.isoformat()), "seller_name": (firm.split(",")[0],)}))


@layout("us", "gb", "de", "au", "in", lang="en")
def cloud_usage(d: Dice) -> Paper:
    """A cloud's monthly invoice in English: charges by service, credits, a total in the header."""
    firm = f"{d.pick('Stratum', 'Nimbus Nine', 'Ferrocloud')} {d.pick('Cloud EMEA SARL', 'Web Services, Inc.', 'Hosting B.V.')}"
    buyer, account, number = (d.firm("Software"), d.n("####-####-####"), d.n(d.pick("EUINGB##-#######", "##########", "CLD-{y}-######")))
    services = [Item(t, d.price(a, b)) for t, a, b in (("Elastic compute", 90, 2400), ("Object storage", 4, 190), ("Data transfer", 2, 120), ("Managed database", 40, 800))]
    credit = d.price(5, 40)
    net = total_of(services) - credit
    rate = d.choice((Decimal(0), Decimal(20)))
    tax = cents(net * rate / 100)
    currency = d.choice(("USD", "USD", "EUR", "SGD"))
    sign = {"USD": "$", "EUR": "€", "SGD": "S$"}[currency]

    def c(value: Decimal) -> str:
        return ("-" if value < 0 else "") + sign + grouped(abs(value))

    style = "month d, y"
    last = d.issued.replace(day=1) - timedelta(days=1)
    summary = [("Invoice Number:", number), ("Invoice Date:", d.day(d.issued, style)), ("TOTAL AMOUNT DUE ON " + d.day(d.due, style).upper(), c(net + tax))]
    rows = [*[(i.text, c(i.amount)) for i in services], ("Credits", c(-credit))]
    body = (
        f"<div class=row><b style='font-size:24px;color:#d35400'>{e(firm.split()[0].lower())}</b><div><small>Account number:</small><br><b>{account}</b></div></div>"
        f"<div class=row style='margin:20px 0'><div><small>Bill to Address:</small><br>{br(['ATTN: Accounts Payable', buyer, *d.home()])}</div><div style='width:55%'><h3>Invoice Summary</h3>{stack(summary, 'class=k')}</div></div>"
        f"<p>This invoice is for the billing period {d.day(last.replace(day=1), style)} - {d.day(last, style)}</p><h3>Summary</h3>{grid(['Service', 'Charges'], rows)}"
        f"<table class=z>{''.join(f'<tr><td>{e(a)}<td class=r>{e(b)}' for a, b in (('Total net charges', c(net)), (f'VAT ({rate}%)', c(tax)), ('Total for this invoice', c(net + tax))))}</table>"
        f"<p class=f>{e(firm)}, 38 Avenue Kennedy, L-1855 Luxembourg. VAT LU26375245. All charges and prices are in {currency}. This is not a demand for payment if you pay by card.</p>"
    )
    css = ".k td{border-bottom:1px solid #ccc;font-weight:bold} .k td:last-child{white-space:nowrap} .z{margin-top:10px;font-weight:bold;background:#f4f4f4} .f{position:fixed;bottom:0;font-size:8px}"
    return Paper(
        "browser",
        sheet(css, body),
        Truth(number, d.issued, firm, buyer, currency, net + tax, net, tax, d.due, account, [*[i.amount for i in services], -credit], also={"seller_name": (firm.split()[0],)}),
    )


MARKET = {
    "de": ("Rechnung", "Rechnungsnummer", "Rechnungsdatum", "Bestellnummer", "Bestelldatum", "Verkauft von", "Rechnungsadresse", "Lieferadresse", "Zahlbetrag", "Beschreibung|Menge|Stückpreis (ohne USt.)|USt. %|Stückpreis (inkl. USt.)|Zwischensumme (inkl. USt.)", "Versandkosten", "USt. %|Zwischensumme (ohne USt.)|USt.", "Bezahlt", "USt-IdNr."),
    "en": ("Invoice", "Invoice #", "Invoice date / Delivery date", "Order #", "Order date", "Sold by", "Billing address", "Delivery address", "Total payable", "Description|Qty|Unit price (excl. VAT)|VAT rate|Unit price (incl. VAT)|Item subtotal (incl. VAT)", "Shipping charges", "VAT rate|Item subtotal (excl. VAT)|VAT subtotal", "Paid", "VAT #"),
    "fr": ("Facture", "Numéro de la facture", "Date de la facture / Date de la livraison", "Numéro de la commande", "Date de la commande", "Vendu par", "Adresse de facturation", "Adresse de livraison", "Total à payer", "Description|Qté|P.U. (HT)|TVA %|P.U. (TTC)|Prix total (TTC)", "Frais d'expédition", "Taux TVA|Prix total (HT)|TVA", "Payé", "TVA"),
    "es": ("Factura", "Número de la factura", "Fecha de la factura/Fecha de la entrega", "Número del pedido", "Fecha del pedido", "Vendido por", "Dirección de facturación", "Dirección de envío", "Total pendiente", "Descripción|Cant.|P. Unitario (IVA excluido)|IVA %|P. Unitario (IVA incluido)|Precio total (IVA incluido)", "Envío", "IVA %|Precio total (IVA excluido)|IVA", "Pagado", "NIF"),
    "it": ("Fattura", "Numero fattura", "Data di fatturazione/Data di consegna", "Numero dell'ordine", "Data ordine", "Venduto da", "Indirizzo di fatturazione", "Indirizzo di spedizione", "Totale da pagare", "Descrizione|Quantità|P. unitario (IVA esclusa)|IVA %|P. unitario (IVA inclusa)|Prezzo totale (IVA inclusa)", "Costi di spedizione", "IVA %|Totale (IVA esclusa)|IVA", "Pagato", "P. IVA"),
}


@layout("de", "gb", "fr", "es", "it")
def marketplace_order(d: Dice) -> Paper:
    """A marketplace's invoice for a shop's sale: gross prices, both addresses, total at the top."""
    w = MARKET[d.place.lang]
    heads = w[9].split("|")
    shop, who, order = d.firm("Trading"), d.who(), d.n("30#-#######-#######")
    number = d.n(d.pick("DS-AEU-INV-{y}-########", "INV-GB-######-{y}-##", "AEU#########"))
    rate = {"de": 19, "gb": 20, "fr": 20, "es": 21, "it": 22}[d.country]
    goods = d.items(GOODS[d.place.lang], (1, 3), 2)
    post = d.price(2, 7)
    total = total_of(goods) + post
    net = cents(total * 100 / (100 + rate))
    rows = [(f"{i.text} | B0{i.code}", f"{i.quantity}", d.c(cents(i.price * 100 / (100 + rate))), f"{rate}%", d.c(i.price), d.c(i.amount)) for i in goods]
    rows.append((w[10], "", d.c(cents(post * 100 / (100 + rate))), f"{rate}%", d.c(post), d.c(post)))
    left = [(w[5], shop), (w[13], d.vat())]
    right = [(w[2], d.day(d.issued, "d month y")), (w[1], number), (w[8], d.c(total))]
    home = d.home()
    body = (
        f"<div class=row><b style='font-size:20px'>bazarro</b><div class=r><b>{w[12]}</b><br>{w[0]}</div></div><div class=row style='margin:16px 0'><div style='width:38%'>{br([who, *home])}</div>"
        f"<div class=box>{stack(left)}<hr>{stack(right)}</div></div><div class=row><div><b>{w[6]}</b><br>{br([who, *home])}</div><div><b>{w[7]}</b><br>{br([who, *home])}</div><div><b>{w[5]}</b><br>{br([shop, *d.home()])}</div></div>"
        f"<h4>{e({'de': 'Bestellinformationen', 'en': 'Order information'}.get(d.place.lang, ''))}</h4><div>{e(w[4])} {d.day(d.ago(2), 'd month y')}<br>{e(w[3])} {order}</div>{grid(heads, rows, 5, 'class=i')}"
        f"<div class=tot>{e(w[0])} total&nbsp;&nbsp; {d.c(total)}</div><div style='width:60%;margin-left:40%'>{grid(w[11].split('|'), [(f'{rate}%', d.c(net), d.c(total - net)), ('Total', d.c(net), d.c(total - net))], 2)}</div>"
    )
    css = ".box{width:56%;background:#f3f3f3;padding:6px} .i{margin-top:14px} .i th{font-size:9px;border-bottom:2px solid #444} .tot{font-weight:bold;text-align:right;margin:10px 6px;font-size:13px}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, shop, who, d.place.currency, total, net, total - net, None, None, [*[i.amount for i in goods], post]))


@layout("us", "gb", "us", "in", "au")
def hosting_paid(d: Dice) -> Paper:
    """A hosting company's invoice page: PAID stamp, list of transactions, balance nil."""
    firm, buyer, number = d.firm("Hosting"), d.who(), d.n(d.pick("######", "WH-#####"))
    items = [
        Item(f"Domain renewal - {d.pick('fernandfig', 'oldbarn', 'tidemark')}.example - 1 Year ({d.day(d.issued)} - {d.day(d.issued + timedelta(days=364))})", d.price(9, 30)),
        Item("Web Hosting - Silver", d.price(40, 160)),
    ]
    rate = {"us": ZERO, "gb": Decimal(20), "in": Decimal(18), "au": Decimal(10)}[d.country]
    net, paid = total_of(items), d.at % 2 == 0
    tax = cents(net * rate / 100)
    total = net + tax
    cur = f" {d.place.currency}"
    name = {"gb": "VAT", "in": "IGST", "au": "GST"}.get(d.country, "")
    sums = [("Sub Total", d.c(net) + cur), *([(f"{rate:.2f}% {name}", d.c(tax) + cur)] if rate else []), ("Credit", d.c(ZERO) + cur), ("Total", d.c(total) + cur)]
    moves = [(d.day(d.issued), "Credit Card", d.n("ch_####@@##"), d.c(total) + cur)] if paid else [("No Related Transactions Found", "", "", "")]
    body = (
        f"<div class=row><h1>{e(firm)}</h1><div class={'paid' if paid else 'unpaid'}>{'PAID' if paid else 'UNPAID'}</div></div><div class=t>Invoice #{number}</div><div>Invoice Date: {d.day(d.issued)}<br>Due Date: {d.day(d.due)}</div>"
        f"<div class=row style='margin:16px 0'><div><b>Invoiced To</b><br>{br([buyer, *d.home()])}</div><div><b>Pay To</b><br>{br([firm, *d.home()])}</div></div>"
        f"{grid(['Description', 'Total'], [(i.text, d.c(i.amount) + cur) for i in items], 1, 'border=1')}<table border=1 class=s>{''.join(f'<tr><td class=r><b>{a}</b><td width=22%>{b}' for a, b in sums)}</table>"
        f"<h4>Transactions</h4>{grid(['Transaction Date', 'Gateway', 'Transaction ID', 'Amount'], moves, 1, 'border=1')}<div class=r style='padding:6px'><b>Balance</b> &nbsp; {d.c(ZERO if paid else total)}{cur}</div><small>PDF Generated on {d.day(d.issued + timedelta(days=3))}</small>"
    )
    css = "table{border-color:#ccc} th{background:#efefef;text-align:center} .t{background:#e8e8e8;font-size:16px;font-weight:bold;padding:8px;margin:14px 0 4px} .paid{color:#779500;font-size:26px;font-weight:bold} .unpaid{color:#c00;font-size:26px;font-weight:bold}"
    return Paper(
        "browser",
        sheet(css, body),
        Truth(
            number,
            d.issued,
            firm,
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


@layout("us", "us", "ca", "au", "gb")
def ledger_tool(d: Dice) -> Paper:
    """An accounting service's print: labels in small capitals above values, balance due in a bar."""
    firm, buyer, number = (d.firm(d.pick("Landscaping", "Bookkeeping", "Electrical", "Catering")), d.who(), d.n("1###"))
    items = d.items(
        (("Weekly lawn care", 45, 90), ("Spring clean-up crew, hourly", 55, 70), ("Mulch, cubic yard", 30, 60), ("Site visit", 75, 150), ("Quarterly review and report to owner", 120, 400)), (2, 4), 5
    )
    net = total_of(items)
    rate = {"us": Decimal("7.25"), "ca": Decimal(5), "au": Decimal(10), "gb": Decimal(20)}[d.country]
    tax = cents(net * rate / 100)
    total = net + tax
    label = {"us": f"TAX ({rate}%)", "ca": "GST @ 5%", "au": "GST TOTAL", "gb": "VAT @ 20%"}[d.country]
    bar = "".join(f"<div><small>{a}</small><br><b>{e(b)}</b></div>" for a, b in (("DATE", d.day(d.issued)), ("PLEASE PAY", d.c(total)), ("DUE DATE", d.day(d.due))))
    body = (
        f"<div class=row><div>{br([firm, *d.home(), d.phone()])}</div><h1>INVOICE</h1></div><div class=row style='margin:20px 0'><div><small>BILL TO</small><br>{br([buyer, *d.home()])}</div><div class=r><small>INVOICE</small> {number}<br><small>TERMS</small> Net {d.days}</div></div>"
        f"<div class='row bar'>{bar}</div>{grid(['DATE', 'ACTIVITY', 'QTY', 'RATE', 'AMOUNT'], [(d.day(d.ago(at * 7 + 2)), i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for at, i in enumerate(items)], 3, 'class=i')}"
        f"<div style='width:45%;margin-left:55%'>{stack([('SUBTOTAL', d.m(net)), (label, d.m(tax)), ('TOTAL', d.m(total)), ('BALANCE DUE', d.c(total))])}</div><div class=f>Thank you! Make checks payable to {e(firm)}.</div>"
    )
    css = "h1{color:#3f7fbf;font-weight:normal} .bar{background:#dcebf7;padding:10px 14px;margin-bottom:14px} .i th{background:#dcebf7;font-size:9px} .f{text-align:center;margin-top:40px}"
    return Paper("browser", sheet(css, body, "Letter"), Truth(number, d.issued, firm, buyer, d.place.currency, total, net, tax, d.due, None, [i.amount for i in items]))


@layout("us", "gb", "de", "nl", "in", lang="en")
def adverts_monthly(d: Dice) -> Paper:
    """An advertising platform's invoice in English across borders: reverse charge, other currency."""
    firm = f"{d.pick('Clickhaven', 'Adriel', 'Bannerly')} Ireland Limited"
    buyer, number, account = d.firm("Marketing"), d.n("########## "[:10]), d.n("####-####-####")
    currency = d.choice(("EUR", "USD", "SEK", "PLN", "DKK"))
    items = [Item(f"Campaign {d.pick('Autumn', 'Brand', 'Retarget', 'Leads')} {n}", d.price(40, 1900)) for n in (1, 2, 3)]
    net = total_of(items)

    def c(value: Decimal) -> str:
        return f"{currency} {grouped(value)}"

    style = "d mon y"
    body = (
        f"<h1>Invoice</h1><div>Invoice number: {number}</div><div class=row style='margin:18px 0'><div style='width:45%'>{br([firm, 'Gordon House, Barrow Street', 'Dublin 4, Ireland', 'VAT number: IE6388047V'])}<br><br><b>Bill to</b><br>{br([buyer, *d.home(), d.vat()])}</div>"
        f"<div style='width:50%'><b>Details</b>{stack([('Invoice number', number), ('Invoice date', d.day(d.issued, style)), ('Billing ID', account), ('Account ID', d.n('###-###-####'))])}<h2>{firm.split()[0]}</h2>{stack([(f'Total in {currency}', c(net)), (f'Due {d.day(d.due, style)}', '')], 'class=k')}<small>Summary for {d.day(d.ago(32), style)} - {d.day(d.ago(2), style)}</small></div></div>"
        f"{grid(['Description', 'Quantity', 'Units', f'Amount({currency})'], [(i.text, d.n('####'), 'Clicks', grouped(i.amount)) for i in items], 3, 'class=i')}<div style='width:50%;margin-left:50%'>{stack([(f'Subtotal in {currency}', c(net)), ('VAT (0%)', c(ZERO)), (f'Total in {currency}', c(net))])}</div>"
        "<p>Services subject to the reverse charge - VAT to be accounted for by the recipient as per Article 196 of Council Directive 2006/112/EC</p>"
    )
    css = "h1{font-weight:normal} .k td{font-size:15px;font-weight:bold;border-top:1px solid #ccc} .i th{border-bottom:1px solid #999} h2{color:#1a73e8;font-weight:normal} p{margin-top:18px;font-size:10px}"
    return Paper(
        "browser",
        sheet(css, body),
        Truth(
            number,
            d.issued,
            firm,
            buyer,
            currency,
            net,
            net,
            ZERO.quantize(Decimal("0.01")),
            d.due,
            account,
            [i.amount for i in items],
            also={"account_number": (None,), "seller_name": (firm.split()[0],)},
        ),
    )


SHOP = {
    "de": ("Rechnung", "Rechnungsnr.", "Rechnungsdatum", "Bestellnr.", "Bestelldatum", "Zahlungsart", "Artikel|Menge|Preis", "Zwischensumme", "Versand", "inkl. {r} % MwSt.", "Gesamt"),
    "fr": ("Facture", "Numéro de facture :", "Date de facture :", "Numéro de commande :", "Date de commande :", "Mode de paiement :", "Produit|Quantité|Prix", "Sous-total", "Livraison", "dont TVA {r} %", "Total"),
    "es": ("Factura", "Número de factura:", "Fecha de factura:", "Número de pedido:", "Fecha de pedido:", "Método de pago:", "Producto|Cantidad|Precio", "Subtotal", "Envío", "IVA incluido ({r}%)", "Total"),
    "nl": ("Factuur", "Factuurnummer:", "Factuurdatum:", "Bestelnummer:", "Besteldatum:", "Betaalmethode:", "Product|Aantal|Prijs", "Subtotaal", "Verzending", "Inclusief {r}% btw", "Totaal"),
    "it": ("Fattura", "Numero fattura:", "Data fattura:", "Numero ordine:", "Data ordine:", "Metodo di pagamento:", "Prodotto|Quantità|Prezzo", "Subtotale", "Spedizione", "IVA {r}% inclusa", "Totale"),
}


@layout("de", "fr", "es", "nl", "it")
def small_shop(d: Dice) -> Paper:
    """A web shop's packing-slip plug-in: prices with tax, the tax only inside the total."""
    w = SHOP[d.place.lang]
    shop, who, number = (d.firm(d.pick("Papeterie", "Keramik", "Atelier", "Vino", "Moda")), d.who(), d.n(d.pick("{y}-####", "#####", "WS-{y}####")))
    rate = {"de": 19, "fr": 20, "es": 21, "nl": 21, "it": 22}[d.country]
    goods = d.items(GOODS[d.place.lang], (2, 4), 3)
    post = d.price(4, 8)
    total = total_of(goods) + post
    tax = total - cents(total * 100 / (100 + rate))
    head = [
        (w[1], number),
        (w[2], d.day(d.issued, "d. month y" if d.country == "de" else "d month y")),
        (w[3], d.n("####")),
        (w[4], d.day(d.ago(1), "d. month y" if d.country == "de" else "d month y")),
        (w[5], "PayPal"),
    ]
    sums = [(w[7], d.c(total - post)), (w[8], d.c(post)), (w[10], f"{d.c(total)}"), (w[9].format(r=rate), d.c(tax))]
    body = (
        f"<div class=row><h1>{e(shop)}</h1><div style='width:40%'>{br([shop, *d.home(), d.vat()])}</div></div><h2>{w[0].upper()}</h2><div class=row><div style='width:50%'>{br([who, *d.home(), 'kunde@mail.example'])}</div><div style='width:46%'>{stack(head)}</div></div>"
        f"{grid(w[6].split('|'), [(i.text, str(i.quantity), d.c(i.amount)) for i in goods], 2, 'class=i')}<div style='width:45%;margin-left:55%'>{stack(sums)}</div>"
    )
    css = "h1{font-size:20px} h2{margin:20px 0 10px} .i{margin-top:22px} .i th{background:#000;color:#fff} .i td{border-bottom:1px solid #ccc}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, shop, who, d.place.currency, total, None, tax, None, None, [i.amount for i in goods], also={"net_amount": (str(total - tax),)}))


@layout("de", "nl", "fr", "it", "es", lang="en")
def mixed_rates(d: Dice) -> Paper:
    """A wholesaler's service in English for Europe: two tax rates, sums by rate, paid by debit."""
    firm, buyer, number, account = (d.firm("Foods"), d.firm("Bistro"), d.n("SI######"), d.n("C-#####"))
    items = d.items(
        (("Olive oil 5 l", 20, 60), ("House wine 0.75 l", 4, 12), ("Flour type 550, 10 kg", 6, 14), ("Napkins", 3, 9), ("Delivery crates", 2, 8)),
        (3, 5),
        12,
        {"de": ("19", "7"), "nl": ("21", "9"), "fr": ("20", "5.5"), "it": ("22", "10"), "es": ("21", "10")}[d.country],
    )
    split = by_rate(items)
    net, tax = total_of(items), sum((t for _, _, t in split), ZERO)
    rows = [(f"{i.code}", i.text, str(i.quantity), d.m(i.price), f"{i.rate}%", d.m(i.amount)) for i in items]
    body = (
        f"<div class=band><b>{e(firm)}</b></div><div class=row style='margin:14px 0'><div><small>Customer</small><br>{br([buyer, *d.home()])}</div><div style='width:44%'>{stack([('Sales invoice', number), ('Customer no.', account), ('Posting date', d.day(d.issued)), ('Delivery note', d.n('DN#####')), ('Due date', d.day(d.due))])}</div></div>"
        f"{grid(['Item', 'Description', 'Qty', 'Price', 'VAT', 'Amount excl. VAT'], rows, 4, 'class=i')}<div class=row style='margin-top:14px'><div style='width:48%'>{grid(['VAT %', 'Base', 'VAT'], [(f'{r}%', d.m(b), d.m(t)) for r, b, t in split], 2, 'class=i')}</div><div style='width:42%'>{stack([('Total excl. VAT', d.c(net)), ('Total VAT', d.c(tax)), ('Total incl. VAT', d.c(net + tax))])}</div></div>"
        f"<p style='margin-top:30px'>IBAN {d.bank()} · {d.vat()}</p>"
    )
    css = ".band{background:#2d6a4f;color:#fff;font-size:20px;padding:12px} .i th{border-bottom:1px solid #333;font-size:10px}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, firm, buyer, d.place.currency, net + tax, net, tax, d.due, account, [i.amount for i in items]))
