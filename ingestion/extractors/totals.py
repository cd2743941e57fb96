"""Net, tax and total, told apart from what was paid, is still owed, and was owed last time."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal
from typing import Final

from ingestion.amounts import AmountSpan, money_text
from ingestion.draft import FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.reading import Reading
from ingestion.sum_candidates import Candidate, find_candidates, names_tax
from ingestion.sum_prose import said_sums
from ingestion.sum_solving import CENT, Sums, Taxes, kinds_of, solve
from ingestion.sum_unnamed import (
    paid_off,
    paid_totals,
    unnamed_charges,
    unnamed_totals,
    with_columns,
)

_GROSS: Final = ("total", "current", "due", "total_plain")
_SHOWN: Final = 0.6


def read_totals(reading: Reading) -> Mapping[str, FieldRead]:
    """Net, tax and total amount, and beside them amount due, paid amount, previous balance."""
    lines = _line_sums(reading)
    found = find_candidates(reading)
    found = with_columns(reading, paid_totals(found))
    found += [*said_sums(reading), *_unnamed_nets(reading, lines, found)]
    found += [*unnamed_totals(reading, found), *unnamed_charges(reading, found)]
    by_kind = kinds_of(found)
    sums = _not_nothing(solve(by_kind, lines), reading, found)
    if sums is None:
        return {}
    named = {id(c.span) for c in found if c.phrase != "between"}
    sums = _with_unlabelled_tax(sums, reading, named)
    sums = _with_item_as_net(sums, reading, lines)
    own = _own_sums(sums, by_kind)
    return {**own, **_balances(sums, by_kind)} if own else {}


def _not_nothing(sums: Sums | None, reading: Reading, found: Sequence[Candidate]) -> Sums | None:
    """A balance of nothing is no total where the document has other amounts."""
    if sums is None or sums.total.value or sums.total.kind not in ("due", "total_plain"):
        return sums
    if not any(span.value for span in reading.amounts if span.money):
        return sums
    total = paid_off(reading, found)
    return Sums(None, None, total, total.score, lines=True) if total is not None else None


def _line_sums(reading: Reading) -> frozenset[Decimal]:
    """What the item tables' amount columns add up to."""
    sums: set[Decimal] = set()
    for kind in ("col_amount", "col_gross"):
        total = Decimal(0)
        for table in reading.tables:
            for spans in table.amounts.values():
                column = [s for s in spans if table.column_of(s.box).kind == kind and not s.percent]
                total += column[-1].value if column else Decimal(0)
        if total:
            sums.add(total)
    return frozenset(sums)


def _unnamed_nets(
    reading: Reading, lines: Set[Decimal], found: Sequence[Candidate]
) -> list[Candidate]:
    """Amounts under the items that are their sum, whatever they are called ("Goods", "Parts")."""
    named = {id(c.span) for c in found if c.kind in ("net", *_GROSS)}
    last = max((row.index for table in reading.tables for row in table.body), default=None)
    if last is None:
        return []
    return [
        Candidate("net", span.value, 0.62, span, "items")
        for span in reading.amounts
        if last < span.cell.row <= last + 3
        and span.money
        and span.value in lines
        and id(span) not in named
        and not names_tax(reading.rows[span.cell.row].text)
    ][:1]


def _with_unlabelled_tax(sums: Sums, reading: Reading, named: Set[int]) -> Sums:
    """An unnamed amount between net and total that is exactly their difference is the tax."""
    net, total = sums.net, sums.total
    if sums.tax is not None or net is None or not net.printed or not total.printed:
        return sums
    gap = total.value - net.value
    if gap == 0 or abs(gap) > abs(net.value) * Decimal("0.45"):
        return sums
    first, last = sorted((net.span.cell.row, total.span.cell.row))
    for span in reading.amounts:
        between = first <= span.cell.row <= last and id(span) not in named
        if between and span.value == gap and span.money:
            part = Candidate("tax", gap, 0.7, span)
            return replace(sums, tax=Taxes((part,), gap, 0.7), closed=True)
    return sums


def _with_item_as_net(sums: Sums, reading: Reading, lines: Set[Decimal]) -> Sums:
    """Where the items and the tax make the total, what the items come to is the net sum."""
    if sums.net is not None or sums.tax is None or not sums.closed:
        return sums
    net = sums.total.value - sums.tax.value
    printed = [s for s in reading.amounts if s.value == net and s.money and _comes_before(s, sums)]
    if printed and net not in lines and sums.tax.value:
        return replace(sums, net=Candidate("net", net, 0.7, printed[-1]))
    if net not in lines:
        return sums
    rows = {row.index for table in reading.tables for row in table.body}
    spans = [span for span in reading.amounts if span.cell.row in rows and span.money]
    for span in spans:
        if span.value == net:
            return replace(sums, net=Candidate("net", net, 0.7, span))
    if not spans:
        return sums
    return replace(sums, net=Candidate("net", net, 0.7, spans[-1], printed=False))


def _comes_before(span: AmountSpan, sums: Sums) -> bool:
    return span.cell.row < sums.total.span.cell.row or span.cell.row < min(
        part.span.cell.row for part in (sums.tax.parts if sums.tax is not None else ())
    )


def _own_sums(sums: Sums, by_kind: Mapping[str, Sequence[Candidate]]) -> dict[str, FieldRead]:
    rivals = any(
        c.score >= sums.total.score - 0.05 and c.value != sums.total.value
        for kind in _GROSS
        for c in by_kind.get(kind, ())
    )
    confidence = 0.98 if sums.closed else sums.total.score - (0.12 if rivals else 0.0)
    if not sums.closed and sums.net is not None and sums.tax is not None:
        confidence -= 0.15
    if sums.balanced or sums.lines:
        confidence = max(confidence, 0.9 if not rivals else 0.8)
    if confidence < DOUBT:
        return {}
    found = {"total_amount": _read(sums.total, confidence)}
    # "Total 82.31 (includes 13.72 VAT)": the subtotal above has the tax in it too.
    inside = sums.tax is not None and sums.tax.parts[0].phrase == "brackets"
    if sums.net is not None and (sums.closed or (sums.net.score >= DOUBT and not inside)):
        found["net_amount"] = _read(sums.net, 0.97 if sums.closed else sums.net.score * 0.85)
    if sums.tax is not None and (sums.closed or _is_sole(sums.tax, by_kind)):
        first = sums.tax.parts[0]
        read = _read(first, 0.97 if sums.closed else sums.tax.score * 0.85)
        if sums.tax.value != first.value:
            text = money_text(sums.tax.value, first.span.currency)
            read = replace(read, value=text, source="derived")
        found["tax_amount"] = read
    if sums.closed and sums.net is not None and sums.tax is not None:
        charges = sums.total.value - sums.net.value - sums.tax.value
        if abs(charges) > CENT:
            read = _read(sums.total, 0.9)
            text = money_text(charges, sums.total.span.currency)
            found["charges_amount"] = replace(read, value=text, source="derived")
    return found


def _is_sole(tax: Taxes, by_kind: Mapping[str, Sequence[Candidate]]) -> bool:
    """Whether a tax that no arithmetic vouches for is named clearly, and alone by that name.

    Of several rows "Tax/fee/charge" none is the tax.
    """
    first = tax.parts[0]
    others = {c.value for c in by_kind.get("tax", ()) if c.phrase == first.phrase}
    return tax.score >= DOUBT and (len(others) <= 1 or len(tax.parts) == len(others))


def _balances(sums: Sums, by_kind: Mapping[str, Sequence[Candidate]]) -> dict[str, FieldRead]:
    """What is owed, was paid and was owed before; they must fit the total and each other."""
    found: dict[str, FieldRead] = {}
    paid = _best(by_kind.get("paid", ()))
    before = _best(by_kind.get("previous", ()))
    due = _due(sums.total.value, by_kind, before)
    for name, candidate in (
        ("amount_due", due),
        ("paid_amount", paid),
        ("previous_balance", before),
    ):
        if candidate is not None and candidate.score >= _SHOWN:
            if name == "paid_amount":
                candidate = replace(candidate, value=abs(candidate.value))
            found[name] = _read(candidate, candidate.score)
    return found


def _best(ranked: Sequence[Candidate]) -> Candidate | None:
    """The best label's amount; of equally good ones one that is not zero, the first on the page."""
    if not ranked:
        return None
    close = [c for c in ranked if c.score >= ranked[0].score - 0.06]
    return min(close, key=lambda c: (c.value == 0, c.span.cell.row))


def _due(
    total: Decimal, by_kind: Mapping[str, Sequence[Candidate]], before: Candidate | None
) -> Candidate | None:
    """The balance that follows from total, payments and what was owed before, else the best."""
    payments = {c.span.cell.row: abs(c.value) for c in by_kind.get("paid", ()) if c.score > 0.4}
    carried = before.value if before is not None else Decimal(0)
    several = sum(payments.values(), Decimal(0))
    expected = [total + carried - paid for paid in (several, *payments.values())]
    expected += [total - paid for paid in (several, *payments.values())]
    expected += [total + carried]
    ranked = by_kind.get("due", ())
    wholes = [c for kind in ("total", "total_plain") for c in by_kind.get(kind, ())]
    for value in (*(v for v in expected if v != total), total):
        for candidate in ranked if value == total else (*ranked, *wholes):
            if candidate.score >= 0.45 and abs(candidate.value - value) <= CENT:
                return replace(candidate, score=max(candidate.score, 0.7))
    shown = [c for c in ranked if c.value != 0]
    return shown[0] if shown else None


def _read(candidate: Candidate, confidence: float) -> FieldRead:
    span: AmountSpan = candidate.span
    return FieldRead(
        money_text(candidate.value, span.currency),
        min(0.98, confidence),
        span.cell.page,
        span.box,
        "page" if candidate.printed else "derived",
    )
