# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Late one-off invoices in French: tolls, a table of six, a sailing club, freight."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.late_kit import Pen, cells, typeset
from tests.ingestion.corpus.one_off import html, one_off, says, table


@one_off("world-late", "fr")
def badge_de_peage() -> Paper:
    """A toll badge's monthly invoice: journeys with tax in, tax taken out below, collected by direct debit."""
    css = "body{font:10px 'DejaVu Sans'} .v{background:#004f9e;color:#fff;padding:10px} .r2{border:2px solid #004f9e;padding:10px;width:46%;font-size:11px} .g th{background:#e8eef6} .g td{border-bottom:1px solid #e8eef6} .pied{position:fixed;bottom:0;font-size:8px;color:#555}"
    body = (
        "<div class='v row'><b style='font-size:18px'>télébadge atlantique</b><span>FACTURE</span></div><br><div class=row><div><b>Mme Solène Keravel</b><br>6 impasse des Ajoncs<br>44350 Guérande</div><div class=r2>"
        + table("N° de facture|26-05-7718203\nDate de facture|31/05/2026\nN° client|40118223\nBadge n°|2500 7741 0092\nMontant TTC|62,20 €\nPrélevé le|10/06/2026", "lr", "", False)
        + "</div></div><br><b>Détail de vos trajets</b>"
        + table("Date|Entrée|Sortie|Classe|Montant TTC (€)\n03/05|Nantes Nord|Ancenis|1|3,90\n09/05|Nantes Est|Angers Ouest|1|8,70\n16/05|Nantes Est|Le Mans Sud|1|21,30\n17/05|Le Mans Nord|Nantes Est|1|12,40\n23/05|Parking Gare Sud|14 h 05|-|14,00\n31/05|Abonnement Liberté mai 2026||-|1,90", "lllcr", "class=g")
        + "<div style='width:46%;margin:12px 0 0 54%'>" + table("Total HT|51,83 €\nTVA 20,00 %|10,37 €\n<b>Total TTC</b>|<b>62,20 €</b>", "lr", "", False)
        + "</div><p style='margin-top:20px'>Le montant sera prélevé le 10/06/2026 sur le compte FR76 **** **** **** **** **77 841, mandat ++TBA40118223.</p><div class=pied>Télébadge Atlantique SAS au capital de 2 400 000 € – 12 quai Turenne, 44000 Nantes – RCS Nantes 811 442 090 – TVA intracommunautaire FR 39 811442090</div>"
    )
    return html(css, body, says("26-05-7718203", "2026-05-31", ("Télébadge Atlantique SAS", "Mme Solène Keravel"), "EUR 62.20", net="51.83", tax="10.37", due="2026-06-10", account="40118223", items="3.90 8.70 21.30 12.40 14.00 1.90", also={"seller_name": ("télébadge atlantique",), "buyer_name": ("Solène Keravel",)}))


@one_off("world-late", "fr")
def table_de_six_couverts() -> Paper:
    """A restaurant's till prints an invoice for a table: two rates of tax, paid by card."""
    pen = Pen((298, 560), ("Courier", "Courier-Bold"), 8.5)
    pen.say(149, 16, "LE COMPTOIR DES HALLES", bold=True, points=12, side="c")
    pen.say(149, 34, "SARL Vidal-Estève\n4 place Jean Jaurès, 34000 Montpellier\nSIRET 502 117 448 00021  APE 5610A\nTVA FR71502117448", side="c")
    pen.say(20, 92, "FACTURE N° 2025/10-0388", bold=True, points=10)
    pen.say(20, 110, "Le 17/10/2025 à 22:47   Table 12   6+1 cv\nServi par Maëlle\nClient : Cabinet Roques Architectes")
    pen.rule(20, 150, 278)
    pen.rows(156, "20l 46l 220r 278r", "6|Menu Halles|29,50|177,00\n1|Menu enfant|12,00|12,00\n5|Eaux et sodas|3,70|18,50\n3|Pic Saint-Loup 75 cl|26,00|78,00", step=14)
    pen.rule(20, 214, 278)
    pen.rows(220, "20l 278r", "TOTAL TTC  EUR|285,50", bold=True, points=11)
    pen.rows(246, "20l 120r 200r 278r", "Taux|HT|TVA|TTC\n10,00%|188,64|18,86|207,50\n20,00%|65,00|13,00|78,00\nTotal|253,64|31,86|285,50")
    pen.rule(20, 306, 278)
    pen.rows(312, "20l 278r", "Carte bancaire|285,50\nRendu|0,00")
    pen.say(149, 350, "Prix nets, service compris\nMerci de votre visite et à bientôt !\nCaisse 02  Ticket 118834  NF525 B 0417", side="c")
    return pen.paper(says("2025/10-0388", "2025-10-17", ("Le Comptoir des Halles", "Cabinet Roques Architectes"), "EUR 285.50", net="253.64", tax="31.86", items="177.00 12.00 18.50 78.00", also={"seller_name": ("SARL Vidal-Estève",), "due_date": ("2025-10-17",)}))


@one_off("world-late", "fr")
def cercle_nautique() -> Paper:
    """A sailing club asks for the year's dues: a letter, no tax, a family rebate, to be paid by a day."""
    return typeset("""
#set page(paper: "a4", margin: 25mm)
#set text(font: "Libertinus Serif", size: 11pt, lang: "fr")
#grid(columns: (1fr, auto), [*Cercle Nautique de l'Estuaire* \\ Association loi 1901 \\ Cale du Port-Vieux \\ 17600 Saujon], [Famille Thibault Lagarde \\ 31 rue des Pêcheurs d'Islande \\ 17200 Royan])
#v(12mm)
Saujon, le 5 janvier 2026
#v(6mm)
*Facture 2026-C-118* \\
Objet : cotisations de la saison 2026
#v(4mm)
Cher adhérent,

Voici le détail de ce que nous vous demandons pour l'année qui commence. L'assemblée générale du 22 novembre 2025 a laissé la cotisation inchangée.
#v(3mm)
#table(columns: (1fr, 3cm), align: (left, right), stroke: (x: none, y: 0.4pt), """ + cells("Adhésion familiale au Cercle|145,00 €\nLicence fédérale adulte|61,50 €\nPlace de mise à l'eau, ponton C 14|390,00 €\nRemise famille (deuxième adhérent)|-30,00 €\n*Total à régler*|*566,50 €*") + """)
TVA non applicable, article 293 B du code général des impôts.

Merci de régler avant le 31 janvier 2026, par chèque à l'ordre du Cercle Nautique de l'Estuaire ou par virement : FR76 1170 6000 2144 0187 7200 341. N'oubliez pas d'indiquer votre numéro d'adhérent 0417.
#v(8mm)
Bien nautiquement, \\
La trésorière, Odile Massé
#v(1fr)
#align(center)[#text(8pt)[SIRET 330 118 774 00015 – Affiliation FFV 17044 – Préfecture de Saintes W174000881]]
""", says("2026-C-118", "2026-01-05", ("Cercle Nautique de l'Estuaire", "Thibault Lagarde"), "EUR 566.50", due="2026-01-31", account="0417", items="145.00 61.50 390.00 -30.00", also={"buyer_name": ("Famille Thibault Lagarde",), "net_amount": ("566.50",), "tax_amount": ("0.00",)}))


@one_off("world-late", "fr")
def trois_lettres_de_voiture() -> Paper:
    """A haulier's invoice: consignment notes by day, a surcharge for fuel, due at the end of the month after."""
    pen = Pen(points=9)
    pen.box(30, 30, 270, 84)
    pen.say(40, 38, "TRANSPORTS MAZEAU & FILS", bold=True, points=13)
    pen.say(40, 58, "S.A.S. au capital de 150 000 euros\nZ.A. de la Croix Blanche, 87000 Limoges\nTél. 05 55 50 11 84\nN° TVA FR 18 407 733 126")
    pen.say(330, 44, "FACTURE", bold=True, points=18)
    pen.box(330, 72, 235, 42)
    pen.bars([410, 490], 72, 114)
    pen.rule(330, 92, 565)
    pen.rows(77, "370c 450c 527c", "Numéro|Date|Code client\nFT260318|31/03/2026|M0447", step=20)
    pen.say(330, 140, "PORCELAINES DU LIMOUSIN\nService comptabilité\n18 avenue Garibaldi\n87100 LIMOGES", points=10)
    pen.box(30, 220, 535, 330)
    pen.rule(30, 240, 565)
    pen.bars([90, 165, 340, 400, 470], 220, 550)
    pen.rows(225, "60c 127c 252c 370c 435c 517c", "Date|Récépissé|Trajet|Palettes|Poids kg|Montant H.T.")
    pen.rows(250, "36l 96l 171l 394r 464r 559r", "04/03/26|LV 88120|Limoges - Rungis|6|2 140|412,00\n12/03/26|LV 88197|Limoges - Bordeaux Bassens|4|1 385|287,50\n25/03/26|LV 88311|Limoges - Strasbourg Port|9|3 020|655,00\n||Indexation gazole 11,20 %|||151,70", step=20)
    pen.say(171, 350, "Indice CNR février 2026 : base 1 354,50")
    pen.box(30, 560, 535, 44)
    pen.bars([137, 244, 351, 458], 560, 604)
    pen.rule(30, 580, 565)
    pen.rows(565, "83c 190c 297c 404c 511c", "Base H.T.|Taux TVA|Montant TVA|Échéance|NET À PAYER", step=20)
    pen.rows(586, "83c 190c 297c 404c 511c", "1 506,20|20,00 %|301,24|30/04/2026|1 807,44 €", bold=True, points=10)
    pen.say(30, 620, "Règlement par virement à échéance. IBAN FR76 1558 9000 7700 4418 2210 093. Pas d'escompte pour paiement anticipé.\nEn cas de retard : pénalités au taux de 12 % l'an et indemnité forfaitaire de 40 euros pour frais de recouvrement (art. L.441-10).", points=7.5)
    return pen.paper(says("FT260318", "2026-03-31", ("Transports Mazeau & Fils", "Porcelaines du Limousin"), "EUR 1807.44", net="1506.20", tax="301.24", due="2026-04-30", account="M0447", items="412.00 287.50 655.00 151.70", items_also="412.00 287.50 655.00"))
