# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off invoices in English: broadband, hire, translators, consultants with tax withheld, stationers, storage."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.english_kit import bare, tab
from tests.ingestion.corpus.one_off import html, inter, one_off, says


@one_off("world-en", "en-ie")
def broadband_of_the_west() -> Paper:
    """An Irish broadband bill: a circle with the amount, a ribbon of dates, VAT at 23 %, part of the month credited."""
    css = inter() + "body{font:11.5px Inter} .ring{width:130px;height:130px;border:9px solid #00a19a;border-radius:50%;text-align:center;padding-top:30px} .ring b{font-size:22px} .rib{background:#e5f6f5;padding:8px 12px;display:flex;justify-content:space-between;margin:16px 0} .g td{border-bottom:1px solid #dde}"
    body = (
        "<div class=row><div><svg width=150 height=34><text x=0 y=25 font-size=26 font-weight=700 fill='#00a19a'>skelligfibre</text></svg><br><br>Sinéad Ní Chonaill<br>An Cloigeann<br>Co. na Gaillimhe<br>H71 KD20</div><div class=ring>This bill<br><b>€52.74</b><br><small>collected 19 May</small></div></div>"
        "<div class=rib><span>Bill no. <b>SF-7740921</b></span><span>Customer no. <b>C-118-4420</b></span><span>Bill date <b>05 May 2026</b></span></div>"
        + tab("lrr", "Since your last bill|ex VAT|inc VAT\nFibre 500, 5 May – 4 June|€36.58|€44.99\nHome phone, 5 May – 4 June|€8.13|€10.00\nCalls to mobiles, 7 min|€1.42|€1.75\nCredit: fault 14–16 April|-€3.25|-€4.00", "class=g")
        + "<div style='width:50%;margin:12px 0 0 50%'>" + tab("lr", "Total excluding VAT|€42.88\nVAT @ 23%|€9.86\n<b>Total due</b>|<b>€52.74</b>", "class=g", False) + "</div><p style='margin-top:24px'>Your direct debit for €52.74 will be taken from your account ending 7781 on or after 19 May 2026. Previous bill (April): €54.99, paid, thank you.</p><p style='position:fixed;bottom:0;font-size:8px'>Skellig Fibre Networks DAC, Gaelectric House, Cahersiveen, Co. Kerry. Registered in Ireland 590117. VAT no. IE 3390118 RH.</p>"
    )
    return html(css, body, says("SF-7740921", "2026-05-05", ("Skellig Fibre Networks DAC", "Sinéad Ní Chonaill"), "EUR 52.74", net="42.88", tax="9.86", due="2026-05-19", account="C-118-4420", items="44.99 10.00 1.75 -4.00", items_also="36.58 8.13 1.42 -3.25", also={"seller_name": ("skelligfibre",)}))


@one_off("world-en", "en-us")
def lift_by_the_week() -> Paper:
    """An equipment rental invoice: contract number, out and in times, weekly rates, damage waiver, tax, remit-to address."""
    css = "body{font:10px 'DejaVu Sans Condensed'} .o td{border:1px solid #b60} .o small{color:#b60;display:block} .g th{background:#b60;color:#fff} .g td{border-bottom:1px dotted #b60}"
    body = (
        "<div class=row><div style='font-size:22px;font-weight:bold;color:#b60'>MESA VERDE EQUIPMENT RENTAL</div><div class=r>Branch 014 · 6120 W Buckeye Rd<br>Phoenix, AZ 85043 · 602-555-0175</div></div><br>"
        + tab("llll", "<small>INVOICE #</small>1144882-001|<small>INVOICE DATE</small>3/14/26|<small>CUSTOMER #</small>90217|<small>RENTAL CONTRACT #</small>1144882\n<small>DATE OUT</small>2/26/26 07:30 AM|<small>DATE IN</small>3/12/26 03:10 PM|<small>PO #</small>JOB 2611|<small>ORDERED BY</small>DELGADO, R", "class=o", False)
        + "<br><div class=row><div><b>Bill To</b><br>COPPER STATE STUCCO LLC<br>3344 S 7TH AVE<br>PHOENIX, AZ 85041</div><div><b>Job Site</b><br>PAPAGO GATEWAY LOT 9<br>TEMPE, AZ</div><div><b>Remit To</b><br>MESA VERDE EQUIPMENT RENTAL, INC.<br>PO BOX 29117<br>DENVER, CO 80229</div></div><br>"
        + tab("rllrrrr", "Qty|Equipment|Cat-Class|Day|Week|4 Week|Amount\n1|SCISSOR LIFT 26' ELECTRIC<br>Unit 88-2071|300-2600|165.00|395.00|890.00|790.00\n2|MIXER, MORTAR 9 CF<br>Units 71-118, 71-122|410-0900|85.00|240.00|575.00|960.00\n1|DELIVERY AND PICKUP||||| 180.00\n1|ENVIRONMENTAL CHARGE||||| 24.15\n1|RENTAL PROTECTION PLAN 14%||||| 245.00", "class=g")
        + "<div style='width:40%;margin:12px 0 0 60%'>" + tab("lr", "Sub-total:|2,199.15\nTax:|163.40\nTotal:|2,362.55\nPaid:|.00\n<b>Balance due:</b>|<b>$2,362.55</b>", "", False) + "</div><p>Net 15 days. Billed for two weeks 2/26/26 thru 3/12/26. A service charge of 1.5% is added to past due invoices.</p>"
    )
    return html(css, body, says("1144882-001", "2026-03-14", ("MESA VERDE EQUIPMENT RENTAL, INC.", "COPPER STATE STUCCO LLC"), "USD 2362.55", net="2199.15", tax="163.40", due="2026-03-29", account="90217", items="790.00 960.00 180.00 24.15 245.00", also={"seller_name": ("MESA VERDE EQUIPMENT RENTAL",)}), "Letter")


@one_off("world-en", "en-in")
def consultant_with_tds() -> Paper:
    """An Indian consultant: lakhs, IGST, tax deducted at source mentioned below, SAC code, number with the financial year."""
    css = "body{font:12px 'DejaVu Serif Condensed','DejaVu Serif'} .t td,.t th{border:1px solid #333} .t th{background:#333;color:#fff;font-weight:400}"
    body = (
        "<h2 style='color:#333'>Dr. Nandini Bhattacharyya</h2>Energy &amp; Grid Advisory<br>BE-214, Salt Lake City, Kolkata 700064<br>PAN: AFQPB4471K &nbsp; GSTIN: 19AFQPB4471K1Z5<br><br><p style='text-align:right'>Dated: 11th February, 2026</p><p><b>Invoice Ref: NB/25-26/031</b></p><br>To,<br>The Manager (Accounts)<br>Vindhya Transmission Ltd.<br>7th Floor, Shakti Bhavan, Bhopal 462011<br>GSTIN: 23AABCV7719L1ZP<br><br>"
        + tab("clrr", "S.No.|Particulars (SAC 998311)|Man-days|Amount (INR)\n1.|Load-flow study, Satna ring, phase II|14|2,80,000.00\n2.|Presentation to the board, Bhopal, 29.01.2026|1|25,000.00\n3.|Reimbursement of air fare at actuals||11,482.00", "class=t")
        + tab("lr", "Gross value of services|3,16,482.00\nIGST @ 18%|56,966.76\n<b>Total invoice value</b>|<b>3,73,448.76</b>", "class=t style='width:60%;margin-left:40%'", False)
        + "<br><p>(Rupees three lakh seventy three thousand four hundred forty eight and paise seventy six only)</p><br><p>TDS, if any, to be deducted u/s 194J at 10% on Rs. 3,16,482.00, i.e. Rs. 31,648.20, and certificate in Form 16A to be furnished. Payment within 45 days please, by NEFT to a/c 008101557704, Hooghly Valley Bank, Salt Lake, IFSC HVBL0000081.</p><br><br>(N. Bhattacharyya)"
    )
    return html(css, body, says("NB/25-26/031", "2026-02-11", ("Dr. Nandini Bhattacharyya", "Vindhya Transmission Ltd."), "INR 373448.76", net="316482.00", tax="56966.76", due="2026-03-28", items="280000.00 25000.00 11482.00", also={"seller_name": ("Nandini Bhattacharyya",)}))


@one_off("world-en", "en-gb")
def storage_by_the_month() -> Paper:
    """A self-storage receipt: unit number, licence fee, insurance with its own tax, paid by card, a till-like narrow slip."""
    css = "body{font:10px 'DejaVu Sans Mono';width:88mm;margin:0 auto} p{text-align:center} td{padding:1px 0} hr{border:0;border-top:1px dashed #000;margin:7px 0}"
    body = (
        "<p><b style='font-size:14px'>BOXCASTLE STORAGE</b><br>Boxcastle (Swansea) Ltd<br>Fabian Way, Swansea SA1 8QB<br>VAT Reg 360 0441 72</p><hr><p>VAT INVOICE / RECEIPT</p>"
        + tab("lr", "Invoice|SW-0155209\nDate|01/09/26 06:02\nCustomer|Mr Idris Vaughan-Pugh\nUnit|B2117 (75 sq ft)\nAgreement|SW-LA-20933", "", False)
        + "<hr>" + tab("lr", "Licence fee 01/09-30/09|112.50\n- loyalty 10%|-11.25\nPadlock, disc 70mm|8.33", "", False)
        + "<hr>" + tab("lr", "Net|109.58\nVAT 20%|21.92\nContents cover inc. IPT|14.56\n<b>TOTAL</b>|<b>£146.06</b>\nCard **** 3308 AUTO|£146.06\nBalance|£0.00", "", False)
        + "<hr><p>Next fee due 01/10/26: £149.50</p><p>Thank you for storing with us</p>"
    )
    return html(css, body, says("SW-0155209", "2026-09-01", ("Boxcastle (Swansea) Ltd", "Mr Idris Vaughan-Pugh"), "GBP 146.06", net="109.58", tax="21.92", account="SW-LA-20933", items="112.50 -11.25 8.33", items_also="112.50 -11.25 8.33 14.56", also={"seller_name": ("BOXCASTLE STORAGE",), "buyer_name": ("Idris Vaughan-Pugh",), "account_number": (None,), "net_amount": ("124.14",)}))


@one_off("world-en", "en-gb")
def words_from_portuguese() -> Paper:
    """A translation agency: facts in a sidebar, words and rates per thousand, a minimum fee, euros to a customer abroad."""
    css = inter() + "body{font:11px Inter;display:flex;min-height:265mm} .sb{width:52mm;background:#22313f;color:#fff;padding:12mm 6mm} .sb small{color:#9fb3c8;display:block;margin-top:14px} .mn{flex:1;padding:12mm 10mm} .g td{border-bottom:1px solid #e2e8ee;padding:6px 2px} .g th{color:#9fb3c8;font-weight:400;padding:2px}"
    body = (
        "<div class=sb><b style='font-size:18px'>Lexmoor</b><br>Translations<small>Invoice</small>LX-26-553<small>Date of issue</small>08 Oct 2026<small>Due</small>07 Nov 2026<small>Your PO</small>4500771290<small>From</small>Lexmoor Translations Ltd<br>2 Clifton Hill Mews<br>Bristol BS8 1BN<br>VAT GB 244 8190 07<small>Account for payment</small>Wessex &amp; Severn Bank<br>60-83-01<br>20114470</div>"
        "<div class=mn><small>Client</small><br><b>Quinta do Lagarto Vinhos SA</b><br>Rua do Cais 44<br>5050-280 Peso da Régua<br>Portugal<br>NIF PT 501 882 447<br><br><br>"
        + tab("lrrr", "Text|Words|€ / 1,000|€\nTasting notes PT–EN|4,210|118.00|496.78\nWebsite, vineyard pages|2,650|118.00|312.70\nLabels (minimum fee)|92||45.00\nProofreading by second linguist|6,952|31.00|215.51", "class=g")
        + "<br>" + tab("lr", "Net|1,069.99\nVAT 0% (outside the scope, services to business abroad)|0.00\n<b style='font-size:15px'>EUR to pay</b>|<b style='font-size:15px'>1,069.99</b>", "class=g", False) + "<br><p>Obrigado! Questions: Tamsin, 01632 960 318.</p></div>"
    )
    return html(css, body, says("LX-26-553", "2026-10-08", ("Lexmoor Translations Ltd", "Quinta do Lagarto Vinhos SA"), "EUR 1069.99", net="1069.99", tax="0.00", due="2026-11-07", items="496.78 312.70 45.00 215.51", also={"seller_name": ("Lexmoor Translations", "Lexmoor")}), margin="6mm")


@one_off("world-en", "en-us")
def stationer_of_campus() -> Paper:
    """A retailer's emailed order invoice: ship date, items with list and your price, gift card and store credit used, tax."""
    css = "body{font:12px 'DejaVu Sans'} .bar{background:#4b2e83;color:#fff;padding:8px 12px} .g td{border-bottom:1px solid #ccc} .g th{font-size:10px;color:#4b2e83;border-bottom:2px solid #4b2e83}"
    body = (
        "<div class=bar>Paper &amp; Plume Supply Co. &nbsp;|&nbsp; your order has shipped</div><br><div class=row><div>Hi Wendell! Here is the invoice for order <b>WEB-6620917</b>, placed Nov 8, 2026.</div></div><br><div class=row><div><b>Billing</b><br>Wendell Achebe<br>Ridgeway Montessori<br>71 Larkspur Dr<br>Ithaca, NY 14850</div><div><b>Shipping</b><br>same as billing</div><div><b>Document</b><br>Invoice PP30077182<br>Invoiced Nov 10, 2026<br>Shipped Nov 10, 2026 via ground<br>Tracking 7A990471182</div></div><br>"
        + tab("lrrrr", "Item|List|Your price|Qty|Extended\nWatercolor pad 11x15, 30 sheets|$18.99|$14.24|12|$170.88\nTempera set, 10 pints|$42.50|$36.13|2|$72.26\nSafety scissors, class pack|$21.00|$21.00|1|$21.00\nGlitter, assorted (backordered)|$9.75|$9.75|0|$0.00", "class=g")
        + "<div style='width:48%;margin:12px 0 0 52%'>" + tab("lr", "Merchandise|$264.14\nShipping &amp; handling|$12.95\nSales tax (exempt, cert. on file)|$0.00\nOrder total|$277.09\nGift card ...0093|-$50.00\nCharged to Discover ...6114|$227.09", "", False) + "</div><p style='margin-top:30px'><small>Paper &amp; Plume Supply Co., 40 Mill Race, Corning, NY 14830. Returns within 60 days.</small></p>"
    )
    return html(css, body, says("PP30077182", "2026-11-10", ("Paper & Plume Supply Co.", "Wendell Achebe"), "USD 277.09", tax="0.00", items="170.88 72.26 21.00 0.00", also={"buyer_name": ("Ridgeway Montessori",), "net_amount": ("277.09", "264.14"), "tax_amount": (None,)}), "Letter")


@one_off("world-en", "en-au")
def cleaners_of_the_tower() -> Paper:
    """A cleaning company's statement-like tax invoice: sites in rows, weekly columns, GST line, a red band with the sum, EFT details as a box."""
    css = "body{font:10.5px 'DejaVu Sans'} .g th{border-bottom:2px solid #c00;border-top:2px solid #c00} .g td{border-bottom:1px solid #eee} .pay{background:#c00;color:#fff;padding:10px 14px;display:flex;justify-content:space-between;font-size:15px;margin:14px 0} .eft{border:1px solid #c00;padding:8px;width:55%}"
    body = (
        "<div class=row><div><b>GLEAMHOUSE COMMERCIAL CLEANING</b><br>ABN 88 140 227 915 · PO Box 6114, South Brisbane QLD 4101</div><div class=r>Tax Inv. <b>GH 26-1907</b><br>30-Sep-26</div></div><br>Meridian Tower Body Corporate<br>C/- Northbank Strata Management<br>GPO Box 220, Brisbane QLD 4001<br><br><p>Cleaning services for September 2026, contract C-0338</p>"
        + tab("lrrrrr", "Site|Wk 1|Wk 2|Wk 3|Wk 4|Month\nLobby and lifts|310.00|310.00|310.00|310.00|1,240.00\nLevels 2–9 common areas|485.00|485.00|485.00|485.00|1,940.00\nCar park sweep|0.00|220.00|0.00|220.00|440.00\nWindow clean, street level|0.00|0.00|380.00|0.00|380.00", "class=g")
        + tab("lr", "Sub total (ex GST)|4,000.00\nGST|400.00", "style='width:40%;margin-left:60%'", False)
        + "<div class=pay><span>Please pay by 14-Oct-26</span><span>A$4,400.00</span></div><div class=eft><b>EFT</b> BSB 484-799 · Acct 604 411 872 · Name Gleamhouse Services Pty Ltd</div>"
    )
    return html(css, body, says("GH 26-1907", "2026-09-30", ("GLEAMHOUSE COMMERCIAL CLEANING", "Meridian Tower Body Corporate"), "AUD 4400.00", net="4000.00", tax="400.00", due="2026-10-14", account="C-0338", items="1240.00 1940.00 440.00 380.00", also={"seller_name": ("Gleamhouse Services Pty Ltd",), "account_number": (None,)}))


@one_off("world-en", "en-ca")
def gas_in_a_cold_month() -> Paper:
    """A Canadian gas bill: last bill and new charges at the left, account facts in a box at the right, GST."""
    css = "body{font:10.5px 'DejaVu Sans Condensed'} .l{float:left;width:56%} .x{float:right;width:40%;border:1px solid #05a;border-top:8px solid #05a;padding:10px} td{padding:3px 4px} .l tr td{border-bottom:1px dotted #aaa}"
    body = (
        "<div class=row style='margin-bottom:14px'><b style='font-size:20px;color:#05a'>Birchline Gas</b><span>Birchline Gas Distribution Inc. · Box 1600, Saskatoon SK S7K 3R1 · GST 10774 4811 RT0001</span></div>"
        "<div class=x><b>Account</b> 0447 8810 226<br><b>Bill number</b> 90118-2602<br><b>Bill date</b> Feb 18, 2026<br><b>Customer</b> Tyrell Okimaw<br>1820 Avenue C North<br>Saskatoon SK S7L 1L9<br><br><b>Amount due</b> $214.63<br><b>Due date</b> Mar 11, 2026<br><small>A late charge of 1.5% applies after the due date.</small></div>"
        "<div class=l><b>Account activity</b>" + tab("lr", "Previous bill|$198.20\nPayment Feb 5, 2026 - thank you|-$198.20\nBalance forward|$0.00", "", False)
        + "<br><b>New charges, Jan 14 to Feb 13, 2026 (31 days)</b>" + tab("lr", "Basic monthly charge|$25.70\nDelivery, 26.4 GJ at $2.95|$77.88\nGas commodity, 26.4 GJ at $3.21|$84.74\nMunicipal payment 5% of above|$9.42\nEfficiency levy|$6.67\nGST 5%|$10.22\n<b>Total new charges</b>|<b>$214.63</b>", "", False)
        + "<br><b>Your use</b><br>Meter 77-20418 · previous 4,118 · present 4,820 · 702 m³ · 26.4 GJ</div>"
    )
    return html(css, body, says("90118-2602", "2026-02-18", ("Birchline Gas Distribution Inc.", "Tyrell Okimaw"), "CAD 214.63", net="204.41", tax="10.22", due="2026-03-11", account="0447 8810 226", items="25.70 77.88 84.74 9.42 6.67", items_also="25.70 77.88 84.74 9.42 6.67 10.22", also={"seller_name": ("Birchline Gas",), "net_amount": (None,)}), "Letter")


@one_off("world-en", "en-gb")
def choir_hall_by_the_hour() -> Paper:
    """A village hall's hire invoice from a volunteer treasurer: a spreadsheet's look, grey cells, no tax, dates with dots."""
    css = "body{font:11px 'DejaVu Sans'} td{border:1px solid #c8c8c8;height:20px;padding:2px 5px} .z td:nth-child(4),.z td:nth-child(5){text-align:right}"
    rows = """<b>Nether Wallop Parish Rooms</b>||||
Church Lane, Nether Wallop SO20 0AA||||
||||
Hirer:|Wallop Valley Tai Chi||Inv No|47 / 2026
Contact:|Mrs P. Dunkerley||Date|03.12.2026
||||
<b>Date of hire</b>|<b>Room</b>|<b>Hours</b>|<b>Rate</b>|<b>Charge</b>
05.11.2026|Main hall|1.5|£14.00|£21.00
12.11.2026|Main hall|1.5|£14.00|£21.00
19.11.2026|Main hall + kitchen|2|£17.50|£35.00
26.11.2026|Main hall|1.5|£14.00|£21.00
||||
||||
Charity no. 1104417|||Total|£98.00
||||
Please pay by 17.12.2026 to Parish Rooms a/c 20-04-59 90337711||||"""
    body = tab("lllll", rows, "class=z", False)
    return html(css, body, says("47 / 2026", "2026-12-03", ("Nether Wallop Parish Rooms", "Wallop Valley Tai Chi"), "GBP 98.00", due="2026-12-17", items="21.00 21.00 35.00 21.00", also={**bare("98.00"), "buyer_name": ("Mrs P. Dunkerley",), "invoice_number": ("47/2026",)}))


@one_off("world-en", "en-us")
def credit_for_a_returned_engine() -> Paper:
    """An American credit memo: amounts in parentheses, restocking fee, the invoice it credits named before its own number."""
    css = "body{font:11px 'DejaVu Serif'} .k td{border:1px solid #444} .g th{border-bottom:1px solid #444} h1{font-size:20px;letter-spacing:4px}"
    body = (
        "<div class=row><div><b>Delta Outboard &amp; Marine, Inc.</b><br>1 Levee Road<br>Greenville, MS 38701</div><h1>CREDIT MEMO</h1></div><br>"
        + tab("llll", "Original invoice 118402|Credit memo no. CM-2207|Credit date May 14, 2026|Cust. 4471", "class=k", False)
        + "<br><b>Customer:</b><br>Bayou Bend Guide Service<br>880 Landing Rd<br>Lake Village, AR 71653<br><br>"
        + tab("llrrr", "Part|Description|Qty|Unit|Credit\nOB-40EL|Outboard 40 HP, long shaft, returned unused|1|4,150.00|(4,150.00)\nPRP-13|Propeller 13 pitch|1|189.00|(189.00)\nRESTK|Restocking fee 10%|1|433.90|433.90", "class=g")
        + "<div style='width:44%;margin:14px 0 0 56%'>" + tab("lr", "Subtotal|(3,905.10)\nArkansas tax 6.5%|(253.83)\n<b>Total credit</b>|<b>($4,158.93)</b>", "class=k", False) + "</div><p style='margin-top:24px'>Do not pay. This amount will be deducted from your next statement.</p>"
    )
    return html(css, body, says("CM-2207", "2026-05-14", ("Delta Outboard & Marine, Inc.", "Bayou Bend Guide Service"), "USD -4158.93", net="-3905.10", tax="-253.83", account="4471", items="-4150.00 -189.00 433.90"), "Letter")
