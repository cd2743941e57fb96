"""Dispute a part of a bill by the company's policy: an offer; else a ticket."""

from typing import Literal

from pydantic import BaseModel, Field

from billing.bill_disputes import BillDisputeReason
from billing.bills import Bill, BillQuery
from billing.errors import AmountOutOfRange
from billing.money import Money
from billing.use_cases.dispute_charge import DisputeWish, dispute_charge
from tools._acts import REFUSED, bill_meant, offered, refused
from tools._amounts import minor_of
from tools._bills import bills_with_line, lines_named
from tools._context import ToolContext
from tools._facts import which_one
from tools._tool import Access, Arguments, Tool, ToolFailed, ToolResult


class DisputeChargeArguments(Arguments):
    """What is said not to be owed. What becomes of it is the company's policy and a human's."""

    bill: str | None = Field(
        None, min_length=1, description="The bill, as the customer names it; unsaid: that of `line`"
    )
    line: str | None = Field(
        None, description="The line of the bill it is about: its number, or its words"
    )
    said: str | None = Field(
        None, description="Their own sentence, when it is not clear whether it names a line"
    )
    amount: str | None = Field(
        None, max_length=20, description="Only a part, as a plain number such as 20.00"
    )
    reason: Literal["not_mine", "wrong_amount", "duplicate", "not_received", "quality", "other"] = (
        "other"
    )


class DisputeCharge:
    """The grid fee on HB-100 is wrong; I never ordered this."""

    name = "dispute_charge"
    description = (
        "Prepares an offer to dispute a bill, a line or a part of it, so that nobody asks for that "
        "part until a human has decided; else it opens a ticket. Only when the customer objects."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = DisputeChargeArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The offer, or the ticket of whoever decides. Raises `ToolFailed`, `AskAgain`."""
        wanted = DisputeChargeArguments.model_validate(arguments)
        found = _bill(context, wanted)
        if isinstance(found, tuple):
            return which_one(context, found)
        line = _line(context, found, wanted)
        if isinstance(line, ToolResult):
            return line
        wish = DisputeWish(
            bill_id=found.id,
            reason=BillDisputeReason(wanted.reason),
            line=line,
            amount_minor=minor_of(wanted.amount, found.amount.currency),
            text=context.customer_text,
            conversation_id=context.conversation_id,
        )
        try:
            made = dispute_charge(context.ports, context.principal, wish)
        except AmountOutOfRange as error:
            most = Money(error.maximum_minor, error.currency)
            raise ToolFailed(context.words.say("act.dispute_most", most=most)) from None
        except REFUSED as error:
            raise refused(context, error, bill=found.number) from None
        return offered(context, made)


def _bill(context: ToolContext, wanted: DisputeChargeArguments) -> Bill | tuple[Bill, ...]:
    """The bill that is named, else the one that has such a line, else those that are due."""
    meant = bill_meant(context, wanted.bill) if wanted.bill is not None else ()
    if meant:
        return meant
    with context.ports.store.read(context.principal) as tx:
        found = bills_with_line(tx, wanted.line or wanted.said or "")
        due = tx.bills.list(BillQuery(owing_only=True)).items
    if wanted.bill is None:
        found = found or tuple(due)
    return found[0] if len(found) == 1 else found


def _line(
    context: ToolContext, bill: Bill, wanted: DisputeChargeArguments
) -> int | ToolResult | None:
    """The position of the line that is meant; the lines to choose from where several may be."""
    if wanted.line is not None and wanted.line.isdigit():
        return int(wanted.line)
    found = lines_named(bill, wanted.line or wanted.said or "")
    if len(found) == 1:
        return found[0].position
    if wanted.line is None and not found:
        return None
    rows = [
        f"{line.position}. {line.description} {context.money(line.amount)}"
        for line in found or bill.lines
    ]
    closing = context.words.say(
        "act.which_line", bill=bill.number, lines=context.words.listing(rows)
    )
    return ToolResult((), closing, closing=closing)


TOOL: Tool = DisputeCharge()
