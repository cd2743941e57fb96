"""Sending: once, with no transaction open, never behind another's back."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from billing.errors import StaleWorker
from billing.payment_keys import payment_key
from billing.payments import SUBMIT_LEASE, ChargeRequest, DeclineReason, PaymentState
from billing.use_cases.submit_payment import submit_payment
from tests.billing.use_cases.till import WORKER, Till
from tests.builders import CONNECTION, HARBOR
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome


@dataclass
class NappingClock:
    """The process is stopped for `nap` before its `looks_left`-th look at the real time."""

    inner: FakeClock
    nap: timedelta
    looks_left: int

    def now(self) -> datetime:
        return self.inner.now()

    def real_now(self) -> datetime:
        self.looks_left -= 1
        if self.looks_left == 0:
            self.inner.move(self.nap)
        return self.inner.real_now()


def test_what_is_sent_comes_from_our_rows(till: Till) -> None:
    payment = till.pay()
    request = till.provider.sent[0]
    assert (request.amount, request.description) == (payment.amount, "Bill HB-100")
    assert (request.method_ref, request.customer_ref) == ("ref_pm-visa", "cus_c-nora")
    key = payment_key(b"salt", HARBOR, CONNECTION, payment.bill_id, 0)
    assert request.key == payment.key == key


def test_no_transaction_is_open_while_a_provider_is_called(each_till: Till) -> None:
    open_then: list[bool] = []
    watched = each_till.store
    each_till.provider.during_charge = lambda _: open_then.append(watched.in_transaction())
    each_till.pay()
    assert open_then == [False]
    with watched.read(each_till.who), pytest.raises(AssertionError):
        each_till.provider.look_up(
            reference="x", provider_ref=None, since=each_till.clock.real_now()
        )


def test_nothing_sent_is_a_failure_that_frees_the_bill(till: Till) -> None:
    failed = till.pay(Outcome.UNAVAILABLE)
    assert (failed.state, failed.reason) == (
        PaymentState.FAILED,
        DeclineReason.PROVIDER_UNAVAILABLE,
    )
    again = till.pay()
    assert again.state is PaymentState.SUCCEEDED
    assert again.key != failed.key
    assert len(till.provider.taken()) == 1


def test_a_decline_frees_the_bill_under_a_new_key(till: Till) -> None:
    declined = till.pay(Outcome.DECLINE)
    assert declined.reason is DeclineReason.INSUFFICIENT_FUNDS
    assert till.pay().state is PaymentState.SUCCEEDED
    assert [payment.ordinal for payment in till.payments()] == [0, 1]
    assert len({request.key for request in till.provider.sent}) == 2


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN_AFTER_CHARGE, Outcome.UNKNOWN_BEFORE_CHARGE])
def test_a_lost_reply_is_unknown_and_never_failed(till: Till, outcome: Outcome) -> None:
    payment = till.pay(outcome)
    assert payment.state is PaymentState.UNKNOWN
    assert till.bill().doubt == "unknown"
    assert till.verbs(payment.id) == ["payment.approved", "payment.unknown"]
    assert till.owes_a_check(payment)


def test_a_process_that_slept_before_sending_sends_nothing(till: Till) -> None:
    payment = till.pay_and_die("approved")
    sleepy = replace(till.ports, clock=NappingClock(till.clock, SUBMIT_LEASE, 2))
    with pytest.raises(StaleWorker):
        submit_payment(sleepy, WORKER, payment.id)
    assert till.provider.sent == []
    assert till.payment(payment.id).state is PaymentState.SUBMITTING
    till.wait(seconds=1)
    assert till.payment(payment.id).state is PaymentState.SUCCEEDED
    assert len(till.provider.taken()) == 1


def test_a_customer_whose_process_slept_still_gets_an_answer(till: Till) -> None:
    quote = till.ask()
    till.ports = replace(till.ports, clock=NappingClock(till.clock, SUBMIT_LEASE, 5))
    answer = till.approve(quote)
    assert [payment.state for payment in answer.payments] == [PaymentState.SUBMITTING]
    assert till.provider.sent == []


def test_a_payment_past_that_point_is_left_alone(till: Till) -> None:
    payment = till.pay()
    for again in (False, True):
        assert submit_payment(till.ports, WORKER, payment.id, again=again) == payment
    assert len(till.provider.sent) == 1


def test_an_unreachable_provider_on_a_second_try_leaves_the_doubt(till: Till) -> None:
    payment = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.provider.down = True
    after = submit_payment(till.ports, WORKER, payment.id, again=True)
    assert after.state is PaymentState.UNKNOWN, "the first try may have charged"
    assert after.submitted_at == payment.submitted_at


def test_each_sending_is_dated_and_the_first_one_stays_so(till: Till) -> None:
    payment = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    first = till.clock.real_now()
    assert (payment.submitted_at, payment.sent_at) == (first, first)
    till.clock.move(timedelta(hours=1))
    after = submit_payment(till.ports, WORKER, payment.id, again=True)
    assert (after.submitted_at, after.sent_at) == (first, till.clock.real_now())


def test_a_late_not_sent_is_a_doubt_because_another_may_have_sent_meanwhile(till: Till) -> None:
    till.provider.during_charge = lambda _: till.clock.move(SUBMIT_LEASE)
    assert till.pay(Outcome.UNAVAILABLE).state is PaymentState.UNKNOWN


def test_a_late_not_sent_does_not_undo_what_another_found_out(till: Till) -> None:
    def meanwhile(request: ChargeRequest) -> None:
        with till.store.write(WORKER) as tx:
            sent = tx.payments.by_key(request.key)
            assert sent is not None
            tx.payments.update(replace(sent, state=PaymentState.PENDING), was=sent.state)

    till.provider.during_charge = meanwhile
    assert till.pay(Outcome.UNAVAILABLE).state is PaymentState.PENDING
