# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""German letterheads: craftsman, wholesaler, a credit note."""

from datetime import timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import ZERO, Desk, Facts, Wish
from tests.ingestion.held_out.paper import Paper
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

CRAFTSMAN_POOL = (
    ("Monteurstunden Geselle", 5200, 6400),
    ("Anfahrtspauschale Zone 2", 2900, 4500),
    ('Thermostatventil 1/2" Eckform', 1890, 3250),
    ("Kupferrohr 15 mm, je m", 740, 1290),
    ("Kleinmaterial und Dichtungen", 850, 2400),
    ("Entsorgung Altgerät", 2500, 4800),
)


CRAFTSMAN_WISH = Wish(
    "de",
    ("Sanitär Brüggemann GmbH", "Elektro Zwickl e.K.", "Malerbetrieb Anton Reuß", "Holzbau Sendlinger GmbH & Co. KG"),
    CRAFTSMAN_POOL,
    "EUR",
    number="{y}-####",
    rates=("19",),
    count=(3, 6),
    terms=14,
    account="1####",
    firm=False,
)


@layout("de-handwerk", 4)
def craftsman(d: Desk) -> tuple[bytes, Truth]:
    """The seller stands in the letterhead and the footer; wages are shown again for the tax."""
    f = d.facts(CRAFTSMAN_WISH)
    done, p = f.issued - timedelta(days=6), Paper("Times", 10.5)
    p.middle(105, 22, f.seller.name, 22, True)
    p.middle(105, 28, "Meisterbetrieb der Innung seit 1978", 9)
    p.rule(20, 32, 190, 1.2)
    p.text(20, 48, f"{f.seller.name}, {f.seller.street}, {f.seller.town}", 7)
    p.column(20, 54, ["Herrn/Frau" if d.variant == 1 else "", *f.buyer.lines], 5)
    p.right(190, 78, f"{f.seller.town.split()[1]}, den {w.long(f.issued, 'de')}")
    p.text(20, 90, f"Rechnung Nr. {f.number}", 14, True)
    p.text(20, 97, f"Kunden-Nr.: {f.account}     Auftrag: {d.code('A-#####')}     Leistungsdatum: {w.dots(done)}")
    p.column(
        20, 106, ["Sehr geehrte Damen und Herren,", "für die ausgeführten Arbeiten erlauben wir uns zu berechnen:"], 5
    )
    head = [(20, "Pos"), (30, "Bezeichnung"), (-130, "Menge"), (-160, "Einzelpreis"), (-190, "Gesamt")]
    p.row(120, head, bold=True)
    y = 127.0
    for index, item in enumerate(f.items, start=1):
        p.row(
            y,
            [
                (20, str(index)),
                (30, item.text),
                (-130, w.plain_eu(item.quantity)),
                (-160, w.eu(item.unit)),
                (-190, w.eu(item.amount)),
            ],
        )
        y += 6
    p.rule(130, y - 3, 190)
    p.sums(
        130,
        60,
        y + 3,
        [("Nettobetrag", w.eu(f.net)), ("zzgl. 19 % MwSt.", w.eu(f.tax)), ("Gesamtbetrag EUR", w.eu(f.total))],
    )
    terms = "Zahlbar innerhalb von 14 Tagen ohne Abzug."
    if d.variant % 2 and f.due:
        terms = f"Bitte überweisen Sie den Betrag bis zum {w.dots(f.due)} ohne Abzug."
    p.column(
        20,
        y + 28,
        [
            terms,
            f"Im Rechnungsbetrag enthaltene Lohnkosten nach § 35a EStG: {w.eu(f.net / 2)} € netto.",
            "Sie sind verpflichtet, die Rechnung zwei Jahre aufzubewahren (§ 14b UStG).",
        ],
        5,
    )
    p.rule(20, 272, 190)
    for index, lines in enumerate(
        (
            (f.seller.name, f.seller.street, f.seller.town),
            (f"Tel. {f.seller.phone}", f.seller.mail, f"Steuer-Nr. {d.code('2##/####/####')}"),
            ("Sparkasse Musterkreis", f"IBAN {f.seller.iban}", "BIC MUSTDE21XXX"),
        )
    ):
        p.column(20 + 60 * index, 277, lines, 3.6, 7.5)
    return p.done(), f.truth()


def _page_head(p: Paper, f: Facts, page: int) -> None:
    p.text(15, 15, f.seller.name, 12, True)
    p.text(120, 15, "Rechnung", 12, True)
    p.row(21, [(120, "Rechnungs-Nr."), (148, f.number)])
    p.row(25, [(120, "Rechnungsdatum"), (148, w.dots_short(f.issued))])
    p.row(29, [(120, "Kunde"), (148, f.account or "")])
    p.row(33, [(120, "Seite"), (148, str(page))])
    y = 75 if page == 1 else 45
    p.box(15, y - 5, 180, 7, "#dddddd")
    p.row(
        y,
        [
            (17, "Art.-Nr."),
            (40, "Bezeichnung"),
            (-118, "Menge"),
            (120, "VE"),
            (-150, "E-Preis"),
            (-160, "St"),
            (-193, "Betrag EUR"),
        ],
        bold=True,
    )


GOODS = (
    "Dinkelmehl 630",
    "Roggenschrot",
    "Rapsöl 10 l",
    "Servietten 33 cm",
    "Kerzen Stumpen",
    "Haselnüsse geröstet",
    "Backpapier Zuschnitt",
    "Meersalz fein",
    "Spülmittel 5 l",
    "Ahornsirup",
    "Tortenspitze rund",
)


def _wholesale_sums(p: Paper, f: Facts, y: float) -> None:
    """Goods, tax by rate, total and two terms of payment."""
    p.row(y + 6, [(100, "Warenwert netto"), (-193, w.eu(f.net))])
    for index, rate in enumerate(sorted(f.taxes), start=1):
        base, tax = f.taxes[rate]
        p.row(y + 6 + 5 * index, [(100, f"{index}: MwSt {rate} % auf {w.eu(base)}"), (-193, w.eu(tax))])
    p.row(y + 23, [(100, "Endbetrag EUR"), (-193, w.eu(f.total))], bold=True)
    due = f.due or f.issued
    p.text(
        15,
        y + 32,
        f"Zahlbar bis {w.dots(f.issued + timedelta(days=10))} mit 2 % Skonto = "
        f"{w.eu(f.total * Decimal('0.98'))} EUR, bis {w.dots(due)} rein netto.",
    )
    p.text(
        15,
        288,
        f"{f.seller.name} · {f.seller.street} · {f.seller.town} · UST-ID {f.seller.vat} · IBAN {f.seller.iban}",
        6.5,
    )


@layout("de-grosshandel")
def wholesale(d: Desk) -> tuple[bytes, Truth]:
    """Two or three pages with sums carried forward, two rates by a key beside the amount."""
    pool = tuple((name, 180, 4900) for name in GOODS)
    wish = Wish(
        "de",
        ("Backhaus-Bedarf Immenstedt GmbH", "Hansen & Töchter Großhandel KG"),
        pool,
        "EUR",
        number="RE######",
        rates=("7", "19"),
        count=(38, 62),
        most=48,
        account="D-#####",
        terms=30,
        firm=True,
    )
    f = d.facts(wish)
    p = Paper("Helvetica", 8)
    p.column(15, 40, f.buyer.lines, 4.5, 9)
    p.text(
        15,
        62,
        f"Lieferschein {d.code('L#######')} vom {w.dots_short(f.issued)}   "
        f"Ihre Bestellung {d.code('B-####')} vom {w.dots_short(f.issued - timedelta(days=4))}",
    )
    page, y, carried = 1, 82.0, ZERO
    _page_head(p, f, page)
    for item in f.items:
        if y > 262:
            p.row(y + 4, [(120, "Übertrag"), (-193, w.eu(carried))], bold=True)
            p.turn()
            page, y = page + 1, 58.0
            _page_head(p, f, page)
            p.row(52, [(120, "Übertrag von Seite " + str(page - 1)), (-193, w.eu(carried))], bold=True)
        p.row(
            y,
            [
                (17, item.code),
                (40, item.text),
                (-118, w.count(item.quantity)),
                (120, "KT"),
                (-150, w.eu(item.unit)),
                (-160, "1" if item.rate == 7 else "2"),
                (-193, w.eu(item.amount)),
            ],
        )
        carried += item.amount
        y += 4.6
    if y > 225:
        p.turn()
        y = 45.0
    _wholesale_sums(p, f, y)
    return p.done(), f.truth()


CREDIT_NOTE_POOL = (
    ("Rückgabe Kabeltrommel 25 m", 3100, 6900),
    ("Preisdifferenz Arbeitshose", 400, 1900),
    ("Rücknahme Pfandpalette", 900, 1500),
    ("Bruch Fliese 30x60", 240, 990),
)


CREDIT_NOTE_WISH = Wish(
    "de",
    ("Werkzeug-Union Harz GmbH", "Baustoffe Pieper KG"),
    CREDIT_NOTE_POOL,
    "EUR",
    number="GS-{y}####",
    rates=("19",),
    count=(1, 3),
    terms=None,
    account="70####",
    firm=True,
)


@layout("de-gutschrift")
def credit_note(d: Desk) -> tuple[bytes, Truth]:
    """A credit with minus signs behind the numbers and the number of the invoice it corrects."""
    f = d.facts(CREDIT_NOTE_WISH).negated()
    p = Paper("Vera", 8.2)
    p.text(20, 20, f.seller.name, 15, True)
    p.column(20, 48, f.buyer.lines, 4.8)
    p.pairs(
        125,
        34,
        40,
        [
            ("Gutschrift-Nr.", f.number),
            ("Belegdatum", w.dots(f.issued)),
            ("Kundennr.", f.account or ""),
            ("zu Rechnung", d.code("RE-{y}####", f.issued)),
            ("vom", w.dots(f.issued - timedelta(days=19))),
        ],
    )
    p.text(20, 84, d.turn(("Gutschrift", "Rechnungskorrektur", "Stornorechnung")), 14, True)
    y = 96.0
    p.row(y, [(20, "Artikel"), (-125, "Menge"), (-155, "Preis"), (-190, "Betrag")], bold=True)
    for item in f.items:
        y += 6
        p.row(
            y,
            [
                (20, item.text),
                (-125, w.count(item.quantity)),
                (-155, w.eu(item.unit)),
                (-190, w.behind(w.eu(item.amount))),
            ],
        )
    p.sums(
        120,
        70,
        y + 9,
        [
            ("Netto", w.behind(w.eu(f.net))),
            ("MwSt 19,00%", w.behind(w.eu(f.tax))),
            ("Gesamt EUR", w.behind(w.eu(f.total))),
        ],
    )
    p.text(20, y + 34, "Der Betrag wird mit Ihrer nächsten Rechnung verrechnet.")
    p.text(20, 285, f"{f.seller.name} {f.seller.street} {f.seller.town} USt-IdNr. {f.seller.vat}", 6.5)
    return p.done(), f.truth()
