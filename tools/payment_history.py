"""Show what was paid, what is pending and what failed."""

from pydantic import BaseModel, Field

from billing.ids import BillId
from billing.manual_payments import ManualState
from billing.manual_views import manual_view, numbers_of
from billing.use_cases.payment_history import payment_history
from billing.views import View, payment_view
from tools._bills import find_bills
from tools._context import ToolContext
from tools._facts import payment_fact, which_one
from tools._freshness import with_silence
from tools._tool import Access, Arguments, Card, Tool, ToolResult

ANNOUNCED_SHOWN = 20


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
        data: View = {"payments": [*views]}
        on_their_way = _announced(context, bill.id if bill is not None else None)
        if on_their_way:
            data["announced"] = [*on_their_way]
            facts += [f"- {_announced_fact(each)}" for each in on_their_way]
        card = Card("payments", bill.id if bill is not None else "payments", data)
        result = ToolResult((card,), "\n".join(facts))
        return with_silence(context, result, [line.payment for line in lines])


def _announced(context: ToolContext, bill_id: BillId | None) -> list[View]:
    """What the customer says they sent and nobody has seen: it pays nothing yet."""
    states = frozenset({ManualState.ANNOUNCED})
    with context.ports.store.read(context.principal) as tx:
        found = tx.manual_payments.list(states=states, limit=ANNOUNCED_SHOWN).items
        return [
            manual_view(each, numbers_of(tx, each), context.show)
            for each in found
            if bill_id is None or bill_id in each.bill_ids
        ]


def _announced_fact(manual: View) -> str:
    day = manual["dated_on"] or manual["created_at"]
    return (
        f"{manual['label']}, announced by the customer ({day}): nobody here has seen it, the bill "
        "is still owed"
    )


TOOL: Tool = PaymentHistory()
