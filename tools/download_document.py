"""A bill or a receipt as a PDF to download: its card with the address of the page."""

from typing import Literal

from pydantic import BaseModel, Field

from billing.bills import Bill, BillQuery, BillState
from billing.use_cases.payment_history import MOST, payment_history
from billing.views import PaymentLine, bill_view, receipt_view
from tools._acts import bill_meant
from tools._context import ToolContext
from tools._facts import which_one
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult


class DownloadDocumentArguments(Arguments):
    """Which document; left out: the newest bill."""

    document: str | None = Field(
        None, description='As the customer names it: "HB-100", "R-000123", "water", "february"'
    )
    kind: Literal["bill", "receipt"] | None = Field(
        None, description="receipt: a proof of payment; bill: what is or was owed"
    )


class DownloadDocument:
    """Send me the February bill as a PDF; I need the invoice for my taxes."""

    name = "download_document"
    description = (
        "A bill or a receipt as a PDF to download. Of a bill it is a copy as it stands, not an "
        "invoice for tax purposes. Use list_receipts for several receipts."
    )
    access = Access.READ
    Arguments: type[BaseModel] = DownloadDocumentArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The document's card with its address, in the server's own words. Raises `ToolFailed`."""
        wanted = DownloadDocumentArguments.model_validate(arguments)
        receipt = _receipt(context, wanted)
        if receipt is not None:
            return _receipt_here(context, receipt)
        if wanted.kind == "receipt":
            raise ToolFailed(context.words.say("document.none"))
        bill = _bill(context, wanted.document)
        if isinstance(bill, tuple):
            return which_one(context, bill)
        view = bill_view(bill, today=context.today, show=context.show)
        card = Card("bill", bill.id, {**view, "pdf": f"/api/v1/bills/{bill.id}/pdf"})
        say = context.words.say
        closing = f"{say('document.bill_here', bill=bill.number)} {say('document.is_copy')}"
        return ToolResult((card,), closing, closing=closing)


def _receipt(context: ToolContext, wanted: DownloadDocumentArguments) -> PaymentLine | None:
    """The receipt that is named by its number; of a bill only where a receipt is asked for."""
    lines = payment_history(context.ports, context.principal, limit=MOST)
    with_one = [line for line in lines if line.receipt is not None]
    if wanted.document is None:
        return next(iter(with_one), None) if wanted.kind == "receipt" else None
    said = wanted.document.strip().casefold()
    named = [line for line in with_one if said in _names(line)]
    if named or wanted.kind != "receipt":
        return next(iter(named), None)
    bill = bill_meant(context, wanted.document, owing=False)
    meant = {bill.id} if isinstance(bill, Bill) else {each.id for each in bill}
    return next((line for line in with_one if line.payment.bill_id in meant), None)


def _names(line: PaymentLine) -> set[str]:
    receipt = line.receipt
    return {receipt.id.casefold(), receipt.number.casefold()} if receipt is not None else set()


def _receipt_here(context: ToolContext, line: PaymentLine) -> ToolResult:
    receipt = line.receipt
    if receipt is None:
        raise TypeError("a receipt was looked for")
    with context.ports.store.read(context.principal) as tx:
        bill = tx.bills.get(receipt.bill_id)
    method = line.method or line.manual
    view = receipt_view(receipt, bill=bill, method=method, show=context.show)
    card = Card("receipt", receipt.id, {**view, "pdf": f"/api/v1/receipts/{receipt.id}/pdf"})
    closing = context.words.say("document.receipt_here", receipt=receipt.number)
    return ToolResult((card,), closing, closing=closing)


def _bill(context: ToolContext, said: str | None) -> Bill | tuple[Bill, ...]:
    """The bill that is meant, the newest where none is named. Raises `ToolFailed`."""
    if said is not None:
        return bill_meant(context, said, owing=False)
    with context.ports.store.read(context.principal) as tx:
        newest = tx.bills.list(BillQuery(limit=20)).items
    found = next((bill for bill in newest if bill.state is not BillState.DRAFT), None)
    if found is None:
        raise ToolFailed(context.words.say("document.none"))
    return found


TOOL: Tool = DownloadDocument()
