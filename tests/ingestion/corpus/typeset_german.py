# ruff: noqa: E501 - typesetting reads better unbroken
# fmt: off
"""German, Austrian and Swiss letters from a word processor: craftsmen, freelancers, a club, rent."""

from datetime import timedelta
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
CRAFT = (
    ("Anfahrt und Rüstzeit", 25, 60),
    ("Facharbeiterstunde", 48, 72),
    ("Helferstunde", 32, 45),
    ("Dichtungssatz und Kleinmaterial", 8, 40),
    ("Kupferrohr 15 mm, je Meter", 6, 14),
    ("Entsorgung Altmaterial gemäß Nachweis der Annahmestelle", 20, 70),
    ("Heizkörper Typ 22, 600 x 1000 mm, inkl. Befestigung und Ventilen", 180, 420),
)


@layout("de", "de", "at")
def handwerker_letter(d: Dice) -> Paper:
    """A craftsman's letter (DIN 5008): sender line over the window, information block, skonto, labour share."""
    seller, buyer, number, account = (
        d.firm(d.pick("Heizungsbau", "Malerbetrieb", "Dachdeckerei", "Elektro")),
        d.pick("Familie " + d.who().split()[-1], d.who()),
        d.n(d.pick("RE-{y}-0###", "{y}/###", "R2#####")),
        d.n("1####"),
    )
    home = d.home()
    items = d.items(CRAFT, (3, 6), 8)
    rate = Decimal(19 if d.country == "de" else 20)
    net = total_of(items)
    tax = cents(net * rate / 100)
    total = net + tax
    skonto = d.day(d.issued + timedelta(days=8))
    rows = [(f"{at}", i.text, f"{d.m(i.quantity)} {d.pick('Stk', 'Std', 'm')}", d.m(i.price), d.m(i.amount)) for at, i in enumerate(items, 1)]
    info = [("Rechnungs-Nr.:", number), ("Kunden-Nr.:", account), ("Datum:", d.day(d.issued)), ("Leistungszeitraum:", f"{d.day(d.ago(12))} - {d.day(d.ago(7))}"), ("Ihr Ansprechpartner:", d.who())]
    terms = d.pick(
        f"Zahlbar bis zum {d.day(d.due)} ohne Abzug, bei Zahlung bis {skonto} 2 % Skonto.",
        f"Zahlungsbedingungen: 8 Tage 2 % Skonto ({d.m(cents(total * Decimal('0.98')))} EUR), {d.days} Tage netto.",
        f"Bitte überweisen Sie den Rechnungsbetrag innerhalb von {d.days} Tagen ohne Abzug.",
    )
    source = (
        page("10pt", d.choice((SERIF, MODERN)), "2.2cm")
        + f"#align(right)[#text(18pt)[*{q(seller)}*]\\ #text(9pt)[{q(' · '.join([*home, 'Tel. ' + d.phone()]))}]]\n#v(1cm)\n#text(7pt)[#underline[{q(' · '.join([seller, *home]))}]]\n\n"
        + side(lines(buyer, *d.home()), pairs(info), "1fr 7.5cm")
        + f"#v(0.8cm)\n#text(13pt)[*{q('Rechnung')}*]\n\n"
        + q(f"Bauvorhaben: {d.street()}, Auftrag {d.n('A-####')} vom {d.day(d.ago(30))}")
        + f"\n\n{q('Sehr geehrte Damen und Herren, für die ausgeführten Arbeiten erlauben wir uns zu berechnen:')}\n\n"
        + tbl(["Pos.", "Bezeichnung", "Menge", "EP €", "GP €"], rows, "auto 1fr auto auto auto", "llrrr", "(x: none, top: none, bottom: 0.3pt)")
        + "#align(right)["
        + pairs(
            [("Summe netto", d.c(net)), (f"zzgl. {rate} % {'MwSt.' if d.country == 'de' else 'USt.'}", d.c(tax)), (d.pick("Rechnungsbetrag", "Gesamtbetrag", "Endbetrag"), d.c(total))], "4cm 3cm", True
        )
        + f"]\n{q(terms)}\n\n{q('Im Rechnungsbetrag sind Lohnkosten von ' + d.c(cents(net * Decimal('0.6'))) + ' zzgl. MwSt. enthalten (§ 35a EStG).')}\n\n#v(1fr)\n#text(7.5pt)["
        + side(lines(seller, f"Inhaber: {d.who()}", f"USt-IdNr. {d.vat()}"), lines("Sparkasse", f"IBAN {d.bank()}", f"Steuernr. {d.n('23/456/#####')}"), "1fr 1fr")
        + "]"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, account, [i.amount for i in items]))


@layout("de", "de", "at")
def freiberufler_note(d: Dice) -> Paper:
    """A freelancer without VAT (small business): the name only in the letterhead, the total alone."""
    seller, buyer, number = d.who(), d.firm("Verlag"), d.n(d.pick("##-{y}", "{y}-##", "0##"))
    items = d.items((("Lektorat, Kapitel 1-6", 200, 900), ("Korrekturlesen, Normseiten", 3, 7), ("Illustration Umschlag", 150, 600), ("Fahrtkosten", 20, 90)), (1, 3), 4)
    total = total_of(items)
    law = "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet." if d.country == "de" else "Umsatzsteuerfrei aufgrund der Kleinunternehmerregelung."
    source = (
        page("11pt", SERIF, "2.5cm")
        + f"#align(center)[#smallcaps[#text(17pt)[{q(seller)}]]\\ #text(9pt)[{q(d.pick('Lektorat & Text', 'Illustration', 'Dipl.-Übersetzerin') + ' | ' + ' | '.join(d.home()))}]]\n#v(1cm)\n"
        + lines(buyer, "Buchhaltung", *d.home())
        + f"#align(right)[{q(d.town().split(' ', 1)[1] + ', ' + ('den ' if d.country == 'de' else 'am ') + d.day(d.issued, 'd. month y'))}]\n\n*{q('Rechnung Nr. ' + number)}*\n\n{q('Für meine Leistungen berechne ich wie vereinbart:')}\n\n"
        + tbl([], [(f"{i.quantity} x {i.text}" if i.quantity > 1 else i.text, d.c(i.amount)) for i in items], "1fr auto", "lr", "none")
        + "#line(length: 100%, stroke: 0.5pt)\n"
        + tbl([], [("Gesamtbetrag", d.c(total))], "1fr auto", "lr", "none")
        + f"{q(law)}\n\n{q(f'Bitte überweisen Sie den Betrag bis zum {d.day(d.due)} auf mein Konto {d.bank()}.')}\n\n{q('Mit freundlichen Grüßen')}\n\n{q(seller)}\n\n#text(8pt)[{q('Steuernummer ' + d.n('12/345/#####'))}]"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", total, None, None, d.due, None, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",)}))


@layout("de", "at", "de")
def vereinsbeitrag(d: Dice) -> Paper:
    """A club's membership fee: two column letter, member number, direct debit on a day."""
    club = d.pick("Turnverein", "Musikverein", "Alpenverein Sektion", "Kleingartenverein") + " " + d.town().split(" ", 1)[1] + (" e. V." if d.country == "de" else "")
    who, member, number = d.who(), d.n("M-####"), d.n("B{y}-####")
    items = [Item(f"Jahresbeitrag {d.issued.year} Erwachsene", d.price(60, 160)), Item(d.pick("Spartenbeitrag Tennis", "Umlage Hallensanierung", "Zeitschrift"), d.price(10, 60))]
    total = total_of(items)
    source = (
        page("10pt", MODERN, "2cm")
        + f'#text(15pt, fill: rgb("#004d2c"))[*{q(club)}*]\n#line(length: 100%)\n'
        + side(lines(who, *d.home()), pairs([("Mitgliedsnummer", member), ("Beitragsrechnung Nr.", number), ("Datum", d.day(d.issued))]))
        + f"#v(1cm)\n*{q(f'Beitragsrechnung {d.issued.year}')}*\n\n"
        + tbl(["Beitrag", "Zeitraum", "EUR"], [(i.text, f"01.01.{d.issued.year} - 31.12.{d.issued.year}", d.m(i.amount)) for i in items], "1fr auto auto", "llr")
        + f"#align(right)[*{q('Summe: ' + d.m(total) + ' EUR')}*]\n\n"
        + q(f"Den Betrag buchen wir am {d.day(d.due)} per SEPA-Lastschrift (Mandat {d.n('MREF-#####')}, Gläubiger-ID DE98ZZZ00000{d.n('######')}) von Ihrem Konto {d.bank()[:9]}** ab.")
        + "\n\n"
        + q("Der Beitrag ist umsatzsteuerfrei. Vielen Dank für Ihre Treue!")
    )
    return sheet(
        source, Truth(number, d.issued, club, who, "EUR", total, None, None, d.due, member, [i.amount for i in items], also={"net_amount": (str(total),), "tax_amount": ("0.00",), "due_date": (None,)})
    )


@layout("ch")
def swiss_qr(d: Dice) -> Paper:
    """A Swiss invoice with the payment part of the QR-bill at its foot: apostrophes, CHF."""
    seller, buyer, number, account = (d.firm(d.pick("Schreinerei", "Treuhand", "Gartenbau", "Informatik")), d.firm("Immobilien"), d.n(d.pick("######", "R-{y}.###")), d.n("KD###"))
    home, there, iban = d.home(), d.home(), d.bank()
    items = d.items((("Massivholztisch Eiche geölt", 900, 3800), ("Montage vor Ort, Std.", 98, 140), ("Transportpauschale", 60, 180), ("Projektleitung", 120, 190)), (2, 4), 4)
    net = total_of(items)
    rate = Decimal("8.1")
    tax = cents(net * rate / 100)
    raw = net + tax
    total = (raw * 20).quantize(Decimal(1)) / 20
    diff = total - raw
    sums = [("Zwischentotal", d.m(net)), (f"MWST {rate}%", d.m(tax)), *([("Rundung", d.m(diff))] if diff else []), ("Total CHF", d.m(total))]
    money = d.m(total).replace("'", " ")
    slip = side(
        f"*Empfangsschein*\n\n#text(7pt)[*Konto / Zahlbar an*\\ {lines(iban, seller, *home)} *Zahlbar durch*\\ {lines(buyer, *there)} #grid(columns: (1.4cm, auto), [*Währung*\\ CHF], [*Betrag*\\ {q(money)}])]",
        f"*Zahlteil*\n\n#grid(columns: (4.6cm, 1fr), [#rect(width: 3.8cm, height: 3.8cm, fill: luma(215))\\ #grid(columns: (1.4cm, auto), [*Währung*\\ CHF], [*Betrag*\\ {q(money)}])], [#text(8pt)[*Konto / Zahlbar an*\\ {lines(iban, seller, *home)} *Referenz*\\ {lines(d.n('21 00000 00003 ##### ##### #####'))} *Zahlbar durch*\\ {lines(buyer, *there)}]])",
        "6cm 1fr",
    )
    source = (
        page("9.5pt", d.choice((SERIF, MODERN)), "1.8cm")
        + side(f"#text(14pt)[*{q(seller)}*]", lines(seller, *home, d.phone(), d.vat()))
        + "#v(8pt)\n#h(9cm)"
        + f"#box[{lines(buyer, *there)}]\n\n#v(6mm)\n#text(13pt)[*{q('Rechnung ' + number)}*]\n\n"
        + pairs([("Rechnungsdatum", d.day(d.issued)), ("Kundennummer", account), ("Zahlbar bis", d.day(d.due)) if d.at % 2 else ("Zahlungskondition", f"{d.days} Tage netto")])
        + tbl(["Bezeichnung", "Anzahl", "Preis", "Total"], [(i.text, str(i.quantity), d.m(i.price), d.m(i.amount)) for i in items], "1fr auto auto auto", "lrrr", "(x: none, top: none, bottom: 0.3pt)")
        + f'#align(right)[{pairs(sums, "3.5cm 3cm", True)}]\n#v(1fr)\n#line(length: 100%, stroke: (dash: "dashed"))\n#text(8pt)[{slip}]'
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "CHF", total, net, tax, d.due, account, [i.amount for i in items]))


@layout("de")
def abschlag(d: Dice) -> Paper:
    """An instalment and a final invoice of a builder: earlier instalments are taken off."""
    seller, buyer, number, account = (d.firm("Bau"), d.firm("Wohnbau"), d.n("SR-####/{y}"), d.n("D####"))
    items = d.items((("Erdarbeiten", 2000, 9000), ("Betonarbeiten Fundament", 4000, 19000), ("Mauerwerk EG", 5000, 22000), ("Baustelleneinrichtung", 900, 3000)), (2, 4), 1)
    net = total_of(items)
    tax = cents(net * 19 / 100)
    total = net + tax
    foot = f"{seller} · Geschäftsführer {d.who()} · HRB {d.n('#####')} · {d.vat()} · IBAN {d.bank()}"
    first = cents(total * Decimal("0.4"))
    second = cents(total * Decimal("0.25"))
    source = (
        page("9.5pt", SERIF, "2cm")
        + f"#text(16pt)[*{q(seller)}*]\\ {lines(*d.home(), 'Tel. ' + d.phone())}\n"
        + side(lines(buyer, *d.home()), pairs([("Rechnungsnummer", number), ("Rechnungsdatum", d.day(d.issued)), ("Debitoren-Nr.", account), ("Bauvorhaben", d.street()), ("Fällig am", d.day(d.due))]))
        + f"#v(5mm)\n#text(14pt)[*{q('Schlussrechnung')}*]\n\n"
        + tbl(["Pos", "Leistung", "Betrag"], [(f"0{at}", i.text, d.c(i.amount)) for at, i in enumerate(items, 1)], "auto 1fr auto", "llr")
        + "#align(right)["
        + pairs(
            [
                ("Nettosumme", d.c(net)),
                ("19 % MwSt.", d.c(tax)),
                ("Bruttosumme", d.c(total)),
                (f"abzgl. 1. Abschlagsrechnung vom {d.day(d.ago(90))}", d.c(-first)),
                (f"abzgl. 2. Abschlagsrechnung vom {d.day(d.ago(40))}", d.c(-second)),
                ("Noch zu zahlen", d.c(total - first - second)),
            ],
            "8cm 3cm",
            True,
        )
        + f"]\n#v(1fr)\n#text(8pt)[{q(foot)}]"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", total, net, tax, d.due, account, [i.amount for i in items]))


@layout("de", "de", "at")
def miete_nebenkosten(d: Dice) -> Paper:
    """A landlord's rent invoice with two tax rates of zero and nineteen, grid with labels above values."""
    seller, buyer, number, account = (d.firm("Hausverwaltung"), d.firm("Praxis"), d.n("MR-######"), d.n("##-###-0#"))
    rate = Decimal(19 if d.country == "de" else 20)
    items = [
        Item(f"Gewerbemiete {d.day(d.issued, 'd. month y').split(' ', 1)[1]}", d.price(900, 3200), rate=rate),
        Item("Betriebskostenvorauszahlung", d.price(120, 400), rate=rate),
        Item("Stellplatz Nr. " + d.n("#"), d.price(40, 90), rate=rate),
    ]
    split = by_rate(items)
    net, tax = total_of(items), sum((t for _, _, t in split), ZERO)
    heads, values = zip(("Rechnung-Nr.", number), ("Vertragsnummer", account), ("Rechnungsdatum", d.day(d.issued)), ("Fälligkeit", d.day(d.due)), strict=True)
    cells = ", ".join(f"[#text(7pt)[{q(a)}]\\ {q(b)}]" for a, b in zip(heads, values, strict=True))
    source = (
        page("10pt", MODERN, "2cm")
        + side(lines(seller, *d.home()), f"#align(right)[#text(20pt)[{q('DAUERRECHNUNG' if d.at % 2 else 'MIETRECHNUNG')}]]")
        + "#v(8mm)\n"
        + lines(buyer, *d.home())
        + f"#table(columns: (1fr, 1fr, 1fr, 1fr), {cells})\n"
        + tbl(["Bezeichnung", "USt", "Netto €"], [(i.text, f"{i.rate}%", d.m(i.amount)) for i in items], "1fr auto auto", "lrr", "none", "luma(230)")
        + "#line(length: 100%)\n"
        + tbl([], [("Summe netto", d.m(net)), (f"Umsatzsteuer {rate} %", d.m(tax)), ("Gesamtmiete brutto", d.m(net + tax))], "1fr auto", "lr", "none")
        + f"\n{q(f'Bitte unter Angabe der Vertragsnummer auf IBAN {d.bank()} überweisen.')}\n\n#v(1fr)#text(7pt)[{q(f'{seller}, {d.vat()}')}]"
    )
    return sheet(source, Truth(number, d.issued, seller, buyer, "EUR", net + tax, net, tax, d.due, account, [i.amount for i in items]))
