"""List the customer's bills and what is due on them."""

from dataclasses import replace
from typing import Final, Literal

from pydantic import BaseModel, Field

from billing.bills import BillQuery, BillState
from billing.money import totals_by_currency
from billing.periods import Period
from billing.use_cases.list_bills import BillList, list_bills
from billing.views import bill_view
from tools._bills import find_bills, find_category
from tools._context import ToolContext
from tools._facts import bill_fact, bills_card, totals_fact, which_one
from tools._freshness import with_freshness
from tools._tool import Access, Arguments, AskAgain, Card, Tool, ToolResult

_STATES: Final = {
    "owing": frozenset({BillState.OPEN}),
    "overdue": frozenset({BillState.OPEN}),
    "paid": frozenset({BillState.PAID}),
    "all": frozenset({BillState.OPEN, BillState.PAID, BillState.VOID}),
}


class ListBillsArguments(Arguments):
    """Which bills; everything left out means what is due now."""

    bill: str | None = Field(
        None,
        description='One bill to show in full: its number, "electricity", "latest", "february"',
    )
    which: Literal["owing", "overdue", "paid", "all"] = "owing"
    category: str | None = Field(None, description='Only this kind, like "electricity"')
    month: str | None = Field(None, description="Only issued in this month, YYYY-MM")


class ListBills:
    """What do I owe, which bills are open, show me one bill."""

    name = "list_bills"
    description = (
        "The customer's bills with amounts, due dates and states, and the total due per currency. "
        "Use it for every question about what is owed, when it is due, or one bill's details."
    )
    access = Access.READ
    Arguments: type[BaseModel] = ListBillsArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The bills as a card and as lines."""
        wanted = ListBillsArguments.model_validate(arguments)
        if wanted.bill is not None:
            return with_freshness(context, _one(context, wanted.bill))
        query = BillQuery(
            states=_STATES[wanted.which],
            category=_category(context, wanted.category),
            owing_only=wanted.which in ("owing", "overdue"),
            issued=_month(wanted.month),
            limit=200 if wanted.which == "overdue" else 20,
        )
        found = list_bills(context.ports, context.principal, query)
        if wanted.which == "overdue":
            found = _only_overdue(context, found)
        return with_freshness(context, _many(context, found, wanted.which))


def _many(context: ToolContext, found: BillList, which: str) -> ToolResult:
    lines = [f"{len(found.bills)} bills ({which}), newest first:"]
    lines += [f"- {bill_fact(context, bill)}" for bill in found.bills]
    if found.next_cursor is not None:
        lines.append("- and older ones, not listed")
    if found.totals is not None:
        lines.append(f"Total due: {totals_fact(context, found.totals)}")
    return ToolResult((bills_card(context, found.bills, found.totals or ()),), "\n".join(lines))


def _only_overdue(context: ToolContext, found: BillList) -> BillList:
    """Late bills are the oldest: a total is said only when none can be missing."""
    late = tuple(bill for bill in found.bills if "overdue" in bill.flags(context.today))
    totals = totals_by_currency(bill.balance for bill in late)
    return replace(found, bills=late, totals=totals if found.next_cursor is None else None)


def _category(context: ToolContext, said: str | None) -> str | None:
    if said is None:
        return None
    with context.ports.store.read(context.principal) as tx:
        category = find_category(tx, said)
    if category is None:
        raise AskAgain("the customer has no bills of that kind: leave category out to see all")
    return category


def _one(context: ToolContext, reference: str) -> ToolResult:
    with context.ports.store.read(context.principal) as tx:
        found = find_bills(tx, reference, today=context.today, owing=False)
    if len(found) != 1:
        return which_one(context, found)
    bill = found[0]
    view = bill_view(bill, today=context.today, show=context.show)
    lines = [bill_fact(context, bill), f"issued {bill.issued_on}"]
    lines += [f"- {line.description}: {context.money(line.amount)}" for line in bill.lines]
    return ToolResult((Card("bill", bill.id, view),), "\n".join(lines))


def _month(text: str | None) -> Period | None:
    if text is None:
        return None
    year, _, month = text.partition("-")
    try:
        return Period.month(int(year), int(month))
    except ValueError:
        raise AskAgain("month is written YYYY-MM, like 2026-02") from None


TOOL: Tool = ListBills()
