"""Refunds in doubt: crashes, silence, forgotten keys; found, resubmitted, freed or held."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.capabilities import Capabilities, Idempotency, Lookup
from billing.errors import AmountOutOfRange, StaleWorker
from billing.payments import SUBMIT_LEASE, PaymentState
from billing.refunds import RefundRequest
from billing.stores.store import SqlStore
from billing.use_cases.apply_refund_report import apply_refund_report
from billing.use_cases.check_refund import check_refund, hold_refund_if_too_old
from billing.use_cases.reconcile_payments import reconcile_refunds
from billing.use_cases.submit_refund import submit_refund
from tests.billing.use_cases.back_till import BackTill, open_back_till
from tests.billing.use_cases.till import WORKER
from tests.fakes import FakeClock
from tests.fakes_refunds import REFUNDING, Back

_S = PaymentState
NO_KEYS = replace(REFUNDING, idempotency=Idempotency.NONE, key_window=timedelta(0))


def opened(store: SqlStore, clock: FakeClock, can: Capabilities) -> BackTill:
    return open_back_till(store, clock, can=can)


def test_a_lost_answer_is_found_and_given_back_once(each_back: BackTill) -> None:
    paid = each_back.paid()
    doubtful = each_back.give_back(paid, None, Back.UNKNOWN_AFTER_REFUND)
    assert doubtful.state is _S.UNKNOWN
    assert "refund.unknown" in each_back.events()
    each_back.wait(seconds=5)
    assert each_back.refund(doubtful).state is _S.SUCCEEDED
    assert len(each_back.books.given) == 1
    assert not each_back.owes_a_look(doubtful)


def test_what_never_arrived_is_sent_again_with_the_same_key(each_back: BackTill) -> None:
    paid = each_back.paid()
    doubtful = each_back.give_back(paid, 500, Back.UNKNOWN_BEFORE_REFUND)
    each_back.wait(seconds=5)
    assert each_back.refund(doubtful).state is _S.SUCCEEDED
    assert {request.key for request in each_back.books.refunds_sent} == {doubtful.key}
    assert len(each_back.books.refunds_sent) == 2
    assert len(each_back.books.returned()) == 1


def test_a_process_that_dies_after_the_money_left_loses_and_doubles_nothing(
    each_back: BackTill,
) -> None:
    paid = each_back.paid()
    refund = each_back.give_back_and_die(paid, 500)
    assert refund.state is _S.SUBMITTING
    each_back.wait(seconds=5)
    assert each_back.refund(refund).state is _S.SUBMITTING
    each_back.wait(seconds=int(SUBMIT_LEASE.total_seconds()))
    assert each_back.refund(refund).state is _S.SUCCEEDED
    assert len(each_back.books.returned()) == 1


def test_past_the_keys_window_only_a_definite_absence_frees_the_room(back: BackTill) -> None:
    paid = back.paid()
    doubtful = back.give_back(paid, None, Back.UNKNOWN_BEFORE_REFUND)
    back.books.down = True
    back.wait(hours=25)
    assert back.refund(doubtful).state is _S.UNKNOWN
    back.books.down = False
    back.wait(days=1)
    assert back.refund(doubtful).state is _S.FAILED
    assert len(back.books.refunds_sent) == 1
    assert back.refundable(paid) == paid.amount
    assert back.give_back(paid).state is _S.SUCCEEDED


def test_without_keys_doubt_is_never_sent_twice(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = opened(sqlite_store, clock, NO_KEYS)
    paid = till.paid()
    doubtful = till.give_back(paid, None, Back.UNKNOWN_AFTER_REFUND)
    till.wait(seconds=5)
    assert till.refund(doubtful).state is _S.SUCCEEDED
    assert len(till.books.refunds_sent) == 1


def test_where_nothing_can_be_known_a_human_decides(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = opened(sqlite_store, clock, replace(NO_KEYS, lookup=Lookup.NONE))
    paid = till.paid()
    doubtful = till.give_back(paid, None, Back.UNKNOWN_AFTER_REFUND)
    till.wait(seconds=5)
    assert till.refund(doubtful).state is _S.UNKNOWN, "it may still be on its way"
    till.wait(seconds=30)
    assert till.refund(doubtful).state is _S.HOLD
    assert [ticket.subject for ticket in till.tickets()] == [
        "A refund waits for a human's decision"
    ]
    with pytest.raises(AmountOutOfRange):
        till.give_back(paid, 1)


def test_a_week_of_silence_ends_in_a_hold(back: BackTill) -> None:
    paid = back.paid()
    doubtful = back.give_back(paid, None, Back.UNKNOWN_AFTER_REFUND)
    back.books.down = True
    back.wait_days(8)
    assert back.refund(doubtful).state is _S.HOLD
    assert not back.owes_a_look(doubtful)


def test_an_eventual_lookup_is_waited_for(sqlite_store: SqlStore, clock: FakeClock) -> None:
    slow = replace(NO_KEYS, lookup=Lookup.EVENTUAL, lookup_horizon=timedelta(hours=2))
    till = opened(sqlite_store, clock, slow)
    doubtful = till.give_back(till.paid(), 500, Back.UNKNOWN_AFTER_REFUND)
    till.books.hidden = True
    till.wait(minutes=10)
    assert till.refund(doubtful).state is _S.UNKNOWN
    till.books.hidden = False
    till.wait(hours=2)
    assert till.refund(doubtful).state is _S.SUCCEEDED


def test_a_pending_refund_settles_when_the_bank_does(each_back: BackTill) -> None:
    paid = each_back.paid()
    pending = each_back.give_back(paid, 500, Back.PENDING)
    assert (pending.state, "refund.pending" in each_back.events()) == (_S.PENDING, True)
    assert each_back.bill().paid == paid.amount
    each_back.books.refund_becomes("re_1", _S.SUCCEEDED)
    each_back.wait(seconds=30)
    assert each_back.refund(pending).state is _S.SUCCEEDED


def test_a_worker_that_slept_past_its_lease_sends_nothing(back: BackTill) -> None:
    paid = back.paid()
    doubtful = back.give_back(paid, 500, Back.UNKNOWN_BEFORE_REFUND)
    back.books.during_lookup = lambda: back.clock.move(timedelta(seconds=41))
    with pytest.raises(StaleWorker):
        check_refund(back.ports, WORKER, doubtful.id)
    assert len(back.books.refunds_sent) == 1


def test_an_unsent_order_is_cancelled_after_an_hour_and_counts_no_more(back: BackTill) -> None:
    paid = back.paid()
    refund = replace(
        back.give_back(paid, 500, Back.UNAVAILABLE),
        id="ref_old", key="ba" + "0" * 40, state=_S.CREATED, reason=None, submitted_at=None,
        settled_at=None,
    )  # fmt: skip
    with back.store.write(WORKER) as tx:
        tx.refunds.add(refund)
    assert back.refundable(paid).amount_minor == 9240
    back.clock.move(timedelta(hours=2))
    assert check_refund(back.ports, WORKER, "ref_old").state is _S.CANCELLED
    assert back.refundable(paid) == paid.amount


def test_an_absence_does_not_undo_what_was_heard_while_it_was_asked_about(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = opened(sqlite_store, clock, NO_KEYS)
    paid = till.paid()
    doubtful = till.give_back(paid, 500, Back.UNKNOWN_AFTER_REFUND)
    till.clock.move(SUBMIT_LEASE)
    pending = replace(till.books.given[0], state=_S.PENDING)
    till.books.hidden = True

    def heard_meanwhile() -> None:
        apply_refund_report(till.ports, WORKER, doubtful.id, pending)

    till.books.during_lookup = heard_meanwhile
    assert check_refund(till.ports, WORKER, doubtful.id).state is _S.PENDING
    assert till.refundable(paid).amount_minor == 9240


def test_what_is_being_sent_once_more_is_left_to_whoever_sends_it(back: BackTill) -> None:
    """Another process looks while the worker sends again, hours after the first try."""
    refund = back.give_back(back.paid(), 500, Back.UNKNOWN_BEFORE_REFUND)
    back.clock.move(timedelta(hours=2))
    seen: list[PaymentState] = []

    def another_looks(_: RefundRequest) -> None:
        back.books.during_refund = lambda _: None
        back.books.hidden = True
        back.clock.move(SUBMIT_LEASE / 2)
        seen.append(check_refund(back.ports, WORKER, refund.id).state)
        seen.append(submit_refund(back.ports, WORKER, refund.id, again=True).state)
        seen.extend(each.after.state for each in reconcile_refunds(back.ports, WORKER))
        back.books.hidden = False

    back.books.during_refund = another_looks
    assert check_refund(back.ports, WORKER, refund.id).state is _S.SUCCEEDED
    assert seen == [_S.SUBMITTING, _S.SUBMITTING]
    assert len(back.books.refunds_sent) == 2


def test_nothing_is_sent_again_that_could_outlive_its_key(back: BackTill) -> None:
    """A refund that leaves after another was ordered in its place would be a second one."""
    refund = back.give_back(back.paid(), 500, Back.UNKNOWN_BEFORE_REFUND)
    back.clock.move(REFUNDING.key_window - SUBMIT_LEASE + timedelta(seconds=1))
    assert check_refund(back.ports, WORKER, refund.id) == refund
    back.clock.move(SUBMIT_LEASE)
    assert check_refund(back.ports, WORKER, refund.id).state is _S.FAILED
    assert len(back.books.refunds_sent) == 1


def test_an_absence_from_before_it_was_sent_again_frees_nothing(back: BackTill) -> None:
    refund = back.give_back(back.paid(), 500, Back.UNKNOWN_BEFORE_REFUND)
    back.clock.move(REFUNDING.key_window - SUBMIT_LEASE)

    def sent_meanwhile() -> None:
        back.books.during_lookup = lambda: None
        back.books.backs.append(Back.UNKNOWN_BEFORE_REFUND)
        submit_refund(back.ports, WORKER, refund.id, again=True)
        back.clock.move(SUBMIT_LEASE)

    back.books.during_lookup = sent_meanwhile
    assert check_refund(back.ports, WORKER, refund.id).state is _S.UNKNOWN
    assert len(back.books.refunds_sent) == 2


def test_a_doubt_of_a_week_is_not_held_while_it_is_being_sent(back: BackTill) -> None:
    refund = back.give_back(back.paid(), 500, Back.UNKNOWN_BEFORE_REFUND)
    back.clock.move(timedelta(days=8))
    again = replace(refund, state=_S.SUBMITTING, sent_at=back.clock.real_now())
    with back.store.write(WORKER) as tx:
        tx.refunds.update(again, was=_S.UNKNOWN)
    assert hold_refund_if_too_old(back.ports, WORKER, refund.id, answered=False) == again
    back.clock.move(SUBMIT_LEASE)
    held = hold_refund_if_too_old(back.ports, WORKER, refund.id, answered=False)
    assert held.state is _S.HOLD
