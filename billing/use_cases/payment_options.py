"""What a company's customers can really do about paying: declared by its provider, not promised."""

from dataclasses import dataclass

from billing.capabilities import PageKind, Reach, Refunding
from billing.connections import Connection
from billing.errors import BillingError
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.use_cases._provider import provider_at
from billing.use_cases.add_method import usable_connection


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


def payment_options(ports: Ports, principal: Principal) -> PaymentOptions:
    """What the connection in use can do. Asks no provider anything."""
    try:
        with ports.store.read(principal) as tx:
            _, provider = usable_connection(ports, tx)
    except BillingError:
        return PaymentOptions(connected=False, by_hand=_by_hand(ports, principal))
    can = provider.capabilities
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
