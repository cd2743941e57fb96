"""What a company's customers can really do about paying: declared by its provider, not promised."""

from dataclasses import dataclass

from billing.capabilities import PageKind, Reach, Refunding
from billing.errors import BillingError
from billing.ports import Ports
from billing.principal import Principal
from billing.use_cases.add_method import usable_connection


@dataclass(frozen=True, slots=True)
class PaymentOptions:
    """`methods`: the types that can be saved and charged, sorted; `can_add`: on a page from here.

    `connected` False: no provider works, so bills are paid the way the bill itself says.
    """

    connected: bool
    reach: Reach = Reach.RECORD_ONLY
    methods: tuple[str, ...] = ()
    can_add: bool = False
    refunds: Refunding = Refunding.NONE
    link: bool = False


def payment_options(ports: Ports, principal: Principal) -> PaymentOptions:
    """What the connection in use can do. Asks no provider anything."""
    try:
        with ports.store.read(principal) as tx:
            _, provider = usable_connection(ports, tx)
    except BillingError:
        return PaymentOptions(connected=False)
    can = provider.capabilities
    return PaymentOptions(
        connected=True,
        reach=can.reach,
        methods=tuple(sorted(can.methods)) if can.reach is Reach.PAY_HERE else (),
        can_add=PageKind.ADD_METHOD in can.pages,
        refunds=can.refunds,
        link=PageKind.PAYMENT_LINK in can.pages,
    )
