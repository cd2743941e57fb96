"""Show what was paid, what is pending and what failed."""

from pydantic import BaseModel, Field

from billing.use_cases.payment_history import payment_history
from billing.views import payment_view
from tools._bills import find_bills
from tools._context import ToolContext
from tools._facts import payment_fact, which_one
from tools._tool import Access, Arguments, Card, Tool, ToolResult


class PaymentHistoryArguments(Arguments):
    """Which payments; everything left out means the newest ones."""

    bill: str | None = Field(
        None, description="Only payments of this bill, as the customer names it"
    )
    limit: int = Field(10, ge=1, le=50)


class PaymentHistory:
    """Did my payment go through, what have I paid."""

    name = "payment_history"
    description = (
        "The customer's payments, newest first, with state, method, receipt and refunds. Use it "
        "for payment history and for every question whether a payment went through."
    )
    access = Access.READ
    Arguments: type[BaseModel] = PaymentHistoryArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The payments as a card and as lines."""
        wanted = PaymentHistoryArguments.model_validate(arguments)
        bill = None
        if wanted.bill is not None:
            with context.ports.store.read(context.principal) as tx:
                found = find_bills(tx, wanted.bill, today=context.today, owing=False)
            if len(found) != 1:
                return which_one(context, found)
            bill = found[0]
        lines = payment_history(
            context.ports,
            context.principal,
            limit=wanted.limit,
            bill_id=bill.id if bill is not None else None,
        )
        of = f" of {bill.number}" if bill is not None else ""
        facts = [f"{len(lines) or 'No'} payments{of}, newest first:"]
        facts += [f"- {payment_fact(context, line)}" for line in lines]
        if any(line.payment.state in ("unknown", "hold", "submitting") for line in lines):
            facts.append(
                "A payment unknown or on hold is being checked: it must not be paid again."
            )
        views = [payment_view(line, context.show) for line in lines]
        card = Card("payments", bill.id if bill is not None else "payments", {"payments": views})
        return ToolResult((card,), "\n".join(facts))


TOOL: Tool = PaymentHistory()
