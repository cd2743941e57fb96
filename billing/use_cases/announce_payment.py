"""A customer says that a check, a wire or cash is on its way: kept and shown, never believed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from billing.bills import Bill, BillState
from billing.errors import AmountOutOfRange, InvalidRequest, NotPayable, TooMany
from billing.ids import BillId, ConversationId
from billing.manual_payments import (
    ManualKind,
    ManualLine,
    ManualPayment,
    ManualState,
    same_reference,
)
from billing.money import MINOR_LIMIT, Money, total
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.use_cases._by_hand import require_reference, write_down

OPEN_AT_ONCE: Final = 10
BILLS_AT_ONCE: Final = 20
BACK: Final = timedelta(days=366)
AHEAD: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a customer says they sent. `amount_minor` None: all that is due on the bills.

    `reference`: the check's number or the wire's text; `sent_on`: the day, also a near one to come.
    """

    kind: ManualKind
    bill_ids: tuple[BillId, ...]
    amount_minor: int | None = None
    reference: str = ""
    sent_on: date | None = None
    conversation_id: ConversationId | None = None


def announce_payment(ports: Ports, principal: Principal, said: Announcement) -> ManualPayment:
    """Keep the announcement, so that finance looks for it and the bill says it is on its way.

    Nothing is paid by it and nothing is blocked: the bill stays owed and may be paid otherwise. The
    same announcement again is the same one; one that names a check we already have returns that.

    Raises `NotFound` for another's bill, `NotPayable` when nothing is owed on one,
    `AmountOutOfRange`, `InvalidRequest`, `TooMany` while too many are unanswered.
    """
    customer_id, person_id = principal.require_customer(), principal.require_person()
    reference = require_reference(said.kind, said.reference, needed=False)
    _require_sane(said)
    with ports.store.write(principal) as tx:
        tx.customers.lock(customer_id)  # two tabs: the cap counts what is committed
        bills = [tx.bills.get(bill_id) for bill_id in sorted(said.bill_ids)]
        if reference:
            known = tx.manual_payments.known(customer_id, said.kind, reference)
            if known is not None:
                return known
        amount = _amount(said, bills)
        _require_day(ports, tx, said.sent_on)
        manual = ManualPayment(
            id=ports.ids.new("man"),
            customer_id=customer_id,
            kind=said.kind,
            amount=amount,
            state=ManualState.ANNOUNCED,
            created_at=ports.clock.now(),
            lines=tuple(ManualLine(bill.id) for bill in bills),
            reference=reference,
            dated_on=said.sent_on,
            person_id=person_id,
            conversation_id=said.conversation_id,
        )
        same = _same(tx, manual)
        if same is not None:
            return same
        if tx.manual_payments.announced(customer_id) >= OPEN_AT_ONCE:
            raise TooMany("too many payments are announced that nobody has seen")
        tx.manual_payments.add(manual)
        write_down(ports, tx, "manual_payment.announced", manual)
        return manual


def _require_sane(said: Announcement) -> None:
    if not 1 <= len(said.bill_ids) <= BILLS_AT_ONCE:
        raise InvalidRequest(f"name between 1 and {BILLS_AT_ONCE} bills")
    if len(set(said.bill_ids)) != len(said.bill_ids):
        raise InvalidRequest("each bill may be named once")


def _amount(said: Announcement, bills: list[Bill]) -> Money:
    currencies = {bill.amount.currency for bill in bills}
    if len(currencies) > 1:
        raise InvalidRequest("bills in different currencies are paid one by one")
    currency = currencies.pop()
    for bill in bills:
        if bill.state is not BillState.OPEN or bill.balance.is_zero:
            raise NotPayable(bill.id, "paid" if bill.state is BillState.OPEN else bill.state)
    if said.amount_minor is None:
        return total((bill.balance for bill in bills), currency)
    if not 0 < said.amount_minor < MINOR_LIMIT:
        raise AmountOutOfRange(1, MINOR_LIMIT - 1, currency)
    return Money(said.amount_minor, currency)


def _require_day(ports: Ports, tx: Tx, sent_on: date | None) -> None:
    today = local_day(ports.clock.now(), tx.tenants.this().time_zone)
    if sent_on is not None and not today - BACK <= sent_on <= today + AHEAD:
        raise InvalidRequest("the day it was sent is too far from today")


def _same(tx: Tx, manual: ManualPayment) -> ManualPayment | None:
    """One that says the same and was not answered; a number told later makes it no other."""
    announced = frozenset({ManualState.ANNOUNCED})
    open_ones = tx.manual_payments.list(states=announced, customer_id=manual.customer_id)
    for each in open_ones.items:
        alike = (each.kind, each.amount, each.bill_ids) == (
            manual.kind,
            manual.amount,
            manual.bill_ids,
        )
        numbers = (each.reference, manual.reference)
        if alike and ("" in numbers or same_reference(*numbers)):
            return each
    return None
