"""Proration: what changing a plan in the middle of a period costs, to the cent."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from billing.money import Money
from billing.periods import Period


@dataclass(frozen=True, slots=True)
class PlanChangePreview:
    """The price of a change: `due_now` today, then `price` per `interval` from `from_on`."""

    due_now: Money
    price: Money
    interval: str
    effective_on: date
    credit: Money
    charge: Money


def prorate_upgrade(
    current: Money, new: Money, *, interval: str, period: Period, today: date
) -> PlanChangePreview:
    """An immediate upgrade: credit the unused days of `current`, charge the same days of `new`.

    Days are whole and today counts as unused. Each side is rounded once, half to even, so credit
    and charge are the amounts a customer can check with a calculator.
    """
    day = min(max(today, period.start_on), period.end_before_on)
    unused = Fraction((period.end_before_on - day).days, period.days)
    credit, charge = current.times(unused), new.times(unused)
    due = charge - credit
    floor = due if due.amount_minor > 0 else Money.zero(new.currency)
    return PlanChangePreview(floor, new, interval, today, credit, charge)


def next_period_change(new: Money, *, interval: str, effective_on: date) -> PlanChangePreview:
    """A change that waits for the next period: nothing due now."""
    nothing = Money.zero(new.currency)
    return PlanChangePreview(nothing, new, interval, effective_on, nothing, nothing)
