"""What the provider's own books say: every charge of a span, and every dispute as it stands."""

from datetime import timedelta

import pytest

from billing.capabilities import Refunding
from billing.discrepancies import StatementLine
from billing.disputes import DisputeState
from billing.errors import ProviderUnavailable
from billing.money import Money
from billing.payments import PaymentState
from payments._protocol import PaymentAdapter
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import give_back, paid, require

HOUR = timedelta(hours=1)


def lines(rig: Rig, provider: PaymentAdapter) -> list[StatementLine]:
    require(provider.capabilities.statement, "no statement")
    return list(provider.statement(rig.now() - HOUR, rig.now() + HOUR))


def test_every_charge_is_listed_with_our_key_and_what_came_of_it(rig: Rig) -> None:
    provider = rig.connect()
    require(provider.capabilities.statement, "no statement")
    refunds = provider.capabilities.refunds is Refunding.PARTIAL
    whole, partly = paid(rig, provider), paid(rig, provider)
    on_its_way = provider.charge(rig.request("never_settles"))
    if refunds:
        provider.refund(give_back(partly, 1000))

    found = {line.provider_ref: line for line in lines(rig, provider)}

    usd, back = Money(9740, "USD"), Money(1000 if refunds else 0, "USD")
    expected = {
        whole.provider_ref: (whole.reference, PaymentState.SUCCEEDED, usd, Money(0, "USD")),
        partly.provider_ref: (partly.reference, PaymentState.SUCCEEDED, usd, back),
        on_its_way.provider_ref: (on_its_way.reference, PaymentState.PENDING, usd, Money(0, "USD")),
    }
    assert {
        ref: (line.reference, line.state, line.amount, line.refunded) for ref, line in found.items()
    } == expected


def test_a_refused_try_took_nothing_and_is_not_listed(rig: Rig) -> None:
    provider = rig.connect()
    provider.charge(rig.request("decline_generic"))

    assert lines(rig, provider) == []


def test_a_span_begins_and_ends_where_it_says(rig: Rig) -> None:
    provider = rig.connect()
    require(provider.capabilities.statement, "no statement")
    early = paid(rig, provider)
    rig.advance(hours=3)
    middle = paid(rig, provider)
    at = rig.now()
    rig.advance(hours=3)
    paid(rig, provider)

    found = list(provider.statement(at - HOUR, at + HOUR))
    assert [line.provider_ref for line in found] == [middle.provider_ref]
    (created_at,) = [line.created_at for line in found]
    assert list(provider.statement(created_at, created_at + timedelta(seconds=1))) == found
    assert list(provider.statement(created_at - HOUR, created_at)) == []
    before = provider.statement(at - 4 * HOUR, at - HOUR)
    assert [line.provider_ref for line in before] == [early.provider_ref]


def test_a_long_statement_is_read_to_its_end(rig: Rig) -> None:
    provider = rig.connect()
    require(provider.capabilities.statement, "no statement")
    method = rig.method()
    made = {provider.charge(rig.request(method_ref=method)).provider_ref for _ in range(103)}

    found = [line.provider_ref for line in lines(rig, provider)]

    assert len(found) == 103
    assert set(found) == made


@pytest.mark.parametrize("fault", ["http_500_before_commit", "truncated_json", "http_429"])
def test_a_statement_that_breaks_off_says_so(rig: Rig, fault: str) -> None:
    provider = rig.connect()
    require(provider.capabilities.statement, "no statement")
    paid(rig, provider)
    rig.fault(fault)

    with pytest.raises(ProviderUnavailable):
        lines(rig, provider)


@pytest.mark.parametrize(
    ("outcome", "state"), [("won", DisputeState.WON), ("lost", DisputeState.LOST)]
)
def test_a_dispute_is_told_as_it_stands(rig: Rig, outcome: str, state: DisputeState) -> None:
    provider = rig.connect()
    require(provider.capabilities.disputes, "no disputes")
    payment = paid(rig, provider)
    opened = rig.dispute(payment.provider_ref)

    first = provider.look_up_dispute(opened)
    rig.end_dispute(opened, outcome)
    last = provider.look_up_dispute(opened)

    assert first.state is DisputeState.OPEN
    assert (first.provider_ref, first.payment_ref) == (opened, payment.provider_ref)
    assert first.amount == Money(9740, "USD")
    assert first.evidence_due_at is not None
    assert last.state is state


def test_a_dispute_of_nobodys_is_not_made_up(rig: Rig) -> None:
    provider = rig.connect()
    require(provider.capabilities.disputes, "no disputes")
    for nobodys in ("", "dp_nobodys", "../charges"):
        with pytest.raises(ProviderUnavailable):
            provider.look_up_dispute(nobodys)
