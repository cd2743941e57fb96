# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""Usage bills of clouds and carriers, set with typst: sums of groups above their rows."""

from datetime import timedelta
from decimal import Decimal

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import ZERO, Desk, Wish, cents
from tests.ingestion.held_out.press import press
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

CLOUD = (
    ("Compute instances", 4000, 88000),
    ("Object storage", 300, 9000),
    ("Managed PostgreSQL", 2900, 24000),
    ("Data transfer out", 90, 7000),
    ("Support plan", 2900, 10000),
)


@layout("cloud-usage", 4)
def cloud(d: Desk) -> tuple[bytes, Truth]:
    """Groups with sub-rows; sold from abroad with reverse charge in every second variant."""
    reverse = bool(d.variant % 2)
    currency, mark = ("EUR", "€") if reverse else ("USD", "$")
    wish = Wish(
        "ie" if reverse else "us",
        ("Stratofen Cloud Inc.", "Nimbusgate Europe Ltd"),
        CLOUD,
        currency,
        number=d.turn(("#######", "IE-{y}-######")),
        count=(3, 5),
        most=1,
        terms=0,
        account="####-####-####",
        buyer_land="de" if reverse else "us",
        firm=True,
    )
    f = d.facts(wish)
    tax = ZERO if reverse else cents(f.net * Decimal("0.0625")) if d.variant == 0 else ZERO
    groups = []
    for item in f.items:
        part = cents(item.amount * Decimal("0.6"))
        rows = [
            [d.code(f"eu-west-1 · @#.large · ### hours x {mark}0.0##"), f"{mark}{w.us(part)}"],
            [d.code(f"eu-west-1 · @#.small · ### hours x {mark}0.0##"), f"{mark}{w.us(item.amount - part)}"],
        ]
        groups.append([item.text, f"{mark}{w.us(item.amount)}", rows])
    period = (f.issued.replace(day=1) - timedelta(1)).replace(day=1)
    total = f.net + tax
    sums = [["Charges", f"{mark}{w.us(f.net)}"]]
    sums.append(["VAT (reverse charge)" if reverse else "Sales tax", f"{mark}{w.us(tax)}"])
    words = {
        "paper": "a4" if reverse else "us-letter",
        "pagehead": f"Invoice {f.number} · page ",
        "title": "Invoice",
        "to": "Billed to",
        "seller": [*f.seller.lines, f.seller.country, f"VAT {f.seller.vat}" if reverse else f"EIN {f.seller.vat}"],
        "buyer": [*f.buyer.lines, f.buyer.country, *([f"VAT ID {f.buyer.vat}"] if reverse else [])],
        "meta": [
            ["Invoice number", f.number],
            ["Invoice date", w.long(f.issued, "en") if reverse else w.us_long(f.issued)],
            ["Billing account", f.account or ""],
            ["Service period", f"{period:%b %Y}"],
        ],
        "groups": groups,
        "sums": sums,
        "total": [f"Total due ({currency})", f"{mark}{w.us(total)}"],
        "terms": "Charged automatically to your card on file."
        + (" VAT to be accounted for by the recipient, Art. 196 Directive 2006/112/EC." if reverse else ""),
    }
    return press("cloud", words), f.truth(
        due_date=(None, f.issued.isoformat()), tax_amount=(str(tax), None) if reverse else tax, total_amount=total
    )


FRENCH_MOBILE_WISH = Wish(
    "fr",
    ("Ondéa Télécom SA", "Fréquence Mobile"),
    (
        ("Abonnement Série 130 Go", 999, 2499),
        ("Consommations hors forfait", 45, 1290),
        ("Option International", 500, 1500),
    ),
    "EUR",
    number="############",
    count=(2, 3),
    most=1,
    terms=12,
    account="1.########",
    firm=False,
)


@layout("fr-mobile")
def french_mobile(d: Desk) -> tuple[bytes, Truth]:
    """A carrier's bill with group sums including tax, taken from the account on a named day."""
    f = d.facts(FRENCH_MOBILE_WISH)
    net = cents(f.net / Decimal("1.2"))
    phone = d.code("06 ## ## ## ##")
    groups = [[i.text, f"{w.fr(i.amount)} €", [[f"Ligne {phone}", f"{w.fr(i.amount)} €"]]] for i in f.items]
    due = f.due or f.issued
    words = {
        "paper": "a4",
        "pagehead": f"Facture n° {f.number} – page ",
        "title": f"Votre facture du {w.long(f.issued, 'fr')}",
        "to": "Titulaire",
        "seller": [f.seller.name, "Service clients", f"TSA {d.code('#####')}", f.seller.town],
        "buyer": f.buyer.lines,
        "meta": [["N° de compte client", f.account or ""], ["N° de facture", f.number], ["Ligne mobile", phone]],
        "groups": groups,
        "sums": [["Total HT", f"{w.fr(net)} €"], ["dont TVA 20 %", f"{w.fr(f.net - net)} €"]],
        "total": ["Total TTC", f"{w.fr(f.net)} €"],
        "terms": f"Montant prélevé à partir du {w.dmy(due)} sur le compte {f.buyer.iban[:9]} **** ****. {f.seller.name}, SA au capital de "
        f"{w.fr(Decimal(2500000))} €, RCS Nanterre {d.code('### ### ###')}",
    }
    return press("cloud", words), f.truth(
        net_amount=net, tax_amount=f.net - net, total_amount=f.net
    )


SPANISH_POWER_POOL = (
    ("Potencia contratada", 900, 2400),
    ("Energía consumida", 2500, 9900),
    ("Impuesto electricidad", 90, 600),
    ("Alquiler equipos de medida", 70, 90),
)


SPANISH_POWER_WISH = Wish(
    "es",
    ("Lumbreira Energía, S.A.U.", "Comercializadora Vega Solar, S.L."),
    SPANISH_POWER_POOL,
    "EUR",
    number="@@@###N#######",
    rates=("21",),
    count=(4, 4),
    most=1,
    terms=9,
    firm=False,
)


@layout("es-luz", 4)
def spanish_power(d: Desk) -> tuple[bytes, Truth]:
    """Electricity: power, energy, electricity tax and rent of the meter before the VAT."""
    f = d.facts(SPANISH_POWER_WISH)
    start, contract = f.issued - timedelta(33), d.code("8########")
    day = w.dmy if d.variant % 2 else lambda moment: w.long(moment, "es")
    power = [["3,45 kW x 30 días x 0,1038 €/kW día", ""]]
    groups = [[i.text, f"{w.eu(i.amount)} €", power if i.text[0] == "P" else []] for i in f.items]
    words = {
        "paper": "a4",
        "pagehead": "",
        "title": "Factura de electricidad",
        "to": "Titular",
        "seller": [*f.seller.lines, f"CIF {f.seller.vat}"],
        "buyer": [*f.buyer.lines, f"NIF {d.code('########@')}"],
        "meta": [
            ["Nº factura", f.number],
            ["Fecha emisión", day(f.issued)],
            ["Nº contrato", contract],
            ["CUPS", d.code("ES003140#########@@0F")],
            ["Periodo", f"{start:%d/%m/%y} - {f.issued - timedelta(3):%d/%m/%y}"],
            ["Fecha de cargo", day(f.due or f.issued)],
        ],
        "groups": groups,
        "sums": [["Base imponible", f"{w.eu(f.net)} €"], ["IVA normal 21%", f"{w.eu(f.tax)} €"]],
        "total": ["TOTAL IMPORTE FACTURA", f"{w.eu(f.total)} €"],
        "terms": f"Domiciliación bancaria: {f.buyer.iban[:14]}******. Atención al cliente 900 555 {d.code('###')}.",
    }
    return press("cloud", words), f.truth(account_number=(None, contract))
