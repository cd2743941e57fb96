"""The worker's single entry: at least once, fenced, never stopped by one failure."""

from datetime import timedelta

import pytest

from billing.audit import first_broken
from billing.duties import Duty, DutyKind
from billing.ids import ConnectionId
from billing.payments import CHECK_AFTER, PaymentState
from billing.repositories import InboxRow
from billing.use_cases._note import note
from billing.use_cases.check_payment import next_check
from billing.use_cases.do_duty import HANDLERS, SEAL_BATCH, do_duty
from billing.use_cases.receive_webhook import receive_webhook
from tests.billing.use_cases.till import LEASE, WORKER, Till
from tests.fakes_provider import Outcome

_S = PaymentState


def claim(till: Till) -> Duty:
    """The next due look at a payment; seals are done on the way."""
    for _ in range(10):
        duty = till.store.directory.claim_duty(till.clock.real_now(), LEASE)
        assert duty is not None
        if duty.kind is DutyKind.CHECK_PAYMENT:
            return duty
        do_duty(till.ports, duty)
    raise AssertionError("no payment is to be looked at")


def test_the_schedule_is_quick_at_first_and_daily_for_a_week() -> None:
    assert [next_check(attempts) for attempts in (0, 1, 2, 3, 4, 5, 99)] == [
        timedelta(seconds=5),
        timedelta(seconds=5),
        timedelta(seconds=30),
        timedelta(minutes=5),
        timedelta(hours=1),
        timedelta(days=1),
        timedelta(days=1),
    ]
    assert len(CHECK_AFTER) == 11


def test_a_doubt_is_looked_at_exactly_on_schedule(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.provider.hidden = True
    looks: list[int] = []
    start = till.clock.real_now()
    till.provider.during_lookup = lambda: looks.append(
        (till.clock.real_now() - start) // timedelta(seconds=1)
    )
    till.provider.script.extend([Outcome.UNKNOWN_BEFORE_CHARGE] * 20)
    for second in range(1, 400):
        till.wait(seconds=1)
        assert len(looks) <= 4, second
    assert looks == [5, 10, 40, 340]
    assert till.payment(made.id).state is _S.UNKNOWN


def test_a_provider_that_is_gone_for_a_week_ends_in_a_hold(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.provider.down = True
    till.wait_days(6)
    assert till.payment(made.id).state is _S.UNKNOWN
    till.wait_days(3)
    assert till.payment(made.id).state is _S.HOLD
    assert not till.owes_a_check(made)
    assert till.bill().doubt == "hold"


def test_a_pending_payment_may_take_longer_than_a_week(till: Till) -> None:
    made = till.pay(Outcome.PENDING)
    till.wait_days(20)
    assert till.payment(made.id).state is _S.PENDING
    till.provider.becomes("ch_1", _S.SUCCEEDED)
    till.wait_days(1)
    assert till.payment(made.id).state is _S.SUCCEEDED


def test_a_worker_that_lost_its_lease_changes_nothing(each_till: Till) -> None:
    till = each_till
    made = till.pay_and_die("charged")
    till.clock.move(timedelta(seconds=20))
    slow = claim(till)
    till.clock.move(LEASE)
    quick = claim(till)
    assert (quick.subject, quick.fence > slow.fence) == (slow.subject, True)
    do_duty(till.ports, quick)
    settled = till.payment(made.id)
    do_duty(till.ports, slow)
    assert till.payment(made.id) == settled
    assert len(till.provider.taken()) == 1
    assert till.verbs(made.id).count("payment.succeeded") == 1


def test_a_worker_that_lost_its_lease_cannot_postpone_anothers_work(till: Till) -> None:
    till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.clock.move(timedelta(seconds=5))
    slow = claim(till)
    till.clock.move(LEASE)
    quick = claim(till)
    till.provider.down = True
    do_duty(till.ports, slow)
    with till.store.write(WORKER) as tx:
        tx.duties.close_claimed(quick)


def test_one_failing_duty_does_not_stop_the_others(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.provider.down = True
    till.wait(seconds=5)
    with till.store.read(WORKER) as tx:
        sealed = tx.trail.sealed()
    assert sealed
    assert till.payment(made.id).state is _S.UNKNOWN


def test_the_trail_is_sealed_in_order_and_verifies(each_till: Till) -> None:
    each_till.pay()
    each_till.wait(seconds=1)
    with each_till.store.read(WORKER) as tx:
        sealed = tx.trail.sealed()
    assert first_broken(sealed) is None
    assert [entry.verb for entry in sealed] == [
        "quote.opened",
        "payment.approved",
        "bill.paid",
        "payment.succeeded",
    ]


def test_a_long_trail_is_sealed_in_several_turns(till: Till) -> None:
    with till.store.write(WORKER) as tx:
        for number in range(SEAL_BATCH + 1):
            note(till.ports, tx, "test.noted", f"subject-{number}")
    till.wait(seconds=1)
    till.wait(seconds=5)
    with till.store.read(WORKER) as tx:
        sealed = tx.trail.sealed(limit=SEAL_BATCH + 10)
    assert len(sealed) == SEAL_BATCH + 1
    assert first_broken(sealed) is None
    assert till.work() == 0


def test_a_webhook_of_another_connection_is_dropped(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    other = ConnectionId("conn-2")
    row = InboxRow("evt_1", other, "changed", made.key, None, till.clock.now())
    receive_webhook(till.ports, WORKER, row)
    till.work()
    assert till.work() == 0
    assert till.payment(made.id).state is _S.UNKNOWN


def test_a_duty_that_nobody_here_can_do_is_kept(till: Till) -> None:
    with till.store.write(WORKER) as tx:
        tx.duties.owe(DutyKind.READ_UPLOAD, "upl-1", till.clock.real_now())
    for _ in range(2):
        with pytest.raises(KeyError):
            till.work()
        till.clock.move(timedelta(days=1))


def test_every_other_kind_has_somebody_who_does_it() -> None:
    # They come with the reader of documents and with the index.
    elsewhere = {DutyKind.READ_UPLOAD, DutyKind.INDEX_UPLOAD, DutyKind.INDEX_ARTICLE}
    assert set(HANDLERS) == set(DutyKind) - elsewhere
