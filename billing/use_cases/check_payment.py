"""The reconciler's look at one payment: settle, resubmit, wait, fail or hold, by the table."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from billing.duties import DutyKind
from billing.errors import OutcomeUnknown, ProviderUnavailable, StaleWorker
from billing.ids import PaymentId
from billing.payments import (
    CHECK_AFTER,
    ENDED_STATES,
    PAYMENT_MOVES,
    SUBMIT_LEASE,
    DeclineReason,
    Doubt,
    Lookup,
    Payment,
    PaymentReport,
    PaymentState,
    resolve_doubt,
)
from billing.ports import PaymentProvider, Ports
from billing.principal import Principal
from billing.use_cases._finance import call_finance
from billing.use_cases._note import note, tell
from billing.use_cases.apply_payment_report import apply_payment_report
from billing.use_cases.submit_payment import provider_of, submit_payment

APPROVAL_LIFE: Final = timedelta(hours=1)
"""An approved payment that was never sent is sent within this time, and cancelled after it."""

ACTION_LIFE: Final = timedelta(hours=1)
DOUBT_LIFE: Final = timedelta(days=7)

_IN_DOUBT: Final = frozenset({PaymentState.UNKNOWN})
_WAITING: Final = frozenset(
    {
        PaymentState.CREATED,
        PaymentState.SUBMITTING,
        PaymentState.PENDING,
        PaymentState.REQUIRES_ACTION,
    }
)

ANSWER_LIFE: Final = timedelta(seconds=40)
"""How long "the provider does not have it" may be acted upon; shorter than a worker's lease."""


def check_payment(ports: Ports, principal: Principal, payment_id: PaymentId) -> Payment:
    """Find out what became of a payment and act on it; returns it as it then stands.

    Safe to repeat, and safe beside the request that submits: nothing is sent for a payment without
    its own key, and only where `resolve_doubt` allows it. Raises `ProviderFault` when the provider
    cannot be asked now (look again later), `StaleWorker` when this process slept over the answer.
    """
    with ports.store.read(principal) as tx:
        payment = tx.payments.get(payment_id)
        approval = tx.quotes.approval(payment.quote_id) if payment.quote_id else None
    ended = payment.state in ENDED_STATES or payment.state is PaymentState.HOLD
    if ended or payment.connection_id is None:
        return _nothing_to_do(ports, principal, payment)
    approved_at = approval.approved_at if approval else payment.created_at
    fresh = ports.clock.real_now() - approved_at < APPROVAL_LIFE
    if payment.state is PaymentState.CREATED and fresh:
        return submit_payment(ports, principal, payment.id)
    if payment.state is PaymentState.SUBMITTING:
        if _being_sent(ports, payment):
            return payment
        payment = _to_unknown(ports, principal, payment)
    with ports.store.read(principal) as tx:
        _, provider = provider_of(ports, tx, payment)
    asked_at = ports.clock.real_now()
    found = _ask(provider, payment, since=payment.submitted_at or approved_at)
    if found is None and ports.clock.real_now() - asked_at >= ANSWER_LIFE:
        raise StaleWorker("an absence this old proves nothing: another may have sent meanwhile")
    if found is not None and found.state is PaymentState.REQUIRES_ACTION:
        return _wait_for_action(ports, principal, payment, provider, found)
    if found is not None:
        return apply_payment_report(ports, principal, payment_id, found)
    return _act_on_absence(ports, principal, payment, provider)


def _nothing_to_do(ports: Ports, principal: Principal, payment: Payment) -> Payment:
    with ports.store.write(principal) as tx:
        tx.duties.close(DutyKind.CHECK_PAYMENT, payment.id)
    return payment


def _being_sent(ports: Ports, payment: Payment) -> bool:
    """Whether a request may be sending it at this moment."""
    sent_at = payment.submitted_at
    return sent_at is not None and ports.clock.real_now() - sent_at < SUBMIT_LEASE


def _to_unknown(ports: Ports, principal: Principal, payment: Payment) -> Payment:
    return _move(ports, principal, payment, PaymentState.UNKNOWN)


def _ask(provider: PaymentProvider, payment: Payment, *, since: datetime) -> PaymentReport | None:
    if provider.capabilities.lookup is Lookup.NONE:
        return None
    try:
        return provider.look_up(
            reference=payment.key, provider_ref=payment.provider_ref, since=since
        )
    except OutcomeUnknown as doubt:
        raise ProviderUnavailable("the provider did not answer a question") from doubt


def _wait_for_action(
    ports: Ports,
    principal: Principal,
    payment: Payment,
    provider: PaymentProvider,
    found: PaymentReport,
) -> Payment:
    since = payment.submitted_at or payment.created_at
    if ports.clock.real_now() - since >= ACTION_LIFE:
        # First what it is: a payment in doubt may not jump to cancelled.
        apply_payment_report(ports, principal, payment.id, found)
        found = provider.cancel(found.provider_ref)
    return apply_payment_report(ports, principal, payment.id, found)


def _act_on_absence(
    ports: Ports, principal: Principal, payment: Payment, provider: PaymentProvider
) -> Payment:
    age = ports.clock.real_now() - (payment.submitted_at or payment.created_at)
    if payment.state is PaymentState.CREATED:
        # Approved long ago, never sent, and the provider has not heard of it either.
        return _move(ports, principal, payment, PaymentState.CANCELLED)
    if payment.state in (PaymentState.PENDING, PaymentState.REQUIRES_ACTION):
        # Once accepted and now gone: nothing we may decide.
        return _move(ports, principal, payment, PaymentState.HOLD)
    match resolve_doubt(provider.capabilities, found=False, age=age):
        case Doubt.RESUBMIT:
            return submit_payment(ports, principal, payment.id, again=True)
        case Doubt.FAIL:
            return apply_payment_report(ports, principal, payment.id, _absent(payment))
        case Doubt.HOLD:
            return _move(ports, principal, payment, PaymentState.HOLD)
        case _:
            return payment


def _absent(payment: Payment) -> PaymentReport:
    return PaymentReport(
        reference=payment.key,
        provider_ref=payment.provider_ref or "",
        state=PaymentState.FAILED,
        amount=payment.amount,
        reason=DeclineReason.PROVIDER_UNAVAILABLE,
    )


def hold_if_too_old(
    ports: Ports, principal: Principal, payment_id: PaymentId, *, answered: bool = True
) -> Payment:
    """After a week of doubt a human decides.

    `answered`: whether the provider could be asked this time. Where it could not, a payment that
    only waits (pending, or for an act) is in doubt too.
    """
    with ports.store.read(principal) as tx:
        payment = tx.payments.get(payment_id)
        approval = tx.quotes.approval(payment.quote_id) if payment.quote_id else None
    approved_at = approval.approved_at if approval else payment.created_at
    since = payment.submitted_at or approved_at
    doubtful = _IN_DOUBT if answered else _IN_DOUBT | _WAITING
    if payment.state in doubtful and ports.clock.real_now() - since >= DOUBT_LIFE:
        return _move(ports, principal, payment, PaymentState.HOLD)
    return payment


def _move(ports: Ports, principal: Principal, payment: Payment, state: PaymentState) -> Payment:
    """One of our own moves, if the row is still as we read it; else whatever it became."""
    with ports.store.write(principal) as tx:
        fresh = tx.payments.lock(payment.id)
        if fresh.state is payment.state and state in PAYMENT_MOVES[fresh.state]:
            ended = ports.clock.now() if state in ENDED_STATES else fresh.settled_at
            tx.payments.update(replace(fresh, state=state, settled_at=ended), was=fresh.state)
            verb = f"payment.{state}"
            note(ports, tx, verb, fresh.id)
            tell(ports, tx, verb, fresh.customer_id, {"payment_id": fresh.id})
            if state is PaymentState.HOLD:
                call_finance(ports, tx, fresh, "A payment waits for a human's decision")
            if state in ENDED_STATES or state is PaymentState.HOLD:
                tx.duties.close(DutyKind.CHECK_PAYMENT, fresh.id)
        return tx.payments.get(payment.id)


def next_check(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th look."""
    return CHECK_AFTER[min(max(attempts, 1), len(CHECK_AFTER)) - 1]
