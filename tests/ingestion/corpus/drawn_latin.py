# ruff: noqa: E501 - placed texts read better unbroken
# fmt: off
"""French, Spanish, Italian and Dutch bills and company invoices, drawn at places."""

from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, by_rate, cents, layout, total_of
from tests.ingestion.corpus.surface import Sheet

ZERO = Decimal(0)


@layout("fr")
def telecom_fr(d: Dice) -> Paper:
    """A French operator: big amount at the right, prélèvement date, HT and TTC columns, last bill paid."""
    p = Sheet("a4", "Vera", 8.5)
    brand = d.pick("Bretel", "Alizé Mobile", "Noria Télécom")
    who, account, number = (d.who(), d.n("0#########"), d.n(d.pick("F{y}########", "##########-@#@#", "1 ### ### ###")))
    items = [Item("Forfait fibre + téléphone", d.price(24, 45)), Item("Option TV Famille", d.price(4, 15)), Item("Communications hors forfait", d.price(0, 7))]
    total = total_of(items)
    net = cents(total * 100 / 120)
    p.text(40, 60, brand, 22, True, color="#e4572e")
    p.lines(40, 100, [f"N° client : {account}", f"N° de facture : {number}", f"Date de facture : {d.day(d.issued)}", f"Ligne : {d.n('02 99 55 ## ##')}"], 9, 14)
    p.lines(330, 150, [who, *d.home()], 10)
    p.text(40, 240, f"Votre facture du {d.day(d.issued, 'd month y')}", 14)
    p.box(380, 225, 175, 60, "#fbe9e4", "")
    p.text(390, 245, d.pick("Montant prélevé", "Total TTC à payer", "Somme à payer TTC"), 8.5)
    p.text(545, 272, d.c(total), 18, True, "r")
    p.text(40, 262, f"Prélèvement le {d.day(d.due)} sur votre compte {d.bank()[:9]} **** ****", 8.5)
    p.text(40, 280, f"Dernière facture de {d.c(total)} payée le {d.day(d.ago(20))}. Merci.", 8.5)
    rows = [(i.text, d.m(cents(i.amount * 100 / 120)), "20,0%", d.m(i.amount)) for i in items]
    y = p.table(40, 320, [290, 75, 65, 85], "lrrr", [("Abonnements et options", "HT", "TVA", "TTC"), *rows], ruled="h")
    p.pairs(330, 552, y + 12, [("Total HT", d.c(net)), ("TVA 20,00 %", d.c(total - net)), ("Total TTC", d.c(total))], align="r")
    p.text(40, 800, f"{brand} SA au capital de 12 500 000 € - RCS Rennes {d.n('### ### ###')} - TVA intracom. {d.vat()} - Service client 39 55", 6.5)
    return Paper(
        "drawn", p.pdf(), Truth(number, d.issued, brand, who, "EUR", total, net, total - net, d.due, account, [i.amount for i in items], items_also=[cents(i.amount * 100 / 120) for i in items], also={"seller_name": (f"{brand} SA",), "due_date": (None,)})
    )


@layout("it")
def bolletta(d: Dice) -> Paper:
    """An Italian energy bill: total and due date in a box, spending groups, canone, paid bills, split addresses."""
    p = Sheet("a4", "Helvetica", 9)
    brand = f"{d.pick('Lumina', 'Eneris', 'Solaria')} Energia S.p.A."
    who, account, number = (d.who(), d.n("### ### ###"), d.n(d.pick("#########", "{y}##########", "EE{y}-######")))
    items = [
        Item("Spesa per la materia energia", d.price(30, 120)),
        Item("Spesa per il trasporto e la gestione del contatore", d.price(9, 30)),
        Item("Spesa per oneri di sistema", d.price(4, 25)),
        Item("Accise", d.price(1, 6)),
    ]
    net = total_of(items)
    tax = cents(net * 10 / 100)
    fee = Decimal("18.00") if d.at % 2 else ZERO
    total = net + tax + fee
    p.text(45, 56, brand, 16, True, color="#007a33")
    p.lines(45, 74, ["Servizio clienti 800 955 010", f"Codice cliente {account}", f"Codice POD {d.n('IT001E########')}"], 8.5)
    p.lines(330, 130, [who.upper(), *[t.upper() for t in d.home()]], 10)
    p.text(45, 210, f"Bolletta n. {number} del {d.day(d.issued)}", 11, True)
    p.text(45, 225, f"Periodo {d.day(d.ago(68), 'dmy/')} - {d.day(d.ago(8), 'dmy/')}   Consumo fatturato {d.randrange(150, 700)} kWh", 9)
    p.box(45, 240, 240, 62, "#e8f5ec", "#007a33")
    p.text(55, 258, d.pick("Totale da pagare", "Quanto devo pagare?", "Totale bolletta"), 9)
    p.text(275, 262, d.c(total), 16, True, "r")
    p.text(55, 288, d.pick("Entro il", "Scadenza", "Da pagare entro il"), 9)
    p.text(275, 288, d.day(d.due), 11, True, "r")
    p.text(310, 258, "I pagamenti delle bollette precedenti sono regolari. Grazie.", 8)
    rows = [(i.text, d.m(i.amount)) for i in items]
    y = p.table(
        45,
        340,
        [400, 105],
        "lr",
        [
            ("Sintesi degli importi fatturati", "Euro"),
            *rows,
            ("Totale imponibile", d.m(net)),
            (f"IVA 10% su imponibile di euro {d.m(net)}", d.m(tax)),
            *([("Canone di abbonamento alla televisione", d.m(fee))] if fee else []),
            ("Totale bolletta", d.m(total)),
        ],
        ruled="h",
    )
    p.lines(45, y + 24, ["Domiciliazione bancaria attiva." if d.at % 2 else "Pagamento con bollettino allegato.", f"Deposito cauzionale versato: {d.c(Decimal('46.00'))}"])
    p.text(45, 810, f"{brand} Sede legale {d.street()}, {d.town()} - P.IVA {d.n('###########')} - Cap. soc. € 4.000.000,00 i.v.", 6.5)
    return Paper(
        "drawn", p.pdf(), Truth(number, d.issued, brand, who, "EUR", total, net, tax, d.due, account, [*[i.amount for i in items], *([fee] if fee else [])], also={"buyer_name": (who.upper(),)})
    )


@layout("it")
def accompagnatoria(d: Dice) -> Paper:
    """An Italian delivery invoice: a form of cells with DDT, carrier, parcels, bollo, several rates."""
    p = Sheet("a4", "Courier", 8)
    seller, buyer, number, account = (d.firm("Ceramiche"), d.firm("Edilizia"), d.n(d.pick("###/A", "####", "##/{y}")), d.n("C0####"))
    items = d.items((("Piastrella gres 60x60 grigio", 14, 38), ("Collante 25 kg", 8, 17), ("Fuga cementizia 5 kg", 9, 16), ("Profilo alluminio 2,5 m", 6, 19)), (3, 4), 40, ("22", "22", "10"))
    split = by_rate(items)
    net, tax = total_of(items), sum((t for _, _, t in split), ZERO)
    total = net + tax
    p.text(40, 50, seller, 13, True)
    p.lines(40, 64, [*d.home(), f"P.IVA {d.n('###########')}  C.F. {d.n('###########')}", f"Tel. {d.phone()}"], 8)
    p.text(320, 50, "Spett.le", 8)
    p.lines(320, 64, [buyer, *d.home()], 9)
    cells = [
        ("Tipo documento", "Fattura accompagnatoria"),
        ("Numero", number),
        ("Data", d.day(d.issued)),
        ("Cod. cliente", account),
        ("P. IVA cliente", d.n("###########")),
        ("Pagamento", f"R.B. {d.days} gg d.f."),
        ("Banca d'appoggio", "Banca Popolare"),
        ("Agente", d.n("0##")),
    ]
    for at, (label, value) in enumerate(cells):
        x, y = 40 + at % 4 * 129.0, 120 + at // 4 * 26.0
        p.box(x, y, 129, 26)
        p.text(x + 3, y + 8, label, 6)
        p.text(x + 3, y + 20, value, 8, True)
    y = p.table(
        40,
        190,
        [55, 215, 40, 50, 60, 30, 65],
        "llrrrrr",
        [("Codice", "Descrizione", "U.M.", "Q.ta'", "Prezzo", "IVA", "Importo"), *[(i.code, i.text, "PZ", str(i.quantity), d.m(i.price), str(i.rate), d.m(i.amount)) for i in items]],
        ruled="u",
    )
    p.table(40, 640, [60, 90, 90], "rrr", [("Aliquota", "Imponibile", "Imposta"), *[(f"{r}%", d.m(b), d.m(t)) for r, b, t in split]], ruled="g")
    for at, (label, value) in enumerate((("Totale imponibile", d.m(net)), ("Totale IVA", d.m(tax)), ("TOTALE FATTURA", f"EUR {d.m(total)}"))):
        p.box(300, 630 + at * 28.0, 257, 28)
        p.text(304, 640 + at * 28.0, label, 6.5)
        p.text(550, 650 + at * 28.0, value, 11 if at == 2 else 9, at == 2, "r")
    p.pairs(40, 160, 740, [("Aspetto dei beni", "Pallet"), ("N. colli", d.n("#")), ("Peso kg", d.n("###")), ("Vettore", "Mittente"), (f"Scadenza {d.day(d.due)}", d.m(total))])
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, account, [i.amount for i in items]))


@layout("es")
def telefonia_es(d: Dice) -> Paper:
    """A Spanish operator: two boxes, charges by line with sub-rows, domiciliación."""
    p = Sheet("a4", "Inter", 9)
    brand = f"{d.pick('Telefonía Cierzo', 'Movinorte', 'Fibralia')} S.A.U."
    who, account, number = (d.who(), d.n("1-########"), d.n(d.pick("TA#@@#######", "@@##-######", "60-@###-######")))
    mobile, fibre, off = d.price(10, 35), d.price(20, 45), d.price(2, 9)
    items = [Item("Línea móvil " + d.n("6## ### ###"), mobile), Item("Fibra 600 Mb", fibre), Item("Descuento promoción", -off)]
    net = total_of(items)
    tax = cents(net * 21 / 100)
    p.box(0, 0, 12, 842, "#00a1e0", "")
    p.text(40, 56, brand.replace(" S.A.U.", ""), 20, True, color="#00a1e0")
    p.lines(40, 96, ["Titular", who, *d.home()], 9.5)
    p.box(320, 84, 235, 86, "", "#00a1e0")
    p.pairs(
        330,
        545,
        102,
        [
            ("Nº de factura", number),
            ("Fecha de emisión", d.day(d.issued)),
            ("Cuenta de cliente", account),
            ("Periodo", f"{d.day(d.ago(31), 'dmy2/')} - {d.day(d.ago(1), 'dmy2/')}"),
            ("Fecha de cobro", d.day(d.due)),
        ],
        align="r",
        step=15,
    )
    p.text(40, 220, "Resumen de tu factura", 13, True)
    y = 246.0
    for item in items:
        p.text(40, y, item.text, 9.5)
        p.text(555, y, d.c(item.amount), 9.5, align="r")
        if item.amount > 15:
            p.text(56, y + 12, f"Cuota mensual del {d.day(d.ago(31), 'dmy/')} al {d.day(d.ago(1), 'dmy/')}", 7.5, color="#666666")
            y += 12
        y += 18
    p.rule(40, y - 8, 555)
    p.pairs(
        300,
        555,
        y + 8,
        [(d.pick("Total (base imponible)", "Base imponible"), d.c(net)), ("IVA (21%)", d.c(tax)), (d.pick("Total a pagar", "TOTAL FACTURA", "Importe total"), d.c(net + tax))],
        align="r",
        step=17,
        bold=True,
    )
    p.text(40, 800, f"{brand} C.I.F. {d.vat()} · {d.street()}, {d.town()} · Cargo en cuenta {d.bank()[:14]} **** ****", 7)
    return Paper(
        "drawn",
        p.pdf(),
        Truth(number, d.issued, brand, who, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items], also={"seller_name": (brand.replace(" S.A.U.", ""),), "due_date": (None,)}),
    )


@layout("nl")
def groothandel(d: Dice) -> Paper:
    """A Dutch wholesaler: deposits on crates without tax, two btw rates, sums at the left foot."""
    p = Sheet("a4", "Helvetica", 9)
    seller, buyer, number, account = (d.firm("Dranken"), d.firm("Horeca"), d.n(d.pick("VF######", "########", "{y}.#####")), d.n("1####"))
    items = d.items(
        (("Pils krat 24x30 cl", 13, 19), ("Cola 1 l glas, krat 12", 14, 22), ("Koffiebonen 1 kg", 11, 19), ("Huiswijn rood 75 cl", 4, 9), ("Appelsap 20 cl, tray", 12, 18)), (3, 5), 14, ("21", "9")
    )
    back = Item("Retour statiegeld emballage", -d.price(8, 40))
    split = by_rate(items)
    net, tax = total_of(items) + back.amount, sum((t for _, _, t in split), ZERO)
    total = net + tax
    p.text(45, 60, seller, 18, True, color="#14532d")
    p.lines(400, 50, [*d.home(), f"Tel. {d.phone()}", f"KvK {d.n('########')}", f"BTW {d.vat()}"], 8)
    p.text(45, 120, "FACTUUR", 13, True)
    p.table(
        45,
        146,
        [100, 100, 100, 100, 105],
        "lllll",
        [("Factuurnr.", "Factuurdatum", "Debiteurnr.", "Ordernr.", "Vervaldatum"), (number, d.day(d.issued), account, d.n("O######"), d.day(d.due))],
        ruled="g",
    )
    p.lines(45, 200, [buyer, *d.home()], 10)
    y = p.table(
        45,
        262,
        [55, 220, 45, 60, 45, 80],
        "llrrrr",
        [
            ("Artikel", "Omschrijving", "Aantal", "Prijs", "Btw", "Bedrag"),
            *[(i.code, i.text, str(i.quantity), d.m(i.price), f"{i.rate}%", d.m(i.amount)) for i in items],
            ("EMB", back.text, "", "", "0%", d.m(back.amount)),
        ],
        ruled="u",
    )
    y = p.table(45, y + 26, [70, 90, 90], "rrr", [("Btw %", "Grondslag", "Btw-bedrag"), *[(f"{r}%", d.m(b), d.m(t)) for r, b, t in split], ("0%", d.m(back.amount), d.m(ZERO))], ruled="h")
    p.pairs(
        45,
        290,
        y + 20,
        [("Totaal exclusief btw", d.c(net)), ("Totaal btw", d.c(tax)), (d.pick("Totaal te voldoen", "Factuurtotaal", "Totaal inclusief btw"), d.c(total))],
        align="r",
        step=16,
        bold=True,
    )
    p.text(45, 800, f"Wij verzoeken u het bedrag voor {d.day(d.due)} over te maken op {d.bank()} o.v.v. debiteur- en factuurnummer.", 7.5)
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, account, [*[i.amount for i in items], back.amount]))


@layout("fr", "it", "es")
def albergo(d: Dice) -> Paper:
    """A hotel's invoice in three languages: nights, city tax without VAT, paid by card."""
    w = {
        "fr": ("Hôtel", "Facture N°", "Date", "Chambre", "Arrivée", "Départ", "Nuitée", "Petit-déjeuner", "Taxe de séjour", "Prestation|Qté|Prix|Total TTC", "Total HT", "TVA 10 %", "Total TTC", "Réglé par carte", "Solde", "Client"),
        "it": ("Albergo", "Fattura n.", "Data", "Camera", "Arrivo", "Partenza", "Pernottamento", "Prima colazione", "Imposta di soggiorno", "Servizio|Q.tà|Prezzo|Totale", "Imponibile", "IVA 10 %", "Totale fattura", "Pagato con carta", "Saldo", "Cliente"),
        "es": ("Hotel", "Factura nº", "Fecha", "Habitación", "Entrada", "Salida", "Noche de alojamiento", "Desayuno", "Tasa turística", "Concepto|Cant.|Precio|Total", "Base imponible", "IVA 10 %", "Total factura", "Pagado con tarjeta", "Pendiente", "Cliente"),
    }[d.place.lang]
    p = Sheet("a4", "Times", 10)
    seller = f"{w[0]} {d.pick('Miramar', 'Bellevue', 'Aurora', 'del Parco')}"
    buyer, number, nights = (d.firm(d.pick("Consulting", "Logistica")), d.n(d.pick("F####", "{y}/####", "#####")), d.randint(1, 5))
    rate, meal, city = d.price(70, 210), d.price(8, 18), d.price(1, 4)
    items = [Item(w[6], cents(rate * nights), Decimal(nights), rate), Item(w[7], cents(meal * nights), Decimal(nights), meal), Item(w[8], cents(city * nights), Decimal(nights), city)]
    total = total_of(items)
    taxed = total - items[2].amount
    tax = taxed - cents(taxed * 100 / 110)
    p.text(298, 56, seller + "  ***", 20, align="c")
    p.text(298, 72, " - ".join([*d.home(), d.phone(), d.vat()]), 8.5, align="c")
    p.pairs(50, 130, 120, [(w[1], number), (w[2], d.day(d.issued)), (w[3], d.n("###")), (w[4], d.day(d.ago(nights))), (w[5], d.day(d.issued))], step=14)
    p.lines(330, 120, [w[15], buyer, *d.home()])
    y = p.table(50, 230, [270, 50, 80, 95], "lrrr", [w[9].split("|"), *[(i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for i in items]], ruled="h")
    p.pairs(340, 542, y + 12, [(w[10], d.c(total - tax)), (w[11], d.c(tax)), (w[12], d.c(total)), (w[13], d.c(-total)), (w[14], d.c(ZERO))], align="r")
    return Paper(
        "drawn",
        p.pdf(),
        Truth(
            number,
            d.issued,
            seller,
            buyer,
            "EUR",
            total,
            total - tax,
            tax,
            None,
            None,
            [i.amount for i in items],
            also={"net_amount": (str(cents(taxed * 100 / 110)),), "due_date": (d.issued.isoformat(),)},
        ),
    )
