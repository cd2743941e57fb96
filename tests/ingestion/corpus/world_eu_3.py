# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off documents in French: of France, Belgium and Switzerland."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table
from tests.ingestion.corpus.surface import Sheet


@one_off("world-eu", "fr")
def fr_plombier() -> Paper:
    """A plumber: day beside the place, deposit taken off, net to pay below the gross total."""
    body = (
        "<div style='border:2px solid #0277bd;padding:10px;display:inline-block'><b style='font-size:15px'>SARL TESSONNEAU &amp; FILS</b><br>Plomberie – Chauffage – Sanitaire<br>14 bis rue des Arènes, 87000 Limoges<br>05 55 00 41 18</div><div style='margin:26px 0 26px 55%'>Mme Odile Cassagnau<br>3 impasse du Moulin<br>87270 Couzeix</div><p class=r>Limoges, le 5 mars 2026</p><p><b>FACTURE N° F2026-031</b> – suivant devis D2026-008 du 12 janvier 2026</p>"
        + table("""Désignation|Qté|P.U. HT|Total HT
Chauffe-eau stéatite 200 L vertical|1|489,00|489,00
Groupe de sécurité + siphon|1|62,00|62,00
Main-d’œuvre dépose et pose|5,5|48,00|264,00
Déplacement|1|35,00|35,00""", "lrrr", "class=t")
        + "<table style='width:240px;margin:0 0 0 auto' class=t><tr><td>Total HT<td class=r>850,00 €<tr><td>TVA 10 %<td class=r>85,00 €<tr><td>Total TTC<td class=r>935,00 €<tr><td>Acompte reçu le 15/01/2026<td class=r>-280,00 €<tr><td><b>NET À PAYER</b><td class=r><b>655,00 €</b></table>"
        "<p style='margin-top:22px'>Règlement à réception de la facture, par chèque ou virement (FR76 1027 8360 0100 0204 4710 122). TVA au taux réduit : attestation remise par le client. Pas d’escompte pour paiement anticipé. Pénalités de retard : 3 fois le taux d’intérêt légal, indemnité forfaitaire de recouvrement 40 €.</p>"
        "<div style='position:fixed;bottom:0;font-size:8px;text-align:center;width:100%'>SARL au capital de 7 500 € – SIRET 448 210 337 00019 – APE 4322A – N° TVA FR 41 448210337 – Assurance décennale n° 77120-B</div>"
    )
    css = "body{font:11.5px/1.45 'DejaVu Sans Condensed'} p{margin:10px 0} .t td,.t th{border:1px solid #0277bd}"
    return html(css, body, says("F2026-031", "2026-03-05", ("SARL TESSONNEAU & FILS", "Odile Cassagnau"), "EUR 935.00", net="850.00", tax="85.00", items="489.00 62.00 264.00 35.00", also={"due_date": ("2026-03-05",), "buyer_name": ("Mme Odile Cassagnau",)}))


@one_off("world-eu", "fr")
def fr_energie() -> Paper:
    """An energy supplier: sum in a circle of colour, five lines with two rates, debit on a day, client number in the margin."""
    body = (
        "<div style='display:flex'><div style='width:165px;font-size:9.5px;border-right:1px solid #cfd8dc;padding-right:10px'><b style='font-size:18px;color:#ef6c00'>lumeo</b><br><br><b>Vos références</b><br>N° client : 6 014 882 207<br>N° de compte : 3 887 120<br>Réf. point de livraison :<br>09 441 882 107 745<br><br><b>Lieu de consommation</b><br>22 rue Pasteur<br>35400 Saint-Malo<br><br><b>Nous contacter</b><br>09 70 00 55 01<br>Lumeo – TSA 40112<br>35907 Rennes cedex 9</div>"
        "<div style='flex:1;padding-left:18px'><div style='text-align:right'>M. Loïc Quérédec<br>22 rue Pasteur<br>35400 Saint-Malo</div><p style='margin:20px 0 4px;font-size:15px'>Facture du 12/02/2026</p><p>n° 10 228 441 077</p>"
        "<div style='background:#fff3e0;border-radius:14px;padding:14px;margin:12px 0;text-align:center'>Montant total à payer (TTC)<br><span style='font-size:28px;color:#ef6c00'>215,34 €</span><br>prélevé à partir du 03/03/2026</div>"
        + table("""Électricité du 10/12/2025 au 09/02/2026|TVA|Montant HT
Abonnement 6 kVA (2 mois)|5,5 %|24,18 €
Consommation 702 kWh (estimée)|20 %|131,47 €
Contribution tarifaire d’acheminement (CTA)|5,5 %|5,30 €
Accise sur l’électricité|20 %|22,06 €
<b>Total hors TVA</b>||<b>183,01 €</b>
TVA 5,5 % sur 29,48 €||1,62 €
TVA 20 % sur 153,53 €||30,71 €
<b>Total TTC</b>||<b>215,34 €</b>""", "lrr", "class=t")
        + "<p style='font-size:9px;margin-top:16px'>Prochaine facture vers le 11/04/2026. Sans règlement dans les 15 jours, votre fourniture peut être réduite. Lumeo SA, capital 4 220 000 €, RCS Rennes 511 880 224, TVA FR 09 511880224.</p></div></div>"
    )
    css = inter() + "body{font:11px/1.5 Inter} .t th{color:#ef6c00;border-bottom:1px solid #ef6c00} .t td{padding:3px 6px}"
    return html(css, body, says("10 228 441 077", "2026-02-12", ("Lumeo SA", "Loïc Quérédec"), "EUR 215.34", net="183.01", tax="32.33", due="2026-03-03", account="6 014 882 207", items="24.18 131.47 5.30 22.06", also={"seller_name": ("lumeo",), "due_date": (None,), "invoice_number": ("10228441077",), "account_number": ("6014882207", "3 887 120", "3887120"), "buyer_name": ("M. Loïc Quérédec",)}))


@one_off("world-eu", "fr")
def fr_avocat_acompte() -> Paper:
    """A barrister's invoice on account: fees in advance, everything centred, sums as sentences with dots."""
    dots = "<span style='flex:1;border-bottom:1px dotted #000;margin:0 6px 4px'></span>"
    rows = (("Provision sur honoraires, procédure d’appel", "1 500,00 €"), ("Frais de dossier", "80,00 €"), ("Total hors taxes", "1 580,00 €"), ("TVA au taux de 20 %", "316,00 €"), ("Montant TTC à régler", "1 896,00 €"))
    body = (
        "<div style='text-align:center'><span style='font-size:18px;letter-spacing:3px'>CABINET DE LAUNAY-RIEUX</span><br>Avocat à la Cour<br><small>9 place de la Bourse, 33000 Bordeaux – Toque 412</small></div><div style='margin:40px 0'>SCI Les Pins Francs<br>Madame Garance Dutilleul, gérante<br>18 avenue du Phare<br>33970 Lège-Cap-Ferret</div><div style='text-align:center;margin:20px 0'><b>FACTURE D’ACOMPTE N° 2026/AC/014</b><br>en date du 24 février 2026</div><p>Dossier : SCI Les Pins Francs c/ Commune – n/réf. 25-1187</p>"
        + "".join(f"<div style='display:flex;padding:3px 0'>{'<b>' if n == 4 else ''}{a}{dots}{b}{'</b>' if n == 4 else ''}</div>" for n, (a, b) in enumerate(rows))
        + "<p style='margin-top:26px'>Payable avant le 10 mars 2026. La facture définitive déduira le présent acompte. Membre d’une association agréée, le règlement des honoraires par chèque est accepté.</p><p style='font-size:9px'>SELARL de Launay-Rieux, SIREN 790 441 223, TVA intracommunautaire FR55790441223 – IBAN FR76 3000 4008 2200 0104 4718 855</p>"
    )
    css = "body{font:12.5px/1.5 'DejaVu Serif'} p{margin:12px 0}"
    return html(css, body, says("2026/AC/014", "2026-02-24", ("SELARL de Launay-Rieux", "SCI Les Pins Francs"), "EUR 1896.00", net="1580.00", tax="316.00", due="2026-03-10", items="1500.00 80.00", also={"seller_name": ("CABINET DE LAUNAY-RIEUX",)}), margin="22mm")


@one_off("world-eu", "fr")
def fr_avoir() -> Paper:
    """A credit note without minus signs: the corrected invoice named twice, its day before the note's own."""
    body = (
        "<div class=row><div><span style='background:#6a1b9a;color:#fff;padding:4px 10px;font-size:16px'>papeterie mirabelle</span><br><small>Mirabelle Distribution SAS<br>ZA des Trois Fontaines, 54700 Pont-à-Mousson</small></div><div style='font-size:22px;color:#6a1b9a'>AVOIR</div></div>"
        "<div class=row style='margin:24px 0'><table style='width:300px' class=g><tr><td>Avoir n°<td>AV-20260041<tr><td>Date d’émission<td>09/02/2026<tr><td>Client<td>C007715<tr><td>Annule partiellement la facture<td>FA-20251877<tr><td>du<td>18/12/2025</table><div><b>Adresse de facturation</b><br>École Jeanne-Barret<br>Service économat<br>7 rue du Parc<br>57000 Metz</div></div>"
        + table("""Référence|Libellé|Quantité|Prix unitaire HT|Montant HT
K-4410|Classeur levier dos 80 – retour défectueux|3|42,50 €|127,50 €""", "llrrr", "class=t")
        + "<div style='margin:16px 0 0 58%'>" + table("""Total HT|127,50 €
TVA 20,00 %|25,50 €
<b>Montant de l’avoir TTC</b>|<b>153,00 €</b>""", "lr", head=False) + "</div><p style='margin-top:30px'>Cet avoir sera déduit de votre prochaine facture. Motif : marchandise non conforme, bon de retour BR-0091 du 27/01/2026.</p><p style='font-size:8px'>SAS au capital de 60 000 € · RCS Nancy 338 107 554 · FR62338107554</p>"
    )
    css = "body{font:11px/1.5 'DejaVu Sans'} .g td{padding:1px 6px} .g td:last-child{font-weight:bold} .t th{background:#f3e5f5;font-weight:normal} .t td{border-bottom:1px solid #ce93d8}"
    return html(css, body, says("AV-20260041", "2026-02-09", ("Mirabelle Distribution SAS", "École Jeanne-Barret"), "EUR -153.00", net="-127.50", tax="-25.50", account="C007715", items="127.50", items_also="-127.50", also={"seller_name": ("papeterie mirabelle",)}))


@one_off("world-eu", "fr")
def fr_sous_traitance() -> Paper:
    """A subcontractor's progress claim: tax due by the taker, cumulated columns, month's column is what counts."""
    body = (
        "<table class=h><tr><td><b>CHARPENTES ROUVIÈRE</b><br>SASU Rouvière Charpentes<br>Route de Mende, 48000 Badaroux<br>SIRET 821 004 117 00024<br>TVA FR27821004117<td>DOIT :<br><b>Constructions Aubrac SA</b><br>45 boulevard Théron<br>12000 Rodez<br>TVA FR80412776019</table>"
        "<table class=h style='margin:12px 0'><tr><td>Facture<br><b>S3-2026-07</b><td>Date<br><b>28/02/2026</b><td>Chantier<br><b>Gymnase de Marvejols, lot 4</b><td>Marché<br><b>25-M-114</b><td>Échéance<br><b>14/04/2026</b></table><p><b>Situation de travaux n° 3 – février 2026</b></p>"
        + table("""Ouvrage|Marché HT|Cumul fin janvier|Cumul fin février|Mois HT
Fermes lamellé-collé|42 000,00|21 000,00|33 600,00|12 600,00
Pannes et chevêtres|11 800,00|2 950,00|7 670,00|4 720,00
Voliges|7 600,00|0,00|1 140,00|1 140,00
Total|61 400,00|23 950,00|42 410,00|18 460,00""", "lrrrr", "class=t")
        + "<div style='margin-left:60%;margin-top:12px'>Total HT du mois <span style='float:right'>18 460,00 €</span><br>TVA <span style='float:right'>0,00 €</span><br><b>Net à payer <span style='float:right'>18 460,00 €</span></b></div><p style='margin-top:30px'><b>Autoliquidation</b> – TVA due par le preneur, article 283-2 nonies du CGI.</p><p>Paiement direct par virement à 45 jours : Crédit Lozérien FR76 1350 6100 0085 0091 2200 471</p>"
    )
    css = "body{font:11px/1.45 'DejaVu Serif Condensed','DejaVu Serif'} .h td{border:1px solid #000} .t td,.t th{border:1px solid #888} .t tr:last-child{font-weight:bold;background:#eee}"
    return html(css, body, says("S3-2026-07", "2026-02-28", ("SASU Rouvière Charpentes", "Constructions Aubrac SA"), "EUR 18460.00", net="18460.00", tax="0.00", due="2026-04-14", items="12600.00 4720.00 1140.00", also={"seller_name": ("CHARPENTES ROUVIÈRE",), "tax_amount": (None,)}))


@one_off("world-eu", "fr")
def fr_industriel() -> Paper:
    """A maker's invoice out of a ledger: boxes with captions above, piece number, discount percent, carriage, early-payment rebate, bottom band of sums."""
    body = (
        "<div class=row><b style='font-size:17px'>S.A. VISSERIE DU FOREZ</b><div style='border:1px solid #000;padding:8px;width:230px'>ATELIERS PICHEROT<br>ZI Nord – Bât. C<br>42160 ANDRÉZIEUX</div></div><div style='font-size:9px'>Rue de l’Industrie BP 18 – 42601 MONTBRISON – Tél 04 77 00 22 90</div><div style='font-size:18px;margin:14px 0'>FACTURE</div>"
        "<table class=h><tr><td><small>N° DE PIÈCE</small><br>FC008841<td><small>DATE</small><br>10/03/2026<td><small>CODE CLIENT</small><br>PICH42<td><small>V/COMMANDE</small><br>CF-2211 du 02/03/26<td><small>N° BL</small><br>BL010077<td><small>REPRÉSENTANT</small><br>03</table>"
        + table("""RÉFÉRENCE|DÉSIGNATION|QUANTITÉ|P.U.|REM.|MONTANT H.T.
VF-10-80|Vis TH M10x80 cl. 8.8 boîte 100|12|84,00|5,00|957,60
VF-TIGE20|Tige filetée M20 inox 1 m lot 10|4|212,50||850,00
VF-R10|Rondelle M10 zinguée|200|0,38||76,00""", "llrrrr", "class=t")
        + "<table class=h style='margin-top:120px'><tr><td><small>TOTAL BRUT H.T.</small><br>1 883,60<td><small>PORT</small><br>28,00<td><small>TOTAL NET H.T.</small><br>1 911,60<td><small>TAUX</small><br>20,00<td><small>T.V.A.</small><br>382,32<td><small>TOTAL T.T.C.</small><br>2 293,92<td style='background:#ddd'><small>NET À PAYER EUR</small><br><b>2 293,92</b></table>"
        "<table class=h style='margin-top:8px'><tr><td><small>MODE DE RÈGLEMENT</small><br>LCR directe 30 jours fin de mois<td><small>ÉCHÉANCE</small><br>30/04/2026<td><small>ESCOMPTE</small><br>1,5 % soit 34,41 € si règlement sous 8 jours</table><p style='font-size:8px;margin-top:10px'>Clause de réserve de propriété (loi 80.335). SA au capital de 304 000 € RC Saint-Étienne B 566 221 004 – Identifiant TVA FR 18 566221004</p>"
    )
    css = "body{font:11px/1.4 'DejaVu Sans Mono',monospace} small{font-size:7.5px} .h td{border:1px solid #000} .t{margin-top:10px} .t th{border:1px solid #000;font-size:9px}"
    return html(css, body, says("FC008841", "2026-03-10", ("S.A. VISSERIE DU FOREZ", "ATELIERS PICHEROT"), "EUR 2293.92", net="1911.60", tax="382.32", due="2026-04-30", account="PICH42", items="957.60 850.00 76.00"))


@one_off("world-eu", "fr")
def be_telecom() -> Paper:
    """A Belgian operator in French: structured message, previous bill settled, sum twice, debit none."""
    body = (
        "<div style='background:linear-gradient(90deg,#00acc1,#26c6da);height:44px;color:#fff;padding:10px 14px;font-size:20px'>Wallonet</div><div class=row style='margin:24px 0'><div>Votre numéro client <b>77 410 228</b><br>Numéro de facture <b>2602 5518 93</b><br>Date de facture <b>22/02/2026</b><br>Page <b>1/2</b></div><div>Madame<br>Delphine Verhaeghe-Lambot<br>Rue Saint-Hubert 31 bte 2<br>5000 Namur</div></div>"
        "<div style='display:flex;border:2px solid #00acc1'><div style='flex:2;padding:12px'>Total à payer pour le 15/03/2026<br><b style='font-size:24px'>86,59 €</b></div><div style='flex:3;padding:12px;background:#e0f7fa'>Compte BE68 5390 0754 7034<br>Communication +++260/2551/89374+++</div></div>"
        "<p style='margin:18px 0 4px'>Solde précédent 84,20 € – paiement reçu le 13/02/2026, merci – 84,20 € – reste dû 0,00 €</p>"
        + table("""Détail|Période|Hors TVA|TVAC
Pack Maison Plus|01/03 – 31/03|61,15|73,99
Appels hors forfait|15/01 – 14/02|3,80|4,60
Location décodeur|01/03 – 31/03|6,61|8,00
Total||71,56|86,59""", "llrr", "class=t")
        + "<p style='margin:10px 0'>Montant hors TVA 71,56 €&nbsp;&nbsp; TVA 21 % 15,03 €&nbsp;&nbsp; Total TVA comprise 86,59 €</p><div style='page-break-before:always'><b>Détail des appels hors forfait</b></div>"
        + table("""Date|Heure|Numéro|Durée|EUR
17/01/2026|18:04|0033 6 55 ....|00:11:20|1,90
29/01/2026|20:41|0033 6 55 ....|00:09:02|1,52
04/02/2026|09:12|070 22 ....|00:01:05|0,38""", "lllrr", "class=t")
        + "<p style='font-size:8px;margin-top:20px'>Wallonet SRL, Quai de Meuse 8, 5100 Jambes – TVA BE 0688.114.702 – RPM Namur. Réclamations : service de médiation, bd Roi Albert II 8.</p>"
    )
    css = "body{font:11px/1.5 'DejaVu Sans Condensed'} .t th{border-bottom:2px solid #00acc1} .t td{padding:2px 6px}"
    return html(css, body, says("2602 5518 93", "2026-02-22", ("Wallonet SRL", "Delphine Verhaeghe-Lambot"), "EUR 86.59", net="71.56", tax="15.03", due="2026-03-15", account="77 410 228", items="73.99 4.60 8.00", items_also="61.15 3.80 6.61", also={"seller_name": ("Wallonet",), "invoice_number": ("2602551893",), "account_number": ("77410228",), "buyer_name": ("Madame Delphine Verhaeghe-Lambot",)}))


@one_off("world-eu", "fr")
def ch_garage_vaud() -> Paper:
    """A Vaud garage: Swiss francs with apostrophes, plate and mileage, ten days in words, points in the day."""
    p = Sheet("a4", "Helvetica", 9.5)
    p.text(45, 55, "GARAGE DU LAVAUX", 17, True, color="#b71c1c")
    p.lines(45, 70, ["Chappuis & Cie SA · Route de la Corniche 48 · 1096 Cully", "TVA CHE-107.330.518 · tél. 021 555 04 40"], 8)
    p.lines(340, 120, ["Monsieur", "Alain Dufey-Monod", "Chemin des Vignes 7", "1071 Chexbres"], 10)
    p.text(45, 200, "Facture no 26-0447", 14, True)
    p.text(45, 216, "Cully, le 05.03.2026 / client 3308", 9)
    p.text(45, 232, "Véhicule : break essence 1.5, VD 411 208, châssis ...0097712, 118'420 km, entrée atelier le 02.03.2026", 8.5)
    y = p.table(45, 262, [55, 245, 55, 70, 80], "llrrr", [("Code", "Travaux et fournitures", "Qté", "Prix", "Montant"), ("MO", "Main-d'œuvre mécanique, remplacement freins avant", "3.20", "148.00", "473.60"), ("P1140", "Jeu de plaquettes avant", "1", "189.00", "189.00"), ("P1141", "Disque de frein ventilé", "2", "142.50", "285.00"), ("H530", "Huile moteur 5W30, litre", "5.5", "19.80", "108.90"), ("TX", "Taxe d'élimination", "1", "12.00", "12.00")], ruled="u")
    p.pairs(330, 547, y + 14, [("Montant net", "1'068.50"), ("TVA 8.1 %", "86.55")], align="r", step=15)
    p.box(325, y + 36, 227, 22, "#ffcdd2", "")
    p.pairs(330, 547, y + 51, [("Total en notre faveur CHF", "1'155.05")], 11, align="r", bold=True)
    p.text(45, y + 92, "Payable à 10 jours net. Garantie 24 mois sur les pièces d'origine.")
    p.rule(0, 560, 595, 0.4)
    p.text(20, 580, "Récépissé", 11, True)
    p.lines(20, 598, ["Compte / Payable à", "CH03 0076 7000 E551 2087 7", "Chappuis & Cie SA", "Route de la Corniche 48", "1096 Cully", "", "Payable par", "Alain Dufey-Monod", "Chemin des Vignes 7", "1071 Chexbres", "", "Monnaie   Montant", "CHF       1 155.05"], 8)
    p.slope(176, 560, 176, 842, 0.4)
    p.text(190, 580, "Section paiement", 11, True)
    for n in range(14):
        for m in range(14):
            if (n * 7 + m * 5 + n * m) % 3:
                p.box(190 + n * 9, 596 + m * 9, 9, 9, "#000000", "")
    p.lines(190, 745, ["Monnaie   Montant", "CHF       1 155.05"], 8)
    p.lines(345, 580, ["Compte / Payable à", "CH03 0076 7000 E551 2087 7", "Chappuis & Cie SA", "Route de la Corniche 48", "1096 Cully", "", "Informations supplémentaires", "Facture 26-0447", "", "Payable par", "Alain Dufey-Monod", "Chemin des Vignes 7", "1071 Chexbres"], 8.5)
    return Paper("drawn", p.pdf(), says("26-0447", "2026-03-05", ("Chappuis & Cie SA", "Alain Dufey-Monod"), "CHF 1155.05", net="1068.50", tax="86.55", due="2026-03-15", account="3308", items="473.60 189.00 285.00 108.90 12.00", also={"seller_name": ("GARAGE DU LAVAUX",)}))


@one_off("world-eu", "fr")
def fr_hotel() -> Paper:
    """A hotel's account with stay tax outside VAT, debit and credit columns, balance nil."""
    body = (
        "<div class=row><div><span style='font-size:20px'>Hôtel du Vieux Lavoir</span> ★★★<br><small>SARL Lavoir Hôtellerie – 2 quai des Tanneurs – 68000 Colmar</small></div><div>Facture <b>004512</b><br>Éditée le <b>8 mars 2026</b></div></div><div class=row style='margin:24px 0'><div>Chambre 14 · 2 adultes<br>Arrivée 06/03/2026 – Départ 08/03/2026</div><div>M. et Mme Bastien Oriol<br>11 rue du Four<br>21200 Beaune</div></div>"
        + table("""Date|Libellé|Débit|Crédit
06/03|Chambre double côté canal|96,00|
06/03|Petit déjeuner buffet x1|14,00|
06/03|Taxe de séjour|1,65|
07/03|Chambre double côté canal|96,00|
07/03|Petit déjeuner buffet x1|14,00|
07/03|Bar, riesling au verre|11,00|
07/03|Taxe de séjour|1,65|
08/03|Carte bancaire||234,30
|Totaux|234,30|234,30
|Solde||0,00""", "llrr", "class=t")
        + "<div style='width:60%;margin-top:26px;font-size:10px'>" + table("""Récapitulatif|HT|TVA|TTC
TVA 10 %|200,00|20,00|220,00
TVA 20 %|9,17|1,83|11,00
Taxe de séjour (hors TVA)|||3,30
Total TTC|209,17|21,83|234,30""", "lrrr", "class=t") + "</div><p style='margin-top:30px;font-size:9px'>RCS Colmar 402 118 770 – TVA FR33402118770 – Au plaisir de vous revoir !</p>"
    )
    css = "body{font:11.5px/1.4 'DejaVu Serif'} .t th{border-bottom:1px solid #000;font-weight:normal;font-style:italic} .t td{padding:2px 6px}"
    return html(css, body, says("004512", "2026-03-08", ("SARL Lavoir Hôtellerie", "Bastien Oriol"), "EUR 234.30", net="209.17", tax="21.83", items="96.00 14.00 1.65 96.00 14.00 11.00 1.65", also={"seller_name": ("Hôtel du Vieux Lavoir",), "buyer_name": ("M. et Mme Bastien Oriol",), "net_amount": ("212.47",), "due_date": ("2026-03-08",)}))


@one_off("world-eu", "fr")
def fr_formation() -> Paper:
    """A training association without VAT: label words run into values, terms of forty-five days, amount also in words."""
    body = (
        "<table><tr><td style='background:#33691e;color:#fff;width:34%;padding:14px'><b>Les Ateliers du Savoir-Dire</b><br>association loi 1901<br><br>27 cours Lafayette<br>69003 Lyon<br>SIRET 502 771 904 00031<br>Déclaration d’activité n° 82 69 11842 69<td style='padding:14px'>Lyon, le 17 février 2026<br><br>Mutuelle des Monts du Lyonnais<br>Direction des ressources humaines<br>ZA La Ponchonnière<br>69210 L’Arbresle</table>"
        "<p style='font-size:15px;margin:22px 0 6px'>Facture FA26-0112</p><p>Objet : action de formation « Prendre la parole en réunion », convention n° 2025-C-338, 2 et 3 février 2026 (14 heures), 8 participants.</p>"
        + table("""Intitulé|Jours|Prix par jour|Montant
Animation du groupe|2|540,00 €|1 080,00 €
Supports et licences|1|96,00 €|96,00 €
Frais de déplacement du formateur|1|64,00 €|64,00 €""", "lrrr", "class=t")
        + "<p style='text-align:right;font-size:14px'><b>Total à payer : 1 240,00 €</b></p><p>Exonération de TVA, article 261-4-4° a du CGI. Arrêtée la présente facture à la somme de mille deux cent quarante euros.</p><p>Conditions de règlement : 45 jours à compter de la date de facture, par virement au compte FR76 4255 9100 0008 0041 1877 015.</p>"
    )
    css = "body{font:11.5px/1.5 'DejaVu Sans'} p{margin:12px 0} .t th{border-bottom:1px solid #33691e} .t td{border-bottom:1px dotted #aaa}"
    return html(css, body, says("FA26-0112", "2026-02-17", ("Les Ateliers du Savoir-Dire", "Mutuelle des Monts du Lyonnais"), "EUR 1240.00", due="2026-04-03", items="1080.00 96.00 64.00", also={"net_amount": ("1240.00",), "tax_amount": ("0.00",)}))


@one_off("world-eu", "fr")
def fr_grossiste_report() -> Paper:
    """A wholesaler's two pages: carried over at the foot and head, rates by code, sums on the last page only."""
    head = "<div class=row><b>MINOTERIE &amp; DÉLICES SAS</b><span>Facture n° 26/02/4471 – 26.02.26 – page {}</span></div><hr>"
    body = (
        head.format("1/2") + "<div class=row style='margin:16px 0'><div style='font-size:9px'>Quai de la Gare 3<br>51100 Reims<br>RCS Reims 388 410 225<br>TVA FR70388410225</div><div>Boulangerie Aux Deux Épis<br>EURL Vandamme<br>16 Grande Rue<br>51160 Aÿ-Champagne<br><small>Compte client : 0411VAND</small></div></div>"
        + table("""Code|Produit|Colis|PU HT|HT|T
1001|Farine T65 sac 25 kg|12|18,40|220,80|1
1140|Beurre de tourage AOP 10 kg|6|84,50|507,00|1
1022|Sucre cristal 25 kg|4|23,10|92,40|1
1310|Levure fraîche 10 kg|5|19,80|99,00|1
1477|Chocolat de couverture 58 % 5 kg|8|46,25|370,00|1
|<i>À reporter</i>|||<i>1 289,20</i>|""", "llrrrc", "class=t")
        + "<div style='page-break-before:always'></div>" + head.format("2/2")
        + table("""Code|Produit|Colis|PU HT|HT|T
|<i>Report</i>|||<i>1 289,20</i>|
1502|Œufs plein air x360|3|58,00|174,00|1
1530|Crème entière 35 % 6 x 1 l|10|27,90|279,00|1
8810|Boîtes pâtissières 23 cm x100|6|15,75|94,50|2""", "llrrrc", "class=t")
        + "<div class=row style='margin-top:24px'><div style='width:50%'>" + table("""T|Taux|Base HT|TVA
1|5,50|1 742,20|95,82
2|20,00|94,50|18,90""", "crrr", "class=x") + "</div><div style='width:40%'>" + table("""Total HT|1 836,70
Total TVA|114,72
<b>Total TTC en euros</b>|<b>1 951,42</b>""", "lr", "class=x", head=False) + "</div></div><p style='margin-top:20px'>À payer pour le 28.03.26 par prélèvement.</p>"
    )
    css = "body{font:10.5px/1.45 'DejaVu Sans Condensed'} .t th{background:#eee} .x td,.x th{border:1px solid #999}"
    return html(css, body, says("26/02/4471", "2026-02-26", ("MINOTERIE & DÉLICES SAS", "Boulangerie Aux Deux Épis"), "EUR 1951.42", net="1836.70", tax="114.72", due="2026-03-28", account="0411VAND", items="220.80 507.00 92.40 99.00 370.00 174.00 279.00 94.50", also={"buyer_name": ("EURL Vandamme", "Boulangerie Aux Deux Épis EURL Vandamme")}))
