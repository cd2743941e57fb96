from datetime import date

import pytest

from billing.bills import BillQuery, BillState
from billing.errors import Forbidden
from billing.periods import Period
from billing.principal import Role, system
from billing.stores.store import SqlStore
from billing.use_cases.list_bills import list_bills
from tests.builders import (
    HARBOR,
    OMAR,
    bill,
    customer,
    february,
    january,
    money,
    person,
    ports,
    principal,
    put_world,
)

OWING = BillQuery(owing_only=True)


def test_what_is_owed_is_one_sum_per_currency(sqlite_store: SqlStore) -> None:
    put_world(
        sqlite_store,
        february(),
        january(),
        bill("HB-200", ("Water", "30.00"), category="water"),
        bill("HB-300", ("Roaming", "18.00"), currency="EUR", category="mobile"),
        bill("HB-D", state=BillState.DRAFT),
        bill("HB-V", state=BillState.VOID),
    )
    found = list_bills(ports(sqlite_store), principal(), OWING)
    assert {row.number for row in found.bills} == {"HB-100", "HB-200", "HB-300"}
    assert found.totals == (money("18.00", "EUR"), money("127.40"))


def test_another_customers_bills_are_not_there(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), customer(OMAR), person(OMAR))
    found = list_bills(ports(sqlite_store), principal(OMAR), OWING)
    assert (found.bills, found.totals) == ((), ())


def test_totals_count_what_the_page_does_not_show(sqlite_store: SqlStore) -> None:
    many = [
        bill(f"HB-{at}", ("Water", "1.00"), category="water", issued_on=date(2026, 1, at + 1))
        for at in range(5)
    ]
    put_world(sqlite_store, *many, february())
    page = list_bills(ports(sqlite_store), principal(), BillQuery(owing_only=True, limit=2))
    assert len(page.bills) == 2
    assert page.next_cursor is not None
    assert page.totals == (money("102.40"),)
    water = BillQuery(owing_only=True, category="water", limit=2)
    assert list_bills(ports(sqlite_store), principal(), water).totals == (money("5.00"),)


def test_paid_bills_have_nothing_due(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), january(), bill("HB-080", state=BillState.PAID))
    paid = BillQuery(states=frozenset({BillState.PAID}), limit=1)
    found = list_bills(ports(sqlite_store), principal(), paid)
    assert (len(found.bills), found.totals) == (1, ())


def test_a_month_of_issue_narrows(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), january())
    query = BillQuery(issued=Period.month(2026, 2))
    assert [row.number for row in list_bills(ports(sqlite_store), principal(), query).bills] == [
        "HB-090"
    ]


def test_only_customers_list_their_bills(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    staff = system(HARBOR)
    assert staff.role is Role.SYSTEM
    with pytest.raises(Forbidden):
        list_bills(ports(sqlite_store), staff, OWING)
