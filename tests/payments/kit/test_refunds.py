"""Money given back: never more than was taken, once per key, and found again in any doubt."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from billing.errors import OutcomeUnknown, ProviderFault, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from billing.refunds import RefundReport
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import (
    HUNG_UP,
    found_refund,
    give_back,
    paid,
    require,
    require_keys,
    require_refunds,
)


def test_the_whole_payment_is_given_back_once(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities, partial=False)
    payment = paid(rig, provider)
    request = give_back(payment, 9740)

    report = provider.refund(request)

    assert report.state is PaymentState.SUCCEEDED
    assert (report.reference, report.amount) == (request.key, Money(9740, "USD"))
    assert report.payment_ref == payment.provider_ref
    assert rig.refunded() == 9740


def test_giving_back_twice_with_one_key_gives_back_once(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    require_keys(provider.capabilities)
    request = give_back(paid(rig, provider), 1000)

    assert provider.refund(request) == provider.refund(request)

    assert rig.refunded() == 1000


def test_parts_are_given_back_up_to_what_was_paid(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    payment = paid(rig, provider)

    parts = [provider.refund(give_back(payment, amount)) for amount in (1000, 740, 8000)]

    assert [part.state for part in parts] == [PaymentState.SUCCEEDED] * 3
    assert rig.refunded() == 9740


def test_more_than_is_left_is_a_definite_no(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    payment = paid(rig, provider)
    provider.refund(give_back(payment, 9000))

    for amount in (741, 9740, 10**9):
        report = provider.refund(give_back(payment, amount))
        assert (report.state, report.reason) == (PaymentState.FAILED, DeclineReason.LIMIT_EXCEEDED)
        assert report.provider_ref == ""
    assert rig.refunded() == 9000


def test_what_is_given_back_already_is_not_given_twice(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities, partial=False)
    payment = paid(rig, provider)
    provider.refund(give_back(payment, 9740, "first"))

    report = provider.refund(give_back(payment, 9740, "second"))

    assert (report.state, report.reason) == (PaymentState.FAILED, DeclineReason.LIMIT_EXCEEDED)
    assert rig.refunded() == 9740


def test_refunds_at_the_same_time_never_exceed_the_payment(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    payment = paid(rig, provider)

    def back(number: int) -> RefundReport | ProviderFault:
        try:
            return rig.connect().refund(give_back(payment, 6000, f"back-{number}"))
        except ProviderFault as fault:
            return fault

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(back, range(8)))

    reports = [answer for answer in answers if isinstance(answer, RefundReport)]
    assert sum(report.state is PaymentState.SUCCEEDED for report in reports) == 1
    assert rig.refunded() == 6000


def test_the_same_refund_at_the_same_time_is_one(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    require_keys(provider.capabilities)
    request = give_back(paid(rig, provider), 1000)

    def back(_: int) -> RefundReport | ProviderFault:
        try:
            return rig.connect().refund(request)
        except ProviderFault as fault:
            return fault

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(back, range(8)))

    assert len({answer for answer in answers if isinstance(answer, RefundReport)}) == 1
    assert all(
        type(answer) is OutcomeUnknown for answer in answers if isinstance(answer, ProviderFault)
    )
    assert rig.refunded() == 1000


@pytest.mark.parametrize(
    "fault",
    [
        "drop_reply_after_commit",
        "reset_mid_body",
        "html_instead_of_json",
        "truncated_json",
        "http_500_after_commit",
        "http_500_before_commit",
        "drop_before_commit",
        "hang",
    ],
)
def test_a_refund_in_doubt_is_settled_once(rig: Rig, fault: str) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    payment = paid(rig, provider)
    request = give_back(payment, 1000)
    rig.timeouts = HUNG_UP
    hasty = rig.connect()
    rig.fault(fault)

    with pytest.raises(OutcomeUnknown) as doubt:
        hasty.refund(request)

    assert doubt.value.__context__ is None
    report = found_refund(rig, provider, request) or provider.refund(request)
    assert report.state is PaymentState.SUCCEEDED
    assert rig.refunded() == 1000


def test_a_refund_that_was_never_made_is_definitely_absent(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    payment = paid(rig, provider)
    provider.refund(give_back(payment, 500, "another"))

    assert found_refund(rig, provider, give_back(payment, 500, "mine")) is None


@pytest.mark.parametrize("fault", ["http_500_before_commit", "html_instead_of_json", "http_429"])
def test_a_look_at_a_refund_that_cannot_say_never_says_absent(rig: Rig, fault: str) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    request = give_back(paid(rig, provider), 1000)
    provider.refund(request)
    rig.fault(fault, times=5)

    with pytest.raises(ProviderUnavailable):
        found_refund(rig, provider, request)


def test_a_refund_made_by_hand_is_read_by_its_id(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    payment = paid(rig, provider)
    made = provider.refund(give_back(payment, 1000))

    report = provider.look_up_refund(
        reference="", provider_ref=made.provider_ref, payment_ref="", since=rig.now()
    )

    assert report == made


def test_a_refund_of_another_payment_is_not_taken_for_ours(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    one, other = paid(rig, provider), paid(rig, provider)
    made = provider.refund(give_back(one, 1000, "mine"))

    for reference, payment_ref in (("other", one.provider_ref), ("mine", other.provider_ref)):
        with pytest.raises(ProviderUnavailable):
            provider.look_up_refund(
                reference=reference,
                provider_ref=made.provider_ref,
                payment_ref=payment_ref,
                since=rig.now(),
            )


def test_money_on_its_way_back_is_pending_until_it_arrives(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    require(rig.refunds_take_time, "refunds are done at once")
    request = give_back(paid(rig, provider, "succeed_refund_pending"), 1000)
    report = provider.refund(request)
    assert report.state is PaymentState.PENDING

    rig.settle_refund(report.provider_ref, "succeeded")

    assert found_refund(rig, provider, request) == replace(report, state=PaymentState.SUCCEEDED)


def test_a_refund_that_the_bank_sends_back_is_failed_in_the_end(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    require(rig.refunds_take_time, "refunds are done at once")
    request = give_back(paid(rig, provider, "succeed_refund_pending"), 1000)
    report = provider.refund(request)
    assert report.state is PaymentState.PENDING

    rig.settle_refund(report.provider_ref, "failed")

    late = found_refund(rig, provider, request)
    assert late is not None
    assert late.state is PaymentState.FAILED
    assert late.reason is not None
    assert rig.refunded() == 0


def test_what_was_not_paid_is_not_given_back(rig: Rig) -> None:
    provider = rig.connect()
    require_refunds(provider.capabilities)
    declined = provider.charge(rig.request("decline_generic"))
    on_its_way = provider.charge(rig.request("never_settles"))

    for payment in (declined, on_its_way):
        assert provider.refund(give_back(payment, 100)).state is PaymentState.FAILED
    assert rig.refunded() == 0
