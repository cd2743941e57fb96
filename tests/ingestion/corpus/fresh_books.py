# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Invoices as accounting packages print them out of the box, one package's look each."""

from decimal import Decimal
from html import escape as e

from tests.ingestion.corpus.browser import br, grid, stack
from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, by_rate, cents, layout, total_of
from tests.ingestion.corpus.fresh_kit import ZERO, boxed, colon, out, under


@layout("us", "ca")
def bar_blue(d: Dice) -> Paper:
    """Small-business books: seller top left, INVOICE right, bill-to and ship-to, activity table, balance due."""
    seller, buyer, number = d.firm(d.pick("Landscaping", "Plumbing", "Design", "Roofing")), d.firm("Properties"), d.n(d.pick("1###", "INV####", "####-#"))
    items = d.items((("Services", 60, 240), ("Sprinkler heads", 4, 12), ("Labor, crew of two", 55, 95), ("Disposal fee", 30, 80), ("Design consultation", 75, 150)), (2, 4))
    net = total_of(items)
    rate = Decimal(d.pick("0", "6.25", "8.1"))
    tax = cents(net * rate / 100)
    paid = cents((net + tax) / 4) if d.at % 2 else ZERO
    rows = [(d.day(d.ago(6), "mdy/"), i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for i in items]
    sums = [("SUBTOTAL", d.m(net)), *([(f"TAX ({rate}%)", d.m(tax))] if tax else []), ("TOTAL", d.m(net + tax)), *([("PAYMENT", d.m(paid))] if paid else []), ("BALANCE DUE", d.c(net + tax - paid))]
    body = (
        f"<div class=row><div><b>{e(seller)}</b><br>{br([*d.home(), d.phone(), 'office@example.com'])}</div><div class=logo></div></div><h1>INVOICE</h1>"
        f"<div class=row><div><b>BILL TO</b><br>{br([buyer, *d.home()])}</div><div><b>SHIP TO</b><br>{br([buyer, *d.home()])}</div><div>{stack([('INVOICE #', number), ('DATE', d.day(d.issued)), ('DUE DATE', d.day(d.due)), ('TERMS', f'Net {d.days}')], 'class=m')}</div></div>"
        f"<hr>{grid(['DATE', 'ACTIVITY', 'QTY', 'RATE', 'AMOUNT'], rows, 3, 'class=t')}<div class=dots></div><div class=row><p>Thank you for your business! Checks payable to {e(seller)}.</p><div style='width:44%'>{stack(sums, 'class=s')}</div></div>"
    )
    css = "body{font-family:'Liberation Sans',sans-serif} h1{color:#2b6cb0;font-weight:normal;font-size:22px;margin:18px 0 8px} .m td:first-child{font-weight:bold} .logo{width:90px;height:60px;background:#dbeafe} hr{margin:16px 0;border:0;border-top:2px solid #2b6cb0} .t th{background:#dbeafe;color:#2b6cb0;font-weight:normal} .dots{border-top:1px dotted #888;margin:14px 0} .s tr:last-child{font-size:16px;font-weight:bold}"
    return out(css, body, Truth(number, d.issued, seller, buyer, d.place.currency, net + tax, net if tax else None, tax or None, d.due, None, [i.amount for i in items], also={"net_amount": (str(net),), "tax_amount": ("0.00",)} if not tax else {}), "Letter")


@layout("gb", "au")
def advice_slip(d: Dice) -> Paper:
    """Online books of the south: buyer left, labels above values in the middle, seller right, a payment slip below a cut line."""
    seller, buyer, number = d.firm(d.pick("Consulting", "Signage", "Joinery")), d.firm("Holdings"), d.n(d.pick("INV-0###", "INV-####", "SI-####"))
    items = d.items((("Site survey and drawings", 120, 480), ("Panel, powder coated", 60, 190), ("Installation, half day", 180, 320), ("Artwork changes", 35, 70)), (2, 4), 4)
    au = d.country == "au"
    rate, word = (10, "GST") if au else (20, "VAT")
    net = total_of(items)
    tax = cents(net * rate / 100)
    total, cur = net + tax, d.place.currency
    rows = [(i.text, d.m(i.quantity), d.m(i.price), f"{rate}%", d.m(i.amount)) for i in items]
    ident = d.n("## ### ### ###") if au else d.n("### #### ##")
    style = "d mon y"
    slip = stack([("Customer", buyer), ("Invoice Number", number), ("Amount Due", d.m(total)), ("Due Date", d.day(d.due, style)), ("Amount Enclosed", "")], "class=k")
    body = (
        f"<div class=row><div style='width:40%'><h1>{'TAX INVOICE' if au else d.pick('INVOICE', 'TAX INVOICE')}</h1><p style='margin-left:18px'>{br([buyer, *d.home()])}</p></div><div style='width:22%'>{under([('Invoice Date', d.day(d.issued, style)), ('Invoice Number', number), ('Reference', d.n('PO ####')), ('ABN' if au else 'VAT Number', ident)])}</div><div style='width:30%'>{br([seller, *d.home()])}</div></div>"
        f"<div style='height:50px'></div>{grid(['Description', 'Quantity', 'Unit Price', word, 'Amount ' + cur], rows, 4, 'class=t')}<div style='width:46%;margin-left:54%'>{stack([('Subtotal', d.m(net)), (f'TOTAL {word} {rate}%', d.m(tax)), ('TOTAL ' + cur, d.m(total))], 'class=s')}</div>"
        f"<p><b>Due Date: {d.day(d.due, style)}</b><br>{d.bank()}</p><div class=cut>&#9986;</div><div class=row><div><h2>PAYMENT ADVICE</h2>To: {br([seller, *d.home()])}</div><div style='width:44%'>{slip}</div></div>"
    )
    css = "body{font-family:'Liberation Sans',sans-serif} h1{font-weight:normal;font-size:24px;margin-bottom:24px} p{margin-bottom:9px} .t th{border-bottom:2px solid #000} .t td{border-bottom:1px solid #ddd} .s tr:last-child td{border-top:2px solid #000;font-weight:bold} .cut{border-bottom:1px dashed #999;margin:60px 0 12px} h2{font-weight:normal;font-size:19px} .k td{border-bottom:1px solid #ccc}"
    return out(css, body, Truth(number, d.issued, seller, buyer, cur, total, net, tax, d.due, None, [i.amount for i in items]))


@layout("gb")
def ledger_boxes(d: Dice) -> Paper:
    """A desktop ledger's invoice: empty ruled body, net and tax columns, five sums in a box, account code of the customer."""
    seller, buyer, number, account = d.firm(d.pick("Fasteners", "Packaging", "Catering Supplies")), d.firm("Engineering"), d.n("#####"), d.n("@@@@0##")
    items = d.items((("M8 hex bolts, box 200", 14, 28), ("Washers zinc, box 500", 6, 12), ("Pallet wrap 400 mm", 5, 9), ("Thread sealant 250 ml", 11, 19), ("Carton 305 x 229 x 127", 1, 3)), (3, 5), 12)
    carriage, goods = d.price(6, 15), total_of(items)
    net = goods + carriage
    tax = cents(net / 5)
    rows = [(d.m(i.quantity), i.text, d.m(i.price), "0.00", d.m(i.amount), "20.00", d.m(cents(i.amount / 5))) for i in items]
    body = (
        f"<div class=row><div style='font-size:11px'>{br([seller, *d.home(), '', 'VAT Reg No: ' + d.vat()])}</div><h1>{d.pick('Invoice', 'INVOICE', 'Sales Invoice')}</h1></div><div class=row style='margin:18px 0'><div class=adr>{br([buyer, *d.home()])}</div><div style='width:38%'>{stack([('Invoice No', number), ('Invoice/Tax Date', d.day(d.issued, 'dmy/')), ('Order No', d.n('PO#####')), ('Account No', account)], 'class=m')}</div></div>"
        f"{grid(['Quantity', 'Details', 'Unit Price', 'Disc Amt', 'Net Amt', 'VAT %', 'VAT'], rows, 5, 'class=t')}<div class=row style='margin-top:200px'><div style='font-size:10px'>Terms: strictly {d.days} days from date of invoice.<br>Goods remain our property until paid in full.<br>{d.bank()}</div><div style='width:42%'>{stack([('Total Net Amount', d.m(goods)), ('Carriage Net', d.m(carriage)), ('Total VAT Amount', d.m(tax)), ('Invoice Total', d.c(net + tax))], 'class=m')}</div></div>"
    )
    css = "body{font:11px 'Liberation Sans'} h1{font-size:26px} .adr{border:1px solid #000;padding:10px;width:48%;height:96px} .m td{border:1px solid #000} .t th{border:1px solid #000;background:#ddd} .t td{border-left:1px solid #000;border-right:1px solid #000}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "GBP", net + tax, net, tax, d.due, account, [cents(i.amount / 5) for i in items], items_also=[i.amount for i in items], also={"net_amount": (str(goods),)}))


@layout("in")
def ledger_india(d: Dice) -> Paper:
    """The Indian desktop ledger: cells with small captions, tax as rows of the table, amount in words, a second table by HSN."""
    seller, buyer, number = d.firm(d.pick("Traders", "Electricals", "Steel Agencies")), d.firm("Constructions"), d.n(d.pick("###/24-25", "GST/####", "SL/##/2###"))
    items = d.items((("PVC conduit 25 mm", 40, 90), ("MCB 32A double pole", 280, 520), ("Copper wire 2.5 sqmm coil", 1500, 2600), ("LED batten 20 W", 190, 340)), (2, 4), 20)
    net = total_of(items)
    half = cents(net * 9 / 100)
    exact = net + 2 * half
    total = exact.quantize(Decimal(1)).quantize(Decimal("0.01"))
    rows = [(str(n), i.text, d.n("85##"), f"{i.quantity} Nos", d.m(i.price), "Nos", d.m(i.amount)) for n, i in enumerate(items, 1)]
    rows += [("", "Output CGST 9%", "", "", "9", "%", d.m(half)), ("", "Output SGST 9%", "", "", "9", "%", d.m(half)), ("", "Round Off", "", "", "", "", d.m(total - exact)), ("", "Total", "", f"{sum(i.quantity for i in items)} Nos", "", "", d.c(total))]
    style = "d-mon-y" if d.at % 2 else "dd-mon-y"
    meta = "".join(boxed(pair) for pair in ([("Invoice No.", number), ("Dated", d.day(d.issued, style))], [("Delivery Note", d.n("DN ###")), ("Mode/Terms of Payment", f"{d.days} Days")], [("Buyer's Order No.", d.n("PO/###")), ("Dated ", d.day(d.ago(9), style))], [("Dispatched through", "By Road"), ("Destination", d.town().split(",")[0])]))
    body = (
        f"<p style='text-align:center'><b>TAX INVOICE</b></p><table class=o><tr><td style='width:50%'><b>{e(seller)}</b><br>{br([*d.home(), 'GSTIN/UIN: ' + d.vat()])}<hr><small>Consignee (Ship to)</small><br><b>{e(buyer)}</b><br>{br(d.home())}<hr><small>Buyer (Bill to)</small><br><b>{e(buyer)}</b><br>{br([*d.home(), 'GSTIN/UIN: ' + d.vat()])}</td><td style='padding:0'>{meta}</td></tr></table>"
        f"{grid(['Sl No.', 'Description of Goods', 'HSN/SAC', 'Quantity', 'Rate', 'per', 'Amount'], rows, 4, 'class=t')}<div class=o2><small>Amount Chargeable (in words)</small><span style='float:right'><small>E. &amp; O.E</small></span><br><b>INR {d.pick('Rupees', 'Indian Rupees')} as per figures above Only</b></div>"
        f"{grid(['HSN/SAC', 'Taxable Value', 'CGST Rate', 'CGST Amount', 'SGST Rate', 'SGST Amount', 'Total Tax Amount'], [(d.n('85##'), d.m(net), '9%', d.m(half), '9%', d.m(half), d.m(2 * half)), ('Total', d.m(net), '', d.m(half), '', d.m(half), d.m(2 * half))], 6, 'class=t')}<div class=o2 style='height:90px'>Company's PAN : <b>{d.n('@@@@@####@')}</b><span style='float:right'>for <b>{e(seller)}</b><br><br>Authorised Signatory</span></div><p style='text-align:center'><small>This is a Computer Generated Invoice</small></p>"
    )
    css = "body{font:11px 'Liberation Sans'} .o td{border:1px solid #000} .o hr{border:0;border-top:1px solid #000;margin:4px -6px} .bx td{border:0;border-bottom:1px solid #000;border-right:1px solid #000;height:40px;width:50%;font-weight:bold} .bx small{font-weight:normal} .t th,.t td{border-left:1px solid #000;border-right:1px solid #000} .t th{border:1px solid #000;font-weight:normal} .t tr:last-child td{border:1px solid #000;font-weight:bold} .o2{border:1px solid #000;padding:6px}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "INR", total, net, 2 * half, d.due, None, [i.amount for i in items]))


@layout("de", "at")
def betreff_fett(d: Dice) -> Paper:
    """German bookkeeping for tradesmen: number in the subject line, sums as rows of the same table, terms in a sentence."""
    seller, buyer, number, account = d.firm(d.pick("Malerbetrieb", "Elektro", "Gartenbau")), d.who(), d.n(d.pick("RE-{y}-###", "{y}####", "R-#####")), d.n("1####")
    items = d.items((("Wände und Decke streichen, m²", 7, 12), ("Abklebearbeiten pauschal", 60, 120), ("Anfahrt", 25, 45), ("Facharbeiterstunde", 48, 62), ("Entsorgung Altmaterial", 30, 70)), (2, 5), 9)
    rate = 20 if d.country == "at" else 19
    net = total_of(items)
    tax = cents(net * rate / 100)
    rows = [(str(n), i.text, d.m(i.quantity), d.c(i.price), d.c(i.amount)) for n, i in enumerate(items, 1)]
    sums = [("", d.pick("Gesamtbetrag netto", "Nettobetrag"), "", "", d.c(net)), ("", f"zzgl. {rate},00 % {d.pick('Umsatzsteuer', 'USt.')}", "", "", d.c(tax)), ("", d.pick("Gesamtbetrag brutto", "Rechnungsbetrag", "Gesamtbetrag"), "", "", d.c(net + tax))]
    term = d.pick(f"Bitte überweisen Sie den Betrag ohne Abzug bis zum {d.day(d.due, 'dmy.')}.", f"Zahlbar innerhalb von {d.days} Tagen ohne Abzug.", f"Zahlungsziel: {d.day(d.due, 'dmy.')}")
    head = [("Kunden-Nr.", account), ("Datum", d.day(d.issued, "dmy.")), ("Leistungsdatum", d.day(d.ago(4), "dmy."))]
    body = (
        f"<div style='text-align:right'><h1>{e(seller)}</h1>{br([*d.home(), 'Tel. ' + d.phone()])}</div><div style='margin-top:30px'><small><u>{e(seller)}, {e(', '.join(d.home()))}</u></small><br>{br([d.pick('Herrn', 'Frau', 'Familie'), buyer, *d.home()])}</div><div style='margin-left:62%'>{stack(head)}</div>"
        f"<p class=b>Rechnung {d.pick('Nr. ', 'Nr.: ', '')}{number}</p><p>Sehr geehrte Damen und Herren,<br>für die Ausführung der Arbeiten berechnen wir Ihnen:</p>{grid(['Pos.', 'Bezeichnung', 'Menge', 'Einzelpreis', 'Gesamtpreis'], [*rows, *sums], 3, 'class=t')}<p>{term}</p><p>Der Lohnanteil beträgt {d.c(cents(net / 2))}. Diese Rechnung ist zwei Jahre aufzubewahren.</p><p>Mit freundlichen Grüßen<br><br>{e(d.who())}</p><div class=f>{stack([(seller, 'IBAN ' + d.bank()), ('Steuernr. ' + d.n('##/###/#####'), 'USt-IdNr. ' + d.vat())])}</div>"
    )
    css = "body{font:12px 'Liberation Sans'} h1{font-size:18px} p{margin:12px 0} .b{font-weight:bold;font-size:15px} .t th{border-top:1px solid #000;border-bottom:1px solid #000} .t tr:last-child td{font-weight:bold;border-top:1px solid #000;border-bottom:3px double #000} .f{position:fixed;bottom:0;width:100%;border-top:1px solid #999;font-size:9px}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items]))


@layout("fr")
def cadres_ronds(d: Dice) -> Paper:
    """A French package: rounded boxes for meta and client, discount column, tax table left and sums right, deposit taken off."""
    seller, buyer, number, account = d.firm(d.pick("Menuiserie", "Informatique", "Paysage")), d.firm("Immobilier"), d.n(d.pick("FA0####", "FC{y}-0###", "F########")), d.n("CL00###")
    items = d.items((("Fenêtre PVC 120 x 135", 280, 560), ("Pose et réglage", 60, 140), ("Quincaillerie", 15, 60), ("Dépose de l'existant", 45, 110)), (2, 4), 4, ("10", "20"))
    net = total_of(items)
    groups = by_rate(items)
    tax = sum((t for _, _, t in groups), ZERO)
    total = net + tax
    paid = cents(total * 3 / 10) if d.at % 2 else ZERO
    rows = [(i.code, i.text, d.m(i.quantity), d.m(i.price), "", d.m(i.amount), d.m(i.rate)) for i in items]
    sums = [("Total HT", d.m(net)), ("Total TVA", d.m(tax)), ("Total TTC", d.m(total)), ("Acompte versé", d.m(paid)), (d.pick("NET A PAYER", "Net à payer"), d.c(total - paid))]
    body = (
        f"<div class=row><div style='width:48%'><h1>{e(seller)}</h1>{br([*d.home(), 'Tél. : ' + d.phone()])}</div><div class=c style='width:46%'><b>{e(buyer)}</b><br>{br(d.home())}</div></div><div class=c style='width:48%;margin:14px 0'><b style='font-size:16px'>{d.pick('Facture N°', 'FACTURE n°', 'Facture')} {number}</b><br>{colon([('Date', d.day(d.issued)), ('Code client', account), ('Échéance', d.day(d.due)), ('Règlement', d.pick('Virement', 'Chèque', 'LCR'))], ' : ')}</div>"
        f"{grid(['Code', 'Désignation', 'Qté', 'P.U. HT', '% Rem.', 'Montant HT', 'TVA'], rows, 5, 'class=t')}<div class=row style='margin-top:20px'><div style='width:48%'>{grid(['Taux', 'Base HT', 'Montant TVA'], [(d.m(r), d.m(b), d.m(t)) for r, b, t in groups], 3, 'class=t')}</div><div style='width:40%'>{stack(sums, 'class=s')}</div></div><p style='font-size:8px;margin-top:30px'>En cas de retard, pénalité égale à 3 fois le taux légal et indemnité forfaitaire de 40 €. {e(seller)} - Siret {d.n('### ### ### 000##')} - APE 4332A - TVA intracom. {d.vat()} - {d.bank()}</p>"
    )
    css = "body{font:11px 'Liberation Sans'} h1{font-size:17px;color:#7a1f1f} .c{border:1px solid #555;border-radius:10px;padding:10px} .t th{background:#f2e6e6;border:1px solid #999} .t td{border-left:1px solid #999;border-right:1px solid #999} .t tr:last-child td{border-bottom:1px solid #999} .s tr:last-child td{background:#f2e6e6;font-weight:bold;font-size:13px}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, account, [i.amount for i in items]))


@layout("es")
def nube_morada(d: Dice) -> Paper:
    """A Spanish online package: title with number, four labels in a row above values, tax per line, total in a coloured band."""
    seller, buyer, number = d.firm(d.pick("Estudio", "Reformas", "Marketing")), d.firm("Distribuciones"), d.n(d.pick("F{y}-####", "F24####", "A/###"))
    items = d.items((("Diseño de etiqueta", 120, 400), ("Mantenimiento web, mes", 45, 95), ("Sesión de fotos", 150, 320), ("Gestión de redes, mes", 180, 350)), (2, 4), 3)
    net = total_of(items)
    tax = cents(net * 21 / 100)
    rows = [(i.text, d.c(i.price), str(i.quantity), d.c(i.amount), "21%", d.c(cents(i.amount * Decimal("1.21")))) for i in items]
    pay = d.pick("Transferencia bancaria", "Domiciliación bancaria")
    body = (
        f"<div class=row><h1>Factura {d.pick('#', 'Nº ', '')}{number}</h1><div class=r><b>{e(seller)}</b><br>{br([d.vat(), *d.home()])}</div></div><div style='margin:22px 0'>{boxed([('Fecha', d.day(d.issued, 'dmy/')), ('Vencimiento', d.day(d.due, 'dmy/')), ('Forma de pago', pay), ('Cliente', buyer)])}</div><p>NIF {d.n('B########')}, {e(', '.join(d.home()))}</p>"
        f"{grid(['CONCEPTO', 'PRECIO', 'UNIDADES', 'SUBTOTAL', 'IVA', 'TOTAL'], rows, 5, 'class=t')}<div style='width:45%;margin-left:55%'>{stack([(d.pick('BASE IMPONIBLE', 'SUBTOTAL'), d.c(net)), ('IVA 21%', d.c(tax)), ('TOTAL', d.c(net + tax))], 'class=s')}</div><p>Condiciones de pago<br>Pagar a la cuenta {d.bank()}</p>"
    )
    css = "body{font-family:'DejaVu Sans'} h1{color:#5b3fd6;font-size:20px} p{margin:10px 0} .bx td{border-top:2px solid #5b3fd6} .t th{font-size:9px;color:#5b3fd6;border-bottom:1px solid #5b3fd6} .s tr:last-child td{background:#5b3fd6;color:#fff;font-weight:bold}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, None, [cents(i.amount * Decimal("1.21")) for i in items], items_also=[i.amount for i in items]))


@layout("nl")
def kale_factuur(d: Dice) -> Paper:
    """A Dutch online package: no table rules, quantity first, sums beneath by a thin line, terms in a closing sentence."""
    seller, buyer, number, account = d.firm(d.pick("Tekst", "Vormgeving", "Advies")), d.firm("Zorg"), d.n(d.pick("{y}-0###", "{y}####", "F{y}-##")), d.n("1###")
    items = d.items((("uur redactie jaarverslag", 65, 95), ("Correctieronde", 120, 240), ("Reiskosten, km", 1, 2), ("Omslagontwerp", 250, 600)), (2, 4), 8)
    net = total_of(items)
    tax = cents(net * 21 / 100)
    rows = [(f"{i.quantity} x", i.text, d.c(i.amount), "21%") for i in items]
    meta = [(d.pick("Factuurnummer", "Factuurnr."), number), ("Factuurdatum", d.day(d.issued)), ("Vervaldatum", d.day(d.due)), ("Klantnummer", account)]
    body = (
        f"<div class=row><div style='margin-top:90px'>{br([buyer, 't.a.v. ' + d.who(), *d.home()])}</div><div style='width:36%;color:#555'>{br([seller, *d.home(), '', 'KvK ' + d.n('########'), 'Btw ' + d.vat(), d.bank()])}</div></div><h1>{d.pick('Factuur', 'FACTUUR')}</h1><div style='width:50%'>{stack(meta)}</div><div style='height:26px'></div>"
        f"{grid(['', 'Omschrijving', 'Bedrag', 'Btw'], rows, 2)}<hr><div style='width:50%;margin-left:42%'>{stack([('Subtotaal', d.c(net)), ('21% btw', d.c(tax)), (d.pick('Totaal', 'Totaal incl. btw', 'Te betalen'), d.c(net + tax))], 'class=s')}</div><p style='margin-top:60px'>We verzoeken je vriendelijk het bovenstaande bedrag van {d.c(net + tax)} voor {d.day(d.due)} te voldoen op onze bankrekening onder vermelding van het factuurnummer {number}.</p>"
    )
    css = "body{font:13px 'Liberation Sans'} h1{font-size:24px;margin:30px 0 10px} td,th{padding:3px 0} .s tr:last-child{font-weight:bold}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items]))


@layout("it")
def gestionale_it(d: Dice) -> Paper:
    """An Italian desktop package: framed recipient, label row above values, due dates listed apart, document total bottom right."""
    seller, buyer, number, account = d.firm(d.pick("Forniture", "Ferramenta", "Grafica")), d.firm("Costruzioni"), d.n(d.pick("###/A", "####", "###/{y}")), d.n("00##")
    items = d.items((("Cemento sacco 25 kg", 4, 8), ("Tondino Ø12 barra 6 m", 7, 14), ("Guaina bituminosa rotolo", 28, 49), ("Trasporto", 30, 60)), (2, 4), 20)
    net = total_of(items)
    tax = cents(net * 22 / 100)
    rows = [(i.code, i.text, d.m(i.quantity), d.m(i.price), "", d.m(i.amount), "22") for i in items]
    body = (
        f"<div class=row><div><h1>{e(seller)}</h1>{br([*d.home(), 'P.IVA ' + d.vat()])}</div><div class=c><small>Spett.le</small><br><b>{e(buyer)}</b><br>{br([*d.home(), 'P.Iva ' + d.n('###########')])}</div></div><h2>{d.pick('Fattura', 'FATTURA', 'Fattura accompagnatoria')}</h2>{boxed([('Num. doc.', number), ('Data doc.', d.day(d.issued, 'dmy/')), ('Cod. cliente', account), ('Pagamento', f'Bonifico {d.days} gg d.f.'), ('Pag.', '1')])}"
        f"<div style='min-height:300px'>{grid(['Cod.', 'Descrizione', 'Q.tà', 'Prezzo', 'Sconto', 'Importo', 'Iva'], rows, 5, 'class=t')}</div><div class=row><div style='width:34%'>{boxed([('Scadenze', d.day(d.due, 'dmy/') + ': ' + d.c(net + tax))])}<p><small>Banca d'appoggio: {d.bank()}</small></p></div><div style='width:50%'>{stack([(d.pick('Tot. imponibile', 'Imponibile'), d.c(net)), ('Tot. Iva', d.c(tax)), (d.pick('Tot. documento', 'Totale documento', 'TOTALE FATTURA'), d.c(net + tax))], 'class=s')}</div></div>"
    )
    css = "body{font:11px 'Liberation Sans'} h1{font-size:16px} h2{font-size:15px;margin:16px 0 4px} .c{border:1px solid #000;padding:8px;width:46%} .bx td{border:1px solid #000} .t{margin-top:10px} .t th{background:#eee;border:1px solid #000} .t td{border-left:1px solid #ccc} .s td{border:1px solid #000} .s tr:last-child{font-weight:bold;font-size:14px}"
    return out(css, body, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items]))


@layout("gb", "in", "us")
def slash_number(d: Dice) -> Paper:
    """An open-source suite: title with slashes in the number, dates in a row of captions, untaxed amount, footer with page count."""
    seller, buyer, number = d.firm("Robotics"), d.firm("Logistics"), d.n(d.pick("INV/{y}/0###", "INV/{y}/0#/00##"))
    items = d.items((("[BRG-22] Bearing set", 30, 80), ("[SRV-01] Commissioning", 90, 160), ("[CBL-09] Cable loom", 18, 44), ("[GRP-7] Gripper", 210, 640)), (2, 4), 5)
    rate = {"gb": 20, "in": 18, "us": 0}[d.country]
    name = {"gb": "VAT 20%", "in": "IGST 18%", "us": "Tax"}[d.country]
    net = total_of(items)
    tax = cents(net * rate / 100)
    style = d.style if d.country != "in" else "dmy/"
    rows = [(i.text, f"{d.m(i.quantity)} Units", d.m(i.price), f"{rate}%" if rate else "", d.c(i.amount)) for i in items]
    sums = [("Untaxed Amount", d.c(net)), *([(name, d.c(tax))] if rate else []), ("Total", d.c(net + tax)), *([(f"Paid on {d.day(d.ago(-3), style)}", d.c(net + tax)), ("Amount Due", d.c(ZERO))] if d.at == 3 else [])]
    body = (
        f"<div style='color:#875A7B;font-size:18px'>{e(seller)}</div><small>{e(' - '.join(d.home()))}</small><hr><div style='margin:30px 0 30px 55%'>{br([buyer, *d.home(), 'Tax ID: ' + d.vat()])}</div><h1>Invoice {number}</h1><div class=row>{under([('Invoice Date:', d.day(d.issued, style)), ('Due Date:', d.day(d.due, style)), ('Source:', d.n('S0####')), ('Delivery Date:', d.day(d.ago(3), style))])}</div>"
        f"{grid(['Description', 'Quantity', 'Unit Price', 'Taxes', 'Amount'], rows, 4, 'class=t')}<div style='width:40%;margin-left:60%'>{stack(sums, 'class=s')}</div><p>Payment Communication: <b>{number}</b> on this account: {d.bank()}</p><p>Payment terms: {d.days} Days</p>"
    )
    css = "body{font:13px 'Liberation Sans'} h1{color:#875A7B;font-size:22px;font-weight:normal;margin-bottom:10px} p{margin:10px 0} .t th{border-bottom:1px solid #000} .t td{border-bottom:1px solid #ddd} .s tr:nth-last-child(1) td{border-top:1px solid #000;font-weight:bold}"
    return out(css, body, Truth(number, d.issued, seller, buyer, d.place.currency, net + tax, net, tax if rate else None, d.due, None, [i.amount for i in items], also={"tax_amount": (None, "0.00")} if not rate else {}))


@layout("us", "gb", "au")
def sheet_grid(d: Dice) -> Paper:
    """A spreadsheet printed with its grid lines: everything in cells, empty rows under the goods, a total formula at the end."""
    seller, buyer, number = d.firm(d.pick("Hauling", "Bookkeeping", "Tutoring")), d.who(), d.n(d.pick("###", "{y}-##", "1####"))
    items = d.items((("Load of gravel", 90, 260), ("Hourly help", 25, 45), ("Extra mileage", 10, 60), ("Tarp rental", 15, 35)), (2, 4), 5)
    total = total_of(items)
    blank = ["", "", "", ""]
    rows = [[seller, "", "", "INVOICE"], [d.street(), "", "Invoice #", number], [d.town(), "", "Date", d.day(d.issued)], [d.phone(), "", "Due", d.day(d.due)], blank, ["Bill to:", "", "", ""], [buyer, "", "", ""], [d.town(), "", "", ""], blank, ["Description", "Qty", "Price", "Line total"], *[[i.text, str(i.quantity), d.m(i.price), d.m(i.amount)] for i in items], *[["", "", "", d.pick("-", "0.00", "")] for _ in range(6 - len(items))], ["", "", d.pick("Total", "TOTAL", "Total due"), d.c(total)], blank, ["Make all checks payable to " + seller, "", "", ""]]
    body = grid((), rows, 2, "class=x")
    css = "body{font:13px Carlito,'Liberation Sans'} .x td{border:1px solid #bbb;height:22px;padding:2px 4px;white-space:nowrap} .x tr:first-child td{font-weight:bold;font-size:17px}"
    return out(css, body, Truth(number, d.issued, seller, buyer, d.place.currency, total, None, None, d.due, None, [i.amount for i in items], also={"net_amount": (str(total),)}), "Letter" if d.country == "us" else "A4")


@layout("in", "us")
def balance_right(d: Dice) -> Paper:
    """A cloud package: balance due big under the title at the right, meta right aligned with colons, notes and terms at the end."""
    seller, buyer, number = d.firm("Softworks"), d.firm("Retail"), d.n(d.pick("INV-0000##", "INV-000###"))
    items = d.items((("Annual support plan", 300, 900), ("Data migration", 150, 700), ("Training session", 80, 220), ("Custom report", 60, 190)), (2, 3), 3)
    scale = Decimal(40) if d.country == "in" else Decimal(1)
    items = [Item(i.text, i.amount * scale, i.quantity, i.price * scale) for i in items]
    rate = 18 if d.country == "in" else 7
    name = "IGST18 (18%)" if d.country == "in" else "Sales Tax (7%)"
    net = total_of(items)
    tax = cents(net * rate / 100)
    total = net + tax
    paid = cents(total / 2) if d.at % 2 else ZERO
    rows = [(str(n), i.text, d.m(i.quantity), d.m(i.price), d.m(i.amount)) for n, i in enumerate(items, 1)]
    sums = [("Sub Total", d.m(net)), (name, d.m(tax)), ("Total", d.c(total)), *([("Payment Made", "(-) " + d.m(paid))] if paid else []), ("Balance Due", d.c(total - paid))]
    style = d.pick("d mon y", "dmy/" if d.country == "in" else "mdy/")
    body = (
        f"<div class=row><div><b>{e(seller)}</b><br>{br([*d.home(), d.vat()])}</div><div class=r><h1>{'TAX INVOICE' if d.country == 'in' else 'INVOICE'}</h1># {number}<br><br><small>Balance Due</small><br><b style='font-size:16px'>{d.c(total - paid)}</b></div></div><div class=row style='align-items:flex-end;margin:24px 0'><div><small>Bill To</small><br><b>{e(buyer)}</b><br>{br(d.home())}</div><div style='width:48%'><table class=m>{''.join(f'<tr><td class=r>{a} :</td><td class=r>{b}</td></tr>' for a, b in [('Invoice Date', d.day(d.issued, style)), ('Terms', f'Net {d.days}'), ('Due Date', d.day(d.due, style)), ('P.O.#', d.n('SO-#####'))])}</table></div></div>"
        f"{grid(['#', 'Item & Description', 'Qty', 'Rate', 'Amount'], rows, 3, 'class=t')}<div style='width:48%;margin-left:52%'>{stack(sums, 'class=s')}</div><p><small>Notes</small><br>Thanks for your business.</p><p><small>Terms &amp; Conditions</small><br>Interest of 1.5% a month is charged on late payments.</p>"
    )
    css = "body{font:12px 'DejaVu Sans'} h1{font-weight:normal;font-size:28px} .t th{background:#3c3d3a;color:#fff;font-weight:normal} .t td{border-bottom:1px solid #ddd} .s td{text-align:right} .s tr:last-child{background:#f5f4f3;font-weight:bold} p{margin:16px 0}"
    return out(css, body, Truth(number, d.issued, seller, buyer, d.place.currency, total, net, tax, d.due, None, [i.amount for i in items]))


@layout("us", "gb", "de", lang="en")
def shop_plugin(d: Dice) -> Paper:
    """A shop plug-in's PDF: order and invoice dates under each other, prices with tax inside, tax in brackets after the total."""
    seller, buyer = d.pick("Moss & Fern", "The Yarn Barn", "Kettle Lane Coffee") + d.pick(" Shop", "", " Online"), d.who()
    number = d.n(d.pick("#####", "WC-####", "{y}####"))
    items = d.items((("Merino skein, moss", 14, 26), ("Bamboo needles 4 mm", 7, 12), ("House blend 1 kg", 22, 34), ("Gift card", 10, 25)), (1, 4), 3)
    ship, rate = d.price(3, 9), {"us": 0, "gb": 20, "de": 19}[d.country]
    total = total_of(items) + ship
    tax = total - cents(total * 100 / (100 + rate))
    inside = f" (includes {d.c(tax)} VAT)" if rate else ""
    rows = [(f"{i.text}  SKU: {i.code}", str(i.quantity), d.c(i.amount)) for i in items]
    style = "month d, y"
    meta = [("Invoice Number:", number), ("Invoice Date:", d.day(d.issued, style)), ("Order Number:", d.n("#####")), ("Order Date:", d.day(d.ago(2), style)), ("Payment Method:", d.pick("Credit card", "PayPal"))]
    body = (
        f"<div class=row><h1>{e(seller)}</h1><div>{br([seller, *d.home()])}</div></div><h2>INVOICE</h2><div class=row><div>{br([buyer, *d.home()])}</div><div><b>Ship To:</b><br>{br([buyer, *d.home()])}</div><div>{stack(meta)}</div></div><br>{grid(['Product', 'Quantity', 'Price'], rows, 1, 'class=t')}"
        f"<div style='width:55%;margin-left:45%'>{stack([('Subtotal', d.c(total - ship)), ('Shipping', d.c(ship) + ' via Flat rate'), ('Total', d.c(total) + inside)], 'class=s')}</div>"
    )
    css = "body{font:12px 'Liberation Sans'} h1{font-size:24px} h2{font-size:16px;margin:24px 0 12px} .t th{background:#000;color:#fff} .t td{border-bottom:1px solid #ccc} .s tr:last-child td{border-top:2px solid #000;font-weight:bold} .s td{text-align:left}"
    return out(css, body, Truth(number, d.issued, seller, buyer, d.place.currency, total, None, tax if rate else None, None, None, [i.amount for i in items], also={"net_amount": (str(total - tax), str(total - ship), str(total)), "tax_amount": ("0.00",)} if not rate else {"net_amount": (str(total - tax),)}))


@layout("ca", "us", "gb")
def big_amount_top(d: Dice) -> Paper:
    """A freelancer's package: amount due huge at the top, a line of four captions, description lines under each item."""
    seller, buyer, number = d.pick(d.who(), d.firm("Studio")), d.firm("Media"), d.n(d.pick("00000##", "0000###", "##"))
    items = d.items((("Copywriting", 60, 95), ("Brand workshop", 400, 900), ("Stock licences", 20, 60), ("Video edit", 70, 120)), (2, 3), 9)
    rate, name = {"ca": (Decimal(13), "HST (13%)"), "us": (Decimal(0), ""), "gb": (Decimal(20), "VAT (20%)")}[d.country]
    net = total_of(items)
    tax = cents(net * rate / 100)
    cur = d.place.currency
    rows = "".join(f"<tr><td><b>{e(i.text)}</b><br><small>As agreed by mail on {d.day(d.ago(20))}</small></td><td class=r>{d.c(i.price)}</td><td class=r>{i.quantity}</td><td class=r>{d.c(i.amount)}</td></tr>" for i in items)
    sums = [("Subtotal", d.m(net)), *([(name, d.m(tax))] if rate else [("Tax", "0.00")]), ("Total", d.m(net + tax)), ("Amount Paid", "0.00"), (f"Amount Due ({cur})", d.c(net + tax))]
    body = (
        f"<div class=row><div class=l></div><div class=r style='color:#777'>{br([seller, *d.home(), d.phone()])}</div></div><div class=row style='margin:40px 0'><div><small>Billed To</small><br>{br([buyer, *d.home()])}</div><div><small>Date of Issue</small><br>{d.day(d.issued)}<br><br><small>Due Date</small><br>{d.day(d.due)}</div><div><small>Invoice Number</small><br>{number}</div><div class=r><small>Amount Due ({cur})</small><br><span style='font-size:26px'>{d.c(net + tax)}</span></div></div>"
        f"<table class=t><tr><th>Description</th><th class=r>Rate</th><th class=r>Qty</th><th class=r>Line Total</th></tr>{rows}</table><div style='width:45%;margin-left:55%'>{stack(sums)}</div>"
    )
    css = "body{font:13px 'DejaVu Sans'} .l{width:110px;height:40px;background:#0075dd;border-radius:20px} .t{border-top:3px solid #0075dd} .t th{color:#0075dd;font-weight:normal} .t td{border-bottom:1px solid #ddd}"
    return out(css, body, Truth(number, d.issued, seller, buyer, cur, net + tax, net, tax if rate else None, d.due, None, [i.amount for i in items], also={"tax_amount": ("0.00",)} if not rate else {}), "Letter")
