# fmt: off
# ruff: noqa: E501 - a page is drawn row by row: a row stays on its line
"""Two more printed web pages: a booking with a fee of the market, a corrected invoice."""

from datetime import timedelta
from decimal import Decimal
from html import escape

from tests.ingestion.held_out import words as w
from tests.ingestion.held_out.desk import Desk, Wish, cents
from tests.ingestion.held_out.layouts.html_shops import br, page
from tests.ingestion.held_out.registry import layout
from tests.ingestion.held_out.truth import Truth

FEES_POOL = (("Provision Buchung", 1900, 12900), ("Sichtbarkeits-Paket", 900, 4900), ("Zahlungsabwicklung", 290, 1900))
FEES_WISH = Wish("de", ("Reiseherz Marktplatz GmbH", "Ferienkiste Portal GmbH"), FEES_POOL, "EUR", number="15########", rates=("19",), count=(2, 3), most=1, terms=14, account="6######")


@layout("de-portal", 3, browser=True)
def portal(d: Desk) -> tuple[bytes, Truth]:
    """A host's commission: turnover of the guests stands above, the invoice is the commission only."""
    f = d.facts(FEES_WISH)
    turnover = f.net * 7
    rows = "".join(f"<tr><td>{escape(i.text)}<td class=r>{w.eu(i.amount)} €" for i in f.items)
    body = f"""<div class=row><h2>{escape(f.seller.name)}</h2><div class=r>{br(f.seller.lines[1:])}<br>USt-ID: {f.seller.vat}</div></div><p>{br(f.buyer.lines)}</p>
<h3>Rechnung</h3><div class=row><div>Unterkunfts-ID: {f.account}<br>Rechnungsnummer: {f.number}<br>Datum: {w.dots(f.issued)}</div><div>Zeitraum: {w.dots(f.issued.replace(day=1) - timedelta(30))} - {w.dots(f.issued.replace(day=1) - timedelta(1))}</div></div>
<p>Buchungsumsatz im Zeitraum: {w.eu(turnover)} €</p><table border=1><tr><th>Beschreibung<th class=r>Betrag</tr>{rows}<tr><td>USt 19 %<td class=r>{w.eu(f.tax)} €<tr><th>Fälliger Gesamtbetrag<th class=r>{w.eu(f.total)} €</table>
<p>Zahlungsziel: {w.long(f.due or f.issued, "de")}</p><p>Bankverbindung: {f.seller.iban}. Verwendungszweck: {f.number}/{f.account}</p>"""
    return page(body), f.truth(account_number=(f.account, None), net_amount=(str(f.net), None))


FIX_POOL = (("Séjour linguistique, semaine", 39000, 72000), ("Cours particuliers, heure", 4200, 6900), ("Frais de dossier", 4500, 7500))
FIX_WISH = Wish("fr", ("Langues & Horizons SARL", "École Beaurivage"), FIX_POOL, "EUR", number="R{yy}-####", rates=("20",), count=(1, 3), most=3, terms=15)


@layout("fr-rectif", 3, browser=True)
def corrected(d: Desk) -> tuple[bytes, Truth]:
    """A corrected invoice names the one it replaces, with date and sum; part is paid already."""
    f = d.facts(FIX_WISH)
    paid = cents(f.total * Decimal("0.3"))
    rows = "".join(f"<tr><td>{escape(i.text)}<td class=r>{w.count(i.quantity)}<td class=r>{w.fr(i.unit)}<td class=r>{w.fr(i.amount)}" for i in f.items)
    body = f"""<table><tr><td><b>{escape(f.seller.name)}</b><br>{br(f.seller.lines[1:])}<td class=r>{br(f.buyer.lines)}</table><h2>Facture rectificative {f.number}</h2>
<p>{w.long(f.issued, "fr").capitalize()}<br><small>Annule et remplace la facture {d.code("F##-####")} du {w.dmy(f.issued - timedelta(21))} d'un montant de {w.fr(f.total + 84)} €</small></p>
<table border=1><tr><th>Prestation<th class=r>Qté<th class=r>Prix HT<th class=r>Total HT</tr>{rows}</table>
<table style="width:55%;margin:12px 0 0 auto"><tr><td>Total HT<td class=r>{w.fr(f.net)} €<tr><td>TVA 20 %<td class=r>{w.fr(f.tax)} €<tr><th>Total TTC<th class=r>{w.fr(f.total)} €<tr><td>Acompte versé<td class=r>- {w.fr(paid)} €<tr><th>Net à payer<th class=r>{w.fr(f.total - paid)} €</table>
<p>Règlement attendu avant le {w.dmy(f.due or f.issued)}. N° TVA {f.seller.vat}</p>"""
    return page(body), f.truth()
