"""Looking at everything that is open, at once."""

from datetime import timedelta

from billing.payments import SUBMIT_LEASE, ChargeRequest, PaymentState
from billing.use_cases.check_payment import check_payment
from billing.use_cases.reconcile_payments import reconcile_payments
from tests.billing.use_cases.till import WORKER, MakeTill, Till
from tests.builders import bill, february, method
from tests.fakes_provider import Outcome

_S = PaymentState


def test_each_doubt_is_resolved_and_told(make_till: MakeTill) -> None:
    till = make_till(february(), bill("HB-101"), bill("HB-102"), method())
    for bill_id, outcome in (
        ("HB-100", Outcome.UNKNOWN_AFTER_CHARGE),
        ("HB-101", Outcome.WRONG_AMOUNT),
        ("HB-102", Outcome.UNKNOWN_BEFORE_CHARGE),
    ):
        till.provider.script.append(outcome)
        till.approve(till.ask(bill_id))
        till.clock.move(timedelta(seconds=1))
    told = reconcile_payments(till.ports, WORKER)
    assert [(one.before.state, one.after.state) for one in told] == [
        (_S.UNKNOWN, _S.SUCCEEDED),
        (_S.HOLD, _S.HOLD),
        (_S.UNKNOWN, _S.SUCCEEDED),
    ]
    assert len(till.provider.taken()) == 3
    assert [one.before.state for one in reconcile_payments(till.ports, WORKER)] == [_S.HOLD]


def test_a_payment_in_flight_is_left_to_its_request(till: Till) -> None:
    seen: list[int] = []
    till.provider.during_charge = lambda _: seen.append(len(reconcile_payments(till.ports, WORKER)))
    till.pay()
    assert seen == [0]


def test_an_approval_that_was_never_sent_is_left_to_the_worker(till: Till) -> None:
    till.pay_and_die("approved")
    assert reconcile_payments(till.ports, WORKER) == ()
    assert till.provider.sent == []


def test_a_submission_past_its_lease_is_looked_at(till: Till) -> None:
    till.pay_and_die("charged")
    assert reconcile_payments(till.ports, WORKER) == ()
    till.clock.move(SUBMIT_LEASE)
    assert [one.after.state for one in reconcile_payments(till.ports, WORKER)] == [_S.SUCCEEDED]
    assert till.work() >= 0
    assert len(till.provider.taken()) == 1


def test_a_provider_that_cannot_be_asked_is_a_problem_and_not_an_end(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.provider.down = True
    told = reconcile_payments(till.ports, WORKER)
    assert [(one.after, one.problem) for one in told] == [(made, "nothing listens there")]


def test_all_pages_are_looked_at(make_till: MakeTill) -> None:
    till = make_till(*(bill(f"HB-{n}") for n in range(5)), method())
    for n in range(5):
        till.provider.script.append(Outcome.UNKNOWN_AFTER_CHARGE)
        till.approve(till.ask(f"HB-{n}"))
    told = reconcile_payments(till.ports, WORKER, page=2)
    assert [one.after.state for one in told] == [_S.SUCCEEDED] * 5


def test_what_is_being_sent_once_more_is_left_to_whoever_sends_it(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.clock.move(timedelta(hours=2))
    seen: list[object] = []

    def somebody_reconciles(_: ChargeRequest) -> None:
        till.provider.during_charge = lambda _: None
        seen.extend(reconcile_payments(till.ports, WORKER))
        seen.append(till.payment(made.id).state)

    till.provider.during_charge = somebody_reconciles
    check_payment(till.ports, WORKER, made.id)
    assert seen == [PaymentState.SUBMITTING]
