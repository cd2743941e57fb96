"""Stop what can still be stopped: an offer, a page to pay on. The rest is told as it is."""

from datetime import timedelta
from typing import Final

from pydantic import BaseModel, Field

from billing.errors import InvalidRequest
from billing.payments import OPEN_STATES, Payment, PaymentState
from billing.ports import Tx
from billing.principal import system
from billing.use_cases.decline_quote import decline_quote
from billing.use_cases.open_confirmation import confirmation_of
from billing.use_cases.payment_history import lines_of
from billing.use_cases.return_from_page import Return, return_from_page
from billing.views import payment_view
from tools._bills import find_bills
from tools._context import ToolContext
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult

LOOKED_AT: Final = 20
JUST_MADE: Final = timedelta(days=1)
_KEYS: Final = {
    PaymentState.CANCELLED: "payment.cancelled",
    PaymentState.FAILED: "payment.failed",
    PaymentState.REQUIRES_ACTION: "cancel.stays",
    PaymentState.CREATED: "cancel.stays",
    PaymentState.SUCCEEDED: "cancel.too_late",
}


class CancelPaymentArguments(Arguments):
    """What is to be stopped; left out: every offer and page that is open."""

    bill: str | None = Field(None, description="Only for this bill, as the customer names it")


class CancelPayment:
    """Cancel that payment; stop the link."""

    name = "cancel_payment"
    description = (
        "Stops an offer that was not approved yet and calls off a page or link on which nothing "
        "was paid yet. A payment that was sent is not stopped by it: then it says so. Not for "
        "subscriptions or plans."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = CancelPaymentArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """What could be stopped and what could not, in the server's own words.

        Raises `ToolFailed` when a bill is named that is not found: then nothing is stopped.
        """
        wanted = CancelPaymentArguments.model_validate(arguments)
        only = _only(context, wanted.bill)
        said = _declined(context, only)
        payments = [_called_off(context, payment) for payment in _open(context, only)]
        with context.ports.store.read(context.principal) as tx:
            said += [_stands(context, tx, payment) for payment in payments]
            views = [payment_view(line, context.show) for line in lines_of(tx, tuple(payments))]
        closing = " ".join(dict.fromkeys(said or [_nothing(context, only)]))
        cards = (Card("payments", "payments", {"payments": views}),) if views else ()
        return ToolResult(cards, closing, closing=closing)


def _only(context: ToolContext, said: str | None) -> frozenset[str] | None:
    """The bills meant; None for any, where none was named. Raises `ToolFailed` for an unknown."""
    if said is None:
        return None
    with context.ports.store.read(context.principal) as tx:
        found = find_bills(tx, said, today=context.today, owing=False)
    if not found:
        raise ToolFailed(context.words.say("find.no_bill_of_kind"))
    return frozenset(bill.id for bill in found)


def _declined(context: ToolContext, only: frozenset[str] | None) -> list[str]:
    """This person's own open offers end; a colleague's are the colleague's to decline."""
    person = context.principal.require_person()
    with context.ports.store.read(context.principal) as tx:
        quotes = [
            quote
            for quote in tx.quotes.open_of(context.principal.require_customer())
            if quote.person_id == person
            and (only is None or any(line.bill_id in only for line in quote.lines))
        ]
    said = []
    for quote in quotes:
        try:
            decline_quote(context.ports, context.principal, quote.id)
        except InvalidRequest:
            continue  # approved meanwhile: its payment is among the open ones
        about = "act" if quote.act is not None else "quote"
        said.append(context.words.say(f"{about}.declined"))
    return said


def _open(context: ToolContext, only: frozenset[str] | None) -> list[Payment]:
    with context.ports.store.read(context.principal) as tx:
        newest = tx.payments.list(limit=LOOKED_AT).items
    return [
        each
        for each in newest
        if each.state in OPEN_STATES and (only is None or each.bill_id in only)
    ]


def _called_off(context: ToolContext, payment: Payment) -> Payment:
    """One open payment as it then stands: its page is called off where it is this person's own."""
    ports = context.ports
    with ports.store.read(context.principal) as tx:
        page = confirmation_of(tx, payment)
    if page is not None:
        as_system = system(context.principal.tenant, context.principal.session)
        return_from_page(ports, Return(as_system, page, context.language), gave_up=True)
    with ports.store.read(context.principal) as tx:
        return tx.payments.get(payment.id)


def _stands(context: ToolContext, tx: Tx, payment: Payment) -> str:
    key = _KEYS.get(payment.state, "cancel.on_its_way")
    number = tx.bills.get(payment.bill_id).number
    return context.words.say(key, amount=payment.amount, bill=number)


def _nothing(context: ToolContext, only: frozenset[str] | None) -> str:
    """Nothing is open: of a payment just made, or of the bill's own, that it is made."""
    since = context.ports.clock.now() - JUST_MADE
    with context.ports.store.read(context.principal) as tx:
        for each in tx.payments.list(limit=LOOKED_AT).items:
            meant = each.bill_id in only if only is not None else each.created_at >= since
            if meant and each.state is PaymentState.SUCCEEDED:
                return _stands(context, tx, each)
    return context.words.say("cancel.nothing")


TOOL: Tool = CancelPayment()
