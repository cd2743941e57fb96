# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""Pages of web shops and apps as a browser prints them: flex boxes, cards, no tables at all."""

from datetime import timedelta
from decimal import Decimal
from html import escape

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import ZERO, Desk, Wish, cents
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

BASE = """<!doctype html><html><head><meta charset="utf-8"><style>@page{{size:{size};margin:{margin}}}
body{{font:{font};color:#222;margin:0}} table{{border-collapse:collapse;width:100%}} td,th{{padding:4px 6px;text-align:left;vertical-align:top}}
.r{{text-align:right!important}} .row{{display:flex;justify-content:space-between}} small{{color:#777}} {style}</style></head><body>{body}</body></html>"""


def page(
    body: str, style: str = "", size: str = "A4", font: str = "12px 'DejaVu Sans',sans-serif", margin: str = "16mm"
) -> bytes:
    """A whole HTML text around `body`."""
    return BASE.format(size=size, margin=margin, font=font, style=style, body=body).encode()


def br(parts: tuple[str, ...] | list[str]) -> str:
    return "<br>".join(escape(part) for part in parts)


MARKETPLACE_POOL = (
    ("Stoneware mug, speckled, set of 4 – dishwasher safe, 350 ml, with gift box", 2200, 4600),
    ("Linen apron (moss)", 1800, 3900),
    ("USB-C hub 7-in-1 with card reader and HDMI 4K", 1900, 5400),
    ("Bird feeder, recycled plastic", 1200, 2600),
)


@layout("market-order", 5, browser=True)
def marketplace(d: Desk) -> tuple[bytes, Truth]:
    """The market's brand on top, the seller in small print, gross prices, shipping and a voucher."""
    wish = Wish(
        "uk",
        ("Potter & Plume Ltd", "GadgetNest Trading Ltd", "Green Lane Supplies Ltd"),
        MARKETPLACE_POOL,
        "GBP",
        number=d.turn(("GB-########-{y}-####", "INV-GB-#########-{y}-##")),
        count=(1, 4),
        most=3,
        terms=None,
        firm=False,
    )
    f = d.facts(wish)
    ship, off = d.money(299, 699), d.money(100, 400) if d.variant % 2 else ZERO
    total = f.goods + ship - off
    net = cents(total / Decimal("1.2"))
    rows = "".join(
        f"<div class='row item'><div style='width:58%'><b>{escape(i.text)}</b><br><small>SKU {i.code} · Sold by {escape(f.seller.name)}</small></div>"
        f"<div>{i.quantity}</div><div>£{w.us(i.unit)}</div><div>£{w.us(i.amount)}</div></div>"
        for i in f.items
    )
    voucher = f"<div class='row'><span>Promotion applied</span><span>-£{w.us(off)}</span></div>" if off else ""
    body = f"""<div class=row><div style="font-size:26px;font-weight:bold;color:#e36414">bazari</div><div><b>Invoice</b> / Receipt</div></div>
<div class=row style="margin-top:24px"><div>Paid<br><small>Payment reference ID {d.code("@@@###@@##")}</small><br><br>{br(f.buyer.lines)}</div>
<div class=card><div class=row><span>Invoice date / Delivery date</span><b>{w.long(f.issued, "en")}</b></div>
<div class=row><span>Invoice #</span><b>{f.number}</b></div><div class=row><span>Total payable</span><b>£{w.us(total)}</b></div></div></div>
<div class=row style="margin-top:22px"><div><b>Order information</b><br>Order date {w.long(f.issued - timedelta(3), "en")}<br>Order # {d.code("20#-#######-#######")}</div>
<div><b>Sold by</b><br>{br(f.seller.lines)}<br>VAT # {f.seller.vat}</div></div>
<h3>Invoice details</h3><div class='row item'><b style='width:58%'>Description</b><b>Qty</b><b>Unit price (incl. VAT)</b><b>Item subtotal</b></div>{rows}
<div class=sum><div class=row><span>Shipping charges</span><span>£{w.us(ship)}</span></div>{voucher}
<div class=row style="font-size:15px"><b>Invoice total</b><b>£{w.us(total)}</b></div></div>
<table style="margin-top:16px;width:60%"><tr><th>VAT rate<th class=r>Item subtotal (excl. VAT)<th class=r>VAT subtotal<tr><td>20%<td class=r>£{w.us(net)}<td class=r>£{w.us(total - net)}</table>"""
    style = ".card{border:1px solid #ccc;border-radius:8px;padding:10px;width:300px}.item{border-bottom:1px solid #ddd;padding:6px 0}.sum{width:260px;margin:12px 0 0 auto}"
    return page(body, style), f.truth(net_amount=net, tax_amount=total - net, total_amount=total)


US_SHOP_POOL = (
    ("Trail running socks 3-pack", 1400, 2600),
    ("Insulated bottle 24oz", 2200, 3800),
    ("Headlamp 400 lm", 2900, 5900),
    ("Merino beanie", 1900, 3600),
)


US_SHOP_WISH = Wish(
    "us",
    ("Summit & Sage Outfitters", "Pinecone Provisions Co."),
    US_SHOP_POOL,
    "USD",
    number="#######",
    count=(2, 4),
    most=3,
    terms=None,
    firm=False,
)


@layout("us-shop", 4, browser=True)
def us_shop(d: Desk) -> tuple[bytes, Truth]:
    """An order invoice with sales tax, free shipping and a discount; placed, shipped, invoiced days."""
    f = d.facts(US_SHOP_WISH)
    off = cents(f.goods / 10)
    net = f.goods - off
    tax = cents(net * Decimal("0.0635"))
    rows = "".join(
        f"<tr><td>{escape(i.text)}<br><small>Item {i.code}</small><td class=r>{i.quantity}<td class=r>{w.us(i.unit)}<td class=r>{w.us(i.amount)}"
        for i in f.items
    )
    body = f"""<h1 style="letter-spacing:3px;font-weight:300">{escape(f.seller.name)}</h1>
<table class=meta><tr><td>Invoice<br><b>{f.number}</b><td>Invoice Date<br><b>{w.mdy(f.issued)}</b><td>Order<br><b>{d.code("W#########")}</b><td>Order Placed<br><b>{w.mdy(f.issued - timedelta(4))}</b></table>
<div class=row style="margin:18px 0"><div><small>BILL TO</small><br>{br(f.buyer.lines)}</div><div><small>SHIP TO</small><br>{br(f.buyer.lines)}</div><div><small>PAYMENT</small><br>{d.code("Amex ending in ####")}</div></div>
<table class=z><tr><th>Item<th class=r>Qty<th class=r>Price<th class=r>Total</tr>{rows}</table>
<table style="width:240px;margin:14px 0 0 auto"><tr><td>Merchandise<td class=r>{w.us(f.goods)}<tr><td>Discount WELCOME10<td class=r>({w.us(off)})<tr><td>Shipping<td class=r>FREE<tr><td>Sales Tax<td class=r>{w.us(tax)}<tr><td><b>Order Total</b><td class=r><b>${w.us(net + tax)}</b></table>
<p><small>{escape(f.seller.name)} · {f.seller.street} · {f.seller.town} · {f.seller.phone}. Returns within 60 days.</small></p>"""
    style = (
        ".meta td{border:1px solid #aaa}.z tr:nth-child(even){background:#f3f3f3}.z th{border-bottom:2px solid #333}"
    )
    return page(body, style, "letter", "12px 'DejaVu Serif',serif"), f.truth(
        net_amount=(str(net), str(f.goods)), tax_amount=tax, total_amount=net + tax
    )


APP_RECEIPT_POOL = (
    ("Tunewell Family, monthly", 1299, 1899),
    ("Cloud photos 2 TB", 799, 1099),
    ("Chess Coach Pro", 399, 899),
)


APP_RECEIPT_WISH = Wish(
    "ie",
    ("Tunewell International Ltd", "Kestrel Apps Ltd"),
    APP_RECEIPT_POOL,
    "EUR",
    number="MM@@#@####",
    count=(1, 3),
    most=1,
    terms=None,
    firm=False,
)


@layout("app-receipt", 4, browser=True)
def app_receipt(d: Desk) -> tuple[bytes, Truth]:
    """A narrow column as in a mail: a big amount first, no table head, VAT in a footnote."""
    f = d.facts(APP_RECEIPT_WISH)
    net = cents(f.net / Decimal("1.23"))
    rows = "".join(
        f"<div class='row line'><span>{escape(i.text)}<br><small>Renews {w.long(f.issued + timedelta(30), 'en')}</small></span><span>€{w.us(i.amount)}</span></div>"
        for i in f.items
    )
    body = f"""<div style="width:420px;margin:0 auto"><h2 style="color:#1db070">{f.seller.name.split()[0]}</h2><p>Hi {escape(f.buyer.name)}, thanks for your payment.</p>
<div style="font-size:34px;font-weight:bold;margin:16px 0">€{w.us(f.net)}</div>
<div class=row><span>Receipt date</span><span>{w.long(f.issued, "en")}</span></div><div class=row><span>Order ID</span><span>{d.code("##-####-####")}</span></div>
<div class=row><span>Document no.</span><span>{f.number}</span></div><div class=row><span>Payment method</span><span>{d.code("PayPal *******@@")}</span></div><hr>{rows}
<div class='row line'><b>Total</b><b>€{w.us(f.net)}</b></div><p><small>Includes VAT of €{w.us(f.net - net)} (23%). {escape(f.seller.name)}, {f.seller.street}, {f.seller.town}. VAT no. {f.seller.vat}</small></p></div>"""
    return page(body, ".line{padding:8px 0;border-bottom:1px solid #eee}"), f.truth(
        net_amount=(str(net), None),
        tax_amount=f.net - net,
        total_amount=f.net,
        seller_name=(f.seller.name, f.seller.name.split()[0]),
    )


CARDS_POOL = (
    ("Analytics Business – annual", 120000, 480000),
    ("Onboarding package", 90000, 250000),
    ("Additional workspace", 18000, 60000),
)


@layout("saas-cards", 4, browser=True)
def cards(d: Desk) -> tuple[bytes, Truth]:
    """Labels in grey capitals over values, four to a row; net 30 in a badge."""
    wish = Wish(
        "us",
        ("Lattice Loop, Inc.", "Hummingcode Inc."),
        CARDS_POOL,
        "USD",
        number="INV#####",
        count=(1, 3),
        most=3,
        terms=d.turn((30, 45)),
        account="CUS-#####",
        firm=True,
    )
    f = d.facts(wish)
    tax = cents(f.net * Decimal("0.08875"))
    cells = [
        ("Invoice number", f.number),
        ("Issued", w.us_short(f.issued)),
        ("Terms", f"Net {(f.due - f.issued).days}" if f.due else ""),
        ("Customer ID", f.account or ""),
    ]
    if f.due and d.variant % 2:
        cells[2] = ("Due", w.us_short(f.due))
    rows = "".join(
        f"<div class=line><div>{escape(i.text)}</div><div class=r>{i.quantity} × ${w.us(i.unit)}</div><div class=r>${w.us(i.amount)}</div></div>"
        for i in f.items
    )
    body = f"""<div class=top><b style="font-size:22px">{escape(f.seller.name)}</b><span>{f.seller.street}<br>{f.seller.town}</span></div>
<div class=grid>{"".join(f"<div><div class=cap>{a}</div><div>{b}</div></div>" for a, b in cells)}</div>
<div class=cap>Billed to</div><div>{br(f.buyer.lines)}</div><div style="height:24px"></div>
<div class='line cap'><div>Product</div><div class=r>Quantity × price</div><div class=r>Amount</div></div>{rows}
<div class=line><div></div><div class=r>Subtotal</div><div class=r>${w.us(f.net)}</div></div><div class=line><div></div><div class=r>Sales tax (NY 8.875%)</div><div class=r>${w.us(tax)}</div></div>
<div class=line style="font-size:16px"><div></div><b class=r>Amount due</b><b class=r>${w.us(f.net + tax)} USD</b></div>
<p class=cap>ACH: routing {d.code("0########")} · account {d.code("##########")}</p>"""
    style = ".top{background:#1b263b;color:#fff;padding:22px;display:flex;justify-content:space-between}.grid{display:grid;grid-template-columns:repeat(4,1fr);margin:26px 0}.cap{color:#889;text-transform:uppercase;font-size:9px}.line{display:grid;grid-template-columns:3fr 2fr 1.4fr;padding:7px 0;border-bottom:1px solid #eee}"
    return page(body, style, "letter"), f.truth(tax_amount=tax, total_amount=f.net + tax)
