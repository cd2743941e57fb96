"""New addresses that wait for their code in SQL; both are sealed under the customer's key."""

from datetime import datetime
from typing import Final

from sqlalchemy import func

from billing.address_changes import AddressChange, AddressState
from billing.ids import CustomerId, PersonId
from billing.stores.columns import Found
from billing.stores.crypto import Owner
from billing.stores.schema_acts import ADDRESS_CHANGES
from billing.stores.sealing import SealedRepository

_A: Final = ADDRESS_CHANGES.c


class SqlAddressChanges(SealedRepository):
    """`ports.AddressChanges`."""

    __slots__ = ()

    def put(self, change: AddressChange) -> None:
        details = {"email": change.email, "code": change.code, "old_email": change.old_email}
        values: dict[str, object] = {
            "id": change.id,
            "customer_id": change.customer_id,
            "person_id": change.person_id,
            "state": change.state,
            "details": self._seal(
                _owner(change.customer_id),
                self._place("address_changes.details", change.id),
                details,
            ),
            "asked_at": change.asked_at,
            "expires_at": change.expires_at,
            "tries": change.tries,
        }
        self._upsert(ADDRESS_CHANGES, values, "address change")

    def get(self, change_id: str) -> AddressChange:
        wanted = self._select(ADDRESS_CHANGES).where(_A.id == change_id)
        return self._change_of(self._found(wanted, "address change"))

    def waiting(self) -> AddressChange | None:
        """This principal's customer's newest that waits, locked."""
        wanted = self._select(ADDRESS_CHANGES).where(_A.state == AddressState.WAITING)
        newest = wanted.order_by(_A.asked_at.desc(), _A.id.desc()).limit(1)
        row = self._one(self._locked(newest))
        return None if row is None else self._change_of(row)

    def confirmed_of(self, customer_id: CustomerId) -> AddressChange | None:
        wanted = self._select(ADDRESS_CHANGES).where(
            _A.customer_id == customer_id, _A.state == AddressState.CONFIRMED
        )
        row = self._one(wanted.order_by(_A.asked_at.desc(), _A.id.desc()).limit(1))
        return None if row is None else self._change_of(row)

    def asked_since(self, since: datetime) -> int:
        wanted = self._select(ADDRESS_CHANGES, func.count()).where(_A.asked_at >= since)
        return self._count(wanted)

    def _change_of(self, row: Found) -> AddressChange:
        customer_id = CustomerId(row.customer_id)
        place = self._place("address_changes.details", row.id)
        details = self._unseal(_owner(customer_id), place, row.details)
        return AddressChange(
            id=row.id,
            customer_id=customer_id,
            person_id=PersonId(row.person_id),
            email=details.words("email"),
            code=details.words("code"),
            old_email=details.maybe_words("old_email"),
            state=AddressState(row.state),
            asked_at=row.asked_at,
            expires_at=row.expires_at,
            tries=row.tries,
        )


def _owner(customer_id: CustomerId) -> Owner:
    return Owner("customer", customer_id, customer_id)
