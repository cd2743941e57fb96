"""What customers agreed to besides paying: disputes of bills, promises, new addresses."""

from datetime import datetime
from typing import Protocol

from billing.address_changes import AddressChange
from billing.bill_disputes import BillDispute
from billing.ids import BillId, CustomerId
from billing.promises import Promise, PromiseKind


class BillDisputes(Protocol):
    def put(self, dispute: BillDispute) -> None:
        """Insert, or update the one of the same id; its bill then says how much is disputed."""
        ...

    def get(self, dispute_id: str) -> BillDispute:
        """Raises `NotFound('dispute')`; another customer's is not found either."""
        ...

    def lock(self, dispute_id: str) -> BillDispute: ...
    def of_bill(self, bill_id: BillId) -> tuple[BillDispute, ...]:
        """In the order in which they were opened."""
        ...

    def list(self, *, open_only: bool = True, limit: int = 50) -> tuple[BillDispute, ...]:
        """Newest first."""
        ...


class Promises(Protocol):
    def put(self, promise: Promise) -> None: ...
    def of_bill(self, bill_id: BillId) -> tuple[Promise, ...]:
        """By the day they are for."""
        ...

    def made_since(self, since: datetime, kinds: frozenset[PromiseKind]) -> int:
        """How many of these kinds this principal's customer made since, replaced ones too."""
        ...


class AddressChanges(Protocol):
    def put(self, change: AddressChange) -> None: ...
    def get(self, change_id: str) -> AddressChange: ...
    def waiting(self) -> AddressChange | None:
        """This principal's customer's newest that waits for its code, locked."""
        ...

    def confirmed_of(self, customer_id: CustomerId) -> AddressChange | None:
        """The newest that this customer proved to be theirs."""
        ...

    def asked_since(self, since: datetime) -> int: ...
