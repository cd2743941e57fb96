"""Net, tax and total, told apart from what was paid, is still owed, and was owed last time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ingestion.amounts import AmountSpan, money_text
from ingestion.draft import FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.labels import AMOUNT_KINDS, LabelHit, fold, lexicon, squash
from ingestion.near import Index, Pair, pairs
from ingestion.reading import Reading

_BASE: Final = {
    "total": 0.9,
    "current": 0.86,
    "due": 0.78,
    "total_plain": 0.74,
    "net": 0.88,
    "tax": 0.88,
    "paid": 0.85,
    "previous": 0.85,
    "discount": 0.8,
    "shipping": 0.8,
    "rounding": 0.8,
    "withholding": 0.8,
    "other_amount": 0.9,
}
_GROSS: Final = ("total", "current", "due", "total_plain")
_MONEY: Final = re.compile(r"\d[.,]\d{2}(?!\d)")
CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount read as one kind; `score` is how well label and place speak for it."""

    kind: str
    value: Decimal
    score: float
    span: AmountSpan


@dataclass(frozen=True, slots=True)
class Sums:
    """One consistent choice; `closed` tells which arithmetic agreed."""

    net: Candidate | None
    tax: Candidate | None
    total: Candidate
    score: float
    closed: bool
    tax_value: Decimal | None = None


def read_totals(reading: Reading) -> Mapping[str, FieldRead]:
    """Net, tax and total amount, and beside them amount due, paid amount, previous balance."""
    found = _candidates(reading)
    by_kind: dict[str, list[Candidate]] = {}
    for candidate in found:
        by_kind.setdefault(candidate.kind, []).append(candidate)
    sums = _solve(by_kind, _line_sums(reading))
    return _fields(sums, by_kind) if sums is not None else {}


def _candidates(reading: Reading) -> list[Candidate]:
    labels = [hit for hit in reading.labelled(AMOUNT_KINDS) if not _is_prose(hit)]
    money = [span for span in reading.amounts if _is_money(span, reading)]
    in_items = {row.index for table in reading.tables for row in table.body}
    best: dict[tuple[int, str], Candidate] = {}
    for pair, rank in _ranked(labels, Index(money, _rivals(labels)), reading):
        kind = _kind(pair.label, pair.value)
        if kind is None:
            continue
        score = _BASE[kind] * pair.fit * rank
        if pair.label.cell.row in in_items:
            score *= 0.6
        candidate = Candidate(kind, pair.value.value, score, pair.value)
        key = (id(pair.value), kind)
        if key not in best or best[key].score < score:
            best[key] = candidate
    return _without_stolen(list(best.values()))


def _without_stolen(found: list[Candidate]) -> list[Candidate]:
    """An amount that one label claims clearly is weak for all other labels."""
    top: dict[int, float] = {}
    for candidate in found:
        top[id(candidate.span)] = max(top.get(id(candidate.span), 0.0), candidate.score)
    return [
        replace(c, score=c.score * 0.6) if c.score < top[id(c.span)] - 0.2 else c for c in found
    ]


def _is_money(span: AmountSpan, reading: Reading) -> bool:
    if span.percent:
        return False
    if span.money:
        return True
    # Whole amounts without a sign count only where the document has no decimals at all.
    no_decimals = not any(s.decimals == 2 and not s.percent for s in reading.amounts)
    return span.decimals == 0 and no_decimals and abs(span.value) >= 10


def _is_prose(hit: LabelHit) -> bool:
    """Labels open a cell; the same word deep inside a sentence names nothing."""
    long = len(hit.cell.words) >= 8
    if long and hit.kinds & {"paid", "previous", "other_amount", "discount", "shipping"}:
        return hit.start > 0
    return long and hit.start > 14


def _rivals(labels: Sequence[LabelHit]) -> list[LabelHit]:
    """Labels in a cell after another label only qualify it ("VAT 20 % on net 100.00")."""
    last: dict[tuple[int, int], LabelHit] = {}
    rivals: list[LabelHit] = []
    for hit in labels:
        key = (hit.cell.row, hit.cell.col)
        before = last.get(key)
        last[key] = hit
        if before is not None and not _MONEY.search(hit.cell.text[before.end : hit.start]):
            continue
        rivals.append(hit)
    return rivals


def _ranked(
    labels: Sequence[LabelHit], index: Index[AmountSpan], reading: Reading
) -> Iterator[tuple[Pair[AmountSpan], float]]:
    """Of several amounts on the label's row the last one is meant, the others less likely."""
    for label in labels:
        group = list(pairs([label], index, upward="due" in label.kinds))
        for at, pair in enumerate(group):
            beside = pair.where == "beside"
            rank = 1.0 if at == len(group) - 1 or not beside else 0.72
            yield replace(pair, fit=max(pair.fit, 0.9) if beside else pair.fit), rank


def _kind(label: LabelHit, span: AmountSpan) -> str | None:
    """The amount's kind after the words between label and amount had their say."""
    kinds = label.kinds & AMOUNT_KINDS
    words = lexicon().qualifiers
    upto = span.start if span.cell is label.cell else len(label.cell.text)
    rest = fold(label.cell.text[label.end : max(label.end, upto)])
    tokens = {squash(token) for token in rest.replace("(", " ").replace(".", "").split()}
    if kinds & {"total", "total_plain"}:
        if tokens & words["excl"]:
            return "net"
        if tokens & words["incl"]:
            return "total"
        if (
            tokens & {"vat", "mwst", "ust", "tva", "iva", "btw", "tax", "gst"}
            and "total" not in kinds
        ):
            return "tax"
    for kind in ("other_amount", "total", "net", "tax", "due", "current", "previous", "paid"):
        if kind in kinds:
            return kind
    return next(iter(sorted(kinds)), None)


def _line_sums(reading: Reading) -> set[Decimal]:
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
    return sums


def _tax_choices(taxes: Sequence[Candidate]) -> list[tuple[Candidate | None, Decimal | None]]:
    """Each tax alone, and all different tax rows together (two rates, or state and county)."""
    choices: list[tuple[Candidate | None, Decimal | None]] = [(None, None)]
    choices += [(tax, tax.value) for tax in taxes]
    rows = {tax.span.cell.row: tax for tax in sorted(taxes, key=lambda t: t.score)}
    if 1 < len(rows) <= 6:
        several = sorted(rows.values(), key=lambda t: -t.score)
        choices.append((several[0], sum((t.value for t in several), Decimal(0))))
        strong = [t for t in several if t.score > 0.7]
        if 1 < len(strong) < len(several):
            choices.append((strong[0], sum((t.value for t in strong), Decimal(0))))
    return choices


def _top(candidates: Sequence[Candidate], most: int = 8) -> list[Candidate]:
    return sorted(candidates, key=lambda c: -c.score)[:most]


def _solve(by_kind: Mapping[str, list[Candidate]], lines: set[Decimal]) -> Sums | None:
    """The choice of net, tax and total with the best labels and the most arithmetic behind it."""
    gross = _top([c for kind in _GROSS for c in by_kind.get(kind, ())], 10)
    nets: list[Candidate | None] = [
        None,
        *_top([*by_kind.get("net", ()), *by_kind.get("total_plain", ())]),
    ]
    taxes = _tax_choices(_top(by_kind.get("tax", ()), 8))
    extras = _extras(by_kind)
    best: Sums | None = None
    for total in gross:
        for net in nets:
            for tax, tax_value in taxes:
                sums = _judge(total, net, (tax, tax_value), extras, lines, by_kind)
                if sums is not None and (best is None or sums.score > best.score):
                    best = sums
    return best


def _extras(by_kind: Mapping[str, list[Candidate]]) -> set[Decimal]:
    """What may stand between net plus tax and total: shipping, discount, tax withheld, rounding."""
    shipping = [c.value for c in _top(by_kind.get("shipping", ()), 3)]
    discount = [-abs(c.value) for c in _top(by_kind.get("discount", ()), 2)]
    discount += [-abs(c.value) for c in _top(by_kind.get("withholding", ()), 1)]
    rounding = [c.value for c in _top(by_kind.get("rounding", ()), 1)]
    rounding += [-value for value in rounding]
    steps: set[Decimal] = {Decimal(0)}
    for value in shipping + discount + rounding:
        steps |= {step + value for step in steps}
    return steps


def _judge(
    total: Candidate,
    net: Candidate | None,
    tax: tuple[Candidate | None, Decimal | None],
    extras: set[Decimal],
    lines: set[Decimal],
    by_kind: Mapping[str, list[Candidate]],
) -> Sums | None:
    chosen, tax_value = tax
    spans = {id(total.span)}
    if net is not None:
        if id(net.span) in spans:
            return None
        spans.add(id(net.span))
    if chosen is not None and id(chosen.span) in spans:
        return None
    score = 2 * total.score
    score += 0.5 * net.score if net is not None else 0.0
    score += 0.5 * chosen.score if chosen is not None else 0.0
    closed = False
    if net is not None and tax_value is not None:
        gap = total.value - net.value - tax_value
        closed = any(abs(gap - extra) <= CENT for extra in extras) and (net.value != 0)
        if closed:
            score += 1.0 if abs(gap) <= CENT else 0.6
        else:
            score -= 0.5
        if abs(tax_value) > abs(net.value):
            score -= 0.8
    elif net is not None and any(abs(total.value - net.value - extra) <= CENT for extra in extras):
        score += 0.3
    score += _support(total, lines, by_kind)
    return Sums(net, chosen, total, score, closed, tax_value)


def _support(
    total: Candidate, lines: set[Decimal], by_kind: Mapping[str, list[Candidate]]
) -> float:
    """What else on the page agrees: item sums, and the balance after payments or before."""
    support = 0.0
    if any(abs(total.value - line) <= CENT for line in lines):
        support += 0.3
    if total.value == 0:
        support -= 1.2
    dues = {c.value for c in by_kind.get("due", ()) if c.score > 0.5}
    paid = {abs(c.value) for c in by_kind.get("paid", ()) if c.score > 0.4}
    before = {c.value for c in by_kind.get("previous", ()) if c.score > 0.4}
    if total.kind != "due" and any(
        abs(total.value - amount - due) <= CENT for amount in paid for due in dues
    ):
        support += 0.5
    left = before | {b - p for b in before for p in paid}
    if total.kind != "due" and any(
        abs(total.value + old - due) <= CENT for old in left if old for due in dues
    ):
        support += 0.7
    return support


def _fields(sums: Sums, by_kind: Mapping[str, list[Candidate]]) -> dict[str, FieldRead]:
    found: dict[str, FieldRead] = {}
    rivals = {
        c.value
        for kind in _GROSS
        for c in by_kind.get(kind, ())
        if c.score >= sums.total.score - 0.05 and c.value != sums.total.value
    }
    confidence = 0.98 if sums.closed else sums.total.score - (0.12 if rivals else 0.0)
    if not sums.closed and sums.net is not None and sums.tax is not None:
        confidence -= 0.15
    if confidence < DOUBT:
        return {}
    found["total_amount"] = _read(sums.total, sums.total.value, confidence)
    if sums.net is not None and sums.net.score >= DOUBT:
        found["net_amount"] = _read(
            sums.net, sums.net.value, 0.97 if sums.closed else sums.net.score * 0.85
        )
    if sums.tax is not None and sums.tax_value is not None and sums.tax.score >= DOUBT:
        source = "page" if sums.tax_value == sums.tax.value else "derived"
        read = _read(sums.tax, sums.tax_value, 0.97 if sums.closed else sums.tax.score * 0.85)
        found["tax_amount"] = replace(read, source=source)
    for name, kind in (
        ("amount_due", "due"),
        ("paid_amount", "paid"),
        ("previous_balance", "previous"),
    ):
        ranked = _top(by_kind.get(kind, ()), 1)
        if ranked and ranked[0].score >= 0.6:
            found[name] = _read(ranked[0], ranked[0].value, ranked[0].score)
    return found


def _read(candidate: Candidate, value: Decimal, confidence: float) -> FieldRead:
    span = candidate.span
    return FieldRead(
        money_text(value, span.currency), min(0.98, confidence), span.cell.page, span.box
    )
