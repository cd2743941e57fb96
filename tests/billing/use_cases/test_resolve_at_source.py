"""Ending a hold while the biller has the bill as paid: no one person calls that failed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.capabilities import Idempotency, Lookup
from billing.errors import PaidAtSource
from billing.payments import Payment, PaymentState
from billing.stores.store import SqlStore
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.resolve_payment import Resolved, resolve_payment
from tests.billing.use_cases.back_till import list_staff, staff
from tests.billing.use_cases.source_till import SourceTill, open_source_till, usd
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome
from tests.fakes_sources import SOURCE

FAILED = PaymentState.FAILED


@pytest.fixture
def source(store: SqlStore, clock: FakeClock) -> SourceTill:
    """A biller without keys whose look-up proves nothing; over SQLite and over PostgreSQL."""
    till = open_source_till(store, clock)
    late = timedelta(minutes=30)
    till.biller.capabilities = replace(
        SOURCE, idempotency=Idempotency.NONE, lookup=Lookup.PRESENCE, lookup_horizon=late
    )
    till.pull()
    list_staff(store, "anna", "ben")
    return till


def held(source: SourceTill, outcome: Outcome, minor: int | None = None) -> Payment:
    """Its answer was lost, and nobody finds it at the provider."""
    who = source.speaker()
    source.biller.script.append(outcome)
    source.biller.hidden = True
    quote = pay_bill(source.ports, who, PayRequest((source.ours().id,), minor))
    (payment,) = source.approve_as(who, quote)
    for _ in range(3):
        source.wait(hours=1)
    assert source.payment_of(payment.id).state is PaymentState.HOLD
    return payment


def fail(source: SourceTill, payment: Payment, who: str = "anna") -> Resolved:
    return resolve_payment(source.ports, staff(who), payment.id, FAILED, f"{who} looked it up")


@pytest.mark.parametrize("minor", [None, 5000])
def test_what_the_biller_counted_is_not_called_failed_by_one(
    source: SourceTill, minor: int | None
) -> None:
    payment = held(source, Outcome.UNKNOWN_AFTER_CHARGE, minor)
    for _ in range(2):
        with pytest.raises(PaidAtSource, match="second person"):
            fail(source, payment)
    assert source.payment_of(payment.id).state is PaymentState.HOLD


def test_two_who_looked_it_up_may_say_so_all_the_same(source: SourceTill) -> None:
    payment = held(source, Outcome.UNKNOWN_BEFORE_CHARGE)
    source.biller.pay_there("b-1", usd("97.40"))  # a neighbour paid it at the counter
    with pytest.raises(PaidAtSource):
        fail(source, payment, "anna")
    done = fail(source, payment, "ben").payment
    assert done.state is FAILED
    assert "anna looked it up" in (done.note or "")


@pytest.mark.parametrize("silent", [True, False])
def test_who_could_not_know_that_it_is_paid_there_is_no_first_of_two(
    source: SourceTill, silent: bool
) -> None:
    payment = held(source, Outcome.UNKNOWN_BEFORE_CHARGE)
    source.biller.silent = silent
    assert fail(source, payment, "anna").awaiting is not None
    source.biller.silent = False
    source.biller.pay_there("b-1", usd("97.40"))
    for _ in range(2):  # ben is the first who hears it, and one person is one person
        with pytest.raises(PaidAtSource, match="second person"):
            fail(source, payment, "ben")
    assert source.payment_of(payment.id).state is PaymentState.HOLD
    done = fail(source, payment, "anna").payment
    assert done.state is FAILED
    assert "anna looked it up" in (done.note or "")
    assert "ben looked it up" in (done.note or "")


def test_who_says_the_same_again_once_warned_counts_as_one_of_two(source: SourceTill) -> None:
    payment = held(source, Outcome.UNKNOWN_BEFORE_CHARGE)
    fail(source, payment, "anna")
    source.biller.pay_there("b-1", usd("97.40"))
    with pytest.raises(PaidAtSource):
        fail(source, payment, "anna")
    assert fail(source, payment, "ben").payment.state is FAILED


def test_what_a_pull_put_aside_counts_while_the_biller_is_away(source: SourceTill) -> None:
    payment = held(source, Outcome.UNKNOWN_AFTER_CHARGE)
    source.pull()
    assert [row.waits for row in source.aside()] == [True]
    source.biller.silent = True
    with pytest.raises(PaidAtSource):
        fail(source, payment)


def test_a_bill_that_is_still_owed_there_is_failed_as_ever(source: SourceTill) -> None:
    payment = held(source, Outcome.UNKNOWN_BEFORE_CHARGE)
    first = fail(source, payment)  # it takes two here: no limit is set
    assert first.awaiting is not None
    assert fail(source, payment, "ben").payment.state is FAILED
    assert source.ours().balance == usd("97.40")
