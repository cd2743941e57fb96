# ruff: noqa: E501 - typesetting and word lists read better unbroken
"""Twenty ways to set an invoice, each a function from facts to typst source; `LAYOUTS` names them all."""

import json
from collections.abc import Callable
from decimal import Decimal

from tests.ingestion.corpus.facts import Facts, Line

Layout = Callable[[Facts], str]
LAYOUTS: dict[str, Layout] = {}

SANS = "DejaVu Sans Mono"
SERIF = "Libertinus Serif"
MODERN = "New Computer Modern"


def layout(make: Layout) -> Layout:
    LAYOUTS[make.__name__] = make
    return make


def q(text: str) -> str:
    """Text as a typst string in content: nothing in it can be read as markup."""
    return "#" + json.dumps(text, ensure_ascii=False)


def page(size: str = "10pt", font: str = SERIF, margin: str = "2cm", paper: str = "a4") -> str:
    return (
        f'#set document(date: none)\n#set page(paper: "{paper}", margin: {margin})\n'
        f'#set text(font: "{font}", size: {size})\n#set par(leading: 0.55em)\n'
    )


def rows(pairs: list[tuple[str, str]], widths: str, right: bool = True) -> str:
    align = "(left, right)" if right else "left"
    cells = ", ".join(f"[{q(a)}], [{q(b)}]" for a, b in pairs)
    return (
        f"#grid(columns: {widths}, row-gutter: 6pt, column-gutter: 12pt, align: {align}, {cells})\n"
    )


def table(f: Facts, stroke: str = "0.5pt", keys: str = "description quantity price amount") -> str:
    names = keys.split()
    widths = ", ".join("1fr" if name == "description" else "auto" for name in names)
    align = ", ".join("left" if name == "description" else "right" for name in names)
    head = ", ".join(f"[*{q(f.say(name))}*]" for name in names)
    body = ", ".join(_cells(f, line, at, names) for at, line in enumerate(f.lines, 1))
    return (
        f"#table(columns: ({widths}), align: ({align}), stroke: {stroke}, inset: 5pt, "
        f"table.header({head}), {body})\n"
    )


def _cells(f: Facts, line: Line, at: int, names: list[str]) -> str:
    sign = -1 if f.credit else 1
    values = {
        "description": line.text,
        "quantity": f"{line.quantity}",
        "price": f.bare(line.price),
        "amount": f.bare(line.amount * sign),
    }
    return ", ".join(f"[{q(values[name])}]" for name in names)


def sums(f: Facts, total_key: str = "total") -> list[tuple[str, str]]:
    sign = -1 if f.credit else 1
    found = []
    if f.discount:
        found.append((f.say("discount"), f.money(-f.discount)))
    if f.shipping:
        found.append((f.say("shipping"), f.money(f.shipping)))
    found += [
        (f.say("net"), f.money(f.net * sign)),
        (f"{f.say('tax')} {f.bare(f.rate).rstrip('0').rstrip('.,')}%", f.money(f.tax * sign)),
        (f.say(total_key), f.money(f.total * sign)),
    ]
    return found


def meta(f: Facts, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (f"{f.say('number')}:", f.number),
        (f"{f.say('issued')}:", f.day(f.issued)),
        (f"{f.say('due')}:", f.day(f.due)),
        (f"{f.say('account')}:", f.account),
        *more,
    ]


def lines(*texts: str) -> str:
    return " \\\n".join(q(text) for text in texts) + "\n\n"


def seller_block(f: Facts) -> str:
    return lines(f.seller, f.streets[0], f.towns[0], f"www.{f.domain}.example")


def buyer_block(f: Facts) -> str:
    return lines(f.buyer, f.streets[1], f.towns[1])


def footer(f: Facts) -> str:
    iban = f"IBAN {f.iban}" if f.iban else "Routing 021000021  Account 000123456789"
    return lines(f"{f.say('bank')}: {iban}", f"{f.seller} · {f.tongue.vat_id}", f.say("thanks"))


def title(f: Facts) -> str:
    return f.say("credit") if f.credit else f.say("title")


@layout
def classic(f: Facts) -> str:
    """Letterhead left, facts right, ruled table, sums right."""
    head = f"#grid(columns: (1fr, 7.5cm), [#text(16pt)[*{q(f.seller)}*]\\ {seller_block(f)}], [{rows(meta(f), '(auto, auto)', False)}])\n"
    return (
        page() + head + f"#v(8pt)\n#text(18pt)[*{q(title(f))}*]\n\n*{q(f.say('buyer'))}*\\\n" + buyer_block(f)
        + table(f) + f"#align(right)[{rows(sums(f), '(5cm, 3cm)')}]\n#v(1cm)\n" + footer(f)
    )  # fmt: skip


@layout
def window(f: Facts) -> str:
    """A letter: sender line, address window without a label, facts in a column, terms in a sentence."""
    terms = f.tongue.terms[f.wording].format(days=f.days)
    facts = [pair for at, pair in enumerate(meta(f, (f"{f.say('order')}:", f.order))) if at != 2]
    return (
        page("10.5pt") + f"#align(right)[#text(15pt)[{q(f.seller)}]]\n#v(1.5cm)\n#text(7pt)[{q(f'{f.seller} · {f.streets[0]} · {f.towns[0]}')}]\n\n"
        + f"#grid(columns: (1fr, 7cm), [{buyer_block(f)}], [{rows(facts, '(auto, auto)', False)}])\n#v(1cm)\n"
        + f"#text(14pt)[*{q(title(f))}*]\n\n" + table(f, "none") + "#line(length: 100%)\n"
        + f"#align(right)[{rows(sums(f), '(6cm, 3cm)')}]\n\n{q(terms)}\n\n#v(1fr)\n#text(8pt)[{footer(f)}]"
    )  # fmt: skip


@layout
def header_table(f: Facts) -> str:
    """Facts as a table: labels in one row, values in the row under them."""
    pairs = meta(f)
    cells = ", ".join(f"[*{q(a.rstrip(':'))}*]" for a, _ in pairs) + ", "
    cells += ", ".join(f"[{q(b)}]" for _, b in pairs)
    return (
        page("9pt", MODERN) + f"#grid(columns: (1fr, 1fr), [{seller_block(f)}], align(right)[#text(20pt)[{q(title(f))}]])\n#v(10pt)\n"
        + f"{q(f.say('buyer'))}:\n\n" + buyer_block(f) + f"#table(columns: (1fr, 1fr, 1fr, 1fr), {cells})\n#v(8pt)\n"
        + table(f, "(bottom: 0.4pt)") + f"#align(right)[{rows(sums(f), '(5cm, 3cm)')}]\n" + footer(f)
    )  # fmt: skip


@layout
def one_sentence(f: Facts) -> str:
    """Number and date behind the title in one line, everything else in short lines."""
    link = {"de": "vom", "fr": "du", "es": "de fecha", "nl": "d.d.", "it": "del"}.get(
        f.lang, "dated"
    )
    head = f"{title(f)} {f.number} {link} {f.day(f.issued)}"
    terms = f.tongue.terms[f.wording].format(days=f.days)
    return (
        page() + seller_block(f) + f"#v(1cm)\n{q(f.say('buyer') + ': ' + f.buyer)}\\\n" + lines(f.streets[1], f.towns[1])
        + f"#text(13pt)[*{q(head)}*]\n\n{q(f.say('account') + ': ' + f.account)}\n\n" + table(f)
        + f"#align(right)[{rows(sums(f), '(5cm, 3cm)')}]\n{q(terms)}\n\n" + footer(f)
    )  # fmt: skip


@layout
def utility(f: Facts) -> str:
    """A supplier's bill: last balance, payments, this period's charges, then what is due."""
    owed = f.total + f.previous - f.paid
    account = [(f.say("previous"), f.money(f.previous)), (f.say("paid"), f.money(-f.paid))]
    account += [(f.say("current"), f.money(f.total)), (f.say("due_amount"), f.money(owed))]
    return (
        page("9.5pt", SANS, "1.8cm") + f"#grid(columns: (1fr, 8cm), [#text(15pt)[{q(f.seller)}]\\ {lines(f.streets[0], f.towns[0])}], [{rows(meta(f), '(auto, auto)')}])\n"
        + "#v(6pt)\n" + buyer_block(f) + f"#rect(width: 100%)[{rows(account, '(1fr, 4cm)')}]\n#v(6pt)\n"
        + table(f, "none", "description amount") + f"{rows([*sums(f)[:-1]], '(1fr, 4cm)')}\n" + footer(f)
    )  # fmt: skip


@layout
def prepaid(f: Facts) -> str:
    """Paid in part or in full: total, what was paid, the balance."""
    balance = [
        *sums(f),
        (f.say("paid"), f.money(-f.paid)),
        (f.say("due_amount"), f.money(f.total - f.paid)),
    ]
    return (
        page() + f"#text(22pt)[{q(title(f))}]\n\n" + rows(meta(f, (f"{f.say('order')}:", f.order)), "(4.5cm, auto)", False)
        + f"#grid(columns: (1fr, 1fr), [{seller_block(f)}], [*{q(f.say('buyer'))}*\\ {buyer_block(f)}])\n" + table(f)
        + f"#align(right)[{rows(balance, '(6cm, 3cm)')}]\n" + footer(f)
    )  # fmt: skip


@layout
def sidebar(f: Facts) -> str:
    """White type on a dark column at the left."""
    side = rows(meta(f), "(auto)", False)
    body = f"#text(20pt)[*{q(title(f))}*]\n\n*{q(f.say('buyer'))}*\\ {buyer_block(f)} {table(f, 'none')} #align(right)[{rows(sums(f), '(4cm, 2.6cm)')}]"
    return (
        page("9pt", SERIF, "0cm")
        + f'#grid(columns: (5.5cm, 1fr), rows: (100%), block(fill: rgb("#20304a"), width: 100%, height: 100%, inset: 14pt)[#set text(white)\n#text(12pt)[*{q(f.seller)}*]\\ {seller_block(f)} {side}],'
        + f" block(inset: 20pt)[{body}\n#v(1fr)\n{footer(f)}])\n"
    )


@layout
def bare(f: Facts) -> str:
    """No lines, no letterhead: the seller stands only in the footer."""
    return (
        page("11pt", MODERN, "2.5cm") + f"*{q(title(f))}*\n\n" + rows(meta(f), "(5cm, auto)", False) + "#v(6pt)\n"
        + q(f.say("buyer")) + "\\\n" + buyer_block(f) + table(f, "none", "description amount")
        + rows(sums(f), "(1fr, 3.5cm)") + "#v(1fr)\n#line(length: 100%)\n#text(8pt)[" + lines(f"{f.seller}, {f.streets[0]}, {f.towns[0]}", f.tongue.vat_id) + "]"
    )  # fmt: skip


@layout
def vat_table(f: Facts) -> str:
    """Sums as a table by tax rate, with the total under it."""
    head = [f.say("tax") + " %", f.say("net"), f.say("tax"), f.say("total")]
    values = [f"{f.rate} %", f.bare(f.net), f.bare(f.tax), f.bare(f.total)]
    cells = ", ".join(f"[{q(c)}]" for c in [*head, *values])
    return (
        page() + f"#grid(columns: (1fr, 7cm), [#text(17pt)[{q(f.seller)}]\\ {lines(f.streets[0], f.towns[0])}], [*{q(f.say('buyer'))}*\\ {buyer_block(f)}])\n"
        + f"#text(15pt)[{q(title(f))}]\n\n" + rows(meta(f), "(5cm, auto)", False) + table(f)
        + f"#table(columns: (auto, auto, auto, auto), {cells})\n#align(right)[#text(12pt)[*{q(f.say('total') + ' ' + f.money(f.total))}*]]\n" + footer(f)
    )  # fmt: skip


@layout
def credit(f: Facts) -> str:
    """A credit note with printed minus signs and a reference to the invoice it corrects."""
    return (
        page() + seller_block(f) + f"#text(16pt)[*{q(title(f))}*]\n\n" + rows(meta(f), "(5cm, auto)", False)
        + f"#v(4pt)\n*{q(f.say('buyer'))}*\\\n" + buyer_block(f) + table(f)
        + f"#align(right)[{rows(sums(f), '(6cm, 3cm)')}]\n" + footer(f)
    )  # fmt: skip


@layout
def captions(f: Facts) -> str:
    """Big figures with their small captions under them."""
    big = [
        (f.money(f.total), f.say("due_amount")),
        (f.day(f.due), f.say("due")),
        (f.account, f.say("account")),
    ]
    cells = ", ".join(f"[#text(15pt)[{q(a)}]\\ #text(7.5pt)[{q(b)}]]" for a, b in big)
    return (
        page("9.5pt") + f"#text(18pt)[*{q(f.seller)}*]\\\n" + lines(f.streets[0], f.towns[0]) + f"#grid(columns: (1fr, 1fr, 1fr), {cells})\n#v(10pt)\n"
        + rows(meta(f)[:2], "(4cm, auto)", False) + f"{q(f.say('buyer'))}:\\\n" + buyer_block(f) + table(f, "(y: 0.3pt)")
        + f"#align(right)[{rows(sums(f), '(6cm, 3cm)')}]\n" + footer(f)
    )  # fmt: skip


@layout
def mono(f: Facts) -> str:
    """Typewriter columns by spaces alone, no rules."""
    width = 78

    def put(left: str, right: str) -> str:
        return left + " " * max(2, width - len(left) - len(right)) + right

    text = [f.seller, f.streets[0], f.towns[0], "", put(title(f), ""), ""]
    text += [f"{a:<26}{b}" for a, b in meta(f)] + [
        "",
        f.say("buyer") + ":",
        f.buyer,
        f.streets[1],
        f.towns[1],
        "",
    ]
    text += [put(f.say("description"), f.say("amount")), "-" * width]
    text += [put(line.text, f.bare(line.amount)) for line in f.lines] + ["-" * width]
    text += [put(a, b) for a, b in sums(f)]
    return (
        page("9pt", SANS)
        + "#raw(block: true, "
        + json.dumps("\n".join(text), ensure_ascii=False)
        + ")\n"
    )


@layout
def banner(f: Facts) -> str:
    """A coloured bar with white title and number, the total in a box at the top."""
    return (
        page("10pt", SERIF, "1.5cm") + f'#block(fill: rgb("#7a1f2b"), width: 100%, inset: 12pt)[#set text(white)\n#grid(columns: (1fr, auto), [#text(16pt)[*{q(f.seller)}*]], [#text(13pt)[{q(title(f) + " " + f.number)}]])]\n'
        + f"#grid(columns: (1fr, 6.5cm), [*{q(f.say('buyer'))}*\\ {buyer_block(f)}], [#rect(inset: 8pt)[{rows([*meta(f)[1:], (f.say('due_amount'), f.money(f.total))], '(auto, auto)', False)}]])\n"
        + table(f, "none") + f"#align(right)[{rows(sums(f), '(5cm, 3cm)')}]\n" + footer(f)
    )  # fmt: skip


@layout
def discount_terms(f: Facts) -> str:
    """Cash discount beside the net term, order and delivery dates among the facts."""
    pairs = meta(f, (f"{f.say('order')}:", f.order), (f"{f.say('delivered')}:", f.day(f.issued)))
    return (
        page() + f"#text(17pt)[*{q(f.seller)}*]\n\n" + f"#grid(columns: (1fr, 7.5cm), [{q(f.say('buyer'))}\\ {buyer_block(f)}], [{rows(pairs, '(auto, auto)', False)}])\n"
        + f"#text(14pt)[{q(title(f))}]\n\n" + table(f, "0.3pt") + f"#align(right)[{rows(sums(f), '(5cm, 3cm)')}]\n"
        + q(f"2 % 7 {'days' if f.lang.startswith('en') else 'd'} : {f.bare(f.total * Decimal('0.98'))}") + "\n\n" + footer(f)
    )  # fmt: skip


@layout
def two_pages(f: Facts) -> str:
    """Many lines: the header repeats on the second page, the sums stand there."""
    return (
        page("12pt", SERIF, "2.4cm", "a5") + seller_block(f) + f"#text(16pt)[{q(title(f))}]\n\n" + rows(meta(f), "(4.5cm, auto)", False)
        + f"*{q(f.say('buyer'))}*\\\n" + buyer_block(f) + table(f, "0.4pt", "description quantity amount") + f"#align(right)[{rows(sums(f), '(5cm, 3cm)')}]\n" + footer(f)
    )  # fmt: skip


@layout
def stacked(f: Facts) -> str:
    """Each label above its value in narrow columns, seller and buyer side by side with labels."""
    blocks = ", ".join(f"[#text(7.5pt)[{q(a)}]\\ {q(b)}]" for a, b in meta(f))
    return (
        page("10pt", MODERN) + f"#text(20pt)[{q(title(f))}]\n\n#grid(columns: (1fr, 1fr), [{seller_block(f)}], [#text(8pt)[{q(f.say('buyer'))}]\\ {buyer_block(f)}])\n"
        + f"#grid(columns: (1fr, 1fr), row-gutter: 8pt, {blocks})\n#v(6pt)\n" + table(f, "(x: none, y: 0.5pt)")
        + f"#align(right)[{rows(sums(f), '(6cm, 3cm)')}]\n" + footer(f)
    )  # fmt: skip


@layout
def freight(f: Facts) -> str:
    """Discount and shipping stand between the lines and the net."""
    return (
        page("9.5pt") + f"#align(center)[#text(16pt)[*{q(f.seller)}*]\\ {q(f.streets[0] + ', ' + f.towns[0])}]\n#line(length: 100%)\n"
        + f"#grid(columns: (1fr, 1fr), [{q(f.say('buyer'))}:\\ {buyer_block(f)}], [*{q(title(f))}*\\ {rows(meta(f), '(auto, auto)', False)}])\n"
        + table(f) + f"#align(right)[{rows(sums(f), '(5cm, 3cm)')}]\n" + footer(f)
    )  # fmt: skip


@layout
def total_first(f: Facts) -> str:
    """The amount due in a box at the top, the sums again at the end, quantity first in the table."""
    return (
        page() + f"#grid(columns: (1fr, 6cm), [#text(14pt)[*{q(f.seller)}*]\\ {lines(f.streets[0], f.towns[0])}], [#rect(width: 100%)[{q(f.say('due_amount'))}\\ #text(16pt)[{q(f.money(f.total))}]]])\n"
        + f"{q(title(f))}\n\n" + rows(meta(f), "(5cm, auto)", False) + f"{q(f.say('buyer'))}\\\n" + buyer_block(f)
        + table(f, "0.5pt", "quantity description price amount") + f"#align(right)[{rows(sums(f), '(5cm, 3cm)')}]\n" + footer(f)
    )  # fmt: skip
