"""From a customer's dispute of a bill to the JSON of the wire."""

from billing._view_values import instant_view
from billing.bill_disputes import BillDispute
from billing.views import Show, View, money_view


def bill_dispute_view(
    dispute: BillDispute, show: Show | None = None, *, for_staff: bool = False
) -> View:
    """A dispute of a bill; the customer's own words and the note are for its customer and staff."""
    view: View = {
        "id": dispute.id,
        "bill_id": dispute.bill_id,
        "line": dispute.line,
        "amount": money_view(dispute.amount, show),
        "reason": str(dispute.reason),
        "state": str(dispute.state),
        "dunning_paused": dispute.dunning_paused,
        "ticket_id": dispute.ticket_id,
        "text": dispute.text,
        "opened_at": instant_view(dispute.opened_at),
        "closed_at": instant_view(dispute.closed_at),
    }
    if for_staff:
        view |= {
            "customer_id": dispute.customer_id,
            "note": dispute.note,
            "closed_by": dispute.closed_by or None,
        }
    return view
