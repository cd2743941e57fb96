"""Every fault ends in the right one of three outcomes, and a look then tells the truth."""

import pytest

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.payments import PaymentState
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import HUNG_UP, found, require_keys, settled


@pytest.mark.parametrize("behaviour", ["timeout_after_charge", "timeout_before_charge"])
def test_after_a_lost_connection_the_same_key_settles_once(rig: Rig, behaviour: str) -> None:
    request, provider = rig.request(behaviour), rig.connect()
    require_keys(provider.capabilities)
    with pytest.raises(OutcomeUnknown):
        provider.charge(request)

    report = settled(rig, provider, request)

    assert report.state is PaymentState.SUCCEEDED
    assert provider.charge(request) == report
    assert rig.charged() == 1


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
def test_any_doubt_is_outcome_unknown_and_settles_once(rig: Rig, fault: str) -> None:
    rig.timeouts = HUNG_UP
    request, provider = rig.request(), rig.connect()
    rig.fault(fault)

    with pytest.raises(OutcomeUnknown) as doubt:
        provider.charge(request)

    assert doubt.value.__context__ is None  # nothing of the exchange rides along into a log
    assert settled(rig, provider, request).state is PaymentState.SUCCEEDED
    assert rig.charged() == 1


def test_an_inner_error_stays_in_doubt_and_is_definitely_absent(rig: Rig) -> None:
    request, provider = rig.request("error_500"), rig.connect()

    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            provider.charge(request)

    assert found(rig, provider, request) is None
    assert rig.charged() == 0


def test_too_many_requests_charged_nothing(rig: Rig) -> None:
    request, provider = rig.request(), rig.connect()
    rig.fault("http_429")

    with pytest.raises(ProviderUnavailable):
        provider.charge(request)

    assert list(rig.payments()) == []
    assert provider.charge(request).state is PaymentState.SUCCEEDED


@pytest.mark.parametrize(
    "fault",
    ["http_500_before_commit", "http_429", "html_instead_of_json", "drop_reply_after_commit"],
)
def test_a_lookup_that_cannot_say_never_says_absent(rig: Rig, fault: str) -> None:
    request, provider = rig.request(), rig.connect()
    provider.charge(request)
    rig.fault(fault, times=5)

    with pytest.raises(ProviderUnavailable):
        found(rig, provider, request)


@pytest.mark.parametrize("outage", ["outage", "outage_503"])
def test_an_outage_leaves_nothing_behind_and_nothing_decided(rig: Rig, outage: str) -> None:
    request, provider = rig.request(), rig.connect()
    rig.fault(outage)
    try:
        for _ in range(3):
            with pytest.raises((OutcomeUnknown, ProviderUnavailable)):
                provider.charge(request)
            with pytest.raises(ProviderUnavailable):
                found(rig, provider, request)
    finally:
        rig.heal()

    assert found(rig, provider, request) is None
    assert settled(rig, provider, request).state is PaymentState.SUCCEEDED
    assert rig.charged() == 1


def test_a_slow_answer_is_an_answer(rig: Rig) -> None:
    rig.fault("latency")

    assert rig.connect().charge(rig.request()).state is PaymentState.SUCCEEDED
