"""A human ends a hold, with evidence: the only way one ends."""

from dataclasses import replace
from typing import Final

from billing.errors import InvalidRequest
from billing.ids import PaymentId
from billing.payments import DeclineReason, Payment, PaymentState
from billing.ports import Ports
from billing.principal import Principal, Role
from billing.use_cases._note import note
from billing.use_cases.apply_payment_report import settle_held

EVIDENCE_LIMIT: Final = 500
OUTCOMES: Final = frozenset({PaymentState.SUCCEEDED, PaymentState.FAILED})


def resolve_payment(
    ports: Ports,
    principal: Principal,
    payment_id: PaymentId,
    outcome: PaymentState,
    evidence: str,
) -> Payment:
    """Settle a held payment as `succeeded` or `failed`; returns it as it then stands.

    `evidence` says what was seen and where (a statement's line, the provider's reference); it is
    kept with the payment, encrypted, and the audit trail says who decided what. Finance, an admin,
    or the operator at the machine may do this.

    Raises `Forbidden`, `NotFound`, and `InvalidRequest` when the payment is not on hold, the
    outcome is no end, or there is no evidence.
    """
    if principal.role is not Role.SYSTEM:
        principal.require_staff(Role.FINANCE, Role.ADMIN)
    if outcome not in OUTCOMES:
        raise InvalidRequest("a hold ends as succeeded or failed")
    if not evidence.strip() or len(evidence) > EVIDENCE_LIMIT:
        raise InvalidRequest(f"evidence is needed, at most {EVIDENCE_LIMIT} letters")
    with ports.store.write(principal) as tx:
        payment = tx.payments.lock(payment_id)
        if payment.state is not PaymentState.HOLD:
            raise InvalidRequest(f"the payment is {payment.state}, not on hold")
        note(ports, tx, "payment.resolved", payment_id, {"outcome": outcome})
        reason = DeclineReason.OTHER if outcome is PaymentState.FAILED else None
        decided = replace(payment, state=outcome, reason=reason, note=evidence.strip())
        return settle_held(ports, tx, payment, decided)
