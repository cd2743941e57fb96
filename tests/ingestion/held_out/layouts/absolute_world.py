# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""India, Spain, Singapore and the airlines: lakhs, withholding, tickets."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import Desk, Facts, Wish, cents
from tests.ingestion.held_out.paper import Paper
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

INDIAN_GST_POOL = (
    ("Cotton Bedsheet King 300TC", 119000, 349900),
    ("Silk Stole Handwoven", 95000, 189000),
    ("Annual Maintenance Contract", 1800000, 9900000),
    ("Brass Diya Set of 6", 42000, 99000),
)


INDIAN_GST_WISH = Wish(
    "in",
    ("Madurai Handlooms Emporium", "Sahyadri Systems Pvt. Ltd.", "Nilgiri Office Mart"),
    INDIAN_GST_POOL,
    "INR",
    number="@@/{yy}-27/####",
    rates=("18",),
    count=(2, 4),
    most=20,
    terms=None,
    firm=True,
)


@layout("in-gst", 4)
def indian_gst(d: Desk) -> tuple[bytes, Truth]:
    """A ruled GST form: HSN codes, CGST and SGST, Indian grouping, rupees in words left out."""
    f, p = d.facts(INDIAN_GST_WISH), Paper("Helvetica", 8.5)
    half = cents(f.net * Decimal("0.09"))
    total = f.net + 2 * half
    p.box(12, 12, 186, 250)
    p.middle(105, 18, "TAX INVOICE", 11, True)
    p.text(15, 27, f.seller.name, 12, True)
    p.column(15, 32, [f.seller.street, f.seller.town, f"GSTIN/UIN: {f.seller.vat}", f"Ph: {f.seller.phone}"])
    p.upright(110, 21, 76)
    p.pairs(
        113,
        38,
        27,
        [
            ("Invoice No.", f.number),
            ("Dated", w.dashed(f.issued)),
            ("Delivery Note", d.code("DN-####")),
            ("Buyer's Order No.", d.code("PO/####")),
            ("Dated", w.dashed(f.issued - timedelta(8))),
            ("Dispatched through", "Surface courier"),
        ],
        7,
    )
    p.column(15, 56, ["Buyer (Bill to)", *f.buyer.lines, f"GSTIN: {f.buyer.vat}"], 4.4)
    p.rule(12, 78, 198)
    p.row(
        83,
        [(14, "Sl"), (22, "Description of Goods"), (100, "HSN/SAC"), (-134, "Qty"), (-162, "Rate"), (-196, "Amount")],
        bold=True,
    )
    p.rule(12, 86, 198)
    y = 92.0
    for index, item in enumerate(f.items, start=1):
        p.row(
            y,
            [
                (14, str(index)),
                (22, item.text),
                (100, d.code("63######")),
                (-134, f"{item.quantity} Nos"),
                (-162, w.indian(item.unit)),
                (-196, w.indian(item.amount)),
            ],
        )
        y += 6
    p.row(y + 6, [(-98, "CGST @ 9%"), (-196, w.indian(half))])
    p.row(y + 12, [(-98, "SGST @ 9%"), (-196, w.indian(half))])
    p.rule(12, y + 17, 198)
    symbol = d.turn(("Rs. ", "INR ", "Rs."))
    p.row(y + 22, [(-98, "Total"), (-196, f"{symbol}{w.indian(total)}")], bold=True)
    p.rule(12, y + 25, 198)
    p.row(y + 34, [(15, "Taxable Value"), (-80, w.indian(f.net)), (90, "Total Tax Amount"), (-150, w.indian(2 * half))])
    p.column(120, 240, [f"for {f.seller.name}", "", "", "Authorised Signatory"])
    return p.done(), f.truth(tax_amount=2 * half, total_amount=total)


FREELANCER_POOL = (
    ("Diseño de identidad corporativa", 45000, 160000),
    ("Maquetación catálogo 24 págs.", 30000, 72000),
    ("Sesión fotográfica (media jornada)", 18000, 39000),
    ("Retoque digital, por imagen", 900, 2500),
)


FREELANCER_WISH = Wish(
    "es",
    ("Candela Robredo Vidal", "Iker Asensio Larrea", "Paloma Bustos Gil"),
    FREELANCER_POOL,
    "EUR",
    number="{y}/0##",
    rates=("21",),
    count=(1, 3),
    most=3,
    terms=30,
    firm=True,
)


@layout("es-autonomo", 4)
def freelancer(d: Desk) -> tuple[bytes, Truth]:
    """Withholding below the total: what is paid is less than what is invoiced."""
    f, p = d.facts(FREELANCER_WISH), Paper("Inter", 9.5)
    kept = cents(f.net * Decimal("0.15"))
    p.text(20, 28, "FACTURA", 24, True, d.turn(("#b5651d", "#22577a", "#444444")))
    p.column(20, 40, [f.seller.name, f"NIF {d.code('########@')}", f.seller.street, f.seller.town], 5)
    p.column(120, 40, ["Facturar a:", f.buyer.name, f"CIF {f.buyer.vat}", f.buyer.street, f.buyer.town], 5)
    said = (w.dmy(f.issued), w.long(f.issued, "es"))[d.variant % 2]
    p.pairs(
        20,
        40,
        74,
        [("Nº de factura", f.number), ("Fecha de emisión", said), ("Vencimiento", w.dmy(f.due or f.issued))],
        5.4,
    )
    y = 100.0
    p.row(y, [(20, "Concepto"), (-118, "Uds."), (-152, "Precio"), (-190, "Importe")], bold=True)
    p.rule(20, y + 2, 190)
    for item in f.items:
        y += 7
        p.row(
            y,
            [
                (20, item.text),
                (-118, w.count(item.quantity)),
                (-152, f"{w.eu(item.unit)} €"),
                (-190, f"{w.eu(item.amount)} €"),
            ],
        )
    y = p.sums(
        120,
        70,
        y + 12,
        [
            ("Base imponible", f"{w.eu(f.net)} €"),
            ("IVA (21 %)", f"{w.eu(f.tax)} €"),
            ("TOTAL FACTURA", f"{w.eu(f.total)} €"),
        ],
        6,
    )
    p.sums(
        120,
        70,
        y + 2,
        [("Retención IRPF (15 %)", f"-{w.eu(kept)} €"), ("LÍQUIDO A PERCIBIR", f"{w.eu(f.total - kept)} €")],
        6,
    )
    p.text(20, 270, f"Forma de pago: transferencia a {f.seller.iban}", 8)
    return p.done(), f.truth()


DUTIES = (("GB", "Air Passenger Duty"), ("UB", "Passenger Service Charge"), ("YQ", "Carrier surcharge"))


def _itinerary(d: Desk, p: Paper, f: Facts) -> None:
    """There and back."""
    p.text(15, 74, "ITINERARY", 10, True)
    for index in range(2):
        fly = f.issued + timedelta(days=20 + 7 * index)
        p.row(
            81 + 5 * index,
            [
                (15, d.code("FA ###")),
                (40, ("LHR - YYZ", "YYZ - LHR")[index]),
                (80, f"{fly:%d%b%y} 14:05".upper()),
                (125, "Economy"),
                (150, "1PC"),
                (165, "Confirmed"),
            ],
        )


@layout("air-ticket")
def airline(d: Desk) -> tuple[bytes, Truth]:
    """A ticket receipt: ticket number, booking reference, flight dates, fare and many small taxes."""
    land, currency = d.turn((("uk", "GBP"), ("us", "USD"), ("ie", "EUR")))
    wish = Wish(
        land,
        ("Petrel Airways", "Cloudberry Air", "Fulmar Atlantic Airlines"),
        (("Base fare", 9900, 62000),),
        currency,
        number="###-##########",
        most=1,
        count=(1, 1),
        terms=None,
        firm=False,
    )
    f, p = d.facts(wish), Paper("Helvetica", 9)
    duties = [(code, name, d.money(300, 8900)) for code, name in DUTIES]
    tax = sum((amount for _, _, amount in duties), Decimal(0))
    total = f.net + tax
    p.box(0, 0, 210, 16, "#003049")
    p.text(15, 11, f.seller.name, 15, True, "#ffffff")
    p.right(195, 11, "E-ticket receipt and invoice", 10, False, "#ffffff")
    p.pairs(
        15,
        45,
        28,
        [
            ("Passenger", f.buyer.name),
            ("Booking reference", d.code("@@@@##")),
            ("Receipt no.", f.number),
            ("Ticket number", d.code("125-##########")),
            ("Date of issue", w.dashed(f.issued).upper()),
            ("Form of payment", d.code("VISA ************####")),
            ("Frequent flyer", d.code("PF #######")),
        ],
        5.4,
    )
    _itinerary(d, p, f)
    p.text(15, 102, "FARE DETAILS", 10, True)
    y = 109.0
    p.row(y, [(15, "Air fare"), (-120, f"{currency} {w.us(f.net)}")])
    for code, name, amount in duties:
        y += 5
        p.row(y, [(15, f"Tax/fee/charge {code} {name}"), (-120, f"{currency} {w.us(amount)}")])
    p.row(y + 8, [(15, "Total amount paid"), (-120, f"{currency} {w.us(total)}")], bold=True)
    p.text(15, 270, f"{f.seller.name}, {f.seller.street}, {f.seller.town}. Conditions of carriage apply.", 7)
    truth = f.truth(
        net_amount=(str(f.net), None), tax_amount=(str(tax), None), total_amount=total, account_number=(None,)
    )
    return p.done(), Truth(truth.values, (*f.amounts, *(amount for _, _, amount in duties)))


CLINIC_POOL = (
    ("Consultation (Specialist, first visit)", 12000, 22000),
    ("Full blood count", 2800, 4900),
    ("X-ray chest PA", 4800, 7900),
    ("Tab. Loratadine 10mg x 14", 700, 1800),
)


CLINIC_WISH = Wish(
    "sg",
    ("Kampong Heights Medical Pte Ltd", "Tanjong Family Clinic Pte Ltd"),
    CLINIC_POOL,
    "SGD",
    number="TI{yy}{m}-####",
    rates=("9",),
    most=2,
    count=(2, 4),
    terms=None,
    account="P#######",
    firm=False,
)


@layout("sg-clinic")
def clinic(d: Desk) -> tuple[bytes, Truth]:
    """Prices before GST with a discount, and 'S$' as the only sign of the currency."""
    f = d.facts(CLINIC_WISH)
    f = replace(f, off=-cents(f.goods * Decimal("0.10")))
    p = Paper("Vera", 8.2)
    p.text(18, 20, f.seller.name, 13, True)
    p.column(18, 25, [f.seller.street, f.seller.town, f"GST Reg No: {f.seller.vat}   Tel: {f.seller.phone}"], 4)
    p.text(150, 20, "TAX INVOICE", 12, True)
    p.pairs(
        18,
        36,
        46,
        [("Bill to", f.buyer.name), ("Address", f"{f.buyer.street}, {f.buyer.town}"), ("Patient ID", f.account or "")],
        4.8,
    )
    p.pairs(
        130,
        30,
        46,
        [("Invoice No", f.number), ("Invoice Date", w.long(f.issued, "en")), ("Visit Date", w.dmy(f.issued))],
        4.8,
    )
    y = 74.0
    p.row(y, [(18, "Description"), (-130, "Qty"), (-160, "Unit S$"), (-192, "Amount S$")], bold=True)
    for item in f.items:
        y += 6
        p.row(y, [(18, item.text), (-130, w.count(item.quantity)), (-160, w.us(item.unit)), (-192, w.us(item.amount))])
    p.sums(
        120,
        72,
        y + 12,
        [
            ("Sub total", w.us(f.goods)),
            ("Less corporate discount 10%", f"({w.us(-f.off)})"),
            ("Amount before GST", w.us(f.net)),
            ("GST 9%", w.us(f.tax)),
            ("Total payable", f"S${w.us(f.total)}"),
        ],
    )
    p.text(18, y + 50, "Paid by NETS. Thank you.")
    return p.done(), f.truth(account_number=(f.account, None))
