"""Amounts that a label, or the header of a table of sums, names as net, tax, total and the like."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ingestion.amounts import AmountSpan
from ingestion.labels import AMOUNT_KINDS, LabelHit, fold, lexicon, squash
from ingestion.near import Index, Pair, pairs, says_within, says_without
from ingestion.page import Cell
from ingestion.phrases import one_of
from ingestion.reading import Reading
from ingestion.sum_tables import SumTable

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
_TABLED: Final = {"total": 0.84, "due": 0.76, "net": 0.85, "tax": 0.85}
"""A header is a weaker label than one beside the amount: its rows may be parts of the whole."""
_FIRST: Final = (
    "other_amount",
    "withholding",
    "total",
    "net",
    "tax",
    "due",
    "current",
    "previous",
    "paid",
)
_TAX_WORDS: Final = frozenset({"vat", "mwst", "ust", "tva", "iva", "btw", "tax", "gst"})
_WHOLES: Final = frozenset({"total", "total_plain", "net", "due", "current"})
_DUE_DATE: Final = frozenset({"due_date"})
_BEFORE_BY: Final = frozenset({"due", "total", "current"})
_ROUNDED: Final = Decimal("0.02")
_MONEY: Final = re.compile(r"\d[.,]\d{2}(?!\d)")
_DEEP: Final = 14
"""Characters of a line of text before a label that is no longer at its beginning."""
_BETWEEN: Final = 30
_SAID: Final = frozenset({"total", "total_plain", "due", "net", "tax"})
_SAYS: Final = one_of("amounts", "says")
"""What may stand in a sentence between a sum's name and its amount."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount read as one kind; `score` is how well label and place speak for it.

    `phrase` is the label's, so that rows of one kind ("VAT 7 %", "VAT 19 %") are known as such;
    `printed` is False where rows of a table were added up; `tabled`: named by a table's header;
    `rates`: the percentages on its row.
    """

    kind: str
    value: Decimal
    score: float
    span: AmountSpan
    phrase: str = ""
    printed: bool = True
    tabled: bool = False
    rates: tuple[Decimal, ...] = ()


def find_candidates(reading: Reading) -> list[Candidate]:
    """Every amount with every kind it may be, the best reading of each only."""
    tables = reading.sum_tables
    labels = [
        hit
        for hit in (*reading.labelled(AMOUNT_KINDS), *_also_amounts(reading))
        if not _explained(hit.cell, tables)
        and not _is_prose(hit)
        and not _is_exempt(hit)
        and not _is_foreign(hit, reading.language)
    ]
    money = [
        span
        for span in reading.amounts
        if not _explained(span.cell, tables) and _is_money(span, reading)
    ]
    in_items = {row.index for table in reading.tables for row in table.body}
    best: dict[tuple[int, str], Candidate] = {}
    rivals = _rivals(labels)
    labels = _naming(labels, rivals)
    for pair, rank in _ranked(labels, Index(money, rivals)):
        kind = _kind(pair.label, pair.value)
        if kind is None or _is_far(pair):
            continue
        score = _BASE[kind] * pair.fit * rank * _told(pair.label, pair.value, kind)
        if pair.label.cell.row in in_items:
            score *= 0.6
        if pair.label.start > _DEEP and _is_spoken(pair.label.cell):
            score *= 0.8
        candidate = Candidate(kind, pair.value.value, score, pair.value, pair.label.phrase)
        key = (id(pair.value), kind)
        if key not in best or best[key].score < score:
            best[key] = candidate
    found = [*_without_stolen(list(best.values())), *_of_tables(tables), *_in_brackets(money)]
    return _with_bases(found, reading)


def names_tax(text: str) -> bool:
    """Whether a line says anything of the tax, that it is in an amount or that it is not."""
    return any(squash(word) in _TAX_WORDS for word in text.replace("(", " ").split())


def _also_amounts(reading: Reading) -> Iterator[LabelHit]:
    """ "Total due by 4 March" names a day, but its beginning names the amount."""
    known = lexicon().kinds
    for hit in reading.labelled(_DUE_DATE):
        if hit.kinds & AMOUNT_KINDS:
            continue
        for length in range(len(hit.phrase) - 1, 7, -1):
            kinds = known.get(hit.phrase[:length], frozenset()) & _BEFORE_BY
            if kinds:
                yield replace(hit, kinds=kinds)
                break


def _explained(cell: Cell, tables: Sequence[SumTable]) -> bool:
    """Whether a cell belongs to a table of sums; beside one another list may stand."""
    return any(
        (cell.row in table.rows or cell.row == table.header) and cell.x0 < table.right
        for table in tables
    )


def _is_foreign(hit: LabelHit, language: str | None) -> bool:
    """A short word of another language amid other words ("Base charge") is no label."""
    if language is None or language in hit.languages or len(hit.phrase) > 6:
        return False
    rest = squash(hit.cell.text[: hit.start] + hit.cell.text[hit.end :])
    return sum(char.isalpha() for char in rest) >= 3


def _told(label: LabelHit, span: AmountSpan, kind: str) -> float:
    """How much of what names the amount is known: "Fee for advice" is no "Fee"."""
    if kind not in ("net", "tax", "shipping", "discount", "total_plain"):
        return 1.0
    text = label.cell.text
    upto = span.start if span.cell is label.cell else len(text)
    rest = text[: label.start] + " " + text[label.end : max(label.end, upto)]
    words = [squash(word) for word in rest.replace("(", " ").split()]
    known = lexicon().qualifiers
    strange = [
        word
        for word in words
        if sum(char.isalpha() for char in word) >= 3
        and word not in known["incl"]
        and word not in known["excl"]
        and word not in _TAX_WORDS
    ]
    return 1.0 if len("".join(strange)) <= 8 else 0.85


def _in_brackets(money: Sequence[AmountSpan]) -> Iterator[Candidate]:
    """ "Total 82.31 (includes 13.72 VAT)": an amount in brackets before the tax's name is tax."""
    for span in money:
        text = span.cell.text
        opened, closed = text.rfind("(", 0, span.start), text.find(")", span.end - 1)
        if opened < 0 or closed < 0 or ")" in text[opened : span.start]:
            continue
        words = {squash(word) for word in text[opened:closed].split()}
        if words & _TAX_WORDS and words & lexicon().qualifiers["incl"]:
            yield Candidate("tax", span.value, 0.86, span, "brackets")


def _of_tables(tables: Sequence[SumTable]) -> Iterator[Candidate]:
    for number, table in enumerate(tables):
        for entry in table.sums:
            score = _TABLED.get(entry.kind, 0.8) + (0.04 if entry.agrees else 0.0)
            yield Candidate(
                entry.kind,
                entry.value,
                score if entry.printed else score - 0.06,
                entry.span,
                f"table {number} {entry.kind}",
                entry.printed,
                tabled=True,
            )


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
    return span.decimals == 0 and reading.whole_amounts and abs(span.value) >= 10


def _is_prose(hit: LabelHit) -> bool:
    """Labels open a cell; the same word deep inside a sentence names nothing."""
    # After an amount a new pair of name and amount begins ("net 51.45, VAT 10.80").
    if _MONEY.search(hit.cell.text[max(0, hit.start - 12) : hit.start]):
        return False
    long = len(hit.cell.words) >= 8
    if long and hit.kinds & _SAID and _SAYS.match(fold(hit.cell.text[hit.end :])):
        return False
    if long and hit.kinds & {"paid", "previous", "other_amount", "discount", "shipping"}:
        return hit.start > 0
    return long and hit.start > _DEEP


def _is_exempt(hit: LabelHit) -> bool:
    """ "City levy (no VAT)": what is said of the tax in brackets is that there is none."""
    text = fold(hit.cell.text)
    opened = text.rfind("(", 0, hit.start)
    return (
        "tax" in hit.kinds
        and opened > 0
        and ")" not in text[opened : hit.start]
        and one_of("amounts", "exempt").search(text[opened : hit.end]) is not None
    )


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


def _naming(labels: Sequence[LabelHit], rivals: Sequence[LabelHit]) -> list[LabelHit]:
    """Without the tax that only says what a sum in its cell includes ("Total incl. 21 % VAT")."""
    own = {id(rival) for rival in rivals}
    return [
        hit
        for hit in labels
        if id(hit) in own
        or "tax" not in hit.kinds
        or not any(
            other.cell is hit.cell and other.start < hit.start and other.kinds & _WHOLES
            for other in labels
        )
    ]


def _with_bases(found: Sequence[Candidate], reading: Reading) -> list[Candidate]:
    """A tax beside its rate and base ("VAT 21 % of 64.00: 13.44") is surely tax, the base net."""
    per_row: dict[int, list[AmountSpan]] = {}
    for span in reading.amounts:
        per_row.setdefault(span.cell.row, []).append(span)
    kept: list[Candidate] = []
    for candidate in found:
        if candidate.kind != "tax" or candidate.tabled:
            kept.append(candidate)
            continue
        row = per_row[candidate.span.cell.row]
        rates = tuple(span.value for span in row if span.percent)
        candidate = replace(candidate, rates=rates)
        base = _base_of(candidate.span, row)
        if base is None:
            kept.append(candidate)
            continue
        kept.append(replace(candidate, score=min(0.92, candidate.score + 0.1)))
        kept.append(Candidate("net", base.value, 0.72, base, f"base of {candidate.phrase}"))
    return kept


def _base_of(tax: AmountSpan, row: Sequence[AmountSpan]) -> AmountSpan | None:
    rates = [span.value for span in row if span.percent]
    for span in row:
        if span is tax or span.percent or not span.money or abs(span.value) <= abs(tax.value):
            continue
        if any(abs(span.value * rate / 100 - tax.value) <= _ROUNDED for rate in rates):
            return span
    return None


def _ranked(
    labels: Sequence[LabelHit], index: Index[AmountSpan]
) -> Iterator[tuple[Pair[AmountSpan], float]]:
    """Of several amounts on the label's row the last one is meant, the others less likely."""
    for label in labels:
        group = list(pairs([label], index, upward="due" in label.kinds))
        group = [pair for pair in group if not _aside(pair)] or group
        meant = 0 if group and _in_sentence(group[0]) else len(group) - 1
        for at, pair in enumerate(group):
            beside = pair.where == "beside"
            rank = 1.0 if at == meant or not beside else 0.72
            yield replace(pair, fit=max(pair.fit, 0.9) if beside else pair.fit), rank


def _in_sentence(pair: Pair[AmountSpan]) -> bool:
    """In a line of text what is named comes first: "total of 84.20, VAT of 13.44 included"."""
    return pair.label.cell is pair.value.cell and _is_spoken(pair.label.cell)


def _is_spoken(cell: Cell) -> bool:
    """Whether a cell is a line of text, and not names and amounts side by side ("MwSt: 3,50")."""
    named = sum(any(map(str.isalpha, word.text)) for word in cell.words)
    return len(cell.words) >= 8 and named >= 5


def _is_far(pair: Pair[AmountSpan]) -> bool:
    """Whether so much of a sentence stands between that the label names something else."""
    return _in_sentence(pair) and pair.value.start - pair.label.end > _BETWEEN


def _aside(pair: Pair[AmountSpan]) -> bool:
    """Whether the amount stands in brackets that were opened behind the label."""
    text, span = pair.value.cell.text, pair.value
    opened = text.rfind("(", 0, span.start)
    if opened < 0 or ")" in text[opened : span.start] or ")" not in text[span.end - 1 :]:
        return False
    return span.cell is not pair.label.cell or opened >= pair.label.end


def _kind(label: LabelHit, span: AmountSpan) -> str | None:
    """The amount's kind after the words between label and amount had their say."""
    kinds = label.kinds & AMOUNT_KINDS
    words = lexicon().qualifiers
    upto = span.start if span.cell is label.cell else len(label.cell.text)
    if span.cell is label.cell and _inside_brackets(label, span):
        return "tax"
    if kinds == {"tax"} and says_without(label):
        return "net"
    if kinds == {"tax"} and says_within(label):
        return None
    rest = fold(label.cell.text[label.end : max(label.end, upto)])
    tokens = {squash(token) for token in rest.replace("(", " ").replace(".", "").split()}
    if kinds & {"total", "total_plain"}:
        if tokens & words["excl"]:
            return "net"
        if tokens & words["incl"]:
            return "total"
        if tokens & _TAX_WORDS and "total" not in kinds:
            return "tax"
    for kind in _FIRST:
        if kind in kinds:
            return kind
    return next(iter(sorted(kinds)), None)


def _inside_brackets(label: LabelHit, span: AmountSpan) -> bool:
    """ "Total (incl. VAT 6.04): 73.20": what stands in the brackets with the tax's name is tax."""
    before = label.cell.text[label.start : span.start]
    opened = before.rfind("(")
    if opened < 0 or ")" in before[opened:] or span.text.startswith("("):
        return False
    inner = {squash(token) for token in before[opened:].replace(".", "").split()}
    return bool(inner & _TAX_WORDS) and ")" in label.cell.text[span.start :]
