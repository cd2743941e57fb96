# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off documents in Italian: of Italy and the Ticino."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table
from tests.ingestion.corpus.surface import Sheet


@one_off("world-eu", "it")
def it_parcella() -> Paper:
    """A lawyer's notula: fund contribution, VAT, withholding taken off, net to pay last."""
    body = (
        "<div style='text-align:center;font-variant:small-caps;font-size:20px'>Studio Legale Avv. Ginevra Tassinari</div><div style='text-align:center;font-size:10px'>Via San Felice 28 – 40122 Bologna – C.F. TSSGVR74M51A944K – P. IVA 02881140377</div><div style='margin:34px 0 20px 58%'>Spett.le<br>Officine Meccaniche Reno S.r.l.<br>Via dell’Industria 11<br>40138 Bologna<br>P. IVA 01664710372</div><p><b>Fattura n. 18/2026 del 04/03/2026</b></p><p>Oggetto: assistenza stragiudiziale, recupero credito Fonderie Secchia (prot. 2025/411)</p>"
        + table("""Onorari|€ 1.200,00
Spese generali 15%|€ 180,00
C.P.A. 4%|€ 55,20
Totale imponibile|€ 1.435,20
IVA 22%|€ 315,74
Totale fattura|€ 1.750,94
Ritenuta d’acconto 20% su € 1.380,00|– € 276,00
<b>Netto a pagare</b>|<b>€ 1.474,94</b>""", "lr", "style='width:75%;margin:16px auto'", head=False)
        + "<p>Pagamento a vista fattura mediante bonifico: IT20 F053 8702 4000 0000 1188 407.</p><p style='text-align:right;margin-top:40px'><i>Avv. Ginevra Tassinari</i></p>"
    )
    return html("body{font:12px/1.55 'DejaVu Serif'} p{margin:10px 0} td{border-bottom:1px solid #ddd}", body, says("18/2026", "2026-03-04", ("Studio Legale Avv. Ginevra Tassinari", "Officine Meccaniche Reno S.r.l."), "EUR 1750.94", net="1435.20", tax="315.74", items="1200.00 180.00 55.20", also={"seller_name": ("Avv. Ginevra Tassinari", "Ginevra Tassinari"), "due_date": ("2026-03-04",)}), margin="20mm")


@one_off("world-eu", "it")
def it_bolletta() -> Paper:
    """An electricity bill: broadcasting fee outside VAT, four cost blocks, total in a bar, several codes of the customer."""
    body = (
        "<div style='display:flex;justify-content:space-between'><div style='font-size:24px;color:#0d47a1'><b>brezza</b>luce</div><div style='font-size:9px;text-align:right'>Brezza Energia S.p.A. – Società a socio unico<br>Corso Sempione 112 – 20154 Milano<br>P.IVA 09911870154</div></div><div style='display:flex;gap:20px;margin:18px 0'><div style='flex:1;font-size:10px;background:#e3f2fd;padding:10px'><b>BOLLETTA SINTETICA</b> mercato libero<br>Numero fattura elettronica: 2026/E/00441877<br>Codice cliente: 881 204 417<br>POD: IT001E55081427<br>Data di emissione: 10 febbraio 2026<br>Periodo: 1 dicembre 2025 – 31 gennaio 2026<br>Potenza impegnata: 3 kW</div><div style='flex:1;padding-top:20px'>Gentile<br>Ornella Bisazza<br>Via Garibaldi 9<br>36061 Bassano del Grappa VI</div></div>"
        "<div style='background:#0d47a1;color:#fff;padding:10px 14px' class=row><span>Totale da pagare<br><small style='color:#bbdefb'>entro il 2 marzo 2026</small></span><span style='font-size:24px'>127,38 €</span></div><h4 style='margin:16px 0 4px'>Quanto pago</h4>"
        + table("""Spesa per la materia energia|61,40 €
Spesa per il trasporto e la gestione del contatore|24,15 €
Spesa per oneri di sistema|9,87 €
Accise|4,02 €
Totale imponibile|99,44 €
IVA 10%|9,94 €
Canone di abbonamento alla televisione per uso privato|18,00 €
<b>Totale bolletta</b>|<b>127,38 €</b>""", "lr", "class=t", head=False)
        + "<p style='font-size:9px;margin-top:14px'>I tuoi pagamenti precedenti risultano regolari. Consumo annuo 1.944 kWh. Pagabile presso banche, tabaccherie o con CBILL codice avviso 3018 8120 4417 0044 18. Servizio clienti 800 55 01 99.</p>"
    )
    return html(inter() + "body{font:11px/1.5 Inter} .t td{border-bottom:1px solid #bbdefb}", body, says("2026/E/00441877", "2026-02-10", ("Brezza Energia S.p.A.", "Ornella Bisazza"), "EUR 127.38", net="99.44", tax="9.94", due="2026-03-02", account="881 204 417", items="61.40 24.15 9.87 4.02 18.00", also={"net_amount": ("117.44",), "seller_name": ("brezzaluce",), "account_number": ("881204417",)}))


@one_off("world-eu", "it")
def it_nota_credito() -> Paper:
    """A credit note without signs: document number and day in a frame, the invoice it corrects in small print."""
    p = Sheet("a4", "Helvetica", 9.5)
    p.text(45, 60, "TESSITURA VALSESIA S.N.C.", 15, True)
    p.lines(45, 76, ["di Gualtiero e Pia Mongini", "Via Mulini 4 - 13019 Varallo (VC)", "P.IVA e C.F. 00418820024 - REA VC 44187"], 8.5)
    p.box(330, 48, 220, 56)
    p.text(338, 62, "NOTA DI CREDITO", 11, True)
    p.pairs(338, 420, 78, [("Documento n.", "NC/12"), ("Data doc.", "19-02-2026")], step=14)
    p.lines(330, 130, ["Spett.le", "ARREDO CASA BRUSATI SRL", "Corso Roma 88", "28100 Novara", "P.IVA 01990410035"], 10)
    p.text(45, 215, "Cod. cliente C0331   Rif. Vs. reso del 11/02/2026   Ns. fattura 0118/A del 22/01/2026", 8.5)
    p.table(45, 240, [70, 225, 50, 40, 60, 60], "llrrrr", [("Articolo", "Descrizione", "Q.tà", "U.M.", "Prezzo", "Importo"), ("TEL-140-GR", "Telo lino grezzo h 140 difettoso", "18,0", "mt", "22,50", "405,00"), ("TRAS", "Rimborso trasporto reso", "1,0", "nr", "15,00", "15,00")], ruled="g")
    p.table(45, 620, [110, 80, 110, 205], "rrrr", [("Imponibile", "% IVA", "Imposta", "Totale a Vs. credito EUR"), ("420,00", "22", "92,40", "512,40")], ruled="g", size=10)
    p.text(45, 680, "Operazione effettuata ai sensi dell'art. 26 DPR 633/72. Contributo CONAI assolto ove dovuto.", 8)
    return Paper("drawn", p.pdf(), says("NC/12", "2026-02-19", ("TESSITURA VALSESIA S.N.C.", "ARREDO CASA BRUSATI SRL"), "EUR -512.40", net="-420.00", tax="-92.40", account="C0331", items="405.00 15.00", items_also="-405.00 -15.00", also={"seller_name": ("TESSITURA VALSESIA S.N.C. di Gualtiero e Pia Mongini",)}))


@one_off("world-eu", "it")
def it_forfettaria() -> Paper:
    """A flat-rate photographer: no VAT, stamp duty added, labels in grey beside a black rule, long legal line."""
    body = (
        "<div style='display:flex'><div style='width:38%;border-right:3px solid #000;padding-right:14px;min-height:560px'><div style='font-size:24px;line-height:1'>MARTINO<br>ACQUAVIVA<br><span style='font-size:11px'>fotografo</span></div><p style='margin-top:50px'><small>fattura</small><br>6/26</p><p><small>del</small><br>28 gennaio 2026</p><p><small>a</small><br>Comune di Ostuni<br>Ufficio Cultura<br>Piazza della Libertà 68<br>72017 Ostuni BR<br>CF 81000090746</p><p><small>iban</small><br>IT47 K030 6979 2311<br>0000 0044 187</p></div><div style='flex:1;padding-left:18px'>"
        + table("""Reportage «Notte dei trulli», 40 scatti consegnati|700,00
Stampa Fine Art 50x70, due copie|100,00
Imposta di bollo|2,00""", "lr", "class=t", head=False)
        + "<p style='font-size:20px;text-align:right;margin:30px 0'>802,00 €<br><small>totale dovuto</small></p><p>Scadenza: 27/02/2026</p><p style='font-size:9px;color:#777;margin-top:180px'>Operazione senza applicazione dell’IVA ai sensi dell’art. 1, commi da 54 a 89, L. 190/2014, regime forfettario. Non soggetta a ritenuta. Via Cattedrale 3, 72017 Ostuni – P.IVA 02511880746.</p></div></div>"
    )
    return html(inter() + "body{font:12px/1.5 Inter} p{margin-bottom:14px} .t td{padding:10px 0;border-bottom:1px solid #000}", body, says("6/26", "2026-01-28", ("MARTINO ACQUAVIVA", "Comune di Ostuni"), "EUR 802.00", due="2026-02-27", items="700.00 100.00 2.00", items_also="700.00 100.00", also={"net_amount": ("800.00", "802.00"), "tax_amount": ("0.00",)}), margin="18mm")


@one_off("world-eu", "it")
def it_albergo() -> Paper:
    """A mountain hotel: stay tax excluded, deposit by transfer, remainder paid at the desk, German words between."""
    body = (
        "<div style='text-align:center'><span style='font-size:19px'>Albergo / Gasthof Stella Alpina</span><br><small>Fam. Demetz – Str. Plan 44 – 39048 Selva di Val Gardena (BZ)</small></div><hr style='margin:10px 0'><div class=row><div>Fattura/Rechnung Nr. <b>211</b><br>Data/Datum <b>15.02.2026</b><br>Camera/Zimmer 6</div><div>Sig. Corrado Pellizzari<br>Via Mantegna 21<br>35128 Padova</div></div>"
        + table("""Dal – al|Descrizione / Beschreibung|Q.tà|Prezzo|Totale €
08.02.–15.02.|Mezza pensione camera Larice, 2 pers.|7|184,00|1.288,00
10.02.|Vino e bevande|1|46,50|46,50
12.02.|Noleggio ciaspole|2|12,00|24,00
08.02.–15.02.|Imposta di soggiorno (escl. art. 15)|14|2,50|35,00""", "llrrr", "class=t")
        + "<div style='margin-left:50%'>" + table("""Totale / Gesamt|€ 1.393,50
Caparra versata il 10.01.2026|€ – 300,00
Saldo pagato con bancomat|€ 1.093,50""", "lr", head=False) + "</div><table style='width:60%;font-size:10px;margin-top:20px' class=t><tr><th>Aliquota<th class=r>Imponibile<th class=r>IVA<tr><td>10%<td class=r>1.213,18<td class=r>121,32<tr><td>22%<td class=r>19,67<td class=r>4,33<tr><td>Escl.<td class=r>35,00<td class=r>0,00<tr><td>Totale<td class=r>1.267,85<td class=r>125,65</table><p style='margin-top:26px;font-size:9px'>Stella Alpina di Demetz A. &amp; C. s.a.s. – Part. IVA 01558820211 – Grazie e arrivederci! Danke und auf Wiedersehen!</p>"
    )
    return html("body{font:11.5px/1.45 'DejaVu Serif Condensed','DejaVu Serif'} .t{margin:14px 0} .t th{border-bottom:1px solid #000}", body, says("211", "2026-02-15", ("Stella Alpina di Demetz A. & C. s.a.s.", "Corrado Pellizzari"), "EUR 1393.50", net="1267.85", tax="125.65", items="1288.00 46.50 24.00 35.00", also={"seller_name": ("Albergo / Gasthof Stella Alpina", "Albergo Stella Alpina"), "buyer_name": ("Sig. Corrado Pellizzari",), "net_amount": ("1232.85",), "due_date": ("2026-02-15",)}))


@one_off("world-eu", "it")
def it_cortesia() -> Paper:
    """A courtesy copy of an e-invoice to an authority: blocks of the official form, split payment, number and day as table cells."""
    body = (
        "<h3 style='text-align:center'>FATTURA ELETTRONICA – copia di cortesia</h3><table class=b><tr><td style='width:50%'><b>Cedente/prestatore (fornitore)</b><br>Identificativo fiscale ai fini IVA: IT04417720961<br>Denominazione: Nuvola Didattica S.r.l.<br>Regime fiscale: RF01 ordinario<br>Indirizzo: Via Savona 97<br>Comune: Milano Provincia: MI Cap: 20144<td><b>Cessionario/committente (cliente)</b><br>Codice fiscale: 80011870152<br>Denominazione: Istituto Comprensivo Gerolamo Cardano<br>Indirizzo: Via Natta 11<br>Comune: Milano Provincia: MI Cap: 20151</table>"
        + table("""Tipologia documento|Art. 73|Numero documento|Data documento|Codice destinatario
TD01 fattura||FPA 118/2026|03-03-2026|UF7K2Q""", "lllll", "class=b")
        + table("""Descrizione|Quantità|Prezzo unitario|UM|%IVA|Prezzo totale
Licenza piattaforma registro, a.s. 2025/26|1,00|4.200,00|nr|22,00|4.200,00
Formazione docenti a distanza|8,00|100,00|ore|22,00|800,00""", "lrrlrr", "class=b")
        + table("""Esigibilità IVA / riferimenti normativi|%IVA|Totale imponibile|Totale imposta
S (scissione dei pagamenti) art. 17-ter DPR 633/72|22,00|5.000,00|1.100,00""", "lrrr", "class=b")
        + table("""Importo bollo|Sconto/Maggiorazione|Arrotondamento|Totale documento
|||6.100,00""", "lllr", "class=b")
        + table("""Modalità pagamento|IBAN|Istituto|Data scadenza|Importo
MP05 bonifico|IT88C0503401647000000118820|Banca del Naviglio|02-04-2026|5.000,00""", "llllr", "class=b")
        + "<p>CIG ZA13F07B22 – Ordine MEPA 7741188 del 12-01-2026 – Importi in EUR</p>"
    )
    return html("body{font:9.5px/1.5 'DejaVu Sans'} .b{margin:8px 0} .b td,.b th{border:1px solid #777} .b th{background:#ddd;font-size:8.5px}", body, says("FPA 118/2026", "2026-03-03", ("Nuvola Didattica S.r.l.", "Istituto Comprensivo Gerolamo Cardano"), "EUR 6100.00", net="5000.00", tax="1100.00", due="2026-04-02", items="4200.00 800.00"))


@one_off("world-eu", "it")
def it_ferramenta() -> Paper:
    """An ironmonger's deferred invoice: transport papers as rows, two discounts, collection fee, due days at the foot."""
    body = (
        "<div class=row><div><b style='font-size:16px'>FERRAMENTA CENTRALE PODDIGHE</b><br><small>di Efisio Poddighe &amp; Figli S.a.s. – Viale Sant’Avendrace 201, 09122 Cagliari – P.IVA 00771180924</small></div></div><table class=h style='margin:12px 0'><tr><td><small>Tipo documento</small><br>FATTURA DIFFERITA<td><small>Numero</small><br>441/B<td><small>Data</small><br>28/02/2026<td><small>Cod. Cliente</small><br>01877<td><small>Pagamento</small><br>RI.BA. 30 GG D.F. F.M.<td><small>Pag.</small><br>1</table><div style='margin:6px 0 12px 55%'>IMPRESA EDILE SULIS GIOVANNI<br>Via Is Mirrionis 60<br>09121 CAGLIARI CA</div>"
        + table("""Codice|Descrizione|UM|Quantità|Prezzo|Sc.%|Importo|IVA
|<i>DDT n. 1120 del 06/02/2026</i>||||||
VT5X60|Viti truciolari 5x60 conf. 200|CF|15|9,40|10+5|120,56|22
MP3000|Malta pronta sacco 25 kg|PZ|60|4,15|10|224,10|22
|<i>DDT n. 1188 del 19/02/2026</i>||||||
TB20ZN|Tubo zincato 3/4 barra 6 m|PZ|12|31,00|20|297,60|22
GN2000|Guanti nitrile par. 12|CF|4|18,60||74,40|22""", "lllrrrrr", "class=t")
        + "<table class=h style='margin-top:180px'><tr><td><small>Totale merce</small><br>716,66<td><small>Spese incasso</small><br>3,50<td><small>Imponibile</small><br>720,16<td><small>Aliq.</small><br>22%<td><small>Imposta</small><br>158,44<td><small>TOTALE FATTURA EUR</small><br><b>878,60</b><tr><td colspan=3><small>Scadenze</small><br>31/03/2026 – 878,60<td colspan=3><small>Banca d’appoggio</small><br>Credito Campidanese ag. 4 – ABI 03118 CAB 04800</table>"
    )
    return html("body{font:10.5px/1.4 'DejaVu Sans Condensed'} .h td{border:1px solid #333} .t th{border-bottom:1px solid #333;font-size:9px} .t td{padding:2px 5px}", body, says("441/B", "2026-02-28", ("FERRAMENTA CENTRALE PODDIGHE di Efisio Poddighe & Figli S.a.s.", "IMPRESA EDILE SULIS GIOVANNI"), "EUR 878.60", net="720.16", tax="158.44", due="2026-03-31", account="01877", items="120.56 224.10 297.60 74.40", also={"seller_name": ("FERRAMENTA CENTRALE PODDIGHE", "Efisio Poddighe & Figli S.a.s.")}))


@one_off("world-eu", "it")
def ch_ticino() -> Paper:
    """A Ticino gardener: francs with apostrophes, VAT as IVA, thirty days in words, number between dots."""
    body = (
        "<div style='background:#558b2f;height:10px'></div><div class=row style='margin:16px 0'><div><b style='font-size:17px'>Giardini Bernasconi Sagl</b><br>Via Cantonale 71 · 6815 Melide<br>N. IVA CHE-219.440.118</div><div>Melide, 6 marzo 2026</div></div><div style='margin:24px 0 24px 60%'>Egregio Signor<br>Plinio Quadri<br>Salita dei Frati 4<br>6900 Lugano</div><p><b>Fattura no. 2026.118</b><br><small>Oggetto: potatura siepi e messa a dimora, mappale 1187</small></p>"
        + table("""Prestazione|Quantità|Prezzo|Totale CHF
Potatura siepe di lauro, due giardinieri|16 ore|68.00|1'088.00
Fornitura e piantagione Acer palmatum|2 pz|245.00|490.00
Terriccio e concime organico|forfait||137.50
Smaltimento verde|1.2 t|95.00|114.00""", "lrrr", "class=t")
        + "<div style='text-align:right;margin:12px 6px;line-height:1.7'>Subtotale CHF &nbsp; 1'829.50<br>IVA 8.1% CHF &nbsp; 148.20<br><b>Totale da pagare CHF &nbsp; 1'977.70</b></div><p>Condizioni: 30 giorni netto. IBAN CH91 8080 8004 4187 7120 3 (Banca Raiffeisen Ceresio).</p><p style='margin-top:20px'>Ringraziamo per la fiducia accordataci.</p>"
    )
    return html("body{font:12px/1.5 'DejaVu Sans'} .t th{color:#558b2f;border-bottom:2px solid #558b2f} .t td{border-bottom:1px solid #dcedc8}", body, says("2026.118", "2026-03-06", ("Giardini Bernasconi Sagl", "Plinio Quadri"), "CHF 1977.70", net="1829.50", tax="148.20", due="2026-04-05", items="1088.00 490.00 137.50 114.00", also={"tax_amount": ("148.19",)}))
