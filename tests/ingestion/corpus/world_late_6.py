# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Late one-off invoices in Spanish and Dutch: a lawyer, water, a hired car; words, hockey, parking."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.late_kit import Pen, cells, typeset
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table


@one_off("world-late", "es")
def cuota_de_la_abogada() -> Paper:
    """A lawyer who keeps a small firm's books: VAT added, income tax held back, the sum below both."""
    css = "body{font:11px 'DejaVu Serif'} h1{font-size:19px;font-weight:400;border-bottom:3px double #7a1f2b;padding-bottom:6px} .g th{font-weight:400;font-style:italic;border-bottom:1px solid #7a1f2b} .g td{padding:7px 2px}"
    body = (
        "<h1>Lucía Belmonte Arroyo <small>Abogada – Economista</small></h1><small>NIF 70884417-K · C/ Gamazo 19, 2.º B · 47004 Valladolid · Tel. 983 555 018</small><br><br><div class=row><div><b>FACTURA</b><br>N.º 2026/037<br>Fecha: 30 de junio de 2026</div><div><b>Cliente</b><br>Panadería Las Eras, S.L.<br>CIF B47118803<br>Plaza Mayor 3<br>47400 Medina del Campo</div></div><br><br>"
        + table("Concepto|Importe\nAsesoría fiscal y contable, segundo trimestre de 2026|540,00 €\nPresentación de los modelos 303 y 111|90,00 €\nContrato de arrendamiento del obrador: revisión|75,00 €", "lr", "class=g")
        + "<div style='width:50%;margin:20px 0 0 50%'>" + table("Base imponible|705,00 €\nIVA 21 %|148,05 €\nRetención IRPF 15 %|-105,75 €\n<b>TOTAL A PAGAR</b>|<b>747,30 €</b>", "lr", "", False)
        + "</div><p style='margin-top:40px'>Forma de pago: transferencia a ES14 2108 4411 7700 3300 2299, antes del 15 de julio de 2026.</p>"
    )
    return html(css, body, says("2026/037", "2026-06-30", ("Lucía Belmonte Arroyo", "Panadería Las Eras, S.L."), "EUR 747.30", net="705.00", tax="148.05", due="2026-07-15", items="540.00 90.00 75.00", also={"total_amount": ("853.05",)}))


@one_off("world-late", "es")
def agua_del_bimestre() -> Paper:
    """A water company's bill: contract and meter, blocks of use, fees for the town without tax, two rates."""
    css = "body{font:10px 'DejaVu Sans'} .c{border:1px solid #2a7fb8;border-radius:10px;padding:10px;width:48%} .c b{color:#2a7fb8} .g td{border-bottom:1px solid #d6e6f0} .g th{background:#d6e6f0} .tot{font-size:20px}"
    body = (
        "<div class=row><b style='font-size:20px;color:#2a7fb8'>≈ Aguas del Jiloca</b><div class=r>Aguas del Jiloca, S.A. · CIF A44002188<br>Avda. Sagunto 40, 44002 Teruel</div></div><br><div class=row><div class=c><b>DATOS DE LA FACTURA</b>"
        + table("N.º factura|0126-03-0044718\nFecha emisión|09/03/2026\nPeriodo|01/01/2026 a 28/02/2026\nN.º contrato|118.4402\nFecha de cargo|24/03/2026", "lr", "", False)
        + "</div><div class=c><b>TOTAL FACTURA</b><div class=tot>69,00 €</div>Domiciliada en ES88 2085 **** **** **** 4417<br><br><b>Titular</b><br>AMPARO ROYO GINÉS<br>C/ DEL CARMEN 8, 3.º<br>44001 TERUEL</div></div><br>Contador 40 mm 771-20884 · Lectura anterior 1.208 · Lectura actual 1.235 · Consumo 27 m³<br><br>"
        + table("Concepto|Cantidad|Precio|Importe|IVA\nCuota de servicio|2 meses|9,2100|18,42|10 %\nConsumo bloque 1|15 m³|0,3120|4,68|10 %\nConsumo bloque 2|12 m³|0,6840|8,21|10 %\nConservación del contador|2 meses|1,0500|2,10|21 %\nTasa de alcantarillado (Ayuntamiento)|||9,87|no sujeto\nTasa de basuras (Ayuntamiento)|||22,15|no sujeto", "lrrrr", "class=g")
        + "<br><div style='width:60%;margin-left:40%'>" + table("|Base|Cuota\nIVA 10 %|31,31|3,13\nIVA 21 %|2,10|0,44\nNo sujeto|32,02|0,00\nSuma|65,43|3,57\n<b>Total factura</b>||<b>69,00 €</b>", "lrr", "class=g")
        + "</div><p style='margin-top:24px'>Averías 24 h: 900 555 014. Su consumo medio diario ha sido de 458 litros; el mismo bimestre del año pasado, 471.</p>"
    )
    return html(css, body, says("0126-03-0044718", "2026-03-09", ("Aguas del Jiloca, S.A.", "Amparo Royo Ginés"), "EUR 69.00", net="65.43", tax="3.57", due="2026-03-24", account="118.4402", items="18.42 4.68 8.21 2.10 9.87 22.15", also={"seller_name": ("Aguas del Jiloca",)}))


@one_off("world-late", "es")
def coche_cinco_dias() -> Paper:
    """A hired car brought back: days, cover, fuel; paid partly when booked, the rest at the desk."""
    pen = Pen(points=9)
    pen.box(0, 0, 595, 60, grey=0.88)
    pen.say(40, 18, "ISLAVENTO rent a car", bold=True, points=18)
    pen.say(555, 24, "Factura / Invoice", side="r", points=11)
    pen.say(40, 76, "Islavento Rent a Car, S.L.\nCIF B07441182\nAeropuerto de Menorca, 07712 Maó")
    pen.say(330, 76, "D. Gaspar Ferrándiz Moll\nNIF 21447810-C\nC/ Colón 44, 03001 Alicante")
    pen.rows(130, "40l 140l 330l 430l", "N.º de factura|F-MAH-26-8841|Contrato|MAH 771204\nFecha factura|22/08/2026|Matrícula|0000 LKT\nSalida|17/08/2026 11:40|Grupo|B - Ibiza\nDevolución|22/08/2026 10:15|Kilómetros|412", step=15)
    pen.rule(40, 200, 555, 1)
    pen.rows(206, "40l 350r 450r 555r", "Descripción|Unidades|Precio|Importe EUR", bold=True)
    pen.rows(224, "40l 350r 450r 555r", "Alquiler, tarifa diaria|5|31,40|157,00\nCobertura total sin franquicia|5|9,00|45,00\nConductor adicional|1|20,00|20,00\nCombustible repuesto (8 litros)|1|12,36|12,36", step=17)
    pen.rule(330, 300, 555)
    pen.rows(306, "330l 555r", "Base imponible|234,36\nI.V.A. 21,00%|49,22", step=16)
    pen.rows(338, "330l 555r", "TOTAL|283,58", bold=True, points=11)
    pen.rows(364, "330l 555r", "Anticipo web 02/07/2026|-240,00\nVISA 22/08/2026|-43,58\nPendiente|0,00", step=16)
    pen.say(40, 440, "Fianza de 150,00 EUR preautorizada el 17/08/2026 y liberada a la devolución. Gracias por viajar con Islavento.\nInscrita en el R.M. de Menorca, tomo 118, folio 44, hoja IM-2207.", points=8)
    return pen.paper(says("F-MAH-26-8841", "2026-08-22", ("Islavento Rent a Car, S.L.", "Gaspar Ferrándiz Moll"), "EUR 283.58", net="234.36", tax="49.22", items="157.00 45.00 20.00 12.36", also={"buyer_name": ("D. Gaspar Ferrándiz Moll",), "due_date": ("2026-08-22",), "seller_name": ("Islavento",)}))


@one_off("world-late", "nl")
def woorden_voor_een_brouwer() -> Paper:
    """A translator bills words to a client over the border: the tax is the client's."""
    return typeset("""
#set page(paper: "a4", margin: (left: 40mm, right: 22mm, y: 22mm))
#set text(font: "Libertinus Serif", size: 11pt, lang: "nl")
#place(left, dx: -26mm)[#rotate(-90deg, reflow: true)[#text(24pt, fill: gray)[taalwerk hofstra]]]
Taalwerk Hofstra · Noorderhaven 71 · 9712 VK Groningen \\
KvK 01447188 · btw-id NL001884417B62 · NL20 INGB 0004 4718 80
#v(14mm)
Brouwerij De Zwaan BV \\ t.a.v. Lieve Peeters \\ Molenstraat 40 \\ 2300 Turnhout \\ België \\ BE 0447.118.826
#v(10mm)
#text(15pt)[Factuur]
#grid(columns: (3.4cm, 1fr), row-gutter: 6pt, [nummer], [26-019], [datum], [8 april 2026], [uw referentie], [etiketten voorjaar], [betalen vóór], [8 mei 2026])
#v(6mm)
#table(columns: (1fr, 2cm, 1.8cm, 2.4cm), align: (left, right, right, right), stroke: (x: none, y: 0.3pt), """ + cells("vertaling Nederlands – Frans|aantal|tarief|bedrag", True) + cells("Nieuwe woorden|4.812|€ 0,11|€ 529,32\nHerhalingen en bijna-treffers|1.206|€ 0,055|€ 66,33\nDrukproef nalezen, uren|3|€ 52,50|€ 157,50") + """)
#align(right)[#grid(columns: (4cm, 2.6cm), row-gutter: 6pt, [subtotaal], [€ 753,15], [btw verlegd], [€ 0,00], [*totaal*], [*€ 753,15*])]
#v(6mm)
Btw verlegd naar de afnemer, artikel 196 van richtlijn 2006/112/EG. \\
Dank voor de fijne samenwerking!
""", says("26-019", "2026-04-08", ("Taalwerk Hofstra", "Brouwerij De Zwaan BV"), "EUR 753.15", net="753.15", tax="0.00", due="2026-05-08", items="529.32 66.33 157.50"))


@one_off("world-late", "nl")
def contributie_van_de_kraai() -> Paper:
    """A hockey club's dues: members by name, exempt, collected from the bank."""
    pen = Pen(points=10)
    pen.say(297, 40, "HOCKEYCLUB DE KRAAI", bold=True, points=16, side="c")
    pen.say(297, 62, "Sportpark Berkenrode, Zandlaan 2, 7031 AB Wehl  -  KvK 40118827  -  www.hcdekraai.example", side="c", points=8)
    pen.rule(50, 80, 545, 2)
    pen.say(50, 100, "Aan de ouders van\nSuze en Tibbe Wolterink\nDorpsstraat 118\n7031 AH Wehl")
    pen.say(380, 100, "Factuurnummer: 2026-1187\nFactuurdatum: 1 september 2026\nRelatienummer: R20418\nSeizoen: 2026-2027")
    pen.say(50, 190, "CONTRIBUTIENOTA", bold=True, points=12)
    pen.rows(220, "50l 545r", "Contributie Suze, jeugd O12|€ 248,00\nContributie Tibbe, jeugd O10|€ 248,00\nGezinskorting|€ 25,00-\nVrijwilligersbijdrage, vervalt na twee bardiensten|€ 50,00\nClubshirt maat 152|€ 38,50", step=18)
    pen.rule(430, 314, 545)
    pen.rows(320, "50l 545r", "Te betalen|€ 559,50", bold=True, points=11)
    pen.say(50, 350, "Vrijgesteld van btw op grond van artikel 11 Wet OB.")
    pen.say(50, 390, "Het bedrag wordt op of rond 25 september 2026 afgeschreven van NL66 RABO 0118 **** 20\n(incassant-ID NL44ZZZ401188270000, machtiging HCK-R20418).\n\nNiet eens met de nota? Mail binnen 14 dagen naar de ledenadministratie.\n\nMet sportieve groet,\nHenk Roelofs, penningmeester")
    return pen.paper(says("2026-1187", "2026-09-01", ("Hockeyclub De Kraai", "Suze en Tibbe Wolterink"), "EUR 559.50", due="2026-09-25", account="R20418", items="248.00 248.00 -25.00 50.00 38.50", also={"net_amount": ("559.50",), "tax_amount": ("0.00",), "due_date": (None,), "buyer_name": (None,)}))


@one_off("world-late", "nl")
def parkeren_met_de_app() -> Paper:
    """A parking app's month: town charges passed on without tax, its own fees with, taken from a card."""
    css = inter() + "body{font:11px Inter} .p{background:#5b2be0;color:#fff;border-radius:12px;padding:18px} .p b{font-size:28px} .g th{color:#777;font-weight:400;border-bottom:1px solid #ccc} .g td{border-bottom:1px solid #eee} .k{margin:16px 0}"
    body = (
        "<div class='p row'><div>parkeerik<br><br>Factuur april 2026</div><div class=r>Totaal<br><b>€ 43,25</b></div></div><div class='row k'><div>Loodgietersbedrijf Van Ommen<br>Ambachtsweg 15<br>3641 PM Mijdrecht</div><div class=r>Factuurnummer P-2026-04-118827<br>Factuurdatum 30-04-2026<br>Klantnummer 7720418</div></div><b>Parkeeracties</b>"
        + table("Datum|Kenteken|Zone|Duur|Bedrag\n07-04-2026|V-000-XX|Utrecht 31100|1u 36m|€ 6,40\n14-04-2026|V-000-XX|Amsterdam 10312|1u 29m|€ 11,20\n21-04-2026|V-001-XX|Woerden 4010|1u 15m|€ 3,75\n28-04-2026|V-000-XX|Den Haag 2510|4u 30m|€ 18,00", "llllr", "class=g")
        + "<br><b>Onze kosten</b>" + table("Omschrijving|Aantal|Stuk|Bedrag\nServicekosten per parkeeractie|4|€ 0,35|€ 1,40\nZakelijk abonnement|1|€ 2,50|€ 2,50", "lrrr", "class=g")
        + "<br><div style='width:58%;margin-left:42%'>" + table("Parkeergeld (geen btw)|€ 39,35\nOnze kosten incl. btw|€ 3,90\n<b>Totaal</b>|<b>€ 43,25</b>\nWaarvan btw 21% over € 3,22|€ 0,68", "lr", "", False)
        + "</div><p class=k>Dit bedrag is op 2 mei 2026 van je creditcard (…8841) afgeschreven. Je hoeft niets te doen.</p><p style='margin-top:120px'><small>Parkeerik Nederland B.V., Stationsplein 45, 3013 AK Rotterdam, KvK 71188204, btw NL858844171B01</small></p>"
    )
    return html(css, body, says("P-2026-04-118827", "2026-04-30", ("Parkeerik Nederland B.V.", "Loodgietersbedrijf Van Ommen"), "EUR 43.25", tax="0.68", account="7720418", items="6.40 11.20 3.75 18.00 1.40 2.50", items_also="6.40 11.20 3.75 18.00", also={"seller_name": ("parkeerik",), "net_amount": ("42.57",), "due_date": ("2026-05-02",)}))
