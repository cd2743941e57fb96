"""An installation with payments in it is brought to the newest schema, and loses nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from billing.stores.engine import UnsafeDatabase
from billing.stores.migrate import MIGRATIONS, migrate

BILL = (
    "INSERT INTO bills (tenant_id, customer_id, id, number, id_folded, number_folded, search, "
    "category, description, issued_on, due_on, amount_minor, currency, state, version, lines) "
    "VALUES ('acme', 'c-1', :id, :id, :id, :id, '', 'power', '', '2026-01-01', '2026-02-01', "
    "9740, 'USD', 'open', 1, '[]')"
)
PAYMENT = (
    "INSERT INTO payments (tenant_id, customer_id, id, bill_id, amount_minor, currency, state, "
    "created_at, ordinal, key, reason, note) VALUES ('acme', 'c-1', :id, :bill, 9740, 'USD', "
    ":state, '2026-01-02T00:00:00+00:00', 0, :id, :reason, x'00ff')"
)
RECEIPT = (
    "INSERT INTO receipts (tenant_id, customer_id, id, number, payment_id, bill_id, amount_minor, "
    "currency, issued_at) VALUES ('acme', 'c-1', 'rc-1', 'R-000001', 'pay-1', 'b-1', 9740, 'USD', "
    "'2026-01-02T00:00:00+00:00')"
)
ALLOCATION = (
    "INSERT INTO payment_allocations (tenant_id, customer_id, payment_id, bill_id, amount_minor, "
    "currency, allocated_at) VALUES ('acme', 'c-1', 'pay-1', 'b-1', 9740, 'USD', "
    "'2026-01-02T00:00:00+00:00')"
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database as of the second migration: a bill paid, another one whose payment failed."""
    path = tmp_path / "old.db"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    with opened(path) as rows:
        for bill in ("b-1", "b-2"):
            rows.execute(BILL, {"id": bill})
        paid = {"id": "pay-1", "bill": "b-1", "state": "succeeded", "reason": None}
        failed = {"id": "pay-2", "bill": "b-2", "state": "failed", "reason": "limit_exceeded"}
        rows.executemany(PAYMENT, [paid, failed])
        rows.execute(RECEIPT)
        rows.execute(ALLOCATION)
    return path


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=ON")
        yield connection


def test_payments_and_what_refers_to_them_are_all_still_there(old: Path) -> None:
    assert migrate(f"sqlite:///{old}")
    with opened(old) as rows:
        payments = rows.execute("SELECT id, amount_minor, fee_minor, reason, note FROM payments")
        assert payments.fetchall() == [
            ("pay-1", 9740, 0, None, b"\x00\xff"),
            ("pay-2", 9740, 0, "limit_exceeded", b"\x00\xff"),
        ]
        receipts = rows.execute("SELECT id, number, amount_minor, fee_minor FROM receipts")
        assert receipts.fetchall() == [("rc-1", "R-000001", 9740, 0)]
        assert rows.execute("PRAGMA foreign_key_check").fetchall() == []
        left = rows.execute("SELECT name FROM sqlite_master WHERE name LIKE '%_kept'")
        assert left.fetchall() == []


def test_the_walls_of_the_table_stand_again(old: Path) -> None:
    migrate(f"sqlite:///{old}")
    again = {"id": "pay-3", "bill": "b-2", "state": "failed", "reason": "fee_changed"}
    with opened(old) as rows:
        rows.execute(PAYMENT, again)
        for wrong in (
            again | {"id": "pay-1"},
            again | {"id": "pay-4", "bill": "b-none"},
            again | {"id": "pay-4", "reason": "bad_luck"},
        ):
            with pytest.raises(sqlite3.IntegrityError):
                rows.execute(PAYMENT, wrong)
        waits = {"id": "pay-5", "bill": "b-2", "state": "pending", "reason": None}
        rows.execute(PAYMENT, waits)
        with pytest.raises(sqlite3.IntegrityError):
            rows.execute(PAYMENT, waits | {"id": "pay-6"})
        with pytest.raises(sqlite3.IntegrityError):
            rows.execute("DELETE FROM payments WHERE id = 'pay-1'")
        with pytest.raises(sqlite3.IntegrityError):
            rows.execute("UPDATE payments SET fee_minor = -1")


def test_rows_that_refer_to_nothing_stop_it_and_nothing_is_changed(old: Path) -> None:
    with closing(sqlite3.connect(old)) as rows, rows:
        rows.execute(ALLOCATION.replace("'pay-1'", "'pay-none'"))
    with pytest.raises(UnsafeDatabase, match="payment_allocations"):
        migrate(f"sqlite:///{old}")
    with opened(old) as rows:
        assert rows.execute("SELECT version_num FROM alembic_version").fetchall() == [("0002",)]
        names = [row[1] for row in rows.execute("PRAGMA table_info(payments)")]
    assert "fee_minor" not in names
