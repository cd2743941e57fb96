# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Bills of suppliers and platforms printed from a web page: energy, tolls, parcels, fees, rides."""

from decimal import Decimal
from html import escape as e

from tests.ingestion.corpus.browser import br, grid, sheet, stack
from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, layout, total_of

ZERO = Decimal(0)


@layout("fr")
def energie_fr(d: Dice) -> Paper:
    """A French energy bill: summary at the left, what makes it up at the right, payment calendar under it."""
    brand = f"{d.pick('Lumiwatt', 'Électra', 'Gazelec')} {d.pick('Énergie', 'SA')}"
    who, number, account, contract = d.who(), d.n(d.pick("## ### ### ###", "F##########")), d.n("# ### ### ###"), d.n("##########")
    items = [Item("Abonnement (HT)", d.price(10, 30)), Item("Consommation (HT)", d.price(40, 190)), Item("Taxes et contributions (HT)", d.price(8, 40))]
    net = total_of(items)
    low = cents(items[0].amount * Decimal("0.055"))
    high = cents((net - items[0].amount) * 20 / 100)
    total = net + low + high
    plan = [(d.day(d.ago(-30 * n - 20), "dmy/"), d.c(cents(total / 3))) for n in range(1, 5)]
    sums = [*[(i.text, d.c(i.amount)) for i in items], ("TVA à 5,5 %", d.c(low)), ("TVA à 20 %", d.c(high)), (d.pick("Total TTC de la facture", "Montant total TTC"), d.c(total))]
    body = (
        f"<div class=row><div><h1>{e(brand)}</h1><b>Nous contacter</b><br>09 69 55 01 01<br><br><b>Vos références</b><br>Compte client : {account}<br>Contrat : {contract}<br>PDL : {d.n('##############')}</div><div style='width:45%;padding-top:60px'>{br([who, *d.home()])}</div></div>"
        f"<h2>Facture du {d.day(d.issued, d.pick('d month y', 'dmy/'))}</h2><p>n° {number}</p><div class=row><div class=sum><small>Montant à payer (TTC)</small><br><b style='font-size:22px'>{d.c(total)}</b><br>{d.pick('À régler avant le', 'Prélevé le', 'Date limite de paiement :')} {d.day(d.due, 'dmy/')}</div><div style='width:58%'>{stack(sums, 'class=i')}</div></div>"
        f"<p>Prochaine relève : {d.day(d.ago(-60), 'dmy/')}. Consommation {d.randrange(300, 2400)} kWh du {d.day(d.ago(62), 'dmy/')} au {d.day(d.ago(2), 'dmy/')}.</p><h4>Vos prochains prélèvements</h4>{grid(['Date', 'Montant'], plan)}<small>{e(brand)} - SA au capital de 21 000 000 € - RCS Paris {d.n('### ### ###')} - TVA {d.vat()}</small>"
    )
    css = "h1{color:#f26522;font-size:20px;margin-bottom:10px} h2{font-size:15px;margin-top:16px} .sum{background:#fdeee4;padding:12px;width:38%} .i td{border-bottom:1px solid #ddd} h4{margin:18px 0 4px} p{margin:8px 0}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, brand, who, "EUR", total, net, low + high, d.due, account, [i.amount for i in items], also={"account_number": (contract,), "seller_name": (brand + " - SA",)}))


@layout("nl")
def termijn_nl(d: Dice) -> Paper:
    """A Dutch supplier's monthly term invoice: incasso on a day, earlier open item, contract data about."""
    brand = f"{d.pick('Zonnewind', 'Ketelaar', 'Drentstroom')} {d.pick('Energie B.V.', 'Water N.V.', 'Glasvezel B.V.')}"
    who, number, account = d.who(), d.n(d.pick("2#########", "T{y}######")), d.n("10######")
    items = [Item("Maandbedrag", d.price(60, 240)), Item("Servicepakket", d.price(3, 12))]
    gross = total_of(items)
    tax = gross - cents(gross * 100 / 121)
    old = d.price(20, 90) if d.at % 2 else ZERO
    rows = [*[(i.text, d.c(i.amount)) for i in items], (d.pick("Totaal van deze factuur", "Factuurbedrag incl. btw"), d.c(gross)), ("waarvan btw 21%", d.c(tax)), *([("Nog openstaand van vorige factuur", d.c(old)), ("Totaal te betalen", d.c(gross + old))] if old else [])]
    body = (
        f"<h1>{e(brand)}</h1><div class=row style='margin:40px 0 24px'><div>{br([who, *d.home()])}</div><div style='width:44%'>{stack([('Klantnummer', account), ('Factuurnummer', number), ('Factuurdatum', d.day(d.issued)), ('Betaalwijze', 'Automatische incasso'), ('Incassodatum', d.day(d.due))])}</div></div><h2>Uw factuur over {d.day(d.ago(-3), 'd month y').split(' ', 1)[1]}</h2>"
        f"{stack(rows, 'class=i')}<p>Wij schrijven het bedrag rond {d.day(d.due, 'd month y')} af van {d.bank()[:9]} **** **. Incassant-ID NL12ZZZ{d.n('########')}0000.</p><small>{e(brand)}, KvK {d.n('########')}, btw {d.vat()}</small>"
    )
    css = "body{font-family:'DejaVu Serif'} h1{color:#0b6e4f;font-size:20px} h2{font-size:14px;margin-bottom:8px} .i td{border-bottom:1px solid #cde} p{margin:18px 0}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, brand, who, "EUR", gross, None, tax, d.due, account, [i.amount for i in items], also={"net_amount": (str(gross - tax),), "due_date": (None,)}))


@layout("us", "ca", "us")
def two_services(d: Dice) -> Paper:
    """Gas and electricity on one bill: two blocks with their own totals, balance forward, message boxes."""
    brand = f"{d.pick('Prairie', 'Lakeland', 'Granite State')} {d.pick('Gas & Electric', 'Utilities', 'Energy')}"
    who, account, number = d.who(), d.n("## #### ####-#"), d.n(d.pick("##########", "B-#######"))
    blocks = [("Electric service", [Item("Customer charge", d.price(9, 16)), Item("Energy charge", d.price(30, 140)), Item("Delivery", d.price(12, 50))]), ("Gas service", [Item("Customer charge", d.price(11, 18)), Item("Gas supply", d.price(15, 90))])]
    items = [item for _, group in blocks for item in group]
    net = total_of(items)
    tax = cents(net * 5 / 100)
    total, before = net + tax, d.price(60, 220)
    paid = before if d.at % 2 else ZERO
    style = "mon d, y"
    parts = "".join(f"<h3>{name}</h3><small>Meter {d.n('#######')} &nbsp; {d.day(d.ago(33), style)} - {d.day(d.ago(3), style)}</small>{stack([*[(i.text, d.c(i.amount)) for i in group], (f'Total {name.lower()}', d.c(total_of(group)))], 'class=i')}" for name, group in blocks)
    account_box = stack([("Previous balance", d.c(before)), ("Payments received", d.c(-paid)), ("Balance forward", d.c(before - paid)), ("Current charges", d.c(total)), ("Total amount due", d.c(before - paid + total))])
    body = (
        f"<div class=row><h1>{e(brand)}</h1><div class=r>Account number <b>{account}</b><br>Statement number <b>{number}</b><br>Statement date <b>{d.day(d.issued, style)}</b></div></div><div class='row m'><div>{br([who, *d.home()])}</div><div class=due><small>AMOUNT DUE</small><br><b>{d.c(before - paid + total)}</b><br><small>DUE DATE</small><br><b>{d.day(d.due, style)}</b></div></div>"
        f"<div class=row><div style='width:44%'><h3>Account summary</h3>{account_box}<div class=msg>Budget billing could even out your payments. Your plan amount would be {d.c(cents(total * Decimal('0.9')))} a month.</div></div><div style='width:50%'>{parts}{stack([('Taxes', d.c(tax)), (d.pick('Total current charges', 'Current charges total'), d.c(total))])}</div></div>"
    )
    css = "h1{color:#284b8f;font-size:19px} h3{font-size:12px;margin-top:12px;background:#eef2fa;padding:3px} .m{margin:24px 0} .due{border:2px solid #284b8f;padding:8px 20px;text-align:center;font-size:14px} .msg{border:1px dashed #999;padding:8px;margin-top:14px;font-size:10px} .i td{border-bottom:1px dotted #bbb}"
    return Paper("browser", sheet(css, body, "Letter"), Truth(number, d.issued, brand, who, d.place.currency, total, net, tax, d.due, account, [i.amount for i in items], also={"net_amount": (None,), "invoice_number": (None,)}))


@layout("au", "gb")
def toll_account(d: Dice) -> Paper:
    """A toll or parking account's tax invoice: opening balance, trips, top-ups, closing balance, tax inside."""
    brand = d.pick("LinkWay", "CityToll", "ParkRight") + (" Pty Ltd" if d.country == "au" else " Ltd")
    who, account, number = d.who(), d.n("#########"), d.n(d.pick("S########", "TI-######"))
    trips = [Item(f"{d.pick('Harbour Tunnel', 'Northern Link', 'Airport Road')}, lane {d.n('#')}", d.price(3, 12)) for _ in range(d.randint(4, 9))]
    total = total_of(trips)
    tax = cents(total / 11) if d.country == "au" else cents(total / 6)
    name, opening, top = ("GST" if d.country == "au" else "VAT"), d.price(5, 60), Decimal(50)
    rows = [(d.day(d.ago(30 - at * 2)), i.text, d.c(i.amount)) for at, i in enumerate(trips)]
    body = (
        f"<div class=row><h1>{e(brand.rsplit(' ', 1)[0] if d.country == 'gb' else brand.split()[0])}</h1><h2>Tax Invoice / Statement</h2></div><div class=row style='margin:20px 0'><div>{br([who, *d.home()])}</div><div style='width:46%'>{stack([('Account number', account), ('Invoice number', number), ('Issue date', d.day(d.issued)), ('Statement period', f'{d.day(d.ago(31))} to {d.day(d.ago(1))}')])}</div></div>"
        f"{stack([('Opening balance', d.c(opening)), ('Payments and top-ups', d.c(top)), ('Total charges this period (incl. ' + name + ')', d.c(total)), (name + ' included', d.c(tax)), ('Closing balance', d.c(opening + top - total))], 'class=b')}<h3>Trips</h3>{grid(['Date', 'Toll point', 'Amount'], rows, 1, 'class=i')}<small>{e(brand)} {d.vat()}. No payment is required, your account tops up by itself when it falls below $10.</small>"
    )
    css = "h1{color:#0a6;font-size:22px} h2{font-weight:normal;font-size:15px} .b{background:#f3f8f5} h3{margin:14px 0 4px} .i td{border-bottom:1px solid #ddd}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, brand, who, d.place.currency, total, None, tax, None, account, [i.amount for i in trips], also={"net_amount": (str(total - tax),), "seller_name": (brand.split()[0],)}))


@layout("gb", "de", "fr", lang="en")
def parcel_week(d: Dice) -> Paper:
    """A courier's weekly invoice: shipments in a dense table, fuel surcharge, taxed and untaxed parts."""
    seller = d.pick("Swiftpack Express", "Eurodash Logistics", "Kitehawk Couriers") + (" Ltd" if d.country == "gb" else " GmbH")
    buyer, number, account = d.firm("Online"), d.n(d.pick("#########", "EXP#######")), d.n("96#######")
    home = [Item(f"Domestic parcel {d.n('1Z##########')[:9]}", d.price(4, 14)) for _ in range(d.randint(4, 8))]
    away = [Item(f"Export parcel {d.n('1Z##########')[:9]}", d.price(14, 70)) for _ in range(d.randint(1, 3))]
    fuel = Item("Fuel surcharge 14.5%", cents(total_of(home) * Decimal("0.145")))
    rate = {"gb": 20, "de": 19, "fr": 20}[d.country]
    taxed, free = total_of([*home, fuel]), total_of(away)
    tax = cents(taxed * rate / 100)
    net = taxed + free
    items = [*home, *away, fuel]
    style = "dd-mon-y"
    rows = [(d.day(d.ago(7 - at % 5), style), i.text, d.n("@@#@@ / #.# kg"), "0%" if i in away else f"{rate}%", d.m(i.amount)) for at, i in enumerate(items)]
    body = (
        f"<div class=row><h1>{e(seller)}</h1><div style='width:42%'>{stack([('Invoice No.', number), ('Account No.', account), ('Invoice Date', d.day(d.issued, style)), ('Payment due', d.day(d.due, style)), ('Currency', d.place.currency)])}</div></div><div style='margin:16px 0'>{br([buyer, *d.home()])}</div>"
        f"{grid(['Shipped', 'Service and tracking', 'To / weight', 'VAT', 'Charge'], rows, 2, 'class=i')}<div style='width:50%;margin-left:50%'>{stack([('Non-taxable', d.m(free)), ('Taxable', d.m(taxed)), ('Total net', d.m(net)), (f'VAT {rate}%', d.m(tax)), ('Invoice total ' + d.place.currency, d.m(net + tax))])}</div><small>{d.bank()} {d.vat()}</small>"
    )
    css = "h1{color:#6b2fb3;font-size:20px} body{font-size:10px} .i th{background:#6b2fb3;color:#fff} .i tr:nth-child(even){background:#f6f1fc}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, seller, buyer, d.place.currency, net + tax, net, tax, d.due, account, [i.amount for i in items]))


FEES = {
    "de": ("Rechnung", "Rechnungsnummer", "Rechnungsdatum", "Verkäuferkonto", "Gebühr", "Nettobetrag", "USt. 0 % (Reverse Charge)", "Rechnungsbetrag", "Bereits einbehalten", "Offener Betrag", ("Verkaufsgebühren", "Zahlungsabwicklung", "Werbekosten")),
    "fr": ("Facture", "Numéro de facture", "Date d'émission", "Compte vendeur", "Frais", "Montant net", "TVA 0 % (autoliquidation)", "Montant total", "Déjà prélevé", "Solde dû", ("Frais de vente", "Traitement des paiements", "Publicité")),
    "es": ("Factura", "Número de factura", "Fecha de emisión", "Cuenta de vendedor", "Tarifa", "Importe neto", "IVA 0 % (inversión del sujeto pasivo)", "Importe total", "Ya cobrado", "Importe pendiente", ("Tarifas de venta", "Procesamiento de pagos", "Publicidad")),
    "it": ("Fattura", "Numero fattura", "Data di emissione", "Account venditore", "Tariffa", "Importo netto", "IVA 0 % (inversione contabile)", "Importo totale", "Già addebitato", "Importo dovuto", ("Tariffe di vendita", "Elaborazione pagamenti", "Pubblicità")),
    "nl": ("Factuur", "Factuurnummer", "Factuurdatum", "Verkopersaccount", "Kosten", "Nettobedrag", "Btw 0% (verlegd)", "Totaalbedrag", "Reeds verrekend", "Openstaand bedrag", ("Verkoopkosten", "Betalingsverwerking", "Advertenties")),
}


@layout("de", "fr", "es", "it", "nl")
def seller_fees(d: Dice) -> Paper:
    """A platform's fees to a shop: reverse charge, all of it already taken from payouts, nothing open."""
    w = FEES[d.lang]
    seller, buyer, number, account = d.pick("Handmade Europe S.à r.l.", "Marktly Ireland UC", "Tradeo Platform B.V."), d.who(), d.n(d.pick("###########", "LU-{y}-#######")), d.n("shop######")
    items = [Item(text, d.price(3, 240)) for text in w[10]]
    net = total_of(items)
    body = (
        f"<div class=row><h1>{w[0]}</h1><div class=r>{br([seller, '12 Rue du Fort', 'L-1212 Luxembourg', 'VAT LU28765432'])}</div></div><div class=row style='margin:24px 0'><div>{br([buyer, *d.home(), d.vat()])}</div><div style='width:46%'>{stack([(w[1], number), (w[2], d.day(d.issued)), (w[3], account)])}</div></div>"
        f"{grid([w[4], 'EUR'], [(i.text, d.m(i.amount)) for i in items], 1, 'class=i')}<div style='width:60%;margin-left:40%'>{stack([(w[5], d.c(net)), (w[6], d.c(ZERO)), (w[7], d.c(net)), (w[8], d.c(-net)), (w[9], d.c(ZERO))])}</div>"
    )
    css = "h1{font-weight:normal} .i th{border-bottom:1px solid #000} .i td{border-bottom:1px solid #eee}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, seller, buyer, "EUR", net, net, ZERO.quantize(Decimal("0.01")), None, account, [i.amount for i in items], also={"account_number": (None,)}))


@layout("gb", "de", "nl", "es", lang="en")
def ride(d: Dice) -> Paper:
    """A ride's invoice issued by a platform for the driver: two firms named, fare with tax, route and times."""
    platform = d.pick("Hopp", "Zipcab", "Movo") + " Operations B.V."
    seller, buyer, number = d.firm("Cars"), d.who(), d.n(d.pick("@@@@####-0#-{y}-000####", "######-{y}-##"))
    fare = Item("Transportation service fare", d.price(6, 60))
    rate = {"gb": 20, "de": 7, "nl": 9, "es": 10}[d.country]
    total = fare.amount
    net = cents(total * 100 / (100 + rate))
    body = (
        f"<div class=row><div style='width:48%'><small>Invoice issued by {e(platform)} on behalf of:</small><br>{br([seller, *d.home(), d.vat()])}</div><div class=r><b>{'VAT ' if d.country == 'gb' else ''}Invoice</b><br>Invoice number: {number}<br>Invoice date: {d.day(d.issued, 'd mon y')}</div></div><div style='margin:20px 0'>{br([buyer, d.town()])}</div>"
        f"{grid(['Date', 'Description', 'Qty', 'VAT', 'VAT amount', 'Net amount'], [(d.day(d.issued, 'd mon y'), fare.text, '1', f'{rate}%', d.c(total - net), d.c(net))], 4, 'class=i')}<div style='width:46%;margin-left:54%'>{stack([('Total net amount', d.c(net)), (f'Total VAT {rate}%', d.c(total - net)), ('Total amount payable', d.c(total))])}</div><p>From {e(d.street())} 18:0{d.n('#')} to {e(d.street())} 18:3{d.n('#')}, 7.{d.n('#')} km</p>"
    )
    css = ".i th{border-bottom:1px solid #000} p{margin-top:20px}"
    return Paper("browser", sheet(css, body), Truth(number, d.issued, seller, buyer, d.place.currency, total, net, total - net, None, None, [net], items_also=[total], also={"seller_name": (platform,), "due_date": (d.issued.isoformat(),)}))
