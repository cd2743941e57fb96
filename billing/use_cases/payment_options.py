"""What a customer can really do about paying: declared by their bills' provider, not promised."""

from collections.abc import Sequence
from dataclasses import dataclass

from billing.capabilities import PageKind, Reach, Refunding
from billing.connections import Connection
from billing.errors import BillingError
from billing.ids import BillId
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.use_cases._places import places_of
from billing.use_cases._provider import provider_at


@dataclass(frozen=True, slots=True)
class PaymentOptions:
    """`methods`: the types one can pay with; `savable`: those to save on a page from here; sorted.

    `on_page`: those of them that need nothing saved. `connected` False: no provider works, so bills
    are paid the way the bill itself says. `by_hand`: the company takes checks, wires and
    cash, which its people record.
    """

    connected: bool
    reach: Reach = Reach.RECORD_ONLY
    methods: tuple[str, ...] = ()
    on_page: frozenset[str] = frozenset()
    savable: tuple[str, ...] = ()
    refunds: Refunding = Refunding.NONE
    link: bool = False
    by_hand: bool = False

    @property
    def can_add(self) -> bool:
        return bool(self.savable)


def payment_options(
    ports: Ports, principal: Principal, *, bills: Sequence[BillId] = ()
) -> PaymentOptions:
    """What the connection that takes `bills` can do in their currencies; asks no provider anything.

    Without `bills` that of the customer's open bills, most of them; without those the one in use.
    """
    try:
        with ports.store.read(principal) as tx:
            can = places_of(ports, tx, bills)[0].can
    except BillingError:
        return PaymentOptions(connected=False, by_hand=_by_hand(ports, principal))
    return PaymentOptions(
        connected=True,
        reach=can.reach,
        methods=tuple(sorted(can.payable)),
        on_page=can.on_page & can.payable,
        savable=tuple(sorted(can.savable)),
        refunds=can.refunds,
        link=PageKind.PAYMENT_LINK in can.pages,
        by_hand=_by_hand(ports, principal),
    )


def _by_hand(ports: Ports, principal: Principal) -> bool:
    """Whether any connection says that people record what comes in outside."""
    with ports.store.read(principal) as tx:
        return any(_records(ports, tx, each) for each in tx.connections.list() if each.usable)


def _records(ports: Ports, tx: Tx, connection: Connection) -> bool:
    try:
        can = provider_at(ports, tx, connection.id).capabilities
    except BillingError:
        return False
    return can.reach is Reach.RECORD_ONLY
