# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off invoices in English: surgeries, lawyers, carriers, wholesalers, shops, insurers, schools."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.english_kit import bare, tab
from tests.ingestion.corpus.one_off import html, inter, one_off, says


@one_off("world-en", "en-us")
def patients_statement() -> Paper:
    """A clinic's patient statement: charges, what the insurer paid, adjustments, what the patient owes."""
    css = "body{font:10.5px 'DejaVu Sans Condensed'} .k td{border:1px solid #468;text-align:center;width:25%} .k td small{display:block;background:#468;color:#fff;margin:-4px -6px 4px;padding:2px} .v td{border-bottom:1px dotted #999} .v th{background:#dde6ee} .big{border:2px solid #468;padding:8px;width:40%;margin:14px 0 0 60%;font-weight:bold;font-size:13px}"
    body = (
        "<div class=row><div><b style='font-size:15px;color:#468'>Three Rivers Dermatology, PC</b><br>4410 Sawmill Run Blvd, Ste 200<br>Pittsburgh, PA 15227<br>Billing office (412) 555-0166</div><div class=r><b>PATIENT STATEMENT</b><br>Tax ID 25-0441772</div></div><br>"
        + tab("llll", "<small>STATEMENT NO.</small>S-0093312|<small>STATEMENT DATE</small>09/22/2026|<small>PATIENT ACCT</small>TRD-48117|<small>PAY BY</small>10/13/2026", "class=k", False)
        + "<div style='margin:26px 0'>HAROLD J. WOZNIAK<br>118 BEECHVIEW AVE<br>PITTSBURGH PA 15216</div>"
        + tab("lllrrrr", "Date of Svc|CPT|Description|Charge|Ins. Paid|Adjust.|You Owe\n08/19/26|99213|Office visit, established patient|165.00|-71.32|-53.68|40.00\n08/19/26|11102|Tangential biopsy, single lesion|284.00|-118.90|-135.37|29.73\n08/19/26|88305|Pathology, level IV|142.00|-48.25|-81.69|12.06", "class=v")
        + "<div class=big><div class=row><span>PATIENT BALANCE DUE</span><span>$81.79</span></div></div><p style='margin-top:18px'>Your insurance carrier, Keystone Mutual Health, has processed this claim. The amount shown is your responsibility under your plan. Please make checks payable to Three Rivers Dermatology, PC.</p>"
    )
    return html(css, body, says("S-0093312", "2026-09-22", ("Three Rivers Dermatology, PC", "HAROLD J. WOZNIAK"), "USD 81.79", due="2026-10-13", account="TRD-48117", items="40.00 29.73 12.06", items_also="165.00 284.00 142.00", also=bare("81.79")), "Letter")


@one_off("world-en", "en-us")
def time_of_lawyers() -> Paper:
    """A law firm's bill: matter, time entries with initials and hours, costs advanced, retainer applied."""
    css = "body{font:11.5px 'DejaVu Serif'} .c{text-align:center} .e td{padding:5px 6px} .e th{border-bottom:1px solid #000;font-weight:400;text-decoration:none} .s{width:62%;margin:14px 0 0 38%} .s td{padding:2px 6px} .dbl td{border-top:1px solid;border-bottom:3px double;font-weight:bold}"
    body = (
        "<div class=c><b style='font-size:17px;letter-spacing:2px'>BRANNIGAN, ODELL &amp; FITCH, L.L.P.</b><br>ATTORNEYS AND COUNSELORS AT LAW<br>600 Commerce Street, 14th Floor · Chattanooga, Tennessee 37402 · (423) 555-0181<br>Federal I.D. 62-0887114</div><br>"
        "<div class=row><div>Cumberland Kiln &amp; Tile Company<br>Attention: Mr. Ellis Rucker<br>77 Foundry Lane<br>Dayton, TN 37321</div><div>February 28, 2026<br>Client No. 20418<br>Matter No. 00003<br>Bill No. 119206</div></div><p style='margin:18px 0'>RE: Lease of the Rossville warehouse<br>FOR PROFESSIONAL SERVICES RENDERED through February 27, 2026</p>"
        + tab("lllrr", "Date|Atty|Description|Hours|Amount\n02/03/26|KJO|Review landlord's redline of lease; telephone conference with client regarding option to extend|1.40|539.00\n02/09/26|KJO|Draft revisions to Sections 4, 11 and 18; correspondence to opposing counsel|2.20|847.00\n02/11/26|PMS|Research Tennessee authority on waiver of subrogation|0.90|238.50\n02/20/26|KJO|Negotiate final terms with J. Alvarado, Esq.|0.80|308.00\n02/26/26|PMS|Prepare closing binder|1.10|291.50", "class=e")
        + tab("lr", "Total hours 6.40&nbsp;&nbsp;&nbsp; Total fees|$2,224.00\nCosts advanced: recording fee|22.00\nCosts advanced: courier|18.75\n<b>Total current charges</b>|<b>2,264.75</b>\nPrior balance|1,310.00\nPayment received 02/12/2026 – thank you|(1,310.00)\nApplied from trust retainer|(1,000.00)", "class=s", False)
        + tab("lr", "BALANCE DUE|$1,264.75", "class='s dbl'", False)
        + "<p class=c style='margin-top:30px'><small>Please reference the bill number on your remittance. Unpaid balances bear interest after thirty days at one percent per month.</small></p>"
    )
    return html(css, body, says("119206", "2026-02-28", ("BRANNIGAN, ODELL & FITCH, L.L.P.", "Cumberland Kiln & Tile Company"), "USD 2264.75", account="20418", items="539.00 847.00 238.50 308.00 291.50", also={**bare("2264.75"), "due_date": ("2026-03-30",), "account_number": ("00003",)}), "Letter")


@one_off("world-en", "en-ca")
def freight_across_the_prairies() -> Paper:
    """A Canadian carrier's freight bill: form boxes, weights, fuel surcharge, GST, number called PRO."""
    css = "body{font:10px 'DejaVu Sans'} .fb td{border:1.5px solid #900;height:44px} .fb small{display:block;color:#900;text-transform:uppercase;font-size:7px} .g th{background:#900;color:#fff} .g td{border-left:1px solid #900;border-right:1px solid #900} .g{border-bottom:1.5px solid #900}"
    body = (
        "<div class=row><div><b style='font-size:20px;color:#900;font-style:italic'>CHINOOK TRANSIT LINES</b><br>Chinook Transit Lines Ltd. · 5520 – 86 Ave SE, Calgary AB T2C 4L7</div><div style='font-size:18px'>FREIGHT BILL / INVOICE</div></div><br>"
        + tab("llll", "<small>Freight bill no.</small>PRO 0448-771203|<small>Invoice date (yyyy-mm-dd)</small>2026-10-27|<small>Terms</small>Net 21 days|<small>Account no.</small>LETH0093\n<small>Shipper</small>Oldman Seed Cleaning Co-op, Lethbridge AB|<small>Consignee</small>Assiniboine Feeds, Brandon MB|<small>Bill to</small>Oldman Seed Cleaning Co-op<br>Box 770, Lethbridge AB T1J 3Z6|<small>Shipper's ref / PO</small>SO-20933 / 71-4408", "class=fb", False)
        + "<br>" + tab("rlrrr", "Pcs|Description of articles|Weight lb|Rate|Charges CAD\n14|Skids, cleaned lentils, bagged|28,400|3.18/cwt|903.12\n|Fuel surcharge 31.5%|||284.48\n|Tailgate delivery|||65.00\n|Detention, 1.5 h over free time||80.00/h|120.00\n14|<b>Total</b>|28,400||1,372.60", "class=g")
        + "<div class=row style='margin-top:14px'><div style='width:50%'><small>GST/HST registration 118840227 RT0001. Claims must be filed in writing within 60 days. Overdue accounts are charged 2% per month (26.82% per annum).</small></div><div style='width:38%'>"
        + tab("lr", "Freight charges|1,372.60\nGST 5%|68.63\n<b>Pay this amount CAD</b>|<b>1,441.23</b>", "", False) + "</div></div>"
    )
    return html(css, body, says("PRO 0448-771203", "2026-10-27", ("Chinook Transit Lines Ltd.", "Oldman Seed Cleaning Co-op"), "CAD 1441.23", net="1372.60", tax="68.63", due="2026-11-17", account="LETH0093", items="903.12 284.48 65.00 120.00", also={"seller_name": ("CHINOOK TRANSIT LINES",), "invoice_number": ("0448-771203",)}), "Letter")


@one_off("world-en", "en-gb")
def wholesaler_carried_forward() -> Paper:
    """A wholesaler's invoice over two sheets: carried and brought forward, order, despatch and account numbers."""
    css = "body{font:11px 'DejaVu Sans Mono';letter-spacing:-.3px} .h td{padding:1px 4px} .g th{border-top:1px solid;border-bottom:1px solid} .g td{padding:2px 4px} .p2{break-before:page}"

    def head(page: int) -> str:
        return "<div class=row><div><b>PENNINE CATERING DISPOSABLES LIMITED</b><br>Unit 4 Calder Bridge Trading Estate<br>Brighouse HD6 4NZ<br>Tel 01632 960 870  VAT 402 7718 66</div><div>" + tab("ll", f"INVOICE NO|P118204\nTAX POINT|21/10/26\nPAGE|{page} of 2\nA/C|SCA014\nYOUR ORDER|KITCHEN/88\nOUR ORDER|S 77120-1\nDESPATCH NOTE|D209917", "class=h", False) + "</div></div>"

    body = (
        head(1) + "<br>INVOICE TO&nbsp;&nbsp;&nbsp;&nbsp;The Scarcroft Tea Rooms<br>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;2 Bishopthorpe Parade<br>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;York YO23 1BX<br><br>"
        + tab("llrrr", "CODE|DESCRIPTION|QTY|PRICE|VALUE\nCUP08W|8oz hot cup white 1000s|4|38.20|152.80\nLID08B|8oz lid black 1000s|4|21.45|85.80\nNAP33R|Napkin 33cm 2ply red 2000s|2|27.90|55.80\nBAG07K|Kraft bag 7in handle 250s|6|16.75|100.50\nCUT-WF|Wooden fork 1000s|1|19.60|19.60\nBOX-CK|Cake box 10in 100s|3|24.30|72.90\n||||\n|CARRIED FORWARD|||487.40", "class=g")
        + "<div class=p2>" + head(2) + "<br>"
        + tab("llrrr", "CODE|DESCRIPTION|QTY|PRICE|VALUE\n|BROUGHT FORWARD|||487.40\nFIL-3C|Coffee filter 3-cup 1000s|1|22.15|22.15\nGLV-MB|Vinyl gloves M blue 1000s|2|31.00|62.00\nCLN-5L|Surface cleaner 5L|4|7.85|31.40", "class=g")
        + "<br>" + tab("lr", "GOODS|602.95\nCARRIAGE|8.50\nVAT @ 20.00%|122.29\nINVOICE TOTAL&nbsp;&nbsp;GBP|733.74", "style='width:50%;margin-left:50%'", False)
        + "<br>TERMS: NETT 30 DAYS FROM INVOICE DATE<br>SORT 20-99-41 A/C 60118824</div>"
    )
    return html(css, body, says("P118204", "2026-10-21", ("PENNINE CATERING DISPOSABLES LIMITED", "The Scarcroft Tea Rooms"), "GBP 733.74", net="611.45", tax="122.29", due="2026-11-20", account="SCA014", items="152.80 85.80 55.80 100.50 19.60 72.90 22.15 62.00 31.40", also={"net_amount": ("602.95", None)}))


@one_off("world-en", "en-gb")
def sold_by_a_shop_on_a_market() -> Paper:
    """A marketplace's invoice: the platform's logo, the selling shop in small print, VAT included in prices."""
    css = inter() + "body{font:11px Inter} .b{font-size:26px;font-weight:700;color:#0a7d55} .two{display:flex;gap:20px;margin:18px 0} .two div{flex:1} .two b{display:block;margin-bottom:4px} .g th{background:#f2f2f2;font-size:9px;vertical-align:bottom} .g td{border-bottom:1px solid #ddd}"
    body = (
        "<div class=row><div class=b>bazaarly</div><div style='font-size:20px'>Invoice</div></div>"
        "<div class=row style='background:#f2f2f2;padding:10px;margin-top:14px'><div>Paid<br>Payment reference 4UUC-0917-LMR</div><div class=r>Sold by <b>Kestrel Lamp Works Ltd</b><br>VAT # GB 318 4477 20</div></div>"
        "<div class=row style='padding:10px'><div></div><div class=r>Invoice date / Delivery date &nbsp; 27 August 2026<br>Invoice # &nbsp; GB-KLW-2026-88125<br><b>Total payable &nbsp; £86.97</b></div></div>"
        "<div class=two><div><b>Billing Address</b>Theo Abernethy<br>Garden Flat, 9 Kelso Road<br>Leeds, LS2 9PR<br>GB</div><div><b>Delivery Address</b>Theo Abernethy<br>Brotherton Wing, Level 4<br>Leeds, LS2 9JT<br>GB</div><div><b>Sold by</b>Kestrel Lamp Works Ltd<br>Unit 3, Spindle Court<br>Macclesfield, SK11 7QJ<br>GB</div></div>"
        "<div class=two><div><b>Order information</b>Order date 25 August 2026<br>Order # 203-7711840-5529</div></div><b>Invoice details</b>"
        + tab("lrrrrr", "Description|Qty|Unit price<br>(excl. VAT)|VAT rate|Unit price<br>(incl. VAT)|Item subtotal<br>(incl. VAT)\nBrass desk lamp, adjustable arm<br><small>SKU: KLW-DL-07</small>|1|£54.16|20%|£64.99|£64.99\nFilament bulb E14 4 W, pair<br><small>SKU: KLW-FB-14</small>|2|£6.66|20%|£7.99|£15.98\nShipping charges||£5.00|20%|£6.00|£6.00", "class=g")
        + "<div style='width:60%;margin:16px 0 0 40%'>" + tab("rrr", "VAT rate|Item subtotal (excl. VAT)|VAT subtotal\n20%|£72.47|£14.50\nInvoice total||£86.97", "class=g") + "</div>"
        + "<p style='position:fixed;bottom:0'><small>Bazaarly Services UK Ltd issues this document on behalf of the seller. Bazaarly Services UK Ltd, 1 Mercer Wharf, London E16 2QQ.</small></p>"
    )
    return html(css, body, says("GB-KLW-2026-88125", "2026-08-27", ("Kestrel Lamp Works Ltd", "Theo Abernethy"), "GBP 86.97", net="72.47", tax="14.50", items="64.99 15.98 6.00"))


@one_off("world-en", "en-sg")
def software_house_of_singapore() -> Paper:
    """A Singapore firm's tax invoice: registration numbers, 9 % GST, values under grey captions, S$."""
    css = "body{font:12px 'DejaVu Sans Light','DejaVu Sans';font-weight:300} .cap{color:#9aa;font-size:9px;text-transform:uppercase;letter-spacing:1px} .g td,.g th{border:0;padding:8px 4px} .g tr{border-bottom:1px solid #e4e4e4} .bar{background:#d7263d;height:8px;margin:0 0 24px}"
    body = (
        "<div class=bar></div><div class=row><div><b>Merlin Quay Software Pte. Ltd.</b><br>71 Ayer Rajah Crescent #04-18<br>Singapore 139951<br>UEN 201844127K &nbsp; GST Reg No. 20-1844127-K</div><div style='font-size:28px'>Tax Invoice</div></div>"
        "<div class=row style='margin:34px 0'><div><div class=cap>Billed to</div>Tanglin Pathology Centre Pte Ltd<br>Level 6, 290 Orchard Road<br>Singapore 238859</div><div><div class=cap>Tax invoice number</div>MQS/26/1177<br><br><div class=cap>Issued on</div>14 Nov 2026</div><div><div class=cap>Customer code</div>TANG-02<br><br><div class=cap>Payment due</div>14 Dec 2026</div></div>"
        + tab("lrrr", "Services|Units|Rate (SGD)|Amount (SGD)\nSpecimen tracking platform, licence Nov 2026|1|2,450.00|2,450.00\nIntegration support, remote|11.5|165.00|1,897.50\nOn-site training, half day|2|780.00|1,560.00", "class=g")
        + "<div style='width:45%;margin:20px 0 0 55%'>" + tab("lr", "Subtotal|5,907.50\nAdd: GST @ 9%|531.68\n<b>Amount payable</b>|<b>S$6,439.18</b>", "", False) + "</div>"
        + "<p style='margin-top:40px'><span class=cap>How to pay</span><br>PayNow to UEN 201844127K, or FAST transfer: Straits Commerce Bank 044-90177-2. Kindly quote the invoice number.</p>"
    )
    return html(css, body, says("MQS/26/1177", "2026-11-14", ("Merlin Quay Software Pte. Ltd.", "Tanglin Pathology Centre Pte Ltd"), "SGD 6439.18", net="5907.50", tax="531.68", due="2026-12-14", account="TANG-02", items="2450.00 1897.50 1560.00"))


@one_off("world-en", "en-za")
def borehole_in_the_karoo() -> Paper:
    """A South African driller's tax invoice: rand with spaces as thousands, VAT 15 %, deposit taken off."""
    css = "body{font:11px 'DejaVu Sans'} .o{border:1px solid #555} .o td,.o th{border-bottom:1px solid #bbb} .o th{background:#555;color:#fff} .x{display:flex;gap:12px;margin:14px 0} .x div{border:1px solid #555;padding:8px;flex:1}"
    body = (
        "<div class=row><svg width=240 height=50><circle cx=24 cy=25 r=20 fill='#1d6f8f'/><text x=54 y=32 font-size=19 fill='#1d6f8f'>KarooWater Boring</text></svg><h2>TAX INVOICE</h2></div>"
        "<div class=x><div><b>From</b><br>Karoowater Boring (Pty) Ltd<br>Reg 2011/044817/07<br>VAT No 4480271190<br>Plaas Rietkuil, Graaff-Reinet 6280<br>082 555 0144</div><div><b>To</b><br>Sneeuberg Merino Trust<br>Posbus 77<br>Nieu-Bethesda 6286<br>VAT No 4110882736</div><div><b>Doc No</b> INV00861<br><b>Date</b> 2026/04/09<br><b>Order</b> verbal, Mnr Kruger<br><b>Customer</b> SNE001<br><b>Terms</b> 14 days</div></div>"
        + tab("llrrr", "Code|Description|Qty|Unit Price|Excl Amount\nDR165|Drilling 165 mm, soft formation (m)|62|R 385.00|R 23 870.00\nDR165H|Drilling 165 mm, dolerite (m)|34|R 520.00|R 17 680.00\nCAS|Steel casing 4 mm (m)|18|R 640.00|R 11 520.00\nEST|Establishment on site|1|R 6 500.00|R 6 500.00\nTST|Yield test 6 h|1|R 4 950.00|R 4 950.00", "class=o")
        + "<div style='width:46%;margin:14px 0 0 54%'>" + tab("lr", "Total (Excl)|R 64 520.00\nVAT 15%|R 9 678.00\nTotal (Incl)|R 74 198.00\nLess deposit 2026/03/20|R 25 000.00\n<b>Balance due</b>|<b>R 49 198.00</b>", "class=o", False) + "</div>"
        + "<p style='margin-top:30px'>Bank: Veld Bank, Graaff-Reinet, branch 250 655, cheque acc 62 4471 0093. E&amp;OE.</p>"
    )
    return html(css, body, says("INV00861", "2026-04-09", ("Karoowater Boring (Pty) Ltd", "Sneeuberg Merino Trust"), "ZAR 74198.00", net="64520.00", tax="9678.00", due="2026-04-23", account="SNE001", items="23870.00 17680.00 11520.00 6500.00 4950.00", also={"seller_name": ("KarooWater Boring",)}))


@one_off("world-en", "en-gb")
def premium_of_a_broker() -> Paper:
    """An insurance broker's debit note: policy number, premium, insurance premium tax, fee, renewal dates about."""
    css = "body{font:12px 'DejaVu Serif Condensed','DejaVu Serif'} .k td{padding:3px 0} .k td:first-child{width:190px;font-weight:bold} h2{border-bottom:1px solid #036;color:#036;font-size:15px;margin:22px 0 8px}"
    body = (
        "<div style='color:#036'><b style='font-size:20px'>Gatehouse &amp; Marl</b><br>Insurance Brokers since 1974</div><br><br>Messrs Pomfret Organs<br>The Old Chapel<br>Chapel Brow<br>Todmorden OL14 7DD<br><br>"
        "<h2>Debit note – please treat as invoice</h2>"
        + tab("ll", "Our reference|DN/047714\nDate|6th October 2026\nClient reference|POMF01\nClass|Commercial combined\nInsurer|Calderdale Mutual\nPolicy number|CC/8817204/26\nPeriod of cover|1st November 2026 to 31st October 2027\nReason for issue|Renewal", "class=k", False)
        + "<h2>Premium</h2>" + tab("lr", "Annual premium|£1,846.00\nInsurance Premium Tax at 12%|£221.52\nBroker's arrangement fee (no IPT)|£35.00\n<b>Amount now due</b>|<b>£2,102.52</b>", "style='width:70%'", False)
        + "<p style='margin-top:20px'>Payment must reach us before 31st October 2026 for cover to continue. Please make cheques payable to Gatehouse &amp; Marl Client Account.</p><p style='position:fixed;bottom:0;font-size:9px'>Gatehouse &amp; Marl is a trading style of Marl Broking Services Ltd (company 03377180), 12 Commercial Street, Halifax HX1 1TJ, authorised and regulated by the financial regulator, ref 309982.</p>"
    )
    return html(css, body, says("DN/047714", "2026-10-06", ("Marl Broking Services Ltd", "Messrs Pomfret Organs"), "GBP 2102.52", tax="221.52", due="2026-10-31", account="POMF01", items="1846.00 35.00", items_also="1846.00 221.52 35.00", also={"seller_name": ("Gatehouse & Marl",), "buyer_name": ("Pomfret Organs",), "net_amount": ("1846.00", "1881.00"), "tax_amount": (None,), "due_date": ("2026-10-30", None), "account_number": ("CC/8817204/26",)}))


@one_off("world-en", "en-us")
def dues_of_an_association() -> Paper:
    """An association's dues notice: member number, several funds, a tear-off, payable by a date in a sentence."""
    css = "body{font:12px 'DejaVu Sans Condensed'} .cut{border-top:1px dashed #444;margin-top:30px;padding-top:14px} .d td{border-bottom:1px solid #ccc}"
    body = (
        "<div style='text-align:center'><b style='font-size:18px'>National Guild of Bell Founders</b><br>Membership Department · 31 Carillon Way · Cohoes, NY 12047</div><h2 style='text-align:center;margin:24px 0'>2027 ANNUAL DUES INVOICE</h2>"
        "<div class=row><div>Ms. Loretta Haverstock<br>Haverstock Foundry<br>R.R. 2, Box 18<br>Canajoharie, NY 13317</div><div>Invoice ID: D27-003318<br>Member ID: 11-4406<br>Invoice Date: Nov 2, 2026<br>Status: Unpaid</div></div><br>"
        + tab("lr", "Item|Amount\nRegular membership, Jan 1 – Dec 31, 2027|$185.00\nHudson Valley chapter dues|$30.00\nQuarterly journal, printed copy|$24.00\nVoluntary gift, apprentices' fund|$0.00", "class=d")
        + tab("lr", "Total Due|$239.00", "style='font-weight:bold;font-size:15px;width:40%;margin-left:60%'", False)
        + "<p>To keep your listing in the directory, please remit by December 31, 2026. Dues are not deductible as charitable contributions.</p><div class=cut><b>Return this portion with your payment</b><br><br>"
        + tab("ll", "Member: Loretta Haverstock (11-4406)|Invoice: D27-003318\nAmount due: $239.00|Amount enclosed: $ ________", "", False) + "</div>"
    )
    return html(css, body, says("D27-003318", "2026-11-02", ("National Guild of Bell Founders", "Ms. Loretta Haverstock"), "USD 239.00", due="2026-12-31", account="11-4406", items="185.00 30.00 24.00 0.00", also={**bare("239.00"), "buyer_name": ("Loretta Haverstock", "Haverstock Foundry")}), "Letter")


@one_off("world-en", "en-gb")
def a_term_at_school() -> Paper:
    """A school's fee account: two pupils as groups of rows, bursary, VAT on fees, payable before term."""
    css = "body{font:12px 'DejaVu Serif'} .wide td{font-style:italic;padding-top:10px} .cr{color:#7a1f2b} .t td{padding:3px 6px} .sum td{border-top:1px solid #7a1f2b}"
    body = (
        "<div class=row><div class=cr><b style='font-size:21px'>St Oswin's Preparatory School</b><br>Priory Lane, Hexham, Northumberland NE46 3DX</div><svg width=60 height=60><path d='M5 5 h50 v30 q-25 30 -50 0 z' fill='#7a1f2b'/></svg></div><br>"
        "<div class=row><div>Mr &amp; Mrs J. Featherstonehaugh<br>Low Byre<br>Slaley<br>NE47 0BQ</div><div><b>FEE ACCOUNT – LENT TERM 2027</b><br>Account: FEA1180<br>Invoice: LT27/0214<br>Dated: 4 December 2026</div></div><br>"
        + tab("lr", "|£\nBarnaby – Form 4\nTuition|4,310.00\nLunches|268.00\nViolin, 10 lessons|195.00\nBursary 10% of tuition|(431.00)\nOctavia – Reception\nTuition|3,120.00\nLunches|268.00\nAfter-school care, Autumn, 14 sessions|112.00", "class=t")
        + tab("lr", "Total before VAT|7,842.00\nVAT 20% on tuition and extras|1,568.40\n<b>Total payable before the first day of term, 6 January 2027</b>|<b>£9,410.40</b>", "class='t sum' style='margin-top:12px'", False)
        + "<p style='margin-top:24px'>Cheques payable to St Oswin's School Trust. Bank transfers: sort code 09-01-77, account 40118860, reference FEA1180.</p><p style='position:fixed;bottom:0;width:100%;text-align:center'><small>St Oswin's School Trust Ltd is a registered charity, no. 508812. VAT registration 477 1180 29.</small></p>"
    )
    return html(css, body, says("LT27/0214", "2026-12-04", ("St Oswin's Preparatory School", "Mr & Mrs J. Featherstonehaugh"), "GBP 9410.40", net="7842.00", tax="1568.40", due="2027-01-06", account="FEA1180", items="4310.00 268.00 195.00 -431.00 3120.00 268.00 112.00", also={"seller_name": ("St Oswin's School Trust Ltd",), "due_date": ("2027-01-05",)}))
