"""Look-ups stay flat: SQLite reaches them by the index that names them, however many rows."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, event

from billing.bills import BillQuery
from billing.ids import BillId, ConversationId
from billing.payments import PaymentState
from billing.ports import Tx
from billing.principal import Principal
from billing.stores.store import SqlStore
from tests.billing.stores.rows import ANN, WORKS, fill, speaker

THREAD = ConversationId("thread-0001")


@pytest.fixture
def plans(sqlite_store: SqlStore) -> Iterator[Callable[[Principal, Callable[[Tx], object]], str]]:
    """The query plans of everything one transaction reads, as one text."""
    fill(sqlite_store, WORKS.tenant)
    found: list[str] = []

    def explain(
        connection: Connection,
        _cursor: object,
        statement: str,
        values: tuple[object, ...],
        *_: object,
    ) -> None:
        if statement.startswith(("SELECT", "WITH")):
            driver = connection.connection.cursor()
            driver.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            found.extend(str(row[3]) for row in driver.fetchall())

    def plan(who: Principal, ask: Callable[[Tx], object]) -> str:
        found.clear()
        with sqlite_store.read(who) as tx:
            ask(tx)
        return "\n".join(found)

    event.listen(sqlite_store.engine, "before_cursor_execute", explain)
    yield plan
    event.remove(sqlite_store.engine, "before_cursor_execute", explain)


QUESTIONS: dict[str, tuple[Callable[[Tx], object], tuple[str, ...]]] = {
    "a bill by reference": (
        lambda tx: tx.bills.find("inv-b_1"),
        ("ix_bills_id_folded", "ix_bills_number_folded"),
    ),
    "the bill before": (lambda tx: tx.bills.before(tx.bills.get(BillId("b_1"))), ("issued_on<?",)),
    "the newest bills": (lambda tx: tx.bills.list(BillQuery()), ("newest",)),
    "the newest payments": (lambda tx: tx.payments.list(), ("newest",)),
    "doubtful payments": (
        lambda tx: tx.payments.in_states(frozenset({PaymentState.UNKNOWN})),
        ("ix_payments_state",),
    ),
    "the open ticket": (lambda tx: tx.tickets.open_in(THREAD), ("conversation_id=?",)),
    "the last messages": (lambda tx: tx.conversations.tail(THREAD, 9), ("conversation_id=?",)),
    "a customer's events": (lambda tx: tx.events.of_customer(ANN), ("ix_events_customer",)),
    "a subject's trail": (lambda tx: tx.trail.of_subject("pay_1"), ("ix_audit_entries_subject",)),
}


@pytest.mark.parametrize("who", [WORKS, speaker()], ids=["works", "customer"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_look_up_uses_the_index_that_names_it(
    plans: Callable[[Principal, Callable[[Tx], object]], str], who: Principal, question: str
) -> None:
    ask, indexes = QUESTIONS[question]
    plan = plans(who, ask)
    assert all(index in plan for index in indexes), plan
    assert "SCAN bills" not in plan
    assert "SCAN payments" not in plan


def test_what_is_owed_reads_only_the_open_bills(
    plans: Callable[[Principal, Callable[[Tx], object]], str],
) -> None:
    plan = plans(speaker(), lambda tx: tx.bills.owed())
    assert "customer_id=? AND state=?" in plan
    assert plan.count("SEARCH payment_allocations USING INDEX") == 1, plan
