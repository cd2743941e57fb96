# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Late one-off invoices in German: a correction, a premium, a shop, a plumber in Tyrol, a school of music."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.late_kit import Pen, cells, typeset
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table


@one_off("world-late", "de")
def korrektur_der_lizenzen() -> Paper:
    """A software house takes licences back: a correction that names the invoice corrected, minus signs throughout."""
    css = "body{font:11px 'DejaVu Sans'} .a{font-size:8px;text-decoration:underline} .m td{padding:1px 8px 1px 0} .g th{border-top:1px solid;border-bottom:1px solid} .f{position:fixed;bottom:0;left:0;right:0;font-size:8px;border-top:1px solid #999;display:flex;justify-content:space-between;padding-top:6px}"
    body = (
        "<div class=r style='font-size:20px;color:#1c4e80'>KRANICH<b>software</b></div><br><br><div class=row><div><p class=a>Kranich Software GmbH · Am Güterbahnhof 9 · 17489 Greifswald</p><br>Zahnarztpraxis Dr. Wieland<br>Frau Dr. Antje Wieland<br>Markt 14<br>18439 Stralsund</div><div>"
        + table("Belegnummer|RK-2026-0057\nDatum|11.02.2026\nKundennummer|10482\nzu Rechnung|RE-2026-0311\nvom|19.01.2026\nBearbeiter|T. Ohlsen", "ll", "class=m", False)
        + "</div></div><br><br><b style='font-size:15px'>Rechnungskorrektur</b><p style='margin:8px 0'>Sehr geehrte Frau Dr. Wieland,<br>wie telefonisch besprochen schreiben wir Ihnen die zu viel berechneten Arbeitsplätze gut.</p>"
        + table("Pos.|Bezeichnung|Menge|Einzel €|Gesamt €\n1|Arbeitsplatzlizenz Praxisplaner, Februar bis Mai 2026|-4|49,00|-196,00\n2|Einrichtungspauschale|-1|35,00|-35,00", "llrrr", "class=g")
        + "<div style='width:45%;margin:10px 0 0 55%'>" + table("Nettobetrag|-231,00 €\n19 % Umsatzsteuer|-43,89 €\n<b>Gutschriftsbetrag</b>|<b>-274,89 €</b>", "lr", "", False)
        + "</div><p style='margin-top:26px'>Der Betrag wird mit der nächsten Rechnung verrechnet.</p><div class=f><div>Kranich Software GmbH<br>Geschäftsführer: Nils Harder<br>HRB 20718 Stralsund</div><div>USt-IdNr. DE298811742<br>Steuer-Nr. 084/112/04417</div><div>Boddenbank eG<br>IBAN DE61 1509 1704 0007 7120 19</div></div>"
    )
    return html(css, body, says("RK-2026-0057", "2026-02-11", ("Kranich Software GmbH", "Zahnarztpraxis Dr. Wieland"), "EUR -274.89", net="-231.00", tax="-43.89", account="10482", items="-196.00 -35.00"))


@one_off("world-late", "de")
def beitrag_fuer_das_haus() -> Paper:
    """An insurer's premium note: policy number, parts of the cover, insurance tax, collected by mandate."""
    pen = Pen(points=10)
    pen.say(60, 40, "Holsten Brandkasse", bold=True, points=17)
    pen.say(60, 62, "Versicherungsverein auf Gegenseitigkeit", points=8)
    pen.say(60, 128, "Holsten Brandkasse VVaG, Postfach 4417, 24103 Kiel", points=7)
    pen.say(60, 146, "Herrn\nJörn Petersen-Lüth\nDeichweg 3\n25899 Niebüll")
    pen.rows(128, "340l 540r", "Kundennummer|4471190\nVersicherungsschein|WG 77.118.402-6\nRechnungsnummer|2026-4471190-2\nDatum|28. Januar 2026\nService|0431 5550 120", step=15)
    pen.say(60, 250, "Beitragsrechnung zu Ihrer Wohngebäudeversicherung", bold=True, points=12)
    pen.say(60, 274, "Guten Tag Herr Petersen-Lüth,\nfür die Zeit vom 01.03.2026 bis 01.03.2027 berechnen wir:")
    pen.rule(60, 310, 540)
    pen.rows(316, "60l 540r", "Feuer, Leitungswasser, Sturm und Hagel|318,40 EUR\nGlasbruch|41,20 EUR\nElementarschäden|96,75 EUR", step=17)
    pen.rule(380, 370, 540)
    pen.rows(374, "60l 540r", "Jahresbeitrag ohne Versicherungsteuer|456,35 EUR\nVersicherungsteuer 19 %|86,71 EUR", step=17)
    pen.rows(410, "60l 540r", "Zu zahlender Betrag, fällig am 01.03.2026|543,06 EUR", bold=True)
    pen.rule(60, 428, 540)
    pen.say(60, 446, "Wir buchen den Betrag am Fälligkeitstag von Ihrem Konto DE** **** **** **** **44 18 ab.\nMandatsreferenz WG771184026-01, Gläubiger-Identifikationsnummer DE55ZZZ00000441190.\n\nDie Versicherungsteuer führen wir an das Bundeszentralamt für Steuern ab\n(Versicherungsteuernummer 9116 10 00447). Umsatzsteuer fällt nicht an.\n\nMit freundlichen Grüßen\nIhre Holsten Brandkasse")
    return pen.paper(says("2026-4471190-2", "2026-01-28", ("Holsten Brandkasse VVaG", "Jörn Petersen-Lüth"), "EUR 543.06", net="456.35", tax="86.71", due="2026-03-01", account="4471190", items="318.40 41.20 96.75", also={"seller_name": ("Holsten Brandkasse",)}))


@one_off("world-late", "de")
def helm_rucksack_und_buch() -> Paper:
    """A shop's order confirmation that is the invoice too: prices with tax, two rates, a voucher, paid."""
    css = inter() + "body{font:11px Inter;color:#333} .t{background:#12a47c;color:#fff;padding:12px 16px;font-size:19px} .g td{border-bottom:1px solid #e4e4e4;padding:9px 4px} .s td{padding:2px 4px} .k{background:#f6f6f6;padding:10px;border-radius:6px;width:31%}"
    body = (
        "<div class='t row'><b>radlieb.example</b><span>Danke für Ihre Bestellung!</span></div><p style='margin:14px 0'>Hallo Yasemin Körner, dies ist Ihre Bestellbestätigung und zugleich Ihre Rechnung.</p><div class=row><div class=k><b>Bestellung</b><br>B-551-20984<br>06.05.2026, 21:14 Uhr</div><div class=k><b>Rechnung</b><br>Rechnungsnr. 26-0070418<br>Rechnungsdatum 07.05.2026</div><div class=k><b>Liefer- und Rechnungsadresse</b><br>Yasemin Körner<br>Lindenhof 22<br>53111 Bonn</div></div><br>"
        + table("Artikel|Anz.|MwSt.|Preis\nTagesrucksack Ahr 22 l, moosgrün<br><small>Art. 44710-22</small>|1|19 %|89,90 €\nHelm Siebengebirge, Gr. M<br><small>Art. 39118-M</small>|1|19 %|64,95 €\nBuch „Rheinradweg in 14 Etappen“<br><small>ISBN 978-3-00-044718-1</small>|1|7 %|22,00 €", "lcrr", "class=g")
        + "<div style='width:55%;margin:10px 0 0 45%'>" + table("Zwischensumme|176,85 €\nGutschein RADFRUEHLING|-15,00 €\nVersand DHL|4,95 €\n<b>Gesamtsumme inkl. MwSt.</b>|<b>166,80 €</b>\nenthaltene MwSt. 19 % (aus netto 121,68 €)|23,12 €\nenthaltene MwSt. 7 % (aus netto 20,56 €)|1,44 €", "lr", "class=s", False)
        + "</div><p style='margin-top:18px'>Bezahlt mit PayPal am 06.05.2026. Leistungsdatum entspricht dem Versanddatum 07.05.2026.</p><p style='margin-top:60px'><small>radlieb Versand UG (haftungsbeschränkt), Hohe Pforte 8, 50676 Köln · Amtsgericht Köln HRB 99118 · USt-IdNr. DE331877204 · Widerruf binnen 14 Tagen, siehe Rückseite</small></p>"
    )
    return html(css, body, says("26-0070418", "2026-05-07", ("radlieb Versand UG (haftungsbeschränkt)", "Yasemin Körner"), "EUR 166.80", tax="24.56", items="89.90 64.95 22.00", items_also="89.90 64.95 22.00 -15.00 4.95", also={"seller_name": ("radlieb.example", "radlieb", "radlieb Versand UG"), "net_amount": ("142.24",), "tax_amount": (None,)}))


@one_off("world-late", "de")
def installateur_in_tirol() -> Paper:
    """An Austrian plumber's letter: hours, pipe and travel, twenty percent, less two if paid within eight days."""
    return typeset("""
#set page(paper: "a4", margin: (x: 24mm, y: 18mm))
#set text(font: "New Computer Modern", size: 11pt, lang: "de")
#text(16pt)[Installationen Brandauer e.U.] \\
Gas – Wasser – Heizung · Speckbacherstraße 31 · 6380 St. Johann in Tirol · Tel. 05352 / 55 01 18 \\
UID: ATU 64417720 · FN 330187 k, LG Innsbruck
#line(length: 100%, stroke: 0.5pt)
#v(6mm)
Frau \\ Mag. Roswitha Ebner-Gschwandtner \\ Almdorfweg 7 \\ 6382 Kirchdorf in Tirol
#v(6mm)
#align(right)[St. Johann, am 14. April 2026]
#text(13pt, weight: "bold")[Rechnung Nr. 26/0144] \\
Bauvorhaben: Badsanierung Obergeschoß, Leistungszeitraum 23. März bis 2. April 2026
#v(4mm)
Sehr geehrte Frau Magister, wir erlauben uns wie folgt zu verrechnen:
#table(columns: (1.4cm, 1.6cm, 1fr, 2.2cm, 2.6cm), align: (right, left, left, right, right), stroke: none, """ + cells("Menge|Einh.|Leistung|EP|Betrag €", True) + cells("11,5|Std.|Regiestunden Installateur|68,00|782,00\n11,5|Std.|Regiestunden Lehrling|42,00|483,00\n22|lfm|Kupferrohr 18 mm samt Isolierung|14,80|325,60\n1|psch.|Kleinmaterial, Dichtungen|48,00|48,00\n2|Stk.|An- und Abfahrt|35,00|70,00") + """)
#align(right)[#table(columns: (5cm, 3cm), align: (left, right), stroke: none, """ + cells("Summe netto|1.708,60\n\\+ 20 % MwSt.|341,72\n*Rechnungsbetrag*|*€ 2.050,32*") + """)]
Zahlbar binnen 8 Tagen mit 2 % Skonto (€ 2.009,31) oder binnen 30 Tagen netto.
#v(4mm)
Mit freundlichen Grüßen \\ Hannes Brandauer
#v(1fr)
#text(8pt)[Bankverbindung: Kitzbüheler Regionalbank, IBAN AT48 3626 3000 0044 1187. Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.]
""", says("26/0144", "2026-04-14", ("Installationen Brandauer e.U.", "Mag. Roswitha Ebner-Gschwandtner"), "EUR 2050.32", net="1708.60", tax="341.72", due="2026-05-14", items="782.00 483.00 325.60 48.00 70.00", also={"buyer_name": ("Roswitha Ebner-Gschwandtner",)}))


@one_off("world-late", "de")
def geige_im_toesstal() -> Paper:
    """A Swiss school of music bills a term: no tax, a sibling's rebate, a payment slip at the foot."""
    css = "body{font:11px 'DejaVu Sans Condensed','DejaVu Sans'} .g td,.g th{border-bottom:1px solid #aaa;padding:6px 2px} .z{position:fixed;bottom:0;left:0;right:0;border-top:1px dashed #000;display:flex;font-size:9px;padding-top:8px} .z div{padding-right:20px} .q{width:110px;height:110px;background:repeating-linear-gradient(45deg,#000 0 4px,#fff 4px 8px);margin-right:20px}"
    body = (
        "<b style='font-size:16px'>Musikschule Oberes Tösstal</b><br>Schulhausstrasse 4, 8494 Bauma · sekretariat@mstoesstal.example · 052 555 01 77<br><br><br><div class=row><div>Familie<br>Regula und Beat Zollinger<br>Im Grund 12<br>8493 Saland</div><div>"
        + table("Rechnung|260331\nDatum|13.02.2026\nDebitor|50872\nZahlbar bis|15.03.2026\nWährung|CHF", "ll", "", False)
        + "</div></div><br><h3>Schulgeld Frühlingssemester 2026</h3>"
        + table("Schülerin|Leistung|Lektionen|Betrag\nLivia Zollinger|Violine, Einzelunterricht 30 Minuten|19|820.00\nLivia Zollinger|Miete Violine 1/2, 6 Monate||95.00\nLivia Zollinger|Geschwisterrabatt 10 % auf Unterricht||-82.00\n<b>Total CHF</b>|||<b>833.00</b>", "llrr", "class=g")
        + "<p style='margin-top:14px'>Von der Mehrwertsteuer ausgenommen nach Art. 21 Abs. 2 Ziff. 11 MWSTG. Die Gemeinde Bauma trägt die Hälfte der Unterrichtskosten; ihr Anteil ist bereits abgezogen. Bei Fragen erreichen Sie Frau Hotz vormittags.</p>"
        "<div class=z><div style='width:30%;border-right:1px dashed #000'><b>Empfangsschein</b><br>Konto / Zahlbar an<br>CH27 3000 0001 8401 7734 2<br>Musikschule Oberes Tösstal<br>8494 Bauma<br><br>Zahlbar durch<br>Regula und Beat Zollinger<br>8493 Saland<br><br>Währung &nbsp; Betrag<br>CHF &nbsp; 833.00</div><div style='padding-left:20px'><b>Zahlteil</b><br><br><div class=q></div><br>Währung &nbsp; Betrag<br>CHF &nbsp; 833.00</div><div>Konto / Zahlbar an<br>CH27 3000 0001 8401 7734 2<br>Musikschule Oberes Tösstal<br>Schulhausstrasse 4<br>8494 Bauma<br><br>Referenz<br>00 00000 00000 00508 72000 26033 17<br><br>Zahlbar durch<br>Regula und Beat Zollinger<br>Im Grund 12<br>8493 Saland</div></div>"
    )
    return html(css, body, says("260331", "2026-02-13", ("Musikschule Oberes Tösstal", "Regula und Beat Zollinger"), "CHF 833.00", due="2026-03-15", account="50872", items="820.00 95.00 -82.00", also={"buyer_name": ("Familie Regula und Beat Zollinger",), "net_amount": ("833.00",), "tax_amount": ("0.00",)}))
