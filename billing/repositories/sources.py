"""What came from sources: the state of each pull, whose rows are whose, what was put aside."""

from typing import Protocol

from billing.ids import BillId, ConnectionId, CustomerId
from billing.syncs import AsideRow, BillLink, CustomerLink, Freshness, RowKind, SyncState


class Sources(Protocol):
    def state(self, connection_id: ConnectionId) -> SyncState | None: ...
    def lock_state(self, connection_id: ConnectionId) -> SyncState | None:
        """As `state`, and no other transaction may change it until this one ends."""
        ...

    def put_state(self, state: SyncState) -> None: ...
    def freshness(self) -> tuple[Freshness, ...]:
        """Of the sources that this principal's rows come from; staff: of all. By connection id."""
        ...

    def customer(self, connection_id: ConnectionId, ref: str) -> CustomerLink | None: ...
    def of_customer(
        self, customer_id: CustomerId, connection_id: ConnectionId
    ) -> CustomerLink | None: ...
    def called(self, connection_id: ConnectionId, ref: str) -> CustomerId | None:
        """Who is called so at this connection; two billers may each have a customer 1001."""
        ...

    def is_pulled(self, connection_id: ConnectionId) -> bool:
        """Whether a pull of it was ever made, or began and took a customer over."""
        ...

    def add_customer(self, link: CustomerLink) -> bool:
        """False when this one of the provider's is linked already, by whomever."""
        ...

    def update_customer(self, link: CustomerLink) -> None:
        """When it changed there and its preferences; whose it is never changes."""
        ...

    def bill(self, connection_id: ConnectionId, ref: str) -> BillLink | None: ...
    def of_bill(self, bill_id: BillId) -> BillLink | None: ...
    def add_bill(self, link: BillLink) -> bool:
        """False when this one of the provider's is linked already."""
        ...

    def set_bill_version(self, link: BillLink, version: int) -> None: ...
    def put_aside(self, row: AsideRow) -> None:
        """Once per row of the provider's; again counts a try and keeps since when."""
        ...

    def take_up(self, connection_id: ConnectionId, kind: RowKind, ref: str) -> None:
        """It was taken over after all, or is gone."""
        ...

    def aside(
        self, connection_id: ConnectionId, *, limit: int = 50, least_tried: bool = False
    ) -> tuple[AsideRow, ...]:
        """The longest there first; `least_tried`: those that were tried the fewest times."""
        ...

    def count_aside(self, connection_id: ConnectionId) -> int: ...
