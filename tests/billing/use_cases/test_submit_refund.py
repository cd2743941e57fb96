"""The middle phase of a refund: marked, sent with no transaction open, never twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from billing.connections import Connection
from billing.errors import ProviderUnavailable, StaleWorker
from billing.payments import SUBMIT_LEASE, DeclineReason, PaymentState
from billing.ports import PaymentProvider
from billing.repositories import About
from billing.use_cases.apply_refund_report import LATE
from billing.use_cases.refund_payment import RefundAsk, refund_payment
from billing.use_cases.submit_refund import submit_refund
from tests.billing.use_cases.back_till import BackTill, staff
from tests.billing.use_cases.till import WORKER
from tests.builders import money
from tests.fakes import FakeClock
from tests.fakes_provider import Died, OneProvider
from tests.fakes_refunds import Back

_S = PaymentState


@dataclass
class Slow(OneProvider):
    """The process is stopped for a whole lease while it makes its client."""

    clock: FakeClock = field(default_factory=FakeClock)

    def connect(self, connection: Connection, credentials: Mapping[str, str]) -> PaymentProvider:
        if self.spares == 0:
            self.clock.move(SUBMIT_LEASE)
        return super().connect(connection, credentials)


def ordered(till: BackTill, name: str = "ref_new", minor: int = 500) -> str:
    """A refund that was written down and not sent yet."""
    paid = till.paid()
    done = till.give_back(paid, minor, Back.UNAVAILABLE)
    fresh = replace(
        done, id=name, key="ba" + "2" * 40, state=_S.CREATED, reason=None, submitted_at=None,
        settled_at=None, ordinal=1,
    )  # fmt: skip
    with till.store.write(WORKER) as tx:
        tx.refunds.add(fresh)
    return name


def test_one_that_was_ordered_is_sent_once_with_its_own_key(each_back: BackTill) -> None:
    name = ordered(each_back)
    for _ in range(3):
        done = submit_refund(each_back.ports, WORKER, name)
        assert (done.state, done.provider_ref) == (_S.SUCCEEDED, "re_1")
    (sent,) = each_back.books.refunds_sent
    assert (sent.key, sent.payment_ref, sent.amount.amount_minor) == ("ba" + "2" * 40, "ch_1", 500)
    assert each_back.verbs(name) == ["payment.refunded"]


def test_a_process_that_dies_before_it_sent_is_taken_over_by_the_worker(
    each_back: BackTill,
) -> None:
    paid = each_back.paid()
    each_back.providers.dies = True
    each_back.providers.spares = 1  # who only sees what is offered
    with pytest.raises(Died):
        each_back.give_back(paid, 500)
    (refund,) = each_back.refunds(paid)
    assert refund.state is _S.CREATED
    each_back.wait(seconds=21)
    assert each_back.refund(refund).state is _S.SUCCEEDED
    assert len(each_back.books.returned()) == 1


def test_not_sent_by_one_says_nothing_of_another_that_sent(back: BackTill) -> None:
    paid = back.paid()

    def overtaken(_: object) -> None:
        back.clock.move(SUBMIT_LEASE)

    doubtful = back.give_back(paid, 500, Back.UNKNOWN_BEFORE_REFUND)
    back.books.during_refund = overtaken
    back.books.backs.append(Back.UNAVAILABLE)
    again = submit_refund(back.ports, WORKER, doubtful.id, again=True)
    assert again.state is _S.UNKNOWN


def test_a_process_that_slept_past_its_lease_sends_nothing(back: BackTill) -> None:
    name = ordered(back)
    slow = Slow(back.books, clock=back.clock)
    with pytest.raises(StaleWorker):
        submit_refund(replace(back.ports, providers=slow), WORKER, name)
    assert back.books.refunds_sent == []
    back.wait(seconds=20)
    assert len(back.books.returned()) == 1


def test_a_finance_person_whose_process_slept_still_gets_an_answer(back: BackTill) -> None:
    paid = back.paid()
    slow = Slow(back.books, spares=1, clock=back.clock)
    answer = refund_payment(replace(back.ports, providers=slow), staff(), RefundAsk(paid.id, 500))
    assert answer.refund is not None
    assert answer.refund.state is _S.SUBMITTING
    assert back.books.refunds_sent == []
    back.wait(seconds=20)
    assert back.refund(answer.refund).state is _S.SUCCEEDED


def test_a_connection_that_cannot_work_is_a_definite_no_the_first_time(back: BackTill) -> None:
    name = ordered(back)
    back.providers.refused = True
    done = submit_refund(back.ports, WORKER, name)
    assert (done.state, done.reason) == (_S.FAILED, DeclineReason.PROVIDER_UNAVAILABLE)
    assert back.books.refunds_sent == []


def test_a_connection_that_cannot_work_says_nothing_of_a_refund_in_doubt(back: BackTill) -> None:
    doubtful = back.give_back(back.paid(), 500, Back.UNKNOWN_AFTER_REFUND)
    back.providers.refused = True
    with pytest.raises(ProviderUnavailable):
        submit_refund(back.ports, WORKER, doubtful.id, again=True)
    assert back.refund(doubtful).state is _S.UNKNOWN
    back.books.down, back.providers.refused = True, False
    after = submit_refund(back.ports, WORKER, doubtful.id, again=True)
    assert (after.state, after.submitted_at) == (_S.UNKNOWN, doubtful.submitted_at)


def test_one_past_that_point_is_left_alone(each_back: BackTill) -> None:
    done = each_back.give_back(each_back.paid(), 500)
    held = each_back.give_back(each_back.payments()[0], 600, Back.WRONG_AMOUNT)
    for refund in (done, held):
        for again in (False, True):
            assert submit_refund(each_back.ports, WORKER, refund.id, again=again) == refund
    assert len(each_back.books.refunds_sent) == 2


def test_one_made_by_hand_at_the_provider_is_never_sent(back: BackTill) -> None:
    paid = back.paid()
    back.books.refund_by_hand("ch_1", paid.amount)
    back.hear(About.REFUND, "re_1", payment_ref="ch_1")
    (found,) = back.refunds(paid)
    with back.store.write(WORKER) as tx:
        tx.refunds.update(replace(found, state=_S.FAILED), was=found.state)
        for name, key in (("ref_2", ""), ("ref_3", f"{LATE}ba")):
            doubtful = replace(found, id=name, key=key, amount=money("1.00"), state=_S.UNKNOWN)
            tx.refunds.add(doubtful)
    for name in (found.id, "ref_2", "ref_3"):
        submit_refund(back.ports, WORKER, name, again=True)
    assert back.books.refunds_sent == []
