# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off documents of Austria and Switzerland in German, and stranger ones of Germany."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table
from tests.ingestion.corpus.surface import Sheet

CHECKS = "background:repeating-conic-gradient(#000 0 25%,#fff 0 50%) 0 0/9px 9px"


@one_off("world-eu", "de")
def ch_qr_treuhand() -> Paper:
    """A Swiss trustee: thousands with apostrophes, thirty days in words, the QR slip with both halves at the foot."""
    to = "Lüscher Treuhand &amp; Steuern AG<br>Bahnhofstrasse 14<br>5000 Aarau"
    by = "Keramik Stäubli GmbH<br>Tellistrasse 90<br>5004 Aarau"
    body = (
        "<div class=r style='font-size:11px'><b style='font-size:18px;color:#37474f'>lüscher</b> treuhand<br>Bahnhofstrasse 14, 5000 Aarau<br>CHE-114.882.903 MWST</div>"
        "<div style='margin:26px 0'>Keramik Stäubli GmbH<br>Frau Nadja Stäubli<br>Tellistrasse 90<br>5004 Aarau</div><div class=row><b>Honorarnote R-2026.0219</b><span>Aarau, 4. Februar 2026</span></div><div style='font-size:10px'>Mandant 4471 / Ihre Ansprechperson: M. Fehlmann</div>"
        + table("""Leistung|Aufwand|Ansatz|CHF
Jahresabschluss 2025 inkl. Bereinigung Kreditoren|14.50 h|180.00|2'610.00
Steuererklärung juristische Person, pauschal|||950.00
Barauslagen, Porti|||40.00""", "lrrr", "class=t")
        + "<table style='width:260px;margin:10px 0 0 auto'><tr><td>Total exkl. MWST<td class=r>3'600.00<tr><td>MWST 8.1 %<td class=r>291.60<tr style='font-weight:bold'><td>Total inkl. MWST CHF<td class=r>3'891.60</table><p style='margin-top:14px'>Zahlbar innert 30 Tagen netto. Wir danken für das Vertrauen.</p>"
        "<div style='position:fixed;bottom:0;left:0;right:0;height:105mm;border-top:1px dashed #000;display:flex;font-size:8.5px;padding-top:6px'>"
        f"<div style='width:58mm;border-right:1px dashed #000'><b style='font-size:11px'>Empfangsschein</b><p><b>Konto / Zahlbar an</b><br>CH72 3076 1016 0099 0411 2<br>{to}</p><p><b>Referenz</b><br>21 00000 00004 47100 02026 02194</p><p><b>Zahlbar durch</b><br>{by}</p><table style='width:80%'><tr><td>Währung<br>CHF<td>Betrag<br>3 891.60</table><p class=r>Annahmestelle</p></div>"
        f"<div style='padding-left:14px;width:52mm'><b style='font-size:11px'>Zahlteil</b><div style='width:44mm;height:44mm;margin:8px 0;{CHECKS}'></div><table style='width:80%'><tr><td>Währung<br>CHF<td>Betrag<br>3 891.60</table></div><div><p><b>Konto / Zahlbar an</b><br>CH72 3076 1016 0099 0411 2<br>{to}</p><p><b>Referenz</b><br>21 00000 00004 47100 02026 02194</p><p><b>Zusätzliche Informationen</b><br>R-2026.0219</p><p><b>Zahlbar durch</b><br>{by}</p></div></div>"
    )
    css = inter() + "body{font:11.5px/1.4 Inter} .t{margin-top:14px} .t th{border-bottom:1px solid #37474f;font-size:10px} p{margin-bottom:6px}"
    return html(css, body, says("R-2026.0219", "2026-02-04", ("Lüscher Treuhand & Steuern AG", "Keramik Stäubli GmbH"), "CHF 3891.60", net="3600.00", tax="291.60", due="2026-03-06", account="4471", items="2610.00 950.00 40.00", also={"seller_name": ("lüscher treuhand",)}))


@one_off("world-eu", "de")
def ch_gemeindewerk() -> Paper:
    """A Swiss commune's electricity for a quarter: prices in Rappen, rounded to five at the end, meters in small print."""
    body = (
        "<div style='border-left:8px solid #f9a825;padding-left:10px'><b>Elektrizitätswerk Oberhasli-Dorf</b><br>Gemeindebetrieb · Dorfplatz 2 · 3860 Meiringen · ew@oberhasli.example</div>"
        "<div class=row style='margin:24px 0'><table style='width:290px;font-size:10px'><tr><td>Rechnungs-Nr.<td>5500187<tr><td>Kunden-Nr.<td>30-11822-4<tr><td>Objekt<td>Alpbachweg 6, 1. OG<tr><td>Rechnungsdatum<td>29.01.2026<tr><td>Zahlbar bis<td>28.02.2026<tr><td>MWST-Nr.<td>CHE-108.004.771 MWST</table><div>A-Post<br>Herr<br>Beat Zurflüh-Jaggi<br>Alpbachweg 6<br>3860 Meiringen</div></div><h3>Stromrechnung 4. Quartal 2025</h3><p style='font-size:9px'>Ablesung 01.10.2025 – 31.12.2025 / Zähler 8841207 HT 41'208 – 42'020, NT 38'116 – 38'756</p>"
        + table("""Artikel|Verbrauch|Ansatz Rp./kWh|Betrag CHF
Energie Hochtarif|812 kWh|14.85|120.58
Energie Niedertarif|640 kWh|11.90|76.16
Netznutzung inkl. SDL Swissgrid|1'452 kWh|9.60|139.39
Netzzuschlag gemäss EnG|1'452 kWh|2.30|33.40
Grundpreis 3 Monate||CHF 7.50|22.50
<i>Total exkl. MWST</i>|||392.03
MWST 8.1% von CHF 392.03|||31.75
Rundung|||0.02
<b>Rechnungstotal</b>|||<b>423.80</b>""", "lrrr", "class=t")
        + "<p style='margin-top:20px'>Vorjahresquartal: CHF 455.10. Bitte verwenden Sie den QR-Zahlteil auf der Rückseite. Konto CH54 0079 0016 5880 3321 4.</p>"
    )
    css = "body{font:11px/1.45 'DejaVu Sans Condensed'} h3{margin:8px 0} .t tr:nth-child(7) td{border-top:1px solid #000} .t th{text-align:left;background:#fff8e1}"
    return html(css, body, says("5500187", "2026-01-29", ("Elektrizitätswerk Oberhasli-Dorf", "Beat Zurflüh-Jaggi"), "CHF 423.80", net="392.03", tax="31.75", due="2026-02-28", account="30-11822-4", items="120.58 76.16 139.39 33.40 22.50", also={"total_amount": ("423.78",)}))


@one_off("world-eu", "de")
def at_therme() -> Paper:
    """An Austrian plumber: place and day in running text, cash terms in words, a payment slip of boxes below."""
    body = (
        "<div class=row><div style='font-size:20px;font-family:\"DejaVu Serif\"'>Gschwandtner <span style='color:#c62828'>Gas·Wasser·Heizung</span></div><div class=r style='font-size:9px'>Gschwandtner Installationen e.U.<br>1160 Wien, Ottakringer Zeile 77<br>UID ATU58811402</div></div>"
        "<div style='margin:34px 0 20px'>Hausverwaltung Pospischil &amp; Partner OG<br>für WEG Hasnergasse 20<br>Thaliastraße 5/8<br>1160 Wien</div><div class=row><span>RECHNUNG AR 26/1187</span><span>Wien, am 18.2.2026</span></div><p style='margin:12px 0'>Arbeitsauftrag vom 11.2.2026, Leistungsdatum 16.2.2026, Mieterin Top 14 Fr. Vesely</p>"
        + table("""Menge|Text|Preis|Summe
1|Wartung Kombitherme inkl. Abgasmessung|138,00|138,00
1|Dichtungssatz Wärmetauscher|24,60|24,60
2|Entlüfter selbsttätig 3/8“|11,40|22,80
1|Wegzeitpauschale Zone 2|38,00|38,00""", "rlrr", "class=t")
        + "<div style='text-align:right;margin:10px 6px'>Netto EUR 223,40<br>20 % MwSt. EUR 44,68<br><b style='font-size:14px'>Brutto EUR 268,08</b></div><p>Zahlbar sofort nach Erhalt ohne jeden Abzug. Erfüllungsort und Gerichtsstand Wien.</p>"
        "<div class=z><b>ZAHLUNGSANWEISUNG</b><table><tr><td colspan=2><small>EmpfängerIn Name/Firma</small><br>GSCHWANDTNER INSTALLATIONEN E.U.<tr><td><small>IBAN EmpfängerIn</small><br>AT48 2011 1280 4471 9903<td><small>BIC</small><br>GIBAATWWXXX<tr><td><small>Verwendungszweck</small><br>AR 26/1187<td><small>EUR Betrag</small><br>268,08<tr><td colspan=2><small>IBAN KontoinhaberIn/AuftraggeberIn</small><br>&nbsp;</table></div>"
    )
    css = "body{font:12px/1.4 'DejaVu Sans'} .t th{border-bottom:1px solid #c62828;font-weight:normal;color:#c62828} .z{position:fixed;bottom:0;width:100%;background:#fff59d;padding:8px;font-size:10px} .z td{border:1px solid #b71c1c;background:#fffde7}"
    return html(css, body, says("AR 26/1187", "2026-02-18", ("Gschwandtner Installationen e.U.", "Hausverwaltung Pospischil & Partner OG"), "EUR 268.08", net="223.40", tax="44.68", items="138.00 24.60 22.80 38.00", also={"due_date": ("2026-02-18",), "buyer_name": ("WEG Hasnergasse 20",), "seller_name": ("Gschwandtner Gas·Wasser·Heizung",)}))


@one_off("world-eu", "de")
def at_teilrechnung() -> Paper:
    """An Austrian second part invoice: tax passes to the client, what was billed before is taken off, number in the heading."""
    body = (
        "<table><tr><td><b>Trockenbau Lassnig GesmbH</b><br>Gewerbepark 8, 8430 Leibnitz<br>FN 288104 k · ATU63390215</td><td class=r>Leibnitz, 2026-03-02</td></tr></table><div style='margin:36px 0'>An die<br>Steirische Objektbau GmbH<br>Herrgottwiesgasse 200<br>8055 Graz<br>UID: ATU70112846</div>"
        "<h2 style='font-size:15px'>2. Teilrechnung Nr. TR 2026-031</h2><p>BVH Schulzentrum Puntigam, Auftrag 4500/118 vom 8. Oktober 2025<br>Ausführungszeitraum Jänner und Februar 2026</p>"
        + table("""Gewerk Innenwände, Leistungsstand laut Aufmaß|64.000,00
abzüglich 1. Teilrechnung TR 2025-204 vom 12.12.2025|- 28.500,00
Nettobetrag dieser Rechnung|35.500,00""", "lr", "class=t", head=False)
        + "<p>Übergang der Steuerschuld auf den Leistungsempfänger gemäß § 19 Abs. 1a UStG.</p><p style='font-size:15px;border:1px solid #000;padding:8px'><b>Zahlbetrag EUR 35.500,00</b></p><p>Zahlungsziel: 21 Tage netto. Bankverbindung: Raika Südsteiermark, AT11 3810 2000 0411 8027</p>"
    )
    css = "body{font:12px/1.5 'DejaVu Serif'} p{margin:12px 0} .t td{border-bottom:1px solid #aaa}"
    return html(css, body, says("TR 2026-031", "2026-03-02", ("Trockenbau Lassnig GesmbH", "Steirische Objektbau GmbH"), "EUR 35500.00", net="35500.00", due="2026-03-23", items="64000.00 -28500.00", also={"tax_amount": ("0.00",)}), margin="20mm")


@one_off("world-eu", "de")
def at_hotel_wien() -> Paper:
    """A Viennese hotel in two languages: local tax, three rates in a narrow table, paid later by the firm."""
    body = (
        "<div style='background:#3e2723;color:#efebe9;padding:10px 14px' class=row><span style='font-size:18px;letter-spacing:4px'>PALAIS FASAN</span><span style='font-size:9px'>Rennweg 61 · 1030 Wien · Austria</span></div>"
        "<div class=row style='margin:22px 0'><div>Vektor Messtechnik AG<br>Accounts Payable<br>Landstrasse 18<br>9490 Vaduz</div><table style='width:270px;font-size:10px'><tr><td>Rechnung / Invoice<td class=r>PF-118820<tr><td>Datum / Date<td class=r>05.03.26<tr><td>Gast / Guest<td class=r>Ospelt, Ursina<tr><td>Ankunft / Arrival<td class=r>02.03.26<tr><td>Abreise / Departure<td class=r>05.03.26<tr><td>Zimmer / Room<td class=r>412<tr><td>Seite / Page<td class=r>1 / 1</table></div>"
        + table("""Datum / Date|Leistung / Description|Menge / Qty|Preis / Price|Summe / Total
02.–05.03.|Zimmer Superior / Superior room|3|129,00|387,00
03.–05.03.|Frühstück / Breakfast|3|16,50|49,50
02.–05.03.|Ortstaxe / City tax|||11,26
02.–05.03.|Garage|3|24,00|72,00
04.03.|Minibar|||8,40""", "llrrr", "class=t")
        + "<div class=row style='margin-top:16px'><div style='width:56%;font-size:9.5px'>" + table("""USt / VAT|Netto / Net|USt / VAT|Brutto / Gross
10 %|396,82|39,68|436,50
20 %|67,00|13,40|80,40
0 %|11,26|0,00|11,26
|475,08|53,08|528,16""", "rrrr", "class=x") + "</div><div style='width:36%;text-align:right'>Gesamtbetrag / Total amount<br><b style='font-size:20px'>EUR 528,16</b></div></div>"
        "<p style='margin-top:26px'>Zahlbar innerhalb von 14 Tagen / Payable within 14 days.<br>Palais Fasan Hotelbetriebs GmbH · ATU66120478 · FN 355201 w HG Wien<br>IBAN AT20 1200 0528 8470 1933 · BIC BKAUATWW</p>"
    )
    css = "body{font:11px/1.45 'DejaVu Serif Condensed','DejaVu Serif'} .t th{font-size:9px;border-bottom:2px solid #3e2723} .x td{border-bottom:1px solid #d7ccc8}"
    return html(css, body, says("PF-118820", "2026-03-05", ("Palais Fasan Hotelbetriebs GmbH", "Vektor Messtechnik AG"), "EUR 528.16", net="475.08", tax="53.08", due="2026-03-19", items="387.00 49.50 11.26 72.00 8.40", also={"seller_name": ("Palais Fasan",)}))


@one_off("world-eu", "de")
def storno_moebel() -> Paper:
    """A furniture shop takes an invoice back: minus everywhere, the old number and day printed larger than the new."""
    body = (
        "<div class=row><div style='width:64px;height:64px;border-radius:50%;background:#ffab91'></div><div class=r style='font-size:10px'>Möbelwerk Sander GmbH<br>Fabrikstraße 6 · 32049 Herford<br>Tel. 05221 5550-0</div></div><h1 style='font-weight:300;margin:20px 0 0'>Stornorechnung</h1><p style='font-size:14px'>zu Ihrer Rechnung 2026-5518 vom 11.02.2026</p>"
        "<table class=g><tr><td><small>Storno-Nr.</small><br>ST-70031<td><small>Belegdatum</small><br>20.02.2026<td><small>Kundennummer</small><br>D-44810<td><small>Auftrag</small><br>AB-26-3302</table><p>Lennart Oevermann<br>Heidkampsweg 100<br>20097 Hamburg</p>"
        + table("""Pos|Bezeichnung|Menge|Einzelpreis|Gesamt
1|Esstisch „Kolding“ Eiche geölt 180 cm (beschädigt, zurückgenommen)|-1|249,00 €|-249,00 €
2|Lieferung bis Bordsteinkante|-1|39,90 €|-39,90 €""", "llrrr", "class=t")
        + "<div style='width:45%;margin-left:55%'>" + table("""Zwischensumme netto|-288,90 €
MwSt. 19 %|-54,89 €
<b>Endbetrag</b>|<b>-343,79 €</b>""", "lr", head=False) + "</div><p>Der Betrag wird Ihrem Konto DE•• •••• 4410 in den nächsten Tagen gutgeschrieben. Eine Zahlung ist nicht nötig.</p><div style='position:fixed;bottom:0;font-size:8px'>Sitz Herford, HRB 12077 AG Bad Oeynhausen, USt-ID DE124430992</div>"
    )
    css = "body{font:11.5px/1.5 'DejaVu Sans'} .g{background:#fbe9e7;margin:16px 0} p{margin:12px 0} .t th{border-bottom:1px solid #ff7043;text-align:left}"
    return html(css, body, says("ST-70031", "2026-02-20", ("Möbelwerk Sander GmbH", "Lennart Oevermann"), "EUR -343.79", net="-288.90", tax="-54.89", account="D-44810", items="-249.00 -39.90"))


@one_off("world-eu", "de")
def saas_zweisprachig() -> Paper:
    """A software house in two languages to a Dutch firm: tax nil by reverse charge, both labels stacked, due date in a card."""
    body = (
        "<div style='display:flex;justify-content:space-between;align-items:flex-start'><div style='font-size:22px;font-weight:bold'>▲ Prellbock</div><div class=r><div style='font-size:24px'>Rechnung <span style='color:#999'>Invoice</span></div>PB-DE-004417</div></div>"
        "<div style='display:flex;gap:12px;margin:28px 0'><div class=c><small>Rechnungsdatum<br><i>Date of issue</i></small><br>1. März 2026</div><div class=c><small>Fällig am<br><i>Due date</i></small><br>15. März 2026</div><div class=c><small>Kunden-ID<br><i>Customer ID</i></small><br>cus_9F2KQ71</div><div class=c><small>Zu zahlen<br><i>Amount due</i></small><br><b>175,30 €</b></div></div>"
        "<div class=row><div><small>Von / From</small><br>Prellbock Software UG (haftungsbeschränkt)<br>Weichenring 3<br>70565 Stuttgart<br>DE 341 220 981</div><div style='width:45%'><small>An / Bill to</small><br>Bakkerij Zonnehoek B.V.<br>Molenweg 12<br>5371 AP Ravenstein<br>NL 8601.44.207.B01</div></div>"
        + table("""Beschreibung <i>Description</i>|Menge <i>Qty</i>|Einzelpreis <i>Unit price</i>|Betrag <i>Amount</i>
Team-Tarif, 12 Plätze (1.3.2026 – 31.3.2026)|12|14,00 €|168,00 €
API-Aufrufe / API calls, Februar|48.200|0,0005 €|24,10 €
Treuerabatt 10 % / Loyalty discount|1|-16,80 €|-16,80 €""", "lrrr", "class=t")
        + "<table style='width:60%;margin-left:40%'><tr><td>Nettobetrag <i>Subtotal</i><td class=r>175,30 €<tr><td>USt. 0 % <i>VAT</i><td class=r>0,00 €<tr><td><b>Gesamtbetrag <i>Total</i></b><td class=r><b>175,30 €</b></table><p style='margin-top:26px;color:#666'>Steuerschuldnerschaft des Leistungsempfängers / Reverse charge.</p><p style='color:#666'>Überweisung an / Wire to: DE90 6005 0101 0008 8123 77, Verwendungszweck PB-DE-004417</p>"
    )
    css = inter() + "body{font:11px/1.5 Inter} small,i{color:#999;font-style:normal} .c{flex:1;border:1px solid #e0e0e0;border-radius:6px;padding:8px} .t{margin:26px 0 10px} .t th{font-weight:400;border-bottom:1px solid #222;font-size:10px} .t td{border-bottom:1px solid #eee}"
    return html(css, body, says("PB-DE-004417", "2026-03-01", ("Prellbock Software UG (haftungsbeschränkt)", "Bakkerij Zonnehoek B.V."), "EUR 175.30", net="175.30", tax="0.00", due="2026-03-15", account="cus_9F2KQ71", items="168.00 24.10 -16.80", also={"seller_name": ("Prellbock",), "tax_amount": (None,)}))


@one_off("world-eu", "de")
def segelverein() -> Paper:
    """A sailing club's dues by letter: member's number, debit day in the text, one bold sum, no tax."""
    body = (
        "<div style='text-align:right'><svg width=60 height=50><path d='M30 2 L30 40 L6 40 Z' fill='#0d47a1'/><path d='M34 10 L34 40 L54 40 Z' fill='#90caf9'/></svg><br><b>Segelclub Plöner Bucht von 1921 e. V.</b><br><small>Geschäftsstelle Fegetasche 3, 24306 Plön</small></div><div style='margin:20px 0 40px'>Familie<br>Swantje Petersdorf<br>Eutiner Straße 19<br>24306 Plön</div><p class=r>Plön, 09.03.2026</p>"
        "<p><b>Beitragsrechnung Nr. 2026-0388 · Mitgliedsnummer 1073</b></p><p>Liebe Swantje,</p><p>für das Geschäftsjahr 2026 stellen wir Euch wie folgt in Rechnung:</p><ul style='margin:10px 0 10px 18px;width:70%'><li class=w><span>Familienbeitrag</span><span>132,00 €</span></li><li class=w><span>Abgeltung Arbeitsdienst 2025 (4 Std. à 12,50 €)</span><span>50,00 €</span></li></ul>"
        "<p>Wir ziehen den Gesamtbetrag von <b>182,00 €</b> am 1. April 2026 von dem uns bekannten Konto ein (Mandat SCPB-1073, Gläubiger-ID DE71SCP00000551208). Wer bis zum 31.03. noch Stunden nachträgt, bekommt sie im Herbst erstattet.</p><p>Mast- und Schotbruch<br>Hauke Lorentzen, Schatzwart</p><p style='font-size:9px;margin-top:60px'>Der Verein ist wegen Förderung des Sports gemeinnützig. Mitgliedsbeiträge sind nicht umsatzsteuerpflichtig. Förde Sparkasse DE25 2105 0170 0047 1120 03</p>"
    )
    css = "body{font:13px/1.5 'DejaVu Serif'} p{margin:12px 0} .w{} .w span:last-child{float:right}"
    return html(css, body, says("2026-0388", "2026-03-09", ("Segelclub Plöner Bucht von 1921 e. V.", "Swantje Petersdorf"), "EUR 182.00", due="2026-04-01", account="1073", items="132.00 50.00", also={"due_date": (None,), "buyer_name": ("Familie Swantje Petersdorf",), "net_amount": ("182.00",), "tax_amount": ("0.00",)}), margin="24mm")


@one_off("world-eu", "de")
def flug_rechnung() -> Paper:
    """An airline's travel invoice: booking code, ticket number, fees of others, tax exempt, charged to a card."""
    body = (
        "<div style='border-top:10px solid #006064;padding-top:10px' class=row><b style='font-size:19px;color:#006064'>Kranich Nord</b><span class=r>Reiserechnung<br><small>Dies ist kein Flugschein</small></span></div>"
        "<table style='margin:18px 0' class=q><tr><th>Buchungscode<th>Ticketnummer<th>Rechnung Nr.<th>Ausgestellt am<tr><td>X7PLQD<td>771 2204118830<td>F0026031188<td>28.02.2026</table><div class=row><div><small>Reisender</small><br>BAUMGARTL / LEOPOLD MR</div><div><small>Rechnungsanschrift</small><br>Baumgartl Orgelbau<br>Inh. Leopold Baumgartl<br>Mühlgasse 2, 92224 Amberg</div></div>"
        "<p style='margin:16px 0 4px'><b>Flüge</b></p>" + table("""KN 2210|MUC – OSL|Do 16APR26|09:20|Economy Light
KN 2217|OSL – MUC|Mo 20APR26|18:45|Economy Light""", "lllll", "class=f", head=False)
        + "<p style='margin:16px 0 4px'><b>Preis in EUR</b></p>" + table("""Flugpreis|214,00
Internationaler Zuschlag|48,00
Luftverkehrsteuer Deutschland|15,53
Flughafenentgelte und Sicherheit|61,22
1 Aufgabegepäck 23 kg hin/rück|35,00
<b>Gesamtpreis</b>|<b>373,75</b>""", "lr", "class=f", head=False)
        + "<p style='margin:18px 0'>Belastet: Firmenkarte Mastercard XXXX 0093, EUR 373,75.<br>Grenzüberschreitende Luftbeförderung, steuerbefreit nach § 26 Abs. 3 UStG.</p><small>Kranich Nord Luftverkehrsgesellschaft mbH, Flughafenring 40, 24109 Kiel. Handelsregister Kiel HRB 19220. USt-IdNr. DE310448271</small>"
    )
    css = "body{font:11px/1.5 'DejaVu Sans'} .q th{background:#e0f7fa;font-weight:normal;font-size:9px;border:1px solid #fff} .q td{border:1px solid #e0f7fa} .f td{padding:2px 6px;border-bottom:1px solid #eee}"
    return html(css, body, says("F0026031188", "2026-02-28", ("Kranich Nord Luftverkehrsgesellschaft mbH", "Baumgartl Orgelbau"), "EUR 373.75", items="214.00 48.00 15.53 61.22 35.00", also={"seller_name": ("Kranich Nord",), "buyer_name": ("Leopold Baumgartl", "Baumgartl Orgelbau Inh. Leopold Baumgartl"), "net_amount": ("373.75",), "tax_amount": ("0.00",), "due_date": ("2026-02-28",)}))


@one_off("world-eu", "de")
def grosshandel_liste() -> Paper:
    """A wholesaler's list print: delivery notes as sub-headings, discount columns, terms with two days, typewriter face."""
    p = Sheet("a4", "Courier", 9)
    p.lines(40, 50, ["ELEKTRO-GROSSHANDEL BRÜGGEBORS KG", "Lager und Verkauf: Hansaring 210   48155 Münster"], 9)
    p.lines(40, 110, ["Firma", "Elektro Tenbrink", "Inh. Jan Tenbrink e.K.", "Dülmener Str. 4", "48653 Coesfeld"], 9.5)
    p.lines(330, 110, ["R E C H N U N G", "", "Beleg-Nr. :  4410882", "Datum     :  10.03.26", "Kunde     :  27714", "Vertreter :  08 Kock", "Blatt     :  1"], 9.5)
    p.text(40, 212, "Artikel       Bezeichnung                   Menge ME    Preis   Rab%      Betrag", 9, True)
    p.rule(40, 217, 555)
    rows = (
        "Lieferschein 88114 vom 03.03.26 / Ihre Best. Tel. Tenbrink",
        "200-4.8-SW    Kabelbinder 200mm VE100          20 VE     3,45   15,0       58,65",
        "HSB-SET1      Schrumpfschlauch Sortiment        8 ST    11,90   15,0       80,92",
        "Lieferschein 88169 vom 09.03.26 / Ihre Best. 26-0071",
        "NYMJ315R100   NYM-J 3x1,5 Ring 100m             6 RG    71,20   30,0      299,04",
        "LS-B16-1P     LS-Schalter B16 1pol             24 ST     2,96   10,0       63,94",
        "221-KL3-50    Hebelklemme 3-Leiter VE50         5 VE    24,80   12,0      109,12",
    )
    y = p.lines(40, 236, rows, 9, 16)
    p.rule(40, y, 555)
    p.lines(40, y + 18, [f"{'Warenwert':<55}{'611,67':>24}", f"{'Frachtanteil':<55}{'12,50':>24}", f"{'Nettobetrag':<55}{'624,17':>24}", f"{'Mehrwertsteuer 19,00 %':<55}{'118,59':>24}"], 9, 15)
    p.text(40, y + 84, f"{'Rechnungsbetrag EUR':<55}{'742,76':>24}", 9, True)
    p.lines(40, y + 120, ["Zahlbar bis 20.03.26 mit 2,00 % Skonto = EUR 14,86, Zahlbetrag EUR 727,90", "        bis 09.04.26 netto EUR 742,76", "Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum."], 9, 14)
    p.lines(40, 780, ["Brüggebors KG, AG Münster HRA 5518, USt-IdNr DE126088114, GLN 4012345000009", "Volksbank Baumberge DE63 4006 9408 0011 2204 00"], 7.5)
    return Paper("drawn", p.pdf(), says("4410882", "2026-03-10", ("Elektro-Großhandel Brüggebors KG", "Elektro Tenbrink"), "EUR 742.76", net="624.17", tax="118.59", due="2026-04-09", account="27714", items="58.65 80.92 299.04 63.94 109.12", also={"seller_name": ("ELEKTRO-GROSSHANDEL BRÜGGEBORS KG", "Brüggebors KG"), "net_amount": ("611.67",)}))
