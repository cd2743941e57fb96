"""The reconciler's look at one refund: settle, resubmit, wait, fail or hold, by the same table."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from billing.capabilities import Doubt, Lookup, resolve_doubt
from billing.duties import Duty, DutyKind
from billing.errors import StaleWorker
from billing.payments import AT_REST, Payment, PaymentState
from billing.ports import PaymentProvider, Ports
from billing.principal import Principal
from billing.refunds import REFUND_MOVES, Refund, RefundReport, not_given_back
from billing.tenants import JsonValue
from billing.use_cases._finance import call_finance
from billing.use_cases._note import note
from billing.use_cases._provider import ask, provider_at
from billing.use_cases._until_known import until_known
from billing.use_cases._when import age_of, in_flight, same_try, sent_by
from billing.use_cases.apply_refund_report import (
    LATE,
    apply_refund_report,
    tell_of,
    verb_of,
)
from billing.use_cases.check_payment import ANSWER_LIFE, APPROVAL_LIFE, DOUBT_LIFE
from billing.use_cases.submit_refund import submit_refund

_S = PaymentState
_WAITING: Final = frozenset({_S.CREATED, _S.SUBMITTING, _S.PENDING})


def check_refund(ports: Ports, principal: Principal, refund_id: str) -> Refund:
    """Find out what became of a refund and act on it; returns it as it then stands.

    Safe to repeat, and safe beside the request that submits. Raises `ProviderFault` when the
    provider cannot be asked now (look again later), `StaleWorker` when this process slept over the
    answer.
    """
    with ports.store.read(principal) as tx:
        refund = tx.refunds.get(refund_id)
        payment = tx.payments.get(refund.payment_id)
    if refund.state in AT_REST or payment.connection_id is None:
        with ports.store.write(principal) as tx:
            tx.duties.close(DutyKind.CHECK_REFUND, refund_id)
        return refund
    if refund.state is _S.CREATED and age_of(ports, refund) < APPROVAL_LIFE:
        return submit_refund(ports, principal, refund_id)
    if refund.state is _S.SUBMITTING:
        if in_flight(ports, refund):
            return refund
        refund = _move(ports, principal, refund, _S.UNKNOWN)
        if refund.state is not _S.UNKNOWN:
            return refund  # somebody else moved it meanwhile, or sends it again
    with ports.store.read(principal) as tx:
        provider = provider_at(ports, tx, payment.connection_id)
    asked_at = ports.clock.real_now()
    found = ask_about_refund(provider, payment, refund, since=asked_at - age_of(ports, refund))
    if found is None and ports.clock.real_now() - asked_at >= ANSWER_LIFE:
        raise StaleWorker("an absence this old proves nothing: another may have sent meanwhile")
    if found is not None:
        return apply_refund_report(ports, principal, refund_id, found)
    return _act_on_absence(ports, principal, refund, provider, asked_at)


def ask_about_refund(
    provider: PaymentProvider, payment: Payment, refund: Refund, *, since: datetime
) -> RefundReport | None:
    """What the provider knows of it; None when definitely absent, or when it answers nothing."""
    if provider.capabilities.lookup is Lookup.NONE:
        return None
    return ask(
        lambda: provider.look_up_refund(
            reference=refund.key.removeprefix(LATE),
            provider_ref=refund.provider_ref,
            payment_ref=payment.provider_ref or "",
            since=since,
        )
    )


def _act_on_absence(
    ports: Ports,
    principal: Principal,
    refund: Refund,
    provider: PaymentProvider,
    asked_at: datetime,
) -> Refund:
    # Asked while it may still have been on its way, an absence proves nothing: it ends nothing.
    proven = sent_by(refund, asked_at)
    if refund.state is _S.CREATED:
        # Ordered long ago, never sent, and the provider has not heard of it either.
        return _move(ports, principal, refund, _S.CANCELLED)
    if refund.state is _S.PENDING or not refund.key or refund.key.startswith(LATE):
        # Once accepted and now gone: nothing we may decide.
        return _hold(ports, principal, refund, proven)
    match resolve_doubt(provider.capabilities, found=False, age=age_of(ports, refund)):
        case Doubt.RESUBMIT:
            return submit_refund(ports, principal, refund.id, again=True)
        case Doubt.FAIL if proven:
            # Only while nothing else was heard: an absence is older than news that came meanwhile.
            absent = not_given_back(refund)
            return apply_refund_report(ports, principal, refund.id, absent, only_if=refund)
        case Doubt.HOLD:
            return _hold(ports, principal, refund, proven)
        case _:
            return _as_it_stands(ports, principal, refund)


def _hold(ports: Ports, principal: Principal, refund: Refund, proven: bool) -> Refund:
    if not proven:
        return _as_it_stands(ports, principal, refund)
    return _move(ports, principal, refund, _S.HOLD)


def _as_it_stands(ports: Ports, principal: Principal, refund: Refund) -> Refund:
    with ports.store.read(principal) as tx:
        return tx.refunds.get(refund.id)


def hold_refund_if_too_old(
    ports: Ports, principal: Principal, refund_id: str, *, answered: bool = True
) -> Refund:
    """After a week of doubt a human decides; `answered` as for payments."""
    with ports.store.read(principal) as tx:
        refund = tx.refunds.get(refund_id)
    doubtful = {_S.UNKNOWN} if answered else {_S.UNKNOWN, *_WAITING}
    is_over = sent_by(refund, ports.clock.real_now())
    if refund.state in doubtful and age_of(ports, refund) >= DOUBT_LIFE and is_over:
        return _move(ports, principal, refund, _S.HOLD)
    return refund


def _move(ports: Ports, principal: Principal, refund: Refund, state: PaymentState) -> Refund:
    """One of our own moves, if the row is still as we read it; else whatever it became."""
    with ports.store.write(principal) as tx:
        payment = tx.payments.lock(refund.payment_id)
        fresh = tx.refunds.lock(refund.id)
        if same_try(fresh, refund) and state in REFUND_MOVES[fresh.state]:
            ended = ports.clock.now() if state is _S.CANCELLED else fresh.settled_at
            moved = replace(fresh, state=state, settled_at=ended)
            tx.refunds.update(moved, was=fresh.state)
            facts: dict[str, str | int] = {"payment": payment.id}
            if state is _S.HOLD:
                subject = "A refund waits for a human's decision"
                more: dict[str, JsonValue] = {
                    "refund_id": refund.id,
                    "refund_minor": refund.amount.amount_minor,
                }
                facts["ticket"] = call_finance(ports, tx, payment, subject, more=more)
            note(ports, tx, verb_of(moved), fresh.id, facts)
            tell_of(ports, tx, payment, moved)
            if state in AT_REST:
                tx.duties.close(DutyKind.CHECK_REFUND, fresh.id)
        return tx.refunds.get(refund.id)


def check_refund_duty(ports: Ports, principal: Principal, duty: Duty) -> bool:
    """The duty: one look; True when nothing is left to look at."""
    return until_known(
        ports,
        principal,
        lambda: check_refund(ports, principal, duty.subject),
        lambda answered: hold_refund_if_too_old(ports, principal, duty.subject, answered=answered),
    )
