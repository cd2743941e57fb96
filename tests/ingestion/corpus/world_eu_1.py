# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off documents of Germany: a roofer, works, a phone, a hotel, a train, a lawyer, a doctor."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table


@one_off("world-eu", "de")
def dachdecker_brief() -> Paper:
    """A roofer's letter: number and day in the heading's line, early-payment discount, wage share."""
    body = (
        "<div style='text-align:center;border-bottom:3px double #7a1f1f;padding-bottom:6px'><span style='font-size:22px;letter-spacing:2px;color:#7a1f1f'>Ottmar Grabenhorst</span><br>Dachdeckermeister · Bauklempnerei · Gerüstbau</div>"
        "<div class=row style='margin-top:26px'><div><small><u>O. Grabenhorst, Am Ziegelteich 9, 31134 Hildesheim</u></small><br><br>Frau<br>Annegret Solbach<br>Lerchenkamp 22<br>31139 Hildesheim</div>"
        "<div style='width:200px;font-size:10px'>Am Ziegelteich 9<br>31134 Hildesheim<br>Tel. 05121 / 55 01 83<br>Steuer-Nr. 30/118/04772<br><br>Hildesheim, den 05.03.2026</div></div>"
        "<p style='margin:34px 0 4px'><b>Rechnung Nr. 2026-0147 vom 05.03.2026</b></p><p>Bauvorhaben: Lerchenkamp 22, Sturmschaden Westseite, Ausführung 16.02. bis 24.02.2026</p><p style='margin:10px 0'>Sehr geehrte Frau Solbach,<br>für die ausgeführten Arbeiten erlauben wir uns zu berechnen:</p>"
        + table("""Pos.|Menge|Einheit|Leistung|EP €|GP €
1|1,00|psch|Baustelle einrichten, Absturzsicherung|180,00|180,00
2|46,00|Stk|Tondachziegel beschädigt aufnehmen und ersetzen, Material bauseits nicht vorhanden|9,80|450,80
3|7,50|lfm|Firstziegel neu vermörteln|42,00|315,00
4|6,20|lfm|Dachrinne Titanzink 6-teilig|38,50|238,70
5|11,50|Std|Facharbeiterstunden nach Rapport|54,00|621,00""", "lrllrr", "class=t")
        + "<table style='width:280px;margin:8px 0 14px auto'><tr><td>Nettosumme<td class=r>1.805,50 €<tr><td>zzgl. 19 % Mehrwertsteuer<td class=r>343,05 €<tr style='font-weight:bold;border-top:1px solid #000;border-bottom:3px double #000'><td>Rechnungsendbetrag<td class=r>2.148,55 €</table>"
        "<p>Zahlbar innerhalb von 14 Tagen ab Rechnungsdatum ohne Abzug, bei Zahlung binnen 8 Tagen gewähren wir 2 % Skonto (= 42,97 €, Zahlbetrag dann 2.105,58 €).</p><p>Im Betrag enthalten sind Lohnkosten nach § 35a EStG in Höhe von 952,00 € inkl. MwSt.</p><p style='margin-top:20px'>Mit freundlichen Grüßen<br><i>O. Grabenhorst</i></p>"
        "<div style='position:fixed;bottom:0;width:100%;border-top:1px solid #7a1f1f;font-size:9px;text-align:center'>Volksbank Innerste · IBAN DE44 2595 0130 0034 5518 02 · BIC NOLADE21HIK · Eingetragen in die Handwerksrolle Hildesheim</div>"
    )
    css = "body{font:12px/1.4 'DejaVu Serif',serif} .t th{border-bottom:1px solid #000;font-weight:normal;font-style:italic} .t td{padding:3px 6px}"
    return html(css, body, says("2026-0147", "2026-03-05", ("Ottmar Grabenhorst", "Annegret Solbach"), "EUR 2148.55", net="1805.50", tax="343.05", due="2026-03-19", items="180.00 450.80 315.00 238.70 621.00", also={"seller_name": ("Ottmar Grabenhorst Dachdeckermeister", "O. Grabenhorst"), "buyer_name": ("Frau Annegret Solbach",)}))


@one_off("world-eu", "de")
def stadtwerke_jahr() -> Paper:
    """Municipal works' year: costs of two energies, instalments paid, rest to pay in a band above everything."""
    body = (
        "<div style='background:#00695c;color:#fff;padding:14px 18px;margin:0'><span style='font-size:20px'>stadtwerke<b>ulmenau</b></span><span style='float:right;font-size:10px'>Ihre Jahresverbrauchsabrechnung 2025</span></div>"
        "<div class=row style='margin-top:30px'><div style='font-size:12px'><small>Stadtwerke Ulmenau GmbH · Postfach 2210 · 36901 Ulmenau</small><br><br>Herrn und Frau<br>Dirk und Yasemin Haferland<br>Obere Kehre 4 b<br>36901 Ulmenau</div>"
        "<div style='width:250px;background:#e0f2f1;padding:10px'><small>Rechnungsnummer</small><br><b>VJ 2025 / 40 77 193</b><br><small>Vertragskonto</small><br><b>2 000 418 835</b><br><small>Rechnungsdatum</small><br><b>31. März 2026</b><br><small>Abrechnungszeitraum</small><br>01.01.2025 – 31.12.2025<br><small>Verbrauchsstelle</small><br>Obere Kehre 4 b, EG</div></div>"
        "<h2 style='margin:24px 0 8px;font-weight:normal'>Guten Tag Frau Haferland, guten Tag Herr Haferland,</h2><p>aus Ihrer Abrechnung ergibt sich eine <b>Nachzahlung von 141,55 €</b>. Wir buchen sie am 17.04.2026 zusammen mit dem neuen Abschlag von Ihrem Konto DE** **** **** **** **41 07 ab.</p>"
        + table("""|Verbrauch|Betrag (netto)
Strom „Ulme Basis“ Zähler 1ESY11 6034 2281|2.914 kWh|842,16 €
Erdgas „Ulme Wärme“ Zähler 7GMT00 0553 1187|13.406 kWh|1.310,40 €""", "lrr", "class=t")
        + "<table class=s><tr><td>Summe netto<td class=r>2.152,56 €<tr><td>Umsatzsteuer 19 %<td class=r>408,99 €<tr class=b><td>Rechnungsbetrag brutto<td class=r>2.561,55 €<tr><td>abzüglich gezahlter Abschläge (11 × 220,00 €)<td class=r>− 2.420,00 €<tr class=b><td>Nachzahlung<td class=r>141,55 €</table>"
        "<p style='margin-top:16px'><b>Ihr neuer Abschlag:</b> monatlich 214,00 € (brutto), erstmals fällig am 17.04.2026.</p><p><small>Der Jahresverbrauch der Vorperiode betrug 3.120 kWh Strom und 14.902 kWh Gas. Amtsgericht Fulda HRB 9004 · USt-IdNr. DE 204 881 337 · Geschäftsführerin: Dr. Imke Pahlke · Gläubiger-ID DE07SWU00000118822</small></p>"
    )
    css = "body{font:11.5px/1.45 'DejaVu Sans Condensed','DejaVu Sans'} .t th{background:#b2dfdb;font-weight:normal} .s{margin-top:12px} .s td{border-top:1px solid #b2dfdb} .b{font-weight:bold}"
    return html(css, body, says("VJ 2025 / 40 77 193", "2026-03-31", ("Stadtwerke Ulmenau GmbH", "Dirk und Yasemin Haferland"), "EUR 2561.55", net="2152.56", tax="408.99", due="2026-04-17", account="2 000 418 835", items="842.16 1310.40", also={"due_date": (None,), "invoice_number": ("VJ2025/4077193",), "account_number": ("2000418835",)}))


@one_off("world-eu", "de")
def funknetz_mobil() -> Paper:
    """A mobile operator: big month, nets with four places, debit on a day, customer account in grey."""
    body = (
        "<table><tr><td style='width:60%'><div style='font-size:30px;font-weight:bold;color:#d4006a'>quellfunk<span style='color:#444'>.</span></div></td><td style='font-size:10px'>Quellfunk Deutschland AG<br>Kundenbetreuung<br>Sonnwendallee 80<br>04329 Leipzig</td></tr></table>"
        "<div style='margin-top:40px'>Torben Ickstadt<br>Schillerpromenade 51<br>12049 Berlin</div><div style='font-size:26px;margin:34px 0 4px'>Ihre Rechnung für März 2026</div>"
        "<table class=g><tr><td>Rechnungsnummer<td>Rechnungsdatum<td>Kundenkonto<td>Rufnummer<tr class=v><td>M26-03-7718204<td>12.03.2026<td>5441902177<td>0163 / 55 20 419</table>"
        + table("""Leistung|Zeitraum|Betrag in €
Quell Flat L – Grundpreis|12.03.–11.04.|25,2017
Option Zusatzkarte Uhr|12.03.–11.04.|9,2353
Verbindungen Ausland (Schweiz), 41 MB|bis 11.03.|4,9076""", "llr", "class=t")
        + "<table class=s><tr><td>Nettobetrag<td class=r>39,34<tr><td>Umsatzsteuer 19,00 %<td class=r>7,48<tr><td style='font-size:17px;color:#d4006a'>Zu zahlender Betrag<td class=r style='font-size:17px;color:#d4006a'>46,82 €</table>"
        "<p style='margin-top:22px'>Der Betrag wird frühestens am <b>20.03.2026</b> per SEPA-Lastschrift eingezogen. Mandatsreferenz QF-118-2204419, Gläubiger-Identifikationsnummer DE55QFU00000200417.</p><p style='margin-top:10px;font-size:9px'>Einwendungen gegen die Rechnung bitte innerhalb von acht Wochen. Mindestvertragslaufzeit bis 11.09.2027, Kündigungsfrist 1 Monat. Drittanbietersperre: aktiv.</p>"
        "<div style='position:fixed;bottom:0;font-size:8px;color:#888'>Quellfunk Deutschland AG · Vorstand: Birte Önal, Kai Rüdenau · Registergericht Leipzig HRB 40117 · USt-IdNr. DE811550042 · Seite 1 von 1</div>"
    )
    css = inter() + "body{font:12px/1.5 Inter} .g{margin:10px 0 26px} .g tr:first-child td{color:#999;font-size:9px;padding-bottom:0} .v td{font-weight:bold;padding-top:0} .t th{font-weight:normal;color:#999;border-bottom:1px solid #d4006a;font-size:10px} .s{margin-top:14px;border-top:1px solid #ccc}"
    return html(css, body, says("M26-03-7718204", "2026-03-12", ("Quellfunk Deutschland AG", "Torben Ickstadt"), "EUR 46.82", net="39.34", tax="7.48", due="2026-03-20", account="5441902177", items="25.2017 9.2353 4.9076", also={"due_date": (None,), "seller_name": ("quellfunk",)}))


@one_off("world-eu", "de")
def hotel_seeblick() -> Paper:
    """A hotel's folio: days, spa tax, a tax table at the foot, settled by card, balance nil."""
    body = (
        "<div style='text-align:center'><div style='font-size:24px;font-variant:small-caps'>Hotel Drei Linden</div><small>Familie Oberrauch OHG · Seepromenade 17 · 83700 Rottach</small></div>"
        "<div class=row style='margin:30px 0 20px'><div>Merz Anlagentechnik GmbH<br>Herr Konstantin Weyrauch<br>Industriering 3<br>88400 Biberach</div><div>" + table("""Rechnung Nr.:|26/00871
Datum:|14.02.2026
Zimmer:|207
Anreise:|12.02.2026
Abreise:|14.02.2026
Gast:|K. Weyrauch""", "ll", "class=k", head=False) + "</div></div><h3>RECHNUNG</h3>"
        + table("""Datum|Bezeichnung|Anz.|Einzel|Betrag EUR
12.02.|Logis Doppelzimmer zur Einzelnutzung|1|118,00|118,00
12.02.|Frühstück vom Buffet|1|19,00|19,00
12.02.|Kurtaxe|1|2,80|2,80
12.02.|Tiefgarage|1|8,00|8,00
13.02.|Logis Doppelzimmer zur Einzelnutzung|1|118,00|118,00
13.02.|Frühstück vom Buffet|1|19,00|19,00
13.02.|Kurtaxe|1|2,80|2,80
13.02.|Tiefgarage|1|8,00|8,00""", "llrrr", "class=t")
        + "<table style='width:44%;margin:10px 0 0 56%'><tr style='font-weight:bold'><td>Gesamtbetrag<td class=r>295,60<tr><td>14.02. girocard<td class=r>-295,60<tr style='border-top:1px solid #000'><td>Saldo<td class=r>0,00</table>"
        + "<div style='width:62%;margin-top:30px;font-size:10px'>" + table("""MwSt.|Netto|MwSt.-Betrag|Brutto
7,00 %|220,56|15,44|236,00
19,00 %|45,38|8,62|54,00
0,00 %|5,60|0,00|5,60
Summe|271,54|24,06|295,60""", "lrrr", "class=x") + "</div><p style='margin-top:40px;text-align:center;font-style:italic'>Auf Wiedersehen am See!</p><p style='text-align:center;font-size:9px'>Steuernummer 139/162/50418 · Sparkasse Oberland DE02 7015 1230 0010 8842 15</p>"
    )
    css = "body{font:11.5px/1.4 'DejaVu Serif Condensed','DejaVu Serif'} h3{letter-spacing:6px;font-weight:normal} .k td{padding:1px 6px} .t th{border-top:1px solid;border-bottom:1px solid} .t td{padding:2px 6px} .x th,.x td{border:1px solid #999}"
    return html(css, body, says("26/00871", "2026-02-14", ("Familie Oberrauch OHG", "Merz Anlagentechnik GmbH"), "EUR 295.60", net="271.54", tax="24.06", items="118.00 19.00 2.80 8.00 118.00 19.00 2.80 8.00", also={"seller_name": ("Hotel Drei Linden", "Hotel Drei Linden Familie Oberrauch OHG"), "due_date": ("2026-02-14",)}))


@one_off("world-eu", "de")
def bahn_ticket() -> Paper:
    """A train ticket that is an invoice too: order number in a box, journey in the middle, tax in one line."""
    body = (
        "<div class=row style='border-bottom:4px solid #1a237e;padding-bottom:6px'><b style='font-size:20px;color:#1a237e'>NordOst Express</b><span>Online-Ticket · Rechnung</span></div>"
        "<div class=row style='margin-top:14px'><div style='width:46%'><small>Rechnungsempfänger</small><br>Wiebke Tönnies<br>Fährstraße 12<br>18439 Stralsund</div><div style='width:46%;border:2px solid #1a237e;padding:8px;text-align:center'><small>Auftragsnummer</small><div style='font-size:20px;letter-spacing:3px'>QK7T2M</div></div></div>"
        "<div style='background:#e8eaf6;padding:10px;margin:16px 0'><b>Stralsund Hbf → Hamburg Hbf</b>, 1 Person, Spartarif 2. Klasse<br>Hinfahrt Fr 27.03.2026 ab 07:54 an 10:51 NOX 418 Wg. 6 Pl. 34<br>Rückfahrt So 29.03.2026 ab 17:06 an 20:04 NOX 423 Wg. 4 Pl. 71</div>"
        + table("""Positionen|Menge|MwSt|Preis
Spartarif Hin- und Rückfahrt|1|7 % (D)|82,90 €
Sitzplatzreservierung|2|7 % (D)|4,90 €""", "lrlr", "class=t")
        + "<p class=r style='font-size:15px;margin:10px 0'><b>Gesamtpreis: 87,80 €</b></p><p class=r><small>inkl. 7 % MwSt. 5,74 € · Nettobetrag 82,06 €</small></p>"
        "<div style='border-top:1px dashed #777;margin-top:20px;padding-top:10px'>Rechnungsnummer: 2026-NOX-00448120 &nbsp;&nbsp; Rechnungs- und Buchungsdatum: 02.03.2026<br>Zahlung: Kreditkarte **** 7710, Betrag 87,80 € am 02.03.2026 belastet, Autorisierung 551093</div>"
        "<div style='width:130px;height:130px;margin:20px auto;background:repeating-conic-gradient(#000 0 25%,#fff 0 50%) 0 0/14px 14px'></div><small>Verkehrsunternehmen: NordOst Express Betriebsgesellschaft mbH, Am Ostkai 1, 18055 Rostock, USt-ID DE298811004. Gültig nur mit amtlichem Lichtbildausweis. Umtausch bis 1 Tag vor dem 1. Geltungstag 10,00 €.</small>"
    )
    css = "body{font:12px/1.4 'DejaVu Sans Condensed'} .t th{font-size:10px;color:#1a237e} .t td{border-top:1px solid #c5cae9}"
    return html(css, body, says("2026-NOX-00448120", "2026-03-02", ("NordOst Express Betriebsgesellschaft mbH", "Wiebke Tönnies"), "EUR 87.80", net="82.06", tax="5.74", items="82.90 4.90", also={"seller_name": ("NordOst Express",), "due_date": ("2026-03-02",)}))


@one_off("world-eu", "de")
def kanzlei_rvg() -> Paper:
    """A lawyer's bill of costs: file number beside invoice number, value in dispute above the fees, no rules at all."""
    body = (
        "<table><tr><td style='width:62%'><span style='font-size:17px'>Dr. Hasenkamp &amp; Vial</span><br>Rechtsanwälte Partnerschaft mbB</td><td style='font-size:10px'>Neutorgraben 6<br>79098 Freiburg<br>T 0761 5520-110<br>kanzlei@hasenkamp-vial.example</td></tr></table>"
        "<div style='margin:40px 0 30px'>Bruckner Holzbau GmbH &amp; Co. KG<br>z. Hd. Herrn Gero Bruckner<br>Sägewerk 1<br>79263 Simonswald</div><div style='text-align:right'>Freiburg, den 9. März 2026</div>"
        "<p><b>Kostenrechnung Nr. 114/26</b></p><p>In Sachen: Bruckner ./. Gemeinde Oberprechtal<br>Unser Zeichen: 00877/25 HK-vo<br>Leistungszeitraum: 11.11.2025 bis 27.02.2026</p><p style='margin:14px 0 6px'>Gegenstandswert: 18.400,00 €</p>"
        + table("""1,3 Geschäftsgebühr §§ 13, 14 RVG, Nr. 2300 VV RVG|1.024,40 €
Pauschale für Post und Telekommunikation Nr. 7002 VV RVG|20,00 €
Akteneinsicht, Aktenversendungspauschale|12,00 €
<b>Zwischensumme netto</b>|1.056,40 €
19 % Umsatzsteuer Nr. 7008 VV RVG|200,72 €
<b>Endsumme</b>|<b>1.257,12 €</b>""", "lr", "style='width:88%'", head=False)
        + "<p style='margin-top:24px'>Wir bitten um Ausgleich bis zum 30.03.2026 unter Angabe der Rechnungsnummer auf unser Geschäftskonto IBAN DE77 6805 0101 0013 5502 68.</p><p style='margin-top:30px'>Dr. Corinna Hasenkamp<br>Rechtsanwältin<br>Fachanwältin für Verwaltungsrecht</p>"
        "<div style='position:fixed;bottom:0;font-size:8px'>Partnerschaftsregister AG Freiburg PR 700 218 · USt-IdNr. DE 315 008 229 · Anderkonto: DE31 6805 0101 0013 5599 01</div>"
    )
    css = "body{font:12.5px/1.5 'DejaVu Serif'} td{padding:2px 0}"
    return html(css, body, says("114/26", "2026-03-09", ("Dr. Hasenkamp & Vial Rechtsanwälte Partnerschaft mbB", "Bruckner Holzbau GmbH & Co. KG"), "EUR 1257.12", net="1056.40", tax="200.72", due="2026-03-30", items="1024.40 20.00 12.00", also={"seller_name": ("Dr. Hasenkamp & Vial",)}), margin="22mm 25mm")


@one_off("world-eu", "de")
def praxis_goae() -> Paper:
    """A private doctor's bill through a billing office: codes and factors, no tax, patient number."""
    body = (
        "<div class=row><div style='font-size:10px'>ÄVB Verrechnungsdienst Rhein-Lahn e. G.<br>im Auftrag von<br><b style='font-size:13px'>Dr. med. Sunniva Eickelberg</b><br>Fachärztin für Innere Medizin<br>Rathausplatz 2, 56130 Bad Ems</div><div class=bx>" + table("""Rechnungs-Nr.|3310/26-0458
Rechnungsdatum|19.03.26
Patient|Rademacher, Egon
geb.|04.07.1958
Patienten-Nr.|20417""", "lr", head=False) + "</div></div>"
        "<div style='margin:36px 0'>Herrn<br>Egon Rademacher<br>Lahnstraße 88<br>56130 Bad Ems</div><p>Liquidation gemäß Gebührenordnung für Ärzte (GOÄ)<br>Diagnose: arterielle Hypertonie, V. a. Steatosis hepatis</p>"
        + table("""Datum|GOÄ-Nr.|Leistung|Faktor|Anz.|Euro
03.03.26|1|Beratung, auch telefonisch|2,3|1|10,72
03.03.26|5|Symptombezogene Untersuchung|2,3|1|10,72
03.03.26|410|Ultraschall eines Organs|2,3|1|26,81
03.03.26|420|Ultraschall weitere Organe|2,3|2|21,44
04.03.26|250|Blutentnahme mittels Spritze|1,8|1|4,20""", "lllrrr", "class=t")
        + "<div style='margin:14px 0;padding:8px;background:#eee;text-align:right'>Zahlbetrag <b style='margin-left:40px'>73,89 EUR</b></div><p>Bitte zahlen Sie bis spätestens 18.04.26. Ärztliche Heilbehandlung, umsatzsteuerfrei nach § 4 Nr. 14 UStG. Bitte reichen Sie nur dieses Original bei Ihrer Versicherung ein.</p><p style='margin-top:12px'>Konto: ÄVB Rhein-Lahn eG, DE89 5705 1001 0000 2277 40, Verwendungszweck: 3310260458</p>"
    )
    css = "body{font:11px/1.4 'DejaVu Sans'} .bx{border:1px solid #000;padding:4px} .bx td{padding:1px 6px} p{margin:8px 0} .t td,.t th{border-bottom:1px dotted #888}"
    return html(css, body, says("3310/26-0458", "2026-03-19", ("Dr. med. Sunniva Eickelberg", "Egon Rademacher"), "EUR 73.89", due="2026-04-18", account="20417", items="10.72 10.72 26.81 21.44 4.20", also={"seller_name": ("ÄVB Verrechnungsdienst Rhein-Lahn e. G.", "ÄVB Rhein-Lahn eG"), "account_number": (None,), "net_amount": ("73.89",), "tax_amount": ("0.00",)}))


@one_off("world-eu", "de")
def gartenwelt_shop() -> Paper:
    """A web shop: five numbers in a grey grid, two rates in gross prices, paid by wallet, due nothing."""
    body = (
        "<div class=row><div><svg width=40 height=40><circle cx=20 cy=20 r=18 fill='#558b2f'/><path d='M20 34 L20 12 L30 6' stroke='#fff' stroke-width=3 fill=none /></svg></div><div class=r style='font-size:9px'>Blattwerk Gartenversand GmbH<br>Torfweg 31 · 26689 Apen<br>service@blattwerk.example</div></div>"
        "<h1 style='font-size:20px;margin:16px 0'>Rechnung</h1><table class=g><tr><td>Rechnungsnr.<td>Kundennr.<td>Bestellnr.<td>Lieferscheinnr.<td>Bestelldatum<td>Datum<tr class=v><td>BW-R-604418<td>K1184027<td>1009-77315<td>LS-604102<td>24.02.2026<td>26.02.2026</table>"
        "<div class=row style='margin:20px 0'><div><b>Rechnungsadresse</b><br>Jolanda Wiechert<br>Am Deich 40<br>27568 Bremerhaven</div><div><b>Lieferadresse</b><br>Kleingartenverein Geeste e. V.<br>c/o Wiechert, Parzelle 17<br>27570 Bremerhaven</div></div>"
        + table("""Art.-Nr.|Artikel|MwSt.|Anz.|Einzelpreis|Gesamtpreis
R-2041|Rosenstock „Amadea“, Container 5 l|7%|2|18,95 €|37,90 €
W-0077|Bypass-Handschere geschmiedet|19%|1|34,50 €|34,50 €
S-6010|Rindenmulch 60 l|19%|3|7,99 €|23,97 €
|Versandkosten DHL Sperrgut|19%|1|5,95 €|5,95 €""", "lllrrr", "class=t")
        + "<div style='margin-left:50%'><table class=s><tr><td>Gesamtsumme netto<td class=r>89,55 €<tr><td>enthaltene MwSt. 7 %<td class=r>2,48 €<tr><td>enthaltene MwSt. 19 %<td class=r>10,29 €<tr style='font-weight:bold'><td>Gesamtsumme brutto<td class=r>102,32 €<tr><td>Bereits bezahlt (PayWallet)<td class=r>-102,32 €<tr><td>Noch zu zahlen<td class=r>0,00 €</table></div>"
        "<p style='margin-top:24px'>Vielen Dank, Ihre Zahlung haben wir am 24.02.2026 erhalten. Rechnungsdatum entspricht dem Lieferdatum.</p><div style='position:fixed;bottom:0;font-size:8px;color:#777' class=row><span>Blattwerk Gartenversand GmbH<br>GF: Enno Harms</span><span>&nbsp;&nbsp;AG Oldenburg HRB 211904<br>&nbsp;&nbsp;USt-IdNr. DE 266 410 077</span><span>&nbsp;&nbsp;Widerruf: 14 Tage<br>&nbsp;&nbsp;blattwerk.example/retoure</span></div>"
    )
    css = "body{font:11px/1.5 'DejaVu Sans Condensed'} .g{background:#f4f4f4} .g tr:first-child td{font-size:8px;color:#888;padding-bottom:0} .v td{padding-top:0} .t th{background:#558b2f;color:#fff;font-weight:normal} .t tr:nth-child(odd) td{background:#f7faf3}"
    return html(css, body, says("BW-R-604418", "2026-02-26", ("Blattwerk Gartenversand GmbH", "Jolanda Wiechert"), "EUR 102.32", net="89.55", tax="12.77", account="K1184027", items="37.90 34.50 23.97 5.95", also={"due_date": ("2026-02-26", "2026-02-24")}))


@one_off("world-eu", "de")
def grafik_klein() -> Paper:
    """A freelancer without VAT: labels above values down the left margin, the body to the right, no table rules."""
    body = (
        "<div style='display:flex'><div style='width:150px;font-size:10px;padding-top:120px'><p><small>Rechnung</small><br>Nº 07 / 2026</p><p><small>Datum</small><br>22. Februar 2026</p><p><small>Leistung</small><br>Januar 2026</p><p><small>Zahlbar bis</small><br>8. März 2026</p><p><small>Konto</small><br>Fidelia Mahnke<br>DE16 4306 0967<br>1180 4471 00</p><p><small>Steuernummer</small><br>24/407/01993</p></div>"
        "<div style='flex:1'><div style='font-size:28px;letter-spacing:-1px'>Fidelia Mahnke</div><div>Illustration und Buchgestaltung</div><div style='margin:70px 0 50px'>Verlag Kleine Flut<br>Herstellung, Frau Ritzenhoff<br>Kastanienallee 71<br>10435 Berlin</div>"
        + table("""Umschlagillustration „Das Salzhaus“|420,00 €
Vignetten, 8 Stück à 20,00 €|160,00 €
Einfache Nutzungsrechte, 5 Jahre|60,00 €
<b>Summe</b>|<b>640,00 €</b>""", "lr", "class=t", head=False)
        + "<p style='margin-top:20px'>Gemäß § 19 UStG wird keine Umsatzsteuer berechnet.</p><p style='margin-top:30px'>Herzlichen Dank für die schöne Zusammenarbeit!</p><p style='margin-top:120px;font-size:9px;color:#888'>Fidelia Mahnke · Wönnichstraße 103 · 10317 Berlin · hallo@mahnke.example</p></div></div>"
    )
    css = inter() + "body{font:12px/1.55 Inter} p{margin-bottom:12px} .t td{padding:6px 0}"
    return html(css, body, says("07 / 2026", "2026-02-22", ("Fidelia Mahnke", "Verlag Kleine Flut"), "EUR 640.00", due="2026-03-08", items="420.00 160.00 60.00", also={"invoice_number": ("07/2026",), "net_amount": ("640.00",), "tax_amount": ("0.00",)}), margin="20mm")


@one_off("world-eu", "de")
def schluss_bau() -> Paper:
    """A builder's final invoice on two pages: carry-over, gross total, two instalments paid, remainder."""
    body = (
        "<div class=row><b style='font-size:16px'>TIEFBAU KORTHAUS</b><span class=r>Korthaus Hoch- und Tiefbau GmbH<br>Am Güterbahnhof 44, 59557 Lippstadt</span></div><hr>"
        "<div class=row style='margin:20px 0'><div>Wohnungsgenossenschaft Lippeaue eG<br>Bauabteilung<br>Marktstraße 9<br>59555 Lippstadt</div><div>" + table("""Schlussrechnung|SR-26-019
Datum|27.02.2026
Kunden-Nr.|10388
Auftrag|A-25-0312 vom 02.06.2025
Sachbearbeiter|Hr. Niggemeier
Blatt|1 von 2""", "ll", "class=k", head=False) + "</div></div><p><b>Schlussrechnung – BV Erweiterung Tiefgarage Lippeaue, Los 1</b></p>"
        + table("""OZ|Leistung|Menge|EP|GP EUR
01.10|Baustelle einrichten und räumen|1,000 psch|1.850,00|1.850,00
01.20|Oberboden abtragen, seitlich lagern|240,000 m²|4,20|1.008,00
01.30|Baugrubenaushub Bodenklasse 3-5|310,000 m³|18,60|5.766,00
01.40|Schottertragschicht 0/45 liefern, einbauen|145,000 m³|38,40|5.568,00
02.10|Fundamente C25/30 einschl. Schalung|36,000 m³|212,50|7.650,00
||||
|Übertrag|||21.842,00""", "llrrr", "class=t")
        + "<div style='page-break-before:always' class=row><b>TIEFBAU KORTHAUS</b><span>Schlussrechnung SR-26-019 vom 27.02.2026 · Blatt 2 von 2</span></div><hr>"
        + table("""OZ|Leistung|Menge|EP|GP EUR
|Übertrag|||21.842,00
02.20|Mauerwerk Kalksandstein 24 cm|118,000 m²|79,00|9.322,00
02.30|Abdichtung Bitumendickbeschichtung|84,000 m²|31,50|2.646,00
03.10|Entwässerungsleitung KG DN 110|62,000 m|45,00|2.790,00
03.20|Stundenlohnarbeiten nach Nachweis|40,000 h|56,50|2.260,00
03.30|Kranstellung|4,000 Tg|600,00|2.400,00""", "llrrr", "class=t")
        + "<div style='margin-left:42%;margin-top:14px'>" + table("""Summe netto|41.260,00
19,00 % USt|7.839,40
Auftragssumme brutto|49.099,40
./. 1. Abschlagszahlung v. 04.09.2025|-23.800,00
./. 2. Abschlagszahlung v. 11.12.2025|-17.850,00
Noch zu zahlender Restbetrag|7.449,40""", "lr", "class=s", head=False) + "</div><p style='margin-top:18px'>In den Abschlagszahlungen ist USt von 3.800,00 EUR und 2.850,00 EUR enthalten. Zahlbar bis 29.03.2026 ohne Abzug.</p><p>Sparkasse Hellweg-Lippe, DE29 4145 0075 0000 6617 32 · St.-Nr. 330/5712/0884</p>"
    )
    css = "body{font:10.5px/1.4 'DejaVu Sans Mono',monospace} .k td{padding:0 6px} .t th{border-bottom:1px solid #000;border-top:1px solid #000} .t td{padding:3px 4px} .s tr:nth-child(3) td,.s tr:last-child td{border-top:1px solid #000;font-weight:bold}"
    return html(css, body, says("SR-26-019", "2026-02-27", ("Korthaus Hoch- und Tiefbau GmbH", "Wohnungsgenossenschaft Lippeaue eG"), "EUR 49099.40", net="41260.00", tax="7839.40", due="2026-03-29", account="10388", items="1850.00 1008.00 5766.00 5568.00 7650.00 9322.00 2646.00 2790.00 2260.00 2400.00"))
