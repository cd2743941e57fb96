# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off documents in Spanish: of Spain and Mexico."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.one_off import html, inter, one_off, says, table
from tests.ingestion.corpus.surface import Sheet


@one_off("world-eu", "es")
def es_arquitecta() -> Paper:
    """An architect: gross total printed, withholding below it, what is paid out in the largest type."""
    body = (
        "<div style='display:flex;border-bottom:1px solid #000;padding-bottom:12px'><div style='flex:1;font-size:26px;line-height:1.1'>irene<br>valcárcel<br><span style='font-size:11px'>arquitecta · col. 18.447 COAM</span></div><div style='font-size:10px'>Irene Valcárcel Osuna<br>NIF 50881420K<br>C/ Doctor Fourquet 31, 2º izda.<br>28012 Madrid</div></div>"
        "<div class=row style='margin:26px 0'><div><small>FACTURA</small><br>2026 / 009<br><br><small>FECHA</small><br>27 de febrero de 2026</div><div style='width:50%'><small>CLIENTE</small><br>Promociones Jarama Sur, S.L.<br>B87440118<br>Avda. de la Albufera 220<br>28038 Madrid</div></div>"
        + table("""Concepto|Importe
Proyecto básico de rehabilitación de cubierta, C/ Embajadores 74|1.800,00 €
Visitas de obra, enero y febrero|600,00 €""", "lr", "class=t")
        + "<div style='width:55%;margin-left:45%'>" + table("""Base imponible|2.400,00 €
IVA 21 %|504,00 €
Total factura|2.904,00 €
Retención IRPF 15 %|–360,00 €
<span style='font-size:17px'>Líquido a percibir</span>|<span style='font-size:17px'>2.544,00 €</span>""", "lr", head=False) + "</div><p style='margin-top:40px'>Transferencia a ES15 0049 2477 1020 9944 1187 en un plazo de 30 días.</p>"
    )
    css = inter() + "body{font:11.5px/1.5 Inter} small{letter-spacing:1px} .t{margin:10px 0} .t th{font-weight:400;border-bottom:1px solid #000} .t td{padding:8px 6px}"
    return html(css, body, says("2026 / 009", "2026-02-27", ("Irene Valcárcel Osuna", "Promociones Jarama Sur, S.L."), "EUR 2904.00", net="2400.00", tax="504.00", due="2026-03-29", items="1800.00 600.00", also={"invoice_number": ("2026/009",), "seller_name": ("irene valcárcel",)}), margin="18mm")


@one_off("world-eu", "es")
def es_luz() -> Paper:
    """An electricity bill: summary box, electricity tax, meter rent, charge day apart from the issue day, contract number."""
    body = (
        "<div class=row><div style='color:#2e7d32;font-size:22px'><b>Candil</b> energía</div><div style='font-size:9px'>Candil Comercializadora, S.A.U. CIF A-95118204<br>Gran Vía 60, 48011 Bilbao</div></div>"
        "<div style='display:flex;gap:16px;margin-top:18px'><div style='flex:1;border:1px solid #2e7d32;padding:10px;border-radius:8px'><b>DATOS DE LA FACTURA</b><br>Nº factura: PNR601N0044182<br>Fecha de emisión: 2 de marzo de 2026<br>Periodo de consumo: del 28/01/2026 al 27/02/2026 (30 días)<br>Fecha de cargo: 9 de marzo de 2026</div><div style='flex:1;padding-top:12px'>D. Aitor Goikoetxea Lasa<br>Bidebarrieta Kalea 8, 4º B<br>48005 BILBAO</div></div>"
        "<div style='background:#e8f5e9;padding:10px;margin:16px 0'><b>RESUMEN</b>" + table("""Por potencia contratada|14,82 €
Por energía consumida|48,37 €
Financiación del bono social|0,58 €
Impuesto sobre electricidad (5,1127 %)|3,26 €
Alquiler del contador|1,63 €
IVA 21 % s/ 68,66 €|14,42 €
<b>TOTAL IMPORTE FACTURA</b>|<b>83,08 €</b>""", "lr", head=False) + "</div><p><b>DATOS DEL CONTRATO</b> Titular: Aitor Goikoetxea Lasa · NIF 78921044P · Contrato nº 240 118 774 · CUPS ES0021000014882207XK · Potencia P1 3,45 kW / P2 3,45 kW · Peaje 2.0TD</p>"
        "<p>Forma de pago: domiciliación bancaria, IBAN ES72 2095 **** **** **** 4410.</p><p style='font-size:9px;margin-top:10px'>Consumo: punta 58 kWh, llano 61 kWh, valle 104 kWh. Su consumo medio diario ha sido de 2,77 €. Importe acumulado en los últimos 12 meses: 1.044,19 €. Averías 900 55 01 20.</p>"
    )
    css = "body{font:11px/1.5 'DejaVu Sans'} td{padding:2px 0} p{margin:8px 0}"
    return html(css, body, says("PNR601N0044182", "2026-03-02", ("Candil Comercializadora, S.A.U.", "Aitor Goikoetxea Lasa"), "EUR 83.08", net="68.66", tax="14.42", due="2026-03-09", account="240 118 774", items="14.82 48.37 0.58 3.26 1.63", also={"seller_name": ("Candil energía",), "buyer_name": ("D. Aitor Goikoetxea Lasa",), "due_date": (None,), "account_number": ("240118774",)}))


@one_off("world-eu", "es")
def es_hotel() -> Paper:
    """A rural hotel: down payment taken off, what is still to be paid, values under captions in a grid."""
    body = (
        "<div style='text-align:center;background:#bf360c;color:#fff;padding:14px'><span style='font-family:\"DejaVu Serif\";font-size:22px'>La Posada del Arriero</span></div><table class=g style='margin:18px 0'><tr><td>Fact. nº<td>Fecha<td>Habitación<td>Entrada<td>Salida<td>Pax<tr><td>H26-0318<td>01/03/26<td>Roble<td>26/02/26<td>01/03/26<td>2</table><p>Cliente: Montserrat Clavell Roura, C/ Balmes 190, 08006 Barcelona, DNI 38114720Z</p>"
        + table("""Descripción|Uds.|Precio|Importe
Alojamiento habitación doble con desayuno|3|105,00|315,00
Cena menú degustación|2|30,00|60,00""", "lrrr", "class=t")
        + "<table style='width:50%;margin:14px 0 0 50%'><tr><td>Base imponible<td class=r>375,00<tr><td>IVA 10%<td class=r>37,50<tr><td><b>Total</b><td class=r><b>412,50 €</b><tr><td>Entrega a cuenta 12/02/26<td class=r>-100,00<tr><td>Importe a abonar<td class=r>312,50 €</table><p style='margin-top:50px;font-size:9px'>Turismo Rural Arriero, S.C. · J-24410882 · Plaza Mayor 5, 24722 Castrillo de los Polvazares (León) · 987 55 01 77</p>"
    )
    css = "body{font:12px/1.5 'DejaVu Serif Condensed','DejaVu Serif'} .g td{border:1px solid #bf360c;text-align:center} .g tr:first-child td{color:#bf360c;font-size:10px} .t th{border-bottom:1px solid #bf360c}"
    return html(css, body, says("H26-0318", "2026-03-01", ("Turismo Rural Arriero, S.C.", "Montserrat Clavell Roura"), "EUR 412.50", net="375.00", tax="37.50", items="315.00 60.00", also={"seller_name": ("La Posada del Arriero",)}))


@one_off("world-eu", "es")
def es_abono() -> Paper:
    """A corrective invoice with minus signs: the original's number and day in a sentence above the table."""
    p = Sheet("a4", "Times", 10.5)
    p.text(300, 60, "SUMINISTROS HOSTELEROS BAHÍA, S.L.", 14, True, "c")
    p.text(300, 74, "Pol. Ind. Guadalquivir, nave 22 - 41120 Gelves (Sevilla) - CIF B-41887203", 8.5, align="c")
    p.lines(50, 120, ["Bar Restaurante Casa Ulpiano", "Ulpiano Reyes Carrión", "Avda. Reina Mercedes 14", "41012 Sevilla", "NIF 28447108-Q"])
    p.text(545, 120, "NOTA DE ABONO", 15, True, "r")
    p.text(545, 138, "Documento R-2026/007", align="r")
    p.text(545, 153, "Sevilla, 18 de febrero de 2026", align="r")
    p.text(545, 168, "Cod. cliente 430.01187", align="r")
    p.text(50, 230, "Rectifica la factura 2026/0093 de fecha 14 de enero de 2026 por devolución de mercancía.", 9.5)
    y = p.table(50, 260, [70, 240, 55, 60, 70], "llrrr", [("Código", "Artículo", "Cantidad", "Precio", "Importe"), ("SH-2204", "Cubeta gastronorm 1/1 acero inox 65 mm", "-4", "45,00", "-180,00")], ruled="h")
    p.pairs(350, 542, y + 16, [("Base imponible", "-180,00"), ("Cuota IVA 21,00%", "-37,80"), ("Total abono EUR", "-217,80")], align="r", step=16)
    p.text(50, y + 90, "Se compensará en el próximo vencimiento. Reg. Mercantil de Sevilla, tomo 4411, folio 18, hoja SE-66120.", 8.5)
    return Paper("drawn", p.pdf(), says("R-2026/007", "2026-02-18", ("SUMINISTROS HOSTELEROS BAHÍA, S.L.", "Bar Restaurante Casa Ulpiano"), "EUR -217.80", net="-180.00", tax="-37.80", account="430.01187", items="-180.00", also={"buyer_name": ("Ulpiano Reyes Carrión", "Bar Restaurante Casa Ulpiano Ulpiano Reyes Carrión")}))


@one_off("world-eu", "es")
def es_recargo() -> Paper:
    """A distributor to a small shop: three rates, the retailers' surcharge beside each, terms with a day, wide table of taxes."""
    body = (
        "<div class=row><div><b style='font-size:15px'>Distribuciones Loarre, S.A.</b><br>Ctra. de Huesca km 4, 50830 Villanueva de Gállego<br>A50118427</div><div style='border:1px solid #444;padding:8px;width:270px'>ULTRAMARINOS EL CIERZO<br>Begoña Lahoz Sanz<br>C/ Delicias 77, 50017 Zaragoza<br>17441209M</div></div><table class=h style='margin:14px 0'><tr><th>FACTURA<th>FECHA<th>CLIENTE<th>RUTA<th>FORMA DE PAGO<th>VENCIMIENTO<tr><td>26FV01188<td>06-03-2026<td>004471<td>12<td>Recibo 15 días<td>21-03-2026</table>"
        + table("""Artículo|Descripción|Cajas|Precio|Dto|IVA|Importe
10022|Aceite de oliva virgen extra 5 l|10|32,50|0|4|325,00
20417|Espárrago blanco lata 1/2|24|3,10|0|10|74,40
31180|Vino tinto crianza caja 6 bot.|6|28,00|0|21|168,00
44002|Detergente líquido 5 l|4|16,25|0|21|65,00""", "llrrrrr", "class=t")
        + "<div style='height:150px'></div><table class=h><tr><th>BASE<th>% IVA<th>CUOTA IVA<th>% R.E.<th>CUOTA R.E.<th rowspan=5 style='width:150px'>TOTAL FACTURA<br><br><span style='font-size:18px'>716,56 €</span><tr><td>325,00<td>4,00<td>13,00<td>0,50<td>1,63<tr><td>74,40<td>10,00<td>7,44<td>1,40<td>1,04<tr><td>233,00<td>21,00<td>48,93<td>5,20<td>12,12<tr><td>632,40<td><td>69,37<td><td>14,79</table><p style='font-size:8px;margin-top:8px'>Inscrita en el Registro Mercantil de Zaragoza. RGSEAA 40.04417/Z. No se admiten devoluciones pasados 2 días.</p>"
    )
    css = "body{font:11px/1.4 'DejaVu Sans Condensed'} .h td,.h th{border:1px solid #444;text-align:center} .h th{font-size:9px;background:#eceff1} .t th{border-bottom:1px solid #444;font-size:9.5px}"
    return html(css, body, says("26FV01188", "2026-03-06", ("Distribuciones Loarre, S.A.", "ULTRAMARINOS EL CIERZO"), "EUR 716.56", net="632.40", tax="69.37", due="2026-03-21", account="004471", items="325.00 74.40 168.00 65.00", also={"tax_amount": ("84.16",), "buyer_name": ("Begoña Lahoz Sanz", "ULTRAMARINOS EL CIERZO Begoña Lahoz Sanz")}))


@one_off("world-eu", "es")
def mx_cfdi() -> Paper:
    """A Mexican digital voucher: dollar sign for pesos, fiscal folio and seals, instants, keys of the tax office, amount in words."""
    body = (
        "<div style='display:flex'><div style='flex:2'><b style='font-size:15px'>REFRIGERACIÓN ALTAMIRANO SA DE CV</b><br>RFC: RAL0904178H2<br>Régimen fiscal: 601 General de Ley Personas Morales<br>Av. Vallarta 4410, Zapopan, Jalisco, CP 45110</div><div style='flex:1;border:1px solid #555;text-align:center'><div style='background:#555;color:#fff'>FACTURA</div>Serie y folio: FAC-1187<br><small>Fecha y hora de emisión</small><br>2026-03-04T12:31:08<br><small>Lugar de expedición</small><br>45110</div></div>"
        "<div style='background:#eee;margin:12px 0;padding:6px'><b>Receptor:</b> HOTELERA PUERTO ESCONDIDO SA DE CV &nbsp; RFC: HPE120611Q47 &nbsp; Uso CFDI: G03 Gastos en general<br>Domicilio fiscal: CP 71980</div>"
        + table("""Clave|Cantidad|Unidad|Descripción|Valor unitario|Importe
72151207|1.00|E48 Servicio|Mantenimiento preventivo de cámara fría, febrero 2026|8,500.00|8,500.00
26121600|120.00|MTR Metro|Cable uso rudo 3x12|14.35|1,722.00""", "lrllrr", "class=t")
        + "<div style='display:flex;margin-top:8px'><div style='flex:2'>Importe con letra: ONCE MIL OCHOCIENTOS CINCUENTA Y SIETE PESOS 52/100 M.N.<br>Moneda: MXN Peso Mexicano<br>Forma de pago: 99 Por definir<br>Método de pago: PPD Pago en parcialidades o diferido<br>Condiciones: crédito 30 días</div><table style='flex:1'><tr><td>Subtotal<td class=r>$ 10,222.00<tr><td>IVA 16.00%<td class=r>$ 1,635.52<tr><td><b>Total</b><td class=r><b>$ 11,857.52</b></table></div>"
        "<div style='display:flex;margin-top:16px;font-size:6.5px;word-break:break-all'><div style='width:100px;height:100px;background:repeating-conic-gradient(#000 0 25%,#fff 0 50%) 0 0/8px 8px'></div><div style='flex:1;padding-left:8px'>Folio fiscal (UUID): 7C41D0E2-55AF-4B18-9C0E-D2A7714F0B93<br>No. de serie del certificado SAT: 00001000000550771204 &nbsp; Fecha de certificación: 2026-03-04T12:33:40<br>Sello digital del CFDI: kT7vQ0x2LmZr81nPqYd4Wc9uHsJb3EoXfA6iGtRy5Kl0MzNvCw==QpLr7TgHy2UbNf84JdKsXc1VmZoWe6RaTi3PqB9<br>Cadena original: ||1.1|7C41D0E2-55AF-4B18-9C0E-D2A7714F0B93|2026-03-04T12:33:40|SAT970701NN3||</div></div><p style='text-align:center;font-size:8px'>Este documento es una representación impresa de un CFDI versión 4.0</p>"
    )
    css = "body{font:10px/1.45 'DejaVu Sans Condensed'} .t th{background:#555;color:#fff;font-weight:normal} .t td{border-bottom:1px solid #ccc}"
    return html(css, body, says("FAC-1187", "2026-03-04", ("REFRIGERACIÓN ALTAMIRANO SA DE CV", "HOTELERA PUERTO ESCONDIDO SA DE CV"), "MXN 11857.52", net="10222.00", tax="1635.52", due="2026-04-03", items="8500.00 1722.00", also={"due_date": (None,)}), "Letter")


@one_off("world-eu", "es")
def mx_internet() -> Paper:
    """A Mexican line's statement: month named, pay-before day in capitals, earlier balance paid, sums in pesos only."""
    body = (
        "<div style='background:#4527a0;color:#fff;padding:12px' class=row><span style='font-size:20px'>telaraña</span><span>ESTADO DE CUENTA</span></div><div class=row style='margin:16px 0'><div>XIMENA ARCE ZALDÍVAR<br>CALLE 60 NO. 312 INT 4<br>COL. CENTRO<br>97000 MÉRIDA, YUC.</div><table style='width:280px' class=k><tr><td>TOTAL A PAGAR<td class=r style='font-size:18px'>$559.00<tr><td>PAGAR ANTES DE<td class=r>22-MAR-2026<tr><td>MES DE FACTURACIÓN<td class=r>MARZO<tr><td>TELÉFONO<td class=r>999 555 0188<tr><td>CUENTA<td class=r>7 0041 8822<tr><td>NO. DE FACTURA<td class=r>TB 0360 118842<tr><td>FECHA DE FACTURACIÓN<td class=r>01-MAR-2026</table></div>"
        "<p style='background:#ede7f6;padding:6px'>SALDO ANTERIOR $559.00 &nbsp; − &nbsp; SU PAGO, GRACIAS $559.00 &nbsp; + &nbsp; CARGOS DEL MES $559.00 &nbsp; = &nbsp; SALDO AL CORTE $559.00</p>"
        + table("""CARGOS DEL MES|
Paquete Internet 150 Mbps + línea ilimitada|412.07
Renta de módem inalámbrico|69.83
Subtotal|481.90
IVA (16%)|77.10
TOTAL|559.00""", "lr", "class=t")
        + "<p style='margin-top:20px;font-size:9px'>Telaraña Comunicaciones del Sureste, S.A. de C.V., RFC TCS060221KJ3, Prolongación Montejo 455, Mérida. Referencia para pago en tiendas 0070 0418 8220 5590 3. Si paga después de la fecha límite se cobrará $25.00 por reconexión.</p>"
    )
    css = "body{font:11px/1.5 'DejaVu Sans'} .k td{border-bottom:1px solid #d1c4e9;padding:2px 4px} .t{width:70%} .t th{color:#4527a0}"
    return html(css, body, says("TB 0360 118842", "2026-03-01", ("Telaraña Comunicaciones del Sureste, S.A. de C.V.", "XIMENA ARCE ZALDÍVAR"), "MXN 559.00", net="481.90", tax="77.10", due="2026-03-22", account="7 0041 8822", items="412.07 69.83", also={"seller_name": ("telaraña",), "invoice_number": ("TB0360118842",), "account_number": ("700418822", "999 555 0188")}), "Letter")


@one_off("world-eu", "es")
def es_traductora() -> Paper:
    """A translator whose only total is after withholding; letter style, sums in one column of text, day with "a"."""
    body = (
        "<p>Noelia Castrillón Vega<br>Traducción y corrección<br>C/ Uría 40, 3º C, 33003 Oviedo<br>NIF 71770418B</p><p style='text-align:right'>En Oviedo, a 5 de marzo de 2026</p><p>Editorial Ría Brava, S.L.<br>Rúa do Vilar 12, 15705 Santiago de Compostela<br>CIF B15882044</p><p><b>Factura núm. 14/2026</b></p><p>Por la traducción del catálogo «Mareas» (5.230 palabras a 0,09 €):</p><pre style='font:12px DejaVu Sans Mono;margin:18px 0 18px 40px'>Honorarios              470,70 €\nI.V.A. (21 %)            98,85 €\nI.R.P.F. (−7 %)         −32,95 €\n                      ----------\nTOTAL                   536,60 €</pre><p>Ruego abonen el importe en la cuenta ES38 2048 0000 2234 0001 8827 antes del 20 de marzo. Gracias y un saludo.</p>"
    )
    return html("body{font:13px/1.6 'DejaVu Serif'} p{margin-bottom:22px}", body, says("14/2026", "2026-03-05", ("Noelia Castrillón Vega", "Editorial Ría Brava, S.L."), "EUR 536.60", net="470.70", tax="98.85", due="2026-03-20", items="470.70", also={"total_amount": ("569.55",), "due_date": (None,)}), margin="25mm")


@one_off("world-eu", "es")
def es_colegio() -> Paper:
    """A school's monthly receipt: exempt, pupil and family numbers, concepts without a total row's rule, paid by debit."""
    body = (
        "<div style='display:flex;gap:14px;align-items:center'><div style='width:54px;height:54px;border:3px solid #1565c0;border-radius:50% 50% 50% 0'></div><div><b>Colegio Nuestra Señora de la Encina</b><br><small>Fundación Educativa Encina Alta · G-10447201 · Avda. de la Hispanidad 3 · 10001 Cáceres</small></div></div><div style='text-align:right;margin:18px 0'>RECIBO N.º <b>2026-02-0771</b><br>Emitido el <b>02.02.2026</b></div><p>Familia: 1184 – Pagador: Julián Barrantes Mogollón – Alumna: Inés Barrantes Leal, 3º Primaria</p>"
        "<ul style='list-style:none;margin:16px 0;columns:1'><li class=w>Comedor escolar, febrero<b>118,00 €</b><li class=w>Aula matinal<b>42,00 €</b><li class=w>Actividad extraescolar: ajedrez<b>29,00 €</b><li class=w>Transporte ruta 4<b>96,00 €</b></ul><div style='background:#e3f2fd;padding:10px' class=row><span>TOTAL RECIBO (exento de IVA, art. 20 LIVA)</span><b>285,00 €</b></div><p style='margin-top:14px'>Se cargará en su cuenta ES** 0182 **** **** 7104 el día 05.02.2026. Los recibos devueltos tendrán un recargo de 4,00 €.</p>"
    )
    css = "body{font:12px/1.5 'DejaVu Sans'} .w{border-bottom:1px dashed #90caf9;padding:5px 2px} .w b{float:right;font-weight:normal}"
    return html(css, body, says("2026-02-0771", "2026-02-02", ("Fundación Educativa Encina Alta", "Julián Barrantes Mogollón"), "EUR 285.00", due="2026-02-05", account="1184", items="118.00 42.00 29.00 96.00", also={"seller_name": ("Colegio Nuestra Señora de la Encina",), "due_date": (None,), "account_number": (None,), "net_amount": ("285.00",), "tax_amount": ("0.00",), "buyer_name": ("Familia Barrantes",)}), "A5", "12mm")


@one_off("world-eu", "es")
def es_reforma_isp() -> Paper:
    """A builder's certificate invoiced with the tax reversed: earlier certificates named, bilingual Catalan heads."""
    body = (
        "<div class=row><div style='font-size:18px;font-weight:bold;color:#4e342e'>OBRES I REFORMES<br>PUIGDEMASA, SLU</div><div class=r style='font-size:9.5px'>NIF B66118402<br>Carrer de la Indústria 118<br>08912 Badalona</div></div><table style='margin:20px 0;background:#efebe9'><tr><td>Factura / Invoice<br><b>FRA-26-022</b><td>Data / Fecha<br><b>28/02/26</b><td>Obra<br><b>Hotel Litoral, planta 2</b><td>Venciment / Vencimiento<br><b>29/04/26</b></table><p>A: CONSTRUCTORA LITORAL BARCELONÈS, SA – NIF A08441720 – Rambla 99, 08002 Barcelona</p>"
        + table("""Partida|Amidament|Preu|Import EUR
Envà de guix laminat 15+48+15 / Tabique|320,00 m2|24,50|7.840,00
Fals sostre continu / Falso techo|180,00 m2|22,00|3.960,00
Ajudes de paleta / Ayudas|20,00 h|34,00|680,00
Total certificació núm. 4|||12.480,00""", "lrrr", "class=t")
        + "<p class=r style='font-size:16px'><b>TOTAL A PAGAR: 12.480,00 €</b></p><p>Operación con inversión del sujeto pasivo, art. 84.Uno.2º f) de la Ley 37/1992. IVA 0,00 €.</p><p>Certificaciones anteriores: núm. 3 de 31/01/26, 9.915,00 €. Banco: ES66 2100 0811 7902 0041 1873</p>"
    )
    css = "body{font:11px/1.5 'DejaVu Sans Condensed'} p{margin:12px 0} .t th{border-bottom:2px solid #4e342e} .t tr:last-child td{border-top:1px solid #4e342e}"
    return html(css, body, says("FRA-26-022", "2026-02-28", ("OBRES I REFORMES PUIGDEMASA, SLU", "CONSTRUCTORA LITORAL BARCELONÈS, SA"), "EUR 12480.00", tax="0.00", due="2026-04-29", items="7840.00 3960.00 680.00", also={"net_amount": ("12480.00",), "tax_amount": (None,), "seller_name": ("PUIGDEMASA, SLU",)}))
