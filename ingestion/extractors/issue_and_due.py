"""Issue date and due date: labelled dates, dates in sentences, and terms in days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ingestion.dates import DateSpan
from ingestion.draft import FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.labels import DATE_KINDS, LabelHit
from ingestion.near import Index, Pair, pairs
from ingestion.phrases import each, one_of
from ingestion.reading import Reading

_STRENGTH: Final = {"issue_date": 1.0, "due_date": 1.0, "other_date": 1.0, "date_plain": 0.8}
_OTHERS: Final = frozenset({"other_number", "title_other", "paid", "contract_number"})
_OWN: Final = frozenset({"invoice_number", "title_invoice", "title_credit"})
_AND: Final = ("", "and", "und", "et", "y", "en", "e")
_TITLES: Final = frozenset({"title_invoice", "title_credit"})
_AROUND: Final = (30, 25)
"""Characters before and after a term that may say its days count something else."""


@dataclass(frozen=True, slots=True)
class _Scored:
    span: DateSpan
    score: float


def read_dates(reading: Reading) -> Mapping[str, FieldRead]:
    """`issue_date` and `due_date` as ISO dates; a term in days gives a due date marked derived."""
    claims = _claims(reading)
    issue = _best(claims, "issue_date")
    due = _best(claims, "due_date")
    if issue is None:
        issue = _plain(claims, reading, due)
    days = _term_days(reading)
    issue_on, due_on = _order_by_sense(issue, due, days)
    found: dict[str, FieldRead] = {}
    if issue is not None and issue_on is not None:
        found["issue_date"] = _field(issue, issue_on)
    if due is not None and due_on is not None and (issue_on is None or due_on >= issue_on):
        found["due_date"] = _field(due, due_on)
    if "due_date" not in found and issue_on is not None and days is not None:
        confidence = min(0.85, found["issue_date"].confidence)
        on = issue_on + timedelta(days=days)
        found["due_date"] = FieldRead(on.isoformat(), confidence, source="derived")
    return found


def _claims(reading: Reading) -> dict[str, list[_Scored]]:
    """For each date the kind of label that claims it best; ties go to the stronger kind."""
    dated = [hit for hit in reading.labelled(DATE_KINDS) if not _is_sentence_word(hit)]
    labels = [hit for hit in _unjoined(dated) if not _belongs_elsewhere(hit, reading)]
    index = Index(reading.dates, labels)
    best: dict[int, tuple[float, str]] = {}
    spans = {id(span): span for span in reading.dates}
    for pair in _all_pairs(labels, index):
        for kind in pair.label.kinds & DATE_KINDS:
            score = _STRENGTH[kind] * pair.fit
            if score > best.get(id(pair.value), (0.0, ""))[0]:
                best[id(pair.value)] = (score, kind)
    claims: dict[str, list[_Scored]] = {}
    for key, (score, kind) in best.items():
        claims.setdefault(kind, []).append(_Scored(spans[key], score))
    _after_titles(reading, best, claims)
    _after_amount_due(reading, best, claims)
    return claims


def _all_pairs(labels: Sequence[LabelHit], index: Index[DateSpan]) -> Iterator[Pair[DateSpan]]:
    for label in labels:
        found = list(pairs([label], index, columns=True, upward=True))
        yield from found[:1]
        # "Period 01.02. to 28.02.2026": everything that follows belongs to that label.
        if "other_date" in label.kinds:
            yield from found[1:]


def _unjoined(labels: Sequence[LabelHit]) -> list[LabelHit]:
    """Of "Invoice date / delivery date" only the first: both name the one date that follows."""
    kept: list[LabelHit] = []
    for hit in labels:
        before = kept[-1] if kept and kept[-1].cell is hit.cell else None
        between = hit.cell.text[before.end : hit.start] if before is not None else "x"
        if before is not None and between.strip(" /&,+-") in (
            "",
            "and",
            "und",
            "et",
            "y",
            "en",
            "e",
        ):
            if "other_date" in before.kinds:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


def _belongs_elsewhere(hit: LabelHit, reading: Reading) -> bool:
    """A plain date behind another number ("Offer 118 of 12 January") or a payment is its date."""
    if "date_plain" not in hit.kinds or hit.start == 0:
        return False
    before = [
        other
        for other in reading.labels
        if other.cell is hit.cell and other.end <= hit.start and hit.start - other.end <= 30
    ]
    owner = max(before, key=lambda other: other.start, default=None)
    return owner is not None and bool(owner.kinds & _OTHERS) and not owner.kinds & _OWN


def _is_sentence_word(hit: LabelHit) -> bool:
    """Short words ("due", "le", "vom") label a date only right before it."""
    if len(hit.phrase) > 4:
        return False
    rest = hit.cell.text[hit.end :].lstrip(" .:")
    return hit.start > 0 and not rest[:1].isdigit() and not hit.cell.text[hit.end :].startswith(":")


def _after_titles(
    reading: Reading, best: Mapping[int, tuple[float, str]], claims: dict[str, list[_Scored]]
) -> None:
    """A date behind title and number ("Invoice 4711 of 1 March 2026"), claimed by nothing else."""
    for hit in reading.labels:
        if not hit.kinds & (_TITLES | {"invoice_number"}):
            continue
        for span in reading.dates:
            same = span.cell is hit.cell and 0 < span.start - hit.end <= 40
            kind = best.get(id(span), (0.0, ""))[1]
            if same and kind in ("", "date_plain"):
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
    ]
    lone = [span for span in free if len(span.cell.text) <= len(span.text) + 2]
    for spans in (lone, free):
        if len({span.value for span in spans}) == 1:
            return (
                _Scored(spans[0], 0.6) if due is None or spans[0].value <= due.span.value else None
            )
    return None


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


def _term_days(reading: Reading) -> int | None:
    """The days of a payment term; of "2 % 10 days, net 30" it is the 30 that counts."""
    lines = reading.folded.split("\n")
    found = [days for at in range(len(lines)) for days in _days_from(lines, at) if days <= 180]
    if not found:
        return 0 if one_of("terms", "on_receipt").search(reading.folded) else None
    if len(set(found)) == 1 or one_of("terms", "discount").search(reading.folded):
        return max(found)
    return None


def _days_from(lines: Sequence[str], at: int) -> Iterator[int]:
    """Terms that begin on this line; a sentence may run on to the next one."""
    line = lines[at]
    runs_on = not line.rstrip().endswith(".") and at + 1 < len(lines)
    joined = f"{line} {lines[at + 1]}" if runs_on else line
    for pattern in each("terms", "days"):
        for match in pattern.finditer(joined):
            if match.start() > len(line):
                continue
            around = joined[max(0, match.start() - _AROUND[0]) : match.end() + _AROUND[1]]
            after = joined[match.end() : match.end() + 20]
            other = one_of("terms", "late").search(around)
            if other is None and one_of("terms", "end_of_month").search(after) is None:
                yield int(match[1])


def _field(scored: _Scored, on: date) -> FieldRead:
    span = scored.span
    return FieldRead(on.isoformat(), min(0.98, scored.score), span.cell.page, span.box)
