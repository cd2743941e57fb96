"""Which bill a customer means."""

from datetime import date

import pytest

from billing.bills import BillState
from billing.periods import Period
from billing.stores.store import SqlStore
from tests.builders import (
    OMAR,
    TODAY,
    bill,
    customer,
    february,
    january,
    person,
    principal,
    put_world,
)
from tools._bills import find_bills, find_category


@pytest.fixture
def world(sqlite_store: SqlStore) -> SqlStore:
    """Two electricity bills, two water bills, one for the telephone; Omar has his own."""
    put_world(
        sqlite_store,
        february(),
        january(),
        bill(
            "HB-W2", ("Water 9 m3", "30.00"), category="water", issued_on=date(2026, 2, 20),
            due_on=date(2026, 3, 1), period=Period.month(2026, 1), description="Water January",
        ),
        bill(
            "HB-W1", ("Water 8 m3", "27.00"), category="water", issued_on=date(2026, 1, 20),
            due_on=date(2026, 2, 1), period=Period.month(2025, 12), description="Water December",
        ),
        bill(
            "T-7", ("Calls", "12.50"), category="telephone", issued_on=date(2026, 2, 25),
            period=Period.month(2026, 3), state=BillState.PAID,
        ),
        bill("HB-D", state=BillState.DRAFT),
        customer(OMAR),
        person(OMAR),
        bill("OM-1", ("Energy", "5.00"), customer_id=OMAR),
    )  # fmt: skip
    return sqlite_store


def _find(store: SqlStore, said: str, *, owing: bool = False) -> list[str]:
    with store.read(principal()) as tx:
        return [found.number for found in find_bills(tx, said, today=TODAY, owing=owing)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("HB-100", ["HB-100"]),
        ("hb-100", ["HB-100"]),
        ("bill HB-100 please", ["HB-100"]),
        ("the electricity one", ["HB-100"]),
        ("my power bill", ["HB-100"]),
        ("la factura de la luz", ["HB-100"]),
        ("die Stromrechnung", ["HB-100"]),
        ("électricité", ["HB-100"]),
        ("electricity january", ["HB-090"]),
        ("electricity from january 2026", ["HB-090"]),
        ("electricity 2026-01", ["HB-090"]),
        ("electricity last month", ["HB-100"]),
        ("february", ["HB-100"]),
        ("the latest", ["HB-100"]),
        ("the oldest one", ["HB-W1"]),
        ("the biggest", ["HB-100"]),
        ("the 27.00 one", ["HB-W1"]),
        ("water december", ["HB-W1"]),
        ("the phone bill", ["T-7"]),
    ],
)
def test_what_is_clear_is_one_bill(world: SqlStore, said: str, meant: list[str]) -> None:
    assert _find(world, said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("electricity", ["HB-100"]),
        ("water", ["HB-W2", "HB-W1"]),
        ("the latest water bill", ["HB-W2"]),
        ("the oldest", ["HB-W1"]),
        ("overdue", ["HB-W2", "HB-W1"]),
        ("it", ["HB-100", "HB-W2", "HB-W1"]),
        ("unpaid electricity", ["HB-100"]),
        ("telephone", ["T-7"]),
    ],
)
def test_for_paying_what_is_due_is_meant(world: SqlStore, said: str, meant: list[str]) -> None:
    assert _find(world, said, owing=True) == meant


def test_without_a_hint_the_newest_of_each_kind_may_be_meant(world: SqlStore) -> None:
    assert _find(world, "my bill") == ["HB-100", "T-7", "HB-W2"]


@pytest.mark.parametrize("said", ["OM-1", "HB-999", "bill HB-999", "HB-D", "the gas bill", "xyz"])
def test_what_is_not_theirs_or_not_there_is_not_found(world: SqlStore, said: str) -> None:
    assert _find(world, said) == []


def test_two_numbers_are_two_bills(world: SqlStore) -> None:
    assert sorted(_find(world, "HB-100 and HB-W1")) == ["HB-100", "HB-W1"]


def test_a_kind_is_found_by_what_it_is_called(world: SqlStore) -> None:
    with world.read(principal()) as tx:
        assert find_category(tx, "power") == "electricity"
        assert find_category(tx, "water") == "water"
        assert find_category(tx, "gas") is None
