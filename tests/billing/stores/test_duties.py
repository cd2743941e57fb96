"""Duties over both databases: owed once, claimed by one, fenced, never forgotten."""

from datetime import timedelta

import pytest

from billing.duties import Duty, DutyKind
from billing.errors import StaleWorker
from billing.principal import system
from billing.stores.store import SqlStore
from tests.billing.stores.rows import ACME, GLOBEX, THREAD, WORKS, a_thread, populate, speaker
from tests.fakes import FakeClock

CHECK = DutyKind.CHECK_PAYMENT
LEASE = timedelta(seconds=30)
SOON = timedelta(seconds=5)


def _owe(
    store: SqlStore, clock: FakeClock, *, after: timedelta = timedelta(0), lease: bool = False
) -> None:
    with store.write(WORKS) as tx:
        due_at = clock.real_now() + after
        tx.duties.owe(CHECK, "pay_1", due_at, lease=LEASE if lease else None)


def _claim(store: SqlStore, clock: FakeClock) -> Duty | None:
    return store.directory.claim_duty(clock.real_now(), LEASE)


def _taken(store: SqlStore, clock: FakeClock) -> Duty:
    duty = _claim(store, clock)
    assert duty is not None
    return duty


def test_a_due_duty_is_claimed_once_with_its_tenant(store: SqlStore, clock: FakeClock) -> None:
    _owe(store, clock)
    duty = _taken(store, clock)
    assert (duty.tenant_id, duty.kind, duty.subject) == (ACME, CHECK, "pay_1")
    assert (duty.attempts, duty.fence) == (1, 1)
    assert duty.lease_until == clock.real_now() + LEASE
    assert _claim(store, clock) is None
    with store.write(WORKS) as tx:
        tx.duties.close_claimed(duty)
    clock.move(LEASE * 2)
    assert _claim(store, clock) is None


def test_a_duty_waits_for_its_time_and_is_brought_forward(
    store: SqlStore, clock: FakeClock
) -> None:
    _owe(store, clock, after=SOON * 2)
    assert _claim(store, clock) is None
    _owe(store, clock, after=SOON)
    _owe(store, clock, after=SOON * 3)
    clock.move(SOON)
    assert _taken(store, clock).subject == "pay_1"


def test_the_oldest_due_duty_comes_first(store: SqlStore, clock: FakeClock) -> None:
    now = clock.real_now()
    with store.write(WORKS) as tx:
        tx.duties.owe(CHECK, "late", now - SOON)
    with store.write(system(GLOBEX)) as tx:
        tx.duties.owe(CHECK, "later", now - SOON * 2)
    assert [_taken(store, clock).subject for _ in range(2)] == ["later", "late"]


def test_the_worker_leaves_a_duty_alone_that_its_writer_does_itself(
    store: SqlStore, clock: FakeClock
) -> None:
    _owe(store, clock, lease=True)
    assert _claim(store, clock) is None
    clock.move(LEASE)
    assert _taken(store, clock).fence == 1


def test_a_writer_closes_its_own_duty(store: SqlStore, clock: FakeClock) -> None:
    _owe(store, clock, lease=True)
    with store.write(system(GLOBEX)) as tx:
        tx.duties.close(CHECK, "pay_1")
    with store.write(WORKS) as tx:
        tx.duties.close(CHECK, "nothing")
    clock.move(LEASE)
    assert _claim(store, clock) is not None
    with store.write(WORKS) as tx:
        tx.duties.close(CHECK, "pay_1")
    clock.move(LEASE)
    assert _claim(store, clock) is None


def test_a_writer_that_owes_again_without_lease_hands_over_at_once(
    store: SqlStore, clock: FakeClock
) -> None:
    _owe(store, clock, lease=True)
    _owe(store, clock)
    assert _taken(store, clock).subject == "pay_1"


def test_a_worker_whose_lease_ran_out_changes_nothing(store: SqlStore, clock: FakeClock) -> None:
    _owe(store, clock)
    stale = _taken(store, clock)
    clock.move(LEASE)
    fresh = _taken(store, clock)
    assert (fresh.fence, fresh.attempts) == (2, 2)
    with store.write(WORKS) as tx, pytest.raises(StaleWorker):
        tx.duties.close_claimed(stale)
    with store.write(WORKS) as tx, pytest.raises(StaleWorker):
        tx.duties.postpone(stale, clock.real_now(), "late")
    with store.write(system(GLOBEX)) as tx, pytest.raises(StaleWorker):
        tx.duties.close_claimed(fresh)
    with store.write(WORKS) as tx:
        tx.duties.close_claimed(fresh)


def test_a_postponed_duty_comes_back_with_its_attempts(store: SqlStore, clock: FakeClock) -> None:
    _owe(store, clock)
    duty = _taken(store, clock)
    with store.write(WORKS) as tx:
        tx.duties.postpone(duty, clock.real_now() + SOON, "provider down")
    assert _claim(store, clock) is None
    clock.move(SOON)
    assert _taken(store, clock).attempts == 2


def test_what_is_owed_again_during_the_work_is_done_again_at_its_time(
    store: SqlStore, clock: FakeClock
) -> None:
    _owe(store, clock)
    duty = _taken(store, clock)
    _owe(store, clock, after=SOON * 2)
    _owe(store, clock, after=SOON)
    assert _claim(store, clock) is None
    with store.write(WORKS) as tx:
        tx.duties.close_claimed(duty)
    assert _claim(store, clock) is None
    clock.move(SOON)
    again = _taken(store, clock)
    assert again.attempts == 1
    with store.write(WORKS) as tx:
        tx.duties.close_claimed(again)
    clock.move(LEASE)
    assert _claim(store, clock) is None


def test_a_duty_rolled_back_was_never_owed(store: SqlStore, clock: FakeClock) -> None:
    def owe_and_fail() -> None:
        with store.write(WORKS) as tx:
            tx.duties.owe(CHECK, "pay_1", clock.real_now())
            raise LookupError

    with pytest.raises(LookupError):
        owe_and_fail()
    assert _claim(store, clock) is None


def test_the_sole_owner_frees_every_lease_at_start(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    populate(sqlite_store)
    _owe(sqlite_store, clock)
    before = _taken(sqlite_store, clock)
    with sqlite_store.write(speaker()) as tx:
        tx.conversations.add(a_thread())
        assert tx.conversations.take_turn(THREAD, "dead", clock.real_now() + LEASE)
    sqlite_store.directory.release_leases()
    assert _taken(sqlite_store, clock).fence > before.fence
    with sqlite_store.write(WORKS) as tx, pytest.raises(StaleWorker):
        tx.duties.close_claimed(before)
    with sqlite_store.write(speaker()) as tx:
        assert tx.conversations.take_turn(THREAD, "alive", clock.real_now() + LEASE)
