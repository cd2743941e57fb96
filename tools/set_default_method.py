"""Choose the way to pay that is used when the customer names none. No money moves."""

from pydantic import BaseModel, Field

from billing.errors import Forbidden, MethodUnusable, NotFound, ProviderFault, ProviderUnsure
from billing.use_cases.set_default_method import set_default_method
from billing.views import method_view
from tools._context import ToolContext
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult
from tools._wanted import method_wanted


class SetDefaultMethodArguments(Arguments):
    """Which one."""

    method: str = Field(
        min_length=1, description='As the customer names it: "visa", "4242", "bank account"'
    )


class SetDefaultMethod:
    """Make the Mastercard my usual one."""

    name = "set_default_method"
    description = (
        "Makes one of the saved ways to pay the usual one, used whenever none is named. Only when "
        "the customer asks for it; it pays nothing."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = SetDefaultMethodArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The method as a card, closed with the server's own words. Raises `ToolFailed`."""
        wanted = SetDefaultMethodArguments.model_validate(arguments)
        found = method_wanted(context, wanted.method)
        try:
            method = set_default_method(context.ports, context.principal, found.id)
        except Forbidden:
            raise ToolFailed(context.words.say("method.only_admin")) from None
        except (MethodUnusable, NotFound):
            raise ToolFailed(context.words.say("decline.invalid_method")) from None
        except ProviderUnsure:
            raise ToolFailed(context.words.say("error.provider_unsure")) from None
        except ProviderFault:
            raise ToolFailed(context.words.say("error.provider_unavailable")) from None
        name = method.label(context.language)
        view = method_view(method, today=context.today, language=context.language)
        return ToolResult(
            cards=(Card("methods", method.id, {"methods": [view]}),),
            text=f"{name} is the usual way to pay now.",
            closing=context.words.say("method.default_set", method=name),
        )


TOOL: Tool = SetDefaultMethod()
