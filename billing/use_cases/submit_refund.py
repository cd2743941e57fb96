"""A refund's middle phase: mark, send with no transaction open, hand the answer on."""

from dataclasses import dataclass, replace
from datetime import datetime

from billing import crash
from billing.duties import DutyKind
from billing.errors import NotOffered, OutcomeUnknown, ProviderUnavailable, StaleWorker
from billing.payments import CHECK_AFTER, SUBMIT_LEASE, DeclineReason, PaymentState
from billing.ports import PaymentProvider, Ports
from billing.principal import Principal
from billing.refunds import Refund, RefundRequest, not_given_back
from billing.use_cases._note import look_again_at_refund, note
from billing.use_cases._provider import usable_provider
from billing.use_cases._when import in_flight, key_serves
from billing.use_cases.apply_refund_report import LATE, apply_refund_report, tell_of, verb_of

_S = PaymentState


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one provider call needs, read before the transaction ended."""

    refund: Refund
    request: RefundRequest
    provider: PaymentProvider | None
    lease_until: datetime


def submit_refund(
    ports: Ports, principal: Principal, refund_id: str, *, again: bool = False
) -> Refund:
    """Send one created refund (or, `again`, one in doubt with its own key) and apply the answer.

    Returns the refund as it then stands. A refund already past that point is left alone. Never
    raises for what a provider does; raises `StaleWorker` when the lease ran out before sending.
    """
    prepared = _mark(ports, principal, refund_id, again)
    if prepared is None:
        with ports.store.read(principal) as tx:
            return tx.refunds.get(refund_id)
    crash.here("refund-marked")
    if ports.clock.real_now() >= prepared.lease_until:
        raise StaleWorker("the lease ended before sending")
    try:
        crash.here("refund-before-send")
        if prepared.provider is None:
            raise ProviderUnavailable("the connection is not usable")
        report = prepared.provider.refund(prepared.request)
        crash.here("refund-after-send")
    except (ProviderUnavailable, NotOffered) as unsent:
        # "Not sent" is the word of this try alone. Past its lease another may have sent meanwhile.
        if again or ports.clock.real_now() >= prepared.lease_until:
            return _doubt(ports, principal, refund_id, again)
        refused, marked = isinstance(unsent, NotOffered), prepared.refund
        why = DeclineReason.OTHER if refused else DeclineReason.PROVIDER_UNAVAILABLE
        report = not_given_back(marked, why)
        return apply_refund_report(ports, principal, refund_id, report, only_if=marked)
    except OutcomeUnknown:
        return _doubt(ports, principal, refund_id, again)
    return apply_refund_report(ports, principal, refund_id, report)


def _mark(ports: Ports, principal: Principal, refund_id: str, again: bool) -> Prepared | None:
    real_now = ports.clock.real_now()
    with ports.store.write(principal) as tx:
        refund = tx.refunds.lock(refund_id)
        allowed = (_S.SUBMITTING, _S.UNKNOWN) if again else ()
        if refund.state is not _S.CREATED and refund.state not in allowed:
            return None
        payment = tx.payments.get(refund.payment_id)
        if not refund.key or refund.key.startswith(LATE) or payment.provider_ref is None:
            return None  # made at the provider without us: there is nothing for us to send
        provider = usable_provider(ports, tx, payment.connection_id, again=again)
        if again and (in_flight(ports, refund) or not key_serves(ports, refund, provider)):
            return None
        marked = replace(
            refund,
            state=_S.SUBMITTING,
            submitted_at=refund.submitted_at or real_now,
            sent_at=real_now,
        )
        tx.refunds.update(marked, was=refund.state)
        if not again:
            tx.duties.owe(DutyKind.CHECK_REFUND, refund.id, real_now, lease=SUBMIT_LEASE)
        request = RefundRequest(
            key=refund.key,
            payment_ref=payment.provider_ref,
            payment_key=payment.key,
            amount=refund.amount,
        )
        return Prepared(marked, request, provider, real_now + SUBMIT_LEASE)


def _doubt(ports: Ports, principal: Principal, refund_id: str, again: bool) -> Refund:
    """Say honestly that we do not know, and owe a look (a repeated look keeps its own pace)."""
    with ports.store.write(principal) as tx:
        refund = tx.refunds.lock(refund_id)
        if refund.state is _S.SUBMITTING:
            doubtful = replace(refund, state=_S.UNKNOWN)
            tx.refunds.update(doubtful, was=refund.state)
            note(ports, tx, verb_of(doubtful), refund_id, {"payment": refund.payment_id})
            tell_of(ports, tx, tx.payments.get(refund.payment_id), doubtful)
            if not again:
                look_again_at_refund(ports, tx, refund_id, CHECK_AFTER[0])
        return tx.refunds.get(refund_id)
