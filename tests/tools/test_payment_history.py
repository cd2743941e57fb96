from datetime import UTC, datetime
from typing import Any

from billing.payments import PaymentState
from billing.stores.store import SqlStore
from tests.builders import february, january, method, payment, ports, put_world
from tests.tools.worlds import context
from tools._tool import ToolResult
from tools.payment_history import TOOL


def _run(store: SqlStore, **arguments: Any) -> ToolResult:
    return TOOL.run(context(ports(store)), TOOL.Arguments.model_validate(arguments))


def _world(store: SqlStore) -> None:
    doubtful = payment(
        "pay-2", bill_id="HB-100", amount="97.40", state=PaymentState.UNKNOWN,
        created_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )  # fmt: skip
    put_world(store, method(), february(), january(), payment(), doubtful)


def test_payments_are_told_newest_first(sqlite_store: SqlStore) -> None:
    _world(sqlite_store)
    result = _run(sqlite_store)
    assert [row["id"] for row in result.cards[0].data["payments"]] == ["pay-2", "pay-1"]
    assert result.text.splitlines()[1:] == [
        "- 2026-03-01 $97.40 for HB-100, unknown, Visa •••• 4242",
        "- 2026-02-11 $88.10 for HB-090, succeeded, Visa •••• 4242",
        "A payment unknown or on hold is being checked: it must not be paid again.",
    ]


def test_one_bills_payments(sqlite_store: SqlStore) -> None:
    _world(sqlite_store)
    result = _run(sqlite_store, bill="electricity january")
    assert [row["id"] for row in result.cards[0].data["payments"]] == ["pay-1"]
    assert result.text.startswith("1 payments of HB-090")


def test_no_payments_is_an_answer(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    assert _run(sqlite_store).text == "No payments, newest first:"
