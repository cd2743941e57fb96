"""Two at once on a database that locks rows: the later sees the earlier, nobody waits in a ring."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from threading import Barrier, BrokenBarrierError, Lock, get_ident

import pytest
from sqlalchemy import event

from billing.bill_disputes import BillDisputeState
from billing.bills import BillQuery
from billing.duties import DutyKind
from billing.errors import BillingError
from billing.ids import BillId, PlanId
from billing.ports import Tx
from billing.promises import PromiseKind
from billing.quotes import Quote
from billing.stores.store import SqlStore
from billing.tickets import TICKETS_PER_DAY
from billing.use_cases._note import note
from billing.use_cases.add_method import PAGES_PER_DAY
from billing.use_cases.change_plan import PlanWish, change_plan
from billing.use_cases.close_bill_dispute import Ending, close_bill_dispute
from billing.use_cases.dispute_charge import DisputeWish, dispute_charge
from billing.use_cases.hand_over import HandOver, hand_over
from billing.use_cases.open_payment_link import LINKS_PER_DAY, open_payment_link
from billing.use_cases.promise_to_pay import PromiseWish, promise_to_pay
from billing.use_cases.set_default_method import set_default_method
from tests.billing.use_cases.back_till import staff
from tests.billing.use_cases.page_till import BANK, VISA, open_page_till, two_methods
from tests.billing.use_cases.till import HB_100, LEASE, WORKER, Till, open_till
from tests.builders import POLICY, february, method, money, plan, subscription
from tests.fakes import FakeClock
from tests.fakes_pages import LINKS

PATIENCE_S = 1.0
"""How long one waits for the other to come as far; where a lock keeps it back, it never does."""


@dataclass
class MeetingIds:
    """`ports.Ids` that count; two who make an id of `prefix` while `together` wait to be two."""

    prefix: str
    together: bool = False
    _meeting: Barrier = field(default_factory=lambda: Barrier(2))
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _lock: Lock = field(default_factory=Lock)

    def new(self, prefix: str) -> str:
        if self.together and prefix == self.prefix:
            with suppress(BrokenBarrierError):
                self._meeting.wait(PATIENCE_S)
        with self._lock:
            return f"{prefix}_{next(self._numbers):04d}"


def both(*acts: Callable[[], object]) -> list[str]:
    """What became of two acts that begin at once: `done`, or the refusal's name."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait(10)
        try:
            act()
        except BillingError as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def meeting(till: Till, prefix: str) -> MeetingIds:
    ids = MeetingIds(prefix)
    till.ports = replace(till.ports, ids=ids)
    return ids


@pytest.mark.postgres
def test_two_tabs_with_two_bills_leave_one_offer(
    postgres_store: SqlStore, clock: FakeClock
) -> None:
    other = replace(february(), id=BillId("HB-101"), number="HB-101")
    till = open_till(postgres_store, clock, february(), other, method())
    meeting(till, "qt").together = True
    assert both(lambda: till.ask(HB_100), lambda: till.ask("HB-101")) == ["done", "done"]
    with postgres_store.read(WORKER) as tx:
        assert len(tx.quotes.open_of(till.who.require_customer())) == 1


@pytest.mark.postgres
def test_two_yes_to_one_change_of_plan_make_it_once(
    postgres_store: SqlStore, clock: FakeClock
) -> None:
    plans = plan("hb-home", "10.00"), plan("hb-plus", "20.00")
    till = open_till(postgres_store, clock, *plans, subscription("hb-home"))
    quote = change_plan(till.ports, till.who, PlanWish(PlanId("hb-plus")))
    meeting(till, "bill").together = True
    assert both(lambda: till.approve(quote), lambda: till.approve(quote)) == ["done", "done"]
    with postgres_store.read(WORKER) as tx:
        assert len(tx.bills.list(BillQuery()).items) == 1


@pytest.mark.postgres
def test_two_yes_to_one_dispute_open_it_once(postgres_store: SqlStore, clock: FakeClock) -> None:
    till = open_till(postgres_store, clock)
    quote = dispute_charge(till.ports, till.who, DisputeWish(BillId(HB_100), line=2))
    assert isinstance(quote, Quote)
    meeting(till, "bdp").together = True
    assert both(lambda: till.approve(quote), lambda: till.approve(quote)) == ["done", "done"]
    assert till.bill().disputed == money("14.00")
    with postgres_store.read(WORKER) as tx:
        assert len(tx.bill_disputes.of_bill(BillId(HB_100))) == len(tx.tickets.list().items) == 1


@pytest.mark.postgres
def test_a_dispute_that_two_end_differently_ends_once(
    postgres_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(postgres_store, clock)
    quote = dispute_charge(till.ports, till.who, DisputeWish(BillId(HB_100), line=2))
    assert isinstance(quote, Quote)
    till.approve(quote)
    with postgres_store.read(WORKER) as tx:
        (dispute,) = tx.bill_disputes.of_bill(BillId(HB_100))
    finance = staff()

    def end(outcome: BillDisputeState) -> object:
        return close_bill_dispute(till.ports, finance, dispute.id, Ending(outcome))

    ended = both(lambda: end(BillDisputeState.UPHELD), lambda: end(BillDisputeState.REJECTED))
    assert ended == ["Conflict", "done"]
    assert till.bill().disputed is None
    with postgres_store.read(WORKER) as tx:
        upheld = tx.bill_disputes.get(dispute.id).state is BillDisputeState.UPHELD
    assert till.bill().amount == money("83.40" if upheld else "97.40")


@pytest.mark.postgres
def test_a_yes_to_more_time_and_a_yes_to_pay_at_once_do_both_or_one(
    postgres_store: SqlStore, clock: FakeClock
) -> None:
    """Two people of one account: the second offer ended the first."""
    rules = replace(POLICY, extension_days=14, extension_times_per_year=1)
    till = open_till(postgres_store, clock, policy=rules)
    wish = PromiseWish(BillId(HB_100), PromiseKind.EXTENSION)
    longer = promise_to_pay(till.ports, till.who, wish)
    assert isinstance(longer, Quote)
    pay = till.ask()
    ends = both(lambda: till.approve(longer), lambda: till.approve(pay))
    assert ends == ["QuoteSuperseded", "done"]
    assert till.bill().extended_until is None
    assert till.bill().balance.is_zero


@pytest.mark.postgres
def test_of_two_who_ask_for_the_days_last_page_one_is_told(
    postgres_store: SqlStore, clock: FakeClock
) -> None:
    paged = open_page_till(postgres_store, clock)
    ids = meeting(paged.till, "add")
    for _ in range(PAGES_PER_DAY - 1):
        paged.add()
    ids.together = True
    assert both(paged.add, paged.add) == ["TooMany", "done"]


@pytest.mark.postgres
def test_of_two_who_ask_for_the_days_last_link_one_is_told(
    postgres_store: SqlStore, clock: FakeClock
) -> None:
    bills = [
        replace(february(), id=BillId(f"HB-{n}"), number=f"HB-{n}")
        for n in range(LINKS_PER_DAY + 1)
    ]
    till = open_page_till(postgres_store, clock, *bills, can=LINKS).till
    ids = meeting(till, "pay")

    def link(number: int) -> object:
        return open_payment_link(till.ports, till.who, BillId(f"HB-{number}"))

    for number in range(LINKS_PER_DAY - 1):
        link(number)
    ids.together = True
    last = LINKS_PER_DAY - 1
    assert both(lambda: link(last), lambda: link(last + 1)) == ["TooMany", "done"]


@pytest.mark.postgres
def test_of_two_who_open_the_days_last_case_one_is_told(
    postgres_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(postgres_store, clock)
    ids = meeting(till, "tk")

    def case() -> object:
        return hand_over(till.ports, till.who, HandOver("other", "help"))

    for _ in range(TICKETS_PER_DAY - 1):
        case()
    ids.together = True
    assert both(case, case) == ["TooMany", "done"]


@contextmanager
def meeting_after(store: SqlStore, beginning: str) -> Iterator[None]:
    """Whoever ran their first statement with this `beginning` waits for the other to have, too."""
    meeting, met = Barrier(2), set[int]()

    def after(*told: object) -> None:
        if str(told[2]).startswith(beginning) and get_ident() not in met:
            met.add(get_ident())
            with suppress(BrokenBarrierError):
                meeting.wait(PATIENCE_S)

    event.listen(store.engine, "after_cursor_execute", after)
    yield
    event.remove(store.engine, "after_cursor_execute", after)


@pytest.mark.postgres
def test_two_choices_of_the_usual_way_to_pay_leave_one(
    postgres_store: SqlStore, clock: FakeClock
) -> None:
    two = two_methods(postgres_store, clock)
    ports, who = two.till.ports, two.till.who
    with meeting_after(postgres_store, "UPDATE methods"):
        chosen = both(
            lambda: set_default_method(ports, who, VISA),
            lambda: set_default_method(ports, who, BANK),
        )
    assert chosen == ["done", "done"]
    assert [usual for _, usual in two.names()] == [True, False]


@pytest.mark.postgres
def test_noting_before_a_bill_is_locked_and_after_it_is_no_ring(
    postgres_store: SqlStore, clock: FakeClock
) -> None:
    """Every change is noted, some before their bill is taken and some after."""
    till = open_till(postgres_store, clock)
    halfway = Barrier(2)

    def noted(tx: Tx) -> None:
        note(till.ports, tx, "tested", HB_100)

    def taken(tx: Tx) -> None:
        tx.bills.lock(BillId(HB_100))

    def change(first: Callable[[Tx], None], second: Callable[[Tx], None]) -> None:
        with till.store.write(WORKER) as tx:
            first(tx)
            halfway.wait(10)
            second(tx)

    till.work()
    assert both(lambda: change(noted, taken), lambda: change(taken, noted)) == ["done", "done"]
    assert till.verbs(HB_100).count("tested") == 2


def test_what_is_noted_while_the_sealer_works_is_sealed_too(
    store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(store, clock)
    till.wait(seconds=2)

    def noted() -> None:
        with store.write(WORKER) as tx:
            note(till.ports, tx, "tested", HB_100)

    noted()
    clock.move(timedelta(seconds=2))
    sealer = store.directory.claim_duty(clock.real_now(), LEASE)
    assert sealer is not None
    assert sealer.kind is DutyKind.SEAL_AUDIT
    with store.write(WORKER) as tx:
        tx.trail.seal()
    noted()
    with store.write(WORKER) as tx:
        tx.duties.close_claimed(sealer)
    till.wait(seconds=2)
    with store.read(WORKER) as tx:
        assert [one.number > 0 for one in tx.trail.of_subject(HB_100)] == [True, True]
