"""A decline is a value with a reason, never an error, and it is found again as it was."""

import pytest

from billing.capabilities import Lookup
from billing.payments import DeclineReason, PaymentState
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import found


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("decline_insufficient_funds", DeclineReason.INSUFFICIENT_FUNDS),
        ("decline_expired_card", DeclineReason.EXPIRED_CARD),
        ("decline_generic", DeclineReason.CARD_DECLINED),
        ("requires_authentication", DeclineReason.AUTHENTICATION_REQUIRED),
    ],
)
def test_a_decline_is_a_value_and_is_found_again(
    rig: Rig, behaviour: str, reason: DeclineReason
) -> None:
    request, provider = rig.request(behaviour), rig.connect()

    report = provider.charge(request)

    assert (report.state, report.reason) == (PaymentState.FAILED, reason)
    assert report.amount == request.amount
    again = found(rig, provider, request, report)
    if report.provider_ref or provider.capabilities.lookup is Lookup.STRONG:
        assert again == report
    else:  # a provider that keeps nothing of what it refused says just that
        assert again is None
    assert rig.charged() == 0


def test_money_that_never_arrives_is_a_failure_with_its_reason(rig: Rig) -> None:
    request, provider = rig.request("never_settles"), rig.connect()
    report = provider.charge(request)

    rig.settle(report.provider_ref, "failed", failure_code="insufficient_funds")

    again = found(rig, provider, request)
    assert again is not None
    assert (again.state, again.reason) == (
        PaymentState.FAILED,
        DeclineReason.INSUFFICIENT_FUNDS,
    )


def test_a_method_that_is_not_there_fails_and_charges_nothing(rig: Rig) -> None:
    report = rig.connect().charge(rig.request(method_ref="pm-nobodys"))

    assert (report.state, report.reason) == (PaymentState.FAILED, DeclineReason.INVALID_METHOD)
    assert list(rig.payments()) == []


def test_a_currency_the_method_cannot_pay_fails_and_charges_nothing(rig: Rig) -> None:
    method = rig.method(currencies=["EUR"])

    report = rig.connect().charge(rig.request(method_ref=method))

    assert (report.state, report.reason) == (
        PaymentState.FAILED,
        DeclineReason.CURRENCY_NOT_SUPPORTED,
    )
    assert list(rig.payments()) == []


def test_a_bank_debit_that_comes_back_days_later_says_why(rig: Rig) -> None:
    request, provider, sent_at = rig.request("fail_later"), rig.connect(), rig.now()
    assert provider.charge(request).state is PaymentState.PENDING

    rig.advance(days=5)

    late = found(rig, provider, request, since=sent_at)
    assert late is not None
    assert (late.state, late.reason) == (PaymentState.FAILED, DeclineReason.INSUFFICIENT_FUNDS)
    assert rig.charged() == 0
