# ruff: noqa: E501 - typesetting reads better unbroken
# fmt: off
"""More of the continent: insurers, landlords, bilingual and tax-free invoices, carried-forward pages."""

from datetime import timedelta
from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, grouped, layout, total_of
from tests.ingestion.corpus.setting import MODERN, SERIF, lines, page, pairs, q, sheet, side, tbl

ZERO = Decimal(0)
OPEN = "(x: none, top: none, bottom: 0.3pt)"
PREMIUM = {
    "de": ("Beitragsrechnung", "Rechnungsnummer", "Versicherungsschein-Nr.", "Rechnungsdatum", "Fällig am", "Versicherungszeitraum", "Beitrag", "Versicherungssteuer 19 %", "Gesamtbeitrag", "Versicherungsnehmer", "Hausratversicherung"),
    "fr": ("Avis d'échéance", "Avis n°", "N° de contrat", "Date d'émission", "À régler avant le", "Période garantie", "Cotisation hors taxes", "Taxes 9 %", "Cotisation TTC", "Sociétaire", "Assurance habitation"),
    "nl": ("Premienota", "Notanummer", "Polisnummer", "Notadatum", "Te betalen voor", "Verzekerde periode", "Premie", "Assurantiebelasting 21%", "Totaal te betalen", "Verzekeringnemer", "Inboedelverzekering"),
    "it": ("Avviso di scadenza", "Avviso n.", "Polizza n.", "Data emissione", "Scadenza", "Periodo assicurato", "Premio netto", "Imposte 22,25%", "Premio totale", "Contraente", "Polizza casa"),
    "es": ("Recibo de prima", "Recibo nº", "Póliza nº", "Fecha de emisión", "Fecha de vencimiento", "Periodo de cobertura", "Prima neta", "Impuestos 8 %", "Prima total", "Tomador", "Seguro de hogar"),
}


@layout("de", "fr", "nl", "it", "es")
def premium_abroad(d: Dice) -> Paper:
    """An insurer's yearly premium in five languages: contract number as account, insurance tax."""
    w = PREMIUM[d.place.lang]
    brand = {"de": "Nordstern Versicherungs-AG", "fr": "Mutuelle Armor Assurances", "nl": "Polderzeker Verzekeringen N.V.", "it": "Assicurazioni Tirreno S.p.A.", "es": "Seguros Cantábrico S.A."}[
        d.country
    ]
    who, policy, number = (d.who(), d.n(d.pick("##.###.######", "HR########", "####-#####-#")), d.n(d.pick("#########", "{y}/######")))
    net = d.price(60, 480)
    rate = {"de": Decimal(19), "fr": Decimal(9), "nl": Decimal(21), "it": Decimal("22.25"), "es": Decimal(8)}[d.country]
    tax = cents(net * rate / 100)
    start = d.due + timedelta(days=5)
    source = (
        page("10pt", d.choice((SERIF, MODERN)), "2.2cm")
        + f'#text(16pt, fill: rgb("#7b1e3a"))[*{q(brand)}*]\n#v(1.2cm)\n'
        + side(lines(who, *d.home()), pairs([(w[1], number), (w[2], policy), (w[3], d.day(d.issued)), (w[4], d.day(d.due))]), "1fr 8cm")
        + f"#v(8mm)\n#text(13pt)[*{q(w[0])}*]\n\n"
        + pairs([(w[9], who), (w[5], f"{d.day(start)} - {d.day(start + timedelta(days=364))}")])
        + "#v(4mm)\n"
        + tbl([w[10], "EUR"], [(w[6], d.m(net)), (w[7], d.m(tax)), (w[8], d.m(net + tax))], "1fr auto", "lr", OPEN)
        + f"#v(1fr)\n#text(8pt)[{q(brand + ', ' + ', '.join(d.home()) + ', ' + d.phone() + ', IBAN ' + d.bank())}]"
    )
    return sheet(source, Truth(number, d.issued, brand, who, "EUR", net + tax, net, tax, d.due, policy, [net], also={"account_number": (None,)}))


@layout("es", "fr", "it", "nl")
def office_rent(d: Dice) -> Paper:
    """A landlord's rent invoice: rent and charges with tax; in Spain part of it is withheld."""
    w = {
        "es": ("FACTURA", "Factura nº", "Fecha", "Alquiler local comercial", "Gastos de comunidad", "Base imponible", "IVA 21%", "Importe total", "Arrendatario", "Arrendador", "Vencimiento"),
        "fr": ("APPEL DE LOYER", "Facture n°", "Date", "Loyer local commercial", "Provision sur charges", "Total HT", "TVA 20 %", "Total TTC", "Locataire", "Bailleur", "Échéance"),
        "it": ("FATTURA", "Fattura n.", "Data", "Canone di locazione ufficio", "Spese condominiali", "Imponibile", "IVA 22%", "Totale fattura", "Conduttore", "Locatore", "Scadenza"),
        "nl": ("HUURFACTUUR", "Factuurnummer", "Factuurdatum", "Huur kantoorruimte", "Servicekosten", "Subtotaal", "Btw 21%", "Totaal te voldoen", "Huurder", "Verhuurder", "Vervaldatum"),
    }[d.place.lang]
    seller, buyer, number = (d.firm("Inmo"), d.firm("Studio"), d.n(d.pick("{y}-0##", "H{y}##", "###")))
    items = [Item(w[3], d.price(600, 2400)), Item(w[4], d.price(50, 260))]
    net = total_of(items)
    tax = cents(net * {"es": 21, "fr": 20, "it": 22, "nl": 21}[d.country] / 100)
    total, held = net + tax, cents(net * 19 / 100)
    sums = [(w[5], d.c(net)), (w[6], d.c(tax)), (w[7], d.c(total)), *([("Retención 19%", d.c(-held)), ("Líquido a percibir", d.c(total - held))] if d.country == "es" else [])]
    source = (
        page("10pt", MODERN, "2cm")
        + f"#align(center)[#text(15pt)[{q(w[0])}]]\n#v(5mm)\n"
        + tbl([w[9], w[8]], [(seller, buyer), (d.street(), d.street()), (d.town(), d.town()), (d.vat(), d.vat())], "1fr 1fr", "ll", "(x: 0.4pt, y: none)")
        + "#v(4mm)\n"
        + tbl([w[1], w[2], w[10]], [(number, d.day(d.issued), d.day(d.due))], "1fr 1fr 1fr", "ccc")
        + "#v(4mm)\n"
        + pairs([(i.text, d.c(i.amount)) for i in items], "1fr auto", True)
        + "#line(length: 100%)\n"
        + pairs(sums, "1fr auto", True)
        + f"\n\n#v(8mm)\n{q('IBAN ' + d.bank())}"
    )
    return sheet(
        source, Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, None, [i.amount for i in items], also={"total_amount": (str(total - held),) if d.country == "es" else ()})
    )


@layout("it")
def forfettario(d: Dice) -> Paper:
    """An Italian sole trader in the flat scheme: no IVA, stamp duty of 2.00 added, law cited."""
    seller, buyer, number = d.who(), d.firm("Grafica"), d.n(d.pick("#/{y}", "##", "{y}/##"))
    items = d.items((("Sviluppo sito web", 300, 1400), ("Traduzione dal tedesco, cartelle", 18, 30), ("Ore di formazione", 30, 60)), (1, 2), 4)
    stamp = Decimal("2.00")
    total = total_of(items) + stamp
    source = (
        page("10.5pt", SERIF, "2.4cm")
        + side(lines(seller, *d.home(), "C.F. " + d.n("@@@@@@##@##@###@"), "P.IVA " + d.n("###########")), lines("Spett.le", buyer, *d.home(), "P.IVA " + d.n("###########")))
        + f"#v(8mm)\n*{q(f'Fattura n. {number} del {d.day(d.issued)}')}*\n\n"
        + tbl(["Descrizione", "Q.tà", "Prezzo", "Importo"], [(i.text, str(i.quantity), d.c(i.price), d.c(i.amount)) for i in items], "1fr auto auto auto", "lrrr")
        + "#align(right)["
        + pairs([("Totale prestazioni", d.c(total - stamp)), ("Marca da bollo", d.c(stamp)), ("Totale da pagare", d.c(total))], "5cm 3cm", True)
        + f"]\n#text(8.5pt)[{q('Operazione senza applicazione dell’IVA ai sensi dell’art. 1, commi 54-89, L. 190/2014. Imposta di bollo assolta sull’originale.')}]\n\n{q(f'Pagamento entro il {d.day(d.due)} su IBAN {d.bank()}')}"
    )
    return sheet(
        source,
        Truth(number, d.issued, seller, buyer, "EUR", total, None, None, d.due, None, [i.amount for i in items], also={"net_amount": (str(total - stamp), str(total)), "tax_amount": ("0.00", "2.00")}),
    )


@layout("de", "nl", "de")
def bilingual(d: Dice) -> Paper:
    """A German or Dutch exporter: every label in two languages, reverse charge, foreign buyer."""
    seller, number, account = (d.firm("Maschinen"), d.n(d.pick("9#######", "EX-{y}-###")), d.n("D#####"))
    buyer = d.pick("Vårby Verkstad AB", "Kowalski Części Sp. z o.o.", "Atelier Mécanique Dubreuil SARL", "Officine Brenta S.r.l.")
    w = (
        "Rechnung / Invoice",
        "Rechnungs-Nr. / Invoice no.",
        "Datum / Date",
        "Kunden-Nr. / Customer no.",
        "Zahlungsziel / Due date",
        "Menge / Qty",
        "Bezeichnung / Description",
        "Preis / Price",
        "Betrag / Amount",
        "Nettobetrag / Net amount",
        "USt. 0 % / VAT 0 %",
        "Gesamtbetrag / Total",
    )
    if d.country == "nl":
        w = (
            "Factuur / Invoice",
            "Factuurnummer / Invoice no.",
            "Datum / Date",
            "Klantnr. / Customer no.",
            "Vervaldatum / Due date",
            "Aantal / Qty",
            "Omschrijving / Description",
            "Prijs / Price",
            "Bedrag / Amount",
            "Nettobedrag / Net amount",
            "Btw 0% / VAT 0%",
            "Totaal / Total",
        )
    items = d.items((("Getriebe / gear unit GX-40", 900, 4800), ("Dichtung / seal", 8, 40), ("Fracht / freight", 90, 400), ("Motor / motor 1,5 kW", 300, 900)), (2, 4), 4)
    net = total_of(items)
    source = (
        page("9.5pt", MODERN, "2cm")
        + side(f"#text(14pt)[*{q(seller)}*]\\ {lines(*d.home(), d.vat())}", f"#align(right)[#text(15pt)[{q(w[0])}]]")
        + "#v(6mm)\n"
        + side(lines(buyer, "Industrivägen 8", "EU"), pairs([(w[1], number), (w[2], d.day(d.issued)), (w[3], account), (w[4], d.day(d.due))]), "1fr 8.5cm")
        + "#v(5mm)\n"
        + tbl([w[5], w[6], w[7], w[8]], [(str(i.quantity), i.text, d.m(i.price), d.m(i.amount)) for i in items], "auto 1fr auto auto", "rlrr", "0.4pt", "luma(235)")
        + "#align(right)["
        + pairs([(w[9], d.c(net)), (w[10], d.c(ZERO)), (w[11], d.c(net))], "6cm 3cm", True)
        + f"]\n{q('Steuerfreie innergemeinschaftliche Lieferung / Intra-community supply, reverse charge. Ihre USt-IdNr. / your VAT id: SE556677889901')}\n\n#v(1fr)\n#text(8pt)[{q('IBAN ' + d.bank() + '   BIC ' + d.n('COBADEFF###'))}]"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", net, net, Decimal("0.00"), d.due, account, [i.amount for i in items]))


@layout("fr")
def reports(d: Dice) -> Paper:
    """A French builder's situation over several pages: lots with subtotals, à reporter and report lines."""
    seller, buyer, number = (d.firm("Bâtiment"), d.firm("Immobilier"), d.n(d.pick("FC####", "{y}-FA-####")))
    lots = [
        (name, [Item(f"{text} {n}", d.price(80, 2600)) for n, text in enumerate(("Fourniture et pose", "Préparation des supports", "Finition", "Nettoyage et évacuation"), 1)])
        for name in ("Lot 1 - Maçonnerie", "Lot 2 - Plâtrerie", "Lot 3 - Peinture")
    ]
    items = [item for _, group in lots for item in group]
    net = total_of(items)
    tax = cents(net / 10)
    total = net + tax
    parts = [
        page("10pt", SERIF, "2cm", "a5"),
        side(f"*{q(seller)}*\\ {lines(*d.home())}", lines(buyer, *d.home()), "1fr 5.5cm"),
        f"*{q(f'Facture n° {number}')}*\n\n{q(f'Date : {d.day(d.issued)}')}\n\n{q(f'Échéance : {d.day(d.due)}')}\n\n",
    ]
    run = ZERO
    for at, (name, group) in enumerate(lots):
        if at:
            parts.append(f"#pagebreak()\n#text(8pt)[{q(f'{seller} - Facture n° {number} - page {at + 1}')}]\n\n" + pairs([("Report", d.m(run))], "1fr auto", True))
        run += total_of(group)
        parts.append(
            tbl([name, "Montant HT"], [(i.text, d.m(i.amount)) for i in group], "1fr auto", "lr")
            + pairs([(f"Sous-total {name.split(' -')[0]}", d.m(total_of(group))), *([("À reporter", d.m(run))] if at < 2 else [])], "1fr auto", True)
        )
    parts.append(
        "#v(5mm)\n"
        + pairs(
            [
                ("Montant total HT", d.c(net)),
                ("TVA 10,00 %", d.c(tax)),
                ("Montant total TTC", d.c(total)),
                ("Retenue de garantie 5 %", d.c(-cents(total / 20))),
                ("Net à payer", d.c(total - cents(total / 20))),
            ],
            "1fr auto",
            True,
        )
    )
    return sheet("".join(parts), Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, None, [i.amount for i in items]))


@layout("ch", "ch", lang="fr")
def romande(d: Dice) -> Paper:
    """A Swiss invoice in French: francs with apostrophes or a dash for no centimes, TVA inside the total."""
    seller, buyer, number, account = (d.firm("Menuiserie"), d.firm("Hôtel"), d.n(d.pick("F-#####", "{y}###")), d.n("####"))
    items = [Item(text, Decimal(d.randrange(120, 3900))) for text in ("Agencement réception", "Pose et réglages", "Livraison")]
    total = total_of(items)
    tax = total - cents(total * 100 / Decimal("108.1"))

    def m(value: Decimal) -> str:
        return grouped(value, "1'234.56") if value % 1 or d.at % 2 else grouped(value, "1'234.56", 0) + ".-"

    source = (
        page("10pt", SERIF, "2.2cm")
        + side(f"#text(14pt)[*{q(seller)}*]\\ {lines(d.street(), '1003 Lausanne', '021 555 12 34', d.vat().replace('MWST', 'TVA'))}", f"#v(1cm)\n{lines(buyer, d.street(), '1820 Montreux')}")
        + f"#v(8mm)\n{q('Lausanne, le ' + d.day(d.issued, 'd month y'))}\n\n*{q('Facture ' + number)}*\n\n"
        + pairs([("Votre n° de client", account), ("Conditions", f"{d.days} jours net")])
        + "#v(4mm)\n"
        + tbl(["Désignation", "CHF"], [(i.text, m(i.amount)) for i in items], "1fr auto", "lr", OPEN)
        + "#align(right)["
        + pairs([("Total CHF, TVA incluse", m(total)), ("dont TVA 8.1%", m(tax))], "5cm 3cm", True)
        + f"]\n\n{q('Payable avec le bulletin QR ci-joint, compte ' + d.bank())}"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "CHF", total, None, tax, d.due, account, [i.amount for i in items], also={"net_amount": (str(total - tax),)}))


@layout("es")
def recargo(d: Dice) -> Paper:
    """A Spanish wholesaler to a shop: IVA with equivalence surcharge by rate, prompt-payment discount."""
    seller, buyer, number, account = (d.firm("Distribuciones"), d.firm("Ferretería"), d.n(d.pick("V{y}/####", "######", "FV-#####")), d.n("430#####"))
    items = d.items((("Tornillo 4x40, caja", 3, 9), ("Taladro percutor 750 W", 40, 90), ("Pintura plástica blanca 15 l", 22, 60), ("Cinta aislante", 1, 3)), (3, 4), 20)
    off = cents(total_of(items) * Decimal("0.03"))
    net = total_of(items) - off
    iva, extra = cents(net * 21 / 100), cents(net * Decimal("0.052"))
    total = net + iva + extra
    until = d.day(d.due, "dmy/")
    source = (
        page("9pt", MODERN, "1.8cm")
        + side(f"*{q(seller)}*\\ {lines(*d.home(), 'C.I.F. ' + d.vat(), 'Tel. ' + d.phone())}", f"#rect(width: 100%)[{lines(buyer, *d.home(), 'N.I.F. ' + d.vat())}]")
        + "#v(4mm)\n"
        + tbl(["Factura", "Fecha", "Cód. cliente", "Albarán", "Forma de pago"], [(number, d.day(d.issued, "dmy/"), account, d.n("A#####"), f"Giro a {d.days} días")], "1fr 1fr 1fr 1fr 1fr", "ccccc")
        + tbl(
            ["Ref.", "Descripción", "Cant.", "Precio", "Importe"],
            [(i.code, i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for i in items],
            "auto 1fr auto auto auto",
            "llrrr",
            "(x: none, y: 0.3pt)",
        )
        + "#v(1fr)\n"
        + tbl(
            ["Bruto", "Dto. P.P. 3%", "Base imponible", "% IVA", "Cuota IVA", "% R.E.", "Cuota R.E.", "TOTAL FACTURA"],
            [(d.m(net + off), d.m(off), d.m(net), "21,00", d.m(iva), "5,20", d.m(extra), d.c(total))],
            "1fr 1fr 1fr 1fr 1fr 1fr 1fr 1.4fr",
            "rrrrrrrr",
        )
        + f"\n{q(f'Vencimientos: {until}   {d.m(total)} €')}"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", total, net, iva + extra, d.due, account, [i.amount for i in items], also={"tax_amount": (str(iva),)}))


@layout("nl", "de", "fr")
def seller_in_footer(d: Dice) -> Paper:
    """Only a picture as letterhead: the seller's name stands in the small type at the foot alone."""
    w = {
        "nl": ("Factuur", "Factuurnummer", "Factuurdatum", "Klantnummer", "Omschrijving", "Bedrag", "Subtotaal", "Btw 21%", "Totaal", f"Betaling binnen {d.days} dagen.", "Schilderwerk buiten", "Materiaal"),
        "de": ("Rechnung", "Rechnungsnummer", "Rechnungsdatum", "Kundennummer", "Leistung", "Betrag", "Zwischensumme", "MwSt. 19%", "Gesamtsumme", f"Zahlbar innerhalb von {d.days} Tagen.", "Malerarbeiten außen", "Material"),
        "fr": ("Facture", "Facture n°", "Date de facture", "N° client", "Désignation", "Montant", "Total HT", "TVA 20 %", "Total TTC", f"Paiement sous {d.days} jours.", "Peinture extérieure", "Fournitures"),
    }[d.place.lang]
    seller, buyer, number, account = (d.firm(d.pick("Color", "Decor")), d.who(), d.n(d.pick("#####", "{y}.###")), d.n("K####"))
    items = [Item(w[10], d.price(400, 3500)), Item(w[11], d.price(60, 700))]
    net = total_of(items)
    tax = cents(net * {"nl": 21, "de": 19, "fr": 20}[d.country] / 100)
    source = (
        page("10pt", d.choice((SERIF, MODERN)), "2cm")
        + '#rect(width: 4cm, height: 1.6cm, fill: gradient.linear(rgb("#e11d48"), rgb("#f59e0b")))\n#v(1cm)\n'
        + side(lines(buyer, *d.home()), pairs([(w[1], number), (w[2], d.day(d.issued)), (w[3], account)]))
        + f"#v(6mm)\n#text(14pt)[*{q(w[0])}*]\n\n"
        + tbl([w[4], w[5]], [(i.text, d.c(i.amount)) for i in items], "1fr auto", "lr", OPEN)
        + "#align(right)["
        + pairs([(w[6], d.c(net)), (w[7], d.c(tax)), (w[8], d.c(net + tax))], "5cm 3cm", True)
        + f"]\n{q(w[9])}\n\n#v(1fr)\n#align(center)[#text(7pt)[{q(' | '.join([seller, *d.home(), d.phone(), d.vat(), 'IBAN ' + d.bank()]))}]]"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items]))
