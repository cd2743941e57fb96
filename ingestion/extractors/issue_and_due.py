"""Issue date and due date: labelled dates, dates in sentences, and terms in days."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ingestion.dates import DateSpan
from ingestion.draft import FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.extractors.date_labels import (
    belongs_elsewhere,
    beside_order,
    is_sentence_word,
    unjoined,
)
from ingestion.extractors.due_terms import debited_on, read_term
from ingestion.labels import DATE_KINDS, LabelHit, fold
from ingestion.near import Index, Pair, pairs
from ingestion.phrases import one_of
from ingestion.reading import Reading

_STRENGTH: Final = {"issue_date": 1.0, "due_date": 1.0, "other_date": 1.0, "date_plain": 0.8}
_AND: Final = ("", "and", "und", "et", "y", "en", "e")
_TITLES: Final = frozenset({"title_invoice", "title_credit"})
_PAYMENT_DAY: Final = frozenset(
    "paymentdate dateofpayment zahlungsdatum datedepaiement fechadepago betaaldatum datapagamento"
    " datadipagamento".split()
)
"""Said of what was paid and of what will be, where "paid on" is said of the past only."""
_USUAL: Final = frozenset({0, 7, 10, 14, 15, 20, 21, 28, 30, 31, 45, 60, 90})
"""Days between issue and due date that most sellers keep to."""
_RANGE: Final = re.compile(r"\d[^\d]{0,12}(?:[-–—]|\b(?:to|bis|au|al|tot|a|until|through))\s*$")
"""What stands before the end of a period: "Mar 21 - Apr 21, 2026"."""
_DAY_DASH: Final = re.compile(r"\b\d{1,2}[./](?:\d{1,2}[./]?)?\s?(?:[-–—]|bis|au|al|tot|to)\s*$")
_RANGE_ON: Final = re.compile(
    r"\s*(?:[-–—]\s*(?:\d{1,2}\b|[a-z]{3,9}\.? \d{1,2},? \d)"
    r"|\b(?:to|bis|au|al|tot|a|until|through|t/m)\b\s*(?:\w{1,9}\.? )?\d)"
)
"""How a period goes on behind its first day."""
_PLACE: Final = re.compile(
    r"[^\W\d][^\d:→·|]{1,40},(?: ?(?:den|le|am|li|el|op|a|on|dnia|em))?(?: \w+,?)?"
)
"""What stands before the date of a letter: "Wien, am", "Lille, le lundi"."""


@dataclass(frozen=True, slots=True)
class _Scored:
    span: DateSpan
    score: float


def read_dates(reading: Reading) -> Mapping[str, FieldRead]:
    """`issue_date` and `due_date` as ISO dates; a term in days gives a due date marked derived."""
    claims = _claims(reading)
    issue = _own(_best(claims, "issue_date"), claims)
    due = _first_due(claims, issue) or _best(claims, "due_date")
    if issue is None:
        issue = _plain(claims, reading, due)
    if due is None:
        due = _debited(claims, reading, issue) or _to_be_paid(claims, reading, issue)
    term = read_term(reading)
    issue_on, due_on = _order_by_sense(issue, due, term.days if term is not None else None)
    found: dict[str, FieldRead] = {}
    if issue is not None and issue_on is not None:
        found["issue_date"] = _field(issue, issue_on)
    if due is not None and due_on is not None and (issue_on is None or due_on >= issue_on):
        found["due_date"] = _field(due, due_on)
    if "due_date" not in found and issue_on is not None and term is not None:
        on = term.due(issue_on)
        if on is not None:
            confidence = min(0.85, found["issue_date"].confidence)
            found["due_date"] = FieldRead(on.isoformat(), confidence, source="derived")
    return found


def _claims(reading: Reading) -> dict[str, list[_Scored]]:
    """For each date the kind of label that claims it best; ties go to the stronger kind."""
    dated = [hit for hit in reading.labelled(DATE_KINDS) if not is_sentence_word(hit)]
    labels = [hit for hit in unjoined(dated) if not belongs_elsewhere(hit, reading)]
    index = Index(reading.dates, labels)
    amends = any("title_credit" in h.kinds and h.cell.page == 1 for h in reading.labels)
    best: dict[int, tuple[float, str]] = {}
    spans = {id(span): span for span in reading.dates}
    for pair in _all_pairs(labels, index):
        for kind in pair.label.kinds & DATE_KINDS:
            score = _STRENGTH[kind] * pair.fit * _doubt(pair.label, kind, amends, reading)
            if _names_more(pair.value, kind, reading):
                continue
            if score > best.get(id(pair.value), (0.0, ""))[0]:
                best[id(pair.value)] = (score, kind)
    claims: dict[str, list[_Scored]] = {}
    _beside_claims(labels, index, reading, claims)
    for key, (score, kind) in best.items():
        claims.setdefault(kind, []).append(_Scored(spans[key], score))
    _after_titles(reading, best, claims)
    _after_amount_due(reading, best, claims)
    for span in reading.dates:
        free = best.get(id(span), (0.0, ""))[1] == ""
        if free and span.cell.page == 1 and _PLACE.fullmatch(span.cell.text[: span.start].strip()):
            claims.setdefault("date_plain", []).append(_Scored(span, 0.78))
    return claims


def _beside_claims(
    labels: Sequence[LabelHit],
    index: Index[DateSpan],
    reading: Reading,
    claims: dict[str, list[_Scored]],
) -> None:
    """Days of payment and of supply, which a date may be besides what its label says first."""
    paid = [hit for hit in reading.labels if "paid_date" in hit.kinds]
    for pair in _all_pairs(paid, Index(reading.dates, [*labels, *paid])):
        claims.setdefault("paid_date", []).append(_Scored(pair.value, pair.fit))
        if pair.label.phrase in _PAYMENT_DAY:
            claims.setdefault("payment_date", []).append(_Scored(pair.value, pair.fit))
    for pair in _all_pairs([hit for hit in labels if "tax_point" in hit.kinds], index):
        claims.setdefault("tax_point", []).append(_Scored(pair.value, 0.9 * pair.fit))


def _debited(
    claims: Mapping[str, list[_Scored]], reading: Reading, issue: _Scored | None
) -> _Scored | None:
    """The day in a sentence on which the money is taken or wanted, where no label names one."""
    named = {
        id(s.span)
        for kind in ("issue_date", "other_date")
        for s in claims.get(kind, ())
        if s.score > 0.7
    }
    found = [
        span
        for span in reading.dates
        if id(span) not in named
        and (issue is None or span.value > issue.span.value)
        and debited_on(span, reading)
    ]
    return _Scored(found[0], 0.75) if len({span.value for span in found}) == 1 else None


def _first_due(claims: Mapping[str, list[_Scored]], issue: _Scored | None) -> _Scored | None:
    """Of several days named alike ("due 15 March", "then due 15 October") the first to come."""
    found = sorted(claims.get("due_date", ()), key=lambda s: -s.score)
    level = [s for s in found if s.score > found[0].score - 0.06]
    if len({s.span.value for s in level}) < 2 or any(s.span.swapped for s in level):
        return None
    after = [s for s in level if issue is None or s.span.value >= issue.span.value]
    first = min(after, key=lambda s: s.span.value, default=None)
    return _Scored(first.span, first.score - 0.15) if first is not None else None


def _own(issue: _Scored | None, claims: Mapping[str, list[_Scored]]) -> _Scored | None:
    """Of a credit note its own plain "Date", where the only named one is the invoice's."""
    plain = _best(claims, "date_plain")
    if issue is None or plain is None or issue.score > 0.72:
        return issue
    return plain if plain.span.value >= issue.span.value else issue


def _to_be_paid(
    claims: Mapping[str, list[_Scored]], reading: Reading, issue: _Scored | None
) -> _Scored | None:
    """ "Payment date": when the money comes, if that is later than the bill and nothing is paid."""
    paid = _best(claims, "payment_date")
    if paid is None or issue is None or paid.span.value <= issue.span.value:
        return None
    settled = {hit.cell.row for hit in reading.labelled(frozenset({"paid"}))}
    if any(amount.money and amount.cell.row in settled for amount in reading.amounts):
        return None
    return _Scored(paid.span, min(0.7, paid.score))


def _all_pairs(labels: Sequence[LabelHit], index: Index[DateSpan]) -> Iterator[Pair[DateSpan]]:
    for label in labels:
        # A colon says that the value stands beside, however far.
        columns = not label.cell.text.rstrip().endswith(":")
        found = list(pairs([label], index, columns=columns, upward=True))
        yield from found[:1]
        # "Period 01.02. to 28.02.2026": everything that follows belongs to that label.
        if "other_date" in label.kinds:
            yield from found[1:]


def _doubt(label: LabelHit, kind: str, amends: bool, reading: Reading) -> float:
    """What weakens a label: a credit note names the invoice's day too, prose says much."""
    if kind == "issue_date" and amends:
        words = fold(label.cell.text[label.start : label.end])
        own = one_of("titles", "credit").search(words) or "invoice" not in label.phrase
        return 1.0 if own else 0.7
    if kind == "date_plain" and beside_order(label, reading):
        return 0.75
    before = label.cell.text[: label.start]
    if kind == "due_date" and one_of("terms", "coming").search(fold(before)) is not None:
        return 0.0
    if kind == "due_date" and len(before.split()) > 2 and ":" not in before[-12:]:
        return 0.0 if one_of("terms", "past").search(fold(before)) else 0.8
    return 1.0


def _is_period(span: DateSpan, reading: Reading) -> bool:
    """ "vom 04.11.2025 bis 26.02.2026": the first or the last day of a time."""
    text = fold(span.cell.text)
    before, after = text[: span.start], text[span.end :]
    if _RANGE_ON.match(after) is not None:
        return True
    opens = _RANGE.search(before) is not None
    ends = [other.end for other in reading.dates if other.cell is span.cell]
    return opens and (
        any(0 < span.start - end <= 14 for end in ends) or _DAY_DASH.search(before) is not None
    )


def _names_more(span: DateSpan, kind: str, reading: Reading) -> bool:
    """Whether a date is one end of a period, or the last day of a discount."""
    if kind == "due_date" and _with_discount(span, reading):
        return True
    return kind != "other_date" and _is_period(span, reading)


def _with_discount(span: DateSpan, reading: Reading) -> bool:
    """ "Payable by 20 March less 2 %": until then the discount, the term is another."""
    after = fold(span.cell.text[span.end : span.end + 45])
    nexts = [o.start for o in reading.dates if o.cell is span.cell and o.start > span.end]
    after = after[: max(0, min(nexts) - span.end)] if nexts else after
    found = one_of("terms", "discounted").search(after)
    return found is not None and one_of("terms", "late").search(after) is None


def _after_titles(
    reading: Reading, best: Mapping[int, tuple[float, str]], claims: dict[str, list[_Scored]]
) -> None:
    """A date behind title and number ("Invoice 4711 of 1 March 2026"), claimed by nothing else."""
    for hit in reading.labels:
        if not hit.kinds & (_TITLES | {"invoice_number"}):
            continue
        before = fold(hit.cell.text[: hit.start])
        if one_of("references", "to_another").search(before) is not None:
            continue
        for span in reading.dates:
            same = span.cell is hit.cell and 0 < span.start - hit.end <= 40
            if not same or _in_line_of_money(span, reading) or _is_period(span, reading):
                continue
            kind = best.get(id(span), (0.0, ""))[1]
            if kind in ("", "date_plain"):
                claims.setdefault("issue_date", []).append(_Scored(span, 0.9))


def _after_amount_due(
    reading: Reading, best: Mapping[int, tuple[float, str]], claims: dict[str, list[_Scored]]
) -> None:
    """ "Amount due on 3 February": a date a word or two behind what is to be paid."""
    for hit in reading.labels:
        if "due" not in hit.kinds:
            continue
        for span in reading.dates:
            close = span.cell is hit.cell and 0 < span.start - hit.end <= 12
            if close and best.get(id(span), (0.0, ""))[1] in ("", "date_plain"):
                claims.setdefault("due_date", []).append(_Scored(span, 0.85))


def _best(claims: Mapping[str, list[_Scored]], kind: str) -> _Scored | None:
    found = sorted(claims.get(kind, ()), key=lambda s: -s.score)
    if not found:
        return None
    first = found[0]
    rivals = {s.span.value for s in found if s.score > first.score - 0.12}
    penalty = 0.0 if len(rivals) == 1 else 0.15
    score = first.score - penalty
    return _Scored(first.span, score) if score >= DOUBT else None


def _plain(
    claims: Mapping[str, list[_Scored]], reading: Reading, due: _Scored | None
) -> _Scored | None:
    """No issue date by name: a bare "Date", else the only date left near the top of page one."""
    plain = _best(claims, "date_plain")
    if plain is not None:
        return plain
    taxed = _best(claims, "tax_point")
    if taxed is not None:
        return taxed
    claimed = {id(s.span) for scored in claims.values() for s in scored}
    height = reading.document.pages[0].height if reading.document.pages else 0.0
    free = [
        span
        for span in reading.dates
        if id(span) not in claimed
        and span.cell.page == 1
        and span.box[1] < 0.4 * height
        and len(span.cell.text) <= len(span.text) + 25
        and not _in_table(span, reading)
        and _RANGE.search(span.cell.text[: span.start]) is None
    ]
    free = [span for span in free if not _in_line_of_money(span, reading)]
    lone = [span for span in free if len(span.cell.text) <= len(span.text) + 2]
    for spans in (lone, free):
        if len({span.value for span in spans}) == 1:
            return (
                _Scored(spans[0], 0.6) if due is None or spans[0].value <= due.span.value else None
            )
    receipts = _best(claims, "paid_date")
    if receipts is not None and due is None:
        return _Scored(receipts.span, min(0.65, receipts.score))
    # A receipt prints one day, whatever it calls it.
    if due is None and len({span.value for span in reading.dates}) == 1:
        return _Scored(reading.dates[0], 0.55)
    return None


def _in_line_of_money(span: DateSpan, reading: Reading) -> bool:
    """Whether the date opens the line of an item: an amount stands in another cell beside it."""
    return any(
        amount.money and amount.cell.row == span.cell.row and amount.cell is not span.cell
        for amount in reading.amounts
    )


def _in_table(span: DateSpan, reading: Reading) -> bool:
    return any(row.index == span.cell.row for table in reading.tables for row in table.body)


def _order_by_sense(
    issue: _Scored | None, due: _Scored | None, days: int | None
) -> tuple[date | None, date | None]:
    """Picks between day-month and month-day where still open; what stays open is left out."""
    issues = _options(issue)
    dues = _options(due)
    if issue is None or due is None:
        lone = issues if issue is not None else dues
        value = lone[0] if len(lone) == 1 else None
        return (value, None) if issue is not None else (None, value)
    both = [(a, b) for a in issues for b in dues if a <= b]
    if issue.span.swapped is not None and due.span.swapped is not None:
        both = [(a, b) for a, b in both if issues.index(a) == dues.index(b)]
    if days is not None and len(both) > 1:
        both = [(a, b) for a, b in both if (b - a).days == days] or both
    if len(both) > 1:
        both = [(a, b) for a, b in both if (b - a).days in _USUAL] or both
    if len(both) > 1:
        near = [(a, b) for a, b in both if (b - a).days <= 62]
        both = near or both
    if len(both) == 1:
        return both[0]
    if not both and len(issues) == 1:
        return issues[0], None
    return (
        issues[0] if len(issues) == 1 else None,
        dues[0] if len(dues) == 1 and not both else None,
    )


def _options(scored: _Scored | None) -> list[date]:
    if scored is None:
        return []
    span = scored.span
    return [span.value] if span.swapped is None else [span.value, span.swapped]


def _field(scored: _Scored, on: date) -> FieldRead:
    span = scored.span
    return FieldRead(on.isoformat(), min(0.98, scored.score), span.cell.page, span.box)
