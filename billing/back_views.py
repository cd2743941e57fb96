"""The views of money that goes back, and of what waits for a human to look at it."""

from collections.abc import Iterable

from billing._view_values import instant_view
from billing.discrepancies import Discrepancy
from billing.disputes import Dispute
from billing.money import Money
from billing.payments import Payment
from billing.refunds import Refund
from billing.resolutions import Resolution
from billing.use_cases.compare_statement import Compared
from billing.use_cases.list_holds import Held
from billing.views import Show, View, money_view


def refund_view(refund: Refund, show: Show | None = None) -> View:
    """Money given back on a payment; who ordered it by kind only, never a person's id."""
    return {
        "id": refund.id,
        "payment_id": refund.payment_id,
        "amount": money_view(refund.amount, show),
        "state": str(refund.state),
        "reason": str(refund.reason) if refund.reason is not None else None,
        "reopens": refund.reopens,
        "reversal": refund.reversal,
        "asked_by": refund.asked_by.partition(":")[0] or None,
        "created_at": instant_view(refund.created_at),
        "settled_at": instant_view(refund.settled_at),
    }


def payment_detail_view(
    line: View,
    refunds: Iterable[Refund],
    disputes: Iterable[Dispute],
    refundable: Money,
    show: Show | None = None,
) -> View:
    """A payment's own view with all that became of its money."""
    return {
        **line,
        "refunds": [refund_view(refund, show) for refund in refunds],
        "disputes": [dispute_view(dispute, show) for dispute in disputes],
        "refundable": money_view(refundable, show),
    }


def staff_payment_view(detail: View, payment: Payment, held: Held | None) -> View:
    """As `payment_detail_view`, with whose it is and how to find it at the provider.

    `reference` is our key, by which the provider knows it too. `hold` is None unless it is in
    doubt or on hold.
    """
    hold: View | None = None
    if held is not None:
        hold = {"age_s": int(held.age.total_seconds()), "proposal": proposal_view(held.proposal)}
    return {
        **detail,
        "customer_id": payment.customer_id,
        "connection_id": payment.connection_id,
        "provider_ref": payment.provider_ref,
        "reference": payment.key,
        "hold": hold,
    }


def dispute_view(dispute: Dispute, show: Show | None = None) -> View:
    """A payment that a customer's bank took back, or wants to."""
    return {
        "id": dispute.id,
        "payment_id": dispute.payment_id,
        "amount": money_view(dispute.amount, show),
        "state": str(dispute.state),
        "reason": dispute.reason,
        "opened_at": instant_view(dispute.opened_at),
        "evidence_due_at": instant_view(dispute.evidence_due_at),
        "closed_at": instant_view(dispute.closed_at),
    }


def staff_dispute_view(dispute: Dispute, payment: Payment, show: Show | None = None) -> View:
    """As `dispute_view`, with whose it is and what the provider calls it."""
    return {
        **dispute_view(dispute, show),
        "bill_id": payment.bill_id,
        "customer_id": payment.customer_id,
        "provider_ref": dispute.provider_ref,
    }


def discrepancy_view(found: Discrepancy, show: Show | None = None) -> View:
    """Where the provider's statement and our books differ."""
    return {
        "id": found.id,
        "connection_id": found.connection_id,
        "kind": str(found.kind),
        "provider_ref": found.provider_ref,
        "payment_id": found.payment_id,
        "ours": money_view(found.ours, show) if found.ours is not None else None,
        "theirs": money_view(found.theirs, show) if found.theirs is not None else None,
        "found_at": instant_view(found.found_at),
        "closed_at": instant_view(found.closed_at),
        "closed_by": found.closed_by,
        "closing_note": found.closing_note,
    }


def proposal_view(proposal: Resolution | None) -> View | None:
    """What one person said already; what they saw stays sealed."""
    if proposal is None:
        return None
    return {
        "outcome": str(proposal.outcome),
        "proposed_by": proposal.proposed_by,
        "proposed_at": instant_view(proposal.proposed_at),
    }


def awaiting_view(subject: View, proposal: Resolution) -> View:
    """The answer to a decision that a second person must share; `subject` names what is held."""
    return {**subject, "state": "awaiting_second_person", "proposal": proposal_view(proposal)}


def held_view(held: Held, show: Show | None = None) -> View:
    """A payment or refund in doubt, for finance; `refund_id` None for a payment."""
    refund = held.refund
    of = refund if refund is not None else held.payment
    return {
        "payment_id": held.payment.id,
        "refund_id": refund.id if refund is not None else None,
        "bill_id": held.payment.bill_id,
        "customer_id": held.payment.customer_id,
        "amount": money_view(of.amount, show),
        "state": str(of.state),
        "age_s": int(held.age.total_seconds()),
        "connection_id": held.payment.connection_id,
        "provider_ref": of.provider_ref,
        "proposal": proposal_view(held.proposal),
    }


def compared_view(connection_id: str, told: Compared) -> View:
    """What one comparison with a provider's statement saw."""
    return {
        "connection_id": connection_id,
        "lines": told.lines,
        "settled": told.settled,
        "new": {str(kind): count for kind, count in sorted(told.new.items())},
        "closed": told.closed,
        "unanswered": told.unanswered,
    }
