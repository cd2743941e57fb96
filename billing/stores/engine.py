"""Connections to SQLite and PostgreSQL, set up so that a commit is durable and a wall holds.

BillingError
└── UnsafeDatabase      boot is refused: not migrated, not durable, or the role sees everything
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from billing.errors import BillingError, NotFound, StoreUnavailable

PATIENCE: Final = timedelta(seconds=5)
"""How long a transaction waits for a lock, a free connection or a slow statement."""

# https://www.sqlite.org/rescode.html: busy, locked, read-only, I/O, corrupt, full, cannot open.
_SQLITE_UNAVAILABLE: Final = frozenset({5, 6, 8, 10, 11, 13, 14})
# https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, rollback (deadlock,
# serialization), resources, intervention, system; and single codes for read-only and lock time-out.
_POSTGRES_UNAVAILABLE: Final = ("08", "40", "53", "57", "58", "25006", "55P03")


class UnsafeDatabase(BillingError):
    """The database must not be used as it is; the message says what to change."""

    code = "unsafe_database"


def make_engine(url: str, patience: timedelta = PATIENCE) -> Engine:
    """An engine for a `sqlite:///file` or `postgresql+psycopg://` URL; connects lazily."""
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""  # the address may hold a password: it is not repeated
    if backend == "sqlite":
        return _sqlite(url, patience)
    if backend == "postgresql":
        return _postgres(url, patience)
    raise UnsafeDatabase("DATABASE_URL is sqlite:///FILE or postgresql+psycopg://...")


def _sqlite(url: str, patience: timedelta) -> Engine:
    if make_url(url).database in (None, "", ":memory:"):
        raise UnsafeDatabase("the SQLite store needs a file")
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=20,
        max_overflow=40,
        pool_timeout=patience.total_seconds(),
        connect_args={"cached_statements": 512, "timeout": patience.total_seconds()},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions by itself: it would begin them deferred.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-8000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails at once when another wrote
        # between; an immediate one waits for its turn.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: str, patience: timedelta) -> Engine:
    wait_ms = int(patience.total_seconds() * 1000)
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=20,
        max_overflow=20,
        pool_timeout=patience.total_seconds(),
        connect_args={
            "connect_timeout": max(2, int(patience.total_seconds())),
            "options": f"-c statement_timeout={wait_ms} -c lock_timeout={wait_ms} "
            "-c idle_in_transaction_session_timeout=60000 -c synchronous_commit=on",
        },
    )


@contextmanager
def faults_translated() -> Iterator[None]:
    """Turns 'locked, full, read-only, gone' into `StoreUnavailable`; lets our own bugs through.

    A row that names another that is not there becomes `NotFound`.
    """
    try:
        yield
    except PoolTimeout as busy:
        raise StoreUnavailable from busy
    except DBAPIError as fault:
        if is_unavailable(fault):
            raise StoreUnavailable from fault
        if _is_dangling(fault):
            raise NotFound("reference") from fault
        raise


def _is_dangling(fault: DBAPIError) -> bool:
    """Whether a row names another that is not there."""
    cause = fault.orig
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorname", "") == "SQLITE_CONSTRAINT_FOREIGNKEY"
    return isinstance(cause, psycopg.errors.ForeignKeyViolation)


def is_unavailable(fault: DBAPIError) -> bool:
    """Whether the database could not serve, as opposed to: was asked something wrong."""
    cause = fault.orig
    if fault.connection_invalidated:
        return True
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in _SQLITE_UNAVAILABLE
    if isinstance(cause, psycopg.Error):
        state = cause.sqlstate
        if state is None:
            return isinstance(cause, psycopg.OperationalError)
        return state.startswith(_POSTGRES_UNAVAILABLE)
    return False
