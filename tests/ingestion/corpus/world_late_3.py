# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Late one-off invoices: power in Australia, India and Canada."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.english_kit import tab
from tests.ingestion.corpus.late_kit import Pen, cells, typeset
from tests.ingestion.corpus.one_off import html, one_off, says


@one_off("world-late", "en-au")
def sun_on_the_roof() -> Paper:
    """A power bill: a box with what is due, use by tariff, a credit for the sun, GST on some."""
    css = "body{font:11px 'DejaVu Sans'} .box{background:#fff3c4;border-left:8px solid #f5a300;padding:14px;width:44%} .box b{font-size:24px} .g th{text-align:left;border-bottom:2px solid #f5a300} .g td{border-bottom:1px solid #eee} .a td{padding:3px 14px 3px 0} h3{margin:22px 0 4px}"
    body = (
        "<div class=row><div style='font-size:24px;color:#b36b00'>wattlebird <b>energy</b></div><div class=r>Electricity bill – tax invoice<br>Wattlebird Energy Pty Ltd<br>ABN 58 330 711 904</div></div><br><div class=row><div>THEO MARKOVSKI<br>19 BANKSIA CT<br>MOUNT BARKER SA 5251<br><br>"
        + tab("ll", "Account number|3008552109\nTax invoice number|70041982263\nIssue date|3 Sep 2026\nNMI|2001 884 7713\nSupply address|19 Banksia Ct, Mount Barker SA", "class=a", False)
        + "</div><div class=box>Amount due<br><b>$489.36</b><br>Due date<br><b>24 Sep 2026</b><br><small>Pay late and a fee of $12.00 may apply</small></div></div><h3>Your account</h3>"
        + tab("lr", "Last bill|$395.20\nPayment received 22 Jun 2026, thank you|$395.20 CR\nBalance brought forward|$0.00\nNew charges and credits|$441.64\nGST|$47.72\n<b>Amount due</b>|<b>$489.36</b>", "class=a", False)
        + "<h3>New charges: 2 Jun 2026 to 31 Aug 2026 (91 days)</h3>"
        + tab("lrrr", "Charge|Quantity|Rate ex GST|Amount ex GST\nPeak usage|612 kWh|$0.3311|$202.63\nOff-peak usage|804 kWh|$0.2145|$172.46\nDaily supply|91 days|$1.1220|$102.10\nSolar feed-in (no GST)|711 kWh|-$0.0500|-$35.55", "class=g")
        + tab("lr", "Total excluding GST|$441.64\nGST 10% on $477.19|$47.72\n<b>Total including GST</b>|<b>$489.36</b>", "class=g", False)
        + "<p style='margin-top:24px'>BPAY biller 884411 ref 3008 5521 09 4 · Post Billpay 4018 · Direct debit wattlebird.example/pay · Faults 13 00 55 (24 h)</p>"
    )
    return html(css, body, says("70041982263", "2026-09-03", ("Wattlebird Energy Pty Ltd", "Theo Markovski"), "AUD 489.36", net="441.64", tax="47.72", due="2026-09-24", account="3008552109", items="202.63 172.46 102.10 -35.55", also={"seller_name": ("Wattlebird Energy",), "net_amount": ("477.19",)}))


@one_off("world-late", "en-in")
def granules_in_frames() -> Paper:
    """The print of a well known Indian ledger program: every value in a cell of a frame, words for the sum."""
    css = "body{font:9.5px 'DejaVu Sans'} td{border:1px solid #000;padding:2px 4px} th{border:1px solid #000;font-weight:400} .n{border-collapse:collapse} .n td{width:50%;height:30px} .i td{border-top:0;border-bottom:0}"
    body = (
        "<div style='text-align:center'><b style='font-size:13px'>Tax Invoice</b> <i>(ORIGINAL FOR RECIPIENT)</i></div><table><tr><td style='width:50%'><b>Shree Vindhya Polymers</b><br>Plot 44, GIDC Phase II<br>Vatva, Ahmedabad<br>GSTIN/UIN: 24AAKFS4410L1Z6<br>State Name : Gujarat, Code : 24<hr>Consignee (Ship to)<br><b>Kaveri Pack Solutions Pvt Ltd</b><br>Survey 118, Sanand, Gujarat<hr>Buyer (Bill to)<br><b>Kaveri Pack Solutions Pvt Ltd</b><br>Survey 118, Sanand, Gujarat<br>GSTIN/UIN: 24AAGCK7182P1ZQ</td><td style='padding:0'>"
        + tab("ll", "Invoice No.<br><b>SVP/0418/26-27</b>|Dated<br><b>9-Jul-26</b>\nDelivery Note<br>DN-771|Mode/Terms of Payment<br><b>30 Days</b>\nReference No. &amp; Date.<br>KPS/PO/1183 dt. 2-Jul-26|Other References<br>&nbsp;\nBuyer's Order No.<br>KPS/PO/1183|Dated<br>2-Jul-26\nDispatched through<br>Own vehicle|Destination<br>Sanand\nMotor Vehicle No.<br>GJ01XX4471|Terms of Delivery<br>&nbsp;", "class=n", False)
        + "</td></tr></table>"
        + tab("lllrrlr", "Sl No.|Description of Goods|HSN/SAC|Quantity|Rate|per|Amount\n1|<b>HDPE Granules HD50</b>|390120|1,250.00 kg|112.00|kg|<b>1,40,000.00</b>\n2|<b>LLDPE Film Grade</b>|390140|400.00 kg|118.35|kg|<b>47,340.00</b>\n||||||1,87,340.00\n|<i>CGST 9%</i>|||||16,860.60\n|<i>SGST 9%</i>|||||16,860.60\n|<i>Less : ROUND OFF</i>|||||(-)0.20\n<br>\n|Total||1,650.00 kg|||<b>₹ 2,21,061.00</b>", "class=i")
        + "<table><tr><td>Amount Chargeable (in words)<br><b>INR Two Lakh Twenty One Thousand Sixty One Only</b></td></tr></table>"
        + tab("lrrrr", "HSN/SAC|Taxable Value|CGST|SGST/UTGST|Total Tax Amount\n390120|1,40,000.00|12,600.00|12,600.00|25,200.00\n390140|47,340.00|4,260.60|4,260.60|8,521.20\nTotal|1,87,340.00|16,860.60|16,860.60|33,721.20")
        + "<table><tr><td style='width:50%'>Declaration<br>We declare that this invoice shows the actual price of the goods described.</td><td class=r>for Shree Vindhya Polymers<br><br><br>Authorised Signatory</td></tr></table><div style='text-align:center'>This is a Computer Generated Invoice</div>"
    )
    return html(css, body, says("SVP/0418/26-27", "2026-07-09", ("Shree Vindhya Polymers", "Kaveri Pack Solutions Pvt Ltd"), "INR 221061.00", net="187340.00", tax="33721.20", due="2026-08-08", items="140000.00 47340.00", also={"due_date": (None,)}), margin="9mm")


@one_off("world-late", "en-in")
def tablets_from_sanjivani() -> Paper:
    """A chemist's half-sheet bill: batches and expiry dates, a discount, tax inside, a rounded sum."""
    pen = Pen((420, 300), ("Courier", "Courier-Bold"), 7.5)
    pen.say(210, 14, "SANJIVANI MEDICALS", bold=True, points=12, side="c")
    pen.say(210, 30, "Shop 3, Prabhat Road, Pune 411004  Ph 020 5550 1188\nD.L. No. 20B/PZ/11873  GSTIN 27ABCPS7716M1ZD", side="c")
    pen.say(210, 52, "GST INVOICE - CASH", bold=True, side="c")
    pen.rows(66, "20l 90l 270l 330l", "Patient|Mrs. R. Deshpande|Bill No|C-20417\nDoctor|Dr. A. Limaye|Bill Date|21/11/25", step=11)
    pen.rule(20, 90, 400)
    pen.rows(93, "20l 40l 170l 222l 270r 300r 345r 400r", "Sr|Particulars|Batch|Exp|Qty|GST%|MRP|Amount")
    pen.rule(20, 104, 400)
    pen.rows(108, "20l 40l 170l 222l 270r 300r 345r 400r", "1|TELMISART 40 TAB 15S|TM4418|08/27|2|5|64.20|128.40\n2|PANTOZ-D CAP 10S|K2207|03/27|1|5|64.00|64.00\n3|GLUCO STRIPS 25|GS90|11/26|1|5|231.75|231.75", step=12)
    pen.rule(20, 146, 400)
    pen.rows(150, "20l 200l 400r", "Items 3  Qty 4|Gross|424.15\nTaxable 383.76|Less Disc 5%|21.21\nCGST 2.5% 9.59|Net|402.94\nSGST 2.5% 9.59|Round off|0.06", step=12)
    pen.rows(202, "200l 400r", "BILL AMOUNT Rs.|403.00", bold=True, points=10)
    pen.say(20, 222, "Rupees Four Hundred Three Only\nReceived by UPI 403.00. Goods once sold are taken back within 7 days with bill.\nE.&O.E.                              For SANJIVANI MEDICALS   Pharmacist")
    return pen.paper(says("C-20417", "2025-11-21", ("Sanjivani Medicals", "Mrs. R. Deshpande"), "INR 403.00", net="383.76", tax="19.18", items="128.40 64.00 231.75", also={"buyer_name": ("R. Deshpande",), "due_date": ("2025-11-21",), "net_amount": ("402.94",)}))


@one_off("world-late", "en-in")
def desks_under_the_banyan() -> Paper:
    """A shared office's monthly invoice to another state: integrated tax, bank details, due in a week."""
    return typeset("""
#set page(paper: "a4", margin: (x: 20mm, y: 16mm))
#set text(font: "Libertinus Serif", size: 10.5pt)
#grid(columns: (1fr, auto), [#text(20pt, fill: rgb("#3b6e3b"))[Banyan Desk] \\ Banyan Desk Spaces LLP \\ Level 4, Kokapet Towers, Hyderabad 500075 \\ GSTIN 36AAXFB2217K1ZN], align(right)[#text(14pt)[TAX INVOICE] \\ Invoice No: BDS-HYD-2627-00391 \\ Invoice Date: 01 Aug 2026 \\ Due Date: 07 Aug 2026 \\ Member ID: M-0182])
#v(8mm)
Billed to \\
*Tidepool Analytics Private Limited* \\
21 Cathedral Garden Road, Nungambakkam, Chennai 600034 \\
GSTIN 33AAHCT9014B1Z2 · Place of supply: Tamil Nadu (33)
#v(6mm)
#table(columns: (auto, 1fr, auto, auto, auto, auto), align: (left, left, left, right, right, right), stroke: 0.4pt + gray, """ + cells("No.|Service, August 2026|SAC|Qty|Rate (₹)|Amount (₹)", True) + cells("1|Dedicated desks|997212|6|9,500.00|57,000.00\n2|Meeting room, July hours|997212|11|650.00|7,150.00\n3|Covered parking|996743|2|2,000.00|4,000.00") + """)
#align(right)[#table(columns: (4cm, 3.2cm), align: (left, right), stroke: none, """ + cells("Taxable value|68,150.00\nIGST @ 18%|12,267.00\n*Invoice total*|*₹80,417.00*") + """)]
Rupees eighty thousand four hundred and seventeen only.
#v(1cm)
Bank: Deccan Co-operative Bank, A/c 0091 4400 2218, IFSC DCBX0000914. Whether tax is payable under reverse charge: No. Interest at 18% per annum is charged after the due date.
#v(1fr)
#align(right)[Digitally signed by Farah Siddiqui \\ 01-08-2026 10:14 IST]
""", says("BDS-HYD-2627-00391", "2026-08-01", ("Banyan Desk Spaces LLP", "Tidepool Analytics Private Limited"), "INR 80417.00", net="68150.00", tax="12267.00", due="2026-08-07", account="M-0182", items="57000.00 7150.00 4000.00", also={"seller_name": ("Banyan Desk",)}))


@one_off("world-late", "en-ca")
def crown_and_cleaning() -> Paper:
    """A dentist's invoice with procedure codes: the insurer's part is in, the patient owes the rest."""
    pen = Pen((612, 792), ("Times-Roman", "Times-Bold"), 10)
    pen.say(306, 40, "Larch Hill Dental Centre", bold=True, points=17, side="c")
    pen.say(306, 62, "Dr. Simone Achterberg  |  204 - 3318 Crowchild Tr NW, Calgary AB T2L 9Z9  |  403-555-0147", side="c")
    pen.rule(40, 84, 572)
    pen.say(40, 96, "Invoice", bold=True, points=14)
    pen.rows(120, "40l 120l 360l 460l", "Patient:|Gurpreet Bhullar|Invoice #:|30917\nAddress:|55 Scenic Acres Dr NW|Date:|Jan 19, 2026\n|Calgary AB T3L 9X1|Chart #:|B-1184\nInsurer:|Foothills Mutual, plan 88120|Provider #:|0447112", step=16)
    pen.rule(40, 196, 572)
    pen.rows(200, "40l 110l 160l 210l 470r 572r", "Date|Code|Tooth|Procedure|Lab|Fee", bold=True)
    pen.rule(40, 216, 572)
    pen.rows(222, "40l 110l 160l 210l 470r 572r", "Jan 19, 2026|01202||Recall examination||44.60\nJan 19, 2026|02142||Bitewing radiographs, two||52.40\nJan 19, 2026|11112||Scaling, two units||131.00\nJan 19, 2026|23112|36|Composite filling, two surfaces||184.00", step=17)
    pen.rule(360, 298, 572)
    pen.rows(304, "360l 572r", "Total fees|$412.00\nGST (dental services are exempt)|$0.00\nInsurance payment Jan 20, 2026|-$329.60", step=17)
    pen.rows(356, "360l 572r", "Balance owing|$82.40", bold=True)
    pen.say(40, 420, "Please settle the balance by February 18, 2026. Interac e-transfer to pay@larchhill.example, or Visa and debit at the desk.\nOverdue accounts are charged 2% a month. Your next visit: Tuesday, July 21, 2026 at 9:40 am.")
    return pen.paper(says("30917", "2026-01-19", ("Larch Hill Dental Centre", "Gurpreet Bhullar"), "CAD 412.00", tax="0.00", due="2026-02-18", account="B-1184", items="44.60 52.40 131.00 184.00", also={"net_amount": ("412.00",), "account_number": (None,), "seller_name": ("Dr. Simone Achterberg",)}))


@one_off("world-late", "en-ca")
def cleared_at_the_bridge() -> Paper:
    """A customs broker's invoice: duties laid out, fees of its own with tax, a transaction number."""
    css = "body{font:10px 'DejaVu Sans'} .g td,.g th{border:1px solid #999} .g th{background:#ddd} .k td{border:1px solid #999;padding:3px} .k small{display:block}"
    body = (
        "<div class=row><div><b style='font-size:15px'>GATINEAU CUSTOMS BROKERS INC.</b><br>180 boul. de la Carrière, Gatineau QC J8Y 9Z9<br>GST/HST Reg. 81442 0917 RT0001</div><div class=r><b>INVOICE / FACTURE</b></div></div><br>"
        "<table class=k><tr><td><small>Invoice no. / No de facture</small><b>GB4471820</b></td><td><small>Invoice date</small><b>2026-02-17</b></td><td><small>Client no.</small><b>60118</b></td><td><small>Terms</small><b>Net 10 days</b></td><td><small>Due date</small><b>2026-02-27</b></td></tr><tr><td colspan=2><small>Importer</small>Sparrow Lake Outfitters Ltd.<br>2280 Muskoka Rd 13, Severn Bridge ON P0E 1N0</td><td colspan=3><small>Shipment</small>Transaction 14410-22087715-3<br>Cargo control 77LY-0091182 · Port 0409 · Vendor: Tatra Canoe s.r.o. · Value for duty CAD 23,485.20</td></tr></table><br>"
        + tab("lrr", "Description|Disbursements|Fees\nCustoms duty|612.35|\nGST on importation, 5%|1,204.88|\nCustoms clearance, 3 lines||95.00\nContinuous bond, monthly share||28.50\nDisbursement fee, 2% of advances||36.34\nTotals|1,817.23|159.84", "class=g")
        + "<div style='width:46%;margin:10px 0 0 54%'>" + tab("lr", "Disbursements|1,817.23\nFees|159.84\nSubtotal|1,977.07\nHST 13% on fees|20.78\n<b>Amount due CAD</b>|<b>1,997.85</b>", "class=g", False)
        + "</div><p style='margin-top:40px'>Interest of 1.5% per month on overdue accounts. Remit to: Gatineau Customs Brokers Inc., transit 00411, institution 815, account 2204417. GST paid at the border is shown for your input tax credit.</p>"
    )
    return html(css, body, says("GB4471820", "2026-02-17", ("Gatineau Customs Brokers Inc.", "Sparrow Lake Outfitters Ltd."), "CAD 1997.85", net="1977.07", tax="20.78", due="2026-02-27", account="60118", items="612.35 1204.88 95.00 28.50 36.34", items_also="95.00 28.50 36.34"), "Letter")
