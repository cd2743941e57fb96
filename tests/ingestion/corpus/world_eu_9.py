# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off documents of small trades and callings, informal in their wording, in five languages."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table
from tests.ingestion.corpus.surface import Sheet


@one_off("world-eu", "de")
def hebamme() -> Paper:
    """A midwife to a patient: codes with kilometres, no tax, terms in words, number before the word."""
    body = (
        "<div class=row><div style='font-size:18px;color:#8e24aa'>Hebamme Ragnhild Thomsen</div><div class=r style='font-size:9px'>Deichkrone 4 · 25899 Niebüll<br>IK 450118820 · St.-Nr. 15/118/04418</div></div><div style='margin:30px 0'>Frau Levke Christiansen<br>Westersteig 2<br>25842 Langenhorn</div><div class=row><b>Privatrechnung 26-018</b><span>5. März 2026</span></div><p style='margin:10px 0'>Für meine Hilfe im Wochenbett (Kind geb. 28.01.2026) berechne ich:</p>"
        + table("""Ziffer|Leistung|Anzahl|je €|€
1800|Wochenbettbesuch|4|38,46|153,84
2300|Beratung fernmündlich|2|9,27|18,54
3100|Wegegeld je km|36|0,88|31,68
3700|Materialpauschale|1|24,10|24,10
|zusammen|||228,16""", "llrrr", "class=t")
        + "<p style='margin:20px 0'>Bitte überweisen Sie innerhalb von drei Wochen auf DE08 2179 1906 0004 4188 20. Die Leistung ist von der Umsatzsteuer befreit.</p><p>Alles Gute für Euch drei!</p>"
    )
    return html("body{font:12px/1.55 'DejaVu Serif'} .t td{border-bottom:1px dotted #ce93d8} .t th{font-weight:400;color:#8e24aa}", body, says("26-018", "2026-03-05", ("Hebamme Ragnhild Thomsen", "Levke Christiansen"), "EUR 228.16", due="2026-03-26", items="153.84 18.54 31.68 24.10", also={"seller_name": ("Ragnhild Thomsen",), "buyer_name": ("Frau Levke Christiansen",), "net_amount": ("228.16",), "tax_amount": ("0.00",)}))


@one_off("world-eu", "de")
def schornsteinfeger() -> Paper:
    """A chimney sweep: number and day share a label, work values, property address apart, small half sheet."""
    p = Sheet("a5", "Helvetica", 8.5)
    p.text(30, 40, "Bezirksschornsteinfeger Ludger Pohlkötter", 11, True)
    p.text(30, 52, "Mühlenweg 18, 48249 Dülmen, Tel. 02594 550118", 7.5)
    p.lines(30, 90, ["Herrn", "Hubertus Eggemann", "Bauerschaft Weddern 44", "48249 Dülmen"], 9)
    p.text(390, 90, "RECHNUNG", 12, True, "r")
    p.lines(390, 106, ["Rechnung-Nr./Datum: 2026/441 / 03.03.2026", "Liegenschaft: Weddern 44, Nr. 0118", "ausgeführt am 25.02.2026"], 7.5, align="r")
    y = p.table(30, 170, [190, 50, 50, 70], "lrrr", [("Tätigkeit", "AW", "€/AW", "Betrag"), ("Feuerstättenschau", "28,4", "1,20", "34,08"), ("Überprüfung Gasfeuerstätte", "22,7", "1,20", "27,24"), ("Fahrtpauschale", "", "", "9,70")], ruled="u")
    p.pairs(220, 387, y + 14, [("Summe", "71,02"), ("+ 19 % USt", "13,49"), ("Endbetrag Euro", "84,51")], align="r", step=13)
    p.lines(30, y + 80, ["Zahlung bitte bis 24.03.2026 ohne Abzug auf DE60 4015 4530 0004 4188 20.", "Gebühren nach Kehr- und Überprüfungsordnung. St.-Nr. 312/5118/0441"], 7.5, 11)
    return Paper("drawn", p.pdf(), says("2026/441", "2026-03-03", ("Bezirksschornsteinfeger Ludger Pohlkötter", "Hubertus Eggemann"), "EUR 84.51", net="71.02", tax="13.49", due="2026-03-24", items="34.08 27.24 9.70", also={"seller_name": ("Ludger Pohlkötter",), "account_number": ("0118",)}))


@one_off("world-eu", "de")
def makler() -> Paper:
    """An estate agent's commission: a price far above the fee, sums inside a paragraph and again in bold."""
    body = (
        "<div style='background:#eceff1;padding:16px' class=row><span style='font-size:17px'>Immobilienkontor Staufen</span><span style='font-size:9px'>Immobilienkontor Staufen GmbH<br>Marktplatz 9, 73033 Göppingen<br>USt-IdNr. DE 304 418 820</span></div><div style='margin:34px 0'>Eheleute Dr. Anselm und Miriam Kurz<br>Hohenstaufenstraße 71<br>73033 Göppingen</div><p class=r>Göppingen, 27. Februar 2026</p><p><b>Provisionsrechnung IK/2026/0033</b><br>Objekt: Einfamilienhaus Panoramaweg 6, 73037 Göppingen, Kaufvertrag UR-Nr. 418/2026 vom 20. Februar 2026, Notar Weidle</p><p>Vereinbarungsgemäß berechnen wir Ihnen aus dem beurkundeten Kaufpreis von 385.000,00 Euro:</p>"
        + table("""3,00 % Maklerprovision|11.550,00 Euro
zuzüglich 19 % gesetzliche Umsatzsteuer|2.194,50 Euro
insgesamt|13.744,50 Euro""", "lr", "style='width:80%;margin:14px auto'", head=False)
        + "<p>Den Betrag von <b>13.744,50 Euro</b> erbitten wir bis zum 13. März 2026 auf unser Konto DE71 6105 0000 0004 4188 20.</p><p style='margin-top:30px'>Mit freundlichen Grüßen<br>Immobilienkontor Staufen GmbH</p>"
    )
    return html("body{font:12px/1.55 'DejaVu Sans'} p{margin:12px 0}", body, says("IK/2026/0033", "2026-02-27", ("Immobilienkontor Staufen GmbH", "Dr. Anselm und Miriam Kurz"), "EUR 13744.50", net="11550.00", tax="2194.50", due="2026-03-13", items="11550.00", also={"net_amount": (None,), "seller_name": ("Immobilienkontor Staufen",), "buyer_name": ("Eheleute Dr. Anselm und Miriam Kurz", "Anselm und Miriam Kurz")}))


@one_off("world-eu", "de")
def at_internet() -> Paper:
    """An Austrian line: captions under the values, twenty percent, debit day, contract and customer number."""
    body = (
        "<div style='font-size:26px;font-weight:bold'>grenzland<span style='color:#ff5722'>NET</span></div><div style='margin:24px 0'>Frau Mag. Edeltraud Kirchmayr<br>Hauptplatz 11/3<br>8280 Fürstenfeld</div><div style='display:flex;gap:24px;border-top:2px solid #ff5722;border-bottom:2px solid #ff5722;padding:8px 0'><div>726 441 882<br><small>Kundennummer</small></div><div>9 2603 118820<br><small>Rechnungsnummer</small></div><div>02.03.2026<br><small>Rechnungsdatum</small></div><div>16.03.2026<br><small>Abbuchung am</small></div><div style='color:#ff5722'><b>€ 39,90</b><br><small>Rechnungsbetrag</small></div></div>"
        + table("""Produkt|Zeitraum|netto €
Glasfaser 150|01.03.–31.03.2026|29,08
Servicepauschale Router|01.03.–31.03.2026|4,17
Entgelt netto||33,25
USt 20 %||6,65
Entgelt brutto||39,90""", "llr", "class=t")
        + "<p style='font-size:9px;margin-top:40px'>Steirische Grenzland Telekom GmbH, Bahnhofstraße 2, 8280 Fürstenfeld, FN 418820 g, ATU 68118820. Einspruch innerhalb von 3 Monaten.</p>"
    )
    return html(inter() + "body{font:11.5px/1.5 Inter} .t{margin-top:24px}", body, says("9 2603 118820", "2026-03-02", ("Steirische Grenzland Telekom GmbH", "Mag. Edeltraud Kirchmayr"), "EUR 39.90", net="33.25", tax="6.65", due="2026-03-16", account="726 441 882", items="29.08 4.17", also={"seller_name": ("grenzlandNET",), "invoice_number": ("92603118820",), "account_number": ("726441882",), "due_date": (None,), "buyer_name": ("Frau Mag. Edeltraud Kirchmayr", "Edeltraud Kirchmayr")}))


@one_off("world-eu", "de")
def zeitung_abo() -> Paper:
    """A newspaper's half-year subscription: only the tax contained is told, period in words, debit in the text."""
    body = (
        "<div style='text-align:center;font-family:\"DejaVu Serif\";font-size:26px;border-bottom:4px double #000'>Harzer Landbote</div><div class=row style='margin:26px 0'><div>Firma<br>Dachsbau Gaststätten KG<br>Herrn Wilko Dachs<br>Brockenblick 3<br>38855 Wernigerode</div><div style='font-size:10px'>Abonnentenservice<br>03943 550118<br><br>Abo-Nummer: 20441882<br>Rechnung: AB-26-118820<br>vom: 16.02.2026</div></div><p>Sehr geehrter Herr Dachs,</p><p>für Ihr Abonnement im Zeitraum 01.03.2026 bis 31.08.2026 berechnen wir:</p>"
        + table("""Harzer Landbote, werktäglich, Botenzustellung|119,20 €
E-Paper-Zusatz|10,00 €
<b>Rechnungsbetrag</b>|<b>129,20 €</b>
darin enthalten 7 % MwSt.|8,45 €""", "lr", "style='margin:14px 0'", head=False)
        + "<p>Den Betrag buchen wir am 02.03.2026 von Ihrem Konto ab. Nächste Rechnung im August 2026.</p><p style='font-size:8px;margin-top:60px'>Harzer Landbote Verlags-GmbH, Burgstraße 1, 38855 Wernigerode, HRB 118820 AG Stendal, USt-ID DE 139 441 882</p>"
    )
    return html("body{font:12px/1.5 'DejaVu Serif Condensed','DejaVu Serif'} p{margin:10px 0}", body, says("AB-26-118820", "2026-02-16", ("Harzer Landbote Verlags-GmbH", "Dachsbau Gaststätten KG"), "EUR 129.20", tax="8.45", due="2026-03-02", account="20441882", items="119.20 10.00", also={"seller_name": ("Harzer Landbote",), "net_amount": ("120.75",), "due_date": (None,), "buyer_name": ("Firma Dachsbau Gaststätten KG",)}))


@one_off("world-eu", "fr")
def fr_veterinaire() -> Paper:
    """A vet's note: prices with tax, animal named, tax told in one grey line, settled at the desk in part."""
    body = (
        "<div style='display:flex;gap:12px'><div style='width:8px;background:#00897b'></div><div><b>Clinique vétérinaire des Marronniers</b><br>Dr Capucine Lhermitte – 30 avenue Foch – 60300 Senlis<br><small>SELARL VETOISE – SIRET 511 882 044 00017 – TVA FR21511882044</small></div></div><div class=row style='margin:20px 0'><div>Note d’honoraires n° 118820<br>Le 07/03/2026 à 11:42<br>Animal : Biscotte, chatte européenne, 4 ans</div><div>Mme Aliénor Sabatier<br>5 rue du Chat-Haret<br>60300 Senlis</div></div>"
        + table("""Acte / produit|Qté|PU TTC|TTC
Consultation vaccinale|1|42,00|42,00
Vaccin typhus-coryza-leucose|1|31,50|31,50
Pipette antiparasitaire|3|14,20|42,60
Remise fidélité|||-5,00""", "lrrr", "class=t")
        + "<p class=r><b>Total TTC : 111,10 €</b><br><span style='color:#888'>Montant HT 92,58 € – TVA 20 % 18,52 €</span></p><p class=r>Réglé en carte bancaire : 111,10 €<br>Reste à régler : 0,00 €</p><p style='margin-top:20px'>Prochain rappel de vaccin : 07/03/2027</p>"
    )
    return html("body{font:11px/1.5 'DejaVu Sans Condensed'} p{margin:8px 0} .t th{background:#e0f2f1}", body, says("118820", "2026-03-07", ("SELARL VETOISE", "Aliénor Sabatier"), "EUR 111.10", net="92.58", tax="18.52", items="42.00 31.50 42.60 -5.00", also={"seller_name": ("Clinique vétérinaire des Marronniers", "Dr Capucine Lhermitte"), "buyer_name": ("Mme Aliénor Sabatier",), "due_date": ("2026-03-07",)}), "A5", "11mm")


@one_off("world-eu", "es")
def es_taller() -> Paper:
    """A garage: labour and parts in two tables, sums in a line of cells, order number beside the invoice number."""
    body = (
        "<div class=row><b style='font-size:16px'>TALLERES MONTEAGUDO E HIJOS, C.B.</b><span>E-30118820</span></div><small>Camino Viejo de Monteagudo 140 · 30160 Murcia · R.I. 30/04418</small><table class=h style='margin:12px 0'><tr><td>FACTURA<br><b>T-0418/26</b><td>FECHA<br><b>24/02/26</b><td>O.R.<br><b>11882</b><td>MATRÍCULA<br><b>4418 LKZ</b><td>KM<br><b>118.204</b><td>CÓD. CLIENTE<br><b>2044</b></table><p>Cliente: FRUTAS HERMANOS ALBALADEJO, S.L. · B-30441882 · Ctra. de Alicante km 5, 30007 Murcia</p><p><b>MANO DE OBRA</b></p>"
        + table("""Sustituir kit de distribución y refrigerante|3,75 h|46,00|172,50""", "lrrr", "class=t", head=False) + "<p><b>RECAMBIOS</b></p>"
        + table("""Kit correa distribución con bomba|1|128,40|128,40
Filtro de aceite|1|14,80|14,80
Anticongelante 1 l|5|6,30|31,50""", "lrrr", "class=t", head=False)
        + "<table class=h style='margin-top:90px'><tr><td>Mano de obra<br>172,50<td>Recambios<br>174,70<td>Base imp.<br>347,20<td>% IVA<br>21<td>Cuota<br>72,91<td>TOTAL €<br><b>420,11</b></table><p style='font-size:9px'>Forma de pago: transferencia 15 días f.f. ES04 3058 0200 1127 2004 4188. Garantía 3 meses o 2.000 km.</p>"
    )
    return html("body{font:11px/1.45 'DejaVu Sans'} p{margin:8px 0} .h td{border:1px solid #666;font-size:10px} .t td{border-bottom:1px solid #ddd}", body, says("T-0418/26", "2026-02-24", ("TALLERES MONTEAGUDO E HIJOS, C.B.", "FRUTAS HERMANOS ALBALADEJO, S.L."), "EUR 420.11", net="347.20", tax="72.91", due="2026-03-11", account="2044", items="172.50 128.40 14.80 31.50", also={"due_date": (None,)}))


@one_off("world-eu", "it")
def it_dentista() -> Paper:
    """A dentist's exempt invoice with stamp duty, tax code of the patient as decoy, paid by card, teeth as numbers."""
    body = (
        "<div style='text-align:right'><b>Studio Dentistico Dott. Ruggero Spadafora</b><br>Corso Mazzini 204, 87100 Cosenza<br>P.IVA 03118820788</div><p style='margin-top:24px'>Sig. Nicodemo Altomare<br>Via Panebianco 40, 87100 Cosenza<br>C.F. LTMNDM71P04D086X</p><p style='margin:20px 0 6px'>Fattura nr. <b>52</b> – Cosenza, <b>26/02/2026</b></p>"
        + table("""Prestazione|Dente|Importo
Igiene orale professionale||90,00
Otturazione in composito due superfici|26|130,00
Marca da bollo||2,00
<b>Totale €</b>||<b>222,00</b>""", "lrr", "class=t")
        + "<p style='margin-top:16px'>Prestazione sanitaria esente IVA art. 10 n. 18 D.P.R. 633/72. Pagato con carta di debito in data odierna. Il paziente non si oppone all’invio dei dati al sistema Tessera Sanitaria. Id. bollo 01241188204417.</p>"
    )
    return html("body{font:12px/1.5 'DejaVu Serif'} .t td,.t th{border:1px solid #bbb}", body, says("52", "2026-02-26", ("Studio Dentistico Dott. Ruggero Spadafora", "Nicodemo Altomare"), "EUR 222.00", items="90.00 130.00 2.00", items_also="90.00 130.00", also={"seller_name": ("Dott. Ruggero Spadafora", "Ruggero Spadafora"), "buyer_name": ("Sig. Nicodemo Altomare",), "net_amount": ("220.00", "222.00"), "tax_amount": ("0.00",), "due_date": ("2026-02-26",)}), "A5", "14mm")


@one_off("world-eu", "nl")
def nl_notaris() -> Paper:
    """A notary's settlement: fees with tax and registry costs without in two columns, file number above, before the signing."""
    body = (
        "<div style='text-align:center;letter-spacing:3px'>NOTARISKANTOOR BRANTS &amp; VAN OVERDIJK</div><div style='text-align:center;font-size:9px'>Singel 88, 3311 HK Dordrecht – Brants &amp; Van Overdijk Notarissen N.V. – KvK 24118820 – btw NL812044188B01</div><div style='margin:34px 0 20px'>De heer L.M. Kranendonk<br>Groothoofd 2<br>3311 AG Dordrecht</div><p>Dossier 26.00418/LB &nbsp;&nbsp; Nota 260882 &nbsp;&nbsp; Dordrecht, 6 maart 2026</p><p>Inzake: aankoop Voorstraat 204 te Dordrecht</p>"
        + table("""Omschrijving|Belast|Onbelast
Honorarium akte van levering|695,00|
Honorarium hypotheekakte|645,00|
Recherches|45,00|
Kadastraal recht levering||180,50
Kadastraal recht hypotheek||155,00
Totalen|1.385,00|335,50
Omzetbelasting 21%|290,85|
Door u te voldoen||€ 2.011,35""", "lrr", "class=t")
        + "<p style='margin-top:20px'>Het bedrag dient uiterlijk op de dag vóór het passeren, 19 maart 2026, te zijn bijgeschreven op NL55 ABNA 0418 8204 41 (derdengelden), onder vermelding van het dossiernummer.</p>"
    )
    return html("body{font:12px/1.5 'DejaVu Serif'} p{margin:10px 0} .t th{border-bottom:1px solid #000} .t tr:last-child{font-weight:bold}", body, says("260882", "2026-03-06", ("Brants & Van Overdijk Notarissen N.V.", "L.M. Kranendonk"), "EUR 2011.35", net="1385.00", tax="290.85", due="2026-03-19", items="695.00 645.00 45.00 180.50 155.00", also={"seller_name": ("NOTARISKANTOOR BRANTS & VAN OVERDIJK",), "buyer_name": ("De heer L.M. Kranendonk",), "net_amount": ("1720.50",), "due_date": ("2026-03-18", None)}))
