"""Show the ways to pay that the customer has saved."""

from pydantic import BaseModel

from billing.methods import Method
from billing.use_cases.list_methods import list_methods
from billing.views import method_view
from tools._context import ToolContext
from tools._tool import Access, Arguments, Card, Tool, ToolResult


class ListMethodsArguments(Arguments):
    """Nothing to choose: all of them."""


class ListMethods:
    """Which cards do you have, how do I usually pay."""

    name = "list_methods"
    description = (
        "The customer's saved ways to pay (brand, last four digits, expiry), the usual one first. "
        "Whole card numbers are known to nobody here."
    )
    access = Access.READ
    Arguments: type[BaseModel] = ListMethodsArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The methods as a card and as lines."""
        ListMethodsArguments.model_validate(arguments)
        methods = list_methods(context.ports, context.principal)
        views = [
            method_view(method, today=context.today, language=context.language)
            for method in methods
        ]
        lines = [f"{len(methods) or 'No'} saved ways to pay:"]
        lines += [f"- {_fact(context, method)}" for method in methods]
        return ToolResult((Card("methods", "methods", {"methods": views}),), "\n".join(lines))


def _fact(context: ToolContext, method: Method) -> str:
    said = f"{method.label(context.language)} ({method.type})"
    said += ", the usual one" if method.is_default else ""
    return said + (", expired" if method.expired(context.today) else "")


TOOL: Tool = ListMethods()
