"""Ask whether to take a saved way to pay away. Only the customer's own button does it."""

from pydantic import BaseModel, Field

from billing.payments import OPEN_STATES
from billing.principal import Role
from billing.views import method_view
from tools._context import ToolContext
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult
from tools._wanted import method_wanted


class RemoveMethodArguments(Arguments):
    """Which one."""

    method: str = Field(
        min_length=1, description='As the customer names it: "visa", "4242", "bank account"'
    )


class RemoveMethod:
    """Remove my old card."""

    name = "remove_method"
    description = (
        "Shows the customer a button that removes one of their saved ways to pay. It removes "
        "nothing by itself: only the customer's press on that button does."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = RemoveMethodArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The button as a card, closed with the server's own words. Raises `ToolFailed`."""
        wanted = RemoveMethodArguments.model_validate(arguments)
        if context.principal.role is not Role.CUSTOMER_ADMIN:
            raise ToolFailed(context.words.say("method.only_admin"))
        method = method_wanted(context, wanted.method)
        with context.ports.store.read(context.principal) as tx:
            used = any(one.method_id == method.id for one in tx.payments.in_states(OPEN_STATES))
        name = method.label(context.language)
        if used:
            raise ToolFailed(context.words.say("method.in_use", method=name))
        data = {
            "method": method_view(method, today=context.today, language=context.language),
            "label": context.words.say("method.remove"),
        }
        return ToolResult(
            cards=(Card("method_removal", method.id, data),),
            text=f"A button to remove {name} is shown; it is not removed yet.",
            closing=context.words.say("method.remove_here", method=name),
        )


TOOL: Tool = RemoveMethod()
