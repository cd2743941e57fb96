"""The one settle path: a reply, a webhook and a lookup all end here, any number of times."""

from dataclasses import replace
from typing import Final

from billing import crash
from billing.bills import BillState
from billing.duties import DutyKind
from billing.ids import PaymentId, ReceiptId
from billing.payments import (
    AT_REST,
    CHECK_AFTER,
    ENDED_STATES,
    NO_MONEY,
    PAYMENT_MOVES,
    Allocation,
    DeclineReason,
    Payment,
    PaymentReport,
    PaymentState,
)
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.receipts import Receipt
from billing.tenants import JsonValue
from billing.use_cases._finance import call_finance
from billing.use_cases._note import look_again, note, tell
from billing.use_cases._owed_again import spare_minor
from billing.use_cases._source_money import COMPARE, is_from_source, uncount
from billing.use_cases._telling import owe_telling
from billing.use_cases._when import same_try
from billing.use_cases.open_confirmation import keep_page

_CONTRADICTED: Final = "payment.contradicted"
_DENIED: Final = "payment.denied"


def apply_payment_report(
    ports: Ports,
    principal: Principal,
    payment_id: PaymentId,
    report: PaymentReport,
    *,
    only_if: Payment | None = None,
) -> Payment:
    """Bring a payment to what the provider says, once; returns it as it then stands.

    A late or repeated report that would move it backwards changes nothing. An echoed amount, fee or
    currency that differs, and a success after a definite failure, never settle: a human looks.
    `only_if`: a report that holds only while the payment is as it was read here: in that state, and
    not sent again since.
    """
    crash.here("before-settle")
    with ports.store.write(principal) as tx:
        payment = tx.payments.lock(payment_id)
        payment = _started(ports, tx, payment, report)
        fits = only_if is None or same_try(payment, only_if)
        changed = _next(payment, report) if fits else None
        if changed is not None:
            _settle(ports, tx, payment, changed)
        elif _contradicts(payment, report):
            _book_late(ports, tx, payment, report)
        elif _denies(tx, payment, report):
            _call_about_denial(ports, tx, payment, report)
        settled = tx.payments.get(payment_id)
        keep_page(ports, tx, settled, report.next_url)
        if settled.state in AT_REST:
            tx.duties.close(DutyKind.CHECK_PAYMENT, payment_id)
    crash.here("settle-committed")
    return settled


def _started(ports: Ports, tx: Tx, payment: Payment, report: PaymentReport) -> Payment:
    """A restored backup may have forgotten that a payment was sent: the provider knows better."""
    if payment.state is not PaymentState.CREATED or report.state in NO_MONEY:
        return payment
    now = ports.clock.real_now()
    started = replace(payment, state=PaymentState.SUBMITTING, submitted_at=now, sent_at=now)
    tx.payments.update(started, was=payment.state)
    return started


def _next(payment: Payment, report: PaymentReport) -> Payment | None:
    """The payment after the report, or None when the report changes nothing."""
    if payment.state in AT_REST:
        return None
    state = report.state
    if state is PaymentState.CANCELLED and state not in PAYMENT_MOVES[payment.state]:
        # The provider called off a try of which we never learnt that it waited for an act.
        state = PaymentState.FAILED
    payment = with_fee(payment, report)
    if not fits_money(payment, report) and state not in NO_MONEY:
        state = PaymentState.HOLD
    if _declined_on_page(payment, report) and state is payment.state:
        return replace(payment, reason=report.reason)
    if state is payment.state or state not in PAYMENT_MOVES[payment.state]:
        return None
    return replace(
        payment,
        state=state,
        reason=_reason(state, report),
        provider_ref=report.provider_ref or payment.provider_ref,
    )


def _declined_on_page(payment: Payment, report: PaymentReport) -> bool:
    """Whether what the customer chose on the page was refused, which is news though it waits on."""
    waits = payment.state is report.state is PaymentState.REQUIRES_ACTION
    return waits and report.reason is not None and report.reason is not payment.reason


def _reason(state: PaymentState, report: PaymentReport) -> DeclineReason | None:
    if state is PaymentState.FAILED:
        return report.reason or DeclineReason.OTHER
    return report.reason if state is PaymentState.REQUIRES_ACTION else None


def with_fee(payment: Payment, report: PaymentReport) -> Payment:
    """A payment that no quote was made for learns its fee: it was agreed to on the page."""
    fee = report.fee
    readable = fee is not None and fee.currency == payment.amount.currency
    if payment.quote_id is not None or fee is None or not readable or fee.amount_minor < 0:
        return payment
    return replace(payment, fee_minor=fee.amount_minor)


def fits_money(payment: Payment, report: PaymentReport) -> bool:
    """Whether the provider's echo is what was agreed; a fee that it does not tell is no other."""
    return report.amount == payment.amount and report.fee in (None, payment.fee)


def settle_held(ports: Ports, tx: Tx, held: Payment, decided: Payment) -> Payment:
    """Book what humans decided about a held payment, or one made outside, in the caller's own
    transaction.
    """
    _settle(ports, tx, held, decided)
    return tx.payments.get(held.id)


def _contradicts(payment: Payment, report: PaymentReport) -> bool:
    """Money moved although we had said, definitively, that it had not."""
    return report.state is PaymentState.SUCCEEDED and payment.state in (
        PaymentState.FAILED,
        PaymentState.CANCELLED,
    )


def _denies(tx: Tx, payment: Payment, report: PaymentReport) -> bool:
    """The provider definitely has no money of a payment that people, not it, called succeeded."""
    if payment.state is not PaymentState.SUCCEEDED or report.state not in NO_MONEY:
        return False
    verbs = {entry.verb for entry in tx.trail.of_subject(payment.id)}
    return "payment.resolved" in verbs and _DENIED not in verbs


def _call_about_denial(ports: Ports, tx: Tx, payment: Payment, report: PaymentReport) -> None:
    """What people booked with evidence stays booked until people say otherwise: one call."""
    subject = "The provider does not have a payment that was settled by hand"
    ticket = call_finance(ports, tx, payment, subject, more={"said_by_provider": str(report.state)})
    note(ports, tx, _DENIED, payment.id, {"provider_ref": report.provider_ref, "ticket": ticket})


def _settle(ports: Ports, tx: Tx, was: Payment, payment: Payment) -> None:
    now = ports.clock.now()
    if payment.state in ENDED_STATES:
        payment = replace(payment, settled_at=now)
    tx.payments.update(payment, was=was.state)
    crash.here("mid-settle")
    data: dict[str, str | int] = {"bill": payment.bill_id}
    if payment.state is PaymentState.SUCCEEDED:
        data |= _book(ports, tx, payment)
    elif payment.state in (PaymentState.PENDING, PaymentState.REQUIRES_ACTION):
        look_again(ports, tx, payment.id, CHECK_AFTER[1])
    if payment.state is PaymentState.HOLD:
        data["ticket"] = call_finance(ports, tx, payment, "A payment waits for a human's decision")
    if payment.reason is not None:
        data["reason"] = payment.reason
    verb = f"payment.{payment.state}"
    note(ports, tx, verb, payment.id, data)
    tell(ports, tx, verb, payment.customer_id, {"payment_id": payment.id, **data})
    owe_telling(ports, tx, payment)


def _book(ports: Ports, tx: Tx, payment: Payment, *, late: bool = False) -> dict[str, str | int]:
    """Allocation, receipt, the bill's state and the method's standing; audited with the settle."""
    now = ports.clock.now()
    tx.payments.allocate(Allocation(payment.id, payment.bill_id, payment.amount), now)
    receipt = tx.payments.add_receipt(
        Receipt(
            id=ReceiptId(ports.ids.new("rcp")),
            number="",
            customer_id=payment.customer_id,
            payment_id=payment.id,
            bill_id=payment.bill_id,
            amount=payment.amount,
            issued_at=now,
            fee_minor=payment.fee_minor,
        )
    )
    if payment.method_id is not None:
        tx.methods.mark_used(payment.method_id)
    bill = tx.bills.lock(payment.bill_id)
    spare = payment.amount.amount_minor if bill.state is BillState.VOID else spare_minor(bill)
    too_much = bill.state is not BillState.OPEN or spare > 0
    if too_much:
        _call_about_spare(ports, tx, payment, spare)
    if too_much or late:
        bill = uncount(ports, tx, bill, payment)
    if bill.state is BillState.OPEN and bill.balance.is_zero:
        tx.bills.set_state(bill.id, BillState.PAID)
        note(ports, tx, "bill.paid", bill.id, {"payment": payment.id})
        tell(ports, tx, "bill.paid", bill.customer_id, {"bill_id": bill.id})
    return {
        "amount_minor": payment.amount.amount_minor,
        "fee_minor": payment.fee_minor,
        "currency": payment.amount.currency,
        "receipt": receipt.id,
    }


def _call_about_spare(ports: Ports, tx: Tx, payment: Payment, spare: int) -> None:
    """Money beyond what the bill asks; a bill's source may only have counted it before we did."""
    above = min(max(spare, 0), payment.amount.amount_minor)
    more: dict[str, JsonValue] = {"proposal": "refund", "refund_minor": above}
    what = "a refund is due"
    if is_from_source(tx, payment):
        more, what = {"above_minor": above}, COMPARE
    call_finance(ports, tx, payment, f"More was paid than the bill asks: {what}", more=more)


def _book_late(ports: Ports, tx: Tx, ended: Payment, report: PaymentReport) -> None:
    """A charge we had called failed happened after all: book it as a row of its own, once.

    The ended payment keeps its end. What was charged is settled, so that the bill is not offered
    again; a human looks in any case, and decides about another amount.
    """
    late_key = f"late-{ended.key}"
    ended = with_fee(ended, report)
    known = any(entry.verb == _CONTRADICTED for entry in tx.trail.of_subject(ended.id))
    if known:
        return
    late = replace(
        ended,
        id=PaymentId(ports.ids.new("pay")),
        state=PaymentState.SUCCEEDED,
        reason=None,
        key=late_key,
        ordinal=tx.payments.ended_attempts(ended.bill_id),
        provider_ref=report.provider_ref,
        settled_at=ports.clock.now(),
    )
    subject = "A payment we had called failed was charged after all"
    if is_from_source(tx, late):
        subject = f"{subject}: {COMPARE}"
    ticket = call_finance(ports, tx, late, subject)
    details = {"provider_ref": report.provider_ref, "ticket": ticket}
    note(ports, tx, _CONTRADICTED, ended.id, details)
    if fits_money(ended, report):
        tx.payments.add(late)
        data = {"bill": late.bill_id, **_book(ports, tx, late, late=True)}
        note(ports, tx, "payment.succeeded", late.id, data)
        tell(ports, tx, "payment.succeeded", late.customer_id, {"payment_id": late.id, **data})
        owe_telling(ports, tx, late)
