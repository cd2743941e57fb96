"""Offer the provider's page on which the customer adds a way to pay. Nothing is saved here."""

from typing import Literal

from pydantic import BaseModel, Field

from billing.capabilities import Reach
from billing.errors import (
    BillingError,
    Forbidden,
    NotOffered,
    ProviderFault,
    ProviderUnsure,
    TooMany,
)
from billing.use_cases.add_method import add_method, paid_elsewhere
from billing.use_cases.payment_options import payment_options
from billing.views import page_view
from billing.words import Value
from tools._context import ToolContext
from tools._quotes import another_service
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult


class AddMethodArguments(Arguments):
    """What the customer wants to add; no number is ever given here."""

    type: Literal["card", "bank_account", "sepa_debit", "link", "paypal"] | None = Field(
        None, description="Only where the customer names one; else the page offers all there are"
    )


class AddMethod:
    """Add a card, I want to pay from another account."""

    name = "add_method"
    description = (
        "Opens a secure page of the payment provider where the customer adds a way to pay. Never "
        "ask for card or account numbers; they are typed on that page only."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = AddMethodArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The page as a card, closed with the server's own words. Raises `ToolFailed`."""
        wanted = AddMethodArguments.model_validate(arguments)
        try:
            page = add_method(
                context.ports,
                context.principal,
                type=wanted.type,
                conversation_id=context.conversation_id,
            )
        except (Forbidden, NotOffered, ProviderFault, TooMany) as error:
            raise ToolFailed(_why_not(context, error)) from None
        closing = context.words.say("method.add_here")
        elsewhere = paid_elsewhere(context.ports, context.principal, page.connection_id)
        if elsewhere:
            closing += " " + another_service(context, "method.not_for", elsewhere)
        return ToolResult(
            cards=(Card("page", page.token, page_view(page, context.show)),),
            text="A page to add a way to pay is shown; nothing is saved yet.",
            closing=closing,
        )


def _why_not(context: ToolContext, error: BillingError) -> str:
    match error:
        case Forbidden():
            return context.words.say("method.only_admin")
        case NotOffered():
            return _not_that(context)
        case TooMany():
            return context.words.say("method.too_many_pages")
        case ProviderUnsure():
            return context.words.say("error.provider_unsure")
        case _:
            return context.words.say("error.provider_unavailable")


def _not_that(context: ToolContext) -> str:
    """Nothing can be added here, or nothing of the type that was named."""
    say = context.words.say
    can = payment_options(context.ports, context.principal)
    if can.connected and can.savable:
        types: list[Value] = [say(f"type.{each}") for each in can.savable]
        return say("method.add_only", types=context.words.listing(types))
    said = [say("method.add_not_offered")]
    bills = paid_elsewhere(context.ports, context.principal) if can.connected else ()
    if bills and can.reach is not Reach.RECORD_ONLY:
        said = [another_service(context, "method.add_not_there", bills)]
        said.append(say("options.link" if can.link else "method.add_not_offered"))
    return " ".join(said)


TOOL: Tool = AddMethod()
