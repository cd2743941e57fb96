"""Money back by the company's policy: an offer, which the customer approves; else a ticket."""

from pydantic import BaseModel, Field

from billing._heard import heard, words_of
from billing.errors import AmountOutOfRange, Conflict
from billing.money import Money
from billing.payments import Payment, PaymentState
from billing.periods import local_day
from billing.ports import Tx
from billing.use_cases.request_refund import RefundWish, request_refund
from tools._acts import REFUSED, offered, refused
from tools._amounts import minor_of
from tools._bills import find_bills
from tools._context import ToolContext
from tools._tool import Access, Arguments, Tool, ToolFailed, ToolResult

LOOKED_AT = 50
SHOWN = 5


class RequestRefundArguments(Arguments):
    """Which payment; whether and how much may go back is the company's policy."""

    payment: str | None = Field(
        None, description='The payment, by its bill or receipt: "HB-090", "R-000123", "water"'
    )
    amount: str | None = Field(
        None, max_length=20, description="Only a part, as a plain number such as 20.00"
    )


class RequestRefund:
    """I paid twice, I want my money back; refund 20 of it."""

    name = "request_refund"
    description = (
        "Prepares an offer to give back a payment, or a part, within the company's policy, to what "
        "it was paid with; else it opens a ticket. Only when the customer asks for money back."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = RequestRefundArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The offer, or the ticket of whoever decides. Raises `ToolFailed`, `AskAgain`."""
        wanted = RequestRefundArguments.model_validate(arguments)
        found = _payments(context, wanted.payment)
        whole = _of_amount(found, wanted.amount) or _of_amount(
            _payments(context, None), wanted.amount
        )
        if len(whole) == 1:
            found = whole
        if len(found) != 1:
            return _which(context, found)
        payment = found[0]
        minor = None if whole else minor_of(wanted.amount, payment.amount.currency)
        wish = RefundWish(
            payment_id=payment.id,
            amount_minor=minor,
            text=context.customer_text,
            conversation_id=context.conversation_id,
        )
        try:
            made = request_refund(context.ports, context.principal, wish)
        except AmountOutOfRange as error:
            most = Money(error.maximum_minor, error.currency)
            key = "act.no_payment" if most.is_zero else "act.refund_most"
            raise ToolFailed(context.words.say(key, most=most)) from None
        except REFUSED as error:
            if type(error) is Conflict:
                raise ToolFailed(context.words.say("act.bank_decides")) from None
            raise refused(context, error) from None
        return offered(context, made, key="ticket.refund")


def _payments(context: ToolContext, said: str | None) -> list[Payment]:
    """The payments that may be meant: they took money, and some of it is left to give back."""
    with context.ports.store.read(context.principal) as tx:
        newest = tx.payments.list(limit=LOOKED_AT).items
        taken = [
            each
            for each in newest
            if each.state is PaymentState.SUCCEEDED and not tx.refunds.refundable(each.id).is_zero
        ]
        if said is None:
            return taken
        if set(words_of(said)) <= heard().pick["latest"]:
            return taken[:1]
        return [each for each in taken if _is(context, tx, each, said)] or _in_month(taken, said)


def _of_amount(payments: list[Payment], said: str | None) -> list[Payment]:
    """Those of exactly this amount: "my payment of 41.58" names the payment by it."""
    return [
        each
        for each in payments
        if said is not None and minor_of(said, each.amount.currency) == each.amount.amount_minor
    ]


def _in_month(taken: list[Payment], said: str) -> list[Payment]:
    """Those made in the month that is named: "my October payment"."""
    months = {heard().months[word] for word in words_of(said) if word in heard().months}
    return [each for each in taken if (each.settled_at or each.created_at).month in months]


def _is(context: ToolContext, tx: Tx, payment: Payment, said: str) -> bool:
    receipt = tx.payments.receipt_of(payment.id)
    named = {payment.id, receipt.id if receipt else "", receipt.number if receipt else ""}
    if said.strip().casefold() in {name.casefold() for name in named if name}:
        return True
    bills = find_bills(tx, said, today=context.today, owing=False)
    return any(bill.id == payment.bill_id for bill in bills)


def _which(context: ToolContext, found: list[Payment]) -> ToolResult:
    """None or several fit: say so, with what tells them apart. Raises `ToolFailed`."""
    say, zone = context.words.say, context.tenant.time_zone
    if not found:
        raise ToolFailed(say("act.no_payment"))
    with context.ports.store.read(context.principal) as tx:
        rows = [
            say(
                "act.payment_row",
                amount=each.amount,
                bill=tx.bills.get(each.bill_id).number,
                day=local_day(each.settled_at or each.created_at, zone),
            )
            for each in found[:SHOWN]
        ]
    closing = say("act.which_payment", payments=context.words.listing(rows))
    return ToolResult((), closing, closing=closing)


TOOL: Tool = RequestRefund()
