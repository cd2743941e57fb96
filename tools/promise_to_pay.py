"""When the customer will pay: a promise, more days or parts, as the company's policy allows."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from billing.errors import AmountOutOfRange
from billing.money import Money
from billing.promises import PromiseKind
from billing.use_cases.promise_to_pay import PromiseWish, promise_to_pay
from tools._acts import REFUSED, bill_meant, offered, refused
from tools._context import ToolContext
from tools._facts import which_one
from tools._tool import Access, Arguments, AskAgain, Tool, ToolFailed, ToolResult

_KINDS = {
    "promise": PromiseKind.PROMISE,
    "extension": PromiseKind.EXTENSION,
    "instalments": PromiseKind.INSTALMENT,
}


class PromiseToPayArguments(Arguments):
    """What the customer asks for; how late and how often is the company's policy."""

    bill: str = Field(min_length=1, description="The bill, as the customer names it")
    kind: Literal["promise", "extension", "instalments"] = Field(
        "promise",
        description="promise: they will pay on a day; extension: they ask for more time; "
        "instalments: they ask to pay in parts",
    )
    on: str | None = Field(None, description="The day they named, as YYYY-MM-DD")
    parts: int | None = Field(None, ge=2, le=24, description="In how many parts, if they said so")


class PromiseToPay:
    """I'll pay on Friday; can I have two more weeks; can I pay in three parts."""

    name = "promise_to_pay"
    description = (
        "Prepares an offer to note when the customer will pay a bill, to give more time or to pay "
        "in parts, as far as the company's policy allows; else it opens a ticket."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = PromiseToPayArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The offer, or the ticket of whoever decides. Raises `ToolFailed`, `AskAgain`."""
        wanted = PromiseToPayArguments.model_validate(arguments)
        found = bill_meant(context, wanted.bill)
        if isinstance(found, tuple):
            return which_one(context, found)
        day = _day(wanted.on)
        if day is not None and context.today <= day <= found.due_on:
            due = context.words.say("act.in_time", bill=found.number, day=found.due_on)
            raise ToolFailed(due)
        wish = PromiseWish(
            bill_id=found.id,
            kind=_KINDS[wanted.kind],
            on=day,
            parts=wanted.parts,
            text=context.customer_text,
            conversation_id=context.conversation_id,
        )
        try:
            return offered(context, promise_to_pay(context.ports, context.principal, wish))
        except AmountOutOfRange as error:
            least = Money(error.minimum_minor, error.currency)
            raise ToolFailed(context.words.say("act.no.parts_too_small", least=least)) from None
        except REFUSED as error:
            raise refused(context, error, bill=found.number) from None


def _day(said: str | None) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise AskAgain("on is a day as YYYY-MM-DD") from None


TOOL: Tool = PromiseToPay()
