# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""School fees, insurance, a wholesaler in three rates, credit notes."""

from datetime import timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import Desk, Wish, cents
from tests.ingestion.held_out.flow import BAND, GRID, HEAD, RULED, Flow
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

FEES = (
    ("Tuition fee, Lent Term", 289000, 512000),
    ("Instrumental lessons (cello)", 19000, 32000),
    ("School lunches", 21000, 29000),
    ("After-school club", 6000, 18000),
    ("Swimming, Year 5", 4500, 7500),
)


SCHOOL_WISH = Wish(
    "uk",
    ("Thornfield Priory School", "St Alban's Preparatory School"),
    FEES,
    "GBP",
    number="FEE/{yy}/#####",
    most=1,
    count=(3, 5),
    terms=18,
    account="SCH####",
    firm=False,
)


@layout("uk-school")
def school(d: Desk) -> tuple[bytes, Truth]:
    """Fees of a pupil: the payer is addressed, the pupil is named, a bursary is taken off, no tax."""
    f = d.facts(SCHOOL_WISH)
    off = cents(f.goods / 10)
    due = f.due or f.issued
    p = Flow("Times", 10.5)
    p.text(f.seller.name, 19, True, 1)
    p.text(f"Bursar's Office · {f.seller.street} · {f.seller.town} · Charity no. {d.code('3#####')}", 8.5, False, 1)
    p.gap(8)
    p.table(
        [
            [
                p.cell("<br/>".join(f.buyer.lines)),
                p.cell(
                    f"Invoice: {f.number}<br/>Date: {w.dmy(f.issued)}<br/>Parent account: {f.account}<br/>Pupil: Felix, 5B (ref {d.code('######')})"
                ),
            ]
        ],
        [100, 74],
        right_from=9,
    )
    p.gap(6)
    p.text(f"Fees in advance for the term beginning {w.long(due, 'en')}", 12, True)
    p.gap(3)
    p.table(
        [
            *([i.text, f"{w.us(i.amount)}"] for i in f.items),
            ["Less: sibling allowance 10%", f"-{w.us(off)}"],
            ["TOTAL PAYABLE", f"£{w.us(f.goods - off)}"],
        ],
        [130, 44],
        [*RULED, ("FONT", (0, -1), (-1, -1), "Times-Bold", 11)],
    )
    p.gap(6)
    p.text(
        f"Fees are due on or before {w.long(due, 'en')}. School fees are exempt from VAT for this invoice. A late charge of £50.00 may be added."
    )
    total = str(f.goods - off)
    return p.done(), f.truth(total_amount=total, net_amount=(None, total), tax_amount=(None, "0.00"))


INSURANCE_POOL = (
    ("Wohngebäudeversicherung", 18000, 42000),
    ("Elementarschäden", 4000, 9900),
    ("Glasbruch", 1900, 4500),
)


INSURANCE_WISH = Wish(
    "de",
    ("Hanseatische Vorsorge Versicherungs-AG", "Bodensee Assekuranz VVaG"),
    INSURANCE_POOL,
    "EUR",
    number="BR ###.###.###",
    rates=("19",),
    most=1,
    count=(2, 3),
    terms=20,
    firm=False,
)


@layout("de-versicherung")
def insurance(d: Desk) -> tuple[bytes, Truth]:
    """A premium: insurance tax instead of VAT, the policy's number above the invoice's."""
    f = d.facts(INSURANCE_WISH)
    policy = d.code("WG 4# ######-#")
    due = f.due or f.issued
    p = Flow("Inter", 9.2)
    p.text(f.seller.name, 13, True, 2, "#00395d")
    p.gap(14)
    p.text("<br/>".join(f.buyer.lines))
    p.gap(8)
    p.table(
        [
            ["Versicherungsschein-Nr.", policy],
            ["Beitragsrechnung Nr.", f.number],
            ["Datum", w.long(f.issued, "de")],
            ["Versicherungsjahr", f"{w.dots(due)} bis {w.dots(due + timedelta(364))}"],
        ],
        [48, 126],
        right_from=9,
        pad=1,
    )
    p.gap(5)
    p.text("Ihre Beitragsrechnung", 14, True)
    p.text(f"Guten Tag {f.buyer.name}, für Ihren Vertrag ist folgender Beitrag fällig:")
    p.gap(3)
    p.table(
        [
            ["Risiko", "Beitrag netto EUR"],
            *([i.text, w.eu(i.amount)] for i in f.items),
            ["Versicherungsteuer 19 %", w.eu(f.tax)],
            ["Zu zahlender Beitrag", w.eu(f.total)],
        ],
        [130, 44],
        HEAD,
    )
    p.gap(4)
    p.text(
        f"Bitte zahlen Sie bis zum {w.dots(due)}. Versicherungssumme: 480.000,00 EUR. Selbstbeteiligung je Schaden: 500,00 EUR."
    )
    p.gap(40)
    p.text(f"{f.seller.name} · {f.seller.street} · {f.seller.town} · VersSt-Nr. {d.code('807/V908070#####')}", 6.5)
    return p.done(), f.truth(account_number=(None, policy))


IRISH_WHOLESALE_POOL = tuple(
    (f"{thing} {size}", 190, 3900)
    for thing in (
        "Cheddar mature",
        "Oat biscuits",
        "Free range eggs",
        "Smoked salmon",
        "Black pudding",
        "Elderflower cordial",
    )
    for size in ("x6", "x12", "case", "tray")
)


IRISH_WHOLESALE_WISH = Wish(
    "ie",
    ("Corrib Valley Foods Ltd", "Shannonside Cash & Carry Ltd"),
    IRISH_WHOLESALE_POOL,
    "EUR",
    number="######",
    rates=("0", "23", "13.5"),
    most=24,
    count=(34, 58),
    terms=30,
    account="G##",
    firm=True,
)


@layout("ie-wholesale")
def irish_wholesale(d: Desk) -> tuple[bytes, Truth]:
    """A long table that breaks by itself; three rates by letter, a settlement discount offered."""
    f = d.facts(IRISH_WHOLESALE_WISH)
    letters = dict(zip(f.taxes, "ABC", strict=False))
    p = Flow("Helvetica", 8)
    p.table(
        [
            [
                p.cell(f"<b>{f.seller.name}</b><br/>{f.seller.street}, {f.seller.town}<br/>VAT {f.seller.vat}", 9),
                p.cell("INVOICE", 16, True, 2),
            ]
        ],
        [110, 64],
    )
    p.gap(4)
    p.table(
        [
            ["Deliver & invoice to", "Account", "Order", "Invoice no", "Date"],
            [
                p.cell("<br/>".join(f.buyer.lines)),
                f.account or "",
                d.code("TEL-####"),
                f.number,
                f"{f.issued:%d/%m/%y}",
            ],
        ],
        [70, 20, 26, 28, 28],
        [*GRID, *BAND],
        right_from=9,
    )
    p.gap(4)
    rows = [[i.code, i.text, w.count(i.quantity), w.us(i.unit), letters[i.rate], w.us(i.amount)] for i in f.items]
    p.table(
        [["Code", "Product", "Qty", "Price", "VAT", "Value"], *rows],
        [24, 76, 16, 22, 14, 28],
        BAND,
        right_from=2,
        pad=1.4,
    )
    p.gap(4)
    p.table(
        [
            ["VAT code", "Rate", "Goods", "VAT"],
            *([letters[r], f"{r}%", w.us(b), w.us(t)] for r, (b, t) in f.taxes.items()),
        ],
        [20, 20, 30, 30],
        GRID,
    )
    p.gap(2)
    p.sums([("Goods", w.us(f.net)), ("VAT", w.us(f.tax)), ("TOTAL EUR", w.us(f.total))])
    p.text(f"Terms: 30 days. Deduct 1.5% ({w.us(cents(f.net * Decimal('0.015')))}) if paid within 7 days.", 7.5)
    return p.done(), f.truth()


CREDIT_POOL = (
    ("Returned: desk lamp, faulty switch", 2900, 6900),
    ("Overcharge on carriage", 900, 2500),
    ("Short delivery: A4 paper, boxes", 1500, 2900),
)


@layout("uk-credit", 4)
def credit(d: Desk) -> tuple[bytes, Truth]:
    """A credit note; amounts in brackets, or plain because the heading says it all."""
    f = d.facts(
        Wish(
            "uk",
            ("Penrose Office Supplies Ltd", "Copperfield Stationers Ltd"),
            CREDIT_POOL,
            "GBP",
            number="CN####",
            rates=("20",),
            count=(1, 3),
            most=4,
            terms=None,
            account="@@@##",
            firm=True,
        )
    ).negated()
    plain = d.variant % 2

    def said(amount: Decimal) -> str:
        return w.us(-amount) if plain else f"({w.us(-amount)})"

    p = Flow("Vera", 8.5)
    p.text("CREDIT NOTE", 17, True, 2)
    p.text(f"<b>{f.seller.name}</b><br/>{f.seller.street}<br/>{f.seller.town}<br/>VAT registration {f.seller.vat}")
    p.gap(6)
    p.table(
        [
            ["To", "Credit note no.", "Date", "Customer", "Against invoice"],
            [p.cell("<br/>".join(f.buyer.lines)), f.number, w.dashed(f.issued), f.account or "", d.code("INV#####")],
        ],
        [60, 28, 26, 26, 34],
        GRID,
        right_from=9,
    )
    p.gap(5)
    p.table(
        [
            ["Details", "Qty", "Price", "Net"],
            *([i.text, w.count(i.quantity), w.us(i.unit), said(i.amount)] for i in f.items),
        ],
        [100, 16, 28, 30],
        HEAD,
    )
    p.gap(4)
    p.sums([("Net credit", said(f.net)), ("VAT @ 20%", said(f.tax)), ("Total credit £", said(f.total))])
    p.gap(6)
    p.text("This credit has been applied to your account. Do not pay.")
    return p.done(), f.truth()
