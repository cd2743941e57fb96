"""Over which connection a bill is paid: where it came from, for only there it counts by itself."""

from collections.abc import Iterable, Mapping, Sequence

from billing.bills import Bill
from billing.connections import Connection
from billing.errors import MethodUnusable, NotOffered, ProviderUnavailable, SeveralServices
from billing.ids import BillId, ConnectionId, MethodId
from billing.methods import Method
from billing.ports import PaymentProvider, Ports, Tx
from billing.use_cases._on_page import choose_method
from billing.use_cases._provider import chargeable, provider_at, usable_connection


def method_for(
    ports: Ports, tx: Tx, bills: Sequence[Bill], *, named: MethodId | None, type: str | None
) -> Method:
    """What one offer for `bills` is paid with: `named`, else one of `type`, else the usual one.

    They are of one currency, and one at least.
    Raises `SeveralServices` for bills that no one connection takes, `MethodUnusable('elsewhere')`
    for a method of another connection than theirs, and `MethodUnusable('none')`.
    """
    ids = [bill.id for bill in bills]
    places = set(taken_over(ports, tx, ids, meant(ports, tx, named, type)).values())
    if len(places) > 1:
        raise SeveralServices("these bills are paid through several services: ask for one's only")
    home = next(iter(places)) if any(home_of(tx, bill) for bill in ids) else None
    method = choose_method(ports, tx, named, type, currency=bills[0].amount.currency, at=home)
    if method is None:
        raise MethodUnusable("none")
    if home is not None and method.connection_id != home:
        raise MethodUnusable("elsewhere")
    return method


def taken_over(
    ports: Ports, tx: Tx, bills: Iterable[BillId], method: Method | None
) -> Mapping[BillId, ConnectionId | None]:
    """The connection that takes the money for each bill; None where none does.

    A bill of our own is paid over any: over that of `method`, else the one that takes new payments.
    """
    homes = {bill: home_of(tx, bill) for bill in bills}
    if None not in homes.values():
        return homes
    here = method.connection_id if method is not None else _connection_here(ports, tx)
    return {bill: home or here for bill, home in homes.items()}


def meant(ports: Ports, tx: Tx, named: MethodId | None, type: str | None) -> Method | None:
    """The method `named`, else the customer's usual one, of `type` where that is given."""
    if named is not None:
        return tx.methods.get(named)
    saved = [each for each in tx.methods.list() if type in (None, each.type)]
    return next(iter(chargeable(ports, tx, saved)), None)


def home_connection(ports: Ports, tx: Tx, bill: BillId) -> tuple[Connection, PaymentProvider]:
    """Where a page to pay the bill on is opened; as `usable_connection` for bills of our own."""
    home = home_of(tx, bill)
    if home is None:
        return usable_connection(ports, tx)
    return tx.connections.get(home), provider_at(ports, tx, home)


def home_of(tx: Tx, bill: BillId) -> ConnectionId | None:
    """The connection the bill came over; one that was switched off is nobody's home.

    None: the bill is paid as the company takes money now.
    """
    link = tx.sources.of_bill(bill)
    if link is None or not tx.connections.get(link.connection_id).usable:
        return None
    return link.connection_id


def _connection_here(ports: Ports, tx: Tx) -> ConnectionId | None:
    try:
        return usable_connection(ports, tx)[0].id
    except (NotOffered, ProviderUnavailable):
        return None
