# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Late one-off invoices: the United States, from heating parts to a telephone bill."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.english_kit import tab
from tests.ingestion.corpus.late_kit import LETTER, Pen
from tests.ingestion.corpus.one_off import html, inter, one_off, says


@one_off("world-late", "en-us")
def desk_books_of_heating() -> Paper:
    """The standard print of a desktop bookkeeping program: boxes above right, a framed table, sums in the corner."""
    pen = Pen(LETTER, points=10)
    pen.say(40, 40, "Prairie Wind Heating & Air LLC", bold=True, points=12)
    pen.say(40, 58, "2207 S Meridian Ave\nWichita, KS 67213\n(316) 555-0148")
    pen.say(572, 38, "Invoice", points=22, bold=True, side="r")
    pen.box(412, 74, 160, 36)
    pen.bars([492], 74, 110)
    pen.rule(412, 92, 572)
    pen.rows(77, "452c 532c", "Date|Invoice #\n3/9/2026|14872", step=18)
    pen.box(40, 140, 240, 84)
    pen.rule(40, 156, 280)
    pen.say(44, 142, "Bill To")
    pen.say(44, 160, "Sunflower Lanes Bowling\nAttn: Accounts Payable\n918 W Douglas Ave\nWichita, KS 67203")
    pen.box(292, 250, 280, 36)
    pen.bars([362, 432, 502], 250, 286)
    pen.rule(292, 268, 572)
    pen.rows(253, "327c 397c 467c 537c", "P.O. No.|Terms|Due Date|Project\nverbal|Net 15|3/24/2026|RTU-3", step=18)
    pen.box(40, 292, 532, 330)
    pen.bars([90, 412, 492], 292, 622)
    pen.rule(40, 310, 572)
    pen.rows(295, "65c 251c 452c 532c", "Quantity|Description|Rate|Amount")
    pen.rows(315, "86r 94l 488r 560r", "2|Filter, pleated 20x25x4|38.50|77.00T\n1|Contactor 24V 2-pole 40A|64.25|64.25T\n3.5|Labor - diagnose and replace contactor, roof unit 3,|118.00|413.00\n|02/27/2026, tech: D. Ruiz||\n1|Trip charge|45.00|45.00")
    pen.say(94, 430, "T = taxable. Labor and travel are not taxed.")
    pen.box(332, 622, 240, 100)
    for top in (642, 662, 682, 702):
        pen.rule(332, top, 572)
    pen.rows(626, "338l 566r", "Subtotal|$599.25\nSales Tax  (8.65%)|$12.22", step=20)
    pen.rows(666, "338l 566r", "Total|$611.47", bold=True)
    pen.rows(686, "338l 566r", "Payments/Credits|$0.00\nBalance Due|$611.47", step=20)
    pen.say(40, 640, "Thank you for your business.\nA finance charge of 1.5% per month\nwill be added to past due accounts.")
    return pen.paper(says("14872", "2026-03-09", ("Prairie Wind Heating & Air LLC", "Sunflower Lanes Bowling"), "USD 611.47", net="599.25", tax="12.22", due="2026-03-24", items="77.00 64.25 413.00 45.00"))


@one_off("world-late", "en-us")
def advertisements_of_march() -> Paper:
    """An advertising service's monthly invoice: summary on a page, campaigns on the next."""
    css = inter() + "body{font:11px Inter;color:#3c4043} h1{font-weight:400;font-size:28px} h2{font-weight:400;font-size:17px;margin:30px 0 8px} .d{width:60%} .d td{padding:3px 0} .big{font-size:26px;color:#1967d2} .s td{padding:9px 0;border-bottom:1px solid #dadce0} .c th{color:#5f6368;font-weight:400;border-bottom:1px solid #9aa0a6} .c td{border-bottom:1px solid #eee}"
    body = (
        "<div class=row><b style='font-size:20px'>lumen<span style='color:#1967d2'>reach</span></b><h1>Invoice</h1></div><div class=r>Invoice number: 5518204471</div>"
        "<div class=row style='margin-top:26px'><div style='width:46%'><b>Bill to</b><br>Maritza Obregon<br>Copperline Roofing Inc<br>4410 E Speedway Blvd<br>Tucson, AZ 85712<br>United States</div><div style='width:46%'><b>Details</b>"
        + tab("lr", "Invoice number|5518204471\nInvoice date|Mar 31, 2026\nBilling ID|7731-4420-9918\nAccount ID|402-118-6673", "", False)
        + "</div></div><h2>Lumenreach Ads</h2><div class=row><div><small>Total amount due in USD</small><div class=big>$4,125.25</div><small>Due Apr 30, 2026</small></div><div>Summary for Mar 1, 2026 - Mar 31, 2026</div></div><br>"
        + tab("lr", "Campaign charges|$4,182.36\nInvalid activity, Feb 1 - Feb 28, 2026|-$57.11\nSubtotal in USD|$4,125.25\nState sales tax (0%)|$0.00\n<b>Total amount due in USD</b>|<b>$4,125.25</b>", "class=s", False)
        + "<p style='margin-top:20px'>Pay in USD by wire: Lumenreach LLC, Desert Union Bank, routing 122100999, account 550183301, reference 5518204471.</p><p style='page-break-before:always'><b>Invoice number: 5518204471</b></p><h2>Account: Copperline Roofing – Tucson</h2>"
        + tab("llrr", "Description|Quantity|Units|Amount($)\nSearch – storm damage repair|1204|Clicks|1,904.42\nSearch – roof replacement|866|Clicks|1,377.90\nDisplay – remarketing|188204|Impressions|512.08\nVideo – monsoon check|9642|Views|387.96\nInvalid activity, original invoice 5507719904|||-57.11", "class=c")
        + "<p class=r>Subtotal in USD &nbsp; $4,125.25</p><p style='margin-top:300px'><small>Lumenreach LLC, 90 Harbor Loop, Sausalito, CA 94965. Federal tax ID 47-0099112.</small></p>"
    )
    return html(css, body, says("5518204471", "2026-03-31", ("Lumenreach LLC", "Copperline Roofing Inc"), "USD 4125.25", net="4125.25", tax="0.00", due="2026-04-30", account="402-118-6673", items="1904.42 1377.90 512.08 387.96 -57.11", items_also="4182.36 -57.11", also={"seller_name": ("Lumenreach",), "account_number": ("7731-4420-9918",), "buyer_name": ("Maritza Obregon",)}), "Letter")


@one_off("world-late", "en-us")
def fuel_of_a_fleet() -> Paper:
    """A fuel card's invoice in a typewriter face: balances, transactions by card, rebate and fees."""
    pen = Pen(LETTER, ("Courier", "Courier-Bold"), 8)
    pen.say(36, 36, "RIDGELINE FLEET CARDS", bold=True, points=14)
    pen.say(36, 54, "PO BOX 6293  CAROL STREAM IL 60197\nCUSTOMER CARE 800-555-0119")
    pen.say(576, 36, "INVOICE AND STATEMENT OF ACCOUNT", bold=True, points=10, side="r")
    pen.rows(56, "400l 576r", "ACCOUNT NUMBER|0004-88-21776-3\nINVOICE NUMBER|NP70114428\nBILL CLOSING DATE|04/30/2026\nPAYMENT DUE DATE|05/22/2026\nCREDIT LIMIT|5,000.00\nPAGE|1 OF 1", step=12)
    pen.say(60, 120, "TUMBLEWEED COURIERS INC\n1180 N STONE AVE\nTUCSON AZ 85705-0118")
    pen.box(36, 170, 540, 40, grey=0.9)
    pen.rows(175, "80c 180c 290c 400c 510c", "PREVIOUS BALANCE|PAYMENTS|NEW CHARGES|LATE FEES|TOTAL AMOUNT DUE", step=14)
    pen.rows(192, "80c 180c 290c 400c 510c", "388.02|388.02-|435.21|.00|435.21", bold=True)
    pen.say(36, 228, "TRANSACTION DETAIL", bold=True)
    pen.rule(36, 240, 576)
    pen.rows(244, "36l 80l 130l 210l 380l 440r 500r 576r", "CARD|DATE|DRIVER|SITE|PROD|GALLONS|PPG|AMOUNT")
    pen.rule(36, 256, 576)
    pen.rows(262, "36l 80l 130l 210l 380l 440r 500r 576r", """
00014|04/02|T BEGAY|PIT STOP 41 TUCSON AZ|UNL|18.402|3.459|63.65
00014|04/09|T BEGAY|PIT STOP 41 TUCSON AZ|UNL|21.117|3.519|74.31
00022|04/11|M OYELARAN|SAGUARO FUEL MARANA AZ|UNL|16.880|3.479|58.73
00031|04/17|J PRUITT|BIG RIG PLAZA ELOY AZ|DSL|24.036|3.899|93.72
00022|04/23|M OYELARAN|PIT STOP 12 ORO VALLEY AZ|UNL|19.255|3.459|66.60
00014|04/28|T BEGAY|PIT STOP 41 TUCSON AZ|UNL|20.004|3.489|69.79""", step=12)
    pen.rule(36, 338, 576)
    pen.rows(344, "210l 440r 576r", "TOTAL FUEL PURCHASES|119.694|426.80\nVOLUME REBATE .03 PER GALLON||3.59-\nMONTHLY CARD FEE 6 CARDS AT 2.00||12.00\nTOTAL NEW CHARGES||435.21")
    pen.say(36, 430, "PAYMENTS RECEIVED AFTER THE CLOSING DATE APPEAR ON YOUR NEXT INVOICE. ALL AMOUNTS IN U.S. DOLLARS.")
    pen.say(36, 690, "- " * 56)
    pen.rows(705, "36l 576r", "RETURN THIS PORTION WITH YOUR CHECK PAYABLE TO RIDGELINE FLEET CARDS|ACCT 0004-88-21776-3\nTUMBLEWEED COURIERS INC|AMOUNT DUE 435.21\n |DUE 05/22/2026", step=13)
    return pen.paper(says("NP70114428", "2026-04-30", ("Ridgeline Fleet Cards", "Tumbleweed Couriers Inc"), "USD 435.21", due="2026-05-22", account="0004-88-21776-3", items="63.65 74.31 58.73 93.72 66.60 69.79 -3.59 12.00", items_also="63.65 74.31 58.73 93.72 66.60 69.79", also={"net_amount": ("435.21",), "tax_amount": ("0.00",)}))


@one_off("world-late", "en-us")
def pictures_of_a_wedding() -> Paper:
    """A photographer's sheet: wide spaced capitals, a retainer taken off, the rest due before the day."""
    css = "body{font:12px/1.7 'DejaVu Serif';color:#444} h1{font-weight:400;letter-spacing:9px;text-align:center;font-size:20px} .u{text-transform:uppercase;letter-spacing:3px;font-size:9px;color:#999} .g{margin-top:34px} .g td{padding:11px 0;border-top:1px solid #e5ddd3} .t{width:52%;margin:20px 0 0 48%} .t td{padding:3px 0}"
    body = (
        "<h1>MARISOL QUADE</h1><p class=u style='text-align:center'>Photography</p><br><br><div class=row><div><p class=u>Prepared for</p>Devon &amp; Priya Castellano<br>77 Bluebonnet Trail, Austin, TX 78745</div><div><p class=u>Invoice</p>MQ-26-0041</div><div><p class=u>Date</p>February 3, 2026</div><div><p class=u>Wedding day</p>June 20, 2026</div></div>"
        + tab("lr", "<b>The Live Oak collection</b><br>Ten hours, online gallery, print release|3,200.00\n<b>Second photographer</b><br>Eight hours|450.00\n<b>Linen album</b> 10 x 10, forty pages|620.00\n<b>Travel to Fredericksburg</b>|90.00", "class=g", False)
        + tab("lr", "Subtotal|4,360.00\nWinter booking courtesy, 5% of collection|-160.00\nTaxable amount|4,200.00\nTexas sales tax 8.25%|346.50\n<b>Total</b>|<b>$4,546.50</b>\nRetainer received January 12, 2026|-1,500.00\n<b>Balance due June 6, 2026</b>|<b>$3,046.50</b>", "class=t", False)
        + "<p style='margin-top:60px;text-align:center'>Checks to Marisol Quade Photography LLC · PO Box 41180, Austin, TX 78704<br>hello@marisolquade.example · 512-555-0172</p>"
    )
    return html(css, body, says("MQ-26-0041", "2026-02-03", ("Marisol Quade Photography LLC", "Devon & Priya Castellano"), "USD 4546.50", net="4200.00", tax="346.50", due="2026-06-06", items="3200.00 450.00 620.00 90.00", items_also="3200.00 450.00 620.00 90.00 -160.00", also={"seller_name": ("Marisol Quade Photography", "Marisol Quade"), "net_amount": ("4360.00",)}), "Letter", "20mm")


@one_off("world-late", "en-us")
def economy_lot_at_the_airport() -> Paper:
    """A car park's slip from the exit machine, paid by card."""
    css = "body{font:10px 'DejaVu Sans Mono'} .x{text-align:center} td{padding:1px 0} hr{border:0;border-top:1px dashed #000;margin:6px 0}"
    body = (
        "<div class=x><b>MESA VERDE REGIONAL AIRPORT</b><br>ECONOMY LOT C<br>OPERATED BY KESTREL PARKING LLC<br>970-555-0126</div><hr>"
        + tab("lr", "INVOICE NO|0417-88213\nTICKET|C 0093471\nLANE|EXIT 04\nENTRY|04/12/26 05:41 AM\nEXIT|04/17/26 10:10 PM\nSTAY|5D 16H 29M", "", False)
        + "<hr>" + tab("lr", "6 DAYS @ $14.00|$84.00\nAIRPORT ACCESS FEE 10%|$8.40\nSUBTOTAL|$92.40\nSALES TAX 8.6%|$7.95\n<b>TOTAL</b>|<b>$100.35</b>", "", False)
        + "<hr>" + tab("lr", "VISA ************4418|$100.35\nAUTH|07731C\nCHANGE|$0.00", "", False) + "<hr><div class=x>PAID 04/17/26 10:11 PM<br>THANK YOU<br>FLY SAFE</div>"
    )
    return html(css, body, says("0417-88213", "2026-04-17", ("Kestrel Parking LLC", None), "USD 100.35", net="92.40", tax="7.95", items="84.00 8.40", also={"seller_name": ("Mesa Verde Regional Airport",), "due_date": ("2026-04-17",)}), "80mm 150mm", "5mm")


@one_off("world-late", "en-us")
def three_lines_and_a_telephone() -> Paper:
    """A mobile bill: the month at a glance, then charges by line, fees and taxes on the second page."""
    css = inter() + "body{font:11px Inter} .top{background:#0b3c5d;color:#fff;padding:14px;font-size:18px} .k{border:2px solid #0b3c5d;border-radius:8px;padding:14px;width:45%} .k b{font-size:22px;display:block} h3{margin:24px 0 6px;color:#0b3c5d} .g td{border-bottom:1px solid #ddd} .p{page-break-before:always}"
    body = (
        "<div class='top row'><b>Bluejay Wireless</b><span>Your bill at a glance</span></div><br><div class=row><div>RUTH ABERNATHY<br>2931 LARK ST<br>BOISE ID 83703</div><div>"
        + tab("lr", "Account number|554-201-8837\nInvoice number|884120077315\nBill date|May 8, 2026\nBill period|Apr 9 - May 8, 2026", "", False)
        + "</div></div><br><div class=row><div class=k><small>Total due</small><b>$197.82</b>AutoPay will charge card ending 2209 on May 30, 2026</div><div style='width:48%'>"
        + tab("lr", "Previous balance|$212.40\nPayment, Apr 30 – thank you|-$212.40\nBalance forward|$0.00\nPlans|$150.00\nEquipment|$27.77\nSurcharges|$8.42\nTaxes and government fees|$11.63\n<b>Total current charges</b>|<b>$197.82</b>", "class=g", False)
        + "</div></div><h3>Good to know</h3><p>Paper bills will cost $3.00 from August 1, 2026. Switch to e-bill in the app.</p><div class=p></div><div class='top row'><span>Account 554-201-8837</span><span>Invoice 884120077315</span></div><h3>Current charges by line</h3>"
        + tab("llr", "Line|Charge|Amount\n208-555-0161 Ruth|Unlimited Plus, May 9 - Jun 8|$65.00\n208-555-0162 Gene|Unlimited Plus, May 9 - Jun 8|$55.00\n208-555-0163 Tablet|Connected device, May 9 - Jun 8|$30.00\n208-555-0162 Gene|Phone, installment 7 of 36|$27.77\nAccount|Regulatory and cost recovery surcharges|$8.42", "class=g")
        + "<h3>Taxes and government fees</h3>" + tab("lr", "Idaho state sales tax|$1.67\nFederal universal service|$6.12\nIdaho 911 fee|$3.00\nIdaho telephone assistance|$0.84\nTotal taxes and government fees|$11.63", "class=g", False)
    )
    return html(css, body, says("884120077315", "2026-05-08", ("Bluejay Wireless", "Ruth Abernathy"), "USD 197.82", tax="11.63", due="2026-05-30", account="554-201-8837", items="65.00 55.00 30.00 27.77 8.42", items_also="150.00 27.77 8.42 11.63", also={"net_amount": ("186.19",)}), "Letter")
