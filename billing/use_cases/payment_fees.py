"""What paying costs on top of a bill: asked of the provider, for the customer's own ways to pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from billing.bills import Bill, BillQuery
from billing.errors import BillingError, NotOffered, ProviderUnavailable
from billing.methods import Method
from billing.money import Money
from billing.ports import PaymentProvider, Ports
from billing.principal import Principal
from billing.use_cases._places import Place, places_of
from billing.use_cases._provider import ask, chargeable

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
        due = tx.bills.list(BillQuery(owing_only=True, limit=BILLS_ASKED)).items
        try:
            places = places_of(ports, tx, [bill.id for bill in due])
        except NotOffered:
            return PaymentFees(connected=False)
        saved = chargeable(ports, tx, tx.methods.list())
    taking = [place for place in places if place.provider.capabilities.fees]
    told = tuple(
        _told(kind, place.provider, bill)
        for place in taking
        for bill in (place.bills if due else ())
        for kind in _ways(place, saved, type)
    )
    return PaymentFees(connected=True, takes=bool(taking), told=told)


def _ways(place: Place, saved: Sequence[Method], type: str | None) -> list[str]:
    """The types of the methods saved where the bills are paid, else of all that is offered there.

    A method of another connection says nothing: it cannot pay these bills.
    """
    here = [each.type for each in saved if each.connection_id == place.connection.id]
    kinds = list(dict.fromkeys(kind for kind in here if type in (None, kind)))
    if not kinds:
        offered = sorted(place.can.payable)
        kinds = [kind for kind in offered if type in (None, kind)] or offered
    return kinds[:WAYS_ASKED]


def _told(kind: str, provider: PaymentProvider, bill: Bill) -> FeeTold:
    try:
        fee = ask(lambda: provider.fee_for(bill.balance, kind))
    except BillingError as silent:
        raise ProviderUnavailable("the provider does not say its fee") from silent
    return FeeTold(kind, bill.number, bill.balance, fee)
