# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""France, Belgium, the Netherlands and Italy, set with typst."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import Desk, Facts, Wish, cents
from tests.ingestion.held_out.press import press
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

DUTCH_POOL = (
    ("Onderhoud cv-ketel", 8900, 14500),
    ("Biologische kaas, jong belegen", 1150, 1990),
    ("Grafisch ontwerp poster A2", 32000, 54000),
    ("Voorrijkosten", 3500, 4900),
    ("Notenbrood", 420, 690),
)


@layout("nl-factuur", 4)
def dutch(d: Desk) -> tuple[bytes, Truth]:
    """Quantity before description; the seller only as a small block; two rates."""
    wish = Wish(
        "nl",
        ("Installatiebedrijf Hoekstra B.V.", "Bakkerij 't Zuid V.O.F.", "Studio Lindeboom"),
        DUTCH_POOL,
        "EUR",
        number=d.turn(("{y}{m}##", "F{yy}-####")),
        rates=("21", "9"),
        count=(2, 5),
        terms=d.turn((14, 30)),
        account=d.turn(("1####", None)),
    )
    f = d.facts(wish)
    due = f.due or f.issued
    meta = ["Factuurnummer", f.number, "Factuurdatum", f"{f.issued:%d-%m-%Y}", "Vervaldatum", f"{due:%d-%m-%Y}"]
    meta += ["Klantnummer", f.account] if f.account else ["Uw referentie", d.code("PO-####")]
    words = {
        "brand": f.seller.name.split(" ")[-2 if " " in f.seller.name else 0],
        "foot": f"IBAN {f.seller.iban} · t.n.v. {f.seller.name}",
        "buyer": f.buyer.lines,
        "meta": meta,
        "seller": [*f.seller.lines, f.seller.phone, d.code("KvK ########"), f"BTW {f.seller.vat}"],
        "head": ["Aantal", "Omschrijving", "Prijs", "Btw", "Bedrag"],
        "rows": [
            [w.count(i.quantity, True), i.text, f"€ {w.eu(i.unit)}", f"{i.rate}%", f"€ {w.eu(i.amount)}"]
            for i in f.items
        ],
        "sums": [
            ["Subtotaal", f"€ {w.eu(f.net)}"],
            *([f"{rate}% btw over € {w.eu(base)}", f"€ {w.eu(tax)}"] for rate, (base, tax) in f.taxes.items()),
        ],
        "total": ["Te betalen", f"€ {w.eu(f.total)}"],
        "terms": f"Gelieve te betalen vóór {w.long(due, 'nl')} onder vermelding van {f.number}.",
    }
    return press("nl", words), f.truth()


def _french(d: Desk, f: Facts, title: str, meta: list[list[str]]) -> dict[str, object]:
    gap = d.turn(("\u00a0", w.NARROW, " "))

    def euro(amount: Decimal) -> str:
        return f"{w.fr(amount, gap)}\u00a0€"

    return {
        "ink": d.turn(("#7b2d26", "#264653", "#3d5a80")),
        "to": "Facturé à",
        "title": title,
        "meta": meta,
        "seller": [*f.seller.lines, f"Tél. {f.seller.phone}", f"SIRET {d.code('### ### ### 000##')}"],
        "buyer": f.buyer.lines,
        "head": ["Désignation", "Qté", "P.U. HT", "TVA", "Montant HT"],
        "rows": [
            [i.text, w.count(i.quantity, True), euro(i.unit), w.count(i.rate, True) + " %", euro(i.amount)]
            for i in f.items
        ],
        "rates": [
            ["Taux", "Base HT", "TVA"],
            *([w.count(r, True) + " %", euro(b), euro(t)] for r, (b, t) in f.taxes.items()),
        ],
        "sums": [["Total HT", euro(f.net)], ["Total TVA", euro(f.tax)]],
        "total": ["Total TTC", euro(f.total)],
        "foot": f"{f.seller.name} – {f.seller.street}, {f.seller.town} – TVA intracom. {f.seller.vat} – IBAN {f.seller.iban}",
        "terms": "En cas de retard de paiement, indemnité forfaitaire pour frais de recouvrement : 40 €.",
    }


FRENCH_POOL = (
    ("Plateau-repas « Bistrot »", 1650, 2450),
    ("Location de vaisselle", 4500, 16000),
    ("Livraison sur site", 2500, 4900),
    ("Vin de Loire, bouteille", 890, 1790),
    ("Service en salle, heure", 2900, 4200),
)


FRENCH_WISH = Wish(
    "fr",
    ("Traiteur Beaulieu SARL", "La Table d'Émeline", "Maison Corbin SAS"),
    FRENCH_POOL,
    "EUR",
    number="FA-{y}-####",
    rates=("20", "10", "5.5"),
    count=(3, 5),
    most=25,
    terms=30,
    account="CL####",
    firm=True,
)


@layout("fr-facture", 4)
def french(d: Desk) -> tuple[bytes, Truth]:
    """Three rates in a table of their own beside the totals; 40 euro of penalty as a trap."""
    f = d.facts(FRENCH_WISH)
    day = w.long if d.variant % 2 else lambda moment, _: w.dmy(moment)
    meta = [
        ["Facture n°", f.number],
        ["Date :", day(f.issued, "fr")],
        ["Code client :", f.account or ""],
        ["Bon de commande :", d.code("BC-#####")],
        ["Échéance :", day(f.due or f.issued, "fr")],
    ]
    words = _french(d, f, "FACTURE", meta)
    return press("fr", words), f.truth()


BELGIAN_POOL = (
    ("Entretien espaces verts, forfait", 18000, 42000),
    ("Taille de haies, ml", 650, 1250),
    ("Évacuation déchets verts", 4500, 9900),
)


BELGIAN_WISH = Wish(
    "be",
    ("Jardins de Wallonie SRL", "Tuinen Vermeersch BV"),
    BELGIAN_POOL,
    "EUR",
    number="{y}-#####",
    rates=("21", "6"),
    count=(2, 3),
    terms=30,
    account="C#####",
    firm=None,
)


@layout("be-facture")
def belgian(d: Desk) -> tuple[bytes, Truth]:
    """A structured payment reference, and a credit note as third variant."""
    f = d.facts(BELGIAN_WISH)
    credit = d.variant == 2
    if credit:
        f = replace(f.negated(), due=None)
    meta = [["Numéro :", f.number], ["Date de facture :", w.dmy(f.issued)], ["N° client :", f.account or ""]]
    if credit:
        meta.append(
            ["Se rapporte à la facture", d.code("{y}-#####", f.issued) + " du " + w.dmy(f.issued - timedelta(12))]
        )
    else:
        meta += [["À payer avant le :", w.dmy(f.due or f.issued)], ["Communication :", d.code("+++###/####/#####+++")]]
    words = _french(d, f, "NOTE DE CRÉDIT" if credit else "FACTURE", meta)
    return press("fr", words), f.truth()


ITALIAN_POOL = (
    ("Consulenza legale stragiudiziale", 25000, 120000),
    ("Viti autofilettanti conf. 500", 1290, 2990),
    ("Progettazione impianto elettrico", 48000, 160000),
    ("Trasporto", 1500, 4500),
    ("Vernice murale 14 l", 3900, 7900),
)


@layout("it-fattura", 4)
def italian(d: Desk) -> tuple[bytes, Truth]:
    """Boxes with labels above values; stamp duty or withholding beside the tax."""
    wish = Wish(
        "it",
        ("Studio Tecnico Ferraboschi", "Colorificio Adriatico S.n.c.", "Idrotermica Salis S.r.l."),
        ITALIAN_POOL,
        "EUR",
        number=d.turn(("###/{y}", "FPR ###/{yy}")),
        rates=("22",),
        count=(2, 4),
        most=4,
        terms=30,
        firm=True,
    )
    f = d.facts(wish)
    kept = cents(f.net / 5) if d.variant % 2 else Decimal(0)
    boxes = [
        ["Imponibile", w.eu(f.net)],
        ["Aliquota IVA", "22%"],
        ["Imposta", w.eu(f.tax)],
        ["Totale documento", f"€ {w.eu(f.total)}"],
    ]
    pay, label = f"€ {w.eu(f.total)}", "Importo da pagare"
    terms = f"Bonifico bancario 30 gg d.f. – IBAN {f.seller.iban}"
    if kept:
        terms += f" – Ritenuta d'acconto 20% su {w.eu(f.net)}: {w.eu(kept)}"
        pay, label = f"€ {w.eu(f.total - kept)}", "Netto a pagare (dedotta ritenuta d'acconto)"
    words = {
        "seller": [*f.seller.lines, f"P.IVA {f.seller.vat}", d.code("REA MI-#######")],
        "buyer": [*f.buyer.lines, f"P.IVA {f.buyer.vat}", d.code("Cod. destinatario @#@@###")],
        "metahead": ["TIPO DOCUMENTO", "NUMERO", "DATA", "SCADENZA"],
        "meta": [
            "TD01 Fattura",
            f.number,
            w.long(f.issued, "it") if d.variant == 1 else f"{f.issued:%d-%m-%Y}",
            f"{f.due or f.issued:%d-%m-%Y}",
        ],
        "head": ["Descrizione", "Q.tà", "Prezzo unit.", "IVA", "Importo"],
        "rows": [[i.text, w.plain_eu(i.quantity), w.eu(i.unit), "22", w.eu(i.amount)] for i in f.items],
        "boxes": boxes,
        "terms": terms,
        "total": [label, pay],
    }
    return press("it", words), f.truth()
