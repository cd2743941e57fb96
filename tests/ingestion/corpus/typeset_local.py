# ruff: noqa: E501 - typesetting reads better unbroken
# fmt: off
"""Callings with their own forms: lawyers, garages, dentists, agencies, water works, broadband in India."""

from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, layout, total_of
from tests.ingestion.corpus.setting import (
    MODERN,
    SANS,
    SERIF,
    lines,
    page,
    pairs,
    q,
    sheet,
    side,
    tbl,
)

ZERO = Decimal(0)
OPEN = "(x: none, top: none, bottom: 0.3pt)"


@layout("de")
def anwalt_rvg(d: Dice) -> Paper:
    """A German lawyer's fee note: paragraphs of the fee act as rows, value in dispute as a large other amount."""
    names = [d.family(), d.family()]
    seller, buyer, number = f"{names[0]} & {names[1]} Rechtsanwälte", d.who(), d.n(d.pick("R####/##", "{y}-0####", "#####/{y}"))
    worth = Decimal(d.randrange(3, 60) * 1000)
    items = [Item("1,3 Geschäftsgebühr, Nr. 2300 VV RVG", d.price(300, 1400)), Item("1,5 Einigungsgebühr, Nr. 1000 VV RVG", d.price(350, 1500)), Item("Auslagenpauschale, Nr. 7002 VV RVG", Decimal("20.00"))][d.at % 2 :]
    net = total_of(items)
    tax = cents(net * 19 / 100)
    source = (
        page("11pt", SERIF, "2.4cm") + f"#align(center)[#text(15pt)[{q(seller.upper())}]\\ #text(8.5pt)[{q(' · '.join([*d.home(), 'Telefon ' + d.phone()]))}]]\n#line(length: 100%)\n#v(8mm)\n" + side(lines(buyer, *d.home()), pairs([("Datum", d.day(d.issued)), ("Unser Zeichen", d.n("###/## AB")), ("Rechnungsnummer", number), ("Leistungszeit", d.day(d.ago(60)) + " - " + d.day(d.ago(5)))]))
        + f"#v(6mm)\n*{q('Kostenrechnung')}*\n\n{q('In Sachen ' + buyer + ' ./. ' + d.family())}\n\n{q('Gegenstandswert: ' + d.c(worth))}\n\n" + tbl([], [*[(i.text, d.c(i.amount)) for i in items], ("Zwischensumme netto", d.c(net)), ("19 % Mehrwertsteuer, Nr. 7008 VV RVG", d.c(tax)), (d.pick("Gesamtbetrag", "Zu zahlender Betrag", "Rechnungsendbetrag"), d.c(net + tax))], "1fr auto", "lr", OPEN)
        + f"\n{q(f'Bitte gleichen Sie den Betrag bis zum {d.day(d.due)} aus. IBAN {d.bank()}, Steuernummer ' + d.n('13/###/#####'))}\n\n#v(8mm)\n{q(names[0])}\\\n{q('Rechtsanwalt')}"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, None, [i.amount for i in items]))


@layout("de", "at", "ch")
def werkstatt(d: Dice) -> Paper:
    """A garage in German: plate and chassis, labour in units, parts with numbers, first registration and inspection dates."""
    seller, buyer, number, account = d.firm("Autohaus"), d.who(), d.n(d.pick("W######", "4######", "{y}/#####")), d.n("1#####")
    work = [Item("Inspektion nach Herstellervorgabe", d.price(140, 320)), Item("Bremsen hinten erneuern", d.price(90, 210))]
    goods = d.items((("Ölfilter", 9, 19), ("Motoröl 5W-30, Liter", 11, 24), ("Bremsscheibe hinten", 40, 95), ("Wischerblätter", 18, 39)), (2, 4), 4)
    rate = {"de": Decimal(19), "at": Decimal(20), "ch": Decimal("8.1")}[d.country]
    items = [*work, *goods]
    net = total_of(items)
    tax = cents(net * rate / 100)
    cur, label = d.place.currency, {"de": "MwSt", "at": "USt", "ch": "MWST"}[d.country]
    car = [("Kennzeichen", d.n("@@-@@ ###")), ("Fahrgestell-Nr.", d.n("WVWZZZ#@Z#W######")), ("Erstzulassung", d.n("1#.05.201#")), ("km-Stand", d.n("##.###")), ("Nächste HU", d.n("0#/202#"))]
    source = (
        page("9pt", MODERN, "1.9cm") + side(f"#text(17pt)[*{q(seller)}*]", f"#align(right)[{lines(*d.home(), d.phone())}]") + "#line(length: 100%, stroke: 1.5pt)\n" + side(lines(buyer, *d.home()), pairs([("Rechnung", number), ("Datum", d.day(d.issued)), ("Kunde", account), ("Auftrag", d.n("A#####") + " vom " + d.day(d.ago(2), "dmy.")), ("Annehmer", d.who())]))
        + "#v(3mm)\n" + tbl([a for a, _ in car], [[b for _, b in car]], "1fr 1fr 1fr 1fr 1fr", "lllll") + tbl(["Arbeitsposition", "AW", f"Betrag {cur}"], [(i.text, d.n("##"), d.m(i.amount)) for i in work], "1fr auto auto", "lrr", OPEN) + tbl(["Teile-Nr.", "Bezeichnung", "Menge", "Preis", f"Betrag {cur}"], [(i.code, i.text, d.m(i.quantity), d.m(i.price), d.m(i.amount)) for i in goods], "auto 1fr auto auto auto", "llrrr", OPEN)
        + tbl(["Lohn", "Teile", "Netto", f"{label} {d.m(rate).rstrip('0').rstrip('.,')}%", f"Gesamtbetrag {cur}"], [(d.m(total_of(work)), d.m(total_of(goods)), d.m(net), d.m(tax), d.m(net + tax))], "1fr 1fr 1fr 1fr 1.3fr", "rrrrr") + f"\n{q(f'Zahlbar rein netto innerhalb von {d.days} Tagen.')}\n\n#v(1fr)#text(7pt)[{q(seller + ' · ' + d.vat() + ' · IBAN ' + d.bank())}]"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, cur, net + tax, net, tax, d.due, account, [i.amount for i in items]))


@layout("es")
def gestoria_suplidos(d: Dice) -> Paper:
    """A Spanish agency: own fees with tax, sums laid out for the client without, dates in words."""
    seller, buyer, number, account = d.firm("Asesores"), d.who(), d.n(d.pick("{y}-####", "G/####", "###/{y}")), d.n("C-####")
    fee, laid = d.price(90, 520), d.price(12, 140)
    tax = cents(fee * 21 / 100)
    total = fee + tax + laid
    source = (
        page("10pt", SERIF, "2.3cm") + side(f"*{q(seller)}*\\ {lines(*d.home(), 'NIF ' + d.vat())}", f"*{q('FACTURA')}*\\ " + pairs([("Número", number), ("Fecha", d.day(d.issued, "d de month de y")), ("Cliente nº", account)])) + f"#v(6mm)\n{q('Sr./Sra. ' + buyer) if d.at % 2 else q(buyer)}\\\n{lines(*d.home())}"
        + tbl(["Concepto", "Importe"], [("Honorarios gestión y tramitación", d.c(fee)), ("Suplidos: tasas del Registro", d.c(laid))], "1fr auto", "lr") + "#align(right)[" + pairs([("Base imponible", d.c(fee)), ("IVA 21 %", d.c(tax)), ("Suplidos", d.c(laid)), (d.pick("TOTAL A PAGAR", "Total factura"), d.c(total))], "4cm 3cm", True)
        + f"]\n\n{q(f'Vencimiento: {d.days} días desde la fecha de la factura. Ingreso en {d.bank()}.')}"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", total, fee, tax, d.due, account, [fee, laid], also={"net_amount": (str(fee + laid), None)}))


@layout("es")
def agua_bimestral(d: Dice) -> Paper:
    """A Spanish water bill: tiers, sewerage, sanitation levy, ten percent on part, charge on a day."""
    brand = f"Aguas de {d.town().split(' ', 1)[1]} S.A."
    who, contract, number = d.who(), d.n("########"), d.n(d.pick("{y}/######", "A############"))
    items = [Item("Cuota de servicio", d.price(8, 20)), Item("Consumo bloque 1 (0-25 m3)", d.price(9, 24)), Item("Consumo bloque 2 (25-50 m3)", d.price(1, 12)), Item("Alcantarillado", d.price(5, 16))]
    levy = Item("Canon de saneamiento (exento)", d.price(6, 18))
    base = total_of(items)
    tax = cents(base / 10)
    total = base + tax + levy.amount
    source = (
        page("9.5pt", MODERN, "2cm") + side(f"#text(16pt, fill: rgb(\"#0077b6\"))[*{q(brand)}*]", pairs([("Factura nº", number), ("Fecha factura", d.day(d.issued, "dmy/")), ("Contrato", contract), ("Contador", d.n("C##@@######"))])) + "#v(8mm)\n" + f"#align(right)[#box[{lines(who, *d.home())}]]\n\n"
        + q(f"Periodo facturado: {d.day(d.ago(70), 'dmy/')} - {d.day(d.ago(10), 'dmy/')}   Lectura anterior {d.n('###')} actual {d.n('4###')} consumo {d.n('##')} m3") + "\n\n" + tbl(["Concepto", "Importe €"], [(i.text, d.m(i.amount)) for i in [*items, levy]], "1fr auto", "lr", "none", "rgb(\"#caf0f8\")")
        + "#line(length: 100%)\n" + pairs([("Base imponible", d.m(base)), ("IVA 10%", d.m(tax)), ("Conceptos exentos", d.m(levy.amount)), (d.pick("TOTAL FACTURA", "Importe total"), d.c(total))], "1fr auto", True) + f"\n\n{q(f'Domiciliado. Fecha de cargo: {d.day(d.due)}. Entidad {d.bank()[:9]}****')}"
    )
    return sheet(source, Truth(number, d.issued, brand, who, "EUR", total, base, tax, d.due, contract, [*[i.amount for i in items], levy.amount], also={"due_date": (None,), "net_amount": (str(base + levy.amount),)}))


@layout("nl")
def tandarts(d: Dice) -> Paper:
    """A Dutch dentist's nota by a factoring house: codes per tooth, no btw, three names about."""
    house = d.pick("Famedi Declaraties B.V.", "Zorgnota Noord B.V.")
    practice, who, number = f"Tandartspraktijk {d.family()}", d.who(), d.n(d.pick("##########", "N######/##"))
    items = [Item(text, d.price(a, b)) for text, a, b in (("C002 Consult voor een periodieke controle", 24, 28), ("M03 Gebitsreiniging, 3 x 5 minuten", 40, 60), ("V92 Tweevlaksvulling composiet", 60, 90), ("X10 Kleine röntgenfoto", 18, 24))][: d.randint(2, 4)]
    total = total_of(items)
    source = (
        page("9.5pt", SERIF, "2.2cm") + f"#text(15pt)[*{q(house)}*]\n#v(1cm)\n" + side(lines(who, *d.home()), pairs([("Notanummer", number), ("Notadatum", d.day(d.issued)), ("Patiënt", who), ("Geboortedatum", d.n("1#-0#-19##")), ("Behandelaar", practice)])) + f"#v(5mm)\n*{q('Nota namens ' + practice)}*\n\n"
        + tbl(["Datum", "Behandeling", "Element", "Bedrag"], [(d.day(d.ago(20)), i.text, d.n("4#") if "V92" in i.text else "", d.c(i.amount)) for i in items], "auto 1fr auto auto", "lllr", OPEN) + f"#align(right)[*{q(d.pick('Totaal te betalen', 'Te betalen', 'Totaalbedrag') + '   ' + d.c(total))}*]\n\n"
        + q(f"Wij verzoeken u het bedrag vóór {d.day(d.due)} over te maken op {d.bank()}. Vrijgesteld van btw.")
    )
    return sheet(source, Truth(number, d.issued, house, who, "EUR", total, None, None, d.due, None, [i.amount for i in items], also={"seller_name": (practice,), "net_amount": (str(total),), "tax_amount": ("0.00",)}))


@layout("nl")
def termijn_bouw(d: Dice) -> Paper:
    """A Dutch builder's instalment: contract sum, earlier terms, this term with btw; the contract sum is larger."""
    seller, buyer, number, account = d.firm("Bouw"), d.who(), d.n(d.pick("{y}####", "T##-###", "######")), d.n("D####")
    whole = Decimal(d.randrange(30, 260) * 1000)
    share = d.choice((10, 15, 25, 30))
    net = whole * share / 100
    tax = cents(net * 21 / 100)
    source = (
        page("10pt", MODERN, "2.2cm") + side(f"#text(16pt)[*{q(seller)}*]", lines(*d.home(), "KvK " + d.n("########"), "Btw " + d.vat())) + "#v(8mm)\n" + lines(buyer, *d.home()) + "#v(4mm)\n" + pairs([("Factuurnummer", number), ("Factuurdatum", d.day(d.issued)), ("Debiteur", account), ("Projectnummer", d.n("P#####")), ("Vervaldatum", d.day(d.due))])
        + f"#v(5mm)\n*{q(f'Termijnfactuur {d.randint(2, 5)}: verbouwing {d.street()}')}*\n\n" + pairs([("Aanneemsom exclusief btw", d.c(whole)), ("Reeds gefactureerd exclusief btw", d.c(whole * 30 / 100))], "8cm 3cm", True) + "#v(3mm)\n" + tbl(["Omschrijving", "Bedrag"], [(f"{share}% bij gereedkomen ruwbouw", d.c(net))], "1fr auto", "lr")
        + "#align(right)[" + pairs([("Subtotaal", d.c(net)), ("21% btw", d.c(tax)), (d.pick("Te betalen", "Factuurbedrag", "Totaal inclusief btw"), d.c(net + tax))], "5cm 3cm", True) + f"]\n#v(1fr)\n#text(8pt)[{q('Betaling op ' + d.bank() + ' onder vermelding van het factuurnummer')}]"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [net]))


@layout("it")
def acqua_arretrati(d: Dice) -> Paper:
    """An Italian water bill with arrears: this bill's total beside a larger total to be paid, customer code, two dates."""
    brand = f"Acquedotto {d.pick('Valdarno', 'Ligure', 'Pugliese')} S.p.A."
    who, account, number = d.who(), d.n("1########"), d.n(d.pick("{y}00######", "#########"))
    items = [Item("Quota fissa", d.price(5, 20)), Item("Acquedotto", d.price(15, 70)), Item("Fognatura", d.price(4, 15)), Item("Depurazione", d.price(8, 30))]
    net = total_of(items)
    tax = cents(net / 10)
    total, old = net + tax, d.price(15, 90) if d.at % 2 else ZERO
    rows = [*[(i.text, d.m(i.amount)) for i in items], ("Imponibile", d.m(net)), ("IVA 10%", d.m(tax)), (d.pick("Totale bolletta", "Totale fattura"), d.c(total)), *([("Bollette precedenti non pagate", d.c(old)), ("Totale da pagare", d.c(total + old))] if old else [])]
    source = (
        page("9.5pt", SERIF, "2cm") + side(f"#text(15pt, fill: rgb(\"#1b4965\"))[*{q(brand)}*]\\ {lines(*d.home(), 'P.IVA ' + d.n('###########'))}", f"#rect(inset: 8pt)[{pairs([('Fattura n.', number), ('Data emissione', d.day(d.issued)), ('Scadenza', d.day(d.due)), ('Codice utenza', account)])}]", "1fr 7cm") + f"#v(6mm)\n#align(right)[#box[{lines('Gentile cliente', who, *d.home())}]]\n\n"
        + q(f"Consumi dal {d.day(d.ago(120), 'dmy/')} al {d.day(d.ago(15), 'dmy/')}: {d.n('##')} mc, matricola contatore {d.n('##@#####')}") + "\n\n" + tbl(["Descrizione", "Euro"], rows, "1fr auto", "lr", OPEN)
    )
    return sheet(source, Truth(number, d.issued, brand, who, "EUR", total, net, tax, d.due, account, [i.amount for i in items]))


@layout("in")
def broadband_in(d: Dice) -> Paper:
    """An Indian broadband or mobile bill: relationship number, previous dues, charges with GST, due date in a strip."""
    brand = f"{d.pick('Vayu', 'Tarang', 'Sanchar')} {d.pick('Broadband', 'Fibernet', 'Mobile')} Ltd."
    who, account, number = d.who(), d.n("7#########"), d.n(d.pick("BM####@######", "MH##########", "{y}0##########"))
    items = [Item("Monthly rental 200 Mbps", d.price(499, 1499)), Item("Usage charges", d.price(0, 90)), Item("One time charges", ZERO)][:2]
    net = total_of(items)
    half = cents(net * 9 / 100)
    total, before = net + 2 * half, d.price(500, 1800)
    cells = ", ".join(f"[#text(7pt)[{q(a)}]\\ *{q(b)}*]" for a, b in (("Previous balance", d.c(before)), ("Last payment", d.c(before)), ("Adjustments", d.c(ZERO)), ("This bill's charges", d.c(total)), ("Amount due", d.c(total)), ("Due date", d.day(d.due))))
    source = (
        page("8pt", SANS, "1.8cm") + side(f"#text(14pt)[*{q(brand)}*]", pairs([("Relationship no.", account), ("Bill no.", number), ("Bill date", d.day(d.issued)), ("Bill period", d.day(d.ago(31)) + " to " + d.day(d.ago(1)))], "auto auto"), "1fr 9cm") + "#v(6mm)\n" + lines(who, *d.home()) + f"#table(columns: (1fr, 1fr, 1fr, 1fr, 1fr, 1fr), inset: 4pt, stroke: 0.5pt, {cells})\n"
        + "#v(4mm)\n" + tbl(["Charges", "Rs."], [*[(i.text, d.m(i.amount)) for i in items], ("Total before tax", d.m(net)), ("CGST 9%", d.m(half)), ("SGST 9%", d.m(half)), ("Total charges for this month", d.m(total))], "1fr auto", "lr", OPEN) + f"\n{q(f'Late fee of Rs. 100 after the due date. GSTIN {d.vat()}. SAC 998422. Helpline 1800 555 0100.')}"
    )
    return sheet(source, Truth(number, d.issued, brand, who, "INR", total, net, 2 * half, d.due, account, [i.amount for i in items]))
