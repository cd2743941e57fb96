"""The connections over which one customer pays: those their bills are at, in their currencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from billing.bills import Bill, BillQuery
from billing.capabilities import Capabilities
from billing.connections import Connection
from billing.errors import NotOffered, ProviderUnavailable
from billing.ids import BillId, ConnectionId
from billing.ports import PaymentProvider, Ports, Tx
from billing.use_cases._home import home_of
from billing.use_cases._provider import provider_at, usable_connection

LOOKED_AT: Final = 20
"""Of how many bills it is asked where they are paid: an answer costs the same for any customer."""


@dataclass(frozen=True, slots=True)
class Place:
    """One connection, what it can do in the currencies of these bills, and the bills it takes."""

    connection: Connection
    provider: PaymentProvider
    can: Capabilities
    bills: tuple[Bill, ...] = ()


def places_of(ports: Ports, tx: Tx, bills: Sequence[BillId] = ()) -> tuple[Place, ...]:
    """Where `bills` are paid, else the customer's open bills, else their last ones; most first.

    Between equals the connection in use goes first, and it alone where there is no bill. Asks no
    provider anything. Raises `NotOffered` or `ProviderUnavailable` where none works.
    """
    meant = _bills(tx, bills)
    taken: dict[ConnectionId | None, list[Bill]] = {}
    for bill in meant:
        taken.setdefault(home_of(tx, bill.id), []).append(bill)
    found: list[Place] = []
    in_use: Place | None = None
    failed: NotOffered | ProviderUnavailable | None = None
    try:
        in_use = _place(tx, *usable_connection(ports, tx))
    except (NotOffered, ProviderUnavailable) as none:
        failed = none
    for home, theirs in taken.items():
        if home is None or (in_use is not None and home == in_use.connection.id):
            continue
        try:
            provider = provider_at(ports, tx, home)
        except ProviderUnavailable as away:
            failed = away
            continue
        found.append(_place(tx, tx.connections.get(home), provider, theirs))
    if in_use is not None:
        own = _own(taken, in_use)
        if own or not found:
            found.insert(0, _place(tx, in_use.connection, in_use.provider, own))
    if not found:
        raise failed or NotOffered("no payment provider is connected")
    return tuple(sorted(found, key=lambda each: -len(each.bills)))


def _own(taken: Mapping[ConnectionId | None, list[Bill]], in_use: Place) -> list[Bill]:
    return [*taken.get(None, ()), *taken.get(in_use.connection.id, ())]


def _place(
    tx: Tx, connection: Connection, provider: PaymentProvider, bills: Sequence[Bill] = ()
) -> Place:
    currencies = {bill.amount.currency for bill in bills} or {tx.tenants.this().currency}
    return Place(connection, provider, provider.capabilities.within(currencies), tuple(bills))


def _bills(tx: Tx, bills: Sequence[BillId]) -> tuple[Bill, ...]:
    if bills:
        return tuple(tx.bills.get(bill) for bill in bills)
    if tx.principal.customer is None:
        return ()
    recent = BillQuery(limit=LOOKED_AT)
    return tx.bills.list(replace(recent, owing_only=True)).items or tx.bills.list(recent).items
