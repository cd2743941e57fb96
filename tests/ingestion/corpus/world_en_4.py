# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off invoices in English: accountants, parts, vets, advertising, municipalities, clinics, printers."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.english_kit import tab
from tests.ingestion.corpus.one_off import html, inter, one_off, says


@one_off("world-en", "en-nz")
def accounts_and_returns() -> Paper:
    """A New Zealand accountant: big amount and date at the top, values above their captions, GST inclusive remark."""
    css = inter() + "body{font:12px Inter;color:#2b2b2b} .k{display:flex;gap:34px;margin:26px 0;border-top:1px solid #2b2b2b;border-bottom:1px solid #2b2b2b;padding:10px 0} .k b{display:block;font-size:15px} .k small{font-size:9px} .g td{padding:7px 0;border-bottom:1px solid #e6e6e6}"
    body = (
        "<div class=row><div style='font-size:20px;font-weight:700'>Pohutukawa Ledger</div><div class=r>Pohutukawa Ledger Limited<br>Level 1, 80 Devonport Road, Tauranga 3110<br>GST 114-708-226</div></div><br>Rangiuru Kiwifruit Partnership<br>418 Te Matai Road<br>RD 8, Te Puke 3188"
        "<div class=k><div><b>PL-30917</b><small>Invoice number</small></div><div><b>31 May 2026</b><small>Invoice date</small></div><div><b>22 June 2026</b><small>Please pay by</small></div><div><b>NZ$3,576.50</b><small>Amount payable</small></div><div><b>RANGKI</b><small>Client code</small></div></div>"
        + tab("lr", "To our fee for the year ended 31 March 2026, as agreed in our letter of 2 March 2026:|\nFinancial statements and tax return of the partnership|2,450.00\nTax returns of two partners|520.00\nFiling fee, Companies Office|40.00\nAttending to query from Inland Revenue, 14 April|100.00", "class=g", False)
        + "<div style='width:50%;margin:16px 0 0 50%'>" + tab("lr", "Fee excluding GST|3,110.00\nGST @ 15%|466.50\n<b>Total including GST</b>|<b>3,576.50</b>", "class=g", False) + "</div><p style='margin-top:30px'>Internet banking: 12-3155-0088210-50, particulars RANGKI, reference PL-30917.</p>"
    )
    return html(css, body, says("PL-30917", "2026-05-31", ("Pohutukawa Ledger Limited", "Rangiuru Kiwifruit Partnership"), "NZD 3576.50", net="3110.00", tax="466.50", due="2026-06-22", account="RANGKI", items="2450.00 520.00 40.00 100.00", also={"seller_name": ("Pohutukawa Ledger",)}))


@one_off("world-en", "en-us")
def parts_over_three_sheets() -> Paper:
    """A parts distributor's computer form over three sheets: lines repeated heads, 'continued', page totals, freight and tax last."""
    css = "body{font:10px 'DejaVu Sans Mono'} .h td{border:1px solid #000;padding:2px 5px} .g th{border:1px solid #000;background:#ddd} .g td{padding:2px 5px} .nx{break-before:page} .a{display:flex;justify-content:space-between;margin:10px 0}"

    def head(page: int) -> str:
        boxes = tab("llll", f"INVOICE NO.|INVOICE DATE|CUST NO.|PAGE\n0071448-IN|11/06/26|03-TRILAKE|{page} OF 3\nORDER NO.|CUSTOMER P.O.|SHIP VIA|SALESPERSON\n0088120|44-1907|OUR TRUCK|RJM", "class=h", False)
        return f"<div class=row><div><b>GREAT PLAINS HYDRAULIC &amp; BEARING CO.</b><br>2900 E LINCOLN WAY<br>AMES, IA 50010<br>(515) 555-0102</div><div style='width:58%'>{boxes}</div></div><div class=a><div>SOLD TO:<br>TRI-LAKES IRRIGATION INC<br>PO BOX 88<br>STORM LAKE, IA 50588</div><div>SHIP TO:<br>TRI-LAKES IRRIGATION INC<br>1402 HWY 7 WEST<br>STORM LAKE, IA 50588</div></div>"

    heads = "ITEM NO.|DESCRIPTION|ORD|SHP|B/O|PRICE|AMOUNT\n"
    body = (
        head(1) + tab("llrrrrr", heads + "6205-2RS|BALL BEARING SEALED|12|12|0|8.4500|101.40\n6308-ZZ|BALL BEARING SHIELDED|6|6|0|21.9000|131.40\nUCP208-24|PILLOW BLOCK 1-1/2|4|4|0|38.7500|155.00\nB68|V-BELT|20|16|4|11.2300|179.68\nHYD-H08|HOSE 1/2 2-WIRE, FT|150|150|0|3.0500|457.50\nFJX-0808|FITTING CRIMP|30|30|0|6.1400|184.20", "class=g") + "<br>*** CONTINUED ON NEXT PAGE ***"
        + "<div class=nx>" + head(2) + tab("llrrrrr", heads + "OR-214|O-RING BUNA 10 PK|5|5|0|2.9500|14.75\nCYL-3016|CYLINDER 3X16 TIE ROD|2|2|0|168.0000|336.00\nPMP-22G|GEAR PUMP 22 GPM|1|1|0|412.6000|412.60\nVLV-2S|SPOOL VALVE 2 SECTION|1|0|1|295.0000|0.00\nFLT-10|RETURN FILTER 10 MICRON|6|6|0|19.8000|118.80", "class=g") + "<br>*** CONTINUED ON NEXT PAGE ***</div>"
        + "<div class=nx>" + head(3) + tab("llrrrrr", heads + "ISO46-5|HYD OIL ISO 46, 5 GAL|8|8|0|74.2500|594.00\nCORE|CORE RETURN CREDIT|-1|-1|0|60.0000|-60.00", "class=g")
        + tab("lr", "NET INVOICE:|2,625.33\nLESS DISCOUNT:|0.00\nFREIGHT:|45.00\nSALES TAX 7%:|183.77\n<b>INVOICE TOTAL:</b>|<b>2,854.10</b>", "style='width:45%;margin:20px 0 0 55%'", False)
        + "<br>TERMS: 1% 10TH PROX, NET 30 &nbsp; &nbsp; RETURNS SUBJECT TO 15% RESTOCKING. AMOUNTS IN U.S. DOLLARS.</div>"
    )
    return html(css, body, says("0071448-IN", "2026-11-06", ("GREAT PLAINS HYDRAULIC & BEARING CO.", "TRI-LAKES IRRIGATION INC"), "USD 2854.10", net="2625.33", tax="183.77", due="2026-12-06", account="03-TRILAKE", items="101.40 131.40 155.00 179.68 457.50 184.20 14.75 336.00 412.60 0.00 118.80 594.00 -60.00", also={"net_amount": ("2670.33", None)}), "Letter")


@one_off("world-en", "en-gb")
def vet_and_terrier() -> Paper:
    """A vet's invoice: animal's name as heading, prices with VAT, VAT contained stated below, part paid at the desk."""
    css = "body{font:12px 'DejaVu Sans'} .pet{background:#dff3ea;border-radius:14px;padding:8px 14px;margin:16px 0 6px} td{padding:3px 6px} .s{width:48%;margin-left:52%} .s tr:nth-child(2){font-weight:bold;border-top:1px solid #297} "
    body = (
        "<div style='text-align:center;color:#297'><svg width=40 height=40><circle cx=20 cy=26 r=9 fill='#297'/><circle cx=8 cy=14 r=4 fill='#297'/><circle cx=16 cy=8 r=4 fill='#297'/><circle cx=25 cy=8 r=4 fill='#297'/><circle cx=33 cy=14 r=4 fill='#297'/></svg><h2>Dartside Veterinary Surgery</h2>Mill Meadow, Totnes TQ9 5XY · 01632 960 233 · VAT 931 0047 18</div><br>"
        "<div class=row><div>Miss Keziah Trevanion<br>4 Leechwell Steps<br>Totnes TQ9 5SX</div><div class=r>Client: 20771<br>Bill: 3/118842<br>12-Mar-2026 16:45<br>Seen by: P. Yardley MRCVS</div></div><div class=pet><b>Biscuit</b> – Border Terrier, 7 y</div>"
        + tab("llr", "12-Mar-2026|Consultation|54.00\n12-Mar-2026|Dental scale and polish under anaesthetic|318.00\n12-Mar-2026|Extraction, premolar|62.40\n12-Mar-2026|Meloxivet oral suspension 32 ml|27.84\n12-Mar-2026|Dispensing fee|14.16", "", False)
        + "<br>" + tab("lr", "Sum before VAT|£397.00\nTotal including VAT|£476.40\nof which VAT (20%)|£79.40\nPaid today by card|£200.00\nStill to pay|£276.40", "class=s", False)
        + "<p style='margin-top:28px'>Unless otherwise agreed, fees are payable within 7 days of the date of this bill. Dartside Veterinary Surgery is a partnership of P. Yardley and H. Oyelaran.</p>"
    )
    return html(css, body, says("3/118842", "2026-03-12", ("Dartside Veterinary Surgery", "Miss Keziah Trevanion"), "GBP 476.40", net="397.00", tax="79.40", due="2026-03-19", account="20771", items="54.00 318.00 62.40 27.84 14.16", also={"buyer_name": ("Keziah Trevanion",)}))


@one_off("world-en", "en-us")
def campaigns_of_a_month() -> Paper:
    """An advertising network's monthly invoice: impressions and clicks in the rows, adjustments negative, charged automatically."""
    css = "body{font:10.5px 'DejaVu Sans Condensed';color:#202124} .g th{border-bottom:1px solid #dadce0;color:#5f6368;font-weight:400} .g td{border-bottom:1px solid #f1f3f4} h1{font-size:26px;font-weight:400;color:#5f6368} .k td{padding:3px 0}"
    body = (
        "<div class=row><h1>Invoice</h1><div style='font-size:18px'><b style='color:#d93'>Ad</b>lumen</div></div><p>Invoice number: 5190024471</p><br><div class=row><div style='width:48%'><b>Bill to</b><br>Sundial Spa Resorts, LLC<br>8800 N Tatum Blvd<br>Phoenix, AZ 85028<br>United States<br><br><b>Details</b>"
        + tab("lr", "Invoice number|5190024471\nInvoice date|Aug 31, 2026\nBilling ID|6610-2287-0914\nAccount ID|331-778-0041", "class=k", False)
        + "</div><div style='width:44%'><b>Adlumen Media Inc.</b><br>505 Aurora Ave<br>Seattle, WA 98109<br>Federal Tax ID: 91-0447721<br><br><span style='color:#5f6368'>Total in USD</span><br><span style='font-size:28px'>$4,182.66</span><br>Due Sep 30, 2026<br><br>Summary for Aug 1, 2026 - Aug 31, 2026"
        + tab("lr", "Subtotal in USD|$4,182.66\nState sales tax (0%)|$0.00\n<b>Total in USD</b>|<b>$4,182.66</b>", "class=k", False) + "</div></div><br>"
        + tab("lrlr", "Description|Quantity|Units|Amount ($)\nBrand - Exact - Phoenix|1,204|Clicks|1,377.20\nBrand - Broad|488|Clicks|402.91\nCouples weekend - Display|311,902|Impressions|1,091.66\nRemarketing 30d|98,114|Impressions|490.57\nVideo - Desert morning|22,410|Views|896.40\nInvalid activity, originally billed Jul 2026|-31|Clicks|-41.08\nPromotional code SPA-SUMMER|||-35.00", "class=g")
    )
    return html(css, body, says("5190024471", "2026-08-31", ("Adlumen Media Inc.", "Sundial Spa Resorts, LLC"), "USD 4182.66", net="4182.66", tax="0.00", due="2026-09-30", account="331-778-0041", items="1377.20 402.91 1091.66 490.57 896.40 -41.08 -35.00", also={"seller_name": ("Adlumen",), "account_number": ("6610-2287-0914",), "net_amount": (None,), "tax_amount": (None,)}), "Letter")


@one_off("world-en", "en-za")
def municipality_account() -> Paper:
    """A South African municipal account: balance brought forward, rates, refuse, water with VAT, ageing row at the foot."""
    css = "body{font:9.5px 'DejaVu Sans'} .t td,.t th{border:1px solid #8a6} .t th{background:#dfe9d4} .ag td{text-align:center}"
    body = (
        "<div class=row><div><b style='font-size:14px'>KLEINBERG LOCAL MUNICIPALITY</b><br>KLEINBERG PLAASLIKE MUNISIPALITEIT<br>Kerkstraat 1, Kleinberg 7999 · VAT Reg 4000 811 220</div><div><b>TAX INVOICE / MONTHLY ACCOUNT</b></div></div><br>"
        + tab("llll", "Account number|300 411 8872|Account date|2026-05-20\nTax invoice no.|MA0526-118872|Due date|2026-06-08\nErf|1187 Kleinberg|Deposit held|R1 200.00", "class=t", False)
        + "<br>ME T NDLOVU-BOTHA<br>PROTEASINGEL 14<br>KLEINBERG 7999<br><br>"
        + tab("llrrr", "Date|Details|Excl VAT|VAT|Amount\n2026-04-30|BALANCE BROUGHT FORWARD|||1 388.10\n2026-05-04|PAYMENT - THANK YOU|||-1 388.10\n2026-05-20|PROPERTY RATES, VALUE R1 150 000|814.58|0.00|814.58\n2026-05-20|REFUSE REMOVAL|186.20|27.93|214.13\n2026-05-20|SANITATION BASIC|203.00|30.45|233.45\n2026-05-20|WATER 14 KL, METER 88-20417|312.40|46.86|359.26\n|TOTAL LEVIES THIS MONTH|1 516.18|105.24|1 621.42\n|<b>AMOUNT PAYABLE</b>|||<b>R1 621.42</b>", "class=t")
        + "<br>" + tab("ccccc", "Current|30 days|60 days|90 days|120+ days\n1 621.42|0.00|0.00|0.00|0.00", "class='t ag'")
        + "<p style='margin-top:20px'>Pay at any supermarket with reference 300 411 8872 or by EFT: Veld Bank, branch 250 655, account 40 7711 2299. Interest is raised on arrears at prime plus 1%.</p>"
    )
    return html(css, body, says("MA0526-118872", "2026-05-20", ("KLEINBERG LOCAL MUNICIPALITY", "ME T NDLOVU-BOTHA"), "ZAR 1621.42", net="1516.18", tax="105.24", due="2026-06-08", account="300 411 8872", items="814.58 214.13 233.45 359.26", items_also="814.58 186.20 203.00 312.40", also={"buyer_name": ("T NDLOVU-BOTHA",)}))


@one_off("world-en", "en-au")
def specialist_without_gap() -> Paper:
    """An Australian specialist's account: item numbers, scheduled fee beside the fee, rebate information, GST-free, received in full."""
    css = "body{font:11px 'DejaVu Serif'} .g td,.g th{border-bottom:1px solid #aaa} .st{position:absolute;right:40px;top:430px;border:3px solid #a33;color:#a33;padding:6px 18px;transform:rotate(-8deg);font-size:18px}"
    body = (
        "<b style='font-size:15px'>Assoc. Prof. Leonie Zographos</b><br>MBBS FRACP · Rheumatologist · Provider No. 244817KX<br>Suite 9, Ramsay House, 210 Melbourne St, North Adelaide SA 5006 · ABN 50 117 884 093<br><br><h3>Account / Receipt</h3><br>"
        "<div class=row><div>Mr Douglas Pengelly<br>8 Tapping Court<br>Moonta SA 5558</div><div>Account no: 0044817<br>Date of account: 29/01/2026<br>Patient: Douglas Pengelly, DOB 11/09/1951<br>Referral: Dr S. Iyer, 08/12/2025</div></div><br>"
        + tab("lllrr", "Date of service|Item|Description|Schedule fee|Fee charged\n29/01/2026|132|Initial consultation, complex plan|$304.80|$420.00\n29/01/2026|50124|Joint injection|$35.60|$95.00", "class=g")
        + tab("lr", "GST|$0.00\nTotal fee|$515.00\nPaid by EFTPOS 29/01/2026|$515.00\nOutstanding|NIL", "style='width:45%;margin:12px 0 0 55%'", False)
        + "<div class=st>PAID</div><p style='margin-top:60px'>Present this account to claim your rebate. No GST applies to medical services.</p>"
    )
    return html(css, body, says("0044817", "2026-01-29", ("Assoc. Prof. Leonie Zographos", "Mr Douglas Pengelly"), "AUD 515.00", tax="0.00", items="420.00 95.00", also={"seller_name": ("Leonie Zographos",), "buyer_name": ("Douglas Pengelly",), "account_number": ("0044817",), "net_amount": ("515.00",), "tax_amount": (None,)}))


@one_off("world-en", "en-gb")
def printer_with_upright_title() -> Paper:
    """A printing works: the word invoice upright along the edge, job numbers, zero-rated and standard-rated work, boxed totals."""
    css = "body{font:11px 'DejaVu Sans';padding-left:26mm} .v{position:fixed;left:0;top:0;writing-mode:vertical-rl;transform:rotate(180deg);font-size:46px;font-weight:bold;color:#e4572e;letter-spacing:8px} .g td,.g th{padding:6px 4px} .g th{border-bottom:3px solid #e4572e} .q{display:flex;gap:0;margin-top:20px} .q div{flex:1;border:1px solid #e4572e;padding:6px} .q small{display:block}"
    body = (
        "<div class=v>INVOICE</div><div class=row><div><b style='font-size:18px'>Inkwell &amp; Quoin</b><br>letterpress and litho</div><div class=r>The Print Shed, Canal Wharf<br>Devizes SN10 1EB<br>hello@inkwellquoin.example</div></div><br><br>"
        "<div class=row><div><small>FOR</small><br>Vale of Pewsey Choral Society<br>c/o The Treasurer, 3 Swan Corner<br>Pewsey SN9 5HL</div><div><small>NUMBER</small><br>4,417<br><br><small>DAY</small><br>5th November 2026</div></div><br>"
        + tab("llrr", "Job|What we made|VAT|£\n26-1180|Messiah programmes, 24pp, 350 copies|0%|482.00\n26-1181|Posters A3, 60 copies|20%|96.00\n26-1181|Tickets numbered, 4 x 120|20%|74.00\n26-1184|Artwork corrections|20%|30.00", "class=g")
        + "<div class=q><div><small>Zero rated</small>482.00</div><div><small>Standard rated</small>200.00</div><div><small>VAT 20%</small>40.00</div><div><small><b>To pay</b></small><b>£722.00</b></div></div><p style='margin-top:22px'>Payment: 14 days please. Account 30661184, sort code 60-06-23 (Inkwell and Quoin Ltd).</p><p style='position:fixed;bottom:0;font-size:8px'>Inkwell and Quoin Limited · Registered in England 08117742 · VAT No. 174 4480 91</p>"
    )
    return html(css, body, says("4,417", "2026-11-05", ("Inkwell and Quoin Limited", "Vale of Pewsey Choral Society"), "GBP 722.00", net="682.00", tax="40.00", due="2026-11-19", items="482.00 96.00 74.00 30.00", also={"seller_name": ("Inkwell & Quoin", "Inkwell and Quoin Ltd"), "invoice_number": ("4417",), "net_amount": (None,)}))


@one_off("world-en", "en-us")
def seats_changed_midway() -> Paper:
    """A yearly software invoice with proration: unused time as a negative row, credit balance used, amount remaining."""
    css = inter() + "body{font:11.5px Inter;color:#111} .t{background:#111;color:#fff;padding:14px;display:flex;justify-content:space-between} .g th{font-weight:400;color:#777;border-bottom:1px solid #111} .g td{border-bottom:1px solid #eee} .s td{padding:3px 6px}"
    body = (
        "<div class=t><b>Turnstile HQ</b><span>INVOICE / TSHQ-2026-10-0771</span></div><br><div class=row><div>From<br><b>Turnstile Software Corporation</b><br>19 Dearborn Loop, Fl 6<br>Chicago, IL 60603</div><div>For<br><b>Lakeshore Roller Derby League</b><br>2550 S Kinnickinnic Ave<br>Milwaukee, WI 53207</div><div>Issue date<br><b>October 19, 2026</b><br><br>Due date<br><b>November 3, 2026</b></div></div><br>"
        + tab("lrr", "Description|Qty|Amount\nRemaining time on Turnstile Pro × 20 after Oct 19, 2026|20|$1,360.00\nUnused time on Turnstile Starter × 12 after Oct 19, 2026|12|-$326.40\nSMS credits, block of 5,000|2|$130.00\nSetup assistance (waived)|1|$0.00", "class=g")
        + "<div style='width:55%;margin:12px 0 0 45%'>" + tab("lr", "Subtotal|$1,163.60\nSales tax WI (5.5%)|$64.00\nInvoice total|$1,227.60\nApplied from credit balance|-$150.00\n<b>Amount remaining</b>|<b>$1,077.60 USD</b>", "class=s", False) + "</div><p style='margin-top:30px'>Pay online: pay.turnstilehq.example/i/x7Kq. Customer since 2023 · workspace ID lrdl-mke</p>"
    )
    return html(css, body, says("TSHQ-2026-10-0771", "2026-10-19", ("Turnstile Software Corporation", "Lakeshore Roller Derby League"), "USD 1227.60", net="1163.60", tax="64.00", due="2026-11-03", items="1360.00 -326.40 130.00 0.00", also={"seller_name": ("Turnstile HQ",), "account_number": ("lrdl-mke",)}), "Letter")


@one_off("world-en", "en-sg")
def container_cleared() -> Paper:
    """A forwarder's tax invoice in two currencies: rows in SGD, zero-rated and 9 %, vessel and bill of lading numbers around."""
    css = "body{font:9.5px 'DejaVu Sans'} .k td{border:1px solid #246;width:16%} .k td:nth-child(odd){background:#e3ecf5;font-weight:bold} .g th{background:#246;color:#fff} .g td{border-bottom:1px solid #bcd}"
    body = (
        "<div class=row><div><b style='font-size:16px;color:#246'>LIANHE STRAITS LOGISTICS PTE LTD</b><br>Co. / GST Reg. No. 199903417M<br>33 Pioneer Sector 2, Singapore 628386</div><h2>TAX INVOICE</h2></div><br>"
        + tab("llllll", "Invoice No|SGI2609-00871|Invoice Date|11-SEP-2026|Job No|SE26/44102\nVessel / Voy|MV Amber Tide 041W|ETD|05-SEP-2026|B/L No|LSLSIN2609117\nPOL|Singapore|POD|Durban|Container|TQZU 440118-2\nCredit Terms|30 DAYS|Due Date|11-OCT-2026|Acct Code|C-BOUST1", "class=k", False)
        + "<br><b>BILL TO:</b> BOUSTEAD &amp; RAY RUBBER PRODUCTS PTE LTD, 9 TUAS AVENUE 11, SINGAPORE 639079<br><br>"
        + tab("lrrrlr", "Charge|Qty|Rate|Ex. rate|GST|SGD\nOcean freight 20' GP (USD 1,150.00)|1|1,150.00|1.3000|ZR|1,495.00\nTerminal handling export|1|223.00|1.0000|ZR|223.00\nDocumentation fee|1|85.00|1.0000|SR|85.00\nHaulage Tuas to PSA|1|310.00|1.0000|SR|310.00\nExport permit|1|45.00|1.0000|SR|45.00", "class=g")
        + "<br>" + tab("lrr", "GST summary|Amount|GST\nSR 9%|440.00|39.60\nZR 0%|1,718.00|0.00\nTotal|2,158.00|39.60\n<b>Grand total payable SGD</b>||<b>2,197.60</b>", "class=g style='width:60%;margin-left:40%'")
        + "<p style='margin-top:16px'>Cheques crossed to Lianhe Straits Logistics Pte Ltd. All business is transacted subject to standard trading conditions, copy on request.</p>"
    )
    return html(css, body, says("SGI2609-00871", "2026-09-11", ("LIANHE STRAITS LOGISTICS PTE LTD", "BOUSTEAD & RAY RUBBER PRODUCTS PTE LTD"), "SGD 2197.60", net="2158.00", tax="39.60", due="2026-10-11", account="C-BOUST1", items="1495.00 223.00 85.00 310.00 45.00"))


@one_off("world-en", "en-ca")
def notary_of_victoria() -> Paper:
    """A British Columbian notary's account: fees and disbursements, GST and PST apart, trust money, nothing owing."""
    css = "body{font:12px 'DejaVu Serif'} h4{margin:14px 0 2px;text-decoration:underline} td{padding:2px 6px} .t td:last-child{width:110px}"
    body = (
        "<div style='text-align:center'><b style='font-size:18px;font-variant:small-caps'>Winnifred Achterberg Notary Corporation</b><br>Notary Public · 304 – 1122 Fort Street, Victoria, B.C. V8V 3K8 · 250-555-0190</div><hr style='margin:10px 0'><div class=row><div>Mr. Owen Kwakwa-Sullivan<br>6-940 Linden Avenue<br>Victoria, B.C. V8V 4G9</div><div>File: 26-5512<br>Statement of account no. 7718<br>April 30/26</div></div>"
        "<p style='margin-top:16px'><b>Re: Purchase of 6-940 Linden Avenue</b></p><h4>Fees</h4>"
        + tab("lr", "To acting on your behalf in the purchase|$1,150.00\nTo preparing and registering the mortgage|$325.00", "class=t", False)
        + "<h4>Taxable disbursements</h4>" + tab("lr", "Title search|$31.50\nStrata documents|$78.50\nCourier|$15.00", "class=t", False)
        + "<h4>Taxes</h4>" + tab("lr", "GST 5% (R 80441 1187)|$80.00\nPST 7% on fees|$103.25", "class=t", False)
        + "<h4>Non-taxable disbursements</h4>" + tab("lr", "Land title registration, two documents|$157.72", "class=t", False)
        + "<br>" + tab("lr", "<b>TOTAL FEES, DISBURSEMENTS AND TAXES</b>|<b>$1,940.97</b>\nPaid from trust, April 30/26|$1,940.97\n<b>BALANCE OWING</b>|<b>$0.00</b>", "class=t", False)
        + "<br><br><p>This is our account. E. &amp; O. E.<br><br>W. Achterberg</p>"
    )
    return html(css, body, says("7718", "2026-04-30", ("Winnifred Achterberg Notary Corporation", "Mr. Owen Kwakwa-Sullivan"), "CAD 1940.97", tax="183.25", net="1757.72", items="1150.00 325.00 31.50 78.50 15.00 157.72", also={"buyer_name": ("Owen Kwakwa-Sullivan",), "net_amount": (None, "1600.00"), "tax_amount": (None,), "account_number": ("26-5512",)}), "Letter")
