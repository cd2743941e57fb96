"""The table of doubt, row by row, and what a look does in every other state."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.capabilities import Capabilities, Doubt, Idempotency, Lookup, resolve_doubt
from billing.errors import ProviderFault, ProviderUnavailable, StaleWorker
from billing.payments import SUBMIT_LEASE, ChargeRequest, DeclineReason, PaymentState
from billing.use_cases.check_payment import (
    ACTION_LIFE,
    ANSWER_LIFE,
    APPROVAL_LIFE,
    check_payment,
    hold_if_too_old,
)
from billing.use_cases.submit_payment import submit_payment
from tests.billing.use_cases.till import WORKER, MakeTill, Till, report_on
from tests.builders import payment
from tests.fakes_provider import Outcome

_S = PaymentState
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HORIZON = timedelta(hours=2)


def can(idempotency: Idempotency, lookup: Lookup) -> Capabilities:
    return Capabilities(idempotency, DAY, lookup, HORIZON)


KEYED, NOKEY = Idempotency.KEYED, Idempotency.NONE
STRONG, EVENTUAL, NONE = Lookup.STRONG, Lookup.EVENTUAL, Lookup.NONE
PRESENCE = Lookup.PRESENCE

TABLE = [
    # keyed, inside the window: the same key again, whatever a lookup says of absence
    (KEYED, STRONG, False, HOUR, Doubt.RESUBMIT),
    (KEYED, EVENTUAL, False, HOUR, Doubt.RESUBMIT),
    (KEYED, NONE, False, HOUR, Doubt.RESUBMIT),
    (KEYED, NONE, None, HOUR, Doubt.RESUBMIT),
    (KEYED, STRONG, False, DAY - timedelta(microseconds=1), Doubt.RESUBMIT),
    # keyed, outside the window
    (KEYED, STRONG, False, DAY, Doubt.FAIL),
    (KEYED, EVENTUAL, False, DAY, Doubt.FAIL),
    (KEYED, NONE, False, DAY, Doubt.HOLD),
    (KEYED, STRONG, None, DAY, Doubt.HOLD),
    # no keys
    (NOKEY, STRONG, False, timedelta(0), Doubt.FAIL),
    (NOKEY, STRONG, None, HOUR, Doubt.HOLD),
    (NOKEY, EVENTUAL, False, HORIZON - timedelta(microseconds=1), Doubt.WAIT),
    (NOKEY, EVENTUAL, False, HORIZON, Doubt.FAIL),
    # an absence that proves nothing: looked for a while, then a human decides
    (KEYED, PRESENCE, False, HOUR, Doubt.RESUBMIT),
    (KEYED, PRESENCE, False, DAY, Doubt.HOLD),
    (NOKEY, PRESENCE, False, HORIZON - timedelta(microseconds=1), Doubt.WAIT),
    (NOKEY, PRESENCE, False, HORIZON, Doubt.HOLD),
    (NOKEY, PRESENCE, None, timedelta(0), Doubt.HOLD),
    (NOKEY, NONE, False, timedelta(0), Doubt.HOLD),
    (NOKEY, NONE, None, timedelta(0), Doubt.HOLD),
]


@pytest.mark.parametrize(("keys", "lookup", "found", "age", "then"), TABLE)
def test_the_table_of_doubt(
    keys: Idempotency, lookup: Lookup, found: bool | None, age: timedelta, then: Doubt
) -> None:
    assert resolve_doubt(can(keys, lookup), found=found, age=age) is then


@pytest.mark.parametrize("keys", Idempotency)
@pytest.mark.parametrize("lookup", Lookup)
@pytest.mark.parametrize("age", [timedelta(0), 30 * DAY])
def test_what_is_found_is_settled(keys: Idempotency, lookup: Lookup, age: timedelta) -> None:
    assert resolve_doubt(can(keys, lookup), found=True, age=age) is Doubt.SETTLE


def test_a_charge_whose_reply_was_lost_is_found(each_till: Till) -> None:
    made = each_till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    each_till.wait(seconds=5)
    assert each_till.payment(made.id).state is _S.SUCCEEDED
    assert len(each_till.provider.sent) == 1
    assert each_till.bill().balance.is_zero


def test_a_charge_that_never_was_is_sent_again_with_its_own_key(each_till: Till) -> None:
    made = each_till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    each_till.wait(seconds=5)
    assert each_till.payment(made.id).state is _S.SUCCEEDED
    assert [request.key for request in each_till.provider.sent] == [made.key] * 2
    assert len(each_till.provider.taken()) == 1


def test_a_key_past_its_window_is_never_sent_again(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.clock.move(timedelta(hours=25))
    after = check_payment(till.ports, WORKER, made.id)
    assert (after.state, after.reason) == (_S.FAILED, DeclineReason.PROVIDER_UNAVAILABLE)
    assert len(till.provider.sent) == 1
    assert till.pay().key != made.key


def test_a_keys_window_is_counted_from_its_first_use(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.provider.script.append(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.clock.move(timedelta(hours=23))
    assert check_payment(till.ports, WORKER, made.id).state is _S.UNKNOWN
    till.clock.move(timedelta(hours=2))
    assert check_payment(till.ports, WORKER, made.id).state is _S.FAILED
    assert len(till.provider.sent) == 2, "once more within the window, never after it"


def test_a_charge_past_the_window_is_found_all_the_same(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.clock.move(timedelta(days=3))
    assert check_payment(till.ports, WORKER, made.id).state is _S.SUCCEEDED


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN_AFTER_CHARGE, Outcome.UNKNOWN_BEFORE_CHARGE])
def test_without_keys_and_lookup_a_human_decides(make_till: MakeTill, outcome: Outcome) -> None:
    till = make_till(can=can(NOKEY, NONE))
    made = till.pay(outcome)
    till.wait(seconds=5)
    assert till.payment(made.id).state is _S.UNKNOWN, "it may still be on its way"
    till.wait(seconds=30)
    assert till.payment(made.id).state is _S.HOLD
    assert till.bill().doubt == "hold"
    assert (len(till.provider.sent), till.provider.asked) == (1, [])
    assert not till.owes_a_check(made)


def test_without_keys_a_late_lookup_is_waited_for(make_till: MakeTill) -> None:
    till = make_till(can=can(NOKEY, EVENTUAL))
    till.provider.hidden = True
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.wait(seconds=5)
    assert till.payment(made.id).state is _S.UNKNOWN
    till.provider.hidden = False
    till.wait(seconds=30)
    assert till.payment(made.id).state is _S.SUCCEEDED
    assert len(till.provider.sent) == 1


def test_without_keys_absence_past_the_horizon_frees_the_customer(make_till: MakeTill) -> None:
    till = make_till(can=can(NOKEY, EVENTUAL))
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    for _ in range(5):
        till.wait(hours=1)
    assert till.payment(made.id).state is _S.FAILED
    assert till.pay().state is _S.SUCCEEDED
    assert len(till.provider.taken()) == 1


def test_a_process_that_died_before_marking_is_taken_over(each_till: Till) -> None:
    made = each_till.pay_and_die("approved")
    assert made.state is _S.CREATED
    each_till.wait(seconds=19)
    assert each_till.provider.sent == [], "its lease still runs"
    each_till.wait(seconds=1)
    assert each_till.payment(made.id).state is _S.SUCCEEDED


def test_a_process_that_died_after_the_charge_is_taken_over(each_till: Till) -> None:
    made = each_till.pay_and_die("charged")
    assert made.state is _S.SUBMITTING
    each_till.wait(seconds=20)
    assert each_till.payment(made.id).state is _S.SUCCEEDED
    assert len(each_till.provider.sent) == 1


def test_an_approval_that_is_an_hour_old_is_cancelled_unsent(till: Till) -> None:
    made = till.pay_and_die("approved")
    till.clock.move(APPROVAL_LIFE)
    assert check_payment(till.ports, WORKER, made.id).state is _S.CANCELLED
    assert till.provider.sent == []
    assert till.pay().state is _S.SUCCEEDED


def test_an_old_approval_is_not_cancelled_unasked(till: Till) -> None:
    """A backup restored from before the submission must not free the bill for a second charge."""
    made = till.pay_and_die("approved")
    till.clock.move(APPROVAL_LIFE)
    till.providers.refused = True
    with pytest.raises(ProviderUnavailable):
        check_payment(till.ports, WORKER, made.id)
    held = hold_if_too_old(till.ports, WORKER, made.id, answered=False)
    assert held.state is _S.CREATED
    till.clock.move(timedelta(days=7))
    held = hold_if_too_old(till.ports, WORKER, made.id, answered=False)
    assert held.state is _S.HOLD


def test_a_submission_within_its_lease_is_left_to_its_request(till: Till) -> None:
    made = till.pay_and_die("charged")
    assert check_payment(till.ports, WORKER, made.id).state is _S.SUBMITTING
    till.clock.move(SUBMIT_LEASE)
    assert check_payment(till.ports, WORKER, made.id).state is _S.SUCCEEDED


def test_a_broken_connection_shows_a_doubt_as_a_doubt(till: Till) -> None:
    made = till.pay_and_die("charged")
    till.clock.move(timedelta(minutes=1))
    till.providers.refused = True
    with pytest.raises(ProviderUnavailable):
        check_payment(till.ports, WORKER, made.id)
    assert till.payment(made.id).state is _S.UNKNOWN


def test_a_payment_that_waits_for_an_act_is_cancelled_after_an_hour(till: Till) -> None:
    made = till.pay(Outcome.REQUIRES_ACTION)
    assert made.state is _S.REQUIRES_ACTION
    till.clock.move(ACTION_LIFE - timedelta(seconds=1))
    assert check_payment(till.ports, WORKER, made.id).state is _S.REQUIRES_ACTION
    till.clock.move(timedelta(seconds=1))
    assert check_payment(till.ports, WORKER, made.id).state is _S.CANCELLED
    assert till.pay().state is _S.SUCCEEDED


def test_a_doubt_that_waits_for_an_act_is_cancelled_too(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.provider.becomes("ch_1", _S.REQUIRES_ACTION)
    till.clock.move(ACTION_LIFE)
    assert check_payment(till.ports, WORKER, made.id).state is _S.CANCELLED


def test_an_act_done_in_time_is_a_success(till: Till) -> None:
    made = till.pay(Outcome.REQUIRES_ACTION)
    till.provider.becomes("ch_1", _S.SUCCEEDED)
    till.wait(seconds=30)
    assert till.payment(made.id).state is _S.SUCCEEDED


@pytest.mark.parametrize("outcome", [Outcome.PENDING, Outcome.REQUIRES_ACTION])
def test_what_was_accepted_and_is_gone_is_for_a_human(till: Till, outcome: Outcome) -> None:
    made = till.pay(outcome)
    till.provider.made.clear()
    assert check_payment(till.ports, WORKER, made.id) == made, "seconds after it was sent"
    till.clock.move(SUBMIT_LEASE)
    assert check_payment(till.ports, WORKER, made.id).state is _S.HOLD
    assert len(till.provider.sent) == 1


def test_a_hold_is_never_touched(till: Till) -> None:
    held = till.pay(Outcome.WRONG_AMOUNT)
    asked = len(till.provider.asked)
    assert check_payment(till.ports, WORKER, held.id) == held
    assert len(till.provider.asked) == asked


def test_what_waited_and_is_gone_is_called_off_only_by_the_providers_proof(till: Till) -> None:
    payment = till.pay(Outcome.REQUIRES_ACTION)
    till.provider.made.clear()
    till.provider.proof = None
    till.wait(minutes=31)
    assert till.payment(payment.id).state is PaymentState.REQUIRES_ACTION
    assert till.owes_a_check(payment)
    till.clock.move(timedelta(days=31))
    till.provider.proof = True
    till.work()
    ended = till.payment(payment.id)
    assert (ended.state, ended.reason) == (PaymentState.CANCELLED, None)
    assert till.ask().total == payment.amount


def test_a_proof_is_for_what_waits_for_an_act_not_for_money_on_its_way(till: Till) -> None:
    payment = till.pay(Outcome.PENDING)
    till.provider.made.clear()
    till.provider.proof = True
    till.wait(minutes=31)
    assert till.payment(payment.id).state is PaymentState.HOLD


def test_an_absence_that_was_slept_over_proves_nothing(till: Till) -> None:
    """A worker asks, sleeps past the key's window, and must not call the payment failed."""
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.clock.move(timedelta(hours=23, minutes=59, seconds=55))
    till.provider.during_lookup = lambda: till.clock.move(ANSWER_LIFE)
    with pytest.raises(StaleWorker):
        check_payment(till.ports, WORKER, made.id)
    assert till.payment(made.id).state is _S.UNKNOWN


def test_a_provider_that_cannot_be_asked_leaves_the_doubt(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.provider.down = True
    with pytest.raises(ProviderFault):
        check_payment(till.ports, WORKER, made.id)
    assert till.payment(made.id) == made


def test_only_a_doubt_of_a_week_is_held(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.clock.move(timedelta(days=7, seconds=-1))
    assert hold_if_too_old(till.ports, WORKER, made.id).state is _S.UNKNOWN
    till.clock.move(timedelta(seconds=1))
    assert hold_if_too_old(till.ports, WORKER, made.id).state is _S.HOLD


def test_a_payment_recorded_without_a_provider_is_left_alone(till: Till) -> None:
    by_hand = replace(payment("pay-9", bill_id="HB-100", state=_S.PENDING), connection_id=None)
    with till.store.write(WORKER) as tx:
        tx.payments.add(by_hand)
    assert check_payment(till.ports, WORKER, by_hand.id) == by_hand
    assert till.provider.asked == []


def test_an_absence_does_not_undo_what_was_heard_while_it_was_asked_about(
    make_till: MakeTill,
) -> None:
    """Freed by an old absence, the bill could be paid a second time."""
    till = make_till(can=can(NOKEY, STRONG))
    doubtful = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.clock.move(SUBMIT_LEASE)
    till.provider.hidden = True

    def heard_meanwhile() -> None:
        till.provider.during_lookup = lambda: None
        till.apply(doubtful.id, report_on(doubtful, _S.PENDING))

    till.provider.during_lookup = heard_meanwhile
    assert check_payment(till.ports, WORKER, doubtful.id).state is _S.PENDING
    assert till.bill().doubt == "pending"


def test_what_is_being_sent_once_more_is_left_to_whoever_sends_it(till: Till) -> None:
    """Another process looks while the worker sends again, hours after the first try."""
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.clock.move(timedelta(hours=2))
    seen: list[PaymentState] = []

    def another_looks(_: ChargeRequest) -> None:
        till.provider.during_charge = lambda _: None
        till.provider.hidden = True
        till.clock.move(SUBMIT_LEASE / 2)
        seen.append(check_payment(till.ports, WORKER, made.id).state)
        seen.append(submit_payment(till.ports, WORKER, made.id, again=True).state)
        till.provider.hidden = False

    till.provider.during_charge = another_looks
    assert check_payment(till.ports, WORKER, made.id).state is _S.SUCCEEDED
    assert seen == [_S.SUBMITTING, _S.SUBMITTING]
    assert len(till.provider.sent) == 2


def test_nothing_is_sent_again_that_could_outlive_its_key(till: Till) -> None:
    """A charge that lands after the customer was freed would be a second one."""
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.clock.move(DAY - SUBMIT_LEASE + timedelta(seconds=1))
    assert check_payment(till.ports, WORKER, made.id) == made
    till.clock.move(SUBMIT_LEASE)
    assert check_payment(till.ports, WORKER, made.id).state is _S.FAILED
    assert len(till.provider.sent) == 1


def test_an_absence_from_before_it_was_sent_again_frees_nobody(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.clock.move(DAY - SUBMIT_LEASE)

    def sent_meanwhile() -> None:
        till.provider.during_lookup = lambda: None
        till.provider.script.append(Outcome.UNKNOWN_BEFORE_CHARGE)
        submit_payment(till.ports, WORKER, made.id, again=True)
        till.clock.move(SUBMIT_LEASE)

    till.provider.during_lookup = sent_meanwhile
    assert check_payment(till.ports, WORKER, made.id).state is _S.UNKNOWN
    assert len(till.provider.sent) == 2


def test_an_absence_seconds_after_the_sending_frees_nobody(make_till: MakeTill) -> None:
    till = make_till(can=can(NOKEY, STRONG))
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.clock.move(SUBMIT_LEASE - timedelta(seconds=1))
    assert check_payment(till.ports, WORKER, made.id) == made
    till.clock.move(timedelta(seconds=1))
    assert check_payment(till.ports, WORKER, made.id).state is _S.FAILED


def test_a_doubt_of_a_week_is_not_held_while_it_is_being_sent(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.clock.move(8 * DAY)
    again = replace(made, state=_S.SUBMITTING, sent_at=till.clock.real_now())
    with till.store.write(WORKER) as tx:
        tx.payments.update(again, was=_S.UNKNOWN)
    assert hold_if_too_old(till.ports, WORKER, made.id, answered=False) == again
    till.clock.move(SUBMIT_LEASE)
    assert hold_if_too_old(till.ports, WORKER, made.id, answered=False).state is _S.HOLD
