"""Races over both databases: what must happen once happens once, whoever comes first."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from billing.audit import AuditEntry, first_broken
from billing.duties import DutyKind
from billing.errors import BillingError, PaymentInDoubt, StaleWorker
from billing.ids import BillId, MessageId, PaymentId
from billing.payments import Allocation, PaymentState
from billing.repositories import InboxRow
from billing.stores.keyring import Keyring
from billing.stores.store import SqlStore
from tests.billing.stores.rows import (
    ANN_SON,
    NOON,
    STRIPE,
    THREAD,
    WORKS,
    a_message,
    a_payment,
    a_person,
    a_receipt,
    a_thread,
    populate,
    settle,
    speaker,
    usd,
)
from tests.fakes import FakeClock

RACERS = 6
Outcome = str


def _race(attempt: Callable[[int], object]) -> list[Outcome]:
    """Start all racers at once; each answers with its result or the name of its refusal."""
    start = Barrier(RACERS)

    def run(n: int) -> Outcome:
        start.wait(timeout=10)
        try:
            return str(attempt(n))
        except BillingError as refused:
            return type(refused).__name__

    with ThreadPoolExecutor(RACERS) as pool:
        return sorted(pool.map(run, range(RACERS)))


@pytest.fixture
def stores(
    store: SqlStore, store_url: str, keyring: Keyring, clock: FakeClock
) -> Iterator[list[SqlStore]]:
    """The same database through two stores, as two processes would hold it."""
    populate(store)
    second = SqlStore(store_url, keyring, clock)
    yield [store, second]
    second.close()


def test_one_of_many_payments_of_a_bill_begins(stores: list[SqlStore]) -> None:
    def pay(n: int) -> str:
        with stores[n % 2].write(WORKS) as tx:
            tx.payments.add(a_payment(f"pay_{n}"))
        return "begun"

    assert _race(pay) == ["PaymentInDoubt"] * (RACERS - 1) + ["begun"]


def test_one_of_many_workers_moves_a_payment(stores: list[SqlStore]) -> None:
    with stores[0].write(WORKS) as tx:
        tx.payments.add(a_payment())

    def submit(n: int) -> str:
        with stores[n % 2].write(WORKS) as tx:
            tx.payments.update(a_payment(state=PaymentState.SUBMITTING), was=PaymentState.CREATED)
        return "submitted"

    assert _race(submit) == [StaleWorker.__name__] * (RACERS - 1) + ["submitted"]


def test_a_locked_bill_is_seen_as_the_last_payer_left_it(stores: list[SqlStore]) -> None:
    """Read, decide, write: without the lock every racer would find the bill unpaid."""

    def pay_a_sixth(n: int) -> int:
        with stores[n % 2].write(WORKS) as tx:
            bill = tx.bills.lock(BillId("b_1"))
            assert bill.paid is not None
            if bill.paid.amount_minor >= 3000:
                raise PaymentInDoubt(bill.id, "enough")
            payment = a_payment(f"pay_{n}", state=PaymentState.SUCCEEDED, minor=1000)
            tx.payments.add(payment)
            tx.payments.allocate(Allocation(payment.id, bill.id, usd(1000)), NOON)
            return bill.paid.amount_minor

    assert _race(pay_a_sixth) == ["0", "1000", "2000"] + ["PaymentInDoubt"] * (RACERS - 3)
    with stores[0].read(WORKS) as tx:
        assert tx.bills.get(BillId("b_1")).paid == usd(3000)


def test_receipts_of_many_payments_are_numbered_without_gap(stores: list[SqlStore]) -> None:
    for n in range(RACERS):
        settle(stores[0], f"pay_{n}", "b_1", 100)

    def receipt(n: int) -> str:
        with stores[n % 2].write(WORKS) as tx:
            return tx.payments.add_receipt(a_receipt(f"rc_{n}", f"pay_{n}")).number

    assert _race(receipt) == [f"R-{n:06d}" for n in range(1, RACERS + 1)]


def test_one_payment_gets_one_receipt(stores: list[SqlStore]) -> None:
    settle(stores[0], "pay_1", "b_1", 100)

    def receipt(n: int) -> str:
        with stores[n % 2].write(WORKS) as tx:
            made = tx.payments.add_receipt(a_receipt(f"rc_{n}", "pay_1"))
            return f"{made.id} {made.number}"

    assert len(set(_race(receipt))) == 1
    with stores[1].read(WORKS) as tx:
        stored = tx.payments.receipt_of(PaymentId("pay_1"))
        assert stored is not None
        assert stored.number == "R-000001"


def test_messages_said_at_once_get_each_its_number(stores: list[SqlStore]) -> None:
    with stores[0].write(speaker()) as tx:
        tx.conversations.add(a_thread())

    def say(n: int) -> int:
        with stores[n % 2].write(speaker()) as tx:
            return tx.conversations.append(replace(a_message(), id=MessageId(f"m_{n}"))).seq

    assert _race(say) == [str(n) for n in range(1, RACERS + 1)]


def test_a_turn_is_taken_by_one(stores: list[SqlStore], clock: FakeClock) -> None:
    with stores[0].write(speaker()) as tx:
        tx.conversations.add(a_thread())
    until = clock.real_now() + timedelta(seconds=30)

    def take(n: int) -> bool:
        with stores[n % 2].write(speaker()) as tx:
            return tx.conversations.take_turn(THREAD, f"worker {n}", until)

    assert _race(take) == ["False"] * (RACERS - 1) + ["True"]


def test_a_webhook_delivered_many_times_is_written_down_once(stores: list[SqlStore]) -> None:
    def deliver(n: int) -> bool:
        with stores[n % 2].write(WORKS) as tx:
            return tx.inbox.add(InboxRow("evt_1", STRIPE, "payment", None, None, NOON))

    assert _race(deliver) == ["False"] * (RACERS - 1) + ["True"]


def test_each_duty_is_claimed_by_one_worker(stores: list[SqlStore], clock: FakeClock) -> None:
    with stores[0].write(WORKS) as tx:
        for n in range(RACERS * 2):
            tx.duties.owe(DutyKind.CHECK_PAYMENT, f"pay_{n}", clock.real_now())

    def claim(n: int) -> str:
        lease = timedelta(seconds=30)
        duties = [stores[n % 2].directory.claim_duty(clock.real_now(), lease) for _ in range(2)]
        return ",".join(duty.subject for duty in duties if duty is not None)

    claimed = [subject for some in _race(claim) for subject in some.split(",") if subject]
    # SKIP LOCKED may hand a racer nothing while another commits; nobody gets what another has.
    assert len(claimed) == len(set(claimed))
    rest = 0
    while stores[0].directory.claim_duty(clock.real_now(), timedelta(seconds=30)) is not None:
        rest += 1
        assert rest <= RACERS * 2
    assert len(claimed) + rest == RACERS * 2


def test_a_new_persons_key_made_twice_at_once_is_one_key(
    stores: list[SqlStore], store_url: str, keyring: Keyring, clock: FakeClock
) -> None:
    son = a_person(ANN_SON)

    def put(n: int) -> str:
        with stores[n % 2].write(WORKS) as tx:
            tx.customers.put_person(son)
        return "put"

    assert _race(put) == ["put"] * RACERS
    fresh = SqlStore(store_url, keyring, clock)
    for each in (*stores, fresh):
        with each.read(WORKS) as tx:
            assert tx.customers.person(son.id) == son
    fresh.close()


def test_sealing_at_once_makes_one_chain(stores: list[SqlStore]) -> None:
    with stores[0].write(WORKS) as tx:
        for n in range(10):
            tx.trail.record(AuditEntry(NOON, "system:worker", "pay", f"pay_{n}", {"n": n}))

    def seal(n: int) -> int:
        with stores[n % 2].write(WORKS) as tx:
            return tx.trail.seal(limit=4)

    assert sum(int(sealed) for sealed in _race(seal)) == 10
    with stores[0].read(WORKS) as tx:
        chain = tx.trail.sealed()
    assert [entry.number for entry in chain] == list(range(1, 11))
    assert first_broken(chain) is None
