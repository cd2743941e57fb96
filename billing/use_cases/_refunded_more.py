"""More was given back at the provider than a payment took, or than our rows can hold."""

from billing.discrepancies import TOLD, Discrepancy, DiscrepancyKind
from billing.money import total
from billing.payments import Payment
from billing.ports import Ports, Tx
from billing.refunds import COUNTED_STATES, RefundReport
from billing.use_cases._finance import call_finance
from billing.use_cases._note import note


def refunded_more(ports: Ports, tx: Tx, payment: Payment, report: RefundReport) -> None:
    """Keep it as a discrepancy, and call finance; once per refund at the provider."""
    if payment.connection_id is None:
        return
    counted = (r.amount for r in tx.refunds.of_payment(payment.id) if r.state in COUNTED_STATES)
    found_id = ports.ids.new("dis")
    kept = tx.discrepancies.find(
        Discrepancy(
            id=found_id,
            connection_id=payment.connection_id,
            kind=DiscrepancyKind.REFUNDED_MORE,
            provider_ref=report.provider_ref,
            found_at=ports.clock.now(),
            payment_id=payment.id,
            ours=total(counted, payment.amount.currency),
            theirs=report.amount,
            told_at=ports.clock.now(),
        )
    )
    if kept.id == found_id:
        subject = "More was given back at the provider than this payment took"
        more = {"discrepancy_id": kept.id, "refund_ref": report.provider_ref}
        ticket = call_finance(ports, tx, payment, subject, category="refund", more=more)
        note(ports, tx, "discrepancy.found", kept.id, {"payment": payment.id, "ticket": ticket})
        note(ports, tx, TOLD, kept.id, {"ticket": ticket})
