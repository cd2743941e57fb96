# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off invoices in English: more of Australia, New Zealand, Singapore, South Africa and India."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.english_kit import tab
from tests.ingestion.corpus.one_off import html, inter, one_off, says


@one_off("world-en", "en-au")
def electrician_on_a_phone() -> Paper:
    """An Australian tradesman's app: a phone-like narrow column, number in the title, prices with GST, GST included remark."""
    css = inter() + "body{font:12px Inter;width:120mm} .ti{font-size:21px;font-weight:700} .gy{color:#888} .i{display:flex;justify-content:space-between;padding:8px 0;border-bottom:1px solid #e5e5e5} .i small{display:block}"
    body = (
        "<div class=ti>Tax Invoice #1093</div><div class=gy>Sent 28 Apr 2026 · Due 12 May 2026</div><br><b>Sparks by Shaz</b><br><span class=gy>Sharon Kowalczyk, ABN 52 660 118 427<br>Lic. EC 118842 · 0491 570 006<br>Thornlands QLD 4164</span><br><br><span class=gy>For</span><br><b>Redland Bay Bowls Club Inc.</b><br>Weinam Street, Redland Bay QLD 4165<br><br>"
        "<div class=i><div>Replace floodlight, green 2<small>1 × $385.00</small></div><div>$385.00</div></div><div class=i><div>Test and tag kitchen<small>26 × $5.50</small></div><div>$143.00</div></div><div class=i><div>Call-out, after hours<small>1 × $165.00</small></div><div>$165.00</div></div><br>"
        "<div class=i><span class=gy>Subtotal (ex GST)</span><span>$630.00</span></div><div class=i><span class=gy>GST (10%)</span><span>$63.00</span></div><div class=i style='font-size:17px'><b>Total</b><b>$693.00</b></div><br><span class=gy>Bank transfer</span><br>BSB 084-447 Account 20 114 8830"
    )
    return html(css, body, says("1093", "2026-04-28", ("Sparks by Shaz", "Redland Bay Bowls Club Inc."), "AUD 693.00", net="630.00", tax="63.00", due="2026-05-12", items="385.00 143.00 165.00", also={"seller_name": ("Sharon Kowalczyk",), "invoice_number": ("#1093",)}))


@one_off("world-en", "en-au")
def fruit_at_the_market() -> Paper:
    """A produce agent's tax invoice: trays and kilos, goods free of GST, crate hire with GST, asterisks, run sheet numbers."""
    css = "body{font:10px 'DejaVu Sans Mono'} .t th{border-top:1px solid;border-bottom:1px solid} .t td{padding:2px 6px}"
    body = (
        "<div class=row><div><b>LOCKYER &amp; LIM PRODUCE MERCHANTS</b><br>Lockyer Lim Pty Limited ABN 30 551 204 778<br>Stand 112-114, Market Road, Rocklea QLD 4106</div><div>TAX INVOICE NO: 604471<br>INVOICE DATE..: 09/12/2026<br>CUSTOMER......: GUMTREE<br>RUN/DROP......: 14/07<br>DOCKET........: D88120</div></div><br>SOLD TO: GUMTREE GROVE GROCER PTY LTD<br>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; 4 GROVE AVENUE<br>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; THE GAP QLD 4061<br><br>"
        + tab("rllrr", "QTY|UNIT|PRODUCT|PRICE|AMOUNT\n12|TRAY|MANGO KP 16s|24.00|288.00\n8|CTN|BANANA CAVENDISH 13KG|31.50|252.00\n40|KG|TOMATO GOURMET|3.85|154.00\n5|CTN|ICEBERG 12s|18.00|90.00\n25|EACH|CRATE HIRE *|1.10|27.50", "class=t")
        + "<br>" + tab("lr", "* TAXABLE SUPPLY, GST INCLUDED|2.50\nTOTAL EXCLUDING GST|809.00\nTOTAL AMOUNT PAYABLE|$811.50", "style='width:52%;margin-left:48%'", False)
        + "<br>TERMS: 7 DAYS FROM DATE OF INVOICE. CLAIMS WITHIN 24 HOURS."
    )
    return html(css, body, says("604471", "2026-12-09", ("Lockyer Lim Pty Limited", "GUMTREE GROVE GROCER PTY LTD"), "AUD 811.50", net="809.00", tax="2.50", due="2026-12-16", account="GUMTREE", items="288.00 252.00 154.00 90.00 27.50", also={"seller_name": ("LOCKYER & LIM PRODUCE MERCHANTS",)}))


@one_off("world-en", "en-nz")
def hosting_of_the_harbour() -> Paper:
    """A New Zealand host's invoice: captions in grey above values in a row, sums in both NZD and a card charge, services by domain."""
    css = inter() + "body{font:11px Inter} .c{display:grid;grid-template-columns:repeat(4,1fr);margin:22px 0;gap:6px} .c span{display:block;color:#8a8f98;font-size:9px} .t td{border-bottom:1px solid #eceef1;padding:7px 0} .t th{color:#8a8f98;font-weight:400;padding:0}"
    body = (
        "<div style='font-size:21px;font-weight:700;color:#0b6e99'>harbourhost.</div><div class=c><div><span>Invoice</span>HH-2026-66107</div><div><span>Issued</span>1 March 2026</div><div><span>Pay before</span>15 March 2026</div><div><span>Customer ID</span>3310-TK</div></div><div class=row><div><span style='color:#8a8f98'>From</span><br>Harbour Host Limited<br>12 Cruise Lane, Auckland 1010<br>GST 120-447-118</div><div><span style='color:#8a8f98'>To</span><br>Te Kahu Weavers<br>PO Box 40, Rāwene 0443<br>New Zealand</div><div></div></div><br>"
        + tab("lrr", "Service|Period|NZD incl. GST\nWeb hosting Pro – tekahu.example|Mar 2026 – Feb 2027|298.80\nDomain tekahu.example|1 year|36.80\nMailboxes, 4|Mar 2026 – Feb 2027|165.60", "class=t")
        + "<div style='width:50%;margin:14px 0 0 50%'>" + tab("lr", "Total NZD (incl. GST)|501.20\nGST content (15%)|65.37\nNet of GST|435.83", "class=t", False) + "</div><p style='margin-top:26px'>Your saved card will be charged on 15 March 2026.</p>"
    )
    return html(css, body, says("HH-2026-66107", "2026-03-01", ("Harbour Host Limited", "Te Kahu Weavers"), "NZD 501.20", net="435.83", tax="65.37", due="2026-03-15", account="3310-TK", items="298.80 36.80 165.60", also={"due_date": ("2026-03-14",), "seller_name": ("harbourhost", "harbourhost.")}))


@one_off("world-en", "en-sg")
def aircon_of_the_block() -> Paper:
    """A Singapore contractor not registered for GST: Bill No, blocks and units in rows, dollars with S$, cheque remark."""
    css = "body{font:12px 'DejaVu Sans Condensed'} .t td,.t th{border:1px solid #1b75bb} .t th{background:#1b75bb;color:#fff}"
    body = (
        "<div style='text-align:center;color:#1b75bb'><b style='font-size:20px'>SENG HUAT AIRCON &amp; ELECTRICAL</b><br>Blk 5022 Ang Mo Kio Ind Park 2 #01-33 S(569525) · HP 8000 0144 · UEN 53118844W</div><br><div class=row><div>M/s Bukit Lodge Management Corporation<br>21 Jalan Bukit Lodge<br>Singapore 298110<br>Attn: Mdm Rokiah</div><div>" + tab("ll", "Bill No|SH 7719\nDate|7/8/26\nWork Order|BL-WO-331", "class=t", False) + "</div></div><br>"
        + tab("clrrr", "No|Description of work|Qty|Unit S$|Amount S$\n1|Chemical wash, fan coil, guardhouse|2|80.00|160.00\n2|Gas top-up R32, function room|1|120.00|120.00\n3|Replace capacitor, gym unit|1|95.00|95.00\n4|Quarterly servicing, 18 units|18|22.00|396.00\n||| <b>Total S$</b>|<b>771.00</b>", "class=t")
        + "<br><p>Payment terms 14 days upon date of bill. Cheque payable to Seng Huat Aircon &amp; Electrical. Warranty 90 days on parts. Not GST registered.</p>"
    )
    return html(css, body, says("SH 7719", "2026-08-07", ("SENG HUAT AIRCON & ELECTRICAL", "Bukit Lodge Management Corporation"), "SGD 771.00", due="2026-08-21", items="160.00 120.00 95.00 396.00", also={"net_amount": ("771.00",), "tax_amount": ("0.00",), "buyer_name": ("M/s Bukit Lodge Management Corporation",)}))


@one_off("world-en", "en-za")
def wine_by_the_case() -> Paper:
    """A Cape estate's export-grade invoice to a local shop: vintages, cases of six, excise within, ZAR, settlement discount not taken."""
    css = "body{font:11px 'DejaVu Serif'} .t th{border-bottom:1px solid #722f37;color:#722f37;font-weight:400} .t td{padding:5px 6px} .k td{padding:1px 8px}"
    body = (
        "<div style='text-align:center;color:#722f37'><span style='font-size:26px'>Kwartelfontein</span><br><small>WINE ESTATE · SINCE 1798</small></div><br><div class=row><div>The Corkscrew Cellar (Pty) Ltd<br>44 Parkhurst Avenue<br>Johannesburg 2193<br>VAT 4550187719</div><div>" + tab("ll", "Tax invoice no.|KF/2026/0912\nInvoice date|17 March 2026\nPayment due|16 April 2026\nAccount|CORK02\nDelivery note|DN 6640", "class=k", False) + "</div></div><br>"
        + tab("lcrrr", "Wine|Vintage|Cases (6)|Price per case ZAR|Total ZAR\nChenin Blanc, old vines|2024|15|690.00|10,350.00\nPinotage Reserve|2022|8|1,140.00|9,120.00\nMéthode Cap Classique brut|NV|5|1,320.00|6,600.00\nPallet deposit||1|250.00|250.00", "class=t")
        + "<div style='width:48%;margin:14px 0 0 52%'>" + tab("lr", "Nett|26,320.00\nVAT 15%|3,948.00\n<b>Total ZAR</b>|<b>30,268.00</b>", "class=t", False) + "</div><p>Prices include excise. 2.5% settlement discount if paid before 1 April 2026.</p><p style='position:fixed;bottom:0;width:100%;text-align:center'><small>Kwartelfontein Landgoed (Edms) Bpk · Reg. 1974/002117/07 · VAT 4010077182 · PO Box 11, Riebeek-Kasteel 7307</small></p>"
    )
    return html(css, body, says("KF/2026/0912", "2026-03-17", ("Kwartelfontein Landgoed (Edms) Bpk", "The Corkscrew Cellar (Pty) Ltd"), "ZAR 30268.00", net="26320.00", tax="3948.00", due="2026-04-16", account="CORK02", items="10350.00 9120.00 6600.00 250.00", also={"seller_name": ("Kwartelfontein", "Kwartelfontein Wine Estate")}))


@one_off("world-en", "en-in")
def kettle_from_a_portal() -> Paper:
    """An Indian portal's tax invoice: sold by a trader, order and invoice facts in two columns, IGST per unit inside the price, discount row."""
    css = "body{font:9.5px 'DejaVu Sans'} .t td,.t th{border:1px solid #000;padding:4px} .t th{background:#eee}"
    body = (
        "<div class=row><b style='font-size:20px;color:#0057b8'>dukaan<span style='color:#f80'>24</span></b><div class=r><b>Tax Invoice/Bill of Supply/Cash Memo</b><br>(Original for Recipient)</div></div><br><div class=row><div style='width:46%'><b>Sold By :</b><br>Narmada Home Appliances LLP<br>* Godown 6, GIDC Estate, Vatva<br>Ahmedabad, Gujarat, 382445<br>IN<br><br><b>PAN No:</b> AAQFN5518C<br><b>GST Registration No:</b> 24AAQFN5518C1ZD<br><br><b>Order Number:</b> 404-7719082-22<br><b>Order Date:</b> 10.10.2026</div><div class=r style='width:46%'><b>Billing Address :</b><br>Tenzin Lepcha<br>Near Old Bazaar, Kalimpong Road<br>Siliguri, West Bengal, 734001<br>IN<br><b>State/UT Code:</b> 19<br><br><b>Place of supply:</b> WEST BENGAL<br><br><b>Invoice Number :</b> AMD7-118204<br><b>Invoice Details :</b> GJ-AMD7-2627<br><b>Invoice Date :</b> 12.10.2026</div></div><br>"
        + tab("clrrrrlrr", "Sl. No|Description|Unit Price|Discount|Qty|Net Amount|Tax Rate|Tax Amount|Total Amount\n1|Electric kettle 1.8 L, steel<br>HSN: 8516|&#8377;1,186.44|-&#8377;84.75|1|&#8377;1,101.69|18% IGST|&#8377;198.30|&#8377;1,299.99\n2|Tea strainer, set of 2<br>HSN: 7323|&#8377;177.68|&#8377;0.00|2|&#8377;355.36|12% IGST|&#8377;42.64|&#8377;398.00\n|<b>TOTAL:</b>|||||| <b>&#8377;240.94</b>|<b>&#8377;1,697.99</b>", "class=t")
        + "<div style='border:1px solid #000;border-top:0;padding:5px'><b>Amount in Words:</b><br>One Thousand Six Hundred Ninety-seven Rupees and Ninety-nine Paise only</div><div style='border:1px solid #000;border-top:0;padding:5px;text-align:right'><b>For Narmada Home Appliances LLP:</b><br><br><br><b>Authorized Signatory</b></div><p>Whether tax is payable under reverse charge - No</p>"
    )
    return html(css, body, says("AMD7-118204", "2026-10-12", ("Narmada Home Appliances LLP", "Tenzin Lepcha"), "INR 1697.99", net="1457.05", tax="240.94", items="1299.99 398.00", items_also="1101.69 355.36", also={"net_amount": (None,)}))
