"""A payment that waits on a page of the provider's: shown again, wherever it was begun."""

from billing.errors import BillingError, PaymentInDoubt
from billing.ids import BillId
from billing.payments import PaymentState
from billing.use_cases.open_confirmation import confirmation_of
from billing.use_cases.payment_history import lines_of
from billing.views import payment_view
from tools._context import ToolContext
from tools._tool import Card, ToolResult


def waiting_page(context: ToolContext, error: BillingError, bill: str) -> ToolResult | None:
    """The waiting payment with its button, where a bill cannot be paid because of it.

    `bill` is the bill's number. None where nothing waits, or where it is not this person's page.
    """
    if not isinstance(error, PaymentInDoubt):
        return None
    if error.payment_state != PaymentState.REQUIRES_ACTION:
        return None
    with context.ports.store.read(context.principal) as tx:
        payments = tx.payments.of_bill(BillId(error.bill_id))
        waiting = next((each for each in payments if confirmation_of(tx, each) is not None), None)
        if waiting is None:
            return None
        (line,) = lines_of(tx, (waiting,))
    card = Card("payments", waiting.id, {"payments": [payment_view(line, context.show)]})
    return ToolResult(
        cards=(card,),
        text=f"A payment of {bill} waits for the customer on a page, shown again; nothing is paid.",
        closing=context.words.say("payment.waits_here", bill=bill),
    )
