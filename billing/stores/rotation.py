"""Rewraps data keys and credentials under the newest key of the ring, batch by batch."""

from typing import Final

from billing.stores.connections import place_of_credentials
from billing.stores.crypto import Owner, Place
from billing.stores.schema_people import PERSON_KEYS, TENANT_KEYS
from billing.stores.schema_works import CONNECTIONS
from billing.stores.sealing import SealedRepository

BATCH: Final = 500


class Rewrapping(SealedRepository):
    """One tenant's wrapped keys. Interrupted at any point, every key still opens."""

    __slots__ = ()

    def batch(self) -> int:
        """Rewrap up to `BATCH` rows of each table that an older key wraps; how many it did."""
        return self._person_keys() + self._tenant_keys() + self._credentials()

    def _person_keys(self) -> int:
        columns, newest = PERSON_KEYS.c, self._scope.vault.keyring.newest[0]
        rows = self._all(self._select(PERSON_KEYS).where(columns.key_id != newest).limit(BATCH))
        for row in rows:
            place = self._key_place(Owner(row.owner, row.id))
            key_id, wrapped = self._again(row.key_id, row.wrapped, place)
            this = self._change(PERSON_KEYS).where(columns.owner == row.owner, columns.id == row.id)
            self._run(this.values(key_id=key_id, wrapped=wrapped))
        return len(rows)

    def _tenant_keys(self) -> int:
        columns, newest = TENANT_KEYS.c, self._scope.vault.keyring.newest[0]
        rows = self._all(self._select(TENANT_KEYS).where(columns.key_id != newest).limit(BATCH))
        for row in rows:
            place = self._key_place(Owner("tenant", row.id))
            key_id, wrapped = self._again(row.key_id, row.wrapped, place)
            this = self._change(TENANT_KEYS).where(columns.id == row.id)
            self._run(this.values(key_id=key_id, wrapped=wrapped))
        return len(rows)

    def _credentials(self) -> int:
        columns, newest = CONNECTIONS.c, self._scope.vault.keyring.newest[0]
        rows = self._all(self._select(CONNECTIONS).where(columns.key_id != newest).limit(BATCH))
        for row in rows:
            place = place_of_credentials(self._scope.tenant, row.provider, row.id)
            key_id, sealed = self._again(row.key_id, row.credentials, place)
            this = self._change(CONNECTIONS).where(columns.id == row.id)
            self._run(this.values(key_id=key_id, credentials=sealed))
        return len(rows)

    def _again(self, key_id: str, wrapped: bytes, place: Place) -> tuple[str, bytes]:
        vault = self._scope.vault
        return vault.wrap(vault.unwrap(key_id, bytes(wrapped), place), place)
