"""Finance books a check, a wire or cash that came; above a limit it waits for a second person."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from billing.bills import Bill, BillState
from billing.errors import (
    AmountOutOfRange,
    Conflict,
    InvalidRequest,
    NotFound,
    NotPayable,
    RecordLater,
)
from billing.ids import BillId, CustomerId, PaymentId
from billing.manual_payments import (
    ManualKind,
    ManualLine,
    ManualPayment,
    ManualState,
    same_reference,
)
from billing.money import MINOR_LIMIT, Money
from billing.payments import Payment, PaymentState
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.redaction import redact
from billing.use_cases._by_hand import (
    REASON_LIMIT,
    locked_bills,
    require_finance,
    require_reference,
    write_down,
)
from billing.use_cases._two_people import needs_two, require_listed
from billing.use_cases.apply_payment_report import settle_held

BILLS_AT_ONCE: Final = 20
_ANNOUNCED: Final = frozenset({ManualState.ANNOUNCED})


@dataclass(frozen=True, slots=True)
class Part:
    """What of the money goes to one bill, in minor units of its currency."""

    bill_id: BillId
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Record:
    """What came. The `parts` add up to `amount`; `request_id` names this request for ever.

    `announced_id`: the announcement it answers; unsaid, the one that fits is taken.
    """

    customer_id: CustomerId
    request_id: str
    kind: ManualKind
    amount: Money
    parts: tuple[Part, ...]
    received_on: date
    reference: str = field(default="", repr=False)
    announced_id: str | None = None
    note: str = field(default="", repr=False)


def record_manual_payment(ports: Ports, principal: Principal, record: Record) -> ManualPayment:
    """Book the money on its bills at once, or above the tenant's limit have it wait, and say so.

    While it waits it is the bills' one open payment: nothing else pays them. Recording the same
    request again returns what became of it.

    Raises `Forbidden` unless finance or an admin, `NotFound` for a bill that is not this
    customer's, `NotPayable`, `AmountOutOfRange` (`maximum_minor` is what is owed: too much is not
    booked), `RecordLater` while another payment of a bill is open, `Conflict` for a check that is
    recorded already or a request that was another one, `InvalidRequest`.
    """
    actor = require_finance(principal)
    reference = require_reference(record.kind, record.reference, needed=True)
    _require_sane(record)
    with ports.store.write(principal) as tx:
        # Whoever else records for this customer waits here, and then sees what this one did.
        tx.customers.lock(record.customer_id)
        done = tx.manual_payments.by_request(record.request_id)
        if done is not None:
            return _repeated(done, record, reference)
        _require_past(ports, tx, record.received_on)
        _require_new(tx, record, reference)
        bills = locked_bills(tx, (part.bill_id for part in record.parts))
        for part in record.parts:
            _require_owed(bills[part.bill_id], part, record)
        waits = needs_two(tx, record.amount)
        if waits:
            require_listed(tx)
        announced = _announced(tx, record, reference)
        manual = replace(
            announced or _fresh(ports, record),
            amount=record.amount,
            state=ManualState.WAITING if waits else ManualState.SETTLED,
            lines=tuple(_line(ports, tx, part, record) for part in _in_order(record)),
            reference=reference,
            dated_on=record.received_on,
            recorded_by=actor,
            recorded_at=ports.clock.now(),
            note=str(redact(record.note.strip())),
            request_id=record.request_id,
        )
        if announced is None:
            tx.manual_payments.add(manual)
        else:
            tx.manual_payments.update(manual, was=announced.state)
        write_down(ports, tx, "manual_payment.recorded", manual)
        if not waits:
            book(ports, tx, manual)
        return manual


def book(ports: Ports, tx: Tx, manual: ManualPayment) -> None:
    """Settle its payments by the one settle path; the bills are locked."""
    for payment_id in manual.payment_ids:
        payment = tx.payments.lock(payment_id)
        settle_held(ports, tx, payment, replace(payment, state=PaymentState.SUCCEEDED))


def _require_sane(record: Record) -> None:
    if not 1 <= len(record.parts) <= BILLS_AT_ONCE:
        raise InvalidRequest(f"name between 1 and {BILLS_AT_ONCE} bills")
    if len({part.bill_id for part in record.parts}) != len(record.parts):
        raise InvalidRequest("each bill may be named once")
    if any(not 0 < part.amount_minor < MINOR_LIMIT for part in record.parts):
        raise AmountOutOfRange(1, MINOR_LIMIT - 1, record.amount.currency)
    if sum(part.amount_minor for part in record.parts) != record.amount.amount_minor:
        raise InvalidRequest("the parts for the bills do not add up to the amount")
    if len(record.note) > REASON_LIMIT:
        raise InvalidRequest(f"a note has at most {REASON_LIMIT} letters")


def _require_past(ports: Ports, tx: Tx, received_on: date) -> None:
    if received_on > local_day(ports.clock.now(), tx.tenants.this().time_zone):
        raise InvalidRequest("what has not come yet cannot be recorded")


def _require_new(tx: Tx, record: Record, reference: str) -> None:
    if not reference:
        return
    known = tx.manual_payments.known(record.customer_id, record.kind, reference)
    if known is not None:
        raise Conflict(
            f"a {known.kind} of this customer with this reference is recorded already "
            f"({known.id}, {known.state}): look at it first"
        )


def _require_owed(bill: Bill, part: Part, record: Record) -> None:
    """A disputed bill takes money that came all the same: it is here."""
    if bill.customer_id != record.customer_id:
        raise NotFound("bill")
    if bill.amount.currency != record.amount.currency:
        raise InvalidRequest("the money and the bill have different currencies")
    if bill.doubt is not None:
        raise RecordLater(bill.id, bill.doubt)
    if bill.state is not BillState.OPEN:
        raise NotPayable(bill.id, bill.state)
    owed = bill.balance.amount_minor
    if owed == 0:
        raise NotPayable(bill.id, "paid")
    if part.amount_minor > owed:
        raise AmountOutOfRange(1, owed, bill.amount.currency)


def _repeated(done: ManualPayment, record: Record, reference: str) -> ManualPayment:
    lines = tuple(
        ManualLine(part.bill_id, Money(part.amount_minor, record.amount.currency))
        for part in _in_order(record)
    )
    same = (
        done.customer_id == record.customer_id
        and (done.kind, done.amount, done.dated_on)
        == (record.kind, record.amount, record.received_on)
        and tuple(replace(line, payment_id=None) for line in done.lines) == lines
        and done.reference == reference
    )
    if not same:
        raise Conflict("this request_id was used for another payment: give a new one a new name")
    return done


def _announced(tx: Tx, record: Record, reference: str) -> ManualPayment | None:
    """The announcement that is answered: the one named, else the only one that fits."""
    if record.announced_id is not None:
        named = tx.manual_payments.lock(record.announced_id)
        if named.customer_id != record.customer_id:
            raise NotFound("payment")
        if named.state is not ManualState.ANNOUNCED or named.kind is not record.kind:
            raise InvalidRequest(f"that is no announced {record.kind}: it is {named.state}")
        return named
    listed = tx.manual_payments.list(states=_ANNOUNCED, customer_id=record.customer_id)
    fitting = [each for each in listed.items if _fits(each, record, reference)]
    return tx.manual_payments.lock(fitting[0].id) if len(fitting) == 1 else None


def _fits(announced: ManualPayment, record: Record, reference: str) -> bool:
    if announced.kind is not record.kind:
        return False
    if announced.reference and reference:
        return same_reference(announced.reference, reference)
    bills = {part.bill_id for part in record.parts}
    return announced.amount == record.amount and bool(bills & set(announced.bill_ids))


def _fresh(ports: Ports, record: Record) -> ManualPayment:
    return ManualPayment(
        id=ports.ids.new("man"),
        customer_id=record.customer_id,
        kind=record.kind,
        amount=record.amount,
        state=ManualState.WAITING,
        created_at=ports.clock.now(),
    )


def _in_order(record: Record) -> list[Part]:
    return sorted(record.parts, key=lambda part: part.bill_id)


def _line(ports: Ports, tx: Tx, part: Part, record: Record) -> ManualLine:
    """One payment of the bill, open until it is settled or refused."""
    amount = Money(part.amount_minor, record.amount.currency)
    payment = Payment(
        id=PaymentId(ports.ids.new("pay")),
        customer_id=record.customer_id,
        bill_id=part.bill_id,
        amount=amount,
        state=PaymentState.PENDING,
        created_at=ports.clock.now(),
        ordinal=tx.payments.ended_attempts(part.bill_id),
    )
    tx.payments.add(payment)
    return ManualLine(part.bill_id, amount, payment.id)
