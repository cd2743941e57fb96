"""Money on a bill of a source: counted once, asked for once, and never lost without a human."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from billing.bills import Bill, BillQuery, BillState
from billing.disputes import DisputeReport, DisputeState
from billing.errors import ProviderUnavailable
from billing.hosted_pages import SavedMethod
from billing.ids import BillId, ConnectionId, CustomerId
from billing.payments import Payment, PaymentState, not_made
from billing.refunds import Refund
from billing.sources import SourceBill, SourcePage
from billing.stores.store import SqlStore
from billing.syncs import SyncPhase
from billing.use_cases import _source_pull as module
from billing.use_cases.apply_dispute import apply_dispute
from billing.use_cases.apply_payment_report import apply_payment_report
from billing.use_cases.apply_refund_report import settle_held_refund
from billing.use_cases.approve_quote import approve_quote
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.sync_source import sync_page
from tests.billing.use_cases.source_till import (
    SourceTill,
    bill_there,
    customer_there,
    open_source_till,
    usd,
)
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, NORA
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome
from tests.fakes_sources import Biller

HERE = ConnectionId(CONNECTION)


@pytest.fixture
def source(sqlite_store: SqlStore, clock: FakeClock) -> SourceTill:
    return open_source_till(sqlite_store, clock)


@pytest.fixture
def each_source(store: SqlStore, clock: FakeClock) -> SourceTill:
    """The same over SQLite and over PostgreSQL."""
    return open_source_till(store, clock)


def tickets(source: SourceTill) -> dict[str, object]:
    """What finance was called about, and how much above the bill each says was paid."""
    with source.store.read(WORKER) as tx:
        found = tx.tickets.list().items
    packets = {each.subject: dict(each.packet) for each in found}
    assert not any("refund_minor" in packet for packet in packets.values())
    return {
        subject: packet.get("above_minor", packet.get("excess_minor"))
        for subject, packet in packets.items()
    }


def called_failed(source: SourceTill, minor: int | None = None) -> Payment:
    """A charge that took money, of which we said in the end that it did not."""
    source.biller.counts_late = True
    source.pull()
    payment = in_doubt(source, source.ours().id, Outcome.UNKNOWN_AFTER_CHARGE, minor)
    ended = apply_payment_report(source.ports, WORKER, payment.id, not_made(payment))
    assert ended.state is PaymentState.FAILED
    source.clock.move(timedelta(hours=1))
    return ended


def in_doubt(
    source: SourceTill, bill_id: BillId, outcome: Outcome, minor: int | None = None
) -> Payment:
    who = source.speaker()
    source.biller.script.append(outcome)
    quote = pay_bill(source.ports, who, PayRequest((bill_id,), minor))
    (payment,) = approve_quote(source.ports, who, quote.id, channel="button").payments
    assert payment.state is PaymentState.UNKNOWN
    return payment


def paid_by_us(source: SourceTill) -> Payment:
    """The bill, paid here and counted there, long enough ago."""
    source.pull()
    assert source.pay_synced() == PaymentState.SUCCEEDED
    source.clock.move(timedelta(hours=1))
    source.pull()
    with source.store.read(WORKER) as tx:
        return tx.payments.of_bill(source.ours().id)[-1]


def of_our_own(bill_id: str, owner: CustomerId) -> Bill:
    """A bill from before there was a source, of the number of the biller's b-1."""
    return Bill(
        id=BillId(bill_id),
        number="PM-b-1",
        customer_id=owner,
        category="bill",
        description="Water",
        issued_on=date(2026, 3, 1),
        due_on=date(2026, 3, 20),
        amount=usd("97.40"),
        state=BillState.OPEN,
    )


def test_a_late_charge_that_the_biller_counted_is_counted_once(each_source: SourceTill) -> None:
    failed = called_failed(each_source)
    each_source.biller.pay_there("b-1", usd("97.40"))
    each_source.pull()
    assert each_source.ours().elsewhere == usd("97.40"), "all we know is that it is paid there"
    apply_payment_report(each_source.ports, WORKER, failed.id, each_source.biller.taken()[-1])
    bill = each_source.ours()
    assert (bill.state, bill.paid, bill.elsewhere) == (BillState.PAID, usd("97.40"), usd("0.00"))
    assert tickets(each_source) == {
        "A payment we had called failed was charged after all: compare with the source": None,
        "More was paid than the bill asks: compare with the source": 9740,
    }
    each_source.wait(minutes=5)
    again = each_source.ours()
    assert (again.paid, again.elsewhere) == (usd("97.40"), usd("0.00")), "the biller was asked"


def test_a_late_charge_of_a_part_is_put_right_by_the_bills_source(source: SourceTill) -> None:
    failed = called_failed(source, 4000)
    source.biller.pay_there("b-1", usd("40.00"))
    source.pull()
    assert source.ours().balance == usd("57.40")
    apply_payment_report(source.ports, WORKER, failed.id, source.biller.taken()[-1])
    source.wait(minutes=5)
    bill = source.ours()
    assert (bill.paid, bill.elsewhere, bill.balance) == (usd("40.00"), usd("0.00"), usd("57.40"))


def test_what_was_paid_at_the_counter_stays_when_the_rest_is_charged_late(
    source: SourceTill,
) -> None:
    source.biller.pay_there("b-1", usd("40.00"))
    failed = called_failed(source)
    apply_payment_report(source.ports, WORKER, failed.id, source.biller.taken()[-1])
    bill = source.ours()
    assert (bill.elsewhere, bill.state) == (usd("40.00"), BillState.PAID), "it is not asked again"
    source.biller.pay_there("b-1", usd("57.40"))
    source.wait(minutes=5)
    assert (source.ours().elsewhere, source.ours().paid) == (usd("40.00"), usd("97.40"))


def test_a_bill_known_by_its_number_that_waits_is_news_when_the_wait_is_over(
    each_source: SourceTill,
) -> None:
    each_source.biller.ledger = []
    each_source.pull()
    own = of_our_own("own-1", each_source.speaker().require_customer())
    with each_source.store.write(WORKER) as tx:
        tx.bills.put(own)
    payment = in_doubt(each_source, own.id, Outcome.UNKNOWN_BEFORE_CHARGE)
    each_source.biller.change(bill_there(due="0.00"))
    each_source.pull()
    assert each_source.why() == {"b-1": "a payment of ours is on its way"}
    apply_payment_report(each_source.ports, WORKER, payment.id, not_made(payment))
    each_source.wait(minutes=5)
    assert each_source.ours().id == own.id
    assert each_source.ours().state is BillState.PAID, "else it is paid here once more"
    assert not each_source.aside()


def test_a_refund_of_ours_in_doubt_is_waited_for(each_source: SourceTill) -> None:
    payment = paid_by_us(each_source)
    refund = Refund(
        id="ref-1",
        payment_id=payment.id,
        amount=payment.amount,
        state=PaymentState.CREATED,
        created_at=each_source.clock.now(),
        ordinal=0,
        reopens=True,
        asked_by="finance:f-1",
        key="ref-key-1",
    )
    with each_source.store.write(WORKER) as tx:
        tx.refunds.add(refund)
        sent = replace(refund, state=PaymentState.SUBMITTING)
        tx.refunds.update(sent, was=refund.state)
        doubtful = replace(refund, state=PaymentState.UNKNOWN)
        tx.refunds.update(doubtful, was=sent.state)
    each_source.biller.pay_there("b-1", usd("-97.40"))
    each_source.biller.pay_there("b-1", usd("97.40"))
    each_source.pull()
    assert each_source.why() == {"b-1": "a refund of ours is on its way"}
    with each_source.store.write(WORKER) as tx:
        done = replace(doubtful, state=PaymentState.SUCCEEDED)
        settle_held_refund(each_source.ports, tx, doubtful, done)
    assert each_source.ours().balance == usd("97.40")
    each_source.wait(minutes=5)
    bill = each_source.ours()
    assert (bill.state, bill.elsewhere) == (BillState.PAID, usd("97.40")), "paid at the counter"


def test_a_bill_lowered_below_what_we_took_calls_finance(each_source: SourceTill) -> None:
    paid_by_us(each_source)
    each_source.biller.change(bill_there(total="60.00", due="0.00"))
    each_source.pull()
    assert (each_source.ours().amount, each_source.ours().paid) == (usd("60.00"), usd("97.40"))
    subject = "A bill asks less at its source now than was paid here: a refund may be due"
    assert tickets(each_source) == {subject: 3740}


def test_a_bill_lowered_to_no_less_than_we_took_calls_nobody(source: SourceTill) -> None:
    source.pull()
    source.pay_synced(amount_minor=6000)
    source.clock.move(timedelta(hours=1))
    source.biller.change(bill_there(total="60.00", due="0.00"))
    source.pull()
    assert source.ours().state is BillState.PAID
    assert tickets(source) == {}


def test_a_number_that_another_customer_has_too_hides_no_bill_of_ours(
    each_source: SourceTill,
) -> None:
    each_source.biller.ledger = []
    each_source.pull()
    who = each_source.speaker()
    with each_source.store.write(WORKER) as tx:
        tx.bills.put(of_our_own("own-ada", who.require_customer()))
        tx.bills.put(replace(of_our_own("own-nora", NORA), issued_on=date(2026, 3, 2)))
    each_source.biller.change(bill_there())
    each_source.pull()
    with each_source.store.read(who) as tx:
        (mine,) = tx.bills.list(BillQuery()).items
    assert (mine.id, each_source.ours().id) == ("own-ada", "own-ada"), "one debt, one bill"


def test_a_number_of_several_bills_is_left_to_a_human(source: SourceTill) -> None:
    source.biller.ledger = []
    source.pull()
    ada = source.speaker().require_customer()
    with source.store.write(WORKER) as tx:
        tx.bills.put(of_our_own("own-1", ada))
        tx.bills.put(of_our_own("own-2", ada))
    source.biller.change(bill_there())
    source.pull()
    assert source.why() == {"b-1": "the customer has several bills of its number here"}
    assert not source.has("b-1")


def test_what_a_bank_took_back_is_not_paid_elsewhere(each_source: SourceTill) -> None:
    payment = paid_by_us(each_source)
    assert payment.provider_ref is not None
    for state in (DisputeState.OPEN, DisputeState.LOST):
        told = DisputeReport("dp-1", payment.provider_ref, state, payment.amount, "fraud", None)
        apply_dispute(each_source.ports, WORKER, HERE, told)
    there = each_source.biller.bill_there("b-1")
    each_source.biller.change(replace(there, due_on=date(2026, 3, 25)))
    each_source.pull()
    assert [row.waits for row in each_source.aside()] == [True], "it may hear of it yet"
    each_source.wait(hours=1)
    bill = each_source.ours()
    assert (bill.state, bill.balance) == (BillState.OPEN, usd("97.40"))
    assert each_source.why() == {"b-1": "what a bank took back may still be counted as paid there"}
    assert [row.waits for row in each_source.aside()] == [False], "a human looks"
    each_source.biller.pay_there("b-1", usd("-97.40"))
    each_source.pull()
    assert (each_source.ours().due_on, each_source.aside()) == (date(2026, 3, 25), ())


class Forgetful(Biller):
    """A biller that cannot say what some of its customers pay with."""

    lost: frozenset[str]

    def methods(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        if customer_ref in self.lost:
            raise ProviderUnavailable("it did not do it: status 500")
        return Biller.methods(self, customer_ref)


def forget(source: SourceTill, *refs: str) -> None:
    source.biller.__class__ = Forgetful
    Forgetful.lost = frozenset(refs)


def test_one_customer_whose_methods_cannot_be_read_stops_nobody(source: SourceTill) -> None:
    source.biller.meet(customer_there("cu-lost"))
    forget(source, "cu-lost")
    assert source.pull().phase is SyncPhase.DONE
    assert source.has("b-1")
    assert source.why() == {"cu-lost": "what it can pay with cannot be read there"}


def test_where_nobodys_methods_can_be_read_the_source_is_out(source: SourceTill) -> None:
    refs = [f"cu-{number}" for number in range(module.MANY)]
    source.biller.people = [customer_there(ref) for ref in refs]
    forget(source, *refs)
    with pytest.raises(ProviderUnavailable):
        source.pull()
    assert not source.aside()


def test_a_page_and_a_payment_of_several_bills_do_not_lock_each_other_out(
    each_source: SourceTill,
) -> None:
    for number in range(2, 10):
        each_source.biller.change(bill_there(f"b-{number}", "10.00"))
    each_source.pull()
    refs = [f"b-{number}" for number in range(1, 10)]
    ids = sorted(each_source.ours(ref).id for ref in refs)
    assert ids != [each_source.ours(ref).id for ref in refs], "the orders differ"
    for number in range(2, 10):
        each_source.biller.change(bill_there(f"b-{number}", "11.00"))
    each_source.biller.change(bill_there(total="98.40"))
    begun, faults = threading.Event(), list[BaseException]()

    def pay_all() -> None:
        try:
            with each_source.store.inner.write(WORKER) as tx:
                tx.bills.lock(ids[0])
                begun.set()
                threading.Event().wait(1.0)  # the page is being written meanwhile
                for bill_id in ids[1:]:
                    tx.bills.lock(bill_id)
        except BaseException as fault:
            faults.append(fault)

    payer = threading.Thread(target=pay_all)
    payer.start()
    assert begun.wait(10)
    each_source.pull()
    payer.join(30)
    assert faults == []
    assert each_source.ours().amount == usd("98.40")


class Circling(Biller):
    """A biller whose cursors lead back to where they came from."""

    def bills(
        self, *, cursor: str | None = None, since: object = None, limit: int = 100
    ) -> SourcePage[SourceBill]:
        self.pulls.append(f"bills {cursor}")
        return SourcePage((), "B" if cursor == "A" else "A", True, ())


def test_cursors_that_go_round_in_circles_are_a_fault_of_the_source(source: SourceTill) -> None:
    source.biller.__class__ = Circling
    source.owe_pull()
    source.work()
    assert len(source.biller.pulls) < 10
    assert source.state().problem == "the source goes round in circles"
    assert source.state().failures == 1
    asked = len(source.biller.pulls)
    source.wait(seconds=20)
    assert len(source.biller.pulls) == asked, "not at once again"


def test_a_round_without_an_end_is_given_up_and_begun_anew(
    source: SourceTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "A_ROUND", 5)
    source.biller.__class__ = Circling
    with pytest.raises(ProviderUnavailable):
        source.pull()
    assert source.state().failures == 1
    source.biller.__class__ = Biller
    assert sync_page(source.ports, WORKER, HERE).phase is SyncPhase.BILLS
    assert source.state().customers + source.state().bills <= 1
    assert source.pull().phase is SyncPhase.DONE
