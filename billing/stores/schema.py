"""The whole schema as one MetaData: importing this module declares every table."""

from typing import Final

from sqlalchemy import MetaData, Table

from billing.stores import (
    schema_acts,
    schema_manual,
    schema_money,
    schema_people,
    schema_plans,
    schema_sources,
    schema_works,
)
from billing.stores.columns import METADATA, walls_of

__all__ = [
    "SCHEMA",
    "WALLED",
    "schema_acts",
    "schema_manual",
    "schema_money",
    "schema_people",
    "schema_plans",
    "schema_sources",
    "schema_works",
]

SCHEMA: Final[MetaData] = METADATA

WALLED: Final[tuple[Table, ...]] = tuple(
    table for table in METADATA.sorted_tables if walls_of(table).tenant
)
"""Every table whose rows belong to a tenant: each statement on them names the tenant."""
