import pytest

from billing.bills import BillState
from billing.errors import InvalidRequest, NotFound
from billing.ids import BillId
from billing.stores.store import SqlStore
from billing.use_cases.explain_bill import explain_bill
from tests.builders import (
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


def test_a_bill_is_held_against_the_one_before_of_its_kind(sqlite_store: SqlStore) -> None:
    water = bill("HB-095", ("Water", "30.00"), category="water", issued_on=january().due_on)
    put_world(sqlite_store, february(), january(), water)
    result = explain_bill(ports(sqlite_store), principal(), BillId("HB-100"))
    assert result.against is not None
    assert result.against.number == "HB-090"
    assert result.change == money("9.30")


def test_any_other_own_bill_may_be_named(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), bill("HB-200", ("Grid fee", "4.00"), category="water"))
    result = explain_bill(ports(sqlite_store), principal(), BillId("HB-100"), BillId("HB-200"))
    assert result.change == money("93.40")


def test_the_first_bill_has_nothing_to_compare(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    assert explain_bill(ports(sqlite_store), principal(), BillId("HB-100")).against is None


def test_another_customers_bill_is_not_found_as_either_side(sqlite_store: SqlStore) -> None:
    theirs = bill("OM-1", customer_id=OMAR)
    put_world(sqlite_store, february(), customer(OMAR), person(OMAR), theirs)
    with pytest.raises(NotFound):
        explain_bill(ports(sqlite_store), principal(), BillId("OM-1"))
    with pytest.raises(NotFound):
        explain_bill(ports(sqlite_store), principal(), BillId("HB-100"), BillId("OM-1"))


def test_a_draft_was_never_issued(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), bill("HB-D", state=BillState.DRAFT))
    with pytest.raises(NotFound):
        explain_bill(ports(sqlite_store), principal(), BillId("HB-D"))
    with pytest.raises(NotFound):
        explain_bill(ports(sqlite_store), principal(), BillId("HB-100"), BillId("HB-D"))


def test_currencies_are_not_compared(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), bill("HB-300", currency="EUR"))
    with pytest.raises(InvalidRequest):
        explain_bill(ports(sqlite_store), principal(), BillId("HB-100"), BillId("HB-300"))
