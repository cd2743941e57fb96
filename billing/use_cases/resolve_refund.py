"""Humans end a refund's hold, with evidence, by the same rules as a payment's."""

from dataclasses import dataclass, replace

from billing.capabilities import Lookup
from billing.errors import BillingError, InvalidRequest, NotFound
from billing.ids import PaymentId
from billing.payments import DeclineReason, PaymentState
from billing.ports import Ports
from billing.principal import Principal
from billing.refunds import Refund, RefundReport
from billing.resolutions import Resolution
from billing.use_cases._note import note
from billing.use_cases._provider import provider_at
from billing.use_cases._two_people import (
    Decision,
    agreed,
    contradiction,
    done_differently,
    refuse,
    require_decision,
)
from billing.use_cases._when import known_since
from billing.use_cases.apply_refund_report import settle_held_refund
from billing.use_cases.check_refund import ask_about_refund


@dataclass(frozen=True, slots=True)
class ResolvedRefund:
    """The refund as it then stands; `awaiting` is the proposal that a second person must share."""

    refund: Refund
    awaiting: Resolution | None = None


def resolve_refund(
    ports: Ports, principal: Principal, payment_id: PaymentId, decision: Decision
) -> ResolvedRefund:
    """Settle a held refund of `payment_id`; who may, evidence and errors as `resolve_payment`."""
    require_decision(principal, decision)
    with ports.store.read(principal) as tx:
        refund = _held(tx.refunds.get(decision.subject), payment_id)
    found = _ask(ports, principal, refund, decision)
    undone = done_differently(found, refund.amount)
    with ports.store.write(principal) as tx:
        tx.payments.lock(refund.payment_id)
        refund = _held(tx.refunds.lock(decision.subject), payment_id)
        kept = agreed(ports, tx, decision, refund.amount, always_two=undone)
        if kept is None:
            return ResolvedRefund(refund, tx.resolutions.of_subject(refund.id))
        keep = Resolution(refund.id, decision.outcome, kept, principal.actor, ports.clock.now())
        tx.resolutions.propose(keep)
        note(ports, tx, "refund.resolved", refund.id, {"outcome": decision.outcome})
        failed = decision.outcome is PaymentState.FAILED
        reason = DeclineReason.OTHER if failed else None
        ref = refund.provider_ref or (found.provider_ref if found is not None else None)
        decided = replace(refund, state=decision.outcome, reason=reason, provider_ref=ref)
        return ResolvedRefund(settle_held_refund(ports, tx, refund, decided))


def _held(refund: Refund, payment_id: PaymentId) -> Refund:
    if refund.payment_id != payment_id:
        raise NotFound("refund")
    if refund.state is not PaymentState.HOLD:
        raise InvalidRequest(f"the refund is {refund.state}, not on hold")
    return refund


def _ask(
    ports: Ports, principal: Principal, refund: Refund, decision: Decision
) -> RefundReport | None:
    """What the provider says, None when nothing; raises `Conflict` for what it contradicts."""
    try:
        with ports.store.read(principal) as tx:
            payment = tx.payments.get(refund.payment_id)
            provider = provider_at(ports, tx, payment.connection_id)
        if provider.capabilities.lookup is Lookup.NONE:
            return None
        since = known_since(ports, refund)
        found = ask_about_refund(provider, payment, refund, since=since)
    except BillingError:
        return None
    if found is not None or provider.capabilities.lookup is Lookup.STRONG:
        refuse(contradiction(decision, refund.amount, found))
    return found
