# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""One-off invoices in English: opticians, levies, permits, couriers, garages, inns, farm contractors, sets of books."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.english_kit import bare, tab
from tests.ingestion.corpus.one_off import html, inter, one_off, says


@one_off("world-en", "en-us")
def handyman_in_a_sentence() -> Paper:
    """A handyman's page: number, date and sum told in one sentence at the top, jobs as a plain list."""
    css = inter() + "body{font:13px/1.6 Inter} .li{display:flex;justify-content:space-between;border-bottom:1px solid #eee} h1{font-size:34px;line-height:1.1}"
    body = (
        "<h1>Crooked Nail<br>Repairs</h1><p>Dwayne Pulaski · 66 Orchard St, Saugerties NY 12477 · 845-555-0128</p><br><p>This is invoice <b>#318</b> of <b>May 5, 2026</b> to <b>Hudson Lantern Books</b>, 14 Partition St, Saugerties NY 12477, for <b>$1,018.80</b>, due <b>May 19, 2026</b>.</p><br>"
        "<div class=li><span>Rehang front door, plane and refit</span><span>$240.00</span></div><div class=li><span>Repair stair rail (oak supplied by you)</span><span>$185.00</span></div><div class=li><span>Shelving for back room: 6 hrs @ $65</span><span>$390.00</span></div><div class=li><span>Lumber and hardware, receipts on request</span><span>$128.33</span></div><br>"
        "<div class=li><span>Work and materials</span><span>$943.33</span></div><div class=li><span>Sales tax 8%</span><span>$75.47</span></div><div class=li><b>Job total</b><b>$1,018.80</b></div><br><p>Check or Zelle to the phone number above. Thanks for the business.</p>"
    )
    return html(css, body, says("318", "2026-05-05", ("Crooked Nail Repairs", "Hudson Lantern Books"), "USD 1018.80", net="943.33", tax="75.47", due="2026-05-19", items="240.00 185.00 390.00 128.33", also={"seller_name": ("Dwayne Pulaski",), "invoice_number": ("#318",)}), "Letter")


@one_off("world-en", "en-gb")
def spectacles_apportioned() -> Paper:
    """An optician's sales invoice: dispensing exempt and goods standard rated, NHS voucher taken off, order and tray numbers."""
    css = "body{font:11px 'DejaVu Sans'} .t td,.t th{padding:4px;border-bottom:1px solid #9ac} .t th{background:#eaf2f8}"
    body = (
        "<div class=row><div><svg width=110 height=36><circle cx=24 cy=18 r=14 fill=none stroke='#246' stroke-width=3 /><circle cx=64 cy=18 r=14 fill=none stroke='#246' stroke-width=3 /><path d='M38 18h12' stroke='#246' stroke-width=3 /></svg><br><b>Larch &amp; Lumen Opticians</b></div><div class=r>11 The Shambles, Malton YO17 7AA<br>01632 960 741</div></div><br>"
        "<div class=row><div>Mr Gideon Applegarth<br>The Signal House<br>Rillington YO17 8LJ</div><div>" + tab("ll", "Sales invoice|LL-55208\nDispensed|11/11/2026\nInvoice date|18/11/2026\nPatient no.|P9912\nOrder / tray|77410 / 12", "", False) + "</div></div><br>"
        + tab("lrrr", "Item|Gross|VAT|Net\nFrame: Ostler 52-18 tortoise|£95.00|£15.83|£79.17\nLenses 1.6 varifocal, pair|£168.00|£28.00|£140.00\nDispensing service (exempt)|£142.00|£0.00|£142.00\nSight test|£29.00|£0.00|£29.00\nCase and cloth, no charge|£0.00|£0.00|£0.00\nTOTAL|£434.00|£43.83|£390.17", "class=t")
        + "<div style='width:45%;margin:12px 0 0 55%'>" + tab("lr", "Invoice total|£434.00\nPaid 11/11/2026|£200.00\nPaid on collection|£234.00\nDue|£0.00", "", False) + "</div><p style='margin-top:30px'><small>Larch and Lumen Ltd trading as Larch &amp; Lumen Opticians. Company 06117709. VAT 155 8804 12.</small></p>"
    )
    return html(css, body, says("LL-55208", "2026-11-18", ("Larch and Lumen Ltd", "Mr Gideon Applegarth"), "GBP 434.00", net="390.17", tax="43.83", account="P9912", items="95.00 168.00 142.00 29.00 0.00", items_also="79.17 140.00 142.00 29.00 0.00", also={"seller_name": ("Larch & Lumen Opticians",), "buyer_name": ("Gideon Applegarth",)}))


@one_off("world-en", "en-au")
def levy_of_a_strata() -> Paper:
    """A strata levy notice: lot, plan number, two funds, GST, arrears none, a discount for early payment mentioned."""
    css = "body{font:11px 'DejaVu Serif Condensed','DejaVu Serif'} .b td{border:1px solid #557} .b th{border:1px solid #557;background:#e9e9f4}"
    body = (
        "<div style='text-align:center'><b style='font-size:16px'>NOTICE OF CONTRIBUTIONS / TAX INVOICE</b><br>The Owners – Strata Plan 88417, ABN 49 220 771 804<br>c/- Wattle &amp; Wren Strata Pty Ltd, PO Box 2290, Wollongong NSW 2500</div><br><div class=row><div>Mr P &amp; Mrs L Anastasiou<br>5/18 Cliff Road<br>North Wollongong NSW 2500</div><div>" + tab("ll", "Issue date|1 Feb 2026\nNotice no.|SP88417-5-0226\nLot 5 / Unit 5|UE 112 / 1,000\nDue date|1 Mar 2026", "class=b", False) + "</div></div><br>"
        + tab("llrrr", "Account|Period|Levy|GST|Amount due\nAdministrative fund|01/03/26 – 31/05/26|$684.00|$68.40|$752.40\nCapital works fund|01/03/26 – 31/05/26|$310.00|$31.00|$341.00\nSpecial levy: balcony repair, 2 of 4|01/03/26|$500.00|$50.00|$550.00\n<b>Totals (GST inclusive)</b>||<b>$1,494.00</b>|<b>$149.40</b>|<b>$1,643.40</b>", "class=b")
        + "<br><p>Total of this levy notice $1,643.40. Levies in arrears $0.00. Interest on arrears $0.00. Prepaid $0.00.<br><b>Total amount due $1,643.40</b></p><br><p>Interest of 10% per annum is charged on contributions not paid within one month of the due date.</p><div style='border:1px dashed #000;margin-top:30px;padding:10px'>Payment slip &nbsp; Biller 74625 &nbsp; Ref 2290 8841 7005 &nbsp; Amount due $1,643.40 by 1 Mar 2026</div>"
    )
    return html(css, body, says("SP88417-5-0226", "2026-02-01", ("The Owners – Strata Plan 88417", "Mr P & Mrs L Anastasiou"), "AUD 1643.40", net="1494.00", tax="149.40", due="2026-03-01", items="752.40 341.00 550.00", items_also="684.00 310.00 500.00", also={"seller_name": ("Wattle & Wren Strata Pty Ltd",)}))


@one_off("world-en", "en-us")
def permit_of_a_county() -> Paper:
    """A county's permit invoice: fee codes, permit and parcel numbers, paid column, balance equal to the total."""
    css = "body{font:10.5px 'DejaVu Sans'} .t td,.t th{border-bottom:1px solid #000;padding:3px} .c{text-align:center}"
    body = (
        "<div class=c><b style='font-size:15px'>COUNTY OF TULAROSA FLATS</b><br>Community Development · 500 Mesa Ave, Tularosa Flats, NM 88999<br><br><b>INVOICE (INV-00031188)</b><br><b>FOR COUNTY OF TULAROSA FLATS</b></div><br>"
        + tab("llll", "BILLING CONTACT|||\nDesert Rose Solar LLC<br>1900 Juniper Rd<br>Alamogordo, NM 88310|||\nINVOICE NUMBER|INVOICE DATE|INVOICE DUE DATE|INVOICE STATUS\nINV-00031188|09/03/2026|10/03/2026|Due", "class=t", False)
        + "<br>" + tab("lllr", "REFERENCE NUMBER|FEE NAME|PARCEL|TOTAL\nBP26-00771|Plan review, photovoltaic|4-020-118-330|$125.00\nBP26-00771|Building permit, residential roof mount||$210.00\nBP26-00771|Technology fee 4%||$13.40\nBP26-00771|Reinspection 08/27/2026||$75.00", "class=t")
        + tab("lr", "SUB TOTAL|$423.40\nTOTAL|$423.40\nPAID|$0.00\nDUE|$423.40", "style='width:34%;margin-left:66%'", False)
        + "<br><p class=c>Site: 88 Yucca Trail. Please include the invoice number on your check payable to the County Treasurer.</p><p style='position:fixed;bottom:0'>September 03, 2026 &nbsp; 500 Mesa Ave &nbsp; Page 1 of 1</p>"
    )
    return html(css, body, says("INV-00031188", "2026-09-03", ("COUNTY OF TULAROSA FLATS", "Desert Rose Solar LLC"), "USD 423.40", due="2026-10-03", items="125.00 210.00 13.40 75.00", also=bare("423.40")), "Letter")


@one_off("world-en", "en-nz")
def couriers_by_the_week() -> Paper:
    """A New Zealand courier's weekly tax invoice: consignments in rows, ticket packs, rural and fuel charges, NZD named once."""
    css = "body{font:10px 'DejaVu Sans'} .hd{background:#143d2b;color:#fff;padding:12px} .t td{border-bottom:1px solid #ddd} .t th{background:#d8e8df} .f{display:flex;justify-content:space-between;margin:14px 0} .f small{display:block;text-transform:uppercase}"
    body = (
        "<div class=hd><b style='font-size:19px'>Kea Express</b> &nbsp; Tax invoice – all amounts in NZD</div><div class=f><div><small>Customer</small>Waipara Honey Traders Ltd<br>22 Glenmark Drive<br>Waipara 7483</div><div><small>Customer number</small>K44081<br><small>Week ending</small>16-08-2026</div><div><small>Tax invoice</small>KX-990417<br><small>Date</small>17-08-2026</div><div><small>To be paid by</small>31-08-2026<br><small>GST number</small>98-114-772</div></div>"
        + tab("lllrr", "Date|Consignment|To|Kg|Charge\n10-08|KX4410087|Nelson 7010|4.2|11.35\n10-08|KX4410088|Gore 9710|12.0|24.90\n11-08|KX4410102|Kaitaia 0410 (rural)|3.1|19.60\n12-08|KX4410133|Auckland 1021|22.5|38.15\n14-08|KX4410170|Hokitika 7810|8.0|17.70\n14-08|PACK-25|Local tickets, pack of 25|–|131.25\n16-08|FUEL|Fuel adjustment 9.8%|–|10.95", "class=t")
        + "<div style='width:40%;margin:12px 0 0 60%'>" + tab("lr", "Total excl GST|253.90\nGST 15%|38.09\n<b>Total incl GST</b>|<b>291.99</b>", "", False) + "</div><p style='margin-top:30px'>Kea Express Couriers Limited, 4 Hickory Place, Christchurch 8042. Direct debit customers: your account is debited on the date shown above.</p>"
    )
    return html(css, body, says("KX-990417", "2026-08-17", ("Kea Express Couriers Limited", "Waipara Honey Traders Ltd"), "NZD 291.99", net="253.90", tax="38.09", due="2026-08-31", account="K44081", items="11.35 24.90 19.60 38.15 17.70 131.25 10.95", also={"seller_name": ("Kea Express",)}))


@one_off("world-en", "en-za")
def garage_with_job_card() -> Paper:
    """A South African garage: vehicle facts, labour and parts as two blocks, VAT inclusive total in a box, cash customer terms."""
    css = "body{font:10.5px 'DejaVu Sans Condensed'} .v td{border:1px solid #333;padding:3px} .t td{padding:2px 4px} .t th{border-bottom:1px solid #333} .b{border:2px solid #333;width:45%;margin:14px 0 0 55%;padding:6px} h4{margin:12px 0 2px}"
    body = (
        "<div class=row><div><b style='font-size:17px'>Umgeni Auto Clinic CC</b><br>18 Ohrtmann Road, Pietermaritzburg 3201<br>CK 1998/044120/23 · VAT 4770182204</div><div class=r><b>TAX INVOICE</b> 20881<br>24 February 2026</div></div><br>Customer: Sibusiso Mthembu, 7 Alexandra Road, Scottsville 3201 &nbsp; Cell 083 555 0117<br><br>"
        + tab("llll", "Reg: NP 118-204|Make: Hatchback 1.4|Odometer: 148 220 km|VIN: AAVZZZ6SZHU014417\nJob card: 30771|Booked in: 23/02/2026|Advisor: Priya|Next service: 163 000 km", "class=v", False)
        + "<h4>LABOUR</h4>" + tab("lrr", "Major service|2.50 h|1 625.00\nReplace front pads, skim discs|1.80 h|1 170.00", "class=t", False)
        + "<h4>PARTS</h4>" + tab("llrrr", "Part no|Description|Qty|Price|Total\nOF-220|Oil filter|1|148.70|148.70\n5W40-5|Engine oil 5 litre|1|689.00|689.00\nSP-4|Spark plugs|4|112.50|450.00\nBP-F81|Brake pads front|1|795.30|795.30\nSUND|Consumables|1|122.00|122.00", "class=t")
        + "<div class=b>" + tab("lr", "Total excl. VAT|R5,000.00\nVAT @ 15%|R750.00\n<b>Amount due incl. VAT</b>|<b>R5,750.00</b>", "", False) + "</div><p style='margin-top:20px'>Terms: strictly cash on collection. Vehicles left after 5 days incur storage of R150 per day.</p>"
    )
    return html(css, body, says("20881", "2026-02-24", ("Umgeni Auto Clinic CC", "Sibusiso Mthembu"), "ZAR 5750.00", net="5000.00", tax="750.00", items="1625.00 1170.00 148.70 689.00 450.00 795.30 122.00", also={"due_date": ("2026-02-24",)}))


@one_off("world-en", "en-us")
def inn_with_taxes_by_night() -> Paper:
    """An American inn's folio: room and two taxes each night as rows of one running list, deposit and card as negatives."""
    css = "body{font:11px 'DejaVu Serif'} .t th{border-bottom:1px solid #000} .t td{padding:2px 6px}"
    body = (
        "<div class=row><div><b style='font-size:20px;font-variant:small-caps'>Lightkeeper's Inn at Pell Cove</b><br>9 Jetty Way, Pell Cove, ME 04999 · 207-555-0163</div></div><br><div class=row><div>GUEST: Cordelia Nakashima<br>Benthos Aquarium Consulting<br>300 Elm St, Burlington VT 05401</div><div>FOLIO # 11874<br>ROOM 6<br>ARR 06-18-26 &nbsp; DEP 06-20-26<br>CASHIER: MK &nbsp; PRINTED 06-20-26 9:14 AM<br>CONF # 77-AK2</div></div><br>"
        + tab("llrr", "DATE|DESCRIPTION|REF|AMOUNT\n05-30-26|Deposit, Visa|4471|-180.00\n06-18-26|Room charge|6|180.00\n06-18-26|State lodging tax 9%||16.20\n06-18-26|Clambake for one|POS 88|46.00\n06-18-26|Meals tax 8%||3.68\n06-19-26|Room charge|6|180.00\n06-19-26|State lodging tax 9%||16.20\n06-20-26|Visa XX4471||-262.08", "class=t")
        + "<br>" + tab("lr", "Total charges|442.08\nTotal payments|-442.08\nBalance|0.00", "style='width:40%;margin-left:60%'", False)
        + "<br><p>Invoice date June 20, 2026. All amounts in US dollars. I agree that my liability for this bill is not waived.<br><br>Signature ______________________</p>"
    )
    return html(css, body, says("11874", "2026-06-20", ("Lightkeeper's Inn at Pell Cove", "Cordelia Nakashima"), "USD 442.08", net="406.00", tax="36.08", items="180.00 46.00 180.00", items_also="180.00 16.20 46.00 3.68 180.00 16.20", also={"buyer_name": ("Benthos Aquarium Consulting",), "net_amount": (None,), "tax_amount": (None,)}), "Letter")


@one_off("world-en", "en-ie")
def silage_cut_and_carted() -> Paper:
    """An Irish farm contractor: acres and rates, VAT 13.5 %, a dated handwriting-like form, old balance above the total."""
    css = "body{font:12px 'DejaVu Sans'} .o td,.o th{border:1px solid #3a6b1c;padding:5px} .o th{color:#3a6b1c} .gr{color:#3a6b1c}"
    body = (
        "<div class=gr style='text-align:center'><b style='font-size:22px'>P. J. HERAGHTY &amp; SONS</b><br>AGRICULTURAL CONTRACTORS<br>Drumfad, Co. Sligo F91 A2C8 · 087 555 0190 · VAT No. IE 4471180 M</div><br><div class=row><div><span class=gr>To:</span> Mr Colm Feehily, Carrowkeel, Co. Sligo</div><div><span class=gr>No.</span> 0417 &nbsp; <span class=gr>Date:</span> 15/6/26</div></div><br>"
        + tab("llrr", "Date|Work done|Rate €|€\n2/6/26|Mowing, tedding and raking, 22 ac|38.00|836.00\n4/6/26|Pit silage, 22 ac|115.00|2,530.00\n5/6/26|Loader on pit, 6 hrs|60.00|360.00\n12/6/26|Slurry, umbilical, 5 hrs|130.00|650.00\n|<b>Total ex VAT</b>||4,376.00\n|<b>VAT 13.5%</b>||590.76\n|<b>This bill</b>||4,966.76\n|Owing from 2025||300.00\n|<b>Pay now</b>||<b>€5,266.76</b>", "class=o")
        + "<br><p class=gr>All accounts strictly 30 days.</p>"
    )
    return html(css, body, says("0417", "2026-06-15", ("P. J. HERAGHTY & SONS", "Mr Colm Feehily"), "EUR 4966.76", net="4376.00", tax="590.76", due="2026-07-15", items="836.00 2530.00 360.00 650.00", also={"buyer_name": ("Colm Feehily",)}))
