# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off invoices in English: councils, rents, credit notes, reverse charge, water, cabs, coaches."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.english_kit import bare, tab
from tests.ingestion.corpus.one_off import html, inter, one_off, says


@one_off("world-en", "en-gb")
def council_collects_refuse() -> Paper:
    """A council's sundry debtor invoice: crest, debtor number, outside the scope of VAT, ways to pay in boxes."""
    css = "body{font:12px 'DejaVu Sans'} .ways{display:flex;gap:8px;margin-top:40px;font-size:9px} .ways div{border:1px solid #777;padding:6px;flex:1} .m td{padding:2px 6px;background:#eef4ea} .g td,.g th{border:1px solid #9a9}"
    body = (
        "<div class=row><div><b style='font-size:17px;color:#2f5d1e'>Ravensmere District Council</b><br>Civic Offices, Staithe Road, Ravensmere NR99 2AB<br>www.ravensmere.example</div><div class=r style='font-size:18px'>Sundry Invoice</div></div><br><br>"
        "<div class=row><div>The Proprietor<br>Haddock's Fish Bar<br>14 Market Hill<br>Ravensmere<br>NR99 1PU</div><div>" + tab("ll", "Debtor No.|4008817\nDocument No.|90055213\nDocument Date|01.04.2026\nVAT Reg No.|105 9977 41", "class=m", False) + "</div></div><br>"
        + tab("llrrrr", "Line|Details|Qty|Price|VAT|Total\n10|Trade refuse 1100 litre bin, weekly, 01.04.2026 - 30.06.2026|2|228.80|O/S|457.60\n20|Mixed recycling 660 litre bin, fortnightly, 01.04.2026 - 30.06.2026|1|91.00|O/S|91.00\n30|Duty of care certificate 2026/27|1|38.00|O/S|38.00", "class=g")
        + "<div style='width:50%;margin:10px 0 0 50%'>" + tab("lr", "Total excluding VAT|586.60\nVAT|0.00\n<b>Invoice Total GBP</b>|<b>586.60</b>", "class=g", False) + "</div>"
        + "<p>Payment is due within 14 days of the document date. Queries: Environmental Services 01632 960 412.</p><div class=ways><div><b>Online</b><br>www.ravensmere.example/pay with your Document No.</div><div><b>Telephone</b><br>01632 960 400, 24 hours</div><div><b>Bank transfer</b><br>Sort code 30-96-17<br>Account 00417708</div><div><b>Direct Debit</b><br>Ask for a form on 01632 960 401</div></div>"
    )
    return html(css, body, says("90055213", "2026-04-01", ("Ravensmere District Council", "Haddock's Fish Bar"), "GBP 586.60", net="586.60", tax="0.00", due="2026-04-15", account="4008817", items="457.60 91.00 38.00"))


@one_off("world-en", "en-gb")
def rent_of_a_quarter() -> Paper:
    """A managing agent's rent demand: landlord and agent, quarter, rent with VAT, service charge, insurance without."""
    css = "body{font:12px 'DejaVu Serif'} .n{border:1px solid #000;padding:8px;font-size:9px;margin-top:40px} th{border-bottom:1px solid} .t td{padding:6px}"
    body = (
        "<div class=r><b style='font-size:16px'>Thistlewood &amp; Carr</b><br>Chartered Surveyors and Managing Agents<br>3 St Aldate's Yard, Gloucester GL1 2AT<br>rents@thistlewoodcarr.example</div><br>Cotswold Saddlery Ltd<br>Unit 6 Brewery Court<br>Cirencester GL7 1JH<br><br>"
        "<h2 style='text-align:center;letter-spacing:3px'>RENT DEMAND</h2><br>"
        + tab("ll", "Demand number: 26-03-0418|Tenancy ref: BRC/006/B\nDate of demand: 3rd March 2026|Due date: 25th March 2026\nProperty: Unit 6 Brewery Court, Cirencester|Landlord: Isis Vale Estates Ltd, VAT 588 0144 71", "", False)
        + "<br>" + tab("lrrr", "|Net|VAT|Gross\nRent in advance, 25/03/2026 to 23/06/2026|£3,750.00|£750.00|£4,500.00\nService charge on account, same period|£612.50|£122.50|£735.00\nBuildings insurance recharge 2026/27|£488.16|£0.00|£488.16\n<b>Amount due</b>|<b>£4,850.66</b>|<b>£872.50</b>|<b>£5,723.16</b>", "class=t")
        + "<p style='margin-top:24px'>Please pay to Thistlewood &amp; Carr Client Account, sort code 40-22-09, account 81180443, quoting BRC/006/B. This is a VAT invoice issued on behalf of the landlord.</p><div class=n>Notice under section 48 of the Landlord and Tenant Act 1987: the landlord's address for service is Isis Vale Estates Ltd, 9 Abbey Mews, Oxford OX2 6LR.</div>"
    )
    return html(css, body, says("26-03-0418", "2026-03-03", ("Isis Vale Estates Ltd", "Cotswold Saddlery Ltd"), "GBP 5723.16", net="4850.66", tax="872.50", due="2026-03-25", account="BRC/006/B", items="4500.00 735.00 488.16", items_also="3750.00 612.50 488.16", also={"seller_name": ("Thistlewood & Carr",), "account_number": (None,)}))


@one_off("world-en", "en-au")
def adjustment_for_broken_tiles() -> Paper:
    """An Australian adjustment note: amounts with minus signs, the original invoice quoted."""
    css = inter() + "body{font:12px Inter} h1{font-size:26px;color:#0d5c63} .g th{border-bottom:2px solid #0d5c63;font-size:10px} .g td{border-bottom:1px solid #ddd} .m{display:grid;grid-template-columns:1fr 1fr 1fr;gap:14px;margin:24px 0} .m b{display:block;font-size:9px;color:#0d5c63}"
    body = (
        "<div class=row><h1>Adjustment Note</h1><div class=r><b>Jarrah Street Tiles</b><br>JST Wholesale Pty Ltd ABN 17 880 441 203<br>22 Kewdale Rd, Welshpool WA 6106</div></div>"
        "<div class=m><div><b>CREDIT TO</b>Nullarbor Homes Pty Ltd<br>PO Box 311<br>Kalgoorlie WA 6430</div><div><b>ADJUSTMENT NOTE NUMBER</b>CN-2081<br><br><b>DATE</b>17 Jun 2026</div><div><b>RELATES TO TAX INVOICE</b>JS-77914 of 29 May 2026<br><br><b>CUSTOMER ID</b>NULL44</div></div>"
        + tab("lrrr", "Description|Boxes|Unit price ex GST|Amount ex GST\nTerrazzo 600x600 charcoal, arrived broken|-6|$82.40|-$494.40\nFreight share on above|-1|$45.00|-$45.00", "class=g")
        + "<div style='width:45%;margin:16px 0 0 55%'>" + tab("lr", "Total ex GST|-$539.40\nGST 10%|-$53.94\n<b>Total credit inc GST</b>|<b>-$593.34</b>", "class=g", False) + "</div><p style='margin-top:30px'>This credit has been applied to your account. No payment is required.</p>"
    )
    return html(css, body, says("CN-2081", "2026-06-17", ("JST Wholesale Pty Ltd", "Nullarbor Homes Pty Ltd"), "AUD -593.34", net="-539.40", tax="-53.94", account="NULL44", items="-494.40 -45.00", also={"seller_name": ("Jarrah Street Tiles",)}))


@one_off("world-en", "en-ca")
def wedding_flowers_in_quebec() -> Paper:
    """A Montréal florist in English: GST and QST on lines of their own, deposit and final payment, balance 0.00."""
    css = "body{font:12px 'DejaVu Serif Condensed','DejaVu Serif';color:#433} h1{font-style:italic;font-weight:400;color:#b5566b;font-size:30px} td,th{padding:5px} .g th{background:#f8e8ec;font-weight:400}"
    body = (
        "<div style='text-align:center'><h1>Pivoine &amp; Fern</h1>Floral studio · 4471 rue Saint-Dominique, Montréal QC H2W 2B2 · 514-555-0133</div><br>"
        "<div class=row><div>Prepared for<br><b>Ms. Anjali Thériault</b><br>12-3880 avenue Laval<br>Montréal QC H2W 2J1</div><div class=r>Invoice No: 2026-088<br>Issued: September 14, 2026<br>Event date: September 26, 2026</div></div><br>"
        + tab("lrrr", "Arrangement|How many|Each|Line total\nBridal bouquet, garden roses|1|$245.00|$245.00\nBridesmaids' posies|4|$95.00|$380.00\nTable centres, low|11|$78.00|$858.00\nArch, fresh greens and dahlias|1|$640.00|$640.00\nDelivery and set-up|1|$150.00|$150.00", "class=g")
        + "<div style='width:46%;margin:14px 0 0 54%'>" + tab("lr", "Subtotal|$2,273.00\nGST / TPS 5% (80114 2207 RT0001)|$113.65\nQST / TVQ 9.975% (1220714431 TQ0001)|$226.73\nTotal CAD|$2,613.38\nDeposit, May 2, 2026|-$800.00\nInterac e-transfer, September 14, 2026|-$1,813.38\n<b>Balance due</b>|<b>$0.00</b>", "", False) + "</div><p style='text-align:center;margin-top:34px'><i>Paid in full – with love and thanks</i></p>"
    )
    return html(css, body, says("2026-088", "2026-09-14", ("Pivoine & Fern", "Ms. Anjali Thériault"), "CAD 2613.38", net="2273.00", tax="340.38", items="245.00 380.00 858.00 640.00 150.00", also={"buyer_name": ("Anjali Thériault",), "tax_amount": (None,)}), "Letter")


@one_off("world-en", "en-gb")
def scaffolders_reverse_charge() -> Paper:
    """A scaffolder's application turned invoice: domestic reverse charge, VAT shown but not charged, CIS rows below."""
    css = "body{font:11px 'DejaVu Sans Condensed'} .y{background:#ffd400;padding:10px 14px;font-size:20px;font-weight:bold} .g td,.g th{border:1px solid #000} .w{border:2px solid #000;padding:8px;margin-top:12px;font-weight:bold}"
    body = (
        "<div class=y>APEX-NORTH SCAFFOLDING LTD</div><p>Wear Dock, Sunderland SR4 6TB · Company No. 07744102 · VAT No. 288 9041 77 · UTR 44177 20981</p><br>"
        "<div class=row><div><b>Invoice to:</b><br>Bede Construction Group plc<br>Accounts Payable<br>1 Monkwearmouth Square<br>Newcastle NE1 4DA</div><div>" + tab("ll", "Invoice|ANS-2291\nDate|31/07/2026\nContract|BCG-551 St Cuthbert's Primary\nApplication|4\nPayment terms|28 days from invoice date", "class=g", False) + "</div></div><br>"
        + tab("lrrr", "Works|Value to date|Previously certified|This invoice\nErect and dismantle, block A|9,400.00|7,050.00|2,350.00\nErect block B to lift 3|6,200.00|3,100.00|3,100.00\nWeekly hire, 4 weeks|2,880.00|2,160.00|720.00\nAdaptations, daywork sheet 12|310.00|0.00|310.00", "class=g")
        + "<div style='width:50%;margin:10px 0 0 50%'>" + tab("lr", "Net amount of this invoice|£6,480.00\nVAT charged|£0.00\n<b>Total invoice value</b>|<b>£6,480.00</b>", "class=g", False) + "</div><div class=w>Reverse charge: customer to account to HMRC for the reverse charge output VAT of £1,296.00 (20%) on the VAT exclusive price of items marked above.</div><p>Lloyd &amp; Tyne Bank 20-41-77 / 10084471</p>"
    )
    return html(css, body, says("ANS-2291", "2026-07-31", ("APEX-NORTH SCAFFOLDING LTD", "Bede Construction Group plc"), "GBP 6480.00", net="6480.00", tax="0.00", due="2026-08-28", items="2350.00 3100.00 720.00 310.00", also={"net_amount": (None,), "tax_amount": (None,)}))


@one_off("world-en", "en-ie")
def advice_across_the_border() -> Paper:
    """An Irish consultant to a German customer: reverse charge, IBAN, a total in euro before the number."""
    css = "body{font:12.5px/1.5 'DejaVu Sans Light','DejaVu Sans';font-weight:300} b{font-weight:600} .f{position:fixed;bottom:0;width:100%;font-size:8px;display:flex;justify-content:space-between;color:#667;border-top:1px solid #99a;padding-top:6px} .t td{border-top:1px solid #99a;padding:8px 0}"
    body = (
        "<div style='font-size:30px;color:#1b4965'>seagrass<span style='color:#62b6cb'>.</span></div><p style='color:#667'>Marine survey &amp; data</p><br><div class=row><div>Nordlicht Offshore GmbH<br>Am Kaiserkai 41<br>20457 Hamburg<br>Germany<br>VAT ID: DE311880442</div><div style='width:200px'><b>INVOICE</b><br>Nr SG-0126<br>Date 30.06.2026<br>Project NLO-Baltic-2<br>Your contact: Aoife Breen</div></div><br><br>"
        + tab("lr", "Benthic habitat survey, site visits 8.–12.06.2026, 5 days at €920|€4,600.00\nData processing and report, 6.5 days at €780|€5,070.00\nTravel at cost, receipts attached|€613.40", "class=t", False)
        + tab("lr", "Net total|€10,283.40\nVAT – reverse charge, Article 196 Directive 2006/112/EC|€0.00\n<b>Invoice total</b>|<b>€10,283.40</b>", "class=t style='margin-left:35%;width:65%;margin-top:18px'", False)
        + "<p style='margin-top:26px'>Kindly transfer within 21 days. Late payment interest applies under S.I. No. 580/2012.</p><div class=f><div>Seagrass Survey Limited<br>Tigh na Mara, Clifden, Co. Galway H71 Y223<br>CRO 588104</div><div>VAT IE 3301447 TH<br>Directors: A. Breen, C. Ó Flatharta</div><div>IBAN IE86 BALT 9901 7740 0812 55<br>BIC BALTIE2D</div></div>"
    )
    return html(css, body, says("SG-0126", "2026-06-30", ("Seagrass Survey Limited", "Nordlicht Offshore GmbH"), "EUR 10283.40", net="10283.40", tax="0.00", due="2026-07-21", items="4600.00 5070.00 613.40", also={"seller_name": ("seagrass", "seagrass.")}))


@one_off("world-en", "en-us")
def water_of_a_small_town() -> Paper:
    """An American town's utility card: meter reads, four services, past due, penalty date and two amounts to pay."""
    css = "body{font:10px 'DejaVu Sans Mono'} .card{border:1px solid #06c;width:150mm} .card td,.card th{border-bottom:1px solid #9cf;padding:3px 6px} h3{background:#06c;color:#fff;padding:5px} .two{display:flex} .two>div{flex:1;padding:8px}"
    body = (
        "<div class=card><h3>TOWN OF PRAIRIE WELLS &nbsp; UTILITY DEPARTMENT</h3><p style='padding:6px'>PO BOX 9 · PRAIRIE WELLS NE 68999 · 308-555-0119</p>"
        + tab("lllll", "SERVICE|PREVIOUS|PRESENT|USAGE (GAL)|AMOUNT\nWATER|418,200|423,900|5,700|31.35\nSEWER||||24.80\nREFUSE||||17.00\nSTORM DRAIN||||3.25\nSTATE TAX ON WATER||||1.72\nCURRENT CHARGES||||78.12\nPAST DUE||||66.40")
        + "<div class=two><div>BILL NO 26-07-1180<br>BILL DATE 07/31/2026<br>READ DATES 06/26 TO 07/27/2026<br>ACCT 02-0447-01<br>SERVICE AT 311 COTTONWOOD</div><div><b>PAY BY 08/15/2026 &nbsp; 144.52</b><br>AFTER 08/15/2026 &nbsp; 151.97<br><br>NORMA &amp; LYLE KUCERA<br>311 COTTONWOOD ST<br>PRAIRIE WELLS NE 68999</div></div></div>"
    )
    return html(css, body, says("26-07-1180", "2026-07-31", ("TOWN OF PRAIRIE WELLS", "NORMA & LYLE KUCERA"), "USD 78.12", tax="1.72", due="2026-08-15", account="02-0447-01", items="31.35 24.80 17.00 3.25", items_also="31.35 24.80 17.00 3.25 1.72", also={"seller_name": ("TOWN OF PRAIRIE WELLS UTILITY DEPARTMENT",), "net_amount": ("76.40",)}), "Letter")


@one_off("world-en", "en-gb")
def cabs_on_account() -> Paper:
    """A cab firm's account invoice: journeys by date with passenger and job number, waiting time, VAT not charged."""
    css = "body{font:10px 'DejaVu Sans'} .g td,.g th{border-bottom:1px solid #bbb} .hd{background:#111;color:#f5c400;padding:12px;display:flex;justify-content:space-between;align-items:center} .p{display:inline-block;border:2px solid #111;padding:8px 20px;font-size:14px}"
    body = (
        "<div class=hd><span style='font-size:22px;font-weight:bold'>BLACKFORD CABS</span><span>24 hrs 01632 960 960</span></div><br><div class=row><div>Lothian Hearing Clinics Ltd<br>Attn. Reception<br>5 Morningside Brae<br>Edinburgh EH10 4XX</div><div class=r>ACCOUNT INVOICE 40116<br>for journeys 01/02/2026 – 28/02/2026<br>Raised on 02/03/2026<br>Account LHC-7</div></div><br>"
        + tab("lllllrr", "Date|Job|Passenger|From|To|Wait £|Fare £\n03/02|778120|Dr Petrie|EH10 clinic|Waverley Stn|0.00|11.40\n05/02|778466|Mrs Baird|Penicuik|EH10 clinic|2.00|24.00\n05/02|778501|Mrs Baird|EH10 clinic|Penicuik|0.00|22.00\n12/02|779904|Samples|EH10 clinic|Livingston lab|0.00|31.50\n19/02|781120|Dr Petrie|Airport|EH10 clinic|4.50|32.90\n26/02|782377|Mr Szymański|EH10 clinic|Leith|0.00|14.20", "class=g")
        + "<br><div class=row><div>Blackford Cabs (Edinburgh) Ltd<br>Cowgatehead, Edinburgh EH1 1JY<br>Not registered for VAT</div><div class=p>Total to pay by 16/03/2026: <b>£136.00</b></div></div><p style='margin-top:24px'>BACS 83-19-20 00771120. Job numbers are quoted for your reference.</p>"
    )
    return html(css, body, says("40116", "2026-03-02", ("Blackford Cabs (Edinburgh) Ltd", "Lothian Hearing Clinics Ltd"), "GBP 136.00", due="2026-03-16", account="LHC-7", items="11.40 24.00 22.00 31.50 32.90 14.20", also={**bare("136.00"), "seller_name": ("BLACKFORD CABS",)}))


@one_off("world-en", "en-us")
def coach_tickets_bought() -> Paper:
    """A rail and coach company's ticket receipt: confirmation code, purchase date in words, fees per passenger."""
    css = inter() + "body{font:12px Inter} .cd{border:1px solid #cfd8e3;border-radius:8px;padding:14px;margin:12px 0} .cd td{padding:3px 0} .lg{color:#b3202c;font-weight:700;font-size:20px}"
    body = (
        "<div class=lg>» Great Basin Rail &amp; Coach</div><h2 style='margin:16px 0 4px'>Purchase receipt</h2><p>Keep this for your records. It is not a boarding document.</p>"
        "<div class=cd>" + tab("lr", "Receipt no.|GB-5512-0098-3\nPurchased|Tuesday, August 4, 2026 3:12 PM PDT\nConfirmation code|K9WQ4T\nBuyer|Oleander Community College\nPaid with|American Express ...1007", "", False)
        + "</div><div class=cd><b>Reno, NV → Salt Lake City, UT</b> · Fri, Sep 11, 2026 · Train 36 · 3 passengers"
        + tab("lrr", "3 × Adult reserved coach|@ $74.00|$222.00\n3 × Facility charge|@ $2.50|$7.50\n1 × Bicycle space|@ $20.00|$20.00", "", False)
        + "</div><div class=cd><b>Salt Lake City, UT → Reno, NV</b> · Sun, Sep 13, 2026 · Coach 5512 · 3 passengers"
        + tab("lrr", "3 × Adult saver|@ $49.00|$147.00\n3 × Facility charge|@ $2.50|$7.50\nGroup discount 5%||-$19.45", "", False)
        + "</div><div class=cd>" + tab("lr", "Fares and fees|$384.55\nTaxes|$0.00\n<b>Total charged</b>|<b>$384.55</b>", "", False)
        + "</div><p><small>Great Basin Rail &amp; Coach Authority · 1400 Depot Plaza · Reno, NV 89501 · Refunds less 20% until 24 h before departure.</small></p>"
    )
    return html(css, body, says("GB-5512-0098-3", "2026-08-04", ("Great Basin Rail & Coach Authority", "Oleander Community College"), "USD 384.55", net="384.55", tax="0.00", items="222.00 7.50 20.00 147.00 7.50 -19.45", also={"seller_name": ("Great Basin Rail & Coach",), "net_amount": (None,), "tax_amount": (None,)}), "Letter")


@one_off("world-en", "en-in")
def postpaid_in_bengaluru() -> Paper:
    """An Indian mobile bill: relationship number, last bill and payment, charges with CGST and SGST, amount after the due date."""
    css = "body{font:10px 'DejaVu Sans'} .hd{background:#e4007c;color:#fff;padding:12px;font-size:20px} .st{display:flex;margin:14px 0} .st div{flex:1;border:1px solid #e4007c;text-align:center;padding:8px} .st b{display:block;font-size:13px} .g td{border-bottom:1px solid #eee}"
    body = (
        "<div class=hd>taarang</div><div class=row style='margin-top:12px'><div><b>Mr. Raghavendra Shenoy</b><br>204, Silver Oak Apartments<br>6th Main, Jayanagar<br>Bengaluru 560011<br>Place of supply: Karnataka (29)</div><div>" + tab("ll", "Relationship no.|1-4471 0088 20\nMobile number|98450 55017\nBill number|KA2609 0055 1187\nBill date|18-Sep-2026\nBill period|16-Aug-2026 to 15-Sep-2026\nDue date|05-Oct-2026\nCredit limit|Rs. 3,000.00", "", False) + "</div></div>"
        "<div class=st><div>Last bill<b>&#8377;824.82</b></div><div>Payments<b>&#8377;824.82</b></div><div>This month's charges<b>&#8377;1,060.82</b></div><div>Amount payable by 05-Oct-2026<b>&#8377;1,060.82</b></div><div>After due date<b>&#8377;1,160.82</b></div></div>"
        + tab("lr", "This month's charges|Amount (Rs.)\nMonthly rental, Taarang 699|699.00\nInternational roaming pack, 1 day|175.00\nPremium content, Sangeet|25.00\nTotal before tax|899.00\nCGST 9%|80.91\nSGST 9%|80.91\nTotal charges this month|1,060.82", "class=g")
        + "<p style='margin-top:20px'><small>Taarang Telecom Limited, Regd. office: 18 Bannerghatta Road, Bengaluru 560076. CIN L64200KA1999PLC025511. GSTIN 29AAACT4417R1ZQ. HSN 998413. This is a computer generated bill.</small></p>"
    )
    return html(css, body, says("KA2609 0055 1187", "2026-09-18", ("Taarang Telecom Limited", "Mr. Raghavendra Shenoy"), "INR 1060.82", net="899.00", tax="161.82", due="2026-10-05", account="1-4471 0088 20", items="699.00 175.00 25.00", also={"seller_name": ("taarang",), "buyer_name": ("Raghavendra Shenoy",), "account_number": ("98450 55017", "9845055017")}))
