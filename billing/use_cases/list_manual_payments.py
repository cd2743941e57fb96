"""The checks, wires and cash of a company: announced, waiting, booked, and what came to nothing."""

from dataclasses import dataclass

from billing.ids import CustomerId
from billing.manual_payments import ManualPayment, ManualState
from billing.ports import Ports
from billing.principal import Principal
from billing.repositories import Page


@dataclass(frozen=True, slots=True)
class ManualQuery:
    """`state` None: all. `cursor` is opaque."""

    state: ManualState | None = None
    customer_id: CustomerId | None = None
    limit: int = 50
    cursor: str | None = None


def list_manual_payments(
    ports: Ports, principal: Principal, query: ManualQuery
) -> Page[ManualPayment]:
    """Newest first; for staff. Raises `Forbidden`, `InvalidRequest` for another's cursor."""
    principal.require_staff()
    states = frozenset(ManualState) if query.state is None else frozenset({query.state})
    with ports.store.read(principal) as tx:
        return tx.manual_payments.list(
            states=states,
            limit=query.limit,
            cursor=query.cursor,
            customer_id=query.customer_id,
        )
