# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off documents on odd papers and of odd trades, in five languages."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table
from tests.ingestion.corpus.surface import Sheet


@one_off("world-eu", "es")
def es_vuelo() -> Paper:
    """An island airline's invoice: locator, fees outside tax, passenger and payer apart, all in small boxes."""
    body = (
        "<div class=row style='border-bottom:3px solid #f57c00'><b style='font-size:20px;color:#f57c00'>Alisia</b><span>Factura de compra</span></div><div style='display:flex;gap:10px;margin:16px 0'><div class=c>Localizador<br><b>ZK4TRM</b></div><div class=c>Factura nº<br><b>AL26-1188204</b></div><div class=c>Fecha factura<br><b>19/02/2026</b></div><div class=c>Fecha de compra<br><b>17/02/2026</b></div></div><p>Facturar a: Conservas Punta Lucero, S.A. – A20118447 – Muelle 3, 48980 Santurtzi</p><p>Pasajero: SRA. NEREA ZUBIAURRE</p><p>Vuelo AL 0418 Bilbao – Lanzarote, 9 de marzo de 2026, tarifa Flexible</p>"
        + table("""Concepto|Base|IVA|Total
Tarifa|103,18 €|10 %|113,50 €
Equipaje facturado|15,00 €|10 %|16,50 €
Tasas aeroportuarias|22,40 €|exento|22,40 €""", "lrrr", "class=t")
        + "<div style='margin-left:56%;margin-top:10px'>" + table("""Base imponible 10 %|118,18 €
IVA|11,82 €
Exento|22,40 €
<b>Total abonado</b>|<b>152,40 €</b>""", "lr", head=False) + "</div><p style='font-size:9px;margin-top:30px'>Alisia Líneas Aéreas Canarias, S.L. – B76118820 – C/ León y Castillo 244, 35005 Las Palmas de Gran Canaria. Pagado con tarjeta el 17/02/2026.</p>"
    )
    return html("body{font:11px/1.5 'DejaVu Sans Condensed'} p{margin:8px 0} .c{flex:1;border:1px solid #ffcc80;padding:6px} .t th{background:#fff3e0}", body, says("AL26-1188204", "2026-02-19", ("Alisia Líneas Aéreas Canarias, S.L.", "Conservas Punta Lucero, S.A."), "EUR 152.40", net="118.18", tax="11.82", items="113.50 16.50 22.40", items_also="103.18 15.00 22.40", also={"seller_name": ("Alisia",), "net_amount": ("140.58",), "due_date": ("2026-02-17", "2026-02-19")}))


@one_off("world-eu", "it")
def it_telefono() -> Paper:
    """An Italian phone bill of two pages: two months, debit day, sums on the first page and lines on the second."""
    body = (
        "<div class=row><div style='font-size:24px;color:#d32f2f'>fonìa</div><div>Gent.ma Sig.ra<br>Assunta Loiacono<br>Via Duca degli Abruzzi 40<br>95127 Catania CT</div></div><div style='margin:20px 0;font-size:15px'>Fattura n. 7X02611882 emessa il 06/02/2026<br><small>1° bimestre 2026 · Codice cliente 9.118.820.447 · Linea 095 550118</small></div><div style='border:2px solid #d32f2f;padding:12px' class=row><span>Totale bolletta<br><b style='font-size:20px'>€ 44,90</b></span><span>Addebito su conto corrente<br><b>a partire dal 02/03/2026</b></span></div>"
        + table("""Riepilogo|Imponibile|IVA 22%|Totale
Abbonamenti|32,70|7,19|39,89
Consumi|4,10|0,91|5,01
Totale|36,80|8,10|44,90""", "lrrr", "class=t")
        + "<p style='font-size:9px;margin-top:20px'>Tutti i pagamenti risultano regolari. Fonìa S.p.A., Via Isonzo 88, 00198 Roma, P.IVA 10118820447, cap. soc. 8.000.000 i.v.</p><div style='page-break-before:always'><b>Dettaglio – fattura 7X02611882</b></div>"
        + table("""Descrizione|Dal|Al|Importo € (IVA escl.)
Fibra Casa 1 Giga, canone bimestrale|01/01/2026|28/02/2026|29,70
Modem in comodato|01/01/2026|28/02/2026|3,00
Chiamate verso numeri internazionali|04/12/2025|30/01/2026|4,10""", "lllr", "class=t")
    )
    return html(inter() + "body{font:11px/1.5 Inter} .t{margin-top:16px} .t th{text-align:left;border-bottom:1px solid #d32f2f}", body, says("7X02611882", "2026-02-06", ("Fonìa S.p.A.", "Assunta Loiacono"), "EUR 44.90", net="36.80", tax="8.10", due="2026-03-02", account="9.118.820.447", items="29.70 3.00 4.10", items_also="39.89 5.01", also={"seller_name": ("fonìa",), "due_date": (None,)}))


@one_off("world-eu", "nl")
def nl_huur() -> Paper:
    """A housing corporation's rent note: month ahead, service costs, balance of an earlier month settled."""
    p = Sheet("a4", "Vera", 9.5)
    p.dot(66, 56, 20, "#00796b")
    p.text(96, 62, "Woonstichting De Vaart", 16, True, color="#00796b")
    p.lines(45, 120, ["Mevrouw A.B. Schoonderwoerd", "Spoorstraat 41 C", "7311 PE Apeldoorn"], 10)
    p.text(45, 200, "Huurnota april 2026", 14, True)
    p.pairs(45, 190, 226, [("Notanummer", "HN2604-11882"), ("Notadatum", "16 maart 2026"), ("Huurdersnummer", "204.418"), ("Betalen vóór", "1 april 2026")], step=15)
    y = p.table(45, 310, [330, 120], "lr", [("Specificatie", "Bedrag"), ("Kale huur Spoorstraat 41 C", "€ 780,15"), ("Servicekosten (schoonmaak, verlichting)", "€ 38,40"), ("Voorschot stookkosten", "€ 96,00"), ("Parkeerplaats 12", "€ 45,00")], ruled="u")
    p.pairs(45, 492, y + 12, [("Te betalen huur april", "€ 959,55")], 11, align="r", bold=True)
    p.lines(45, y + 60, ["Uw vorige nota van € 959,55 hebben wij op 2 maart 2026 ontvangen.", "Maak het bedrag over op NL33 BNGH 0285 1188 20 ten name van Woonstichting De Vaart."], 9, 14)
    p.text(45, 800, "Woonstichting De Vaart, Deventerstraat 300, 7321 CX Apeldoorn, KvK 08011882", 7)
    return Paper("drawn", p.pdf(), says("HN2604-11882", "2026-03-16", ("Woonstichting De Vaart", "A.B. Schoonderwoerd"), "EUR 959.55", due="2026-04-01", account="204.418", items="780.15 38.40 96.00 45.00", also={"buyer_name": ("Mevrouw A.B. Schoonderwoerd",), "net_amount": ("959.55",), "tax_amount": ("0.00",), "due_date": ("2026-03-31",)}))


@one_off("world-eu", "nl")
def be_slotfactuur() -> Paper:
    """A Flemish energy settlement: six percent, advances taken off, what is left to pay in the head, EAN numbers."""
    body = (
        "<div style='display:flex;align-items:center;gap:14px'><div style='width:40px;height:40px;background:conic-gradient(#fdd835 0 50%,#43a047 50%)'></div><b style='font-size:17px'>Kempenkracht</b></div><div class=row style='margin:20px 0'><div style='font-size:10px'>Klantnummer<br><b>1 200 418 820</b><br>Afrekeningsfactuur<br><b>0418 8204 7118</b><br>Factuurdatum<br><b>10 maart 2026</b><br>Uiterste betaaldatum<br><b>27 maart 2026</b></div><div>Lieve Verstrynge<br>Otterstraat 77<br>2300 Turnhout</div></div><p style='font-size:16px;background:#f1f8e9;padding:10px'>Nog te betalen: <b>€ 166,23</b></p>"
        + table("""01/03/2025 – 28/02/2026|EUR
Energiekost elektriciteit (EAN 541448820044188204)|618,40
Energiekost aardgas (EAN 541448860011882047)|401,22
Nettarieven|312,90
Heffingen|69,58
Totaal exclusief btw|1.402,10
Btw 6 %|84,13
Totaal inclusief btw|1.486,23
Aangerekende voorschotten (12 x 110,00)|-1.320,00
Saldo te betalen|166,23""", "lr", "class=t")
        + "<p style='margin-top:16px'>Mededeling +++041/8820/47132+++ · BE44 7360 4418 8245. Uw nieuw voorschot: € 125,00.</p><p style='font-size:8px;margin-top:30px'>Kempenkracht CV, Stationsplein 4, 2440 Geel, BTW BE 0518.820.447, RPR Turnhout</p>"
    )
    return html("body{font:11px/1.5 'DejaVu Sans'} .t td{border-bottom:1px solid #dcedc8}", body, says("0418 8204 7118", "2026-03-10", ("Kempenkracht CV", "Lieve Verstrynge"), "EUR 1486.23", net="1402.10", tax="84.13", due="2026-03-27", account="1 200 418 820", items="618.40 401.22 312.90 69.58", also={"seller_name": ("Kempenkracht",), "invoice_number": ("041882047118",), "account_number": ("1200418820",)}))


@one_off("world-eu", "de")
def at_wahlarzt() -> Paper:
    """An Austrian doctor's fee note: insurance number as decoy, place and day at the right, sum under a rule, no tax."""
    body = (
        "<table><tr><td><b>Dr. Valentina Achleitner</b><br>FÄ für Dermatologie, Wahlärztin<br>Herrenstraße 20, 4020 Linz</td><td class=r>Linz, 3. März 2026</td></tr></table><div style='margin:40px 0'>Frau<br>Katharina Prammer<br>Römerweg 8<br>4040 Linz<br><small>SV-Nr. 4418 120479</small></div><p style='text-align:center;letter-spacing:2px'><b>HONORARNOTE 2026/077</b></p>"
        + table("""Ordination am 3.3.2026, Muttermalkontrolle mit Auflichtmikroskop|€ 120,00
Exzision klein, inkl. Verbandmaterial|€ 45,00""", "lr", "style='margin-top:20px'", head=False)
        + "<div style='border-top:1px solid #000;text-align:right;padding-top:4px'>Honorar gesamt <b>€ 165,00</b></div><p style='margin-top:20px'>ICD-10: D22.5. Das Honorar ist gemäß § 6 Abs. 1 Z 19 UStG umsatzsteuerfrei. Zahlbar binnen 10 Tagen, AT62 3400 0000 0441 8820. Zur Einreichung bei der ÖGK benötigen Sie auch den Zahlungsnachweis.</p>"
    )
    return html("body{font:12.5px/1.5 'DejaVu Serif'}", body, says("2026/077", "2026-03-03", ("Dr. Valentina Achleitner", "Katharina Prammer"), "EUR 165.00", due="2026-03-13", items="120.00 45.00", also={"account_number": ("4418 120479",), "net_amount": ("165.00",), "tax_amount": ("0.00",)}), "A5", "14mm")


@one_off("world-eu", "de")
def baumarkt_bon() -> Paper:
    """A till roll that is a full invoice: buyer written in, letters for rates, card slip below, number behind the word Beleg."""
    body = (
        "<div style='text-align:center'><b>HOLZHACKER BAUMARKT</b><br>Holzhacker Handels GmbH<br>Industriestr. 80<br>74078 Heilbronn<br>USt-ID DE145188204</div><br>RECHNUNG<br>Beleg: 0418-07-11882<br>Datum: 28.02.26 &nbsp;10:41<br>Kasse: 07 &nbsp;Bediener: 214<br><br>Kunde:<br>Malerbetrieb Sahin<br>Neckargartacher Str. 2<br>74080 Heilbronn<br>"
        + "<hr>" + table("""Wandfarbe matt 10 l|49,99 A
2 x 3,49 Abdeckfolie|6,98 A
Pinselset 5tlg|12,95 A
Blumenerde 40 l|6,49 A""", "lr", head=False) + "<hr>" + table("""<b>SUMME EUR</b>|<b>76,41</b>
Gegeben girocard|76,41""", "lr", head=False) + "<br>" + table("""Satz|Netto|MwSt|Brutto
A 19%|64,21|12,20|76,41""", "lrrr")
        + "<br>--- Kundenbeleg ---<br>Terminal 60118820 TA 004418<br>Betrag EUR 76,41<br>Zahlung erfolgt<br><br>TSE: 88204418/20260228<br>Umtausch 30 Tage mit Bon<div style='text-align:center'>Danke!</div>"
    )
    return html("body{font:9px/1.35 'DejaVu Sans Mono',monospace} td,th{padding:0}", body, says("0418-07-11882", "2026-02-28", ("Holzhacker Handels GmbH", "Malerbetrieb Sahin"), "EUR 76.41", net="64.21", tax="12.20", items="49.99 6.98 12.95 6.49", also={"seller_name": ("HOLZHACKER BAUMARKT",), "due_date": ("2026-02-28",)}), "80mm 230mm", "4mm")


@one_off("world-eu", "de")
def ch_skischule() -> Paper:
    """A Swiss ski school on a lying half sheet: prices with tax, paid by phone, two children's names as rows."""
    body = (
        "<div style='display:flex;gap:20px'><div style='width:34%;background:#e1f5fe;padding:12px'><b style='font-size:16px'>Skischule Furggen</b><br>Talstation, 3984 Fiesch<br>skischule@furggen.example<br><br>Quittung / Rechnung<br><b>SF-26-1188</b><br>09.02.2026, 08:22<br><br>Familie Nägeli<br>Rebweg 5<br>8706 Meilen</div><div style='flex:1'>"
        + table("""Angebot|Teilnehmer|CHF
Kinderkurs 5 Halbtage|Lino|215.00
Kinderkurs 5 Halbtage|Mara|215.00
Mittagstisch 5 Tage|Mara|90.00
Materialmiete Set Kind|Lino|120.00
<b>Total inkl. MWST</b>||<b>640.00</b>""", "llr", "class=t")
        + "<p style='font-size:10px;margin-top:10px'>8.1 % MWST: 47.96, Total exkl. 592.04. Bezahlt mit TWINT am 09.02.2026. MWST-Nr. CHE-104.418.820. Skischule Furggen AG.</p></div></div>"
    )
    return html(inter() + "body{font:11px/1.5 Inter} .t td{border-bottom:1px solid #b3e5fc}", body, says("SF-26-1188", "2026-02-09", ("Skischule Furggen AG", "Nägeli"), "CHF 640.00", net="592.04", tax="47.96", items="215.00 215.00 90.00 120.00", also={"seller_name": ("Skischule Furggen",), "buyer_name": ("Familie Nägeli",), "due_date": ("2026-02-09",)}), "A5 landscape", "12mm")


@one_off("world-eu", "de")
def spedition_quer() -> Paper:
    """A forwarder's lying page: consignments with weights and zones, diesel surcharge by percent, toll, sums at the left."""
    p = Sheet("wide", "Helvetica", 8.5)
    p.text(40, 45, "WESTKAMP LOGISTIK", 16, True, color="#b71c1c")
    p.text(40, 58, "Westkamp Logistik GmbH, Hafenstraße 200, 59067 Hamm", 7)
    p.lines(40, 90, ["Rohrtechnik Alberding KG", "Kreditoren", "Römerstraße 118", "59075 Hamm"], 9.5)
    p.pairs(600, 800, 60, [("Frachtrechnung", "FR 26 004418"), ("Rechnungsdatum", "28.02.2026"), ("Leistungszeitraum", "KW 08 / 2026"), ("Debitor", "118820"), ("Ihre USt-IdNr.", "DE 124 418 820")], 9, 14, "r")
    y = p.table(40, 170, [60, 70, 150, 150, 60, 80, 60, 110], "llllrrlr", [("Datum", "Sendung", "Absender", "Empfänger", "Pal.", "kg", "Zone", "Fracht EUR"), ("16.02.", "S-4410", "Alberding, Hamm", "Donaubau, Linz", "2", "640", "A4", "214,00"), ("17.02.", "S-4418", "Alberding, Hamm", "Münsterrohr, Ulm", "5", "1.820", "D6", "356,50"), ("19.02.", "S-4431", "Alberding, Hamm", "Werft 7, Kiel", "1", "210", "D3", "98,20")], ruled="h", shade="#ffcdd2")
    p.pairs(40, 300, y + 20, [("Summe Frachten", "668,70"), ("Dieselzuschlag 11,5 %", "76,90"), ("Maut", "41,35"), ("Netto", "786,95"), ("19 % MwSt.", "149,52"), ("Summe inkl. MwSt. EUR", "936,47")], 9.5, 15, "r")
    p.lines(420, y + 34, ["Zahlbar bis 21.03.2026 rein netto.", "Wir arbeiten ausschließlich auf Grundlage der ADSp 2017.", "Sparkasse Hamm DE40 4105 0095 0004 4188 20", "HRB 4418 AG Hamm, USt-IdNr. DE 125 118 204"], 8.5, 13)
    return Paper("drawn", p.pdf(), says("FR 26 004418", "2026-02-28", ("Westkamp Logistik GmbH", "Rohrtechnik Alberding KG"), "EUR 936.47", net="786.95", tax="149.52", due="2026-03-21", account="118820", items="214.00 356.50 98.20", also={"seller_name": ("WESTKAMP LOGISTIK",)}))
