"""Find in which of the customer's documents something stands, and on which page."""

from pydantic import BaseModel, Field

from billing.bills import Bill
from billing.errors import IndexUnavailable
from billing.use_cases.find_invoice import FoundPage, find_invoice
from billing.views import upload_view
from ingestion.embeddings import words_of
from tools._context import ToolContext
from tools._facts import bill_fact, bills_card
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult
from tools._uploads import shaped

_SHORTEST = 4
"""A word of a bill's line counts from this length: shorter ones stand inside of others."""


class FindInvoiceArguments(Arguments):
    """What is looked for."""

    looking_for: str = Field(
        min_length=1, description="In the customer's words and language, e.g. roaming charge"
    )


class FindInvoice:
    """Which invoice had the roaming charge?"""

    name = "find_invoice"
    description = (
        "Searches what the customer's uploaded invoices and own bills say, and names the document "
        "and its page. Use it when the customer asks which invoice or bill had something."
    )
    access = Access.READ
    Arguments: type[BaseModel] = FindInvoiceArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The documents as cards with the page; the server's own words say which and end the turn.

        What a document says never reaches the model: only numbers, days and amounts in safe shapes.
        """
        asked = FindInvoiceArguments.model_validate(arguments).looking_for
        words = frozenset(word for word in words_of(asked) if len(word) >= _SHORTEST)
        try:
            found = find_invoice(context.ports, context.principal, asked, words)
        except IndexUnavailable:
            raise ToolFailed(context.words.say("find.not_now")) from None
        if not found.pages and not found.bills:
            nothing = context.words.say("find.nothing")
            return ToolResult(text="Nothing of the kind was found.", closing=nothing)
        cards = [_card(each) for each in found.pages]
        if found.bills:
            cards.append(bills_card(context, found.bills, (), "found"))
        said = [_said_of(context, each) for each in found.pages]
        said += [context.words.say("find.bill", bill=bill.number) for bill in found.bills]
        return ToolResult(tuple(cards), _text(context, found.pages, found.bills), " ".join(said))


def _card(found: FoundPage) -> Card:
    view = upload_view(found.upload) | {"found_on_page": found.page}
    return Card("invoice_fields", found.upload.id, view)


def _said_of(context: ToolContext, found: FoundPage) -> str:
    number = shaped(found.upload).get("invoice_number")
    if number is not None:
        return context.words.say("find.invoice", number=number, page=found.page)
    day = found.upload.uploaded_at.date()
    return context.words.say("find.document", day=day, page=found.page)


def _text(context: ToolContext, pages: tuple[FoundPage, ...], bills: tuple[Bill, ...]) -> str:
    lines: list[str] = []
    for found in pages:
        values = ", ".join(f"{name} {value}" for name, value in shaped(found.upload).items())
        lines.append(f"document {found.upload.id}, page {found.page}: {values}")
    return "\n".join([*lines, *(f"our bill: {bill_fact(context, bill)}" for bill in bills)])


TOOL: Tool = FindInvoice()
