# ruff: noqa: E501 - typesetting reads better unbroken
# fmt: off
"""French, Spanish, Italian and Dutch documents from a word processor, with their countries' duties."""

from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, by_rate, cents, layout, total_of
from tests.ingestion.corpus.setting import (
    MODERN,
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


@layout("fr")
def facture_artisan(d: Dice) -> Paper:
    """A French craftsman's facture: TVA table by rate, acompte, mentions légales, échéance."""
    seller, buyer, number, account = (d.firm(d.pick("Plomberie", "Couverture", "Menuiserie", "Électricité")), d.who(), d.n(d.pick("FA{y}-0###", "F-######", "FAC-{y}-##-###")), d.n("CL0####"))
    items = d.items(
        (
            ("Dépose ancienne chaudière et évacuation en déchetterie", 150, 400),
            ("Chaudière gaz à condensation 24 kW", 1500, 3200),
            ("Main d'œuvre, heures", 42, 58),
            ("Fournitures diverses", 20, 120),
            ("Déplacement", 30, 60),
        ),
        (3, 5),
        3,
        ("10", "20", "5.5"),
    )
    split = by_rate(items)
    net, tax = total_of(items), sum((t for _, _, t in split), ZERO)
    total = net + tax
    paid = cents(total * Decimal("0.3")) if d.at % 2 else ZERO
    sums = [
        ("Total HT", d.c(net)),
        ("Total TVA", d.c(tax)),
        ("Total TTC", d.c(total)),
        *([(f"Acompte versé le {d.day(d.ago(25), 'dmy/')}", d.c(-paid)), ("Net à payer", d.c(total - paid))] if paid else [("Net à payer", d.c(total))]),
    ]
    rows = [(i.text, d.m(i.quantity), d.m(i.price), f"{d.m(i.rate)} %", d.m(i.amount)) for i in items]
    capital = d.m(Decimal(d.randrange(2, 90) * 1000))
    source = (
        page("9.5pt", d.choice((SERIF, MODERN)), "1.8cm")
        + side(f"#text(14pt)[*{q(seller)}*]\\ {lines(*d.home(), 'Tél. ' + d.phone(), 'SIRET ' + d.n('### ### ### 000##'))}", f"#v(1.5cm)\n{lines(buyer, *d.home())}")
        + f"#v(6mm)\n#text(13pt)[*{q('FACTURE N° ' + number)}*]\n\n"
        + pairs([("Date :", d.day(d.issued)), ("Code client :", account), ("Devis n° :", d.n("D-####") + " du " + d.day(d.ago(60))), ("Date d'échéance :", d.day(d.due))])
        + tbl(["Désignation", "Qté", "P.U. HT", "TVA", "Montant HT"], rows, "1fr auto auto auto auto", "lrrrr", "0.4pt", "luma(225)")
        + side(tbl(["Taux", "Base HT", "Montant TVA"], [(f"{d.m(r)} %", d.m(b), d.m(t)) for r, b, t in split], "auto auto auto", "rrr"), pairs(sums, "1fr auto", True), "1fr 8cm")
        + "#v(4mm)\n#text(7.5pt)["
        + q(
            f"Règlement par virement : IBAN {d.bank()}. En cas de retard de paiement, indemnité forfaitaire de recouvrement de 40,00 € (art. L441-10 du Code de commerce) et pénalités au taux de 10 %. Pas d'escompte pour paiement anticipé."
        )
        + "]\n#v(1fr)\n#align(center)[#text(7pt)["
        + q(f"{seller} au capital de {capital} € - RCS {d.town().split(' ', 1)[1]} - APE 4322A - N° TVA {d.vat()} - Assurance décennale n° {d.n('########')}")
        + "]]"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, account, [i.amount for i in items]))


@layout("fr")
def honoraires_micro(d: Dice) -> Paper:
    """A French micro-entrepreneur's note: no TVA, place and date in words, total in a sentence."""
    seller, buyer, number = d.who(), d.firm("Conseil"), d.n(d.pick("{y}-0##", "##", "{y}/##"))
    items = d.items((("Formation bureautique, journée", 300, 520), ("Rédaction de contenus", 120, 480), ("Suivi de projet", 90, 300), ("Frais de déplacement", 20, 90)), (1, 3), 3)
    total = total_of(items)
    city = d.town().split(" ", 1)[1]
    source = (
        page("11pt", SERIF, "2.5cm")
        + lines(seller, d.pick("Formatrice indépendante", "Rédacteur web", "Consultante EI"), *d.home(), "SIREN " + d.n("### ### ###"))
        + f"#align(right)[{lines(buyer, *d.home())}]\n#align(right)["
        + q(f"{city}, le {d.day(d.issued, 'd month y')}")
        + "]\n#v(8mm)\n"
    )
    source += (
        f"#align(center)[*{q(f'Note d’honoraires n° {number}')}*]\n\n"
        + tbl(["Prestation", "Nombre", "Tarif", "Montant"], [(i.text, str(i.quantity), d.c(i.price), d.c(i.amount)) for i in items], "1fr auto auto auto", "lrrr", OPEN)
        + f"#align(right)[*{q('Total à payer : ' + d.c(total))}*]\n\n{q('TVA non applicable, art. 293 B du CGI.')}\n\n{q(f'Paiement à {d.days} jours date de facture, par virement sur le compte {d.bank()}.')}\n\n#v(1cm)\n{q(seller)}"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", total, None, None, d.due, None, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",)}))


@layout("es")
def autonomo_irpf(d: Dice) -> Paper:
    """A Spanish freelancer: IVA added and IRPF withheld, the sum to be paid smaller than the gross."""
    seller, buyer, number = (d.who(), d.firm(d.pick("Publicidad", "Eventos", "Reformas")), d.n(d.pick("{y}/0##", "F{y}-###", "A-###")))
    items = d.items((("Diseño de identidad corporativa", 400, 1600), ("Sesión fotográfica de producto", 150, 500), ("Horas de asesoría", 35, 70), ("Maquetación de catálogo", 200, 700)), (1, 3), 3)
    net = total_of(items)
    tax, held = cents(net * 21 / 100), cents(net * (7 if d.at % 3 == 0 else 15) / 100)
    both = d.at % 2 == 0
    sums = [
        ("Base imponible", d.c(net)),
        ("IVA 21%", d.c(tax)),
        *([("Total factura", d.c(net + tax))] if both else []),
        (f"Retención IRPF {7 if d.at % 3 == 0 else 15}%", d.c(-held)),
        ("Total a pagar" if both else d.pick("TOTAL FACTURA", "Total"), d.c(net + tax - held)),
    ]
    total = net + tax if both else net + tax - held
    source = (
        page("10pt", d.choice((MODERN, SERIF)), "2cm")
        + f'#text(20pt, fill: rgb("#b5651d"))[{q("FACTURA")}]\n#v(4mm)\n'
        + side(f"*{q('Emisor')}*\\ {lines(seller, 'NIF ' + d.n('########@'), *d.home())}", f"*{q('Cliente')}*\\ {lines(buyer, 'CIF ' + d.vat(), *d.home())}", "1fr 1fr")
        + "#v(4mm)\n"
        + pairs([("Nº de factura:", number), ("Fecha:", d.day(d.issued)), ("Vencimiento:", d.day(d.due))])
        + tbl(["Concepto", "Uds.", "Precio", "Importe"], [(i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for i in items], "1fr auto auto auto", "lrrr", "0.4pt", 'rgb("#f3e3d3")')
        + f"#align(right)[{pairs(sums, '4.5cm 3cm', True)}]\n#v(6mm)\n{q('Forma de pago: transferencia bancaria a la cuenta ' + d.bank())}"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, None, [i.amount for i in items], also={"total_amount": (f"{net + tax:.2f}", f"{net + tax - held:.2f}")}))


@layout("es")
def suministro_luz(d: Dice) -> Paper:
    """A Spanish light bill: summary box, contracted power, electricity tax, meter rental, IVA."""
    brand = f"{d.pick('Voltia', 'Mareluz', 'Ibersol')} {d.pick('Energía', 'Comercializadora')}, S.A."
    who, contract, number = (d.who(), d.n("ES00#########"), d.n(d.pick("FE############", "N####N########")))
    power, use = d.price(9, 24), d.price(20, 90)
    extra = [Item("Impuesto electricidad 5,11269632%", cents((power + use) * Decimal("0.0511269632"))), Item("Alquiler equipos de medida", d.price(0, 2))]
    items = [Item(f"Potencia facturada {d.pick('3,45', '4,60')} kW x 30 días", power), Item(f"Energía consumida {d.randrange(90, 500)} kWh", use), *extra]
    net = total_of(items)
    tax = cents(net * 21 / 100)
    total = net + tax
    box = pairs([(i.text, d.c(i.amount)) for i in items] + [("Subtotal", d.c(net)), ("IVA normal 21%", d.c(tax)), ("TOTAL IMPORTE FACTURA", d.c(total))], "1fr auto", True)
    source = (
        page("9pt", MODERN, "1.6cm")
        + side(f'#text(17pt, fill: rgb("#0a7"))[*{q(brand)}*]', lines(who, *d.home()))
        + "#v(5mm)\n"
        + side(
            f"*{q('DATOS DE LA FACTURA')}*\n\n"
            + pairs(
                [
                    ("Nº factura:", number),
                    ("Fecha emisión factura:", d.day(d.issued, "d de month de y")),
                    ("Periodo de consumo:", f"{d.day(d.ago(33), 'dmy/')} a {d.day(d.ago(3), 'dmy/')}"),
                    ("Fecha de cargo:", d.day(d.due, "d de month de y")),
                    ("Nº de contrato:", contract),
                    ("CUPS:", d.n("ES002100000#######@@")),
                ]
            ),
            f"#rect(width: 100%, inset: 8pt)[*{q('RESUMEN DE LA FACTURA')}*\n\n{box}]",
            "1fr 9cm",
        )
        + f"#v(5mm)\n*{q('INFORMACIÓN DEL CONSUMO')}*\n\n"
        + tbl(
            ["", "Lectura anterior", "Lectura actual", "Consumo"],
            [("P1 punta", "8.214", "8.301", "87 kWh"), ("P2 llano", "9.011", "9.077", "66 kWh"), ("P3 valle", "15.400", "15.522", "122 kWh")],
            "auto auto auto auto",
            "lrrr",
        )
        + q(f"Su consumo medio diario ha sido de {d.m(d.price(1, 4))} €. Domiciliado en la cuenta {d.bank()[:14]} ****")
        + f"\n\n#v(1fr)\n#text(7pt)[{q(f'{brand} Domicilio social: {d.street()}, {d.town()}. CIF A{d.randrange(10**7, 10**8)}. Atención al cliente 900 555 010')}]"
    )
    return sheet(source, Truth(number, d.issued, brand, who, "EUR", total, net, tax, d.due, contract, [i.amount for i in items]))


@layout("it")
def parcella_ritenuta(d: Dice) -> Paper:
    """An Italian professional's parcella: cassa 4 %, IVA, stamp duty at times, ritenuta d'acconto."""
    title = d.pick("Avv.", "Arch.", "Dott.ssa", "Ing.")
    name = d.who()
    seller, buyer, number = (f"{title} {name}", d.firm(d.pick("Costruzioni", "Tessuti", "Impianti")), d.n(d.pick("##/{y}", "###", "FPR ##/##")))
    fee = d.price(300, 4200)
    fund = cents(fee * 4 / 100)
    net = fee + fund
    tax, held = cents(net * 22 / 100), cents(fee * 20 / 100)
    total = net + tax
    rows = [
        (d.pick("Onorario per consulenza", "Prestazione professionale come da incarico", "Progettazione preliminare"), d.c(fee)),
        ("Contributo cassa previdenza 4%", d.c(fund)),
        ("Imponibile", d.c(net)),
        ("IVA 22%", d.c(tax)),
        (d.pick("Totale fattura", "Totale documento"), d.c(total)),
        ("Ritenuta d'acconto 20%", d.c(-held)),
        ("Netto a pagare", d.c(total - held)),
    ]
    source = (
        page("10.5pt", SERIF, "2.3cm")
        + f"#align(center)[#text(15pt)[{q(seller)}]\\ #text(9pt)[{q(' - '.join([*d.home(), 'P.IVA ' + d.n('###########')]))}]]\n#line(length: 100%)\n#v(6mm)\n#align(right)[{lines('Spett.le', buyer, *d.home(), 'P.IVA ' + d.n('###########'))}]\n"
        + q(f"{d.town().split(' ')[1]}, {d.day(d.issued, 'd month y')}")
        + f"\n\n*{q(d.pick('Fattura n. ', 'Parcella n. ', 'FATTURA N. ') + number + ' del ' + d.day(d.issued, 'dmy/'))}*\n\n"
        + tbl([], rows, "1fr auto", "lr", OPEN)
        + f"\n{q(f'Pagamento: bonifico bancario a {d.days} gg data fattura - IBAN {d.bank()}')}"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, None, [fee, fund], also={"seller_name": (name,), "net_amount": (str(fee),)}))


@layout("it")
def fattura_cortesia(d: Dice) -> Paper:
    """The courtesy print of an electronic invoice: many small label tables, split payment for public bodies."""
    seller, buyer, number = (d.firm("Forniture"), d.pick("Comune di ", "Istituto Comprensivo ", "ASL ") + d.town().split(" ", 1)[1].split(" (")[0], d.n(d.pick("###/PA", "{y}-###", "##/E")))
    items = d.items((("Carta A4 80 g, risma", 3, 6), ("Toner compatibile nero", 30, 90), ("Sedia ergonomica", 80, 260), ("Assistenza tecnica, ore", 35, 60)), (2, 4), 9)
    net = total_of(items)
    tax = cents(net * 22 / 100)
    split = d.at % 2 == 0
    source = (
        page("8.5pt", MODERN, "1.5cm")
        + side(
            "#rect(width: 100%)["
            + f"*{q('Cedente/prestatore (fornitore)')}*\n\n"
            + lines("Identificativo fiscale ai fini IVA: " + d.vat(), "Denominazione: " + seller, "Indirizzo: " + d.street(), d.town())
            + "]",
            "#rect(width: 100%)["
            + f"*{q('Cessionario/committente (cliente)')}*\n\n"
            + lines("Codice fiscale: " + d.n("80#########"), "Denominazione: " + buyer, "Indirizzo: " + d.street(), d.town())
            + "]",
            "1fr 1fr",
        )
        + tbl(["Tipologia documento", "Numero documento", "Data documento", "Codice destinatario"], [("TD01 fattura", number, d.day(d.issued, "dmy-"), d.n("@@#@@#"))], "1fr 1fr 1fr 1fr", "llll")
        + tbl(
            ["Cod. articolo", "Descrizione", "Quantità", "Prezzo unitario", "%IVA", "Prezzo totale"],
            [(i.code, i.text, d.m(i.quantity), d.m(i.price), "22,00", d.m(i.amount)) for i in items],
            "auto 1fr auto auto auto auto",
            "llrrrr",
        )
        + f"*{q('RIEPILOGHI IVA E TOTALI')}*\n\n"
        + tbl(
            ["Esigibilità IVA / riferimenti normativi", "%IVA", "Totale imponibile", "Totale imposta"],
            [("S (scissione dei pagamenti)" if split else "I (esigibilità immediata)", "22,00", d.m(net), d.m(tax))],
            "1fr auto auto auto",
            "lrrr",
        )
        + tbl(["Importo bollo", "Sconto/Maggiorazione", "Valuta", "Totale documento"], [("", "", "EUR", d.m(net + tax))], "1fr 1fr auto auto", "llrr")
        + tbl(
            ["Modalità pagamento", "IBAN", "Data scadenza", "Importo"],
            [("MP05 Bonifico", d.bank().replace(" ", ""), d.day(d.due, "dmy-"), d.m(net if split else net + tax))],
            "auto 1fr auto auto",
            "lllr",
        )
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, None, [i.amount for i in items]))


@layout("nl")
def factuur_zzp(d: Dice) -> Paper:
    """A Dutch freelancer: hours, btw, KvK and IBAN in the footer, payment term in words."""
    seller, buyer, number, account = (d.firm(d.pick("Fotografie", "Timmer", "Tekst", "Grafisch")), d.firm("Uitgeverij"), d.n(d.pick("{y}-0##", "{y}0###", "F####")), d.n("D###"))
    items = d.items((("Uren ontwerp en overleg", 65, 95), ("Reiskosten km", 0, 1), ("Fotosessie halve dag", 280, 450), ("Drukwerkbegeleiding", 90, 240)), (2, 3), 9)
    net = total_of(items)
    shifted = d.at == 3
    tax = ZERO if shifted else cents(net * 21 / 100)
    rate = "Btw verlegd" if shifted else "21% btw"
    source = (
        page("10pt", d.choice((SERIF, MODERN)), "2.2cm")
        + side(f'#text(24pt, fill: rgb("#c2410c"))[{q("factuur")}]', f"#align(right)[{lines(seller, *d.home(), d.phone())}]")
        + "#v(8mm)\n"
        + side(lines(buyer, "t.a.v. de administratie", *d.home()), pairs([("Factuurnummer", number), ("Factuurdatum", d.day(d.issued)), ("Debiteurnr.", account), ("Uw referentie", d.who())]))
        + "#v(6mm)\n"
        + tbl(["Omschrijving", "Aantal", "Tarief", "Bedrag"], [(i.text, str(i.quantity), d.c(i.price), d.c(i.amount)) for i in items], "1fr auto auto auto", "lrrr", OPEN)
        + "#align(right)["
        + pairs([(d.pick("Totaal exclusief btw", "Subtotaal"), d.c(net)), (rate, d.c(tax)), (d.pick("Totaal inclusief btw", "Te betalen", "Totaal"), d.c(net + tax))], "5cm 3cm", True)
        + f"]\n\n{q(d.pick(f'Gelieve het bedrag binnen {d.days} dagen over te maken onder vermelding van het factuurnummer.', f'Betalingstermijn {d.days} dagen na factuurdatum.'))}\n\n#v(1fr)\n#line(length: 100%)\n#align(center)[#text(8pt)["
        + q(f"KvK {d.n('########')} | btw-id {d.vat()} | IBAN {d.bank()} t.n.v. {seller}")
        + "]]"
    )
    return sheet(
        source, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax.quantize(Decimal("0.01")), d.due, account, [i.amount for i in items], also={"tax_amount": (None,) if shifted else ()})
    )


@layout("nl")
def zorg_nota(d: Dice) -> Paper:
    """A Dutch energy or telecom nota: instalments paid are taken off the year's cost."""
    brand = f"{d.pick('Duinstroom', 'Waterland Energie', 'Noordkaap')} {d.pick('N.V.', 'B.V.')}"
    who, account, number = d.who(), d.n("#########"), d.n("#### #### ##")
    items = [
        Item("Leveringskosten stroom 2.318 kWh", d.price(300, 800)),
        Item("Leveringskosten gas 911 m³", d.price(500, 1300)),
        Item("Netbeheerkosten", d.price(200, 400)),
        Item("Overheidsheffingen", d.price(100, 400)),
        Item("Vermindering energiebelasting", -d.price(100, 500)),
    ]
    net = total_of(items)
    tax = cents(net * 21 / 100)
    total = net + tax
    terms = cents(total * Decimal("0.9")) if d.at % 2 else cents(total * Decimal("1.1"))
    owed = total - terms
    source = (
        page("9.5pt", SERIF, "2cm")
        + f'#text(18pt, fill: rgb("#005f99"))[*{q(brand)}*]\n#v(1cm)\n'
        + side(lines(who, *d.home()), pairs([("Klantnummer", account), ("Notanummer", number), ("Notadatum", d.day(d.issued)), ("Periode", f"{d.day(d.ago(370))} t/m {d.day(d.ago(6))}")]))
        + f"#v(6mm)\n#text(14pt)[{q('Uw jaarnota')}]\n\n"
        + tbl(["Omschrijving", "Bedrag in €"], [(i.text, d.m(i.amount)) for i in items], "1fr auto", "lr", "none")
        + "#line(length: 100%)\n"
        + tbl(
            [],
            [
                ("Totaal exclusief btw", d.m(net)),
                ("Btw 21%", d.m(tax)),
                ("Totaal kosten inclusief btw", d.m(total)),
                ("Betaalde termijnbedragen (12 x)", d.m(-terms)),
                ("Te betalen" if owed > 0 else "U krijgt terug", d.m(abs(owed))),
            ],
            "1fr auto",
            "lr",
            "none",
        )
        + q(f"Het bedrag wordt rond {d.day(d.due, 'd month y')} {'afgeschreven van' if owed > 0 else 'overgemaakt op'} rekening {d.bank()[:12]}***.")
        + f"\n\n#v(1fr)\n#text(7.5pt)[{q(f'{brand} · KvK {d.randrange(10**7, 10**8)} · {d.vat()}')}]"
    )
    return sheet(source, Truth(number, d.issued, brand, who, "EUR", total, net, tax, None, account, [i.amount for i in items], also={"due_date": (d.due.isoformat(),)}))
