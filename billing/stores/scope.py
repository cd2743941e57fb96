"""What one transaction may see: the walls of the principal, added to every statement here.

A repository never writes a `WHERE tenant_id` of its own: it starts from `_select`, `_change` or
`_remove`, which carry the walls of the table they touch. What is another's is not found.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Executable,
    FromClause,
    Table,
    Update,
    and_,
    delete,
    false,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from billing.errors import Conflict, NotFound
from billing.ids import TenantId
from billing.ports import Clock
from billing.principal import Principal
from billing.stores.bodies import Body
from billing.stores.columns import Found, Query, canonical, walls_of
from billing.stores.crypto import Owner, Place, Vault, blind, open_sealed, seal
from billing.stores.schema_people import PERSON_KEYS, TENANT_KEYS

_INDEX: Final = "index"


@dataclass(slots=True)
class Scope:
    """One open transaction: its connection, whose it is, and the keys it made."""

    connection: Connection
    principal: Principal
    clock: Clock
    vault: Vault
    fresh_keys: dict[Owner, bytes] = field(default_factory=dict)

    @property
    def tenant(self) -> TenantId:
        return self.principal.tenant

    @property
    def on_postgres(self) -> bool:
        return self.connection.dialect.name == "postgresql"

    def committed(self) -> None:
        """Only now may keys made here be used by other transactions."""
        for owner, made in self.fresh_keys.items():
            self.vault.remember(self.tenant, owner, made)


def mine(principal: Principal, table: Table) -> ColumnElement[bool]:
    """The rows this principal may see: its tenant's; a customer's own; a person's own."""
    walls = walls_of(table)
    conditions: list[ColumnElement[bool]] = [table.c.tenant_id == principal.tenant]
    if principal.customer is not None:
        if walls.staff_only:
            conditions.append(false())
        if walls.customer is not None:
            conditions.append(table.c[walls.customer] == principal.customer)
        if walls.person is not None:
            # Without a person there is no conversation to see; `= NULL` is never true.
            conditions.append(table.c[walls.person] == (principal.person or ""))
    return and_(*conditions)


class Repository:
    """Base of all repositories: statements that carry the walls, and sealed columns."""

    __slots__ = ("_scope",)

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @property
    def _principal(self) -> Principal:
        return self._scope.principal

    def _mine(self, table: Table) -> ColumnElement[bool]:
        return mine(self._scope.principal, table)

    def _select(self, table: Table, *columns: FromClause | ColumnElement[object]) -> Query:
        return select(*(columns or (table,))).where(self._mine(table))

    def _change(self, table: Table) -> Update:
        return update(table).where(self._mine(table))

    def _remove(self, table: Table) -> Delete:
        return delete(table).where(self._mine(table))

    def _one(self, statement: Executable) -> Found | None:
        return self._scope.connection.execute(statement).first()

    def _found(self, statement: Executable, kind: str) -> Found:
        row = self._one(statement)
        if row is None:
            raise NotFound(kind)
        return row

    def _all(self, statement: Executable) -> list[Found]:
        return list(self._scope.connection.execute(statement))

    def _run(self, statement: Executable) -> int:
        """Execute and count the rows it changed."""
        return self._scope.connection.execute(statement).rowcount

    def _count(self, statement: Query) -> int:
        row = self._one(statement)
        return 0 if row is None else int(row[0])

    def _locked(self, statement: Query) -> Query:
        """Row locks where rows can be locked; on SQLite the whole write transaction is one."""
        return statement.with_for_update() if self._scope.on_postgres else statement

    def _insert(self, table: Table, values: Mapping[str, object]) -> SqliteInsert | PostgresInsert:
        """An insert of this tenant's row; `NotFound` when it would be another customer's."""
        walls, who = walls_of(table), self._scope.principal
        if who.customer is not None:
            if walls.staff_only or (
                walls.customer is not None and values[walls.customer] != who.customer
            ):
                raise NotFound("customer")
            if walls.person is not None and values[walls.person] != who.person:
                raise NotFound("person")
        make = postgres_insert if self._scope.on_postgres else sqlite_insert
        return make(table).values(tenant_id=who.tenant, **values)

    def _add(self, table: Table, values: Mapping[str, object]) -> bool:
        """Insert; False when a key or a unique index says it is there already.

        `ON CONFLICT DO NOTHING` rather than an error: an error would end a PostgreSQL transaction.
        """
        return self._run(self._insert(table, values).on_conflict_do_nothing()) == 1

    def _add_new(self, table: Table, values: Mapping[str, object], kind: str) -> None:
        if not self._add(table, values):
            raise Conflict(f"this {kind} exists already")

    def _upsert(self, table: Table, values: Mapping[str, object], kind: str) -> None:
        """Insert, or replace by primary key what is the principal's own; else `NotFound`."""
        keys = [column.name for column in table.primary_key.columns]
        statement = self._insert(table, values)
        changed = {name: statement.excluded[name] for name in values if name not in keys}
        statement = statement.on_conflict_do_update(
            index_elements=keys, set_=changed, where=self._mine(table)
        )
        if self._run(statement) != 1:
            raise NotFound(kind)

    # Sealed columns

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
        return blind(self._key(Owner("tenant", _INDEX), make=True), purpose, text)

    def _blind_to_find(self, purpose: str, text: str) -> bytes:
        """As `_blind`, for reading: where nobody was put yet, a hash that nobody has."""
        try:
            return blind(self._key(Owner("tenant", _INDEX)), purpose, text)
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
        row = self._one(self._select(table, table.c.key_id, table.c.wrapped).where(by))
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
        return TENANT_KEYS, TENANT_KEYS.c.id == owner.id
    return PERSON_KEYS, and_(PERSON_KEYS.c.owner == owner.kind, PERSON_KEYS.c.id == owner.id)
