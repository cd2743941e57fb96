"""A bill that came from a provider is paid where it came from: only there it counts by itself."""

from collections.abc import Iterable

from billing.connections import Connection
from billing.errors import MethodUnusable
from billing.ids import BillId, ConnectionId, MethodId
from billing.methods import Method
from billing.ports import PaymentProvider, Ports, Tx
from billing.use_cases._provider import chargeable, provider_at
from billing.use_cases.add_method import usable_connection


def pay_at_home(
    ports: Ports, tx: Tx, bills: Iterable[BillId], method: Method, *, named: MethodId | None
) -> Method:
    """`method`, or where the customer `named` none, one of the connection the bills came over.

    Raises `MethodUnusable('elsewhere')` where that cannot be. A connection that was switched off is
    nobody's home: what came over it is paid as the company takes money now.
    """
    homes = {home for bill in bills if (home := _home_of(tx, bill)) is not None}
    if not homes or homes == {method.connection_id}:
        return method
    if named is None and len(homes) == 1:
        there = [each for each in tx.methods.list() if each.connection_id in homes]
        found = next(iter(chargeable(ports, tx, there)), None)
        if found is not None:
            return found
    raise MethodUnusable("elsewhere")


def home_connection(ports: Ports, tx: Tx, bill: BillId) -> tuple[Connection, PaymentProvider]:
    """Where a page to pay the bill on is opened; as `usable_connection` for bills of our own."""
    home = _home_of(tx, bill)
    if home is None:
        return usable_connection(ports, tx)
    return tx.connections.get(home), provider_at(ports, tx, home)


def _home_of(tx: Tx, bill: BillId) -> ConnectionId | None:
    link = tx.sources.of_bill(bill)
    if link is None or not tx.connections.get(link.connection_id).usable:
        return None
    return link.connection_id
