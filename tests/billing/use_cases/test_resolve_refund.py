"""A refund's hold ends by the same rules as a payment's."""

import pytest

from billing.errors import Conflict, Forbidden, InvalidRequest, NotFound
from billing.ids import PaymentId
from billing.payments import PaymentState
from billing.principal import Role
from billing.refunds import Refund
from billing.stores.store import SqlStore
from billing.use_cases._two_people import Decision
from billing.use_cases.resolve_refund import ResolvedRefund, resolve_refund
from tests.billing.use_cases.back_till import BackTill, open_back_till, staff
from tests.billing.use_cases.till import WORKER
from tests.builders import POLICY
from tests.fakes import FakeClock
from tests.fakes_refunds import Back

_S = PaymentState
SEEN = "the provider's page, refund re_1"


def held(till: BackTill) -> Refund:
    refund = till.give_back(till.paid(), 9000, Back.WRONG_AMOUNT)
    assert refund.state is _S.HOLD
    return refund


def decide(
    till: BackTill, refund: Refund, outcome: PaymentState, who: str = "fin-1"
) -> ResolvedRefund:
    decision = Decision(refund.id, outcome, SEEN)
    return resolve_refund(till.ports, staff(who), refund.payment_id, decision)


def test_one_person_ends_a_small_one(each_back: BackTill) -> None:
    refund = held(each_back)
    assert decide(each_back, refund, _S.SUCCEEDED).refund.state is _S.SUCCEEDED
    assert "payment.refunded" in each_back.events()
    with each_back.store.read(WORKER) as tx:
        kept = tx.resolutions.of_subject(refund.id)
    assert kept is not None
    assert kept.evidence == SEEN
    with pytest.raises(InvalidRequest):
        decide(each_back, refund, _S.FAILED)


def test_a_large_one_takes_two(store: SqlStore, clock: FakeClock) -> None:
    till = open_back_till(store, clock, policy=POLICY)
    refund = held(till)
    till.books.given.clear()
    for who in ("anna", "anna"):
        result = decide(till, refund, _S.FAILED, who)
        assert (result.refund.state, result.awaiting is None) == (_S.HOLD, False)
    assert decide(till, refund, _S.FAILED, "ben").refund.state is _S.FAILED
    with till.store.read(WORKER) as tx:
        kept = tx.resolutions.of_subject(refund.id)
        assert tx.refunds.refundable(refund.payment_id).amount_minor == 9740
    assert kept is not None
    assert kept.evidence.count(SEEN) == 2


def test_the_provider_stops_who_contradicts_it(back: BackTill) -> None:
    refund = held(back)
    with pytest.raises(Conflict):
        decide(back, refund, _S.FAILED)
    back.books.given.clear()
    with pytest.raises(Conflict):
        decide(back, refund, _S.SUCCEEDED)


def test_another_payments_name_finds_nothing_and_support_may_not(back: BackTill) -> None:
    refund = held(back)
    decision = Decision(refund.id, _S.SUCCEEDED, SEEN)
    with pytest.raises(NotFound):
        resolve_refund(back.ports, staff(), PaymentId("pay-other"), decision)
    with pytest.raises(Forbidden):
        resolve_refund(back.ports, staff(role=Role.SUPPORT), refund.payment_id, decision)


def test_what_the_provider_calls_it_is_kept(back: BackTill) -> None:
    doubtful = back.give_back(back.paid(), 500, Back.UNKNOWN_AFTER_REFUND)
    back.books.down = True
    back.wait_days(8)
    back.books.down = False
    assert (back.refund(doubtful).state, back.refund(doubtful).provider_ref) == (_S.HOLD, None)
    done = decide(back, doubtful, _S.SUCCEEDED).refund
    assert (done.state, done.provider_ref) == (_S.SUCCEEDED, "re_1")
