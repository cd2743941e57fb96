"""Rewraps data keys, credentials and signing secrets under the ring's newest key, by batches."""

from collections import Counter
from typing import Final

from sqlalchemy import Table, func

from billing.stores.columns import Found
from billing.stores.connections import place_of_credentials
from billing.stores.crypto import Owner, Place
from billing.stores.schema_people import PERSON_KEYS, TENANT_KEYS
from billing.stores.schema_works import CONNECTIONS, WEBHOOK_ENDPOINTS
from billing.stores.sealing import SealedRepository
from billing.stores.webhook_endpoints import place_of_secrets

BATCH: Final = 500
_WRAPPED: Final[dict[str, Table]] = {
    "people's keys": PERSON_KEYS,
    "company keys": TENANT_KEYS,
    "connections": CONNECTIONS,
    "webhook endpoints": WEBHOOK_ENDPOINTS,
}
"""Every table with something that a key of the ring wraps, and what its rows are called."""


class Rewrapping(SealedRepository):
    """One tenant's wrapped keys. Interrupted at any point, every key still opens."""

    __slots__ = ()

    def batch(self) -> Counter[str]:
        """Rewrap up to `BATCH` rows of each table that an older key wraps; how many of each."""
        return +Counter(
            {
                "people's keys": self._person_keys(),
                "company keys": self._tenant_keys(),
                "connections": self._credentials(),
                "webhook endpoints": self._signing_secrets(),
            }
        )

    def under_older_keys(self) -> Counter[str]:
        """How many rows each key that is not the newest still wraps."""
        found: Counter[str] = Counter()
        for table in _WRAPPED.values():
            older = self._select(table, table.c.key_id, func.count()).where(
                table.c.key_id != self._newest
            )
            for key_id, count in self._all(older.group_by(table.c.key_id)):
                found[str(key_id)] += int(str(count))
        return found

    @property
    def _newest(self) -> str:
        return self._scope.vault.keyring.newest[0]

    def _older(self, table: Table) -> list[Found]:
        """Locked: a row that is being given a new content must not get its old one back."""
        older = self._select(table).where(table.c.key_id != self._newest).limit(BATCH)
        return self._all(self._locked(older))

    def _person_keys(self) -> int:
        columns, rows = PERSON_KEYS.c, self._older(PERSON_KEYS)
        for row in rows:
            place = self._key_place(Owner(row.owner, row.id))
            key_id, wrapped = self._again(row.key_id, row.wrapped, place)
            this = self._change(PERSON_KEYS).where(columns.owner == row.owner, columns.id == row.id)
            self._run(this.values(key_id=key_id, wrapped=wrapped))
        return len(rows)

    def _tenant_keys(self) -> int:
        rows = self._older(TENANT_KEYS)
        for row in rows:
            place = self._key_place(Owner("tenant", row.id))
            key_id, wrapped = self._again(row.key_id, row.wrapped, place)
            this = self._change(TENANT_KEYS).where(TENANT_KEYS.c.id == row.id)
            self._run(this.values(key_id=key_id, wrapped=wrapped))
        return len(rows)

    def _credentials(self) -> int:
        rows = self._older(CONNECTIONS)
        for row in rows:
            place = place_of_credentials(self._scope.tenant, row.provider, row.id)
            key_id, sealed = self._again(row.key_id, row.credentials, place)
            this = self._change(CONNECTIONS).where(CONNECTIONS.c.id == row.id)
            self._run(this.values(key_id=key_id, credentials=sealed))
        return len(rows)

    def _signing_secrets(self) -> int:
        rows = self._older(WEBHOOK_ENDPOINTS)
        for row in rows:
            place = place_of_secrets(self._scope.tenant, row.id)
            key_id, sealed = self._again(row.key_id, row.secrets, place)
            this = self._change(WEBHOOK_ENDPOINTS).where(WEBHOOK_ENDPOINTS.c.id == row.id)
            self._run(this.values(key_id=key_id, secrets=sealed))
        return len(rows)

    def _again(self, key_id: str, wrapped: bytes, place: Place) -> tuple[str, bytes]:
        vault = self._scope.vault
        return vault.wrap(vault.unwrap(key_id, bytes(wrapped), place), place)
