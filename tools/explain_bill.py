"""Explain why a bill is higher or lower: arithmetic over its lines, worded by the model."""

from typing import Final

from pydantic import BaseModel, Field

from billing.bills import Bill
from billing.errors import InvalidRequest
from billing.ports import Tx
from billing.use_cases.explain_bill import explain_bill
from billing.views import bill_view, difference_view, notice_view
from tools._bills import bills_with_line, find_bills, lines_named
from tools._context import ToolContext
from tools._differences import difference_fact
from tools._facts import which_one
from tools._freshness import with_freshness
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult

LINE: Final = "bill.line_of"
"""The code of the notice that says what a line comes to."""


class ExplainBillArguments(Arguments):
    """Which bill, and which other one to hold it against."""

    bill: str | None = Field(
        None, description='As the customer names it: its number, "electricity", "latest"'
    )
    against: str | None = Field(
        None, description="The other bill; left out: the previous one of the same kind"
    )
    line: str | None = Field(
        None, description='What they ask of one line, in their words ("what is this grid fee?")'
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
            found = _meant(context, tx, wanted)
            if wanted.line is not None and (lines := _lines(context, found, wanted.line)):
                return lines
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


def _meant(context: ToolContext, tx: Tx, wanted: ExplainBillArguments) -> tuple[Bill, ...]:
    if wanted.bill is None and wanted.line is not None:
        found = bills_with_line(tx, wanted.line)[:1]
        return found or find_bills(tx, "latest", today=context.today, owing=False)
    named = find_bills(tx, wanted.bill or "latest", today=context.today, owing=False)
    if not named and wanted.line is not None:
        return bills_with_line(tx, wanted.line)[:1]
    return named


def _lines(context: ToolContext, bills: tuple[Bill, ...], said: str) -> ToolResult | None:
    """The lines that `said` names, with their bill; None where it names none."""
    told = [(bill, line) for bill in bills for line in lines_named(bill, said)]
    if not told:
        return None
    rows = [
        context.words.say(
            "bill.line_of",
            bill=bill.number,
            description=line.description,
            amount=line.amount,
        )
        for bill, line in told
    ]
    cards = [
        Card("bill", bill.id, bill_view(bill, today=context.today, show=context.show))
        for bill in dict.fromkeys(bill for bill, _ in told)
    ]
    said_so = Card("notice", LINE, notice_view(LINE, " ".join(rows)))
    return with_freshness(context, ToolResult((said_so, *cards), "\n".join(rows)))


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
