"""End the customer's plan, or take that back: an offer, which they then approve."""

from pydantic import BaseModel, Field

from billing.use_cases.cancel_subscription import EndWish, cancel_subscription
from tools._acts import REFUSED, offered, refused
from tools._context import ToolContext
from tools._tool import Access, Arguments, Tool, ToolResult


class CancelSubscriptionArguments(Arguments):
    """When it ends is the company's policy, not an argument."""

    keep: bool = Field(
        False, description="True when the customer wants to keep a plan that is to end"
    )


class CancelSubscription:
    """Cancel my subscription; I want to keep it after all."""

    name = "cancel_subscription"
    description = (
        "Prepares an offer to end the customer's plan on the day that the company's policy says, "
        "or to keep one that is to end; it ends nothing. Not for payments or offers."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = CancelSubscriptionArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The offer as a card, closed with the server's own words. Raises `ToolFailed`."""
        wanted = CancelSubscriptionArguments.model_validate(arguments)
        wish = EndWish(wanted.keep, context.conversation_id)
        try:
            return offered(context, cancel_subscription(context.ports, context.principal, wish))
        except REFUSED as error:
            raise refused(context, error) from None


TOOL: Tool = CancelSubscription()
