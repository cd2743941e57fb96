# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""A final account, a letter without a table, a slip from a till."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import ZERO, Desk, Item, Wish, cents
from tests.ingestion.held_out.flow import RULED, Flow
from tests.ingestion.held_out.paper import Paper
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

FINAL_ACCOUNT_POOL = (
    ("Supply and lay herringbone oak floor, 42 m2", 310000, 480000),
    ("Uplift and dispose of carpet", 18000, 32000),
    ("Skirting boards, painted", 42000, 88000),
)


FINAL_ACCOUNT_WISH = Wish(
    "uk",
    ("Lowfell Flooring Ltd", "Ashgrove Interiors Ltd"),
    FINAL_ACCOUNT_POOL,
    "GBP",
    number="#####-F",
    rates=("20",),
    count=(2, 3),
    most=1,
    terms=7,
    firm=False,
)


@layout("uk-final")
def final_account(d: Desk) -> tuple[bytes, Truth]:
    """A final invoice: the deposit already paid comes off below the total."""
    f = d.facts(FINAL_ACCOUNT_WISH)
    paid = cents(f.total * Decimal("0.4"))
    p = Flow("Helvetica", 9.5)
    p.table(
        [
            [
                p.cell("Final Invoice", 18, True),
                p.cell(f"{f.seller.name}<br/>{f.seller.street}<br/>{f.seller.town}<br/>VAT {f.seller.vat}", side=2),
            ]
        ],
        [90, 84],
    )
    p.gap(5)
    p.text("<br/>".join(f.buyer.lines))
    p.gap(5)
    p.text(
        f"Invoice {f.number} dated {w.long(f.issued, 'en')}, your order of {w.long(f.issued - timedelta(41), 'en')}. Job {d.code('J-####')}."
    )
    p.gap(3)
    p.table([[i.text, f"£{w.us(i.amount)}"] for i in f.items], [134, 40], RULED)
    p.sums(
        [
            ("Subtotal", f"£{w.us(f.net)}"),
            ("VAT at 20%", f"£{w.us(f.tax)}"),
            ("Invoice total", f"£{w.us(f.total)}"),
            (f"Deposit paid {w.dmy(f.issued - timedelta(40))}", f"-£{w.us(paid)}"),
            ("Balance to pay", f"£{w.us(f.total - paid)}"),
        ],
        90,
        84,
    )
    p.gap(4)
    p.text(
        f"Please pay the balance by {w.long(f.due or f.issued, 'en')}. Sort code {d.code('20-##-##')}, account no. {d.code('########')}."
    )
    return p.done(), f.truth()


LETTER_WISH = Wish(
    "uk",
    ("Prof. Edmund Garrow", "Leonie Achterberg", "Marcus Tindall"),
    (("Lecture", 25000, 90000),),
    "GBP",
    number="EG/##",
    count=(1, 1),
    most=1,
    terms=30,
    firm=True,
)


@layout("uk-letter")
def letter(d: Desk) -> tuple[bytes, Truth]:
    """A letter: the amount stands in a sentence, there is no table at all."""
    item = Item("", Decimal(1), ZERO, ZERO, Decimal(0), "")
    f = d.facts(LETTER_WISH)
    fee = Decimal(int(f.net))
    f = replace(f, items=(replace(item, amount=fee + Decimal("0.00")),))
    p = Flow("Times", 11.5)
    p.text(f"{f.seller.name}<br/>{f.seller.street}<br/>{f.seller.town}", side=2)
    p.gap(6)
    p.text(w.long(f.issued, "en"), side=2)
    p.gap(6)
    p.text("<br/>".join(f.buyer.lines))
    p.gap(8)
    p.text(f"<b>INVOICE {f.number}</b>")
    p.gap(4)
    p.text(
        f"To the lecture given on {w.long(f.issued - timedelta(12), 'en')} at your annual meeting, including preparation and travel, I invoice the agreed fee of:"
    )
    p.gap(4)
    p.text(f"£{w.us(f.net)}", 15, True, 1)
    p.gap(4)
    p.text(
        f"I should be grateful for payment by {w.long(f.due or f.issued, 'en')} to my account {d.code('########')}, sort code {d.code('30-##-##')}."
    )
    p.gap(10)
    p.text(f"Yours sincerely,<br/><br/><br/>{f.seller.name}")
    truth = f.truth(
        net_amount=(None, str(f.net)),
        tax_amount=(None, "0.00"),
        seller_name=(f.seller.name, f.seller.name.removeprefix("Prof. ")),
    )
    return p.done(), truth


TILL_SLIP_POOL = (
    ("DRUCKERPAPIER A4", 399, 649),
    ("BATTERIE AA 8ER", 499, 999),
    ("NOTIZBUCH KARIERT", 249, 799),
    ("KUGELSCHREIBER BLAU", 99, 349),
    ("ORDNER 8CM GRAU", 189, 399),
)


TILL_SLIP_WISH = Wish(
    "de",
    ("Papier Lohse OHG", "Bürobedarf Sennefelder", "Schreibwaren Titz e.K."),
    TILL_SLIP_POOL,
    "EUR",
    number="####-######",
    count=(2, 5),
    most=1,
    terms=None,
)


@layout("de-bon", 4)
def till_slip(d: Desk) -> tuple[bytes, Truth]:
    """A slip from a till: narrow, no buyer, gross prices with a letter for the rate, cash and change."""
    f = d.facts(TILL_SLIP_WISH)
    net = cents(f.net / Decimal("1.19"))
    p = Paper("Courier", 9)
    p.middle(45, 14, f.seller.name.upper(), 11, True)
    p.middle(45, 19, f.seller.street)
    p.middle(45, 23, f.seller.town)
    p.middle(45, 27, f"Tel. {f.seller.phone}")
    p.text(10, 35, f"Bon-Nr. {f.number}")
    p.text(10, 39, f"{f.issued:%d.%m.%y} 14:{d.code('##')[0]}2   Kasse 2  Bed. 14")
    y = 46.0
    for item in f.items:
        p.row(y, [(10, item.text[:22]), (-80, f"{w.plain_eu(item.amount)} A")])
        y += 4.4
    p.text(10, y, "-" * 36)
    p.row(y + 5, [(10, "SUMME EUR"), (-80, w.plain_eu(f.net))], bold=True)
    given = (f.net // 10 + 1) * 10
    p.row(y + 10, [(10, "BAR"), (-80, w.plain_eu(given))])
    p.row(y + 14, [(10, "RÜCKGELD"), (-80, w.plain_eu(given - f.net))])
    p.row(y + 21, [(10, "A 19,00% Netto"), (-80, w.plain_eu(net))])
    p.row(y + 25, [(10, "  MwSt"), (-80, w.plain_eu(f.net - net))])
    p.text(10, y + 33, f"Rechnung nach §33 UStDV  St.-Nr. {d.code('13/###/#####')}", 7)
    p.text(10, y + 37, f"TSE-Signatur {d.code('@#@@#@#@@##@@#')}  Trans. {d.code('######')}", 7)
    return p.done(), f.truth(buyer_name=None, net_amount=net, tax_amount=f.net - net, total_amount=f.net)
