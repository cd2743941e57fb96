# ruff: noqa: E501 - placed texts read better unbroken
# fmt: off
"""Bills in German and credit notes in five languages, drawn at places."""

from decimal import Decimal

from tests.ingestion.corpus.dice import Dice, Item, Paper, Truth, cents, layout, total_of
from tests.ingestion.corpus.surface import Sheet


@layout("de")
def stadtwerke(d: Dice) -> Paper:
    """A year's bill of a German municipal supplier: readings, instalments paid, refund or rest, new instalment."""
    p = Sheet("a4", "Helvetica", 9)
    town = d.town().split(" ", 1)[1]
    seller, who, account, number = (f"Stadtwerke {town} GmbH", d.who(), d.n("4########"), d.n(d.pick("VR#########", "##########")))
    start, used = d.randrange(10000, 60000), d.randrange(1200, 4800)
    items = [Item(f"Arbeitspreis {used} kWh x 31,90 ct", cents(used * Decimal("0.3190"))), Item("Grundpreis 365 Tage", d.price(90, 160)), Item("Stromsteuer", cents(used * Decimal("0.0205")))]
    net = total_of(items)
    tax = cents(net * 19 / 100)
    total = net + tax
    paid = cents(total / 11) * (12 if d.at % 2 else 10)
    rest = total - paid
    p.text(45, 50, "SW", 26, True, color="#c8102e")
    p.text(90, 50, seller, 13, True)
    p.text(45, 110, f"{seller} · Postfach 1120 · {d.town()}", 6.5)
    p.lines(45, 126, [who, *d.home()], 10)
    p.pairs(
        350,
        455,
        100,
        [
            ("Rechnungsnummer", number),
            ("Vertragskonto", account),
            ("Kundennummer", d.n("1#####")) if d.at % 2 else ("Marktlokation", d.n("5##########")),
            ("Datum", d.day(d.issued)),
            ("Zählernummer", d.n("1EMH00########")),
        ],
        step=13,
    )
    p.text(45, 222, d.pick("Ihre Stromrechnung", "Jahresverbrauchsabrechnung Strom", "Rechnung Strom"), 13, True)
    p.text(45, 238, f"Abrechnungszeitraum {d.day(d.ago(380), 'dmy.')} bis {d.day(d.ago(15), 'dmy.')}, Lieferstelle {d.street()}")
    p.table(45, 264, [110, 100, 100, 100, 95], "lrrrr", [("Zählerstand", "alt", "neu", "Differenz", "kWh"), ("Messung", str(start), str(start + used), str(used), str(used))], ruled="u")
    y = p.table(45, 312, [400, 105], "lr", [("Berechnung", "Betrag EUR"), *[(i.text, d.m(i.amount)) for i in items]], ruled="u")
    y = p.pairs(
        48,
        547,
        y + 6,
        [
            ("Nettobetrag", d.m(net)),
            ("Umsatzsteuer 19 %", d.m(tax)),
            (d.pick("Rechnungsbetrag brutto", "Bruttobetrag", "Gesamtkosten brutto"), d.m(total)),
            ("abzüglich gezahlte Abschläge", d.m(-paid)),
        ],
        align="r",
        step=15,
    )
    p.text(48, y + 4, "Nachzahlung" if rest > 0 else "Ihr Guthaben", 11, True)
    p.text(547, y + 4, d.c(abs(rest)), 11, True, "r")
    last = f"Wir buchen den Betrag am {d.day(d.due)} von Ihrem Konto ab." if rest > 0 else f"Das Guthaben überweisen wir bis zum {d.day(d.due)}."
    p.lines(45, y + 36, [last, f"Ihr neuer Abschlag beträgt monatlich {d.c(cents(total / 12))}, erstmals fällig am {d.day(d.ago(-45))}."], 9)
    for at, column in enumerate(([seller, d.street(), d.town()], ["Geschäftsführung", d.who(), f"Amtsgericht {town} HRB {d.n('####')}"], ["Sparkasse", f"IBAN {d.bank()}", f"USt-IdNr. {d.vat()}"])):
        p.lines(45 + at * 180, 790, column, 6.5)
    return Paper(
        "drawn", p.pdf(), Truth(number, d.issued, seller, who, "EUR", total, net, tax, d.due if rest > 0 else None, account, [i.amount for i in items], also={"due_date": (None, d.due.isoformat())})
    )


@layout("de", "at", "ch")
def mobile_rechnung(d: Dice) -> Paper:
    """A mobile operator in German: net amounts with four places, trailing minus for credits, direct debit."""
    p = Sheet("a4", "Inter", 8.5)
    brand = f"{d.pick('Funkwerk', 'Telmira', 'Gelbfunk')} {d.pick('Mobil', 'Telekommunikation')} {'AG' if d.country == 'ch' else 'GmbH'}"
    who, account, number = (d.who(), d.n("##########"), d.n(d.pick("####/####/##", "##########", "M############")))
    rate = {"de": Decimal(19), "at": Decimal(20), "ch": Decimal("8.1")}[d.country]
    items = [Item("Tarif Flat XL", d.price(20, 55)), Item("Datenoption 10 GB", d.price(4, 12)), Item("Roaming außerhalb EU 3,1 MB", d.price(0, 9)), Item("Treuerabatt", -d.price(2, 9))]
    net = total_of(items)
    tax = cents(net * rate / 100)
    total = net + tax

    def m(value: Decimal) -> str:
        return d.m(value) if value >= 0 else d.m(-value) + "-"

    p.dot(560, 40, 60, "#ffcc00")
    p.text(45, 54, brand, 15, True)
    p.lines(45, 112, [who, *d.home()], 10)
    heads = [("Kundenkonto", account), ("Rechnungsnummer", number), ("Rechnungsdatum", d.day(d.issued)), ("Rufnummer", d.n("0170 55#####"))]
    for at, (label, value) in enumerate(heads):
        p.text(45 + at * 125, 190, label, 7, color="#777777")
        p.text(45 + at * 125, 203, value, 9, True)
    p.text(45, 236, f"Ihre Rechnung für {d.day(d.ago(20), 'd month y').split(' ', 1)[1]}", 12, True)
    cur = d.place.currency
    y = p.table(45, 262, [330, 75, 100], "lrr", [("Leistung", "Menge", f"Netto {cur}"), *[(i.text, "1", m(i.amount)) for i in items]], ruled="h")
    y = p.pairs(
        300,
        547,
        y + 8,
        [
            ("Summe netto", m(net)),
            (f"{d.m(rate).rstrip('0').rstrip(',.')} % {'MWST' if d.country == 'ch' else 'USt'}", m(tax)),
            (d.pick("Rechnungsbetrag", "Zu zahlender Betrag", "Gesamtbetrag"), d.c(total)),
        ],
        align="r",
        step=16,
        bold=True,
    )
    p.lines(
        45,
        y + 30,
        [f"Der Betrag wird am {d.day(d.due)} von Ihrem Konto abgebucht." if d.at % 2 else f"Bitte zahlen Sie bis {d.day(d.due)}.", f"Fragen? {d.phone()} oder www.{brand.split()[0].lower()}.example"],
        8.5,
    )
    p.text(45, 810, f"{brand} · {d.street()} · {d.town()} · {d.vat()} · Gläubiger-ID DE12ZZZ00000{d.n('######')}", 6.5)
    p.text(550, 810, "Seite 1/1", 6.5, align="r")
    return Paper("drawn", p.pdf(), Truth(number, d.issued, brand, who, cur, total, net, tax, d.due, account, [i.amount for i in items], also={"due_date": (None,) if d.at % 2 else ()}))


@layout("de", "fr", "es", "it", "nl")
def storno(d: Dice) -> Paper:
    """A credit note in five languages: the corrected invoice's number and date beside its own."""
    w = {
        "de": ("Gutschrift", "Gutschrift-Nr.", "Datum", "Kundennummer", "zu Rechnung", "vom", "Bezeichnung", "Betrag", "Nettobetrag", "MwSt.", "Gutschriftbetrag", "Retoure Lampe Modell Aalen", "Preisnachlass wegen Mangel"),
        "fr": ("Avoir", "Avoir n°", "Date", "N° client", "Facture d'origine", "du", "Désignation", "Montant HT", "Total HT", "TVA", "Total TTC", "Retour luminaire modèle Brest", "Remise pour défaut"),
        "es": ("Factura rectificativa", "Factura rectificativa nº", "Fecha", "Nº cliente", "Rectifica a la factura", "de", "Concepto", "Importe", "Base imponible", "IVA", "Total", "Devolución lámpara modelo Jaca", "Descuento por defecto"),
        "it": ("Nota di credito", "Nota di credito n.", "Data", "Codice cliente", "Rif. fattura", "del", "Descrizione", "Importo", "Imponibile", "IVA", "Totale documento", "Reso lampada modello Trani", "Abbuono per difetto"),
        "nl": ("Creditnota", "Creditnotanummer", "Datum", "Klantnummer", "Betreft factuur", "d.d.", "Omschrijving", "Bedrag", "Totaal excl. btw", "Btw", "Totaal incl. btw", "Retour lamp model Goes", "Korting wegens gebrek"),
    }[d.place.lang]
    p = Sheet("a4", d.pick("Helvetica", "Times"), 10)
    seller, buyer, number, account = (d.firm("Light"), d.firm("Design"), d.n(d.pick("GS-####", "{y}-9###", "C######")), d.n("7####"))
    items = [Item(w[11], d.price(40, 400)), *([Item(w[12], d.price(10, 90))] if d.at % 2 else [])]
    rate = {"de": 19, "fr": 20, "es": 21, "it": 22, "nl": 21}[d.country]
    net = total_of(items)
    tax = cents(net * rate / 100)
    sign = -1 if d.random() < 0.7 else 1
    p.text(50, 60, seller, 16, True)
    p.lines(50, 76, [*d.home(), d.vat()], 9)
    p.lines(50, 140, [buyer, *d.home()])
    p.text(50, 214, w[0], 15, True)
    p.pairs(50, 200, 240, [(w[1], number), (w[2], d.day(d.issued)), (w[3], account), (w[4], f"{d.n('RE#####')} {w[5]} {d.day(d.ago(33))}")], step=15)
    y = p.table(50, 320, [390, 105], "lr", [(w[6], w[7]), *[(i.text, d.m(i.amount * sign)) for i in items]], ruled="u")
    p.pairs(330, 542, y + 12, [(w[8], d.c(net * sign)), (f"{w[9]} {rate}%", d.c(tax * sign)), (w[10], d.c((net + tax) * sign))], align="r")
    return Paper("drawn", p.pdf(), Truth(number, d.issued, seller, buyer, "EUR", -net - tax, -net, -tax, None, account, [i.amount * sign for i in items]))
