"""The provider behind a connection: made inside a transaction, called outside of any."""

from collections.abc import Callable
from typing import TypeVar

from billing.errors import MethodUnusable, OutcomeUnknown, ProviderUnavailable
from billing.ids import ConnectionId
from billing.methods import Method
from billing.ports import PaymentProvider, Ports, Tx

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


def ask(question: Callable[[], T]) -> T:
    """The answer; a doubtful one to a mere question is only no answer: `ProviderUnavailable`."""
    try:
        return question()
    except OutcomeUnknown as doubt:
        raise ProviderUnavailable("the provider did not answer a question") from doubt


def takes_payments(tx: Tx, method: Method) -> bool:
    """Whether the connection behind the method is on: a disabled one takes nothing new."""
    return all(each.usable for each in tx.connections.list() if each.id == method.connection_id)


def require_taking(tx: Tx, method: Method) -> None:
    """Raises `MethodUnusable` when the connection behind the method was switched off."""
    if not takes_payments(tx, method):
        raise MethodUnusable("disabled")
