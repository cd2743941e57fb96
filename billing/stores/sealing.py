"""Repositories with sealed columns: whose key opens a row, and how keys come to be."""

import json
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Table, and_, bindparam

from billing.errors import NotFound
from billing.stores.bodies import Body
from billing.stores.columns import canonical
from billing.stores.crypto import Owner, Place, blind, open_sealed, seal
from billing.stores.repository import Repository
from billing.stores.schema_people import PERSON_KEYS, TENANT_KEYS

_INDEX: Final = Owner("tenant", "index")


class SealedRepository(Repository):
    """Adds columns that only their owner's key opens."""

    __slots__ = ()

    def _place(self, column: str, *row: str | int) -> Place:
        return Place(self._scope.tenant, column, "|".join(str(part) for part in row))

    def _seal(self, owner: Owner, place: Place, value: object) -> bytes:
        """`value` (JSON, or bytes as they are) under the owner's key, made if this is the first."""
        plain = value if isinstance(value, bytes) else canonical(value).encode()
        return seal(AESGCM(self._key(owner, make=True)), plain, place)

    def _unseal_bytes(self, owner: Owner, place: Place, sealed: bytes) -> bytes:
        return open_sealed(AESGCM(self._key(owner)), bytes(sealed), place)

    def _unseal(self, owner: Owner, place: Place, sealed: bytes) -> Body:
        opened = json.loads(self._unseal_bytes(owner, place, sealed))
        if not isinstance(opened, dict):
            raise TypeError(f"{place.column} does not hold an object")
        return Body(opened)

    def _blind(self, purpose: str, text: str) -> bytes:
        """The hash by which a normalised text will be found, under the tenant's index key."""
        return blind(self._key(_INDEX, make=True), purpose, text)

    def _blind_to_find(self, purpose: str, text: str) -> bytes:
        """As `_blind`, for reading: where nobody was put yet, a hash that nobody has."""
        try:
            return blind(self._key(_INDEX), purpose, text)
        except NotFound:
            return b""

    def _key(self, owner: Owner, *, make: bool = False) -> bytes:
        scope = self._scope
        known = scope.fresh_keys.get(owner) or scope.vault.recall(scope.tenant, owner)
        if known is not None:
            return known
        stored = self._stored_key(owner)
        if stored is not None:
            scope.vault.remember(scope.tenant, owner, stored)
            return stored
        if not make:
            raise NotFound("key")
        return self._make_key(owner)

    def _stored_key(self, owner: Owner) -> bytes | None:
        table, by = _keys_of(owner)
        wanted = self._kept(
            table.name, lambda: self._select(table, table.c.key_id, table.c.wrapped).where(by)
        )
        row = self._one(wanted, owner_kind=owner.kind, owner_id=owner.id)
        if row is None:
            return None
        return self._scope.vault.unwrap(row.key_id, bytes(row.wrapped), self._key_place(owner))

    def _make_key(self, owner: Owner) -> bytes:
        vault, made = self._scope.vault, self._scope.vault.fresh()
        key_id, wrapped = vault.wrap(made, self._key_place(owner))
        values: dict[str, object] = {"id": owner.id, "key_id": key_id, "wrapped": wrapped}
        if owner.kind != "tenant":
            values |= {"owner": owner.kind, "customer_id": owner.customer_id}
        if not self._add(_keys_of(owner)[0], values):
            # Another transaction made it first; its row is committed now, so this one sees it.
            theirs = self._stored_key(owner)
            if theirs is None:
                raise NotFound("key")
            made = theirs
        self._scope.fresh_keys[owner] = made
        return made

    def _key_place(self, owner: Owner) -> Place:
        return self._place(f"keys.{owner.kind}", owner.id)


def _keys_of(owner: Owner) -> tuple[Table, ColumnElement[bool]]:
    if owner.kind == "tenant":
        return TENANT_KEYS, TENANT_KEYS.c.id == bindparam("owner_id")
    theirs = PERSON_KEYS.c.owner == bindparam("owner_kind")
    return PERSON_KEYS, and_(theirs, PERSON_KEYS.c.id == bindparam("owner_id"))
