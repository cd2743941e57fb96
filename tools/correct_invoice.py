"""Put right what was read in the customer's own document, in the customer's own words."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Final

from pydantic import BaseModel, Field

from billing.errors import InvalidMoney, NotFound
from billing.ids import UploadId
from billing.money import Money
from billing.upload_fields import KINDS, WrongValue
from billing.uploads import Upload, UploadQuery, UploadState
from billing.use_cases.correct_invoice import NotRead, correct_invoice
from billing.words import Value
from tools._context import ToolContext
from tools._said import was_said
from tools._tool import Access, Arguments, AskAgain, Tool, ToolFailed, ToolResult
from tools._uploads import shown_upload

_DAY_ONLY: Final = re.compile(r"(\d{2})-(\d{2})")
_AMOUNT: Final = "Decimal string, e.g. 120.50"
_DAY: Final = "YYYY-MM-DD, or MM-DD where the customer named no year"


class CorrectInvoiceArguments(Arguments):
    """Only what the customer said; left out: stays as it is."""

    upload_id: str | None = Field(None, description="As in shown_before; left out: the newest")
    due_date: str | None = Field(None, description=_DAY)
    issue_date: str | None = Field(None, description=_DAY)
    total_amount: str | None = Field(None, description=_AMOUNT)
    net_amount: str | None = Field(None, description=_AMOUNT)
    tax_amount: str | None = Field(None, description=_AMOUNT)
    printed_currency: str | None = Field(None, description="ISO 4217 code on the document")
    invoice_number: str | None = None
    account_number: str | None = None
    seller_name: str | None = None
    buyer_name: str | None = None


class CorrectInvoice:
    """You read the due date wrong."""

    name = "correct_invoice"
    description = (
        "Corrects what was read in the customer's uploaded invoice, with the values the customer "
        "just said. It changes no bill. Use it only when the customer says what the document says."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = CorrectInvoiceArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The card again, with what was noted; values the customer did not write are refused."""
        wanted = CorrectInvoiceArguments.model_validate(arguments)
        # Tools know no argument `currency`: what is paid is in the bill's own.
        given = {"currency": wanted.printed_currency} | wanted.model_dump(include=set(KINDS))
        said = {name: str(given[name]) for name in KINDS if given[name] is not None}
        if not said:
            raise AskAgain("Name at least one field and its value.")
        upload = _upload(context, wanted.upload_id)
        try:
            values = {name: _dated(name, value, upload, context) for name, value in said.items()}
            invented = [name for name in values if not _said(name, values[name], upload, context)]
            if invented:
                raise AskAgain(f"The customer did not say this value: {', '.join(invented)}.")
            done = correct_invoice(context.ports, context.principal, upload.id, values)
        except WrongValue as wrong:
            raise AskAgain(f"This is no value for {wrong.field}.") from None
        except NotRead:
            raise ToolFailed(context.words.say("upload.nothing_to_correct")) from None
        return shown_upload(context, done, _noted(context, done, values))


def _upload(context: ToolContext, upload_id: str | None) -> Upload:
    """The named document, else the newest that this person gave us and that was read."""
    named = upload_id or (context.attachments[-1] if context.attachments else None)
    with context.ports.store.read(context.principal) as tx:
        try:
            if named is not None:
                return tx.uploads.get(UploadId(named))
        except NotFound:
            raise ToolFailed(context.words.say("error.not_found")) from None
        newest = tx.uploads.list(UploadQuery(state=UploadState.READ, limit=20)).items
    mine = [each for each in newest if each.person_id == context.principal.person]
    if not mine:
        raise ToolFailed(context.words.say("upload.nothing_to_correct"))
    return mine[0]


def _said(name: str, value: str, upload: Upload, context: ToolContext) -> bool:
    """Whether the customer's own message has the value, however it is written there."""
    days = (_printed_day(upload, name), _printed_day(upload, "issue_date"), context.today)
    near = tuple(day for day in days if day is not None)
    return was_said(KINDS[name], value, context.customer_text, near)


def _printed_day(upload: Upload, name: str) -> date | None:
    found = upload.fields.get(name)
    if KINDS[name] != "date" or not isinstance(found, str):
        return None
    with suppress(ValueError):
        return date.fromisoformat(found)
    return None


def _dated(name: str, value: str, upload: Upload, context: ToolContext) -> str:
    """A day without a year: a due date follows the invoice, an invoice lies behind us."""
    day_only = _DAY_ONLY.fullmatch(value) if KINDS[name] == "date" else None
    if day_only is None:
        return value
    month, day = int(day_only[1]), int(day_only[2])
    base = _printed_day(upload, "issue_date") or context.today
    is_due = name == "due_date"
    years = (base.year, base.year + 1) if is_due else (base.year, base.year - 1)
    try:
        days = [date(year, month, day) for year in years]
    except ValueError:
        raise WrongValue(name) from None
    fits = [each for each in days if (each >= base if is_due else each <= context.today)]
    return (fits or days)[0].isoformat()


def _noted(context: ToolContext, done: Upload, values: Mapping[str, str]) -> str:
    words = context.words
    return " ".join(
        words.say(
            "upload.corrected", field=words.say(f"upload.field_{name}"), value=_shown(done, name)
        )
        for name in KINDS
        if name in values
    )


def _shown(done: Upload, name: str) -> Value:
    value = str(done.fields.get(name))
    if KINDS[name] == "date":
        return date.fromisoformat(value)
    currency = done.fields.get("currency")
    if KINDS[name] == "amount" and isinstance(currency, str):
        with suppress(InvalidMoney):  # a currency corrected since, with other places
            return Money.from_decimal(value, currency)
    return value


TOOL: Tool = CorrectInvoice()
