"""Payment terms in words, and the days they lead to: "net 30", "30 giorni d.f.f.m."."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ingestion.dates import DateSpan
from ingestion.labels import fold
from ingestion.phrases import each, one_of
from ingestion.reading import Reading

_AROUND: Final = (30, 25)
"""Characters before and after a term that may say its days count something else."""
_LONGEST: Final = 180
_FIGURES: Final = {
    word: number
    for number, words in (
        (2, "two zwei deux dos twee due"),
        (3, "three drei trois tres drie tre"),
        (4, "four vier quatre cuatro quattro"),
        (5, "five funf cinq cinco vijf cinque"),
        (6, "six sechs seis zes sei"),
        (7, "seven sieben sept siete zeven sette"),
        (8, "eight acht huit ocho otto"),
        (10, "ten zehn dix diez tien dieci"),
        (14, "fourteen vierzehn quatorze veertien quattordici catorce"),
        (15, "fifteen quinze quince quindici vijftien"),
        (20, "twenty zwanzig vingt veinte twintig venti"),
        (30, "thirty dreissig dreisig trente treinta dertig trenta"),
    )
    for word in words.split()
}
"""Terms written out, folded."""
_WORDS: Final = re.compile(rf"\b({'|'.join(_FIGURES)}) (days?|tagen?|jours|dias|dagen|giorni)\b")


@dataclass(frozen=True, slots=True)
class Term:
    """So many days after the issue date; with `month_end`, then on to the end of that month.

    With `next_month` the day of the month after the issue date's.
    """

    days: int
    month_end: bool = False
    next_month: bool = False

    def due(self, issued: date) -> date | None:
        """The day the term ends; None where customs differ on it."""
        if self.next_month:
            return (_month_end(issued) + timedelta(days=1)).replace(day=self.days)
        plain = issued + timedelta(days=self.days)
        if not self.month_end:
            return plain
        by_days = _month_end(plain)
        if self.days % 30:
            return by_days
        months = issued.year * 12 + issued.month - 1 + self.days // 30
        by_months = _month_end(date(months // 12, months % 12 + 1, 1))
        return by_days if by_days == by_months else None


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def read_term(reading: Reading) -> Term | None:
    """The payment term; of "2 % 10 days, net 30" it is the 30 that counts."""
    lines = [_in_figures(line) for line in reading.folded.split("\n")]
    found = {term for at in range(len(lines)) for term in _terms_from(lines, at)}
    found |= set(_in_cells(reading))
    found = found or set(_weeks(lines))
    if not found:
        monthly = one_of("terms", "next_month").search(reading.folded)
        if monthly is not None and 1 <= int(monthly[1]) <= 28:
            return Term(int(monthly[1]), next_month=True)
        return Term(0) if one_of("terms", "on_receipt").search(reading.folded) else None
    if len(found) > 1:
        net = {
            Term(int(match[1]))
            for pattern in each("terms", "net_days")
            for match in pattern.finditer(reading.folded)
        }
        if len(net & found) == 1:
            return next(iter(net & found))
        if one_of("terms", "discount").search(reading.folded) is None:
            return None
    return max(found, key=lambda term: term.days)


def _in_figures(line: str) -> str:
    """ "fourteen days" as "14 days"."""
    return _WORDS.sub(lambda found: f"{_FIGURES[found[1]]} {found[2]}", line)


def _weeks(lines: Sequence[str]) -> Iterator[Term]:
    """ "Within three weeks"; who writes so writes no days."""
    for line in lines:
        match = one_of("terms", "weeks").search(line)
        if match is None or one_of("terms", "late").search(line) is not None:
            continue
        count = int(match[1]) if match[1].isdigit() else _FIGURES.get(match[1], 0)
        if count:
            yield Term(7 * count)


def _in_cells(reading: Reading) -> Iterator[Term]:
    """A bare "30 days" beside or under a label that names terms."""
    for row in reading.rows:
        for cell in row.cells:
            match = one_of("terms", "bare").fullmatch(fold(cell.text))
            if match is None or int(match[1]) > _LONGEST:
                continue
            near = list(row.cells[max(0, cell.col - 1) : cell.col])
            for up in reading.rows[max(0, row.index - 2) : row.index]:
                near += [c for c in up.cells if min(c.x1, cell.x1) > max(c.x0, cell.x0)]
            if any(one_of("terms", "label").search(fold(c.text)) for c in near):
                yield Term(int(match[1]))


def _terms_from(lines: Sequence[str], at: int) -> Iterator[Term]:
    """Terms that begin on this line; a sentence may run on to the next one."""
    line = lines[at]
    runs_on = not line.rstrip().endswith(".") and at + 1 < len(lines)
    joined = f"{line} {lines[at + 1]}" if runs_on else line
    if not any(char.isdigit() for char in joined):
        return
    for pattern in each("terms", "days"):
        for match in pattern.finditer(joined):
            if match.start() <= len(line):
                term = _term_of(match, joined)
                if term is not None:
                    yield term


def _term_of(match: re.Match[str], joined: str) -> Term | None:
    around = joined[max(0, match.start() - _AROUND[0]) : match.end()]
    # What the next sentence speaks of is another matter: "... 10 days net. Warranty 2 years".
    around += re.split(r"[.;!] ", joined[match.end() : match.end() + _AROUND[1]])[0]
    after = joined[match.end() : match.end() + 30]
    days = int(match[1])
    if days > _LONGEST or one_of("terms", "late").search(around) is not None:
        return None
    if one_of("terms", "month_end_after").search(after) is not None:
        return Term(days, month_end=True)
    return Term(days) if one_of("terms", "end_of_month").search(around) is None else None


def debited_on(span: DateSpan, reading: Reading) -> bool:
    """Whether the sentence around a date says that the money is taken on that day."""
    cell = span.cell
    text = fold(cell.text)
    start, end = span.start, span.end
    before, after = text[:start], text[end:]
    if len(before) < 40 and cell.row > 0:
        before = _left(cell.row - 1, reading) + " " + before
    if not after.rstrip().endswith((".", "!")) and cell.row + 1 < len(reading.rows):
        after = after + " " + _left(cell.row + 1, reading)
    before = re.split(r"[.!?] ", before)[-1]
    sentence = before + " # " + re.split(r"[.!?](?: |$)", after)[0]
    return (
        one_of("terms", "debit").search(sentence) is not None
        and one_of("terms", "past").search(sentence) is None
    )


def _left(index: int, reading: Reading) -> str:
    return fold(reading.rows[index].cells[0].text)
