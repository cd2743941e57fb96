"""The provider behind a connection: made inside a transaction, called outside of any."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from billing.errors import MethodUnusable, OutcomeUnknown, ProviderFault, ProviderUnavailable
from billing.ids import ConnectionId
from billing.methods import Method
from billing.payments import Payment
from billing.ports import PaymentProvider, Ports, Tx
from billing.principal import Principal

T = TypeVar("T")


def provider_at(ports: Ports, tx: Tx, connection_id: ConnectionId | None) -> PaymentProvider:
    """A client of this connection, also of a disabled one: it answers for what it took before.

    Sends nothing. Raises `ProviderUnavailable` when it cannot work.
    """
    if connection_id is None:
        raise ProviderUnavailable("this was recorded without a provider")
    connection = tx.connections.get(connection_id)
    return ports.providers.connect(connection, tx.connections.credentials(connection_id))


def usable_provider(
    ports: Ports, tx: Tx, connection_id: ConnectionId | None, *, again: bool
) -> PaymentProvider | None:
    """As `provider_at` for one that is about to send.

    None for a first try over a connection that cannot work: it then fails, definitely unsent.
    """
    try:
        return provider_at(ports, tx, connection_id)
    except ProviderUnavailable:
        if again:
            raise
        return None


def bill_ref_at(tx: Tx, payment: Payment) -> str | None:
    """What the provider itself calls the payment's bill, where the bill came from there."""
    link = tx.sources.of_bill(payment.bill_id)
    same = link is not None and link.connection_id == payment.connection_id
    return link.ref if link is not None and same else None


def source_ref_at(tx: Tx, payment: Payment) -> str | None:
    """What the provider itself calls the payer, where the customer came from there."""
    if payment.connection_id is None:
        return None
    link = tx.sources.of_customer(payment.customer_id, payment.connection_id)
    return link.ref if link is not None else None


@contextmanager
def listening(
    ports: Ports, principal: Principal, connection_id: ConnectionId | None
) -> Iterator[None]:
    """Around a question: write down when the connection falls silent, and when it answers again."""
    try:
        yield
    except ProviderFault:
        _heard(ports, principal, connection_id, answered=False)
        raise
    _heard(ports, principal, connection_id, answered=True)


def _heard(
    ports: Ports, principal: Principal, connection_id: ConnectionId | None, *, answered: bool
) -> None:
    if connection_id is None:
        return
    with ports.store.read(principal) as tx:
        was_silent = tx.connections.get(connection_id).silent_since is not None
    if was_silent is not answered:
        return  # no news
    with ports.store.write(principal) as tx:
        if answered:
            tx.connections.answered(connection_id)
        else:
            tx.connections.silent(connection_id, ports.clock.now())


def ask(question: Callable[[], T]) -> T:
    """The answer; a doubtful one to a mere question is only no answer: `ProviderUnavailable`."""
    try:
        return question()
    except OutcomeUnknown as doubt:
        raise ProviderUnavailable("the provider did not answer a question") from doubt


def takes_payments(tx: Tx, method: Method) -> bool:
    """Whether the connection behind the method is on: a disabled one takes nothing new."""
    return all(each.usable for each in tx.connections.list() if each.id == method.connection_id)


def require_taking(ports: Ports, tx: Tx, method: Method) -> None:
    """Raises `MethodUnusable` when the connection behind the method was switched off, or does not
    charge methods of its type.
    """
    if not takes_payments(tx, method):
        raise MethodUnusable("disabled")
    if method not in chargeable(ports, tx, (method,)):
        raise MethodUnusable("not_charged")


def chargeable(ports: Ports, tx: Tx, methods: Iterable[Method]) -> tuple[Method, ...]:
    """Those of `methods` that their connections, being on, charge by what they declare.

    A connection that cannot work just now declares nothing, and is no reason to leave one out. What
    is kept nowhere is left out beside a saved one of its type.
    """
    kept = [each for each in methods if takes_payments(tx, each)]
    types: dict[ConnectionId, frozenset[str] | None] = {}
    for connection_id in {each.connection_id for each in kept}:
        try:
            types[connection_id] = provider_at(ports, tx, connection_id).capabilities.payable
        except ProviderUnavailable:
            types[connection_id] = None
    found = [m for m in kept if (can := types[m.connection_id]) is None or m.type in can]
    saved = {(m.connection_id, m.type) for m in found if not m.on_page}
    return tuple(m for m in found if not m.on_page or (m.connection_id, m.type) not in saved)
