# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""Austria and Switzerland on letterhead: a doctor, a consultant with a payment slip."""

from datetime import timedelta

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import Desk, Wish
from tests.ingestion.held_out.paper import Paper
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

DOCTOR_POOL = (
    ("Erstordination mit ausführlicher Anamnese", 9500, 18000),
    ("Ultraschall Abdomen", 6000, 9900),
    ("Blutabnahme inkl. Versand", 1500, 2900),
    ("Kontrollordination", 5500, 9000),
    ("Befundbesprechung", 3500, 7000),
)


DOCTOR_WISH = Wish(
    "at",
    ("Dr. Helene Wagreiner", "DDr. Paul Sattmann"),
    DOCTOR_POOL,
    "EUR",
    number="{y}/####",
    most=1,
    count=(2, 4),
    terms=None,
    firm=False,
)


@layout("at-arzt")
def doctor(d: Desk) -> tuple[bytes, Truth]:
    """A fee note: no tax, a patient, treatment dates before each line."""
    f = d.facts(DOCTOR_WISH)
    p = Paper("Times", 11)
    p.text(25, 25, f.seller.name, 16, True)
    p.column(
        25,
        31,
        [
            "Fachärztin für Innere Medizin" if d.variant % 2 == 0 else "Wahlarzt, alle Kassen",
            f"{f.seller.street}, {f.seller.town}",
            f"Tel. {f.seller.phone}",
        ],
        5,
        9.5,
    )
    p.column(25, 66, f.buyer.lines, 5.4)
    p.text(25, 96, "HONORARNOTE", 15, True)
    p.pairs(
        25,
        42,
        104,
        [
            ("Honorarnoten-Nr.:", f.number),
            ("Datum:", w.dots(f.issued)),
            ("Patient/in:", f.buyer.name),
            ("SV-Nr.:", d.code("#### ######")),
        ],
        5.6,
    )
    y = 134.0
    for item in f.items:
        visit = f.issued - timedelta(days=d.rng.randint(1, 20))
        p.row(y, [(25, w.dots(visit)), (52, item.text), (-185, f"€ {w.eu(item.amount)}")])
        y += 7
    p.rule(25, y - 3, 185)
    p.row(y + 3, [(25, "Gesamthonorar"), (-185, f"€ {w.eu(f.net)}")], bold=True)
    p.column(
        25,
        y + 15,
        [
            "Umsatzsteuerfrei gemäß § 6 Abs. 1 Z 19 UStG.",
            "Den Betrag bitte ich mit beiliegendem Zahlschein zu begleichen.",
            f"Bankverbindung: {f.seller.iban}",
        ],
        5.4,
    )
    return p.done(), f.truth(tax_amount=(None, "0.00"), net_amount=(None, str(f.net)))


SWISS_POOL = (
    ("Beratung Prozessaufnahme, Std.", 16500, 22000),
    ("Projektleitung, Std.", 17500, 24000),
    ("Workshop Vor- und Nachbereitung, Std.", 15000, 19000),
    ("Reisespesen", 4500, 9900),
)


SWISS_WISH = Wish(
    "ch",
    ("Alprose Consulting AG", "Büro Hürlimann Engineering", "Zenith Daten GmbH"),
    SWISS_POOL,
    "CHF",
    number="{yy}{m}##",
    rates=("8.1",),
    hours=True,
    most=24,
    terms=30,
    count=(2, 4),
    firm=True,
)


@layout("ch-berater", 4)
def swiss(d: Desk) -> tuple[bytes, Truth]:
    """Apostrophes for thousands, and a payment part that repeats payer, payee and amount."""
    f = d.facts(SWISS_WISH)
    p = Paper("Inter", 9.5)
    p.column(20, 20, f.seller.lines, 4.8)
    p.column(20, 36, [f.seller.mail, f.seller.vat], 4.8)
    p.column(125, 50, f.buyer.lines, 4.8)
    p.text(20, 80, f"Rechnung {f.number}", 15, True)
    due = f.due or f.issued
    p.row(88, [(20, "Datum"), (60, w.long(f.issued, "de")), (110, "Zahlbar bis"), (140, w.dots(due))])
    p.rule(20, 91, 190)
    y = 97.0
    p.row(y, [(20, "Leistung"), (-120, "Anzahl"), (-155, "Ansatz CHF"), (-190, "Total CHF")], bold=True)
    for item in f.items:
        y += 6.4
        p.row(y, [(20, item.text), (-120, f"{item.quantity:.2f}"), (-155, w.ch(item.unit)), (-190, w.ch(item.amount))])
    p.sums(120, 70, y + 10, [("Zwischentotal", w.ch(f.net)), ("MWST 8.1%", w.ch(f.tax)), ("Total CHF", w.ch(f.total))])
    p.rule(0, 192, 210)
    p.upright(62, 192, 297)
    for left, title in ((5, "Empfangsschein"), (67, "Zahlteil")):
        p.text(left, 200, title, 11, True)
    p.column(5, 206, ["Konto / Zahlbar an", f.seller.iban, *f.seller.lines, "", "Zahlbar durch", *f.buyer.lines], 4, 7)
    p.column(
        120,
        200,
        [
            "Konto / Zahlbar an",
            f.seller.iban,
            *f.seller.lines,
            "",
            "Referenz",
            d.code("## ##### ##### ##### ##### #####"),
            "",
            "Zahlbar durch",
            *f.buyer.lines,
        ],
        4.4,
        8,
    )
    p.box(67, 208, 46, 46, "#111111")
    for left in (5, 67):
        p.text(left, 266, "Währung     Betrag", 7, True)
        p.text(left, 271, f"CHF          {w.ch(f.total).replace(chr(39), ' ')}", 9)
    return p.done(), f.truth()
