"""Ways to pay of which nothing is saved: the customer agrees on the provider's page, each time.

Such a way is a row like any other, so that an offer, its approval and its receipt name it as they
name a card; it is made when it is first offered, one for each customer and type.
"""

from billing.capabilities import Reach
from billing.connections import Connection
from billing.errors import BillingError
from billing.ids import ConnectionId, MethodId
from billing.methods import Method
from billing.ports import PaymentProvider, Ports, Tx
from billing.use_cases._note import note
from billing.use_cases._provider import chargeable, provider_at, usable_connection


def method_on_page(
    ports: Ports, tx: Tx, type: str | None = None, *, at: ConnectionId | None = None
) -> Method | None:
    """The customer's way to pay on the provider's page, of this `type` or of any there is.

    `at`: over this connection; else over the one in use. None where it has no such way. Asks no
    provider anything; the caller holds the customer's lock, so that there is one row of each.
    """
    try:
        connection, provider = _connected(ports, tx, at)
    except BillingError:
        return None
    can = provider.capabilities
    if can.reach is not Reach.PAY_HERE:
        return None
    wished = next((each for each in sorted(can.on_page) if type in (None, each)), None)
    if wished is None:
        return None
    customer_id = tx.principal.require_customer()
    for known in tx.methods.of_customer(customer_id):
        if known.on_page and known.type == wished and known.connection_id == connection.id:
            return known
    method = Method(
        id=MethodId(ports.ids.new("pm")),
        customer_id=customer_id,
        type=wished,
        last4="",
        connection_id=connection.id,
        provider_ref="",
        customer_ref="",
    )
    tx.methods.put(method)
    note(ports, tx, "method.on_page", method.id, {"type": wished})
    return method


def _connected(ports: Ports, tx: Tx, at: ConnectionId | None) -> tuple[Connection, PaymentProvider]:
    if at is None:
        return usable_connection(ports, tx)
    return tx.connections.get(at), provider_at(ports, tx, at)


def choose_method(
    ports: Ports,
    tx: Tx,
    wished: MethodId | None,
    type: str | None,
    *,
    currency: str,
    at: ConnectionId | None = None,
) -> Method | None:
    """The method `wished`, else one of `type`, else the usual one, else one on a page; or None.

    `at`: only one of this connection, unless it is `wished`; before others one that is charged in
    `currency`.
    """
    if wished is not None:
        return tx.methods.get(wished)
    methods = [
        each
        for each in tx.methods.list()
        if type in (None, each.type) and at in (None, each.connection_id)
    ]
    usual = next(iter(chargeable(ports, tx, methods, currency)), None)
    return usual or method_on_page(ports, tx, type, at=at) or next(iter(methods), None)
