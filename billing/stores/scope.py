"""What one transaction may see: the walls of the principal, as a condition on every table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import ColumnElement, Connection, String, Table, and_, bindparam

from billing.ids import TenantId
from billing.ports import Clock
from billing.principal import Principal
from billing.stores.columns import walls_of
from billing.stores.crypto import Owner, Vault


@dataclass(slots=True)
class Scope:
    """One open transaction: its connection, whose it is, and the keys it made."""

    connection: Connection
    principal: Principal
    clock: Clock
    vault: Vault
    who: dict[str, object] = field(init=False)
    on_postgres: bool = field(init=False)
    fresh_keys: dict[Owner, bytes] = field(default_factory=dict)
    last_acts: dict[tuple[str, str], Callable[[], None]] = field(default_factory=dict)
    """What waits for the end of the transaction, each once: it touches rows that all writers do."""

    def __post_init__(self) -> None:
        self.on_postgres = self.connection.dialect.name == "postgresql"
        self.who = {
            "who_tenant": self.principal.tenant,
            "who_customer": self.principal.customer,
            # Without a person there is no conversation to see: `= NULL` is never true.
            "who_person": self.principal.person,
        }

    @property
    def tenant(self) -> TenantId:
        return self.principal.tenant

    @property
    def as_customer(self) -> bool:
        return self.principal.customer is not None

    def finish(self) -> None:
        """In one order for everybody, with nothing but the commit to come."""
        for _, act in sorted(self.last_acts.items(), key=lambda pair: pair[0]):
            act()

    def committed(self) -> None:
        """Only now may keys made here be used by other transactions."""
        for owner, made in self.fresh_keys.items():
            self.vault.remember(self.tenant, owner, made)


@cache
def mine(table: Table, as_customer: bool) -> ColumnElement[bool]:
    """The rows a principal may see: its tenant's; a customer's own; a person's own.

    The principal itself comes with the execution (`Scope.who`): the condition is built once and
    cannot be executed without one.
    """
    walls = walls_of(table)
    conditions: list[ColumnElement[bool]] = [table.c.tenant_id == bindparam("who_tenant")]
    if as_customer:
        if walls.staff_only:
            conditions.append(bindparam("who_customer", type_=String).is_(None))
        if walls.customer is not None:
            conditions.append(table.c[walls.customer] == bindparam("who_customer"))
        if walls.person is not None:
            conditions.append(table.c[walls.person] == bindparam("who_person"))
    return and_(*conditions)
