"""Open the provider's page on which the customer pays one bill. Nothing is charged from here."""

from pydantic import BaseModel, Field

from billing.bills import Bill
from billing.errors import NotLinked, NotOffered, ProviderFault, TooMany
from billing.payments import Payment, PaymentState
from billing.use_cases.hand_over import HandOver, hand_over
from billing.use_cases.open_payment_link import PaymentLink, open_payment_link
from billing.use_cases.payment_history import lines_of
from billing.views import payment_view, ticket_view
from tools._context import ToolContext
from tools._facts import which_one
from tools._late_pages import late_page
from tools._refusals import REFUSALS, refusal
from tools._tool import Access, Arguments, AskAgain, Card, Tool, ToolFailed, ToolResult
from tools._waiting import waiting_page
from tools._wanted import bills_wanted


class PaymentLinkArguments(Arguments):
    """What is paid there: always all that is due on one bill."""

    bill: str = Field(
        min_length=1, max_length=100, description="The bill, as the customer names it"
    )


class OpenPaymentLink:
    """Send me a link to pay it; I have no card saved here."""

    name = "payment_link"
    description = (
        "Opens a secure page of the payment provider where the customer pays one bill in full, "
        "without a saved way to pay. Use it when they ask for a link or have nothing saved."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = PaymentLinkArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The waiting payment as a card with its button. Raises `ToolFailed`, `AskAgain`."""
        wanted = PaymentLinkArguments.model_validate(arguments)
        found = bills_wanted(context, [wanted.bill])
        if found.unclear is not None:
            return which_one(context, found.unclear)
        if len(found.bills) != 1:
            raise AskAgain("a link is for one bill: ask which")
        bill = found.bills[0]
        try:
            link = open_payment_link(
                context.ports,
                context.principal,
                bill.id,
                conversation_id=context.conversation_id,
            )
        except NotLinked:
            return _told_a_colleague(context, bill)
        except NotOffered:
            raise ToolFailed(context.words.say("options.no_link")) from None
        except ProviderFault:
            raise ToolFailed(context.words.say("error.provider_unavailable")) from None
        except REFUSALS as error:
            if (waiting := waiting_page(context, error, bill.number)) is not None:
                return waiting
            currency = bill.amount.currency
            raise ToolFailed(refusal(context, error, bill=bill.number, currency=currency)) from None
        return _shown(context, bill, link)


def _told_a_colleague(context: ToolContext, bill: Bill) -> ToolResult:
    """The provider does not know this customer's account: only the company's people can link it."""
    request = HandOver(
        category="payment_problem",
        text=context.customer_text,
        subject="This account is not linked to the payment provider's",
        about=bill.id,
        conversation_id=context.conversation_id,
        tried=(OpenPaymentLink.name,),
    )
    try:
        ticket = hand_over(context.ports, context.principal, request)
    except TooMany:
        raise ToolFailed(context.words.say("ticket.too_many")) from None
    return ToolResult(
        cards=(Card("ticket", ticket.id, ticket_view(ticket)),),
        text=f"No page: the account is not linked there. A human was told: ticket {ticket.id}.",
        closing=context.words.say("link.not_linked", bill=bill.number, ticket=ticket.id),
        ticket_id=ticket.id,
    )


def _shown(context: ToolContext, bill: Bill, link: PaymentLink) -> ToolResult:
    payment = link.payment
    if payment.state is PaymentState.FAILED:
        raise ToolFailed(context.words.say("error.provider_unavailable"))
    if link.page is None and _never_had_a_page(payment):
        raise ToolFailed(late_page(context, payment, bill.number))
    with context.ports.store.read(context.principal) as tx:
        (line,) = lines_of(tx, (payment,))
    card = Card("payments", payment.id, {"payments": [payment_view(line, context.show)]})
    if link.page is None:
        # The page was used: the money is on its way, in doubt, or there.
        return ToolResult(
            cards=(card,),
            text=f"No page is needed for {bill.number}: its payment is {payment.state} already.",
            closing=context.words.say(
                f"payment.{payment.state}",
                amount=payment.amount,
                bill=bill.number,
                receipt=line.receipt.number if line.receipt is not None else "-",
            ),
        )
    closing = context.words.say("link.here", amount=payment.amount, bill=bill.number)
    if link.takes_fee:
        closing += " " + context.words.say("link.fee_there")
    return ToolResult(
        cards=(card,),
        text=f"A page to pay {bill.number} is shown; nothing is paid yet.",
        closing=closing,
    )


def _never_had_a_page(payment: Payment) -> bool:
    """Whether nobody can have paid: the provider has not said yet where its page is."""
    match payment.state:
        case PaymentState.CREATED | PaymentState.SUBMITTING | PaymentState.REQUIRES_ACTION:
            return True
        case PaymentState.UNKNOWN:
            return payment.provider_ref is None
        case _:
            return False


TOOL: Tool = OpenPaymentLink()
