"""The one settle path of refunds: replies, webhooks and lookups end here, any number of times."""

from dataclasses import replace
from typing import Final

from billing import crash
from billing.duties import DutyKind
from billing.errors import AmountOutOfRange
from billing.payments import (
    AT_REST,
    CHECK_AFTER,
    ENDED_STATES,
    NO_MONEY,
    DeclineReason,
    Payment,
    PaymentState,
)
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.refunds import REFUND_MOVES, Refund, RefundReport
from billing.use_cases._finance import call_finance
from billing.use_cases._note import look_again_at_refund, note, tell
from billing.use_cases._owed_again import close_if_paid, open_if_owed, too_much
from billing.use_cases._refunded_more import refunded_more
from billing.use_cases._telling import owe_telling_of_refund
from billing.use_cases._when import same_try

_S = PaymentState

BY_HAND: Final = "provider"
"""Who ordered a refund that was made at the provider, not by us."""

LATE: Final = "late-"
"""Before the key of a refund we had called failed, in the row that stands for it since it left."""


def apply_refund_report(
    ports: Ports,
    principal: Principal,
    refund_id: str,
    report: RefundReport,
    *,
    only_if: Refund | None = None,
) -> Refund:
    """Bring a refund to what the provider says, once; returns it as it then stands.

    For one we had called failed that left after all, that is the row which stands for it. A late or
    repeated report that would move it backwards changes nothing, but a refund that was done may
    still come back: `failed` after `succeeded`. An echoed amount or currency that differs never
    settles: a human looks. Money that left although we had said it had not becomes a row of its
    own. `only_if`: a report that holds only while the refund is as it was read here: in that state,
    and not sent again since.
    """
    crash.here("refund-before-settle")
    with ports.store.write(principal) as tx:
        # Payment before refund before bill: whoever locks several locks them in this order.
        payment = tx.payments.lock(tx.refunds.get(refund_id).payment_id)
        refund_id = _standing_for(tx, tx.refunds.get(refund_id)).id
        refund = _started(ports, tx, tx.refunds.lock(refund_id), report)
        fits = only_if is None or same_try(refund, only_if)
        changed = _next(refund, report) if fits else None
        if changed is not None:
            _settle(ports, tx, payment, refund, changed)
        elif _contradicts(tx, refund, report):
            _book_late(ports, tx, payment, refund, report)
        settled = tx.refunds.get(refund_id)
        if settled.state in AT_REST:
            tx.duties.close(DutyKind.CHECK_REFUND, refund_id)
    crash.here("refund-settle-committed")
    return settled


def adopt_refund(
    ports: Ports, tx: Tx, payment: Payment, report: RefundReport, *, key: str = ""
) -> Refund | None:
    """Write down a refund we did not order, in the caller's transaction; the payment is locked.

    None when no money left, or when it does not fit in what the payment took: then it is a
    discrepancy, and finance is called. It moves on like any other refund.
    """
    if report.state in NO_MONEY:
        return None
    refund = Refund(
        id=ports.ids.new("ref"),
        payment_id=payment.id,
        amount=report.amount,
        state=_S.UNKNOWN,
        created_at=ports.clock.now(),
        ordinal=len(tx.refunds.of_payment(payment.id)),
        key=key,
        provider_ref=report.provider_ref,
        reopens=too_much(tx, payment, report.amount),
        asked_by=BY_HAND,
        submitted_at=ports.clock.real_now(),
    )
    try:
        tx.refunds.add(refund)
    except AmountOutOfRange:
        refunded_more(ports, tx, payment, report)
        return None
    note(ports, tx, "refund.found", refund.id, {"payment": payment.id, **_facts(refund)})
    changed = _next(refund, report)
    if changed is not None:
        _settle(ports, tx, payment, refund, changed)
    return tx.refunds.get(refund.id)


def settle_held_refund(ports: Ports, tx: Tx, held: Refund, decided: Refund) -> Refund:
    """Book what humans decided about a held refund, or a reversal, in the caller's transaction."""
    payment = tx.payments.get(held.payment_id)
    _settle(ports, tx, payment, held, decided)
    return tx.refunds.get(held.id)


def _standing_for(tx: Tx, refund: Refund) -> Refund:
    """The row that moves: of a refund that left after we called it failed, the one written then."""
    late = tx.refunds.by_key(_late_key(refund)) if refund.state in NO_MONEY else None
    return late if late is not None else refund


def _late_key(ended: Refund) -> str:
    return f"{LATE}{ended.key or ended.id}"


def _started(ports: Ports, tx: Tx, refund: Refund, report: RefundReport) -> Refund:
    """A restored backup may have forgotten that a refund was sent: the provider knows better."""
    if refund.state is not _S.CREATED or report.state in NO_MONEY:
        return refund
    now = ports.clock.real_now()
    started = replace(refund, state=_S.SUBMITTING, submitted_at=now, sent_at=now)
    tx.refunds.update(started, was=refund.state)
    return started


def _next(refund: Refund, report: RefundReport) -> Refund | None:
    """The refund after the report, or None when the report changes nothing."""
    if refund.state is _S.HOLD:
        return None
    state = report.state
    if state is _S.REQUIRES_ACTION:
        state = _S.PENDING  # the provider waits for somebody; for us it is on its way
    if state is _S.CANCELLED and state not in REFUND_MOVES[refund.state]:
        state = _S.FAILED
    if report.amount != refund.amount and state not in NO_MONEY:
        state = _S.HOLD
    if state is refund.state or state not in REFUND_MOVES[refund.state]:
        return None
    return replace(
        refund,
        state=state,
        reason=report.reason or DeclineReason.OTHER if state is _S.FAILED else None,
        provider_ref=report.provider_ref or refund.provider_ref,
    )


def _contradicts(tx: Tx, refund: Refund, report: RefundReport) -> bool:
    """Money left although we had said, definitively, that it had not.

    A refund that had left and came back is no contradiction: the report is only an old one.
    """
    if refund.state not in NO_MONEY or report.state in NO_MONEY:
        return False
    return all(entry.verb != "payment.refunded" for entry in tx.trail.of_subject(refund.id))


def _settle(ports: Ports, tx: Tx, payment: Payment, was: Refund, refund: Refund) -> None:
    if refund.state in ENDED_STATES:
        refund = replace(refund, settled_at=ports.clock.now())
    tx.refunds.update(refund, was=was.state)
    crash.here("refund-mid-settle")
    data: dict[str, str | int] = {"payment": payment.id, **_facts(refund)}
    match refund.state:
        case _S.SUCCEEDED:
            if refund.reopens:
                open_if_owed(ports, tx, payment.bill_id, refund.id)
        case _S.FAILED:
            data |= _came_to_nothing(ports, tx, payment, was, refund)
        case _S.HOLD:
            subject = "A refund waits for a human's decision"
            data["ticket"] = call_finance(ports, tx, payment, subject, more=_facts(refund))
        case _:
            look_again_at_refund(ports, tx, refund.id, CHECK_AFTER[1])
    if refund.reason is not None:
        data["reason"] = refund.reason
    note(ports, tx, verb_of(refund), refund.id, data)
    tell_of(ports, tx, payment, refund)


def _came_to_nothing(
    ports: Ports, tx: Tx, payment: Payment, was: Refund, refund: Refund
) -> dict[str, str | int]:
    """The room is given back with the state; whoever was promised the money must hear of it."""
    subject = "A refund failed: the customer still waits for the money"
    if was.state is _S.SUCCEEDED:
        subject = "A refund came back after it was done: the customer still waits for the money"
        close_if_paid(ports, tx, payment.bill_id, refund.id)
    ticket = call_finance(ports, tx, payment, subject, category="refund", more=_facts(refund))
    return {"ticket": ticket, "after": str(was.state)}


def _book_late(ports: Ports, tx: Tx, payment: Payment, ended: Refund, report: RefundReport) -> None:
    """A refund we had called failed left after all: a row of its own, once."""
    if any(entry.verb == "refund.contradicted" for entry in tx.trail.of_subject(ended.id)):
        return
    subject = "A refund we had called failed was made after all"
    ticket = call_finance(ports, tx, payment, subject, category="refund", more=_facts(ended))
    details = {"provider_ref": report.provider_ref, "ticket": ticket}
    note(ports, tx, "refund.contradicted", ended.id, details)
    adopt_refund(ports, tx, payment, report, key=_late_key(ended))


def verb_of(refund: Refund) -> str:
    """What audit and events call it."""
    if refund.state is not _S.SUCCEEDED:
        return f"refund.{refund.state}"
    return "payment.reversed" if refund.reversal else "payment.refunded"


def tell_of(ports: Ports, tx: Tx, payment: Payment, refund: Refund) -> None:
    """The event of a refund that moved, and a word to whoever paid in a conversation."""
    data = {"payment_id": payment.id, "bill_id": payment.bill_id, **_facts(refund)}
    tell(ports, tx, verb_of(refund), payment.customer_id, data)
    owe_telling_of_refund(ports, tx, payment, refund)


def _facts(refund: Refund) -> dict[str, str | int]:
    return {
        "refund_id": refund.id,
        "refund_minor": refund.amount.amount_minor,
        "refund_currency": refund.amount.currency,
    }
