# ruff: noqa: E501 - markup reads better unbroken
# fmt: off
"""Late one-off invoices: the United Kingdom and Australia, from franking to a motel."""

from tests.ingestion.corpus.dice import Paper
from tests.ingestion.corpus.english_kit import tab
from tests.ingestion.corpus.late_kit import Pen, cells, typeset
from tests.ingestion.corpus.one_off import html, one_off, says


@one_off("world-late", "en-gb")
def franking_machine_and_ink() -> Paper:
    """A ledger program's print with few labels: a block of values above right, tax codes, sums in boxes."""
    pen = Pen()
    pen.say(40, 40, "PENHALLOW MAILING LTD", bold=True, points=16)
    pen.say(40, 62, "Unit 12 Trewint Park, Liskeard, Cornwall PL14 9ZZ\nTel 01632 960 755    accounts@penhallow.example\nVAT Registration Number GB 418 2207 93", points=8)
    pen.say(555, 44, "INVOICE", bold=True, points=14, side="r")
    pen.say(60, 130, "Bramwell & Otter Solicitors\n3 Castle Street\nLaunceston\nCornwall\nPL15 9XX")
    pen.rows(130, "400l 470l", "Page|1\nInvoice No|SI-0093381\nDate|04/06/26\nOrder No|JT/FRANK\nAccount|BRAM0021", step=15)
    pen.box(40, 220, 515, 18, grey=0.85)
    pen.rows(224, "45l 90l 370r 430r 490r 550r", "Qty|Details|Unit Price|Net Amount|VAT Rate|VAT", bold=True, points=8)
    pen.rows(246, "45l 90l 370r 430r 490r 550r", """
1.00|Franking machine FM40 rental 01/06/26 to 31/08/26|96.00|96.00|20.00|19.20
1.00|Postage credit download ref 55710|500.00|500.00|0.00|0.00
2.00|Ink cartridge blue FM30/FM40|58.40|116.80|20.00|23.36
1.00|Carriage|7.95|7.95|20.00|1.59""", step=18)
    pen.box(40, 620, 250, 66)
    pen.rows(624, "60l 170r 280r", "Code|Goods|VAT\nT1 20.00%|220.75|44.15\nT0 0.00%|500.00|0.00", step=16, points=8)
    for at, (label, value) in enumerate((("Total Net Amount", "720.75"), ("Total VAT Amount", "44.15"), ("Invoice Total", "£764.90"))):
        pen.box(360, 620 + 22 * at, 195, 22)
        pen.rows(626 + 22 * at, "366l 550r", f"{label}|{value}", bold=at == 2)
    pen.say(40, 710, "Payment due by 04/07/26. BACS: Penhallow Mailing Ltd, 20-44-71, 30918842.\nPostage is supplied by the Royal carrier and is outside our supply. Goods remain ours until paid for. Registered in England 5510228.", points=7.5)
    return pen.paper(says("SI-0093381", "2026-06-04", ("Penhallow Mailing Ltd", "Bramwell & Otter Solicitors"), "GBP 764.90", net="720.75", tax="44.15", due="2026-07-04", account="BRAM0021", items="96.00 500.00 116.80 7.95"))


@one_off("world-late", "en-gb")
def timesheet_in_a_grid() -> Paper:
    """A contractor's spreadsheet printed with its grid lines, the sheet's name below."""
    pen = Pen(points=9)
    edges = [40, 130, 250, 330, 400, 480, 555]
    pen.say(297, 30, "Invoice May", side="c", points=8)
    pen.box(40, 60, 515, 560)
    pen.bars(edges[1:3], 280, 520)
    pen.bars(edges[3:-1], 60, 620)
    for at in range(1, 28):
        pen.rule(40, 60 + 20 * at, 555, 0.3)
    pen.rows(65, "44l 551r", "Fenwick Data Ltd|INVOICE", bold=True, points=11)
    pen.rows(85, "44l 404l 551r", "9 Kiln Row, Durham DH1 9AA|Invoice no|2026/11\nCompany no 11887204|Date|29-May-26\nVAT no GB 377 9012 55|Due|12-Jun-26\n|PO|HL-77120", step=20)
    pen.rows(185, "44l", "To:\nHarbourline Logistics plc\nFAO Purchase Ledger\nQuay House, Hull HU1 9BB", step=20)
    pen.rows(285, "44l 134l 254l 396r 476r 551r", "Week ending|Role|Client ref|Days|Day rate|Amount", step=20, bold=True)
    pen.rows(305, "44l 134l 254l 396r 476r 551r", """
01-May-26|Data engineer|WMS-2|5|£475.00|£2,375.00
08-May-26|Data engineer|WMS-2|4|£475.00|£1,900.00
15-May-26|Data engineer|WMS-2|5|£475.00|£2,375.00
22-May-26|Data engineer|WMS-2|5|£475.00|£2,375.00
29-May-26|Data engineer|WMS-2|2|£475.00|£950.00
|Expenses|Rail to Hull|||£118.40""", step=20)
    pen.rows(445, "396r 476r 551r", "21|Net|£10,093.40\n|VAT @ 20%|£2,018.68\n|Total|£12,112.08", step=20)
    pen.rows(525, "44l", "Pay to: Fenwick Data Ltd, sort 40-11-82, account 22970415\nTerms 14 days from invoice date", step=20)
    pen.say(297, 800, "Page 1 of 1", side="c", points=8)
    return pen.paper(says("2026/11", "2026-05-29", ("Fenwick Data Ltd", "Harbourline Logistics plc"), "GBP 12112.08", net="10093.40", tax="2018.68", due="2026-06-12", items="2375.00 1900.00 2375.00 2375.00 950.00 118.40"))


@one_off("world-late", "en-gb")
def two_seats_to_bergen() -> Paper:
    """An airline's booking page that is its invoice: fare, duty and charges, bags, paid."""
    css = "body{font:11px 'DejaVu Sans Condensed','DejaVu Sans'} .h{background:#fbb03b;padding:16px;font-size:20px;font-weight:700} .f{border:1px solid #ccc;padding:10px;margin:12px 0} .ref{font-size:26px;letter-spacing:4px} h3{margin:16px 0 4px} .g td{border-bottom:1px dotted #bbb}"
    body = (
        "<div class='h row'><span>northgannet</span><span style='font-size:13px;font-weight:400'>Receipt and invoice</span></div><br><div class=row><div>Booking reference<div class=ref>QX7L2M</div></div><div class=r>Invoice number: NG-INV-20260211-5582<br>Issued: Wed 11 Feb 2026<br>Billed to: Ms Harriet Olufemi<br>14 Corder Road, Ipswich IP4 9ZZ</div></div>"
        "<div class=f><b>Aberdeen (ABZ) → Bergen (BGO)</b> Fri 22 May 2026, NG 2214, dep 09:35 arr 11:50<br><b>Bergen (BGO) → Aberdeen (ABZ)</b> Mon 25 May 2026, NG 2217, dep 18:20 arr 18:40</div><h3>Passengers</h3>OLUFEMI/HARRIET MS – ticket 881-4410229016<br>OLUFEMI/TUNDE MR – ticket 881-4410229017<h3>Price details</h3>"
        + tab("lrrr", "Item|Number|Each|GBP\nFare|2|84.00|168.00\nUK Air Passenger Duty (GB)|2|13.00|26.00\nAirport and security charges (UB, NO)|2|19.62|39.24\nHold bag 23 kg, both ways|1|34.00|34.00\nSeat choice|2|9.00|18.00\nCard fee|1|0.00|0.00", "class=g")
        + "<div style='width:50%;margin:10px 0 0 50%'>" + tab("lr", "Total excluding VAT|£285.24\nVAT at 0% (international carriage)|£0.00\n<b>Total paid</b>|<b>£285.24</b>\nMastercard ending 7715, 11 Feb 2026|£285.24", "", False)
        + "</div><p style='margin-top:30px'><small>Northgannet Airways Ltd, Hangar 3, Dyce Drive, Aberdeen AB21 9ZZ. VAT GB 302 8817 64. Fares are not refundable after 24 hours. Check-in closes 40 minutes before departure.</small></p>"
    )
    return html(css, body, says("NG-INV-20260211-5582", "2026-02-11", ("Northgannet Airways Ltd", "Ms Harriet Olufemi"), "GBP 285.24", net="285.24", tax="0.00", items="168.00 26.00 39.24 34.00 18.00 0.00", items_also="168.00 26.00 39.24 34.00 18.00", also={"seller_name": ("northgannet", "Northgannet Airways"), "buyer_name": ("Harriet Olufemi",)}))


@one_off("world-late", "en-gb")
def brakes_and_a_test() -> Paper:
    """A garage's invoice: vehicle in a strip, parts and labour apart, the road test without tax, stamped paid."""
    return typeset("""
#set page(paper: "a4", margin: 18mm)
#set text(size: 10pt)
#align(center)[#text(17pt, weight: "bold")[BRAMBLE LANE MOTORS] \\ Proprietor K. Szymański · Bramble Lane, Wymondham, Norfolk NR18 9ZZ \\ Telephone 01632 960 338 · VAT Reg. 771 3304 28]
#v(5mm)
#grid(columns: (1fr, 6cm), [*Customer* \\ Mrs J Haverhill \\ The Old Forge, Deopham \\ Norfolk NR18 9XY], [Invoice No. #h(1fr) *26418* \\ Invoice date #h(1fr) 18/02/2026 \\ Job sheet #h(1fr) J-9127 \\ Customer a/c #h(1fr) HAV03])
#v(4mm)
#table(columns: (1fr,) * 5, align: center, [Registration], [Make], [Model], [Mileage], [MOT expiry], [AY17 KXP], [Skoda], [Fabia Estate], [71,204], [17/02/2027])
#v(4mm)
*Labour*
#table(columns: (1fr, 2cm, 2cm, 2.4cm), stroke: none, align: (left, right, right, right), """ + cells("Replace front discs and pads, road test|2.3 h|72.00|165.60") + """)
*Parts*
#table(columns: (1fr, 2cm, 2cm, 2.4cm), stroke: none, align: (left, right, right, right), """ + cells("Pad set front 1K0|1|48.75|48.75\nBrake disc vented 256 mm|2|41.20|82.40\nBrake cleaner, copper grease|1|4.95|4.95") + """)
*Other*
#table(columns: (1fr, 2cm, 2cm, 2.4cm), stroke: none, align: (left, right, right, right), """ + cells("MOT test class 4 (no VAT)|1|45.00|45.00") + """)
#line(length: 100%)
#align(right)[#table(columns: (5cm, 2.6cm), stroke: none, align: (left, right), """ + cells("Labour|£165.60\nParts|£136.10\nMOT|£45.00\nTotal before VAT|£346.70\nVAT 20% on £301.70|£60.34\n*INVOICE TOTAL*|*£407.04*") + """)]
#rotate(-8deg)[#box(stroke: 2pt + red, inset: 6pt)[#text(red, 15pt)[PAID - DEBIT CARD 18 FEB 2026]]]
#v(1fr)
#text(8pt)[Parts guaranteed twelve months or 12,000 miles. Wheel nuts to be checked after 50 miles.]
""", says("26418", "2026-02-18", ("Bramble Lane Motors", "Mrs J Haverhill"), "GBP 407.04", net="346.70", tax="60.34", account="HAV03", items="165.60 48.75 82.40 4.95 45.00", also={"buyer_name": ("J Haverhill",)}))


@one_off("world-late", "en-au")
def tag_over_the_viaduct() -> Paper:
    """A toll tag's statement: prepaid balance above, trips below, tax inside the total."""
    css = "body{font:10px 'DejaVu Sans'} .b{background:#e6f2f0;padding:10px;width:48%} h2{color:#00796b} .g th{background:#00796b;color:#fff} .g td{padding:2px 6px}"
    body = (
        "<div class=row><h2>ViaductTag</h2><div class=r><b>Tolling statement and tax invoice</b><br>Viaduct Tag Pty Ltd, ABN 61 700 418 229<br>GPO Box 4471, Brisbane QLD 4001</div></div><br><div class=row><div>Mr Callum Nguyen-Fraser<br>8/31 Jacaranda Pde<br>Annerley QLD 4103</div><div class=b>"
        + tab("lr", "Account number|6022 118 447\nTax invoice number|T-2604-90187\nIssue date|30 Apr 2026\nStatement period|1 Apr 2026 to 30 Apr 2026", "", False)
        + "</div></div><br><div class=row><div class=b>" + tab("lr", "Opening balance|$42.15\nTop-ups|$50.00\nTolls and fees this period|$54.86\nClosing balance|$37.29", "", False)
        + "</div><div style='width:46%'>You do not need to pay this statement. Your account tops up from Visa 0091 when it falls below $15.</div></div><br>"
        + tab("lllr", """Date|Time|Trip|Toll incl. GST
02 Apr 2026|07:52|Clem Hill Tunnel, southbound|$5.91
02 Apr 2026|17:40|Clem Hill Tunnel, northbound|$5.91
09 Apr 2026|06:15|Gateway South|$9.85
11 Apr 2026|13:07|Logan Link|$3.68
18 Apr 2026|04:58|Airport Viaduct, whole length|$12.40
24 Apr 2026|08:01|Gateway South|$9.85
24 Apr 2026|18:33|Clem Hill Tunnel, northbound|$5.91
30 Apr 2026||Tag not detected fee (3 x $0.45)|$1.35""", "class=g")
        + "<div style='width:44%;margin:8px 0 0 56%'>" + tab("lr", "<b>Total tolls and fees</b>|<b>$54.86</b>\nGST included in total|$4.99", "", False) + "</div>"
    )
    return html(css, body, says("T-2604-90187", "2026-04-30", ("Viaduct Tag Pty Ltd", "Mr Callum Nguyen-Fraser"), "AUD 54.86", tax="4.99", account="6022118447", items="5.91 5.91 9.85 3.68 12.40 9.85 5.91 1.35", also={"seller_name": ("ViaductTag",), "buyer_name": ("Callum Nguyen-Fraser",), "net_amount": ("49.87",), "account_number": ("6022 118 447",)}))


@one_off("world-late", "en-au")
def three_nights_at_the_gap() -> Paper:
    """A motel's folio in typewriter columns, debits and credits, nothing left to pay."""
    pen = Pen(fonts=("Courier", "Courier-Bold"), points=9)
    pen.say(297, 40, "COOLABAH GAP MOTOR INN", bold=True, points=13, side="c")
    pen.say(297, 58, "Newell Highway, Coonabarabran NSW 2357\nABN 33 118 406 772   Ph (02) 5550 4417", side="c")
    pen.say(297, 92, "T A X   I N V O I C E", bold=True, side="c", points=11)
    pen.rows(120, "50l 150l 360l 460l", "Guest|MS IRENE PAPADAKIS|Invoice|81274\nCompany|DUBBO SURVEYING P/L|Date|09/08/26\nRoom|14 QUEEN DLX|Arrive|06/08/26\nRate|148.00 ROOM ONLY|Depart|09/08/26", step=14)
    pen.say(50, 190, "-" * 91)
    pen.rows(202, "50l 130l 420r 540r", "DATE|PARTICULARS|DEBIT|CREDIT")
    pen.say(50, 214, "-" * 91)
    pen.rows(228, "50l 130l 420r 540r", """
06/08/26|ROOM CHARGE|148.00|
06/08/26|RESTAURANT CHK 3381|62.50|
07/08/26|ROOM CHARGE|148.00|
08/08/26|ROOM CHARGE|148.00|
08/08/26|MINI BAR|11.00|
09/08/26|CARD SURCHARGE 1.2%|6.21|
09/08/26|EFTPOS 5204****1187||523.71""", step=15)
    pen.say(50, 336, "-" * 91)
    pen.rows(350, "130l 420r 540r", "TOTAL|523.71|523.71\nGST INCLUDED IN ABOVE|47.61|\nBALANCE||0.00", step=15)
    pen.say(50, 430, "Signed ______________________      Thank you for staying at the Gap. Check out is 10 am.")
    return pen.paper(says("81274", "2026-08-09", ("Coolabah Gap Motor Inn", "Dubbo Surveying P/L"), "AUD 523.71", tax="47.61", items="148.00 62.50 148.00 148.00 11.00 6.21", also={"buyer_name": ("Ms Irene Papadakis", "Irene Papadakis"), "net_amount": ("476.10",), "due_date": ("2026-08-09",)}))
