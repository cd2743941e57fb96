"""The reconciler's look at one payment: settle, resubmit, wait, fail or hold, by the table."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from billing.capabilities import Doubt, Lookup, resolve_doubt
from billing.duties import Duty, DutyKind
from billing.errors import StaleWorker
from billing.hosted_pages import PAGE_LIFE
from billing.ids import PaymentId
from billing.payments import (
    AT_REST,
    CHECK_AFTER,
    ENDED_STATES,
    PAYMENT_MOVES,
    Payment,
    PaymentReport,
    PaymentState,
    not_made,
)
from billing.ports import PaymentProvider, Ports
from billing.principal import Principal
from billing.use_cases._finance import call_finance
from billing.use_cases._note import note, tell
from billing.use_cases._provider import ask, listening, provider_at
from billing.use_cases._telling import owe_telling
from billing.use_cases._until_known import until_known
from billing.use_cases._when import age_of, in_flight, same_try, sent_by
from billing.use_cases.apply_payment_report import apply_payment_report
from billing.use_cases.open_confirmation import keep_page
from billing.use_cases.submit_payment import submit_payment

APPROVAL_LIFE: Final = timedelta(hours=1)
"""An approved payment that was never sent is sent within this time, and cancelled after it."""

ACTION_LIFE: Final = PAGE_LIFE
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


def check_payment(
    ports: Ports, principal: Principal, payment_id: PaymentId, *, gave_up: bool = False
) -> Payment:
    """Find out what became of a payment and act on it; returns it as it then stands.

    Safe to repeat, and safe beside the request that submits: nothing is sent for a payment without
    its own key, and only where `resolve_doubt` allows it. `gave_up`: the customer turned around on
    the page where it waits, so it is called off there. Raises `ProviderFault` when the provider
    cannot be asked now (look again later), `StaleWorker` when this process slept over the answer.
    """
    with ports.store.read(principal) as tx:
        payment = tx.payments.get(payment_id)
        approval = tx.quotes.approval(payment.quote_id) if payment.quote_id else None
    if payment.state in AT_REST or payment.connection_id is None:
        return _nothing_to_do(ports, principal, payment)
    age = age_of(ports, payment, approved_at=approval.approved_at if approval else None)
    if payment.state is PaymentState.CREATED and age < APPROVAL_LIFE:
        return submit_payment(ports, principal, payment.id)
    if payment.state is PaymentState.SUBMITTING:
        if in_flight(ports, payment):
            return payment
        payment = _move(ports, principal, payment, PaymentState.UNKNOWN)
        if payment.state is not PaymentState.UNKNOWN:
            return payment  # somebody else moved it meanwhile, or sends it again
    with ports.store.read(principal) as tx:
        provider = provider_at(ports, tx, payment.connection_id)
    asked_at = ports.clock.real_now()
    with listening(ports, principal, payment.connection_id):
        found = _ask(provider, payment, since=asked_at - age)
    if found is None and ports.clock.real_now() - asked_at >= ANSWER_LIFE:
        raise StaleWorker("an absence this old proves nothing: another may have sent meanwhile")
    if found is not None and found.state is PaymentState.REQUIRES_ACTION:
        is_over = gave_up or age_of(ports, payment) >= ACTION_LIFE
        return _wait_for_action(ports, principal, payment, found, provider if is_over else None)
    if found is not None:
        return apply_payment_report(ports, principal, payment_id, found)
    return _act_on_absence(ports, principal, payment, provider, asked_at)


def _nothing_to_do(ports: Ports, principal: Principal, payment: Payment) -> Payment:
    with ports.store.write(principal) as tx:
        tx.duties.close(DutyKind.CHECK_PAYMENT, payment.id)
    return payment


def _ask(provider: PaymentProvider, payment: Payment, *, since: datetime) -> PaymentReport | None:
    if provider.capabilities.lookup is Lookup.NONE:
        return None
    return ask(
        lambda: provider.look_up(
            reference=payment.key, provider_ref=payment.provider_ref, since=since
        )
    )


def _wait_for_action(
    ports: Ports,
    principal: Principal,
    payment: Payment,
    found: PaymentReport,
    over_at: PaymentProvider | None,
) -> Payment:
    """Wait on; or, where the waiting is over, call it off at the provider."""
    if over_at is not None:
        # First what it is: a payment in doubt may not jump to cancelled.
        apply_payment_report(ports, principal, payment.id, found)
        found = over_at.cancel(found.provider_ref)
    return apply_payment_report(ports, principal, payment.id, found)


def _act_on_absence(
    ports: Ports,
    principal: Principal,
    payment: Payment,
    provider: PaymentProvider,
    asked_at: datetime,
) -> Payment:
    # Asked while it may still have been on its way, an absence proves nothing: it ends nothing.
    proven = sent_by(payment, asked_at)
    if payment.state is PaymentState.CREATED:
        # Approved long ago, never sent, and the provider has not heard of it either.
        return _move(ports, principal, payment, PaymentState.CANCELLED)
    if payment.state is PaymentState.REQUIRES_ACTION and _never_took(provider, payment, asked_at):
        return _move(ports, principal, payment, PaymentState.CANCELLED)
    if payment.state in (PaymentState.PENDING, PaymentState.REQUIRES_ACTION):
        # Once accepted and now gone: nothing we may decide.
        return _hold(ports, principal, payment, proven)
    match resolve_doubt(provider.capabilities, found=False, age=age_of(ports, payment)):
        case Doubt.RESUBMIT:
            return submit_payment(ports, principal, payment.id, again=True)
        case Doubt.FAIL if proven:
            # Only while nothing else was heard: an absence is older than news that came meanwhile.
            absent = not_made(payment)
            return apply_payment_report(ports, principal, payment.id, absent, only_if=payment)
        case Doubt.HOLD:
            return _hold(ports, principal, payment, proven)
        case _:
            return _as_it_stands(ports, principal, payment)


def _never_took(provider: PaymentProvider, payment: Payment, asked_at: datetime) -> bool:
    """Whether the provider proves that what waited there is gone without having taken money.

    Raises `ProviderUnavailable` where it cannot say so yet: then the payment waits on.
    """
    named, over = payment.provider_ref, sent_by(payment, asked_at)
    if named is None or not over:
        return False
    since = payment.submitted_at or asked_at
    return ask(lambda: provider.never_took(reference=payment.key, provider_ref=named, since=since))


def _hold(ports: Ports, principal: Principal, payment: Payment, proven: bool) -> Payment:
    if not proven:
        return _as_it_stands(ports, principal, payment)
    return _move(ports, principal, payment, PaymentState.HOLD)


def _as_it_stands(ports: Ports, principal: Principal, payment: Payment) -> Payment:
    with ports.store.read(principal) as tx:
        return tx.payments.get(payment.id)


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
    age = age_of(ports, payment, approved_at=approval.approved_at if approval else None)
    doubtful = _IN_DOUBT if answered else _IN_DOUBT | _WAITING
    is_over = sent_by(payment, ports.clock.real_now())
    if payment.state in doubtful and age >= DOUBT_LIFE and is_over:
        return _move(ports, principal, payment, PaymentState.HOLD)
    return payment


def _move(ports: Ports, principal: Principal, payment: Payment, state: PaymentState) -> Payment:
    """One of our own moves, if the row is still as we read it; else whatever it became."""
    with ports.store.write(principal) as tx:
        fresh = tx.payments.lock(payment.id)
        if same_try(fresh, payment) and state in PAYMENT_MOVES[fresh.state]:
            ended = ports.clock.now() if state in ENDED_STATES else fresh.settled_at
            tx.payments.update(replace(fresh, state=state, settled_at=ended), was=fresh.state)
            verb = f"payment.{state}"
            note(ports, tx, verb, fresh.id)
            tell(ports, tx, verb, fresh.customer_id, {"payment_id": fresh.id})
            owe_telling(ports, tx, replace(fresh, state=state))
            keep_page(ports, tx, replace(fresh, state=state))
            if state is PaymentState.HOLD:
                call_finance(ports, tx, fresh, "A payment waits for a human's decision")
            if state in AT_REST:
                tx.duties.close(DutyKind.CHECK_PAYMENT, fresh.id)
        return tx.payments.get(payment.id)


def check_payment_duty(ports: Ports, principal: Principal, duty: Duty) -> bool:
    """The duty: one look; True when nothing is left to look at."""
    payment_id = PaymentId(duty.subject)
    return until_known(
        ports,
        principal,
        lambda: check_payment(ports, principal, payment_id),
        lambda answered: hold_if_too_old(ports, principal, payment_id, answered=answered),
    )


def next_check(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th look."""
    return CHECK_AFTER[min(max(attempts, 1), len(CHECK_AFTER)) - 1]
