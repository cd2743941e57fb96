"""A second person looks at a payment recorded by hand: it is booked, or it never was."""

from dataclasses import dataclass, field, replace

from billing.errors import Conflict, Forbidden, InvalidRequest
from billing.manual_payments import MANUAL_MOVES, ManualPayment, ManualState
from billing.payments import DeclineReason, PaymentState
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.use_cases._by_hand import (
    locked_manual,
    require_finance,
    require_reason,
    write_down,
)
from billing.use_cases._two_people import is_another
from billing.use_cases.apply_payment_report import settle_held
from billing.use_cases.record_manual_payment import book


@dataclass(frozen=True, slots=True)
class Verdict:
    """About the payment `named` by its own id or that of one of its bills' payments.

    `agrees` False refuses it: it never came, or was recorded wrongly; `reason` says why.
    """

    named: str
    agrees: bool = True
    reason: str = field(default="", repr=False)


def verify_manual_payment(ports: Ports, principal: Principal, verdict: Verdict) -> ManualPayment:
    """Book what waits, or free its bills again; the same verdict once more changes nothing.

    Only another person than the recorder may agree; anybody of finance may refuse, the recorder
    too. An announcement that never came is refused the same way. Raises `Forbidden`, `NotFound`,
    `InvalidRequest` for what was only announced, or a refusal without a reason, and `Conflict` for
    one that is decided already.
    """
    actor = require_finance(principal)
    with ports.store.write(principal) as tx:
        manual = locked_manual(tx, verdict.named)
        if verdict.agrees:
            return _agree(ports, tx, manual, actor)
        return _refuse(ports, tx, manual, actor, require_reason(verdict.reason))


def _agree(ports: Ports, tx: Tx, manual: ManualPayment, actor: str) -> ManualPayment:
    if manual.state is ManualState.SETTLED and manual.verified_by == actor:
        return manual
    if manual.state is ManualState.ANNOUNCED:
        raise InvalidRequest("nobody has recorded this yet: record it when it came")
    if ManualState.SETTLED not in MANUAL_MOVES[manual.state]:
        raise Conflict(f"this payment is {manual.state} already")
    if not is_another(tx, manual.recorded_by):
        raise Forbidden("whoever recorded it cannot verify it: a second person must")
    verified = replace(
        manual,
        state=ManualState.SETTLED,
        verified_by=actor,
        verified_at=ports.clock.now(),
    )
    tx.manual_payments.update(verified, was=manual.state)
    write_down(ports, tx, "manual_payment.verified", verified)
    book(ports, tx, verified)
    return verified


def _refuse(ports: Ports, tx: Tx, manual: ManualPayment, actor: str, why: str) -> ManualPayment:
    if manual.state is ManualState.REFUSED and manual.ended_by == actor:
        return manual
    if ManualState.REFUSED not in MANUAL_MOVES[manual.state]:
        raise Conflict(f"this payment is {manual.state} already")
    refused = replace(
        manual,
        state=ManualState.REFUSED,
        ended_by=actor,
        ended_at=ports.clock.now(),
        reason=why,
    )
    tx.manual_payments.update(refused, was=manual.state)
    write_down(ports, tx, "manual_payment.refused", refused)
    for payment_id in manual.payment_ids:
        payment = tx.payments.lock(payment_id)
        failed = replace(payment, state=PaymentState.FAILED, reason=DeclineReason.OTHER)
        settle_held(ports, tx, payment, failed)
    return refused
