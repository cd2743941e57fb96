# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Late one-off invoices in Italian: a workshop, a feast, wine taken back."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.late_kit import Pen
from tests.ingestion.corpus.one_off import html, one_off, says, table


@one_off("world-late", "it")
def tagliando_da_galvani() -> Paper:
    """A workshop's invoice: a plate in the heading, oil and filters, a discount on all, paid at once."""
    pen = Pen(fonts=("Times-Roman", "Times-Bold"), points=10)
    pen.say(40, 36, "AUTOFFICINA GALVANI s.n.c.", bold=True, points=16)
    pen.say(40, 58, "di Galvani Ivo e Mirco\nVia dell'Artigianato 7 - 35042 Este (PD)\nP.IVA e C.F. 03344180287 - Tel. 0429 555018")
    pen.box(340, 36, 215, 62)
    pen.say(348, 42, "Spett.le")
    pen.say(348, 56, "Zennaro Marta\nVia Principe Amedeo 61\n35042 Este (PD)")
    pen.box(40, 120, 515, 34)
    pen.bars([140, 230, 330, 430], 120, 154)
    pen.rows(123, "45l 145l 235l 335l 435l", "FATTURA N.|DATA|TARGA|VEICOLO|KM", points=7)
    pen.rows(136, "45l 145l 235l 335l 435l", "214/A|06/03/2026|XX 000 XX|Panda 1.2 2016|118.340", bold=True)
    pen.rows(172, "45l 330r 400r 470r 550r", "Descrizione|Q.tà|Prezzo|IVA|Importo", bold=True)
    pen.rule(40, 188, 555)
    pen.rows(194, "45l 330r 400r 470r 550r", "Manodopera tagliando|1,5|48,00|22|72,00\nOlio motore 5W40 (lt)|4,5|13,90|22|62,55\nFiltro olio|1|11,80|22|11,80\nFiltro aria|1|19,40|22|19,40\nSmaltimento oli esausti|1|3,50|22|3,50", step=16)
    pen.rule(40, 600, 555)
    pen.rows(606, "330l 550r", "Totale merce e servizi|169,25\nSconto 5%|- 8,46\nImponibile|160,79\nIVA 22%|35,37", step=15)
    pen.box(320, 668, 235, 24, grey=0.85)
    pen.rows(673, "330l 550r", "TOTALE FATTURA   EUR|196,16", bold=True, points=12)
    pen.say(45, 606, "Pagamento: POS - SALDATO\nScadenza: vista fattura\n\nPrezzi in euro. Garanzia sui ricambi\nsecondo legge.")
    pen.say(45, 720, "Copia di cortesia della fattura elettronica inviata al Sistema di Interscambio.", points=7.5)
    return pen.paper(says("214/A", "2026-03-06", ("Autofficina Galvani s.n.c.", "Zennaro Marta"), "EUR 196.16", net="160.79", tax="35.37", items="72.00 62.55 11.80 19.40 3.50", also={"due_date": ("2026-03-06",), "seller_name": ("Autofficina Galvani s.n.c. di Galvani Ivo e Mirco",)}))


@one_off("world-late", "it")
def buffet_per_la_laurea() -> Paper:
    """A caterer's final invoice: two rates in a summary, an advance taken off, the rest in fifteen days."""
    css = "body{font:11px 'DejaVu Sans Condensed','DejaVu Sans'} .l{font:italic 26px 'DejaVu Serif';color:#8a6d1f} .g th{border-bottom:2px solid #8a6d1f;font-weight:400;color:#8a6d1f} .g td{padding:7px 4px;border-bottom:1px solid #eee} .s td{padding:3px}"
    body = (
        "<div style='text-align:center'><div class=l>Tavola Granda</div>catering &amp; ricevimenti</div><br><br><div class=row><div>Tavola Granda Catering S.r.l.<br>Strada Cavour 91<br>43121 Parma<br>P. IVA 02881740346<br>REA PR-277104</div><div>Destinatario<br><b>Università Popolare Farnese</b><br>Borgo delle Colonne 3<br>43121 Parma<br>C.F. 92044180347 – Codice destinatario KRRH6B9</div></div><br>"
        "<p><b>Fattura n. 88/2026 del 13 luglio 2026</b><br>Ricevimento di laurea, Giardino Ducale, 9 luglio 2026</p><br>"
        + table("Descrizione|Quantità|Prezzo unitario|Aliquota|Totale\nBuffet in piedi, a persona|85|€ 32,00|10%|€ 2.720,00\nPersonale di sala|4|€ 110,00|22%|€ 440,00\nNoleggio tavoli e tovagliato|1|€ 310,00|22%|€ 310,00", "lrrrr", "class=g")
        + "<br><div class=row><div style='width:48%'>Riepilogo IVA" + table("Aliquota|Imponibile|Imposta\n10%|€ 2.720,00|€ 272,00\n22%|€ 750,00|€ 165,00", "lrr", "class=s")
        + "</div><div style='width:42%'>" + table("Totale imponibile|€ 3.470,00\nTotale imposta|€ 437,00\n<b>Totale documento</b>|<b>€ 3.907,00</b>\nAcconto fattura n. 61/2026|-€ 1.200,00\n<b>Saldo da versare</b>|<b>€ 2.707,00</b>", "lr", "class=s", False)
        + "</div></div><p style='margin-top:30px'>Bonifico bancario a 15 giorni data fattura – IBAN IT89 J 06230 12700 000044187720 – Cassa di Parma</p>"
    )
    return html(css, body, says("88/2026", "2026-07-13", ("Tavola Granda Catering S.r.l.", "Università Popolare Farnese"), "EUR 3907.00", net="3470.00", tax="437.00", due="2026-07-28", items="2720.00 440.00 310.00", also={"seller_name": ("Tavola Granda",)}))


@one_off("world-late", "it")
def vino_che_sa_di_tappo() -> Paper:
    """A winery's credit note for corked bottles: amounts without signs, the invoice and its day named."""
    css = "body{font:11px 'DejaVu Serif'} .h{border-bottom:4px solid #5e1224;padding-bottom:8px} .g{border:1px solid #5e1224} .g th{background:#5e1224;color:#fff} .g td{border-right:1px solid #5e1224} .k td{border:1px solid #5e1224;padding:5px}"
    body = (
        "<div class='h row'><div><b style='font-size:18px;color:#5e1224'>Cantina Roero Alto</b><br>Società Agricola Semplice · Frazione Madonna dei Boschi 4 · 12040 Vezza d'Alba (CN)</div><div class=r>P.IVA 03180440047<br>cantina@roeroalto.example</div></div><br>"
        "<table class=k><tr><td>Documento<br><b>NOTA DI CREDITO</b></td><td>Numero<br><b>NC/12</b></td><td>Data<br><b>18/05/2026</b></td><td>Codice cliente<br><b>C0339</b></td></tr></table><br><div class=r>Spett.le<br><b>Enoteca Al Ponte Vecio S.a.s.</b><br>Riva dell'Olio 22, 36061 Bassano del Grappa (VI)<br>P.IVA 04418820240</div><br><p>A storno parziale della nostra fattura n. 207 del 23/04/2026 per bottiglie difettose (sentore di tappo).</p><br>"
        + table("Articolo|Bottiglie|Prezzo|Importo\nRoero Arneis DOCG 2025 cl 75|6|11,50|69,00\nRoero Riserva DOCG 2022 cl 75|3|24,00|72,00", "lrrr", "class=g")
        + "<br><div style='width:45%;margin-left:55%'>" + table("Imponibile|€ 141,00\nIVA 22%|€ 31,02\n<b>Totale a Vostro credito</b>|<b>€ 172,02</b>", "lr", "class=k", False)
        + "</div><p style='margin-top:30px'>L'importo sarà dedotto dal prossimo pagamento. Documento senza valore fiscale: l'originale è stato trasmesso al SdI.</p>"
    )
    return html(css, body, says("NC/12", "2026-05-18", ("Cantina Roero Alto Società Agricola Semplice", "Enoteca Al Ponte Vecio S.a.s."), "EUR -172.02", net="-141.00", tax="-31.02", account="C0339", items="-69.00 -72.00", also={"seller_name": ("Cantina Roero Alto",)}))
