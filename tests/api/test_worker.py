"""The duty loop: one bad duty, or a database that is away, never ends it; stopping does."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from api.worker import LANES, LEASE, LETTERS, MONEY, Worker
from billing.duties import Duty, DutyKind
from billing.errors import StoreUnavailable
from billing.ids import ConnectionId, TenantId
from billing.ports import Directory, Ports, Store, Tx
from billing.principal import Principal, system
from tests import builders
from tests.fakes import FakeClock

HARBOR = system(builders.HARBOR)
PATIENCE_S = 5


@pytest.fixture
def ports(sqlite_store: Store, clock: FakeClock) -> Ports:
    builders.put_world(sqlite_store)
    return builders.ports(sqlite_store, clock)


@dataclass
class Diary:
    """A handler that writes down what it did; some subjects go wrong, all are closed."""

    faults: dict[str, Exception] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    during: Callable[[], None] = lambda: None

    def __call__(self, ports: Ports, duty: Duty) -> None:
        self.done.append(duty.subject)
        self.during()
        if duty.subject in self.faults:
            raise self.faults[duty.subject]
        with ports.store.write(system(duty.tenant_id)) as tx:
            tx.duties.close_claimed(duty)


def owe(ports: Ports, *subjects: str, kind: DutyKind = DutyKind.CHECK_PAYMENT) -> None:
    for number, subject in enumerate(subjects):
        due_at = ports.clock.real_now() - timedelta(minutes=1) + timedelta(seconds=number)
        with ports.store.write(HARBOR) as tx:
            tx.duties.owe(kind, subject, due_at)


@contextmanager
def running(worker: Worker) -> Iterator[None]:
    worker.start()
    try:
        yield
    finally:
        worker.stop(PATIENCE_S)


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_a_step_does_the_oldest_due_duty_and_says_when_there_is_none(ports: Ports) -> None:
    diary = Diary()
    worker = Worker(ports, diary)
    assert not worker.step()
    owe(ports, "first", "second")
    assert [worker.step(), worker.step(), worker.step()] == [True, True, False]
    assert diary.done == ["first", "second"]


@pytest.mark.parametrize("fault", [RuntimeError("a bug"), KeyError("x"), AssertionError()])
def test_a_duty_with_a_bug_stops_nobody_and_is_tried_again(
    ports: Ports, clock: FakeClock, fault: Exception
) -> None:
    diary = Diary({"bad": fault})
    owe(ports, "bad", "good")
    with running(Worker(ports, diary)):
        until(lambda: diary.done == ["bad", "good"])
    assert not Worker(ports, diary).step()  # leased: nobody hammers it
    clock.move_real(LEASE)
    assert Worker(ports, diary).step()  # the loop waits for nothing: the next duty may be well
    diary.done.pop()
    clock.move_real(LEASE)
    diary.faults.clear()
    assert Worker(ports, diary).step()
    assert diary.done == ["bad", "good", "bad"]
    clock.move_real(LEASE)
    assert not Worker(ports, diary).step()


@dataclass
class AwayDirectory:
    """A directory behind a database that goes away for a while."""

    inner: Directory
    faults: list[Exception] = field(default_factory=list)

    def tenants(self) -> tuple[TenantId, ...]:
        return self.inner.tenants()

    def tenant_of_endpoint(self, endpoint_token: str) -> tuple[TenantId, ConnectionId] | None:
        return self.inner.tenant_of_endpoint(endpoint_token)

    def tenant_of_issuer(self, issuer: str) -> tuple[TenantId, ...]:
        return self.inner.tenant_of_issuer(issuer)

    def tenant_of_paymentus(self, issuer: str) -> tuple[TenantId, ...]:
        return self.inner.tenant_of_paymentus(issuer)

    def tenant_of_page(self, page_token: str) -> TenantId | None:
        return self.inner.tenant_of_page(page_token)

    def claim_duty(
        self, now: datetime, lease: timedelta, kinds: frozenset[DutyKind] | None = None
    ) -> Duty | None:
        if self.faults:
            raise self.faults.pop()
        return self.inner.claim_duty(now, lease, kinds)

    def release_leases(self) -> None:
        self.inner.release_leases()

    def salt(self) -> bytes:
        return self.inner.salt()


@dataclass
class AwayStore:
    inner: Store
    directory: Directory

    def read(self, principal: Principal) -> AbstractContextManager[Tx]:
        return self.inner.read(principal)

    def write(self, principal: Principal) -> AbstractContextManager[Tx]:
        return self.inner.write(principal)

    def close(self) -> None:
        self.inner.close()


@pytest.mark.parametrize("fault", [StoreUnavailable(), RuntimeError("a driver's own error")])
def test_a_database_that_is_away_is_waited_for(ports: Ports, fault: Exception) -> None:
    away = AwayDirectory(ports.store.directory, [fault] * 3)
    diary = Diary()
    owe(ports, "patient")
    store = AwayStore(ports.store, away)
    with running(Worker(replace(ports, store=store), diary, busy_wait_s=0.01)):
        until(lambda: diary.done == ["patient"])
    assert away.faults == []


def test_a_database_that_goes_away_during_a_duty_is_waited_for(ports: Ports) -> None:
    diary = Diary({"unlucky": StoreUnavailable()})
    owe(ports, "unlucky", "next")
    with running(Worker(ports, diary, busy_wait_s=0.01)):
        until(lambda: diary.done == ["unlucky", "next"])


def test_stopping_an_idle_worker_takes_no_time(ports: Ports) -> None:
    worker = Worker(ports, Diary())
    worker.start()
    began = time.monotonic()
    worker.stop(PATIENCE_S)
    assert time.monotonic() - began < 1
    assert not [each.name for each in threading.enumerate() if each.name.startswith("worker-")]


def test_stopping_finishes_the_duty_in_hand_and_takes_no_other(ports: Ports) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        entered.set()
        leave.wait(PATIENCE_S)

    diary = Diary(during=hold)
    owe(ports, "in hand", "not yet")
    worker = Worker(ports, diary)
    worker.start()
    assert entered.wait(PATIENCE_S)
    began = time.monotonic()
    worker.stop(0.05)  # the grace ends, whatever the duty does
    assert time.monotonic() - began < 1
    leave.set()
    worker.stop(PATIENCE_S)
    assert diary.done == ["in hand"]
    assert [worker.step(), worker.step()] == [True, False]
    assert diary.done == ["in hand", "not yet"]


def test_every_kind_of_duty_has_a_lane_and_letters_have_none_with_money() -> None:
    assert frozenset().union(*LANES) == frozenset(DutyKind)
    assert all(LETTERS.isdisjoint(lane) or lane == LETTERS for lane in LANES)
    assert LANES.count(MONEY) == 1, "money moves in one order"


def test_a_lane_takes_its_own_kinds_and_leaves_the_others(ports: Ports) -> None:
    diary = Diary()
    worker = Worker(ports, diary)
    owe(ports, "letter", kind=DutyKind.DELIVER)
    owe(ports, "payment")
    assert [worker.step(MONEY), worker.step(MONEY)] == [True, False]
    assert diary.done == ["payment"]
    assert [worker.step(LETTERS), worker.step(LETTERS)] == [True, False]
    assert diary.done == ["payment", "letter"]


def test_a_comparison_that_takes_long_holds_up_no_payment(ports: Ports) -> None:
    entered, leave = threading.Event(), threading.Event()
    diary = Diary()

    def handle(ports: Ports, duty: Duty) -> None:
        if duty.kind is DutyKind.COMPARE_STATEMENT:
            entered.set()
            leave.wait(PATIENCE_S)
        diary(ports, duty)

    owe(ports, "con-1", kind=DutyKind.COMPARE_STATEMENT)
    with running(Worker(ports, handle)):
        assert entered.wait(PATIENCE_S)
        owe(ports, "payment")
        until(lambda: diary.done == ["payment"])
        leave.set()
        until(lambda: len(diary.done) == 2)


def test_receivers_that_hang_hold_up_no_payment(ports: Ports) -> None:
    hung, leave = threading.Semaphore(0), threading.Event()
    diary = Diary()

    def handle(ports: Ports, duty: Duty) -> None:
        if duty.kind is DutyKind.DELIVER:
            hung.release()
            leave.wait(PATIENCE_S)
        diary(ports, duty)

    owe(ports, "letter-1", "letter-2", "letter-3", kind=DutyKind.DELIVER)
    with running(Worker(ports, handle)):
        assert hung.acquire(timeout=PATIENCE_S)
        assert hung.acquire(timeout=PATIENCE_S), "two letters leave at once"
        owe(ports, "payment-1", "payment-2")
        until(lambda: diary.done == ["payment-1", "payment-2"])
        assert not hung.acquire(blocking=False), "and not three"
        leave.set()
        until(lambda: len(diary.done) == 5)
