# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off invoices in English: subscriptions, clouds, telephone, power, travel, small trades."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.english_kit import bare, tab
from tests.ingestion.corpus.one_off import html, inter, one_off, says


@one_off("world-en", "en-us")
def paid_receipt_of_a_web_service() -> Paper:
    """A subscription's receipt: thin labels, amount paid as a headline, two numbers, tax line."""
    css = inter() + "body{font:12px Inter;color:#1a1f36} h1{font-size:22px;margin:26px 0 4px} .g td:first-child{color:#697386;width:120px} .g td{padding:2px 0} .l{border-collapse:collapse;margin-top:22px} .l th{font-size:9px;color:#697386;border-bottom:1px solid #aaa;font-weight:400} .t{width:50%;margin-left:50%} .t td{border-top:1px solid #eee} .lg{font-size:20px;font-weight:700;color:#5b3df5}"
    body = (
        "<div class=row><div style='font-size:24px;font-weight:700'>Receipt</div><div class=lg>&#9650; plumewright</div></div>"
        + tab("ll", "Invoice number|PLW7C1E0-0019\nReceipt number|2204-8817\nDate paid|March 5, 2026\nPayment method|Visa - 4417", "class=g style='margin-top:18px;width:60%'", False)
        + "<div class=row style='margin-top:22px'><div><b>Plumewright, Inc.</b><br>88 Harrow Pier, Suite 1140<br>Portland, Oregon 97209<br>United States<br>+1 503-555-0147<br>receipts@plumewright.example</div><div style='width:45%'><b>Bill to</b><br>Quarry Lane Bakers LLC<br>1290 Delmar Blvd<br>St. Louis, Missouri 63112<br>United States<br>ap@quarrylane.example</div></div>"
        "<h1>$318.17 paid on March 5, 2026</h1>"
        + tab("lrrrr", "Description|Qty|Unit price|Tax|Amount\nPlumewright Team (per seat)<br><small>Mar 5 – Apr 5, 2026</small>|6|$39.00|8.679%|$234.00\nForm responses pack (10k)<br><small>Feb 5 – Mar 5, 2026</small>|2|$29.38|8.679%|$58.76", "class=l")
        + tab("lr", "Subtotal|$292.76\nTotal excluding tax|$292.76\nSales tax - Missouri (8.679% on $292.76)|$25.41\nTotal|$318.17\n<b>Amount paid</b>|<b>$318.17</b>", "class=t", False)
        + "<div style='margin-top:40px'><b>Payment history</b></div>"
        + tab("llrl", "Payment method|Date|Amount paid|Receipt number\nVisa - 4417|March 5, 2026|$318.17|2204-8817", "class=l")
        + "<p style='position:fixed;bottom:0;right:0'><small>Page 1 of 1</small></p>"
    )
    return html(css, body, says("PLW7C1E0-0019", "2026-03-05", ("Plumewright, Inc.", "Quarry Lane Bakers LLC"), "USD 318.17", net="292.76", tax="25.41", items="234.00 58.76", also={"seller_name": ("plumewright",)}), "Letter")


@one_off("world-en", "en-us")
def statement_of_a_cloud() -> Paper:
    """A computing provider's monthly statement: summary cards, then many indented rows by service."""
    css = "body{font:10px 'DejaVu Sans Condensed';color:#333} h1{font-size:20px;font-weight:400;color:#0b5} .c{display:flex;gap:10px;margin:14px 0} .c div{flex:1;background:#f3f6f5;padding:9px} .c b{display:block;font-size:14px;margin-top:3px} .wide td{background:#e7efec;font-weight:bold;padding-top:6px} td{padding:2px 6px} .s td:first-child{padding-left:24px} .tot td{font-weight:bold;font-size:13px;border-top:2px solid #0b5}"
    rows = """Charges by service|Usage|Charge (USD)
<b>Compute – Virtual Nodes</b>
n2.medium, us-east, on demand|1,488.000 Hrs|61.01
n2.large, us-east, reserved 1 yr|744.000 Hrs|38.32
n4.xlarge, eu-west, spot|211.250 Hrs|17.53
Load balancer hours|744.000 Hrs|16.74
<b>Block &amp; Object Storage</b>
SSD volumes|640.000 GB-Mo|51.20
Snapshots|1,210.440 GB-Mo|60.52
Object storage, first 50 TB|3,902.118 GB-Mo|89.75
Requests, tier 1 (PUT, POST, LIST)|4,410,022 Requests|22.05
Requests, tier 2 (GET)|31,770,415 Requests|12.71
<b>Managed Databases</b>
postgres.m, multi-zone|744.000 Hrs|135.41
Backup storage over free tier|88.300 GB-Mo|8.39
Provisioned IOPS|2,000.000 IOPS-Mo|20.00
<b>Network</b>
Data transfer out, first 10 TB|1,874.902 GB|159.37
Data transfer between zones|905.117 GB|9.05
Static addresses, idle|96.000 Hrs|0.48
NAT gateway hours|744.000 Hrs|33.48
<b>Observability</b>
Log ingestion|61.774 GB|30.89
Custom metrics|140.000 Metrics|42.00
Dashboards|5.000 Dashboards|15.00
<b>Support</b>
Developer support, 3% of usage|1|24.72"""
    body = (
        "<div class=row><svg width=190 height=38><text x=0 y=27 font-size=24 font-weight=bold fill='#00aa55'>Nimbusforge</text></svg><div class=r><h1>Billing Statement</h1>Questions about your bill? billing.nimbusforge.example</div></div>"
        "<div class=c><div>Account ID<b>4417-0092-6630</b></div><div>Statement number<b>1288064417</b></div><div>Statement date<b>April 3, 2026</b></div><div>TOTAL AMOUNT DUE ON April 17, 2026<b>$848.62</b></div></div>"
        "<div class=row><div><b>Bill to Address:</b><br>Halyard Robotics Corp<br>Attn: Finance Operations<br>4 Cannery Wharf<br>Duluth, MN 55802, US</div><div style='width:46%'><b>This statement is for the billing period March 1 – March 31, 2026</b><br>Greetings from Nimbusforge. We are writing to provide you with an electronic statement for your use of our services.</div></div><br>"
        + tab("lrr", rows, "class=s")
        + tab("lr", "Total charges before credits and tax|848.62\nPromotional credits|0.00\nTax|0.00\nTotal for this statement in USD|$848.62", "class=tot style='width:60%;margin-left:40%'", False)
        + "<p style='margin-top:20px'><small>Nimbusforge Web Platform LLC, 2100 Basalt Parkway, Boise, ID 83702. Detailed usage is available online. All charges are in US Dollars.</small></p>"
    )
    items = "61.01 38.32 17.53 16.74 51.20 60.52 89.75 22.05 12.71 135.41 8.39 20.00 159.37 9.05 0.48 33.48 30.89 42.00 15.00 24.72"
    return html(css, body, says("1288064417", "2026-04-03", ("Nimbusforge Web Platform LLC", "Halyard Robotics Corp"), "USD 848.62", net="848.62", tax="0.00", due="2026-04-17", account="4417-0092-6630", items=items, also={"seller_name": ("Nimbusforge",), "net_amount": (None,), "tax_amount": (None,)}), "Letter")


@one_off("world-en", "en-us")
def names_renewed() -> Paper:
    """A registrar's order receipt in a monospaced mail look, fees in cents, no tax at all."""
    css = "body{font:11px 'DejaVu Sans Mono'} pre{font:inherit} .hd{background:#ff6a3d;color:#fff;padding:10px 14px;font:bold 18px 'DejaVu Sans'} td,th{padding:3px 4px;font-weight:400} th{border-bottom:1px dashed #888;color:#888}"
    body = (
        "<div class=hd>tldharbor</div><br><pre>Thank you for your order, Priya.\n\nOrder #:        77120934\nInvoice #:      TH-77120934-1\nOrder date:     2026-01-18 09:41 UTC\nCharged to:     Mastercard ending 0926\nCustomer no.:   C208815</pre><br>"
        "<pre>Billed to:\nPriya Ramanathan\nLoose Thread Studio\n57 Vine St, Apt 4\nAsheville, NC 28801</pre><br>"
        + tab("llrr", "Domain|Service|Term|Price\nloosethread.example|.com renewal|2 yr|$25.96\nloosethread.example|WHOIS privacy|2 yr|$0.00\nlt-shop.example|.shop registration|1 yr|$31.18\nlt-shop.example|Registry fee|1 yr|$0.18\nmail bundle|3 mailboxes|12 mo|$53.64")
        + "<br><pre style='text-align:right'>Sub total   $110.96\nAccount credit    -$0.00\nAmount charged   $110.96</pre><br><pre>tldharbor is a service of Tidewater Registrar Co.\n900 Granby Row, Norfolk, VA 23510. Domain renewals are non-refundable.</pre>"
    )
    return html(css, body, says("TH-77120934-1", "2026-01-18", ("Tidewater Registrar Co.", "Priya Ramanathan"), "USD 110.96", account="C208815", items="25.96 0.00 31.18 0.18 53.64", also={**bare("110.96"), "seller_name": ("tldharbor",), "buyer_name": ("Loose Thread Studio",)}), "Letter")


@one_off("world-en", "en-gb")
def telephone_bill_in_two_pages() -> Paper:
    """A British mobile bill: a summary of the account on the first page, charges per phone on the second."""
    css = "body{font:12px 'DejaVu Sans'} .top{background:#3b0a63;color:#fff;padding:16px;font-size:24px;font-weight:bold} .box{border:2px solid #3b0a63;border-radius:10px;padding:12px;width:48%} .lab{color:#777;font-size:10px} .p2{break-before:page} .t th{text-align:left;color:#3b0a63;border-bottom:2px solid #3b0a63} .wide td{font-weight:bold;padding-top:12px}"
    body = (
        "<div class=top>oriel</div><div class=row style='margin-top:18px'><div>Mrs Delyth Prosser<br>Capel Farm<br>Llanfair Road<br>Builth Wells<br>LD2 3RQ</div><div class=box><div class=lab>Account number</div>60 881 2207<div class=lab>Your bill number</div>V027 551 904 X<div class=lab>Bill date</div>12 Feb 26<div class=lab>Billing period</div>12 Jan – 11 Feb 2026</div></div>"
        "<h2 style='margin:24px 0 8px'>Hello Delyth, here's your bill</h2>"
        + tab("lr", "Balance from your last bill|£41.20\nPayment received 26 January – thank you|-£41.20\nBalance carried over|£0.00\nYour charges this month (excluding VAT)|£45.85\nVAT at 20%|£9.17\n<b>Total to pay</b>|<b>£55.02</b>", "class=t style='width:75%'", False)
        + "<p style='margin-top:20px'>You pay by Direct Debit. We'll take <b>£55.02</b> from your bank on or just after <b>26 February 2026</b>.</p><p style='position:fixed;bottom:0;font-size:8px;color:#777'>Oriel Mobile Limited. Registered in England no. 0998127. Registered office: Lantern House, 3 Temple Gate, Bristol BS1 6PL. VAT registration number GB 774 9012 33</p>"
        "<div class=p2><h2>What makes up your charges</h2>"
        + tab("lrr", "Description|Units|Charge (ex VAT)\nPhone 07700 900418 – Delyth\nUnlimited SIM plan 12 Feb – 11 Mar|1|£20.83\nCalls to 084 numbers|14 min|£3.15\nRoaming Iceland, day pass|4|£8.00\nPhone 07700 900733 – Gwil\nTalk 5 plan 12 Feb – 11 Mar|1|£12.50\nPicture messages|3|£1.37\n<b>Total charges before VAT</b>||<b>£45.85</b>", "class=t")
        + "</div>"
    )
    return html(css, body, says("V027 551 904 X", "2026-02-12", ("Oriel Mobile Limited", "Mrs Delyth Prosser"), "GBP 55.02", net="45.85", tax="9.17", due="2026-02-26", account="60 881 2207", items="20.83 3.15 8.00 12.50 1.37", also={"seller_name": ("oriel",), "buyer_name": ("Delyth Prosser",)}))


@one_off("world-en", "en-au")
def power_bill_with_arrears() -> Paper:
    """An Australian power bill: opening balance unpaid, new charges, GST inside them, slip with biller code."""
    css = "body{font:11px Inter} .l{width:62%;float:left} .rr{width:34%;float:right;background:#fff4d6;padding:12px} .rr p{margin-bottom:9px} .rr small{display:block} h1{font-size:15px;margin:16px 0 6px;color:#b36b00} .x td{border-bottom:1px solid #eee} .cut{clear:both;border-top:1px dashed #000;margin-top:26px;padding-top:10px}"
    body = (
        "<div class=row style='border-bottom:4px solid #f5a800;padding-bottom:8px;margin-bottom:14px'><b style='font-size:22px'>Bandicoot Energy</b><div class=r>Bandicoot Energy Retail Pty Ltd<br>ABN 61 004 771 882</div></div>"
        "<div class=rr><p><small>Tax Invoice</small>8841 2290 17</p><p><small>Account number</small>3300 559 140</p><p><small>Issued</small>03/06/2026</p><p><small>Due date</small><b style='font-size:16px'>24/06/2026</b></p><p><small>Total amount due</small><b style='font-size:20px'>$512.89</b></p><p><small>NMI</small>6102 8841 770</p><p><small>Next scheduled read</small>31/08/2026 (+/- 2 days)</p></div>"
        "<div class=l>Ms Bronwyn Castellano<br>Unit 7, 41 Ferrier Street<br>MILDURA VIC 3500<h1>Account summary</h1>"
        + tab("lr", "Opening balance|$286.40\nPayment received 14/04/2026|$100.00 cr\nBalance brought forward (overdue, please pay now)|$186.40\n<b>New charges and credits</b>|\nUsage and supply charges|$316.79\nSolar feed-in credit|$19.98 cr\nGST on new charges|$29.68\nTotal new charges|$326.49\n<b>Total amount due</b>|<b>$512.89</b>", "class=x", False)
        + "<h1>Your usage, 1 Mar 2026 to 31 May 2026 (92 days)</h1>"
        + tab("lrrr", "Charge|Quantity|Rate (excl. GST)|Amount\nPeak usage|612 kWh|31.20c|$190.94\nOff-peak usage|208 kWh|18.90c|$39.31\nDaily supply|92 days|94.07c|$86.54\nSolar exported|333 kWh|6.00c|$19.98 cr", "class=x")
        + "</div><div class=cut><b>How to pay</b> &nbsp; Biller code 228811 &nbsp; Ref 3300 5591 4001 &nbsp; &nbsp; By post: GPO Box 5518, Melbourne VIC 3001</div>"
    )
    return html(inter() + css, body, says("8841 2290 17", "2026-06-03", ("Bandicoot Energy Retail Pty Ltd", "Ms Bronwyn Castellano"), "AUD 326.49", tax="29.68", net="296.81", due="2026-06-24", account="3300 559 140", items="190.94 39.31 86.54 -19.98", also={"seller_name": ("Bandicoot Energy",), "buyer_name": ("Bronwyn Castellano",), "net_amount": (None,), "invoice_number": ("8841229017",)}))


@one_off("world-en", "en-ie")
def flight_receipt() -> Paper:
    """An airline's receipt: booking reference, fare and taxes and charges, paid by card, no due date."""
    css = "body{font:11px 'DejaVu Sans'} .b{background:#073763;color:#ffd966;padding:12px 16px;font-size:20px;font-style:italic} .k{margin:14px 0} .k td{border:1px solid #ccd;width:25%} .k small{display:block;text-transform:uppercase} .f td{border-bottom:1px solid #ccd}"
    body = (
        "<div class=b>Corncrake Air</div><h2 style='margin:14px 0'>VAT Receipt for Air Travel</h2>"
        + tab("llll", "<small>Receipt No.</small>CKA/26/0190877|<small>Date of issue</small>09 JAN 2026|<small>Booking reference</small>QX7LPD|<small>Ticket number</small>882-2401190763", "class=k", False)
        + "<p>Issued to: <b>Fintan O'Mahony</b>, Ballast Instruments Ltd, Unit 12 Dunkettle Park, Cork T45 XK18</p><br>"
        + tab("llll", "Flight|From|To|Departs\nCK 214|Cork (ORK)|Edinburgh (EDI)|02 FEB 2026 06:55\nCK 219|Edinburgh (EDI)|Cork (ORK)|04 FEB 2026 20:10", "class=f")
        + "<br>" + tab("lr", "Description|EUR\nAir fare, 1 adult|118.00\nFuel surcharge|14.00\nPassenger service charge ORK|9.72\nUK Air Passenger Duty|15.06\nChecked bag 20 kg, 2 sectors|49.98\nSeat 7C, 2 sectors|18.00", "class=f")
        + tab("lr", "VAT on international passenger transport at 0%|0.00\n<b>TOTAL PAID EUR</b>|<b>224.76</b>", "style='width:60%;margin-left:40%'", False)
        + "<p>Paid 09 JAN 2026 by card XXXX XXXX XXXX 5520, approval 031877.</p><p style='margin-top:40px'><small>Corncrake Airways DAC, Ocean Terminal Building, Cork Airport, T12 P5NF, Ireland. Company no. 611209. VAT IE 3344771 KH. Calls to reservations 021 555 0180.</small></p>"
    )
    return html(css, body, says("CKA/26/0190877", "2026-01-09", ("Corncrake Airways DAC", "Fintan O'Mahony"), "EUR 224.76", tax="0.00", items="118.00 14.00 9.72 15.06 49.98 18.00", also={"seller_name": ("Corncrake Air",), "buyer_name": ("Ballast Instruments Ltd", "Fintan O'Mahony, Ballast Instruments Ltd"), "net_amount": ("224.76",), "tax_amount": (None,)}))


@one_off("world-en", "en-gb")
def folio_settled() -> Paper:
    """A hotel's folio: charges and payment in two columns by day, balance 0.00, VAT analysed below."""
    css = "body{font:12px 'DejaVu Serif'} h1{font-weight:400;letter-spacing:6px;text-align:center;font-size:22px} .m{text-align:center;font-size:10px;margin-bottom:22px} .h td{padding:2px 4px} .f th{border-top:1px solid;border-bottom:1px solid;font-weight:400;font-style:italic} .v{width:60%;font-size:10px;margin-top:30px}"
    body = (
        "<h1>THE ALDERMAN'S REST</h1><div class=m>Quayside · Whitby · North Yorkshire YO21 1QT<br>01632 960 551</div>"
        "<div class=row><div>Dr Augustine Fell<br>Larkrise Veterinary Group<br>18 Tanner Row<br>Ripon HG4 1PX</div><div style='width:45%'>"
        + tab("ll", "Invoice|F-20663\nRoom|114\nArrival|17/05/2026\nDeparture|19/05/2026\nInvoice date|19/05/2026\nBooking ref|BK-9921-AF\nPage|1 / 1", "class=h", False)
        + "</div></div><br>"
        + tab("llrr", "Date|Particulars|Charges £|Credits £\n17/05/26|Accommodation B&amp;B|128.00|\n17/05/26|Restaurant, table 9|41.50|\n18/05/26|Accommodation B&amp;B|128.00|\n18/05/26|Bar|12.40|\n18/05/26|Car park|10.00|\n19/05/26|Visa debit, thank you||319.90\n|<b>Total</b>|<b>319.90</b>|<b>319.90</b>\n|Balance outstanding||0.00", "class=f")
        + tab("lrrr", "VAT analysis|Net|VAT|Gross\nStandard 20%|266.58|53.32|319.90", "class='v f'")
        + "<p style='position:fixed;bottom:0;width:100%;text-align:center'><small>Moorgarth Inns Ltd t/a The Alderman's Rest · Reg. 04417733 · VAT No. 661 2200 94</small></p>"
    )
    return html(css, body, says("F-20663", "2026-05-19", ("Moorgarth Inns Ltd", "Dr Augustine Fell"), "GBP 319.90", net="266.58", tax="53.32", items="128.00 41.50 128.00 12.40 10.00", also={"seller_name": ("The Alderman's Rest", "Moorgarth Inns Ltd t/a The Alderman's Rest"), "buyer_name": ("Larkrise Veterinary Group", "Augustine Fell")}))


@one_off("world-en", "en-us")
def typed_by_an_illustrator() -> Paper:
    """A freelancer's page typed like a letter: sentences, tabs, a total in words of the trade."""
    css = "body{font:13px/1.6 'DejaVu Serif';padding:10mm 8mm} td{padding:1px 0}"
    body = (
        "<p style='text-align:right'>Marisol Quintero Illustration<br>2217 Alameda Ct #3<br>Albuquerque NM 87104<br>marisol@example.com</p><br><p>March 11th, 2026</p><br><p>Beth Sandoval, Art Director<br>High Mesa Quarterly<br>PO Box 1420<br>Santa Fe NM 87504</p><br><p><b>Invoice no. 2026-07</b> for spring issue artwork</p><br>"
        + tab("lr", "Cover painting, first North American rights|$1,400\nSix spot drawings at $110 each|$660\nRush (two of the spots)|$90\nLess kill fee already paid for the map|-$150\n&nbsp;|\nPlease pay|$2,000", "style='width:85%'", False)
        + "<br><p>Payment within 30 days of the date above is appreciated. Checks to Marisol Quintero, or ask me for ACH details. I am not registered for gross receipts tax on this kind of work.</p><br><p>Thanks so much, Beth – this was a fun one!</p><br><p><i>Marisol</i></p>"
    )
    return html(css, body, says("2026-07", "2026-03-11", ("Marisol Quintero Illustration", "High Mesa Quarterly"), "USD 2000.00", due="2026-04-10", items="1400 660 90 -150", also={**bare("2000.00"), "seller_name": ("Marisol Quintero",), "buyer_name": ("Beth Sandoval", "Beth Sandoval, Art Director")}), "Letter")


@one_off("world-en", "en-nz")
def plumber_of_the_valley() -> Paper:
    """A New Zealand plumber: job card head, labour and materials apart, GST at 15% added, due the 20th."""
    css = "body{font:12px 'DejaVu Sans'} .hd{border:3px double #147;padding:10px;display:flex;justify-content:space-between} h3{margin:16px 0 4px;font-size:12px;text-decoration:underline} .n td{padding:2px 6px} .s td{padding:3px 6px;border:1px solid #147}"
    body = (
        "<div class=hd><div><b style='font-size:19px;color:#147'>TARARUA PLUMBING &amp; GAS</b><br>R &amp; M Whaanga Ltd · 9 Depot Lane · Masterton 5810<br>ph 06 555 0122 · GST No 88-417-206</div><div class=r><b>TAX INVOICE</b><br>No. 10577<br>20 July 2026</div></div>"
        "<p style='margin:18px 0'>TO: Wharepapa Kindergarten Trust, 3 Oxford St, Martinborough 5711<br>JOB: J-4406 – replace hot water cylinder, fix toilet cistern &nbsp; &nbsp; SITE VISITS: 8/7/26, 9/7/26</p><h3>Labour</h3>"
        + tab("lrrr", "Registered plumber|7.5 hrs|95.00|712.50\nApprentice|7.5 hrs|52.00|390.00\nMileage|64 km|1.10|70.40", "class=n", False)
        + "<h3>Materials</h3>"
        + tab("lrrr", "180L mains pressure cylinder|1|1,386.00|1,386.00\nTempering valve 15mm|1|148.60|148.60\nInlet valve &amp; seal kit|2|36.25|72.50\nSundries, solder, tape|1|18.00|18.00", "class=n", False)
        + "<div style='width:45%;margin:18px 0 18px 55%'>" + tab("lr", "Sub-total|$2,798.00\nGST 15%|$419.70\n<b>TOTAL inc GST</b>|<b>$3,217.70</b>", "class=s", False)
        + "</div><p>Terms: 20th of the month following date of invoice. Direct credit to 03-0687-0144205-00 with the invoice number as reference. Interest at 2% per month on overdue accounts.</p>"
    )
    return html(css, body, says("10577", "2026-07-20", ("R & M Whaanga Ltd", "Wharepapa Kindergarten Trust"), "NZD 3217.70", net="2798.00", tax="419.70", due="2026-08-20", items="712.50 390.00 70.40 1386.00 148.60 72.50 18.00", also={"seller_name": ("TARARUA PLUMBING & GAS",)}))


@one_off("world-en", "en-in")
def sweets_by_hsn() -> Paper:
    """An Indian maker's GST invoice: two heads of tax in the rows, HSN codes, rounding, words, bank."""
    css = "body{font:9.5px 'DejaVu Sans'} .o{border:1px solid #000} .o td,.o th{border:1px solid #000;padding:3px 4px} th{background:#fde9d9;font-size:9px} h2{text-align:center;font-size:15px;color:#a02000} .c{text-align:center}"
    body = (
        "<div class=o><h2>MITHAAS FOODS &amp; CONFECTIONERS</h2><p class=c>Shop 14, Tilak Market, Kothrud, Pune 411038 · Mob: 98220 55014<br>GSTIN: 27AAKFM4471Q1ZB · FSSAI: 11520034000871</p><p class=c style='border-top:1px solid;border-bottom:1px solid;background:#fde9d9'><b>TAX INVOICE</b> (ORIGINAL FOR RECIPIENT)</p>"
        + tab("ll", "<b>Bill To:</b> Sahyadri Club &amp; Resorts Pvt Ltd<br>Survey 88, Mulshi Road, Pune 412115<br>GSTIN: 27AABCS9912M1Z4<br>State: Maharashtra, Code: 27|<b>Bill No:</b> MFC/2026-27/0418<br><b>Bill Date:</b> 05-08-2026<br><b>P.O. No:</b> SCR/PUR/1190 dt. 28-07-2026<br><b>E-Way Bill:</b> 2717 4409 1182<br><b>Vehicle:</b> MH 12 QX 4471", "class=o", False)
        + tab("llcrlrrrrrr", "Sr|Item|HSN|Qty|Unit|Rate|Taxable|CGST %|CGST|SGST|Total\n1|Kaju katli|2106|12|kg|940.00|11,280.00|2.5|282.00|282.00|11,844.00\n2|Motichoor laddu|2106|25|kg|420.00|10,500.00|2.5|262.50|262.50|11,025.00\n3|Namkeen mix|2106|40|kg|285.00|11,400.00|6|684.00|684.00|12,768.00\n4|Gift box printed|4819|150|pc|38.50|5,775.00|9|519.75|519.75|6,814.50\n|<b>Total</b>||||| <b>38,955.00</b>||<b>1,748.25</b>|<b>1,748.25</b>|<b>42,451.50</b>", "class=o")
        + tab("ll", "Amount in words:<br><b>Rupees Forty Two Thousand Four Hundred Fifty Two Only</b><br><br>Bank: Deccan Gramin Bank, Kothrud<br>A/c: 510120044718 IFSC: DGBK0000512<br>Payment within 15 days of bill date.|<table><tr><td>Taxable Value<td class=r>38,955.00<tr><td>Total GST<td class=r>3,496.50<tr><td>Round Off<td class=r>0.50<tr><td><b>Grand Total</b><td class=r><b>&#8377; 42,452.00</b></table>", "class=o", False)
        + "<p class=r style='padding:30px 8px 8px'>For MITHAAS FOODS &amp; CONFECTIONERS<br><br>Proprietor</p></div><p class=c>Subject to Pune jurisdiction. Goods once sold will not be taken back.</p>"
    )
    return html(css, body, says("MFC/2026-27/0418", "2026-08-05", ("MITHAAS FOODS & CONFECTIONERS", "Sahyadri Club & Resorts Pvt Ltd"), "INR 42452.00", net="38955.00", tax="3496.50", due="2026-08-20", items="11844.00 11025.00 12768.00 6814.50", items_also="11280.00 10500.00 11400.00 5775.00"))
