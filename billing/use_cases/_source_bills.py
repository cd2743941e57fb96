"""A bill of a source taken into our rows: its terms, and what was paid on it elsewhere.

The source says what is left to pay in all. What we took reaches it too, sooner or later; the rest
was paid there. So `elsewhere` is set, never added to, and only when nothing of ours is on its way:
neither is money of ours counted twice, nor is a payment made there overlooked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from billing.bills import Bill, BillLine, BillState
from billing.ids import BillId, ConnectionId
from billing.money import Money, total
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.sources import SourceBill, SourceState
from billing.syncs import BillLink
from billing.use_cases._note import note, tell
from billing.use_cases._source_customers import derived_id
from billing.use_cases._source_money import call_about_excess, call_about_void, money_of_ours
from billing.use_cases._source_text import Refusal, is_ref, is_text

CATEGORY: Final = "bill"
"""What a bill from a source is of, where nobody said."""

_LONGEST: Final = 200
_LINES: Final = 500
_VERSIONS: Final = 2**31
_NONE_YET: Final = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """When a source was asked, in business time, and how long it may lag behind a payment."""

    at: datetime
    lag: timedelta
    quietly: bool = False
    """Whether this is the first pull: old bills are no news to anybody."""


def take_bill(
    ports: Ports, tx: Tx, connection_id: ConnectionId, seen: SourceBill, asked: Asked
) -> Refusal | None:
    """Bring our row to what the source says, once; why not, where it is put aside.

    An older version never replaces a newer one, the same one again changes nothing.
    """
    refusal = _unfit(seen)
    if refusal is not None:
        return refusal
    link = tx.sources.bill(connection_id, seen.ref)
    if link is not None and link.version >= seen.version:
        return None
    owner = tx.sources.customer(connection_id, seen.customer_ref)
    if owner is None:
        return Refusal("its customer is not known here")
    if link is None:
        own = derived_id(ports.salt, "bill", (tx.principal.tenant, connection_id, seen.ref))
        link = BillLink(connection_id, seen.ref, BillId(own), owner.customer_id, seen.version)
        known = _same_number(tx, link, seen)
        if not known:
            _make(ports, tx, link, seen, asked)
            return None
        if len(known) > 1:
            return Refusal("the customer has several bills of its number here")
        if known[0].amount != seen.total:
            return Refusal("the customer has a bill of its number here, over another amount")
        # Nothing of the source's is applied yet: one that must wait is still news when it is over.
        link = replace(link, bill_id=known[0].id, version=_NONE_YET)
        tx.sources.add_bill(link)
    if link.customer_id != owner.customer_id:
        return Refusal("it is another customer's there now")
    return _bring_up(ports, tx, link, seen, asked)


def _same_number(tx: Tx, link: BillLink, seen: SourceBill) -> tuple[Bill, ...]:
    """The customer's own of that number, from before there was a source: never shown twice."""
    found = tx.bills.all_called(link.customer_id, seen.number)
    return tuple(bill for bill in found if tx.sources.of_bill(bill.id) is None)


def _unfit(seen: SourceBill) -> Refusal | None:
    """What no bill of ours can be; each sentence quotes nothing of it."""
    return next((Refusal(why) for why in _faults(seen)), None)


def _faults(seen: SourceBill) -> Iterator[str]:
    if not is_ref(seen.ref) or not is_ref(seen.customer_ref):
        yield "its id or its customer's cannot be kept here"
    if not is_text(seen.number, 64):
        yield "its number cannot be read"
    if not 0 <= seen.version < _VERSIONS:
        yield "its version is out of range"
    currencies = {seen.balance.currency, *(line.amount.currency for line in seen.lines)}
    if currencies != {seen.total.currency}:
        yield "its amounts are in several currencies"
        return
    if not 0 <= seen.balance.amount_minor <= seen.total.amount_minor:
        yield "more is due on it than it asks, or less than nothing"
    if seen.state is SourceState.PAID and not seen.balance.is_zero:
        yield "it is called paid and yet something is due on it"
    if len(seen.lines) > _LINES or not all(
        is_text(line.description, _LONGEST) for line in seen.lines
    ):
        yield "its lines cannot be read"
    if seen.lines and total((x.amount for x in seen.lines), seen.total.currency) != seen.total:
        yield "its lines do not add up to its total"


def _make(ports: Ports, tx: Tx, link: BillLink, seen: SourceBill, asked: Asked) -> None:
    today = local_day(asked.at, tx.tenants.this().time_zone)
    issued_on = seen.issued_on or min(seen.due_on or today, today)
    elsewhere = seen.total - seen.balance
    bill = Bill(
        id=link.bill_id,
        number=seen.number,
        customer_id=link.customer_id,
        category=CATEGORY,
        description=seen.lines[0].description if seen.lines else seen.number,
        issued_on=issued_on,
        due_on=seen.due_on or issued_on,
        amount=seen.total,
        state=BillState.OPEN,
        lines=_lines(seen),
        paid=elsewhere,
        elsewhere=elsewhere,
    )
    bill = replace(bill, state=_state(bill, seen))
    tx.bills.put(bill)
    tx.sources.add_bill(link)
    note(ports, tx, "bill.synced", bill.id, {"version": seen.version})
    if bill.state is BillState.OPEN and not asked.quietly:
        tell(ports, tx, "bill.issued", bill.customer_id, {"bill_id": bill.id})


def _lines(seen: SourceBill) -> tuple[BillLine, ...]:
    return tuple(
        BillLine(position, line.description, line.amount)
        for position, line in enumerate(seen.lines, start=1)
    )


def _state(bill: Bill, seen: SourceBill) -> BillState:
    if seen.state is SourceState.VOID:
        return BillState.VOID
    owed = replace(bill, state=BillState.OPEN).balance
    return BillState.PAID if owed.is_zero else BillState.OPEN


def _bring_up(
    ports: Ports, tx: Tx, link: BillLink, seen: SourceBill, asked: Asked
) -> Refusal | None:
    was = tx.bills.lock(link.bill_id)
    if seen.total.currency != was.amount.currency:
        return Refusal("its currency changed")
    ours = money_of_ours(tx, was)
    if was.doubt is not None:
        return Refusal("a payment of ours is on its way", waits=True)
    if ours.refund_in_doubt:
        return Refusal("a refund of ours is on its way", waits=True)
    now = _as_told(was, seen)
    if now.elsewhere != was.elsewhere and ours.moved_since(asked.at - asked.lag):
        return Refusal("what we took lately may not have reached it there yet", waits=True)
    if ours.taken_back and _minor(now.elsewhere) > _minor(was.elsewhere):
        return Refusal("what a bank took back may still be counted as paid there")
    now = replace(now, state=_state(now, seen))
    tx.sources.set_bill_version(link, seen.version)
    if now == was:
        return None
    tx.bills.put(replace(now, version=was.version + 1))
    note(ports, tx, "bill.synced", was.id, {"version": seen.version})
    _tell_of_state(ports, tx, was, now)
    if now.amount < was.amount and now.state is not BillState.VOID:
        call_about_excess(ports, tx, now)
    return None


def _as_told(was: Bill, seen: SourceBill) -> Bill:
    """The bill with the source's terms; `paid` with what was then paid elsewhere, never below."""
    zero = Money.zero(was.amount.currency)
    before = was.elsewhere or zero
    ours = (was.paid or zero) + (was.forgiven or zero) - before
    there = seen.total - seen.balance
    elsewhere = there - ours if there > ours else zero
    if seen.state is SourceState.VOID:
        elsewhere = before  # nothing is due on it, whoever paid
    return replace(
        was,
        number=seen.number,
        issued_on=seen.issued_on or was.issued_on,
        due_on=seen.due_on or was.due_on,
        amount=seen.total,
        lines=_lines(seen),
        paid=(was.paid or zero) - before + elsewhere,
        elsewhere=None if was.elsewhere is None and elsewhere.is_zero else elsewhere,
    )


def _minor(amount: Money | None) -> int:
    return 0 if amount is None else amount.amount_minor


def _tell_of_state(ports: Ports, tx: Tx, was: Bill, now: Bill) -> None:
    if was.state is now.state:
        return
    because = {"because": "source"}
    if now.state is BillState.PAID:
        note(ports, tx, "bill.paid", now.id, because)
        tell(ports, tx, "bill.paid", now.customer_id, {"bill_id": now.id})
    elif now.state is BillState.OPEN:
        note(ports, tx, "bill.reopened", now.id, because)
        tell(ports, tx, "bill.reopened", now.customer_id, {"bill_id": now.id})
    else:
        note(ports, tx, "bill.voided", now.id, because)
        call_about_void(ports, tx, now)
