"""Explain why a bill is higher or lower: arithmetic over its lines, worded by the model."""

from pydantic import BaseModel, Field

from billing.bills import Bill
from billing.errors import InvalidRequest
from billing.ports import Tx
from billing.use_cases.explain_bill import explain_bill
from billing.views import difference_view
from tools._bills import find_bills
from tools._context import ToolContext
from tools._differences import difference_fact
from tools._facts import which_one
from tools._freshness import with_freshness
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult


class ExplainBillArguments(Arguments):
    """Which bill, and which other one to hold it against."""

    bill: str = Field(description='As the customer names it: its number, "electricity", "latest"')
    against: str | None = Field(
        None, description="The other bill; left out: the previous one of the same kind"
    )


class ExplainBill:
    """Why is my bill higher than last month."""

    name = "explain_bill"
    description = (
        "Why a bill differs from the previous one (or from another named): each line's change, "
        "adding up exactly to the difference. Use it for every why-question about a bill's amount."
    )
    access = Access.READ
    Arguments: type[BaseModel] = ExplainBillArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The difference as a card and as lines."""
        wanted = ExplainBillArguments.model_validate(arguments)
        with context.ports.store.read(context.principal) as tx:
            found = find_bills(tx, wanted.bill, today=context.today, owing=False)
            if len(found) != 1:
                return which_one(context, found)
            other = _other(context, tx, found[0], wanted.against)
        try:
            result = explain_bill(
                context.ports, context.principal, found[0].id, other.id if other else None
            )
        except InvalidRequest:
            raise ToolFailed(context.words.say("difference.two_currencies")) from None
        card = Card("bill_diff", found[0].id, difference_view(result, context.show))
        return with_freshness(context, ToolResult((card,), difference_fact(context, result)))


def _other(context: ToolContext, tx: Tx, bill: Bill, reference: str | None) -> Bill | None:
    """The bill to compare with, of the same kind where that decides; None for the one before."""
    if reference is None:
        return None
    found = [
        other
        for other in find_bills(tx, reference, today=context.today, owing=False)
        if other.id != bill.id
    ]
    alike = [other for other in found if other.category == bill.category] or found
    return alike[0] if len(alike) == 1 else None


TOOL: Tool = ExplainBill()
