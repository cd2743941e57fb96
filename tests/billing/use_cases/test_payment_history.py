from datetime import UTC, datetime

import pytest

from billing.errors import NotFound
from billing.ids import BillId, ReceiptId
from billing.payments import PaymentState
from billing.principal import system
from billing.receipts import Receipt
from billing.refunds import Refund
from billing.stores.store import SqlStore
from billing.use_cases.payment_history import payment_history
from tests.builders import (
    HARBOR,
    NORA,
    OMAR,
    bill,
    customer,
    february,
    january,
    method,
    money,
    payment,
    person,
    ports,
    principal,
    put_world,
)


def _at(day: int) -> datetime:
    return datetime(2026, 2, day, 12, tzinfo=UTC)


def test_payments_come_newest_first_with_bill_method_and_receipt(sqlite_store: SqlStore) -> None:
    put_world(
        sqlite_store,
        method(),
        january(),
        payment("pay-1", amount="88.10", created_at=_at(11)),
        february(),
        payment("pay-2", bill_id="HB-100", amount="97.40", state=PaymentState.FAILED,
                created_at=_at(20)),
    )  # fmt: skip
    with sqlite_store.write(system(HARBOR)) as tx:
        tx.payments.add_receipt(
            Receipt(
                ReceiptId("rc-1"), "", NORA, payment().id, january().id, money("88.10"), _at(11)
            )
        )
    failed, paid = payment_history(ports(sqlite_store), principal())
    assert (failed.payment.id, failed.bill_number, failed.receipt) == ("pay-2", "HB-100", None)
    assert paid.method is not None
    assert paid.method.label("en") == "Visa •••• 4242"
    assert paid.receipt is not None
    assert paid.receipt.id == "rc-1"


def test_only_what_was_really_given_back_counts_as_refunded(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, january(), payment(method_id=None))
    with sqlite_store.write(system(HARBOR)) as tx:
        for name, amount, state in (
            ("rf-1", "8.00", PaymentState.SUCCEEDED),
            ("rf-2", "5.00", PaymentState.FAILED),
        ):
            tx.refunds.add(Refund(name, payment().id, money(amount), state, _at(12)))
    (line,) = payment_history(ports(sqlite_store), principal())
    assert line.refunded == money("8.00")


def test_one_bills_payments_and_no_more_than_asked(sqlite_store: SqlStore) -> None:
    tries = [
        payment(f"pay-{at}", bill_id="HB-100", amount="97.40", state=PaymentState.FAILED,
                method_id=None, created_at=_at(at))
        for at in (3, 5, 4)
    ]  # fmt: skip
    put_world(sqlite_store, february(), january(), *tries)
    lines = payment_history(ports(sqlite_store), principal(), bill_id=BillId("HB-100"), limit=2)
    assert [line.payment.id for line in lines] == ["pay-5", "pay-4"]


def test_another_customers_bill_and_payments_are_not_found(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, january(), customer(OMAR), person(OMAR), bill("OM-1", customer_id=OMAR))
    assert payment_history(ports(sqlite_store), principal(OMAR)) == ()
    with pytest.raises(NotFound):
        payment_history(ports(sqlite_store), principal(OMAR), bill_id=BillId("HB-090"))
