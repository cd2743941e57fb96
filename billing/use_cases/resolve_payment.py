"""Humans end a hold, with evidence: the only way one ends. Above a limit it takes two of them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from billing.capabilities import Lookup
from billing.errors import BillingError, InvalidRequest, OutcomeUnknown, PaidAtSource
from billing.ids import PaymentId
from billing.payments import DeclineReason, Payment, PaymentReport, PaymentState
from billing.ports import PaymentProvider, Ports, Tx
from billing.principal import Principal
from billing.resolutions import Resolution
from billing.use_cases._note import note
from billing.use_cases._provider import provider_at
from billing.use_cases._source_word import counted_at_source
from billing.use_cases._two_people import (
    Decision,
    agreed,
    contradiction,
    done_differently,
    refuse,
    require_decision,
)
from billing.use_cases._when import known_since
from billing.use_cases.apply_payment_report import settle_held

_WARNING: Final = "paid_at_source"
_PAID_THERE: Final = (
    "the bill is paid where it comes from, so this payment may have counted there: if it did not, a"
    " second person of finance must say failed too, with evidence of who else paid"
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The payment as it then stands; `awaiting` is the proposal that a second person must share."""

    payment: Payment
    awaiting: Resolution | None = None


def resolve_payment(
    ports: Ports,
    principal: Principal,
    payment_id: PaymentId,
    outcome: PaymentState,
    evidence: str,
) -> Resolved:
    """Settle a held payment as `succeeded` or `failed`, or propose that where it takes two people.

    `evidence` says what was seen and where (a statement's line, the provider's reference); it is
    kept with the payment, encrypted, and the audit trail says who decided what. Finance, an admin,
    or the operator at the machine may do this. The provider is asked first where it answers.

    Raises `Forbidden`, `NotFound`, `InvalidRequest` when the payment is not on hold, the outcome
    is no end or there is no evidence, and `Conflict` when the provider definitely says otherwise.
    `PaidAtSource`: it failed, says this person, but the bill is paid where it comes from; the
    proposal is kept, and a second person who says the same ends it. One made while the source did
    not say so is no first: who made it could not know.
    """
    decision = Decision(payment_id, outcome, evidence)
    require_decision(principal, decision)
    with ports.store.read(principal) as tx:
        payment = tx.payments.get(payment_id)
    _require_held(payment)
    found = _ask(ports, principal, payment, decision)
    undone = done_differently(found, payment.amount)
    failed = decision.outcome is PaymentState.FAILED
    counted = failed and counted_at_source(ports, principal, payment)
    if counted:
        decision = replace(decision, warning=_WARNING)
    with ports.store.write(principal) as tx:
        payment = tx.payments.lock(payment_id)
        _require_held(payment)
        kept = _agreed(ports, tx, decision, payment, undone=undone, counted=counted)
        if kept is None:
            awaiting = tx.resolutions.of_subject(payment_id)
        else:
            return _settle(ports, tx, payment, decision, found, kept)
    if counted:
        raise PaidAtSource(_PAID_THERE)
    return Resolved(payment, awaiting)


def _agreed(
    ports: Ports, tx: Tx, decision: Decision, payment: Payment, *, undone: bool, counted: bool
) -> str | None:
    """As `agreed`; what speaks against a decision takes two people, whatever the amount."""
    try:
        return agreed(ports, tx, decision, payment.amount, always_two=undone or counted)
    except InvalidRequest:
        if counted:  # first of all they must hear what speaks against it
            raise PaidAtSource(_PAID_THERE) from None
        raise


def _settle(
    ports: Ports,
    tx: Tx,
    payment: Payment,
    decision: Decision,
    found: PaymentReport | None,
    kept: str,
) -> Resolved:
    outcome = decision.outcome
    note(ports, tx, "payment.resolved", payment.id, {"outcome": outcome})
    reason = DeclineReason.OTHER if outcome is PaymentState.FAILED else None
    ref = payment.provider_ref or (found.provider_ref if found is not None else None)
    decided = replace(payment, state=outcome, reason=reason, note=kept, provider_ref=ref)
    if found is not None and found.fee is not None and outcome is PaymentState.SUCCEEDED:
        # The proof of payment says what was taken; people have just looked at why it differs.
        decided = replace(decided, fee_minor=found.fee.amount_minor)
    return Resolved(settle_held(ports, tx, payment, decided))


def _require_held(payment: Payment) -> None:
    if payment.state is not PaymentState.HOLD:
        raise InvalidRequest(f"the payment is {payment.state}, not on hold")


def _fee_fits(payment: Payment, found: PaymentReport) -> bool:
    fee = found.fee
    return fee is None or (fee.currency == payment.amount.currency and fee.amount_minor >= 0)


def _ask(
    ports: Ports, principal: Principal, payment: Payment, decision: Decision
) -> PaymentReport | None:
    """What the provider says, None when nothing; raises `Conflict` for what it contradicts.

    A provider that cannot be asked stops nobody: that is what humans with evidence are for.
    """
    try:
        with ports.store.read(principal) as tx:
            provider = provider_at(ports, tx, payment.connection_id)
        found = _look_up(provider, payment, known_since(ports, payment))
    except BillingError:
        return None
    if (
        found is not None
        and decision.outcome is PaymentState.SUCCEEDED
        and not _fee_fits(payment, found)
    ):
        refuse("the provider names a fee that is none: undo it there, then call it failed")
    if found is not None or provider.capabilities.lookup is Lookup.STRONG:
        refuse(contradiction(decision, payment.amount, found))
    return found


def _look_up(provider: PaymentProvider, payment: Payment, since: datetime) -> PaymentReport | None:
    if provider.capabilities.lookup is Lookup.NONE:
        raise OutcomeUnknown("this provider answers no questions")
    return provider.look_up(reference=payment.key, provider_ref=payment.provider_ref, since=since)
