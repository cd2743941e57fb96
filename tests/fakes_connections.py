"""Two connections of one company, each with a provider of its own, and bills that came over one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from billing.bills import Bill
from billing.connections import Connection
from billing.ids import BillId, ConnectionId
from billing.methods import Method
from billing.ports import PaymentProvider, Store
from billing.principal import system
from billing.syncs import BillLink
from tests.builders import HARBOR, NORA, method, second_account
from tests.fakes_pages import LINKS, PAGES, PagedProvider
from tests.fakes_provider import OneProvider

THERE: Final = ConnectionId("conn-2")
NO_PAGE: Final = replace(LINKS, pages=LINKS.pages - PAGES.pages)
"""A biller of whom one gets links and no page to add a way to pay."""


@dataclass(slots=True)
class ByConnection(OneProvider):
    """`ports.Providers` with another provider for some connections."""

    others: dict[ConnectionId, PaymentProvider] = field(default_factory=dict)

    def connect(self, connection: Connection, credentials: Mapping[str, str]) -> PaymentProvider:
        usual = OneProvider.connect(self, connection, credentials)
        return self.others.get(connection.id, usual)


def biller_beside(store: Store, first: PagedProvider) -> ByConnection:
    """The company's second connection, from which some bills come."""
    second_account(store)
    there = PagedProvider(NO_PAGE, first.in_transaction)
    return ByConnection(first, others={THERE: there})


def comes_from_there(store: Store, *bills: Bill) -> None:
    """These bills were pulled over the second connection."""
    with store.write(system(HARBOR)) as tx:
        for bill in bills:
            tx.bills.put(bill)
            tx.sources.add_bill(BillLink(THERE, f"b-{bill.id}", BillId(bill.id), NORA, 1))


def saved_there(method_id: str = "pm-there", last4: str = "7777", **more: bool) -> Method:
    """A card that the second connection keeps."""
    return replace(
        method(method_id, last4=last4, is_default=more.get("is_default", False)),
        connection_id=THERE,
        used_before=True,
    )
