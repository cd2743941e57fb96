# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off documents of several countries where what is printed is no plain invoice: notices, tickets, advances."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table
from tests.ingestion.corpus.surface import Sheet


@one_off("world-eu", "fr")
def fr_train() -> Paper:
    """A rail receipt: file reference large, receipt number small, prices with tax, tax told in a sentence."""
    body = (
        "<div style='background:#ad1457;color:#fff;padding:12px' class=row><b style='font-size:18px'>Railo</b><span>Justificatif de paiement – Facture</span></div><div style='margin:16px 0;display:flex;justify-content:space-between'><div>Référence de dossier<div style='font-size:24px;letter-spacing:4px'>RTQX84</div></div><div style='text-align:right'>Maëlys Guivarc’h<br>8 venelle du Port<br>29200 Brest</div></div>"
        "<div style='border:1px solid #f48fb1;border-radius:8px;padding:10px'><b>Brest → Lyon Part-Dieu</b><br>mar. 17 mars 2026, 06h31 – 12h58, 2de classe, voiture 14 place 62<br>Passager 1 (26-59 ans) <span style='float:right'>47,00 €</span></div><div style='border:1px solid #f48fb1;border-radius:8px;padding:10px;margin-top:8px'><b>Lyon Part-Dieu → Brest</b><br>jeu. 19 mars 2026, 17h04 – 23h29, 2de classe, voiture 7 place 18<br>Passager 1 (26-59 ans) <span style='float:right'>52,00 €</span><br>Bagage volumineux <span style='float:right'>5,00 €</span></div>"
        "<p class=r style='font-size:16px;margin:14px 0'>Montant total payé TTC <b>104,00 €</b></p><p>Dont TVA à 10 % : 9,45 € (montant hors taxes 94,55 €). Payé par carte bancaire le 20/02/2026.</p><p style='margin-top:16px'>Facture n° 26022000418827, émise le 20/02/2026 par Railo Voyageurs SA, 4 place de la Gare, 69003 Lyon, RCS Lyon 819 440 118, TVA FR 62 819440118.</p><p style='font-size:8px;margin-top:10px'>Échange avec frais de 19,00 € à moins de 7 jours du départ. Carte de voyage non utilisée.</p>"
    )
    return html("body{font:11.5px/1.5 'DejaVu Sans Condensed'}", body, says("26022000418827", "2026-02-20", ("Railo Voyageurs SA", "Maëlys Guivarc’h"), "EUR 104.00", net="94.55", tax="9.45", items="47.00 52.00 5.00", also={"seller_name": ("Railo",), "due_date": ("2026-02-20",)}))


@one_off("world-eu", "fr")
def fr_syndic() -> Paper:
    """A managing agent's call for funds: shares of thousands, earlier balance nil, cut-off slip with the owner's number."""
    body = (
        "<div class=row><div><b>Cabinet Orsel Gestion</b><br><small>Syndic de copropriété – 55 rue d’Orsel, 75018 Paris<br>SARL au capital de 20 000 € – RCS Paris 442 881 204</small></div><div>Paris, le 03/03/2026</div></div><div class=row style='margin:26px 0'><div style='font-size:10px'>Résidence : 12-14 rue Ramey, 75018 Paris<br>Copropriétaire n° 0417<br>Lots 14, 52</div><div>Mme Hortense Baudrillard<br>12 rue Ramey<br>75018 Paris</div></div><p style='background:#cfd8dc;padding:5px;text-align:center'><b>APPEL DE PROVISIONS N° 2026-T2-0417</b><br>du 01/04/2026 au 30/06/2026</p>"
        + table("""Nature|Montant à répartir|Base|Quote-part|Votre part
Charges générales, lot 14|46 500,00|100 000|842|391,53
Charges générales, lot 52|46 500,00|100 000|18|8,37
Fonds de travaux|2 375,30|100 000|842|20,00
Ravalement voté AG 12/06/2025, appel 3/10|7 874,11|100 000|842|66,30
Total de l’appel||||486,20
Solde antérieur||||0,00
<b>Net à payer au 01/04/2026</b>||||<b>486,20 €</b>""", "lrrrr", "class=t")
        + "<div style='position:fixed;bottom:0;width:100%;border-top:1px dashed #000;padding-top:8px;font-size:10px' class=row><span>TALON À JOINDRE<br>0417 – BAUDRILLARD</span><span>2026-T2-0417<br>486,20 €</span><span>FR76 3006 6100 4100 0188 2041 733</span></div>"
    )
    return html("body{font:11px/1.5 'DejaVu Serif Condensed','DejaVu Serif'} .t td,.t th{border:1px solid #90a4ae}", body, says("2026-T2-0417", "2026-03-03", ("Cabinet Orsel Gestion", "Hortense Baudrillard"), "EUR 486.20", due="2026-04-01", account="0417", items="391.53 8.37 20.00 66.30", also={"buyer_name": ("Mme Hortense Baudrillard",), "net_amount": ("486.20",), "tax_amount": ("0.00",)}))


@one_off("world-eu", "fr")
def fr_micro() -> Paper:
    """A micro-entrepreneur: no VAT, discount row, values before labels at the right, a bare amount under a heading."""
    body = (
        "<div style='text-align:right;font-size:10px;color:#555'>nº 2026-012<br>5 mars 2026<br>à régler avant le 31 mars 2026</div><div style='font-size:40px;letter-spacing:-2px;color:#1de9b6'>facture</div><div style='display:flex;gap:60px;margin:20px 0 40px'><div><b>Élodie Marchetti-Koné</b><br>développeuse web, entreprise individuelle<br>6 cité Griset, 75011 Paris<br>SIRET 884 118 207 00012</div><div><b>pour</b> Coopérative Les Grands Voisins<br>74 avenue Denfert<br>75014 Paris</div></div>"
        + table("""refonte du site, 4 jours à 320 €|1 280 €
mise en ligne et formation|150 €
geste commercial|−50 €""", "lr", "class=t", head=False)
        + "<div style='margin-top:30px;background:#e0fff8;padding:16px'>à payer<div style='font-size:28px'>1 380,00 €</div></div><p style='margin-top:30px;font-size:10px'>TVA non applicable, art. 293 B du CGI. Virement : FR76 2823 3000 0141 8820 4471 836. En cas de retard, pénalités de 12 % et 40 € de frais de recouvrement.</p>"
    )
    return html(inter() + "body{font:12px/1.5 Inter} .t td{border-top:1px solid #1de9b6;padding:8px 0}", body, says("2026-012", "2026-03-05", ("Élodie Marchetti-Koné", "Coopérative Les Grands Voisins"), "EUR 1380.00", due="2026-03-31", items="1280.00 150.00 -50.00", also={"net_amount": ("1380.00",), "tax_amount": ("0.00",)}), margin="20mm")


@one_off("world-eu", "de")
def mietwagen() -> Paper:
    """A car rental: agreement number beside invoice number, unit prices with four places, deposit hold that is no payment."""
    p = Sheet("a4", "Helvetica", 8.5)
    p.box(0, 0, 595, 46, "#263238", "")
    p.text(40, 30, "ROLLWERK Autovermietung", 17, True, color="#ffca28")
    p.lines(40, 80, ["Rollwerk Mobil GmbH & Co. KG, Station Nürnberg Flughafen"], 7)
    p.lines(40, 98, ["Baltes Lichtplanung PartG", "Herrn Severin Baltes", "Prager Straße 4", "01069 Dresden"], 10)
    p.pairs(350, 555, 98, [("Rechnung", "RN 9921 4410-3"), ("Rechnungsdatum", "24.02.2026"), ("Mietvertrag", "MV 7 118 820 441"), ("Kundennummer", "5518820"), ("Fahrer", "S. Baltes"), ("Kennzeichen", "N-RW 2288")], step=13, align="r")
    p.text(40, 190, "Anmietung 20.02.2026 08:40 Nürnberg Flughafen, km 18.204 / Rückgabe 24.02.2026 08:15 ebenda, km 19.516", 8.5)
    y = p.table(40, 220, [235, 60, 60, 75, 85], "lrrrr", [("Position", "Menge", "Einheit", "Preis EUR", "Betrag EUR"), ("Grundpreis Kategorie Kompakt", "4", "Tag", "38,6555", "154,62"), ("Vollkasko ohne Selbstbehalt", "4", "Tag", "12,0000", "48,00"), ("Zusatzfahrer", "1", "Miete", "10,0800", "10,08"), ("Mehrkilometer (1.200 km frei)", "112", "km", "0,1800", "20,16"), ("Nachbetankung inkl. Service", "1", "Stk", "27,5000", "27,50")], ruled="h")
    p.pairs(350, 552, y + 14, [("Nettobetrag", "260,36"), ("USt 19,00 %", "49,47"), ("Gesamt EUR", "309,83")], align="r", step=14, bold=True)
    p.lines(40, y + 80, ["Zahlung: Firmenkreditkarte VISA 4*** **** **** 2207, 309,83 EUR. Eine Kaution von 500,00 EUR war vorgemerkt und ist freigegeben.", "Vielen Dank und gute Fahrt. Beanstandungen bitte innerhalb von 14 Tagen."], 8, 12)
    p.lines(40, 800, ["Rollwerk Mobil GmbH & Co. KG · Dieselstraße 40 · 90441 Nürnberg · AG Nürnberg HRA 18820 · USt-IdNr. DE 244 188 207"], 6.5)
    return Paper("drawn", p.pdf(), says("RN 9921 4410-3", "2026-02-24", ("Rollwerk Mobil GmbH & Co. KG", "Baltes Lichtplanung PartG"), "EUR 309.83", net="260.36", tax="49.47", account="5518820", items="154.62 48.00 10.08 20.16 27.50", also={"seller_name": ("ROLLWERK Autovermietung",), "due_date": ("2026-02-24",)}))


@one_off("world-eu", "de")
def wasserbescheid() -> Paper:
    """A water board's notice: tax on one part only, advances taken off, four new days to pay, cash sign as customer number."""
    body = (
        "<div style='text-align:center'><b>Zweckverband Wasser und Abwasser Finkenbachtal</b><br><small>Körperschaft des öffentlichen Rechts · Am Hochbehälter 1 · 69437 Neckarau</small></div><div class=row style='margin:24px 0'><div>Eheleute<br>Gernot und Sibylle Trautwein<br>Bergstraße 33<br>69437 Neckarau</div><div style='font-size:10.5px'>Bescheid-Nr. 26/10/00418<br>Kassenzeichen 5.0188.000441.7<br>Bescheiddatum 12.02.2026<br>Abgabenjahr 2025<br>Auskunft Frau Weidner</div></div><p><b>Gebührenbescheid über Wasser und Abwasser</b></p>"
        + table("""Gebührenart|Menge|Satz|EUR
Frischwasser Zähler 8820441 (1.204 – 1.322)|118 m³|1,98|233,64
Grundgebühr Qn 2,5|12 Monate|4,00|48,00
Umsatzsteuer 7 % auf Wasser||281,64|19,71
Schmutzwasser|118 m³|2,64|311,52
Niederschlagswasser versiegelte Fläche|140 m²|0,48|67,20
<b>Festgesetzte Gebühren 2025</b>|||<b>680,07</b>
bereits festgesetzte Vorausleistungen|4 x|160,00|-640,00
<b>Noch zu entrichten, fällig am 15.03.2026</b>|||<b>40,07</b>""", "lrrr", "class=t")
        + "<p>Vorausleistungen 2026 je 172,00 EUR: fällig 15.04., 15.06., 15.08. und 15.10.2026.</p><p style='font-size:9px;margin-top:20px'><b>Rechtsbehelfsbelehrung:</b> Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch erhoben werden. Der Widerspruch hat keine aufschiebende Wirkung. Konto DE14 6729 1700 0004 4188 20.</p>"
    )
    return html("body{font:11.5px/1.5 'DejaVu Serif'} p{margin:10px 0} .t td,.t th{border-bottom:1px solid #bbb}", body, says("26/10/00418", "2026-02-12", ("Zweckverband Wasser und Abwasser Finkenbachtal", "Gernot und Sibylle Trautwein"), "EUR 680.07", tax="19.71", due="2026-03-15", account="5.0188.000441.7", items="233.64 48.00 311.52 67.20", items_also="233.64 48.00 19.71 311.52 67.20", also={"net_amount": ("660.36",), "buyer_name": ("Eheleute Gernot und Sibylle Trautwein",), "account_number": (None,)}))


@one_off("world-eu", "de")
def anzahlung_kueche() -> Paper:
    """A kitchen studio's request for a deposit: the order's worth is larger, thirty percent with tax, day in words."""
    body = (
        "<div style='display:flex;height:70px'><div style='background:#212121;color:#fff;width:70px;font-size:38px;text-align:center;padding-top:6px'>k</div><div style='padding:10px'><b>küchenraum lohse gmbh</b><br>Lindauer Straße 17 · 87435 Kempten</div></div><table style='margin:26px 0;width:70%' class=q><tr><td>ANZAHLUNGSRECHNUNG NR.<td>A-2026-0078<tr><td>VOM<td>2. März 2026<tr><td>IHR AUFTRAG<td>KV 25-3318 vom 19. Dezember 2025<tr><td>KUNDE<td>30718</table><p>Rosalie und Emil Dörfler, Haubensteigweg 5, 87439 Kempten</p><p style='margin-top:20px'>Für die bestellte Küche im Gesamtwert von 14.280,00 EUR (netto 12.000,00 EUR) bitten wir vereinbarungsgemäß um eine Anzahlung von 30 %.</p>"
        + table("""Anzahlung 30 % netto|3.600,00 EUR
Mehrwertsteuer 19 %|684,00 EUR
<b>Anzahlungsbetrag brutto</b>|<b>4.284,00 EUR</b>
Restbetrag nach Montage|9.996,00 EUR""", "lr", "style='margin:20px 0' class=t", head=False)
        + "<p>Bitte überweisen Sie den Betrag spätestens bis 16. März 2026. Liefertermin voraussichtlich KW 19/2026.</p><p style='font-size:9px;color:#666;margin-top:120px'>küchenraum lohse gmbh · Geschäftsführer Vitus Lohse · HRB 14418 Kempten · DE288204417 · Allgäuer Volksbank DE80 7339 0000 0000 4418 82</p>"
    )
    return html(inter() + "body{font:12px/1.55 Inter} .q td{border-bottom:1px solid #212121} .q td:first-child{font-size:9px;letter-spacing:1px} .t tr:last-child td{color:#999}", body, says("A-2026-0078", "2026-03-02", ("küchenraum lohse gmbh", "Rosalie und Emil Dörfler"), "EUR 4284.00", net="3600.00", tax="684.00", due="2026-03-16", account="30718", items="3600.00", also={}))


@one_off("world-eu", "fr")
def fr_hebergeur() -> Paper:
    """A hosting company's invoice: periods per row, client handle, paid by card, remaining nil, all right-aligned numbers without rules."""
    body = (
        "<div class=row><div style='font-size:22px;color:#283593'><b>baobab</b>.cloud</div><div class=r>FACTURE<br><span style='font-size:16px'>FR-BAO7741203</span></div></div><div style='display:grid;grid-template-columns:1fr 1fr 1fr;margin:24px 0;font-size:10px'><div><small>ÉMETTEUR</small><br>Baobab Hébergement SAS<br>12 quai de la Fosse<br>44000 Nantes<br>TVA FR 88 814 220 447</div><div><small>CLIENT</small><br>Atelier Kerdoncuff EURL<br>2 rue des Ardoisières<br>56190 Muzillac<br>Identifiant : ak44188-bao</div><div><small>DATE DE LA FACTURE</small><br>01/03/2026<br><small>DATE DE RÈGLEMENT</small><br>01/03/2026<br><small>MOYEN</small><br>Carte se terminant par 8204</div></div>"
        + table("""Service|Période|Qté|PU HT|Total HT
Serveur virtuel « Savane 2 »|01/03/2026 – 31/03/2026|2|11,99|23,98
Nom de domaine kerdoncuff.example|18/03/2026 – 17/03/2027|1|9,99|9,99
Sauvegarde externalisée 50 Go|01/03/2026 – 31/03/2026|1|3,60|3,60""", "llrrr", "class=t")
        + "<div style='text-align:right;line-height:1.9;margin-top:14px'>Total HT 37,57 €<br>TVA (20 %) 7,51 €<br><b>Total TTC 45,08 €</b><br>Règlement reçu −45,08 €<br>Solde dû 0,00 €</div><p style='font-size:8px;margin-top:60px'>Commande n° 88204417. TVA acquittée sur les débits. SAS au capital de 50 000 € – RCS Nantes 814 220 447 – APE 6311Z.</p>"
    )
    return html("body{font:11px/1.5 'DejaVu Sans'} small{color:#9fa8da;letter-spacing:1px} .t th{font-weight:400;color:#9fa8da}", body, says("FR-BAO7741203", "2026-03-01", ("Baobab Hébergement SAS", "Atelier Kerdoncuff EURL"), "EUR 45.08", net="37.57", tax="7.51", account="ak44188-bao", items="23.98 9.99 3.60", also={"due_date": ("2026-03-01",), "seller_name": ("baobab.cloud",)}))


@one_off("world-eu", "de")
def steuerberater() -> Paper:
    """A tax adviser: values of matters larger than the fees beside them, advance taken off, fees by tenths."""
    body = (
        "<div style='border-bottom:1px solid #000' class=row><span style='font-size:15px'>Wiegandt · Sörensen</span><span>Steuerberater in Partnerschaft</span></div><div style='margin:30px 0'><small>Wiegandt · Sörensen PartG mbB, Holm 12, 24937 Flensburg</small><br><br>Fördeblick Ferienhof KG<br>Strandweg 2<br>24960 Glücksburg</div><table style='width:100%;font-size:10px;margin-bottom:14px'><tr><td>Mandanten-Nr. 22018<td>Rechnungs-Nr. 260417<td>Flensburg, 06.03.2026<td class=r>Seite 1</table><p><b>Gebührenrechnung</b> für Leistungen vom 04.11.2025 bis 26.02.2026</p>"
        + table("""Tätigkeit|StBVV|Gegenstandswert|Satz|Gebühr €
Aufstellung Jahresabschluss 2024|§ 35 I 1a|412.000,00|25/10|1.184,60
Umsatzsteuerjahreserklärung 2024|§ 24 I 8|18.400,00|3/10|142,40
Gewerbesteuererklärung 2024|§ 24 I 5|31.000,00|2/10|118,20
Auslagenpauschale|§ 16|||20,00""", "llrrr", "class=t")
        + "<table style='width:50%;margin-left:50%'><tr><td>Summe netto<td class=r>1.465,20<tr><td>19 % Umsatzsteuer<td class=r>278,39<tr><td><b>Rechnungssumme</b><td class=r><b>1.743,59</b><tr><td>abzgl. Vorschuss vom 10.12.2025<td class=r>-500,00<tr><td><b>zu zahlen €</b><td class=r><b>1.243,59</b></table><p style='margin-top:30px'>Die Rechnung ist ohne Abzug sofort fällig. Nord-Ostsee Bank DE52 2175 0000 0004 4188 20. Der Vorschuss enthielt 79,83 € Umsatzsteuer.</p>"
    )
    return html("body{font:11.5px/1.5 'DejaVu Serif Condensed','DejaVu Serif'} .t{margin:12px 0} .t th{font-weight:400;border-bottom:1px solid #000}", body, says("260417", "2026-03-06", ("Wiegandt · Sörensen PartG mbB", "Fördeblick Ferienhof KG"), "EUR 1743.59", net="1465.20", tax="278.39", account="22018", items="1184.60 142.40 118.20 20.00", also={"seller_name": ("Wiegandt · Sörensen",), "due_date": ("2026-03-06",)}), margin="20mm")


@one_off("world-eu", "fr")
def ch_assurance() -> Paper:
    """A Swiss insurer in French: stamp duty that is no VAT, policy number, premium period, day it falls due in a grid."""
    body = (
        "<div class=row><div style='font-size:20px;color:#00695c'>helvanta <small>assurances</small></div><div style='font-size:9px'>Helvanta Assurances SA<br>Avenue de Cour 61<br>1007 Lausanne</div></div><div style='margin:24px 0 24px 58%'>Monsieur<br>Thierry Aubonnet<br>Menuiserie<br>Rue du Lac 118<br>1400 Yverdon-les-Bains</div><div style='font-size:15px;margin-bottom:8px'>Facture de prime</div><table class=q><tr><td>N° de facture<br><b>118.204.7</b><td>Police<br><b>8.441.882</b><td>Date<br><b>16.02.2026</b><td>Période<br><b>01.04.2026 – 31.03.2027</b><td>Échéance<br><b>01.04.2026</b></table>"
        + table("""Couverture|Prime annuelle CHF
Responsabilité civile entreprise|684.00
Inventaire et marchandises|312.50
Rabais combiné|-48.00
Prime nette|948.50
Timbre fédéral 5 %|47.45
<b>Montant à payer</b>|<b>995.95</b>""", "lr", "class=t")
        + "<p style='margin-top:16px'>Veuillez utiliser le bulletin QR ci-joint, compte CH36 0076 7000 L118 8204 7. Paiement en plusieurs tranches : supplément de CHF 12.00 par tranche. Sans paiement à l’échéance, la couverture est suspendue après sommation.</p>"
    )
    return html("body{font:11.5px/1.5 'DejaVu Sans Condensed'} .q td{background:#e0f2f1;border:2px solid #fff;font-size:10px} .t{margin-top:14px;width:75%} .t td{border-bottom:1px solid #b2dfdb}", body, says("118.204.7", "2026-02-16", ("Helvanta Assurances SA", "Thierry Aubonnet"), "CHF 995.95", net="948.50", tax="47.45", due="2026-04-01", account="8.441.882", items="684.00 312.50 -48.00", items_also="684.00 312.50 -48.00 47.45", also={"tax_amount": (None,), "net_amount": (None,), "seller_name": ("helvanta assurances",), "buyer_name": ("Menuiserie Thierry Aubonnet", "Monsieur Thierry Aubonnet")}))
