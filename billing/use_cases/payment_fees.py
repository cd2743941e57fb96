"""What paying costs on top of a bill: asked of the provider, for the customer's own ways to pay."""

from dataclasses import dataclass
from typing import Final

from billing.bills import Bill, BillQuery
from billing.errors import BillingError, NotOffered, ProviderUnavailable
from billing.ids import ConnectionId
from billing.money import Money
from billing.ports import PaymentProvider, Ports, Tx
from billing.principal import Principal
from billing.use_cases._provider import ask, chargeable, provider_at, usable_connection

BILLS_ASKED: Final = 3
WAYS_ASKED: Final = 4


@dataclass(frozen=True, slots=True)
class FeeTold:
    """Paying all of `amount` of one bill (its printed number) by a type of method costs `fee`."""

    type: str
    bill: str
    amount: Money
    fee: Money


@dataclass(frozen=True, slots=True)
class PaymentFees:
    """`takes`: whether any way to pay costs something on top; `told` is empty when nothing is due.

    `connected` False: no provider works, so nothing is known of its fees.
    """

    connected: bool
    takes: bool = False
    told: tuple[FeeTold, ...] = ()


def payment_fees(ports: Ports, principal: Principal, type: str | None = None) -> PaymentFees:
    """The fees of the customer's saved ways to pay, else of those offered here, on what is due.

    `type` narrows it to one type of method. Asks the provider only where it takes fees, and never
    inside a transaction. Raises `ProviderUnavailable` when it does not say its fee.
    """
    with ports.store.read(principal) as tx:
        try:
            ways = _ways(ports, tx, type)
        except NotOffered:
            return PaymentFees(connected=False)
        due = tx.bills.list(BillQuery(owing_only=True, limit=BILLS_ASKED)).items
    taking = [(kind, provider) for kind, provider in ways if provider.capabilities.fees]
    if not taking:
        return PaymentFees(connected=True)
    told = tuple(_told(kind, provider, bill) for bill in due for kind, provider in taking)
    return PaymentFees(connected=True, takes=True, told=told)


def _ways(ports: Ports, tx: Tx, type: str | None) -> list[tuple[str, PaymentProvider]]:
    """Each type of method once for each connection, with the provider that would charge it."""
    saved = [each for each in chargeable(ports, tx, tx.methods.list()) if type in (None, each.type)]
    places: dict[tuple[ConnectionId, str], PaymentProvider] = {}
    for method in saved[:WAYS_ASKED]:
        place = method.connection_id, method.type
        places[place] = provider_at(ports, tx, method.connection_id)
    if not places:
        connection, provider = usable_connection(ports, tx)
        kinds = sorted(provider.capabilities.payable)
        offered = [kind for kind in kinds if type in (None, kind)] or kinds
        places = {(connection.id, kind): provider for kind in offered[:WAYS_ASKED]}
    return [(kind, provider) for (_, kind), provider in places.items()]


def _told(kind: str, provider: PaymentProvider, bill: Bill) -> FeeTold:
    try:
        fee = ask(lambda: provider.fee_for(bill.balance, kind))
    except BillingError as silent:
        raise ProviderUnavailable("the provider does not say its fee") from silent
    return FeeTold(kind, bill.number, bill.balance, fee)
