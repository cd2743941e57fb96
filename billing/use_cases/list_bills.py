"""Which bills there are and what is due on them, per currency."""

from dataclasses import dataclass, replace
from typing import Final

from billing.bills import Bill, BillQuery, BillState
from billing.money import Money, totals_by_currency
from billing.ports import Ports, Tx
from billing.principal import Principal

PAGE: Final = 200
PAGES: Final = 10


@dataclass(frozen=True, slots=True)
class BillList:
    """One page of bills; `totals` is what is due on *all* that match, one sum per currency.

    `totals` is None when more match than we add up in one go.
    """

    bills: tuple[Bill, ...]
    totals: tuple[Money, ...] | None
    next_cursor: str | None = None


def list_bills(ports: Ports, principal: Principal, query: BillQuery) -> BillList:
    """The principal's bills that match `query`, newest first. Raises `Forbidden` for non-customers.

    Amounts of two currencies are never added.
    """
    principal.require_customer()
    with ports.store.read(principal) as tx:
        page = tx.bills.list(query)
        whole = page.next_cursor is None and query.cursor is None
        totals = _due(page.items) if whole else _totals(tx, query)
        return BillList(page.items, totals, page.next_cursor)


def _due(bills: tuple[Bill, ...]) -> tuple[Money, ...]:
    return totals_by_currency(bill.balance for bill in bills if not bill.balance.is_zero)


def _totals(tx: Tx, query: BillQuery) -> tuple[Money, ...] | None:
    """What is due on everything that matches; one sum in the store where nothing narrows it."""
    if BillState.OPEN not in query.states:
        return ()
    if query.category is None and query.issued is None and query.text is None:
        return tx.bills.owed()
    found: list[Bill] = []
    cursor = None
    for _ in range(PAGES):
        page = tx.bills.list(replace(query, limit=PAGE, cursor=cursor))
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return _due(tuple(found))
    return None
