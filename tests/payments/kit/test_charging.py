"""Charging: once per key, whatever comes at the same time; nothing is made up about the result."""

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from billing.capabilities import PageKind
from billing.errors import OutcomeUnknown, ProviderFault, ProviderUnavailable
from billing.money import Money
from billing.payments import PaymentReport, PaymentState
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import BACK, found, refused_there, require_keys, require_page


def test_a_charge_moves_the_money_once_and_echoes_it(rig: Rig) -> None:
    request = rig.request()

    report = rig.connect().charge(request)

    assert report.state is PaymentState.SUCCEEDED
    assert report.reference == request.key
    assert report.amount == Money(9740, "USD")
    assert [(p.provider_ref, p.charged) for p in rig.payments()] == [(report.provider_ref, True)]


def test_charging_twice_with_one_key_charges_once(rig: Rig) -> None:
    request, provider = rig.request(), rig.connect()
    require_keys(provider.capabilities)

    assert provider.charge(request) == provider.charge(request)

    assert rig.charged() == 1


def test_charging_at_once_with_one_key_charges_once(rig: Rig) -> None:
    request = rig.request()
    require_keys(rig.connect().capabilities)

    def charge(_: int) -> PaymentReport | ProviderFault:
        try:
            return rig.connect().charge(request)
        except ProviderFault as fault:
            return fault

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(charge, range(16)))

    reports = {answer for answer in answers if isinstance(answer, PaymentReport)}
    doubts = [answer for answer in answers if isinstance(answer, ProviderFault)]
    assert len(reports) == 1
    assert all(type(doubt) is OutcomeUnknown for doubt in doubts)
    assert rig.charged() == 1


def test_money_on_its_way_is_pending_until_it_arrives(rig: Rig) -> None:
    request, provider = rig.request("succeed_later"), rig.connect()
    report = provider.charge(request)
    assert report.state is PaymentState.PENDING

    rig.settle(report.provider_ref, "succeeded")

    assert found(rig, provider, request) == replace(report, state=PaymentState.SUCCEEDED)


def test_where_nobody_listens_nothing_was_sent(rig: Rig) -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    provider = rig.connect(base_url=f"http://127.0.0.1:{port}")
    request = rig.request()

    with pytest.raises(ProviderUnavailable):
        provider.charge(request)
    with pytest.raises(ProviderUnavailable):
        found(rig, provider, request)


def test_a_name_that_does_not_resolve_is_unavailable(rig: Rig) -> None:
    with pytest.raises(ProviderUnavailable):
        rig.connect(base_url="http://provider.invalid").charge(rig.request())


@pytest.mark.parametrize(
    ("fault", "echo"),
    [("wrong_amount", Money(9840, "USD")), ("wrong_currency", Money(9740, "EUR"))],
)
def test_another_amount_is_reported_as_the_provider_said_it(
    rig: Rig, fault: str, echo: Money
) -> None:
    request = rig.request()
    rig.fault(fault)

    assert rig.connect().charge(request).amount == echo


def test_what_was_never_charged_is_definitely_absent(rig: Rig) -> None:
    provider = rig.connect()
    provider.charge(rig.request())

    assert found(rig, provider, rig.request()) is None


def test_another_payment_is_never_reported_under_our_reference(rig: Rig) -> None:
    provider = rig.connect()
    other = provider.charge(rig.request())

    with pytest.raises(ProviderUnavailable):
        provider.look_up(reference="pay-mine", provider_ref=other.provider_ref, since=rig.now())


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("succeeded", PaymentState.SUCCEEDED), ("failed", PaymentState.FAILED)],
)
def test_a_payment_that_the_bank_wants_confirmed_ends_as_the_customer_says(
    rig: Rig, outcome: str, state: PaymentState
) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, PageKind.CONFIRM_PAYMENT)
    request = rig.request("requires_authentication", return_url=BACK)

    waiting = provider.charge(request)
    assert waiting.state is PaymentState.REQUIRES_ACTION
    assert waiting.next_url is not None
    assert rig.charged() == 0
    assert found(rig, provider, request, waiting) == waiting
    rig.confirm(waiting.next_url, outcome)

    ended = found(rig, provider, request, waiting)
    if state is PaymentState.FAILED and refused_there(rig) is PaymentState.REQUIRES_ACTION:
        assert ended == waiting
        return
    assert ended is not None
    assert (ended.state, ended.next_url) == (state, None)
    assert rig.charged() == (state is PaymentState.SUCCEEDED)


def test_a_payment_that_waits_is_cancelled_once_and_stays_so(rig: Rig) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, PageKind.CONFIRM_PAYMENT)
    request = rig.request("requires_authentication", return_url=BACK)
    waiting = provider.charge(request)

    cancelled = provider.cancel(waiting.provider_ref)

    assert cancelled.state is PaymentState.CANCELLED
    assert found(rig, provider, request, waiting) == cancelled
    assert rig.charged() == 0


def test_cancelling_too_late_reports_what_it_became(rig: Rig) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, PageKind.CONFIRM_PAYMENT)
    waiting = provider.charge(rig.request("requires_authentication", return_url=BACK))
    assert waiting.next_url is not None
    rig.confirm(waiting.next_url, "succeeded")

    assert provider.cancel(waiting.provider_ref).state is PaymentState.SUCCEEDED
    assert rig.charged() == 1
