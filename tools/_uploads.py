"""An uploaded document as tools show it: the card, and of its words only what has a safe shape."""

import re
from typing import Final

from billing.bills import Bill
from billing.uploads import Upload, UploadState, Verdict
from billing.views import upload_view
from tools._context import ToolContext
from tools._facts import bill_fact
from tools._tool import Card, ToolResult

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
    Verdict.PAYEE_CHANGED: "WARNING: the payee is not the one known; the customer must not pay it",
    Verdict.DUPLICATE_UPLOAD: "this invoice was uploaded before",
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


def why_unreadable(upload: Upload) -> str:
    """The key of the sentence for a document that was refused."""
    return _UNREADABLE.get(upload.refusal or "", "upload.unreadable")


def shown_upload(context: ToolContext, upload: Upload, noted: str | None = None) -> ToolResult:
    """The document's card; a warning, `noted` words and a reading that goes on end the turn."""
    bill = _bill(context, upload)
    card = Card("invoice_fields", upload.id, upload_view(upload, bill))
    if upload.state is UploadState.PROCESSING:
        going_on = context.words.say("upload.being_read")
        return ToolResult((card,), "The document is still being read.", closing=going_on)
    said = [noted] if noted else []
    if upload.verdict is Verdict.PAYEE_CHANGED:
        said.append(context.words.say(payee_warning(upload.fields.get("reasons"))))
    return ToolResult((card,), _text(upload, bill, context), closing=" ".join(said) or None)


def payee_warning(reasons: object) -> str:
    """The key of the warning: bank details that are not ours, or not those of the sender before."""
    rows = reasons if isinstance(reasons, list) else []
    moved = any(isinstance(row, dict) and row.get("code") == "iban_before" for row in rows)
    return "upload.account_changed" if moved else "upload.payee_changed"


def _bill(context: ToolContext, upload: Upload) -> Bill | None:
    if upload.bill_id is None:
        return None
    with context.ports.store.read(context.principal) as tx:
        return tx.bills.get(upload.bill_id)


def shaped(upload: Upload) -> dict[str, str]:
    """What a document says, as far as its shape is safe: numbers, days, amounts, a currency."""
    values = {name: upload.fields.get(name) for name in _SHAPES}
    return {
        name: value
        for name, value in values.items()
        if isinstance(value, str) and _SHAPES[name].fullmatch(value)
    }


def _text(upload: Upload, bill: Bill | None, context: ToolContext) -> str:
    verdict = upload.verdict or Verdict.NOT_OURS
    lines = [f"Verdict {verdict}: {_MEANING[verdict]}."]
    lines += [f"document {name}: {value}" for name, value in shaped(upload).items()]
    if upload.category is not None:
        lines.append(f"category: {upload.category}")
    if bill is not None:
        lines.append(f"our bill: {bill_fact(context, bill)}")
    return "\n".join(lines)
