"""The provider behind a connection: made inside a transaction, called outside of any."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from billing.capabilities import Reach
from billing.connections import Connection
from billing.errors import (
    MethodUnusable,
    NotOffered,
    OutcomeUnknown,
    ProviderFault,
    ProviderUnavailable,
)
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


def usable_connection(ports: Ports, tx: Tx) -> tuple[Connection, PaymentProvider]:
    """The connection that takes new payments and methods; raises `NotOffered` without one.

    One over which people only record is the last choice.
    """
    recording: tuple[Connection, PaymentProvider] | None = None
    for connection in tx.connections.list():
        if not connection.usable:
            continue
        provider = provider_at(ports, tx, connection.id)
        if provider.capabilities.reach is not Reach.RECORD_ONLY:
            return connection, provider
        recording = recording or (connection, provider)
    if recording is None:
        raise NotOffered("no payment provider is connected")
    return recording


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


def require_taking(ports: Ports, tx: Tx, method: Method, currency: str) -> None:
    """Raises `MethodUnusable` when the connection behind the method was switched off, or does not
    charge methods of its type, or not in `currency`.
    """
    if not takes_payments(tx, method):
        raise MethodUnusable("disabled")
    try:
        can = provider_at(ports, tx, method.connection_id).capabilities
    except ProviderUnavailable:
        return  # it declares nothing just now, and that is no reason to refuse
    if method.type not in can.payable:
        raise MethodUnusable("not_charged")
    if method.type not in can.within({currency}).payable:
        raise MethodUnusable("currency")


def chargeable(
    ports: Ports, tx: Tx, methods: Iterable[Method], currency: str | None = None
) -> tuple[Method, ...]:
    """Those of `methods` that their connections, being on, charge by what they declare.

    In `currency`, where one is given. A connection that cannot work just now declares nothing, and
    is no reason to leave one out. What is kept nowhere is left out beside a saved one of its type.
    """
    kept = [each for each in methods if takes_payments(tx, each)]
    types: dict[ConnectionId, frozenset[str] | None] = {}
    for connection_id in {each.connection_id for each in kept}:
        try:
            can = provider_at(ports, tx, connection_id).capabilities
        except ProviderUnavailable:
            types[connection_id] = None
        else:
            types[connection_id] = (can if currency is None else can.within({currency})).payable
    found = [m for m in kept if (taken := types[m.connection_id]) is None or m.type in taken]
    saved = {(m.connection_id, m.type) for m in found if not m.on_page}
    return tuple(m for m in found if not m.on_page or (m.connection_id, m.type) not in saved)
