"""Column types and the way tables are declared: who may see a row is written on its table."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator, TypeEngine

from billing.money import MINOR_LIMIT

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json: Final = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Counter: Final = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column whose type is exactly INTEGER."""


Found: TypeAlias = Row[*tuple[object, ...]]
"""A row of any statement; its columns are read by name."""
Query: TypeAlias = Select[*tuple[object, ...]]


class Instant(TypeDecorator[datetime]):
    """An aware instant: `timestamptz` on PostgreSQL, sortable ISO text in UTC on SQLite.

    SQLite drops time zones from its own date types, so the zone is part of the text.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.isoformat(timespec="microseconds")

    def process_result_value(
        self, value: datetime | str | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
        return instant.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A decimal quantity as its own digits, so that 0.10 stays 0.10 on both databases."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


@dataclass(frozen=True, slots=True)
class Walls:
    """Who sees the rows of a table; the repositories and the row policies both read this.

    `tenant` False: read before the tenant is known, nothing personal in it. `customer` and
    `person` name the columns that bind a row to a customer and to one of its people.
    `staff_only` hides the whole table from customers.
    """

    tenant: bool = True
    customer: str | None = None
    person: str | None = None
    staff_only: bool = False


OPEN_TO_ALL: Final = Walls(tenant=False)
TENANT_WIDE: Final = Walls()
STAFF_ONLY: Final = Walls(staff_only=True)
OF_CUSTOMER: Final = Walls(customer="customer_id")
OF_PERSON: Final = Walls(customer="customer_id", person="person_id")


def walls_of(table: Table) -> Walls:
    found = table.info["walls"]
    if not isinstance(found, Walls):
        raise TypeError(f"table {table.name} does not say who may see it")
    return found


def walled(name: str, walls: Walls, *items: SchemaItem) -> Table:
    """A table keyed by tenant first; the columns given as keys follow."""
    tenant = Column("tenant_id", String, primary_key=True)
    return Table(name, METADATA, tenant, *_owner(walls, items), *items, info={"walls": walls})


def journal(name: str, walls: Walls, *items: SchemaItem) -> Table:
    """An append-mostly table numbered by the database: the number is the key."""
    number = Column("id", Counter, primary_key=True, autoincrement=True)
    tenant = Column("tenant_id", String, nullable=False)
    owner = _owner(walls, items)
    return Table(name, METADATA, number, tenant, *owner, *items, info={"walls": walls})


def _owner(walls: Walls, items: tuple[SchemaItem, ...]) -> tuple[Column[str], ...]:
    """The column that names the customer, unless the table spells it out itself."""
    spelled = any(isinstance(item, Column) and item.name == walls.customer for item in items)
    return () if walls.customer is None or spelled else (needed(walls.customer),)


def key(name: str = "id") -> Column[str]:
    return Column(name, String, primary_key=True)


def needed(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def optional(name: str) -> Column[str]:
    return Column(name, String)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({quoted(words)})", name=column)


def in_range(column: str, *, above: int | None = None) -> CheckConstraint:
    """Minor units stay inside what `Money` allows; `above` is an exclusive lower bound."""
    low = -MINOR_LIMIT if above is None else above
    return CheckConstraint(f"{column} > {low} AND {column} < {MINOR_LIMIT}", name=column)


def refers(column: str, table: str, *more: str) -> ForeignKeyConstraint:
    """A reference inside the tenant; `more` are further columns named alike on both sides."""
    theirs = [f"{table}.tenant_id", *(f"{table}.{name}" for name in more), f"{table}.id"]
    return ForeignKeyConstraint(["tenant_id", *more, column], theirs)


def quoted(words: Iterable[str]) -> str:
    """The words as SQL string literals, sorted; only for constants of our own."""
    return ", ".join(f"'{word}'" for word in sorted(words))


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
