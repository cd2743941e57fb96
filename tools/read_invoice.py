"""Read an invoice the customer uploaded and hold it against the ledger."""

import re
from typing import Final

from pydantic import BaseModel, Field

from billing.bills import Bill
from billing.errors import NotFound
from billing.ids import UploadId
from billing.uploads import Upload, UploadState, Verdict
from billing.use_cases.read_invoice import read_invoice
from billing.views import upload_view
from tools._context import ToolContext
from tools._facts import bill_fact
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult

# What a document says reaches the model only in these shapes: words in it could be instructions.
_SHAPES: Final = {
    "invoice_number": re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,31}"),
    "issue_date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "due_date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "total_amount": re.compile(r"-?\d{1,15}(\.\d{1,4})?"),
    "net_amount": re.compile(r"-?\d{1,15}(\.\d{1,4})?"),
    "tax_amount": re.compile(r"-?\d{1,15}(\.\d{1,4})?"),
    "currency": re.compile(r"[A-Z]{3}"),
}
_MEANING: Final = {
    Verdict.KNOWN_OPEN: "it is the company's own open bill",
    Verdict.ALREADY_PAID: "it is the company's own bill and paid already",
    Verdict.AMOUNT_DIFFERS: "the company's bill of that number has another amount; ours counts",
    Verdict.PAYEE_CHANGED: "WARNING: the payee is not the company; the customer must not pay to it",
    Verdict.DUPLICATE_UPLOAD: "the very same file was uploaded before",
    Verdict.NOT_OURS: "the company has no such bill of this customer; it cannot be paid here",
}
_UNREADABLE: Final = {
    "unsupported_file": "error.unsupported_file",
    "too_large": "error.too_large",
    "encrypted": "upload.encrypted",
    "no_text_layer": "upload.no_text_layer",
    "not_an_invoice": "upload.not_an_invoice",
    "too_complex": "upload.too_complex",
    "broken_file": "upload.broken",
}


class ReadInvoiceArguments(Arguments):
    """Which upload; left out: the newest attached to this message."""

    upload_id: str | None = Field(None, description="One of attached_uploads")


class ReadInvoice:
    """Here is an invoice I got."""

    name = "read_invoice"
    description = (
        "Reads an uploaded invoice and says what it is: known, already paid, another amount, a "
        "changed payee, a duplicate, or not ours. Use it when the customer attached a document."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = ReadInvoiceArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """Fields and verdict as a card; a changed payee ends the turn with the server's warning."""
        wanted = ReadInvoiceArguments.model_validate(arguments)
        if wanted.upload_id is None and not context.attachments:
            raise ToolFailed(context.words.say("upload.none"))
        upload_id = UploadId(wanted.upload_id or context.attachments[-1])
        try:
            upload = read_invoice(context.ports, context.principal, upload_id, context.reading)
        except NotFound:
            raise ToolFailed(context.words.say("error.not_found")) from None
        if upload.state is UploadState.REFUSED:
            key = _UNREADABLE.get(upload.refusal or "", "upload.unreadable")
            raise ToolFailed(context.words.say(key))
        bill = _bill(context, upload)
        card = Card("invoice_fields", upload.id, upload_view(upload, bill))
        closing = None
        if upload.verdict is Verdict.PAYEE_CHANGED:
            closing = context.words.say("upload.payee_changed")
        return ToolResult((card,), _text(context, upload, bill), closing=closing)


def _bill(context: ToolContext, upload: Upload) -> Bill | None:
    if upload.bill_id is None:
        return None
    with context.ports.store.read(context.principal) as tx:
        return tx.bills.get(upload.bill_id)


def _text(context: ToolContext, upload: Upload, bill: Bill | None) -> str:
    verdict = upload.verdict or Verdict.NOT_OURS
    lines = [f"Verdict {verdict}: {_MEANING[verdict]}."]
    for name, shape in _SHAPES.items():
        value = upload.fields.get(name)
        if isinstance(value, str) and shape.fullmatch(value):
            lines.append(f"document {name}: {value}")
    if bill is not None:
        lines.append(f"our bill: {bill_fact(context, bill)}")
    return "\n".join(lines)


TOOL: Tool = ReadInvoice()
