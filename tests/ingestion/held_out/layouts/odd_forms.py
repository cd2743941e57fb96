# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""Forms that answer in unusual places: number in the subject, dotted leaders, open items, copies."""

from datetime import timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import ZERO, Desk, Facts, Wish, cents
from tests.ingestion.held_out.paper import Paper
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

NOTARY_POOL = (("Beurkundungsverfahren Nr. 21100 KV", 19000, 98000), ("Vollzugsgebühr Nr. 22110 KV", 6000, 21000), ("Dokumentenpauschale Nr. 32001 KV", 1000, 3900),
               ("Auslagen Post und Telekommunikation", 2000, 2000))
NOTARY_WISH = Wish("de", ("Notarin Dr. Ulrike Sassenberg", "Notare Freytag & Oehme"), NOTARY_POOL, "EUR", number="###/{y} KR", rates=("19",), count=(3, 4), most=1, terms=None)


@layout("de-notar")
def notary(d: Desk) -> tuple[bytes, Truth]:
    """The number stands in the subject with a deed's number beside; sums lead by dots."""
    f = d.facts(NOTARY_WISH)
    p = Paper("Times", 11)
    p.text(25, 25, f.seller.name, 15, True)
    p.text(25, 31, f"{f.seller.street} · {f.seller.town} · Tel. {f.seller.phone}", 8.5)
    p.column(25, 55, f.buyer.lines, 5.2)
    p.right(185, 84, f"{f.seller.town.split()[1]}, {w.long(f.issued, 'de')}")
    p.text(25, 96, f"Kostenrechnung {f.number}", 0, True)
    p.text(25, 102, f"zu UR-Nr. {d.code('###')}/{f.issued.year} vom {w.dots(f.issued - timedelta(17))}, Kaufvertrag; Geschäftswert {w.eu(d.money(9000000, 42000000))} €")
    y = 116.0
    for item in f.items:
        p.text(25, y, item.text + " " + "." * (70 - len(item.text)))
        p.right(185, y, f"{w.eu(item.amount)} €")
        y += 6.5
    p.rule(150, y - 3, 185)
    p.row(y + 2, [(25, "Zwischensumme"), (-185, f"{w.eu(f.net)} €")])
    p.row(y + 8, [(25, "Umsatzsteuer Nr. 32014 KV 19 %"), (-185, f"{w.eu(f.tax)} €")])
    p.row(y + 15, [(25, d.turn(("Rechnungsbetrag", "Endsumme", "Zu zahlen")) + " " + "." * 60), (-185, f"{w.eu(f.total)} €")], bold=True)
    p.column(25, y + 28, ["Die Kosten sind mit Zugang dieser Rechnung fällig. Rechtsbehelfsbelehrung umseitig.", f"Konto: {f.seller.iban}"], 5.4)
    return p.done(), f.truth(invoice_number=(f.number, f.number.removesuffix(" KR")), due_date=(None, f.issued.isoformat()))


OPEN_POOL = (("Nitrile gloves, box 100", 690, 1190), ("Examination couch roll", 890, 1490), ("Sharps container 5L", 540, 990), ("Sterile dressing pack", 120, 340))
OPEN_WISH = Wish("uk", ("Medway Surgical Supplies Ltd", "Caldervale Hygiene Ltd"), OPEN_POOL, "GBP", number="7#####", rates=("20",), count=(2, 4), most=30, terms=30, account="CAL####", firm=True)


@layout("uk-open-items", 4)
def open_items(d: Desk) -> tuple[bytes, Truth]:
    """Below the invoice a list of older invoices with numbers, dates and sums of their own."""
    f = d.facts(OPEN_WISH)
    p = Paper("Helvetica", 9)
    p.sums(125, 68, 232, [("Total Net", w.us(f.net)), ("Total VAT", w.us(f.tax)), ("Grand Total", f"£{w.us(f.total)}")])
    y, older = 236.0, ZERO
    p.text(15, 226, "Unpaid items on your account (for information)", 8, True)
    for index in range(3):
        day, amount = f.issued - timedelta(31 * (index + 1)), d.money(4000, 99000)
        older += amount
        p.row(y, [(15, d.code("7#####")), (35, w.dmy(day)), (-80, w.us(amount))])
        y += 4.6
    p.row(y, [(15, "Account balance incl. this invoice"), (-105, w.us(older + f.total))])
    p.text(15, 18, f.seller.name, 15, True)
    p.column(15, 24, [f"{f.seller.street}, {f.seller.town}", f"Tel {f.seller.phone}   VAT Reg {f.seller.vat}"], 4.2, 8)
    p.text(150, 18, "INVOICE", 15, True)
    labels = d.turn((("Inv. No.", "Inv. Date", "Acct"), ("Document", "Tax point", "Customer"), ("Invoice", "Date", "A/C"), ("Our ref", "Invoice date", "Account ref")))
    p.pairs(140, 28, 28, [(labels[0], f.number), (labels[1], f"{f.issued.day}/{f.issued.month}/{f.issued.year}"), (labels[2], f.account or ""), ("Order", d.code("PO/#####"))])
    p.column(15, 52, f.buyer.lines, 4.6)
    p.row(84, [(15, "Code"), (42, "Product"), (-130, "Qty"), (-160, "Each"), (-193, "Net")], bold=True)
    y = 91.0
    for item in f.items:
        p.row(y, [(15, item.code), (42, item.text), (-130, w.count(item.quantity)), (-160, w.us(item.unit)), (-193, w.us(item.amount))])
        y += 5.2
    p.text(15, 276, f"Due for payment {w.long(f.due or f.issued, 'en')}. Interest may be charged on overdue accounts.", 8)
    return p.done(), f.truth()


DASH_POOL = (("Klavierstimmung", 120, 180), ("Reparatur Dämpfung", 80, 240), ("Anfahrt", 30, 60), ("Neue Basssaiten, Satz", 190, 380))


@layout("ch-franken")
def whole_francs(d: Desk) -> tuple[bytes, Truth]:
    """'Fr. 120.–': whole francs, no tax number, the date under the place, no word for the total but Total."""
    wish = Wish("ch", ("Pianohaus Gmür", "Klavierbau Stettler"), tuple((text, low * 100, high * 100) for text, low, high in DASH_POOL), "CHF", number="##-####", count=(2, 4), most=1, terms=None)
    f = d.facts(wish)
    whole = tuple(Decimal(int(item.amount)) for item in f.items)
    total = sum(whole, ZERO)
    p = Paper("Times", 11.5)
    p.text(25, 25, f.seller.name, 18, True)
    p.column(25, 32, [f.seller.street, f.seller.town, f.seller.phone], 5, 10)
    p.column(120, 55, f.buyer.lines, 5.4)
    p.text(25, 85, f"{f.seller.town.split()[1]}, {w.dots_short(f.issued) if d.variant % 2 else w.long(f.issued, 'de')}")
    p.text(25, 98, f"R E C H N U N G   Nr. {f.number}", 13, True)
    y = 112.0
    for item, amount in zip(f.items, whole, strict=True):
        p.row(y, [(25, item.text), (-180, f"Fr. {amount}.–")])
        y += 8
    p.rule(140, y - 4, 180)
    p.row(y + 3, [(25, "Total"), (-180, f"Fr. {total:,}.–".replace(",", "'"))], bold=True)
    p.text(25, y + 20, "Zahlbar innert 30 Tagen. Nicht mehrwertsteuerpflichtig.")
    due = (f.issued + timedelta(30)).isoformat()
    truth = f.truth(total_amount=str(total), net_amount=(None, str(total)), tax_amount=(None, "0.00"), due_date=due)
    return p.done(), Truth(truth.values, whole)


SLASH_POOL = (("Mantenimiento ascensor, cuota mensual", 9000, 21000), ("Sustitución botonera cabina", 12000, 39000), ("Desplazamiento", 3000, 4500))
SLASH_WISH = Wish("es", ("Elevadores Montalbán, S.A.", "Ascensores Guadaira, S.L."), SLASH_POOL, "EUR", number="@/######", rates=("21", "10"), count=(2, 3), most=2, terms=30, account="430######", firm=True)


@layout("es-columnas", 4)
def column_heads(d: Desk) -> tuple[bytes, Truth]:
    """Number, date, customer and page stand in a row below their heads, sums likewise at the foot."""
    f = d.facts(SLASH_WISH)
    p = Paper("Helvetica", 8.6)
    p.text(15, 18, f.seller.name, 14, True, "#14532d")
    p.column(15, 24, [f.seller.street, f.seller.town, f"C.I.F. {f.seller.vat}  Tel. {f.seller.phone}"], 4)
    p.box(108, 30, 87, 28)
    p.column(112, 37, [*f.buyer.lines, f"N.I.F. {f.buyer.vat}"], 4.8)
    heads = [("Fecha", f"{f.issued:%d-%m-%y}"), (d.turn(("Fra. nº", "Factura", "Nº Fact.", "Núm. factura")), f.number), ("Cliente", f.account or ""), ("Pedido", d.code("######")), ("Pág.", "1/1")]
    for index, (head, value) in enumerate(heads):
        p.box(15 + 36 * index, 66, 36, 6, "#d1fae5")
        p.middle(33 + 36 * index, 70.3, head, 8, True)
        p.middle(33 + 36 * index, 77, value)
    p.row(90, [(15, "Concepto"), (-120, "Cant."), (-145, "Precio"), (-165, "% IVA"), (-195, "Importe")], bold=True)
    y = 97.0
    for item in f.items:
        p.row(y, [(15, item.text), (-120, w.plain_eu(item.quantity)), (-145, w.eu(item.unit)), (-165, str(item.rate)), (-195, w.eu(item.amount))])
        y += 5.5
    for index, head in enumerate(("Base imponible", "% IVA", "Cuota IVA", "Total factura")):
        p.right(60 + 45 * index, 240, head, 8, True)
    y = 246.0
    for rate, (base, tax) in f.taxes.items():
        p.row(y, [(-60, w.eu(base)), (-105, f"{rate},00"), (-150, w.eu(tax))])
        y += 5
    p.right(195, 246, f"{w.eu(f.total)} €", 12, True)
    p.text(15, 265, f"Forma de pago: recibo domiciliado. Vto. {w.dmy(f.due or f.issued)}: {w.eu(f.total)} €")
    many = len(f.taxes) > 1
    return p.done(), f.truth(net_amount=(str(f.net), None) if many else f.net, tax_amount=(str(f.tax), None) if many else f.tax)


FX_POOL = (("Color grading, day rate", 62000, 98000), ("Sound mix, stereo", 45000, 120000), ("Archive licence, 30 s", 18000, 64000))


@layout("ca-us-funds")
def us_funds(d: Desk) -> tuple[bytes, Truth]:
    """A Canadian seller bills in US dollars and shows the Canadian value too; a copy with a watermark."""
    f = d.facts(Wish("ca", ("Northlight Post Inc.", "Beluga Sound Ltd."), FX_POOL, "USD", number="####-@", count=(2, 3), most=4, terms=15, buyer_land="us", firm=True))
    rate = Decimal("1.3642")
    p = Paper("Vera", 8.4, letter=True)
    if d.variant == 1:
        p.text(50, 175, "COPY", 110, True, "#ececec")
    p.right(200, 20, f.seller.name, 14, True)
    p.column(140, 26, [f.seller.street, f.seller.town, "Canada", f"GST/HST {f.seller.vat}"], 4)
    p.text(15, 30, "Invoice", 22)
    weekday = f"{f.issued:%A}, {w.us_long(f.issued)}"
    p.pairs(15, 26, 40, [("Number", f.number), ("Date", weekday), ("Project", d.code("P-20##")), ("PO", d.code("########"))])
    p.column(15, 68, ["Client", *f.buyer.lines, "USA"], 4.6)
    p.row(100, [(15, "Service"), (-130, "Days"), (-160, "Rate"), (-200, "Amount (USD)")], bold=True)
    y = 107.0
    for item in f.items:
        p.row(y, [(15, item.text), (-130, w.count(item.quantity)), (-160, w.us(item.unit)), (-200, w.us(item.amount))])
        y += 6
    p.sums(130, 70, y + 8, [("Subtotal", w.us(f.net)), ("GST (zero-rated export)", "0.00"), ("Total in US funds", f"US${w.us(f.net)}")])
    p.text(130, y + 28, f"Equivalent CAD {w.us(cents(f.net * rate))} at {rate}", 7)
    p.text(15, y + 40, f"Please remit by {w.us_long(f.due or f.issued)} by wire. All amounts in US dollars.")
    return p.done(), f.truth(tax_amount=("0.00", None))


ROUND_POOL = (("Steel almirah 4 door", 1450000, 2890000), ("Office chair mesh", 420000, 890000), ("Assembly charges", 50000, 150000))


@layout("in-round-off")
def round_off(d: Desk) -> tuple[bytes, Truth]:
    """IGST, a row that rounds to whole rupees, the amount in words, 'Bill' for invoice."""
    f = d.facts(Wish("in", ("Vindhya Furniture House", "Godavari Interiors LLP"), ROUND_POOL, "INR", number="VFH-####", rates=("18",), count=(2, 3), most=9, terms=None, firm=True))
    exact = f.total
    total = Decimal(round(exact)).quantize(Decimal("0.01"))
    p = Paper("Helvetica", 9)
    p.middle(105, 18, f.seller.name, 17, True)
    p.middle(105, 24, f"{f.seller.street}, {f.seller.town}  |  GSTIN {f.seller.vat}  |  Mob. {f.seller.phone}", 8)
    p.middle(105, 32, "GST INVOICE", 10, True)
    p.column(14, 42, ["M/s", *f.buyer.lines], 4.6)
    p.pairs(140, 22, 42, [("Bill No.", f.number), ("Bill Date", f"{f.issued:%d/%m/%y}"), ("Challan", d.code("####")), ("E-way bill", d.code("############"))])
    p.row(76, [(14, "Particulars"), (100, "HSN"), (-130, "Qty"), (-160, "Rate"), (-196, "Amount")], bold=True)
    y = 83.0
    for item in f.items:
        p.row(y, [(14, item.text), (100, "9403"), (-130, w.count(item.quantity)), (-160, w.indian(item.unit)), (-196, w.indian(item.amount))])
        y += 6
    p.sums(120, 76, y + 10, [("Taxable amount", w.indian(f.net)), ("IGST 18%", w.indian(f.tax)), ("Round off", f"{total - exact:+.2f}"), ("Net Payable", f"Rs {w.indian(total)}")])
    p.text(14, y + 44, "Goods once sold will not be taken back. Subject to local jurisdiction.", 7)
    return p.done(), f.truth(total_amount=total)


def heading(f: Facts) -> str:
    """Title and number in one, as many programs print it."""
    return f"Invoice #{f.number}"


PLAIN_POOL = (("Lawn care, March visits", 9000, 16000), ("Mulch, cubic yard", 3900, 6500), ("Spring clean-up", 15000, 32000), ("Hedge trimming", 8000, 17500))
PLAIN_WISH = Wish("us", ("Greener Acres Lawn Co", "Two Rivers Landscaping"), PLAIN_POOL, "USD", number="1###", count=(2, 4), most=4, terms=None, firm=False)


@layout("us-plain", 4)
def plain(d: Desk) -> tuple[bytes, Truth]:
    """A small firm's template: '#' instead of a label, ordinal dates, 'Balance Due', due on receipt."""
    f = d.facts(PLAIN_WISH)
    paid = cents(f.net / 4) if d.variant % 2 else ZERO
    ordinal = {1: "st", 2: "nd", 3: "rd"}.get(f.issued.day if f.issued.day < 4 else f.issued.day % 10 if f.issued.day > 20 else 0, "th")
    said = f"{w.month(f.issued, 'en')} {f.issued.day}{ordinal}, {f.issued.year}"
    p = Paper("Inter", 10, letter=True)
    p.text(15, 24, f.seller.name, 16, True)
    p.column(15, 30, [f.seller.street, f.seller.town, f.seller.phone], 5)
    p.right(200, 24, heading(f), 16)
    p.right(200, 32, said if d.variant % 2 == 0 else f"{f.issued.month}-{f.issued.day}-{f.issued.year}")
    p.right(200, 38, "Due on receipt")
    p.column(15, 60, ["For:", *f.buyer.lines], 5)
    y = 96.0
    for item in f.items:
        p.row(y, [(15, item.text), (-150, f"{item.quantity} @ {w.us(item.unit)}"), (-200, f"${w.us(item.amount)}")])
        p.rule(15, y + 2.5, 200, 0.2)
        y += 8
    rows = [("Total", f"${w.us(f.net)}"), ("Paid", f"-${w.us(paid)}"), ("Balance Due", f"${w.us(f.net - paid)}")]
    p.sums(130, 70, y + 8, rows if paid else [rows[0], rows[2]], 7)
    p.text(15, y + 44, "Thank you for your business! Checks to the address above.")
    return p.done(), f.truth(due_date=(None, f.issued.isoformat()), net_amount=(None, str(f.net)), tax_amount=(None, "0.00"))


COVER_POOL = (("Mobile lines (14)", 28000, 61000), ("SIP trunk and numbers", 9000, 18000), ("Leased line Bristol", 24000, 52000), ("Call charges", 1200, 9900))
COVER_WISH = Wish("uk", ("Trident Business Comms Ltd", "Skylark Networks Ltd"), COVER_POOL, "GBP", number="TBC-######", rates=("20",), count=(3, 4), most=1, terms=14, account="TB#####", firm=True)


@layout("uk-cover")
def cover(d: Desk) -> tuple[bytes, Truth]:
    """A cover sheet with sums, then a page of single calls with prices that belong to no sum."""
    f = d.facts(COVER_WISH)
    p = Paper("Vera", 8.2)
    p.text(18, 22, f.seller.name, 16, True, "#7c2d12")
    p.column(18, 46, f.buyer.lines, 4.6)
    p.pairs(120, 34, 40, [("Invoice date:", w.long(f.issued, "en")), ("Invoice number:", f.number), ("Account number:", f.account or ""), ("Payment due:", w.long(f.due or f.issued, "en"))], 5.4)
    p.text(18, 84, "Invoice summary", 12, True)
    y = 93.0
    for item in f.items:
        p.row(y, [(18, item.text), (-190, f"£{w.us(item.amount)}")])
        y += 6
    p.row(y + 4, [(18, "Total excluding VAT"), (-190, f"£{w.us(f.net)}")])
    p.row(y + 10, [(18, f"VAT at 20.00% on £{w.us(f.net)}"), (-190, f"£{w.us(f.tax)}")])
    p.row(y + 17, [(18, "Total including VAT"), (-190, f"£{w.us(f.total)}")], bold=True)
    p.text(18, 280, f"{f.seller.name}, {f.seller.street}, {f.seller.town}. VAT number {f.seller.vat}. Company number {d.code('0#######')}.", 6.5)
    p.turn()
    p.text(18, 20, f"Call detail   Account {f.account}   Invoice {f.number}", 9, True)
    p.row(28, [(18, "Date"), (42, "Time"), (62, "Number called"), (-130, "Duration"), (-190, "Cost £")], bold=True)
    for index in range(34):
        day = f.issued - timedelta(30 - index % 29)
        p.row(34 + 6 * index, [(18, f"{day:%d/%m/%y}"), (42, d.code("1#:4#")), (62, d.code("07700 900###")), (-130, d.code("0:0#:##")), (-190, f"{d.money(1, 240):.3f}")])
    return p.done(), f.truth()
