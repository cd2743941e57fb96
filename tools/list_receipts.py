"""Show receipts, each with its page to download."""

from typing import Final

from pydantic import BaseModel, Field

from billing.bills import Bill, BillQuery
from billing.receipts import Receipt
from billing.use_cases.payment_history import MOST, payment_history
from billing.views import PaymentLine, receipt_view
from billing.words import Value
from tools._bills import find_bills, find_category
from tools._context import ToolContext
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult

SHOWN: Final = 5


class ListReceiptsArguments(Arguments):
    """Whose receipts; left out: the newest ones."""

    bill: str | None = Field(
        None, description='Only receipts of this bill or kind: "HB-090", "water"'
    )


class ListReceipts:
    """Show me my receipts; send me the receipt for the water bill."""

    name = "list_receipts"
    description = (
        "The customer's receipts, newest first, each with the address of its page as a PDF. Use it "
        "when they ask for a receipt or a proof of payment."
    )
    access = Access.READ
    Arguments: type[BaseModel] = ListReceiptsArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The receipts as cards and in the server's own words. Raises `ToolFailed`."""
        wanted = ListReceiptsArguments.model_validate(arguments)
        bills = _bills(context, wanted.bill)
        lines = payment_history(context.ports, context.principal, limit=MOST)
        named = {bill.id for bill in bills}
        found = [
            (line, line.receipt)
            for line in lines
            if line.receipt is not None and (not bills or line.payment.bill_id in named)
        ][:SHOWN]
        if not found:
            return _none(context, bills)
        cards = tuple(_card(context, line, receipt) for line, receipt in found)
        rows: list[Value] = [_row(context, line, receipt) for line, receipt in found]
        closing = context.words.say(
            "receipts.here", count=len(rows), receipts=context.words.listing(rows)
        )
        return ToolResult(cards, closing, closing=closing)


def _bills(context: ToolContext, said: str | None) -> tuple[Bill, ...]:
    """All bills of a kind where a kind is named, else those that fit. Raises `ToolFailed`."""
    if said is None:
        return ()
    with context.ports.store.read(context.principal) as tx:
        category = find_category(tx, said) if said.isalpha() else None
        if category is not None:
            return tx.bills.list(BillQuery(category=category, limit=100)).items
        found = find_bills(tx, said, today=context.today, owing=False)
    if not found:
        raise ToolFailed(context.words.say("find.no_bill_of_kind"))
    return found


def _none(context: ToolContext, bills: tuple[Bill, ...]) -> ToolResult:
    say = context.words.say
    said = say("receipts.none_for", bill=bills[0].number) if len(bills) == 1 else None
    closing = said or say("receipts.none")
    return ToolResult((), closing, closing=closing)


def _card(context: ToolContext, line: PaymentLine, receipt: Receipt) -> Card:
    with context.ports.store.read(context.principal) as tx:
        bill = tx.bills.get(receipt.bill_id)
    view = receipt_view(receipt, bill=bill, method=line.method or line.manual, show=context.show)
    return Card("receipt", receipt.id, {**view, "pdf": f"/api/v1/receipts/{receipt.id}/pdf"})


def _row(context: ToolContext, line: PaymentLine, receipt: Receipt) -> str:
    return context.words.say(
        "receipts.row", receipt=receipt.number, amount=receipt.total, bill=line.bill_number
    )


TOOL: Tool = ListReceipts()
