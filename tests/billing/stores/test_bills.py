"""Bills over both databases: derived balance, doubt, lists, totals, references."""

from dataclasses import replace
from datetime import date

import pytest

from billing.bills import Bill, BillQuery, BillState
from billing.errors import InvalidRequest, NotFound
from billing.ids import BillId, PaymentId
from billing.money import Money
from billing.payments import PaymentState
from billing.periods import Period
from billing.principal import system
from billing.refunds import Refund
from billing.stores.store import SqlStore
from tests.billing.stores.rows import (
    ANN,
    BOB,
    GLOBEX,
    NOON,
    WORKS,
    a_bill,
    a_payment,
    settle,
    speaker,
    usd,
    voided,
)


def _put(store: SqlStore, *bills: Bill) -> None:
    with store.write(WORKS) as tx:
        for bill in bills:
            tx.bills.put(bill)


def test_a_bill_comes_back_as_it_was_put(store: SqlStore) -> None:
    bill = replace(a_bill(), disputed=usd(100), paid=usd(0), forgiven=usd(0))
    _put(store, bill)
    with store.read(speaker()) as tx:
        assert tx.bills.get(bill.id) == bill


def test_another_customers_and_another_tenants_bill_are_not_found(peopled: SqlStore) -> None:
    with peopled.read(speaker()) as tx, pytest.raises(NotFound, match="no such bill"):
        tx.bills.get(BillId("b_2"))
    with peopled.write(speaker()) as tx, pytest.raises(NotFound):
        tx.bills.lock(BillId("b_2"))
    with peopled.write(speaker()) as tx, pytest.raises(NotFound):
        tx.bills.set_state(BillId("b_2"), "void")
    with peopled.write(system(GLOBEX)) as tx:
        tx.bills.put(replace(a_bill(), description="theirs"))
    with peopled.read(speaker()) as tx:
        assert tx.bills.get(BillId("b_1")).description == "Électricité, February"


def test_a_customer_cannot_put_another_customers_bill(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx, pytest.raises(NotFound):
        tx.bills.put(a_bill("b_9", customer=BOB))
    with peopled.write(speaker()) as tx, pytest.raises(NotFound):
        tx.bills.put(a_bill("b_2", customer=ANN))
    with peopled.read(WORKS) as tx:
        assert tx.bills.get(BillId("b_2")).customer_id == BOB


def test_paid_is_what_was_allocated_less_what_was_refunded(store: SqlStore) -> None:
    _put(store, a_bill(minor=9740))
    settle(store, "pay_1", "b_1", 5000)
    settle(store, "pay_2", "b_1", 1000)
    with store.write(WORKS) as tx:
        assert tx.bills.get(BillId("b_1")).paid == usd(6000)
        for n, state in enumerate((PaymentState.SUCCEEDED, PaymentState.PENDING)):
            refund = Refund(f"re_{n}", PaymentId("pay_1"), usd(700), state, NOON, reopens=True)
            tx.refunds.add(refund)
    with store.read(speaker()) as tx:
        bill = tx.bills.get(BillId("b_1"))
        assert (bill.paid, bill.balance) == (usd(5300), usd(4440))


def test_a_refund_of_money_that_never_reached_the_bill_takes_nothing_off(store: SqlStore) -> None:
    _put(store, a_bill())
    with store.write(WORKS) as tx:
        tx.payments.add(a_payment(state=PaymentState.SUCCEEDED))
        refund = Refund("re_1", PaymentId("pay_1"), usd(9740), PaymentState.SUCCEEDED, NOON)
        tx.refunds.add(refund)
        assert tx.bills.get(BillId("b_1")).paid == usd(0)


@pytest.mark.parametrize("state", list(PaymentState))
def test_doubt_is_the_state_of_the_open_payment(
    sqlite_store: SqlStore, state: PaymentState
) -> None:
    _put(sqlite_store, a_bill())
    ended = {PaymentState.SUCCEEDED, PaymentState.FAILED, PaymentState.CANCELLED}
    with sqlite_store.write(WORKS) as tx:
        tx.payments.add(a_payment(state=state))
        assert tx.bills.get(BillId("b_1")).doubt == (None if state in ended else state)


def test_a_reference_is_found_by_id_or_number_in_any_case(peopled: SqlStore) -> None:
    with peopled.read(speaker()) as tx:
        for reference in ("b_1", "B_1", "INV-B_1", " inv-b_1 "):
            found = tx.bills.find(reference)
            assert found is not None
            assert found.id == "b_1"
        assert tx.bills.find("b_2") is None
        assert tx.bills.find("b_") is None


def test_an_exact_reference_wins_over_one_that_only_folds_alike(store: SqlStore) -> None:
    _put(store, a_bill("B_1"), a_bill("b_1"))
    with store.read(speaker()) as tx:
        assert [found.id for ref in ("b_1", "B_1") if (found := tx.bills.find(ref))] == [
            "b_1",
            "B_1",
        ]


def test_lists_are_newest_first_and_pages_miss_nothing(store: SqlStore) -> None:
    days = [date(2026, 1, 1 + n // 2) for n in range(9)]
    _put(store, *(a_bill(f"b_{n}", issued_on=day) for n, day in enumerate(days)))
    seen: list[str] = []
    cursor = None
    for _ in range(9):
        with store.read(speaker()) as tx:
            page = tx.bills.list(BillQuery(limit=2, cursor=cursor))
        seen += [bill.id for bill in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ["b_8", "b_7", "b_6", "b_5", "b_4", "b_3", "b_2", "b_1", "b_0"]
    assert cursor is None


@pytest.mark.parametrize("cursor", ["", "!!", "bm90IGpzb24", "WzEsMl0", "WyJ4IiwgInkiXQ", "é"])
def test_a_foreign_cursor_is_an_invalid_request(sqlite_store: SqlStore, cursor: str) -> None:
    with sqlite_store.read(speaker()) as tx:
        with pytest.raises(InvalidRequest):
            tx.bills.list(BillQuery(cursor=cursor))
        with pytest.raises(InvalidRequest):
            tx.payments.list(cursor=cursor)


def test_a_list_is_narrowed_by_state_category_text_period_and_debt(store: SqlStore) -> None:
    water = replace(a_bill("b_2", issued_on=date(2026, 1, 1)), category="water", description="Eau")
    draft = replace(a_bill("b_3"), state=BillState.DRAFT)
    _put(store, a_bill(), water, draft, a_bill("b_4", 100))
    settle(store, "pay_4", "b_4", 100)

    def ids(query: BillQuery) -> set[str]:
        with store.read(speaker()) as tx:
            return {bill.id for bill in tx.bills.list(query).items}

    assert ids(BillQuery()) == {"b_1", "b_2", "b_4"}
    assert ids(BillQuery(states=frozenset({BillState.DRAFT}))) == {"b_3"}
    assert ids(BillQuery(category="water")) == {"b_2"}
    assert ids(BillQuery(text="ELECTRICITE")) == {"b_1", "b_4"}
    assert ids(BillQuery(text="100%")) == set()
    assert ids(BillQuery(issued=Period.month(2026, 1))) == {"b_2"}
    assert ids(BillQuery(owing_only=True)) == {"b_1", "b_2"}


def test_owed_sums_open_balances_per_currency(store: SqlStore) -> None:
    _put(
        store,
        a_bill("b_1", 1000),
        a_bill("b_2", 2000),
        a_bill("b_3", 70, currency="EUR"),
        a_bill("b_4", 500, customer=BOB),
        voided(a_bill("b_5", 9000)),
        a_bill("b_6", 100),
    )
    settle(store, "pay_1", "b_1", 400)
    settle(store, "pay_6", "b_6", 150)
    with store.read(speaker()) as tx:
        # A bill paid twice over owes nothing; it does not lower what the others owe.
        assert tx.bills.owed() == (Money(70, "EUR"), usd(2600))
    with store.read(WORKS) as tx:
        assert tx.bills.owed() == (Money(70, "EUR"), usd(3100))


def test_the_bill_before_is_the_latest_real_one_of_its_kind(store: SqlStore) -> None:
    months = [a_bill(f"b_{m}", issued_on=date(2026, m, 1)) for m in (1, 2, 3, 4)]
    other = replace(a_bill("b_w", issued_on=date(2026, 3, 15)), category="water")
    bobs = a_bill("b_b", issued_on=date(2026, 3, 20), customer=BOB)
    _put(store, months[0], months[1], voided(months[2]), months[3], other, bobs)
    with store.read(WORKS) as tx:
        before = tx.bills.before(months[3])
        assert before is not None
        assert before.id == "b_2"
        assert tx.bills.before(months[0]) is None


def test_a_new_version_replaces_the_bill_and_keeps_the_old_one(store: SqlStore) -> None:
    _put(store, a_bill(minor=100))
    _put(store, replace(a_bill(minor=200), version=2))
    with store.read(speaker()) as tx:
        bill = tx.bills.get(BillId("b_1"))
        assert (bill.version, bill.amount) == (2, usd(200))
    with store.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT set_config('app.tenant_id', 'acme', true)")
        versions = connection.exec_driver_sql(
            "SELECT version, amount_minor FROM bill_versions WHERE tenant_id = 'acme' ORDER BY 1"
        )
        assert [tuple(row) for row in versions] == [(1, 100), (2, 200)]


def test_a_bill_with_lines_of_another_currency_is_refused(sqlite_store: SqlStore) -> None:
    mixed = replace(a_bill(), amount=Money(9740, "EUR"))
    with sqlite_store.write(WORKS) as tx, pytest.raises(InvalidRequest):
        tx.bills.put(mixed)


def test_an_unknown_state_is_refused_by_the_database(store: SqlStore) -> None:
    _put(store, a_bill())
    with pytest.raises(Exception, match="ck_bills_state"), store.write(WORKS) as tx:
        tx.bills.set_state(BillId("b_1"), "lost")
