"""A convenience fee is told before, taken as agreed or refused; what is there is never gone."""

from dataclasses import replace

import pytest

from billing.capabilities import Reach
from billing.errors import ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from payments._protocol import PaymentAdapter
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import found, paid, require


def costly(rig: Rig) -> PaymentAdapter:
    provider = rig.connect()
    require(provider.capabilities.fees, "no fees")
    return provider


def test_a_fee_is_told_before_and_taken_as_agreed(rig: Rig) -> None:
    provider, request = costly(rig), rig.request()
    fee = provider.fee_for(request.amount, request.method_type)
    agreed = replace(request, fee=fee)

    report = provider.charge(agreed)

    assert fee >= Money.zero(request.amount.currency)
    assert (report.state, report.amount, report.fee) == (
        PaymentState.SUCCEEDED,
        request.amount,
        fee,
    )
    again = found(rig, provider, agreed, report)
    assert again is not None
    assert (again.amount, again.fee) == (request.amount, fee)


def test_another_fee_than_was_agreed_is_refused_and_nothing_is_charged(rig: Rig) -> None:
    provider, request = costly(rig), rig.request()
    fee = provider.fee_for(request.amount, request.method_type)

    report = provider.charge(replace(request, fee=fee + Money(1, fee.currency)))

    assert (report.state, report.reason) == (PaymentState.FAILED, DeclineReason.FEE_CHANGED)
    assert rig.charged() == 0


def test_asking_for_the_fee_moves_nothing(rig: Rig) -> None:
    costly(rig).fee_for(Money(9740, "USD"), "card")

    assert list(rig.payments()) == []


@pytest.mark.parametrize("fault", ["outage", "http_500_before_commit", "truncated_json"])
def test_a_fee_that_cannot_be_told_is_not_made_up(rig: Rig, fault: str) -> None:
    provider = costly(rig)
    rig.fault(fault)

    with pytest.raises(ProviderUnavailable):
        provider.fee_for(Money(9740, "USD"), "card")


def test_a_type_without_a_fee_of_its_own_is_no_free_one(rig: Rig) -> None:
    provider = costly(rig)

    with pytest.raises(ProviderUnavailable):
        provider.fee_for(Money(9740, "USD"), "cowrie")


def test_what_is_there_is_never_proven_to_have_taken_nothing(rig: Rig) -> None:
    provider, since = rig.connect(), rig.now()
    require(provider.capabilities.reach is not Reach.RECORD_ONLY, "it is sent nothing")
    taken = paid(rig, provider)

    gone = provider.never_took(
        reference=taken.reference, provider_ref=taken.provider_ref, since=since
    )

    assert gone is False
