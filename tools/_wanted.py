"""What a customer wants to pay, and with what: references to our own rows, or how to ask."""

from typing import Final

from billing._heard import words_of
from billing.bills import Bill, BillQuery
from billing.errors import NotPayable, PaymentInDoubt
from billing.methods import Method
from tools._bills import find_bills
from tools._context import ToolContext
from tools._facts import which_one
from tools._methods import find_methods
from tools._tool import ToolFailed, ToolResult

_ALL: Final = frozenset("all everything alle alles todo todas todos tout toutes tous".split())


def bills_wanted(
    context: ToolContext, references: list[str]
) -> tuple[tuple[Bill, ...] | ToolResult, tuple[Bill, ...]]:
    """The bills meant and those left out of "all"; or, where it is not clear, which there are."""
    if len(references) == 1 and _ALL & set(words_of(references[0])):
        return _everything_due(context)
    bills: dict[str, Bill] = {}
    with context.ports.store.read(context.principal) as tx:
        for reference in references:
            found = find_bills(tx, reference, today=context.today, owing=True)
            if len(found) != 1:
                return which_one(context, found), ()
            bills[found[0].id] = found[0]
    return tuple(bills.values()), ()


def _everything_due(context: ToolContext) -> tuple[tuple[Bill, ...], tuple[Bill, ...]]:
    """Every bill that can be paid now, oldest first, and those that cannot."""
    with context.ports.store.read(context.principal) as tx:
        due = tx.bills.list(BillQuery(owing_only=True, limit=200)).items
    payable = [bill for bill in due if _is_payable(context, bill)]
    if not payable and not due:
        raise ToolFailed(context.words.say("owed.nothing"))
    oldest_first = sorted(payable or due, key=lambda bill: (bill.due_on, bill.id))
    left_out = tuple(bill for bill in due if bill not in payable) if payable else ()
    return tuple(oldest_first), left_out


def _is_payable(context: ToolContext, bill: Bill) -> bool:
    try:
        bill.payable(context.tenant.policy.dispute_pay_undisputed)
    except (NotPayable, PaymentInDoubt):
        return False
    return True


def method_wanted(context: ToolContext, said: str | None) -> Method | None:
    """The method meant, None for the usual one. Raises `ToolFailed` naming those there are."""
    if said is None:
        return None
    with context.ports.store.read(context.principal) as tx:
        found, every = find_methods(tx, said), tx.methods.list()
    if len(found) == 1:
        return found[0]
    if not every:
        raise ToolFailed(context.words.say("quote.no_method"))
    labels = context.words.listing([method.label for method in found or every])
    raise ToolFailed(context.words.say("quote.which_method", methods=labels))
