# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""European bills as a browser prints them: energy by the year, a hotel, a railway, a landlord."""

from datetime import timedelta
from decimal import Decimal
from html import escape

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import ZERO, Desk, Wish, cents
from tests.ingestion.held_out.layouts.html_shops import br, page
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

GERMAN_POWER_POOL = (
    ("Arbeitspreis 2.914 kWh × 27,84 ct", 61000, 92000),
    ("Grundpreis 365 Tage", 9900, 16900),
    ("Stromsteuer", 4900, 6200),
)


@layout("de-strom", 5, browser=True)
def german_power(d: Desk) -> tuple[bytes, Truth]:
    """A year of electricity: what was paid in advance is taken off below the invoice's total."""
    wish = Wish(
        "de",
        ("Stadtwerke Querbach GmbH", "Lechtal Energie AG", "Ökostrom Havelland eG"),
        GERMAN_POWER_POOL,
        "EUR",
        number=d.turn(("VR#########", "2##/#######")),
        rates=("19",),
        count=(3, 3),
        most=1,
        terms=16,
        account="##########",
        firm=False,
    )
    f = d.facts(wish)
    paid = cents(f.total * Decimal(d.turn(("0.85", "1.12", "0.94"))))
    rest = f.total - paid
    rows = "".join(f"<tr><td>{escape(i.text)}<td class=r>{w.eu(i.amount)}" for i in f.items)
    contract = d.code("4###########")
    word = "Nachzahlung" if rest > 0 else "Guthaben"
    due = (
        f"Die Nachzahlung buchen wir am {w.dots(f.due)} ab."
        if rest > 0 and f.due
        else "Das Guthaben überweisen wir auf Ihr Konto."
    )
    body = f"""<div class=row><b style="font-size:22px;color:#2b7a0b">{escape(f.seller.name)}</b><small>{f.seller.street} · {f.seller.town}<br>Tel. {f.seller.phone}</small></div>
<div class=row style="margin-top:30px"><div>{br(f.buyer.lines)}</div><table style="width:300px"><tr><td>Vertragskonto<td>{contract}<tr><td>Kundennummer<td>{f.account}<tr><td>Rechnungsnummer<td>{f.number}<tr><td>Rechnungsdatum<td>{w.dots(f.issued)}<tr><td>Zählernummer<td>{d.code("1EMH00########")}</table></div>
<h2>Ihre Jahresabrechnung Strom</h2><p>Abrechnungszeitraum {w.dots(f.issued - timedelta(380))} bis {w.dots(f.issued - timedelta(16))}</p>
<table class=t><tr><th>Position<th class=r>Betrag in €</tr>{rows}<tr><td>Nettobetrag<td class=r>{w.eu(f.net)}<tr><td>Umsatzsteuer 19 %<td class=r>{w.eu(f.tax)}<tr><th>Rechnungsbetrag (brutto)<th class=r>{w.eu(f.total)}
<tr><td>abzüglich geleisteter Abschläge<td class=r>-{w.eu(paid)}<tr><th>{word}<th class=r>{w.eu(abs(rest))}</table>
<p>{due} Ihr neuer Abschlag beträgt monatlich {w.eu(cents(f.total / 11))} €, erstmals am {w.dots(f.issued + timedelta(45))}.</p>
<small style="position:fixed;bottom:0">{escape(f.seller.name)} · IBAN {f.seller.iban} · USt-IdNr. {f.seller.vat} · HRB {d.code("####")}</small>"""
    truth = f.truth(due_date=f.due.isoformat() if rest > 0 and f.due else None, account_number=(f.account, contract))
    return page(body, ".t td,.t th{border-bottom:1px solid #bbb}"), truth


GERMAN_HOTEL_WISH = Wish(
    "de",
    ("Hotel Goldener Anker", "Parkhotel Ilmenthal GmbH"),
    (("Übernachtung Einzelzimmer", 8900, 13900),),
    "EUR",
    number="######",
    count=(1, 1),
    most=4,
    terms=None,
)


@layout("de-hotel", 4, browser=True)
def german_hotel(d: Desk) -> tuple[bytes, Truth]:
    """Gross prices, two rates and their bases in a small table, paid by card."""
    f = d.facts(GERMAN_HOTEL_WISH)
    room = f.items[0]
    food = cents(Decimal(14) * room.quantity)
    tax = [
        (total - cents(total / (1 + rate)), cents(total / (1 + rate)), rate)
        for total, rate in ((room.amount, Decimal("0.07")), (food, Decimal("0.19")))
    ]
    total, vat = room.amount + food, sum((t[0] for t in tax), ZERO)
    nights = int(room.quantity)
    body = f"""<div style="text-align:center"><h1 style="font-family:'DejaVu Serif'">{escape(f.seller.name)}</h1>{f.seller.street} · {f.seller.town}</div>
<div class=row style="margin-top:40px"><div>{br(f.buyer.lines)}</div><div>Rechnung: <b>{f.number}</b><br>Datum: {w.dots(f.issued)}<br>Zimmer: {d.code("2##")}<br>Anreise: {w.dots(f.issued - timedelta(nights))}<br>Abreise: {w.dots(f.issued)}<br>Gast: {escape(f.buyer.name)}</div></div>
<table style="margin-top:30px"><tr style="border-bottom:1px solid"><th>Leistung<th class=r>Anzahl<th class=r>Einzelpreis<th class=r>Gesamt EUR
<tr><td>{room.text}<td class=r>{nights}<td class=r>{w.eu(room.unit)}<td class=r>{w.eu(room.amount)}<tr><td>Frühstück<td class=r>{nights}<td class=r>14,00<td class=r>{w.eu(food)}
<tr style="border-top:1px solid"><th colspan=3>Gesamtbetrag<th class=r>{w.eu(total)} €</table>
<table style="width:60%;margin-top:20px"><tr><th>MwSt.<th class=r>Netto<th class=r>Steuer<th class=r>Brutto{"".join(f"<tr><td>{r * 100:.0f} %<td class=r>{w.eu(n)}<td class=r>{w.eu(t)}<td class=r>{w.eu(n + t)}" for t, n, r in tax)}</table>
<p>Betrag dankend erhalten – EC-Karte am {w.dots(f.issued)}</p>"""
    truth = f.truth(net_amount=(str(total - vat), None), tax_amount=(str(vat), None), total_amount=total)
    return page(body), Truth(truth.values, (room.amount, food))


FRENCH_TRAIN_WISH = Wish(
    "fr",
    ("Rail Atlantique SA", "Express des Alpes SA"),
    (
        ("Lyon Part-Dieu → Rennes, 2nde classe", 3900, 11900),
        ("Rennes → Lyon Part-Dieu, 2nde classe", 3900, 11900),
        ("Réservation vélo", 1000, 1000),
    ),
    "EUR",
    number="JA-{y}-########",
    count=(1, 3),
    most=1,
    terms=None,
    firm=False,
)


@layout("fr-train", 3, browser=True)
def french_train(d: Desk) -> tuple[bytes, Truth]:
    """A proof of purchase: file reference, travel days, 10 % included."""
    f = d.facts(FRENCH_TRAIN_WISH)
    net = cents(f.net / Decimal("1.1"))
    rows = "".join(
        f"<p class=row><span>{escape(i.text)}<br><small>le {w.long(f.issued + timedelta(9 + k), 'fr')} · voiture {d.code('1#')} place {d.code('##')}</small></span><b>{w.fr(i.amount)} €</b></p>"
        for k, i in enumerate(f.items)
    )
    body = f"""<div style="border-left:6px solid #6a0f49;padding-left:14px"><h2>Facture / justificatif de paiement</h2>N° {f.number}<br>Émise le {w.long(f.issued, "fr")}<br>Référence dossier : {d.code("@@@@@@")}</div>
<p>Client : <b>{escape(f.buyer.name)}</b><br>{f.buyer.street}, {f.buyer.town}</p><hr>{rows}<hr>
<p class=row style="font-size:15px"><b>Montant total TTC</b><b>{w.fr(f.net)} €</b></p><p class=row><span>Dont TVA 10 %</span><span>{w.fr(f.net - net)} €</span></p><p class=row><span>Montant HT</span><span>{w.fr(net)} €</span></p>
<p>Réglé par carte bancaire {d.code("XXXX XXXX XXXX ####")} le {w.dmy(f.issued)}.</p><small>{escape(f.seller.name)}, {f.seller.street}, {f.seller.town} – TVA {f.seller.vat}</small>"""
    return page(body), f.truth(net_amount=net, tax_amount=f.net - net, total_amount=f.net)


RENT_WISH = Wish(
    "fr",
    ("Régie Saint-Amour SAS", "Foncia-Lys Gestion SARL"),
    (("Loyer principal", 52000, 98000), ("Provision sur charges", 4500, 12000), ("Taxe ordures ménagères", 900, 1900)),
    "EUR",
    number="AE######",
    count=(2, 3),
    most=1,
    terms=8,
    account="LOC-#####",
    firm=False,
)


@layout("fr-loyer", 3, browser=True)
def rent(d: Desk) -> tuple[bytes, Truth]:
    """A notice of rent: tenant's account, no tax, the day of payment in the sentence."""
    f = d.facts(RENT_WISH)
    rows = "".join(f"<tr><td>{escape(i.text)}<td class=r>{w.fr(i.amount, ' ')}" for i in f.items)
    due = f.due or f.issued
    body = f"""<table><tr><td>{br(f.seller.lines)}<br>Tél. {f.seller.phone}<td style="padding-top:60px">{br(f.buyer.lines)}</table>
<h3 style="text-align:center;border:1px solid;padding:6px">AVIS D'ÉCHÉANCE</h3><p>Avis n° {f.number} – émis le {w.dmy(f.issued)}<br>Compte locataire : {f.account}<br>Période : {w.month(due, "fr")} {due.year}</p>
<table border=1><tr><th>Libellé<th class=r>Montant (EUR)</tr>{rows}<tr><th>Total à payer<th class=r>{w.fr(f.net, " ")}</table><p>Merci de régler cette somme au plus tard le {w.long(due, "fr")}. IBAN {f.seller.iban}</p>"""
    return page(body, font="13px 'DejaVu Serif'"), f.truth(net_amount=(None, str(f.net)), tax_amount=(None, "0.00"))


DUTCH_ENERGY_WISH = Wish(
    "nl",
    ("Polderstroom Energie B.V.", "Noorderwind B.V."),
    (("Voorschot elektriciteit", 4500, 9900), ("Voorschot gas", 5500, 14000)),
    "EUR",
    number="90########",
    count=(2, 2),
    most=1,
    terms=12,
    account="1######",
    firm=False,
)


@layout("nl-energie", 3, browser=True)
def dutch_energy(d: Desk) -> tuple[bytes, Truth]:
    """A monthly advance: gross first, 'waarvan btw' after, debtor number beside."""
    f = d.facts(DUTCH_ENERGY_WISH)
    net = cents(f.net / Decimal("1.21"))
    rows = "".join(f"<tr><td>{i.text}<td class=r>€ {w.eu(i.amount)}" for i in f.items)
    due = f.due or f.issued
    body = f"""<h1 style="color:#f77f00">{f.seller.name.split()[0].lower()}</h1><div class=row><div>{br(f.buyer.lines)}</div><div>Klantnummer {f.account}<br>Notanummer {f.number}<br>Datum {w.long(f.issued, "nl")}</div></div>
<h2>Termijnnota {w.month(due, "nl")}</h2><table style="width:55%">{rows}<tr><th>Totaal inclusief btw<th class=r>€ {w.eu(f.net)}<tr><td>Waarvan btw 21%<td class=r>€ {w.eu(f.net - net)}</table>
<p>We schrijven dit bedrag af rond {w.long(due, "nl")} van rekening {f.buyer.iban[:12]}***.</p><small>{escape(f.seller.name)} · {f.seller.street} · {f.seller.town} · KvK {d.code("########")} · BTW {f.seller.vat}</small>"""
    trade = f.seller.name.split()[0]
    return page(body), f.truth(
        net_amount=(str(net), None), tax_amount=f.net - net, total_amount=f.net, seller_name=(f.seller.name, trade)
    )
