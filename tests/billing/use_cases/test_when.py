"""How old a payment is, by which of the two clocks; the business clock is months behind here."""

from dataclasses import replace
from datetime import timedelta

from billing.payments import SUBMIT_LEASE, Payment, PaymentState
from billing.use_cases._when import age_of, in_flight, known_since, quiet_for
from tests.billing.use_cases.till import Till
from tests.builders import payment
from tests.fakes_provider import Outcome

HOUR = timedelta(hours=1)


def ordered(till: Till) -> Payment:
    return replace(payment("pay-9", bill_id="HB-100"), created_at=till.clock.now())


def test_what_was_never_sent_is_as_old_as_its_order(till: Till) -> None:
    made = ordered(till)
    till.clock.move(HOUR)
    assert age_of(till.ports, made) == quiet_for(till.ports, made) == HOUR
    assert known_since(till.ports, made) == till.clock.real_now() - HOUR
    yes = till.clock.real_now() - HOUR / 2
    assert age_of(till.ports, made, approved_at=yes) == HOUR / 2


def test_what_was_sent_is_as_old_as_its_first_sending(till: Till) -> None:
    now = till.clock.real_now()
    made = replace(ordered(till), submitted_at=now - 2 * HOUR, sent_at=now - HOUR)
    assert age_of(till.ports, made, approved_at=now) == 2 * HOUR
    assert known_since(till.ports, made) == now - 2 * HOUR
    assert quiet_for(till.ports, made) == HOUR


def test_a_row_from_before_sendings_were_dated_is_timed_by_its_first(till: Till) -> None:
    sent = replace(ordered(till), state=PaymentState.SUBMITTING, submitted_at=till.clock.real_now())
    assert in_flight(till.ports, sent)
    till.clock.move(SUBMIT_LEASE)
    assert not in_flight(till.ports, sent)
    doubtful = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    assert not in_flight(till.ports, doubtful), "its answer is here, such as it is"
