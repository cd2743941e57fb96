"""Prepare a payment for the customer to approve. Nothing is paid here, whoever asks."""

from typing import Annotated, Final

from pydantic import BaseModel, Field

from billing.bills import Bill
from billing.errors import BillingError
from billing.use_cases._provider import chargeable
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.views import quote_view
from tools._context import ToolContext
from tools._facts import one_of, which_one
from tools._quotes import closing_words, quote_fact
from tools._refusals import REFUSALS, refusal
from tools._tool import Access, Arguments, AskAgain, Card, Tool, ToolFailed, ToolResult
from tools._waiting import waiting_page
from tools._wanted import bills_wanted, for_one_offer, way_wanted

MOST: Final = 10


class PayBillArguments(Arguments):
    """What the customer asks to pay; the server computes everything else from its own rows."""

    bills: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field(
        min_length=1,
        max_length=MOST,
        description='The bills, as the customer names them; ["all"] for everything due',
    )
    amount_minor: int | None = Field(
        None, description="Only for a part payment of one bill: whole minor units (cents)"
    )
    method: str | None = Field(
        None,
        description='The way to pay the customer named: "visa", "4242", "bank account", "paypal"',
    )


class PayBill:
    """Pay the electricity one; pay 20 of it; pay with my bank account."""

    name = "pay_bill"
    description = (
        "Prepares an offer to pay bills, which the customer then approves or declines; it does "
        "not pay. Call it again when bills, amount or method change: the last offer counts."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = PayBillArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The quote as a card, closed with the server's own words. Raises `ToolFailed`.

        Where a payment of the bill waits on the bank's page, that payment with its button instead.
        """
        wanted = PayBillArguments.model_validate(arguments)
        found = bills_wanted(context, wanted.bills)
        if found.unclear is not None:
            return which_one(context, found.unclear)
        bills = found.bills
        if wanted.amount_minor is not None and len(bills) > 1:
            raise AskAgain("amount_minor is for one bill: ask which, or leave it out to pay all")
        if len({bill.amount.currency for bill in bills}) > 1:
            raise ToolFailed(_one_currency(context, bills))
        way = way_wanted(context, wanted.method, bills)
        found = for_one_offer(context, found, way)
        bills = found.bills
        request = PayRequest(
            bill_ids=tuple(bill.id for bill in bills),
            amount_minor=wanted.amount_minor,
            method_id=way.method.id if way.method is not None else None,
            method_type=way.type,
            conversation_id=context.conversation_id,
        )
        try:
            quote = pay_bill(context.ports, context.principal, request)
        except REFUSALS as error:
            if (waiting := waiting_page(context, error, _about(error, bills).number)) is not None:
                return waiting
            raise _failed(context, error, bills, wanted.amount_minor) from None
        with context.ports.store.read(context.principal) as tx:
            methods = tx.methods.list()
            offered = chargeable(context.ports, tx, methods, quote.currency)
        today, show = context.today, context.show
        data = quote_view(quote, methods, offered=offered, today=today, show=show)
        return ToolResult(
            cards=(Card("quote", quote.id, data),),
            text=quote_fact(context, quote),
            closing=closing_words(context, quote, found, methods),
            quote_id=quote.id,
        )


def _one_currency(context: ToolContext, bills: tuple[Bill, ...]) -> str:
    """That each currency is an offer of its own, and what there is to choose from."""
    names = [f"{bill.number} ({context.money(bill.balance)})" for bill in bills]
    which = context.words.say("find.which_bill", bills=one_of(context.words, names))
    return f"{context.words.say('quote.one_currency')} {which}"


def _failed(
    context: ToolContext, error: BillingError, bills: tuple[Bill, ...], asked: int | None
) -> ToolFailed:
    about = _about(error, bills)
    currency = about.amount.currency
    meant = [bill.id for bill in bills]
    why = refusal(context, error, bill=about.number, currency=currency, asked=asked, bills=meant)
    return ToolFailed(why)


def _about(error: BillingError, bills: tuple[Bill, ...]) -> Bill:
    named = getattr(error, "bill_id", None)
    return next((bill for bill in bills if bill.id == named), bills[0])


TOOL: Tool = PayBill()
