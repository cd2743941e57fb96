# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""Letters with a three-part footer, set with typst: German, Polish, Swedish, Portuguese, Mexican."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import Desk, Facts, Wish
from tests.ingestion.held_out.parties import Party
from tests.ingestion.held_out.press import press
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language for one sheet."""

    title: str
    to: str
    head: tuple[str, ...]
    meta: tuple[str, ...]  # number, date, due, account
    sums: tuple[str, str, str]  # net, tax (with {rate}), total
    money: Callable[[Decimal], str]
    day: Callable[[date], str]
    face: str = "Inter"


def _letter(d: Desk, f: Facts, t: Tongue, more: list[list[str]], foot: str, terms: str) -> bytes:
    said = [f.number, t.day(f.issued), t.day(f.due) if f.due else "", f.account or ""]
    meta = [[label, value] for label, value in zip(t.meta, said, strict=True) if label and value]
    rows = [[i.text, w.count(i.quantity, True), t.money(i.unit), t.money(i.amount)] for i in f.items]
    s = f.seller
    return press(
        "north",
        {
            "face": t.face,
            "brand": s.name,
            "title": t.title,
            "meta": meta + more,
            "to": t.to,
            "buyer": f.buyer.lines,
            "head": t.head,
            "rows": rows,
            "sums": [
                [t.sums[0], t.money(f.net)],
                *([t.sums[1].format(rate=w.count(r, True)), t.money(tax)] for r, (_, tax) in f.taxes.items()),
            ],
            "total": [t.sums[2], t.money(f.total)],
            "terms": terms,
            "foot": [list(s.lines), [s.phone, s.mail], [foot, s.iban, s.vat]],
        },
    )


def euro(amount: Decimal) -> str:
    return f"{w.eu(amount)} €"


GERMAN_FREELANCER_POOL = (
    ("Webentwicklung, Stunden", 8500, 12500),
    ("Konzeption, Stunden", 9000, 13000),
    ("Lektorat, Stunden", 5500, 7500),
    ("UX-Workshop, Stunden", 11000, 15000),
)


@layout("de-freelancer", 5)
def german_freelancer(d: Desk) -> tuple[bytes, Truth]:
    """Hours; small-business rule without tax, reverse charge, or 19 %, by variant."""
    free = d.variant % 3 == 1
    wish = Wish(
        "de",
        ("Jonas Erdmannsdörfer", "Textbüro Lea Winkelhaus", "Pixelscheune – Mika Tornow"),
        GERMAN_FREELANCER_POOL,
        "EUR",
        number=d.turn(("RE-{y}-###", "{y}{m}-##", "R###/{yy}")),
        rates=("0",) if free else ("19",),
        hours=True,
        most=20,
        count=(1, 4),
        terms=d.turn((14, 30, 7)),
        firm=True,
    )
    f = d.facts(wish)
    t = Tongue(
        "Rechnung",
        "",
        ("Leistung", "Menge", "Einzelpreis", "Betrag"),
        ("Rechnungsnummer", "Rechnungsdatum", "Fällig am", ""),
        ("Zwischensumme", "USt. {rate} %", "Gesamtbetrag"),
        euro,
        w.dots,
        d.turn(("Inter", "Libertinus Serif", "New Computer Modern")),
    )
    period = f.issued.replace(day=1) - timedelta(1)
    terms = "Vielen Dank für die gute Zusammenarbeit!"
    if free:
        terms = "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet. " + terms
    more = [["Leistungszeitraum", f"01.–{period:%d.%m.%Y}"], ["Ihr Zeichen", d.code("@@/####")]]
    data = _letter(d, f, t, more, "Finanzamt Leipzig I", terms)
    return data, f.truth(tax_amount=(None, "0.00")) if free else f.truth()


REVERSE_CHARGE_POOL = (
    ("Laser module LM-40", 84000, 210000),
    ("Calibration set", 19000, 42000),
    ("Express freight DAP", 4500, 12000),
)


@layout("de-reverse")
def reverse_charge(d: Desk) -> tuple[bytes, Truth]:
    """A German seller, a foreign buyer, no tax, the buyer's VAT id beside the number."""
    wish = Wish(
        "de",
        ("Optikwerk Jena-Süd GmbH", "Feinmechanik Ludwigsau KG"),
        REVERSE_CHARGE_POOL,
        "EUR",
        number="9########",
        count=(2, 3),
        most=4,
        terms=30,
        account="2#####",
        buyer_land=d.turn(("fr", "it", "nl")),
        firm=True,
    )
    f = d.facts(wish)
    t = Tongue(
        "Invoice",
        "Sold to",
        ("Description", "Qty", "Unit price", "Amount"),
        ("Invoice no.", "Invoice date", "Due date", "Customer no."),
        ("Net value EUR", "VAT {rate} %", "Total amount EUR"),
        w.eu,
        w.dots,
    )
    more = [["Delivery note", d.code("8########")], ["Your VAT ID", f.buyer.vat], ["Sales order", d.code("1#########")]]
    data = _letter(
        d,
        f,
        t,
        more,
        "Commerzbank Jena",
        "VAT-free intra-community supply. Incoterms DAP. Goods remain our property until paid in full.",
    )
    return data, f.truth()


POLISH_POOL = (
    ("Usługa transportowa", 45000, 160000),
    ("Opony zimowe 205/55", 28000, 52000),
    ("Olej silnikowy 5W30 5l", 14000, 22000),
)


POLISH_WISH = Wish(
    "de",
    ("Transbud Kowalik Sp. z o.o.",),
    POLISH_POOL,
    "PLN",
    number="FV/###/{m}/{y}",
    rates=("23",),
    count=(2, 3),
    terms=14,
)


@layout("pl-faktura", 2)
def polish(d: Desk) -> tuple[bytes, Truth]:
    f = d.facts(POLISH_WISH)
    f = replace(
        f,
        seller=Party(
            "Transbud Kowalik Sp. z o.o.",
            "ul. Lipowa 8",
            "61-001 Poznań",
            "Polska",
            d.code("PL##########"),
            "61 555 01 00",
        ),
        buyer=Party("Warsztat Sobieraj s.c.", "ul. Młyńska 19/2", "50-100 Wrocław", "Polska"),
    )
    t = Tongue(
        "Faktura VAT",
        "Nabywca",
        ("Nazwa", "Ilość", "Cena netto", "Wartość netto"),
        ("Numer", "Data wystawienia", "Termin płatności", ""),
        ("Razem netto", "VAT {rate}%", "Do zapłaty"),
        lambda amount: f"{w.fr(amount)} zł",
        lambda day: day.isoformat(),
    )
    more = [["Data sprzedaży", (f.issued - timedelta(2)).isoformat()]]
    return _letter(d, f, t, more, "Bank Wielkopolski", "Sposób zapłaty: przelew"), f.truth()


SWEDISH_POOL = (("Målning fasad, timmar", 48000, 62000), ("Material", 90000, 240000), ("Resor", 25000, 48000))


SWEDISH_WISH = Wish(
    "de",
    ("Lindqvist Måleri AB",),
    SWEDISH_POOL,
    "SEK",
    number="1####",
    rates=("25",),
    count=(2, 3),
    terms=30,
    account="3###",
)


@layout("sv-faktura", 2)
def swedish(d: Desk) -> tuple[bytes, Truth]:
    f = d.facts(SWEDISH_WISH)
    f = replace(
        f,
        seller=Party(
            "Lindqvist Måleri AB",
            "Storgatan 14",
            "753 31 Uppsala",
            "Sverige",
            d.code("SE##########01"),
            "018-555 01 20",
        ),
        buyer=Party("Bostadsrättsföreningen Eken", "Ringvägen 3", "118 60 Stockholm", "Sverige"),
    )
    t = Tongue(
        "Faktura",
        "",
        ("Benämning", "Antal", "À-pris", "Summa"),
        ("Fakturanr", "Fakturadatum", "Förfallodatum", "Kundnr"),
        ("Netto", "Moms {rate}%", "Att betala SEK"),
        lambda amount: w.fr(amount, " "),
        lambda day: day.isoformat(),
    )
    more = [["OCR-nummer", d.code("##########")]]
    return _letter(d, f, t, more, "Bankgiro 555-0142", "Dröjsmålsränta enligt räntelagen."), f.truth()


PORTUGUESE_POOL = (("Azulejo pintado à mão", 1250, 3900), ("Aplicação, m2", 1800, 3200), ("Transporte", 3500, 7000))


PORTUGUESE_WISH = Wish(
    "es",
    ("Cerâmica Ribatejo, Lda.",),
    PORTUGUESE_POOL,
    "EUR",
    number="FT {y}/###",
    rates=("23",),
    count=(2, 3),
    most=20,
    terms=30,
)


@layout("pt-fatura", 2)
def portuguese(d: Desk) -> tuple[bytes, Truth]:
    f = d.facts(PORTUGUESE_WISH)
    f = replace(
        f,
        seller=Party(
            "Cerâmica Ribatejo, Lda.",
            "Rua das Olarias 77",
            "2000-120 Santarém",
            "Portugal",
            d.code("PT5########"),
            "243 555 010",
        ),
        buyer=Party("Hotel Mirante do Tejo, S.A.", "Av. Marginal 5", "1200-005 Lisboa", "Portugal"),
    )
    t = Tongue(
        "Fatura",
        "Exmo.(s) Sr.(s)",
        ("Designação", "Qtd.", "Preço", "Total"),
        ("Fatura n.º", "Data", "Vencimento", ""),
        ("Total ilíquido", "IVA {rate}%", "Total a pagar"),
        euro,
        lambda day: w.long(day, "pt"),
    )
    return _letter(
        d, f, t, [["Contribuinte", d.code("5########")]], "CGD", "Processado por programa certificado n.º 0000/AT"
    ), f.truth()


MEXICAN_POOL = (
    ("Servicio de mantenimiento preventivo", 180000, 590000),
    ("Cartucho de tóner negro", 89000, 160000),
    ("Caja papel bond carta", 72000, 99000),
    ("Licencia anual antivirus", 45000, 78000),
)


MEXICAN_WISH = Wish(
    "mx",
    ("Papelería y Cómputo Xochimilco, S.A. de C.V.", "Servicios Técnicos Anáhuac, S.C."),
    MEXICAN_POOL,
    "MXN",
    number="A #####",
    rates=("16",),
    count=(2, 4),
    most=5,
    terms=None,
    firm=True,
)


@layout("mx-cfdi", 4)
def mexican(d: Desk) -> tuple[bytes, Truth]:
    """A fiscal folio beside the series and number; dollars sign for pesos."""
    f = d.facts(MEXICAN_WISH)
    stamp = (lambda day: f"{day.isoformat()}T12:41:07") if d.variant % 2 else w.dmy
    t = Tongue(
        "Factura (CFDI 4.0 - Ingreso)",
        "Receptor",
        ("Descripción", "Cantidad", "Valor unitario", "Importe"),
        ("Serie y folio", "Fecha de expedición", "", ""),
        ("Subtotal", "IVA Trasladado {rate}%", "Total M.N."),
        lambda amount: f"${w.us(amount)}",
        stamp,
        "Libertinus Serif",
    )
    more = [["Folio fiscal", d.code("#@##@#@#-4@#@-####-@###")], ["RFC receptor", f.buyer.vat], ["Uso CFDI", "G03"]]
    terms = f"Moneda: MXN Peso Mexicano. Método de pago: PUE. RFC emisor {f.seller.vat}. Este documento es una representación impresa de un CFDI."
    return _letter(d, f, t, more, "Régimen 601", terms), f.truth()


SWISS_FRENCH_POOL = (
    ("Caisse Chasselas 6 bt.", 8900, 13900),
    ("Visite de cave, groupe", 25000, 48000),
    ("Frais de port", 1500, 2900),
)


SWISS_FRENCH_WISH = Wish(
    "ch",
    ("Domaine des Hirondelles SA", "Cave Bovard Frères"),
    SWISS_FRENCH_POOL,
    "CHF",
    number="#####",
    rates=("8.1",),
    count=(2, 3),
    most=24,
    terms=30,
    account="###.###",
    firm=True,
)


@layout("ch-romandie")
def swiss_french(d: Desk) -> tuple[bytes, Truth]:
    """Francs in French: apostrophes, 'le' before the date, days of payment in words."""
    f = d.facts(SWISS_FRENCH_WISH)
    t = Tongue(
        "Facture",
        "",
        ("Article", "Quantité", "Prix CHF", "Montant CHF"),
        ("Facture N°", "Lausanne, le", "", "N° client"),
        ("Total HT", "TVA {rate}%", "Total CHF TTC"),
        w.ch,
        lambda day: w.long(day, "fr"),
        "New Computer Modern",
    )
    return _letter(d, replace(f), t, [], "Banque Cantonale", "Payable à 30 jours net."), f.truth()
