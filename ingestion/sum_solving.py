"""Which net, tax and total belong together: the choice with the best labels and most arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from typing import Final

from ingestion.sum_candidates import Candidate

_GROSS: Final = ("total", "current", "due", "total_plain")
_MOST_TAXES: Final = 7
CENT: Final = Decimal("0.01")
_MOST_OF: Final = Decimal("0.4")
"""Of a total; an amount called a tax that is more and fits no other sum is something else."""

ByKind = Mapping[str, Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class Taxes:
    """One tax or several that together are the document's tax."""

    parts: tuple[Candidate, ...]
    value: Decimal
    score: float


@dataclass(frozen=True, slots=True)
class Sums:
    """One consistent choice.

    `closed`: net and tax make the total; `lines`: the items add up to it; `balanced`: the balance
    after payments or with what was carried over agrees; `repeated`: how often it is printed.
    """

    net: Candidate | None
    tax: Taxes | None
    total: Candidate
    score: float
    closed: bool = False
    lines: bool = False
    balanced: bool = False
    repeated: int = 1


def kinds_of(candidates: Sequence[Candidate]) -> dict[str, list[Candidate]]:
    """The candidates by kind, best first."""
    by_kind: dict[str, list[Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: -c.score):
        by_kind.setdefault(candidate.kind, []).append(candidate)
    return by_kind


def solve(by_kind: ByKind, lines: frozenset[Decimal]) -> Sums | None:
    """The best choice, or None where nothing is labelled as a total."""
    gross = sorted((c for kind in _GROSS for c in by_kind.get(kind, ())), key=lambda c: -c.score)
    nets = [None, *_nets(by_kind)]
    board = _Board(
        taxes=_taxes(by_kind.get("tax", ())),
        extras=_extras(by_kind),
        lines=lines,
        by_kind=by_kind,
    )
    best: Sums | None = None
    for total in _distinct(gross)[:10]:
        for net in nets:
            sums = board.judge(total, net)
            if sums is not None and (best is None or sums.score > best.score):
                best = sums
    return best


def _distinct(ranked: Sequence[Candidate]) -> list[Candidate]:
    """One candidate per value and kind; the same total printed thrice needs one look."""
    seen: set[tuple[str, Decimal]] = set()
    kept = []
    for candidate in ranked:
        key = (candidate.kind, candidate.value)
        if key not in seen:
            seen.add(key)
            kept.append(candidate)
    return kept


def _nets(by_kind: ByKind) -> list[Candidate]:
    """Net sums, also those of several rates taken together."""
    named = [*by_kind.get("net", ()), *by_kind.get("total_plain", ()), *by_kind.get("current", ())]
    single = _distinct(named)[:8]
    rows: dict[str, list[Candidate]] = {}
    for candidate in by_kind.get("net", ()):
        rows.setdefault(candidate.phrase, []).append(candidate)
    for members in rows.values():
        values = {member.value for member in members}
        if 2 <= len(members) <= 5 and len(values) == len(members):
            added = sum((member.value for member in members), Decimal(0))
            single.append(
                replace(members[0], value=added, score=members[0].score * 0.85, printed=False)
            )
    return single


def _taxes(found: Sequence[Candidate]) -> list[Taxes]:
    """Each tax alone, and those of different rows together: two rates, or state and county."""
    best: dict[tuple[int, int], Candidate] = {}
    for tax in found:
        key = (tax.span.cell.row, id(tax.span) if tax.tabled else 0)
        if key not in best or best[key].score < tax.score:
            best[key] = tax
    ranked = sorted(best.values(), key=lambda t: -t.score)[:_MOST_TAXES]
    singles = sorted(found, key=lambda t: -t.score)[: _MOST_TAXES + 3]
    choices = [Taxes((tax,), tax.value, tax.score) for tax in singles]
    for size in range(2, len(ranked) + 1):
        for parts in combinations(ranked, size):
            value = sum((part.value for part in parts), Decimal(0))
            mean = sum(part.score for part in parts) / size
            whole = size == len(ranked)
            choices.append(Taxes(parts, value, mean - (0.02 if whole else 0.05 * size)))
    return choices


def _extras(by_kind: ByKind) -> frozenset[Decimal]:
    """What may stand between net plus tax and total: shipping, discount, tax withheld, rounding."""
    payments = {id(c.span) for c in by_kind.get("paid", ())}
    shipping = [c.value for c in by_kind.get("shipping", ()) if id(c.span) not in payments][:3]
    discount = [-abs(c.value) for c in by_kind.get("discount", ())[:2]]
    discount += [-abs(c.value) for c in by_kind.get("withholding", ())[:1]]
    rounding = [c.value for c in by_kind.get("rounding", ())[:1]]
    rounding += [-value for value in rounding]
    steps: set[Decimal] = {Decimal(0)}
    for value in shipping + discount + rounding:
        if value:
            steps |= {step + value for step in steps}
    return frozenset(steps)


class _Board:
    """What all choices are judged against."""

    def __init__(
        self,
        taxes: Sequence[Taxes],
        extras: frozenset[Decimal],
        lines: frozenset[Decimal],
        by_kind: ByKind,
    ) -> None:
        self._taxes = taxes
        self._extras = extras
        rounding = [c.value for c in by_kind.get("rounding", ())[:1] if c.value]
        self._rounding = {*rounding, *(-value for value in rounding)}
        self._lines = lines
        self._by_value: dict[Decimal, list[Taxes]] = {}
        for tax in taxes:
            self._by_value.setdefault(tax.value, []).append(tax)
        self._inside = any(tax.parts[0].phrase == "brackets" for tax in taxes)
        self._alone = max(taxes, key=lambda t: t.score, default=None)
        self._every = next((t for t in reversed(taxes) if len(t.parts) > 1), None)
        self._dues = {c.value for c in by_kind.get("due", ()) if c.score > 0.5}
        self._paid = {abs(c.value) for c in by_kind.get("paid", ()) if c.score > 0.4}
        self._before = {c.value for c in by_kind.get("previous", ()) if c.score > 0.4}
        self._printed: dict[Decimal, set[int]] = {}
        for kind in _GROSS:
            for c in by_kind.get(kind, ()):
                self._printed.setdefault(c.value, set()).add(id(c.span))

    def judge(self, total: Candidate, net: Candidate | None) -> Sums | None:
        """The best tax for this total and net, and what the three are worth together."""
        if net is not None and net.span is total.span:
            return None
        if net is not None and net.value * total.value < 0:
            return None
        plain = 2 * total.score + (0.5 * net.score if net is not None else 0.0)
        options = [Sums(net, None, total, plain + self._without_tax(total, net))]
        for tax, exact in self._fitting(total, net):
            score = plain + 0.5 * tax.score + exact
            options.append(Sums(net, tax, total, score - _absurd(tax, net), closed=True))
        if net is None:
            options += [
                Sums(None, tax, total, plain + 0.5 * tax.score + 0.9, closed=True)
                for tax in self._included(total)
            ]
        for tax in {id(t): t for t in (self._alone, self._every) if t is not None}.values():
            if not _shares(tax, total, net):
                doubt = 0.35 if net is not None else 0.0
                score = plain + 0.5 * tax.score - doubt - _absurd(tax, net or total)
                score -= 0.8 if abs(tax.value) > _MOST_OF * abs(total.value) else 0.0
                options.append(Sums(net, tax, total, score))
        best = max(options, key=lambda sums: sums.score)
        lines = any(abs(total.value - line) <= CENT for line in self._lines)
        lines |= net is not None and any(abs(net.value - line) <= CENT for line in self._lines)
        balance = self._balance(total)
        return replace(
            best,
            score=best.score + balance + (0.3 if lines else 0.0),
            lines=lines,
            balanced=balance > 0,
            repeated=len(self._printed.get(total.value, ())),
        )

    def _fitting(self, total: Candidate, net: Candidate | None) -> list[tuple[Taxes, float]]:
        """Taxes that lead from net to total, straight or with what may stand between them.

        With each what the fit is worth; a printed rounding that explains the last cents, or a
        levy beside a tax of just its rate, is more than sums that close without them.
        """
        if net is None or net.value == 0:
            return []
        found = []
        for extra in self._extras:
            wanted = total.value - net.value - extra
            for slack in (Decimal(0), CENT, -CENT):
                for tax in self._by_value.get(wanted + slack, ()):
                    if not _shares(tax, total, net):
                        levy = extra > 0 and total.kind != "due" and _is_rated(tax, net)
                        explained = levy or extra in self._rounding
                        found.append((tax, 1.0 if not extra else 1.35 if explained else 0.6))
        return found

    def _included(self, total: Candidate) -> list[Taxes]:
        """Taxes that are in the total: by their own rate, or because the items make up the rest."""
        found = []
        for tax in self._taxes:
            rates = tax.parts[0].rates if len(tax.parts) == 1 else ()
            by_rate = any(
                rate > 0 and abs(total.value * rate / (100 + rate) - tax.value) <= CENT
                for rate in rates
            ) or _makes_up(tax, total.value)
            by_lines = total.value != tax.value and any(
                abs(total.value - tax.value - line) <= CENT for line in self._lines
            )
            if (by_rate or by_lines) and tax.value and not _shares(tax, total, None):
                found.append(tax)
        return found

    def _without_tax(self, total: Candidate, net: Candidate | None) -> float:
        """Where no tax is printed, net and total are the same but for shipping and discounts."""
        if net is None:
            return 0.0
        if (
            self._inside
            or net.kind == "current"
            or (net.kind != "net" and net.value == total.value)
        ):
            return -1.0
        if any(abs(total.value - net.value - extra) <= CENT for extra in self._extras):
            return 0.3
        if net.kind != "net" or abs(net.value) > abs(total.value):
            return -1.0
        return -0.2 if self._taxes else 0.0

    def _balance(self, total: Candidate) -> float:
        if total.value == 0:
            return -1.2
        if total.kind == "due":
            return 0.0
        support = 0.0
        if any(
            abs(total.value - amount - due) <= CENT for amount in self._paid for due in self._dues
        ):
            support += 0.5
        left = self._before | {b - p for b in self._before for p in self._paid}
        owed = self._dues | (self._printed.keys() - {total.value})
        if any(abs(total.value + old - due) <= CENT for old in left if old for due in owed):
            support += 0.7
        return support


def _makes_up(tax: Taxes, total: Decimal) -> bool:
    """Whether taxes at several rates are those of parts that together are the total."""
    if len(tax.parts) < 2 or any(len(part.rates) != 1 or part.rates[0] <= 0 for part in tax.parts):
        return False
    rates = [part.rates[0] for part in tax.parts]
    if len(set(rates)) < len(rates):
        return False
    whole = sum(
        (part.value * (100 + rate) / rate for part, rate in zip(tax.parts, rates, strict=True)),
        Decimal(0),
    )
    # Each tax is printed to the cent, so each part is known to half a cent by its rate.
    slack = sum((CENT / 2 * (100 + rate) / rate for rate in rates), CENT)
    return abs(whole - total) <= slack


def _is_rated(tax: Taxes, net: Candidate) -> bool:
    """Whether a single tax is just the net sum's share by the rate beside it."""
    rates = tax.parts[0].rates if len(tax.parts) == 1 else ()
    return any(rate and abs(net.value * rate / 100 - tax.value) <= CENT for rate in rates)


def _shares(tax: Taxes, total: Candidate, net: Candidate | None) -> bool:
    spans = {id(part.span) for part in tax.parts if part.printed}
    if not total.printed or (net is not None and not net.printed):
        return id(total.span) in spans
    return id(total.span) in spans or (net is not None and id(net.span) in spans)


def _absurd(tax: Taxes, base: Candidate | None) -> float:
    """A tax larger than what it is on is none."""
    return 0.8 if base is not None and abs(tax.value) > abs(base.value) else 0.0
