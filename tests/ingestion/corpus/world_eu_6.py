# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off documents in Dutch: of the Netherlands and Flanders."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table
from tests.ingestion.corpus.surface import Sheet


@one_off("world-eu", "nl")
def nl_verlegd() -> Paper:
    """A subcontractor: tax shifted, part to a blocked account, weeks as rows, three sums that are not the total."""
    body = (
        "<div class=row><div style='background:#ffb300;padding:12px 18px;font-weight:bold;font-size:16px'>Kuipstra Stukadoors</div><div style='font-size:9.5px'>Kuipstra Stukadoorsbedrijf V.O.F.<br>De Zwette 18, 8912 AB Leeuwarden<br>KvK 50118827 · Btw NL822114705B01<br>Loonheffingennr. 822114705L01</div></div><div style='margin:28px 0'>Bouwgroep Heerlijkheid B.V.<br>Crediteurenadministratie<br>Postbus 441<br>8440 AK Heerenveen<br>Btw-nr. afnemer NL809911403B01</div><p>Factuurnr.: 26.0114 &nbsp;&nbsp;&nbsp; Factuurdatum: 27-2-2026 &nbsp;&nbsp;&nbsp; Uw opdrachtnr.: 41-0288 &nbsp;&nbsp;&nbsp; Vervaldatum: 29-3-2026</p>"
        + table("""Omschrijving|m²|Tarief|Bedrag
Week 7: stucwerk wanden, blok C|212,0|€ 14,75|€ 3.127,00
Week 8: stucwerk wanden en plafonds, blok C|186,0|€ 16,50|€ 3.069,00
Week 8: regie-uren|6,0|€ 49,00|€ 294,00""", "lrrr", "class=t")
        + "<p class=r>Btw verlegd &nbsp;&nbsp; € 0,00</p><p class=r style='font-size:15px;background:#fff8e1;padding:6px'><b>Te betalen &nbsp;&nbsp; € 6.490,00</b></p><p>Waarvan loonsom € 3.894,00. Wij verzoeken u 25 %, zijnde € 1.622,50, te storten op onze G-rekening NL18 INGB 0990 4411 87 en € 4.867,50 op NL41 RABO 0118 7704 22.</p>"
    )
    return html("body{font:11px/1.5 'DejaVu Sans'} p{margin:10px 0} .t th{border-bottom:2px solid #ffb300} .t td{border-bottom:1px solid #eee}", body, says("26.0114", "2026-02-27", ("Kuipstra Stukadoorsbedrijf V.O.F.", "Bouwgroep Heerlijkheid B.V."), "EUR 6490.00", tax="0.00", due="2026-03-29", items="3127.00 3069.00 294.00", also={"net_amount": ("6490.00",), "tax_amount": (None,), "seller_name": ("Kuipstra Stukadoors",)}))


@one_off("world-eu", "nl")
def nl_jaarafrekening() -> Paper:
    """A yearly energy settlement with return delivery: money back in the headline, the year's cost inside, new instalment."""
    body = (
        "<div class=row><div style='font-size:22px;color:#00838f'>duinstroom</div><div>Mevrouw F. el Idrissi<br>Kleverlaan 118<br>2023 JK Haarlem</div></div><h2 style='font-weight:400;margin:22px 0 6px'>Uw jaarafrekening: u krijgt € 187,36 terug</h2><table style='width:320px;font-size:10px'><tr><td>Klantnummer<td>30441877<tr><td>Notanummer<td>600 118 2204<tr><td>Datum<td>11 maart 2026<tr><td>Leveringsperiode<td>1 maart 2025 t/m 28 februari 2026</table>"
        + table("""Kosten|Verbruik|Bedrag
Stroom normaal en dal|1.904 kWh|€ 512,18
Teruglevering zonnepanelen|−1.210 kWh|€ −96,80
Gas|802 m³|€ 988,06
Vaste leveringskosten||€ 143,88
Netbeheerkosten||€ 468,20
Vermindering energiebelasting||€ −524,95
Totaal exclusief btw||€ 1.490,57
Btw 21%||€ 313,02
<b>Totaal kosten inclusief btw</b>||<b>€ 1.803,59</b>
Betaalde termijnbedragen (11 × € 181,00)||€ −1.990,95
<b>U ontvangt</b>||<b>€ 187,36</b>""", "lrr", "class=t")
        + "<p>Wij maken het bedrag binnen 10 dagen over op NL** INGB **** **41 18. Uw nieuwe termijnbedrag is € 166,00 per maand vanaf 1 april 2026.</p><p style='font-size:8.5px;color:#888;margin-top:40px'>Duinstroom Levering B.V., Westerhoutpark 4, 2012 JM Haarlem, KvK 34118822, btw NL811770224B01</p>"
    )
    return html(inter() + "body{font:11px/1.5 Inter} p{margin:12px 0} .t{margin-top:16px} .t td{border-bottom:1px solid #b2ebf2;padding:3px 6px}", body, says("600 118 2204", "2026-03-11", ("Duinstroom Levering B.V.", "F. el Idrissi"), "EUR 1803.59", net="1490.57", tax="313.02", account="30441877", items="512.18 -96.80 988.06 143.88 468.20 -524.95", also={"seller_name": ("duinstroom",), "buyer_name": ("Mevrouw F. el Idrissi",), "invoice_number": ("6001182204",)}))


@one_off("world-eu", "nl")
def nl_telefoon() -> Paper:
    """A phone bill: payment reference longer than the invoice number, debit day, sums with the tax in brackets."""
    body = (
        "<div style='background:#e91e63;color:#fff;padding:10px 16px;border-radius:0 0 30px 0;width:60%;font-size:20px'>Bellekom Mobiel</div><div style='margin:30px 0'>S.J. Wolterbeek<br>Agnietenstraat 22<br>3512 XB Utrecht</div><div style='display:grid;grid-template-columns:repeat(4,1fr);gap:4px;font-size:10px'><div class=c>Factuurnummer<br><b>F2603188204</b></div><div class=c>Factuurdatum<br><b>04-03-2026</b></div><div class=c>Klantnummer<br><b>6.1188.204</b></div><div class=c>Betalingskenmerk<br><b>1188 2040 2603 1882</b></div></div>"
        + table("""06 5500 4187|excl. btw|incl. btw
Sim Only 20 GB, 4 mrt t/m 3 apr|13,22|16,00
Toestelkrediet termijn 9 van 24 (geen btw)|18,50|18,50
Buiten bundel: bellen naar Turkije 6 min|4,96|6,00
Korting vaste klant|-1,65|-2,00""", "lrr", "class=t")
        + "<table style='width:52%;margin-left:48%'><tr><td>Totaal exclusief btw<td class=r>€ 35,03<tr><td>Btw (21% over € 16,53)<td class=r>€ 3,47<tr><td><b>Totaal te betalen</b><td class=r><b>€ 38,50</b></table><p style='margin-top:16px'>Dit bedrag schrijven wij rond 18 maart 2026 af van NL08 SNSB 0*** **11 20. U hoeft niets te doen.</p><p style='font-size:8px;position:fixed;bottom:0'>Bellekom Nederland B.V. | Postbus 118, 9700 AC Groningen | KvK 02118844 | btw-id NL 8070.44.118.B.01 | Incassant-ID NL55ZZZ021188440000</p>"
    )
    return html("body{font:11px/1.5 'DejaVu Sans Condensed'} .c{background:#fce4ec;padding:6px} .t{margin:20px 0 10px} .t th{border-bottom:1px solid #e91e63}", body, says("F2603188204", "2026-03-04", ("Bellekom Nederland B.V.", "S.J. Wolterbeek"), "EUR 38.50", net="35.03", tax="3.47", due="2026-03-18", account="6.1188.204", items="16.00 18.50 6.00 -2.00", items_also="13.22 18.50 4.96 -1.65", also={"seller_name": ("Bellekom Mobiel",), "due_date": (None,)}))


@one_off("world-eu", "nl")
def be_aannemer() -> Paper:
    """A Flemish contractor: six percent with an attest, structured message, day of expiry, progress by percent."""
    p = Sheet("a4", "Vera", 9)
    p.box(0, 0, 595, 16, "#5d4037", "")
    p.text(45, 60, "Dakwerken Van Hecke-Declercq BV", 14, True)
    p.lines(45, 76, ["Steenweg op Aalst 114, 9400 Ninove", "BTW BE 0744.118.205   RPR Gent afd. Dendermonde", "IBAN BE21 7370 4411 8703   BIC KREDBEBB"], 8)
    p.lines(330, 130, ["De heer en mevrouw", "Thijs en Hanne Coppens-Maes", "Kerkhofstraat 9", "9404 Aspelare"], 10)
    p.text(45, 215, "FACTUUR", 15, True)
    p.pairs(45, 150, 238, [("Nummer", "2026/00047"), ("Datum", "06/03/2026"), ("Vervaldag", "05/04/2026"), ("Klantnr.", "K0882"), ("Werf", "Kerkhofstraat 9, Aspelare")], step=14)
    y = p.table(45, 330, [300, 60, 60, 85], "lrrr", [("Omschrijving der werken", "Totaal", "Schijf", "Bedrag EUR"), ("Vernieuwen hellend dak volgens offerte 25/0911", "24.600,00", "40%", "9.840,00"), ("Meerwerk: plaatsen dakvenster 78x118", "1.150,00", "100%", "1.150,00"), ("Container afval en stortkosten", "390,00", "100%", "390,00")], ruled="h", shade="#d7ccc8")
    p.pairs(330, 547, y + 16, [("Maatstaf van heffing", "11.380,00"), ("BTW 6%", "682,80"), ("Te betalen", "12.062,80 EUR")], align="r", step=16)
    p.text(45, y + 84, "Gelieve te betalen met vermelding van de gestructureerde mededeling +++026/0004/70144+++", 9, True)
    p.lines(45, y + 104, ["Btw-tarief 6%: bij gebrek aan schriftelijke betwisting binnen een maand wordt de klant geacht te erkennen dat het om een", "privéwoning ouder dan 10 jaar gaat. Bij niet-betaling op de vervaldag: verwijlintrest 8% en schadebeding 10% met min. 75 EUR."], 7.5)
    return Paper("drawn", p.pdf(), says("2026/00047", "2026-03-06", ("Dakwerken Van Hecke-Declercq BV", "Thijs en Hanne Coppens-Maes"), "EUR 12062.80", net="11380.00", tax="682.80", due="2026-04-05", account="K0882", items="9840.00 1150.00 390.00"))


@one_off("world-eu", "nl")
def nl_webwinkel() -> Paper:
    """A web shop: two rates in prices with tax, gift card, paid online, order and customer numbers in one line."""
    body = (
        "<div style='text-align:center;font-size:22px;color:#6d4c41'>☕ branderij nova zembla</div><p style='text-align:center;color:#999'>Factuur NZ-2026-11882 voor bestelling #88204 van 1 maart 2026 (klant 10418)</p><div class=row style='margin:20px 0'><div><b>Factuuradres</b><br>Joris Terpstra<br>Prinsengracht 771-II<br>1017 JZ Amsterdam</div><div><b>Afleveradres</b><br>Studio Terpstra<br>t.a.v. receptie<br>Danzigerkade 9<br>1013 AP Amsterdam</div><div><b>Factuurdatum</b><br>2 maart 2026<br><b>Betaalwijze</b><br>iDEAL</div></div>"
        + table("""Product|Aantal|Btw|Prijs|Totaal
Ethiopië Guji, bonen 1 kg|2|9%|€ 27,50|€ 55,00
Havermelk barista 6 x 1 l|1|9%|€ 13,08|€ 13,08
Keramische filterhouder V-60|1|21%|€ 24,20|€ 24,20
Verzending|1|21%|€ 4,84|€ 4,84""", "lrrrr", "class=t")
        + "<div style='margin-left:55%'>" + table("""Subtotaal excl. btw|€ 86,46
Btw 9%|€ 5,62
Btw 21%|€ 5,04
<b>Totaal incl. btw</b>|<b>€ 97,12</b>
Cadeaubon|− € 25,00
Betaald met iDEAL|− € 72,12""", "lr", head=False) + "</div><p style='margin-top:40px;font-size:9px;color:#999;text-align:center'>Nova Zembla Koffie B.V. · NDSM-plein 85 · 1033 WC Amsterdam · KvK 71188204 · btw NL858604418B01 · ruilen binnen 30 dagen</p>"
    )
    return html("body{font:11.5px/1.5 'DejaVu Serif Condensed','DejaVu Serif'} .t th{font-weight:400;color:#6d4c41;border-bottom:1px solid #6d4c41}", body, says("NZ-2026-11882", "2026-03-02", ("Nova Zembla Koffie B.V.", "Joris Terpstra"), "EUR 97.12", net="86.46", tax="10.66", account="10418", items="55.00 13.08 24.20 4.84", also={"seller_name": ("branderij nova zembla",), "due_date": ("2026-03-02",)}))


@one_off("world-eu", "nl")
def nl_credit() -> Paper:
    """A credit invoice: trailing minus, label and value pairs in two rows, original named beside the own number."""
    body = (
        "<div style='font-size:19px;letter-spacing:1px'><b>HOUTHANDEL DE BALK</b></div><div style='font-size:9px'>Houthandel De Balk B.V. – Havendijk 40, 4201 XA Gorinchem – KvK 23018842 – NL005118827B01</div><div style='margin:30px 0 20px 60%'>Timmerwerken Okkerse<br>t.n.v. W. Okkerse<br>Lange Brug 3<br>4205 CA Gorinchem</div><table class=g><tr><td>Creditfactuur<td>Datum<td>Betreft factuur<td>Debiteurnr.<td>Uw referentie<tr><td>C26-0041<td>20 februari 2026<td>V26-0309 d.d. 30 januari 2026<td>20488<td>Schuur Okkerse</table>"
        + table("""Art.|Omschrijving|Aantal|Prijs|Bedrag
DG2895|Douglas plank geschaafd 28x195, 4 m (retour, krom)|14|19,80|277,20-
DG4545|Regel 45x45, 3 m (retour)|6|6,45|38,70-""", "llrrr", "class=t")
        + "<p class=r>Netto &nbsp; 315,90-</p><p class=r>BTW 21,0% &nbsp; 66,34-</p><p class=r><b>Totaal EUR &nbsp; 382,24-</b></p><p>Wij verrekenen dit bedrag met uw openstaande facturen.</p>"
    )
    return html("body{font:11px/1.5 'DejaVu Sans Mono',monospace} p{margin:6px} .g td{border:1px solid #444} .g tr:first-child td{background:#ddd} .t{margin:16px 0} .t th{border-bottom:1px solid}", body, says("C26-0041", "2026-02-20", ("Houthandel De Balk B.V.", "Timmerwerken Okkerse"), "EUR -382.24", net="-315.90", tax="-66.34", account="20488", items="-277.20 -38.70", also={"seller_name": ("HOUTHANDEL DE BALK",), "buyer_name": ("W. Okkerse",)}))


@one_off("world-eu", "nl")
def nl_aanslag() -> Paper:
    """A municipality's yearly charges: assessment number, three taxes, two due days for two terms, no VAT."""
    body = (
        "<div class=row><div><div style='width:44px;height:52px;background:#1b5e20'></div>Gemeente Oosterwolde-aan-Zee</div><div style='font-size:9px'>Afdeling Belastingen<br>Raadhuisplein 1<br>9988 BA Oosterwolde-aan-Zee<br>Telefoon 14 0595</div></div><div style='margin:26px 0'>De heer P.R. Zijlstra<br>Wadweg 77<br>9988 BD Oosterwolde-aan-Zee</div><h3>Aanslagbiljet gemeentelijke belastingen 2026</h3><table style='width:330px'><tr><td>Aanslagnummer<td>2026-0044187<tr><td>Dagtekening<td>28-02-2026<tr><td>Subjectnummer<td>118 204</table>"
        + table("""Heffing|Grondslag|Tarief|Bedrag
Onroerendezaakbelasting eigenaar|WOZ-waarde € 312.000|0,0984 %|€ 307,01
Rioolheffing|1 perceel|€ 189,00|€ 189,00
Afvalstoffenheffing|meerpersoons|€ 246,50|€ 246,50
Totaal van deze aanslag|||€ 742,51""", "lllr", "class=t")
        + "<p>U betaalt in één keer vóór 31 maart 2026 of in twee termijnen: € 371,26 uiterlijk 31 maart 2026 en € 371,25 uiterlijk 30 april 2026, op NL27 BNGH 0285 0044 18 o.v.v. betalingskenmerk 8000 2600 4418 7001.</p><p style='font-size:9px;margin-top:20px'>Bent u het niet eens met deze aanslag, dan kunt u binnen zes weken na dagtekening bezwaar maken.</p>"
    )
    return html("body{font:11.5px/1.5 'DejaVu Sans'} h3{margin:10px 0} p{margin:12px 0} .t{margin:14px 0} .t th{border-bottom:2px solid #1b5e20} .t tr:last-child{font-weight:bold}", body, says("2026-0044187", "2026-02-28", ("Gemeente Oosterwolde-aan-Zee", "P.R. Zijlstra"), "EUR 742.51", due="2026-03-31", account="118 204", items="307.01 189.00 246.50", also={"buyer_name": ("De heer P.R. Zijlstra",), "account_number": (None, "118204"), "due_date": (None, "2026-03-30"), "net_amount": ("742.51",), "tax_amount": ("0.00",)}))


@one_off("world-eu", "nl")
def be_hotel_brugge() -> Paper:
    """A Bruges hotel in Dutch and English: nights with six, bar with twenty-one, city tax outside, card paid."""
    body = (
        "<div style='border:1px solid #000;padding:14px'><div class=row><span style='font-size:18px'>Hotel 't Zwin<br><small>Zwinhotels NV</small></span><span class=r style='font-size:9px'>Spiegelrei 40, 8000 Brugge<br>BE 0466.118.820</span></div></div><div class=row style='margin:18px 0'><div>Company: Baltic Timber OÜ<br>Guest: Mr. Kaarel Tamm<br>Room 21</div><div>Factuur/Invoice: 2026-1188<br>Datum/Date: 12/02/2026<br>In: 10/02/2026 – Uit/Out: 12/02/2026</div></div>"
        + table("""Datum|Omschrijving / Description|BTW|EUR
10/02|Kamer / Room|6%|127,20
10/02|Stadstaks / City tax||4,50
11/02|Kamer / Room|6%|127,20
11/02|Stadstaks / City tax||4,50
11/02|Bar 't Zwin|21%|24,20
12/02|Mastercard ****8820||-287,60""", "lllr", "class=t")
        + "<p class=r>Totaal / Total: <b>EUR 287,60</b></p><p class=r>Saldo / Balance: EUR 0,00</p>" + table("""BTW %|Maatstaf|BTW|Totaal
6|240,00|14,40|254,40
21|20,00|4,20|24,20
Niet onderworpen|9,00||9,00
|269,00|18,60|287,60""", "lrrr", "style='width:55%;font-size:10px' class=t")
    )
    return html("body{font:11.5px/1.5 'DejaVu Serif'} .t{margin:10px 0} .t th{border-bottom:1px solid #000;font-weight:400}", body, says("2026-1188", "2026-02-12", ("Zwinhotels NV", "Baltic Timber OÜ"), "EUR 287.60", net="269.00", tax="18.60", items="127.20 4.50 127.20 4.50 24.20", also={"seller_name": ("Hotel 't Zwin",), "buyer_name": ("Kaarel Tamm", "Mr. Kaarel Tamm"), "net_amount": ("260.00",), "due_date": ("2026-02-12",)}))


@one_off("world-eu", "nl")
def nl_kor() -> Paper:
    """A piano teacher without VAT: three sentences and a sum, number behind "nr.", fourteen days in words."""
    body = (
        "<p style='font-size:20px'>Pianolessen Saskia Ruigrok</p><p style='color:#777'>Javastraat 118-H, 1094 HP Amsterdam, KvK 68811820</p><p style='margin-top:40px'>Aan: familie Van Dalen-Owusu, Zeeburgerpad 4, 1018 AJ Amsterdam</p><p>Factuur nr. 2026-23, 3 maart 2026</p><table style='margin:24px 0'><tr><td>8 pianolessen van 45 minuten voor Kofi, januari en februari<td class=r>€ 288,00<tr><td>Lesboek deel 2<td class=r>€ 21,95<tr><td><b>Samen</b><td class=r><b>€ 309,95</b></table><p>Wilt u dit binnen 14 dagen overmaken op NL62 TRIO 0379 1188 20? Factuur vrijgesteld van OB op grond van artikel 25 Wet OB.</p><p>Hartelijke groet, Saskia</p>"
    )
    return html(inter() + "body{font:13px/1.6 Inter} p{margin-bottom:10px} td{padding:6px 0}", body, says("2026-23", "2026-03-03", ("Pianolessen Saskia Ruigrok", "Van Dalen-Owusu"), "EUR 309.95", due="2026-03-17", items="288.00 21.95", also={"seller_name": ("Saskia Ruigrok",), "buyer_name": ("familie Van Dalen-Owusu",), "net_amount": ("309.95",), "tax_amount": ("0.00",)}), margin="24mm")


@one_off("world-eu", "nl")
def nl_garage() -> Paper:
    """A garage: inspection free of rate, environment fee, values right under a licence plate, total in words above sums."""
    body = (
        "<div class=row style='align-items:center'><div style='background:#fdd835;border:2px solid #000;padding:4px 12px;font-size:22px;letter-spacing:3px'>K-881-TZ</div><div class=r><b>Autobedrijf Gebr. Hoogstraten</b><br>Nijverheidsweg 7, 5161 KA Sprang-Capelle<br>BOVAG-lid · KvK 18044188 · BTW NL 0088.20.441.B01</div></div><div class=row style='margin:20px 0'><div>Mevr. D. Pattiwael<br>Raadhuisstraat 60<br>5161 BH Sprang-Capelle</div><table style='width:230px' class=k><tr><td>Fact.nr.<td>26100882<tr><td>Fact.datum<td>09-03-26<tr><td>Deb.nr.<td>11884<tr><td>Werkorder<td>W44182<tr><td>Km-stand<td>88.204</table></div>"
        + table("""Aant.|Omschrijving|Prijs|Netto
1|APK-keuring incl. afmelden RDW|38,84|38,84
1,5|Arbeidsloon grote beurt|82,00|123,00
1|Filterset (olie, lucht, interieur)|54,50|54,50
4,3|Motorolie 0W-20 per liter|17,90|76,97
1|Milieutoeslag|3,50|3,50""", "rlrr", "class=t")
        + "<table style='margin-top:60px' class=k><tr><td>Bruto<td>Korting<td>Netto excl. btw<td>Btw-%<td>Btw-bedrag<td><b>Totaal EUR</b><tr><td>296,81<td>0,00<td>296,81<td>21,00<td>62,33<td><b>359,14</b></table><p style='margin-top:12px'>Contant of per pin bij afhalen, anders uiterlijk 23-03-26 op NL70 RABO 0344 1188 20.</p>"
    )
    return html("body{font:11px/1.5 'DejaVu Sans'} .k td{border:1px solid #999;padding:2px 6px} .t th{background:#eee}", body, says("26100882", "2026-03-09", ("Autobedrijf Gebr. Hoogstraten", "D. Pattiwael"), "EUR 359.14", net="296.81", tax="62.33", due="2026-03-23", account="11884", items="38.84 123.00 54.50 76.97 3.50", also={"buyer_name": ("Mevr. D. Pattiwael",)}))
